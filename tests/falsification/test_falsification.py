"""No certified local minimum of the corpus is falsified, and the falsifier finds what is no minimum."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from falsifier import Falsifier
from pace import quick_and_slow, quick_slow_and_thorough
from random_problems import random_spec

import theoremcheck
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.theory.lookup import identifiers
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import judge

ROOT = Path(__file__).resolve().parents[2]
COUNTEREXAMPLES = sorted((ROOT / "specs" / "counterexamples").glob("*.spec"))
IDS = frozenset(identifiers())
CURVES = 2400
WORK = 60_000


def refuted(path):
    verdict = theoremcheck.check(path, search=False)
    assert verdict.verdict == "refuted"
    return verdict


@pytest.mark.parametrize("path", quick_slow_and_thorough(COUNTEREXAMPLES, 4), ids=lambda path: path.stem)
def test_no_lower_loss_nearby(path):
    verdict = refuted(path)
    for found in verdict.minima:
        if found.evidence is None:
            continue
        problem = verdict.spec.problem
        falsifier = Falsifier(problem, parameters(problem, found.evidence, sharp=True))
        size = len(problem.dataset.points) * sum(len(values) for values in falsifier.start.values())
        seen, lower = falsifier.search(max(120, min(CURVES, WORK * 20 // size)))
        assert not lower, f"{found.rule}: {lower[0]}"
        assert seen == 0, f"{found.rule}: a lower value within 1e-3"


@pytest.mark.parametrize("seed", quick_and_slow(range(6), 6))
def test_random_problems(seed):
    """Whatever is refuted withstands the falsifier, whatever is proved is not refuted, and nothing is an alarm."""
    random = Random(seed)
    seen = 0
    for _ in range(25):
        text = random_spec(random)
        spec = loads(text, known_ids=IDS).spec
        if domain_errors(spec):
            continue
        verdict = judge(spec, Options(search=False))
        assert verdict.alarm is None, text
        for found in verdict.minima:
            if found.evidence is not None:
                lower, curves = Falsifier(spec.problem, parameters(spec.problem, found.evidence, sharp=True)).search(
                    180, seed
                )
                assert (lower, curves) == (0, []), f"{found.rule}\n{text}"
                seen += 1
    assert seen


def moved(name, **changes):
    """A falsifier at the certified point of a spec with some parameters replaced."""
    verdict = refuted(ROOT / "specs" / "counterexamples" / f"{name}.spec")
    problem = verdict.spec.problem
    point = parameters(problem, verdict.minima[0].evidence)
    return Falsifier(problem, replace(point, **{key: change(point) for key, change in changes.items()}))


Q = Fraction
NO_MINIMA = {
    "a constant that is off by 1/1000": ("flat_relu", {"output_bias": lambda p: p.output_bias + Q(1, 1000)}),
    "output weights of the wrong sign": (
        "order_interval_exp",
        {"output_weights": lambda p: tuple(-a for a in p.output_weights),
         "output_bias": lambda p: p.output_bias - 2 * len(p.output_weights)},
    ),
    "too small an output weight": (
        "narrow_silu", {"output_weights": lambda p: (Q(1, 10),), "output_bias": lambda p: p.output_bias},
    ),
    "a fit that is off": ("hull_leaky_relu_wide", {"output_bias": lambda p: p.output_bias + Q(1, 100)}),
    "a neuron off its rest": ("decay_separable", {"output_weights": lambda p: (Q(1, 50),)}),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_MINIMA)
def test_the_falsifier_finds_what_is_no_minimum(case):
    name, changes = NO_MINIMA[case]
    _, lower = moved(name, **changes).search(1200)
    assert lower, case
