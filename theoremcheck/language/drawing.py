"""Samples drawn from a seed: the same on every machine and in every version.

How they are drawn is written down beside the grammar of datasets, for whoever draws them with another program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import count
from typing import Final

from theoremcheck.language.diagnostics import Collector, Help, Place
from theoremcheck.language.sizes import MAX_RANGE, read_sizes
from theoremcheck.language.tree import DatasetItem, SettingLine
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_ROWS
from theoremcheck.trusted.problem.model import Dataset, remembered
from theoremcheck.trusted.records import dataclass

MAX_DRAWS: Final = 1_000_000
"""Coordinates that are drawn for one dataset, those of points that are drawn again among them."""
USUAL_RANGE: Final = 9
"""The largest coordinate where no range is written."""


@dataclass(frozen=True)
class _Asked:
    """What is drawn: so many samples of each class in a dimension, with coordinates from -range to range."""

    positives: int
    negatives: int
    dimension: int
    seed: int
    range: int

    @property
    def samples(self) -> int:
        return self.positives + self.negatives

    @property
    def values(self) -> int:
        """The number of values of a coordinate."""
        return 2 * self.range + 1


def coordinate(seed: int, sample: int, place: int, attempt: int, largest: int) -> int:
    """A whole number from -largest to largest; ``sample`` and ``place`` count from 1, ``attempt`` from 0.

    Each is as likely as the others, up to 2 largest / 2^256.
    """
    drawn = sha256(f"theoremcheck:{seed}:{sample}:{place}:{attempt}".encode("ascii")).digest()
    return int.from_bytes(drawn, "big") % (2 * largest + 1) - largest


def read_drawn(
    collector: Collector, numbers: Numbers, item: DatasetItem, lines: Sequence[SettingLine]
) -> tuple[Dataset, str] | None:
    """The dataset that the lines of sizes draw, and a sentence on it; None with the errors reported."""
    sizes = read_sizes(collector, numbers, lines)
    if sizes is None:
        return None
    asked = _asked(collector, sizes, lines)
    if asked is None or not _has_room(collector, asked, lines):
        return None
    points = _points(asked)
    if points is None:
        message = f"drawing {asked.samples} different samples takes more than MAX_DRAWS = {MAX_DRAWS} coordinates"
        collector.error("E064", message, item.name, help=f"write range {min(100 * asked.range, MAX_RANGE)}")
        return None
    known: dict[int, Fraction] = {}
    vectors = [tuple(known.setdefault(entry, Fraction(entry)) for entry in point) for point in points]
    weights = (Fraction(1),) * asked.samples
    note = (
        f"{asked.samples} samples in dimension {asked.dimension}, {asked.positives} of them positive, are drawn from"
        f" seed {asked.seed}: coordinates from {-asked.range} to {asked.range}"
    )
    return Dataset(remembered(vectors), _labels(asked), weights, item.name.text), note


def _asked(collector: Collector, sizes: Mapping[str, int], lines: Sequence[SettingLine]) -> _Asked | None:
    """The sizes that are written, and those that follow from them; None with the errors reported."""
    known = len({"samples", "positives", "negatives"} & set(sizes))
    lacking = [(key, example) for key, example in (("dimension", 2), ("seed", 1)) if key not in sizes]
    if known == 0 or (known == 1 and "samples" not in sizes):
        lacking.append(("samples", 12))
    end = Place(lines[-1].end, lines[-1].end)
    for key, example in lacking:
        help = Help(f"write {key} {example}", f"  {key} {example}", end)
        collector.error("E026", f"drawn samples need the line {key}", lines[0], help=help)
    if lacking:
        return None
    counts = _counts(collector, sizes, lines)
    if counts is None:
        return None
    return _Asked(*counts, sizes["dimension"], sizes["seed"], sizes.get("range", USUAL_RANGE))


def _counts(collector: Collector, sizes: Mapping[str, int], lines: Sequence[SettingLine]) -> tuple[int, int] | None:
    """The number of samples of class + and of class -; None with the errors reported."""
    places = {line.keyword.text: line for line in lines}
    positives, negatives, samples = (sizes.get(key) for key in ("positives", "negatives", "samples"))
    if samples is None:
        samples = (positives or 0) + (negatives or 0)
    for key, own, other in (("positives", positives, "negatives"), ("negatives", negatives, "positives")):
        if own is not None and own >= samples:
            message = f"{own} {key} among {samples} samples: there are no {other}"
            collector.error("E061", message, places[key].value)
            return None
    if samples > MAX_ROWS:
        collector.error("E064", f"more than MAX_ROWS = {MAX_ROWS} samples", places["positives"])
        return None
    if positives is None:
        positives = (samples + 1) // 2 if negatives is None else samples - negatives
    if negatives is not None and positives + negatives != samples:
        message = f"{positives} positives and {negatives} negatives are not {samples} samples"
        collector.error("E025", message, places["samples"], help="two of the three are enough: delete this line")
        return None
    return positives, samples - positives


def _has_room(collector: Collector, asked: _Asked, lines: Sequence[SettingLine]) -> bool:
    """Whether so many points exist and may be drawn, the error reported if not."""
    places = {line.keyword.text: line for line in lines}
    at = places.get("samples", lines[0])
    if asked.samples * asked.dimension > MAX_DRAWS:
        entries = asked.samples * asked.dimension
        collector.error("E064", f"{entries} coordinates are more than MAX_DRAWS = {MAX_DRAWS}", at)
        return False
    # In 18 dimensions there are more points than samples may be, whatever the range.
    points = asked.values ** min(asked.dimension, 18)
    if points >= asked.samples:
        return True
    least = next(r for r in count(asked.range + 1) if (2 * r + 1) ** asked.dimension >= asked.samples)
    written = places.get("range")
    end = Place(lines[-1].end, lines[-1].end)
    help = (
        Help(f"write range {least}, or more", f"  range {least}", end)
        if written is None
        else Help(f"write {least}, or more", str(least), written.value)
    )
    message = (
        f"{asked.samples} different samples are drawn, and only {points} points have coordinates from"
        f" {-asked.range} to {asked.range} in dimension {asked.dimension}"
    )
    collector.error("E064", message, at if written is None else written.value, help=help)
    return False


def _points(asked: _Asked) -> list[tuple[int, ...]] | None:
    """Different points, n of length d; None if that takes more than MAX_DRAWS coordinates."""
    found: dict[tuple[int, ...], None] = {}
    places = range(1, asked.dimension + 1)
    drawn = 0
    for sample in range(1, asked.samples + 1):
        for attempt in count():
            drawn += asked.dimension
            if drawn > MAX_DRAWS:
                return None
            point = tuple(coordinate(asked.seed, sample, place, attempt, asked.range) for place in places)
            if point not in found:
                found[point] = None
                break
    return list(found)


def _labels(asked: _Asked) -> tuple[int, ...]:
    """The classes alternate, + first, until one is complete; (n,)."""
    pairs = min(asked.positives, asked.negatives)
    rest = 1 if asked.positives > pairs else -1
    return (1, -1) * pairs + (rest,) * (asked.samples - 2 * pairs)
