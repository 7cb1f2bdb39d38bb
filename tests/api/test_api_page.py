"""The examples of docs/api.md give what the page says."""

import doctest
from pathlib import Path

import theoremcheck as tc

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def test_the_examples():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=FLAGS, encoding="utf-8")
    assert tried > 20
    assert failed == 0


def test_the_page_names_what_is_exported():
    text = PAGE.read_text(encoding="utf-8")
    missing = {name for name in tc.__all__ if name not in text}
    assert missing <= {"Diagnostic", "__version__"}
    assert all(hasattr(tc, name) for name in tc.__all__)
    assert set(tc.__all__) == set(dir(tc))
