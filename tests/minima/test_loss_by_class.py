"""Every kind of point reads the loss of the class of a sample.

A problem whose second loss is the first one, written in another way, has the points of the problem with one loss; with
another second loss the points that balance the classes are none any more.
"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.trusted.functions.per_class import OfBoth
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.problem.expr import Mul, Num
from theoremcheck.trusted.problem.model import Function, PerClass
from theoremcheck.trusted.refusal import Refusal

SPECS = Path(__file__).parents[2] / "specs"
BALANCED = {
    "minimum.flat": "counterexamples/flat_relu",
    "minimum.deep": "counterexamples/deep_relu",
    "minimum.affine": "counterexamples/affine_elu",
    "minimum.order": "counterexamples/order_interval_exp",
    "minimum.moment": "counterexamples/moment_silu_plane",
    "minimum.stationary": "counterexamples/stationary_gaussian_line",
    "minimum.order_local": "counterexamples/order_local_tanh_square",
    "minimum.parity": "counterexamples/parity_tanh",
    "minimum.duplicate": "counterexamples/duplicate_softplus",
    "minimum.hull": "counterexamples/hull_hinge",
    "minimum.kink": "counterexamples/kink_negatives",
    "minimum.narrow": "counterexamples/narrow_softplus",
    "minimum.decay": "counterexamples/decay_separable",
    "minimum.decay_local": "counterexamples/decay_local_sigmoid_output",
    "minimum.frozen_features": "counterexamples/frozen_features_coincide",
    "minimum.frozen_fit": "counterexamples/frozen_softplus_features",
    "data.fit_right": "theorems/output_fit_logistic_decay",
}
"""Conditions whose evidence rests on a balance of the classes, which the losses decide; a spec where they hold."""
LEVEL = {
    "minimum.margin": "counterexamples/margin_perceptron_no_bias",
    "minimum.saturated": "counterexamples/saturated_ramp",
    "minimum.nobias": "counterexamples/nobias_expm1",
    "objective.smooth_at_rest": "theorems/class_losses_kink_one",
}
"""Conditions that twice the loss has where the loss has them."""


def settled(condition, path):
    loaded = load(SPECS / f"{path}.spec")
    found = settle(Case(loaded.spec.problem), condition)
    assert getattr(found, "status", found) is Status.HOLDS
    return found


def twin(problem, factor):
    """The loss of class - is ``factor`` times the other one."""
    loss = problem.loss
    return replace(problem, loss=PerClass(loss, Function(Mul((Num(Fraction(factor)), loss.expr)), "other")))


def carried(evidence):
    if isinstance(evidence, FlatMinimum) and evidence.convexity is not None:
        return replace(evidence, convexity=OfBoth(evidence.convexity, evidence.convexity))
    return evidence


@pytest.mark.parametrize("condition, path", {**BALANCED, **LEVEL}.items())
def test_one_loss_written_twice_is_one_loss(condition, path):
    known = settled(condition, path)
    again = establish(twin(known.problem, 1), condition, True, carried(known.evidence))
    assert (again.status, again.wrong) == (known.status, known.wrong)


@pytest.mark.parametrize("condition, path", BALANCED.items())
def test_another_loss_of_one_class_upsets_the_balance(condition, path):
    known = settled(condition, path)
    with pytest.raises(Refusal):
        establish(twin(known.problem, Fraction(1, 8)), condition, True, carried(known.evidence))


@pytest.mark.parametrize("condition, path", LEVEL.items())
def test_levels_stay(condition, path):
    known = settled(condition, path)
    establish(twin(known.problem, 3), condition, True, known.evidence)


def test_the_loss_of_the_other_class_is_not_read():
    """rule.margin asks of l at 0, of each class its own: one that falls through 0 is refused on either side."""
    known = settled("minimum.margin", LEVEL["minimum.margin"])
    falling = Function(Mul((Num(Fraction(-1)), known.problem.loss.expr)), "falling")
    for losses in (PerClass(known.problem.loss, falling), PerClass(falling, known.problem.loss)):
        with pytest.raises(Refusal):
            establish(replace(known.problem, loss=losses), "minimum.margin", True, known.evidence)
