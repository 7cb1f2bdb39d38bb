"""Wherever a verdict stands without its report, what it is about is said: sweeps, folders, JUnit, certificates."""

import csv
import json
from xml.etree import ElementTree

import pytest

from theoremcheck.report.atlas.family import family_page
from theoremcheck.sweep.axes import parse_axes
from theoremcheck.sweep.rows import Row

DATA = "dataset d { + (1, 2), (2, 1), (3, 3)  - (-1, 0), (0, -2) }\n"
RELU = f"{DATA}neuron relu\nloss logistic\nlet M = 2\nnetwork {{ shortcut = M relu  hidden bias  output bias }}\n"
SMOOTH = RELU.replace("relu", "softplus")
ASSUMED = SMOOTH.replace(DATA, "dataset d { dimension 2  assume linearly_separable }\n")
ROOT = "neuron root2(z) = sqrt(2)*z\n"  # no point is made of units with irrational slopes
QUARTER, HALF = "claim error at most 1/4\n", "claim error at most 1/2\n"


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_sweep_names_the_claim_in_each_of_its_outputs(run, written, tmp_path):
    written("f.spec", SMOOTH + "claim global\n")
    outputs = ("-o", "r.jsonl", "-o", "r.csv", "-o", "r.html", "-o", "r.svg")
    done = run("sweep", "f.spec", "--over", "M=1..2", *outputs)
    assert done.stdout == "2 problems of claim global: 2 proved.\n"
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [row["claim"] for row in rows] == ["global", "global"]
    assert [row["claim"] for row in csv.DictReader((tmp_path / "r.csv").open())] == ["global", "global"]
    assert "<td>global</td><td>proved</td>" in (tmp_path / "r.html").read_text()
    assert "f.spec of claim global: M" in (tmp_path / "r.svg").read_text()


def test_rows_of_earlier_versions_get_their_claim_when_a_sweep_goes_on(run, written, tmp_path):
    written("f.spec", SMOOTH + QUARTER)
    command = ("sweep", "f.spec", "--over", "M=1..2", "-o", "r.jsonl")
    assert run(*command).stdout == "2 problems of claim error at most 1/4: 2 proved.\n"
    place = tmp_path / "r.jsonl"
    earlier = [json.loads(line) for line in place.read_text().splitlines()]
    for row in earlier:
        del row["claim"]
    place.write_text("".join(f"{json.dumps(row)}\n" for row in earlier))
    assert run("replay", "f.spec", "r.jsonl").stdout == "2 rows: 2 confirmed.\n"
    assert run(*command).stdout == "2 problems of claim error at most 1/4: 2 proved; 2 were known before.\n"
    assert {json.loads(line)["claim"] for line in place.read_text().splitlines()} == {"error at most 1/4"}


def test_a_row_about_another_claim_is_not_borne_out(run, written):
    written("f.spec", SMOOTH)
    run("sweep", "f.spec", "--over", "M=1", "-o", "r.jsonl")
    written("f.spec", SMOOTH + "claim no_bad_smooth\n")
    found = run("replay", "f.spec", "r.jsonl")
    assert found.returncode == 1
    assert "it is about claim no_bad, the spec claims no_bad_smooth" in found.stdout


def test_a_page_names_what_is_missing_and_the_rows_have_all_that_fails(run, written, tmp_path):
    written("f.spec", RELU)
    run("sweep", "f.spec", "--over", "M=2", "-o", "r.jsonl", "-o", "r.html")
    (row,) = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert 0 < len(row["missing"]) < 20 < len(row["failing"])
    page = (tmp_path / "r.html").read_text()
    assert all(name in page for name in row["missing"])
    assert not [name for name in row["failing"] if name not in row["missing"] and name in page]


def test_a_long_list_of_conditions_is_folded_on_a_page():
    names = tuple(f"neuron.{letter}" for letter in "abcdef")
    page = family_page(parse_axes(["M=2"]), (Row("k", (("M", "2"),), verdict="undecided", failing=names),), "f")
    assert f"<summary>{', '.join(names[:3])}, and 3 more</summary>{', '.join(names)}</details>" in page


def test_a_folder_and_junit_name_other_claims_than_the_usual_one(run, written, tmp_path):
    (tmp_path / "d").mkdir()
    written("d/a.spec", SMOOTH + "claim global\n")
    written("d/b.spec", SMOOTH)
    done = run("d", "--no-search", "-o", "text", "-o", "junit=j.xml", "-o", "markdown=m.md", "-o", "sarif=s.sarif")
    assert "d/a.spec: claim global: proved by thm." in done.stdout
    assert "d/b.spec: proved by thm.separable" in done.stdout
    assert "2 specs (claims: 1 global, 1 no_bad): 2 proved." in done.stdout
    cases = ElementTree.parse(tmp_path / "j.xml").iter("testcase")
    assert [case.find("properties/property").attrib for case in cases] == [
        {"name": "claim", "value": "global"},
        {"name": "claim", "value": "no_bad"},
    ]
    assert "| [a](d/a.spec) | global | thm." in (tmp_path / "m.md").read_text()
    assert "claim global: proved by" in (tmp_path / "s.sarif").read_text()


def test_a_folder_with_the_usual_claim_alone_needs_no_words(run, written, tmp_path):
    (tmp_path / "d").mkdir()
    written("d/a.spec", SMOOTH)
    written("d/b.spec", RELU)
    assert run("d", "--no-search").stdout.splitlines()[-1] == "2 specs: 1 proved, 1 refuted."


@pytest.mark.parametrize(
    ("text", "claim", "answer"),
    [
        (SMOOTH, "", "proves the claim of the spec (claim no_bad: every local minimum of L has training error 0)."),
        (SMOOTH, QUARTER, "proves the claim of the spec (claim error at most 1/4: the training error is at most 1/4"),
        (SMOOTH, "claim no_valley\n", "says nothing (claim no_valley:"),
        (RELU, "", "refutes the claim of the spec (claim no_bad: every local minimum of L has training error 0)."),
        (RELU, QUARTER, "refutes the claim of the spec (claim error at most 1/4:"),
        (RELU, HALF, "says nothing (claim error at most 1/2:"),
        (RELU, "claim global\n", "says nothing (claim global:"),
        (ASSUMED, "", "proves the claim of the spec, from what is assumed (claim no_bad:"),
    ],
)
def test_verify_says_what_becomes_of_the_claim(run, written, text, claim, answer):
    spec, asked = written("a.spec", text), written("b.spec", text + claim)
    assert run(spec, "--no-search", "-q", "--certificate", "c.json").returncode in (0, 1, 3)
    for options in ((), ("-q",)):
        found = run("verify", asked, "c.json", *options)
        assert found.returncode == 0
        assert answer in " ".join(found.stdout.split())


def test_verify_says_what_to_compare_and_shortens_long_lists(run, written):
    spec = written("a.spec", RELU)
    run(spec, "--no-search", "-q", "--certificate", "c.json")
    said = " ".join(run("verify", spec, "c.json").stdout.split())
    assert "Compare that with the problem you mean, or its digest with the one you were told" in said
    assert "holds: loss.defined, neuron.defined, neuron.flat_piece," in said
    assert "minimum.flat, " in said  # what carries the goal is always there
    assert said.count(" more ") >= 2
    assert len(said) < 2000


def test_verify_of_claims_about_conditions_alone(run, written):
    spec = written("a.spec", SMOOTH.replace("(-1, 0)", "(2, 2)") + "claim global\n")
    assert run(spec, "--no-search", "-q", "--certificate", "c.json").returncode == 3
    said = " ".join(run("verify", spec, "c.json").stdout.split())
    assert "no theorem is claimed. Of the claim of the spec that says nothing (claim global:" in said


@pytest.mark.parametrize(
    ("data", "network", "bound", "said"),
    [
        ("+ (-1), (1)  - (0)", "shortcut = 1 linear", "1/4",
         "1/4, as is claimed: at one it is 1/3, with 1 of 3 samples wrong."),
        ("+ (-1), (1)  - (0), 3 * (2)", "shortcut = 1 linear", "1/10",
         "1/10, as is claimed: at one it is at least 1/3, with 2 of 4 samples wrong."),
        ("+ (0), (0), (3)  - (1), (5), (1)", "deep = 1 linear -> 1 linear", "1/10",
         "1/10, as is claimed: at one it is 1/2, with 3 of 6 samples wrong."),
        ("+ (0), (0), (3)  - (1), (5), (1)", "deep = 1 root2 -> 1 root2", "1/10",
         "1/10, as is claimed: at one it is at least 1/6, with 1 to 6 of 6 samples wrong."),
    ],
)  # fmt: skip
def test_a_refuted_bound_says_the_error_and_the_claim(run, written, data, network, bound, said):
    """Not that a minimum is bad, which is another claim."""
    problem = f"{ROOT}dataset d {{ {data} }}\nloss logistic\nnetwork {{ {network}  output bias }}\n"
    written("f.spec", f"{problem}claim error at most {bound}\n")
    shown = " ".join(run("f.spec", "--no-search").stdout.split())
    assert f": not every local minimum of L has a training error of at most {said}" in shown
    assert "bad local minimum" not in shown.partition("network")[0]
    assert "(Bad:" not in shown
    page = " ".join(run("f.spec", "--no-search", "-o", "markdown").stdout.replace("\\", "").split())
    assert said in page
    typeset = run("f.spec", "--no-search", "-o", "latex").stdout
    assert f"Not every local minimum of $L$ has a training error of at most {said}" in typeset


def test_a_minimum_without_a_point(run, written, tmp_path):
    """docs/json.md and docs/verdicts.md tell of it."""
    data, deep = "+ (0), (0), (3)  - (1), (5), (1)", "deep = 1 root2 -> 1 root2  output bias"
    written("f.spec", f"{ROOT}dataset d {{ {data} }}\nloss logistic\nnetwork {{ {deep} }}\n")
    found = json.loads(run("f.spec", "--no-search", "-o", "json").stdout)
    assert found["rules"] == ["rule.linear_increasing"]
    assert (found["minimum"], found["standing"]) == (None, None)
    shown = " ".join(run("f.spec", "--no-search").stdout.split())
    assert "with 1 to 6 of 6 samples wrong" in shown
    assert "it exists by the theory, and no point was computed" in shown
