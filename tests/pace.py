"""Which cases of a table the quick tests run."""

from collections.abc import Iterable
from typing import Any

import pytest


def quick_and_slow(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases; the first and then each ``every``-th are quick, the others are slow tests."""
    return [
        case if index % every == 0 else pytest.param(case, marks=pytest.mark.slow) for index, case in enumerate(cases)
    ]
