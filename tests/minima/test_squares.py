"""Neurons alpha z^2 + gamma: the space of their outputs, and the best quadric (rule.quadric, lemma.slice)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.data.exact import cleared_matrix, rank
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.squares import Quadrics, square_columns, squares_alone
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Reason, Refusal

HULL, SUPPORT, STRICT = "minimum.hull", "minimum.support", "minimum.strict"
LINE = "dataset d { + (1), (3)  - (2), (4) }"
PLANE = """dataset d {
  + (0, 0), (1, 1), (2, 0), (-1, 1), (1, -2), (0, 3)
  - (1, 0), (0, 1), (2, 2), (-1, 0), (0, -1), (2, -1), (1, 2)
}"""
UNITS = "shortcut = 2 quadratic  hidden bias  output bias"
NONE = Sparse((), ())


def read(loss: str, network: str = UNITS, data: str = LINE, rest: str = "", neuron: str = "quadratic") -> Problem:
    found = loads(f"{data}\nneuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\n{rest}")
    assert found.spec is not None, found
    return found.spec.problem


def fact(problem: Problem, condition: str = HULL) -> Fact | Reason | None:
    return settle(Case(problem), condition)


def evidence(problem: Problem) -> MultiplierMinimum:
    found = fact(problem)
    assert isinstance(found, Fact), found
    assert isinstance(found.evidence, MultiplierMinimum)
    return found.evidence


def refuse(reason: str, problem: Problem, condition: str, evidence: object) -> None:
    with pytest.raises(Refusal, match=rf"^({reason})(\(|$)"):
        establish(problem, condition, True, evidence)


def frozen(problem: Problem, *entries: tuple[Block, tuple[Q, ...]]) -> Problem:
    return replace(problem, network=replace(problem.network, frozen=tuple(Frozen(*entry) for entry in entries)))


def moved(centre: tuple[Q, ...], place: int, value: Q) -> tuple[Q, ...]:
    return (*centre[:place], value, *centre[place + 1 :])


# --- the space of the outputs -------------------------------------------------------------------------------------

NUMBERS = st.fractions(-3, 3, max_denominator=4)


@settings(max_examples=40)
@given(st.data())
def test_all_outputs_differ_by_members_of_the_space(data: st.DataObject) -> None:
    """Whatever is frozen: f(t') - f(t) is a combination of the columns, for points that are far from each other."""
    neuron = data.draw(st.sampled_from(["quadratic", "s(z) = 1 - 2*z^2", "s(z) = 3*z^2 - 1"]))
    width, d = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 2))
    parts = data.draw(st.sampled_from(["", "hidden bias", "output bias", "hidden bias  output bias"]))
    points = data.draw(st.lists(st.tuples(*[st.integers(-3, 3)] * d), min_size=6, max_size=9, unique=True))
    rows = [", ".join(map(str, point)) for point in points]
    samples = f"dataset d {{ + ({rows[0]})  - {', '.join(f'({row})' for row in rows[1:])} }}"
    name = "s" if "s(z)" in neuron else neuron
    problem = read("hinge", f"shortcut = {width} {name}  {parts}", samples, neuron=neuron)
    sizes = {Block.HIDDEN_WEIGHTS: width * d, Block.OUTPUT_WEIGHTS: width}
    sizes |= {Block.HIDDEN_BIAS: width} if "hidden" in parts else {}
    sizes |= {Block.OUTPUT_BIAS: 1} if "output" in parts else {}
    held = data.draw(st.sets(st.sampled_from(sorted(sizes, key=str)), max_size=len(sizes) - 1))
    zero = data.draw(st.booleans())
    values = {block: tuple(Q(0) if zero else data.draw(NUMBERS) for _ in range(sizes[block])) for block in held}
    problem = frozen(problem, *values.items())
    free = sum(sizes[block] for block in sizes if block not in held)
    ends = [Quadrics(problem, tuple(data.draw(NUMBERS) for _ in range(free))).exact_outputs() for _ in range(2)]
    columns = sorted(square_columns(problem, range(len(points))))
    step = tuple(b - a for a, b in zip(*ends, strict=True))
    assert rank(cleared_matrix([*columns, step], len(points))) == rank(cleared_matrix(columns, len(points)))


@pytest.mark.parametrize(
    ("parts", "held", "size"),
    [
        ("hidden bias  output bias", (), 3),
        ("hidden bias", (), 3),
        ("output bias", (), 2),
        ("", (), 1),
        ("output bias", ((Block.OUTPUT_BIAS, (Q(5),)),), 1),  # a_0 does not move
        ("hidden bias  output bias", ((Block.HIDDEN_BIAS, (Q(0), Q(0))),), 2),
        ("hidden bias", ((Block.HIDDEN_BIAS, (Q(0), Q(0))),), 1),
        ("hidden bias", ((Block.HIDDEN_BIAS, (Q(0), Q(1))),), 3),
    ],
)
def test_its_dimensions_on_a_line(parts: str, held: tuple[tuple[Block, tuple[Q, ...]], ...], size: int) -> None:
    problem = frozen(read("hinge", f"shortcut = 2 quadratic  {parts}"), *held)
    assert rank(cleared_matrix(sorted(square_columns(problem, range(4))), 4)) == size
    raised = frozen(read("hinge", f"shortcut = 2 s  {parts}", neuron="s(z) = z^2 + 1"), *held)
    grown = size + 1 if size < 3 and not (parts == "output bias" and size == 2) else size
    grown = 2 if size == 2 else grown
    assert rank(cleared_matrix(sorted(square_columns(raised, range(4))), 4)) == grown


def test_what_is_no_sum_of_squares_alone() -> None:
    assert squares_alone(read("hinge"))
    for network, neuron in (
        ("shortcut = 2 quadratic  deep = 1 relu  output bias", "quadratic"),
        ("shortcut = 2 s  output bias", "s(z) = z^2 + z"),
        ("shortcut = 2 s  output bias", "s(z) = z^4"),
        ("shortcut = 2 s  output bias", "s(z) = max(0, z)^2"),
        ("shortcut = 2 s  output bias", "s(z) = 2*z + 1"),
    ):
        assert not squares_alone(read("hinge", network, neuron=neuron))


# --- the best quadric ---------------------------------------------------------------------------------------------


def test_exact_quadrics() -> None:
    """The hinge: a_0 and one square are enough. The centre is a_0, a, w, b."""
    problem = read("hinge")
    fine = evidence(problem)
    assert fine.multipliers != NONE
    assert establish(problem, HULL, True, fine).wrong == (1, 1)
    for place in (0, 1, 3):
        refuse("multipliers.annihilate|multipliers.slope", problem, HULL,
               replace(fine, centre=moved(fine.centre, place, fine.centre[place] + Q(1, 10**30))))  # fmt: skip
    # The idle unit may see whatever it likes, or be weighed where it sees nothing.
    for place in (2, 4):
        assert establish(problem, HULL, True, replace(fine, centre=moved(fine.centre, place, Q(7)))).wrong == (1, 1)
    refuse("layout.centre_size", problem, HULL, replace(fine, centre=fine.centre[1:]))
    penalised = replace(problem, objective=Objective((Penalty(Q(1, 10), (Block.OUTPUT_WEIGHTS,)),)))
    refuse("multipliers.penalty", penalised, HULL, fine)
    # The same slopes are near lines of a loss that is affine there: the label for such losses takes the point as well.
    assert establish(problem, SUPPORT, True, fine).wrong == (1, 1)
    beside = read("hinge", "shortcut = 2 quadratic  deep = 1 relu  hidden bias  output bias")
    refuse("patterns.no_piece", beside, HULL, replace(fine, centre=(*fine.centre, Q(0), Q(0), Q(0))))


def test_frozen_parts() -> None:
    """What is frozen leaves a point of the larger network what it is; less may be asked of it."""
    problem = read("hinge")
    fine = evidence(problem)
    a0, a, w, b = fine.centre[0], fine.centre[1:3], fine.centre[3:5], fine.centre[5:]
    for block, values, rest in (
        (Block.OUTPUT_BIAS, (a0,), (*a, *w, *b)),
        (Block.OUTPUT_WEIGHTS, a, (a0, *w, *b)),
        (Block.HIDDEN_WEIGHTS, w, (a0, *a, *b)),
        (Block.HIDDEN_BIAS, b, (a0, *a, *w)),
    ):
        held = frozen(problem, (block, values))
        assert establish(held, HULL, True, replace(fine, centre=rest)).wrong == (1, 1)
    other = frozen(problem, (Block.OUTPUT_BIAS, (a0 + 1,)))
    refuse("multipliers.annihilate|multipliers.slope", other, HULL, replace(fine, centre=(*a, *w, *b)))
    unknown = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.OUTPUT_BIAS, None),)))
    refuse("layout.frozen_unknown", unknown, HULL, replace(fine, centre=(*a, *w, *b)))
    both = frozen(problem, (Block.HIDDEN_WEIGHTS, w), (Block.HIDDEN_BIAS, b))
    refuse("multipliers.frozen", both, HULL, replace(fine, centre=(a0, *a)))


def test_an_output_bias_that_is_frozen_asks_less() -> None:
    """x^2 alone: sum q_i y_i x_i^2 = 0 without sum q_i y_i = 0."""
    data = "dataset d { + (1)  - 3 * (1/2), (1/2) }"
    problem = read("hinge", "shortcut = 1 quadratic  output bias", data)
    held = frozen(problem, (Block.OUTPUT_BIAS, (Q(0),)))
    point = MultiplierMinimum((Q(1), Q(1)), (), Sparse((0,), (Q(1),)))  # f = x^2: margins -1 and 1/4
    assert establish(held, HULL, True, point).wrong == (2, 2)
    refuse("multipliers.annihilate", problem, HULL, replace(point, centre=(Q(0), Q(1), Q(1))))


def test_enclosed_quadrics() -> None:
    problem = read("l(z) = log(cosh(z + 1))")
    fine = evidence(problem)
    found = fine.multipliers
    assert isinstance(found, Enclosed)
    assert found.moving == (0, 1, 2)
    assert establish(problem, HULL, True, fine).wrong == (2, 2)
    refuse("multipliers.enclosed", problem, SUPPORT, fine)
    for moving in ((0, 1, 3), (0, 1, 99), (0, 1, -1)):
        refuse("multipliers.moving", problem, HULL, replace(fine, multipliers=replace(found, moving=moving)))
    fewer = tuple(vector[:2] for vector in found.basis[:2])
    refuse("multipliers.dimensions", problem, HULL,
           replace(fine, multipliers=replace(found, moving=(0, 1), basis=fewer)))  # fmt: skip
    alike = replace(fine, centre=moved(fine.centre, 6, Q(0)))  # both units see x: the a_j do not reach all quadrics
    refuse("multipliers.hessian", problem, HULL, alike)
    refuse("multipliers.gradient", problem, HULL, replace(fine, centre=moved(fine.centre, 0, fine.centre[0] + Q(1, 9))))


def test_a_right_fit_is_none() -> None:
    """(1) + and (2), (4) - are apart by a quadric: nothing is found, and the fit of the squares is right."""
    for loss in ("hinge", "square", "logistic"):
        assert not isinstance(fact(read(loss, data="dataset d { + (1), (4)  - (2), (3) }")), Fact)


def test_too_few_units() -> None:
    """The fit x1 x2 + .. needs two squares; a_0 takes the constant."""
    for loss, enough in (("square", 2), ("hinge", 2)):
        for width in (1, 2, 3):
            problem = read(loss, f"shortcut = {width} quadratic  hidden bias  output bias", PLANE)
            assert isinstance(fact(problem), Fact) == (width >= enough)


@pytest.mark.parametrize("neuron", ["quadratic", "s(z) = 1 - 3*z^2", "s(z) = z^2/2 + 1"])
@pytest.mark.parametrize("parts", ["", "hidden bias", "output bias", "hidden bias  output bias"])
@pytest.mark.parametrize("loss", ["square", "hinge", "logistic"])
def test_wherever_constants_come_from(neuron: str, parts: str, loss: str) -> None:
    name = neuron if neuron == "quadratic" else "s"
    problem = read(loss, f"shortcut = 7 {name}  {parts}", PLANE, neuron=neuron)
    assert isinstance(fact(problem), Fact)


def test_copies_have_equal_shares() -> None:
    problem = read("hinge")
    fine = evidence(problem)
    a0, a, _, w, _, b, _ = fine.centre
    assert establish(problem, HULL, True, MultiplierMinimum((a0, a, w, b), ((2,),), fine.multipliers)).wrong == (1, 1)


def test_two_losses() -> None:
    """Each class with its own loss: the slope at a margin is that of the class."""
    for losses in ("+ square\nloss - squared_hinge", "+ logistic\nloss - square"):
        problem = read(losses, "shortcut = 5 quadratic  hidden bias  output bias", PLANE)
        assert len(problem.losses) == 2
        assert establish(problem, HULL, True, evidence(problem)).wrong[0] > 0


# --- lemma.slice --------------------------------------------------------------------------------------------------


def test_a_box_in_which_squares_move() -> None:
    """Three units in the plane: six parameters reach all quadrics, seven are held."""
    problem = read("logistic", "shortcut = 3 quadratic  hidden bias  output bias", PLANE)
    assert not isinstance(fact(problem), Fact)  # four output parameters do not reach six dimensions
    found = fact(problem, STRICT)
    assert isinstance(found, Fact)
    box = found.evidence
    assert isinstance(box, Box)
    assert isinstance(box.slice, Cell)
    assert len(box.slice.moving) == 6
    for moving in (box.slice.moving[1:], (*box.slice.moving, *(set(range(13)) - set(box.slice.moving)))[:7]):
        refuse("cells.dimensions", problem, STRICT, replace(box, slice=Cell(tuple(sorted(moving)))))
    idle = (0, 1, 2, 3, 8, 9)  # the third unit rests: what it sees moves nothing
    refuse("cells.not_onto|box.hessian", problem, STRICT, replace(box, slice=Cell(idle)))
    deep = read("logistic", "shortcut = 3 quadratic  deep = 1 tanh  hidden bias  output bias", PLANE)
    centre = (*box.centre, Q(0), Q(0), Q(0), Q(0))
    refuse("patterns.no_piece|cells.*", deep, STRICT, replace(box, centre=centre))
