"""What is worked out once: its charge, its order, the bounds that it met, and the arguments that it is kept under."""

import dataclasses
import os
import subprocess
import sys
from contextlib import nullcontext, suppress
from fractions import Fraction as Q
from functools import partial

import pytest
from random_formulas import varied

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.trusted.functions.evident import evident
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import is_zero, normalise, normalised
from theoremcheck.trusted.functions.ranges import REALS, Range, range_of
from theoremcheck.trusted.problem.expr import (
    Call,
    Expr,
    Fn,
    Mul,
    Z,
    add,
    derivative,
    mul,
    num,
    power,
    sub,
    walk,
)
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.work import Ledger, counted, kept, note_bound

LINE = Interval(None, None)
ASKED = [
    lambda expr: range_of(expr, REALS),
    lambda expr: range_of(expr, Range(Q(-1), Q(2), True, False)),
    lambda expr: evident(expr, ">", LINE),
    lambda expr: evident(expr, "<=", Interval(Q(0), None)),
    normalise,
    normalised,
    is_zero,
]


def unshared(value):
    """The same expression, of which no part is the same object as another one."""
    if isinstance(value, tuple):
        return tuple(map(unshared, value))
    if not isinstance(value, Expr.__args__):
        return value
    return type(value)(*(unshared(getattr(value, field.name)) for field in dataclasses.fields(value)))


def repeated():
    """s + s s with one s."""
    part = Call(Fn.TANH, Call(Fn.SIN, add((Z, num(1)))))
    return add((part, Mul((part, part))))


def with_slopes(seed):
    """A formula whose parts occur many times, since derivatives repeat them."""
    expr = varied(seed)
    try:
        slope = derivative(expr)
    except ValueError:
        slope = Call(Fn.EXP, expr)
    return add((mul((expr, slope)), slope, power(expr, 2)))


def steps(*questions):
    """What is written off for questions one after the other, refused or not."""
    ledger = Ledger(10**9, "BOUND = 1")
    with counted(ledger):
        for question in questions:
            with suppress(Refusal):
                question()
    return ledger.spent


@pytest.mark.parametrize("expr", [repeated(), *map(with_slopes, range(12))])
def test_equal_formulas_cost_the_same_in_any_order(expr):
    copy = unshared(expr)
    assert copy == expr
    assert len({id(node) for node in walk(copy)}) > len({id(node) for node in walk(expr)})
    for ask in ASKED:
        one, other = partial(ask, expr), partial(ask, copy)
        alone = steps(one)
        assert steps(other) == alone
        assert steps(one, other) == steps(other, one)


def test_a_condition_costs_the_same_for_equal_formulas():
    expr = add((Call(Fn.TANH, repeated()), Z))
    assert steps(lambda: decide_function(expr, "increasing")) == steps(
        lambda: decide_function(unshared(expr), "increasing")
    )


@pytest.mark.parametrize("ask", ASKED)
def test_what_is_asked_first_does_not_change_the_sum(ask):
    """A formula, a part of it, and a formula with that part."""
    part = with_slopes(3)
    questions = [partial(ask, expr) for expr in (part, Call(Fn.EXP, part), unshared(sub(part, Call(Fn.SIN, part))))]
    assert steps(*questions) == steps(*reversed(questions))


SHOWN = """

from fractions import Fraction as Q
from theoremcheck.trusted.problem.expr import *
nodes = [Pi(), Z, Abs(Z), Param("a", None, Q(1), True, False), Call(Fn.LOG, Z), Max((Z, ONE)), Min((Z, ONE))]
nodes += [Cases(Z, (Q(0),), (True,), (Z, ONE)), Root(Z, Q(-1), Q(1))]
nodes += [power(add((Z, num(k))), -1) for k in range(1, 12)]
print([hash(node) for node in nodes])
print(list(partial_operations(add(nodes[-11:]))))
"""


def test_sets_of_expressions_have_one_order_in_all_processes():
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = partial(subprocess.run, [sys.executable, "-c", SHOWN], env=environment, capture_output=True, check=True)
    assert run().stdout == run().stdout


def test_a_sum_and_a_product_of_the_same_parts_have_different_hashes():
    assert hash(add((Z, num(2)))) != hash(mul((num(2), Z)))
    assert hash(Mul((num(2), Z))) == hash(Mul((num(2), Z)))


def test_a_bound_that_was_met_is_noted_each_time():
    """The normal form of (z + e^z)^300 - 2 is beyond the bound on degrees, so it is not evident that it is positive."""
    expr = add((num(-2), power(add((Z, Call(Fn.EXP, Z))), 300)))
    ledger, noted = Ledger(10**9, "BOUND = 1"), []
    with counted(ledger):
        for _ in range(2):
            ledger.note = None
            assert not evident(expr, ">", LINE)
            noted.append(ledger.note)
    assert noted[0] is not None
    assert noted[0] == noted[1]
    assert noted[0].code == "normal.degree"


@kept(8)
def _inner(bound: str) -> int:
    note_bound(Reason.of("normal.degree", bound=bound))
    return 1


@kept(8)
def _outer(bound: str) -> int:
    return _inner(bound)


def _free(number: int) -> int:
    return number


_free_kept = kept(8)(_free)


def test_a_bound_is_noted_with_what_rests_on_it_and_with_nothing_else():
    ledger = Ledger(10**9, "BOUND = 1")

    def noted(ask):
        ledger.note = None
        ask()
        return ledger.note and dict(ledger.note.values)["bound"]

    with counted(ledger):
        assert [noted(lambda: _outer("A = 1")) for _ in range(2)] == ["A = 1", "A = 1"]
        assert [noted(lambda: (_inner("B = 2"), _free_kept(1))) for _ in range(2)] == ["B = 2", "B = 2"]
        assert [noted(lambda: (_outer("B = 2"), _inner("A = 1"))) for _ in range(2)] == ["A = 1", "A = 1"]
        assert [noted(lambda: _free_kept(1)) for _ in range(2)] == [None, None]


def test_what_is_kept_takes_no_argument_by_its_name():
    """It would be kept under a key without it, and answer for another domain."""
    for opened in (False, True):
        with counted(Ledger(10**9, "BOUND = 1")) if opened else nullcontext(), pytest.raises(TypeError):
            range_of(Z, domain=REALS)
