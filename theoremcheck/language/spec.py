"""The elaborated spec, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from theoremcheck.language.source import Span
from theoremcheck.language.tree import HEAD
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.frozen import ByFields, FrozenDict
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AbstractDataset, AnyBlock, Layer, Problem, Vector
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from theoremcheck.trusted.instances import Instance

_NOWHERE = Span(1, 1, 1, 1)
_SHOWN: Final = 140
USUAL: Final = Asked.NO_BAD.value
"""The claim of a spec that makes none."""
READ_AS: Final = (
    "read as the problem of the layers above those that are frozen: what these make of x are its data, and a single"
    " layer is its shortcut. L is the same up to a constant, at the same values of what is trained, and so is every f"
    " of a sample"
)
"""What is said of a spec whose problem is another one than the file states."""
ONE_OF: Final = "taken at one instance of what is claimed for all"
"""The same of one whose problem is an instance of what the file states."""


@dataclass(frozen=True)
class Expectation:
    """One ``expect`` line: the verdict, the theorems or rules it comes by, and conditions that fail or stay open."""

    verdict: str
    by: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    span: Span = field(default=_NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """The expectation without the keyword, as a spec writes it."""
        parts = [self.verdict]
        for keyword, ids in (("by", self.by), ("failing", self.failing), ("open", self.open)):
            if ids:
                parts.append(f"{keyword} {', '.join(ids)}")
        return " ".join(parts)


@dataclass(frozen=True)
class SearchSettings:
    """What the spec asks of the search; None leaves the default, and 0 starts are no search."""

    starts: int | None = None
    seed: int | None = None
    digits: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A point to certify: for each block, or piece of one, its entries row by row, in the order of the blocks."""

    values: tuple[tuple[AnyBlock, Vector], ...]

    def entries(self, block: AnyBlock) -> Vector | None:
        """The entries of one block, or None if the candidate does not give it as a whole."""
        return next((entries for own, entries in self.values if own == block), None)


@dataclass(frozen=True)
class CsvSource:
    """Where the samples of a dataset come from: the ``from`` clause as written, with the columns spelled out."""

    path: str
    label: str
    positive: str
    negative: str | None
    features: tuple[str, ...]
    rows: tuple[int, ...] = field(default=(), compare=False)
    """The row of each sample, (n,), the names of the columns being row 1."""


@dataclass(frozen=True)
class Let:
    """A named number, with the value of ``--set`` if that was given."""

    name: str
    value: Fraction


@dataclass(frozen=True)
class Written(ByFields):
    """The text that a spec was read from, with the values of ``--set`` and the folder that its tables are relative to.

    A spec that was changed since says something else: who shows the text reads it again first.
    """

    text: str
    settings: Mapping[str, str]
    base: Path


def operand_key(kind: str, name: str, operand: Expr) -> str:
    """The key in ``Spec.spans`` of the place where a formula takes the logarithm, inverse or root of an operand."""
    return f"{kind} {name} over {operand!r}"


def _units(layer: Layer) -> str:
    """The units of a layer by kind."""
    if layer.residual:
        return HEAD
    return " + ".join(f"{part.width} {part.neuron.name or 'units'}" for part in layer.parts)


@dataclass(frozen=True, repr=False)
class Spec(ByFields):
    """A checked file: the exact problem, and what the file says beside it.

    Two specs are equal if they say the same; path, text, spans and notes do not count.
    """

    path: Path = field(compare=False)
    problem: Problem
    search: SearchSettings = SearchSettings()
    expectations: tuple[Expectation, ...] = ()
    candidate: Candidate | None = None
    csv: CsvSource | None = None
    lets: tuple[Let, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    spans: Mapping[str, Span] = field(default_factory=FrozenDict, compare=False)
    """Where the blocks stand, by keyword (and ``neuron NAME``), as far as they are written; ``operand_key``."""
    written: Written | None = field(default=None, compare=False)
    question: Question = field(default_factory=Question)
    """The claim under test."""
    stated: Problem | None = None
    """What the file states, where ``problem`` is that without frozen layers (``trusted.data.frozen_layers``).

    Or the ``instance`` of it (``trusted.instances``).
    """
    instance: Instance | None = None

    @property
    def original(self) -> Problem:
        """The problem that the file states."""
        return self.problem if self.stated is None else self.stated

    @property
    def pointed(self) -> Problem:
        """The problem of which its points are points: the one that the file states, or the instance of it."""
        return self.problem if self.instance is not None else self.original

    def read_as(self, problem: Problem, instance: Instance | None = None) -> Spec:
        """The spec of what its problem is without frozen layers; its points are points of the other problem.

        With an ``instance`` that of the instance of its problem.
        """
        if problem is self.problem:
            return self
        own = self.original
        return replace(self, problem=problem, stated=own, candidate=None, csv=None, instance=instance)

    @property
    def reading(self) -> str:
        """How ``problem`` was made where the file states another one, without a capital; empty where it does not."""
        if self.stated is None or self.instance is None:
            return "" if self.stated is None else READ_AS
        kinds, given = self.generality
        return f"{ONE_OF} {kinds}, with {given.replace('some data', 'these data')}"

    @property
    def generality(self) -> tuple[str, str]:
        """What the claim is for all of, where ``problem`` is an instance, and what that is with; else empty."""
        if self.instance is None:
            return "", ""
        found = {} if self.instance.data is None else {"data": "some data"}
        functions = {"neuron": self.instance.neuron, "loss": self.instance.loss}
        chosen = {kind: function for kind, function in functions.items() if function is not None}
        plural = {"neuron": "neurons", "loss": "losses"}
        found |= {f"such {plural[kind]}": f"{own.name or 'such a one'} as {kind}" for kind, own in chosen.items()}
        found |= {f"values of {own.name}": f"{own.name} = {rational_text(own.value)}" for own in self.instance.values}
        return " and all ".join(found), " and ".join(found.values())

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and how ``problem`` was made where the file states another one."""
        return self.notes if self.stated is None else (*self.notes, self.reading)

    @property
    def claim(self) -> str:
        """The claim under test as the language writes it after the word, ``global`` or ``error at most 1/4``."""
        asked = self.question.asked
        return f"{asked.value} {rational_text(self.question.bound)}" if asked is Asked.ERROR_AT_MOST else asked.value

    @property
    def claimed(self) -> str:
        """``claim global: ``, to stand before a verdict on it; empty for the claim of a spec that makes none."""
        return "" if self.claim == USUAL else f"claim {self.claim}: "

    def __repr__(self) -> str:
        """One line: the path, the size of the data, the network."""
        data, network = self.problem.dataset, self.problem.network
        known = "assumed data" if isinstance(data, AbstractDataset) else f"{len(data.points)} samples"
        dimension = "" if data.dimension is None else f" in dimension {data.dimension}"
        layers = [f"{network.width} {self.problem.neuron.name or 'neurons'}"] if network.width else []
        for branch in network.branches.values():
            layers.append(" -> ".join(_units(layer) for layer in branch[:3]))
        text = f"{self.path.name}: {known}{dimension}, {' + '.join(layers)}, {self.problem.loss.name or 'loss'}"
        return f"<Spec {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'}>"
