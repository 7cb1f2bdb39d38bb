"""A pytest plugin: with ``--theoremcheck``, every .spec file is a test that passes if its expectations are met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from theoremcheck.verdict.values import Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--theoremcheck`` and ``--theoremcheck-search``."""
    group = parser.getgroup("theoremcheck")
    group.addoption("--theoremcheck", action="store_true", help="collect .spec files as tests")
    group.addoption("--theoremcheck-search", action="store_true", help="search numerically as well as decide")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a .spec file if the option is given."""
    if file_path.suffix == ".spec" and parent.config.getoption("--theoremcheck"):
        return SpecFile.from_parent(parent, path=file_path)
    return None


class SpecFile(pytest.File):
    """One .spec file."""

    def collect(self) -> Iterator[pytest.Item]:
        """The one test of the file."""
        yield SpecItem.from_parent(self, name="expectations")


class SpecItem(pytest.Item):
    """The test: the spec is well-formed, there is no soundness alarm, every expectation is met."""

    def runtest(self) -> None:
        """Run the check."""
        import theoremcheck

        try:
            verdict = theoremcheck.check(self.path, search=self.config.getoption("--theoremcheck-search"))
        except theoremcheck.SpecError as error:
            raise SpecFailure(str(error)) from None
        raise_for(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The failure in the product's own words."""
        return str(excinfo.value) if isinstance(excinfo.value, SpecFailure) else str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test stands."""
        return self.path, None, f"spec: {self.path.name}"


class SpecFailure(Exception):  # noqa: N818 - not an error of the program
    """A spec does not meet its expectations."""


def raise_for(verdict: Verdict) -> None:
    """Raise ``SpecFailure`` on an alarm or a missed expectation."""
    from theoremcheck.report.reasons import sentence, sentences

    if verdict.alarm is not None:
        raise SpecFailure(f"soundness alarm: {sentence(verdict.alarm)}")
    missed = [f"expect {r.expectation.text}: {sentences(r.departures)}" for r in verdict.expectations if not r.met]
    if missed:
        raise SpecFailure("\n".join([f"verdict: {verdict.verdict}", *missed]))
