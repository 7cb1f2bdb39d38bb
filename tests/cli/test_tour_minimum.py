"""The NumPy example of the tour works on the file that --minimum writes."""

import json
import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "counterexamples" / "flat_relu.spec"


def test_the_snippet_of_the_tour(run, tmp_path, monkeypatch, capsys):
    assert run(SPEC, "--minimum", tmp_path / "dead.npz").returncode == 0
    snippet = re.search(
        r"```python\n(.*?)```", (ROOT / "docs" / "tours" / "minimum.md").read_text(encoding="utf-8"), re.DOTALL
    )
    monkeypatch.chdir(tmp_path)
    exec(snippet[1], {})
    loss, wrong, gradient = capsys.readouterr().out.split()
    assert abs(float(loss) - 32 / 45) < 1e-12
    assert int(wrong) == 1
    assert float(gradient) < 1e-15


def test_the_json_file_is_exact(run, tmp_path):
    assert run(SPEC, "--minimum", tmp_path / "dead.json").returncode == 0
    found = json.loads((tmp_path / "dead.json").read_text())
    assert found["rule"] == "rule.flat"
    assert found["parameters"]["a0"] == "1/3"
    assert (found["wrong"], found["samples"]) == (1, 5)


def test_deep_parameters(run, tmp_path):
    spec = ROOT / "specs" / "counterexamples" / "deep_relu.spec"
    assert run(spec, "--minimum", tmp_path / "deep.npz").returncode == 0
    with np.load(tmp_path / "deep.npz") as found:
        assert {name: found[name].shape for name in found} == {
            "a0": (), "deep_w0": (3, 2), "deep_b0": (3,), "deep_w1": (2, 3), "deep_b1": (2,), "deep_output": (2,),
        }  # fmt: skip


def test_nothing_to_write(run, tmp_path):
    proved = ROOT / "specs" / "theorems" / "rotated_xor_softplus.spec"
    result = run(proved, "--no-search", "--minimum", tmp_path / "none.json")
    assert result.returncode == 0
    assert "was not written: the verdict has no certified bad local minimum" in result.stderr
    assert not (tmp_path / "none.json").exists()
    wrong = run(proved, "--minimum", tmp_path / "none.csv")
    assert wrong.returncode == 2
    assert "ends in .json or .npz" in wrong.stderr
