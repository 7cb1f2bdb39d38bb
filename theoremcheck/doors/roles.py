"""Which part of f = f_S + f_D each branch of a stack is: the shortcut, or the branch deep or beside of f_D.

An affine branch w . x + b is one linear neuron whose output weight is frozen at 1: the same parameters, w and b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from theoremcheck.doors.numbers import Array
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Branch, Dense, Stack
from theoremcheck.trusted.problem.model import Block
from theoremcheck.trusted.records import dataclass

_ONE = np.array([[Fraction(1)]], dtype=object)


@dataclass(frozen=True, eq=False)
class Roles:
    """``shortcut`` is a branch of one hidden layer, or None; ``others`` are those of f_D.

    a0 is the sum of ``bias``; None where there is no output bias.
    """

    shortcut: Branch | None
    others: dict[Block, Branch]
    bias: Array | None
    trains_bias: bool
    bias_decay: Fraction
    notes: tuple[str, ...]


def roles_of(stack: Stack) -> Roles:
    """The roles of the branches. Raises ``ImportRefused`` for a sum that the language does not state."""
    branches = [_with_neuron(branch) for branch in stack.branches]
    notes = tuple(_affine_note(branch, len(stack.branches)) for branch in stack.branches if len(branch) == 1)
    affine = [own for own, branch in zip(branches, stack.branches, strict=True) if len(branch) == 1]
    hidden = [own for own, branch in zip(branches, stack.branches, strict=True) if len(branch) > 1]
    if len(affine) > 1:
        raise ImportRefused("two affine branches add up to one; write them as one layer", affine[1][0].path)
    # The shortcut is what the theorems speak of: neurons of one kind in one layer, an affine branch only if need be.
    shallow = _merged([own for own in hidden if len(own) == 2])
    deeper = [own for own in hidden if len(own) > 2]
    ordered = [*shallow, *affine, *deeper]
    shortcut = ordered[0] if len(ordered[0]) == 2 else None
    others = ordered[1:] if shortcut is not None else ordered
    if len(others) > 2:
        message = f"a sum of {len(ordered)} branches; the language has a shortcut of one hidden layer and two others"
        raise ImportRefused(message, ordered[-1][0].path)
    names = [Block.DEEP, Block.BESIDE] if deeper or not affine else [Block.BESIDE, Block.DEEP]
    found = dict(zip(names, sorted(others, key=len, reverse=bool(deeper)), strict=False))
    bias, more = _output_bias(branches)
    return Roles(
        shortcut,
        {name: found[name] for name in (Block.DEEP, Block.BESIDE) if name in found},
        None if bias is None else bias.bias,
        bias is not None and bias.trains_bias,
        Fraction(0) if bias is None else bias.bias_decay,
        (*notes, *more),
    )


def _affine_note(branch: Branch, count: int) -> str:
    what = "The model has no hidden layer: it" if count == 1 else f"The affine branch {branch[0].path}".rstrip()
    return f"{what} is stated as one linear neuron whose output weight is frozen at 1, with the same parameters."


def _with_neuron(branch: Branch) -> Branch:
    """The branch itself, or, if it is affine, a linear neuron of it and an output weight frozen at 1."""
    if len(branch) > 1:
        return branch
    (layer,) = branch
    hidden = replace(layer, bias=None, neuron="linear", bias_decay=Fraction(0))
    output = Dense(_ONE, layer.bias, None, False, layer.trains_bias, Fraction(0), layer.bias_decay, layer.path)
    return hidden, output


def _merged(branches: Sequence[Branch]) -> list[Branch]:
    """Branches of one hidden layer, those of one kind put side by side in one layer."""
    found: list[Branch] = []
    for own in branches:
        place = next((i for i, other in enumerate(found) if _kind(other) == _kind(own)), None)
        if place is None:
            found.append(own)
        else:
            found[place] = _side_by_side(found[place], own)
    return found


def _kind(branch: Branch) -> tuple[object, ...]:
    hidden, output = branch
    weights = (hidden.trains_weights, hidden.weights_decay, output.trains_weights, output.weights_decay)
    return hidden.neuron, hidden.bias is None, hidden.trains_bias, hidden.bias_decay, *weights


def _side_by_side(first: Branch, second: Branch) -> Branch:
    hidden, output = first[0], first[1]
    weights = np.concatenate([_exact(hidden.weights), _exact(second[0].weights)])
    bias = None
    if hidden.bias is not None and second[0].bias is not None:
        bias = np.concatenate([_exact(hidden.bias), _exact(second[0].bias)])
    outer = np.concatenate([_exact(output.weights), _exact(second[1].weights)], axis=1)
    return replace(hidden, weights=weights, bias=bias), replace(output, weights=outer)


def _exact(array: Array) -> Array:
    """The entries as they are, in an array that holds numbers of any precision side by side."""
    return np.array(list(array.ravel()), dtype=object).reshape(array.shape)


def _output_bias(branches: Sequence[Branch]) -> tuple[Dense | None, tuple[str, ...]]:
    """The layer whose bias is a0, and a note where several biases add up to it."""
    biased = [own[-1] for own in branches if own[-1].bias is not None]
    if len(biased) < 2:
        return (biased[0] if biased else None), ()
    if any(layer.bias_decay for layer in biased):
        raise ImportRefused("the biases of two branches add up to one, a0, but are penalised each", biased[1].path)
    parts = np.array([_exact(layer.bias)[0] for layer in biased if layer.bias is not None], dtype=object)
    where = " and ".join(layer.path or "a branch" for layer in biased)
    note = f"The output biases of {where} act as one, their sum a0: L depends on that alone."
    trains = any(layer.trains_bias for layer in biased)
    return replace(biased[0], bias=parts, trains_bias=trains), (note,)
