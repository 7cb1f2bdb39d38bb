"""Numbers beyond floats, and beyond what ``str`` writes: a verdict with a reason, never an internal error."""

import json
import os
import random
from fractions import Fraction

import pytest
from pace import quick_and_slow

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.formats import json as schema
from theoremcheck.report.formats import text
from theoremcheck.trusted import certificate
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.points import certify

CASES = int(os.environ.get("THEOREMCHECK_FUZZ", "40"))
LINE = "dataset line { + (3), (9)  - (1), (-20) }\n"
BEYOND = "the range of floats"


def network(width, neuron):
    return f"network {{ shortcut = {width} {neuron}  hidden bias  output bias }}\n"


SPECS = {
    "digits in a formula": LINE
    + "neuron q(z) = z*erf((z^100)^100)\nloss polynomial_hinge(3)\n"
    + network(3, "q"),
    "kink": "dataset x { + (1, -1e400), (1, 1)  - (-1, 0) }\nneuron softplus\nloss hinge\n"
    "network { shortcut = 1 softplus  output bias }\n",
    "candidate": "dataset d { + (-5), (1), (2)  - (-4), (0), (4) }\nneuron softplus\nloss polynomial_hinge(3)\n"
    "network { shortcut = 1 softplus  output bias }\ncandidate { a0 = 1e1000  a = (1)  w = ((1)) }\n",
    "square loss": "dataset d { + (1e400), (2)  - (-1), (3) }\nneuron relu\nloss square\n" + network(2, "relu"),
    "tiny": "dataset d { + (1e-400), (2e-400)  - (-1e-400), (3e-400) }\nneuron relu\nloss square\n"
    + network(2, "relu"),
    "weights": "dataset d { + 1e900 * (1), (2)  - (-1), 1e-900 * (3) }\nneuron relu\nloss square\n"
    + network(2, "relu"),
    "penalty": LINE + "neuron tanh\nloss logistic\n" + network(1, "tanh") + "objective { regularizer = 1e900*l2(w) }\n",
    "frozen": LINE + "neuron tanh\nloss logistic\n"
    "network { shortcut = 1 tanh  hidden bias  output bias  frozen b = (1e900) }\n",
    "loss": LINE + "neuron tanh\nloss l(z) = 1e900*max(0, z + 1e-900)^2\n" + network(1, "tanh"),
    "neuron": LINE + "neuron s(z) = cases { z < 1e900: 0; else: z - 1e900 }\nloss square\n" + network(1, "s"),
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def call(body):
        path = tmp_path / "number.spec"
        path.write_text(body, encoding="utf-8")
        return path

    return call


@pytest.mark.parametrize("name", SPECS)
def test_the_whole_way(write, name):
    """Text, JSON and certificate through the package, where the interpreter's own limit on digits stands."""
    verdict = theoremcheck.check(write(SPECS[name]), search=False)
    assert verdict.alarm is None
    assert text.render(verdict)
    json.dumps(schema.to_json(verdict), allow_nan=False)
    assert certificate.loads(certificate.dumps(verdict.certificate)) == verdict.certificate


@pytest.mark.parametrize("name", ["digits in a formula", "kink", "candidate"])
def test_the_command_line(run, write, tmp_path, name):
    path = write(SPECS[name])
    result = run(path, "--starts", "10", "-o", "json", "--certificate", "c.json")
    assert result.returncode in (0, 1, 3), result.stderr
    assert json.loads(result.stdout)["alarm"] is None
    assert run("verify", path, "c.json").returncode == 0


def test_what_is_left_out_is_named(run, write):
    found = json.loads(run(write(SPECS["kink"]), "-o", "json").stdout)
    assert found["search"] is None
    assert BEYOND in found["search_note"]
    assert BEYOND in found["conditions"]["minimum.kink"]["reason"]


def test_a_point_where_the_network_is_no_number(run, write, tmp_path):
    spec = write(
        "dataset d { + (1), (2)  - (-1), (3) }\nneuron requ\nloss hinge\n"
        "network { shortcut = 1 requ  hidden bias  output bias  deep = 1 cubic -> 1 exp }\n"
    )
    for size in ("100", "1e30", "-1e900", "1e900"):
        point = {"a0": "0", "a": [size], "w": [["1"]], "b": ["0"], "deep": [size, "0", size, "0", "1"]}
        (tmp_path / "p.json").write_text(json.dumps(point), encoding="utf-8")
        result = run(spec, "--no-search", "--at", "p.json")
        assert result.returncode == 3, result.stderr
        assert "Candidate: not decided:" in result.stdout


NEURONS = ("relu", "requ", "cubic", "exp", "softplus", "tanh", "step", "abs", "cosh", "gaussian", "elu", "sin")
LOSSES = ("hinge", "square", "perceptron", "logistic", "exponential", "polynomial_hinge(3)", "ramp", "savage")
SIZES = (-1000, -400, -320, -200, -60, -17, 17, 60, 155, 200, 308, 310, 400, 999)


def _number(stream):
    if stream.random() < 0.4:
        return stream.choice(["0", "1", "-1", "1/2", "-1/3"])
    return f"{stream.choice(['', '-'])}{stream.randint(1, 9)}e{stream.choice(SIZES)}"


def _body(stream):
    d = stream.choice([1, 2])

    def points():
        rows = (", ".join(_number(stream) for _ in range(d)) for _ in range(2))
        return ", ".join(f"({row})" for row in rows)

    deep = f" deep = 1 {stream.choice(NEURONS)} -> 1 {stream.choice(NEURONS)}" if stream.random() < 0.4 else ""
    bias = stream.choice(["hidden bias ", ""])
    return (
        f"dataset d {{ + {points()}  - {points()} }}\nloss {stream.choice(LOSSES)}\n"
        f"network {{ shortcut = {stream.choice([1, 2])} {stream.choice(NEURONS)}  {bias} output bias{deep} }}\n"
    )


@pytest.mark.parametrize("part", quick_and_slow(range(4), 4))
def test_random_specs_and_points_of_every_size(part):
    stream = random.Random(part)
    for _ in range(CASES // 4):
        body = _body(stream)
        spec = loads(body).spec
        if spec is None or domain_errors(spec):
            continue
        verdict = judge(spec, Options(search=False))
        assert verdict.alarm is None, body
        text.render(verdict)
        json.dumps(schema.to_json(verdict), allow_nan=False)
        assert certificate.loads(certificate.dumps(verdict.certificate)) == verdict.certificate, body
        problem = spec.problem
        count = Layout.of(problem).size
        for _ in range(2):
            found = certify(problem, tuple(Fraction(_number(stream)) for _ in range(count)))
            assert isinstance(found, Reason) or found.evidence is not None, body


def test_relaxing_a_network_with_frozen_biases(run, write):
    path = write(
        "dataset x { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nneuron q(z) = z*(tanh(z))^2\nloss polynomial_hinge(3)\n"
        "network { shortcut = 3 q  hidden bias  output bias  frozen b = (1, 0, -1/2) }\n"
    )
    result = run(path, "--no-search", "--relax")
    assert result.returncode == 3, result.stderr
    assert "Relaxing" in result.stdout


@pytest.mark.parametrize(
    "frozen",
    ["b = (1, 0, -1/2)", "a = (1, 2, 3)", "w = ((1, 0), (0, 1), (1, 1))", "a0 = 2", "b = (1, 1, 1)  frozen a0 = 1"],
)
def test_every_change_fits_the_frozen_blocks(frozen):
    from itertools import islice

    from theoremcheck.relax.moves import breaking, repairing

    body = (
        "dataset x { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nneuron softplus\nloss polynomial_hinge(3)\n"
        f"network {{ shortcut = 3 softplus  hidden bias  output bias  frozen {frozen}  deep = 2 relu }}\n"
    )
    problem = loads(body).spec.problem
    moves = [*breaking(problem, "network.width"), *breaking(problem, "network.hidden_bias")]
    moves += islice(repairing(problem), 30)
    assert {move.problem.network.width for move in moves} > {1, 2}
    for move in moves:
        counts = move.problem.network.sizes(2)
        for entry in move.problem.network.frozen:
            assert len(entry.value) == counts[entry.block], move.change
