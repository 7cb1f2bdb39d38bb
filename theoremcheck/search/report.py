"""What a search saw, as frozen values and in words that claim no more than that."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.look import paragraph
from theoremcheck.options import Excluded
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Json, Network, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason


class Kind(Enum):
    """What an endpoint looks like.

    STRICT: critical, and every eigenvalue of the Hessian is positive. DEGENERATE: critical, some eigenvalues vanish to
    the accuracy and none is negative; no lower point was found nearby. SADDLE: critical with a falling direction.
    ESCAPING: the parameters grow while the loss still falls. UNRESOLVED: none of these could be told, as at a kink of
    the neuron or the loss, or on a slow tail.
    """

    STRICT = "strict"
    DEGENERATE = "degenerate"
    SADDLE = "saddle"
    ESCAPING = "escaping"
    UNRESOLVED = "unresolved"


NamedBlock: TypeAlias = tuple[str, tuple[str, ...]]
"""A block's name (a0, a, w, b, deep, beside) and its entries as decimal text, row by row."""


def trained_entries(network: Network, parameters: tuple[NamedBlock, ...]) -> Vector:
    """The trained entries of a point that a search saw, as the kernel lists them (see ``trusted.problem.layout``)."""
    full = [text for _, texts in parameters for text in texts]
    one, two = (Layout(network, dimension).size for dimension in (1, 2))
    layout = Layout(network, 1 + (len(full) - one) // (two - one))
    return tuple(Fraction(text) for text in layout.centre(full))


@dataclass(frozen=True)
class Minimum:
    """One cluster of endpoints with the same outputs, shown by its best point.

    ``kind`` is STRICT or DEGENERATE. ``training_error`` is the exact weighted share of samples with y_i != sgn f(x_i);
    ``undetermined`` of them have f = 0 to the accuracy and count with sgn(0) = +1. ``count`` endpoints lie in the
    cluster. ``parameters`` holds every block that the network has, frozen ones too. If ``polished``, all texts are good
    to about the digits of the search and ``gradient_norm`` is the largest entry of the gradient; otherwise they are
    floats and it is None. ``smallest_eigenvalue`` is that of the Hessian in the trained parameters.
    """

    kind: Kind
    loss: str
    training_error: Fraction
    undetermined: int
    count: int
    parameters: tuple[NamedBlock, ...]
    outputs: tuple[str, ...]
    gradient_norm: str | None
    smallest_eigenvalue: float | None
    polished: bool
    zero_loss: bool

    def to_json(self) -> dict[str, Json]:
        """A JSON-able form, exact numbers as text."""
        return {
            "kind": self.kind.value,
            "loss": self.loss,
            "training_error": str(self.training_error),
            "undetermined": self.undetermined,
            "count": self.count,
            "parameters": {name: list(entries) for name, entries in self.parameters},
            "outputs": list(self.outputs),
            "gradient_norm": self.gradient_norm,
            "smallest_eigenvalue": self.smallest_eigenvalue,
            "polished": self.polished,
            "zero_loss": self.zero_loss,
        }


@dataclass(frozen=True)
class Tried:
    """What became of the starts of one construction, as judged in floats and, for what was polished, after that.

    ``counts`` has every kind once; ``bad`` of the strict and degenerate endpoints have a wrong sample. ``note`` says
    why there were no starts, or what else is to be said.
    """

    name: str
    starts: int
    counts: tuple[tuple[Kind, int], ...]
    bad: int
    note: Reason | None

    @property
    def words(self) -> str:
        """The note as a sentence, empty without one."""
        return "" if self.note is None else sentence(self.note)

    def to_json(self) -> dict[str, Json]:
        """A JSON-able form."""
        return {
            "name": self.name,
            "starts": self.starts,
            "counts": {kind.value: count for kind, count in self.counts},
            "bad": self.bad,
            "note": self.words,
        }


@dataclass(frozen=True)
class Lowest:
    """The endpoint of least loss, of any kind: its loss and number of wrong samples in floats, and its parameters."""

    loss: float
    wrong: int
    parameters: tuple[NamedBlock, ...]

    def to_json(self) -> dict[str, Json]:
        """A JSON-able form."""
        return {
            "loss": repr(self.loss),
            "wrong": self.wrong,
            "parameters": {name: list(entries) for name, entries in self.parameters},
        }


@dataclass(frozen=True)
class Left:
    """Where the descents of one kind of endpoint were left, in floats: how many of them have a ``wrong`` sample.

    L runs from ``least`` to ``greatest`` over these, or over all of the kind if there are none.
    """

    kind: Kind
    wrong: int
    least: float
    greatest: float

    def to_json(self) -> dict[str, Json]:
        """A JSON-able form, without the kind."""
        return {"wrong": self.wrong, "least": repr(self.least), "greatest": repr(self.greatest)}

    def words(self, count: int) -> str:
        """In brackets, for so many endpoints of the kind."""
        if not self.wrong:
            return " (with every sample right)"
        least, greatest = f"{self.least:.3g}", f"{self.greatest:.3g}"
        whose = "" if self.wrong == count else f"{self.wrong:,} "
        range_ = f"about {least}" if least == greatest else f"from {least} to {greatest}"
        return f" ({whose}with wrong answers, L {range_})"


@dataclass(frozen=True, repr=False)
class SearchReport:
    """All that one search saw. The same problem, settings and machine give the same report, ``elapsed`` aside.

    ``starts`` were really made. ``counts`` has every kind once. ``minima`` are the distinct minima seen, by falling
    training error and then by rising loss. ``answered`` endpoints of any kind have every sample right. ``elapsed`` is
    in seconds. ``tried`` tells the starts apart by the construction that made them; the random ones come last.
    ``asked`` starts were asked for: fewer are made where the work was bounded. ``left`` tells of the endpoints that are
    no minima, for each kind of which there are some at a finite loss. ``excluded`` is what a proof says that
    there is not; ``doubtful`` are the clusters that look like such minima in floats, and count as unresolved.
    """

    starts: int
    seed: int
    digits: int
    counts: tuple[tuple[Kind, int], ...]
    minima: tuple[Minimum, ...]
    answered: int
    interrupted: bool
    elapsed: float = field(compare=False)
    tried: tuple[Tried, ...] = ()
    asked: int = 0
    excluded: Excluded = Excluded.NOTHING
    doubtful: tuple[Minimum, ...] = ()
    lowest: Lowest | None = None
    left: tuple[Left, ...] = ()

    def __repr__(self) -> str:
        """One line."""
        return f"<SearchReport {self.starts} starts, seed {self.seed}: {self.distinct} distinct minima seen>"

    def count(self, kind: Kind) -> int:
        """How many endpoints are of that kind."""
        return dict(self.counts)[kind]

    @property
    def distinct(self) -> int:
        """The number of distinct minima seen, by outputs; points of loss zero with all samples right count once."""
        return len(self.minima)

    @property
    def worst_error(self) -> Fraction | None:
        """The largest training error of a minimum seen, or None if none was seen."""
        return max((entry.training_error for entry in self.minima), default=None)

    @property
    def zero_loss(self) -> bool:
        """True if a point of loss zero was found (for losses that attain zero)."""
        return any(entry.zero_loss for entry in self.minima)

    @property
    def unpolished(self) -> int:
        """How many distinct minima were not polished, points of loss zero aside."""
        return sum(not entry.polished and not entry.zero_loss for entry in self.minima)

    def to_json(self) -> dict[str, Json]:
        """A JSON-able form, without ``elapsed``: the same seed gives the same JSON."""
        return {
            "starts": self.starts,
            "asked": self.asked,
            "seed": self.seed,
            "digits": self.digits,
            "counts": {kind.value: count for kind, count in self.counts},
            "answered": self.answered,
            "worst_training_error": None if self.worst_error is None else str(self.worst_error),
            "zero_loss": self.zero_loss,
            "interrupted": self.interrupted,
            "tried": [entry.to_json() for entry in self.tried],
            "minima": [entry.to_json() for entry in self.minima],
            "excluded": self.excluded.value,
            "doubtful": [entry.to_json() for entry in self.doubtful],
            "lowest": None if self.lowest is None else self.lowest.to_json(),
            "left": {entry.kind.value: entry.to_json() for entry in self.left},
            "summary": self.summary(),
        }

    def summary(self) -> str:
        """What was tried, what was seen and what that means, in a sentence or two; nothing in it is a proof."""
        text = self._seen() if self.excluded is Excluded.NOTHING else self._beside_the_proof()
        if self.starts < self.asked and not self.interrupted:
            text += f" The budget of work ended it after {self.starts:,} of {self.asked:,} starts."
        return text + " The search was interrupted." if self.interrupted else text

    def starts_words(self) -> str:
        """How many starts were made, and why not more."""
        text = _counted(self.starts, "start")
        if self.interrupted:
            return f"{text} until it was interrupted,"
        return f"{text} of {self.asked:,} (the budget of work)" if self.starts < self.asked else text

    def table(self) -> tuple[str, ...]:
        """A line for each construction of starts and what became of them, below a line of heads; () without any."""
        if not self.tried:
            return ()
        heads = ("made", *(f"{kind.value[:3]}." for kind in Kind), "bad")
        lines = [_table_row("starts by construction", heads)]
        for entry in self.tried:
            if entry.starts:
                lines.append(_table_row(entry.name, (entry.starts, *(count for _, count in entry.counts), entry.bad)))
            if entry.words or not entry.starts:
                text = f"{'' if entry.starts else f'{entry.name}: none, '}{entry.words or 'no finite start'}"
                indent = "      " if entry.starts else "  "
                lines += paragraph(text, indent, "      ")
        lines.append(f"  ({', '.join(kind.value for kind in Kind)}; bad: strict or")
        lines.append("  degenerate with training error)")
        return tuple(lines)

    def _seen(self) -> str:
        parts = [f"{_counted(self.starts, 'start')} in floats: {self._minima_words()}"]
        left = {entry.kind: entry.words(self.count(entry.kind)) for entry in self.left}
        for kind, one, many in _OTHERS:
            if self.count(kind):
                parts.append(_counted(self.count(kind), one, many) + left.get(kind, ""))
        if self.unpolished:
            parts.append(f"{self.unpolished} of the minima known to float accuracy only")
        return "; ".join(parts) + "."

    def _beside_the_proof(self) -> str:
        """The endpoints beside a theorem: none of them can be what it excludes."""
        if not self.starts:
            return "no start was finished."
        right = self.count(Kind.STRICT) + self.count(Kind.DEGENERATE)
        ended = [f"{right:,} reached training error 0"] if right else []
        ended += [_counted(self.count(kind), one, many) for kind, one, many in _OTHERS if self.count(kind)]
        text = f"{_counted(self.starts, 'start')} in floats: {', '.join(ended)}; nothing seen contradicts the proof."
        if self.doubtful:
            number = sum(entry.count for entry in self.doubtful)
            text += (
                f" {_counted(number, 'of the unresolved endpoints', 'of the unresolved endpoints')}"
                f" {'looks' if number == 1 else 'look'} stationary in floats; the proof says that"
                f" {'it is no local minimum' if number == 1 else 'they are no local minima'}."
            )
        return text

    def _minima_words(self) -> str:
        if not self.minima:
            return "no minimum seen"
        kinds = [
            f"{number} {kind.value}"
            for kind in (Kind.STRICT, Kind.DEGENERATE)
            if (number := sum(entry.kind is kind for entry in self.minima))
        ]
        seen = _counted(self.distinct, "distinct minimum", "distinct minima")
        return f"{seen} seen ({', '.join(kinds)}), {self._errors()}"

    def _errors(self) -> str:
        bad = [entry for entry in self.minima if entry.training_error]
        if not bad:
            return "all with zero training error" if self.distinct > 1 else "with zero training error"
        unsure = sum(entry.undetermined > 0 for entry in bad)
        whose = "" if self.distinct == 1 else f"{len(bad)} of them "
        words = f"{whose}with training error {'' if len(bad) == 1 else 'up to '}{self.worst_error}"
        return words + (f" ({unsure} with samples at f = 0 to the accuracy, taken as +1)" if unsure else "")


_OTHERS = (
    (Kind.SADDLE, "ended at a saddle", "ended at saddles"),
    (Kind.ESCAPING, "escaped towards infinity", "escaped towards infinity"),
    (Kind.UNRESOLVED, "could not be resolved", "could not be resolved"),
)


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _table_row(name: str, entries: tuple[object, ...]) -> str:
    return f"  {name:36}" + "".join(f"{entry:>6}" for entry in entries)
