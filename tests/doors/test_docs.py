"""The examples of docs/doors.md are run."""

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "doors.md"


def test_the_examples():
    pytest.importorskip("torch")
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 10
    assert result.failed == 0
