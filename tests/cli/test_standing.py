"""Bad, spurious, strict, global: each word is said where it is used, and only where it is shown."""

from fractions import Fraction

import flint
import pytest

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.formats import text
from theoremcheck.report.standing import Place, standing
from theoremcheck.report.words import candidate_words
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.verdict.judge import judge

TRIANGLE = "dataset d { + (2), (40), (1)  - (-1), (3) }"
CASES = {
    "a lower point, in balls": (
        "dataset d { + (1), (2), (3), (5)  - (-1) }\nneuron relu\nloss polynomial_hinge(3)\n"
        "network { shortcut = 2 relu  hidden bias  output bias }",
        Place.LOWER,
        "The minimum is spurious as well: L is 0.711111 there, and",
    ),
    "a linear neuron": (
        f"{TRIANGLE}\nneuron n(z) = 2*z + 1\nloss polynomial_hinge(3)\n"
        "network { shortcut = 2 n  hidden bias  output bias }",
        Place.GLOBAL,
        "It is a global minimum (every unit is affine, so f is affine for all parameters, and l is convex): bad, but"
        " not spurious.",
    ),
    "squares": (
        "dataset d { + (1), (3)  - (2), (4) }\nneuron quadratic\nloss hinge\n"
        "network { shortcut = 2 quadratic  hidden bias  output bias }",
        Place.GLOBAL,
        "It is a global minimum (f is a quadric on the samples for all parameters, and l is convex): bad, but not"
        " spurious.",
    ),
    "a theorem on all minima": (
        "dataset d { + 3 * (-1), 3 * (1)  - 2 * (0), (2), (-2) }\nneuron tanh\nloss square\n"
        "network { beside = 1 linear  output bias }",
        Place.GLOBAL,
        "It is a global minimum (by thm.linear_global all local minima are): bad, but not spurious.",
    ),
    "a parity": (
        "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nneuron tanh\nloss logistic\n"
        "network { shortcut = 2 tanh  output bias }",
        Place.GLOBAL,
        "It is a global minimum (the class averages of f agree for all parameters, and l is convex)",
    ),
    "a sample with both labels": (
        "dataset d { + (1), (2)  - (2), (-1) }\nneuron relu\nloss polynomial_hinge(3)\n"
        "network { shortcut = 1 relu  hidden bias  output bias }",
        Place.LOWER,
        "Sample (2) carries both labels: nothing classifies these data.",
    ),
}


def verdict_of(source, **options):
    loaded = loads(source, known_ids=frozenset(identifiers()))
    assert loaded.spec is not None, loaded.render()
    return judge(loaded.spec, Options(**options))


@pytest.mark.parametrize("source, place, words", CASES.values(), ids=CASES)
def test_how_a_bad_minimum_stands(source, place, words):
    verdict = verdict_of(source)
    assert verdict.verdict == "refuted"
    found = standing(verdict)
    assert found is not None
    assert found.place is place
    shown = " ".join(text.render(verdict).split())
    assert words in shown
    assert "(Bad: with training error above 0.)" in shown
    assert ("spurious as well" in shown) == (place is Place.LOWER)


@pytest.mark.parametrize("source, place, _", CASES.values(), ids=CASES)
def test_without_a_search_only_theory_speaks(source, place, _):
    found = standing(verdict_of(source, search=False))
    assert found is not None
    assert found.place is (Place.GLOBAL if place is Place.GLOBAL else Place.NOT_SOUGHT)


def test_convexity_is_needed_for_a_global_minimum():
    source, _, _ = CASES["a linear neuron"]
    verdict = verdict_of(source.replace("polynomial_hinge(3)", "savage"), search=False)
    found = standing(verdict)
    assert found is None or found.place is not Place.GLOBAL


def test_a_neuron_that_is_affine_in_part_only_gives_no_global_minimum():
    source, _, _ = CASES["a linear neuron"]
    found = standing(verdict_of(source.replace("2*z + 1", "max(2*z + 1, z)"), search=False))
    assert found is None or found.place is not Place.GLOBAL


def test_both_labels_at_different_places_are_no_clash():
    verdict = verdict_of(CASES["a lower point, in balls"][0], search=False)
    found = standing(verdict)
    assert found is not None
    assert found.both is None


SPLIT = """dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 1 relu  hidden bias  output bias }
"""


def test_strict_is_said_only_where_it_is_strict():
    """ReLU units can be rescaled: one place is held, and the minimum is strict but for one flat direction."""
    base = SPLIT.replace("neuron relu", "neuron gaussian").replace("1 relu", "1 gaussian")
    point = "candidate { a0 = 0.758 a = (-1.75) w = ((-0.315, -0.3696)) b = (0.0089) }"
    plain = verdict_of(f"{base}{point}", search=False)
    assert candidate_words(plain).startswith("a strict bad local minimum lies within")
    assert "flat direction" not in text.render(plain)


@pytest.mark.slow
def test_a_slice_that_holds_parameters_is_not_called_strict(specs):
    from theoremcheck.language import load
    from theoremcheck.verdict.points import flat_directions

    seen = 0
    for path in sorted((specs / "counterexamples").glob("strict_*.spec")):
        verdict = judge(load(path, known_ids=frozenset(identifiers())).spec, Options(search=False))
        for entry in verdict.minima:
            if entry.rule == "rule.strict" and (flat := flat_directions(entry.evidence)):
                seen += 1
                shown = " ".join(text.render(verdict).split())
                assert f"strict but for {flat} flat direction" in shown
                assert "a strict minimum in a box" not in shown
                assert "certified as a strict" not in shown
    assert seen >= 1


def test_values_in_balls_agree_with_the_known_minimum():
    loaded = loads(SPLIT.replace("relu", "gaussian"), known_ids=frozenset(identifiers()))
    point = (
        "0.758346538213742262924242008545279016022376645",
        "-1.75169096097043620729126397572462966891383050",
        "-0.315204817932625938810613793527827280449967762",
        "-0.369583183569180207035948929879440448680144343",
        "0.00892499138373755585675397250913851926070219917",
    )
    with precision(200):
        loss, outputs = height(loaded.spec.problem, tuple(map(Fraction, point)), Fraction(0))
        wide, _ = height(loaded.spec.problem, tuple(map(Fraction, point)), Fraction(1, 100))
        assert loss.overlaps(flint.arb("0.6876997727950933892549555", "1e-24"))
        assert wide.contains(loss)
        wrong = sum(bool(y * f < 0) for y, f in zip(loaded.spec.problem.dataset.labels, outputs, strict=True))
    assert wrong == 2
