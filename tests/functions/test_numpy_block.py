"""NumPy that is loaded when it is used, and the block in which floats propose; each case in a process of its own."""

import subprocess
import sys

import pytest

HEAD = """
import sys, warnings
warnings.simplefilter("error")
from theoremcheck.functions.arrays import BeyondFloats, floats_propose, np
assert "numpy" not in sys.modules
"""


def runs(body):
    found = subprocess.run([sys.executable, "-c", HEAD + body], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_numpy_is_loaded_at_its_first_use():
    runs("""
with floats_propose():
    pass
assert "numpy" not in sys.modules
np.zeros(1)
assert "numpy" in sys.modules
""")


LOUD = "np.array([1.0]) / np.array([0.0])"
WARNS = f"""
try:
    {LOUD}
except RuntimeWarning:
    pass
else:
    raise AssertionError("numpy does not warn any more")
"""


@pytest.mark.parametrize("before", ["", "np.zeros(1)", "import numpy"])
def test_within_the_block_numpy_does_not_warn_and_behind_it_it_does(before):
    runs(f"{before}\nwith floats_propose():\n    {LOUD}\n{WARNS}")


def test_numpy_may_come_in_by_another_import():
    runs(f"with floats_propose():\n    import numpy\n    {LOUD}\n{WARNS}")


def test_a_block_in_a_block_leaves_the_outer_one_quiet():
    runs(f"with floats_propose():\n    with floats_propose():\n        {LOUD}\n    {LOUD}\n{WARNS}")


def test_after_a_block_that_fails_numpy_warns():
    runs(
        f"try:\n    with floats_propose():\n        {LOUD}\n        raise KeyError\nexcept KeyError:\n    pass\n{WARNS}"
    )


@pytest.mark.parametrize("work", ["float(10 ** 400)", "np.linalg.inv(np.zeros((2, 2)))"])
@pytest.mark.parametrize("before", ["", "np.zeros(1)"])
def test_what_floats_do_not_hold_is_said(before, work):
    runs(f"""
{before}
try:
    with floats_propose():
        {work}
except BeyondFloats:
    pass
""")


@pytest.mark.parametrize("before", ["", "np.zeros(1)"])
def test_other_errors_stay_what_they_are(before):
    runs(f"""
{before}
try:
    with floats_propose():
        raise ValueError("of its own")
except ValueError as error:
    assert type(error) is ValueError
else:
    raise AssertionError
""")
