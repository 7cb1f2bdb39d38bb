"""The prose on losses with breaks: what theorems on C^1 losses say of local minima off all breaks (see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import Entry

_FOR_IT: Final = (
    "own, after Gori, Tesi, On the problem of local minima in backpropagation (IEEE TPAMI 1992), and Laurent, von"
    " Brecht, The multilinear structure of ReLU networks (ICML 2018)"
)
_DEVICE: Final = "The C^1 loss of thm.smooth, and"

OFF_BREAKS: Final = (
    Entry(
        "thm.smooth.separable", "separable data, a loss with breaks: minima off all breaks (T1)",
        "Linearly separable data, a strictly monotone neuron, and what else thm.separable.monotone asks for, but of l"
        " only that it is nondecreasing and l' > 0 beyond 0 (loss.active_right), as the hinge and max(0, z) are: every"
        " local minimum off all breaks has training error 0. The a_j, biases, f_D and its penalties are as there.",
        f"{_DEVICE} thm.separable.monotone for it.",
        _FOR_IT,
    ),
    Entry(
        "thm.smooth.funnel", "separable data, a branch that narrows, a loss with breaks: minima off all breaks",
        "What thm.separable.funnel asks for, but of l only that it is nondecreasing and l' > 0 beyond 0"
        " (loss.active_right): every local minimum off all breaks has training error 0.",
        f"{_DEVICE} thm.separable.funnel for it.",
        _FOR_IT,
    ),
    Entry(
        "thm.smooth.linear", "separable data, a linear part, a loss with breaks: minima off all breaks (B1)",
        "What thm.linear asks for, but of l only that it is nondecreasing and l' > 0 beyond 0 (loss.active_right), as"
        " of the perceptron, max(0, z): every local minimum off all breaks has training error 0.",
        f"{_DEVICE} thm.linear for it.",
        _FOR_IT,
    ),
    Entry(
        "thm.smooth.features", "fixed features that separate, a loss with breaks: minima off all breaks (F1)",
        "What thm.features asks for, but l need not rise to 0 from the left (loss.active_right), as max(0, z) does not:"
        " every local minimum off all breaks has training error 0.",
        f"{_DEVICE} thm.features for it.",
        _FOR_IT,
    ),
    Entry(
        "thm.smooth", "a loss with breaks: minima off all breaks are good",
        "Let l be nondecreasing, with l' > 0 beyond 0 and to the right of 0 (loss.active_right; each class may have an"
        " l of its own). If thm.separable.monotone, thm.separable.funnel, thm.linear or thm.features applies but for"
        " what it asks of l besides, every local minimum off all breaks has training error 0: where, at each sample,"
        " every neuron is continuously differentiable near what it receives, and l near z_i. Widths, biases, frozen and"
        " penalised parameters, and what stands beside the part that is used, are as in these theorems.",
        "Let t be such a minimum. (1) A C^1 loss m that is nondecreasing, with m' > 0 on [0, inf), and differs from l"
        " by constants near the z_i. Around each of the finitely many numbers v = z_i take an open interval I_v on"
        " which l is C^1. There l' >= 0, and l'(z) > 0 where z >= 0: it is the slope to the right of z. Let p be"
        " continuous, 0 <= p <= 1, with p = 1 near each v and p = 0 off compact parts of the I_v, and let k = p l' + 1"
        " - p, where p l' is 0 off the I_v. k is continuous and >= 0; where z >= 0 both l'(z), if it counts, and 1 are"
        " > 0, so k > 0. m is an integral of k; near each v (m - l)' = 0. Nothing compares two z_i, which may be equal,"
        " nor two classes: where each has its own l, each has its own m, made for the z_i of its samples. (2) t is a"
        " local minimum of the L with m for l. Off all breaks each neuron is continuous at what it receives, so f(x_i),"
        " and with it z_i, is continuous at t in all parameters together: near t, z_i stays where m - l is constant. So"
        " near t the two L, whose penalties are the same, differ by a constant, the mean of these constants. (3) The"
        " problem with m for l has the same f, samples, weights, trained parameters and penalties, and no condition but"
        " those on the loss reads it: so the theorem applies, and the training error at t, which is that of f, is 0.",
        _FOR_IT,
    ),
)  # fmt: skip
