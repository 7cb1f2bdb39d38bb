"""The graph of the theory: leaf hypotheses, lemmas and theorems, an edge from what is used to what uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from theoremcheck.theory.lookup import is_lemma
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import Formula, Not, atoms
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS

if TYPE_CHECKING:
    import networkx as nx


def theory_graph(statuses: Mapping[str, Status] | None = None) -> nx.DiGraph:
    """The directed acyclic graph; nodes carry ``kind`` (condition, lemma, theorem) and, if given, ``status``.

    Raises ``ValueError`` if the statements go round in a circle or mention an unknown id.
    """
    import networkx as nx  # a tenth of a second, which no verdict needs

    graph = nx.DiGraph()
    for condition in CONDITIONS:
        graph.add_node(condition, kind="condition")
    for entry in STATEMENTS.values():
        graph.add_node(entry.id, kind="lemma" if is_lemma(entry.id) else "theorem")
        for used in atoms(entry.premise):
            if used not in STATEMENTS and used not in CONDITIONS:
                raise ValueError(f"{entry.id} uses the unknown id {used}")
            graph.add_edge(used, entry.id)
    if not nx.is_directed_acyclic_graph(graph):
        raise ValueError("the statements go round in a circle")
    for node in graph:
        graph.nodes[node]["status"] = (statuses or {}).get(node, Status.OPEN)
    return graph


@lru_cache(maxsize=1)
def in_order() -> tuple[str, ...]:
    """Every condition and statement, each after all that it uses."""
    found = dict.fromkeys(CONDITIONS)

    def add(name: str) -> None:
        if name not in found:
            for used in atoms(STATEMENTS[name].premise):
                add(used)
            found[name] = None

    for name in STATEMENTS:
        add(name)
    return tuple(found)


@lru_cache(maxsize=1024)
def below(identifier: str) -> frozenset[str]:
    """The id, and all that it rests on."""
    used = atoms(STATEMENTS[identifier].premise) if identifier in STATEMENTS else ()
    return frozenset({identifier}.union(*map(below, used)))


def leaves_of(identifier: str) -> tuple[str, ...]:
    """The conditions that a statement rests on, in the order of ``CONDITIONS``."""
    return tuple(condition for condition in CONDITIONS if condition in below(identifier))


def statements_of(identifier: str) -> tuple[str, ...]:
    """The statements through which an id unfolds, itself included if it is one, in the order of ``STATEMENTS``."""
    return tuple(name for name in STATEMENTS if name in below(identifier))


@lru_cache(maxsize=1024)
def denied_by(identifier: str) -> frozenset[str]:
    """The conditions whose failure a statement asks for, directly or through what it rests on."""
    return frozenset[str]().union(*(_denied_in(entry) for entry in below(identifier) if entry in STATEMENTS))


def sides_of(identifier: str) -> tuple[tuple[str, bool], ...]:
    """The conditions that a statement rests on, with whether it is that they fail; twice where arms ask for either."""
    denied, asked = denied_by(identifier), _asked_by(identifier)
    sides = {
        leaf: (*([False] if leaf in asked else []), *([True] if leaf in denied else []))
        for leaf in leaves_of(identifier)
    }
    return tuple((leaf, failing) for leaf, own in sides.items() for failing in own)


@lru_cache(maxsize=1024)
def _asked_by(identifier: str) -> frozenset[str]:
    """The ids that a statement asks to hold, directly or through what it rests on."""
    named = (_asked(STATEMENTS[entry].premise) for entry in below(identifier) if entry in STATEMENTS)
    return frozenset({identifier}.union(*named))


def _asked(formula: Formula) -> Iterator[str]:
    if isinstance(formula, str):
        yield formula
    elif not isinstance(formula, Not):
        for part in formula.parts:
            yield from _asked(part)


@lru_cache(maxsize=1)
def negated() -> frozenset[str]:
    """The conditions whose failure a statement asks for."""
    return frozenset[str]().union(*map(_denied_in, STATEMENTS))


@lru_cache(maxsize=1024)
def _denied_in(statement: str) -> frozenset[str]:
    return frozenset(_denied(STATEMENTS[statement].premise))


def _denied(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Not):
        yield formula.condition
    elif not isinstance(formula, str):
        for part in formula.parts:
            yield from _denied(part)


def users_of(identifier: str) -> tuple[str, ...]:
    """The statements that use an id directly."""
    return tuple(sorted(entry.id for entry in STATEMENTS.values() if identifier in atoms(entry.premise)))
