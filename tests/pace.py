"""Which cases of a table the quick tests run, and which of the slow ones CI does."""

from collections.abc import Iterable
from typing import Any

import pytest


def quick_and_slow(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases; the first and then each ``every``-th are quick, the others are slow tests."""
    return _marked(cases, every, pytest.mark.slow)


def quick_slow_and_thorough(cases: Iterable[Any], every: int) -> list[Any]:
    """As :func:`quick_and_slow`, and of the slow ones CI runs those in the middle between two quick ones."""
    marked = []
    for index, case in enumerate(quick_and_slow(cases, every)):
        often = index % every in (0, every // 2)
        marked.append(case if often else pytest.param(*case.values, marks=(*case.marks, pytest.mark.thorough)))
    return marked


def slow_and_thorough(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases of a slow test; CI runs the first and then each ``every``-th, ``pytest -m slow`` the others as well."""
    return _marked(cases, every, pytest.mark.thorough)


def _marked(cases: Iterable[Any], every: int, mark: pytest.MarkDecorator) -> list[Any]:
    return [
        case if index % every == 0 else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark)
        for index, case in enumerate(cases)
    ]
