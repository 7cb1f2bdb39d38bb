"""Split neurons (rule.split): accepted where the copies keep together, else refused."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from copied_cores import THIRDS, certified, split, wider

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.copies import certify_copies, narrower, widen
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.certificate import Claim, check_claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, OnKink, check_box
from theoremcheck.trusted.minima.copies import Share, split_centre
from theoremcheck.trusted.minima.expansion import slopes
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

SOFTPLUS = """
dataset d { + 1, 2  - 0, 2, 3 }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 1 softplus  output bias }
candidate { a0 = 0.0719965518  a = (-0.09071305974)  w = ((1.0593017707)) }
"""
GAUSS = """
dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron gaussian
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
candidate { a0 = 0.758346538  a = (-1.751690960)  w = ((-0.315204817, -0.369583183))  b = (0.008924991) }
"""
DEEP = """
dataset d { + (-2, 47/32), (-4, 3/16), (5, 3/4), (-3, 47/32), (-1, 7/8), (0, 3/8)
            - (4, -5/8), (-3, -9/16), (-1, -5/8), (0, -3/8), (1, -1), (-4, -9/16) }
neuron softplus
loss polynomial_hinge(3)
network { deep = 1 softplus -> 2 softplus  output bias }
candidate { a0 = 2.47007132065175
  deep = (-3.27396750220887, -0.83865364749582, -0.13830833779883, 0.13830833779883,
          -2.61745532834976, -1.11196265899644) }
"""
ONE = (Share(Fraction(1), 1),)


core_of = partial(certified, certify_strict)


def centre_of(problem: Problem, found: Box) -> Vector:
    return split_centre(problem, found.centre, found.shares, found.deep_shares)


def copies(found: Fact | Reason) -> Box:
    assert isinstance(found, Fact), found
    assert isinstance(found.evidence, Box)
    return found.evidence


NARROW, FACT = core_of(SOFTPLUS)
CORE, WIDE = split(FACT, ()), wider(NARROW, 2)
GOOD = split(FACT, (THIRDS,))


def test_copies_are_accepted_for_every_width() -> None:
    assert check_box(WIDE, GOOD) == check_box(NARROW, CORE)
    for width in (3, 7, 40):
        found = copies(widen(wider(NARROW, width), NARROW, FACT))
        assert len(centre_of(wider(NARROW, width), found)) == 1 + 2 * width


def test_the_point_is_critical_and_nothing_near_it_is_lower() -> None:
    centre = centre_of(WIDE, GOOD)
    with precision(CORE.precision):
        assert all(abs(float(slope.mid())) < 1e-25 for slope in slopes(WIDE, centre).gradient)
    here, source = _loss(centre), random.Random(7)
    for scale in (1e-1, 1e-2, 1e-3):
        for _ in range(200):
            moved = [value + Fraction(source.gauss(0, 1)) * Fraction(scale) / 4 for value in centre]
            assert _loss(moved) > here - Fraction(1, 10**20)


def _loss(centre: object) -> Fraction:
    """L in mpmath, by the definition."""
    import mpmath

    a0, a1, a2, w1, w2 = (mpmath.mpf(v.numerator) / v.denominator for v in centre)  # type: ignore[attr-defined]
    total = mpmath.mpf(0)
    with mpmath.workdps(40):
        for x, y in ((1, 1), (2, 1), (0, -1), (2, -1), (3, -1)):
            f = a0 + sum(a * mpmath.log(1 + mpmath.exp(w * x)) for a, w in ((a1, w1), (a2, w2)))
            total += max(mpmath.mpf(0), 1 - y * f) ** 3 / 5
        return Fraction(str(total))


# 1/4 + 1/(2^k + 1) + ..: the sum of the first few hundred has a denominator of 20,000 bits.
UNLIKE = (Share(Fraction(1, 4), 1), *(Share(Fraction(1, 2**k + 1), 1) for k in range(8, 1000)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"shares": ((Share(Fraction(1, 2), 1), Share(Fraction(1, 3), 1)),)}, "^copies.shares$"),
        ({"shares": ((Share(Fraction(-1), 1), Share(Fraction(2), 1)),)}, "^copies.shares$"),
        ({"shares": ((Share(Fraction(1, 2), 1), Share(Fraction(1, 2), 2)),)}, "^copies.shares$"),
        ({"shares": ((Share(Fraction(1, 2), 3), Share(Fraction(1, 2), -1)),)}, "^copies.shares$"),
        ({"shares": ((Share(Fraction(1), 1), Share(Fraction(1), 0)),)}, "^copies.shares$"),
        ({"shares": ((Share(Fraction(0), 1), Share(Fraction(1), 1)),)}, "^copies.shares$"),
        ({"shares": ((),)}, "^copies.shares$"),
        ({"shares": (UNLIKE,)}, "^exact.long_number"),
        ({"shares": (ONE,)}, "^copies.width$"),
        ({"shares": ((Share(Fraction(1, 3), 3),),)}, "^copies.width$"),
        ({"kinks": (OnKink(0, 0, Fraction(1)),)}, "^box.kinks_and_copies$"),
        ({"shares": (ONE, ONE)}, r"layout.centre_size\(wanted=5, given=3\)"),
        ({"deep_shares": (ONE,)}, "^copies.no_deep_part$"),
        ({"mu": CORE.mu * 3}, "^box.hessian$"),
        ({"centre": (Fraction(1), *CORE.centre[1:])}, "^box.gradient$"),
    ],
)
def test_tampered_copies_are_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_box(WIDE, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_penalised_and_frozen_neurons_are_not_split() -> None:
    penalty = Objective((Penalty(Fraction(1, 100), (Block.HIDDEN_WEIGHTS,)),))
    with pytest.raises(Refusal, match=r"^copies.penalised$"):
        check_box(replace(WIDE, objective=penalty), GOOD)
    frozen = replace(WIDE.network, frozen=(Frozen(Block.OUTPUT_WEIGHTS, (Fraction(1), Fraction(2))),))
    with pytest.raises(Refusal, match=r"^copies.frozen$"):
        check_box(replace(WIDE, network=frozen), GOOD)
    assert not list(narrower(replace(WIDE, network=frozen), 3))


def test_copies_that_part_are_refused() -> None:
    problem, core = core_of(GAUSS)
    apart = Reason.of("copies.apart", name=Reason.of("copies.neuron", neuron=0))
    with pytest.raises(Refusal) as refused:
        check_box(wider(problem, 2), split(core, (THIRDS,)))
    assert refused.value.reason == widen(wider(problem, 2), problem, core) == apart
    assert sentence(apart) == "neuron 1: its copies are not shown to keep together"


def test_units_of_the_last_layer_are_split() -> None:
    problem, core = core_of(DEEP)
    *lower, last = problem.network.deep
    wide = replace(problem, network=replace(problem.network, deep=(*lower, replace(last, width=5))))
    found = copies(widen(wide, problem, core))
    assert sorted(share.count for own in found.deep_shares for share in own) == [1, 4]
    centre = centre_of(wide, found)
    with precision(found.precision):
        assert all(abs(float(slope.mid())) < 1e-20 for slope in slopes(wide, centre).gradient)
    first = replace(problem, network=replace(problem.network, deep=(replace(lower[0], width=2), last)))
    with pytest.raises(Refusal, match=r"layout.centre_size"):
        check_box(first, replace(found, deep_shares=(ONE, ONE)))


def test_a_point_with_coinciding_neurons_is_certified() -> None:
    centre = centre_of(WIDE, GOOD)
    rough = [Fraction(round(value * 10**8), 10**8) for value in centre]
    found = copies(certify_copies(WIDE, rough))
    assert certify_copies(WIDE, [*rough[:-1], rough[-1] + 1]) == Reason.of("copies.none_coincide")
    certificate = issue(WIDE, "rule.split", (Claim("minimum.split", True, found),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims


AFFINE = """
dataset d { + 1, 2  - 0, 2, 3 }
neuron relu
loss logistic
network { shortcut = 1 relu  hidden bias  output bias }
candidate { a0 = 1.450785  a = (-0.160244)  w = ((1))  b = (10) }
"""


@pytest.mark.parametrize("text", [SOFTPLUS, AFFINE])
def test_the_check_does_not_depend_on_the_width(text: str) -> None:
    """Copies of a neuron that is affine at all samples act as one; no list of all of them would fit into memory."""
    problem, core = core_of(text)
    found = split(core, ((Share(Fraction(1, 10**12), 10**12 - 1), Share(Fraction(1, 10**12), 1)),))
    assert check_box(wider(problem, 10**12), found) == check_box(problem, split(core, ()))
    with pytest.raises(Refusal, match=r"^copies\.width$"):
        check_box(wider(problem, 10**12 + 1), found)
    certificate = issue(problem, "rule.split", (Claim("minimum.split", True, found),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims


def test_the_condition_says_what_a_box_may_have() -> None:
    """minimum.strict has no kinks and no copies, minimum.sharp kinks only, minimum.split copies only."""
    check_claim(NARROW, Claim("minimum.strict", True, CORE))
    check_claim(WIDE, Claim("minimum.split", True, GOOD))
    kinked = replace(CORE, kinks=(OnKink(0, 0, Fraction(1)),), stiffness=Fraction(1))
    for problem, evidence, own in (
        (NARROW, CORE, "minimum.strict"),
        (NARROW, kinked, "minimum.sharp"),
        (WIDE, GOOD, "minimum.split"),
    ):
        for condition in ("minimum.strict", "minimum.sharp", "minimum.split"):
            if condition != own:
                with pytest.raises(Refusal, match=r"^box\.another_condition$"):
                    check_claim(problem, Claim(condition, True, evidence))
