"""The prose of the theorems on quadratic neurons, s(z) = alpha z^2 + gamma: statement, proof and source by id.

S = sum_i q_i y_i X_i X_i^T is a quadratic form on the vectors u, S(u, v) = sum_i q_i y_i (u . X_i) (v . X_i), and r the
rank of all X_i. Of output weights that are frozen, M+ are > 0 and M- are < 0; with alpha > 0 (neuron.strictly_convex)
that is also the number of alpha a_j > 0 and < 0, with alpha < 0 (neuron.strictly_concave) the two change places.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

_FROZEN: Final = (
    "Du, Lee: On the Power of Over-parametrization in Neural Networks with Quadratic Activation (ICML 2018);"
    " Soltanolkotabi, Javanmard, Lee: Theoretical Insights into the Optimization Landscape of Over-parameterized"
    " Shallow Neural Networks (IEEE Trans. Inf. Theory 2019); Venturi, Bandeira, Bruna: Spurious Valleys in"
    " One-hidden-layer Neural Network Optimization Landscapes (JMLR 2019); statement and proof as given here"
)

QUADRATIC: Final = (
    Entry(
        "network.width_convex", "enough frozen output weights bend the network upwards",
        "At least r of the frozen a_j have alpha a_j > 0: neuron.strictly_convex and network.width_positive, or"
        " neuron.strictly_concave and network.width_negative.",
        "alpha > 0 where alpha z^2 + gamma is strictly convex, alpha < 0 where it is strictly concave.",
        HERE,
    ),
    Entry(
        "network.width_concave", "enough frozen output weights bend the network downwards",
        "At least r of the frozen a_j have alpha a_j < 0: neuron.strictly_convex and network.width_negative, or"
        " neuron.strictly_concave and network.width_positive.",
        "As network.width_convex.",
        HERE,
    ),
    Entry(
        "thm.quadratic", "quadratic neurons (T3, Q1)",
        "One of its four forms applies: thm.quadratic.trained, thm.quadratic.frozen, thm.quadratic.ellipsoid or"
        " thm.quadratic.quadric. Then every local minimum of L has training error 0.",
        "By the form that applies. Each shows that all q_i = 0.",
        HERE,
    ),
    Entry(
        "thm.quadratic.trained", "quadratic neurons with trained output weights (T3)",
        "Let s(z) = alpha z^2 + gamma, l be C^1, nondecreasing and active, a_0 trained, M >= max(1, 2 r - 3) with r "
        "the rank of all X_i, and S(q) = sum_i q_i y_i X_i X_i^T be indefinite for every balanced q >= 0, q != 0. "
        "Then every local minimum of L has training error 0.",
        "gamma shifts a_0 only; let alpha = 1. q is balanced by the first-order condition in a_0; suppose q != 0. "
        "If some a_j = 0, lemma.idle_curvature gives S(q) = 0, which is not indefinite. Otherwise (w) puts every "
        "w_j, as far as the samples see it, into the kernel of S in the span of the X_i, of dimension at most r - "
        "2. One sign of a_j has a set J of at least r - 1 neurons, so sum_J a_j c_j w_j = 0 (on the samples) for "
        "some c != 0. Let p be an eigenvector of S whose eigenvalue has the sign of J; moving w_j by t c_j p, j in "
        "J, changes f(x_i) by exactly t^2 sum_J a_j c_j^2 (p . X_i)^2, and so L to second order by a negative "
        "number. Hence q = 0, and lemma.slope_zero ends it. The condition on S(q) is data.ellipsoids: trace(P S(q)) "
        "< 0 for the first pair.",
        HERE,
    ),
    Entry(
        "lemma.quadratic", "quadratic neurons: how their weights move the network",
        "Let s(z) = alpha z^2 + gamma with alpha != 0, all w_j be trained, the b_j be trained or 0, and some a_j be"
        " trained or frozen at a value that is not 0. Write w_j for (w_j, b_j) where the b_j are trained. If w_j"
        " moves by t e_j p, p a vector, f(x_i) changes by exactly 2 alpha t (p . X_i) sum_j a_j e_j (w_j . X_i) +"
        " alpha t^2 (sum_j a_j e_j^2) (p . X_i)^2.",
        "s(w_j . X_i + t e_j p . X_i) is expanded; the pre-activation is w_j . X_i in either case, and f_D and a_0"
        " stay.",
        HERE,
    ),
    Entry(
        "lemma.quadratic_descent", "quadratic neurons: the sign of S at a local minimum",
        "In the setting of lemma.quadratic let no penalty involve a w_j or b_j, l be C^1, nondecreasing and active,"
        " and the a_j be frozen. At a local minimum: S(w_j, u) = 0 for all u where a_j != 0. S <= 0 if at least r of"
        " the a_j have alpha a_j > 0; S >= 0 if at least r have alpha a_j < 0. S does not take both signs if r - 1"
        " of the a_j have one sign.",
        "S(w_j, u) = 0 is the first-order condition in w_j. Let J be the neurons with alpha a_j > 0, r or more, and"
        " suppose S(p, p) > 0. Among the values on the samples of p and of the w_j, j in J, more than r in a space"
        " of dimension r, there is a relation d_0 p . X_i + sum_J d_j w_j . X_i = 0 for all i. Paired with p in S it"
        " gives d_0 S(p, p) = 0, so d_0 = 0 and some d_j != 0. Move w_j by t (d_j / a_j) p, j in J: the part of"
        " f(x_i) that is linear in t vanishes, and L changes by -kappa S(p, p) t^2 + o(t^2), kappa = alpha sum_J"
        " d_j^2 / a_j > 0. Not a local minimum. The other sign is its mirror image. If S(p, p) > 0 > S(q, q), the"
        " relation d_0 p + d_1 q + sum_J d_j w_j = 0, paired with p and with q, has d_0 = d_1 = 0, as S(p, p) S(q,"
        " q) < S(p, q)^2; so r - 1 neurons of one sign are enough to move along p and along q, and one of the two"
        " lowers L. Frozen a_j may differ; a neuron with a_j = 0 takes no part. f_D may be anything.",
        _FROZEN,
    ),
    Entry(
        "thm.quadratic.frozen", "frozen output weights, two ellipsoids",
        "In the setting of lemma.quadratic_descent let a_0 be trained and in no penalty, max(M+, M-) >= r - 1, and"
        " data.ellipsoids hold. Then every local minimum of L has training error 0.",
        "sum_i q_i y_i = 0 by the first-order condition in a_0. If q != 0, S takes both signs by data.ellipsoids,"
        " against lemma.quadratic_descent. So q = 0, and lemma.slope_zero ends it.",
        _FROZEN,
    ),
    Entry(
        "thm.quadratic.ellipsoid", "frozen output weights, one ellipsoid",
        "In the setting of lemma.quadratic_descent let a_0 be trained and in no penalty. Let at least r of the a_j"
        " have alpha a_j > 0 and some ellipsoid hold class - and leave class + outside; or at least r have alpha a_j"
        " < 0 and some ellipsoid hold class + and leave class - outside. Then every local minimum of L has training"
        " error 0.",
        "First case: S <= 0, and y_i (X_i^T P X_i - c) > 0 for all i with P positive semidefinite. As sum_i q_i y_i"
        " = 0, 0 <= sum_i q_i y_i (X_i^T P X_i - c) = trace(P S) <= 0. Every term is 0, so q = 0, and"
        " lemma.slope_zero ends it. Second case: its mirror image.",
        _FROZEN,
    ),
    Entry(
        "thm.quadratic.quadric", "frozen output weights of both signs, any quadric",
        "In the setting of lemma.quadratic_descent let M+ >= r and M- >= r. If a cone X^T P X = 0 separates the"
        " classes, or a_0 is trained and in no penalty and a quadric X^T P X = c separates them, P symmetric of any"
        " signs, every local minimum of L has training error 0.",
        "S <= 0 and S >= 0, so S = 0. 0 <= sum_i q_i y_i (X_i^T P X_i - c) = trace(P S) - c sum_i q_i y_i = 0, where"
        " c = 0 or sum_i q_i y_i = 0 by the first-order condition in a_0. Every term is 0, so q = 0, and"
        " lemma.slope_zero ends it.",
        _FROZEN,
    ),
    Entry(
        "thm.quadratic_global", "frozen output weights: every local minimum is a global one",
        "In the setting of lemma.quadratic let the a_j be frozen, l be C^1 and convex, and no parameter of f_D be"
        " trained (network.deep_frozen): it adds a number to each f(x_i). Either no"
        " penalty involves a_0, a w_j or a b_j, and each sign that occurs among the a_j occurs at least r times; or"
        " L carries the penalty c sum_j |w_j|^2 with c > 0 (the b_j in it, where they are trained, with the same c),"
        " none on a_0, the largest a_j, if it is > 0, occurs at least r times, and so does the least, if it is < 0."
        " Then every local minimum of L is a global minimum, whatever the data. a_0 may be trained, frozen or"
        " absent.",
        "Let w be a local minimum and w' any other point. f_D(x_i) is the same at both. A convex loss is at least its"
        " tangent, and sum_i q_i y_i = 0 if a_0 is trained, so L(w') - L(w) is at least the change of the penalty less"
        " alpha sum_j a_j (S(w'_j,"
        " w'_j) - S(w_j, w_j)), S divided by the total weight. Without penalty S(w_j, w_j) = 0 where a_j != 0, and"
        " -alpha a_j S >= 0 by the argument of lemma.quadratic_descent, as the sign of a_j occurs r times. With it"
        " let K_j(u, v) = c u . v - alpha a_j S(u, v): the bound is sum_j K_j(w'_j, w'_j) - sum_j K_j(w_j, w_j). By"
        " the first-order conditions K_j(w_j, u) = 0 for all u. Let alpha a_j = A > 0, the largest, for j in J, r or"
        " more of them, and K = K_j. K >= 0: if K(p, p) < 0, take the vectors w_j, j in J, which lie in the span of"
        " the X_i as c w_j = A sum_i q_i y_i (w_j . X_i) X_i, and S p = sum_i q_i y_i (p . X_i) X_i. They are"
        " dependent. If S p is a combination of the w_j, K(S p, p) = 0, that is c S(p, p) = A |S p|^2, and c K(p, p)"
        " = |c p - A S p|^2 >= 0. Else sum_J d_j w_j = 0, d != 0; moving w_j by t d_j p changes L by sum_J d_j^2"
        " K(p, p) t^2 + o(t^2), the terms linear in t being 0. Any alpha a_j between 0 and A has K_j between c and"
        " K, so K_j >= 0; the negative ones are the mirror image. So K_j >= 0 for all j: the bound is >= 0.",
        _FROZEN,
    ),
)  # fmt: skip
"""The entries of these theorems."""
