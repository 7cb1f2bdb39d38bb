"""Forms of the degree of the neuron: those that separate the classes, and those that tell the samples apart."""

from fractions import Fraction
from itertools import combinations_with_replacement
from math import prod

import pytest
from data_problems import refusal, sparse, vector
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.data import powers as deciding
from theoremcheck.decide.data.separation import separate
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data import powers
from theoremcheck.trusted.data.exact import span_rank
from theoremcheck.trusted.data.powers import check_form, check_no_form, independent
from theoremcheck.trusted.data.separation import Farkas, Separation

SEPARABLE, LEVEL = "data.form_separable", "data.form_level_separable"
XOR = "+ (1, 1), (-1, -1)  - (1, -1), (-1, 1)"
RINGS = "+ (2, 0), (0, -2)  - (1, 0), (0, 1)"
LINE = "+ 1  - 2"


def parsed(data, neuron="z^2", network="shortcut = 1 n"):
    loaded = loads(f"dataset d {{ {data} }}\nneuron n(z) = {neuron}\nloss hinge\nnetwork {{ {network} }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def written(points):
    return ", ".join("(" + ", ".join(map(str, point)) + ")" for point in points)


def test_powers_of_scalar_products():
    points = [((1, 2), 1), ((3, -1), 2)]
    assert powers.powers(points, points, 3).tolist() == [[125, 1], [1, 1000]]
    assert powers.scales(points, 3) == [1, 8]


@pytest.mark.parametrize(
    "data, normal, level",
    [
        (XOR, (1, 0, -1, 0), False),
        (RINGS, (1, 1, 0, 0, -8), True),
        (LINE, (-1, 0, 2), True),
    ],
)
def test_accepted(data, normal, level):
    problem, evidence = parsed(data), Separation(vector(*normal))
    check_form(problem, evidence, level=level)
    check_claim(problem, Claim(LEVEL if level else SEPARABLE, True, evidence))


@pytest.mark.parametrize(
    "problem, normal, level, expected",
    [
        (parsed(XOR), (-1, 0, 1, 0), False, "powers.wrong_side(sample=0)"),
        (parsed(XOR), (0, 0, 0, 0), False, "powers.wrong_side(sample=0)"),
        (parsed(XOR, "z^3"), (1, 0, -1, 0), False, "powers.wrong_side(sample=1)"),
        (parsed(XOR), (1, 0, -1), False, "exact.vector_length(name=the normal, entries=3, width=4)"),
        (parsed(XOR), (1, 0, -1, 0), True, "exact.vector_length(name=the normal, entries=4, width=5)"),
        (parsed(RINGS), (1, 1, 0, 0, -2), True, "powers.wrong_side(sample=2)"),
        (parsed(XOR, "abs(z)"), (1, 0, -1, 0), False, "powers.no_degree"),
    ],
)
def test_refused(problem, normal, level, expected):
    assert refusal(lambda p, e: check_form(p, e, level=level), problem, Separation(vector(*normal))) == expected


@pytest.mark.parametrize(
    "data, multipliers, level, expected",
    [
        (RINGS, {0: 1, 2: 4}, False, None),
        (RINGS, {0: 1, 2: 4}, True, "sparse.no_relation"),
        (XOR, {0: 1, 2: 1}, False, "sparse.no_relation"),
        ("+ (1, 2)  - (-1, -2)", {0: 1, 1: 1}, True, None),
        (XOR, {}, False, "sparse.all_zero"),
        (XOR, {0: -1, 2: 1}, False, "sparse.not_positive"),
        (XOR, {0: 1, 9: 1}, False, "sparse.out_of_range(name=the multipliers)"),
    ],
)
def test_multipliers(data, multipliers, level, expected):
    def check(subject, evidence):
        check_no_form(subject, evidence, level=level)

    evidence = Farkas(sparse(multipliers))
    if expected is None:
        check(parsed(data), evidence)
    else:
        assert refusal(check, parsed(data), evidence) == expected


def test_what_would_be_long_is_refused(monkeypatch):
    monkeypatch.setattr(powers, "MAX_POWER_STEPS", 100)
    found = refusal(lambda p, e: check_form(p, e, level=False), parsed(XOR, "z^90"), Separation(vector(1, 0, -1, 0)))
    assert found == "powers.long(bound=100)"


ALTERNATING = f"+ {', '.join(map(str, range(0, 400, 2)))}  - {', '.join(map(str, range(1, 400, 2)))}"


@pytest.mark.parametrize("level", [False, True])
def test_long_evidence_is_refused_before_it_is_summed(level):
    """Fractions with unlike denominators: their common one has the digits of all of them."""
    problem = parsed(ALTERNATING)
    entries = [Fraction(1, (1 << 20_000 + k) + 1) for k in range(400)]
    form = Separation((*entries, *[Fraction(1)] * level))
    assert refusal(lambda p, e: check_form(p, e, level=level), problem, form) == "powers.long(bound=400000000)"
    multipliers = Farkas(sparse(dict(enumerate(entries))))
    found = refusal(lambda p, e: check_no_form(p, e, level=level), problem, multipliers)
    assert found == "powers.long(bound=400000000)"


def test_samples_with_long_unlike_denominators():
    """Their powers are compared as integers: a row of fractions would have the denominators of all samples."""
    points = [tuple(Fraction(k**m + 1, (1 << 300 + 12 * k + m) + 1) for m in range(8)) for k in range(1, 31)]
    problem = parsed(f"+ {written(points[::2])}  - {written(points[1::2])}")
    assert independent(problem)


@pytest.mark.parametrize("level", [False, True])
@pytest.mark.parametrize(
    "data", [RINGS, XOR, "+ (1/2, 1/3), (2/7, 1)  - (1/5, 3), (1, -2/3)", "+ (1/2, 1/3)  - (-1/2, -1/3)"]
)
def test_rows_that_no_common_denominator_lengthens(monkeypatch, data, level):
    problem = parsed(data)
    usual = deciding.form(Case(problem), level=level)
    monkeypatch.setattr(deciding, "_LONG", 0)
    found = deciding.form(Case(problem), level=level)
    assert type(found) is type(usual)
    check = check_form if isinstance(found, Separation) else check_no_form
    check(problem, found, level=level)


def test_beyond_the_bound_no_form_is_searched(monkeypatch):
    monkeypatch.setattr(deciding, "MAX_FORMS", 2)
    assert deciding.form(Case(parsed(XOR)), level=False) is None


ENTRIES = st.sampled_from([Fraction(v) for v in ("-2", "-1", "0", "1/2", "1", "3")])
POINTS = st.lists(st.tuples(ENTRIES, ENTRIES), min_size=1, max_size=5)


def monomials(points, degree):
    """The vectors of all monomials, the other way to write a form."""
    return [tuple(prod(part, start=Fraction(1)) for part in combinations_with_replacement(p, degree)) for p in points]


@given(POINTS, POINTS, st.integers(1, 4), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_what_is_found_is_what_the_monomials_say(plus, minus, degree, level, biased):
    network = "shortcut = 1 n  hidden bias" if biased else "shortcut = 1 n"
    problem = parsed(f"+ {written(plus)}  - {written(minus)}", f"3 * z^{degree}", network)
    found = deciding.form(Case(problem), level=level)
    lifted = [(*row, Fraction(1)) if level else row for row in monomials(problem.inputs, degree)]
    assert type(found) is type(separate(lifted, problem.samples.labels))
    check = check_form if isinstance(found, Separation) else check_no_form
    check(problem, found, level=level)


@given(POINTS, POINTS, st.integers(1, 4), st.booleans())
@settings(deadline=None, max_examples=60)
def test_independence_is_that_of_the_monomials(plus, minus, degree, biased):
    network = "shortcut = 1 n  hidden bias" if biased else "shortcut = 1 n"
    problem = parsed(f"+ {written(plus)}  - {written(minus)}", f"-z^{degree}", network)
    distinct = list(dict.fromkeys(map(tuple, problem.inputs)))
    assert independent(problem) is (span_rank(tuple(monomials(distinct, degree))) == len(distinct))


@pytest.mark.parametrize(
    "data, neuron, network, holds",
    [
        ("+ 0, 2  - 1, 3", "z^3", "shortcut = 1 n  hidden bias", True),
        ("+ 0, 2  - 1, 3", "z^2", "shortcut = 1 n  hidden bias", False),
        ("+ 0, 2, 1  - 1", "z^2", "shortcut = 1 n  hidden bias", True),
        ("+ (1, 0)  - (0, 1)", "z", "shortcut = 1 n", True),
        ("+ (1, 0)  - (-1, 0)", "z^2", "shortcut = 1 n", False),
        ("+ (1, 0)  - (0, 0)", "z^2", "shortcut = 1 n", False),
        ("+ (1, 0), (0, 1), (1, 1)  - (1, -1)", "z^2", "shortcut = 1 n", False),
        ("+ (1, 0), (0, 1), (1, 1)  - (1, -1)", "z^3", "shortcut = 1 n", True),
    ],
)
def test_forms_that_tell_the_samples_apart(data, neuron, network, holds):
    assert independent(parsed(data, neuron, network)) is holds
