"""Assumptions: which properties can be assumed, and what they imply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.language.diagnostics import Collector, Located, closest, meant
from theoremcheck.language.tree import Assumed, AssumeLine
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.problem.model import AbstractDataset, Assumption
from theoremcheck.trusted.records import dataclass, replace

_ASSUMABLE: Final = tuple(name for name, row in CONDITIONS.items() if row.assumable)
PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        block: tuple(name.removeprefix(f"{block}.") for name in _ASSUMABLE if name.startswith(f"{block}."))
        for block in ("neuron", "loss", "data")
    }
)
"""What can be assumed of an opaque neuron or loss or of abstract data, in the order in which it is stored."""

Literal_: TypeAlias = tuple[str, bool]

_IMPLIED: Final[tuple[tuple[str, str], ...]] = (
    # Each line: premises (all must hold; "not p" is a failure of p) and what follows.
    ("neuron.analytic", "neuron.c2"),
    ("neuron.c2", "neuron.c1"),
    ("neuron.strictly_convex", "neuron.convex"),
    ("neuron.strictly_convex", "not neuron.affine_piece"),
    ("neuron.strictly_convex", "not neuron.odd_up_to_constant"),
    ("neuron.flat_piece", "neuron.affine_piece"),
    ("neuron.strictly_concave", "not neuron.convex"),
    ("neuron.strictly_concave", "not neuron.affine_piece"),
    ("neuron.strictly_concave", "not neuron.odd_up_to_constant"),
    ("neuron.increasing", "not neuron.decreasing"),
    ("neuron.flat_piece", "not neuron.increasing"),
    ("neuron.flat_piece", "not neuron.decreasing"),
    ("neuron.even", "not neuron.decreasing"),
    ("neuron.even", "not neuron.increasing"),
    ("neuron.even & neuron.odd_up_to_constant", "neuron.flat_piece"),
    ("neuron.flat_piece", "not neuron.no_local_maximum"),
    ("neuron.flat_piece", "not neuron.no_local_minimum"),
    ("neuron.flat_piece", "not neuron.extrema_separated"),
    ("neuron.even & neuron.no_local_maximum", "not neuron.no_local_minimum"),
    ("neuron.extrema_signed", "neuron.extrema_separated"),
    ("neuron.no_local_maximum", "neuron.extrema_separated"),
    ("neuron.no_local_minimum", "neuron.extrema_separated"),
    ("neuron.strictly_convex", "neuron.no_local_maximum"),
    ("neuron.strictly_concave", "neuron.no_local_minimum"),
    ("loss.c2", "loss.c1"),
    ("loss.increasing", "loss.nondecreasing"),
    ("loss.increasing", "loss.active"),
    ("loss.active", "loss.active_right"),
    ("loss.increasing", "loss.pseudoconvex"),
    ("loss.convex", "loss.pseudoconvex"),
    ("data.separable_through_origin", "data.linearly_separable"),
    ("data.linearly_separable", "data.affinely_separable"),
    ("data.linearly_separable", "data.origin_outside_hulls"),
    ("data.affinely_separable", "not data.equal_means"),
    ("data.convex_order", "data.equal_means"),
    ("data.even", "data.equal_means"),
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A condition that the assumptions both state and deny, with the two assumptions that do so."""

    condition: str
    stated: str
    denied: str


def close(assumptions: Iterable[Assumption]) -> tuple[tuple[Assumption, ...], Conflict | None]:
    """The assumptions with everything they imply, in the order of ``PROPERTIES``, and a conflict if there is one.

    Each implication is used in both directions: from the premises to the conclusion and, with one premise, from the
    failure of the conclusion to the failure of the premise.
    """
    known: dict[Literal_, str] = {}
    for entry in assumptions:
        known.setdefault((entry.condition, entry.value), _phrase(entry.condition, entry.value))
    rules = tuple(_rules())
    changed = True
    while changed:
        changed = False
        for premises, conclusion in rules:
            if conclusion not in known and all(premise in known for premise in premises):
                known[conclusion] = known[premises[0]]
                changed = True
    conflict = next(
        (
            Conflict(name, known[name, True], known[name, False])
            for name, value in known
            if value and (name, False) in known
        ),
        None,
    )
    ordered = (f"{kind}.{name}" for kind, names in PROPERTIES.items() for name in names)
    closed = tuple(Assumption(name, value) for name in ordered for value in (True, False) if (name, value) in known)
    return closed, conflict


def in_network(collector: Collector, data: AbstractDataset, place: Located | None) -> AbstractDataset | None:
    """The data in a network whose first layer has no trained biases: X_i is x_i, so two of the properties are one.

    None, with the error reported at ``place``, where one of the two is assumed, and the failure of the other one.
    """
    same = ("data.linearly_separable", "data.separable_through_origin")
    also = [Assumption(name, entry.value) for entry in data.assumptions if entry.condition in same for name in same]
    closed, conflict = close((*data.assumptions, *also))
    if conflict is None:
        return replace(data, assumptions=closed)
    message = "the assumptions contradict each other in this network"
    note = "the first layer has no trained biases, so data.linearly_separable is data.separable_through_origin"
    collector.error("E081", message, place, notes=(note,))
    return None


def read(collector: Collector, kind: str, lines: Iterable[AssumeLine]) -> tuple[Assumption, ...] | None:
    """The closed assumptions of the ``assume`` lines of a block of that kind, or None with the errors reported."""
    found: list[Assumption] = []
    entries = [entry for line in lines for entry in line.entries]
    failed = False
    for entry in entries:
        condition = _condition(collector, kind, entry)
        if condition is None:
            failed = True
        else:
            found.append(Assumption(condition, entry.value))
    closed, conflict = close(found)
    if conflict is not None:
        message = f"the assumptions contradict each other: {conflict.stated} against {conflict.denied}"
        note = f"together they state and deny {conflict.condition}"
        place = next(
            entry for entry in reversed(entries) if _written(kind, entry) in {conflict.stated, conflict.denied}
        )
        collector.error("E081", message, place, notes=(note,))
        return None
    return None if failed else closed


def _rules() -> Iterable[tuple[tuple[Literal_, ...], Literal_]]:
    for left, right in _IMPLIED:
        premises = tuple(_literal(part) for part in left.split(" & "))
        conclusion = _literal(right)
        yield premises, conclusion
        if len(premises) == 1:
            yield (_denied(conclusion),), _denied(premises[0])
    for kind in ("neuron", "loss"):
        for name in PROPERTIES[kind]:
            if name != "defined":
                yield ((f"{kind}.{name}", True),), (f"{kind}.defined", True)


def _literal(text: str) -> Literal_:
    return (text.removeprefix("not "), not text.startswith("not "))


def _denied(literal: Literal_) -> Literal_:
    return (literal[0], not literal[1])


def _phrase(condition: str, value: bool) -> str:
    return condition if value else f"not {condition}"


def _written(kind: str, entry: Assumed) -> str:
    return _phrase(f"{kind}.{entry.id.text.removeprefix(f'{kind}.')}", entry.value)


def _condition(collector: Collector, kind: str, entry: Assumed) -> str | None:
    short = entry.id.text.removeprefix(f"{kind}.")
    if short in PROPERTIES[kind]:
        return f"{kind}.{short}"
    owner = {"data": "a dataset"}.get(kind, f"a {kind}")
    near = closest(short, PROPERTIES[kind])
    help = meant(near) if near else f"it can be: {', '.join(PROPERTIES[kind])}"
    collector.error("E080", f"{entry.id.text!r} is not a property of {owner} that can be assumed", entry.id, help=help)
    return None
