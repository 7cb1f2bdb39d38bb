"""An only branch that is called beside: it is the branch deep by another name, for every check and every reader."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from fractions import Fraction as Q
from functools import cache
from pathlib import Path

import mpmath
import pytest
from branched_networks import Described, Wide, drawn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from minimum_problems import refuse

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.registry import settle
from theoremcheck.formal.export import export
from theoremcheck.language import loads
from theoremcheck.language.spec import Spec
from theoremcheck.options import DEFAULTS
from theoremcheck.report.minimum import minimum_json
from theoremcheck.report.refutation import _held_words, place
from theoremcheck.trusted import certificate
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.average import AffinePart, DeadPart
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share
from theoremcheck.trusted.minima.gauges import Gauge, Rescaling
from theoremcheck.trusted.minima.point import Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem.branches import as_deep, renamed
from theoremcheck.trusted.problem.layout import Layout, Unit, flat
from theoremcheck.trusted.problem.model import Block, Frozen, Kind, Objective, Penalty, Piece, Problem
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import decide, outcome_of
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import Standing
from theoremcheck.verdict.values import Answer, Verdict

XOR = "+ (0, 1), (1, 0)  - (0, 0), (1, 1)"
LINE = "+ 0  - -1, 1"
CROSS = "+ 2 * (1, 0), 2 * (-1, 0)  - (0, 1), (0, -1)"
UNEVEN = "+ 2 * (1, -1), 3 * (1, 1), 1/2 * (1, 0)  - (-1, 0), 1/3 * (-2, 0)"
DECAY = "objective { regularizer = 2 * l2(a, w, beside) }"
KINDS = {
    "flat": (XOR, "logistic", "shortcut = 2 relu  beside = 1 relu -> 2 relu  hidden bias  output bias", ""),
    "deep": (XOR, "logistic", "beside = 2 relu -> 1 relu  hidden bias  output bias", ""),
    "affine": (XOR, "logistic", "shortcut = 2 leaky_relu(1/10) + 1 linear  hidden bias  output bias", ""),
    "order": (LINE, "logistic", "shortcut = 2 softplus + 1 linear  hidden bias  output bias", ""),
    "moment": (LINE, "logistic", "shortcut = 2 tanh + 1 linear  hidden bias  output bias", ""),
    "stationary": (LINE, "logistic", "shortcut = 2 gaussian  beside = 2 relu with bias  output bias", ""),
    "order_local": (LINE, "square", "shortcut = 2 tanh + 1 linear  hidden bias  output bias", ""),
    "moment_local": (LINE, "square", "shortcut = 2 tanh  beside = 1 relu  hidden bias  output bias", ""),
    "affine_local": (XOR, "savage", "shortcut = 2 leaky_relu(1/10) + 1 linear  hidden bias  output bias", ""),
    "parity": ("+ 1, -1  - 2, -2", "logistic", "shortcut = 2 tanh  beside = 2 erf -> 1 tanh  output bias", ""),
    "duplicate": ("+ 0, 1  - 0, 1", "logistic", "shortcut = 2 elu + 1 softplus  hidden bias  output bias", ""),
    "narrow": (CROSS, "logistic", "shortcut = 1 softplus  beside = 2 relu  hidden bias  output bias", ""),
    "kink": (UNEVEN, "hinge", "shortcut = 1 gelu  beside = 1 relu  hidden bias  output bias", ""),
    "decay": (XOR, "logistic", "shortcut = 2 softplus + 1 linear  output bias", DECAY),
    "decay_local": (XOR, "savage", "shortcut = 2 softplus + 1 linear  output bias", DECAY),
    "decay_zero": ("+ 2, 1  - -1", "logistic", "shortcut = 2 tanh + 1 linear", DECAY),
    "hull": (XOR, "square", "shortcut = 2 relu + 1 linear  hidden bias  output bias", ""),
}
"""By kind of point: samples, loss, network and objective."""


def read(network: str, data: str = XOR, loss: str = "logistic", rest: str = "") -> Spec:
    found = loads(f"dataset d {{ {data} }}\nloss {loss}\nnetwork {{ {network} }}\n{rest}")
    assert found.spec is not None, found.render()
    return found.spec


def of_kind(kind: str) -> Spec:
    data, loss, network, rest = KINDS[kind]
    return read(network, data, loss, rest)


def point_of(kind: str) -> tuple[Problem, Fact]:
    problem = of_kind(kind).problem
    found = settle(Case(problem), f"minimum.{kind}")
    assert isinstance(found, Fact), found
    return problem, found


@cache
def verdicts(kind: str) -> tuple[Verdict, Verdict]:
    """That on the spec, and that on the same problem with its branch called deep."""
    spec, options = of_kind(kind), replace(DEFAULTS, search=False)
    return decide(spec, options), decide(replace(spec, problem=as_deep(spec.problem)), options)


# --- the same problem by another name ---------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_it_is_the_same_function_of_the_same_list_of_parameters(seed: int) -> None:
    network, full = drawn(seed)
    network.deep, layers = [], network.deep or network.beside or [Wide([(1, "tanh")], True)]
    network.penalties, network.frozen = [(Q(1, 7), ["beside.output"])], {}
    assume(network.shortcut is not None or len(layers) > 1)  # else the language reads the branch deep as the shortcut
    network.beside = layers
    beside = network.problem
    other = replace(network, deep=layers, beside=[], penalties=[(Q(1, 7), ["deep.output"])])
    assert as_deep(beside) == other.problem == as_deep(other.problem)
    assert renamed(other.problem, Block.DEEP, Block.BESIDE) == beside
    assert as_deep(beside) is as_deep(beside)
    check_well_formed(as_deep(beside))
    mine, theirs = Layout.of(beside), Layout.of(as_deep(beside))
    assert (mine.size, mine.trained, mine.layers) == (theirs.size, theirs.trained, theirs.layers)
    assert mine.squares(beside.objective) == theirs.squares(as_deep(beside).objective)
    full = [Q(k % 11 - 5, 7) for k in range(mine.size)]
    assert flat(mine.named(full)) == flat(theirs.named(full)) == tuple(full)
    at = [mpmath.mpf(v.numerator) / v.denominator for v in full]
    assert network.loss_at(at) == other.loss_at(at)


def test_what_is_frozen_and_penalised_is_renamed_piece_by_piece() -> None:
    network = Described((1, "tanh"), True, True, beside=[Wide([(2, "relu")], True)])
    network.frozen = {"beside.output": [Q(1), Q(2)], "a": [Q(3)]}
    network.penalties = [(Q(1, 3), ["beside.1.weights", "w"]), (Q(1, 5), ["beside.1.biases"])]
    problem = network.problem
    found = as_deep(problem)
    assert Frozen(Piece(Block.DEEP, 0, Kind.OUTPUT), (Q(1), Q(2))) in found.network.frozen
    assert Frozen(Block.OUTPUT_WEIGHTS, (Q(3),)) in found.network.frozen
    layout, other = Layout.of(problem), Layout.of(found)
    assert layout.frozen == other.frozen
    assert layout.squares(problem.objective) == other.squares(found.objective)


def test_entries_for_the_absent_branch_are_not_counted_twice() -> None:
    """By hand a branch that is not there can be frozen and penalised: that is about no parameter."""
    problem = Described((1, "tanh"), True, True, beside=[Wide([(1, "relu")], True)]).problem
    count = Layout.of(problem).count(Block.BESIDE)
    both = (Block.DEEP, Block.BESIDE)
    built = replace(
        problem,
        network=replace(problem.network, frozen=(Frozen(Block.DEEP, ()), Frozen(Block.BESIDE, (Q(1),) * count))),
        objective=Objective((Penalty(Q(1, 2), both), Penalty(Q(1, 3), (Block.DEEP,)))),
    )
    check_well_formed(built)
    found = as_deep(built)
    check_well_formed(found)
    assert Layout.of(found).squares(found.objective) == Layout.of(built).squares(built.objective)
    assert set(Layout.of(found).squares(found.objective).values()) == {Q(1, 2)}
    assert Layout.of(found).frozen == Layout.of(built).frozen
    refused = "facts.opposite"  # a penalty with a coefficient is one, whatever it is about
    with pytest.raises(Refusal, match=refused):
        establish(built, "objective.unregularised", True, Structure())


def test_what_is_put_in_its_place_is_forgotten() -> None:
    """A problem that somebody else has put there is no reading of it: admission takes it away."""
    problem, fact = point_of("flat")
    fresh = replace(problem)
    light = replace(problem, objective=Objective((Penalty(Q(1), (Block.BESIDE,)),)))
    vars(fresh)["as_deep"] = as_deep(light)
    assert establish(fresh, "minimum.flat", True, fact.evidence).wrong == fact.wrong
    vars(other := replace(light))["as_deep"] = as_deep(problem)
    refuse("reach.penalty(block=beside)", other, "flat", fact.evidence)
    assert replace(problem) == pickle.loads(pickle.dumps(problem))
    assert "as_deep" not in vars(pickle.loads(pickle.dumps(problem)))


def test_other_problems_are_read_as_they_are() -> None:
    layer = [Wide([(1, "relu")], True)]
    for own in (
        Described((1, "tanh"), True, True),
        Described((1, "tanh"), True, True, deep=layer),
        Described((1, "tanh"), True, True, deep=layer, beside=layer),
    ):
        problem = own.problem
        assert as_deep(problem) is problem


# --- every kind of point ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_point_beside_is_one_of_the_twin(kind: str) -> None:
    problem, fact = point_of(kind)
    twin = as_deep(problem)
    assert twin is not problem
    assert fact.problem is problem
    other = settle(Case(twin), f"minimum.{kind}")
    assert isinstance(other, Fact)
    assert (other.evidence, other.status, other.wrong) == (fact.evidence, fact.status, fact.wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_all_doors_agree(kind: str) -> None:
    verdict, other = verdicts(kind)
    spec = verdict.spec
    assert verdict.answer is Answer.REFUTED
    assert (verdict.rules, verdict.theorems) == (other.rules, other.theorems)
    for name, finding in verdict.findings.items():
        assert finding.status is other.findings[name].status, name
    made = certificate.loads(certificate.dumps(verdict.certificate))
    assert certificate.check(spec.problem, made).goal == verdict.rules[0]
    with pytest.raises(Refusal, match=r"certificate.other_problem"):  # it is bound to the names in the spec
        certificate.check(as_deep(spec.problem), made)
    written = minimum_json(verdict)
    assert written["parameters"]["deep"] is None
    assert written["parameters"]["beside"]
    assert "beside output weights" in place(spec.problem, verdict.minima[0].evidence)
    found = parameters(spec.problem, verdict.minima[0].evidence)
    report = report_on(spec, Layout.of(spec.problem).centre(flat(found)))
    assert report.standing is Standing.CERTIFIED, report.reason
    assert certificate.check(spec.problem, report.minimum.certificate).goal == report.rule


@pytest.mark.parametrize("kind", KINDS)
def test_coq_is_told_the_same(kind: str) -> None:
    """In Coq branches have numbers, no names: the files differ in the digest of the problem alone."""
    found = []
    for verdict in verdicts(kind):
        problem = verdict.spec.problem
        exported = export(problem, outcome_of(verdict), "a title")
        found.append((exported.text.replace(problem.digests["problem"], ""), exported.goal, exported.left))
    assert found[0] == found[1]


def test_the_chain_of_the_separable_theorem_may_be_beside() -> None:
    spec = read("beside = 1 tanh -> 1 tanh  hidden bias  output bias", "+ 1, 2  - -1")
    assert settle(Case(spec.problem), "network.chain").status is Status.HOLDS
    assert settle(Case(as_deep(spec.problem)), "network.chain").status is Status.HOLDS


# --- what is refused, and why -----------------------------------------------------------------------------------------


def test_two_branches_are_no_plain_network() -> None:
    problem, fact = point_of("flat")
    both = replace(problem, network=replace(problem.network, deep=problem.network.beside))
    refuse("reach.not_plain", both, "flat", fact.evidence)


def test_layers_of_several_kinds_and_a_frozen_branch_are_refused() -> None:
    problem, fact = point_of("flat")
    low, top = problem.network.beside
    mixed = replace(top, others=(replace(low.parts[0], width=1),))
    refuse("reach.not_plain", replace(problem, network=replace(problem.network, beside=(low, mixed))), "flat",
           fact.evidence)  # fmt: skip
    whole = (Frozen(Block.BESIDE, (Q(0),) * Layout.of(problem).count(Block.BESIDE)),)
    refuse("reach.frozen_deep", replace(problem, network=replace(problem.network, frozen=whole)), "flat", fact.evidence)


def test_a_refusal_names_the_branch_as_the_problem_does() -> None:
    problem, fact = point_of("flat")
    penalised = replace(problem, objective=Objective((Penalty(Q(1), (Block.BESIDE,)),)))
    refuse("reach.penalty(block=beside)", penalised, "flat", fact.evidence)
    refuse("reach.penalty(block=deep)", as_deep(penalised), "flat", fact.evidence)
    piece = Piece(Block.BESIDE, 1, Kind.BIASES)
    penalised = replace(problem, objective=Objective((Penalty(Q(1), (piece,)),)))
    refuse("reach.penalty(block=beside.1.biases)", penalised, "flat", fact.evidence)


def at_branch(fact: Fact, **changes: object) -> object:
    return replace(fact.evidence, point=replace(fact.evidence.point, **changes))


def test_forged_points_beside_are_refused() -> None:
    problem, fact = point_of("flat")
    low, top = fact.evidence.point.deep
    for code, changes in (
        ("reach.layers", {"deep": (low,)}),
        ("reach.deep_output", {"deep_output": None}),
        ("reach.weights", {"deep": (replace(low, weights=(Q(0),)), top)}),
        ("regimes.alive", {"deep": (replace(low, bias=Q(0)), replace(top, bias=Q(0)))}),
    ):
        refuse(code, problem, "flat", at_branch(fact, **changes))
    problem, fact = point_of("affine")
    (only,) = fact.evidence.point.deep
    sloped = at_branch(fact, deep=(replace(only, weights=(Q(1), Q(0))),), deep_output=exactly(Q(1)))
    refuse("constants.output", problem, "affine", sloped)
    refuse("regimes.alive", problem, "affine", replace(fact.evidence, parts=(AffinePart(), DeadPart())))
    refuse("average.parts", problem, "affine", replace(fact.evidence, parts=(AffinePart(),)))
    problem, fact = point_of("decay_zero")
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    light = Objective((Penalty(Q(2), blocks), Penalty(Q(1, 100), (Block.BESIDE,))))
    refuse("penalty.deep_small", replace(problem, objective=light), "decay_zero", fact.evidence)
    problem, fact = point_of("decay")
    free = tuple(block for block in problem.objective.penalties[0].blocks if block is not Block.BESIDE)
    refuse("penalty.deep", replace(problem, objective=Objective((Penalty(Q(2), free),))), "decay", fact.evidence)


# --- biases of the layers ---------------------------------------------------------------------------------------------


def test_a_layer_without_bias_stays_without_one() -> None:
    """The usual direct connection: v . x beside neurons with biases."""
    network = "shortcut = 2 tanh  hidden bias  output bias  beside = 1 linear without bias"
    problem = read(network, LINE, "square").problem
    fact = settle(Case(problem), "minimum.order_local")
    assert isinstance(fact, Fact)
    assert fact.evidence.point.deep == (Units((Q(0),), Q(0)),)
    refuse("reach.hidden_bias", problem, "order_local", at_branch(fact, deep=(Units((Q(0),), Q(1)),)))
    ((_, biases),) = parameters(problem, fact.evidence).beside.layers
    assert biases is None


@pytest.mark.parametrize(
    ("network", "code"),
    [
        ("shortcut = 2 tanh  beside = 1 tanh with bias  output bias", "average.hidden_bias"),
        ("shortcut = 2 tanh  beside = 1 tanh without bias -> 1 tanh with bias  output bias", "average.hidden_bias"),
        ("shortcut = 2 tanh  hidden bias  beside = 1 tanh without bias  output bias", "average.hidden_bias"),
        ("shortcut = 2 tanh  hidden bias  frozen b = (0, 1)  beside = 1 tanh without bias  output bias",
         "average.hidden_bias"),
    ],
)  # fmt: skip
def test_one_trained_bias_breaks_the_parity(network: str, code: str) -> None:
    data = "+ 1, -1  - 2, -2"
    plain = read("shortcut = 2 tanh  beside = 1 tanh  output bias", data).problem
    fact = settle(Case(plain), "minimum.parity")
    assert isinstance(fact, Fact)
    problem = read(network, data).problem
    point = fact.evidence.point
    deep = (point.deep[0], *(Units((Q(0),), Q(0)) for _ in problem.network.beside[1:]))
    neurons = point.neurons
    if problem.network.frozen:
        ((group),) = neurons
        neurons = tuple(replace(group, count=1, hidden_bias=Q(b)) for b in (0, 1))
    evidence = replace(fact.evidence, point=replace(point, deep=deep, neurons=neurons))
    refuse(code, problem, "parity", evidence)


def test_a_frozen_bias_of_zero_beside_a_branch_without_one_keeps_it() -> None:
    data = "+ 1, -1  - 2, -2"
    network = "shortcut = 2 tanh  hidden bias  frozen b = (0, 0)  beside = 1 tanh without bias  output bias"
    assert isinstance(settle(Case(read(network, data).problem), "minimum.parity"), Fact)


# --- frozen pieces ----------------------------------------------------------------------------------------------------


def with_frozen(problem: Problem, *frozen: Frozen) -> Problem:
    return replace(problem, network=replace(problem.network, frozen=frozen))


def test_frozen_pieces_have_the_values_of_the_point_at_every_unit() -> None:
    problem, fact = point_of("flat")  # 2 features, beside = 1 relu -> 2 relu
    low, top = fact.evidence.point.deep
    pieces = {
        (1, Kind.WEIGHTS): (*low.weights,),
        (1, Kind.BIASES): (low.bias,),
        (2, Kind.WEIGHTS): (*top.weights,) * 2,
        (2, Kind.BIASES): (top.bias,) * 2,
        (0, Kind.OUTPUT): (Q(0),) * 2,
    }
    for branch, own in ((Block.BESIDE, problem), (Block.DEEP, as_deep(problem))):
        for (layer, kind), values in pieces.items():
            piece = Piece(branch, layer, kind)
            frozen = with_frozen(own, Frozen(piece, values))
            assert establish(frozen, "minimum.flat", True, fact.evidence).status is Status.HOLDS
            for k in range(len(values)):
                other = (*values[:k], values[k] + Q(1, 10**9), *values[k + 1 :])
                refuse(f"reach.frozen_value(block={piece.value})", with_frozen(own, Frozen(piece, other)), "flat",
                       fact.evidence)  # fmt: skip
            refuse(f"layout.frozen_unknown(block={piece.value})", with_frozen(own, Frozen(piece, None)), "flat",
                   fact.evidence)  # fmt: skip


SKIP = "beside = 1 linear without bias  frozen beside.output = ({})"


@pytest.mark.parametrize(
    ("kind", "units", "data", "loss"),
    [
        ("order_local", "2 tanh", LINE, "square"),
        ("moment", "2 tanh", LINE, "logistic"),
        ("affine", "2 relu", XOR, "logistic"),
        ("hull", "2 relu", f"{XOR}, (3, 2)", "logistic"),
        ("hull", "2 relu", f"{XOR}, (3, 2)", "hinge"),
    ],
)
@pytest.mark.parametrize("factor", ["1", "-2"])
def test_direct_connections_whose_output_weight_is_fixed(
    kind: str, units: str, data: str, loss: str, factor: str
) -> None:
    """The form in which other libraries' networks come: v . x beside the layer, and its factor frozen at 1."""
    problem = read(f"shortcut = {units}  hidden bias  output bias  {SKIP.format(factor)}", data, loss).problem
    fact = settle(Case(problem), f"minimum.{kind}")
    assert isinstance(fact, Fact)
    assert parameters(problem, fact.evidence).beside.output == (Q(factor),)
    twin = settle(Case(as_deep(problem)), f"minimum.{kind}")
    assert twin.evidence == fact.evidence
    rest = read(f"shortcut = {units}  hidden bias  output bias  {SKIP.format(5)}", data, loss).problem
    if kind != "hull":
        refuse("reach.frozen_value(block=beside.output)", rest, kind, fact.evidence)


def test_fixed_output_weights_that_differ_are_no_point_of_alike_units() -> None:
    network = "shortcut = 2 relu  hidden bias  output bias  beside = 2 relu  frozen beside.output = ({})"
    assert isinstance(settle(Case(read(network.format("1, 1")).problem), "minimum.flat"), Fact)
    assert not isinstance(settle(Case(read(network.format("1, -1")).problem), "minimum.flat"), Fact)


@pytest.mark.parametrize("kind", ["order", "affine", "decay"])
def test_a_point_that_is_given_as_a_file(kind: str, tmp_path: Path) -> None:
    from theoremcheck.cli.points import read_point

    spec, written = of_kind(kind), minimum_json(verdicts(kind)[0])
    (tmp_path / "a.json").write_text(json.dumps(written), encoding="utf-8")
    report = report_on(spec, read_point(tmp_path / "a.json", spec.problem))
    assert report.standing is Standing.CERTIFIED


@pytest.mark.parametrize(
    ("network", "left"),
    [
        (f"shortcut = 2 tanh  hidden bias  output bias  {SKIP.format(3)}", ()),
        # its bias is 1 at the point, where f_D is 1, which the library's points do not say
        ("shortcut = 2 tanh  hidden bias  output bias  beside = 1 linear  frozen beside.output = (1)",
         ("minimum.order_local",)),
    ],
)  # fmt: skip
def test_what_is_not_exported_of_fixed_output_weights_is_a_hypothesis(network: str, left: tuple[str, ...]) -> None:
    spec = read(network, LINE, "square")
    verdict = decide(spec, replace(DEFAULTS, search=False))
    assert export(spec.problem, outcome_of(verdict), "a title").left == left


def test_what_is_held_of_a_split_branch_has_the_names_of_the_problem() -> None:
    problem = read("beside = 1 relu -> 4 relu  output bias").problem
    shares = ((Share(Q(1, 2), 2),), (Share(Q(1, 2), 2),))
    box = Box((Q(0),) * 7, Q(1), Q(1), 64, Gauge((Rescaling(Unit(1, 0)),), (1,)), (), Q(0), (), shares)
    words = _held_words(problem, box)
    assert "beside.1 w[1][1]" in words
    assert "deep" not in words
