"""All pictures of a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.report.pictures.data import data_picture
from theoremcheck.report.pictures.derivation import derivation, outline
from theoremcheck.report.pictures.functions import function_pictures
from theoremcheck.report.pictures.runs import search_picture
from theoremcheck.report.pictures.scene import scene
from theoremcheck.report.pictures.slices import landscape_pictures
from theoremcheck.report.pictures.svg import Picture
from theoremcheck.verdict.values import Verdict


def pictures(verdict: Verdict) -> tuple[Picture, ...]:
    """The samples, the landscape at the point, neurons and loss, the derivation, the search: what there is of them."""
    return tuple(_pictures(verdict))


def thumbnail(verdict: Verdict) -> Picture | None:
    """The picture for an index: a slice of L around a minimum that refutes, else the samples, else the derivation."""
    found = scene(verdict)
    if found is not None and verdict.minima:
        first = next(iter(landscape_pictures(found)), None)
        if first is not None and first.name == "slice":
            return first
    data = data_picture(verdict, found)
    if data is not None:
        return data
    graph = outline(verdict)
    return None if graph is None else derivation(verdict, graph)


def _pictures(verdict: Verdict) -> Iterator[Picture]:
    found = scene(verdict)
    data = data_picture(verdict, found)
    if data is not None:
        yield data
    if found is not None:
        yield from landscape_pictures(found)
    yield from function_pictures(verdict.spec.problem, found)
    graph = outline(verdict)
    if graph is not None:
        yield derivation(verdict, graph)
    seen = None if verdict.search is None else search_picture(verdict.search)
    if seen is not None:
        yield seen
