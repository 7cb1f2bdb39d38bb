"""The prose of theorems on spurious valleys: from every point there is a way down (see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import Entry

_VENTURI: Final = (
    "After Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization landscapes (JMLR"
    " 2019); the width N - 1, frozen biases and the proof are own."
)

VALLEYS: Final = (
    Entry(
        "thm.wide.shallow", "as many neurons as samples, or as their columns span: no spurious valley (V1)",
        "Let f = a_0 + sum_j a_j s(w_j . x + b_j), nothing beside it, s any function on R, all a_j and w_j trained,"
        " and the b_j absent, all trained, or all frozen at one value. Let l be convex and finite on R, L without"
        " regulariser, and M >= N, the number of distinct x_i, or M >= N - 1 if a_0 is trained; or let s be a"
        " polynomial, and M >= R, the rank of the monomials of network.width_monomials. Then from every point"
        " t and for every m > inf L a continuous path of the trained parameters starts at t, on which L never exceeds"
        " L(t), and ends where L <= m. So L has no spurious valley, and no spurious basin. Bad local minima it may"
        " have.",
        "Let phi(w, b) be the vector of s(w . x_i + b) over the N distinct x_i, where (w, b) runs through what is"
        " trained: the same set P for every neuron. Read vectors modulo constants if a_0 is trained. Let V be the"
        " span of all phi(p), p in P: its dimension is D <= N - 1, or D <= N. If s(v + b) = sum_k c_k v^k over k in K,"
        " b the frozen bias or 0, then phi is the vector of sum_k c_k (w . X_i)^k, and (w . X_i)^k is a combination of"
        " the monomials of degree k of X_i, with coefficients that are the same for all i: V lies in the span of the"
        " columns of these monomials, modulo constants, so D <= R. (It is that span: with r w in place of w the k"
        " separate.) So D <= M, in either case. While the columns phi_j of"
        " the neurons do not span V, their rank is below D, so sum e_j phi_j is 0 (a constant, if a_0 is trained) for"
        " some e with e_k != 0. Move a to a - (a_k / e_k) e on a segment, and a_0 so that it makes up for the"
        " constant: f stays what it is on the samples, and a_k becomes 0. The other columns span what all did. Move"
        " (w_k, b_k) on a segment to some p with phi(p) outside of that span: f does not change, as a_k = 0, and the"
        " rank has grown. After at most D rounds the columns span V, and L has not changed. Given m > inf L, let"
        " L(t') <= m; if L(t) <= m nothing is to do. The outputs of t' are a_0' + sum a_j' phi(p_j'), and so those of"
        " some (a_0, a) with the columns that are there (a_0 as it is, if it is not trained). Move (a_0, a) on the"
        " segment there: the outputs move on a segment, on which the loss is convex in them, so L exceeds nowhere its"
        " values at the ends.",
        _VENTURI,
    ),
    Entry(
        "thm.wide.quadratic", "quadratic neurons, as many as the rank of the samples: no spurious valley (V3)",
        "Let s(z) = alpha z^2 + gamma, alpha != 0, nothing be trained beside the shortcut, all a_j and w_j be trained,"
        " the"
        " b_j trained, absent or 0, and a_0 trained or gamma = 0. Let l be convex, L without regulariser, and M >= r,"
        " the rank of all X_i. Then L has no spurious valley.",
        "Write w_j for (w_j, b_j) where b is trained. On the samples f = o_i + k + alpha X_i . A X_i, with o_i ="
        " f_D(x_i), which nothing changes, the form A ="
        " sum_j a_j w_j w_j^T on the span of the X_i, of dimension r, and k = a_0 + gamma sum a_j: where gamma != 0"
        " a_0 takes up what the a_j do to k, in all that follows. Only the projections of the w_j count; move them to"
        " these. (1) At constant A, let the a_j != 0 become 1 or -1 (w_j takes up the root), p and m of them. If"
        " their w_j are dependent, sum e_j w_j = 0, one more a_j can become 0: rotate the neurons of each sign among"
        " themselves (a path in SO(p) x SO(m), at constant A) until e has one entry for each sign at most. Then some"
        " w_j is 0, and a_j may go to 0; or two are parallel and not 0, u = c v: a_u u u^T + a_v v v^T = (a_u c^2 +"
        " a_v) v v^T, and a_v goes to 0 while a_u makes up for it. (2) If they are independent, the columns W, A = W"
        " J W^T has rank p + m <= r and signature (p, m), by Sylvester. Let V be the eigenvectors of its eigenvalues"
        " other than 0, times the roots of their absolute values: A = V J V^T, W = V Q with Q J Q^T = J. Every"
        " component of O(p, m) has a diagonal matrix of signs (polar decomposition), so a path in it from Q leads the"
        " w_j at constant A to multiples of eigenvectors. Rescale them to length 1, a_j being the eigenvalues, and"
        " let idle neurons take the other eigenvectors: M >= r is enough. (3) For m > inf L let L(t') <= m < L(t),"
        " with A' and k', and A_u = (1 - u) A + u A'. By Rellich its eigenvalues and an orthonormal basis of"
        " eigenvectors can be chosen analytic in u; the basis at u = 0 is the one for (2). Let a_j and w_j follow it,"
        " and k go to k' (a_0 is trained, or k = k' is what it always is): the outputs move on a segment, on which L"
        " is convex.",
        "After Venturi, Bandeira, Bruna (JMLR 2019), who ask for M >= 2 d + 1; the width r and the proof are own.",
    ),
    Entry(
        "thm.wide.decay", "positively homogeneous neurons under weight decay, wide enough: no spurious valley (V5)",
        "Let s(r z) = r s(z) for r > 0 (ReLU, leaky ReLU, |z|, z), all a_j and w_j be trained, the b_j all trained, or"
        " absent or 0, and f be affine in all else that is trained. Let l be convex, with or without kinks, and the"
        " squares in L of what is trained have total coefficients >= 0, one for each block: any weight decay, or none."
        " Let M >= D + 1 for a D of network.width_dimension. Then L has no spurious valley, and no spurious basin. Bad"
        " local minima it may have.",
        "Let u = (a, w), with w for (w, b) and X = (x, 1) where the b_j are trained; phi(u) the vector of the a s(w ."
        " X_i) over the samples, read modulo constants if a_0 is trained without a penalty; theta(u) >= 0 its"
        " penalties. With q^(1/2) u both become q-fold, q >= 0. D bounds the dimension of the span of all phi(u): equal"
        " X_i have equal entries, those on one ray are fixed multiples of each other, and the entries are alpha a w ."
        " X_i + beta a |w . X_i|. Let z be what is trained beside the neurons. Let L(t') < L(t), E be the 2 M vectors"
        " u_j of t and u'_j of t' (told apart by their indices), and for m: E -> [0, inf) let phi(m) = sum m(u) phi(u)"
        " and theta(m) likewise; m_0 is 1 on the u_j and 0 on the u'_j, m_1 the other way. A state is (m, r), 0 <= r <="
        " 1, with phi(m) = (1 - r) phi(m_0) + r phi(m_1) and theta(m) <= (1 - r) theta(m_0) + r theta(m_1): a convex"
        " set Q. If at most M of the m(u) are not 0, it is realised: the neurons are m(u)^(1/2) u, in any places, the"
        " others 0, what is beside them is (1 - r) z + r z', and a_0, where vectors are read modulo constants, makes up"
        " for one. The outputs are then (1 - r) times those of t plus r times those of t', so L <= (1 - r) L(t) + r"
        " L(t') <= L(t). A path in Q on which m is 0 off a set of M elements is a path of parameters, and at its end"
        " another such set may follow: a neuron that is 0 is free for any u. t is the state (m_0, 0). (1) Let J be"
        " where m is not 0. If the phi(u) are dependent on J, sum h phi = 0 with h != 0 on J and sum h theta <= 0 for"
        " h or -h; some h(u) < 0, else sum h theta = 0 and -h will do. Move m along h until a first m(u) is 0: in Q."
        " After some rounds they are independent, at most D. (2) Then on the states with m = 0 off J m is an affine"
        " function of r: move in this compact segment to its largest r, and let J be where m is not 0 there. (3) If r <"
        " 1 let e = m_1 - m and p = 1 - r: (m, r) + c (e, p) is in Q for 0 <= c <= 1, and e >= 0 off J. While J and"
        " the places of e != 0 are more than D + 1, two relations sum h phi = 0 are independent there, so one has sum"
        " h theta = 0 as well; h is not 0 throughout off J, as J is independent. Add to e that multiple of h, or -h,"
        " at which a first e(u) off J becomes 0. At the end they are at most D + 1 <= M. Move along (e, p) until r = 1"
        " or a first m(u) is 0: r grows, as m > 0 on J. (4) If r < 1 begin again with (1). The r of (2) was the largest"
        " for its J, so no J comes twice, and after finitely many rounds r = 1, where L <= L(t'). From there the next"
        " t' with a smaller L is reached likewise, and so are values as near inf L as one likes.",
        "Stronger than Haeffele, Vidal: Global Optimality in Neural Network Training (CVPR 2017), who ask for minima"
        " and smooth losses; the bounds D and the proof, by edges of polytopes, are own.",
    ),
    Entry(
        "thm.linear_valley", "linear networks: no spurious valley (V4)",
        "Let all neurons be affine (c z + e, c != 0; they may differ), but for parts in which nothing is trained"
        " (network.linear_unfrozen). Let some part be trained as in network.linear_part, or the head be residual, with"
        " w and V trained (network.residual), and either a constant be trained as in network.constant_trained, or every"
        " neuron, but for the same parts, be c z without biases below the output (network.homogeneous_unfrozen). If l"
        " is convex, with or without kinks, and L has no regulariser, L has no spurious valley, whatever the data,"
        " depths and widths are.",
        "f is affine in x at every parameter, f = v . x + k, up to what the frozen parts add to it, o_i at x_i, which"
        " nothing changes. Let P be a part with all weights trained: with a_0"
        " trained (A) any; else one with a trained bias (B), if there is one; else (C) no constant is ever but a_0."
        " The rest holds still. First, at constant f, P is woken up: v, and in (A) and (B) k, can then be moved on a"
        " segment to any values. The shortcut is awake if some a_j != 0: w_j moves v, and b_j or a_0 moves k. If all"
        " a_j are 0, they are trained; move w_1 to 0, in (B) b_1 to -e / c, and then a_1 to 1: f changes by a_1 (c b_1"
        " + e), which is 0 in (B) and (C) and taken up by a_0 in (A). In a branch h_m = C_m (W_m h_(m-1) + b_m) + e_m"
        " let r_m be the row by which W_m h_(m-1) + b_m enters f; r_(m-1) = r_m W_m C_(m-1). It is awake if r_1 != 0:"
        " then no r_m is 0, W_1 moves v, and a trained b_m, or a_0, moves k. Else let i be the last index with r_i ="
        " 0: W_m and b_m are idle, m <= i. In (A) and (C) move W_i to 0: h_i is constant, in (C) 0. In (B) let b_m be"
        " trained. If m > i, do the same. If m <= i, move W_m to 0, b_m so that h_m is a constant other than 0, the W"
        " between so that all these are, and the last so that h_i = 0 (for m = i, b_i does that). Now move the weights"
        " out of layer i until r_i != 0: f changes by a constant if at all, and a_0 in (A), b_m in (B) takes it up, as"
        " r_m != 0 and nothing in it moves. After as many rounds as layers r_1 != 0. A residual head, f = a_0 + w . x"
        " + r . h with r = V^T w, is woken up with h held still: f is affine, at w and at w = 0, so r . h = (u - w) ."
        " x + k, k = 0 where a_0 is not trained, and f = a_0 + u . x + k. If u = 0, move w to 0, and a_0 by k: r . h"
        " goes to 0 as w does. At w = 0 f is a_0: move V to 0, and w moves v. If w != 0 and u != 0 there is a z with z"
        " . w = 1 and c = z . u != 0: w / (w . w), or u more where that is orthogonal to u. Move V to z r^T: V^T w = r"
        " on the way, so f stays. With V = z r^T, and w moved by s p, r becomes (1 + s z . p) r: for p = v - (z . v /"
        " c) (u - w) one has z . p = z . v / c, and f changes by s (v . x + k z . v / c), of which a_0 makes s (v . x"
        " + any constant). At last, for m > inf L let L(t') <= m < L(t), and move v and k on a segment to those of t':"
        " L is convex on it, and exceeds nowhere its values at the ends.",
        "own, with heads and without; that local minima are global: Laurent, von Brecht, Deep linear networks with"
        " arbitrary loss (ICML 2018)",
    ),
    Entry(
        "thm.monotone_valley", "separable data, a monotone neuron: no spurious valley at any width (V7)",
        "Let y_i (u . X_i) > 0 for some u and all i, let l fall nowhere (it need not be convex, nor have slopes), s"
        " fall nowhere and not be constant, or fall strictly (ReLU, leaky ReLU, tanh, sigmoid, softplus), and L have"
        " no regulariser. Let all w_j be trained, and either all a_j too, and a_0; or all a_j, of two neurons or more"
        " with the same hidden bias (trained, absent, or frozen at one value); or all a_j, and s be strictly monotone"
        " with values of both signs; or let nothing else be trained but the b_j, perhaps, and a_0, perhaps, if l is"
        " convex, and some a_j be frozen at a value other than 0. Then from every point t and for every m > inf L a"
        " continuous path of the trained parameters starts at t, on which L exceeds nowhere L(t), and ends where L <="
        " m. So L has no spurious valley, and no spurious basin, whatever is beside the shortcut where the a_j are"
        " trained. Bad local minima it may have, as one ReLU does. One softplus without a_0 is left out: f has the"
        " sign of a, and a valley for each of them.",
        "Let s rise weakly (else replace s and all a_j by -s and -a_j), and p < q with s(p) < s(q). Each neuron takes"
        " w_j . X_i + beta_j, beta_j a frozen b_j or 0. What is beside the shortcut stands still. To turn w_j by r e"
        " u, r >= 0, e = 1 or -1 with e a_j >= 0, moves a_j s weakly up on class + and down on class -: no z_i rises;"
        " so does any move of w_j by r v with e y_i (v . X_i) >= 0 for all i. If r is large, the neuron takes q or"
        " more where e y_i = 1, p or less elsewhere. (1) a_0 and the a_j trained: turn w_1 so, and let c = (s(p) +"
        " s(q)) / 2. Then e y_i (s(w_1 . X_i + beta_1) - c) >= d = (s(q) - s(p)) / 2 > 0. Move (a_1, a_0) by r (e, -e"
        " c): every y_i f(x_i) rises by r d or more. (2) s takes a value < 0 and one > 0: as a strictly monotone s"
        " that is not of one sign does. Choose p and q with s(p) < 0 < s(q): as (1) with c = 0, d = min(-s(p), s(q)),"
        " without a_0. (3) Two neurons with beta_1 = beta_2. If a_1 a_2 > 0, e their sign, move w_1 and w_2 on"
        " segments to one w = w_2 + r e u, r so large that e y_i ((w - w_1) . X_i) >= 0 for all i: no z_i rises. The"
        " neurons agree now: move a_2 to 0 and a_1 to a_1 + a_2, at constant f. So let a_1 >= 0 >= a_2 (else exchange"
        " them). Turn w_1 by r u and w_2 by -r u, r large: then y_i (s(w_1 . X_i + beta_1) - s(w_2 . X_i + beta_2)) >="
        " s(q) - s(p) = d > 0. Move (a_1, a_2) by r (1, -1): every y_i f(x_i) rises by r d or more. In (1) to (3) r"
        " runs to inf, no l(z_i) ever rises, and as each z_i falls to -inf, l(z_i) tends to inf l, for the class of i:"
        " L tends to a sum below which it is nowhere. (4) The a_j frozen, f_D still: let L(t') <= m < L(t), with a'_0"
        " at t', and turn all w_j so far by r u or -r u, with the sign of a_j, that neuron j takes on class + more"
        " than at t' (on class - less) if a_j > 0, and the other way if a_j < 0. No z_i rises on the way, so L <="
        " L(t); and in the end, with a'_0 in place of a_0, no z_i would be above that of t', so L <= L(t'). If a_0 is"
        " not trained, it is a'_0. Else move it on a segment to a'_0, where the convex L exceeds nowhere its values at"
        " the ends.",
        "own; of local minima of separable data and leaky ReLU: Laurent, von Brecht, The multilinear structure of"
        " ReLU networks (ICML 2018); with frozen a_j: Brutzkus, Globerson, Malach, Shalev-Shwartz, SGD learns"
        " over-parameterized networks that provably generalize on linearly separable data (ICLR 2018)",
    ),
    Entry(
        "thm.separable_valley", "separable data, a linear part: no spurious valley (V8)",
        "Let l fall nowhere (it need not be convex), L have no regulariser, and some part be trained as in"
        " network.linear_part: of affine neurons, beside whatever else. Let y_i (u . x_i) > 0 for some u and all i; or"
        " let y_i (u . x_i + k) > 0, and a constant be trained, a_0 or a bias of such a part"
        " (network.constant_trained). Then L has no spurious valley, and no spurious basin.",
        "Let y_i (u . x_i + k) >= 1 for all i, k = 0 if no constant is used; P be the part, with a trained bias if"
        " that is the constant. All else stands still, but for a_0. From each point a path is built at the end of"
        " which f changes by r (u . x + k), r from 0 to inf, or by r h(x) with y_i h(x_i) >= 1, and before by nothing:"
        " no z_i rises, and as each falls to -inf L tends to a sum below which it is nowhere. P is the shortcut, s = c"
        " z + e: If some a_j != 0, move w_j by r u / (c a_j), and b_j or a_0 with it. If all a_j = 0, they are"
        " trained: move w_1 (and b_1, if it is the constant) until h = c (w_1 . x + b_1) + e is u . x + k, or, with"
        " a_0, u . x + d, or, with k = 0, g u . x + d with g so large that y_i h(x_i) >= 1: d does not depend on it."
        " Then move a_1 by r, and a_0 by r (k - d). P is a branch h_m = C_m (W_m h_(m-1) + b_m) + e_m, m = 1 to n,"
        " with output weights v; let r_m be the row by which W_m h_(m-1) + b_m enters f: r_n = v^T C_n, r_(m-1) = r_m"
        " W_m C_(m-1). (a) r_1 is not 0: then no r_m is 0. Move the row of W_1 at an entry r_1q != 0 by r u / r_1q,"
        " and the constant by an entry of a trained b_m at which r_m is not 0, or by a_0. (b) Else let i be the last"
        " with r_i = 0. W_m and b_m, m <= i, are idle. Move W_1 to the first row w u, w > 0 or < 0, and 0 elsewhere,"
        " and W_m, 1 < m <= i, to 1 in its first entry and 0 elsewhere. The first unit of layer i gives h = c w u . x"
        " + d, c != 0, and d does not depend on w: choose w = 1 / c if there is a constant, with d = k by the first"
        " entry of b_m if that is the constant and m <= i; else c w so large that y_i h(x_i) >= 1. Then move the"
        " weight that leads from this unit to an entry r_(i+1)q != 0 by r / r_(i+1)q; to the output, if i = n, by r."
        " Let a_0, or an entry of b_m, m > i, at which r_m is not 0, move by what is missing to r (u . x + k). The"
        " r_m, m > i, stay what they are.",
        "own; of linear units and separable data: Sontag, Sussmann, Back propagation separates where perceptrons do"
        " (Neural Networks 4, 1991)",
    ),
    Entry(
        "thm.wide", "wide networks: no spurious valley",
        "thm.wide.shallow, thm.wide.quadratic, thm.wide.decay or thm.wide.beside.", "See there.", _VENTURI,
    ),
)  # fmt: skip
