"""``--relax``: what is said to fail alone does, what is shown is certified, and repairs are proved."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from theoremcheck.decide.data.separation import separate, separation
from theoremcheck.language import load, loads
from theoremcheck.options import Options
from theoremcheck.relax import rows
from theoremcheck.relax import run as relaxing
from theoremcheck.relax.moves import breaking, repairing
from theoremcheck.relax.rows import separating
from theoremcheck.relax.run import hypotheses
from theoremcheck.report.reasons import sentence
from theoremcheck.report.relaxation import relaxation_text
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict import findings
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.values import Answer

SPECS = Path(__file__).parents[2] / "specs"
XOR = """dataset xor { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  hidden bias  output bias }
"""
LINE = "dataset line { + 3, 4  - -1, -2, 5 }\nneuron softplus\nloss polynomial_hinge(3)\n"


def _spec(tmp_path, text):
    path = tmp_path / "given.spec"
    path.write_text(text, encoding="utf-8")
    return path


def test_changes_of_what_was_read_without_frozen_layers_say_so(run, tmp_path):
    path = Path(__file__).parents[2] / "specs" / "theorems" / "frozen_layer_data.spec"
    run(str(path), "--no-search", "--quiet", "--relax-out", str(tmp_path / "changed"))
    made = [entry.read_text(encoding="utf-8") for entry in (tmp_path / "changed").iterdir()]
    assert made
    assert all(text.startswith("# A change of a problem read as the problem of the layers above") for text in made)


@pytest.mark.slow
def test_each_hypothesis_of_a_proved_spec(run, tmp_path):
    path = _spec(tmp_path, XOR)
    folder = tmp_path / "changed"
    report = tmp_path / "report.json"
    result = run(str(path), "--no-search", "--relax", "--relax-out", str(folder), "-o", f"json={report}", "-o", "text")
    assert result.returncode == 0
    assert "Relaxing thm.subspaces" in result.stdout
    found = json.loads(report.read_text(encoding="utf-8"))["relax"]
    refuted = {entry["hypothesis"]: entry["rule"] for entry in found["hypotheses"] if entry["rule"]}
    assert refuted["network.width"] == "rule.narrow"
    assert refuted["neuron.strictly_convex"] == "rule.affine"
    assert refuted["objective.unregularised"] == "rule.decay"
    assert not any(entry["hypothesis"].endswith(".defined") for entry in found["hypotheses"])
    for name, rule in refuted.items():
        loaded = load(folder / f"given-{name}.spec")
        assert loaded.spec is not None, loaded.render()
        verdict = judge(loaded.spec, Options(search=False))
        assert rule in verdict.rules
        assert verdict.statuses[name] is Status.FAILS
        assert not verdict.theorems


@pytest.mark.slow
def test_a_small_change_that_proves(run, tmp_path):
    narrow = run(str(_spec(tmp_path, XOR.replace("3 softplus", "1 softplus"))), "--no-search", "--relax")
    assert "after one change: M = 2 neurons" in " ".join(narrow.stdout.split())
    outlier = LINE + "network { shortcut = 2 softplus  hidden bias  output bias }\n"
    dropped = run(str(_spec(tmp_path, outlier)), "--no-search", "--relax")
    assert "after one change" in " ".join(dropped.stdout.split())


def test_a_sample_of_a_table_is_named_by_its_row(run, tmp_path):
    rows = ["x,y,c", "1,2,a", "2,1,z", "2,3,a", "", "-1,-2,b", "-3,-2,b", "3,4,b", "4,5,a"]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    spec = 'dataset d { from "t.csv" label "c" positive "a" negative "b" }\nneuron softplus\nloss polynomial_hinge(3)\n'
    path = _spec(tmp_path, f"{spec}network {{ shortcut = 1 softplus  hidden bias  output bias }}\n")
    answer = run(str(path), "--no-search", "--relax", "-o", "text", "-o", "json=r.json")
    assert "after one change: sample 5 left out (row 8 of t.csv)." in " ".join(answer.stdout.split())
    first = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["relax"]["repair"]
    assert first["move"] == "sample 5 left out (row 8 of t.csv)"


def test_only_single_specs(run, tmp_path):
    _spec(tmp_path, XOR)
    both = run(str(tmp_path), "--relax")
    assert both.returncode == 2
    assert "take a single spec" in both.stderr


def test_moves_are_other_problems():
    spec = loads(XOR).spec
    assert spec is not None
    verdict = judge(spec, Options(search=False))
    names = hypotheses(verdict.derivations[0].variant, verdict.statuses)
    assert {"neuron.strictly_convex", "loss.active", "network.width"} <= set(names)
    for name in names:
        moves = list(breaking(spec.problem, name))
        assert moves
        digests = {move.problem.digests["problem"] for move in moves}
        assert spec.problem.digests["problem"] not in digests
        assert len(digests) == len({move.change for move in moves}) == len(moves)
    words = [sentence(move.change) for move in repairing(spec.problem)]
    assert len(words) == len(set(words))


@pytest.mark.slow
def test_ctrl_c_ends_all_of_relaxing(monkeypatch):
    """The search of one change turns the interrupt into a verdict; it was meant for the changes that follow as well."""
    spec = loads(XOR).spec
    assert spec is not None
    verdict = judge(spec, Options(search=False))
    made = []

    def cut(about, options):
        made.append(about)
        return replace(verdict, answer=Answer.UNDECIDED, interrupted=True)

    monkeypatch.setattr(relaxing, "decide", cut)
    found = relaxing.relax(verdict, Options(), lambda done, total, stage: None)
    assert found.interrupted
    assert len(made) == 1


TWO_WRONG = """
dataset d { + (1, 0), (2, 1), (3, 0), (-2.7, 0), (-3.3, -1)  - (-1, 0), (-2, 1), (-3, 2), (-4, -3) }
neuron softplus
loss logistic
network { shortcut = 1 softplus  output bias  hidden bias }
"""


def test_the_fewest_samples_are_left_out():
    """Samples 4 and 5 are on the wrong side: no single sample is enough, and every pair that is found is."""
    problem = loads(TWO_WRONG).spec.problem
    assert isinstance(separation(problem), Farkas)
    left = [move for move in repairing(problem) if move.change.code.startswith("move.sample")]
    single = [move for move in left if move.change.code == "move.sample_left_out"]
    assert single
    assert not [move for move in single if isinstance(separation(move.problem), Separation)]
    found = list(separating(problem))
    assert (3, 4) in found
    assert {len(entry) for entry in found} == {2}
    assert all(isinstance(separation(move.problem), Separation) for move in left[: len(found)])


def test_samples_at_zero_with_both_labels_are_not_all_left_out():
    """No set of samples is an answer: without either of the two, one class is empty, and without both, each is."""
    network = "loss hinge network { shortcut = 1 sigmoid }"
    loaded = loads(f"dataset twice {{ + 0  - 0 }} {network}")
    assert loaded.spec is not None, loaded.diagnostics
    assert list(separating(loaded.spec.problem)) == []


@pytest.mark.parametrize("budget", [0, 1, 40, 10**6])
def test_the_search_for_samples_is_bounded(monkeypatch, budget):
    monkeypatch.setattr(rows, "MAX_ENTRIES", budget)
    asked = []
    monkeypatch.setattr(rows, "separate", lambda points, labels: asked.append(len(points)) or separate(points, labels))
    list(separating(loads(TWO_WRONG).spec.problem))
    assert sum(asked) * 3 <= budget + 27


@pytest.mark.slow
def test_repairs_of_real_data(specs):
    verdict = judge(load(specs / "real" / "iris_versicolor_virginica.spec").spec, Options(search=False))
    found = relaxing.relax(verdict, Options(), lambda done, total, stage: None)
    assert [sentence(entry.move) for entry in found.repairs] == ["sample 34 left out", "sample 84 left out"]
    assert all(entry.verdict.answer is Answer.PROVED for entry in found.repairs)
    said = " ".join(relaxation_text(verdict, found).split())
    assert "apply after one change: sample 34 left out (row 85 of iris.csv)." in said
    assert f"Tried, {len(found.tried)} in all: sample 34 left out to sample 84 left out; " in said


def test_ctrl_c_leaves_the_repairs_that_were_found():
    verdict = judge(loads(TWO_WRONG).spec, Options(search=False))
    seen = []

    def stop(done, total, stage):
        seen.append(stage)
        if len(seen) == 3:
            raise KeyboardInterrupt

    found = relaxing.relax(verdict, Options(), stop)
    assert found.interrupted
    assert [sentence(move) for move in found.tried] == seen[:2]
    assert found.repairs
    assert "interrupted" in relaxation_text(verdict, found)


def test_that_a_function_is_defined_is_not_dropped():
    spec = loads(XOR).spec
    assert spec is not None
    verdict = judge(spec, Options(search=False))
    assert not any(name.endswith("defined") for name in hypotheses(verdict.derivations[0].variant, verdict.statuses))


@pytest.mark.parametrize(("neuron", "loss"), [("leaky_relu", "square"), ("relu", "logistic")])
def test_repairs_are_chosen_by_what_they_are(neuron, loss):
    """Also where the name of the spec's own function is one of those that are tried."""
    loaded = loads(XOR.replace("softplus", neuron).replace("polynomial_hinge(3)", loss))
    problems = [move.problem for move in repairing(loaded.spec.problem)]
    neurons = {problem.neuron.name.partition("(")[0] for problem in problems}
    losses = {problem.loss.name.partition("(")[0] for problem in problems}
    assert neurons <= {neuron, "leaky_relu", "softplus", "tanh"}
    assert losses <= {loss, "logistic", "polynomial_hinge"}


@pytest.mark.parametrize(
    "network, theorem, change",
    [
        ("deep = 2 relu -> 2 relu", "thm.linear", "move.linear_skip"),
        ("shortcut = 1 relu", "thm.linear", "move.linear_skip"),
        ("deep = 2 relu -> 2 relu  hidden bias", "thm.exponential", "move.exponential"),
        ("deep = 2 relu -> 2 relu  output bias", "thm.residual", "move.residual_head"),
    ],
)
def test_a_helping_part_is_a_repair(network, theorem, change):
    """A linear skip connection, or one in a residual head, or a penalised exponential neuron: the theorem applies to
    the changed problem.
    """
    data = "dataset line { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }"
    spec = loads(f"{data}\nloss squared_hinge\nnetwork {{ {network} }}").spec
    made = next(move for move in repairing(spec.problem) if move.change.code == change)
    assert sentence(made.change)
    verdict = judge(replace(spec, problem=made.problem), Options(search=False))
    assert theorem in verdict.theorems


def test_a_linear_branch_is_bent():
    data = "dataset line { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }"
    spec = loads(f"{data}\nloss squared_hinge\nnetwork {{ deep = 2 linear -> 2 linear }}").spec
    made = [move for move in breaking(spec.problem, "network.linear_part") if move.change.code == "move.bent"]
    assert len(made) == 1
    verdict = judge(replace(spec, problem=made[0].problem), Options(search=False))
    assert verdict.statuses["network.linear_part"] is Status.FAILS
    assert verdict.answer is Answer.REFUTED


def test_last_layers_become_narrower_and_wider():
    """The last hidden layer of a deep network: one unit less breaks thm.wide_deep, one more mends it."""
    text = "dataset line { + 0, 1  - 2, 5 }\nloss square\nnetwork { deep = 1 tanh -> %s hidden bias }\nclaim no_valley"
    spec = loads(text % "3 tanh + 1 relu").spec
    made = [move for move in breaking(spec.problem, "network.wide_resolving") if move.change.code == "move.last_layer"]
    assert [move.problem.network.deep[-1].width for move in made] == [3, 2]
    assert sentence(made[0].change) == "3 units in the last hidden layer of the branch deep"
    verdict = judge(replace(spec, problem=made[0].problem), Options(search=False))
    assert verdict.statuses["network.wide_resolving"] is Status.FAILS
    narrow = loads(text % "3 tanh").spec
    (first, *_) = (move for move in repairing(narrow.problem) if move.change.code == "move.last_layer")
    assert judge(replace(narrow, problem=first.problem), Options(search=False)).theorems[0] == "thm.wide_deep"
    residual = loads("dataset line { + 0  - 2 }\nloss square\nnetwork { deep = 1 tanh -> residual }").spec
    assert "move.last_layer" not in {move.change.code for move in repairing(residual.problem)}


def test_a_residual_head_stands_alone():
    data = "dataset line { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }\nloss squared_hinge\n"
    networks = ("shortcut = 1 relu", "deep = 2 tanh -> 2 relu beside = 1 relu", "deep = 2 tanh -> residual")
    for network in networks:
        spec = loads(f"{data}network {{ {network} }}").spec
        assert "move.residual_head" not in {move.change.code for move in repairing(spec.problem)}


def test_the_skip_connection_of_a_residual_head_is_needed():
    """Without it the head is a layer of linear units, and nothing else is lost."""
    data = "dataset line { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }"
    spec = loads(f"{data}\nloss squared_hinge\nnetwork {{ output bias  deep = 2 relu -> residual }}").spec
    (made,) = (move for move in breaking(spec.problem, "network.residual") if move.change.code == "move.no_skip")
    assert made.problem.network.deep[:-1] == spec.problem.network.deep[:-1]
    found = relaxing.relax(judge(spec, Options(search=False)), Options(search=False), lambda *_: None)
    (relaxed,) = (entry for entry in found.relaxed if entry.hypothesis == "network.residual")
    assert relaxed.move == made.change
    assert relaxed.verdict is not None
    assert relaxed.verdict.answer is Answer.REFUTED


@pytest.mark.parametrize("network, theorem", [
    ("shortcut = 2 silu", "thm.independent"),
    ("deep = 2 gelu -> 1 softplus  hidden bias  output bias", "thm.independent_funnel"),
    ("deep = 2 tanh -> 2 softplus  output bias", "thm.independent_narrow"),
])  # fmt: skip
def test_what_a_theorem_rests_on_is_examined_though_a_hypothesis_of_it_fails(network, theorem):
    """An inactive loss rules the theorem out; that the neurons turn is costly, and is still not said to fail."""
    spec = loads(f"dataset d {{ + (1, 0, 0), (0, 1, 1)  - (0, 0, 1) }}\nloss square\nnetwork {{ {network} }}").spec
    verdict = judge(spec, Options(search=False))
    assert verdict.derivations[0].variant == theorem
    relaxed = relaxing._relaxed(verdict, theorem, "loss.active", Options(search=False), lambda *_: None)
    assert relaxed.alone
    assert relaxed.verdict.rules == ("rule.margin",)


def test_a_change_is_looked_at_no_further_than_the_answer_needs(monkeypatch):
    """Of a change that keeps the hypothesis that one condition alone; and what is being tried is shown."""
    data = "dataset d { + (1, 2), (2, 1), (3, 3)  - (-1, 0), (0, -2) }\nneuron softplus\nloss logistic\n"
    spec = loads(f"{data}network {{ shortcut = 2 softplus  hidden bias  output bias }}").spec
    verdict, options = judge(spec, Options(search=False)), Options(search=False)
    settled, told, decided = [], [], []
    monkeypatch.setattr(relaxing, "decide", lambda *_: decided.append(1) or verdict)
    original = findings.settle
    monkeypatch.setattr(findings, "settle", lambda case, name: settled.append(name) or original(case, name))
    found = relaxing.relax(verdict, options, lambda done, total, words: told.append(words))
    tried = sum(entry.tried for entry in found.relaxed)
    assert len(told) == tried > 50
    assert told[0].startswith("without loss.c1: the loss ")
    assert len(settled) < 25 * tried
    assert len(decided) < tried / 2


def test_other_neurons_and_losses_are_tried_where_a_unit_matches_the_loss():
    spec = load(SPECS / "theorems" / "matching_arsinh.spec").spec
    codes = {move.change.code for move in breaking(spec.problem, "network.matching")}
    assert codes == {"move.neuron", "move.loss"}
