"""numpy's OpenBLAS has one thread while floats propose or search, and as many as before afterwards."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import numpy
from theoremcheck.functions import threads
from theoremcheck.functions.arrays import floats_propose
found = threads._openblas()
if found is None:
    print("none")
else:
    numbers = [found.number()]
    with threads.one_thread():
        numbers.append(found.number())
        with floats_propose():
            numbers.append(found.number())
        numbers.append(found.number())
    numbers.append(found.number())
    try:
        with floats_propose():
            raise ZeroDivisionError
    except ZeroDivisionError:
        numbers.append(found.number())
    print(*numbers)
"""


LATER = """
from theoremcheck.functions import threads
from theoremcheck.functions.arrays import floats_propose, np
with floats_propose():
    with floats_propose():
        np.zeros(1)
        found = threads._openblas()
        numbers = [found.number()]
    numbers.append(found.number())
print(*numbers, found.number())
"""


def said(threads, program=PROGRAM):
    where = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run([sys.executable, "-c", program], env=where, text=True, capture_output=True, check=True).stdout


def test_one_thread_within_and_as_many_as_before_behind():
    shown = said("2")
    if shown == "none\n":
        pytest.skip("numpy has no OpenBLAS of its own here")
    before = shown.split()[0]
    assert shown.split() == [before, "1", "1", "1", before, before]


def test_numpy_that_is_loaded_within_has_one_thread_too():
    shown = said("2")
    if shown == "none\n":
        pytest.skip("numpy has no OpenBLAS of its own here")
    assert said("2", LATER).split() == ["1", "1", shown.split()[0]]


def test_where_the_environment_says_one_nothing_is_looked_for():
    assert said("1") == "none\n"
