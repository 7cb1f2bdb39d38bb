"""A verdict on the layers above frozen ones speaks of the problem that the file states: its points, papers, pickles."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction as Q
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck as tc
from theoremcheck.cli import verify
from theoremcheck.language.spec import READ_AS
from theoremcheck.options import DEFAULTS
from theoremcheck.relax.run import relax
from theoremcheck.report.display.latex import problem_latex
from theoremcheck.report.formats.appendix import appendix
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import borne_out
from theoremcheck.sweep.rows import key_of, row_of
from theoremcheck.trusted.data.frozen_layers import lowered, lowered_centre
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict import judge
from theoremcheck.verdict.above import settles, stated_centre, stated_parameters
from theoremcheck.verdict.pointwise.evaluation import evaluate_at

SPECS = Path(__file__).parents[2] / "specs"
ORDER = SPECS / "counterexamples" / "frozen_layer_order.spec"
BEGIN = ORDER.read_text("utf-8").partition("expect")[0]
ABOVE = (
    ORDER,
    SPECS / "theorems" / "frozen_layer_data.spec",
    SPECS / "theorems" / "frozen_layer_valley.spec",
    SPECS / "theorems" / "frozen_two_layers.spec",
)
HALVES = """
dataset d { + (1, 0), (0, 1)  - (0, 0), (1, 1) }
loss hinge
network { deep = 2 relu with bias -> 2 relu with bias  output bias  frozen deep.1 = (1, 1, 1, 1, 0, -1) }
claim global
"""
VALLEY = """
dataset k { + (1), (2), (3)  - (-1) }
loss logistic
network { deep = 1 linear without bias -> 1 relu with bias  frozen deep.1.weights = (2) }
claim no_valley
"""


@pytest.fixture(scope="module")
def order() -> tc.Verdict:
    found = tc.check(ORDER)
    assert found.rules[0] == "rule.order"
    assert found.spec.stated is not None
    return found


# --- points -----------------------------------------------------------------------------------------------------------


def test_the_minimum_is_a_point_of_the_problem_stated(order: tc.Verdict) -> None:
    spec = tc.load(ORDER)
    written = order.to_json()["minimum"]
    assert isinstance(written, dict)
    blocks = written["parameters"]
    assert order.minimum["deep"]["layers"][0]["weights"] == ((2,),)
    assert [str(entry) for entry in order.minimum["deep"]["output"]] == blocks["deep"]["output"]
    there = spec.evaluate(order.minimum)
    assert abs(there.loss.middle - Q(written["objective"])) < Q(1, 10**20)
    assert tc.certify(spec, order.minimum).standing.value != "not critical"


def test_the_minimum_certifies() -> None:
    spec = tc.loads(HALVES)
    found = tc.check(spec.read_as(lowered(spec.problem)), search=False)
    assert (found.verdict, found.spec.stated) == ("refuted", spec.problem)
    report = tc.certify(spec, found.minimum)
    assert (report.standing.value, report.minimum.distance) == ("certified", 0)


def test_the_points_of_a_valley_are_points_of_the_problem_stated() -> None:
    spec = tc.loads(VALLEY)
    found = tc.check(spec.read_as(lowered(spec.problem)), search=False)
    assert found.rules == ("rule.valley",)
    known = found.to_json()["valley"]
    assert isinstance(known, dict)
    assert known["weight"] == "deep.output[1]"
    assert found.valley is not None
    for point, blocks, height in zip(
        found.valley, ("parameters", "lower_parameters"), ("objective", "lower_objective"), strict=True
    ):
        there = spec.evaluate(point)
        assert Q(known[height]["lower"]) <= there.loss.upper
        assert there.loss.lower <= Q(known[height]["upper"])
        assert known[blocks]["deep"]["layers"][0]["weights"] == [["2"]]
        assert [Q(entry) for entry in known[blocks]["deep"]["output"]] == list(point["deep"]["output"])


def test_the_path_is_one_of_the_problem_stated() -> None:
    spec = tc.loads(f"{BEGIN}claim no_valley\n")
    found = tc.check(spec)
    assert found.spec.stated is not None
    way = found.to_json()["path"]
    assert isinstance(way, dict)
    start = tuple(map(Q, way["start"]))
    assert start == stated_centre(found.spec, found.path.start) != found.path.start
    assert meets(evaluate_at(spec.problem, start).loss, way["loss"])
    for piece in way["pieces"]:
        assert not piece["scales"]
        for ends, height in ((lambda entry: entry[:1], "before"), (lambda entry: entry, "after")):
            point = tuple(
                sum(map(Q, ends(entry["numerator"]))) / sum(map(Q, ends(entry["denominator"])))
                for entry in piece["parameters"]
            )
            assert meets(evaluate_at(spec.problem, point).loss, piece[height])


def meets(value, written) -> bool:
    """True if an enclosure and an interval of the JSON report have a number in common."""
    return Q(written["lower"]) <= value.upper and value.lower <= Q(written["upper"])


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([tc.load(path) for path in ABOVE]), st.data())
def test_the_order_is_the_inverse_of_that_of_the_kernel(spec: tc.Spec, data: st.DataObject) -> None:
    above = spec.read_as(lowered(spec.problem))
    layout, own = Layout.of(spec.problem), Layout.of(above.problem)
    at = tuple(data.draw(st.fractions(-3, 3, max_denominator=4)) for _ in layout.trained)
    there = lowered_centre(spec.problem, at)
    assert stated_centre(above, there) == at
    assert stated_parameters(above, own.full(there)) == layout.full(at)
    assert stated_centre(spec, at) == at
    assert stated_parameters(spec, layout.full(at)) == layout.full(at)


# --- what is said of it -----------------------------------------------------------------------------------------------


def test_a_paper_states_the_problem_of_the_user_first(order: tc.Verdict) -> None:
    made = order._repr_latex_()
    assert made.startswith(problem_latex(order.spec.original))
    first, said, second = made.partition("It is read as the problem of the layers above those that are frozen")
    assert said
    assert r"\mathrm{deep.1.weights} = 2" in first
    assert problem_latex(order.spec.problem) in second
    assert "read as the problem of the layers above" in appendix(order, standalone=False)


def test_cards_show_both_problems(order: tc.Verdict) -> None:
    made = order._repr_markdown_()
    assert made.index("deep.1.weights = 2") < made.index("Read as the problem of the layers above")
    assert made.count("read as the problem") + made.count("Read as the problem") == 1
    assert "1 -&gt; 2 units" in made


def test_the_reading_is_remarked_where_there_is_no_room_for_two_problems(order: tc.Verdict) -> None:
    assert order.to_json()["notes"][-1] == READ_AS
    assert order.spec.text.startswith(f"# {READ_AS}\n")
    assert order.report.count("ead as the problem of the layers") == 1
    assert READ_AS not in tc.load(ORDER).remarks


def test_changes_of_what_was_read_without_frozen_layers_are_problems_of_their_own() -> None:
    found = tc.check(SPECS / "theorems" / "frozen_layer_data.spec", search=False)
    assert found.spec.stated is not None
    made = relax(found, replace(DEFAULTS, search=False), lambda *_: None)
    changed = [entry.verdict for entry in made.relaxed if entry.verdict is not None]
    assert changed
    assert all(entry.spec.stated is None for entry in changed)


def test_a_certificate_of_other_data_is_refused_for_these(tmp_path: Path, order: tc.Verdict, capsys) -> None:
    order.save_certificate(tmp_path / "c.json")
    other = tmp_path / "other.spec"
    other.write_text(BEGIN.replace("+ 0", "+ 1/2"), "utf-8")
    assert verify.run(other, tmp_path / "c.json", (), quiet=True) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "dataset changed" in said
    assert "without its frozen layers" not in said
    assert verify.run(ORDER, tmp_path / "c.json", (), quiet=True) == 0


# --- pickles, rows, interruption --------------------------------------------------------------------------------------


def test_a_pickle_with_another_problem_stated_is_refused(order: tc.Verdict) -> None:
    assert pickle.loads(pickle.dumps(order)) == order
    others = (
        tc.loads(BEGIN.replace("(2)", "(3)")).problem,  # other outputs of the frozen layer
        tc.loads(BEGIN.replace("+ 0", "+ 1/2")).problem,
        tc.loads("dataset d { + (1, 0), (0, 1) - (0, 0), (1, 1) } loss logistic network { shortcut = 2 relu }").problem,
    )
    for other in others:
        forged = replace(order, spec=replace(order.spec, stated=other))
        with pytest.raises(ValueError, match="follows from its facts"):
            pickle.loads(pickle.dumps(forged))


def test_a_pickle_that_does_not_carry_over_is_refused() -> None:
    spec = tc.load(SPECS / "open" / "frozen_layer_smooth.spec")
    alone = tc.check(spec.read_as(lowered(spec.problem)), search=False)
    assert (alone.verdict, settles(alone)) == ("refuted", False)
    with pytest.raises(ValueError, match="follows from its facts"):
        pickle.loads(pickle.dumps(alone))


def test_a_kept_row_is_about_what_its_certificate_names(order: tc.Verdict) -> None:
    spec = tc.load(ORDER)
    row = row_of(order, key_of(spec, DEFAULTS), Point(()))
    found = borne_out(spec, row)
    assert not isinstance(found, str), found
    assert (found.spec.stated, found.rules) == (spec.problem, order.rules)
    other = tc.loads(BEGIN.replace("(2)", "(3)"))
    moved = replace(row, problem=other.problem.digests["problem"])
    assert "changed" in borne_out(other, moved)


def test_no_search_is_made_above_frozen_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one is needed, it is one of the problem that the file states, and there is one alone."""
    seen = []
    found = judge._search
    monkeypatch.setattr(judge, "_search", lambda spec, *rest: (seen.append(spec.stated), found(spec, *rest))[1])
    judge.decide(tc.load(SPECS / "open" / "frozen_layer_smooth.spec"), replace(DEFAULTS, starts=1))
    assert seen == [None]


def test_an_interruption_above_frozen_layers_is_one_of_the_spec(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tc.load(ORDER)
    find_all = judge.find_all

    def interrupted(problem, *rest, **named):
        if problem != spec.problem:
            raise KeyboardInterrupt
        return find_all(problem, *rest, **named)

    monkeypatch.setattr(judge, "find_all", interrupted)
    with pytest.raises(judge.DecisionInterrupted) as raised:
        judge.decide(spec, replace(DEFAULTS, search=False))
    assert raised.value.spec == spec
    assert raised.value.verdict().findings["loss.convex"].fact is not None
