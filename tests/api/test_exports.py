"""What ``import theoremcheck`` gives, and that it costs nothing."""

import subprocess
import sys

import pytest

import theoremcheck as tc


def test_nothing_is_imported_before_it_is_used():
    script = (
        "import sys, theoremcheck\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'lark', 'flint', 'networkx'}))\n"
        "print([name for name in sys.modules if name.startswith('theoremcheck.')])\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == ["[]", "['theoremcheck._version']"]


def test_every_name_is_there():
    for name in tc.__all__:
        assert getattr(tc, name) is not None
    assert sorted(tc.__all__) == dir(tc)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tc.nothing  # noqa: B018 - the attribute is asked for


def test_star_imports_what_is_exported():
    names: dict[str, object] = {}
    exec("from theoremcheck import *", names)
    assert set(tc.__all__) <= set(names)
