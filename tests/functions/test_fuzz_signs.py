"""Random formulas: every claim that the kernel accepts is held against a dense evaluation of its own."""

import os

import pytest
from function_oracle import contradiction
from pace import quick_slow_and_thorough
from random_formulas import formula

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.problem.expr import num
from theoremcheck.trusted.problem.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal

COUNT = 48
"""Formulas in an ordinary run; THEOREMCHECK_FUZZ raises it."""
_BATCHES = 6

NEURON = ("defined", "c1", "c2", "analytic", "signed", "increasing", "decreasing", "convex", "strictly_convex",
          "strictly_concave", "flat_piece", "affine_piece", "even", "odd_up_to_constant")  # fmt: skip
LOSS = ("nondecreasing", "active", "bounded_below")


def claims(expr):
    """(name, holds, evidence) of all claims that the kernel accepts about a function."""
    data = Dataset(((num(0).value,), (num(1).value,)), (1, -1), (num(1).value, num(1).value))
    problem = Problem(data, Function(expr), Function(expr), Network(1, True, True), Objective())
    for name in (*NEURON, *LOSS):
        proposal = decide_function(expr, name)
        if proposal is None:
            continue
        claim = Claim(f"{'neuron' if name in NEURON else 'loss'}.{name}", *proposal)
        try:
            check_claim(problem, claim)
        except Refusal:
            continue
        yield name, *proposal


# Batch 5 is the quickest.
@pytest.mark.parametrize("batch", quick_slow_and_thorough(reversed(range(_BATCHES)), _BATCHES))
def test_no_claim_is_contradicted(batch):
    count = int(os.environ.get("THEOREMCHECK_FUZZ", COUNT))
    decided = 0
    for seed in range(batch, count, _BATCHES):
        expr = formula(seed)
        for name, holds, evidence in claims(expr):
            decided += 1
            assert contradiction(expr, name, holds, evidence) is None, (seed, name, holds, evidence, expr)
    assert decided > count // _BATCHES
