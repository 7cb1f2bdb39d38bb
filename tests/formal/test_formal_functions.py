"""Formulas as Coq terms: what they say, and what has none."""

from fractions import Fraction as Q

import pytest
from formal_functions import formula

from theoremcheck.formal.functions import NotTranslated, domain, translate, value
from theoremcheck.formal.trees import tree
from theoremcheck.trusted.problem.expr import (
    ONE,
    Abs,
    Add,
    Call,
    Cases,
    Fn,
    Max,
    Min,
    Mul,
    Num,
    Param,
    Pi,
    Pow,
    Root,
    Z,
    call,
    power,
    sub,
)

VALUES = [
    (Num(Q(3)), "3"),
    (Num(Q(-3, 4)), "((-3) / 4)"),
    (Pi(), "PI"),
    (Add((ONE, Z)), "(1 + v)"),
    (Mul((Num(Q(-1)), Z)), "((-1) * v)"),
    (Pow(Z, Q(3)), "(v ^ 3)"),
    (Pow(Z, Q(-1)), "(/ v)"),
    (Pow(Z, Q(-2)), "(/ (v ^ 2))"),
    (Pow(Z, Q(1, 2)), "(sqrt v)"),
    (Pow(Z, Q(-1, 2)), "(/ sqrt v)"),
    (Pow(Z, Q(5, 2)), "(power (5 / 2) v)"),
    (Max((ONE, Z, Pi())), "(Rmax (Rmax 1 v) PI)"),
    (Min((ONE, Z)), "(Rmin 1 v)"),
    (Abs(Z), "(Rabs v)"),
    *((Call(fn, Z), f"({'ln' if fn is Fn.LOG else fn.value} v)") for fn in Fn),
    (
        Cases(Z, (Q(0), Q(1)), (True, False), (ONE, Z, Pi())),
        "(if Rle_dec v 0 then 1 else (if Rlt_dec v 1 then v else PI))",
    ),
]


@pytest.mark.parametrize(("expr", "text"), VALUES)
def test_values(expr, text):
    assert value(expr) == text


DOMAINS = [
    ("log(1 + exp(z))", "0 < (1 + (exp v))"),
    ("1/(1 + z^2)", "(1 + (v ^ 2)) <> 0"),
    ("sqrt(1 + z^2)", "0 <= (1 + (v ^ 2))"),
    ("1/sqrt(1 + z^2)", "(sqrt (1 + (v ^ 2))) <> 0"),
    ("exp(z) + z^3", "True"),
    ("cases { z < 0: log(-z); else: z }", "(if Rlt_dec v 0 then (0 < ((-1) * v)) else (True))"),
    ("max(0, log(z))", "0 < v"),
]


@pytest.mark.parametrize(("text", "needed"), DOMAINS)
def test_domains(text, needed):
    """All arguments of max have to be defined, of cases the piece that holds."""
    found = domain(formula("loss", text))
    assert needed in found
    assert found == needed or " /\\ " in found


def test_nothing_undefined_is_lost():
    """0 log z has the domain of log z, and so has (log z)^0."""
    assert domain(Mul((Num(Q(0)), call(Fn.LOG, Z)))) == "0 < v"
    assert domain(power(call(Fn.LOG, Z), 0)) == "0 < v"


def test_a_formula_is_a_record():
    assert translate(Max((Num(Q(0)), Z))) == "{| val := fun v => (Rmax 0 v);\n     dom := fun v => True |}"


@pytest.mark.parametrize(
    ("expr", "why"),
    [
        (Param("beta", None, None, False, False), "the parameter beta is free"),
        (Root(sub(power(Z, 2), Num(Q(2))), Q(1), Q(2)), "a number in it is known as the root of a function"),
        (Pow(Z, Q(1001)), "an exponent is beyond MAX_EXPONENT = 1000"),
    ],
)
def test_what_is_not_translated(expr, why):
    for write in (translate, tree):
        with pytest.raises(NotTranslated) as refused:
            write(expr)
        assert str(refused.value) == why


def test_trees_are_smooth():
    with pytest.raises(NotTranslated):
        tree(Abs(Z))


def test_a_tree():
    assert tree(formula("neuron", "2*z^3 - sqrt(1 + z^2)/3")) == (
        "(F_add (F_mul (F_num 2 1) (F_pow F_var 3))"
        " (F_mul (F_num (-1) 3) (F_sqrt (F_add (F_num 1 1) (F_pow F_var 2)))))"
    )
