"""Symbolic parameters in the language: ranges, --set, the printer, and every way to get one wrong."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from theoremcheck.language import Severity, loads, print_spec
from theoremcheck.trusted.problem.expr import Num, Param, parameters
from theoremcheck.trusted.problem.model import Function

REST = "dataset d { + (1, 0)  - (0, 1) }\nloss logistic\nnetwork { shortcut = 3 s }\n"


def symbols(text: str, **settings: str) -> set[Param]:
    loaded = loads(text + REST, settings=settings)
    assert loaded.spec is not None, loaded.render()
    neuron = loaded.spec.problem.neuron
    assert isinstance(neuron, Function)
    return set(parameters(neuron.expr))


RANGES = [
    ("assume 0 < alpha < 1", Param("alpha", Q(0), Q(1), True, True)),
    ("assume 0 <= alpha <= 1/2", Param("alpha", Q(0), Q(1, 2), False, False)),
    ("assume alpha > -3", Param("alpha", Q(-3), None, True, True)),
    ("assume 2 >= alpha", Param("alpha", None, Q(2), True, False)),
    ("assume 1 > alpha > 0", Param("alpha", Q(0), Q(1), True, True)),
    ("assume alpha >= 0, alpha < 1", Param("alpha", Q(0), Q(1), False, True)),
    ("assume alpha > 0  assume alpha >= 0", Param("alpha", Q(0), None, True, True)),
    ("assume 3 <= alpha <= 3", Param("alpha", Q(3), Q(3), False, False)),
]


@pytest.mark.parametrize(("written", "param"), RANGES)
def test_ranges(written: str, param: Param) -> None:
    assert symbols(f"neuron s(z) = max(z, alpha * z)\n  {written}\n") == {param}


@pytest.mark.parametrize(
    "neuron",
    [
        "neuron s(z) = leaky_relu(alpha)(z) assume 0 < alpha < 1",
        "neuron s = leaky_relu(alpha) assume 0 < alpha < 1",
        "neuron s(z) = softplus(alpha)(z) + alpha * z assume 0 < alpha < 1",
        "let top = 1\nneuron s(z) = elu(alpha)(z) assume 0 < alpha < top",
    ],
)
def test_the_library_takes_symbolic_parameters(neuron: str) -> None:
    assert symbols(neuron + "\n") == {Param("alpha", Q(0), Q(1), True, True)}


def test_a_library_neuron_by_name() -> None:
    loaded = loads("neuron prelu(a) assume 0 < a < 1\n" + REST.replace("3 s", "3 prelu"))
    assert loaded.spec is not None, loaded.render()
    assert {param.name for param in loaded.spec.problem.parameters} == {"a"}


def test_the_printer_writes_ranges() -> None:
    text = "neuron s(z) = max(z, alpha * z) + beta * z assume 0 < alpha < 1, beta >= 2\n" + REST
    spec = loads(text).spec
    assert spec is not None
    again = loads(print_spec(spec))
    assert again.spec == spec, again.render()
    assert "assume 0 < alpha < 1, 2 <= beta" in print_spec(spec)


def test_set_gives_a_value() -> None:
    text = "neuron s(z) = max(z, alpha * z) assume 0 < alpha < 1\n"
    assert symbols(text, alpha="1/10") == set()
    plain = loads("neuron s(z) = max(z, 1/10 * z)\n" + REST).spec
    given = loads(text + REST, settings={"alpha": "1/10"}).spec
    assert plain is not None
    assert given is not None
    assert given.problem.neuron == plain.problem.neuron
    assert Num(Q(1, 10)) not in parameters(given.problem.neuron.expr)  # type: ignore[union-attr]


MISTAKES = [
    ("neuron s(z) = alpha * z", {}, "E050", 1),
    ("neuron s(z) = z assume 0 < alpha < 1", {}, "E053", 1),
    ("neuron s(z) = alpha * z\n  assume 1 < alpha < 0", {}, "E053", 2),
    ("neuron s(z) = alpha * z assume 0 < alpha < 0", {}, "E053", 1),
    ("neuron s(z) = alpha * z assume 0 < 1", {}, "E053", 1),
    ("neuron s(z) = alpha * z assume alpha < beta", {}, "E053", 1),
    ("neuron s(z) = alpha * z assume alpha < 1 < 2", {}, "E053", 1),
    ("neuron s(z) = alpha * z assume -alpha < 1", {}, "E053", 1),
    ("neuron s(z) = pi * z assume 0 < pi < 1", {}, "E022", 1),
    ("neuron s(z) = z^alpha assume 0 < alpha < 1", {}, "E043", 1),
    ("neuron s(z) = soft_shrink(alpha)(z) assume 0 < alpha < 1", {}, "E046", 1),
    ("neuron s(z) = softplus(alpha)(z) assume -1 < alpha < 1", {}, "E046", 1),
    ("neuron s(z) = softplus(alpha)(z) assume 0 <= alpha < 1", {}, "E046", 1),
    ("neuron s(z) = alpha * z assume 0 < alpha < 1", {"alpha": "1"}, "E120", 0),
    ("neuron s(z) = alpha * z assume 0 < alpha < 1", {"alpha": "x"}, "E120", 0),
    ("neuron s(z) = alpha * z assume 0 < alpha < 1", {"beta": "1"}, "E120", 0),
    ("neuron s(z) = alpha * z assume 0 < alpha 1", {}, "E010", 1),
]


@pytest.mark.parametrize(("neuron", "settings", "code", "line"), MISTAKES)
def test_mistakes(neuron: str, settings: dict[str, str], code: str, line: int) -> None:
    loaded = loads(neuron + "\n" + REST, settings=settings)
    errors = [d for d in loaded.diagnostics if d.severity is Severity.ERROR]
    assert [d.code for d in errors] == [code], loaded.render()
    assert (errors[0].span.line if errors[0].span else 0) == line
    assert loaded.render()
