"""What a problem is made of beside its formulas, so that text and LaTeX state the same of it.

Two problems of which one is proved and the other is not may differ in any of this, so nothing of it is left out; what
is too long to be written out is told apart by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from theoremcheck.language.functions import in_library
from theoremcheck.language.parameters import show_range
from theoremcheck.language.shapes import short_names
from theoremcheck.report.numbers import rational
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.expr import Param
from theoremcheck.trusted.problem.model import (
    AnyFunction,
    Block,
    Dataset,
    Frozen,
    Layer,
    Network,
    Problem,
    Vector,
    digest,
)
from theoremcheck.trusted.records import dataclass

_MOST = 12
"""Numbers up to which all of them are shown."""
_HASHED = 100_000
"""Entries of data up to which a report takes the time for their digest."""
_FIRST = 4
"""Numbers that are shown of more."""
_DIGITS = 12
"""Digits of a digest, which tell apart what a reader compares."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The first of ``count`` numbers; ``digest`` is that of all, or empty if all are shown as they are."""

    entries: Vector
    count: int
    digest: str

    @property
    def cut(self) -> bool:
        """True if not all of them are here."""
        return len(self.entries) < self.count

    @property
    def rest(self) -> str:
        """What tells them from others that look alike, in words; empty if nothing has to."""
        if not self.digest:
            return ""
        return f"{self.count} numbers, digest {self.digest}" if self.cut else f"rounded, digest {self.digest}"


def shown(entries: Vector) -> Shown:
    """As many of the numbers as a report has room for."""
    first = entries if len(entries) <= _MOST else entries[:_FIRST]
    if len(first) == len(entries) and not any(rational(entry).startswith("~") for entry in first):
        return Shown(first, len(entries), "")
    return Shown(first, len(entries), digest([rational_text(entry) for entry in entries])[:_DIGITS])


def listed(data: Dataset) -> bool:
    """True if there is room for the samples themselves."""
    return len(data.points) * data.dimension <= _MOST


def data_digest(problem: Problem) -> str:
    """What tells the samples from others that look alike; empty if all is shown as it is, or there is too much."""
    data = problem.samples
    if len(data.points) * data.dimension > _HASHED:
        return ""
    if listed(data) and not any(shown(row).digest for row in (*data.points, data.weights)):
        return ""
    return problem.digests["dataset"][:_DIGITS]


def runs(data: Dataset) -> Iterator[tuple[int, list[int]]]:
    """The samples in order, those that follow each other with one label together: the label, and their indices."""
    for label, group in groupby(range(len(data.points)), key=lambda i: data.labels[i]):
        yield label, list(group)


def neuron_names(problem: Problem) -> dict[AnyFunction, str]:
    """A name for every neuron, no two alike: its own, numbered where another one has that.

    Neurons with equal formulas are one. A neuron of the shortcut without a name is s.
    """
    units = [problem.neuron, *(part.neuron for layer in problem.network.layers for part in layer.parts)]
    own: dict[AnyFunction, str] = {}
    for neuron in units:
        own[neuron] = own.get(neuron) or neuron.name
    found: dict[AnyFunction, str] = {}
    for neuron, name in own.items():
        first = name or ("s" if neuron == problem.neuron else "g")
        # s is what the neuron of the shortcut is called in the formula of f, whatever its name.
        taken = {*found.values(), *(() if neuron == problem.neuron else ("s",))}
        numbered = (first if not k else f"{first}_{k + 1}" for k in range(len(own) + 2))
        found[neuron] = next(text for text in numbered if text not in taken)
    return found


def named_apart(problem: Problem, *, stated: bool) -> Iterator[tuple[str, AnyFunction]]:
    """The neurons of f_D that are not the library's under their names, each once.

    ``stated`` says that the neuron s has been written out already.
    """
    names = neuron_names(problem)
    for neuron in problem.network.neurons:
        of_library = names[neuron] == neuron.name and in_library("neuron", neuron)
        if not of_library and not (stated and neuron == problem.neuron):
            yield names[neuron], neuron


def common_bias(network: Network, layers: Sequence[Layer]) -> bool | None:
    """Whether the layers have biases, if all have or none has, and there are two or more; else None."""
    found = [network.biased(layer) for layer in layers if not layer.residual]
    return found[0] if len(found) > 1 and len(set(found)) == 1 else None


def frozen_values(network: Network) -> Iterator[tuple[str, tuple[Vector, ...]]]:
    """What is frozen at values that are known: its name, and the values row by row."""
    for entry in network.frozen:
        if entry.value is not None:
            yield entry.block.value, _rows(network, entry, entry.value)


def frozen_anywhere(network: Network) -> list[str]:
    """What is frozen at values that the spec does not give, by name."""
    return short_names(network, [entry.block for entry in network.frozen if entry.value is None])


def _rows(network: Network, entry: Frozen, value: Vector) -> tuple[Vector, ...]:
    if entry.block is not Block.HIDDEN_WEIGHTS:
        return (value,)
    size = len(value) // network.width
    if size == 1:
        return (value,)
    return tuple(value[start : start + size] for start in range(0, len(value), size))


def ranges(problem: Problem) -> tuple[Param, ...]:
    """The symbolic parameters of its functions, in order of their names."""
    return tuple(sorted(problem.parameters, key=lambda param: (param.name, show_range(param))))
