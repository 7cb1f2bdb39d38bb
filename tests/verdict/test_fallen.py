"""What is ruled out where conditions fail, against the formulas as they are written."""

import random

import pytest

from theoremcheck.theory.graph import negated
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import All, Not
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.verdict.fallen import fallen


def fails(formula, failing):
    if isinstance(formula, str):
        return fails(STATEMENTS[formula].premise, failing) if formula in STATEMENTS else formula in failing
    if isinstance(formula, Not):
        return formula.condition not in failing
    return (any if isinstance(formula, All) else all)(fails(part, failing) for part in formula.parts)


@pytest.mark.parametrize("seed", range(20))
def test_statements_are_ruled_out_as_their_premises_say(seed):
    draw = random.Random(seed)
    names = [*CONDITIONS]
    failing = frozenset(draw.sample(names, draw.choice((0, 1, 2, 5, 20, 60, len(names)))))
    more = {*draw.sample(names, 2), draw.choice(sorted(negated()))}
    for known, some in ((fallen(failing), failing), (fallen(failing).after(more), failing | more)):
        for name in (*STATEMENTS, *names):
            assert known.rules_out(name) is fails(name, some), name
