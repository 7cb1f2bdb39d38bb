"""Attacks on the checks of bad local minima: each forged certificate would prove something false, or says nonsense.

Every attack starts from evidence that is accepted for a counterexample of the corpus, changes the evidence or the
problem a little, and is refused for its own reason.
"""

from dataclasses import replace
from fractions import Fraction as Q
from functools import cache
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
IDS = frozenset(identifiers())
TINY = Q(1, 10**30)
R = ByRange()
RELU = Function(e.Max((e.ZERO, e.Z)))
EXP = Function(e.call(e.Fn.EXP, e.Z))
STEP = Function(e.Cases(e.Z, (Q(0),), (True,), (e.ZERO, e.ONE)))
LOGISTIC = Function(e.call(e.Fn.LOG, e.add((e.ONE, e.call(e.Fn.EXP, e.Z)))))
LOG_ZERO = e.sub(e.call(e.Fn.LOG, e.num(4)), e.mul((e.num(2), e.call(e.Fn.LOG, e.num(2)))))  # 0, but no normal form


@cache
def good(name, condition):
    """The problem of a spec, and evidence of the condition that the kernel accepts."""
    problem = load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem
    fact = settle(Case(problem), f"minimum.{condition}")
    assert fact.status is Status.HOLDS
    return problem, fact.evidence


def accepted(problem, condition, evidence):
    return check_claim(problem, Claim(f"minimum.{condition}", True, evidence)).status is Status.HOLDS


def refuse(reason, problem, condition, evidence):
    """The refusal has this code, with these values where some are given; what has no code yet has this in it."""
    with pytest.raises(Refusal) as refusal:
        accepted(problem, condition, evidence)
    found = str(refusal.value)
    assert found == reason or found.startswith(f"{reason}(") or ("." not in reason and reason in found)


def net(problem, **changes):
    return replace(problem, network=replace(problem.network, **changes))


def data(problem, **changes):
    return replace(problem, dataset=replace(problem.dataset, **changes))
