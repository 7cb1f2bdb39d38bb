"""The certificate's codec and the check of a whole certificate: every tampering is refused, and says why."""

import json
from dataclasses import replace
from fractions import Fraction as Q

import pytest
from function_problems import Z, num, problem, relu, vector

from theoremcheck.trusted import expr as e
from theoremcheck.trusted import kernel
from theoremcheck.trusted.certificate import Certificate, Claim, Unreadable, dumps, issue, loads
from theoremcheck.trusted.evidence import Assumed, Separation, Structure
from theoremcheck.trusted.kernel import Status
from theoremcheck.trusted.model import Assumption, Dataset, OpaqueFunction
from theoremcheck.trusted.proofs import ByRange, ByRoots, BySplit
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.shape import DeepDomains, Signs, Witness
from theoremcheck.trusted.smooth import Agreement, Calculus, Jump

R = ByRange()
CLAIMS = tuple(
    Claim(condition, True, evidence)
    for condition, evidence in (
        ("loss.defined", Calculus(())),
        ("loss.c1", Agreement(())),
        ("loss.nondecreasing", Signs((), (R, R), True)),
        ("loss.active", Signs((), (R,), True)),
        ("neuron.defined", Calculus(())),
        ("neuron.c1", Agreement(())),
        ("neuron.increasing", Signs((), (R,), True)),
        ("network.deep_defined", DeepDomains(())),
        ("data.linearly_separable", Separation(vector(1, 0))),
        ("network.shortcut", Structure()),
        ("network.trainable", Structure()),
        ("objective.unregularised", Structure()),
    )
)


@pytest.fixture
def good():
    return issue(problem(), "thm.separable", CLAIMS)


def refuse(reason, certificate, about=None):
    with pytest.raises(Refusal) as refusal:
        kernel.check(about or problem(), certificate)
    assert reason in str(refusal.value)


def test_a_whole_certificate(good):
    outcome = kernel.check(problem(), loads(dumps(good)))
    assert outcome.goal == "thm.separable"
    assert not outcome.conditional
    assert outcome.statuses["thm.separable"] is Status.HOLDS
    assert loads(dumps(good)) == good


SPARE = "neuron.c1"  # one-sided slopes are enough for linearly separable data


@pytest.mark.parametrize("index", [i for i, claim in enumerate(CLAIMS) if claim.condition != SPARE])
def test_every_claim_is_needed(index, good):
    refuse("do not establish thm.separable", replace(good, claims=CLAIMS[:index] + CLAIMS[index + 1 :]))


def test_binding(good):
    swapped = {**good.digests, "neuron": good.digests["loss"]}
    refuse("another problem: neuron changed", replace(good, digests=swapped))
    refuse("another problem: neuron changed", good, problem(relu))
    moved = Dataset((vector(0), vector(1)), (-1, 1), vector(1, 1))
    refuse("another problem: dataset changed", good, problem(dataset=moved))
    refuse("another problem: network changed", good, problem(width=2))
    refuse("does not match its blocks", replace(good, digests={**good.digests, "problem": "0" * 64}))
    refuse("every block", replace(good, digests={k: v for k, v in good.digests.items() if k != "loss"}))
    refuse("other statements", replace(good, statements="0" * 64))


def test_claims_and_goals(good):
    refuse("loss.c1: claimed twice", replace(good, claims=(*CLAIMS, CLAIMS[1])))
    refuse("unknown condition 'neuron.nice'", replace(good, claims=(Claim("neuron.nice", True, Agreement(())),)))
    refuse("unknown goal 'thm.everything'", replace(good, goal="thm.everything"))
    refuse("do not establish thm.vacuous", replace(good, goal="thm.vacuous"))
    refuse("do not establish", replace(good, goal="network.balance", claims=CLAIMS[:2]))
    other = replace(good, claims=(Claim("neuron.c1", True, Calculus(())),))
    refuse("neuron.c1: evidence of the kind Agreement is expected", other)
    refuse("neuron.c1: the evidence: ", replace(good, claims=(Claim("neuron.c1", True, R),)))
    refuse("neuron.c1: evidence of the kind Jump", replace(good, claims=(Claim("neuron.c1", False, Agreement(())),)))
    refuse("the problem says the opposite", replace(good, claims=(Claim("network.shortcut", False, Structure()),)))


def test_a_false_claim_beside_a_true_goal_is_refused(good):
    refuse("neuron.convex", replace(good, claims=(*CLAIMS, Claim("neuron.convex", False, Witness(0, num(0))))))


def test_assumptions():
    opaque = OpaqueFunction((Assumption("neuron.c1", True), Assumption("neuron.convex", False)))
    about = problem(opaque)

    def run(claim):
        return kernel.check(about, issue(about, None, (claim,))).statuses[claim.condition]

    assert run(Claim("neuron.c1", True, Assumed())) is Status.ASSUMED
    assert run(Claim("neuron.convex", False, Assumed())) is Status.FAILS
    for claim in (Claim("neuron.increasing", True, Assumed()), Claim("neuron.convex", True, Assumed()),
                  Claim("network.shortcut", True, Assumed()), Claim("loss.c1", True, Assumed())):  # fmt: skip
        refuse("does not assume this", issue(about, None, (claim,)), about)
    refuse("opaque", issue(about, None, (Claim("neuron.c1", True, Agreement(())),)), about)
    refuse("does not assume this", issue(problem(), None, (Claim("neuron.c1", True, Assumed()),)))


def test_ill_formed_problems_are_refused():
    for data, reason in (
        (Dataset((vector(0), vector(1)), (1, 1), vector(1, 1)), "both classes"),
        (Dataset((vector(0), vector(1, 2)), (1, -1), vector(1, 1)), "dimension"),
        (Dataset((vector(0), vector(1)), (1, -1), vector(1, 0)), "weight"),
    ):
        about = problem(dataset=data)
        refuse(reason, issue(about, None, ()), about)


# --- the file format ----------------------------------------------------------------------------------------------


def changed(good, change):
    raw = json.loads(dumps(good))
    change(raw)
    return json.dumps(raw)


def put(*path_and_value):
    *path, value = path_and_value

    def change(raw):
        for key in path[:-1]:
            raw = raw[key]
        raw[path[-1]] = value

    return change


NEST = {"kind": "ByRange"}
for _ in range(150):
    NEST = {"kind": "BySplit", "cuts": [], "proofs": [NEST]}
SIGNS = ("claims", 6, "evidence")
WITNESS = {"kind": "Witness", "piece": 0, "at": "1"}

TAMPERED = [
    (put("format", "other"), "not a theoremcheck-certificate"),
    (put("schema_version", True), "schema_version"),
    (put("schema_version", 1.0), "schema_version"),
    (put("schema_version", 2), "schema_version"),
    (put("extra", 1), "exactly the fields"),
    (put("goal", 3), "'goal'"),
    (put("problem", []), "'problem'"),
    (put("problem", "loss", 5), "'problem'"),
    (put("claims", {}), "'claims' must be a list"),
    (put("claims", 0, "holds", 1), "'holds'"),
    (put("claims", 0, "condition", None), "'condition'"),
    (put("claims", 0, "note", ""), "exactly the fields"),
    (put("claims", 0, "evidence", None), "unknown kind None"),
    (put("claims", 0, "evidence", {"kind": "Trust"}), "unknown kind 'Trust'"),
    (put("claims", 0, "evidence", {"kind": ["Agreement"]}), "unknown kind"),
    (put("claims", 0, "evidence", {"kind": "ByRange"}), "unknown kind 'ByRange'"),
    (put(*SIGNS, "positive", 1), "bool is expected"),
    (put(*SIGNS, "proofs", "x"), "a list is expected"),
    (put(*SIGNS, "proofs", [NEST]), "nested deeper"),
    (put(*SIGNS, "extra", 1), "exactly the fields"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1"], "precision": True}]), "int is expected"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1"], "precision": 64.0}]), "int is expected"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": [0, 1], "precision": 64}]), "rational is expected"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1/0"], "precision": 64}]), "denominator 0"),
    *(
        (put(*SIGNS, "proofs", [{"kind": "BySplit", "cuts": [text], "proofs": []}]), "is not a rational")
        for text in ("1.5", "1e9", "nan", "", "1/", "/2", "1/-2", "--1", " 1", "+1", "1_0", "١")
    ),
    (put("claims", 0, "evidence", {"kind": "Jump", "at_break": False, "order": 0}), "int is expected"),
    *(
        (put("claims", 0, "evidence", {**WITNESS, "at": at}), reason)
        for at, reason in (
            (["z"], "no constant expression"),
            (["cases", "1"], "no constant expression"),
            (["abs", "1"], "no constant expression"),
            ([["exp"], "1"], "an expression is expected"),
            ([], "an expression is expected"),
            (1, "an expression is expected"),
            (["add", "1"], "no constant expression"),
            (["exp", "1", "2"], "no constant expression"),
            (["pow", "2", "1000000000"], "MAX_POWER"),
            (["pow", "2", "-1000000000"], "MAX_POWER"),
            (["pow", "2", "1/1000000000"], "MAX_POWER"),
            (["pow", ["exp", ["pow", "2", "99"]], "99"], "MAX_POWER"),
            ("9" * 1001, "MAX_DIGITS"),
            (["add", *["1"] * 300], "nodes"),
        )
    ),
]


@pytest.mark.parametrize("change, reason", TAMPERED)
def test_a_departure_from_the_format_is_unreadable(good, change, reason):
    with pytest.raises(Unreadable) as error:
        loads(changed(good, change))
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"a": NaN}', "not JSON"),
        ('{"goal": null, "goal": null}', "repeats a field"),
        ("[]", "must be an object"),
        ("1" * 5000, "not JSON"),
    ],
)
def test_text_that_is_no_certificate(text, reason):
    with pytest.raises(Unreadable) as error:
        loads(text)
    assert reason in str(error.value)


def test_a_repeated_field_is_unreadable(good):
    text = dumps(good).replace('"goal": "thm.separable"', '"goal": null, "goal": "thm.separable"')
    with pytest.raises(Unreadable, match="repeats a field"):
        loads(text)


def test_every_value_survives_the_codec():
    at = e.mul((num(Q(-3, 7)), e.call(e.Fn.LOG, e.add((num(2), e.power(e.Pi(), Q(1, 2)))))))
    claims = (
        Claim("neuron.increasing", False, Witness(1, at)),
        Claim("neuron.c1", False, Jump(0, 1)),
        Claim("neuron.convex", True, Signs((), (BySplit((Q(-1, 3), Q(10**5000)), (R, ByRoots(), R)),), False)),
    )
    certificate = Certificate({"problem": "x"}, "y", None, claims)
    assert loads(dumps(certificate)) == certificate


@pytest.mark.parametrize("at", [Z, e.Abs(num(1)), e.Max((num(0), num(1)))])
def test_only_constants_are_read(at):
    text = dumps(Certificate({}, "", None, (Claim("neuron.c1", False, Witness(0, at)),)))
    with pytest.raises(Unreadable, match="expression"):
        loads(text)
