"""A spurious valley that refutes is reported as one, and in no format as a local minimum."""

import json
import pickle
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck as tc
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.relax.run import relax
from theoremcheck.report.formats.appendix import appendix
from theoremcheck.report.formats.markdown import row
from theoremcheck.report.pictures.scene import scene
from theoremcheck.report.relaxation import relaxation_json, relaxation_text
from theoremcheck.report.standing import standing
from theoremcheck.report.valley import Levels, levels, valley_json
from theoremcheck.verdict.judge import accompany, judge
from theoremcheck.verdict.values import Refutation

TEXT = """
dataset k { + (1), (2), (3)  - (-1) }
loss logistic
neuron relu
network { shortcut = 1 relu hidden bias }
claim no_valley
"""
DEEP = """
dataset k { + (1, 0), (2, 1), (2, 3)  - (-2, -1) }
loss logistic
network { hidden bias %s = 3 tanh -> 1 relu }
claim no_valley
"""
KINDS = {
    "shortcut": TEXT,
    "deep": DEEP % "deep",
    "beside": DEEP % "beside",
    "negative neuron": TEXT.replace("neuron relu", "neuron sunk(z) = -max(0, z)").replace("1 relu", "1 sunk"),
    "class losses": """
dataset line { + 1  - 3 * -1 }
neuron sigmoid
loss + logistic
loss - squared_hinge
network { shortcut = 1 sigmoid }
claim no_valley
""",
    "penalties": TEXT + "objective { regularizer = 1/1000 * l2(a) }",
}
CALLED = re.compile(r"(certified|bad|strict|local|global) (local )?minimum|the minimum|local minimum that")
"""What a minimum is called."""
HONEST = re.compile(
    r"need not be a local\s+minimum|need not have a (local )?minimum|no local minimum|strict local minimum"
)


@pytest.fixture(scope="module")
def verdict():
    found = tc.check(TEXT, search=False)
    assert found.rules == ("rule.valley",)
    return found


def said(text):
    """The text on one line, without what says that there need be no minimum."""
    return HONEST.sub("", " ".join(text.split()))


@pytest.mark.parametrize("name", KINDS)
def test_the_levels_are_those_of_the_proof(name):
    spec = loads(KINDS[name]).spec
    found = judge(spec, Options(search=False))
    (entry,) = found.refutations
    assert entry.rule == "rule.valley"
    assert entry.evidence is None
    assert found.minima == ()
    own = levels(spec.problem, entry.valley)
    assert own.here.upper < own.wall.lower
    assert own.there.upper < own.bound.lower
    names = {"deep": "deep.output[1]", "beside": "beside.output[1]"}
    assert own.weight == names.get(name, "a")
    known = valley_json(found)
    weights = known["parameters"].get(name) or {"output": known["parameters"]["a"]}
    lower = known["lower_parameters"].get(name) or {"output": known["lower_parameters"]["a"]}
    assert (Fraction(weights["output"][0]) < 0) is own.negative is (Fraction(lower["output"][0]) > 0)


def test_the_text_names_levels_and_parameters(verdict):
    text = " ".join(verdict.report.split())
    assert re.search(r"L is 0\.\d+ at a = -\S+, w = \(\S+\), b = \S+\. Where the output weight a is 0", text)
    assert "L is at least 0.693147, so no path on which L stays below that" in text
    assert re.search(r"Where a < 0, L is at least 0\.\d+, but it is 0\.\d+ at a = \S+, w = \(\S+\), b = \S+\.", text)
    assert re.search(r"objective\.valley a = \S+ w = \(\S+\), b = \S+; lower at a = \S+ w = ", text)
    assert "need not be a local minimum" in text
    assert not CALLED.search(said(verdict.report))
    assert standing(verdict) is None


def test_the_wall_is_that_of_the_output_0(verdict):
    own = levels(verdict.spec.problem, verdict.refutations[0].valley)
    assert own.shown()[1] == "0.693147"  # log 2
    assert own.bound.lower < Fraction(3, 4) * own.wall.upper + Fraction(1, 10**20)  # l >= 0 on class -


@settings(max_examples=50, deadline=None)
@given(
    st.fractions(0, 10, max_denominator=10**9),
    st.fractions(Fraction(1, 10**30), 1, max_denominator=10**30),
    st.fractions(Fraction(1, 10**30), 1, max_denominator=10**30),
)
def test_rounded_levels_keep_their_order(start, first, second):
    """What is shown of a level is less than what is shown of the bound above it, and no bound is rounded up."""
    one, other = start + first, start + second
    values = (Enclosure.exactly(entry) for entry in (start, one, other, start))
    here, wall, bound, there = map(Fraction, Levels("a", True, *values).shown())
    assert here < wall <= one
    assert there < bound <= other


def test_no_search_follows_as_a_lower_point_is_known():
    decided = judge(loads(TEXT).spec, Options(search=False))
    assert decided.search is None
    followed = accompany(tc.check(TEXT, search=False), Options())
    assert followed.search_note.code == "search.not_asked"
    found = tc.check(TEXT)
    assert found.search is None
    assert found.search_note.code == "search.lower_known"
    assert "no search was made: what refutes the claim has a point with a smaller L." in " ".join(found.report.split())


def test_a_search_that_is_asked_for_is_told():
    found = tc.check(TEXT, starts=2)
    assert found.search.starts == 2
    assert found.search_note is None
    assert "Search: 2 starts in floats" in " ".join(found.report.split())


def test_json_has_a_field_of_its_own(verdict):
    found = verdict.to_json()
    assert found["minimum"] is None
    assert found["standing"] is None
    own = found["valley"]
    assert (own["rule"], own["weight"], own["sign"]) == ("rule.valley", "a", "negative")
    ends = {name: [Fraction(own[name][end]) for end in ("lower", "upper")] for name in ("objective", "wall", "bound")}
    assert ends["objective"][1] < ends["wall"][0]
    assert Fraction(own["lower_objective"]["upper"]) < ends["bound"][0]
    assert tc.check(TEXT.replace("claim no_valley", ""), search=False).to_json()["valley"] is None


def test_python_has_no_minimum_and_both_points(verdict):
    assert verdict.minimum is None
    assert verdict.minima == ()
    assert repr(verdict.refutations) == "(<Refutation by rule.valley>,)"
    inside, lower = verdict.valley
    spec = tc.loads(TEXT)
    assert spec.evaluate(lower).loss.upper < spec.evaluate(inside).loss.lower
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    bad = tc.check(TEXT.replace("claim no_valley", ""), search=False)
    assert bad.valley is None
    assert bad.minimum is not None
    assert bad.minima == bad.refutations


def test_pages_and_notebooks_speak_of_a_valley(verdict):
    shown = verdict._repr_html_()
    assert "The valley" in shown
    assert "L where a = 0, at least" in shown
    for text in (shown, verdict._repr_markdown_()):
        assert "The minimum" not in text
        assert not CALLED.search(said(text))
    page = re.sub(r"<script.*?</script>", "", verdict.page(), flags=re.S)
    assert not CALLED.search(said(page))
    assert "certified minimum" not in page
    assert "No spectrum is drawn" not in page


def test_pictures_show_the_way_and_no_slice(verdict):
    drawn = verdict.pictures()
    assert {"data", "segment"} <= set(drawn)
    assert not {"slice", "spectrum"} & set(drawn)
    own = scene(verdict)
    assert (own.certified, own.name) == (False, "a point in the valley")


def test_latex_speaks_of_a_valley(verdict):
    for text in (verdict._repr_latex_(), appendix(verdict, standalone=True)):
        assert r"$L$ has a spurious valley: for some $c$ a path component of $\{L < c\}$" in text
        assert "where $a$ is $0$, it is at least $0.693147$" in text
        assert not CALLED.search(said(text))
        assert "samples wrong" not in text
    assert "around the certified minimum" not in appendix(verdict, standalone=False)


def test_latex_of_a_large_network():
    text = tc.check(DEEP % "deep", search=False)._repr_latex_()
    assert r"where \texttt{deep.output[1]} is $0$" in text


def test_the_table_of_a_corpus(verdict, tmp_path):
    cells = row(verdict, tmp_path).cells
    assert cells[2:] == ("no_valley", "rule.valley", "no minimum: a valley", "")


@pytest.mark.slow
def test_relaxing_says_what_was_certified():
    text = "dataset p { + 2 * (1)  - (-1) }\nloss logistic\nnetwork { shortcut = 2 softplus }\nclaim no_valley"
    proved = judge(loads(text).spec, Options(search=False))
    found = relax(proved, Options(search=False), lambda *_: None)
    words = " ".join(relaxation_text(proved, found).split())
    assert "M = 1: only this fails, and rule.valley certifies a spurious valley" in words
    (entry,) = (entry for entry in relaxation_json(proved.spec, found)["hypotheses"] if entry["rule"] == "rule.valley")
    assert entry["wrong"] is None


@pytest.mark.parametrize("name", ["rule.valley", "rule.basin", "rule.flat"])
def test_what_is_a_minimum(name):
    assert Refutation(name, None, 0, 0).is_minimum is (name != "rule.valley")


def test_files_of_the_minimum_are_not_written(run, tmp_path):
    (tmp_path / "v.spec").write_text(TEXT)
    for options, target in ((("--minimum", "m.json"), "m.json"), (("-o", "npz=m.npz"), "m.npz"),
                            (("-o", "minimum=o.json"), "o.json")):  # fmt: skip
        done = run("v.spec", *options)
        assert f"{target} was not written: rule.valley shows a spurious valley, and no local minimum" in done.stderr
        assert not (tmp_path / target).exists()


def test_families_count_no_samples_as_wrong(run, tmp_path):
    (tmp_path / "f.spec").write_text(TEXT.replace("(1),", "(t),") + "let t = 1\n")
    sweep = ("sweep", "f.spec", "--over", "t=1,2", "-o", "r.jsonl", "-o", "csv=/dev/stdout")
    assert ",,,," in run(*sweep).stdout.splitlines()[1]
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [(entry["by"], entry["wrong"]) for entry in rows] == [(["rule.valley"], None)] * 2
    assert run("replay", "f.spec", "r.jsonl").stdout == "2 rows: 2 confirmed.\n"
    assert "2 were known before" in run("sweep", "f.spec", "--over", "t=1,2", "-o", "r.jsonl").stdout


@pytest.mark.slow
def test_hunting_and_shrinking_keep_the_rule(run, tmp_path):
    (tmp_path / "f.spec").write_text(TEXT.replace("(1),", "(t),") + "let t = 1\n")
    assert "refuted by rule.valley" in run("hunt", "f.spec", "--over", "t=1,2", "-o", "small.spec").stderr
    assert tc.check(str(tmp_path / "small.spec"), search=False).rules == ("rule.valley",)
    assert "rule.valley is kept" in run("shrink", "small.spec", "-o", "less.spec").stderr
