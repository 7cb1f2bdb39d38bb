"""Forged evidence for claims about functions: no false claim is accepted, whatever the fields of the evidence are.

Judged by the answers of the formula table, which are derived by hand; by balls that share no evaluator with the
kernel; and by contradiction: a condition never holds and fails. ``THEOREMCHECK_FORGERIES=20000 pytest -s`` is the long
run.
"""

import os
import random
from fractions import Fraction

import pytest
from ball_oracle import Undefined, against, scan
from deceiving_formulas import deceiving, wave_or_contact
from forgery import Forger
from formula_answers import TooLong, specification, within
from formula_table import TRIPLES
from random_formulas import varied
from test_fuzz_signs import LOSS, NEURON

from theoremcheck.trusted.admission import check_evidence
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.smooth import check_evident
from theoremcheck.trusted.problem.expr import num
from theoremcheck.trusted.problem.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("THEOREMCHECK_FORGERIES", "120"))
"""Forged claims of an ordinary run, in each test."""
FIRST = int(os.environ.get("THEOREMCHECK_FORGERIES_FROM", "0"))
_SECONDS = 4
_NAMES = (*NEURON, "quadratic", *LOSS)
_TASTES = (
    ("simple", ("signed", "bounded_below", "convex", "increasing")),
    ("period", ("signed", "signed", "bounded_below")),
    ("contact", ("bounded_below", "nondecreasing", "convex")),
    (None, _NAMES),
    (None, ("active", "nondecreasing", "convex", "increasing")),
    ("by_factors", ("signed", "bounded_below", "convex")),
)
"""For the kinds of ``deceiving`` in turn: the proof that a forger likes best, and what it is tempted to claim."""


def accepted(expr, name, holds, evidence):
    """True if the kernel accepts the claim; a claim that takes too long is not accepted."""
    data = Dataset(((num(0).value,), (num(1).value,)), (1, -1), (num(1).value, num(1).value))
    problem = Problem(data, Function(expr), Function(expr), Network(1, True, True), Objective())
    block = "loss" if name in LOSS else "neuron"
    try:
        check_claim(problem, Claim(f"{block}.{name}", holds, evidence))
    except Refusal:
        return False
    return True


def forged(forger, expr, name, holds):
    """(evidence, accepted) of one forgery, or None where it takes too long."""
    try:
        with within(_SECONDS):
            evidence = forger.evidence(expr, name, holds)
            return evidence, accepted(expr, name, holds, evidence)
    except TooLong:
        return None


def test_no_false_claim_about_the_table_is_accepted():
    source = random.Random(f"table {FIRST}")
    late = 0
    for seed in range(FIRST, FIRST + COUNT):
        text, name, answer = source.choice(TRIPLES)
        expr = specification(text).problem.neuron.expr
        found = forged(Forger(f"table {seed}"), expr, name, not answer)
        late += found is None
        assert found is None or not found[1], (seed, text, name, answer, found)
    print(f"\n{COUNT} false claims about the table refused, {late} over {_SECONDS} s")


@pytest.mark.parametrize("family", [deceiving, varied])
def test_no_accepted_claim_is_contradicted(family):
    source = random.Random(f"{family.__name__} {FIRST}")
    taken = late = 0
    for seed in range(FIRST, FIRST + COUNT // 6):
        expr, known = family(seed), {}
        taste, names = _TASTES[seed % len(_TASTES)] if family is deceiving else (None, _NAMES)
        try:
            cells = scan(expr)
        except Undefined:
            cells = None
        for attempt in range(6):
            name, holds = source.choice(source.choice([names, _NAMES])), source.random() < 0.7
            found = forged(Forger(f"{seed} {attempt}", taste), expr, name, holds)
            late += found is None
            if found is None or not found[1]:
                continue
            taken += 1
            evidence = found[0]
            assert known.setdefault(name, holds) is holds, ("both", seed, expr, name, evidence)
            if cells is None:
                total = holds and name not in ("flat_piece", "affine_piece")
                assert not total, ("undefined", seed, expr, name, evidence)
                continue
            try:
                seen = against(expr, cells, name, holds, evidence)
            except Undefined:
                seen = "undefined at the place"
            assert seen is None, (seed, expr, name, holds, evidence, seen)
    print(f"\n{family.__name__}: {taken} of {COUNT} forged claims accepted, none contradicted; {late} late")
    assert taken


_SIDES = {">": 1, ">=": 1, "<": -1, "<=": -1}
_ENDS = [Fraction(p) for p in ("-50", "-20", "-14", "-2", "-1/2", "0", "1", "2", "3", "16", "20", "50")]


def _interval(source):
    """Any, or one beyond the places at which phases jump."""
    if source.random() < 0.3:
        return source.choice([Interval(Fraction(16), None), Interval(None, Fraction(-14))])
    lower, upper = sorted(source.sample(_ENDS, 2))
    return Interval(source.choice([lower, None]), source.choice([upper, None]))


def _defined(expr, interval):
    pieces = Pieces((), (), (expr,), (frozenset(),))
    try:
        check_evident(pieces, 0, 0, interval)
    except Refusal:
        return False
    return True


def test_no_accepted_sign_is_contradicted():
    """Signs on intervals, where phases jump and contacts pass a kink; the function is evidently defined there."""
    source = random.Random(f"signs {FIRST}")
    taken = 0
    for seed in range(FIRST, FIRST + COUNT):
        expr = wave_or_contact(seed)
        interval = _interval(source)
        relation = source.choice(list(_SIDES))
        forger = Forger(f"sign {seed}", "contact" if seed % 2 else "period")
        try:
            with within(_SECONDS):
                proof = forger.proof(expr, relation, interval)
                check_evidence(Signs((), (proof,), True))
                if not _defined(expr, interval):
                    continue
                check_sign(expr, relation, interval, proof)
        except (Refusal, TooLong):
            continue
        taken += 1
        wrong = [z for z, values in scan(expr) if interval.contains(z) and _SIDES[relation] * values[0] < 0]
        assert not wrong, (seed, expr, relation, interval, proof, wrong[0])
    print(f"\n{taken} of {COUNT} forged signs accepted, none contradicted")
