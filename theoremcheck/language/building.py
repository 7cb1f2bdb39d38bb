"""From the parser's reductions to the syntax tree, bottom-up: no recursion, whatever the nesting of the text.

Every method is the action of the grammar rule of that name, called with the values of the rule's parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeAlias

from theoremcheck.language import tree
from theoremcheck.language.tree import Broken, Constant, Formula, Word
from theoremcheck.trusted.bounds import MAX_DEPTH, MAX_NODES
from theoremcheck.trusted.records import replace

Parts: TypeAlias = list[Any]


class Token(str):
    """A token: its text, the name of its terminal, and where in the text of the spec it begins."""

    __slots__ = ("start_pos", "type")
    start_pos: int
    type: str

    @classmethod
    def of(cls, text: str, kind: str, start: int) -> Token:
        """A token of terminal ``kind`` at ``start``."""
        made = cls(text)
        made.type, made.start_pos = kind, start
        return made


_ESCAPES: Final = {"n": "\n", "t": "\t"}


def word(token: Token) -> Word:
    """A token as a word; the quotes of a text are taken off and its escapes resolved."""
    start = token.start_pos
    text = str(token)
    if token.type == "STRING":
        text = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text[1:-1])
    return Word(text, start, start + len(token))


def _words(parts: Sequence[Any]) -> tuple[Word, ...]:
    return tuple(word(part) for part in parts if isinstance(part, Token) and part.type not in {"LPAR", "RPAR"})


def _extent(parts: Sequence[Any]) -> tuple[int, int]:
    first, last = parts[0], parts[-1]
    start: int = first.start_pos if isinstance(first, Token) else first.start
    end: int = last.start_pos + len(last) if isinstance(last, Token) else last.end
    return start, end


def _node(build: Callable[..., Formula], children: Sequence[Formula], extent: tuple[int, int]) -> Formula:
    """``build(start, end, depth, size)``, unless a child is broken or a bound is passed."""
    for child in children:
        if isinstance(child, Broken):
            return child
    depth = 1 + max(child.depth for child in children)
    size = 1 + sum(child.size for child in children)
    if depth > MAX_DEPTH:
        return Broken("E040", f"the formula is nested more than MAX_DEPTH = {MAX_DEPTH} deep", extent[0], extent[1])
    if size > MAX_NODES:
        return Broken("E041", f"the formula has more than MAX_NODES = {MAX_NODES} nodes", extent[0], extent[1])
    return build(*extent, depth, size)


class Build:
    """The actions. They keep no state."""

    # ---- parts ----

    def unsigned_number(self, parts: Parts) -> Constant:
        start, end = _extent(parts)
        return Constant(False, str(parts[0]), str(parts[1]) if len(parts) > 1 else None, False, start, end)

    def named_number(self, parts: Parts) -> Constant:
        start, end = _extent(parts)
        return Constant(False, str(parts[0]), None, True, start, end)

    def constant(self, parts: Parts) -> Constant:
        found: Constant = parts[-1]
        if len(parts) == 1:
            return found
        return replace(found, negative=parts[0].type == "MINUS", start=_extent(parts)[0])

    def value(self, parts: Parts) -> tree.Value:
        found: tree.Value = parts[0]
        return found

    def values(self, parts: Parts) -> list[tree.Value]:
        return _grown(parts)

    def tuple(self, parts: Parts) -> tree.Value:
        start, end = _extent(parts)
        entries: list[tree.Value] = parts[1]
        depth = 1
        for entry in entries:
            if isinstance(entry, Broken):
                return entry
            if isinstance(entry, tree.Tuple):
                depth = max(depth, entry.depth + 1)
        if depth > MAX_DEPTH:
            return Broken("E040", f"the value is nested more than MAX_DEPTH = {MAX_DEPTH} deep", start, end)
        return tree.Tuple(tuple(entries), start, end, depth)

    def id(self, parts: Parts) -> tree.Id:
        start, end = _extent(parts)
        if len(parts) == 1:
            return tree.Id(str(parts[0]), start, end)
        head: tree.Id = parts[0]
        tail = f"({parts[1]})" if len(parts) == 3 else f".{parts[1]}"
        return tree.Id(head.text + tail if len(head.text) < 200 else head.text, start, end)

    def arguments(self, parts: Parts) -> list[Any]:
        return parts

    # ---- dataset ----

    def dataset(self, parts: Parts) -> tree.DatasetItem:
        return tree.DatasetItem(word(parts[1]), tuple(parts[2:-1]), *_extent(parts))

    def samples(self, parts: Parts) -> tree.Samples:
        label: Literal[1, -1] = 1 if parts[0].type == "PLUS" else -1
        points: list[tree.Sample] = parts[1]
        return tree.Samples(label, tuple(points), parts[0].start_pos, points[-1].end)

    def points(self, parts: Parts) -> list[tree.Sample]:
        return _grown(parts)

    def vector_point(self, parts: Parts) -> tree.Sample:
        return tree.Sample(parts[0], None, *_extent(parts))

    def plain_number_point(self, parts: Parts) -> tree.Sample:
        if len(parts) == 1:
            return tree.Sample(parts[0], None, *_extent(parts))
        return tree.Sample(parts[1], parts[0], *_extent(parts))

    def number_point(self, parts: Parts) -> tree.Sample:
        sample: tree.Sample = parts[-1]
        if len(parts) == 1 or parts[0].type == "PLUS":
            return sample
        start, end = _extent(parts)
        if sample.weight is not None:
            return replace(sample, weight=replace(sample.weight, negative=True, start=start), start=start)
        if isinstance(sample.value, Constant):
            return tree.Sample(replace(sample.value, negative=True, start=start), None, start, end)
        return sample

    def from_line(self, parts: Parts) -> tree.FromLine:
        return tree.FromLine(word(parts[1]), tuple(parts[2:]), *_extent(parts))

    def label_clause(self, parts: Parts) -> tree.LabelClause:
        return tree.LabelClause(word(parts[0]), word(parts[1]), *_extent(parts))

    def feature_clause(self, parts: Parts) -> tree.FeatureClause:
        return tree.FeatureClause(word(parts[0]), tuple(parts[1:]), *_extent(parts))

    def feature(self, parts: Parts) -> tree.Feature:
        return tree.Feature(word(parts[0]), word(parts[1]) if len(parts) > 1 else None, *_extent(parts))

    def size_line(self, parts: Parts) -> tree.SettingLine:
        return tree.SettingLine(word(parts[0]), parts[1], *_extent(parts))

    def assume_line(self, parts: Parts) -> tree.AssumeLine:
        return tree.AssumeLine(tuple(parts[1:]), *_extent(parts))

    def assumption(self, parts: Parts) -> tree.Assumed:
        return tree.Assumed(parts[-1], len(parts) == 1, *_extent(parts))

    # ---- functions ----

    def function(self, parts: Parts) -> tree.FunctionItem:
        kind: Literal["neuron", "loss"] = "neuron" if parts[0].type == "NEURON" else "loss"
        arguments = next((tuple(part[:-1]) for part in parts[2:] if isinstance(part, list)), None)
        body = next((part for part in parts if isinstance(part, _Body)), None)
        lines = [part for part in parts if isinstance(part, _Ranges)]
        tail = parts[-1]
        last = tail.extent if isinstance(tail, _Body | _Ranges) else _extent(tail if isinstance(tail, list) else [tail])
        return tree.FunctionItem(
            kind,
            word(parts[1]),
            arguments,
            body.formula if body else None,
            body.assumptions if body else None,
            tuple(node for line in lines for node in line.nodes),
            parts[0].start_pos,
            last[1],
        )

    def class_loss(self, parts: Parts) -> tree.FunctionItem:
        return replace(self.function([parts[0], *parts[2:]]), label=1 if parts[1].type == "PLUS" else -1)

    def defined(self, parts: Parts) -> _Body:
        return _Body(parts[0], None, _extent(parts))

    def opaque(self, parts: Parts) -> _Body:
        return _Body(None, tuple(parts[:-1]), _extent(parts))

    def range_line(self, parts: Parts) -> _Ranges:
        return _Ranges(tuple(part for part in parts if isinstance(part, tree.RangeNode)), _extent(parts))

    def range(self, parts: Parts) -> tree.RangeNode:
        return tree.RangeNode(tuple(parts[::2]), tuple(str(part) for part in parts[1::2]), *_extent(parts))

    def number(self, parts: Parts) -> Formula:
        return tree.Number(str(parts[0]), *_extent(parts))

    def name(self, parts: Parts) -> Formula:
        return tree.Name(str(parts[0]), *_extent(parts))

    def parenthesised(self, parts: Parts) -> Formula:
        body: Formula = parts[1]
        return _node(lambda *shape: tree.Grouped(body, *shape), [body], _extent(parts))

    def positive(self, parts: Parts) -> Formula:
        body: Formula = parts[1]
        return _node(lambda *shape: tree.Grouped(body, *shape), [body], _extent(parts))

    def negative(self, parts: Parts) -> Formula:
        body: Formula = parts[1]
        return _node(lambda *shape: tree.Negative(body, *shape), [body], _extent(parts))

    def raised(self, parts: Parts) -> Formula:
        base, _, exponent = parts
        return _node(lambda *shape: tree.Raised(base, exponent, *shape), [base, exponent], _extent(parts))

    def product_of(self, parts: Parts) -> _Chain:
        return _chained(parts, "SLASH")

    def product(self, parts: Parts) -> Formula:
        chain: _Chain = parts[0]
        return _closed(chain, tree.Product)

    def sum(self, parts: Parts) -> _Chain:
        return _chained(parts, "MINUS")

    def formula(self, parts: Parts) -> Formula:
        chain: _Chain = parts[0]
        return _closed(chain, tree.Sum)

    def formula_list(self, parts: Parts) -> list[Formula]:
        return _grown(parts)

    def call(self, parts: Parts) -> Formula:
        lists = [part for part in parts if isinstance(part, list)]
        parameters = tuple(lists[0]) if len(lists) == 2 else None
        args = tuple(lists[-1])
        name = word(parts[0])
        children = (*(parameters or ()), *args)
        return _node(lambda *shape: tree.Called(name, parameters, args, *shape), children, _extent(parts))

    def when(self, parts: Parts) -> tree.When:
        left, op, right, body = parts
        return tree.When(left, str(op), right, body, *_extent(parts))

    def otherwise(self, parts: Parts) -> tree.Otherwise:
        return tree.Otherwise(parts[1], *_extent(parts))

    def cases(self, parts: Parts) -> Formula:
        arms: tuple[tree.When | tree.Otherwise, ...] = tuple(parts[1:-1])
        children: list[Formula] = []
        for arm in arms:
            children.extend((arm.left, arm.right, arm.body) if isinstance(arm, tree.When) else (arm.body,))
        return _node(lambda *shape: tree.CaseList(arms, *shape), children, _extent(parts))

    # ---- network ----

    def network(self, parts: Parts) -> tree.NetworkItem:
        return tree.NetworkItem(tuple(parts[1:-1]), *_extent(parts))

    def shortcut_line(self, parts: Parts) -> tree.LayersLine:
        return tree.LayersLine(word(parts[0]), tuple(parts[1:]), None, *_extent(parts))

    def deep_line(self, parts: Parts) -> tree.LayersLine:
        layers = tuple(part for part in parts if isinstance(part, tree.LayerNode))
        head = parts[-1] if isinstance(parts[-1], tree.Word) else None
        return tree.LayersLine(word(parts[0]), layers, head, *_extent(parts))

    def head(self, parts: Parts) -> tree.Word:
        return word(parts[-1])

    def bias_line(self, parts: Parts) -> tree.BiasLine:
        return tree.BiasLine(word(parts[-2]), len(parts) == 2, *_extent(parts))

    def frozen_line(self, parts: Parts) -> tree.ValueLine:
        return tree.ValueLine(word(parts[1]), parts[2] if len(parts) > 2 else None, *_extent(parts))

    def trainable_line(self, parts: Parts) -> tree.TrainableLine:
        return tree.TrainableLine(_words(parts[1:]), *_extent(parts))

    def layer(self, parts: Parts) -> tree.LayerNode:
        own = tuple(part for part in parts if isinstance(part, tree.PartNode))
        bias = parts[-1] if isinstance(parts[-1], tree.BiasClause) else None
        return tree.LayerNode(own, bias, *_extent(parts))

    def part(self, parts: Parts) -> tree.PartNode:
        arguments = tuple(parts[2][:-1]) if len(parts) > 2 else ()
        end = _extent(parts[2] if len(parts) > 2 else parts)[1]
        return tree.PartNode(parts[0], word(parts[1]), arguments, parts[0].start, end)

    def bias_clause(self, parts: Parts) -> tree.BiasClause:
        return tree.BiasClause(parts[0].type == "WITH", *_extent(parts))

    # ---- objective, candidate, search, let, claim, expect ----

    def objective(self, parts: Parts) -> tree.ObjectiveItem:
        return tree.ObjectiveItem(tuple(parts[1:-1]), *_extent(parts))

    def regularizer_line(self, parts: Parts) -> tree.RegularizerLine:
        penalties: list[tree.PenaltyNode] = parts[1]
        return tree.RegularizerLine(word(parts[0]), tuple(penalties), parts[0].start_pos, penalties[-1].end)

    def penalties(self, parts: Parts) -> list[tree.PenaltyNode]:
        last: tree.PenaltyNode = parts[-1]
        sign = parts[-2] if len(parts) > 1 else None
        if isinstance(sign, Token) and sign.type == "MINUS":
            last = replace(last, negated=True, start=sign.start_pos)
        return _grown([parts[0], last] if isinstance(parts[0], list) else [last])

    def penalty(self, parts: Parts) -> tree.PenaltyNode:
        coefficient = parts[0] if isinstance(parts[0], Constant) else None
        words = _words(parts)
        return tree.PenaltyNode(False, coefficient, words[0], words[1:], *_extent(parts))

    def candidate(self, parts: Parts) -> tree.CandidateItem:
        return tree.CandidateItem(tuple(parts[1:-1]), *_extent(parts))

    def candidate_line(self, parts: Parts) -> tree.ValueLine:
        return tree.ValueLine(word(parts[0]), parts[1], *_extent(parts))

    def search(self, parts: Parts) -> tree.SearchItem:
        return tree.SearchItem(tuple(parts[1:-1]), *_extent(parts))

    def search_line(self, parts: Parts) -> tree.SettingLine:
        return tree.SettingLine(word(parts[0]), parts[1], *_extent(parts))

    def let(self, parts: Parts) -> tree.LetItem:
        return tree.LetItem(word(parts[1]), parts[2], *_extent(parts))

    def claim(self, parts: Parts) -> tree.ClaimItem:
        bound = parts[-1] if isinstance(parts[-1], Constant) else None
        words = tuple(word(part) for part in parts[1:] if isinstance(part, Token))
        return tree.ClaimItem(words, bound, *_extent(parts))

    def expect(self, parts: Parts) -> tree.ExpectItem:
        return tree.ExpectItem(word(parts[1]), tuple(parts[2:]), *_extent(parts))

    def expect_clause(self, parts: Parts) -> tree.ExpectClause:
        return tree.ExpectClause(word(parts[0]), tuple(parts[1:]), *_extent(parts))


class _Body:
    """The right-hand side of a neuron or loss."""

    def __init__(
        self, formula: Formula | None, assumptions: tuple[tree.AssumeLine, ...] | None, extent: tuple[int, int]
    ) -> None:
        self.formula = formula
        self.assumptions = assumptions
        self.extent = extent


class _Ranges:
    """The ranges of one assume line behind a function."""

    def __init__(self, nodes: tuple[tree.RangeNode, ...], extent: tuple[int, int]) -> None:
        self.nodes = nodes
        self.extent = extent


class _Chain:
    """A sum or product while it grows: its operands and, for each, whether it is negated (inverted)."""

    def __init__(self, first: Formula) -> None:
        self.operands = [first]
        self.flags = [False]


def _chained(parts: Parts, inverse: str) -> _Chain:
    if len(parts) == 1:
        return _Chain(parts[0])
    chain: _Chain = parts[0]
    chain.operands.append(parts[2])
    chain.flags.append(parts[1].type == inverse)
    return chain


def _closed(chain: _Chain, build: Callable[..., Formula]) -> Formula:
    operands = chain.operands
    if len(operands) == 1:
        return operands[0]
    flags = tuple(chain.flags)
    return _node(lambda *shape: build(tuple(operands), flags, *shape), operands, _extent(operands))


def _grown(parts: Parts) -> list[Any]:
    """A left-recursive list: the list so far with the next element put at its end."""
    if len(parts) == 1:
        return [parts[0]]
    grown: list[Any] = parts[0]
    grown.append(parts[-1])
    return grown
