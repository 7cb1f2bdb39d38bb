"""The prose of the theorems on linearly separable data (T1)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, PAPER, Entry

SEPARABLE: Final = (
    Entry(
        "thm.separable.monotone", "separable data, strictly monotone neuron",
        "For linearly separable data, a strictly monotone neuron (no derivative is asked for: z^3, leaky ReLU, SELU)"
        " and a C^1, nondecreasing, active loss, every local minimum has training error 0, for every M >= 1, every f_D"
        " and every penalty that does not involve the w_j and b_j of the shortcut.",
        "lemma.monotone_descent with a u that separates strictly gives q = 0, lemma.slope_zero ends it.",
        PAPER,
    ),
    Entry(
        "thm.separable.chain", "separable data, a chain of single units",
        "The same without a shortcut, if the deep part is a trained chain a s(v_k s(... s(w . X)...)) of C^1 neurons of"
        " one strict slope sign; whatever is added to the chain shares no parameter with it.",
        "A special case of thm.separable.funnel: a first layer of one unit. All units have the neuron s, so that of an"
        " opaque s it is enough to assume that it is C^1 and monotone.",
        HERE,
    ),
    Entry(
        "thm.separable.funnel", "separable data, a branch that narrows to single units",
        "Let the data be linearly separable, l C^1, nondecreasing and active, and let a branch of f_D have a first"
        " layer of any width in which the neuron g of some unit is strictly monotone (no derivative is asked for; of"
        " the other units nothing is), and above it single units, each with a C^1 neuron of its own whose slope has one"
        " strict sign. Let all weights of the branch, those of the output with them, be trained and in no penalty, and"
        " where X_i = (x_i, 1) the biases of its first layer too. Then every local minimum has training error 0,"
        " whatever is added to the branch. Its other biases may be absent, trained, frozen at any values or penalised.",
        "Let u separate, p_i be what the unit receives, m what weighs its output, v_2, ..., v_k what weighs the outputs"
        " of the single units: f(x_i) = g_i + T(r_i + m g(p_i)), where g_i comes from the rest of the network, r_i from"
        " the other units of the first layer, and T is a v_k h_k(... v_2 h_1(.)): v_k is the output weight, and T is"
        " the identity if there are no single units. Turning the weights of the unit (and its bias, where X_i = (x_i,"
        " 1)) by t u moves p_i to p_i + t u . X_i, nothing else and no penalty; g(p_i) moves strictly, with the sign of"
        " t y_i or with its opposite, for all i alike. (1) m and all v are not 0: T is strictly monotone, so a small"
        " turn of the right sign lets every z_i fall. L does not rise, so l is constant just below every z_i: all q_i ="
        " 0. (2) m = 0, all v are not 0: f does not depend on the weights of the unit, and a small turn leads to a"
        " local minimum with the same z_i and r_i. At both, moving m gives sum_i q_i y_i T'(r_i) g(p_i) = 0, and T' !="
        " 0 has one sign: the difference is a sum of terms of one sign, which vanish only if all q_i = 0. (3) Some v is"
        " 0: take the one nearest to the output. f depends on nothing below it, so the parameters below, which are"
        " trained, may be moved a little: to a local minimum with the same z_i at which m and the v below are not 0,"
        " and from there by a turn to another one. At both, moving the v that is 0 gives C sum_i q_i y_i h(x_i) = 0, h"
        " what it weighs, with C != 0, the same for all i because the units above receive constants (their biases, or"
        " nothing). h is strictly monotone in g(p_i), so the difference is again a sum of terms of one sign, and all"
        " q_i = 0. lemma.slope_zero ends it.",
        HERE,
    ),
    Entry(
        "thm.separable.kink", "separable data, a loss with kinks (the hinge)",
        "Let l be nondecreasing and active (no derivative is asked for), s strictly monotone, the data linearly"
        " separable, all w_j (b_j) trained and in no penalty, the a_j trained or frozen, not all at 0, and let"
        " network.rest hold. Then every local minimum has training error 0.",
        "Let u separate. Some a_j != 0: put e = sgn a_j and move w_j along t e u, t > 0, as in lemma.monotone_descent:"
        " every z_i falls strictly, no penalty changes, so at a minimum l is constant just below every z_i. An active l"
        " is not so at z_i >= 0: all samples are right. Let all a_j = 0, so that the a_j are trained; L does not depend"
        " on the w_j, and a small turn of w_1 leads to a local minimum with the same z_i. A penalty c a_1^2 has slope 0"
        " at 0. (i) No deep part: f = a_0 on all samples, z_i is a_0 or -a_0, and where l has a derivative there,"
        " moving a_1 gives sum_i q_i y_i s(w_1 . X_i) = 0, q_i = weight_i l'(z_i) >= 0, for all w_1 nearby. Along u"
        " each term with q_i > 0 increases strictly: all q_i = 0, and an active l leaves z_i < 0. (ii) No deep part,"
        " a_0 = c trained, with a penalty A c^2, A >= 0, or none, l convex, classes of one weight C: c is least for"
        " C (l(c) + l(-c)) + A c^2, as 0 is for both terms, while l(z) >= l(0) + k z with k = l'(0) > 0; so A c = 0,"
        " and l(z) = l(0) + k z between -|c| and |c|. Move (a_0, a_1) by t (p, e), e = 1 or -1, p so large, of the sign"
        " of -c, that f moves towards 0 on every sample: no penalty changes to first order, and all z_i stay on that"
        " line, so sum_i weight_i y_i (p + e s(w_1 . X_i)) <= 0; the p cancel, as the weights balance. Both signs of e:"
        " sum_i weight_i y_i s(w_1 . X_i) = 0 for all w_1 nearby, which along u is absurd, as in (i). (If c = 0 the"
        " derivative at 0 does it.) (iii) The x_i on one line, x_i = p + r_i v, a_0 trained and free, any deep part:"
        " u . X_i is affine in r_i, with the sign of y_i. If its slope is 0, one class is alone and moving a_0 will do."
        " Else turn w_1 a little so that w_1 . X_i + b_1 is not constant in r either; then s is strictly monotone along"
        " the line, and p + e s(w_1 . x_i + b_1) has the sign of y_i for all i, with the right e and p. Along t (p, e)"
        " every z_i falls at least like t and a penalty of a_1 changes like t^2: l has no slope > 0 to the left of any"
        " z_i, so an active l leaves z_i < 0. One neuron is used: the frozen b_j may differ.",
        HERE,
    ),
    Entry(
        "thm.separable", "linearly separable data (T1)",
        "If the data are linearly separable, the neuron is strictly monotone, the loss C^1, nondecreasing and active,"
        " the network has a trained shortcut with M >= 1 (or a branch that narrows to single units) and L has no"
        " regulariser on what the proof moves, then every local minimum of L has training error 0. The loss may have"
        " kinks, as the hinge, where network.rest holds.",
        "One of the variants thm.separable.monotone, .chain, .funnel and .kink. The first uses a single neuron only;"
        " all other parts of the network may be of any type, and frozen a_j are harmless unless all are 0.",
        PAPER,
    ),
)  # fmt: skip
