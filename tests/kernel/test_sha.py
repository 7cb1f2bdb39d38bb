"""SHA-256 is that of the standard library, whatever has it."""

import hashlib
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.trusted import sha


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_it_is_that_of_hashlib(pieces):
    found = sha.sha256()
    for piece in pieces:
        found.update(piece)
    assert found.hexdigest() == hashlib.sha256(b"".join(pieces)).hexdigest()


@pytest.mark.parametrize("missing", [(), ("_sha2",), ("_sha2", "_sha256")])
def test_it_is_found_where_modules_are_missing(monkeypatch, missing):
    usual = importlib.import_module

    def some(name):
        if name in missing:
            raise ImportError(name)
        return usual(name)

    monkeypatch.setattr(sha, "import_module", some)
    assert sha._found()(b"abc").hexdigest() == hashlib.sha256(b"abc").hexdigest()
