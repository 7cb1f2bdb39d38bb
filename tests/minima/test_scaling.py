"""network.scalable: which hidden units can be scaled against the weights that leave them, and thm.scaling_basin."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.scaling import scalable
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Answer

DATA = "dataset d { + (1, 0), (0, 2)  - (1, 1) }"


def read(network: str, penalty: str = "", neuron: str = "", data: str = DATA) -> Problem:
    objective = f"objective {{ regularizer = {penalty} }}" if penalty else ""
    found = loads(f"{data}\n{neuron}\nloss square\nnetwork {{ {network} }}\n{objective}")
    assert found.spec is not None, found.render()
    return found.spec.problem


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        ("max(0, z)", True),
        ("max(z, z/10)", True),
        ("abs(z)", True),
        ("z^2", True),
        ("z^3 / 5", True),
        ("max(0, z)^2", True),
        ("cases { z < 0: -z^2; else: 3 * z^2 }", True),
        ("cases { z < 0: 0; else: sqrt(z) }", True),
        ("z", True),
        ("z + 1", False),
        ("max(0, z) + 1", False),
        ("max(0, z - 1)", False),
        ("cases { z < 0: z; else: z^2 }", False),
        ("cases { z < 0: 0; else: 1 }", False),
        ("0 * z", False),
        ("sin(z)", False),
        ("log(1 + exp(z))", False),
        ("exp(z)", False),
    ],
)
def test_which_neurons_can_be_scaled(formula: str, holds: bool) -> None:
    problem = read("shortcut = 2 n  hidden bias", neuron=f"neuron n(z) = {formula}")
    if holds:
        assert scalable(problem)
        assert establish(problem, "network.scalable", True, Structure())
    else:
        with pytest.raises(Refusal):
            scalable(problem)


@pytest.mark.parametrize(
    ("network", "penalty"),
    [
        ("shortcut = 1 relu", ""),
        ("shortcut = 1 relu  hidden bias  output bias  frozen a0 = 1", "1/10 * l2(a0)"),
        ("shortcut = 2 tanh  deep = 2 relu with bias", "1/10 * l2(a, w)"),
        ("shortcut = 2 tanh  beside = 1 tanh + 1 relu", ""),
        ("deep = 2 tanh -> 1 relu", "1/10 * l2(deep.1.weights)"),
        ("deep = 2 relu -> 2 tanh  frozen deep.output = (1, 1)", "1/10 * l2(deep.output)"),
        ("deep = 3 relu -> residual", ""),
        ("deep = 3 relu -> residual  frozen deep.output", "1/10 * l2(deep.output)"),
    ],
)
def test_which_units_are_free(network: str, penalty: str) -> None:
    problem = read(network, penalty)
    assert scalable(problem)
    assert establish(problem, "network.scalable", True, Structure())


@pytest.mark.parametrize(
    ("network", "penalty", "reason"),
    [
        ("shortcut = 1 relu  frozen a = (1)", "", None),
        ("shortcut = 1 relu  frozen w", "", None),
        ("shortcut = 1 relu  hidden bias  frozen b = (0)", "", None),
        ("shortcut = 1 relu", "1/10 * l2(a)", None),
        ("shortcut = 1 relu  hidden bias", "1/10 * l2(b)", None),
        ("deep = 2 relu -> 2 tanh  frozen deep.2.weights", "", None),
        ("deep = 2 relu -> 2 tanh", "1/10 * l2(deep.2.weights)", None),
        ("deep = 2 tanh -> 2 relu  frozen deep.output = (1, 1)", "", "gauges"),
        ("deep = 2 tanh -> residual", "", "gauges"),
        ("deep = 3 relu -> residual  frozen deep.2.weights", "", None),
    ],
)
def test_which_units_are_not(network: str, penalty: str, reason: str | None) -> None:
    """Of the others that are free the neuron is refused, or there are none: then the condition fails."""
    problem = read(network, penalty)
    if reason is None:
        assert not scalable(problem)
        assert establish(problem, "network.scalable", False, Structure())
    else:
        with pytest.raises(Refusal) as refused:
            scalable(problem)
        assert refused.value.reason.code.startswith(reason)


def test_of_unknown_data_it_is_known_as_well() -> None:
    assert scalable(read("shortcut = 1 relu  hidden bias", data="dataset any { dimension 3 }"))


def test_neither_opaque_neurons_nor_free_slopes_are_taken() -> None:
    for neuron in ("neuron s { assume convex }", "neuron s(z) = max(z, alpha * z) assume 0 < alpha < 1"):
        with pytest.raises(Refusal):
            scalable(read("shortcut = 1 s", neuron=neuron))


def test_the_theorem_needs_nothing_of_the_loss_and_the_data() -> None:
    text = f"{DATA}\nloss wave(z) = sin(z)\nnetwork {{ shortcut = 1 relu  hidden bias }}\nclaim no_basin"
    assert STATEMENTS["thm.scaling_basin"].conclusion is Conclusion.NO_BASIN
    verdict = theoremcheck.check(text, search=False)
    assert [entry.theorem for entry in verdict.derivations] == ["thm.scaling_basin"]
    assert verdict.answer is Answer.PROVED
    assert theoremcheck.check(text.replace("no_basin", "no_valley"), search=False).answer is Answer.UNDECIDED


@given(
    st.lists(st.integers(-3, 3), min_size=8, max_size=8),
    st.sampled_from([Q(1, 2), Q(2), Q(7)]),
    st.sampled_from(["relu", "leaky_relu(1/10)", "quadratic"]),
)
def test_f_stays_what_it_is(entries: list[int], factor: Q, neuron: str) -> None:
    """Scaling a unit of a deep layer by r and what leaves it by r^-k: f at some points is what it was."""
    degree = 2 if neuron == "quadratic" else 1

    def s(z: Q) -> Q:
        return {"relu": max(z, Q(0)), "leaky_relu(1/10)": max(z, z / 10), "quadratic": z * z}[neuron]

    w, b, c, v = entries[:2], entries[2], entries[3:5], entries[5:7]
    r = factor

    def f(scale: Q, x: tuple[int, int]) -> Q:
        unit = s(scale * (w[0] * x[0] + w[1] * x[1] + b))
        above = [s(entry / scale**degree * unit + entries[7]) for entry in c]
        return v[0] * above[0] + v[1] * above[1]

    assert all(f(r, x) == f(Q(1), x) for x in ((1, 0), (0, 2), (1, 1), (-1, 3)))
