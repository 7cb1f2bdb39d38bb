"""Problems and claims built by hand, for tests of the kernel."""

from contextlib import contextmanager
from fractions import Fraction

import pytest

from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal

Z, num, exp, log = e.Z, e.num, (lambda arg: e.call(e.Fn.EXP, arg)), (lambda arg: e.call(e.Fn.LOG, arg))
softplus = log(e.add((num(1), exp(Z))))
relu = e.Max((num(0), Z))
hinge3 = e.power(e.Max((num(0), e.add((num(1), Z)))), 3)


def vector(*entries):
    return tuple(Fraction(v) for v in entries)


def problem(neuron=softplus, loss=hinge3, *, dataset=None, width=1):
    """Two separable points on the line, unless another dataset is given."""
    data = dataset or Dataset((vector(-1), vector(1)), (-1, 1), vector(1, 1))
    pair = [f if not isinstance(f, tuple(e.Expr.__args__)) else Function(f) for f in (neuron, loss)]
    return Problem(data, *pair, Network(width, True, True), Objective())


def check(expr, name, holds, evidence):
    """The kernel's verdict on a claim about the function ``expr`` as neuron (or as loss, if only losses have it)."""
    block = "loss" if name in ("nondecreasing", "active", "bounded_below") else "neuron"
    return check_claim(problem(expr, expr), Claim(f"{block}.{name}", holds, evidence)).status


@contextmanager
def refused(*expected):
    """What is inside is refused with one of these reasons: a code, or a code with its values."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert {refusal.value.reason.code, str(refusal.value)} & set(expected)
