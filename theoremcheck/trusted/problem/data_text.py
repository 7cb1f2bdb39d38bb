"""The canonical JSON of data, row by row: what their digest is made of. Large data are never one text in memory.

Trusted: imports the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.canonical import Json, json_text
from theoremcheck.trusted.problem.dataset import AbstractDataset, Assumption, Dataset, Vector

_KNOWN: Final = 100_000
"""Numbers that are known by identity: data of more different ones gain nothing by it."""


def data_text(dataset: Dataset | AbstractDataset) -> Iterator[str]:
    """The pieces of one JSON text: an object of labels, points and weights, or of the sizes and assumptions."""
    if isinstance(dataset, AbstractDataset):
        yield json_text({
            "dimension": dataset.dimension,
            "positives": dataset.positives,
            "negatives": dataset.negatives,
            "assumptions": assumptions_json(dataset.assumptions),
        })  # fmt: skip
        return
    yield f'{{"labels":{json_text(list(dataset.labels))},"points":['
    yield from _rows(dataset.points)
    yield f'],"weights":{json_text([rational_text(weight) for weight in dataset.weights])}}}'


def assumptions_json(assumptions: tuple[Assumption, ...]) -> Json:
    """Stated properties, in an order of their own."""
    pairs = sorted((entry.condition, entry.value) for entry in assumptions)
    return [[condition, value] for condition, value in pairs]


def _rows(points: tuple[Vector, ...]) -> Iterator[str]:
    """Each point as a list of rationals as text, none of which has to be escaped; one number is written out once."""
    known: dict[int, str] = {}  # by identity, for every number in ``held``: it is its alone for as long as that is
    held: list[Fraction] = []
    for place, point in enumerate(map(tuple, points)):
        try:
            texts = ",".join(map(known.__getitem__, map(id, point)))
        except KeyError:
            if len(known) > _KNOWN:
                texts = '","'.join(map(rational_text, point))
                yield f'{"," if place else ""}["{texts}"]'
                continue
            fresh = {id(value): value for value in point if id(value) not in known}
            held += fresh.values()
            known.update((key, f'"{rational_text(value)}"') for key, value in fresh.items())
            texts = ",".join(map(known.__getitem__, map(id, point)))
        yield f"{',' if place else ''}[{texts}]"
