"""The prose of the conditions on losses, and how signs and smoothness of functions are shown."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

SIGN: Final = (
    "A sign proof on every smooth piece, one-sided derivatives at break points included: composition rules, range"
    " arithmetic, root counting in z or e^(kz), factors, expansions with remainder on tails, exact zeros of finite"
    " order, one period, balls on compact parts. Refuted by one exact point."
)
JETS: Final = (
    "The formula is split at its break points; one-sided derivatives are compared there exactly, and every logarithm,"
    " denominator and fractional power stays inside its domain. Refuted by a break where a one-sided derivative jumps."
)

LOSSES: Final = (
    Entry(
        "loss.defined", "the loss is defined on R", "l(z) is a real number for every z.",
        "Every logarithm, denominator and fractional power in the formula stays inside its domain; a violation is an"
        " input error.", HERE,
    ),
    Entry("loss.c1", "the loss is C^1", "l is continuously differentiable on R.", JETS, HERE),
    Entry("loss.c2", "the loss is C^2", "l is twice continuously differentiable on R.", JETS, HERE),
    Entry("loss.nondecreasing", "the loss is nondecreasing", "l'(z) >= 0 for all z (one-sided at break points).",
          SIGN, HERE),
    Entry(
        "loss.active", "the loss is active at and beyond 0",
        "l'(z) > 0 for all z >= 0, and at a kink both one-sided slopes are > 0: every stationary point of l lies below"
        " 0, so a sample on which the loss has slope 0 is classified correctly. max(0, z) is not active: its slope left"
        " of 0 is 0.", SIGN, HERE,
    ),
    Entry(
        "loss.active_right", "the loss rises beyond 0, and from 0 on",
        "l is continuous on [0, inf), l'(z) > 0 for all z > 0 (one-sided at break points), and at 0 the slope to the"
        " right is > 0: max(0, z) has it, whose slope left of 0 is 0. So l'(z) > 0 at each z >= 0 that is no break.",
        SIGN, HERE,
    ),
    Entry("loss.convex", "the loss is convex", "The slopes of l are nondecreasing.", SIGN, HERE),
    Entry(
        "loss.pseudoconvex", "the loss is least wherever its slope is 0",
        "l is continuous; between two points it exceeds nowhere the greater of its values there; and wherever it falls"
        " to neither side, one-sided slopes counted, it has its least value: for a C^1 loss, every z with l'(z) = 0 is"
        " a minimum of l on R. There may be none, and l may be constant where it is least. (Convex"
        " losses and those with l' > 0 everywhere; a sigmoid output with squared error and targets inside its range,"
        " (sigmoid(z) - 1/10)^2, with or without a cost beyond the target; 1 - exp(-(1 + z)^2). Not the ramp loss.)",
        "Rationals p <= r, or one of them, or none: l is continuous, l' < 0 up to p, l'' >= 0 and no slope drops from p"
        " to r, l' > 0 from r on. Refuted by a z with l'(z) = 0 and a point with a smaller value.", HERE,
    ),
    Entry("loss.bounded_below", "the loss is bounded below", "inf l > -inf.",
          "A sign proof of l >= B for a rational B. Refuted by a tail on which the slope stays beyond a constant.",
          HERE),
    Entry("loss.increasing", "the loss is strictly increasing",
          "l'(z) > 0 for all z, at a kink both one-sided slopes (logistic, exponential). Then no sample ever has slope"
          " 0.", SIGN, HERE),
    Entry("loss.single", "both classes have one loss",
          "Both classes have the same loss. Where each has its own, the other conditions loss.* are asked of both, and"
          " a statement whose proof compares losses of samples of different classes does not apply.",
          "Read off the spec.", HERE),
)  # fmt: skip
"""The entries, in the order in which the conditions are shown."""
