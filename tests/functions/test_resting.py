"""objective.smooth_at_rest: a derivative of the loss where the network at rest puts the samples."""

from dataclasses import replace
from fractions import Fraction

import pytest
from function_problems import Z, num, problem, refused, softplus

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.functions.resting import Around
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Assumption, Block, Frozen, OpaqueFunction

HINGE = e.Max((num(0), e.add((num(1), Z))))
TINY = Fraction(1, 10**30)
NAME = "objective.smooth_at_rest"


def resting(loss, output=None, *, bias=True):
    """A problem with this loss whose output bias is frozen at ``output`` (None: trained)."""
    base = problem(softplus, loss)
    frozen = () if output is None else (Frozen(Block.OUTPUT_BIAS, (Fraction(output),)),)
    return replace(base, network=replace(base.network, output_bias=bias, frozen=frozen))


def found(given):
    fact = settle(Case(given), NAME)
    return fact.status if isinstance(fact, Fact) else Status.OPEN


@pytest.mark.parametrize(
    ("loss", "output", "status"),
    [
        (HINGE, None, Status.HOLDS),
        (HINGE, 0, Status.HOLDS),
        (HINGE, Fraction(1, 2), Status.HOLDS),
        (HINGE, 1, Status.FAILS),  # z = -1 for the positives
        (HINGE, -1, Status.FAILS),  # z = -1 for the negatives
        (HINGE, 1 - TINY, Status.HOLDS),
        (HINGE, 2, Status.HOLDS),
        (e.Max((num(0), Z)), None, Status.FAILS),
        (e.power(e.Max((num(0), Z)), 2), None, Status.HOLDS),  # a break without a jump of the slope
        (e.add((Z, e.Abs(e.add((Z, num(-3)))))), -3, Status.FAILS),
        (e.add((Z, e.Abs(e.add((Z, num(-3)))))), None, Status.HOLDS),
        (e.Cases(Z, (Fraction(0),), (True,), (Z, e.add((Z, num(1))))), None, Status.FAILS),  # the value jumps
    ],
)
def test_the_kernel_says(loss, output, status):
    assert found(resting(loss, output)) is status


def test_an_absent_output_bias_is_0():
    assert found(resting(e.Max((num(0), Z)), bias=False)) is Status.FAILS
    assert found(resting(HINGE, bias=False)) is Status.HOLDS


def test_an_unknown_frozen_value_leaves_it_open():
    base = resting(HINGE)
    unknown = replace(base, network=replace(base.network, frozen=(Frozen(Block.OUTPUT_BIAS, None),)))
    assert found(unknown) is Status.OPEN
    with refused("resting.frozen_unknown"):
        check_claim(unknown, Claim(NAME, True, Around(Fraction(1, 2))))


def test_an_opaque_loss_is_not_looked_at():
    opaque = replace(resting(HINGE), loss=OpaqueFunction((Assumption("loss.c1", True),), "l"))
    assert found(opaque) is Status.OPEN
    with refused("facts.opaque(block=loss)"):
        check_claim(opaque, Claim(NAME, True, Around(Fraction(1))))


@pytest.mark.parametrize(
    ("output", "holds", "evidence", "reason"),
    [
        (None, True, Around(Fraction(0)), "resting.radius"),
        (None, True, Around(Fraction(-1)), "resting.radius"),
        (None, True, Around(Fraction(2)), "resting.not_one_piece"),
        (1 - TINY, True, Around(2 * TINY), "resting.not_one_piece"),
        (1, True, Around(TINY), "smooth.disagreement"),
        (None, False, Jump(0, 1), "resting.elsewhere"),
        (1, False, Jump(0, 0), "smooth.no_jump"),
        (1, False, Jump(0, 2), "smooth.higher_jump"),
        (1, False, Jump(1, 1), "smooth.no_such_break"),
        (1 - TINY, False, Jump(0, 1), "resting.elsewhere"),
    ],
)
def test_false_evidence_is_refused(output, holds, evidence, reason):
    with refused(reason):
        check_claim(resting(HINGE, output), Claim(NAME, holds, evidence))
