"""The statement of a problem, in a report and in LaTeX, has all that the verdict depends on."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from theoremcheck.language import loads
from theoremcheck.report.display.latex import problem_latex
from theoremcheck.report.problem import blocks, describe

DATA = "dataset d { + %s (1, 0), (2, 1)  - (0, 1), (2, 2) }"
BEND = "neuron bend(z) = cases { z < 0: %s * z; else: z }"
PARTS = {
    "data": (
        DATA % "",
        DATA % "2 *",
        DATA % "3 *",
        DATA % "1/33333333333333333333333333 *",
        DATA % "1/33333333333333333333333334 *",
        (DATA % "").replace("(2, 2)", "(2, 3)"),
        (DATA % "").replace("(2, 2)", "(2, 1/33333333333333333333333333)"),
        (DATA % "").replace("d {", "d { + (1, 1)"),
        *(DATA % f"(7, {last}), {', '.join(['(1, 1)'] * 20)}," for last in ("1", "2", "1/2")),
        *(DATA % f"{', '.join(['(1, 1)'] * 20)}, {last} *" for last in ("1", "2", "1/2")),
    ),
    "formula": (
        BEND % "1/4",
        BEND % "1/5",
        *(f"{BEND % 'c'} assume {range_}" for range_ in ("c > 0", "c >= 0", "c > 1", "c > 0, c < 1", "c < 1")),
    ),
    "loss": ("loss logistic", "loss hinge", "loss + logistic\nloss - hinge"),
    "shortcut": ("shortcut = 2 tanh  hidden bias", "shortcut = 2 tanh", "shortcut = 2 bend", ""),
    "deep": (
        "deep = 3 bend with bias -> 2 bend with bias",
        "deep = 3 bend without bias -> 2 bend without bias",
        "deep = 3 bend with bias -> 2 bend without bias",
        "deep = 3 bend without bias -> 2 bend with bias",
        "deep = 2 bend + 1 relu with bias -> 2 bend with bias",
        "deep = 3 leaky_relu -> 2 bend",
        "deep = 3 leaky_relu(1/5) -> 2 bend",
        "deep = 3 bend with bias",
        "deep = 3 bend without bias",
    ),
    "beside": ("", "beside = 1 bend with bias", "beside = 1 bend without bias", "beside = 2 relu with bias"),
    "frozen": (
        "",
        "frozen deep.output",
        "frozen deep.output = (1, 1)",
        "frozen deep.output = (1, 1/2)",
        "frozen deep.output = (1, 1/33333333333333333333333333)",
        "frozen deep.output = (1, 1/33333333333333333333333334)",
    ),
    "penalty": (
        "",
        "objective { regularizer = 1/10 * l2(deep.1.weights) }",
        "objective { regularizer = 1/5 * l2(deep.1.weights) }",
        "objective { regularizer = 1/5 * l2(deep) }",
    ),
}


def spec_text(parts):
    network = "  ".join(parts[name] for name in ("shortcut", "deep", "beside", "frozen"))
    return f"{parts['data']}\n{parts['formula']}\n{parts['loss']}\nnetwork {{ {network} }}\n{parts['penalty']}\n"


def read(text):
    loaded = loads(text)
    assert loaded.spec is not None, (text, loaded.diagnostics)
    return loaded.spec.problem


def stated(problem):
    return "\n".join(describe(problem)), problem_latex(problem)


def fits(parts):
    """Values of two output weights are given where there are two."""
    return "output = " not in parts["frozen"] or "-> 2" in parts["deep"]


@pytest.mark.parametrize("changed", PARTS)
def test_one_change_is_seen(changed):
    """Whatever the rest is: two problems that differ in one thing have two statements."""
    chance = random.Random(changed)
    pairs = 0
    for _ in range(3):
        rest = {name: chance.choice(options) for name, options in PARTS.items()}
        rest["frozen"] = rest["frozen"] if fits(rest) else ""
        variants = [{**rest, changed: option} for option in PARTS[changed]]
        problems = [read(spec_text(parts)) for parts in variants if fits(parts)]
        for one, other in combinations(problems, 2):
            if one.digests["problem"] != other.digests["problem"]:
                pairs += 1
                assert all(a != b for a, b in zip(stated(one), stated(other), strict=True))
    assert pairs


HEADS = tuple(f"deep = {layers} -> residual" for layers in ("3 tanh", "3 tanh with bias", "2 tanh", "3 tanh -> 3 relu"))


@pytest.mark.parametrize("line", [*HEADS, "deep = 3 tanh", "deep = 2 tanh + 1 relu -> 3 relu"])
def test_residual_heads_are_seen(line):
    statements = {
        other: stated(read(f"{DATA % ''}\nneuron tanh\nloss logistic\nnetwork {{ {other} }}\n"))
        for other in {*HEADS, line}
    }
    own = statements.pop(line)
    assert all(own[k] != other[k] for other in statements.values() for k in (0, 1))


def test_values_that_are_cut_are_told_apart():
    entries = [", ".join(["1"] * 19 + [last]) for last in ("2", "3")]
    texts = [
        f"{DATA % ''}\nneuron tanh\nloss logistic\nnetwork {{ shortcut = 20 tanh  frozen a = ({values}) }}\n"
        for values in entries
    ]
    found = [stated(read(text)) for text in texts]
    assert "a = (1, 1, 1, 1, ...) [20 numbers, digest" in " ".join(found[0][0].split())
    assert all(one != other for one, other in zip(*found, strict=True))


def test_what_is_said():
    """The lines of one problem that has everything."""
    text = spec_text(
        {
            "data": DATA % "2 *",
            "formula": f"{BEND % 'c'} assume c > 0, c <= 1",
            "loss": "loss hinge",
            "shortcut": "shortcut = 2 tanh",
            "deep": "deep = 3 bend -> 2 relu with bias",
            "beside": "",
            "frozen": "frozen w = ((1, 0), (0, 1/2))  frozen deep.output",
            "penalty": "",
        }
    )
    problem = read(text)
    lines = list(blocks(problem))
    assert lines[0][1].endswith(
        "f_D(x; 3 bend without bias -> 2 relu with bias); frozen: w = ((1, 0), (0, 1/2));"
        " frozen: deep.output at values that the spec does not give"
    )
    assert ("neuron", "bend(z) = cases { z < 0: c * z; else: z }") in lines
    assert ("for all", "0 < c <= 1") in lines
    assert any(text.endswith("(2 of +, 2 of -): + 2 * (1, 0), (2, 1); - (0, 1), (2, 2)") for _, text in lines)
    latex = problem_latex(problem)
    assert r", with \texttt{bend}$(z) = \begin{cases} c z & z < 0" in latex
    assert r"frozen: $w = ((1, 0), (0, \frac{1}{2}))$; frozen: $\mathrm{deep.output}$ at values that are not" in latex
    assert ", for all $0 < c \\le 1$, on the $4$ samples of" in latex
    assert "sample weights $m = (2, 1, 1, 1)$" in latex  # c is the parameter


def test_names_tell_neurons_apart():
    """Names do not count in a problem: two neurons that have one are numbered, and a false name has its formula."""
    problem = read(f"{DATA % ''}\n{BEND % '1/4'}\nloss hinge\nnetwork {{ deep = 3 relu -> 2 bend }}\n")
    first, second = problem.network.deep
    renamed = replace(second, neuron=replace(second.neuron, name="relu"))
    problem = replace(problem, network=replace(problem.network, deep=(first, renamed)))
    lines = list(blocks(problem))
    assert "3 relu -> 2 relu_2" in lines[0][1]
    assert ("neuron", "relu_2(z) = cases { z < 0: 1/4 * z; else: z }") in lines
