"""The command line, end to end."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

XOR = """
dataset d {{
  + (1, 0), (-2, 0)
  - (0, 1), (0, -3)
}}
neuron softplus
loss polynomial_hinge(3)
let M = {M}
network {{ shortcut = M softplus  hidden bias  output bias }}
{expect}
"""


@pytest.fixture
def xor(tmp_path):
    def write(M=3, expect="", name="xor.spec"):
        path = tmp_path / name
        path.write_text(XOR.format(M=M, expect=expect))
        return path

    return write


@pytest.mark.parametrize(
    "M, expect, code",
    [
        (3, "", 0),
        (3, "expect proved by thm.subspaces", 0),
        (3, "expect undecided", 1),
        (3, "expect proved by thm.separable", 1),
        (1, "", 3),
        (1, "expect undecided failing network.width(3)", 0),
        (1, "expect undecided failing network.width(4)", 1),
        (1, "expect undecided failing neuron.signed", 1),
        (1, "expect proved", 1),
    ],
)
def test_exit_codes(run, xor, M, expect, code):
    result = run(xor(M, expect), "--no-search")
    assert result.returncode == code, result.stdout + result.stderr


def test_the_screenful(run, xor):
    result = run(xor(), "--no-search")
    assert "PROVED by thm.subspaces" in result.stdout
    assert "m+ = 2, m- = 2, so thm.subspaces.c2 asks for M >= 3" in result.stdout
    assert "paper's bound 8" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80 + len(str(xor()))
    assert result.stderr == ""


def test_search_confirms(run, xor):
    result = run(xor(), "--starts", "30", "--seed", "3", "-o", "json")
    found = json.loads(result.stdout)["search"]
    assert found["starts"] == 30
    assert found["seed"] == 3
    assert found["worst_training_error"] in (None, "0")


def test_same_seed_same_json(run, xor):
    outputs = []
    for _ in range(2):
        value = json.loads(run(xor(1), "--starts", "25", "-o", "json").stdout)
        value.pop("timings")
        outputs.append(value)
    assert outputs[0] == outputs[1]


def test_set_overrides_a_let(run, xor):
    assert run(xor(3), "--no-search", "--set", "M=1").returncode == 3
    wrong = run(xor(3), "--no-search", "--set", "N=2")
    assert wrong.returncode == 2
    assert "N" in wrong.stderr


def test_why(run, xor):
    result = run(xor(1), "--why", "network.width")
    assert result.stdout.startswith("network.width: fails")
    result = run(xor(1), "--why", "thm.subspaces")
    assert "thm.subspaces: fails" in result.stdout
    result = run(xor(1), "--why", "neuron.incresing")
    assert result.returncode == 2
    assert "did you mean neuron.increasing?" in result.stderr


def test_several_outputs(run, xor, tmp_path):
    result = run(xor(), "--no-search", "-o", "text", "-o", "json=out.json")
    assert "PROVED" in result.stdout
    assert json.loads((tmp_path / "out.json").read_text())["schema_version"] == 2
    assert run(xor(), "-o", "yaml").returncode == 2
    assert run(xor(), "--no-search", "-o", "json=no/such/folder.json").returncode == 2


def test_certificate_and_verify(run, xor, tmp_path):
    assert run(xor(), "--no-search", "--certificate", "c.json").returncode == 0
    accepted = run("verify", "xor.spec", "c.json")
    assert accepted.returncode == 0
    assert "ACCEPTED: thm.subspaces" in accepted.stdout
    assert "sum_(j=1..3) a_j s(w_j . x + b_j)" in accepted.stdout
    text = (tmp_path / "c.json").read_text()

    (tmp_path / "t.json").write_text(text.replace('"positive": [[0], [1]]', '"positive": [[0, 1]]'))
    refused = run("verify", "xor.spec", "t.json")
    assert refused.returncode == 1
    assert "REFUSED: network.width" in refused.stdout

    refused = run("verify", xor(4, name="other.spec"), "c.json")
    assert refused.returncode == 1
    assert "network changed" in refused.stdout

    (tmp_path / "t.json").write_text(text[:-5])
    assert run("verify", "xor.spec", "t.json").returncode == 2
    assert run("verify", "xor.spec", "missing.json").returncode == 2
    assert run("verify", "missing.spec", "c.json").returncode == 2


def test_verify_imports_nothing_that_searches(xor, run):
    import subprocess
    import sys

    path = xor()
    assert run(path, "--no-search", "--certificate", "c.json").returncode == 0
    program = (
        "import sys; from pathlib import Path; from theoremcheck.cli.verify import run;"
        f"code = run(Path({str(path)!r}), Path({str(path.parent / 'c.json')!r}), ());"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('numpy', 'highspy', 'mpmath', 'networkx')"
        " or '.'.join(m.split('.')[:2]) in"
        " ('theoremcheck.decide', 'theoremcheck.search', 'theoremcheck.theory', 'theoremcheck.verdict')];"
        "print(bad, file=sys.stderr); sys.exit(code or bool(bad))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_corpus_run(run, xor, tmp_path):
    xor(3, "expect proved", "a.spec")
    xor(1, "expect proved", "b.spec")
    result = run(tmp_path, "--no-search")
    assert result.returncode == 1
    assert "2 specs" in result.stdout
    assert "MISSED" in result.stdout
    found = json.loads(run(tmp_path, "--no-search", "-o", "json").stdout)
    assert [entry["verdict"] for entry in found["results"]] == ["proved", "undecided"]


def test_an_empty_folder_is_an_input_error(run, tmp_path):
    result = run(tmp_path)
    assert result.returncode == 2
    assert "no .spec file" in result.stderr


@pytest.mark.parametrize("name", ["missing.spec", "dir.spec"])
def test_unreadable_specs(run, tmp_path, name):
    (tmp_path / "dir.spec").mkdir()
    result = run(name)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["thm.subspaces", "data.span_exclusion", "lemma.idle_slope", "network.width(3)"])
def test_explain(run, name):
    result = run("explain", name)
    assert result.returncode == 0
    assert "Statement" in result.stdout


def test_explain_claims(run):
    listed = run("explain", "claim")
    assert listed.returncode == 0
    assert "claim no_valley                   no spurious valley" in listed.stdout
    everything = " ".join(run("explain").stdout.split())
    assert " ".join(listed.stdout.split()) in everything
    one, same = run("explain", "no_valley"), run("explain", "claim no_valley")
    assert one.stdout == same.stdout
    assert "Theorems that can prove it\n  thm.decay_valley, thm.wide, thm.linear_valley" in one.stdout
    assert "did you mean no_basin?" in run("explain", "no_basins").stderr


def test_why_a_theorem_with_arms_holds(run):
    spec = ROOT / "specs" / "theorems" / "valley_dead_relu.spec"
    rests, _, arms = run(spec, "--why", "thm.wide").stdout.partition("\nOf thm.wide one arm is enough:\n")
    assert "network.width_samples" in rests
    assert "neuron.quadratic" not in rests
    assert (
        arms.index("thm.wide.shallow: used")
        < arms.index("thm.wide.quadratic: not used")
        < arms.index("neuron.quadratic")
    )
    assert "neuron.quadratic" in run(spec, "--why", "thm.wide.quadratic").stdout


def test_explain_everything_and_nothing(run):
    listed = run("explain")
    assert "thm.vacuous" in listed.stdout
    share = " ".join(listed.stdout.rpartition("\n\n")[2].split())
    assert re.fullmatch(r"\d+ of \d+ theorems and rules are machine-checked(; on paper: [a-z_., ]+)?\.", share)
    code = re.search(r"^  (E\d+) ", listed.stdout, re.MULTILINE)[1]
    assert run("explain", code).returncode == 0
    unknown = run("explain", "thm.subspace")
    assert unknown.returncode == 2
    assert "did you mean thm.subspaces?" in unknown.stderr


def test_new_writes_a_spec_that_is_proved(run, tmp_path):
    assert run("new", "start.spec").returncode == 0
    assert run("start.spec", "--no-search").returncode == 0
    assert run("new", "start.spec").returncode == 2
    assert run("new").stdout == (tmp_path / "start.spec").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run, shell):
    assert "theoremcheck" in run("completion", shell).stdout


def test_version_and_help(run):
    assert run("--version").stdout.startswith("theoremcheck")
    assert "Exit codes" in run("--help").stdout
    assert "--certificate" in run("check", "--help").stdout


def test_an_internal_error_is_no_verdict(xor, monkeypatch, capsys):
    import sys

    import theoremcheck.verdict.judge as judge
    from theoremcheck.cli import main

    def broken(*_):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(judge, "find_all", broken)
    monkeypatch.setattr(sys, "argv", ["theoremcheck", str(xor()), "--no-search"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 70
    assert "not a verdict" in capsys.readouterr().err


def test_no_half_written_output(run, xor, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    (tmp_path / "closed").mkdir(mode=0o500)
    assert run(xor(), "--no-search", "-o", "json=closed/out.json").returncode == 2
    assert not list((tmp_path / "closed").iterdir())


def test_a_spec_from_standard_input(tmp_path):
    command = [sys.executable, "-m", "theoremcheck", "-", "--no-search"]
    found = subprocess.run(
        command, input=XOR.format(M=3, expect="").encode(), capture_output=True, check=False, cwd=tmp_path
    )
    assert found.returncode in (0, 1, 3)
    assert found.stdout.startswith(b"-\n")
    wrong = subprocess.run(command, input=b"dataset", capture_output=True, check=False, cwd=tmp_path)
    assert wrong.returncode == 2
    assert b"-:1:" in wrong.stderr


def test_json_of_a_wrong_spec(run, tmp_path):
    path = tmp_path / "wrong.spec"
    path.write_text("dataset d { + (1) - }", encoding="utf-8")
    result = run(path, "-o", "json")
    assert result.returncode == 2
    assert all(entry["code"].startswith("E") for entry in json.loads(result.stdout)["diagnostics"])


def test_verify_says_whether_the_claim_of_the_spec_is_meant(run, tmp_path):
    source = (ROOT / "specs" / "counterexamples" / "spurious_sin.spec").read_text(encoding="utf-8")
    spec, other, certificate = tmp_path / "a.spec", tmp_path / "b.spec", tmp_path / "c.json"
    spec.write_text(source, encoding="utf-8")
    other.write_text(re.sub(r"^(claim|expect).*", "", source, flags=re.MULTILINE), encoding="utf-8")
    assert run(spec, "--no-search", "--certificate", certificate).returncode == 0
    same, different = (run("verify", path, certificate) for path in (spec, other))
    assert same.returncode == different.returncode == 0
    assert "says nothing" not in same.stdout
    assert "Of the claim of the spec that says nothing (claim no_bad: " in " ".join(different.stdout.split())


def test_an_option_of_another_command_is_said_to_be_that(run, tmp_path):
    found = run("foo.spec", "--over", "M=1..3")
    assert found.returncode == 2
    assert "--over is an option of `theoremcheck hunt` and `theoremcheck sweep`, not of this command." in found.stderr
    assert "did you mean" not in found.stderr.lower()
    assert "--jbs" in run("foo.spec", "--jbs", "3").stderr
