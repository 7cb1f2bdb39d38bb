"""A remembered hash is believed by the work that worked it out, and by nothing else: the kernel's work is its own."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from contextlib import nullcontext, suppress
from fractions import Fraction as Q
from itertools import cycle

import pytest
from function_problems import Z, check, num, problem

import theoremcheck.trusted
from theoremcheck.trusted import hashes
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.certificate import Claim, check_claim, issue
from theoremcheck.trusted.certificate import check as check_certificate
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.proofs import ByRange, BySplit
from theoremcheck.trusted.functions.ranges import Range
from theoremcheck.trusted.functions.shape import Asymmetry, DeepDomains, Signs, Witness
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.smooth import Agreement
from theoremcheck.trusted.hashes import own_hashes, shared_hashes
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function, Layer, Network, Part, PerClass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import Ledger, counted

NODES = typing.get_args(e.Expr)


def anew(value):
    """An equal value, of which no formula was ever there."""
    if isinstance(value, tuple):
        return type(value)(map(anew, value))
    if not isinstance(value, NODES) and not type(value).__module__.endswith("problem.model"):
        return value
    return type(value)(*(anew(getattr(value, field.name)) for field in dataclasses.fields(value)))


def nodes_of(value):
    """All nodes of the formulas in a value, by its fields: of equal ones each, and those of the functions of roots."""
    if isinstance(value, NODES):
        yield value
    if isinstance(value, tuple):
        for entry in value:
            yield from nodes_of(entry)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from nodes_of(getattr(value, field.name))


def formula(level=3):
    """A smooth formula with nodes of many kinds, each its own object."""
    squares = e.Pow(e.Add((e.Num(Q(1)), e.Call(e.Fn.EXP, e.Var()))), Q(-1))
    return e.Add((e.Mul((e.Num(Q(2)), squares, e.Pi())), e.Call(e.Fn.TANH, e.Var()), e.Num(Q(level))))


def deep_problem():
    """Two losses, and a deep part with equal neurons that are not the same, in layers of parts and in both branches."""
    piecewise = e.Max((e.Num(Q(0)), e.Min((e.Abs(e.Var()), e.Param("a", Q(0), Q(1), False, False), formula()))))
    cases = e.Cases(e.Var(), (Q(0),), (True,), (e.Num(Q(1)), e.Num(Q(2))))
    made = problem(piecewise, PerClass(Function(formula()), Function(cases)))
    mixed = Layer(3, Function(formula(4)), (Part(1, Function(formula(5))), Part(1, Function(formula(4)))))
    network = Network(2, True, True, (mixed, Layer(1, Function(formula(5)))), (), (Layer(1, Function(formula(4))),))
    return dataclasses.replace(made, network=network)


def forge(value):
    """Put by force whatever hash into each node, as the work that goes on would as well."""
    work = hashes._AT_WORK.get()
    forged = cycle([(work, "abc"), (work, 5), (work, None), "abc", 1.5, None, (), (None, 5), (object(), 5), {}])
    for node, entry in zip(list(nodes_of(value)), forged, strict=False):
        hashes._HASH.__set__(node, entry)


def change(value):
    """Change each number after the hashes of all were worked out."""
    known = list(nodes_of(value))
    assert len(set(known)) > 1
    for node in known:
        if isinstance(node, e.Num):
            object.__setattr__(node, "value", node.value + 1)


WAYS_TO_FORGE = pytest.mark.parametrize("spoil", [forge, change])
WHERE = pytest.mark.parametrize("outer", [nullcontext, own_hashes, lambda: counted(Ledger(10**9, "BOUND = 1"))])


def test_a_hash_has_no_name_by_which_it_is_set():
    for node in (*nodes_of(deep_problem()), e.Root(Z, Q(-1), Q(1))):
        with pytest.raises(AttributeError):
            object.__setattr__(node, "_hash", 5)
        with pytest.raises(AttributeError):
            node._hash  # noqa: B018 - it is looked up


@WAYS_TO_FORGE
@WHERE
def test_own_work_believes_no_hash_from_outside(spoil, outer):
    subject = deep_problem()
    with outer():
        spoil(subject)
        with own_hashes():
            assert [hash(node) for node in nodes_of(subject)] == [hash(node) for node in nodes_of(anew(subject))]


def test_a_hash_is_worked_out_once_in_one_work_and_its_parts():
    """A number that was changed by force is the sign of it: nobody in that work looks again."""
    node = e.Num(Q(1))
    with own_hashes():
        before = hash(node)
        object.__setattr__(node, "value", Q(2))
        with shared_hashes():
            assert hash(node) == before
        with own_hashes():
            assert hash(node) == hash(num(2))
        assert hash(num(1)) == before
    assert hash(node) == hash(num(2)) != before


def answers(subject):
    """What the kernel says of a problem: whatever a predicate decides, and claims about each block with a formula."""
    claims = [Claim(name, holds, Structure()) for name in CONDITIONS for holds in (True, False)]
    claims.append(Claim("network.deep_defined", True, DeepDomains(((), (), ()))))
    claims += [Claim(name, False, Witness(0, num(1))) for name in ("neuron.increasing", "neuron.convex")]
    found = []
    for claim in claims:
        try:
            found.append(check_claim(subject, claim).status)
        except Refusal as refusal:
            found.append(str(refusal))
    return found


@WAYS_TO_FORGE
@WHERE
@pytest.mark.parametrize("admitted", [False, True])
def test_the_kernel_believes_no_hash_that_a_problem_brings(spoil, outer, admitted):
    """Neither when it is admitted nor later, in no layer, of no part and of no twin."""
    subject = deep_problem()
    with outer():
        if admitted:
            check_problem(subject)
        spoil(subject)
        found = answers(subject)
    assert found == answers(anew(subject))
    assert len(set(found)) > 4


@WHERE
def test_a_formula_that_was_changed_answers_as_what_it_is(outer):
    """The pieces of max(0, z) are known; then it is max(0, -z) by force."""
    slope = e.Num(Q(1))
    subject = problem(loss=e.Max((e.Num(Q(0)), e.Mul((slope, e.Var())))))
    falls = Claim("loss.nondecreasing", False, Witness(0, num(-1)))
    with outer():
        with pytest.raises(Refusal):
            check_claim(subject, falls)
        assert len(set(e.walk(subject.loss.expr))) > 1  # their hashes are known
        object.__setattr__(slope, "value", Q(-1))
        assert check_claim(subject, falls).status is Status.FAILS


@WAYS_TO_FORGE
@WHERE
def test_evidence_with_a_forged_hash_is_refused_or_borne_out(spoil, outer):
    """At sqrt 2, z(z^2 - 2) and its mirror image agree, and (z^2 - 2)^2 does not grow."""
    square = e.sub(e.power(Z, 2), num(2))
    for expr, name, kind in ((e.mul((Z, square)), "even", Asymmetry), (e.power(square, 2), "increasing", Witness)):
        at = e.Pow(e.Num(Q(2)), Q(1, 2))
        with outer():
            spoil(at)
            found = _answer(expr, name, kind, at)
        assert found == _answer(expr, name, kind, anew(at))


def _answer(expr, name, kind, at):
    try:
        return check(expr, name, False, kind(at) if kind is Asymmetry else kind(0, at))
    except Refusal as refusal:
        return str(refusal.reason)


@WHERE
def test_a_certificate_of_a_problem_with_forged_hashes(outer):
    subject = problem()
    claims = (
        Claim("neuron.c1", True, Agreement(())),
        Claim("neuron.increasing", True, Signs((), (ByRange(),), True)),
        Claim("network.deep_defined", True, DeepDomains(())),
    )
    with outer():
        forge(subject)
        outcome = check_certificate(subject, issue(subject, None, claims))
    assert [outcome.statuses[claim.condition] for claim in claims] == [Status.HOLDS] * 3


# --- what it costs -------------------------------------------------------------------------------------------------


def calls(ask):
    """How many functions written in Python are called on the way."""
    count = [0]

    def see(frame, event, argument):
        count[0] += event == "call"

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return count[0]


def test_what_looks_at_no_formula_costs_the_same_however_large_they_are():
    def cost(terms):
        large = e.Add((e.Num(Q(1)), *(e.Call(e.Fn.TANH, e.Mul((e.Num(Q(k)), e.Var()))) for k in range(2, terms))))
        made = problem(large, large)
        layers = tuple(Layer(1, Function(anew(large))) for _ in range(3))
        subject = dataclasses.replace(made, network=dataclasses.replace(made.network, deep=layers))
        claims = [Claim(name, True, Structure()) for name in ("network.shortcut", "loss.single")]
        with suppress(Refusal):
            check_claim(subject, claims[0])  # it is admitted
        return [calls(lambda claim=claim: check_claim(subject, claim)) for claim in claims]

    assert cost(300) == cost(5)


PACKAGE = theoremcheck.trusted
TRUSTED = [name for _, name, holds in pkgutil.walk_packages(PACKAGE.__path__, f"{PACKAGE.__name__}.") if not holds]
MODULUS = sys.hash_info.modulus


def test_numbers_of_equal_remainder_have_different_hashes():
    """Python's own hash of a number is its remainder, so whoever chooses them could make all parts collide."""
    shifted = [Q(7 + k * MODULUS, 3) for k in range(50)]
    assert len(set(map(hash, shifted))) == 1
    for build in (
        num,
        lambda q: e.Pow(Z, q),
        lambda q: e.Param("a", q, None, False, False),
        lambda q: e.Root(Z, -q, q),
        lambda q: e.Cases(Z, (q,), (True,), (Z, num(1))),
        lambda q: e.mul((num(q), Z)),
        lambda q: Range(q, None),
        lambda q: Interval(None, q),
    ):
        assert len({hash(build(q)) for q in shifted}) == 50
        assert [hash(build(q)) for q in shifted] == [hash(build(q + 0)) for q in shifted]


def test_tables_compare_no_parts_whose_numbers_have_one_remainder():
    def compared(step):
        keys = [e.Call(e.Fn.TANH, e.Mul((num(7 + k * step), Z))) for k in range(100)]
        return calls(lambda: [dict.fromkeys(keys).get(anew(key)) for key in keys[:1]])

    assert compared(MODULUS) <= compared(MODULUS + 1) * 11 / 10  # the order in a table depends on the hash seed


def test_all_that_is_kept_in_a_ledger_is_found_by_its_digits():
    found = 0
    for module in map(importlib.import_module, TRUSTED):
        for name in re.findall(r"^@kept\(.*\)\ndef (\w+)", inspect.getsource(module), re.MULTILINE):
            hints = typing.get_type_hints(getattr(module, name).__wrapped__)
            kinds = {kind for what, hint in hints.items() if what != "return" for kind in parts(hint)}
            assert all(kind in (str, int, bool) or issubclass(kind, hashes.KnownHash) for kind in kinds), (name, kinds)
            found += 1
    assert found >= 7


def parts(hint):
    """The classes that a type is made of."""
    own = typing.get_args(hint)
    return {kind for entry in own for kind in parts(entry)} if own else {hint}


def test_cells_whose_ends_have_one_remainder_cost_what_others_cost():
    def cost(step):
        cuts = tuple(Q(5 + k * step) for k in range(40))
        evidence = BySplit(cuts, (ByRange(),) * (len(cuts) + 1))
        with counted(Ledger(10**6, "B = 1")):
            return calls(lambda: check_sign(e.add((num(3), e.Call(e.Fn.TANH, Z))), ">", Interval(None, None), evidence))

    assert cost(MODULUS) <= cost(MODULUS + 1) * 11 / 10
