"""Shared fixtures."""

import os
import signal
from pathlib import Path

import pytest
import slow_list
from command_line import Server, alone
from hypothesis import settings

# The matrices here are small: several threads for each of several test processes slow one another down.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# Hundreds of tests start the command line in a process of its own: none of them is to compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A job in the background ignores Ctrl-C, and so would all processes that it starts: some of the tests interrupt them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("default", deadline=None)
settings.load_profile("default")


def pytest_addoption(parser):
    """The option that measures."""
    parser.addoption("--measure", action="store_true", help="write tests/slow.txt anew, of the tests that run")


def pytest_configure(config):
    """Measure in the process that hears of all tests."""
    if config.getoption("--measure") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(slow_list.Measured())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Before tests are chosen by their marks."""
    slow_list.mark(items)


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def specs():
    """The folder of the corpus."""
    return ROOT / "specs"


@pytest.fixture(scope="session")
def server():
    """What has the command line loaded; None where processes do not fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    with Server() as started:
        yield started


@pytest.fixture
def run(tmp_path, server):
    """Run the command line in a process of its own: ``run("foo.spec", "-o", "json")``."""

    def call(*arguments, cwd=None, **environment):
        words, folder = [str(argument) for argument in arguments], cwd or tmp_path
        if server is None or environment:
            return alone(words, folder, environment)
        return server.run(words, folder)

    return call
