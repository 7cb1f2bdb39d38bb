"""Linear networks, few samples, exponential neurons, residual heads: no claim contradicts another, or a search."""

from random import Random

import pytest
from pace import quick_and_slow, slow_and_thorough

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.verdict.answering import excludes_bad
from theoremcheck.verdict.findings import find

LOSSES = ("squared_hinge", "polynomial_hinge(3)", "logistic", "exponential", "hinge", "square", "smooth_ramp")
NEURONS = ("tanh", "relu", "softplus", "quadratic", "sin")
OBJECTIVES = ("", "", "", "objective { regularizer = 1/10 * l2(a) }", "objective { regularizer = 1/10 * l2(deep) }")


def data(random, dimension, low=2, high=5):
    """Small integer points, with coincidences."""

    def points(count):
        rows = (", ".join(str(random.randint(-2, 2)) for _ in range(dimension)) for _ in range(count))
        return ", ".join(f"({row})" for row in rows)

    half = high // 2
    return f"dataset d {{ + {points(random.randint(low - 1, half))}  - {points(random.randint(1, half + 1))} }}"


def apart(random, dimension):
    """As :func:`data`, with classes that the first coordinate separates."""
    classes = ([(side * random.randint(1, 3), *(random.randint(-2, 2) for _ in range(dimension - 1)))
                for _ in range(random.randint(1, 3))] for side in (1, -1))  # fmt: skip
    listed = (", ".join(f"({', '.join(map(str, row))})" for row in rows) for rows in classes)
    return f"dataset d {{ + {next(listed)}  - {next(listed)} }}"


def layers(random):
    """One or two layers of affine neurons, with biases or without."""
    neuron = ("linear", "half", "shifted")
    own = (f"{random.randint(1, 2)} {random.choice(neuron)}{random.choice(('', ' with bias', ' without bias'))}"
           for _ in range(random.randint(1, 2)))  # fmt: skip
    return " -> ".join(own)


def linear(random):
    parts = [
        random.choice(("", "shortcut = 1 linear", "shortcut = 2 half", "shortcut = 1 relu", "shortcut = 2 shifted"))
    ]
    parts.append(f"deep = {layers(random)}")
    parts += [random.choice(("", "output bias", "output bias  frozen a0 = 0", "output bias  frozen a0 = 1"))]
    parts += [random.choice(("", "", "hidden bias"))]
    neurons = "neuron half(z) = -z / 2\nneuron shifted(z) = 2 * z + 1"
    network = f"network {{ {'  '.join(parts)} }}"
    return f"{data(random, random.randint(1, 2))}\n{neurons}\nloss {random.choice(LOSSES)}\n{network}\n" + (
        random.choice(OBJECTIVES) if "shortcut" in network else ""
    )


def independent(random):
    dimension = random.randint(2, 3)
    neuron = random.choice(("silu", "gelu", "abs", "quadratic", "gaussian", "n", "m", "sin", "relu"))
    neurons = "neuron n(z) = z^4 - 1\nneuron m(z) = (z - 1)^2"
    bias = random.choice(("", "hidden bias", "hidden bias  frozen b = (0)", "hidden bias  frozen b = (1)"))
    rest = random.choice(("", "output bias", "output bias  frozen a0 = 1"))
    beside = random.choice(("", "", " + 1 tanh", " + 1 linear"))
    network = f"network {{ shortcut = 1 {neuron}{beside}  {bias}  {rest} }}"
    penalty = random.choice(("", "", "objective { regularizer = 1/10 * l2(a) }", "objective { regularizer = l2(w) }"))
    loss = random.choice(LOSSES)
    return f"{data(random, dimension, 2, 3)}\n{neurons}\nloss {loss}\n{network}\n{penalty}"


def exponential(random):
    neuron = random.choice(("exp", "exp", "n", "expm1", "sinh"))
    bias = random.choice(("hidden bias", "hidden bias", "hidden bias", "", "hidden bias  frozen b = (0)"))
    rest = random.choice(("", "output bias"))
    penalty = random.choice(("l2(a)", "1/10 * l2(a)", "l2(a, w)", "0 * l2(a)", "l2(a) + l2(b)"))
    network = f"network {{ shortcut = 1 {neuron}  {bias}  {rest} }}"
    objective = f"objective {{ regularizer = {penalty} }}"
    loss = random.choice(LOSSES[:6])
    return f"{data(random, 1)}\nneuron n(z) = 2 * e^(-z)\nloss {loss}\n{network}\n{objective}"


def residual(random):
    """A residual head on one or two layers; with a part of it frozen or in a penalty now and then."""
    dimension, units = random.randint(1, 2), random.randint(1, 2)
    own = " -> ".join(
        f"{units} {random.choice(NEURONS)}{random.choice(('', ' without bias'))}" for _ in range(random.randint(1, 2))
    )
    weights = ", ".join(random.choice("01") for _ in range(dimension * units))
    output = ", ".join(random.choice("12") for _ in range(dimension))
    frozen = random.choice(("", "", "", f"frozen deep.output = ({output})"))
    head = f"frozen deep.{own.count('->') + 2}.weights = ({weights})" if random.random() < 0.2 else ""
    bias = random.choice(("", "output bias", "output bias", "output bias  frozen a0 = 1"))
    network = f"network {{ deep = {own} -> residual  {bias}  {frozen}  {head} }}"
    penalty = random.choice((*OBJECTIVES[:3], "objective { regularizer = 1/10 * l2(deep.1) }", OBJECTIVES[4]))
    points = random.choice((data, apart, apart))(random, dimension)
    return f"{points}\nloss {random.choice(LOSSES)}\n{network}\n{penalty}"


def contradictions(verdict):
    """Refutation rules that apply where a theorem excludes what they say."""
    if not any(excludes_bad(entry.theorem) for entry in (*verdict.derivations, *verdict.also)):
        return []
    case = Case(verdict.spec.problem)
    found = {name: find(case, name).status for name in (*POINTS, "data.balanced", "data.affinely_balanced")}
    statuses = {**{name: finding.status for name, finding in verdict.findings.items()}, **found}
    return [rule for rule in RULES if evaluate(rule, statuses) is Status.HOLDS]


FAMILIES = {"linear": linear, "independent": independent, "exponential": exponential, "residual": residual}


def attack(family, seed, starts):
    random = Random(f"{family} {seed}")
    text = FAMILIES[family](random)
    try:
        verdict = theoremcheck.check(text, starts=starts) if starts else theoremcheck.check(text, search=False)
    except theoremcheck.SpecError:
        return text, None
    return text, verdict


@pytest.mark.parametrize("family", quick_and_slow(FAMILIES, 4))
def test_no_claim_contradicts_another(family):
    proved = 0
    for seed in range(40):
        text, verdict = attack(family, seed, 0)
        if verdict is not None:
            assert verdict.alarm is None, text
            assert not contradictions(verdict), text
            proved += bool(verdict.derivations)
    assert proved >= 5


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("first", slow_and_thorough((40, 55), 2))
def test_no_search_contradicts_a_claim(family, first):
    for seed in range(first, first + 15):
        text, verdict = attack(family, seed, 20)
        assert verdict is None or verdict.alarm is None, text
