"""Which tests are slow by measurement: ``tests/slow.txt`` has a line for each, beside those that say so themselves.

``pytest -n 2 -m 'slow or not slow' --measure`` writes the lines of all tests that it runs anew.
"""

from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow.txt")
_SECONDS = 0.3
"""What a quick test may take, its setup included, on an idle machine with two processors."""


class Measured:
    """The seconds of every test that ran."""

    def __init__(self):
        self._seconds = {}
        self._known = read()

    def pytest_runtest_logreport(self, report):
        """Each phase of a test is reported, by other processes as well."""
        if "slow" not in report.keywords or report.nodeid in self._known:
            self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self):
        """Write the list; the quickest test of a file is quick in any case, so that none is left out as a whole."""
        quickest = {}
        for name, seconds in sorted(self._seconds.items()):
            file = name.partition("::")[0]
            if file not in quickest or seconds < self._seconds[quickest[file]]:
                quickest[file] = name
        slow = {name for name, seconds in self._seconds.items() if seconds > _SECONDS} - set(quickest.values())
        kept = self._known.difference(self._seconds)
        LIST.write_text("".join(f"{name}\n" for name in sorted(slow | kept)), encoding="utf-8")


def read():
    """The names in the list."""
    return frozenset(LIST.read_text(encoding="utf-8").splitlines()) if LIST.is_file() else frozenset()


def mark(items):
    """Mark the tests that the list names."""
    slow = read()
    for item in items:
        if item.nodeid in slow:
            item.add_marker(pytest.mark.slow)
