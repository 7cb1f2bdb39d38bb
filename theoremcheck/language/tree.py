"""The syntax tree of a spec, as parsed: nothing is resolved yet. Every node has its place as character offsets."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from theoremcheck.trusted.records import dataclass

HEAD: Final = "residual"  # the one layer that is a name alone


@dataclass(frozen=True, slots=True)
class Word:
    """A name, keyword, number or decoded text with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A number outside formulas: ``head`` is a numeral or, if ``named``, a let name; ``divisor`` its denominator."""

    negative: bool
    head: str
    divisor: str | None
    named: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tuple:
    """A parenthesised list of values."""

    entries: tuple[Value, ...]
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Broken:
    """What cannot be used: a value or formula past a bound, with the code and the message to report."""

    code: str
    message: str
    start: int
    end: int
    depth: int = 0
    size: int = 0


Value: TypeAlias = Constant | Tuple | Broken

# ---- formulas: depth and size are counted while the tree is built, so that no later walk can be too deep ------------


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral."""

    text: str
    start: int
    end: int
    depth: int = 1
    size: int = 1


@dataclass(frozen=True, slots=True)
class Name:
    """The variable, a constant, a let name, or a function that lacks its argument."""

    text: str
    start: int
    end: int
    depth: int = 1
    size: int = 1


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with their signs (True: subtracted)."""

    terms: tuple[Formula, ...]
    negated: tuple[bool, ...]
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Product:
    """Factors; True in ``inverted`` where it is divided by."""

    factors: tuple[Formula, ...]
    inverted: tuple[bool, ...]
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A sign before a factor."""

    arg: Formula
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Raised:
    """base ^ exponent."""

    base: Formula
    exponent: Formula
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """A formula in parentheses."""

    body: Formula
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Called:
    """``name(args)``, or ``name(parameters)(args)`` with ``parameters`` not None."""

    name: Word
    parameters: tuple[Formula, ...] | None
    args: tuple[Formula, ...]
    start: int
    end: int
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class When:
    """``left op right: body``; op is one of < <= > >=."""

    left: Formula
    op: str
    right: Formula
    body: Formula
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Otherwise:
    """``else: body``."""

    body: Formula
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CaseList:
    """``cases { ... }``."""

    arms: tuple[When | Otherwise, ...]
    start: int
    end: int
    depth: int
    size: int


Formula: TypeAlias = Number | Name | Sum | Product | Negative | Raised | Grouped | Called | CaseList | Broken

# ---- items -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Id:
    """A dotted id, perhaps with ``(k)``, as written without white space."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Assumed:
    """One entry of an ``assume`` line."""

    id: Id
    value: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AssumeLine:
    """``assume a, not b``."""

    entries: tuple[Assumed, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: its entries and its weight, if one is written."""

    value: Value
    weight: Constant | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Samples:
    """A sign and the samples of that class."""

    label: Literal[1, -1]
    samples: tuple[Sample, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Feature:
    """A column, or all columns from ``first`` to ``last``."""

    first: Word
    last: Word | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelClause:
    """``label "c"``, ``positive "M"`` or ``negative "B"``."""

    keyword: Word
    text: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FeatureClause:
    """``features "a".."b", "c"``."""

    keyword: Word
    features: tuple[Feature, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FromLine:
    """``from "file.csv"`` with its clauses."""

    path: Word
    clauses: tuple[LabelClause | FeatureClause, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SettingLine:
    """``keyword number``, in a dataset or in search."""

    keyword: Word
    value: Constant
    start: int
    end: int


DatasetLine: TypeAlias = Samples | FromLine | SettingLine | AssumeLine


@dataclass(frozen=True, slots=True)
class DatasetItem:
    """A dataset."""

    name: Word
    lines: tuple[DatasetLine, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RangeNode:
    """``0 < alpha <= 1``: two or three bounds and the relations between them."""

    bounds: tuple[Constant, ...]
    relations: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """A neuron or loss: with a formula, with assumptions, or (both None) from the library; ``label`` of one class."""

    kind: Literal["neuron", "loss"]
    name: Word
    arguments: tuple[Constant, ...] | None
    formula: Formula | None
    assumptions: tuple[AssumeLine, ...] | None
    ranges: tuple[RangeNode, ...]
    start: int
    end: int
    label: int = 0


@dataclass(frozen=True, slots=True)
class PartNode:
    """``width name(arguments)``: units of one kind."""

    width: Constant
    name: Word
    arguments: tuple[Constant, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BiasClause:
    """``with bias`` or ``without bias``."""

    present: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LayerNode:
    """``part + part with bias``."""

    parts: tuple[PartNode, ...]
    bias: BiasClause | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LayersLine:
    """``shortcut = layer``, or ``deep = layer -> layer`` (``beside``), perhaps with ``-> head`` at the end."""

    keyword: Word
    layers: tuple[LayerNode, ...]
    head: Word | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BiasLine:
    """``hidden bias``, ``no output bias``."""

    which: Word
    present: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ValueLine:
    """``frozen block = value`` (value may be missing) or, in a candidate, ``block = value``."""

    block: Word
    value: Value | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TrainableLine:
    """``trainable a, w``."""

    blocks: tuple[Word, ...]
    start: int
    end: int


NetworkLine: TypeAlias = LayersLine | BiasLine | ValueLine | TrainableLine


@dataclass(frozen=True, slots=True)
class NetworkItem:
    """The network."""

    lines: tuple[NetworkLine, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PenaltyNode:
    """``coefficient * l2(blocks)``; ``negated`` if it is subtracted."""

    negated: bool
    coefficient: Constant | None
    function: Word
    blocks: tuple[Word, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RegularizerLine:
    """``regularizer = penalty + penalty``."""

    keyword: Word
    penalties: tuple[PenaltyNode, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ObjectiveItem:
    """The objective."""

    lines: tuple[RegularizerLine, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """The candidate."""

    lines: tuple[ValueLine, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchItem:
    """The search settings."""

    lines: tuple[SettingLine, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LetItem:
    """``let name = value``."""

    name: Word
    value: Constant
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ExpectClause:
    """``by``, ``failing`` or ``open`` with its ids."""

    keyword: Word
    ids: tuple[Id, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """The claim under test: its words, and a bound."""

    words: tuple[Word, ...]
    bound: Constant | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ExpectItem:
    """An expectation."""

    verdict: Word
    clauses: tuple[ExpectClause, ...]
    start: int
    end: int


Item: TypeAlias = (
    DatasetItem | FunctionItem | NetworkItem | ObjectiveItem
    | CandidateItem | SearchItem | LetItem | ClaimItem | ExpectItem
)  # fmt: skip
