"""What may be held at a minimum (lemma.slice): symmetries and affine cells, accepted where they are, else refused."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import flint
import pytest

from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict
from theoremcheck.decide.minima.slices import cell_at, gauge_at
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.data.exact import annihilator, cleared_matrix
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, check_box
from theoremcheck.trusted.minima.cells import Cell, output_columns
from theoremcheck.trusted.minima.expansion import Slopes, slopes
from theoremcheck.trusted.minima.gauges import (
    Blind,
    Fields,
    Gauge,
    Mixing,
    Rescaling,
    Shifting,
    Silent,
    Symmetry,
    Turning,
)
from theoremcheck.trusted.minima.patterns import Patterns
from theoremcheck.trusted.minima.slices import check_slice
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point

QUADRATIC = """
dataset d { + -6, 4, 6  - 2, 5 }
neuron quadratic
loss polynomial_hinge(3)
network { shortcut = 1 quadratic  hidden bias  output bias }
candidate { a0 = -0.4645908669492364  a = (1)  w = ((-0.175096697409968))  b = (0.111642547258138) }
"""
EXP = """
dataset d { + 0, 27  - -1, 3, 11, 24 }
neuron exp
loss polynomial_hinge(3)
network { shortcut = 1 exp  hidden bias  output bias }
candidate { a0 = -0.1926230696  a = (0.0445695256)  w = ((-0.3125672083))  b = (0) }
"""
TURNING = """
dataset d { + (2, 1)  - (-3, -3), (-2, -5), (-4, -3) }
neuron quadratic
loss squared_hinge
network { shortcut = 2 quadratic  output bias }
candidate { a0 = -0.09477  a = (1.14742, -0.35974)  w = ((-0.17388, 0.13637), (-0.7995, 0.62701)) }
"""
SILENT = """
dataset d { + (4, 2)  - (-5, -4), (-4, 2), 2 * (-1, 2), (-5, -2) }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 3 relu  output bias }
candidate { a0 = -0.1  a = (-1.17761, 0.80649, 0.0598)
            w = ((-2.66356, -2.65841), (-2.15761, -4.3106), (2.13873, -4.38089)) }
"""
MIXING = """
dataset d { + (4, -3)  - (-2, -2), (-5, 0), (-4, -4), (-5, -5), (-1, -4) }
neuron abs
loss polynomial_hinge(3)
network { shortcut = 3 abs }
candidate { a = (0.08981, 0.14422, -0.38006)
            w = ((0.48065, -0.4877), (-3.02388, 3.98315), (-1.14288, 1.87385)) }
"""


def problem_at(text: str) -> tuple[Problem, Vector]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple), point
    return spec.problem, point


def certified(text: str) -> tuple[Problem, Box]:
    problem, point = problem_at(text)
    return problem, box_of(certify_strict(problem, point))


def box_of(found: Fact | Reason) -> Box:
    assert isinstance(found, Fact), found
    assert isinstance(found.evidence, Box)
    return found.evidence


def symmetries(found: Box) -> set[type]:
    assert isinstance(found.slice, Gauge)
    return {type(symmetry) for symmetry in found.slice.symmetries}


# --- minima with flat directions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds", "held", "wrong"),
    [
        (QUADRATIC, {Rescaling}, 1, 2),
        (EXP, {Rescaling}, 1, 2),
        (TURNING, {Rescaling, Turning}, 3, 1),
        (SILENT, {Silent}, 9, 1),
        (MIXING, {Rescaling, Mixing}, 7, 2),
    ],
)
def test_a_minimum_with_flat_directions_is_accepted(text: str, kinds: set[type], held: int, wrong: int) -> None:
    problem, found = certified(text)
    assert symmetries(found) == kinds
    assert isinstance(found.slice, Gauge)
    assert len(found.slice.held) == held
    assert check_box(problem, found) == (wrong, wrong)
    certificate = issue(problem, "rule.strict", (Claim("minimum.strict", True, found),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims
    with pytest.raises(Refusal, match=r"^box.hessian$"):
        check_box(problem, replace(found, slice=Gauge((), ())))


def test_a_cell_is_accepted_where_the_symmetries_are_not_used() -> None:
    problem, point = problem_at(MIXING)
    cell = cell_at(problem, point)
    assert cell is not None
    assert len(cell.moving) == 2  # two features, and one pattern but for signs
    _, found = certified(MIXING)
    assert check_box(problem, replace(found, slice=cell, mu=found.mu / 2**20, radius=found.radius / 2**20))


def test_another_point_of_the_same_curve_of_minima_is_accepted() -> None:
    problem, found = certified(QUADRATIC)
    a0, _, w, b = found.centre
    for scale in (3, Fraction(1, 7)):
        again = certify_strict(problem, (a0, Fraction(1) / scale**2, w * scale, b * scale))
        assert isinstance(again, Fact), again


def test_two_samples_of_different_classes_with_one_output_need_no_sign() -> None:
    """At a0 = 0 exactly: one sample of each class is seen, f = a0 on both, and sgn(0) = +1 whatever a0 is."""
    text = SILENT.replace("2 * (-1, 2)", "(-1, 2)").replace("a0 = -0.1", "a0 = 0.01")
    problem, found = certified(text)
    assert check_box(problem, found) == (1, 2)
    data = replace(samples(problem).dataset, labels=(-1,) * 5)
    with pytest.raises(Refusal, match=r"^box.gradient$"):
        check_box(replace(problem, dataset=data), found)


def test_unseen_directions_of_the_features() -> None:
    """Samples in a plane of Q^3: w may move orthogonally to it."""
    text = """
    dataset d { + (1, 0, 1), (2, 0, 2)  - (0, 0, 0), (2, 0, 2), (3, 0, 3) }
    neuron softplus
    loss polynomial_hinge(3)
    network { shortcut = 1 softplus  output bias }
    candidate { a0 = 0.0719965518  a = (-0.09071305974)  w = ((1.0593017707, 5, 0)) }
    """
    problem, found = certified(text)
    assert symmetries(found) == {Silent, Blind}
    assert check_box(problem, found)[0] > 0
    assert isinstance(found.slice, Gauge)
    seen = tuple(
        replace(entry, direction=(Fraction(1), Fraction(0), Fraction(0))) if isinstance(entry, Blind) else entry
        for entry in found.slice.symmetries
    )
    with pytest.raises(Refusal, match=r"gauges.seen\(sample=0\)"):
        check_box(problem, replace(found, slice=Gauge(seen, found.slice.held)))


def test_a_kink_of_the_loss_and_a_scale_that_is_held() -> None:
    text = """
    dataset d { + -5, -4, 3  - -2, 1, 4 }
    neuron cubic
    loss hinge
    network { shortcut = 1 cubic  hidden bias  output bias }
    candidate { a0 = -1.00023  a = (-0.3219)  w = ((0.34979))  b = (-0.43932) }
    """
    problem, point = problem_at(text)
    found = box_of(certify_on_kinks(problem, point))
    assert found.kinks
    assert isinstance(found.slice, Gauge)
    assert len(found.slice.held) == 1
    assert check_box(problem, found)[0] > 0


# --- what is refused --------------------------------------------------------------------------------------------------

FIRST, SECOND = Unit(0, 0), Unit(0, 1)
RELU = """
dataset d { + (1, 2), (3, 1)  - (-1, 2), (2, -3) }
neuron relu
loss logistic
network { shortcut = 2 relu  hidden bias  output bias }
candidate { a0 = 0  a = (1, 2)  w = ((1, 0), (1, 1))  b = (0.5, 9) }
"""
"""The first neuron sees all but sample 3; the second one all."""


def test_accepted_before_it_is_tampered_with() -> None:
    around = near(*problem_at(RELU))
    check_slice(problem_at(RELU)[0], around, Gauge((Rescaling(FIRST), Shifting(SECOND)), (1, 0)))


def near(problem: Problem, point: Vector, radius: Fraction = Fraction(1, 2**20)) -> Slopes:
    with precision(128):
        return slopes(problem, point, radius)


@pytest.mark.parametrize(
    ("symmetry", "held", "reason"),
    [
        (Rescaling(Unit(0, 2)), 0, "layout.no_unit"),
        (Rescaling(Unit(1, 0)), 0, "layout.no_layer"),
        (Rescaling(Unit(0, -1)), 0, "layout.no_unit"),
        (Rescaling(FIRST), 9, "expansion.no_parameter"),
        (Rescaling(FIRST), 2, "gauges.not_onto"),  # that of the other neuron
        (Rescaling(FIRST), 0, "gauges.not_onto"),  # a0 does not move
        (Silent(1), 1, "gauges.not_silent"),
        (Silent(-1), 1, "expansion.no_parameter"),
        (Shifting(FIRST), 0, "gauges.shifted_slopes"),
        (Mixing(FIRST, SECOND), 1, "gauges.slopes"),
        (Mixing(FIRST, FIRST), 1, "gauges.mixed_apart"),
        (Blind(FIRST, (Fraction(1), Fraction(0), Fraction(0))), 3, r"gauges.seen\(sample=0\)"),
        (Blind(FIRST, (Fraction(1),)), 3, "gauges.direction_size"),
        (Turning(0, 1), 3, "gauges.not_square"),
        (Turning(0, 0), 3, "gauges.turned_itself"),
    ],
)
def test_a_symmetry_that_is_none_is_refused(symmetry: Symmetry, held: int, reason: str) -> None:
    problem, point = problem_at(RELU)
    with pytest.raises(Refusal, match=reason):
        check_slice(problem, near(problem, point), Gauge((symmetry,), (held,)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("objective { regularizer = 1/10 * l2(w) }", "gauges.penalised"),
        ("frozen b = (0.5, 9) }", "gauges.frozen"),
        ("neuron relu(z) = z^2 + z", "gauges.not_homogeneous"),
        ("neuron relu(z) = max(0, z - 1)", "gauges.homogeneous_breaks"),
        ("neuron relu(z) = 1 + abs(z)", "gauges.homogeneous_at_zero"),
        ("neuron relu(z) = max(z, z^2)", "gauges.homogeneous_breaks"),
        ("neuron relu(z) = cases { z < 0: z; else: z^2 }", "gauges.not_homogeneous"),
        ("neuron relu(z) = softplus(z)", "gauges.homogeneous_at_zero"),
    ],
)
def test_a_neuron_whose_scale_matters_is_not_rescaled(change: str, reason: str) -> None:
    text = RELU
    if change.startswith("neuron"):
        text = text.replace("neuron relu", change)
    elif change.startswith("frozen"):
        text = text.replace("  b = (0.5, 9) }", " }").replace("output bias }", f"output bias  {change}")
    else:
        text = text.replace("candidate", f"{change}\ncandidate")
    spec = loads(text).spec
    assert spec is not None, text
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    with pytest.raises(Refusal, match=reason):
        check_slice(spec.problem, near(spec.problem, point), Gauge((Rescaling(FIRST),), (1,)))


def test_a_neuron_that_is_off_has_no_scale() -> None:
    problem, found = certified(QUADRATIC)
    a0, _, w, b = found.centre
    off = replace(found, centre=(a0, Fraction(0), w, b), slice=Gauge((Rescaling(FIRST),), (1,)))
    with pytest.raises(Refusal, match=r"gauges.not_onto"):
        check_box(problem, off)


@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        (Gauge((), (0,)), "gauges.count"),
        (Gauge((Rescaling(FIRST), Rescaling(FIRST)), (1, 1)), "expansion.repeated"),
        (Gauge((Rescaling(FIRST), Rescaling(FIRST)), (1, 3)), "gauges.not_onto"),
        (Cell((0, 0)), "expansion.repeated"),
        (Cell((0, 99)), "expansion.no_parameter"),
        (Cell((0, 1)), r"cells.dimensions\(moving=2, seen=4\)"),
        (Cell((0, 1, 2, 8)), "cells.not_onto"),  # a0 and b_2 do the same
    ],
)
def test_a_slice_that_does_not_fit_is_refused(gauge: Gauge | Cell, reason: str) -> None:
    problem, point = problem_at(RELU)
    with pytest.raises(Refusal, match=reason):
        check_slice(problem, near(problem, point), gauge)


FLAT = """
dataset d { + (-3, -1), (-3, -4)  - (0, 4), (3, 4), (-2, 3), (4, -1) }
neuron hard_tanh
loss l(z) = max(0, 1 + z) + max(0, z)
network { shortcut = 2 hard_tanh  output bias }
candidate { a0 = -0.61  a = (1.18, -0.72)  w = ((-3.46, 0.49), (-1.87, 1.84)) }
"""


def test_a_loss_that_is_affine_wherever_a_sample_is() -> None:
    """Every unit saturated, every margin inside an affine piece of the loss, and the slopes cancel: L is constant."""
    problem, found = certified(FLAT)
    assert found.slice == Cell(())
    assert check_box(problem, found)[0] > 0
    heavier = replace(samples(problem).dataset, weights=(Fraction(101, 100), *(Fraction(1),) * 5))
    with pytest.raises(Refusal, match=r"cells.dimensions\(moving=0, seen=1\)"):
        check_box(replace(problem, dataset=heavier), found)


def test_a_cell_needs_affine_pieces_and_no_penalty() -> None:
    problem, point = problem_at(RELU)
    cell = cell_at(problem, point)
    assert cell is not None
    check_slice(problem, near(problem, point), cell)
    penalised = replace(problem, objective=Objective((Penalty(Fraction(1), (Block.OUTPUT_BIAS,)),)))
    with pytest.raises(Refusal, match=r"cells.penalty"):
        check_slice(penalised, near(penalised, point), cell)
    on_kink = (*point[:7], Fraction(1), point[8])  # w_1 . x_3 + b_1 = 0
    with pytest.raises(Refusal, match=r"jets.at_break"):
        check_slice(problem, near(problem, on_kink), cell)
    curved, at = problem_at(RELU.replace("neuron relu", "neuron relu(z) = z^4"))
    with pytest.raises(Refusal, match=r"patterns.no_piece\(where=layout.neuron\(neuron=0, sample=0\)\)"):
        check_slice(curved, near(curved, at), cell)


# --- symmetries and cells of random networks --------------------------------------------------------------------------

NEURONS = (
    "relu",
    "leaky_relu",
    "abs",
    "quadratic",
    "cubic",
    "exp",
    "hard_tanh",
    "n(z) = max(0, z)^2",
    "n(z) = exp(-z/2)",
)


def random_problem(seed: int) -> tuple[Problem, Vector]:
    choose = random.Random(seed)
    neuron = choose.choice(NEURONS)
    name = neuron.partition("(")[0]
    d = choose.choice((1, 2, 3))
    deep = choose.choice(("", f"deep = 2 {name} -> 2 {name}", f"deep = 2 {name} -> 1 {name} -> 2 {name}"))
    shortcut = f"shortcut = {choose.choice((1, 2, 3))} {name}" if not deep or choose.random() < 0.5 else ""
    biases = choose.choice(("", "hidden bias", "output bias", "hidden bias output bias"))
    points = [tuple(choose.choice((-2, -1, 0, 1, 3)) for _ in range(d)) for _ in range(4)]
    rows = [f"({', '.join(map(str, point))})" for point in points]
    spec = loads(
        f"dataset d {{ + {rows[0]}, {rows[1]}  - {rows[2]}, {rows[3]} }}\nneuron {neuron}\n"
        f"loss {choose.choice(('logistic', 'squared_hinge'))}\nnetwork {{ {shortcut} {deep} {biases} }}\n"
    ).spec
    assert spec is not None
    layout = spec.problem
    count = next(k for k in range(1, 60) if _fits(layout, k))
    return layout, tuple(Fraction(choose.randint(-200, 200), 100) for _ in range(count))


def _fits(problem: Problem, count: int) -> bool:
    try:
        near(problem, (Fraction(1, 2),) * count, Fraction(0))
    except Refusal as refusal:
        return refusal.reason.code != "layout.centre_size"
    return True


def test_outputs_do_not_change_along_symmetries() -> None:
    """At points all over a box around, df along each field is 0 on every sample that counts."""
    tried = dict.fromkeys((Rescaling, Mixing, Shifting, Blind, Turning, Silent), 0)
    for seed in range(250):
        problem, point = random_problem(seed)
        gauge = gauge_at(problem, point)
        try:
            around = near(problem, point)
            check_slice(problem, around, gauge)
        except Refusal:
            continue
        with precision(128):
            for offset in (0, 1, -1):
                there = near(problem, tuple(x + offset * Fraction(1, 2**21) for x in point), Fraction(1, 2**100))
                for symmetry in gauge.symmetries:
                    tried[type(symmetry)] += 1
                    field = Fields(problem, there).of(symmetry)
                    for share, row in zip(around.first, there.jacobian, strict=True):
                        terms = [row[place] * value for place, value in field.items()]
                        assert share.is_zero() or vanishes(terms), (seed, symmetry)
    assert all(count > 30 for count in tried.values()), tried


def test_the_outputs_of_a_cell_lie_in_the_span_of_its_columns() -> None:
    cells = 0
    for seed in range(250):
        problem, point = random_problem(seed)
        try:
            around = near(problem, point)
            patterns = Patterns(problem, around.box)
            everything = range(len(samples(problem).points))
            columns = sorted(output_columns(problem, patterns, everything))
        except Refusal:
            continue
        cells += 1
        rows = annihilator(cleared_matrix(columns, len(everything))).transpose().tolist()
        for offset in (0, 1, -1, 3):
            moved = tuple(x + Fraction(offset * (k % 3 - 1), 2**22) for k, x in enumerate(point))
            outputs = near(problem, moved, Fraction(0)).outputs
            with precision(128):
                for row in rows:
                    assert vanishes([int(entry) * f for entry, f in zip(row, outputs, strict=True)]), seed
    assert cells > 40


def vanishes(terms: list[flint.arb]) -> bool:
    total = sum(terms, flint.arb(0))
    return bool(total.contains(0) and total.rad() < 1e-20 * (1 + sum(term.abs_upper() for term in terms)))


# --- a sample at the origin -------------------------------------------------------------------------------------------

ORIGIN = """
dataset d { + 0, 2, 3  - -5, -4 }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 2 relu  output bias }
candidate { a0 = -0.17  a = (3, 1)  w = ((2), (1)) }
"""


def test_a_sample_at_the_origin_moves_no_unit_without_bias() -> None:
    """relu has a kink at 0, but w . 0 is always 0: f is a0 there, and L smooth."""
    problem, found = certified(ORIGIN)
    assert check_box(problem, found) == (1, 1)
    jumping, point = problem_at(ORIGIN.replace("neuron relu", "neuron relu(z) = cases { z < 0: 0; else: 1 + z }"))
    assert str(certify_strict(jumping, point)) == "jets.at_break(where=layout.neuron(neuron=0, sample=0), place=0)"
    with pytest.raises(Refusal, match=r"jets.at_break\(where=layout.neuron\(neuron=0, sample=0\), place=0\)"):
        check_box(jumping, found)
    shifted, point = problem_at(
        ORIGIN.replace("output bias", "hidden bias  output bias").replace("(1)) }", "(1))  b = (0, 0) }")
    )
    assert str(certify_strict(shifted, point)) == "jets.at_break(where=layout.neuron(neuron=0, sample=0), place=0)"


def test_the_paths_of_a_deep_network_are_kept_few() -> None:
    """Width^depth paths, but what counts is their span: at most as many as there are samples."""
    layers = " -> ".join(["8 bent"] * 4)
    points = ", ".join(f"({k % 7 - 3}, {k * k % 11 - 5})" for k in range(1, 9))
    spec = loads(
        f"dataset d {{ + {points}  - (1, 1), (-1, 2) }}\n"
        "neuron bent(z) = cases { z < 0: -z/2; z < 4: z; else: 3*z - 8 }\n"
        f"loss logistic\nnetwork {{ deep = {layers} }}\n"
    ).spec
    assert spec is not None
    choose = random.Random(3)
    point = tuple(Fraction(choose.randint(-99, 99), 100) for _ in range(16 + 3 * 64 + 8))
    around = near(spec.problem, point, Fraction(1, 2**60))
    with pytest.raises(Refusal, match=r"cells.dimensions\(moving=1, seen=10\)"):
        check_slice(spec.problem, around, Cell((0,)))
    lengthy = replace(GOOD, stiffness=Fraction(2) ** 30_000)
    with pytest.raises(Refusal, match=r"^exact.long_number"):
        check_box(spec.problem, lengthy)


GOOD = Box((), Fraction(1), Fraction(1), 64, Gauge((), ()), (), Fraction(1), (), ())
