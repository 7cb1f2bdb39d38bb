"""rule.strict: a box in which L is strongly convex and has its minimum (theory: rule.strict)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import flint

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.bounds import MAX_STRICT_BITS
from theoremcheck.trusted.definite import Symmetric, is_positive_definite
from theoremcheck.trusted.expansion import Expansion, Slopes, expand, slopes
from theoremcheck.trusted.minima import SharpMinimum, StrictMinimum
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.reach import samples, wrong_outputs
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.slices import check_slice


def check_strict(problem: Problem, evidence: StrictMinimum) -> tuple[int, int]:
    """Accept: Hessian - mu I > 0 on the box, |grad L| < mu r at its centre, all signs of f known, some sample wrong.

    The proof's sentences: "on the box L is C^2" by ``expand``, whose balls hold at all parameters of the box (a break
    inside one is refused unless s, s', s'' match); "grad L(c) . (t - c) + mu r^2 > 0 on the sphere" by the two numbers;
    "parameters may be held by lemma.slice" by ``check_slice`` on the same box.
    """
    check_numbers(evidence)
    with precision(evidence.precision):
        radius, mu = ball(evidence.radius), ball(evidence.mu)
        around = expand(problem, evidence.centre, evidence.radius)
        moving = check_slice(problem, around.slopes, evidence.slice)
        still = slopes(problem, evidence.centre)
        square = sum((still.gradient[k] * still.gradient[k] for k in moving), flint.arb(0))
        require(
            bool(square < (mu * radius) * (mu * radius)),
            "the gradient at the centre is not shown to be below mu times the radius",
        )
        return check_box(problem, around, still, moving, mu)


def check_numbers(evidence: StrictMinimum | SharpMinimum) -> None:
    """Refuse a radius or mu that is not positive, and numbers that are too long."""
    require(evidence.radius > 0 and evidence.mu > 0, "radius and mu must be positive")
    check_length((*evidence.centre, evidence.radius, evidence.mu))


def check_length(values: Iterable[Fraction]) -> None:
    """Refuse numbers that are too long."""
    for value in values:
        size = max(value.numerator.bit_length(), value.denominator.bit_length())
        require(size <= MAX_STRICT_BITS, f"a number of more than MAX_STRICT_BITS = {MAX_STRICT_BITS} bits")


def check_box(problem: Problem, around: Expansion, still: Slopes, moving: list[int], mu: flint.arb) -> tuple[int, int]:
    """Accept: on the box all signs of f are known, one is wrong, and the Hessian - mu I is positive definite.

    ``still`` is at the centre. Signs need not be known if two samples of different classes have the same f.
    """
    confused = _confused(problem, around.slopes, still)
    for index, f in enumerate(around.outputs):
        known = confused or bool(f < 0) or bool(f >= 0)
        require(known, f"the sign of f at sample {index + 1} is not known on the box")
    shifted = Symmetric.read(around.hessian.tolist()).restricted(moving).minus(mu)
    require(is_positive_definite(shifted), "the Hessian minus mu is not shown to be positive definite on the box")
    return wrong_outputs(problem, around.outputs, 1 if confused else 0)


def _confused(problem: Problem, around: Slopes, still: Slopes) -> bool:
    """True if two samples of different classes have one output on the box: its value at the centre, and its slopes."""
    labels, seen = samples(problem).labels, dict[tuple[object, ...], int]()
    for label, f, row in zip(labels, still.outputs, around.jacobian, strict=True):
        entries = (f, *(row[k] for k in around.trained))
        if all(entry.is_exact() for entry in entries):
            key = tuple(entry.man_exp() for entry in entries)
            if seen.setdefault(key, label) != label:
                return True
    return False
