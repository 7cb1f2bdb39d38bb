"""``--at``: a point from a file is polished and certified, or refused with a reason; bad files end with exit code 2."""

import json

import pytest

SPEC = """dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron gaussian
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
"""
POINT = {"a0": 0.758, "a": [-1.75], "w": [[-0.315, -0.3696]], "b": ["0.0089"]}


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "bump.spec"
    path.write_text(SPEC, encoding="utf-8")
    return path


def _at(run, spec, text, *more):
    path = spec.parent / "point.json"
    path.write_text(text, encoding="utf-8")
    return run(str(spec), "--no-search", "--at", str(path), *more)


def test_a_point_is_certified_and_comes_back(run, spec):
    first = _at(run, spec, json.dumps(POINT), "--minimum", str(spec.parent / "polished.json"))
    assert first.returncode == 1
    assert "REFUTED by rule.strict" in first.stdout
    assert "Candidate: a strict bad local minimum lies within" in " ".join(first.stdout.split())
    polished = (spec.parent / "polished.json").read_text(encoding="utf-8")
    again = _at(run, spec, polished, "--certificate", str(spec.parent / "cert.json"))
    assert "2 of 7 samples wrong" in again.stdout
    assert run("verify", str(spec), str(spec.parent / "cert.json")).returncode == 0


def test_a_point_that_is_not_critical_is_no_saddle(run, spec):
    result = _at(run, spec, json.dumps({"a0": 5, "a": [-1], "w": [[0, 0]], "b": [3]}))
    assert result.returncode == 3
    assert "Candidate: no local minimum: the point is not critical" in " ".join(result.stdout.split())


def test_a_saddle_is_named(run, tmp_path):
    """With y f = a w everywhere, L = l(-a w) has a saddle at a = w = 0: no separable problem has a minimum."""
    path = tmp_path / "saddle.spec"
    path.write_text(
        "dataset d { + (1), (2)  - (-1), (-2) }\nneuron linear\nloss logistic\nnetwork { shortcut = 1 linear }\n",
        encoding="utf-8",
    )
    result = _at(run, path, json.dumps({"a": [0], "w": [[0]]}))
    assert "Candidate: no local minimum: L falls to second order, as at a saddle" in " ".join(result.stdout.split())


BAD = [
    ('{"a": [1]}', "does not say what a0 is"),
    ('{"a0": "x"}', "'x' is not a number"),
    ("[1, 2]", "an object with the blocks"),
    ('{"a0": NaN}', "not a finite number"),
    ('{"a0": 1e99999}', "MAX_EXPONENT"),
    ('{"a0": 1, "a": [1, 2]}', "a has 2 numbers, the network has 1"),
    ('{"a0": [[[[[[[[[[1]]]]]]]]]]}', "nested too deep"),
    ('{"a0": true}', "no number"),
    ("nonsense", "not a JSON file"),
    ('{"a0": 1, "zz": 3}', "an object with the blocks"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_bad_files(run, spec, text, reason):
    result = _at(run, spec, text)
    assert result.returncode == 2
    assert reason in result.stderr
    assert not result.stdout


def test_the_file_must_exist_and_the_spec_be_one(run, spec, tmp_path):
    missing = run(str(spec), "--at", str(tmp_path / "none.json"))
    assert missing.returncode == 2
    assert "none.json" in missing.stderr
    many = run(str(tmp_path), "--at", str(tmp_path / "none.json"))
    assert "take a single spec" in many.stderr


FROZEN = """dataset d { + (1), (2)  - (-1), (-2) }
loss logistic
network { shortcut = WIDTH tanh  hidden bias  BLOCK }
"""
MOVED = [
    (1, "frozen a = 1", {"w": [[1]], "b": [0], "a": [2]}, "a is frozen at 1 by the spec, and the point has 2"),
    (1, "frozen a = 1", {"w": [[1]], "b": [0], "a": [2]}, "leave a out, or give 1"),
    (2, "frozen b = (0, 1/2)", {"w": [[1], [1]], "a": [1, 1], "b": [0, 0]}, "entry 2 is 1/2 there, and 0 in the point"),
]


@pytest.mark.parametrize(("width", "block", "point", "reason"), MOVED)
@pytest.mark.parametrize("command", ["eval", "certify", "check"])
def test_a_frozen_block_is_where_the_spec_has_it(run, tmp_path, command, width, block, point, reason):
    """Another value in the file would be ignored, and the answer be one about another point."""
    path = tmp_path / "frozen.spec"
    path.write_text(FROZEN.replace("WIDTH", str(width)).replace("BLOCK", block), encoding="utf-8")
    (tmp_path / "p.json").write_text(json.dumps(point), encoding="utf-8")
    given = (command, str(path), "--at", str(tmp_path / "p.json"))
    result = run(*(("--no-search", *given[1:]) if command == "check" else given))
    assert result.returncode == 2
    words = " ".join(result.stderr.split())
    assert "p.json" in words
    assert reason in words
    assert not result.stdout


def test_a_frozen_block_at_its_own_value_may_be_given(run, tmp_path):
    path = tmp_path / "frozen.spec"
    path.write_text(FROZEN.replace("WIDTH", "1").replace("BLOCK", "frozen a = 1"), encoding="utf-8")
    lines = []
    for point in ({"w": [[1]], "b": [0]}, {"w": [[1]], "b": [0], "a": ["1.0"]}):
        (tmp_path / "p.json").write_text(json.dumps(point), encoding="utf-8")
        result = run("eval", str(path), "--at", str(tmp_path / "p.json"), "--quiet")
        assert result.returncode == 0
        lines.append(result.stdout)
    assert lines[0] == lines[1]


def test_a_candidate_moves_no_frozen_block_either(run, tmp_path):
    path = tmp_path / "frozen.spec"
    text = FROZEN.replace("WIDTH", "1").replace("BLOCK", "frozen a = 1")
    path.write_text(text + "candidate { w = ((1))  b = (0)  a = (2) }\n", encoding="utf-8")
    result = run("certify", str(path))
    assert result.returncode == 2
    assert "the candidate of the spec: a is frozen at 1 by the spec, and the point has 2" in result.stderr
