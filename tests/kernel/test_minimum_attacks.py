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
from theoremcheck.trusted import expr as e
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.model import Block, Frozen, Function
from theoremcheck.trusted.proofs import ByRange
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.sparse import Sparse

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


def test_exact_fits():
    problem, fine = good("hull_leaky_relu_wide", "hull")

    def network(**changes):
        head, *rest = fine.network.neurons
        return replace(fine, network=replace(fine.network, neurons=(replace(head, **changes), *rest)))

    assert accepted(problem, "hull", network())
    refuse("may touch a break", problem, "hull", network(hidden_bias=Q(-3, 7)))  # -3/7 + 3 A = 0: on the break
    refuse("in several pieces", problem, "hull", network(hidden_bias=Q(-2, 7)))
    refuse("constant B", problem, "hull", network(hidden_bias=Q(-1) - TINY))
    refuse("constant B", problem, "hull", replace(fine, network=replace(fine.network, output_bias_scale=Q(0))))
    linear = replace(fine, affine=False, fit=replace(fine.fit, coefficients=(Q(1, 5),)))
    refuse("a bias moves the constant", problem, "hull", linear)
    refuse("no output bias", net(problem, output_bias=False), "hull", fine)
    refuse("a block is frozen", net(problem, frozen=(Frozen(Block.OUTPUT_BIAS, (Q(0),)),)), "hull", fine)
    for changes, reason in (
        ({"multipliers": Sparse((-1,), (Q(0),))}, "sparse.out_of_range"),
        ({"multipliers": Sparse((0,), (Q(9),))}, "is no subgradient"),
        ({"multipliers": Sparse((0,), ())}, "sparse.lengths_differ"),
        ({"coefficients": (Q(1),)}, "another number of coefficients"),
    ):
        refuse(reason, problem, "hull", replace(fine, fit=replace(fine.fit, **changes)))
    heavier = data(problem, weights=(Q(1), Q(1), 1 + TINY))
    refuse("does not minimise", heavier, "hull", fine)


BOXES = (("hull_elu_cubic_hinge", "hull"), ("frozen_softplus_features", "frozen_fit"))


@pytest.mark.parametrize("name, condition", BOXES)
def test_boxes(name, condition):
    problem, fine = good(name, condition)
    box = fine.fit
    for changes, reason in (
        ({"radius": -box.radius}, "must be positive"),
        ({"curvature": Q(0)}, "must be positive"),
        ({"radius": TINY**9}, "gradient at the centre"),
        ({"centre": (box.centre[0] + Q(1, 1000), *box.centre[1:])}, "gradient at the centre"),
        ({"centre": ()}, "another dimension than the basis"),
        ({"basis": (), "centre": ()}, "another dimension than the basis"),
        ({"basis": box.basis[:-1], "centre": box.centre[:-1]}, "does not span"),
        ({"offset": box.offset[:-1]}, "another dimension"),
        ({"inactive": (-1,)}, "does not exist"),
        ({"inactive": tuple(range(len(problem.dataset.points)))}, "no sample is active"),
        ({"precision": 10**9}, "balls.precision"),
        ({"precision": 2}, "the Hessian of the fit"),
    ):
        refuse(reason, problem, condition, replace(fine, fit=replace(box, **changes)))


def test_frozen_fits():
    problem, fine = good("frozen_relu_features", "frozen_fit")
    frozen = {entry.block: entry for entry in problem.network.frozen}
    rows = frozen[Block.HIDDEN_WEIGHTS]
    longer = replace(rows, value=(*rows.value, Q(0)))
    others = tuple(entry for block, entry in frozen.items() if block is not Block.HIDDEN_WEIGHTS)
    refuse("problem.frozen_entries(block=w)", net(problem, frozen=(longer, *others)), "frozen_fit", fine)
    refuse("hidden weights are trained", net(problem, frozen=others), "frozen_fit", fine)
    both = net(problem, frozen=(rows, *others, Frozen(Block.OUTPUT_BIAS, (Q(0),))))
    refuse("output bias is frozen", both, "frozen_fit", fine)
    off = replace(fine.fit, coefficients=(fine.fit.coefficients[0] + TINY, *fine.fit.coefficients[1:]))
    refuse("does not minimise", problem, "frozen_fit", replace(fine, fit=off))
