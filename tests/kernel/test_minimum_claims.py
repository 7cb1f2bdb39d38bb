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
from theoremcheck.trusted import kernel
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.kernel.conditions import POINTS, Structure
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.model import Block, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.sparse import Sparse

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
    """The refusal has this code, with these values where some are given; what has no code yet has this in it."""
    with pytest.raises(Refusal) as refusal:
        kernel.check_claim(problem, Claim(condition, True, evidence))
    found = str(refusal.value)
    assert found == reason or found.startswith(f"{reason}(") or ("." not in reason and reason in found)


def penalised(problem, *blocks):
    return replace(problem, objective=Objective((Penalty(Q(1, 10), blocks),)))


def test_no_such_point_is_never_claimed():
    problem, _ = proposed("flat_relu", "minimum.flat")
    with pytest.raises(Refusal, match=r"facts\.not_refutable\(condition=minimum.flat\)"):
        check_claim(problem, Claim("minimum.flat", False, Structure()))


def test_fits():
    problem, good = proposed("hull_leaky_relu_wide", "minimum.hull")
    name = "minimum.hull"
    off = tuple(c + TINY for c in good.fit.coefficients)
    refuse("does not minimise", problem, name, replace(good, fit=replace(good.fit, coefficients=off)))
    uneven = replace(good.fit, multipliers=Sparse((0,), ()))
    refuse("sparse.lengths_differ", problem, name, replace(good, fit=uneven))
    head, *rest = good.network.neurons
    far = replace(head, hidden_bias=head.hidden_bias + 10**6)
    refuse("does not have the slope A", problem, name,
           replace(good, network=replace(good.network, neurons=(far, *rest))))  # fmt: skip
    steep = replace(head, hidden_scale=head.hidden_scale * 2)
    refuse("slope A", problem, name, replace(good, network=replace(good.network, neurons=(steep, *rest))))
    both = replace(head, output_scale=Q(1))
    refuse("both depend on the fit", problem, name, replace(good, network=replace(good.network, neurons=(both, *rest))))
    refuse("another number of neurons", problem, name, replace(good, network=replace(good.network, neurons=(head,))))
    refuse("L carries a penalty", penalised(problem, Block.OUTPUT_WEIGHTS), name, good)
    separable = replace(problem.dataset, points=((Q(2),), (Q(3),), (Q(-50),)))
    with pytest.raises(Refusal):
        check_claim(replace(problem, dataset=separable), Claim(name, True, good))


def test_boxes():
    problem, good = proposed("hull_elu_cubic_hinge", "minimum.hull")
    name, fit = "minimum.hull", good.fit

    def with_fit(**changes):
        return replace(good, fit=replace(fit, **changes))

    step = fit.radius * 2**40
    refuse("gradient at the centre", problem, name, with_fit(centre=(fit.centre[0] + step, *fit.centre[1:])))
    refuse("Hessian of the fit", problem, name, with_fit(curvature=fit.curvature * 10**6))
    refuse("must be positive", problem, name, with_fit(radius=Q(0)))
    refuse("must be positive", problem, name, with_fit(curvature=Q(-1)))
    refuse("a margin touches a break point", problem, name, with_fit(radius=Q(10)))
    refuse("another dimension", problem, name, with_fit(centre=fit.centre[:-1]))
    refuse("does not span", problem, name, with_fit(basis=(fit.basis[0],) * len(fit.basis)))
    refuse("does not exist", problem, name, with_fit(inactive=(99,)))
    active = next(i for i in range(len(problem.dataset.points)) if i not in fit.inactive)
    with pytest.raises(Refusal):
        check_claim(problem, Claim(name, True, with_fit(inactive=(*fit.inactive, active))))


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
    refuse("the hidden weights are trained", free, "minimum.frozen_fit", good)
