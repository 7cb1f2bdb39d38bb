"""What enters the kernel: every number of any evidence is a real number, and every field has its declared type."""

import dataclasses
import typing
from fractions import Fraction as Q
from itertools import islice

import pytest
from function_problems import Z, check, exp, log, num, problem

from theoremcheck.trusted.admission import check_constant, check_evidence
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.per_class import OfBoth
from theoremcheck.trusted.functions.proofs import ByCells, ByContact, ByRange, BySplit
from theoremcheck.trusted.functions.shape import Asymmetry, NoPiece, Signs, Witness
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.point import Exact, Number
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import AbstractDataset, Dataset, Network
from theoremcheck.trusted.refusal import Refusal

ALPHA = e.Param("alpha", Q(0), Q(1), False, False)
LOG_NEGATIVE = log(num(-1))
UNREAL = [
    LOG_NEGATIVE,
    log(num(0)),
    log(log(num(Q(1, 2)))),
    e.Pow(e.neg(e.Pi()), Q(1, 2)),
    e.Pow(num(0), Q(-1)),
    e.Pow(LOG_NEGATIVE, Q(0)),
    e.Mul((num(0), LOG_NEGATIVE)),
    e.sub(LOG_NEGATIVE, LOG_NEGATIVE),
    exp(LOG_NEGATIVE),
    e.call(e.Fn.TANH, LOG_NEGATIVE),
    e.power(e.Pow(num(-2), Q(1, 2)), 2),
    e.Root(e.add((e.power(Z, 2), num(1))), Q(-1), Q(1)),
    e.Root(e.power(Z, -1), Q(-1), Q(1)),
    e.Root(e.sub(e.power(Z, 3), Z), Q(-2), Q(2)),
    e.Root(Z, Q(1), Q(-1)),
]
NO_CONSTANT = [
    (Z, r"admission.variable"),
    (e.add((e.Pi(), Z)), r"admission.variable"),
    (ALPHA, r"admission.parameter\(.*name=alpha\)"),
    (exp(ALPHA), r"admission.parameter\(.*name=alpha\)"),
    (e.Root(e.sub(Z, ALPHA), Q(-1), Q(2)), r"admission.parameter\(.*name=alpha\)"),
    (e.Param("a", Q(1), Q(0), False, False), r"admission.parameter\(.*name=a\)"),
    (e.Max((num(1), num(2))), r"admission.no_constant\(.*found=Max\)"),
    (e.Root(e.Abs(Z), Q(-1), Q(1)), r"admission.no_constant\(.*found=Abs\)"),
    (e.Num(0.5), r"admission.number\(.*found=float\)"),
    (e.Num(1), r"admission.number\(.*found=int\)"),
    (e.Pow(num(2), 0.5), r"admission.exponent\(.*found=float\)"),
    (e.Root(Z, -1.0, 1.0), "admission.root_end"),
    (e.Pow(e.Pow(num(2), Q(50)), Q(3)), "admission.power"),
    (e.Add(tuple(num(k) for k in range(300))), "admission.too_large"),
]
REAL = [
    num(Q(-7, 3)),
    e.Pi(),
    log(num(Q(1, 3))),
    e.Pow(num(2), Q(-1, 2)),
    e.Pow(num(0), Q(0)),
    e.Root(e.sub(e.power(Z, 2), num(2)), Q(1), Q(2)),
    e.Root(e.add((Z, log(Z))), Q(1, 4), Q(1)),
    e.Root(e.sub(Z, e.Root(e.sub(Z, num(Q(1, 3))), Q(0), Q(1))), Q(-1), Q(1)),
]


@pytest.mark.parametrize("constant", UNREAL)
def test_what_is_no_real_number_is_no_constant(constant):
    with pytest.raises(Refusal, match=r"admission.not_real|^zeros\.(ends|no_sign_change|not_monotone)$"):
        check_constant(constant, "here")


@pytest.mark.parametrize("constant, reason", NO_CONSTANT)
def test_what_is_no_constant_is_refused(constant, reason):
    with pytest.raises(Refusal, match=reason):
        check_constant(constant, "here")


@pytest.mark.parametrize("constant", REAL)
def test_real_numbers_are_admitted(constant):
    check_constant(constant, "here")


def _places(kinds):
    """(class, field) for every field of any evidence that may hold an expression."""
    found, seen, left = set(), set(), list(kinds)
    while left:
        kind = left.pop()
        if kind is Ellipsis or kind in seen or kind in typing.get_args(e.Expr):
            continue
        seen.add(kind)
        left += typing.get_args(kind)
        for name, hint in typing.get_type_hints(kind).items() if dataclasses.is_dataclass(kind) else ():
            if hint == e.Expr or e.Expr in typing.get_args(hint):
                found.add((kind, name))
            else:
                left.append(hint)
    return found


WAYS = [
    (condition.id, holds, by)
    for condition in CONDITIONS.values()
    for holds, ways in ((True, condition.holds), (False, condition.fails))
    for by in ways
]
OWN = {way: {by.kind for name, holds, by in WAYS if (name, holds) == way} for way in {way[:2] for way in WAYS}}
KINDS = typing.Union[tuple(dict.fromkeys(by.kind for _, _, by in WAYS))]  # noqa: UP007 - made at run time
PLACES = sorted(_places(typing.get_args(KINDS)), key=str)


def test_every_place_of_an_expression_is_known():
    found = {(kind.__name__, name) for kind, name in PLACES}
    assert {("Witness", "at"), ("ByContact", "at"), ("Number", "base"), ("Exact", "value")} <= found
    assert {("NoPiece", "points"), ("Asymmetry", "at"), ("Number", "factor")} <= found


def _anything(hint, special):
    """Some value of a declared type: ``special`` wherever an expression stands, and no field left out."""
    if hint == e.Expr:
        return special
    if typing.get_origin(hint) is tuple:
        return (_anything(typing.get_args(hint)[0], special),)
    options = [option for option in typing.get_args(hint) if option is not type(None)] or [hint]
    kind = next((k for k in options if k is Exact), options[0])
    plain = {Q: Q(1), int: 1, bool: True, str: "a"}
    if kind in plain:
        return plain[kind]
    if typing.get_origin(kind) is tuple:
        return _anything(kind, special)
    return kind(**{name: _anything(inner, special) for name, inner in typing.get_type_hints(kind).items()})


def _holders(kind, target, seen=()):
    """Values of a kind of evidence with an instance of ``target`` somewhere inside.

    Evidence about two losses is the same evidence once more: of each of its fields one way in is enough.
    """
    for option in typing.get_args(kind) or (kind,):
        if option is Ellipsis or option in seen:
            continue
        if option is target:
            yield lambda value: value
        elif dataclasses.is_dataclass(option) and option not in typing.get_args(e.Expr):
            for name, hint in typing.get_type_hints(option).items():
                for wrap in islice(_holders(hint, target, (*seen, option)), 1 if option is OfBoth else None):
                    yield lambda value, option=option, name=name, wrap=wrap: _with(option, name, wrap(value))
        elif typing.get_origin(option) is tuple:
            yield from (
                lambda value, wrap=wrap: (wrap(value),) for wrap in _holders(typing.get_args(option)[0], target, seen)
            )
    if typing.get_origin(kind) is tuple:
        yield from ()


def _with(kind, name, value):
    hints = typing.get_type_hints(kind)
    fields = {field: _anything(hint, num(1)) for field, hint in hints.items()}
    hint = hints[name]
    tupled = typing.get_origin(hint) is tuple and not isinstance(value, tuple)
    return kind(**{**fields, name: (value,) if tupled else value})


@pytest.mark.parametrize("kind, name", PLACES, ids=lambda part: getattr(part, "__name__", part))
def test_no_field_bypasses_the_gate(kind, name):
    """In whatever evidence an expression may stand, a number that is not real is refused before anything else."""
    reached, subject = 0, problem()
    for wrap in _holders(KINDS, kind):
        for special, code in (
            (LOG_NEGATIVE, "admission.not_real"), (ALPHA, "admission.parameter"), (Z, "admission.variable")
        ):  # fmt: skip
            hint = typing.get_type_hints(kind)[name]
            evidence = wrap(_with(kind, name, special if hint == e.Expr else (special,)))
            for condition, holds, _ in WAYS:
                expected = code if type(evidence) in OWN[condition, holds] else "facts.wrong_kind"
                with pytest.raises(Refusal) as refusal:
                    check_claim(subject, Claim(condition, holds, evidence))
                assert refusal.value.reason.code == expected
                reached += expected == code
    assert reached


@pytest.mark.parametrize(
    "evidence, reason",
    [
        (Witness(0.0, num(1)), r"admission.wrong_type\(where=Witness.piece, expected=int, found=float\)"),
        (Witness(True, num(1)), r"admission.wrong_type\(where=Witness.piece, expected=int, found=bool\)"),
        (Witness(0, 1), r"where=Witness.at, expected=Num or Pi or Param or Root, found=int\)"),
        (Signs((), [ByRange()], True), r"admission.wrong_type\(where=Signs.proofs,"),
        (Signs((), (ByRange,), True), r"admission.wrong_type\(where=Signs.proofs\[0\],"),
        (Signs((), (ByCells((Q(0), 1.0), 64),), True), r"where=ByCells.cuts\[1\], expected=Fraction, found=float\)"),
        (Signs((), (BySplit((1,), (ByRange(), ByRange())),), True), r"admission.wrong_type\(where=BySplit.cuts\[0\],"),
        (Separation((0.5, Q(1))), r"where=Separation.normal\[0\], expected=Fraction, found=float\)"),
    ],
)
def test_a_field_of_another_type_is_refused(evidence, reason):
    with pytest.raises(Refusal, match=reason):
        check_evidence(evidence)


@pytest.mark.parametrize("evidence", [Sparse((0,), (Q(1),)), Number(num(0), num(0)), None, Composed])
def test_what_is_no_evidence_is_refused(evidence):
    for condition, holds, _ in WAYS:
        with pytest.raises(Refusal, match=r"facts\.wrong_kind"):
            check_claim(problem(), Claim(condition, holds, evidence))


def test_a_very_deep_proof_is_refused():
    proof = ByRange()
    for _ in range(5000):
        proof = BySplit((), (proof,))
    with pytest.raises(Refusal, match=r"admission\.too_deep"):
        check_evidence(Signs((), (proof,), True))


# --- the problem itself -------------------------------------------------------------------------------------------


def test_one_claim_alone_is_checked_against_a_well_formed_problem():
    fine = problem()
    cases = [
        (dataclasses.replace(fine, network=Network(-1, True, True)), "problem.width_negative"),
        (dataclasses.replace(fine, dataset=Dataset(((Q(1),),), (1,), (Q(1),))), "problem.labels"),
        (
            dataclasses.replace(fine, dataset=Dataset(((Q(1),), (Q(2),)), (1, -1), (Q(0), Q(1)))),
            "problem.weight_not_positive",
        ),
        (problem(e.add((Z, e.Param("a", Q(1), Q(0), False, False)))), r"^expr\.empty_range\(parameter=a\)$"),
        (problem(e.add((Z, e.Param("a", Q(1), Q(1), True, False)))), r"^expr\.empty_range\(parameter=a\)$"),
        (problem(e.mul((e.Root(Z, Q(-1), Q(1)), Z))), "admission.formula_root"),
        (problem(e.Mul((e.Num(0.5), Z))), r"where=Num.value, expected=Fraction, found=float\)"),
        (problem(e.Pow(Z, 2)), r"where=Pow.exponent, expected=Fraction, found=int\)"),
        (problem(e.Cases(Z, (Q(0),), (), (Z, Z))), r"^pieces\.cases_breaks$"),
        (problem(e.Max((Z,))), r"^pieces\.extremum$"),
    ]
    for broken, reason in cases:
        with pytest.raises(Refusal, match=reason):
            check_claim(broken, Claim("network.shortcut", True, Structure()))
    check_claim(fine, Claim("network.shortcut", True, Structure()))
    point = e.Param("a", Q(1), Q(1), False, False)
    abstract = AbstractDataset(None, None, None, ())
    for good in (problem(e.mul((point, Z))), dataclasses.replace(fine, dataset=abstract)):
        check_claim(good, Claim("network.shortcut", True, Structure()))


# --- a witness is a point at which the formula is defined ---------------------------------------------------------

UNDEFINED = [
    (e.sub(log(Z), Z), "increasing", Witness(0, num(-1))),
    (e.neg(exp(e.mul((num(2), log(Z))))), "increasing", Witness(0, num(-1))),
    (e.mul((num(-1), e.sqrt(Z), e.sqrt(Z))), "increasing", Witness(0, num(-1))),
    (e.sub(e.mul((Z, e.power(Z, -1))), Z), "increasing", Witness(0, num(0))),
    (e.add((e.Mul((num(0), log(Z))), e.neg(Z))), "increasing", Witness(0, num(-2))),
    (e.add((e.Pow(log(Z), Q(0)), e.neg(Z))), "increasing", Witness(0, num(-2))),
    (exp(log(Z)), "even", Asymmetry(num(1))),
    (exp(log(Z)), "flat_piece", NoPiece((), (num(-1),))),
    (exp(log(Z)), "quadratic", Asymmetry(num(1))),
]


@pytest.mark.parametrize("expr, name, evidence", UNDEFINED)
def test_no_claim_names_a_point_at_which_the_formula_is_undefined(expr, name, evidence):
    with pytest.raises(Refusal, match=r"^shape\.undefined_at_point|^smooth\.obligation_parts$|^comparison\."):
        check(expr, name, False, evidence)


def test_what_max_does_not_choose_is_asked_as_well():
    """max(z, e^(log(z + 2)) - 3) is z, and undefined at -3."""
    hidden = e.neg(e.Max((Z, e.sub(exp(log(e.add((Z, num(2))))), num(3)))))
    assert check(hidden, "increasing", False, Witness(0, num(1))) is Status.FAILS
    with pytest.raises(Refusal, match=r"^shape\.undefined_at_point"):
        check(hidden, "increasing", False, Witness(0, num(-3)))


def test_a_contact_at_no_number_and_a_constant_that_is_none():
    loss = e.sub(e.power(e.add((exp(Z), num(1))), 2), num(0))
    proof = ByContact(LOG_NEGATIVE, 2, ByRange())
    with pytest.raises(Refusal, match=r"admission\.not_real\(where=ByContact.at\)"):
        check(loss, "nondecreasing", True, Signs((), (proof,), True))
    with pytest.raises(Refusal, match=r"admission\.not_real"):
        check_constant(Exact(log(num(Q(-1, 5)))).value, "c")
