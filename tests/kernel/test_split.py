"""Split neurons (rule.split): accepted where the copies keep together, else refused."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.minima.splits import certify_split, narrower, widen
from theoremcheck.decide.minima.strict import certify_strict
from theoremcheck.language import loads
from theoremcheck.trusted.balls import precision
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.expansion import slopes
from theoremcheck.trusted.minima import SplitMinimum, StrictMinimum
from theoremcheck.trusted.model import Block, Frozen, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.splitting import check_split, split_centre
from theoremcheck.trusted.strict import check_strict
from theoremcheck.verdict.points import candidate_point

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
HALF = (Fraction(1, 3), Fraction(2, 3))
ONE = (Fraction(1),)


def core_of(text: str) -> tuple[Problem, StrictMinimum]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    core = certify_strict(spec.problem, point)
    assert isinstance(core, StrictMinimum), core
    return spec.problem, core


def wider(problem: Problem, width: int) -> Problem:
    return replace(problem, network=replace(problem.network, width=width))


NARROW, CORE = core_of(SOFTPLUS)
WIDE = wider(NARROW, 2)
GOOD = SplitMinimum(CORE, (HALF,), ())


def test_copies_are_accepted_for_every_width() -> None:
    assert check_split(WIDE, GOOD) == check_strict(NARROW, CORE)
    for width in (3, 7, 40):
        found = widen(wider(NARROW, width), NARROW, CORE)
        assert isinstance(found, SplitMinimum)
        assert len(split_centre(wider(NARROW, width), found)) == 1 + 2 * width


def test_the_point_is_critical_and_nothing_near_it_is_lower() -> None:
    centre = split_centre(WIDE, GOOD)
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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"shares": ((Fraction(1, 2), Fraction(1, 3)),)}, "shares are > 0 with sum 1"),
        ({"shares": ((Fraction(-1), Fraction(2)),)}, "shares are > 0 with sum 1"),
        ({"shares": ((),)}, "shares are > 0 with sum 1"),
        ({"shares": (ONE,)}, "do not give the width of the network"),
        ({"shares": (ONE, ONE)}, "the centre needs 5 entries, not 3"),
        ({"deep_shares": (ONE,)}, "there is no deep part to split"),
        ({"core": replace(CORE, mu=CORE.mu * 3)}, "positive definite"),
        ({"core": replace(CORE, centre=(Fraction(1), *CORE.centre[1:]))}, "gradient at the centre"),
    ],
)
def test_tampered_copies_are_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_split(WIDE, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_penalised_and_frozen_neurons_are_not_split() -> None:
    penalty = Objective((Penalty(Fraction(1, 100), (Block.HIDDEN_WEIGHTS,)),))
    with pytest.raises(Refusal, match="a penalised neuron cannot be split"):
        check_split(replace(WIDE, objective=penalty), GOOD)
    frozen = replace(WIDE.network, frozen=(Frozen(Block.OUTPUT_WEIGHTS, (Fraction(1), Fraction(2))),))
    with pytest.raises(Refusal, match="a frozen neuron cannot be split"):
        check_split(replace(WIDE, network=frozen), GOOD)
    assert not list(narrower(replace(WIDE, network=frozen), 3))


def test_copies_that_part_are_refused() -> None:
    problem, core = core_of(GAUSS)
    with pytest.raises(Refusal, match="neuron 1: its copies are not shown to keep together"):
        check_split(wider(problem, 2), SplitMinimum(core, (HALF,), ()))
    assert widen(wider(problem, 2), problem, core) == "neuron 1: its copies are not shown to keep together"


def test_units_of_the_last_layer_are_split() -> None:
    problem, core = core_of(DEEP)
    *lower, last = problem.network.deep
    wide = replace(problem, network=replace(problem.network, deep=(*lower, replace(last, width=5))))
    found = widen(wide, problem, core)
    assert isinstance(found, SplitMinimum)
    assert sorted(map(len, found.deep_shares)) == [1, 4]
    centre = split_centre(wide, found)
    with precision(core.precision):
        assert all(abs(float(slope.mid())) < 1e-20 for slope in slopes(wide, centre).gradient)
    first = replace(problem, network=replace(problem.network, deep=(replace(lower[0], width=2), last)))
    with pytest.raises(Refusal, match="the centre needs"):
        check_split(first, replace(found, deep_shares=(ONE, ONE)))


def test_a_point_with_coinciding_neurons_is_certified() -> None:
    centre = split_centre(WIDE, GOOD)
    rough = [Fraction(round(value * 10**8), 10**8) for value in centre]
    found = certify_split(WIDE, rough)
    assert isinstance(found, SplitMinimum)
    assert "no two neurons coincide" in str(certify_split(WIDE, [*rough[:-1], rough[-1] + 1]))
    certificate = issue(WIDE, "rule.split", (Claim("minimum.split", True, found),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims
