"""Evidence for bad local minima that the kernel accepts, and changes of it."""

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
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.point import Number
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
IDS = frozenset(identifiers())
TINY = Q(1, 10**30)
RELU = Function(e.Max((e.ZERO, e.Z)))
STEP = Function(e.Cases(e.Z, (Q(0),), (True,), (e.ZERO, e.ONE)))
LOG_ZERO = e.sub(e.call(e.Fn.LOG, e.num(4)), e.mul((e.num(2), e.call(e.Fn.LOG, e.num(2)))))  # 0, but no normal form


@cache
def constructed(name, condition):
    """The problem of a spec, and the evidence of minimum.``condition`` that is constructed, and accepted."""
    problem = load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem
    evidence = settle(Case(problem), f"minimum.{condition}").evidence
    assert accepted(problem, condition, evidence)
    return problem, evidence


def accepted(problem, condition, evidence):
    return check_claim(problem, Claim(f"minimum.{condition}", True, evidence)).status is Status.HOLDS


def refuse(reason, problem, condition, evidence):
    """The refusal has this code, with these values where some are given."""
    with pytest.raises(Refusal) as refusal:
        accepted(problem, condition, evidence)
    found = str(refusal.value)
    assert reason in (found, refusal.value.reason.code), found


def at(evidence, **changes):
    """The evidence with fields of its point replaced."""
    return replace(evidence, point=replace(evidence.point, **changes))


def first(evidence, **changes):
    """The evidence with fields of its first group of neurons replaced."""
    head, *rest = evidence.point.neurons
    return at(evidence, neurons=(replace(head, **changes), *rest))


def curved(evidence, **changes):
    """The evidence with fields of the reason for its neurons replaced."""
    return replace(evidence, parts=(replace(evidence.parts[0], **changes), *evidence.parts[1:]))


def shifted(number, amount):
    return Number(e.add((number.base, e.Num(amount))), number.factor)


def penalised(problem, *blocks):
    return replace(problem, objective=Objective((Penalty(Q(1, 10), blocks),)))


def net(problem, **changes):
    return replace(problem, network=replace(problem.network, **changes))


def data(problem, **changes):
    return replace(problem, dataset=replace(problem.dataset, **changes))


def moved(points, index, entry, amount):
    """The points with one entry of one point changed."""
    row = list(points[index])
    row[entry] += amount
    return (*points[:index], tuple(row), *points[index + 1 :])


def load_deep(name):
    """The deep layers of a spec."""
    return load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem.network.deep
