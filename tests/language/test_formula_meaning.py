"""What the spec says and what the model holds are the same function: two readers of the text, two evaluators.

``THEOREMCHECK_FUZZ=20000 pytest -s tests/language/test_formula_meaning.py`` prints what it compared.
"""

import os
from fractions import Fraction

import mpmath
import pytest
from formula_reader import DIGITS, Unclear, Undefined, read, real
from formula_texts import text
from model_values import value

from theoremcheck.language import loads, print_spec
from theoremcheck.trusted.problem.expr import parameters

COUNT = 160
_BATCHES = 4
_POINTS = [Fraction(k, 2) for k in (0, 2, -2, 1, -1, 4, 6, -6, 12, -13)] + [Fraction(k, 3) for k in (-1, 4, 7)]
_CLOSE = mpmath.mpf(10) ** -25


def outcome(function, *arguments):
    """The value, "undefined", or None where it is not clear or too large."""
    try:
        found = function(*arguments)
    except Undefined:
        return "undefined"
    except (Unclear, OverflowError):
        return None
    return found if isinstance(found, Fraction) or mpmath.isfinite(found) else None


def agree(left, right):
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    return abs(real(left) - real(right)) <= _CLOSE * (1 + abs(real(left)) + abs(real(right)))


def compared(case, expr, seed):
    """The number of points at which both readings were clear; they must agree."""
    count = 0
    for values in case.values:
        for point in _POINTS:
            said = outcome(read, case.formula, {**values, "z": point}, case.functions)
            held = outcome(value, expr, point, values)
            if said is None or held is None:
                continue
            count += 1
            assert agree(said, held), (seed, case.formula, case.functions, values, point, said, held)
    return count


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_the_model_is_the_function_that_the_text_says(batch):
    total = int(os.environ.get("THEOREMCHECK_FUZZ", COUNT))
    points = taken = 0
    with mpmath.workdps(DIGITS):
        for seed in range(batch, total, _BATCHES):
            case = text(seed)
            loaded = loads(case.spec)
            if loaded.spec is None:
                codes = {entry.code for entry in loaded.diagnostics}
                assert codes <= {"E048", "E051", "E043", "E035", "E053", "E044", "W001"}, (seed, loaded.render())
                continue
            expr = loaded.spec.problem.neuron.expr
            assert {param.name for param in parameters(expr)} <= set("abc")
            taken += 1
            points += compared(case, expr, seed)
            again = loads(print_spec(loaded.spec))
            assert again.spec is not None, (seed, again.render())
            assert again.spec.problem.neuron.expr == expr, (seed, case.formula)
    print(f"batch {batch}: {taken} formulas, {points} values compared")
    assert taken > total // _BATCHES // 2
    assert points > 5 * taken
