"""The graph of the theory: leaf hypotheses, lemmas and theorems, an edge from what is used to what uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import networkx as nx

from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import Conclusion, Formula, Not
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS, atoms


def theory_graph(statuses: Mapping[str, Status] | None = None) -> nx.DiGraph:
    """The directed acyclic graph; nodes carry ``kind`` (condition, lemma, theorem) and, if given, ``status``.

    Raises ``ValueError`` if the statements go round in a circle or mention an unknown id.
    """
    graph = nx.DiGraph()
    for condition in CONDITIONS:
        graph.add_node(condition, kind="condition")
    for entry in STATEMENTS.values():
        graph.add_node(entry.id, kind="lemma" if entry.conclusion is Conclusion.STEP else "theorem")
        for used in atoms(entry.premise):
            if used not in STATEMENTS and used not in CONDITIONS:
                raise ValueError(f"{entry.id} uses the unknown id {used}")
            graph.add_edge(used, entry.id)
    if not nx.is_directed_acyclic_graph(graph):
        raise ValueError("the statements go round in a circle")
    for node in graph:
        graph.nodes[node]["status"] = (statuses or {}).get(node, Status.OPEN)
    return graph


def leaves_of(identifier: str) -> tuple[str, ...]:
    """The conditions that a statement rests on, in the order of ``CONDITIONS``."""
    graph = theory_graph()
    below = nx.ancestors(graph, identifier) | {identifier}
    return tuple(condition for condition in CONDITIONS if condition in below)


def statements_of(identifier: str) -> tuple[str, ...]:
    """The statements through which an id unfolds, itself included if it is one, in the order of ``STATEMENTS``."""
    below = nx.ancestors(theory_graph(), identifier) | {identifier}
    return tuple(name for name in STATEMENTS if name in below)


def denied_by(identifier: str) -> frozenset[str]:
    """The conditions whose failure a statement asks for, directly or through what it rests on."""
    below = nx.ancestors(theory_graph(), identifier) | {identifier}
    return frozenset(name for entry in below if entry in STATEMENTS for name in _denied(STATEMENTS[entry].premise))


def _denied(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Not):
        yield formula.condition
    elif not isinstance(formula, str):
        for part in formula.parts:
            yield from _denied(part)


def users_of(identifier: str) -> tuple[str, ...]:
    """The statements that use an id directly."""
    return tuple(sorted(theory_graph().successors(identifier)))
