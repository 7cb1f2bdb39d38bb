"""What is shown of a piece: a false one is refused with its reason."""

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck import check
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.check import check_affine, check_piece, check_premises
from theoremcheck.verdict.path.find import follows, path_from
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of


def fractions(*texts):
    return tuple(map(Fraction, texts))


def verdict_of(neuron, network, data="+ (1) - (-1)", loss="square"):
    text = f"dataset d {{ {data} }}\nneuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\nclaim no_valley"
    return check(text, search=False)


@pytest.fixture(scope="module")
def wide():
    """Two softplus neurons: a_1, a_2, w_1, w_2."""
    return verdict_of("softplus", "shortcut = 2 softplus")


@pytest.fixture(scope="module")
def forms():
    """Two quadratic neurons in dimension 2: a_1, a_2, w_1, w_2."""
    return verdict_of("quadratic", "shortcut = 2 quadratic", "+ (1, 0), (1, 1) - (0, 1)")


def piece_of(start, end, **changed):
    made = Piece.straight(Move.LOWER, fractions(*start), fractions(*end))
    entries = list(made.entries)
    for place, entry in changed.items():
        entries[int(place.removeprefix("at_"))] = entry
    return replace(made, entries=tuple(entries))


def refused(verdict, piece, start):
    step = check_piece(verdict.spec.problem, piece, fractions(*start))
    assert step.shown is Shown.NOTHING
    return step.reason.code


START = ("0", "1", "1", "-1")


def test_what_is_idle_moves_and_what_is_not_may_not(wide):
    problem = wide.spec.problem
    step = check_piece(problem, piece_of(START, ("0", "1", "5", "-1")), fractions(*START))
    assert step.shown is Shown.SAME
    assert step.before == step.after
    assert refused(wide, piece_of(START, ("0", "1", "1", "-2")), START) == "path.not_polynomial"
    # The neuron is idle at both ends, and not between them.
    bump = Ratio(fractions("0", "1", "-1"))
    assert refused(wide, piece_of(START, ("0", "1", "5", "-1"), at_0=bump), START) == "path.not_polynomial"


def test_output_weights_move_on_segments(wide):
    problem = wide.spec.problem
    lower = piece_of(START, ("1", "0", "1", "-1"))
    assert check_piece(problem, lower, fractions(*START)).shown is Shown.FALLS
    assert refused(wide, piece_of(START, ("-5", "1", "1", "-1")), START) == "descent.not_lower"
    bent = Ratio(fractions("0", "9", "-8"))
    assert refused(wide, replace(lower, entries=(bent, *lower.entries[1:])), START) == "path.output_weights"


def test_pieces_join_and_have_no_poles(wide):
    lower = piece_of(START, ("1", "0", "1", "-1"))
    assert refused(wide, lower, ("0", "1", "1", "-3")) == "path.not_joined"
    pole = Ratio(fractions("1"), fractions("1", "-2"))  # 1 at u = 0, -1 at u = 1, infinite at 1/2
    assert refused(wide, piece_of(START, ("0", "1", "-1", "-1"), at_2=pole), START) == "path.pole"
    touching = Ratio(fractions("1"), fractions("1", "-4", "4"))
    assert refused(wide, piece_of(START, ("0", "1", "1", "-1"), at_2=touching), START) == "path.pole"
    nothing = Ratio(fractions("1"), fractions("0"))
    with pytest.raises(Refusal, match=r"path\.pole"):
        check_affine(wide.spec.problem, piece_of(START, START, at_2=nothing))
    with pytest.raises(Refusal, match=r"path\.entries"):
        check_affine(wide.spec.problem, Piece(Move.LOWER, ()))
    long = Ratio((Fraction(0),) * 61)
    with pytest.raises(Refusal, match=r"path\.degree"):
        check_affine(wide.spec.problem, piece_of(START, START, at_2=long))


def test_forms_move_affinely_or_are_refused(forms):
    start = ("1", "-1", "1", "0", "0", "1")
    # w_1 = (1, u), a_2 = -1 - u^2: the form is affine in u.
    shear = piece_of(start, ("1", "-2", "1", "1", "0", "1"), at_1=Ratio(fractions("-1", "0", "-1")))
    assert check_affine(forms.spec.problem, shear) is False
    assert refused(forms, piece_of(start, ("1", "-2", "1", "1", "0", "1")), start) == "path.not_affine"
    # a_1 and w_1 scale against each other: f is constant.
    scaled = Ratio(fractions("1", "1"))
    weight = Ratio(fractions("1"), fractions("1", "2", "1"))
    step = check_piece(forms.spec.problem, piece_of(start, start, at_0=weight, at_2=scaled), fractions(*start))
    assert step.shown is Shown.SAME


def test_the_premises_are_facts_of_this_problem(wide, forms):
    facts = facts_of(wide.findings)
    check_premises(wide.spec.problem, facts.values())
    for names in (("loss.convex", "loss.nondecreasing"), ("neuron.defined",), ("loss.defined",)):
        with pytest.raises(Refusal, match=r"path\.premise"):
            check_premises(wide.spec.problem, [fact for key, fact in facts.items() if key not in names])
    assert check_premises(wide.spec.problem, facts.values()).convex
    with pytest.raises(Refusal, match=r"path\.premise"):
        check_premises(wide.spec.problem, facts_of(forms.findings).values())
    concave = verdict_of("softplus", "shortcut = 2 softplus", loss="sigmoid_loss")
    assert not check_premises(concave.spec.problem, facts_of(concave.findings).values()).convex
    falling = verdict_of("softplus", "shortcut = 2 softplus", loss="well(z) = 1 - exp(-(z + 1)^2)")
    with pytest.raises(Refusal, match=r"path\.premise"):
        check_premises(falling.spec.problem, facts_of(falling.findings).values())


def test_a_path_that_says_too_much_does_not_follow(wide):
    problem, facts = wide.spec.problem, facts_of(wide.findings).values()
    path = path_from(problem, facts, "thm.wide.shallow", Origin.GIVEN, fractions(*START))
    assert follows(path, problem, facts)
    assert not follows(replace(path, start=fractions("0", "1", "1", "1")), problem, facts)
    assert not follows(path, problem, ())
    last = path.steps[-1]
    for changed in ({"shown": Shown.SAME}, {"after": last.before}, {"piece": replace(last.piece, move=Move.IDLE)}):
        other = replace(path, steps=(*path.steps[:-1], replace(last, **changed)))
        assert follows(other, problem, facts) is ("piece" in changed)  # what a piece is for, is no claim


def test_a_forged_path_makes_no_verdict():
    verdict = check(
        "dataset d { + (1) - (-1) }\nneuron linear\nloss hinge\nnetwork { shortcut = 1 linear }\nclaim no_valley",
        starts=1,
    )
    assert verdict.path.checked
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    *others, last = verdict.path.steps
    for changed in (
        {"steps": (*others, replace(last, after=Enclosure.exactly(Fraction(0))))},
        {"origin": Origin.GIVEN},
        {"theorem": "thm.wide.quadratic"},
    ):
        forged = replace(verdict, path=replace(verdict.path, **changed))
        with pytest.raises(ValueError, match="no verdict that follows"):
            pickle.loads(pickle.dumps(forged))


class Smooth(Ratio):
    """Says of itself that it has no pole."""

    is_regular = True


def test_what_only_looks_like_a_piece_is_refused(wide):
    problem, start = wide.spec.problem, fractions(*START)
    pole = piece_of(START, ("0", "1", "-1", "-1"), at_2=Smooth(fractions("1"), fractions("1", "-2")))
    floats = piece_of(START, START, at_2=Ratio((Fraction(1), 0.0)))
    for piece in (pole, floats):
        with pytest.raises(Refusal, match=r"admission\."):
            check_piece(problem, piece, start)


POLYNOMIALS = st.lists(st.fractions(-4, 4, max_denominator=6), min_size=1, max_size=4).map(tuple)


@settings(max_examples=40)
@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS, POLYNOMIALS, st.fractions(0, 1, max_denominator=20))
def test_rational_functions_are_a_field(top, bottom, other, below, place):
    one = Ratio(top, bottom if any(bottom) else fractions("1"))
    two = Ratio(other, below if any(below) else fractions("1"))
    try:
        left, right = one.at(place), two.at(place)
    except Refusal:
        return
    assert (one + two).at(place) == left + right
    assert (one - two).at(place) == left - right
    assert (one * two).at(place) == left * right
    if right:
        assert (one / two).at(place) == left / right
    assert (one - one).is_zero


@settings(max_examples=40)
@given(POLYNOMIALS)
def test_a_pole_on_a_grid_is_seen(bottom):
    ratio = Ratio(fractions("1"), bottom)
    values = [sum(entry * Fraction(k, 24) ** power for power, entry in enumerate(bottom)) for k in range(25)]
    if 0 in values or min(values) < 0 < max(values):
        assert not ratio.is_regular
