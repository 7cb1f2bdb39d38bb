"""Neurons at zeros of one function (rule.potential): accepted at every width, or refused for the right reason."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import partial

import flint
import pytest
from copied_cores import THIRDS, certified, wider

from theoremcheck.decide.minima.box import certify_on_kinks
from theoremcheck.decide.minima.copies import certify_copies, widen
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, OnKink
from theoremcheck.trusted.minima.copies import Share, split_centre
from theoremcheck.trusted.minima.expansion import Forward, box
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.minima.potential import check_potential
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal

TANH = """
dataset d { + -4, 3  - -2, -3, 1 }
neuron tanh
loss hinge
network { shortcut = 1 tanh  output bias }
candidate { a0 = -0.0710678118655  a = (1.14617123458)  w = ((0.564191982483)) }
"""
NO_BIAS = """
dataset d { + -2, 4, -2  - -1, -2, 3, 2, -1 }
neuron tanh
loss hinge
network { shortcut = 1 tanh }
candidate { a = (-1.09468549788)  w = ((0.516099641621)) }
"""
GAUSS = """
dataset d { + 2, -2  - -1, -4, -3, -2 }
neuron gaussian
loss hinge
network { shortcut = 1 gaussian  hidden bias }
candidate { a = (-1.10408951367)  w = ((0.314676064858))  b = (0.944028194573) }
"""


core_of = partial(certified, certify_on_kinks)


def good(text: str) -> tuple[Problem, Box]:
    problem, core = core_of(text)
    made = widen(wider(problem, 2), problem, core)
    assert isinstance(made, Fact), made
    assert made.condition == "minimum.potential"
    assert isinstance(made.evidence, Box)
    return problem, replace(made.evidence, shares=(THIRDS,))


NARROW, GOOD = good(TANH)
WIDE = wider(NARROW, 2)


@pytest.mark.parametrize("text", [TANH, NO_BIAS])
def test_copies_are_accepted_at_every_width(text: str) -> None:
    problem, found = good(text)
    wrong = check_potential(wider(problem, 2), found)
    assert wrong[0] > 0
    many = replace(found, shares=((Share(Fraction(1, 10**12), 10**12),),))
    assert check_potential(wider(problem, 10**12), many) == wrong
    assert check_potential(problem, replace(found, shares=((Share(Fraction(1), 1),),))) == wrong


@pytest.mark.parametrize("text", [TANH, NO_BIAS])
def test_no_point_nearby_is_lower(text: str) -> None:
    """The hinge of the wide network, computed here, at the copies and around them."""
    problem, found = good(text)
    wide, rng = wider(problem, 2), random.Random(3)
    centre, data = split_centre(wide, found.centre, found.shares, ()), samples(wide)

    def height(at: tuple[Fraction, ...]) -> float:
        outputs = Forward(wide, box(wide, at, Fraction(0)).full, 0).outputs
        margins = zip(data.labels, data.shares, outputs, strict=True)
        return sum(float(share) * max(0.0, 1 - label * float(f.mid())) for label, share, f in margins)

    here = height(centre)
    for exponent in (6, 10, 14):
        for _ in range(150):
            moved = tuple(v + Fraction(rng.randint(-99, 99), 99 * 2**exponent) for v in centre)
            assert height(moved) > here - 1e-12


def test_copies_that_part_are_refused() -> None:
    problem, core = core_of(GAUSS)
    apart = Reason.of("copies.apart", name=Reason.of("copies.neuron", neuron=0))
    assert widen(wider(problem, 2), problem, core) == apart


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": tuple(v + Fraction(1, 500) for v in GOOD.centre), "radius": Fraction(1, 2000)}, r"^potential\.no_"),
        ({"radius": Fraction(0)}, r"^box\.size$"),
        ({"radius": Fraction(2)}, r"^box\.multiplier"),
        ({"kinks": ()}, r"^jets\.at_break"),
        ({"kinks": GOOD.kinks[:1]}, r"^jets\.at_break"),
        ({"kinks": (GOOD.kinks[0], GOOD.kinks[0])}, r"^box\.kinks$"),
        ({"kinks": (replace(GOOD.kinks[0], multiplier=Fraction(1)), GOOD.kinks[1])}, r"^box\.multiplier"),
        ({"kinks": (*GOOD.kinks, OnKink(9, 0, Fraction(1, 2)))}, r"^box\.kinks$"),
        ({"kinks": (*GOOD.kinks, OnKink(1, 5, Fraction(1, 2)))}, r"^box\.(no_break|kinks)$"),
        ({"shares": ()}, r"^box\.another_condition$"),
        ({"slice": Gauge((), (0,))}, r"^box\.another_condition$"),
        ({"shares": ((Share(Fraction(1, 3), 2),),)}, r"^copies\.shares$"),
        ({"shares": (THIRDS, THIRDS)}, r"^copies\.width$"),
    ],
)
def test_tampered_evidence_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_potential(WIDE, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_penalties_and_frozen_neurons_are_refused() -> None:
    for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.OUTPUT_BIAS):
        with pytest.raises(Refusal, match=r"^(copies\.penalised|potential\.penalty)$"):
            check_potential(replace(WIDE, objective=Objective((Penalty(Fraction(1, 100), (block,)),))), GOOD)
    frozen = replace(WIDE.network, frozen=(Frozen(Block.OUTPUT_WEIGHTS, (Fraction(1), Fraction(2))),))
    with pytest.raises(Refusal, match=r"^copies\.frozen$"):
        check_potential(replace(WIDE, network=frozen), GOOD)
    alone = replace(NARROW.network, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (GOOD.centre[2],)),))
    with pytest.raises(Refusal, match=r"^copies\.frozen$"):
        check_potential(replace(NARROW, network=alone), replace(GOOD, shares=((Share(Fraction(1), 1),),)))


def test_weights_of_the_samples_count() -> None:
    weighted = loads(TANH.replace("-4, 3", "3 * (-4), 3")).spec
    assert weighted is not None
    with pytest.raises(Refusal):
        check_potential(wider(weighted.problem, 2), GOOD)


def test_the_conditions_keep_apart() -> None:
    check_claim(WIDE, Claim("minimum.potential", True, GOOD))
    with pytest.raises(Refusal):
        check_claim(WIDE, Claim("minimum.split", True, GOOD))
    with pytest.raises(Refusal, match=r"^copies\.decay$"):
        check_claim(WIDE, Claim("minimum.split_decay", True, GOOD))


def test_a_rough_point_is_certified() -> None:
    rough = [Fraction(round(value * 10**8), 10**8) for value in split_centre(WIDE, GOOD.centre, GOOD.shares, ())]
    found = certify_copies(WIDE, rough)
    assert isinstance(found, Fact), found
    assert found.condition == "minimum.potential"
    certificate = issue(WIDE, "rule.potential", (Claim("minimum.potential", True, found.evidence),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims
    assert flint.ctx.prec <= 64
