"""The text of a spec, without its data, and the point, from a stack of layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from fractions import Fraction

from theoremcheck.doors.activations import in_library
from theoremcheck.doors.numbers import Array, Policy, rationals
from theoremcheck.doors.roles import Roles, roles_of
from theoremcheck.doors.stack import Branch, Stack
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Statement:
    """The spec as text, with a dataset known by its dimension only; the values of all blocks in order; notes."""

    text: str
    values: tuple[tuple[str, Vector], ...]
    notes: tuple[str, ...]


@dataclass
class _Blocks:
    """The values of the blocks and pieces, which of them are frozen, and the coefficients of their squares."""

    policy: Policy
    values: dict[str, Vector] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    decays: dict[str, Fraction] = field(default_factory=dict)

    def add(self, block: str, values: Vector, *, trains: bool, decay: Fraction = Fraction(0)) -> None:
        """One block with its entries row by row."""
        self.values[block] = values
        if not trains:
            self.frozen.add(block)
        if decay:
            self.decays[block] = decay

    def read(self, array: Array | None, path: str) -> Vector:
        """The entries of an array as rationals."""
        return () if array is None else rationals(array, self.policy, f"a parameter of {path or 'the model'}")

    def joined(self) -> _Blocks:
        """The same with one block for a branch of which all pieces are frozen, or penalised alike."""
        found = _Blocks(self.policy, {}, set(self.frozen), dict(self.decays))
        for prefix in ("deep", "beside"):
            pieces = [block for block in self.values if block.startswith(f"{prefix}.")]
            if pieces and self.frozen.issuperset(pieces):
                found.frozen = (found.frozen - set(pieces)) | {prefix}
            if pieces and len({self.decays.get(block) for block in pieces}) == 1 and pieces[0] in self.decays:
                found.decays[prefix] = self.decays[pieces[0]]
                for block in pieces:
                    del found.decays[block]
            if pieces:
                found.values[prefix] = tuple(entry for block in pieces for entry in self.values[block])
        found.values = {**self.values, **found.values}
        return found


def state(stack: Stack, policy: Policy) -> Statement:
    """The statement of a stack. Raises ``ImportRefused`` where the language has no words for it."""
    stack.require_consistent()
    roles = roles_of(stack)
    hidden_bias = _hidden_bias(roles)
    blocks = _Blocks(policy)
    names = _Names()
    if roles.bias is not None:
        total = sum(blocks.read(roles.bias, "the output"), Fraction(0))
        blocks.add("a0", (total,), trains=roles.trains_bias, decay=roles.bias_decay)
    lines = []
    if roles.shortcut is not None:
        lines.append(f"shortcut = {_shortcut(roles.shortcut, blocks, names)}")
    lines += ["hidden bias"] if hidden_bias else []
    lines += ["output bias"] if roles.bias is not None else []
    for block, branch in roles.others.items():
        lines.append(f"{block.value} = {_branch(block.value, branch, blocks, names, hidden_bias=hidden_bias)}")
    written = blocks.joined()
    dimension = stack.dimension
    lines += [
        f"frozen {block} = {_value(block, values, dimension)}"
        for block, values in written.values.items()
        if block in written.frozen
    ]
    parts = [
        f"dataset data {{ dimension {dimension} }}",
        f"loss {_loss(stack)}",
        _braced("network", lines),
        *_objective(written.decays),
    ]
    text = "\n\n".join([*names.declarations(), *parts]) + "\n"
    return Statement(text, tuple(blocks.values.items()), roles.notes)


def _hidden_bias(roles: Roles) -> bool:
    """True if the shortcut has biases, else the first layers; a layer of which that is not true says its own."""
    branches = [roles.shortcut] if roles.shortcut is not None else list(roles.others.values())
    return any(branch[0].bias is not None for branch in branches)


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


def _shortcut(branch: Branch, blocks: _Blocks, names: _Names) -> str:
    hidden, output = branch
    outer = blocks.read(output.weights, output.path)
    blocks.add("a", outer, trains=output.trains_weights, decay=output.weights_decay)
    rows = blocks.read(hidden.weights, hidden.path)
    blocks.add("w", rows, trains=hidden.trains_weights, decay=hidden.weights_decay)
    if hidden.bias is not None:
        values = blocks.read(hidden.bias, hidden.path)
        blocks.add("b", values, trains=hidden.trains_bias, decay=hidden.bias_decay)
    return f"{hidden.width} {names.of(hidden.neuron or 'linear')}"


def _branch(prefix: str, branch: Branch, blocks: _Blocks, names: _Names, *, hidden_bias: bool) -> str:
    layers = []
    for k, layer in enumerate(branch[:-1], 1):
        rows = blocks.read(layer.weights, layer.path)
        blocks.add(f"{prefix}.{k}.weights", rows, trains=layer.trains_weights, decay=layer.weights_decay)
        if layer.bias is not None:
            values = blocks.read(layer.bias, layer.path)
            blocks.add(f"{prefix}.{k}.biases", values, trains=layer.trains_bias, decay=layer.bias_decay)
        biased = layer.bias is not None
        clause = "" if biased == hidden_bias else " with bias" if biased else " without bias"
        layers.append(f"{layer.width} {names.of(layer.neuron or 'linear')}{clause}")
    output = branch[-1]
    outer = blocks.read(output.weights, output.path)
    blocks.add(f"{prefix}.output", outer, trains=output.trains_weights, decay=output.weights_decay)
    return " -> ".join(layers)


def _braced(head: str, lines: Sequence[str]) -> str:
    return f"{head} {{\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _value(block: str, entries: Vector, dimension: int) -> str:
    if block == "a0":
        return rational_text(entries[0])
    if block != "w":
        return _vector(entries)
    rows = (entries[start : start + dimension] for start in range(0, len(entries), dimension))
    return f"({', '.join(map(_vector, rows))})"


def _vector(entries: Vector) -> str:
    return f"({', '.join(map(rational_text, entries))})"


def _objective(decays: dict[str, Fraction]) -> Iterator[str]:
    """The penalty, with one term for the blocks of one coefficient."""
    if decays:
        terms = []
        for coefficient in dict.fromkeys(decays.values()):
            named = ", ".join(block for block, own in decays.items() if own == coefficient)
            terms.append(f"{rational_text(coefficient)} * l2({named})")
        yield _braced("objective", [f"regularizer = {' + '.join(terms)}"])
