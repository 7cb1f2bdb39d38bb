"""All pictures of a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from theoremcheck.report.pictures.data import data_picture
from theoremcheck.report.pictures.derivation import derivation, outline
from theoremcheck.report.pictures.functions import function_pictures
from theoremcheck.report.pictures.path import path_picture
from theoremcheck.report.pictures.runs import search_picture
from theoremcheck.report.pictures.scene import scene
from theoremcheck.report.pictures.slices import landscape_pictures
from theoremcheck.report.pictures.svg import Picture
from theoremcheck.verdict.values import Verdict


def pictures(verdict: Verdict) -> tuple[Picture, ...]:
    """The samples, L at the point, a way down, neurons and loss, the derivation, the search: what there is of them."""
    return tuple(_pictures(verdict))


def thumbnail(verdict: Verdict, drawn: Sequence[Picture]) -> Picture | None:
    """Of its pictures the one for an index: a slice around a minimum that refutes, the samples, or the derivation."""
    named = {picture.name: picture for picture in drawn}
    wanted = ("slice", "data", "derivation") if verdict.minima else ("data", "derivation")
    return next((named[name] for name in wanted if name in named), None)


def _pictures(verdict: Verdict) -> Iterator[Picture]:
    found = scene(verdict)
    data = data_picture(verdict, found)
    if data is not None:
        yield data
    if found is not None:
        yield from landscape_pictures(found)
    way = path_picture(verdict)
    if way is not None:
        yield way
    yield from function_pictures(verdict.spec.problem, found)
    graph = outline(verdict)
    if graph is not None:
        yield derivation(verdict, graph)
    seen = None if verdict.search is None else search_picture(verdict.search)
    if seen is not None:
        yield seen
