"""A claim for all data, values or functions is refuted by an instance, and by nothing that is none."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from fractions import Fraction as Q
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pace import slow_and_thorough

import theoremcheck as tc
from theoremcheck.cli import verify
from theoremcheck.language.spec import ONE_OF
from theoremcheck.options import DEFAULTS
from theoremcheck.relax.run import relax
from theoremcheck.report.formats.text import why
from theoremcheck.report.reasons import sentence
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import borne_out
from theoremcheck.sweep.rows import key_of, row_of
from theoremcheck.trusted.certificate import check, dumps, issue, loads, subject
from theoremcheck.trusted.instances import Instance, Value, assumed, instance, is_general
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Max, Num, Param, Z, add, mul, parameters, power
from theoremcheck.trusted.problem.model import Dataset, Function, PerClass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict import judge
from theoremcheck.verdict.instances import _instances, _is_as_assumed, candidates
from theoremcheck.verdict.values import Answer, facts_of

SPECS = Path(__file__).parents[2] / "specs"
GENERAL = [path for path in sorted((SPECS / "theorems").glob("*.spec")) if "assume " in path.read_text("utf-8")]
MEANS = SPECS / "counterexamples" / "instance_equal_means.spec"
C1 = SPECS / "counterexamples" / "instance_opaque_c1.spec"
SEPARABLE = SPECS / "theorems" / "any_separable_leaky.spec"
RELU = Function(Max((Num(Q(0)), Z)), "relu")


@pytest.fixture(scope="module")
def means() -> tc.Verdict:
    found = tc.check(MEANS, search=False)
    assert (found.verdict, found.rules[0]) == ("refuted", "rule.affine")
    return found


def data(*positives: tuple[int, ...], negatives: tuple[tuple[int, ...], ...]) -> Dataset:
    points = (*positives, *negatives)
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return Dataset(tuple(tuple(map(Q, point)) for point in points), labels, (Q(1),) * len(points))


def refused(code: str, problem, chosen) -> None:
    with pytest.raises(Refusal) as refusal:
        instance(problem, chosen)
    assert refusal.value.reason.code == code, sentence(refusal.value)


# --- what an instance is ----------------------------------------------------------------------------------------------

CROSSED = data((1, 0), (0, 1), (1, 1), negatives=((0, 0), (2, 2)))


def test_an_instance_is_in_the_ranges_and_of_the_stated_sizes() -> None:
    problem = tc.load(MEANS).problem  # dimension 2, three of class +, 0 <= alpha < 1
    found = instance(problem, Instance(CROSSED, (Value("alpha", Q(0)),)))
    assert not is_general(found)
    assert (found.dataset, found.network, found.objective) == (CROSSED, problem.network, problem.objective)
    for value in (Q(1), Q(2), Q(-1, 10**30)):
        refused("instances.range", problem, Instance(CROSSED, (Value("alpha", value),)))
    half = (Value("alpha", Q(1, 2)),)
    for values in ((), (*half, *half), (*half, Value("beta", Q(1))), (Value("beta", Q(1, 2)),)):
        refused("instances.names", problem, Instance(CROSSED, values))
    refused("instances.data", problem, Instance(None, half))
    for other in (
        data((1, 0), (0, 1), negatives=((0, 0),)),  # two of class +
        data((1,), (2,), (3,), negatives=((0,),)),
        Dataset((), (), ()),
    ):
        refused("instances.sizes", problem, Instance(other, half))
    heavier = replace(CROSSED, weights=(Q(2), *CROSSED.weights[1:]))
    refused("instances.weights", problem, Instance(heavier, half))
    refused("instances.function", problem, Instance(CROSSED, half, RELU))
    refused("instances.function", problem, Instance(CROSSED, half, None, RELU))
    one_class = data((1, 0), (0, 1), (1, 1), negatives=())
    refused("problem.labels", problem, Instance(one_class, half))
    with pytest.raises(Refusal):
        instance(problem, Instance(CROSSED, (Value("alpha", 0.5),)))  # type: ignore[arg-type]


def test_a_function_stands_for_an_opaque_one_everywhere() -> None:
    text = "dataset d { + (1) - (2) } neuron s { assume c1 } loss hinge network { shortcut = 1 s deep = 2 s -> 1 s }"
    problem = tc.loads(text).problem
    found = instance(problem, Instance(None, (), RELU))
    assert found.functions.count(RELU) == 2
    assert all(isinstance(function, Function) for function in found.functions)
    free = Function(mul((Param("beta", None, None, True, True), Z)))
    refused("instances.function", problem, Instance(None, (), free))
    refused("instances.function", problem, Instance(None, (), RELU, RELU))
    refused("instances.none", found, Instance(None, ()))
    assert [entry.condition for entry in assumed(problem, Instance(None, (), RELU))] == ["neuron.defined", "neuron.c1"]
    assert not assumed(problem, Instance(None, ()))


def test_one_opaque_function_that_is_neuron_and_loss_stays_one() -> None:
    problem = tc.loads("dataset d { + (1) - (2) } neuron s { assume c1 } loss hinge network { shortcut = 1 s }").problem
    both = replace(problem, loss=problem.neuron)
    for chosen in (Instance(None, (), RELU), Instance(None, (), None, RELU), Instance(None, (), RELU, RELU)):
        refused("instances.both", both, chosen)
    refused("instances.both", replace(both, loss=PerClass(RELU, problem.neuron)), Instance(None, (), RELU))


def test_values_are_those_of_all_ranges_with_the_name() -> None:
    text = """dataset d { + (1) - (2) }
    neuron s(z) = max(z, alpha * z) assume 0 < alpha < 2
    loss l(z) = log(1 + exp(alpha * z)) assume 1 <= alpha
    network { shortcut = 1 s }"""
    problem = tc.loads(text).problem
    assert len(problem.parameters) == 2
    made = instance(problem, Instance(None, (Value("alpha", Q(1)),)))
    assert not made.parameters
    for value in (Q(1, 2), Q(2)):
        refused("instances.range", problem, Instance(None, (Value("alpha", value),)))


@settings(max_examples=60, deadline=None)
@given(st.fractions(-3, 3, max_denominator=6), st.fractions(-4, 4, max_denominator=3))
def test_substitution_has_the_value_of_the_formula(value: Q, place: Q) -> None:
    """max(z, a z) + a^2 z - a, with a and z put in by hand and by the trusted part."""
    param = Param("a", Q(-3), Q(3), False, False)
    expr = add((Max((Z, mul((param, Z)))), mul((power(param, 2), Z)), mul((Num(Q(-1)), param))))
    problem = tc.loads("dataset d { + (1) - (2) } neuron relu loss hinge network { shortcut = 1 relu }").problem
    found = instance(replace(problem, neuron=Function(expr)), Instance(None, (Value("a", value),)))
    assert isinstance(found.neuron, Function)
    assert not parameters(found.neuron.expr)
    assert _at(found.neuron.expr, place) == max(place, value * place) + value**2 * place - value


def _at(expr, place: Q) -> Q:
    from theoremcheck.trusted.functions.normal import rational_value
    from theoremcheck.trusted.functions.pieces import split
    from theoremcheck.trusted.problem.expr import substitute

    pieces = split(expr)
    found = rational_value(substitute(pieces.pieces[pieces.index_at(place)], Num(place)))
    assert found is not None
    return found


# --- certificates, rows, pickles --------------------------------------------------------------------------------------


def changed(verdict: tc.Verdict, **fields):
    return replace(verdict.certificate, **fields)


def test_the_certificate_has_the_instance_in_it(means: tc.Verdict) -> None:
    stated = means.spec.stated
    assert stated is not None
    certificate = loads(dumps(means.certificate))
    assert certificate == means.certificate
    assert subject(stated, certificate) == means.spec.problem
    outcome = check(stated, certificate)
    assert settled(stated, means.spec.question, outcome, certificate.instance) is Status.FAILS
    assert settled(stated, means.spec.question, outcome) is Status.OPEN  # of an instance that nobody names
    assert settled(means.spec.problem, means.spec.question, outcome) is Status.FAILS


def test_certificates_of_another_instance_are_refused(means: tc.Verdict) -> None:
    stated, own = means.spec.stated, means.certificate.instance
    assert stated is not None
    assert own is not None
    with pytest.raises(Refusal, match=r"certificate\.instance$"):
        check(stated, changed(means, instance=replace(own, values=(Value("alpha", Q(1, 3)),))))
    with pytest.raises(Refusal, match=r"instances\.range"):
        check(stated, changed(means, instance=replace(own, values=(Value("alpha", Q(1)),))))
    with pytest.raises(Refusal):
        check(stated, changed(means, instance=None))
    with pytest.raises(Refusal):
        check(tc.loads(MEANS.read_text("utf-8").replace("positives 3", "positives 4")).problem, means.certificate)
    without = [claim for claim in means.certificate.claims if claim.condition != "data.equal_means"]
    with pytest.raises(Refusal, match=r"instances\.assumed"):
        check(stated, changed(means, goal=None, claims=tuple(without)))


def test_what_is_proved_of_an_instance_is_not_proved_of_all() -> None:
    spec = tc.loads(
        """dataset any { dimension 2 }
        loss logistic
        network { shortcut = 2 softplus  hidden bias  output bias }"""
    )
    chosen = Instance(data((1, 0), negatives=((-1, 0),)), ())
    one = instance(spec.problem, chosen)
    known = tc.check(spec.read_as(one, chosen), search=False)
    assert known.verdict == "proved"
    goal, facts = known.theorems[0], tuple(facts_of(known.findings).values())
    forged = issue(one, goal, facts, spec.problem, chosen)
    with pytest.raises(Refusal, match=r"certificate\.instance_goal"):
        check(spec.problem, forged)
    outcome = conclude(facts[0].problem, facts, goal)
    assert settled(spec.problem, spec.question, outcome, chosen) is Status.OPEN
    assert settled(spec.problem, spec.question, outcome) is Status.OPEN
    assert settled(one, spec.question, outcome) is Status.HOLDS
    with pytest.raises(ValueError, match="follows from its facts"):
        pickle.loads(pickle.dumps(replace(known, spec=spec.read_as(one, chosen))))


def test_pickles_and_rows(means: tc.Verdict) -> None:
    assert pickle.loads(pickle.dumps(means)) == means
    own = means.spec.instance
    assert own is not None
    forged = replace(means, spec=replace(means.spec, instance=replace(own, values=(Value("alpha", Q(1, 3)),))))
    with pytest.raises(ValueError, match="follows from its facts"):
        pickle.loads(pickle.dumps(forged))
    spec = tc.load(MEANS)
    row = row_of(means, key_of(spec, DEFAULTS), Point(()))
    found = borne_out(spec, row)
    assert not isinstance(found, str), found
    assert (found.spec.stated, found.spec.instance, found.rules) == (spec.problem, own, means.rules)
    assert found.verdict == "refuted"


def test_verify_shows_the_instance(means: tc.Verdict, tmp_path: Path, capsys) -> None:
    means.save_certificate(tmp_path / "c.json")
    assert verify.run(MEANS, tmp_path / "c.json", ()) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"{ONE_OF} all data" not in said
    assert "Taken at one instance of what is claimed for all data and all values of alpha" in said
    assert "with training error > 0, of the instance." in said
    assert "That refutes the claim" in said
    raw = json.loads((tmp_path / "c.json").read_text("utf-8"))
    raw["instance"]["values"][0]["value"] = "1/3"
    (tmp_path / "d.json").write_text(json.dumps(raw), "utf-8")
    assert verify.run(MEANS, tmp_path / "d.json", ()) == 1


def test_verify_of_a_spec_that_is_the_instance_itself(means: tc.Verdict, tmp_path: Path, capsys) -> None:
    means.save_certificate(tmp_path / "c.json")
    (tmp_path / "own.spec").write_text(
        "dataset own { + (1, 0), (0, 1), (1/2, 1/2)  - (0, 0), (1, 1) }\nneuron leaky(z) = max(z, z/2)\nloss hinge\n"
        "network { shortcut = 3 leaky  hidden bias  output bias }\n"
    )
    assert tc.load(tmp_path / "own.spec").problem == means.spec.problem
    assert verify.run(tmp_path / "own.spec", tmp_path / "c.json", ()) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "of the instance" not in said
    assert "That refutes the claim" in said


def test_a_certificate_with_a_function() -> None:
    found = tc.check(C1, search=False)
    own = loads(dumps(found.certificate))
    assert own.instance is not None
    assert own.instance == found.spec.instance
    spec = tc.load(C1)
    assert settled(spec.problem, spec.question, check(spec.problem, own), own.instance) is Status.FAILS
    raw = json.loads(dumps(found.certificate))
    raw["instance"]["neuron"] = ["max", "0", ["z"]]  # not C^1: another digest, and not what is assumed
    with pytest.raises(Refusal):
        check(spec.problem, loads(json.dumps(raw)))


# --- what is said of it -----------------------------------------------------------------------------------------------


def test_reports_say_not_for_all(means: tc.Verdict) -> None:
    said = " ".join(means.report.split())
    assert "not for all data and all values of alpha: with some data and alpha = 1/2 L has a bad local" in said
    written = means.to_json()
    found = written["instance"]
    assert isinstance(found, dict)
    assert found["values"] == {"alpha": "1/2"}
    assert len(found["samples"]) == 5
    assert written["digests"] == dict(tc.load(MEANS).problem.digests)
    assert written["minimum"]["samples"] == 5
    assert means.minimum["w"] == tuple(tuple(map(Q, row)) for row in written["minimum"]["parameters"]["w"])
    assert "is claimed for all data" in means._repr_latex_()
    assert "is claimed for all data" in means._repr_markdown_()


def test_a_reason_names_the_instance_that_it_is_one_of(means: tc.Verdict) -> None:
    found = why(means, "data.equal_means")
    assert found.index("Taken at one instance") < found.index("Because:")


def test_changes_of_an_instance_are_problems_of_their_own(means: tc.Verdict) -> None:
    made = relax(means, replace(DEFAULTS, search=False), lambda *_: None)
    assert all(entry.verdict.spec.instance is None for entry in made.repairs)


def test_no_instance_is_taken_where_there_is_none_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one problem, of what is proved, and where nothing refutes such a claim; and there is no search for them."""
    seen = []
    decided = judge.decide
    monkeypatch.setattr(
        judge, "decide", lambda spec, *rest, **more: (seen.append(spec), decided(spec, *rest, **more))[1]
    )
    judge.decide(tc.load(SEPARABLE), replace(DEFAULTS, search=False))
    judge.decide(tc.load(SPECS / "open" / "deep_without_shortcut.spec"), replace(DEFAULTS, search=False))
    assert all(spec.instance is None for spec in seen)
    spec = tc.load(MEANS)
    own = list(candidates(spec, DEFAULTS))
    assert 0 < len(own) <= 6
    assert all(not options.search and options.at is None for _, options in own)


# --- nothing is proved and refuted ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", slow_and_thorough(GENERAL, 3), ids=lambda path: path.stem)
def test_what_is_proved_of_all_is_refuted_of_no_instance(path: Path) -> None:
    spec = tc.load(path)
    if not is_general(spec.problem):
        return
    known = tc.check(spec, search=False)
    if known.answer not in (Answer.PROVED, Answer.CONDITIONAL):
        return
    tried = 0
    for chosen, made in islice(_instances(spec.problem), 60):
        one = spec.read_as(made, chosen)
        if _is_as_assumed(spec.problem, one):
            tried += 1
            assert judge.decide(one, replace(DEFAULTS, search=False)).answer is not Answer.REFUTED
        if tried == 8:
            break


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_random_separable_data_with_random_slopes_are_not_refuted(draw: st.DataObject) -> None:
    spec = tc.load(SEPARABLE)
    points = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
    own = data(
        *draw.draw(st.lists(points, min_size=1, max_size=3)),
        negatives=tuple(draw.draw(st.lists(points, min_size=1, max_size=3))),
    )
    chosen = Instance(own, (Value("alpha", draw.draw(st.fractions(Q(1, 9), Q(8, 9), max_denominator=9))),))
    made = instance(spec.problem, chosen)
    one = spec.read_as(made, chosen)
    assume(_is_as_assumed(spec.problem, one))
    assert judge.decide(one, replace(DEFAULTS, search=False)).answer is Answer.PROVED
