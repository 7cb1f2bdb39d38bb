"""The bad local minima of a verdict, one for each refutation rule that applies."""

from __future__ import annotations

import typing
from collections.abc import Mapping

from theoremcheck.trusted.kernel import MINIMA, Status
from theoremcheck.trusted.minima import Minimum
from theoremcheck.trusted.model import Dataset, Problem
from theoremcheck.trusted.statements import STATEMENTS, atoms
from theoremcheck.verdict.values import BadMinimum, Finding


def bad_minima(problem: Problem, rules: tuple[str, ...], findings: Mapping[str, Finding]) -> tuple[BadMinimum, ...]:
    """The certified points of the rules, in their order; the kernel counts the wrong samples."""
    return tuple(_minimum(problem, rule, findings) for rule in rules)


def _minimum(problem: Problem, rule: str, findings: Mapping[str, Finding]) -> BadMinimum:
    for condition in atoms(STATEMENTS[rule].premise):
        finding = findings.get(condition)
        if condition in MINIMA and finding is not None and finding.status is Status.HOLDS and finding.evidence:
            least, most = MINIMA[condition](problem, finding.evidence)
            return BadMinimum(rule, condition, typing.cast("Minimum", finding.evidence), least, most)
    count = len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0
    return BadMinimum(rule, None, None, 1, count)
