"""The text of a spec, without its data, and the point, from a stack of layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from theoremcheck.doors.activations import in_library
from theoremcheck.doors.numbers import Array, Policy, rationals
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.roles import Roles, roles_of
from theoremcheck.doors.stack import Branch, Stack
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Block, Vector


@dataclass(frozen=True)
class Statement:
    """The spec as text, with a dataset known by its dimension only; the values of all blocks; notes."""

    text: str
    values: tuple[tuple[Block, Vector], ...]
    frozen: tuple[Block, ...]
    notes: tuple[str, ...]


@dataclass
class _Blocks:
    """The values of the blocks, which of them are frozen, and the coefficients of their squares."""

    policy: Policy
    values: dict[Block, Vector] = field(default_factory=dict)
    frozen: list[Block] = field(default_factory=list)
    decays: dict[Block, Fraction] = field(default_factory=dict)

    def add(self, block: Block, values: Vector, *, trains: bool, decay: Fraction = Fraction(0)) -> None:
        """One block with its entries row by row."""
        self.values[block] = values
        if not trains:
            self.frozen.append(block)
        if decay:
            self.decays[block] = decay

    def read(self, array: Array | None, path: str) -> Vector:
        """The entries of an array as rationals."""
        return () if array is None else rationals(array, self.policy, f"a parameter of {path or 'the model'}")


def state(stack: Stack, policy: Policy) -> Statement:
    """The statement of a stack. Raises ``ImportRefused`` where the language has no words for it."""
    stack.require_consistent()
    roles = roles_of(stack)
    hidden_bias = _hidden_bias(roles)
    blocks = _Blocks(policy)
    names = _Names()
    if roles.bias is not None:
        total = sum(blocks.read(roles.bias, "the output"), Fraction(0))
        blocks.add(Block.OUTPUT_BIAS, (total,), trains=roles.trains_bias, decay=roles.bias_decay)
    lines = []
    if roles.shortcut is not None:
        lines.append(f"shortcut = {_shortcut(roles.shortcut, blocks, names, hidden_bias=hidden_bias)}")
    lines += ["hidden bias"] if hidden_bias else []
    lines += ["output bias"] if roles.bias is not None else []
    if roles.deep is not None:
        lines.append(f"deep = {_deep(roles.deep, blocks, names)}")
    dimension = stack.dimension
    lines += [f"frozen {block.value} = {_value(block, blocks.values[block], dimension)}" for block in blocks.frozen]
    parts = [
        f"dataset data {{ dimension {dimension} }}",
        f"loss {_loss(stack)}",
        _braced("network", lines),
        *_objective(blocks.decays),
    ]
    text = "\n\n".join([*names.declarations(), *parts]) + "\n"
    return Statement(text, tuple(blocks.values.items()), tuple(blocks.frozen), roles.notes)


# --- what the language lacks; the one place that refuses it -------------------------------------------------------


def _hidden_bias(roles: Roles) -> bool:
    """True if the hidden units have biases; a shortcut that has none gets them, frozen at 0, beside a deep part."""
    deep = [] if roles.deep is None else list(roles.deep[:-1])
    shortcut = roles.shortcut is not None and roles.shortcut[0].bias is not None
    bare = [layer.path for layer in deep if layer.bias is None]
    if bare and (shortcut or len(bare) < len(deep)):
        raise ImportRefused("only some hidden layers have biases; give every layer one, or none", bare[0])
    return shortcut or (bool(deep) and not bare)


def _one_treatment(deep: Branch) -> None:
    """All parameters of the deep part are trained or none is, and all are penalised alike."""
    for layer in deep:
        biased = layer.bias is not None and layer is not deep[-1]
        if {layer.trains_weights, *((layer.trains_bias,) if biased else ())} != {deep[0].trains_weights}:
            raise ImportRefused("only a part of the deep layers is trained; train all of them or none", layer.path)
        if {layer.weights_decay, *((layer.bias_decay,) if biased else ())} != {deep[0].weights_decay}:
            raise ImportRefused("the layers of a deep network are penalised unlike one another", layer.path)


# --- text ----------------------------------------------------------------------------------------------------------


@dataclass
class _Names:
    """The neurons given by formulas, and the names they get."""

    found: dict[str, str] = field(default_factory=dict)

    def of(self, neuron: str) -> str:
        """The name under which a layer uses a neuron: its own if it is in the library."""
        return neuron if in_library("neuron", neuron) else self.found.setdefault(neuron, f"s{len(self.found) + 1}")

    def declarations(self) -> Iterator[str]:
        """The lines that declare the formulas."""
        return (f"neuron {name}(z) = {formula}" for formula, name in self.found.items())


def _loss(stack: Stack) -> str:
    """The loss; a factor of the data term belongs to it, so that L is what the library computes."""
    named = in_library("loss", stack.loss)
    if stack.scale == 1:
        return stack.loss if named else f"l(z) = {stack.loss}"
    inner = f"{stack.loss}(z)" if named else f"({stack.loss})"
    return f"scaled(z) = {rational_text(stack.scale)} * {inner}"


def _shortcut(branch: Branch, blocks: _Blocks, names: _Names, *, hidden_bias: bool) -> str:
    hidden, output = branch
    rows = blocks.read(hidden.weights, hidden.path)
    outer = blocks.read(output.weights, output.path)
    blocks.add(Block.OUTPUT_WEIGHTS, outer, trains=output.trains_weights, decay=output.weights_decay)
    blocks.add(Block.HIDDEN_WEIGHTS, rows, trains=hidden.trains_weights, decay=hidden.weights_decay)
    if hidden.bias is not None:
        values = blocks.read(hidden.bias, hidden.path)
        blocks.add(Block.HIDDEN_BIAS, values, trains=hidden.trains_bias, decay=hidden.bias_decay)
    elif hidden_bias:
        blocks.add(Block.HIDDEN_BIAS, (Fraction(0),) * hidden.width, trains=False)
    return f"{hidden.width} {names.of(hidden.neuron or 'linear')}"


def _deep(branch: Branch, blocks: _Blocks, names: _Names) -> str:
    _one_treatment(branch)
    entries: list[Fraction] = []
    for layer in branch[:-1]:
        entries += blocks.read(layer.weights, layer.path)
        entries += blocks.read(layer.bias, layer.path)
    output = branch[-1]
    entries += blocks.read(output.weights, output.path)
    blocks.add(Block.DEEP, tuple(entries), trains=output.trains_weights, decay=output.weights_decay)
    return " -> ".join(f"{layer.width} {names.of(layer.neuron or 'linear')}" for layer in branch[:-1])


def _braced(head: str, lines: Sequence[str]) -> str:
    return f"{head} {{\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _value(block: Block, entries: Vector, dimension: int) -> str:
    if block is Block.OUTPUT_BIAS:
        return rational_text(entries[0])
    if block is not Block.HIDDEN_WEIGHTS:
        return _vector(entries)
    rows = (entries[start : start + dimension] for start in range(0, len(entries), dimension))
    return f"({', '.join(map(_vector, rows))})"


def _vector(entries: Vector) -> str:
    return f"({', '.join(map(rational_text, entries))})"


def _objective(decays: dict[Block, Fraction]) -> Iterator[str]:
    """The penalty, with one term for the blocks of one coefficient."""
    if decays:
        terms = []
        for coefficient in dict.fromkeys(decays.values()):
            named = ", ".join(block.value for block, own in decays.items() if own == coefficient)
            terms.append(f"{rational_text(coefficient)} * l2({named})")
        yield _braced("objective", [f"regularizer = {' + '.join(terms)}"])
