"""``theoremcheck eval`` and ``theoremcheck certify``: exit codes, text, JSON, files, bad input, no traceback."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = """dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron gaussian
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
"""
MINIMUM = {"a0": 0.758, "a": [-1.75], "w": [[-0.315, -0.3696]], "b": ["0.0089"]}
STEEP = {"a0": 5, "a": [-1], "w": [[0.1, 0]], "b": [3]}
DEGENERATE = {"a0": "0", "a": [0], "w": [[0, 0]], "b": [0]}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "bump.spec").write_text(SPEC, encoding="utf-8")
    for name, point in (("minimum", MINIMUM), ("steep", STEEP), ("flat", DEGENERATE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(point), encoding="utf-8")
    return tmp_path


def words(result):
    assert "Traceback" not in result.stderr + result.stdout
    return " ".join(result.stdout.split())


def test_eval_prints_rows_and_exits_with_0(run, files):
    result = run("eval", "bump.spec", "--at", "steep.json")
    assert result.returncode == 0
    assert all(
        row in result.stdout for row in ("  L  ", "  wrong  ", "gradient norm", "Hessian", "on breaks", "outputs")
    )
    quiet = run("eval", "bump.spec", "--at", "steep.json", "--quiet").stdout.splitlines()
    assert len(quiet) == 1
    assert re.fullmatch(r"L = \S+, wrong: [0-9] of 7 samples \([0-9, ]+\)", quiet[0])
    assert quiet[0].split()[2].rstrip(",") in result.stdout
    assert "dL / d" in run("eval", "bump.spec", "--at", "steep.json", "--verbose").stdout


def test_certified_is_0_refused_1_undecided_3(run, files):
    certified = run("certify", "bump.spec", "--at", "minimum.json")
    assert certified.returncode == 0
    assert "CERTIFIED by rule.strict: a strict bad local minimum lies within" in words(certified)
    refused = run("certify", "bump.spec", "--at", "steep.json")
    assert refused.returncode == 1
    assert "REFUSED: no local minimum" in words(refused)
    assert "L falls along" in words(refused)
    (files / "xor.spec").write_text(
        "dataset d { + (0, 1), (1, 0)  - (0, 0), (1, 1) }\nneuron tanh\nloss square\n"
        "network { shortcut = 1 tanh  hidden bias  output bias }\n",
        encoding="utf-8",
    )
    undecided = run("certify", "xor.spec", "--at", "flat.json")
    assert undecided.returncode == 3
    assert "UNDECIDED" in undecided.stdout


def test_the_files_are_of_the_point_itself_and_verify_accepts_them(run, files):
    result = run("certify", "bump.spec", "--at", "minimum.json", "--minimum", "m.json", "--certificate", "c.json")
    assert result.returncode == 0
    assert not result.stderr
    assert run("verify", "bump.spec", "c.json").returncode == 0
    written = json.loads((files / "m.json").read_text(encoding="utf-8"))
    assert written["rule"] == "rule.strict"
    given = [MINIMUM["a0"], *MINIMUM["a"], *MINIMUM["w"][0], float(MINIMUM["b"][0])]
    found = written["parameters"]
    numbers = [found["a0"], *found["a"], *found["w"][0], *found["b"]]
    assert max(abs(a - float(b)) for a, b in zip(given, numbers, strict=True)) < 0.02
    assert run("certify", "bump.spec", "--at", "m.json", "--minimum", "m.npz").returncode == 0
    assert run("certify", "bump.spec", "--at", "m.npz").returncode == 0
    digits = {k: np.round(v, 5).tolist() for k, v in np.load(files / "m.npz").items() if k in MINIMUM}
    (files / "five.json").write_text(json.dumps(digits), encoding="utf-8")
    assert run("certify", "bump.spec", "--at", "five.json").returncode == 0


def test_nothing_is_written_for_a_point_that_is_refused(run, files):
    result = run("certify", "bump.spec", "--at", "steep.json", "--minimum", "m.json", "--certificate", "c.json")
    assert result.returncode == 1
    assert result.stderr.count("was not written: no bad minimum is certified at the point") == 2
    assert not (files / "m.json").exists()
    assert not (files / "c.json").exists()


@pytest.mark.parametrize("command", ["eval", "certify"])
@pytest.mark.parametrize("point", ["minimum", "steep"])
def test_every_field_of_the_json_is_documented(run, files, command, point):
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8").partition("## A point")[2]
    result = run(command, "bump.spec", "--at", f"{point}.json", "-o", "json")
    found = json.loads(result.stdout)

    def names(value):
        if isinstance(value, dict):
            for name, entry in value.items():
                yield name
                yield from () if name == "digests" else names(entry)
        elif isinstance(value, list):
            for entry in value[:3]:
                yield from names(entry)

    assert not [name for name in names(found) if f"`{name}`" not in page]
    assert found["schema_version"] == 1


def test_json_and_text_at_once(run, files):
    result = run("certify", "bump.spec", "--at", "minimum.json", "-o", "json=p.json", "-o", "text")
    report = json.loads((files / "p.json").read_text(encoding="utf-8"))
    assert report["standing"] == "certified"
    assert report["words"] in words(result)
    assert report["minimum"]["strict"] is True


def test_the_candidate_and_no_point_at_all(run, files):
    (files / "own.spec").write_text(
        SPEC + "candidate { a0 = 0.758  a = (-1.75)  w = ((-0.315, -0.3696))  b = (0.0089) }\n", encoding="utf-8"
    )
    assert run("certify", "own.spec").returncode == 0
    missing = run("certify", "bump.spec")
    assert missing.returncode == 2
    assert "which point?" in missing.stderr


def test_names_of_another_library(run, files):
    arrays = {"k": [[-0.315], [-0.3696]], "c": [0.0089], "v": [[-1.75]], "e": [0.758]}
    np.savez(files / "own.npz", **{name: np.array(value) for name, value in arrays.items()})
    maps = [
        entry
        for name, block in zip("kcve", ("w.T", "b", "a", "a0"), strict=True)
        for entry in ("--map", f"{name}={block}")
    ]
    result = run("certify", "bump.spec", "--at", "own.npz", *maps)
    assert result.returncode == 0, result.stderr
    assert "block" in result.stderr


BAD = [
    ({"a0": 1, "a": [1, 2], "w": [[1, 2]], "b": [0]}, "a has 2 numbers, the network has 1"),
    ({"a0": 1, "a": [1], "w": [[1, 2]]}, "does not say what b is"),
    ('{"a0": NaN}', "not a finite number"),
    ("[1, 2]", "an object with the blocks"),
    ("", "not a JSON file"),
]


@pytest.mark.parametrize("command", ["eval", "certify"])
@pytest.mark.parametrize("content, reason", BAD)
def test_bad_points(run, files, command, content, reason):
    text = content if isinstance(content, str) else json.dumps(content)
    (files / "bad.json").write_text(text, encoding="utf-8")
    result = run(command, "bump.spec", "--at", "bad.json")
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments, reason", [
    (("--at", "none.json"), "none.json"),
    (("--at", "steep.json", "--minimum", "steep.json"), "steep.json"),
    (("--at", "steep.json", "--certificate", "bump.spec"), "bump.spec"),
    (("--at", "steep.json", "-o", "json=nowhere/p.json"), "nowhere"),
    (("--at", "steep.json", "-o", "html"), "text and json"),
    (("--at", "steep.json", "-o", "json", "-o", "text"), "only one -o"),
    (("--at", "steep.json", "--minimum", "m.txt"), ".json or .npz"),
    (("--at", "steep.json", "--map", "nonsense"), "NAME=BLOCK"),
])  # fmt: skip
def test_bad_arguments(run, files, arguments, reason):
    result = run("certify", "bump.spec", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert (files / "steep.json").read_text(encoding="utf-8") == json.dumps(STEEP)
    assert (files / "bump.spec").read_text(encoding="utf-8") == SPEC


def test_a_wrong_spec_is_shown(run, files):
    (files / "bump.spec").write_text(SPEC.replace("gaussian\n", "gausian\n", 1), encoding="utf-8")
    result = run("certify", "bump.spec", "--at", "steep.json")
    assert result.returncode == 2
    assert re.search(r"bump.spec:2:\d+: error", result.stderr)


def test_what_cannot_be_evaluated_is_undecided(run, files):
    (files / "huge.json").write_text(json.dumps({**STEEP, "a0": "1e999"}), encoding="utf-8")
    for command in ("eval", "certify"):
        result = run(command, "bump.spec", "--at", "huge.json")
        assert result.returncode in (0, 1, 3)
        assert "Traceback" not in result.stderr


CLAIMS = [
    ("", "That refutes the claim of the spec (claim no_bad: every local minimum of L has training error 0)."),
    ("claim error at most 1/4", "That refutes the claim of the spec (claim error at most 1/4: "),
    ("claim error at most 1/2", "The training error there is not shown to be larger."),
    ("claim global", "A bad local minimum refutes it together with a point where L is smaller."),
    ("claim no_valley", "A bad local minimum may be in no spurious valley."),
    ("claim no_basin", "A bad local minimum may be in no spurious basin."),
    ("claim no_bad_smooth", "That refutes the claim of the spec (claim no_bad_smooth: "),
]


@pytest.mark.parametrize(("claim", "said"), CLAIMS)
def test_what_a_certified_minimum_is_to_the_claim(run, files, claim, said):
    (files / "bump.spec").write_text(f"{SPEC}{claim}\n", encoding="utf-8")
    found = words(run("certify", "bump.spec", "--at", "minimum.json"))
    assert said in found
    assert ("Of the claim of the spec that says nothing" in found) == ("refutes the claim" not in found)


@pytest.mark.parametrize(("claim", "times"), [("", 0), ("claim global", 1)])
def test_a_point_that_is_no_minimum_says_nothing_of_the_claim(run, files, claim, times):
    (files / "bump.spec").write_text(f"{SPEC}{claim}\n", encoding="utf-8")
    found = words(run("certify", "bump.spec", "--at", "steep.json"))
    assert found.count("Of the claim of the spec that says nothing (claim global: ") == times
    assert found.count("claim of the spec") == times
