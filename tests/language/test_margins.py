"""Whether a loss rewards wrong samples, by balls where that is clear and by floats elsewhere: the same answers."""

import pytest

from theoremcheck.language import loads, margins

REST = "dataset d { + (1, 0)  - (0, 1) }\nnetwork { shortcut = 3 softplus }\nneuron softplus\n"
CLEAR = {
    "max(0, 1 + z)^3": False,
    "max(0, 1 - z)^3": True,
    "log(1 + exp(-z))": True,
    "abs(1 + z) + min(z, 3)": False,
    "cases { z < -1: 5; z <= -1/2: 4; z < 1: 3; else: 2 }": True,
    "cases { z <= -1: 1; else: 2 }": False,
    "cases { z < -1: 5; else: z }": False,
    "sqrt(2 + z)": False,
    "(2 + z)^(1/3) * tanh(z)": False,
}
UNCLEAR = [
    "z^2",
    "1",
    "exp(z) + exp(-z)",
    "log(z)",
    "exp(exp(exp(8 * z)))",
    "cases { exp(z) - exp(1) < 0: 1; else: 2 }",
]


def loss(formula):
    loaded = loads(f"loss l(z) = {formula}\n{REST}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem.loss.expr


@pytest.mark.parametrize("formula", CLEAR)
def test_where_it_is_clear_balls_say_what_floats_say(formula, monkeypatch):
    expr = loss(formula)
    assert margins._in_floats(expr) is CLEAR[formula]
    monkeypatch.setattr(margins, "_in_floats", lambda _: pytest.fail("floats were asked"))
    assert margins.falls(expr) is CLEAR[formula]


@pytest.mark.parametrize("formula", UNCLEAR)
def test_elsewhere_floats_are_asked(formula, monkeypatch):
    asked = []
    monkeypatch.setattr(margins, "_in_floats", lambda expr: asked.append(expr) or False)
    expr = loss(formula)
    asked.clear()
    assert margins.falls(expr) is False
    assert asked == [expr]
