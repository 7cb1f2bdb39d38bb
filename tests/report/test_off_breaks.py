"""What is said beside ``claim no_bad_smooth``: what off all breaks means, and how bad minima stand beside it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.claims import claim, search_words
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.display.latex import verdict_latex
from theoremcheck.report.display.markdown import markdown
from theoremcheck.report.formats import text
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.pointwise.evaluation import evaluate_at

KINK = (
    "dataset k { + (1, -1), (1, 1), (2, 0)  - (-1, 0) }\nloss hinge\nclaim no_bad_smooth\n"
    "network { output bias  deep = 1 leaky_relu -> 1 leaky_relu -> 1 leaky_relu }\n"
)
AT_KINK = "candidate { a0 = 1  deep = (0, -1/2, -1/2, -5/2, 0) }\n"
DEAD = (
    "dataset pts { + (1), (2)  - (-1), (-2) }\nneuron relu\nloss hinge\nclaim no_bad_smooth\n"
    "network { shortcut = 1 relu  hidden bias  output bias }\n"
)
AT_EDGE = (
    "dataset pts { + (0)  - (0), (-1) }\nneuron relu\nloss hinge\nclaim no_bad_smooth\n"
    "network { shortcut = 1 relu  output bias }\n"
)
AT_DEAD = "candidate { a0 = 0  a = (0)  w = (0)  b = (-1) }\n"
ON_EDGE = "candidate { a0 = 1  a = (0)  w = (0)  b = (-1) }\n"


def verdict_of(source):
    loaded = loads(source)
    assert loaded.spec is not None, loaded.render()
    return judge(loaded.spec, Options(search=False))


@pytest.mark.parametrize(
    "source, answer, said, unsaid",
    [
        (KINK, "proved", "(Off all breaks: where, at every sample,", "may exist"),
        (KINK, "proved", "at breaks there is a bad minimum, by rule.kink.)", "may exist"),
        (
            KINK.replace("- (-1, 0)", "- (-1, 0), (-1, 1), (-2, 0)"),
            "proved",
            "at breaks bad minima may exist.)",
            "there",
        ),
        (DEAD, "refuted", "training error above 0.) (It is off all breaks: where, at every sample,", "at breaks"),
        (AT_EDGE, "undecided", "by rule.flat, but is not shown to be off all breaks.", "at breaks"),
        (KINK.replace("no_bad_smooth", "no_bad"), "refuted", "(Bad: with training error above 0.)", "Off all breaks"),
        (DEAD.replace("relu", "tanh").replace("hinge", "logistic"), "proved", "no local minimum at all", "breaks:"),
    ],
)
def test_what_off_all_breaks_means_is_said(source, answer, said, unsaid):
    verdict = verdict_of(source)
    found = claim(verdict)
    assert verdict.verdict == answer
    assert said in found.text
    assert unsaid not in found.text
    assert " ".join(found.text.split()) in " ".join(text.render(verdict).split())


def test_the_other_formats_say_it_too():
    verdict = verdict_of(KINK)
    for shown in (verdict_latex(verdict), markdown(verdict_card(verdict))):
        assert "at breaks there is a bad minimum" in " ".join(shown.split())


@pytest.mark.parametrize(
    "source, said",
    [
        (KINK + AT_KINK, "It is at a break, and the claim is about minima off all breaks: it does not contradict"),
        (DEAD + AT_DEAD, "It is off all breaks."),
        (DEAD + ON_EDGE, "It is at a break,"),
    ],
)
def test_a_certified_candidate_is_set_beside_the_claim(source, said):
    shown = next(entry for entry in search_words(verdict_of(source)) if entry.startswith("Candidate:"))
    assert shown.startswith("Candidate: the point itself is a bad local minimum. ")
    assert said in shown
    other = search_words(verdict_of(source.replace("no_bad_smooth", "no_bad")))
    assert not any("break" in entry for entry in other)


@given(bias=st.fractions(-3, 3, max_denominator=8), weight=st.fractions(-3, 3, max_denominator=8))
def test_a_point_is_at_a_break_where_a_unit_is_given_one(bias, weight):
    """One ReLU on the samples 1, 2, -1, -2 without effect on f = 0: hinge has its break at -1, ReLU at 0."""
    found = evaluate_at(loads(DEAD).spec.problem, (Fraction(0), Fraction(0), weight, bias))
    zero = any(weight * x + bias == 0 for x in (1, 2, -1, -2))
    assert found.on_break <= zero
    assert found.off_breaks is not zero
    if all(number.denominator in (1, 2, 4, 8) for number in (bias, weight)):  # else balls do not tell
        assert found.on_break is zero


def test_pieces_that_join_smoothly_are_no_break_of_the_claim_but_are_not_called_off_them():
    source = DEAD.replace("neuron relu", "neuron s(z) = cases { z < 0: 0; else: z^2 }").replace("1 relu", "1 s")
    found = evaluate_at(loads(source).spec.problem, (Fraction(0),) * 4)
    assert [entry.rough for entry in found.breaks] == [False] * 4
    assert not found.on_break
    assert not found.off_breaks
