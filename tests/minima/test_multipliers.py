"""Points with multipliers under the labels of a convex loss: fits in an affine cell, and of frozen features."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction as Q
from functools import cache
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.registry import settle
from theoremcheck.language import load, loads
from theoremcheck.trusted.certificate import Certificate, Claim, dumps
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import Block, Frozen, Function, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Reason, Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
TINY = Q(1, 10**30)
HULL, FROZEN, SUPPORT = "minimum.hull", "minimum.frozen_fit", "minimum.support"
NONE = Sparse((), ())


@cache
def good(name: str, condition: str) -> tuple[Problem, MultiplierMinimum]:
    """The problem of a spec, and the evidence that the construction proposes."""
    spec = load(FOLDER / f"{name}.spec").spec
    assert spec is not None
    return spec.problem, found(spec.problem, condition)


def found(problem: Problem, condition: str) -> MultiplierMinimum:
    fact = settle(Case(problem), condition)
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, MultiplierMinimum)
    return fact.evidence


def read(text: str) -> Problem:
    spec = loads(text).spec
    assert spec is not None
    return spec.problem


def refuse(reason: str, problem: Problem, condition: str, evidence: MultiplierMinimum) -> None:
    """One of the codes, separated by |, with values where they are given."""
    with pytest.raises(Refusal, match=rf"^({reason})(\(|$)"):
        establish(problem, condition, True, evidence)


def no_piece(unit: int, sample: int, layer: int = 0) -> str:
    return re.escape(str(Reason.of("patterns.no_piece", where=Unit(layer, unit).at(sample))))


def net(problem: Problem, **changes: object) -> Problem:
    return replace(problem, network=replace(problem.network, **changes))  # type: ignore[arg-type]


def data(problem: Problem, **changes: object) -> Problem:
    return replace(problem, dataset=replace(problem.dataset, **changes))  # type: ignore[arg-type]


def moved(evidence: MultiplierMinimum, place: int, value: Q) -> MultiplierMinimum:
    return replace(evidence, centre=(*evidence.centre[:place], value, *evidence.centre[place + 1 :]))


def test_exact_fits() -> None:
    """leaky_relu, M = 3: the centre is a0, a of the one and of the two, w of both, b of both."""
    problem, fine = good("hull_leaky_relu_wide", HULL)
    assert fine.copies == ((1, 2),)
    for place in (0, 1, 3):
        refuse("multipliers.annihilate", problem, HULL, moved(fine, place, fine.centre[place] + TINY))
    refuse(no_piece(0, 0), problem, HULL, moved(fine, 5, Q(0)))
    refuse(no_piece(0, 1), problem, HULL, moved(fine, 5, Q(-3, 7)))  # -3/7 + 3/7 = 0: on the break
    refuse(no_piece(0, 1), problem, HULL, moved(fine, 5, Q(-3, 7) + Q(1, 2**161)))
    refuse("multipliers.annihilate", problem, HULL, moved(fine, 5, Q(-2, 7)))  # in two pieces
    refuse("multipliers.annihilate", problem, HULL, moved(fine, 5, fine.centre[5] - TINY))
    refuse("multipliers.annihilate", problem, HULL, moved(fine, 5, fine.centre[5] + 10**6))
    refuse("multipliers.annihilate", problem, HULL, moved(fine, 3, 2 * fine.centre[3]))
    refuse(r"layout.centre_size\(wanted=6, given=7\)", net(problem, output_bias=False), HULL, fine)
    refuse("multipliers.frozen_copies", net(problem, frozen=(Frozen(Block.OUTPUT_BIAS, (Q(0),)),)), HULL, fine)
    refuse(no_piece(1, 0), problem, HULL, moved(fine, 6, Q(0)))  # a neuron of output weight 0 counts
    heavier = data(problem, weights=(Q(1), Q(1), 1 + TINY))
    refuse("multipliers.annihilate", heavier, HULL, fine)
    separable = data(problem, points=((Q(2),), (Q(3),), (Q(-50),)))
    refuse("multipliers.annihilate", separable, HULL, fine)
    penalised = replace(problem, objective=Objective((Penalty(Q(1, 10), (Block.OUTPUT_WEIGHTS,)),)))
    refuse("multipliers.penalty", penalised, HULL, fine)


@pytest.mark.parametrize(
    ("multipliers", "reason"),
    [
        (Sparse((-1,), (Q(0),)), r"sparse.out_of_range\(name=the multipliers\)"),
        (Sparse((0,), (Q(9),)), r"multipliers.slope\(sample=0\)"),
        (Sparse((0,), ()), r"sparse.lengths_differ\(name=the multipliers\)"),
        (Sparse((1, 0), (Q(0), Q(0))), r"sparse.not_increasing\(name=the multipliers\)"),
    ],
)
def test_multipliers_of_fits(multipliers: Sparse, reason: str) -> None:
    problem, fine = good("hull_leaky_relu_wide", HULL)
    refuse(reason, problem, HULL, replace(fine, multipliers=multipliers))


def test_copies() -> None:
    problem, fine = good("hull_leaky_relu_wide", HULL)
    for copies in (((1, 2),), ((2, 1),)):
        assert establish(problem, HULL, True, replace(fine, copies=copies)).wrong == (1, 1)
    for copies in (((1, 1),), ((1, 2, 1),), ((1, 2), ()), ((1, 2), (1,))):
        refuse("multipliers.widths", problem, HULL, replace(fine, copies=copies))
    refuse(r"layout.centre_size\(wanted=4, given=7\)", problem, HULL, replace(fine, copies=((3,),)))
    refuse("multipliers.no_copy", problem, HULL, replace(fine, copies=((0, 3),)))
    refuse("multipliers.no_copy", problem, HULL, replace(fine, copies=((4, -1),)))
    refuse(r"layout.centre_size\(wanted=10, given=7\)", problem, HULL, replace(fine, copies=()))


def test_copies_have_equal_shares() -> None:
    """Two deep layers of 2 and 3 units: f is what the narrow network gives."""
    problem, fine = good("hull_deep_relu", HULL)
    assert fine.copies == ((), (2,), (3,))
    narrow = net(problem, deep=tuple(replace(layer, width=1) for layer in problem.network.deep))
    assert establish(narrow, HULL, True, replace(fine, copies=())).wrong == (1, 1)
    wide = parameters(problem, fine)
    assert wide.deep is not None
    (first, second), output = wide.deep.layers, wide.deep.output
    assert (len(first[0]), len(second[0]), len(output)) == (2, 3, 3)
    assert sum(second[0][0]) == fine.centre[3]
    assert sum(output) == fine.centre[5]


def test_convexity_is_for_labels_that_have_it() -> None:
    """Subgradients of a curved loss, and minima that are enclosed, are nothing for rule.support."""
    problem, fine = good("outlier_line", HULL)
    refuse("multipliers.not_affine", problem, SUPPORT, fine)
    problem, boxed = good("hull_elu_cubic_hinge", HULL)
    refuse("multipliers.enclosed", problem, SUPPORT, boxed)
    refuse("multipliers.trained", problem, FROZEN, boxed)
    problem, frozen = good("frozen_relu_features", FROZEN)
    refuse("multipliers.frozen", problem, HULL, frozen)
    # A kink that is no subgradient: a concave one. The slopes are -1 on the left, -2 on the right.
    bent = read("dataset d { + 1, -1  - 1, -1 } neuron abs loss l(z) = min(-z, -2*z) network { shortcut = 1 abs }")
    for slope in (Q(-1), Q(-3, 2), Q(-2)):
        point = MultiplierMinimum((Q(0), Q(1)), (), Sparse((0, 1, 2, 3), (slope,) * 4))
        refuse(r"multipliers.slope\(sample=0\)", bent, SUPPORT, point)


BOXES = (("hull_elu_cubic_hinge", HULL), ("frozen_softplus_features", FROZEN), ("hull_elu_logistic", HULL))


@pytest.mark.parametrize(("name", "condition"), BOXES)
def test_boxes(name: str, condition: str) -> None:
    problem, fine = good(name, condition)
    box = fine.multipliers
    assert isinstance(box, Enclosed)
    changes: tuple[tuple[dict[str, object], str], ...] = (
        ({"radius": Q(0)}, "multipliers.not_positive"),
        ({"radius": -box.radius}, "multipliers.not_positive"),
        ({"curvature": Q(0)}, "multipliers.not_positive"),
        ({"curvature": Q(-1)}, "multipliers.not_positive"),
        ({"curvature": box.curvature * 10**6}, "multipliers.hessian"),
        ({"radius": TINY**9}, "multipliers.gradient"),
        ({"radius": Q(1)}, "multipliers.beyond_box"),
        ({"radius": Q(1, 2**159)}, "multipliers.beyond_box"),
        ({"basis": ()}, "multipliers.basis"),
        ({"basis": tuple(row[:-1] for row in box.basis)}, "multipliers.basis"),
        ({"basis": ((),), "moving": ()}, "multipliers.basis"),
        ({"basis": (), "moving": ()}, "multipliers.basis"),
        ({"basis": box.basis[:-1]}, "multipliers.dimensions"),
        ({"basis": (box.basis[0],) * len(box.basis)}, "multipliers.hessian"),
        ({"moving": (-1, *box.moving[1:])}, "multipliers.moving"),
        ({"moving": (99, *box.moving[1:])}, "multipliers.moving"),
        ({"moving": (box.moving[1], *box.moving[1:])}, "multipliers.basis"),
        ({"precision": 10**9}, r"balls.precision\(bound=MAX_PRECISION = 4096\)"),
        ({"precision": 2}, r"multipliers.hessian|jets.no_(ball|derivative)\(where=samples.margin\(sample=\d\)\)"),
    )
    for change, reason in changes:
        refuse(reason, problem, condition, replace(fine, multipliers=replace(box, **change)))  # type: ignore[arg-type]
    for place in {0, box.moving[-1]}:
        refuse("multipliers.gradient", problem, condition, moved(fine, place, fine.centre[place] + Q(1, 2**200)))


def test_what_moves_in_a_box() -> None:
    """f is not affine in the weights into and out of one neuron; weights of a neuron that rests do not reach V."""
    problem, fine = good("hull_elu_cubic_hinge", HULL)
    box = fine.multipliers
    assert isinstance(box, Enclosed)
    assert box.moving == (0, 3, 4)  # a0 and w_1 of a0, a_1, a_2, w_1, w_2, b_1, b_2
    plain = tuple(tuple(Q(int(j == k)) for j in range(3)) for k in range(3))

    def of(*moving: int) -> MultiplierMinimum:
        return replace(fine, multipliers=replace(box, moving=moving, basis=plain, curvature=Q(1, 1000)))

    assert establish(problem, HULL, True, of(0, 3, 4)).wrong == (2, 2)
    assert establish(problem, HULL, True, of(7, 3, 4)).wrong == (2, 2)  # b_1 in place of a0
    assert establish(problem, HULL, True, of(2, 3, 4)).wrong == (2, 2)  # a_2, out of a neuron that gives 1
    refuse(r"multipliers.not_affine_in\(unit=0\)", problem, HULL, of(1, 3, 4))
    refuse("multipliers.hessian", problem, HULL, of(0, 5, 6))  # w_2: a_2 = 0
    refuse("multipliers.hessian", problem, HULL, of(0, 3, 7))  # a0 and b_1 do the same


DEAD = """dataset d {{ + (0), (3)  - (1) }} neuron leaky_relu loss {loss}
network {{ shortcut = 1 leaky_relu  deep = {deep}  hidden bias  output bias }}"""


@pytest.mark.parametrize("loss", ["hinge", "logistic"])
@pytest.mark.parametrize("deep", ["1 relu -> 1 sigmoid", "1 sigmoid -> 2 relu -> 3 softplus", "2 softplus -> 1 relu"])
def test_a_dead_layer_among_curved_ones(loss: str, deep: str) -> None:
    """Above and below a layer that gives one constant the units need not be affine."""
    problem = read(DEAD.format(loss=loss, deep=deep))
    fine = found(problem, HULL)
    awake = net(
        problem, deep=tuple(replace(layer, neuron=problem.deep_functions[-1]) for layer in problem.network.deep)
    )
    if "relu" not in deep.rsplit(maxsplit=1)[-1]:
        refuse(no_piece(0, 0, len(awake.network.deep)), awake, HULL, fine)


def test_a_layer_that_is_still_has_one_constant_for_all_samples() -> None:
    """s is flat on both sides of 0 with different values: slope 0 at all samples, and yet a feature."""
    text = """dataset d { + (-1), (-2)  - (1), (2) } neuron linear loss hinge
    network { shortcut = 1 linear  deep = 1 clip -> 1 sigmoid  output bias }"""
    problem = read(text.replace("clip", "hard_tanh"))
    # a0, a, w, deep: W_1 = 5 saturates every sample, W_2 = 1, v = 0: f = 0, and v -> f_D tells the classes apart.
    point = MultiplierMinimum(tuple(map(Q, (0, 0, 0, 5, 1, 0))), (), NONE)
    refuse(no_piece(0, 0, 2), problem, HULL, point)
    one_side = data(problem, points=tuple((Q(x),) for x in (1, 2, 1, 2)))
    assert establish(one_side, HULL, True, point).wrong == (2, 2)
    without = net(one_side, output_bias=False)
    assert establish(without, HULL, True, replace(point, centre=point.centre[1:])).wrong == (2, 2)
    uneven = data(without, weights=(Q(1), Q(1), Q(1), Q(2)))
    refuse("multipliers.annihilate", uneven, HULL, replace(point, centre=point.centre[1:]))


def test_a_dead_last_layer_of_value_0_does_not_move_the_constant() -> None:
    """Without biases f = A x alone: a dead relu adds nothing, a dead unit of another value adds its constant."""
    problem = read("""dataset d { + (1), (3)  - (2) } neuron leaky_relu loss l(z) = (1 + z)^2
    network { shortcut = 1 leaky_relu  deep = 1 sigmoid -> 1 relu }""")
    # A = (1 + 3 - 2) / (1 + 9 + 4); the deep layers: W_1 = 0, W_2 = -1, so -1/2 comes in, v = 0.
    point = MultiplierMinimum((Q(1), Q(1, 7), Q(0), Q(-1), Q(0)), (), NONE)
    assert establish(problem, HULL, True, point).wrong == (1, 1)
    below, last = problem.network.deep
    lifted = replace(last, neuron=Function(e.add((e.Max((e.ZERO, e.Z)), e.ONE))))
    refuse("multipliers.annihilate", net(problem, deep=(below, lifted)), HULL, point)
    refuse(no_piece(0, 0, 2), problem, HULL, moved(point, 3, Q(0)))
    refuse(no_piece(0, 0, 1), problem, HULL, moved(point, 3, Q(1)))


@pytest.mark.parametrize("width", [2_500, 100_000])
@pytest.mark.parametrize("loss", ["hinge", "logistic", "squared_hinge"])
def test_the_width_does_not_matter(width: int, loss: str) -> None:
    problem = read(
        f"dataset d {{ + (0), (3), (-2)  - (1), (2) }} neuron elu loss {loss}\n"
        f"network {{ shortcut = {width} elu  deep = 300 relu -> 40 elu  hidden bias  output bias }}"
    )
    fine = found(problem, HULL)
    assert sum(fine.copies[0]) == width
    assert len(fine.centre) < 20
    assert len(dumps(Certificate({}, "", None, (Claim(HULL, True, fine),)))) < 2_000


def test_frozen_fits() -> None:
    problem, fine = good("frozen_relu_features", FROZEN)
    frozen = {entry.block: entry for entry in problem.network.frozen}
    rows = frozen[Block.HIDDEN_WEIGHTS]
    assert rows.value is not None
    longer = replace(rows, value=(*rows.value, Q(0)))
    others = tuple(entry for block, entry in frozen.items() if block is not Block.HIDDEN_WEIGHTS)
    refuse(r"problem.frozen_entries\(block=w\)", net(problem, frozen=(longer, *others)), FROZEN, fine)
    refuse("multipliers.trained", net(problem, frozen=others), FROZEN, fine)
    both = net(problem, frozen=(rows, *others, Frozen(Block.OUTPUT_BIAS, (Q(0),))))
    refuse("multipliers.trained", both, FROZEN, fine)
    refuse("multipliers.annihilate", problem, FROZEN, moved(fine, 0, fine.centre[0] + TINY))
    refuse("multipliers.entries", problem, FROZEN, replace(fine, centre=fine.centre[:-1]))
    refuse("multipliers.frozen_copies", problem, FROZEN, replace(fine, copies=((1, 1),)))
    problem, fine = good("frozen_softplus_features", FROZEN)
    refuse("multipliers.trained", net(problem, frozen=()), FROZEN, fine)
    refuse("multipliers.irrational_feature", problem, FROZEN, replace(fine, multipliers=NONE))


@pytest.mark.parametrize("neuron", ["softplus", "relu"])
def test_frozen_features_that_depend_on_each_other(neuron: str) -> None:
    """Two equal neurons, with rational features or not: the box has the dimension of what they span."""
    problem = read(
        f"dataset d {{ + (0), (3), (-2)  - (1), (-1) }} neuron {neuron} loss logistic\n"
        f"network {{ shortcut = 3 {neuron}  output bias  frozen w = ((1), (-1), (1)) }}"
    )
    fine = found(problem, FROZEN)
    assert isinstance(fine.multipliers, Enclosed)
    assert len(fine.multipliers.basis) == 3


def test_certificates() -> None:
    for name, condition in (*BOXES, ("hull_digits", HULL), ("frozen_relu_features", FROZEN)):
        claim = Claim(condition, True, good(name, condition)[1])
        assert loads_certificate(dumps(Certificate({}, "", None, (claim,)))).claims == (claim,)
