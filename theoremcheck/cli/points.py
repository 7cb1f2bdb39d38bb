"""``--at POINT``: a point of parameter space as ``--minimum`` writes it, or a state of another library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.cli.say import UsageError, echo
from theoremcheck.language.numerals import NumeralError, parse_number
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.language.spec import Candidate
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.bounds import MAX_FILE_BYTES
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.points import candidate_entries

_BLOCKS = {block.value: block for block in Block}
_NESTING = 8
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


def point_named(names: tuple[str, ...]) -> Mapping[str, str]:
    """``--map NAME=BLOCK`` pairs, by the name in the file. Raises ``UsageError``."""
    found: dict[str, str] = {}
    for entry in names:
        name, equals, block = entry.rpartition("=")
        if not equals or not name.strip() or not block.strip():
            raise UsageError(f"--map {entry!r}: write NAME=BLOCK, such as --map fc1.weight=w")
        if name.strip() in found:
            raise UsageError(f"--map {name.strip()} is given twice")
        found[name.strip()] = block.strip()
    return found


def read_point(path: Path, problem: Problem, names: Mapping[str, str] = _NO_NAMES) -> Vector:
    """The entries of the trained blocks, shape (P,); ``names`` are those of ``--map``.

    Other files than .json, and names other than the spec's, are read as states of other libraries, whose table of names
    goes to standard error. Raises ``UsageError`` with what is wrong.
    """
    if names or path.suffix.lower() != ".json":
        return _state(path, problem, names)
    try:
        text = read_regular(path, MAX_FILE_BYTES, "MAX_FILE_BYTES").decode("utf-8")
        raw = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse)
    except ReadError as error:
        raise UsageError(f"--at {path}: {error.reason}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--at {path}: not a JSON file of numbers: not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"--at {path}: not a JSON file of numbers: {error}") from None
    if isinstance(raw, dict) and isinstance(raw.get("parameters"), dict):
        raw = raw["parameters"]
    if isinstance(raw, dict) and raw and set(raw).isdisjoint(_BLOCKS):
        return _state(path, problem, names)
    if not isinstance(raw, dict) or not set(raw) <= set(_BLOCKS):
        raise UsageError(f"--at {path}: an object with the blocks {', '.join(_BLOCKS)} is expected")
    dimension = problem.dataset.dimension
    counts = problem.network.sizes(dimension) if dimension is not None else {}
    values: list[tuple[Block, Vector]] = []
    for name, block in _BLOCKS.items():
        if raw.get(name) is None:
            continue
        entries = tuple(_numbers(path, name, raw[name], 0))
        expected = counts.get(block, 0)
        if len(entries) != expected:
            raise UsageError(f"--at {path}: {name} has {len(entries)} numbers, the network has {expected}")
        values.append((block, entries))
    found = candidate_entries(problem, Candidate(tuple(values)))
    if isinstance(found, Reason):
        raise UsageError(f"--at {path}: {sentence(found)}")
    return found


def _state(path: Path, problem: Problem, names: Mapping[str, str]) -> Vector:
    from theoremcheck.api.errors import SpecError
    from theoremcheck.doors.states.reading import read_state

    try:
        state = read_state(path, problem, names)
    except SpecError as error:
        raise UsageError(f"--at {error}") from None
    if state.rows:
        echo(state.table, err=True)
    return state.point.trained


def _refuse(text: str) -> str:
    raise ValueError(f"{text} is not a finite number")


def _numbers(path: Path, name: str, raw: object, depth: int) -> Iterator[Fraction]:
    """All numbers in order; a branch is as --minimum writes it, or a list in that order."""
    if depth > _NESTING:
        raise UsageError(f"--at {path}: {name} is nested too deep")
    if isinstance(raw, str):
        try:
            yield parse_number(raw)
        except NumeralError as error:
            raise UsageError(f"--at {path}: {name}: {error.message}") from None
    elif isinstance(raw, list):
        for entry in raw:
            yield from _numbers(path, name, entry, depth + 1)
    elif isinstance(raw, dict) and name in ("deep", "beside") and set(raw) <= {"layers", "output", "weights", "biases"}:
        for key in ("layers", "weights", "biases", "output"):
            if raw.get(key) is not None:
                yield from _numbers(path, name, raw[key], depth + 1)
    else:
        raise UsageError(f"--at {path}: {name} holds something that is no number")
