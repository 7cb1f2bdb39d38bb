"""The prose of the theorems on layers of linear neurons with weight decay, and on minima below all errors."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

DECAY: Final = (
    Entry(
        "lemma.linear_decay", "weight decay on a layer of linear neurons: the normal form",
        "Let l be convex, and let objective.linear_decay hold. Up to a constant, and a continuous change of a_0 that is"
        " undone by a continuous one, L = F(beta, theta) + A |a|^2 + sum_j Q(w_j), where beta = sum_j a_j w_j, F is"
        " convex, A > 0, and Q(w) = B(w, w) is a positive definite quadratic form with the bilinear form B.",
        "If a_0 is trained without a penalty, f = k beta . x + a_0' + f_D with a_0' = a_0 + sum_j a_j (k b_j + e),"
        " where the b_j are absent, frozen or trained; no penalty involves a_0', and Q is that on w. theta has a_0',"
        " the trained b_j, on which f does not depend any more, and what is trained of f_D. Else e = 0: f = k beta ."
        " X + a_0 + f_D, where w_j stands for (w_j, b_j) and X for (x, 1) if the b_j are trained, and Q has both of"
        " their penalties; theta has a_0, if trained, and what is trained of f_D. Either way f is affine in (beta,"
        " theta), each l(z_i) is convex in it, and the penalties on theta have coefficients >= 0. That on what is"
        " frozen is constant.",
        HERE,
    ),
    Entry(
        "thm.linear_decay", "weight decay on a layer of linear neurons: every local minimum is a global one",
        "Let l be convex, with or without kinks, and let objective.linear_decay hold: then every local minimum of L"
        " is a global minimum, for every width M >= 1. That there is one is not claimed, nor that it is right.",
        "Take the normal form of lemma.linear_decay. Let t be a local minimum, t' any point, p = (beta, theta) and"
        " p' those of t and t', P(t) = A |a|^2 + sum_j Q(w_j). With (e^h a_j, e^-h w_j) beta stays, so A a_j^2 ="
        " Q(w_j) for each j, and a_j = 0 if and only if w_j = 0. Case 1, all are 0. For r in (0, 1] let t_r have"
        " r^(1/2) a', r^(1/2) w', and theta + r (theta' - theta). Its P is r P(t'), its p is p + r (p' - p), so"
        " L(t_r) <= L(t) + r (L(t') - L(t)) by convexity; t_r -> t, so L(t_r) >= L(t) for small r, and L(t') >= L(t)."
        " Case 2, some a_j is not 0. For two such, add h d/a_i to w_i and -h d/a_j to w_j: beta stays, and P changes"
        " by 2 h B(w_i/a_i - w_j/a_j, d) + O(h^2) for every d, so w_i/a_i = w_j/a_j: all of these are one u, with"
        " Q(u) = A. Add r (beta' - beta)/a_j to one w_j, and r (theta' - theta) to theta: L changes by at most r"
        " (F(p') - F(p) + 2 B(u, beta' - beta)) + O(r^2), by convexity, so F(p') + 2 B(u, beta') >= F(p) + 2 B(u,"
        " beta). As w_j = a_j u, beta = |a|^2 u and 2 B(u, beta) = 2 A |a|^2 = P(t). At t', 0 <= Q(a'_j u - w'_j)"
        " gives 2 a'_j B(u, w'_j) <= A a'_j^2 + Q(w'_j), so 2 B(u, beta') <= P(t'). Together L(t') = F(p') + P(t') >="
        " F(p) + P(t) = L(t).",
        "own proof; compare Haeffele, Vidal: Global Optimality in Neural Network Training (CVPR 2017), and Srebro,"
        " Rennie, Jaakkola: Maximum-Margin Matrix Factorization (NIPS 2004)",
    ),
    Entry(
        "thm.linear_decay_fit", "weight decay on a layer of linear neurons, and the best fit is right",
        "In the setting of thm.linear_decay, if the best fit under the penalty is right (data.decay_fit_right), every"
        " local minimum has training error 0. The loss need be neither nondecreasing nor bounded below.",
        "Let G(beta, theta) = F(beta, theta) + 2 B(u, beta), p the centre of the ball, and V = F(p) + s A + s Q(u)."
        " (a) L >= G at every point: 0 <= Q(a_j u - w_j) and Q(u) <= A give 2 a_j B(u, w_j) <= A a_j^2 + Q(w_j), to"
        " be summed over j. (Penalties on the b_j, where theta has them, are >= 0 and left out of G.) (b) inf L <= V,"
        " by a neuron with a = s^(1/2), w = s^(1/2) u, all other neurons 0, the b_j in theta 0, the rest as theta"
        " says. (c) G > V outside the open ball: V - G(p) = s (A - Q(u)), and on the sphere G >= G(p) - g r + k r^2/2"
        " > V, by Taylor; G is convex, so beyond the sphere, too. A local minimum is global by thm.linear_decay, so"
        " there G <= L <= V: its (beta, theta) is in the ball, on which every sample is right.",
        HERE,
    ),
    Entry(
        "thm.decay_gram", "weight decay where samples pull the same way",
        "Let l be nondecreasing and active, s increase strictly or decrease strictly, with slopes on both sides that"
        " are not 0 (neuron.monotone), and objective.gram_decay hold. Then every local minimum has training error 0. l"
        " need be neither convex nor C^1, s may have kinks, as a leaky ReLU; each class may have its own loss.",
        "Let s increase (else replace s and the a_j by -s and -a_j). Let t be a local minimum and i wrong there, so"
        " z_i >= 0. (1) Let a_j be not 0, and move w_j to w_j + h u x_i, h > 0 small, u the sign of a_j y_i. What"
        " neuron j receives at sample k moves by h u x_i . x_k, and y_k a_j u x_i . x_k = |a_j| y_i y_k x_i . x_k >="
        " 0: so y_k f(x_k) does not fall, and l(z_k) does not rise, for any k. At i it moves by h u |x_i|^2, s has a"
        " slope there on that side, and l one to the left of z_i >= 0, all of them > 0: so weight_i l(z_i) falls by at"
        " least g h, for some g > 0 and all small h. The penalty rises by B (2 h u w_j . x_i + h^2 |x_i|^2). As t is a"
        " local minimum, 2 W B u w_j . x_i >= g > 0. So a_j y_i w_j . x_i > 0, and y_i a_j s(w_j . x_i) > 0, as s"
        " increases and s(0) = 0. (2) If some a_j is not 0, y_i f(x_i) is a sum of such terms and zeros, and is > 0: i"
        " is right. So all a_j are 0, and they are trained. Then L depends on w_j by B |w_j|^2 alone, and w_j = 0. (3)"
        " So t is the origin. There let a_1 = e p, w_1 = e q v / |v|, p, q > 0, e > 0 small: as v . y_k x_k = sum_i"
        " weight_i l'(0-) y_i y_k x_i . x_k > 0, y_k f(x_k) = e^2 p q c_k y_k v . x_k / |v| + o(e^2) with a slope c_k"
        " >= c of s at 0. z_k < 0, and the sum of the weight_k l(z_k) falls by e^2 p q c |v| + o(e^2) at least, as"
        " sum_k weight_k l'(0-) y_k x_k = v. The penalty, times W, is e^2 W (A p^2 + B q^2). With p^2 = B, q^2 = A,"
        " or, if A = 0, q = 1 and p large, L is smaller than at the origin: no local minimum.",
        HERE,
    ),
    Entry(
        "thm.decay_valley", "weight decay on a layer of linear neurons: no spurious valley",
        "Let l be convex, with or without kinks, and let objective.linear_decay hold. Then from every point t and for"
        " every m > inf L a continuous path of the trained parameters starts at t, on which L never exceeds L(t), and"
        " ends where L <= m, for every width M >= 1.",
        "Take the normal form of lemma.linear_decay, P = A |a|^2 + sum_j Q(w_j), and t' with L(t') < m < L(t). Case"
        " 1, a is not 0. (1) Lead the w_j on segments to a_j u, where u = beta / |a|^2. As sum_j a_j (w_j - a_j u) ="
        " 0, beta stays, and sum_j Q(w_j) = sum_j Q(w_j - a_j u) + |a|^2 Q(u): P falls, to A r + Q(beta) / r with r"
        " = |a|^2. (2) Lead (r, beta, theta) on the segment to (r', beta', theta'), where r' = |a'|^2 + (m - L(t'))"
        " / A, with the neurons c a_j and c a_j beta / r, c = (r / |a|^2)^(1/2). On it r > 0, so they move"
        " continuously, also where beta passes 0, and L = F(beta, theta) + A r + Q(beta) / r, which is convex in (r,"
        " beta, theta): at most the larger of its values at the ends. At the second end it is at most m, as Q(beta')"
        " <= |a'|^2 sum_j Q(w'_j) <= r' sum_j Q(w'_j) by Cauchy-Schwarz. Case 2, a is 0. Then beta is 0, and the w_j"
        " can shrink to 0. From there go along (s a', s w', theta + s^2 (theta' - theta)), s from 0 to 1: beta is"
        " s^2 beta' and P is s^2 P(t'), so L is at most (1 - s^2) L + s^2 L(t'), L that at its start, by convexity"
        " of F.",
        "own; after Freeman, Bruna, Topology and geometry of half-rectified network optimization (ICLR 2017), on"
        " two layers with a ridge",
    ),
    Entry(
        "thm.global_low", "every local minimum is a global one, and L is small somewhere",
        "Let every local minimum be global by thm.linear_global, thm.linear_decay, thm.exponential_global,"
        " thm.homogeneous_global, thm.output_layer, thm.quadratic_global, thm.matching, thm.realisable or"
        " thm.realisable_linear, let l be nondecreasing or active, and let L be smaller at some point than wherever a"
        " sample is wrong (objective.low). Then every local minimum has training error 0.",
        "Where sample i is wrong, z_i >= 0, so l(z_i) >= l(0): such an l does not fall on [0, inf). The penalties"
        " are >= 0, and the other losses at least m, so L >= m + c_i (l(0) - m), c_i the share of sample i, which is"
        " at least m + c (l(0) - m), as l(0) >= m. A point with a smaller L shows that no global minimum is there.",
        HERE,
    ),
)  # fmt: skip
"""Statement and proof by id."""
