"""The tour from a fitted network to a certificate is run."""

import doctest
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

PAGE = Path(__file__).parents[2] / "docs" / "tours" / "iris.md"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_tour():
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, encoding="utf-8"
    )
    assert tried > 30
    assert failed == 0
