"""The prose of the statements on residual heads."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import Entry

_SHAMIR: Final = (
    "Shamir: Are ResNets Provably Better than Linear Predictors? (NeurIPS 2018), and Kawaguchi and Bengio: Depth with"
    " Nonlinearity Creates No Bad Local Minima in ResNets (Neural Networks 2019), for the head; statement and proof as"
    " given here"
)

HEADS: Final = (
    Entry(
        "lemma.residual", "first-order conditions of a residual head (F3)",
        "Let f(x) = a_0 + w . (x + V h(x)), with h the last layer below the head and a_0 present or not; let w and V be"
        " trained and in no penalty (network.residual), and l be C^1. At a local minimum sum_i q_i y_i x_i = 0, where"
        " q_i = weight_i l'(z_i). Of the parameters of h, and of a_0, nothing is asked.",
        "The conditions in w are sum_i q_i y_i (x_i + V h(x_i)) = 0, those in V are w_k sum_i q_i y_i h(x_i) = 0. If"
        " w_k != 0 for some k, sum_i q_i y_i h(x_i) = 0. If w = 0, f does not depend on V: for all V' near V there is a"
        " local minimum with the same q, at which the condition in w holds with V'; where V' differs from V in one"
        " entry, the difference of the two is that number times sum_i q_i y_i h_v(x_i): so that is 0 again. Now the"
        " condition in w leaves sum_i q_i y_i x_i = 0. All else is held still: a_0, h, and penalties on them.",
        _SHAMIR,
    ),
    Entry(
        "thm.residual_kink", "separable data, a residual head, a loss with kinks",
        "A network f(x) = a_0 + w . (x + V h(x)) with a residual head and no shortcut, w and V trained and in no"
        " penalty: let l be nondecreasing and active, and some v have y_i (v . x_i) > 0 for all i. If a_0 is absent"
        " or frozen, and l differentiable at a_0 and -a_0 (0 without a_0); or if a_0 is trained and in no penalty,"
        " l convex and differentiable at 0, and the classes have one total weight: every local minimum of L has"
        " training error 0. l may have kinks elsewhere: the hinge. With a trained a_0 and classes of unequal weight"
        " w = 0 and one class on a kink may be a bad local minimum.",
        "Let t be a local minimum. If w_k != 0 for some k, move w to w + r v, r > 0 small, and in row k of V every"
        " entry V_kj by -r (v . V_j) / (w_k + r v_k), V_j the column: w V h changes by r (v . V h) - r (v . V h) ="
        " 0, so f(x_i) changes by r (v . x_i), and every z_i falls. As l is nondecreasing, no term of L rises, so"
        " none falls: l is constant just below every z_i, and as l is active, z_i < 0. If w = 0, f = a_0 for all V,"
        " and for all V near its value there is a local minimum there. (1) a_0 is not trained: l has the slope"
        " l'(z_i) at every sample, q_i = weight_i l'(z_i). (2) a_0 is trained: for each such V L is convex in (a_0,"
        " w), in which f is affine, so the minimum is one among all (a_0, w). The classes have one weight: L at w ="
        " 0 is W_+ (l(-a_0) + l(a_0)) / W but for penalties, even and convex in a_0, so it is no larger at a_0 = 0:"
        " (0, 0) is a minimum over all (a_0, w), too, where every z_i is 0; q_i = weight_i l'(0). In both cases the"
        " condition in w is sum_i q_i y_i (x_i + V h(x_i)) = 0. For V and for V with one entry moved it gives sum_i"
        " q_i y_i h(x_i) = 0, and then sum_i q_i y_i x_i = 0. So sum_i q_i y_i (v . x_i) = 0, a sum of terms >= 0,"
        " and l'(z_i) = 0 (l'(0) = 0) for all i: z_i < 0, as l is active; in (2) that l'(0) = 0 cannot be.",
        f"own, for lemma.residual; the head of {_SHAMIR.partition(';')[0]}",
    ),
    Entry(
        "thm.residual", "separable data, a residual head (F3)",
        "A network f(x) = a_0 + w . (x + V h(x)) with a residual head, w and V trained and in no penalty: if l is C^1,"
        " nondecreasing and active, and some v has y_i (v . x_i) > 0 for all i, whatever a_0 is; or if y_i (v . x_i +"
        " k) > 0 for all i, and a_0 is trained and in no penalty: every local minimum of L has training error 0.",
        "By lemma.residual sum_i q_i y_i (v . x_i) = 0; with the condition in a_0, sum_i q_i y_i = 0, also sum_i q_i"
        " y_i (v . x_i + k) = 0. These are sums of terms >= 0, so q = 0, and lemma.slope_zero ends it.",
        _SHAMIR,
    ),
)  # fmt: skip
"""The statements on residual heads."""
