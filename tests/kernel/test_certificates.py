"""The certificate's codec and the check of a whole certificate: every tampering is refused, and says why."""

import json
from dataclasses import replace
from fractions import Fraction as Q

import pytest
from function_problems import Z, num, problem, relu, vector

from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.certificate import Certificate, Claim, Unreadable, check, dumps, issue, loads
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.functions.proofs import ByRange, ByRoots, BySplit
from theoremcheck.trusted.functions.shape import DeepDomains, Signs, Witness
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump
from theoremcheck.trusted.kernel.conditions import Assumed, Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Assumption, Dataset, OpaqueFunction
from theoremcheck.trusted.refusal import Refusal

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
        ("objective.hidden_unpenalised", Structure()),
    )
)


@pytest.fixture
def good():
    return issue(problem(), "thm.separable", CLAIMS)


def refuse(reason, certificate, about=None):
    with pytest.raises(Refusal) as refusal:
        check(about or problem(), certificate)
    assert reason in str(refusal.value)


def test_a_whole_certificate(good):
    outcome = check(problem(), loads(dumps(good)))
    assert outcome.goal == "thm.separable"
    assert not outcome.conditional
    assert outcome.statuses["thm.separable"] is Status.HOLDS
    assert loads(dumps(good)) == good


SPARE = "neuron.c1"  # one-sided slopes are enough for linearly separable data


@pytest.mark.parametrize("index", [i for i, claim in enumerate(CLAIMS) if claim.condition != SPARE])
def test_every_claim_is_needed(index, good):
    refuse("facts.not_established(goal=thm.separable)", replace(good, claims=CLAIMS[:index] + CLAIMS[index + 1 :]))


def test_binding(good):
    swapped = {**good.digests, "neuron": good.digests["loss"]}
    refuse("certificate.other_problem(changed=neuron)", replace(good, digests=swapped))
    refuse("certificate.other_problem(changed=neuron)", good, problem(relu))
    moved = Dataset((vector(0), vector(1)), (-1, 1), vector(1, 1))
    refuse("certificate.other_problem(changed=dataset)", good, problem(dataset=moved))
    refuse("certificate.other_problem(changed=network)", good, problem(width=2))
    refuse("certificate.digest", replace(good, digests={**good.digests, "problem": "0" * 64}))
    refuse("certificate.blocks", replace(good, digests={k: v for k, v in good.digests.items() if k != "loss"}))
    refuse("certificate.other_statements", replace(good, statements="0" * 64))


def test_claims_and_goals(good):
    refuse("facts.twice(condition=loss.c1)", replace(good, claims=(*CLAIMS, CLAIMS[1])))
    refuse(
        "facts.unknown_condition(condition=neuron.nice)",
        replace(good, claims=(Claim("neuron.nice", True, Agreement(())),)),
    )
    refuse("facts.unknown_goal(goal=thm.everything)", replace(good, goal="thm.everything"))
    refuse("facts.not_established(goal=thm.vacuous)", replace(good, goal="thm.vacuous"))
    refuse("facts.not_established(goal=network.balance)", replace(good, goal="network.balance", claims=CLAIMS[:2]))
    other = replace(good, claims=(Claim("neuron.c1", True, Calculus(())),))
    refuse("condition=neuron.c1, reason=facts.wrong_kind(expected=Agreement, found=Calculus)", other)
    alien = replace(good, claims=(Claim("neuron.c1", True, R),))
    refuse("condition=neuron.c1, reason=facts.wrong_kind(expected=Agreement, found=ByRange)", alien)
    against = replace(good, claims=(Claim("neuron.c1", False, Agreement(())),))
    refuse("condition=neuron.c1, reason=facts.wrong_kind(expected=Jump, found=Agreement)", against)
    refuse("facts.opposite", replace(good, claims=(Claim("network.shortcut", False, Structure()),)))


def test_a_false_claim_beside_a_true_goal_is_refused(good):
    refuse(
        "certificate.claim(condition=neuron.convex, ",
        replace(good, claims=(*CLAIMS, Claim("neuron.convex", False, Witness(0, num(0))))),
    )


def test_no_claim_is_checked_if_a_condition_is_claimed_twice(good):
    """One that takes long could be repeated as often as a file has room for it."""
    false = Claim("neuron.convex", False, Witness(0, num(0)))
    refuse("certificate.claim(condition=neuron.convex, ", replace(good, claims=(false, *CLAIMS)))
    refuse("facts.twice(condition=loss.c1)", replace(good, claims=(false, *CLAIMS, CLAIMS[1])))
    refuse("facts.twice(condition=neuron.convex)", replace(good, claims=(false, false)))


def test_assumptions():
    opaque = OpaqueFunction((Assumption("neuron.c1", True), Assumption("neuron.convex", False)))
    about = problem(opaque)

    def run(claim):
        return check(about, issue(about, None, (claim,))).statuses[claim.condition]

    assert run(Claim("neuron.c1", True, Assumed())) is Status.ASSUMED
    assert run(Claim("neuron.convex", False, Assumed())) is Status.FAILS
    for claim in (Claim("neuron.increasing", True, Assumed()), Claim("neuron.convex", True, Assumed()),
                  Claim("loss.c1", True, Assumed())):  # fmt: skip
        refuse("facts.not_assumed", issue(about, None, (claim,)), about)
    structural = issue(about, None, (Claim("network.shortcut", True, Assumed()),))
    refuse("facts.not_assumable(condition=network.shortcut)", structural, about)
    refuse("facts.opaque(block=neuron)", issue(about, None, (Claim("neuron.c1", True, Agreement(())),)), about)
    refuse("facts.not_assumed", issue(problem(), None, (Claim("neuron.c1", True, Assumed()),)))


def test_ill_formed_problems_are_refused():
    for data, reason in (
        (Dataset((vector(0), vector(1)), (1, 1), vector(1, 1)), "problem.labels"),
        (Dataset((vector(0), vector(1, 2)), (1, -1), vector(1, 1)), "problem.dimensions_differ"),
        (Dataset((vector(0), vector(1)), (1, -1), vector(1, 0)), "problem.weight_not_positive"),
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

NOT_C1 = {"condition": "neuron.c1", "holds": False, "evidence": {"kind": "Jump", "at_break": False, "order": 0}}

TAMPERED = [
    (put("format", "other"), "certificate.format"),
    (put("schema_version", True), "certificate.format"),
    (put("schema_version", 1.0), "certificate.format"),
    (put("schema_version", 3), "certificate.format"),
    (put("schema_version", 1), "certificate.earlier_version(found=1, version=2)"),
    (put("extra", 1), "certificate.fields"),
    (put("goal", 3), "certificate.goal"),
    (put("problem", []), "certificate.digests"),
    (put("problem", "loss", 5), "certificate.digests"),
    (put("claims", {}), "certificate.claims"),
    (put("claims", 0, "holds", 1), "certificate.claim_form"),
    (put("claims", 0, "condition", None), "certificate.claim_form"),
    (put("claims", 0, "note", ""), "certificate.fields"),
    (
        put("claims", 0, "evidence", None),
        "certificate.unknown_kind(where=claims[0].evidence, kind=None, expected=Calculus, Assumed, OfBoth)",
    ),
    (put("claims", 0, "evidence", {"kind": "Trust"}), "kind='Trust', expected=Calculus, Assumed"),
    (put("claims", 0, "evidence", {"kind": ["Agreement"]}), "certificate.unknown_kind"),
    (put("claims", 0, "evidence", {"kind": "ByRange"}), "kind='ByRange', expected=Calculus, Assumed"),
    (put(*SIGNS, "positive", 1), "certificate.type_expected(where=claims[6].evidence.positive, expected=bool)"),
    (put(*SIGNS, "proofs", "x"), "certificate.list_expected"),
    (put(*SIGNS, "proofs", [NEST]), "admission.too_deep"),
    (put(*SIGNS, "extra", 1), "certificate.fields"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1"], "precision": True}]), "expected=int)"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1"], "precision": 64.0}]), "expected=int)"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": [0, 1], "precision": 64}]), "certificate.rational_expected"),
    (put(*SIGNS, "proofs", [{"kind": "ByCells", "cuts": ["0", "1/0"], "precision": 64}]), "certificate.denominator"),
    # The kinds of evidence are those of the condition, for it or against it.
    (put("claims", 5, "evidence", {"kind": "Calculus", "proofs": []}), "kind='Calculus', expected=Agreement, Assumed"),
    (put("claims", 5, "holds", False), "kind='Agreement', expected=Jump, Assumed"),
    (put("claims", 9, "evidence", {"kind": "Assumed"}), "kind='Assumed', expected=Structure)"),
    (
        put("claims", 9, "condition", "network.nice"),
        "certificate.unknown_condition(where=claims[9], condition=network.nice)",
    ),
    *(
        (put(*SIGNS, "proofs", [{"kind": "BySplit", "cuts": [text], "proofs": []}]), "certificate.no_rational")
        for text in ("1.5", "1e9", "nan", "", "1/", "/2", "1/-2", "--1", " 1", "+1", "1_0", "١")
    ),
    (put("claims", 5, NOT_C1), "expected=int)"),
    *(
        (put("claims", 0, {"condition": "loss.convex", "holds": False, "evidence": {**WITNESS, "at": at}}), reason)
        for at, reason in (
            (["z"], "certificate.no_expression"),
            (["cases", "1"], "certificate.no_expression"),
            (["abs", "1"], "certificate.no_expression"),
            ([["exp"], "1"], "certificate.expression_expected"),
            ([], "certificate.expression_expected"),
            (1, "certificate.expression_expected"),
            (["add", "1"], "certificate.no_expression"),
            (["exp", "1", "2"], "certificate.no_expression"),
            (["pow", "2", "1000000000"], "admission.power"),
            (["pow", "2", "-1000000000"], "admission.power"),
            (["pow", "2", "1/1000000000"], "admission.power"),
            (["pow", ["exp", ["pow", "2", "99"]], "99"], "admission.power"),
            ("9" * 1001, "certificate.digits"),
            (["add", *["1"] * 300], "admission.too_large"),
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
        ("", "certificate.no_json"),
        ("[" * 100_000, "certificate.no_json"),
        ('{"a": NaN}', "certificate.no_json"),
        ('{"goal": null, "goal": null}', "repeats a field"),
        ("[]", "certificate.fields"),
        ("1" * 5000, "certificate.no_json"),
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
    text = dumps(Certificate({}, "", None, (Claim("neuron.convex", False, Witness(0, at)),)))
    with pytest.raises(Unreadable, match=r"^certificate\.expression_expected\(where=claims\[0\]\.evidence\.at\)$"):
        loads(text)


def test_an_earlier_certificate_says_how_to_make_it_again(good):
    with pytest.raises(Unreadable) as error:
        loads(dumps(good).replace('"schema_version": 2', '"schema_version": 1'))
    assert "earlier version of theoremcheck" in sentence(error.value)
    assert "theoremcheck SPEC --certificate FILE" in sentence(error.value)
