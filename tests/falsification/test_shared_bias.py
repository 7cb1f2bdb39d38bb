"""Neurons that share their frozen hidden bias: no designed minimum where enough of them do, no tampered certificate."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from edge_problems import IDS, applying, spec_of, statuses
from second_order import outputs
from shared_bias import Report, attack, run
from shared_bias_points import COVERED, PATTERNS, THEOREMS, cloud, expand, place

from theoremcheck.decide.case import Case
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check, issue
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.kernel.forms import atoms
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import AbstractDataset, Assumption, Block, Frozen, Function
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.findings import find

GOAL = "thm.subspaces.independent"
TINY = "0.0000000000000000000000001"


@pytest.fixture(scope="module")
def text(request):
    path = request.config.rootpath / "specs" / "theorems" / "independent_spans_shared_bias.spec"
    return path.read_text()


def needed(statement):
    """The conditions that a statement rests on."""
    found = {}
    for name in atoms(STATEMENTS[statement].premise):
        found.update(dict.fromkeys([name] if name in CONDITIONS else needed(name)))
    return tuple(found)


def certificate(problem):
    """A certificate of thm.subspaces.independent with every claim that holds, and no other."""
    case = Case(problem)
    found = [find(case, condition) for condition in needed(GOAL)]
    claims = tuple(Claim(entry.condition, True, entry.evidence) for entry in found if entry.status is Status.HOLDS)
    return issue(problem, GOAL, claims)


def refused(condition, reason):
    """The start of the refusal of the claim on ``condition``."""
    return f"^certificate\\.claim\\(condition={condition}, reason={re.escape(reason)}"


# --- designs ------------------------------------------------------------------------------------------------------


def test_no_designed_minimum_where_enough_neurons_share_their_bias():
    """No alarm, no critical point that nothing leaves, and each pattern with critical points at all."""
    report = run(COVERED, 1, 2 * len(COVERED), 6)
    print("\n".join(report.lines()))
    assert not report.alarms, report.alarms[0]
    assert not report.left, report.left[0]
    assert report.total(COVERED, "critical") >= 3 * len(COVERED)
    assert report.total(COVERED, "idle")
    assert report.total(COVERED, "inactive")
    assert all(report.tallies[name].critical for name in COVERED)


def test_designs_reach_bad_minima_where_no_two_share():
    """The same method where the theorem does not hold: two biases apart."""
    report, random = Report(), Random(2)
    for _ in range(60):
        attack(random, "2 apart", 10, report)
        if report.total(("2 apart",), "certified"):
            break
    print("\n".join(report.lines()))
    assert report.total(("2 apart",), "certified")
    assert not report.alarms, report.alarms[0]


@pytest.mark.parametrize("name", PATTERNS)
def test_what_is_proved_of_a_pattern(name):
    """With a trained a_0 the theorem of the pattern holds; with too few sharing neurons neither of them does."""
    random = Random(name)
    made = cloud(random, PATTERNS[name]).edge
    holding = applying(statuses(spec_of(replace(made, output_bias=True).text()).problem))
    if PATTERNS[name].theorem:
        assert PATTERNS[name].theorem in holding
    else:
        assert not set(holding) & set(THEOREMS)


@pytest.mark.parametrize("name", PATTERNS)
def test_f_to_second_order_by_two_ways(name):
    random, seen = Random(name), 0
    for _ in range(2):
        made = cloud(random, PATTERNS[name])
        theta = place(random, made, PATTERNS[name])
        if theta is None:
            continue
        theta = np.clip(theta + np.array([random.gauss(0, 0.3) for _ in theta]), -2, 2)
        jet = outputs(made.edge, tuple(theta))
        for part, other in zip(expand(made.edge, theta), (jet.value, jet.slope, jet.bend), strict=True):
            assert part == pytest.approx(other, rel=1e-9, abs=1e-9)
        seen += 1
    assert seen


# --- tampering ----------------------------------------------------------------------------------------------------


def tampered(text: str) -> Iterator[tuple[str, str, str]]:
    """Specs of other problems: (what was changed, the text, the block that a certificate must be said to miss)."""
    for old, new in (
        ("b = (1, 2, 1, 3, 1)", "b = (1, 2, 1, 3, 4)"),
        ("b = (1, 2, 1, 3, 1)", "b = (1, 2, 1, 1, 1)"),
        ("b = (1, 2, 1, 3, 1)", "b = (1, 1, 2, 3, 1)"),
        ("b = (1, 2, 1, 3, 1)", f"b = (1, 2, 1, 3, 1{TINY[1:]})"),
        ("  frozen b = (1, 2, 1, 3, 1)\n", ""),
        ("frozen b = (1, 2, 1, 3, 1)", "frozen b"),
        ("  output bias\n", ""),
    ):
        yield f"{old!r} -> {new!r}", text.replace(old, new), "network"
    narrow = text.replace("= 5 softplus", "= 2 softplus").replace("(1, 2, 1, 3, 1)", "(1, 1)")
    yield "two neurons", narrow, "network"
    for old, new in (
        ("+ (1, 0, 0, 0)", "+ (1, 0, 1, 0)"),
        ("+ (1, 0, 0, 0)", "+ 2 * (1, 0, 0, 0)"),
        ("(2, 3, 0, 0)", "(2, 3, 0, 0), (0, 0, 0, 0)"),
        ("- (0, 0, 1, 0)", f"- (0, 0, {TINY}, 0)"),
    ):
        yield f"{old!r} -> {new!r}", text.replace(old, new), "dataset"
    yield "another loss", text.replace("hinge(3)", "hinge(4)"), "loss"
    yield "another neuron", text.replace("softplus", "exp"), "neuron"


REISSUED = {
    "'b = (1, 2, 1, 3, 1)' -> 'b = (1, 2, 1, 3, 4)'": refused("network.width_independent", "facts.opposite"),
    f"'b = (1, 2, 1, 3, 1)' -> 'b = (1, 2, 1, 3, 1{TINY[1:]})'": refused("network.width_independent", "facts.opposite"),
    "'frozen b = (1, 2, 1, 3, 1)' -> 'frozen b'": refused(
        "network.width_independent", "structure.frozen_unknown(block=b)"
    ),
    "'  frozen b = (1, 2, 1, 3, 1)\\n' -> ''": refused("data.span_exclusion", "exact.vector_length("),
    "'  output bias\\n' -> ''": refused("network.output_bias", "facts.opposite"),
    "two neurons": refused("network.width_independent", "facts.opposite"),
    "'+ (1, 0, 0, 0)' -> '+ (1, 0, 1, 0)'": refused("data.span_exclusion", "spans.meets_other(name="),
    "'(2, 3, 0, 0)' -> '(2, 3, 0, 0), (0, 0, 0, 0)'": refused("data.span_exclusion", "spans.misses_own(name="),
}
"""What refuses the claims when they are issued anew for the tampered problem; the others are true of it."""


def test_a_certificate_is_refused_for_another_problem(text):
    problem = spec_of(text).problem
    honest = certificate(problem)
    assert check(problem, honest).statuses[GOAL] is Status.HOLDS
    for what, changed, block in tampered(text):
        other = spec_of(changed).problem
        assert other != problem, what
        with pytest.raises(Refusal, match=rf"^certificate\.other_problem\(changed={block}\)$"):
            check(other, honest)
        with pytest.raises(Refusal, match=rf"^certificate\.other_problem\(changed={block}\)$"):
            check(other, replace(honest, digests={**honest.digests, "problem": other.digests["problem"]}))


def test_the_claims_are_refused_when_issued_for_another_problem(text):
    claims = certificate(spec_of(text).problem).claims
    told = set()
    for what, changed, _ in tampered(text):
        other = spec_of(changed).problem
        if what in REISSUED:
            told.add(what)
            with pytest.raises(Refusal, match=REISSUED[what]):
                check(other, issue(other, GOAL, claims))
        else:
            assert check(other, issue(other, GOAL, claims)).statuses[GOAL] is Status.HOLDS, what
    assert told == set(REISSUED)


def test_a_changed_claim_is_refused(text):
    problem = spec_of(text).problem
    claims = certificate(problem).claims
    balance = {"neuron.signed", "neuron.increasing", "network.output_bias"}
    spare = balance | {"network.hidden_trainable"}  # arms that stand in for each other
    for k, claim in enumerate(claims):
        others = claims[:k] + claims[k + 1 :]
        with pytest.raises(Refusal, match=refused(claim.condition, "facts.")):
            check(problem, issue(problem, GOAL, (*others, replace(claim, holds=False))))
        with pytest.raises(Refusal, match=rf"^facts\.twice\(condition={claim.condition}\)$"):
            check(problem, issue(problem, GOAL, (*claims, claim)))
        wrong = claims[0].evidence if isinstance(claim.evidence, Structure) else Structure()
        with pytest.raises(Refusal, match=refused(claim.condition, "facts.wrong_kind(")):
            check(problem, issue(problem, GOAL, (*others, replace(claim, evidence=wrong))))
        if claim.condition in spare:
            continue
        with pytest.raises(Refusal, match=rf"^facts\.not_established\(goal={GOAL}\)$"):
            check(problem, issue(problem, GOAL, others))
    rest = tuple(claim for claim in claims if claim.condition not in balance)
    with pytest.raises(Refusal, match=rf"^facts\.not_established\(goal={GOAL}\)$"):
        check(problem, issue(problem, GOAL, rest))
    for goal in (THEOREMS[1], "thm.vacuous", "thm.separable", "rule.strict"):
        with pytest.raises(Refusal, match=rf"^facts\.not_established\(goal={goal}\)$"):
            check(problem, issue(problem, goal, claims))


@pytest.mark.parametrize("seed", range(20))
def test_frozen_values_are_counted(seed):
    """The claim on the width, for random frozen values, against counting by hand."""
    random = Random(seed)
    rank, width = random.choice((1, 2)), random.choice((1, 2, 3, 4, 5, 6))
    values = [Fraction(random.choice((-1, 0, 0, 1, 2)), random.choice((1, 3))) for _ in range(width)]
    axes = [[int(j == k) for j in range(2 * rank)] for k in range(2 * rank)]
    rows = [f"{sign} ({', '.join(str(m * v) for v in axis)})" for m in (1, -2)
            for sign, part in (("+", axes[:rank]), ("-", axes[rank:])) for axis in part]  # fmt: skip
    problem = spec_of(
        f"dataset d {{ {' '.join(rows)} }}\nneuron softplus\nloss logistic\nnetwork {{ shortcut = {width} softplus"
        f"  hidden bias  output bias  frozen b = ({', '.join(map(str, values))}) }}"
    ).problem
    most = max(values.count(v) for v in values)
    for condition, wanted in (
        ("network.width_independent", most >= 3 or (most == 2 and rank == 1)),
        ("network.width_independent_two", most >= 3 or (most == 2 == width)),
    ):
        structure = Claim(condition, wanted, Structure())
        assert check(problem, issue(problem, None, (structure,))).statuses[condition] is Status(3 * wanted)
        with pytest.raises(Refusal, match=refused(condition, "facts.opposite")):
            check(problem, issue(problem, None, (replace(structure, holds=not wanted),)))


# --- digests ------------------------------------------------------------------------------------------------------

BASE = """dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -2) }
neuron g(z) = log(1 + exp(z))
neuron h(z) = tanh(z)
loss c(z) = exp(z)
network { shortcut = 3 g  deep = 2 h  hidden bias  output bias  frozen b = (1, 1, 1)  frozen a0 = 2 }
objective { regularizer = 1/10 * l2(a) }
"""
CHANGES = (
    ("(1, 0)", f"(1, {TINY})"), ("+ (1, 0)", "+ 2 * (1, 0)"), ("(1, 0), (-2, 0)", "(-2, 0), (1, 0)"),
    ("+ (1, 0), (-2, 0)  - (0, 1), (0, -2)", "- (1, 0), (-2, 0)  + (0, 1), (0, -2)"),
    ("(0, -2) }", "(0, -2), (0, -2) }"), ("log(1 + exp(z))", "log(2 + exp(z))"), ("= tanh(z)", "= tanh(2 * z)"),
    ("= tanh(z)", "= log(1 + exp(z))"), ("= exp(z)\nnetwork", "= exp(2*z)\nnetwork"), ("= 3 g", "= 3 h"),
    ("= 2 h", "= 3 h"), ("= 2 h", "= 2 g"), ("= 2 h", "= 2 h -> 1 h"), ("  deep = 2 h", ""), ("(1, 1, 1)", "(1, 1, 2)"),
    ("(1, 1, 1)", "(2, 1, 1)"), ("frozen b = (1, 1, 1)", "frozen b"), ("  frozen b = (1, 1, 1)", ""),
    ("a0 = 2", f"a0 = 2{TINY[1:]}"), ("  frozen a0 = 2", ""), ("  output bias", ""), ("1/10 *", "1/11 *"),
    ("l2(a)", "l2(w)"),
)  # fmt: skip


def test_digests_tell_problems_apart():
    """Every change of the mathematics, each by itself and in pairs, has a digest of its own."""
    seen = {}
    texts = [BASE.replace(*first) for first in CHANGES] + [BASE]
    texts += [BASE.replace(*first).replace(*second) for first in CHANGES[:14] for second in CHANGES[14:]]
    for changed in texts:
        loaded = loads(changed, known_ids=IDS)
        if loaded.spec is not None:
            problem = loaded.spec.problem
            assert seen.setdefault(problem.digests["problem"], problem) == problem
            seen[problem.digests["problem"]] = problem
    assert len(seen) == len({*seen.values()}) > 100
    assert all(loads(BASE.replace(*change), known_ids=IDS).spec for change in CHANGES if "output bias" not in change[0])


def test_names_do_not_count():
    renamed = BASE
    for old, new in (("dataset d", "# a comment\ndataset other"), ("g(z)", "left(z)"), ("3 g", "3 left"),
                     ("neuron h(z)", "neuron right(z)"), ("2 h", "2 right"), ("loss c", "loss k")):  # fmt: skip
        assert renamed.count(old) == 1
        renamed = renamed.replace(old, new)
    assert spec_of(renamed).problem.digests == spec_of(BASE).problem.digests


def test_a_deep_part_asks_for_the_domain_of_its_own_neurons():
    """One proof for every other formula of the deep part, whatever its name, in order; none for the neuron s."""
    base = spec_of(BASE).problem
    h = base.network.deep[0].neuron
    layers = (*base.network.deep, replace(base.network.deep[0], neuron=replace(h, name="k")),
              replace(base.network.deep[0], neuron=replace(base.neuron, name="k")))  # fmt: skip
    deeper = replace(base, network=replace(base.network, deep=layers))
    assert deeper.deep_functions == (h,)
    finding = find(Case(deeper), "network.deep_defined")
    assert finding.status is Status.HOLDS
    assert len(finding.evidence.functions) == 1
    assert all(isinstance(entry, Function) for entry in deeper.deep_functions)
    assert deeper.network.frozen_block(Block.DEEP) is None
    twice = replace(finding.evidence, functions=finding.evidence.functions * 2)
    with pytest.raises(Refusal, match=refused("network.deep_defined", "shape.deep_parts")):
        check(deeper, issue(deeper, None, (Claim("network.deep_defined", True, twice),)))


@pytest.mark.parametrize("values", [(1, 1, 1), (1, 2, 1, 2, 1), ()])
@pytest.mark.parametrize("condition", ["network.width_independent", "network.width_independent_two"])
def test_frozen_values_that_no_neuron_has_do_not_count(values, condition):
    """A problem built by hand, without samples: two neurons are not three because three values are given for them."""
    abstract = AbstractDataset(None, None, None, (Assumption("data.independent_spans", True),))
    base = spec_of(BASE).problem
    frozen = (Frozen(Block.HIDDEN_BIAS, tuple(map(Fraction, values))),)
    network = replace(base.network, width=2, deep=(), frozen=frozen)
    problem = replace(base, dataset=abstract, network=network)
    with pytest.raises(Refusal, match=r"^problem\.frozen_entries\(block=b\)$"):
        check(problem, issue(problem, None, (Claim(condition, True, Structure()),)))
