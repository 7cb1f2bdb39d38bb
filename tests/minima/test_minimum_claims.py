"""Bad local minima: the kernel accepts what the constructions propose, and refuses every tampering for its reason."""

import dataclasses
from dataclasses import replace
from fractions import Fraction as Q
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.kernel.conditions import POINTS, Structure
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Objective, Penalty
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
TINY = Q(1, 10**30)
IDS = frozenset(identifiers())


def proposed(name, condition):
    """The problem of a spec and the evidence that the construction of ``condition`` proposes."""
    problem = load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem
    fact = settle(Case(problem), condition)
    assert fact.status is Status.HOLDS
    return problem, fact.evidence


def refuse(reason, problem, condition, evidence):
    """The refusal has this code, with these values where some are given."""
    with pytest.raises(Refusal) as refusal:
        check_claim(problem, Claim(condition, True, evidence))
    found = str(refusal.value)
    assert reason in (found, refusal.value.reason.code), found


def penalised(problem, *blocks):
    return replace(problem, objective=Objective((Penalty(Q(1, 10), blocks),)))


def test_no_such_point_is_never_claimed():
    problem, _ = proposed("flat_relu", "minimum.flat")
    with pytest.raises(Refusal, match=r"facts\.not_refutable\(condition=minimum.flat\)"):
        check_claim(problem, Claim("minimum.flat", False, Structure()))


def test_every_kind_of_evidence_is_frozen_data():
    for path in sorted(FOLDER.glob("*.spec"))[:3]:
        problem = load(path, known_ids=IDS).spec.problem
        for condition in POINTS:
            found = settle(Case(problem), condition)
            if isinstance(found, Fact):
                assert dataclasses.is_dataclass(found.evidence)


def test_frozen_fits_need_frozen_weights():
    problem, good = proposed("frozen_softplus_features", "minimum.frozen_fit")
    free = replace(problem, network=replace(problem.network, frozen=()))
    refuse("multipliers.trained", free, "minimum.frozen_fit", good)
