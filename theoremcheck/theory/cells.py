"""The prose on piecewise neurons, cell by cell: local minima off all breaks, and none at all (see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

_SOURCE: Final = "Laurent, von Brecht, The multilinear structure of ReLU networks (ICML 2018)"
_FOR_IT: Final = f"own, for a theorem after {_SOURCE}"

CELLS: Final = (
    Entry(
        "thm.cells", "piecewise affine layers and losses, separable data: minima off all breaks are good (P1)",
        "Let a part of f (the shortcut, or a branch) have a path as in network.affine_path: one unit of each layer,"
        " whose neuron is piecewise affine with slopes of one strict sign, as leaky ReLU. Let l be piecewise affine and"
        " nondecreasing, l' > 0 beyond 0 (loss.active_right), as the hinge and max(0, z) are, and the data linearly"
        " separable. Then training error 0 is"
        " reached at every local minimum off all breaks: where, at each sample, every neuron is differentiable near"
        " what it receives, and l near z_i. What else f has beside that part, with parameters of its own, and what"
        " penalties there are on these, does not matter. At a break a minimum may be bad (rule.kink).",
        "Let t be such a minimum. A piecewise affine function that is differentiable near a point is affine near it:"
        " its derivative takes finitely many values there, so, as derivatives have no jumps, one. Move the weights"
        " along the path alone: w, all those of the first unit (its bias with them where X_i = (x_i, 1)), and p_2, ..,"
        " p_H, p, where the unit of layer h receives p_h times the output of the one below it, and f has p times that"
        " of the last. The other units of the first layer, and all that is beside the part, do not move. Near t every"
        " unit of the layers above stays where its neuron is affine, and z_i where l is: with slopes beta_i of l,"
        " beta_i >= 0, and beta_i > 0 if z_i >= 0, as it is the slope to the right of z_i. So near t L is a constant"
        " less the sum of c_i beta_i y_i times the part's output at x_i, a polynomial P that is affine in each of the"
        " numbers that move. A function that is affine in one number, and minimal inside an interval, is constant on"
        " it; so with the first number anywhere near its value, the others as at t, L is what it is at t, and such a"
        " point is a minimum as well; now move the second one, and so on. P is constant near t, so all of its"
        " coefficients but the constant are 0. In the output at x_i the product w_m p_2 .. p_H p has the coefficient"
        " sig_i X_im, sig_i the product of the slopes of the units of the path: p stands with the last unit alone, p_H"
        " with its one input, and so on down to w. sig_i has one strict sign, the same for all i. So sum c_i beta_i y_i"
        " sig_i X_i = 0; with y_i (u . X_i) > 0 for all i every beta_i is 0, so every z_i < 0, and every sample is"
        " right. If p is frozen at a number other than 0, leave it out: p_H stands with the last unit alone, and brings"
        " p with it. The same if p_h is: the factors beside it, p_(h-1) (or w) below and p_(h+1) (or p) above, move,"
        " and of the weights between their two units there is one only. (Where two that follow each other are frozen,"
        " several paths share one product.) No biases but those of the first layer move: they may be absent, frozen or"
        " penalised.",
        f"After {_SOURCE}, for leaky ReLU in all units, everything trained; paths, what is beside them, frozen weights"
        " and other units are own.",
    ),
    Entry(
        "thm.movable", "no local minimum where every unit can be moved to a gain (ReLU without hidden bias)",
        "Let l be C^1 with l' > 0 everywhere (each class may have an l of its own), let all w_j be trained (and the"
        " b_j, unless absent or 0) and in no penalty, the a_j trained or frozen, not all at 0, and let network.movable"
        " hold. Then L has no local minimum. Nothing is asked of M >= 1, of the a_0, the deep part, its penalties, and"
        " those on the a_j. For ReLU, squared ReLU and their like without hidden bias, and data that are separable"
        " through the origin, network.movable says that no w has w . x_i < 0 for all i.",
        "Let t be a local minimum. (1) Some a_j is not 0; e is its sign (of frozen a_j one for which network.movable"
        " holds). As near to w_j as we like is a w' with e y_i (s(w' . X_i) - s(w_j . X_i)) >= 0 for all i, and > 0"
        " for some. Put it for w_j, and leave all else: z_i = -y_i f(x_i) falls by |a_j| times that, so no l(z_i)"
        " rises, and one falls, since l increases strictly; no penalty changes. So L falls, as near to t as we like:"
        " absurd. (2) All a_j are 0. Then they are trained, and network.movable is about both e. f does not depend on"
        " w_1, nor does a penalty: for all w near w_1 the point with w for w_1 has the z_i and the L of t, and is a"
        " local minimum as well. There L has a derivative in a_1, in which f is affine; a penalty c a_1^2 has slope 0"
        " at a_1 = 0. So F(w) = sum_i q_i y_i s(w . X_i) = 0, where q_i = weight_i l'(z_i) > 0 does not depend on w."
        " But near w_1 is a w' with y_i (s(w' . X_i) - s(w_1 . X_i)) >= 0 for all i, and > 0 for some: F(w') > F(w_1)."
        " Absurd. The losses, and the slopes, of different samples are nowhere compared. The last sentence: let y_i (u"
        " . X_i) > 0 for all i. If e = 1, w' = w + t u gains, unless w . X_i < 0 for all i of +, and w . X_i <= 0 for"
        " all others; if e = -1, w - t u gains, unless the same holds with the classes exchanged. If no w has w . X_i"
        " < 0 for all i, then (Gordan) sum m_i X_i = 0 for some m >= 0, not 0, and sum m_i (u . X_i) = 0: it has"
        " samples i of both classes with m_i > 0, and so sum m_i (w . X_i) < 0 for such w, which is absurd. If some w"
        " has, all units there are dead, and stay so.",
        HERE,
    ),
)  # fmt: skip

CELL_CONDITIONS: Final = (
    Entry(
        "loss.piecewise_affine", "the loss is piecewise affine",
        "l is affine inside each of finitely many intervals, that of either class where each has its own; it may have"
        " kinks between them.",
        "The second derivative of every piece is 0, by its normal form; refuted by a point inside a piece where it is"
        " not.", _FOR_IT,
    ),
    Entry(
        "network.affine_path", "a path of monotone units through piecewise affine layers",
        "In the shortcut, or in a branch without residual layer, there is a unit of each layer whose neuron is"
        " piecewise affine with slopes that are all > 0 or all < 0, each joined to the one below, and the last to the"
        " output, by a weight that is trained, or frozen at a number other than 0. The other units of the layers above"
        " the first are piecewise affine, with any slopes. The weights of the first layer are trained, with its biases"
        " where X_i = (x_i, 1); of two layers that follow each other, the output weights being the last, one at least"
        " is trained. No penalty is on what is trained of these.",
        "Read off the spec; slopes and second derivatives of the pieces by their normal forms. Refuted where all parts"
        " lack it.", _FOR_IT,
    ),
    Entry(
        "network.movable", "wherever its weights are, a unit can be moved to a gain",
        "For e = 1 and e = -1: as near as we like to every w is a w' with e y_i (s(w' . X_i) - s(w . X_i)) >= 0 for all"
        " i, and > 0 for some i. Where all a_j are frozen, this for one e that is the sign of an a_j != 0 will do.",
        "Shown where s is continuous, and constant or strictly monotone on (-inf, 0] and on [0, inf), by the pieces of"
        " its formula. What s(w . X_i) does along w + t u, t > 0 small, then depends on the signs of w . X_i and u ."
        " X_i alone. Evidence is a tree that cuts the space of all w by the signs of some w . X_i: for each of its"
        " regions a u along which, for every w in it, no sample loses, and one gains, or multipliers that show that the"
        " region is empty. It fails by a w, with multipliers, by Farkas, for each sample that could gain.", HERE,
    ),
)  # fmt: skip
