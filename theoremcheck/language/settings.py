"""Search settings and expectations."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.language.claims import nearest_claim
from theoremcheck.language.diagnostics import Collector, Help, closest, excerpt, instead, meant
from theoremcheck.language.spec import Expectation, SearchSettings
from theoremcheck.language.tree import ClaimItem, ExpectItem, Id, SearchItem
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_SEARCH_DIGITS, MAX_SEED, MAX_STARTS
from theoremcheck.trusted.kernel.questions import Asked, Question

VERDICTS: Final = ("proved", "conditional", "refuted", "undecided")
"""The verdicts that can be expected."""

SETTINGS: Final = MappingProxyType(
    {
        "starts": ("the number of starts", 0, MAX_STARTS, "MAX_STARTS"),
        "seed": ("the seed", 0, MAX_SEED, "MAX_SEED"),
        "digits": ("the number of digits", 1, MAX_SEARCH_DIGITS, "MAX_SEARCH_DIGITS"),
    }
)
"""The settings of a search: what each is, its range, and the name of the bound."""


def read_search(collector: Collector, numbers: Numbers, item: SearchItem) -> SearchSettings:
    """The search settings; those that are wrong are reported and left out."""
    found: dict[str, int | None] = {}
    for line in item.lines:
        key = line.keyword.text
        if key not in SETTINGS:
            near = instead(key, SETTINGS) or f"the settings are {', '.join(SETTINGS)}"
            collector.error("E101", f"no setting is named {excerpt(key)!r}", line.keyword, help=near)
        elif key in found:
            collector.error("E021", f"{key} is written twice", line.keyword)
        else:
            what, low, high, bound = SETTINGS[key]
            found[key] = numbers.integer(line.value, what, low, high, bound)
    return SearchSettings(found.get("starts"), found.get("seed"), found.get("digits"))


def read_question(collector: Collector, numbers: Numbers, item: ClaimItem) -> Question:
    """The claim under test; the default one with the errors reported."""
    words = " ".join(entry.text for entry in item.words)
    asked = next((entry for entry in Asked if entry.value == words), None)
    if asked is None or (asked is Asked.ERROR_AT_MOST) != (item.bound is not None):
        near = nearest_claim(words)
        claims = [f"claim {entry.value}" for entry in Asked if entry is not Asked.ERROR_AT_MOST]
        every = f"write {', '.join(claims)}, or claim error at most 1/4"
        help = every if near is None else meant(f"claim {near}")
        collector.error("E102", f"{excerpt(words)!r} is not a claim", item, help=help)
        return Question()
    if item.bound is None:
        return Question(asked)
    bound = numbers.read(item.bound)
    if bound is not None and not 0 <= bound <= 1:
        collector.error("E102", "a training error lies between 0 and 1", item.bound)
        return Question()
    return Question() if bound is None else Question(asked, bound)


def read_expectation(collector: Collector, item: ExpectItem, known_ids: frozenset[str] | None) -> Expectation | None:
    """One expectation, its ids checked against ``known_ids`` (None: not checked); None with the errors reported."""
    failed = False
    if item.verdict.text not in VERDICTS:
        near = closest(item.verdict.text, VERDICTS)
        help = meant(near) if near else f"the verdicts are {', '.join(VERDICTS)}"
        collector.error("E100", f"{excerpt(item.verdict.text)!r} is not a verdict", item.verdict, help=help)
        failed = True
    found: dict[str, tuple[str, ...]] = {}
    for clause in item.clauses:
        key = clause.keyword.text
        if key in found:
            collector.error("E021", f"{key} is written twice", clause.keyword)
            failed = True
        found[key] = tuple(entry.text for entry in clause.ids)
        failed = not _known(collector, clause.ids, known_ids) or failed
    if failed:
        return None
    span = collector.source.span(item.start, item.end)
    return Expectation(item.verdict.text, found.get("by", ()), found.get("failing", ()), found.get("open", ()), span)


def _known(collector: Collector, ids: Sequence[Id], known_ids: frozenset[str] | None) -> bool:
    known = True
    seen: set[str] = set()
    for entry in ids:
        name, _, argument = entry.text.partition("(")
        if argument and not (argument.endswith(")") and argument[:-1].isdecimal() and len(argument) < 20):
            collector.error("E024", f"{excerpt(entry.text)!r} is not an id", entry, help="write network.width(3)")
            known = False
        elif known_ids is not None and name not in known_ids:
            near = closest(name, known_ids)
            help = None if near is None else Help(f"did you mean {near}?", near + entry.text[len(name) :])
            collector.error("E024", f"{excerpt(entry.text)!r} names nothing that is known", entry, help=help)
            known = False
        elif entry.text in seen:
            collector.error("E021", f"{excerpt(entry.text)} is named twice", entry)
            known = False
        seen.add(entry.text)
    return known
