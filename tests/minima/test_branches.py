"""Networks that are not plain: what is concluded of them is true by an evaluator of its own, the rest is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as Q
from itertools import permutations

import mpmath
import pytest
from branched_networks import AFFINE, POINTS, Described, Wide, drawn, gradient
from minimum_problems import FOLDER, IDS, accepted, at, net, refuse

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.trusted.data.exact import cleared_matrix, rank
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box, check_box
from theoremcheck.trusted.minima.cells import output_columns
from theoremcheck.trusted.minima.copies import Share
from theoremcheck.trusted.minima.expansion import slopes
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.gauges import Blind, Fields, Mixing, Rescaling, Shifting, Silent, Symmetry, Turning
from theoremcheck.trusted.minima.multipliers import NEAR, MultiplierMinimum, exact_outputs, patterns_near
from theoremcheck.trusted.minima.point import Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem.layout import Layout, Unit, flat
from theoremcheck.trusted.problem.model import Block, Frozen, Kind, Layer, Objective, Part, Penalty, Piece, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.points import candidate_point

TINY = Q(1, 2**40)


def every_symmetry(problem: Problem) -> Iterator[Symmetry]:
    """All that can be claimed of the units of a network, across layers, branches and kinds."""
    layout = Layout.of(problem)
    widths = [problem.network.width, *(layer.width for layer in layout.layers)]
    units = [Unit(layer, index) for layer, width in enumerate(widths) for index in range(width)]
    yield from map(Rescaling, units)
    yield from map(Shifting, units)
    yield from (Mixing(first, second) for first, second in permutations(units, 2))
    yield from (Turning(j, k) for j, k in permutations(range(max(problem.network.width, 2)), 2))
    for unit in units:
        size = len(layout.wiring(unit).receiving)
        yield from (Blind(unit, tuple(Q(int(k == place)) for k in range(size))) for place in range(size))
    yield from map(Silent, range(len(layout.trained)))


def accepted_fields(problem: Problem, centre: tuple[Q, ...]) -> list[tuple[Symmetry, dict[int, mpmath.mpf]]]:
    found = []
    around = slopes(problem, centre, TINY)
    fields = Fields(problem, around)
    for symmetry in every_symmetry(problem):
        try:
            field = fields.of(symmetry)
        except Refusal:
            continue
        found.append((symmetry, {k: mpmath.mpf(v.mid().str(40, radius=False)) for k, v in field.items()}))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_along_a_symmetry_the_loss_does_not_change(seed: int) -> None:
    network, full = drawn(seed, AFFINE if seed % 3 else ("relu", "tanh", "linear"))
    problem = network.problem
    with precision(192), mpmath.workdps(50):
        centre = Layout.of(problem).centre(full)
        slope = gradient(network, full)
        for symmetry, field in accepted_fields(problem, centre):
            along = sum((slope[k] * v for k, v in field.items()), mpmath.mpf(0))
            # The components are those at some point of the box: good to its radius.
            size = sum((abs(slope[k]) for k in field), mpmath.mpf(1))
            assert abs(along) <= 100 * size * mpmath.mpf(2) ** -36, (symmetry, network.text)


def test_some_symmetries_are_found_and_those_across_kinds_are_not() -> None:
    network = Described((1, "relu"), True, True, beside=[Wide([(1, "relu"), (1, "tanh")], True)])
    full = [Q(k, 7) for k in (3, 5, 8, 9, -11, 4, -6, 5, 9, 2, -8, 3, 6)]
    problem = network.problem
    with precision(128):
        found = [symmetry for symmetry, _ in accepted_fields(problem, tuple(full))]
    assert Rescaling(Unit(0, 0)) in found
    assert Rescaling(Unit(1, 0)) in found
    assert Rescaling(Unit(1, 1)) not in found
    assert not [symmetry for symmetry in found if isinstance(symmetry, Mixing)]


def codes(problem: Problem, centre: tuple[Q, ...], symmetry: Symmetry) -> str:
    with precision(128), pytest.raises(Refusal) as caught:
        Fields(problem, slopes(problem, centre, TINY)).of(symmetry)
    return caught.value.reason.code


def test_a_symmetry_through_a_frozen_or_penalised_piece_is_none() -> None:
    network = Described(None, False, True, deep=[Wide([(2, "relu")], True), Wide([(1, "relu")], False)])
    full = tuple(Q(k, 7) for k in (3, 5, 8, 9, 11, 4, -6, 5, 9, 2))
    problem = network.problem
    low, top = Rescaling(Unit(1, 0)), Rescaling(Unit(2, 0))
    with precision(128):
        fields = Fields(problem, slopes(problem, full, TINY))
        assert set(fields.of(low)) == {1, 2, 5, 7}
        assert set(fields.of(top)) == {7, 8, 9}
    weights, middle, output = (
        Piece(Block.DEEP, *entry) for entry in ((1, Kind.WEIGHTS), (2, Kind.WEIGHTS), (0, Kind.OUTPUT))
    )
    for piece, places, kept in ((weights, slice(1, 5), top), (output, slice(9, 10), low)):
        frozen = net(problem, frozen=(Frozen(piece, full[places]),))
        centre = (*full[: places.start], *full[places.stop :])
        other = low if kept is top else top
        assert codes(frozen, centre, other) == "gauges.frozen"
        assert Fields(frozen, slopes(frozen, centre, TINY)).of(kept)
        ridged = replace(problem, objective=Objective((Penalty(Q(1, 9), (piece,)),)))
        assert codes(ridged, full, other) == "gauges.penalised"
        assert Fields(ridged, slopes(ridged, full, TINY)).of(kept)
    for symmetry in (low, top):
        ridged = replace(problem, objective=Objective((Penalty(Q(1, 9), (middle,)),)))
        assert codes(ridged, full, symmetry) == "gauges.penalised"


def test_a_bias_moves_only_where_the_layer_above_has_one() -> None:
    full = tuple(Q(k, 7) for k in (3, 50, 1, 2, 4, 60, 3))
    with_biases = Described(None, False, True, deep=[Wide([(1, "linear")], True), Wide([(1, "relu")], True)])
    with precision(128):
        problem = with_biases.problem
        fields = Fields(problem, slopes(problem, full, TINY))
        assert set(fields.of(Shifting(Unit(1, 0)))) == {3, 5}
    without = Described(None, False, True, deep=[Wide([(1, "linear")], True), Wide([(1, "relu")], False)])
    assert codes(without.problem, (*full[:5], full[6]), Shifting(Unit(1, 0))) == "gauges.shifted_up"
    below = Described(None, False, True, deep=[Wide([(1, "linear")], False), Wide([(1, "relu")], True)])
    assert codes(below.problem, (*full[:3], *full[4:]), Shifting(Unit(1, 0))) == "gauges.no_bias"


@pytest.mark.parametrize("seed", range(40))
def test_the_columns_hold_all_outputs_nearby(seed: int) -> None:
    network, full = drawn(seed, AFFINE)
    problem, rng = network.problem, random.Random(seed)
    layout = Layout.of(problem)
    patterns = patterns_near(problem, layout.centre(full))
    outputs = exact_outputs(problem, tuple(full), patterns)
    assert outputs == tuple(network.output_at(full, x, Q) for x in POINTS)
    columns = sorted(output_columns(problem, patterns, range(len(POINTS))))
    size = rank(cleared_matrix(columns, len(POINTS)))
    for _ in range(12):
        near = [v + NEAR * Q(rng.randint(-99, 99), 100) for v in full]
        there = tuple(network.output_at(near, x, Q) for x in POINTS)
        assert rank(cleared_matrix([*columns, there], len(POINTS))) == size


@pytest.mark.parametrize("seed", range(40))
def test_a_frozen_output_bias_has_no_column(seed: int) -> None:
    """What f differs by nearby lies in the span, which has the column 1 only where something else makes it."""
    network, full = drawn(seed, AFFINE)
    bare, rng = replace(network.problem, network=replace(network.problem.network, frozen=())), random.Random(seed)
    if not bare.network.output_bias:
        pytest.skip("there is no a_0")
    patterns = patterns_near(bare, full)
    held = (Frozen(Block.OUTPUT_BIAS, (full[0],)),)
    problem = replace(bare, network=replace(bare.network, frozen=held))
    assert Layout.of(problem).centre(full) == tuple(full[1:])
    columns = sorted(output_columns(problem, patterns_near(problem, full[1:]), range(len(POINTS))))
    more = sorted(output_columns(bare, patterns, range(len(POINTS))))
    one = (Q(1),) * len(POINTS)
    assert {*columns, one} == set(more)
    size = rank(cleared_matrix(columns, len(POINTS))) if columns else 0
    outputs = [network.output_at(full, x, Q) for x in POINTS]
    for _ in range(12):
        near = [full[0], *(v + NEAR * Q(rng.randint(-99, 99), 100) for v in full[1:])]
        change = tuple(network.output_at(near, x, Q) - f for x, f in zip(POINTS, outputs, strict=True))
        assert rank(cleared_matrix([*columns, change], len(POINTS))) == size


def kept(name: str) -> tuple[Problem, tuple[Q, ...], Fact]:
    """The problem of a spec, its candidate and the box that is accepted there."""
    spec = load(FOLDER / f"{name}.spec", known_ids=IDS).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    found = certify_strict(spec.problem, point)
    assert isinstance(found, Fact)
    return spec.problem, point, found


def changes(problem: Problem) -> Iterator[Problem]:
    """The same parameters in other networks: kinds in another order, another kind, penalties of other pieces."""
    low, top = problem.network.deep
    first, second = low.parts
    yield net(problem, deep=(Layer(2, second.neuron, (first,), low.bias), top))
    yield net(problem, deep=(Layer(2, first.neuron, (), low.bias), top))
    yield net(problem, deep=(low, replace(top, neuron=first.neuron)))
    (term,) = problem.objective.penalties
    for left_out in term.blocks:
        blocks = tuple(block for block in term.blocks if block != left_out)
        yield replace(problem, objective=Objective((Penalty(term.coefficient, blocks),)))
    yield replace(problem, objective=Objective((Penalty(term.coefficient, (Block.DEEP,)),)))


def test_a_box_is_one_of_its_own_network() -> None:
    problem, _, found = kept("strict_mixed_layer_decay")
    assert isinstance(found.evidence, Box)
    assert check_box(problem, found.evidence) == (1, 1)
    others = list(changes(problem))
    assert len(others) == 7
    for other in others:
        with pytest.raises(Refusal, match=r"^box.gradient$"):
            check_box(other, found.evidence)


def test_copies_need_a_plain_network() -> None:
    problem, point, found = kept("strict_mixed_layer_decay")
    one = (Share(Q(1), 1),)
    with pytest.raises(Refusal, match=r"^copies.not_plain"):
        establish(problem, "minimum.split", True, replace(found.evidence, deep_shares=(one,)))
    shortcut = Described((2, "relu"), False, True, beside=[Wide([(1, "linear"), (1, "tanh")], False)]).problem
    evidence = replace(found.evidence, shares=((Share(Q(1, 2), 2),),))
    with pytest.raises(Refusal, match=r"^copies.not_plain"):
        establish(shortcut, "minimum.split", True, evidence)
    with pytest.raises(Refusal, match=r"^multipliers.not_plain"):
        establish(problem, "minimum.support", True, MultiplierMinimum(point, ((), (2,), (1,)), Sparse((), ())))


RELU = Described((1, "relu"), True, True).problem.neuron


@pytest.mark.parametrize(
    "changed",
    [
        {"deep": (Layer(1, RELU),), "beside": (Layer(1, RELU),)},
        {"deep": (Layer(2, RELU, (Part(1, Described((1, "linear"), True, True).problem.neuron),)),)},
        {"beside": (Layer(2, RELU, (Part(1, Described((1, "linear"), True, True).problem.neuron),)),)},
    ],
)
def test_a_point_that_lists_alike_units_as_one_needs_a_plain_network(changed: dict[str, object]) -> None:
    problem = net(Described((1, "relu"), True, True).problem, **changed)
    empty = FlatMinimum(Point(None, (), (), None), None, None, ())
    with pytest.raises(Refusal, match=r"^reach.not_plain$"):
        establish(problem, "minimum.flat", True, empty)


def test_a_penalty_of_a_piece_is_not_overlooked() -> None:
    base = Described((1, "relu"), True, True, deep=[Wide([(1, "relu")], True)]).problem
    assert base.plain
    problem = replace(base, objective=Objective((Penalty(Q(1), (Piece(Block.DEEP, 1, Kind.WEIGHTS),)),)))
    assert not problem.plain
    with pytest.raises(Refusal, match=r"^facts.opposite"):
        establish(problem, "objective.unregularised", True, Structure())


def test_a_dead_network_under_decay_of_its_weights() -> None:
    """What libraries call weight decay: of the weights of all layers, and of no bias."""
    layers = [Wide([(2, "relu")], True), Wide([(1, "relu")], True)]
    network = Described(None, True, True, deep=layers, penalties=[(Q(1, 100), ["deep.weights"])])
    problem = network.problem
    found = settle(Case(problem), "minimum.deep")
    assert isinstance(found, Fact)
    full = [mpmath.mpf(v.numerator) / v.denominator for v in flat(parameters(problem, found.evidence))]
    rng, base = random.Random(1), network.loss_at(full)
    for _ in range(50):
        near = [v + mpmath.mpf(rng.gauss(0, 1)) / 100 for v in full]
        assert network.loss_at(near) >= base - mpmath.mpf(10) ** -12
    evidence = found.evidence
    low, top = evidence.point.deep
    moved = replace(low, weights=(Q(1, 100), Q(0)))  # as dead as before
    refuse("reach.penalty(block=deep.1.weights)", problem, "deep", at(evidence, deep=(moved, top)))
    other = at(evidence, deep_output=exactly(Q(1)))
    refuse("reach.penalty(block=deep.output)", problem, "deep", other)
    biases = replace(network, penalties=[(Q(1, 100), ["deep.biases"])]).problem
    refuse("reach.penalty(block=deep.1.biases)", biases, "deep", evidence)
    top_only = replace(network, penalties=[(Q(1, 100), ["deep.2.weights", "deep.output"])]).problem
    assert accepted(top_only, "deep", at(evidence, deep=(moved, top)))
