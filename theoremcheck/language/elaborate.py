"""From parsed items to a :class:`Spec`: every name resolved, every shape checked, all mistakes collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeVar

from theoremcheck.language.assumptions import in_network
from theoremcheck.language.blocks import KEYWORDS
from theoremcheck.language.datasets import read_dataset
from theoremcheck.language.diagnostics import Collector, Help, Located, Place
from theoremcheck.language.functions import Functions, Kind
from theoremcheck.language.hints import both_labels, margin_loss, target_zero, unused_number
from theoremcheck.language.networks import read_candidate, read_network, read_objective
from theoremcheck.language.parameters import names_of
from theoremcheck.language.parsing import Parsed
from theoremcheck.language.settings import read_expectation, read_question, read_search
from theoremcheck.language.source import Span
from theoremcheck.language.spec import Expectation, Let, SearchSettings, Spec, Written, operand_key
from theoremcheck.language.surroundings import Surroundings
from theoremcheck.language.tree import (
    CandidateItem,
    ClaimItem,
    DatasetItem,
    ExpectItem,
    FunctionItem,
    Item,
    LetItem,
    NetworkItem,
    ObjectiveItem,
    SearchItem,
)
from theoremcheck.language.values import read_lets
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.problem.model import AbstractDataset, AnyLoss, Objective, PerClass, Problem
from theoremcheck.trusted.records import replace

_T = TypeVar("_T", bound=Item)
_SIGNS: Final = MappingProxyType({1: "+", -1: "-"})
_WITHOUT_ERRORS: Final = frozenset({Asked.GLOBAL, Asked.NO_VALLEY, Asked.NO_BASIN})
"""Claims that do not speak of who is right."""


def elaborate(collector: Collector, parsed: Parsed, around: Surroundings) -> Spec | None:
    """The spec, or None with the errors reported."""
    items = _Items(collector, parsed)
    lets = items.all(LetItem)
    symbolic = frozenset(name for item in items.all(FunctionItem) for name in names_of(item))
    numbers = read_lets(collector, lets, around.settings, items.lost_names("let"), symbolic)
    for let in lets:
        _reserved(collector, let.name.text, let.name)
    kinds: tuple[Kind, ...] = ("neuron", "loss")
    lost = frozenset((kind, name) for kind in kinds for name in items.lost_names(kind))
    functions = Functions(collector, numbers, lost, around.settings)
    functions.declare(items.all(FunctionItem))
    dataset_item = items.one(DatasetItem, "dataset", required=True)
    network_item = items.one(NetworkItem, "network", required=True)
    objective_item = items.one(ObjectiveItem, "objective")
    candidate_item = items.one(CandidateItem, "candidate")
    search_item = items.one(SearchItem, "search")
    claim_item = items.one(ClaimItem, "claim")
    loss = _loss(collector, items, functions)
    data = None if dataset_item is None else read_dataset(collector, numbers, dataset_item, around)
    dimension = None if data is None else data.dataset.dimension
    network = None if network_item is None else read_network(collector, numbers, functions, network_item, dimension)
    objective: Objective | None = Objective()
    if objective_item is not None:
        objective = read_objective(collector, numbers, objective_item, network)
    candidate = None
    if candidate_item is not None and network is not None and data is not None:
        candidate = read_candidate(collector, numbers, candidate_item, network.shapes)
    search = SearchSettings() if search_item is None else read_search(collector, numbers, search_item)
    question = Question() if claim_item is None else read_question(collector, numbers, claim_item)
    expectations = tuple(
        found
        for item in items.all(ExpectItem)
        if (found := read_expectation(collector, item, around.known_ids)) is not None
    )
    if collector.failed or data is None or network is None or loss is None or objective is None:
        return None
    for item in items.all(FunctionItem):
        if item.kind == "loss" and item.formula is not None:
            own = loss.of(item.label) if isinstance(loss, PerClass) else loss
            margin_loss(collector, own, item.name)
            if question.asked not in _WITHOUT_ERRORS:
                target_zero(collector, own, item.label, item.name)
    if dataset_item is not None:
        both_labels(collector, data.dataset, None if data.csv is None else data.csv.rows, dataset_item.name)
    for let in lets:
        unused_number(collector, let.name)
    problem = Problem(data.dataset, network.neuron, loss, network.network, objective)
    if isinstance(data.dataset, AbstractDataset) and not problem.sees_one:
        known = in_network(collector, data.dataset, dataset_item)
        if known is None:
            return None
        problem = replace(problem, dataset=known)
    used = {network.neuron.name, *(neuron.name for neuron in network.network.neurons)}
    unused = (
        f"the neuron {name} is declared and not used by the network"
        for name in functions.names("neuron")
        if not any(entry == name or entry.startswith(f"{name}(") for entry in used)
    )
    return Spec(
        path=around.path,
        problem=problem,
        search=search,
        question=question,
        expectations=_distinct(expectations),
        candidate=candidate,
        csv=data.csv,
        lets=tuple(Let(name, value) for name, value in numbers.lets.items()),
        notes=(*(() if data.note is None else (data.note,)), *functions.notes, *network.notes, *unused),
        spans=FrozenDict({**items.spans(), **dict(_operand_spans(collector, functions))}),
        written=Written(collector.source.text, FrozenDict(around.settings), around.base),
    )


def _operand_spans(collector: Collector, functions: Functions) -> Iterator[tuple[str, Span]]:
    """Where in a formula a logarithm, division or fractional power is taken, by what it is taken of."""
    for (kind, name), operands in functions.operands.items():
        for expr, node in operands.items():
            yield operand_key(kind, name, expr), collector.source.span(node.start, node.end)


def _loss(collector: Collector, items: _Items, functions: Functions) -> AnyLoss | None:
    """The loss, or those of both classes; equal ones are one loss."""
    declared = [item for item in items.all(FunctionItem) if item.kind == "loss"]
    if any(item.label for item in declared):
        return _class_losses(collector, items, functions, declared)
    if len({item.name.text for item in declared}) > 1:
        collector.error("E021", "a spec has one loss", declared[1].name)
        return None
    if not declared:
        if not items.lost("loss"):
            end = len(collector.source.text)
            words = "write loss polynomial_hinge(3), or loss NAME(z) = ..."
            help = Help(words, "\nloss polynomial_hinge(3)\n", Place(end, end))
            collector.error("E020", "the file declares no loss", None, help=help)
        return None
    return functions.result(declared[0])


def _class_losses(
    collector: Collector, items: _Items, functions: Functions, declared: Sequence[FunctionItem]
) -> AnyLoss | None:
    known: dict[int, FunctionItem] = {}
    for item in declared:
        sign = _SIGNS.get(item.label)
        if sign is None or item.label in known:
            whose = "the other loss is that of one class" if sign is None else f"class {sign} has a loss already"
            help = "write loss + NAME and loss - NAME, one each, or loss NAME alone for both classes"
            collector.error("E021", f"a spec has one loss, or one for each class; {whose}", item.name, help=help)
            return None
        known[item.label] = item
    for label, sign in _SIGNS.items():
        if label not in known:
            if not items.lost("loss"):
                help = f"write loss {sign} NAME(z) = ..., or loss NAME, without the sign, for both classes"
                collector.error("E020", f"the samples of class {sign} have no loss", declared[0].name, help=help)
            return None
    plus, minus = (functions.result(known[label]) for label in (1, -1))
    if plus is None or minus is None:
        return None
    return plus if plus == minus else PerClass(plus, minus)


def _reserved(collector: Collector, name: str, at: Located) -> None:
    if name in KEYWORDS or name in ("pi", "e"):
        collector.error("E022", f"{name} is a reserved name", at)


def _distinct(expectations: Sequence[Expectation]) -> tuple[Expectation, ...]:
    return tuple(dict.fromkeys(expectations))


class _Items:
    """The items of a file by kind."""

    def __init__(self, collector: Collector, parsed: Parsed) -> None:
        self._collector = collector
        self._parsed = parsed

    def all(self, kind: type[_T]) -> tuple[_T, ...]:
        """All items of a kind."""
        return tuple(item for item in self._parsed.items if isinstance(item, kind))

    def one(self, kind: type[_T], keyword: str, *, required: bool = False) -> _T | None:
        """The only item of a kind; a second one and, if it is ``required``, its absence are reported."""
        found = self.all(kind)
        for extra in found[1:]:
            start = self._collector.source.span(found[0].start, found[0].end).line
            at = extra.name if isinstance(extra, DatasetItem) else Place(extra.start, extra.start + len(keyword))
            message = f"a spec has one {keyword}; another stands in line {start}"
            self._collector.error("E021", message, at, help="keep one of them in this file")
        if not found and required and not self.lost(keyword):
            self._collector.error("E020", f"the file has no {keyword}", None, help=f"write {keyword} ... {{ ... }}")
        return found[0] if found else None

    def lost(self, keyword: str) -> bool:
        """True if an item of that keyword did not parse."""
        return any(block.keyword == keyword for block in self._parsed.broken)

    def lost_names(self, keyword: str) -> frozenset[str]:
        """The names of the items of that keyword that did not parse."""
        return frozenset(b.name for b in self._parsed.broken if b.keyword == keyword and b.name is not None)

    def spans(self) -> Mapping[str, Span]:
        """Where the items stand."""
        found: dict[str, Span] = {}
        for item in self._parsed.items:
            span = self._collector.source.span(item.start, item.end)
            if isinstance(item, FunctionItem):
                found[f"{item.kind} {item.name.text}"] = span
            elif not isinstance(item, LetItem | ExpectItem):
                found[type(item).__name__.removesuffix("Item").lower()] = span
        return FrozenDict(found)
