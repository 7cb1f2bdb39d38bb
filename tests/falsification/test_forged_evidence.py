"""What the kernel accepts of forged evidence, and at points where much is silent, withstands the falsifier.

A few hundred seeded cases here; THEOREMCHECK_ATTACKS sets the number of each kind.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from direct_evidence import direct_evidence
from evidence_attack import attack, judged
from silent_points import silent_point, silent_spec

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.points import candidate_point, certify

COUNTEREXAMPLES = sorted((Path(__file__).resolve().parents[2] / "specs" / "counterexamples").glob("*.spec"))
COUNT = int(os.environ.get("THEOREMCHECK_ATTACKS", "200"))
CURVES = 40


@cache
def accepted(path: Path) -> tuple[tuple[Problem, str, Any], ...]:
    verdict = theoremcheck.check(path, search=False)
    return tuple(
        (verdict.spec.problem, found.condition, found.evidence or found.valley)
        for found in verdict.refutations
        if found.condition is not None and (found.evidence or found.valley) is not None
    )


@pytest.mark.slow
def test_forged_evidence() -> None:
    random = Random(20)
    sources = [case for path in random.sample(COUNTEREXAMPLES, 40) for case in accepted(path)]
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for _ in range(COUNT):
        seed = random.randrange(10**9)
        problem, condition, evidence = random.choice(sources)
        outcome = attack(Random(seed), problem, condition, evidence, CURVES, reasons)
        assert not outcome.startswith("FALSE"), (seed, condition, problem, evidence)
        outcomes[outcome] += 1
    assert outcomes["accepted"] > COUNT // 40, outcomes
    assert len(reasons) > 30, reasons


@pytest.mark.slow
def test_silent_points() -> None:
    random = Random(21)
    found: Counter[str] = Counter()
    for _ in range(COUNT):
        seed = random.randrange(10**9)
        text = silent_spec(Random(seed))
        spec = loads(text).spec
        assert spec is not None, text
        point = silent_point(Random(seed + 1), spec.problem)
        finding = certify(spec.problem, point)
        if isinstance(finding, Fact):
            found[finding.condition] += 1
            outcome = judged(spec.problem, finding.condition, finding.evidence, CURVES, seed)
            assert not outcome.startswith("FALSE"), (seed, text, point)
    assert found["minimum.support"]
    assert found["minimum.strict"]


@pytest.mark.slow
def test_evidence_that_nobody_proposed() -> None:
    """Random slices and multipliers at silent points, straight to the kernel."""
    random = Random(22)
    held: Counter[str] = Counter()
    for _ in range(COUNT):
        seed = random.randrange(10**9)
        text = silent_spec(Random(seed))
        spec = loads(text).spec
        assert spec is not None, text
        point = silent_point(Random(seed + 1), spec.problem)
        for condition, evidence in direct_evidence(Random(seed + 2), spec.problem, point):
            try:
                check_claim(spec.problem, Claim(condition, True, evidence))
            except Refusal:
                continue
            held[condition] += 1
            outcome = judged(spec.problem, condition, evidence, CURVES, seed)
            assert not outcome.startswith("FALSE"), (seed, text, point, evidence)
    assert held, "no forged claim was accepted: the harness reaches nothing"


FALSE = (
    """dataset x { + (1)  - (-1) } neuron relu loss hinge
    network { deep = 1 linear -> 1 relu  output bias } candidate { a0 = 0  deep = (0, 1, 1) }""",
    """dataset x { + (1)  - (-1) } neuron linear loss l(z) = z
    network { deep = 1 linear -> 1 linear -> 1 leaky_relu  output bias } candidate { a0 = 0  deep = (0, 0, 1, 1) }""",
    """dataset d { + (-2, -3/2), (-1, -1)  - (-1, 1) } neuron linear loss hinge
    network { deep = 1 linear -> 2 requ -> 1 elu } candidate { deep = (0, 0, 1, 1, 1, 1, 1) }""",
)


@pytest.mark.parametrize("text", FALSE)
def test_the_falsifier_finds_what_is_no_minimum(text: str) -> None:
    """What was accepted once, with the unit above taken to receive nothing nearby."""
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    evidence = MultiplierMinimum(point, (), Sparse((), ()))
    assert judged(spec.problem, "minimum.support", evidence, 200, 1).startswith("FALSE")
