"""Varied random formulas: no claim that the kernel accepts is contradicted by dense ball evaluation.

``THEOREMCHECK_FUZZ=10000 pytest -s tests/functions/test_fuzz_balls.py`` is the full run; it prints the share decided.
"""

import os

import pytest
from ball_oracle import Undefined, against, jet, scan
from formula_answers import TooLong, within
from notation import exp, log, q, sinh, sqrt, z
from pace import quick_slow_and_thorough
from random_formulas import varied
from test_fuzz_signs import LOSS, NEURON, claims

from theoremcheck.trusted.functions.shape import Identity, LowerBound, Signs, Witness
from theoremcheck.trusted.problem.expr import num

COUNT = 90
"""Formulas in an ordinary run."""
_BATCHES = 6
_KINDS = ("trees", "combinations", "touches and kinks")
_CLAIMS = len(NEURON) + len(LOSS)
_SECONDS = 3
"""For all claims about one formula; what is not decided by then is open."""


def _decided(expr):
    found = []
    try:
        with within(_SECONDS):
            for claim in claims(expr):
                found.append(claim)
    except TooLong:
        return found, True
    return found, False


def _scanned(expr):
    """The scan, or None if the formula is undefined somewhere on the grid."""
    try:
        return scan(expr)
    except Undefined:
        return None


@pytest.mark.parametrize("batch", quick_slow_and_thorough(range(_BATCHES), _BATCHES))
def test_no_claim_is_contradicted_by_balls(batch):
    count = int(os.environ.get("THEOREMCHECK_FUZZ", COUNT))
    asked = decided = whole = late = undefined = 0
    for seed in range(batch, count, _BATCHES):
        expr = varied(seed)
        cells = _scanned(expr)
        found, slow = _decided(expr)
        late += slow
        for name, holds, evidence in found:
            if cells is None:
                assert not (holds and name in ("defined", "c1", "c2", "analytic", "increasing", "convex")), (seed, name)
                continue
            try:
                seen = against(expr, cells, name, holds, evidence)
            except Undefined:
                seen = "undefined at the place"
            assert seen is None, (seed, name, holds, evidence, expr, seen)
        if cells is None:
            undefined += 1
            continue
        asked += _CLAIMS
        decided += len(found)
        whole += len(found) == _CLAIMS
    print(f"\n{_KINDS[batch % 3]}: {decided} of {asked} claims decided ({100 * decided / asked:.1f}%)")
    print(f"  all claims of {whole} of {asked // _CLAIMS} formulas; {undefined} undefined, {late} over {_SECONDS} s")
    assert decided > asked // 3


@pytest.mark.parametrize(
    "formula, name, holds, evidence",
    [
        (z**3 - z, "increasing", True, None),
        (exp(z) - 2, "signed", True, Signs((), (), positive=True)),
        (z**2 - 1, "bounded_below", True, LowerBound(num(0).value, (), ())),
        (sinh(z), "even", True, Identity()),
        (exp(z), "odd_up_to_constant", True, Identity()),
        (exp(z), "increasing", False, Witness(0, num(0))),
        (log(1 + exp(z)), "strictly_convex", False, Witness(0, num(3))),
        (sqrt(1 + z**2) * q(-1), "convex", True, None),
    ],
)
def test_the_oracle_contradicts_what_is_false(formula, name, holds, evidence):
    assert against(formula.expr, scan(formula.expr), name, holds, evidence) is not None


def test_the_oracle_sees_an_undefined_formula():
    with pytest.raises(Undefined):
        scan(log(z).expr)
    assert jet((z**2).expr, num(3).value.numerator)[1:] == (6, 2)
