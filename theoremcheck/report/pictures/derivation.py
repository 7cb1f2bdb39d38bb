"""The graph of a derivation: the conditions, lemmas and the theorem or rule that applied, or nearly did."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import networkx as nx

from theoremcheck.report.claims import supporting
from theoremcheck.report.pictures.svg import Picture, element, number, plain, text
from theoremcheck.theory.graph import leaves_of, theory_graph
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Verdict

_ROW, _GAP, _LETTER, _HIGH = 30.0, 56.0, 6.7, 20.0
_KINDS: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.HOLDS: "tc-holds", Status.ASSUMED: "tc-holds", Status.FAILS: "tc-fails", Status.OPEN: "tc-open"}
)
_SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Outline:
    """A derivation in columns: each id stands to the right of all that it uses; the last one is the goal."""

    columns: tuple[tuple[str, ...], ...]
    edges: tuple[tuple[str, str], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, what is used before what uses it."""
        return tuple(name for column in self.columns for name in column)


def outline(verdict: Verdict) -> Outline | None:
    """What the verdict comes by, or of an undecided one what is nearest; None where nothing is near."""
    goal, leaves = _goal(verdict)
    if goal is None:
        return None
    graph = _subgraph(goal, leaves, verdict)
    columns = [sorted(column) for column in nx.topological_generations(graph)]
    _untangle(graph, columns)
    return Outline(tuple(map(tuple, columns)), tuple(sorted(graph.edges)))


def derivation(verdict: Verdict, found: Outline) -> Picture:
    """The picture of an outline."""
    columns = found.columns
    height = 20 + _ROW * max(map(len, columns))
    boxes: dict[str, tuple[float, float, float]] = {}
    x = 8.0
    for column in columns:
        width = 14 + _LETTER * max(map(len, column))
        top = (height - _ROW * len(column)) / 2
        boxes.update({name: (x, top + _ROW * index + (_ROW - _HIGH) / 2, width) for index, name in enumerate(column)})
        x += width + _GAP
    edges = [_edge(boxes[one], boxes[other]) for one, other in found.edges]
    nodes = [_node(name, boxes[name], _KINDS[verdict.statuses[name]]) for name in found.ids]
    caption = (
        f"What {found.ids[-1]} rests on: green holds, red fails, dashed is open. Lines lead to the right, from what is"
        " used to what uses it."
    )
    return Picture("derivation", "The derivation", caption, x - _GAP + 8, height, "".join((*edges, *nodes)))


def _goal(verdict: Verdict) -> tuple[str | None, frozenset[str]]:
    """The statement to draw, and the conditions that it rests on here."""
    if verdict.refutations:
        found = verdict.refutations[0]
        point = () if found.condition is None else (found.condition,)
        return found.rule, frozenset((*supporting(verdict, found.rule), *point))
    if verdict.derivations:
        variant = verdict.derivations[0].variant
        return variant, frozenset(supporting(verdict, variant))
    if verdict.blockers:
        nearest = verdict.blockers[0]
        holding = {name for name in leaves_of(nearest.variant) if verdict.statuses[name] >= Status.ASSUMED}
        missing = {leaf for name in nearest.missing for leaf in (leaves_of(name) if name in STATEMENTS else (name,))}
        return nearest.variant, frozenset(holding | missing)
    return None, frozenset()


def _subgraph(goal: str, leaves: frozenset[str], verdict: Verdict) -> nx.DiGraph:
    """Below the goal, what leads from those conditions to it."""
    whole = theory_graph()
    below = nx.ancestors(whole, goal)
    kept = {goal, *(leaves & below)}
    for name in nx.topological_sort(whole):
        if name in below and name in STATEMENTS and kept & set(whole.predecessors(name)):
            arrived = verdict.statuses[name] >= Status.ASSUMED or verdict.statuses[goal] < Status.ASSUMED
            kept |= {name} if arrived else set()
    return nx.DiGraph(whole.subgraph(kept))


def _untangle(graph: nx.DiGraph, columns: list[list[str]]) -> None:
    """Order each column by where its neighbours stand, to and fro."""
    for sweep in range(_SWEEPS):
        places = {name: index / max(len(column), 1) for column in columns for index, name in enumerate(column)}
        for column in columns if sweep % 2 else reversed(columns):
            near = {
                name: [places[other] for other in (*graph.predecessors(name), *graph.successors(name))]
                for name in column
            }
            column.sort(key=lambda name: (sum(near[name]) / len(near[name]) if near[name] else 0.5, name))
            places.update({name: index / len(column) for index, name in enumerate(column)})


def _edge(one: tuple[float, float, float], other: tuple[float, float, float]) -> str:
    x, y = one[0] + one[2], one[1] + _HIGH / 2
    u, v = other[0], other[1] + _HIGH / 2
    middle = (x + u) / 2
    way = f"M{number(x)} {number(y)}C{number(middle)} {number(y)} {number(middle)} {number(v)} {number(u)} {number(v)}"
    return element("path", d=way, class_="tc-edge")


def _node(name: str, box: tuple[float, float, float], kind: str) -> str:
    """A node; in a page it leads to what the page says of the id."""
    x, y, width = box
    shape = element("rect", x=x, y=y, width=width, height=_HIGH, rx=4, class_=f"tc-node {kind}")
    return element("a", shape + text(x + 7, y + 14, name, kind="tc-code"), href=f"#{anchor(name)}")


def anchor(name: str) -> str:
    """The place in a page that is about an id."""
    return plain(f"id-{name}")
