"""The end of a process: what is to be called at exit is called, and the exit code stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPECS = Path(__file__).resolve().parents[2] / "specs" / "theorems"
PROGRAM = """
import atexit, sys, threading, time
from theoremcheck import cli

def begin(main=cli.main):
    atexit.register(lambda: print("called", file=sys.stderr))
    threading.Thread(target=lambda: (time.sleep(0.2), print("waited for", file=sys.stderr))).start()
    main()

cli.main = begin
cli.script()
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((str(SPECS / "linear_skip.spec"), "--no-search"), 0), (("nothing_there.spec",), 2), (("--nothing",), 2)],
    ids=str,
)
def test_the_end_of_a_process(arguments, code):
    command = [sys.executable, "-c", PROGRAM, *arguments]
    found = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    assert found.returncode == code
    assert "waited for" in found.stderr
    assert "called" in found.stderr
