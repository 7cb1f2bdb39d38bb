"""What a family goes over: values of named numbers, neurons, losses and tables, and every combination of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.language.functions import from_library
from theoremcheck.language.numerals import NumeralError, parse_number
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass

MAX_POINTS: Final = 50_000
"""The most problems of a family."""

DATA: Final = "data"
"""The axis of tables, each of which takes the place of the table that the spec names."""

_RANGE: Final = re.compile(r"(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})")
_CALL: Final = re.compile(r"(\w+)\s*(?:\((.*)\))?")


class AxisError(ValueError):
    """What is wrong with an axis, in a sentence that says what to write."""


@dataclass(frozen=True)
class Axis:
    """A name and its values.

    They are those of a ``let``, as ``--set`` takes them; of ``neuron`` or ``loss``, as specs name it; or of ``data``,
    the paths of tables.
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One problem of a family: the value on each axis, in the order of the axes."""

    at: tuple[tuple[str, str], ...]

    @property
    def settings(self) -> Mapping[str, str]:
        """The values of the named numbers."""
        return MappingProxyType({name: value for name, value in self.at if name not in (*FUNCTIONS, DATA)})

    @property
    def table(self) -> Path | None:
        """The table that takes the place of the one in the spec, relative to the working folder; None if none does."""
        return next((Path(value) for name, value in self.at if name == DATA), None)

    def __str__(self) -> str:
        """``M=2 neuron=relu``."""
        return " ".join(f"{name}={value}" for name, value in self.at)


def parse_axes(texts: Sequence[str]) -> tuple[Axis, ...]:
    """The axes of ``NAME=VALUES``; values are separated by commas, and ``1..8`` is a range of integers.

    Raises :class:`AxisError`, also where there are more than MAX_POINTS problems or a function is not in the library.
    """
    axes: list[Axis] = []
    for text in texts:
        axis = _axis(text)
        if axis.name in {other.name for other in axes}:
            raise AxisError(f"{axis.name} is given twice; list all its values at once")
        axes.append(axis)
    count = prod(len(axis.values) for axis in axes)
    if count > MAX_POINTS:
        raise AxisError(f"that makes {count} problems, more than MAX_POINTS = {MAX_POINTS}")
    return tuple(axes)


def points(axes: Sequence[Axis]) -> tuple[Point, ...]:
    """Every combination, the last axis the fastest."""
    names = [axis.name for axis in axes]
    return tuple(Point(tuple(zip(names, chosen, strict=True))) for chosen in product(*(axis.values for axis in axes)))


def changed(spec: Spec, point: Point) -> Spec:
    """The spec with the functions of the point. Raises :class:`AxisError` where that changes nothing."""
    problem = spec.problem
    for name, value in point.at:
        if name in FUNCTIONS:
            problem = FUNCTIONS[name](problem, _function(name, value))
    return replace(spec, problem=problem)


def _axis(text: str) -> Axis:
    name, equals, listed = (part.strip() for part in text.partition("="))
    if not name or not equals or not listed:
        raise AxisError(f"{text!r}: write NAME=VALUES, such as M=1..8 or neuron=relu,softplus(2)")
    values = tuple(value for entry in _split(listed) for value in _range(entry, text))
    known = [_same(name, value) for value in values]
    repeated = next((value for index, value in enumerate(values) if known[index] in known[:index]), None)
    if repeated is not None:
        raise AxisError(f"{text!r}: the value {repeated} is there twice")
    for value in values if name in FUNCTIONS else ():
        _function(name, value)
    return Axis(name, values)


def _same(name: str, value: str) -> object:
    """What is equal for two spellings of one value: a number, or the place of a table."""
    if name == DATA:
        return Path(value).absolute()
    try:
        return value if name in FUNCTIONS else parse_number(value)
    except NumeralError:
        return value


def _split(listed: str) -> Iterator[str]:
    """The parts between commas that are not inside parentheses."""
    depth, start = 0, 0
    for index, letter in enumerate(listed):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield listed[start:index].strip()
            start = index + 1
    yield listed[start:].strip()


def _range(entry: str, text: str) -> Iterable[str]:
    if not entry:
        raise AxisError(f"{text!r}: there is nothing between two commas, or at an end")
    found = _RANGE.fullmatch(entry)
    if found is None:
        return (entry,)
    first, last = int(found[1]), int(found[2])
    if last < first:
        raise AxisError(f"{text!r}: {entry} goes down; write {last}..{first}")
    if last - first >= MAX_POINTS:
        raise AxisError(f"{text!r}: {entry} has more than MAX_POINTS = {MAX_POINTS} values")
    return map(str, range(first, last + 1))


def _function(kind: str, text: str) -> Function:
    called = _CALL.fullmatch(text)
    try:
        arguments = () if called is None or called[2] is None else tuple(map(parse_number, called[2].split(",")))
    except NumeralError:
        raise AxisError(f"{kind}={text}: the arguments are numbers, such as leaky_relu(1/10)") from None
    asked: Any = kind
    found = None if called is None else from_library(asked, called[1], arguments)
    if found is None:
        raise AxisError(f"{kind}={text}: the library has no such {kind}; `theoremcheck explain` lists all")
    return found


def _with_neuron(problem: Problem, neuron: Function) -> Problem:
    if not problem.network.width:
        raise AxisError(f"the network has no shortcut, so neuron={neuron.name} changes nothing")
    return replace(problem, neuron=neuron)


def _with_loss(problem: Problem, loss: Function) -> Problem:
    return replace(problem, loss=loss)


FUNCTIONS: Final[Mapping[str, Callable[[Problem, Function], Problem]]] = MappingProxyType(
    {"neuron": _with_neuron, "loss": _with_loss}
)
"""The axes of functions: the neurons of the shortcut, and the loss of both classes."""
