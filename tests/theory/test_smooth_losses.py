"""Losses with breaks: loss.active_right, what thm.smooth concludes off all breaks, and the slopes it uses."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.language import loads
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.functions.shape import SHAPES, Signs, Witness, check_not_shape, check_shape, domains
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Answer

AND = "dataset d { + (1, 1)  - (0, 0), (1, 0), (0, 1) }\n"
TANH = "network { shortcut = 2 tanh  hidden bias  output bias }\n"
SMOOTH = "claim no_bad_smooth\n"
RIGHT = SHAPES["active_right"]


def loss_of(text):
    """The formula of a loss, by its name or written out."""
    loaded = loads(f"{AND}loss {text}\n{TANH}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem.loss.expr


# Of each loss: does it rise to both sides at and beyond 0, and does it rise beyond 0 and from 0 on?
LOSSES = {
    "logistic": (True, True),
    "hinge": (True, True),
    "perceptron": (False, True),
    "smooth_perceptron(3)": (False, False),
    "ramp": (False, False),
    "l(z) = max(0, z, 3 * z - 1)": (False, True),
    "l(z) = max(-1, min(z, 1/2))": (False, False),
    "l(z) = cases { z < 0: -z; else: 2 * z }": (False, True),
    "l(z) = cases { z < 0: 0; else: z^2 }": (False, False),
    "l(z) = cases { z < 1: exp(z); else: exp(1) }": (False, False),
    "l(z) = cases { z < 1: z; z < 2: 1; else: z - 1 }": (False, False),
    # At -1/2, left of 0, anything may be.
    "l(z) = cases { z < -1/2: 7; else: z }": (True, True),
}


@pytest.mark.parametrize("text", LOSSES)
def test_which_losses_rise_from_0_on(text):
    expr = loss_of(text)
    for name, holds in zip(("active", "active_right"), LOSSES[text], strict=True):
        found = decide_function(expr, name)
        assert found is not None, name
        assert found[0] is holds, name


def test_a_jump_at_0_is_refused():
    """A loss that jumps up at 0 has slopes > 0, and there is no telling which of its values it has at 0."""
    expr = loss_of("l(z) = cases { z < 0: 0; else: 1 + z }")
    parts = domains(split(expr), RIGHT)
    assert len(parts) == 1
    with pytest.raises(Refusal, match=r"^shape\.not_continuous"):
        check_shape(expr, RIGHT, Signs((), (ByRange(),), positive=True))
    check_not_shape(expr, RIGHT, Jump(0, 0))


def test_the_piece_that_ends_at_0_says_nothing():
    """Its slope at 0 is no witness against the condition, and needs no proof."""
    expr = loss_of("perceptron")
    check_shape(expr, RIGHT, Signs((), (ByRange(),), positive=True))
    with pytest.raises(Refusal, match=r"^shape\.piece_parts"):
        check_shape(expr, RIGHT, Signs((), (ByRange(), ByRange()), positive=True))
    for piece in (0, 1):
        with pytest.raises(Refusal, match=r"^shape\.(witness_domain|not_violated)"):
            check_not_shape(expr, RIGHT, Witness(piece, Num(Fraction(0))))
    check_not_shape(expr, SHAPES["active"], Witness(0, Num(Fraction(0))))


def test_a_piece_that_begins_before_0_and_one_that_ends_beyond_it_count():
    for text in ("l(z) = cases { z < 1: 0; else: z - 1 }", "l(z) = cases { z < -1: 0; z < 1/9: 0; else: z - 1/9 }"):
        expr = loss_of(text)
        proofs = (ByRange(),) * len(domains(split(expr), RIGHT))
        assert len(proofs) == 2
        with pytest.raises(Refusal):
            check_shape(expr, RIGHT, Signs((), proofs, positive=True))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.fractions(-2, 2, max_denominator=3), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from([Fraction(v) for v in ("0", "1/2", "1", "3")]), min_size=5, max_size=5),
)
def test_it_is_the_slopes_right_of_each_number_from_0_on(breaks, slopes):
    """Of a continuous piecewise affine function, from its breaks and slopes."""
    cuts, rows, value = sorted(breaks), [], Fraction(0)
    for k, slope in enumerate(slopes[: len(cuts) + 1]):
        start = cuts[k - 1] if k else cuts[0]
        row = f"({slope}) * (z - ({start})) + ({value})"
        rows.append(f"z < {cuts[k]}: {row}" if k < len(cuts) else f"else: {row}")
        if 0 < k < len(cuts):
            value += slope * (cuts[k] - start)
    expected = all(slope > 0 for k, slope in enumerate(slopes[: len(cuts) + 1]) if k == len(cuts) or cuts[k] > 0)
    found = decide_function(loss_of(f"l(z) = cases {{ {'; '.join(rows)} }}"), "active_right")
    assert found is not None
    assert found[0] is expected


FORMS = {
    "separable": AND + "loss perceptron\n" + TANH,
    "linear": AND + "loss perceptron\nnetwork { shortcut = 1 linear  output bias  frozen a = 1 }\n",
    "funnel": AND + "loss hinge\nnetwork { deep = 2 tanh -> 1 tanh  hidden bias  output bias }\n",
    "features": "dataset d { + 1  - 0, 2 }\nloss perceptron\nnetwork { shortcut = 2 relu  hidden bias  output bias"
    "  frozen w = ((1), (1))  frozen b = (0, -1) }\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_needs_what_its_theorem_needs(form):
    verdict = theoremcheck.check(FORMS[form] + SMOOTH, search=False)
    assert verdict.answer is Answer.PROVED
    assert verdict.derivations[0].theorem == "thm.smooth"
    name = f"thm.smooth.{form}"
    assert name in verdict.report
    facts = [finding.fact for finding in verdict.findings.values() if finding.fact is not None]
    assert conclude(verdict.spec.problem, facts, name).goal == name
    for left_out in ("loss.nondecreasing", "loss.active_right"):
        with pytest.raises(Refusal, match=r"^facts\.not_established"):
            conclude(verdict.spec.problem, [fact for fact in facts if fact.condition != left_out], name)


@pytest.mark.parametrize("form", FORMS)
def test_it_says_nothing_of_minima_at_breaks(form):
    """The default claim is refuted where max(0, z) has its minimum at f = 0, and thm.smooth is said beside it."""
    verdict = theoremcheck.check(FORMS[form], search=False)
    assert verdict.answer is not Answer.PROVED
    assert "Also proved, by thm.smooth: every local minimum of L off all breaks" in verdict.report


def test_of_a_loss_without_breaks_it_is_not_named():
    report = theoremcheck.check(FORMS["separable"].replace("perceptron", "squared_hinge") + SMOOTH, search=False).report
    assert "PROVED by thm.separable" in report
    assert "thm.smooth" not in report


def test_each_class_may_have_a_loss_of_its_own():
    losses = "loss + hinge\nloss - other(z) = max(0, z, 3 * z - 1)\n"
    verdict = theoremcheck.check(FORMS["separable"].replace("loss perceptron\n", losses) + SMOOTH, search=False)
    assert verdict.derivations[0].theorem == "thm.smooth"
    flat = losses.replace("3 * z - 1", "min(z, 1)").replace("max(0, z,", "max(0,")
    verdict = theoremcheck.check(FORMS["separable"].replace("loss perceptron\n", flat) + SMOOTH, search=False)
    assert verdict.answer is not Answer.PROVED


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.fractions(-3, 3, max_denominator=4), min_size=3, max_size=3),
    st.sampled_from(("perceptron", "hinge")),
)
def test_off_breaks_a_wrong_sample_leaves_a_slope(parameters, loss):
    """AND by a linear unit: where no z_i is at the break and some sample is wrong, L has a slope other than 0."""
    kink = 0 if loss == "perceptron" else -1
    samples = (((1, 1), 1), ((0, 0), -1), ((1, 0), -1), ((0, 1), -1))
    outputs = [parameters[0] * x[0] + parameters[1] * x[1] + parameters[2] for x, _ in samples]
    margins = [-label * f for f, (_, label) in zip(outputs, samples, strict=True)]
    if kink in margins or all((f >= 0) == (label > 0) for f, (_, label) in zip(outputs, samples, strict=True)):
        return
    slopes = [int(z > kink) for z in margins]
    gradient = [
        sum(-label * q * entry for q, (x, label) in zip(slopes, samples, strict=True) for entry in [(*x, 1)[k]])
        for k in range(3)
    ]
    assert any(gradient)
