"""Shared fixtures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# The matrices here are small: several threads for each of several test processes slow one another down.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# Hundreds of tests start the command line in a process of its own: none of them is to compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("default", deadline=None)
settings.load_profile("default")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def specs():
    """The folder of the corpus."""
    return ROOT / "specs"


@pytest.fixture
def run(tmp_path):
    """Run the command line in a process of its own: ``run("foo.spec", "-o", "json")``."""

    def call(*arguments, cwd=None, **environment):
        return subprocess.run(
            [sys.executable, "-m", "theoremcheck", *map(str, arguments)],
            cwd=cwd or tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call
