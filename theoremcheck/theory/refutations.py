"""The prose of the refutation rules: statement, construction and proof; and of the points that they ask for.

E+ and E- are the (weighted) class averages, W+ and W- the total weights of the classes, W their sum,
h(c) = W+ l(-c) + W- l(c). A deep part is *dead* at a point if some layer has each unit at one value on all samples:
strictly inside flat pieces of that value, or where nothing moves them from it, without a trained bias and with inputs
that stay 0.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.boxes import BOXES
from theoremcheck.theory.penalty import PENALTIES
from theoremcheck.theory.prose import HERE, Entry

_POINT = (
    "The point itself, in exact numbers and at most one number known by an enclosure; the kernel rebuilds every"
    " inequality from the problem. That there is no such point is never claimed."
)

REFUTATIONS: Final = (
    Entry(
        "lemma.formulas", "all formulas are defined",
        "l, s and the neurons of the deep part are real numbers everywhere.",
        "What the rules evaluate exists.",
        HERE,
    ),
    Entry(
        "lemma.support", "convex support",
        "Let l be convex, t* a point, g_i a subgradient of l at z_i*. If sum_i weight_i g_i y_i (f(x_i; t) - f(x_i; "
        "t*)) <= 0 for all t near t*, then t* is a local minimum. In particular, if f(x_i; t*) = c for all i, c "
        "minimises h(c) = W+ l(-c) + W- l(c) (W+, W- the weights of the classes) and E+ f(.; t) <= E- f(.; t) near t* "
        "(weighted averages), l being nondecreasing; if E+ f = E- f there, l may be any convex function. If near t* "
        "the outputs on the samples stay in a linear space F and t* minimises L over F, t* is a local minimum as "
        "well. Freezing parameters and penalties that vanish at t* change nothing.",
        "l(z_i) >= l(z_i*) + g_i (z_i - z_i*); sum with the weights. For the constant: 0 is a subgradient of h at c, "
        "so there are subgradients with W+ g+ = W- g- = k, and k >= 0 if l is nondecreasing; then sum_i weight_i g_i "
        "y_i (f - c) = k (E+ f - E- f). For F: L restricted to F is the convex function that t* minimises. Freezing "
        "parameters shrinks the neighbourhood; a penalty that is 0 at t* is minimal there. f = c misclassifies class "
        "- if c >= 0 and class + if c < 0.",
        HERE,
    ),
    Entry(
        "lemma.nondecreasing_support", "convex support with a sign",
        "lemma.support for a nondecreasing loss: all subgradients are >= 0.",
        "A nondecreasing l has no negative slope.",
        HERE,
    ),
    Entry(
        "lemma.slice", "minima in a slice",
        "Let t = (u, v) be a local minimum of L among the points with its v. It is one among all points if (1) v has"
        " k entries and there are k smooth vector fields near t along which L does not change, whose components in v"
        " form an invertible matrix at t; or (2) near t every unit stays in one affine piece (which may differ"
        " from unit to unit and from sample to sample), or receives nothing, at each sample where l"
        " is not locally constant, or there is no f_D and s(z) = c z^2 + gamma, L carries no penalty, and the"
        " derivatives in u of what L sees of the outputs are"
        " independent and as many as it has dimensions; or (3) v are the hidden biases, trained and without penalty,"
        " of neurons with a_j = 0, w_j = 0, both trained, a_0 is trained and without penalty, and for all v nearby L is"
        " C^2 with a Hessian in u that is at least mu > 0. What L sees is f at the samples where l is not locally "
        "affine, and the one sum of -y_i weight_i l' f over those where it is. Its dimensions are those of the span of "
        "the columns in which f is linear in a cell: for each path through the network the product of the slopes on "
        "it, times what enters it (a feature, 1 for a bias, the constant of a piece); a frozen a_0, which is added to "
        "these, has none; for s = c z^2 + gamma those of the products X_k X_l and 1 (rule.quadric). Fields for (1), "
        "theirs being the only parameters that move, trained and without penalty: rescaling a unit (W into it by r, V "
        "out of it by r^(-k), if s(r z) = r^k s(z) for r > 0; b + r and V e^(-k r) if s' = k s); a parameter on which "
        "L does not depend nearby; moving the weights into a unit of the first layer orthogonally to all samples that "
        "it sees; turning neurons c z^2 into each other; exchanging what two units of a residual head take from one "
        "unit below; and, for units in affine pieces at all samples where l is not locally constant, shifting one of "
        "constant slope against the biases above, or adding the inputs of one unit to those of another with "
        "proportional pieces without constant. Of each unit it is its own neuron, and of each layer its own biases, "
        "that count; branches that share no parameter only add what they give.",
        "(1) Let phi(u, r) be where the point (u, v*) goes if it follows field 1 for time r_1, then field 2 for r_2,"
        " and so on. Its derivative at (u*, 0) is invertible, so it maps a neighbourhood onto one of t, and L(phi(u, "
        "r)) = L(u, v*) >= L(t). (2) Near t, L is a function of what it sees, which lies in a linear space of that "
        "dimension, or where a_0 is frozen in a translate of it, and u -> what it sees is a diffeomorphism from near "
        "u* onto a neighbourhood of its value at t in that space. So every point near t has the L of a point of the "
        "slice near t. (3) For each v the point (u*, v) is critical in u: with a_j = 0 the neuron adds nothing, "
        "dL/dw_j = 0, and dL/da_j = s(b_j) sum q_i = s(b_j) dL/da_0 = 0. So it is the minimum in u, and L there is the "
        "same number for all v. The fields: rescaling leaves V s(W . H + b) as it is. Turning: moving w_1 by r a_2 w_2 "
        "and w_2 by -r a_1 w_1 changes a_1 z_1^2 + a_2 z_2^2 by 2 a_1 z_1 a_2 z_2 - 2 a_2 z_2 a_1 z_1 = 0 to first "
        "order, at every point. Exchanging: V_1k + r w_2 and V_2k - r w_1 leave w_1 (x_1 + V_1 h) + w_2 (x_2 + V_2 h) "
        "as it is. Shifting: b + r changes the unit by r times its slope. Mixing: z_1 + r z_2 changes unit 1, with "
        "slopes k times those of unit 2, by r k s_2, which V_2 - r k V_1 takes back.",
        HERE,
    ),
    Entry(
        "rule.flat", "dead neurons",
        "The neuron is constant on an open interval I that all pre-activations can reach at once (by a hidden bias, "
        "because 0 lies in I, or by an exact w), but for those of samples at 0 without a trained hidden bias: there s "
        "only has to have the value that it has on I; a deep part can be dead as well (one layer with all units inside "
        "flat pieces, or at their value where it cannot move: without a trained bias and with inputs that stay 0, as "
        "those of a sample at 0 do, and those from units in flat pieces of the value 0). Then the point with all units "
        "dead whose output c is a local minimiser of h is a bad local "
        "minimum, for every width and every loss, convex or not. If that output cannot move (no trained output bias, "
        "and every flat value 0), it is one whatever c is.",
        "w . 0 + b = b does not move with w, nor does what a layer receives from inputs that stay 0. So near the point "
        "f(x_i; t) = gamma(t) for all i with gamma continuous, so L(t) = h(gamma(t)) / W + penalties, and c is a local "
        "minimiser of h.",
        HERE, nearby="every unit is dead, so f is the same on all samples nearby",
    ),
    Entry(
        "rule.deep", "dead units of a deep network",
        "A network without shortcut in which some layer can be dead on all samples has a bad local minimum.",
        "As rule.flat: whatever lies above a dead layer is the same function of the parameters for all samples.",
        HERE, nearby="a dead layer makes f the same on all samples nearby",
    ),
    Entry(
        "rule.affine", "affine pieces and equal means",
        "l convex, the class means agree, all units can lie in affine pieces: the point with the output c is a bad "
        "local minimum.",
        "Near the point f is affine in x on the samples (the deep part too, or it is dead), and E+ - E- annihilates "
        "affine functions.",
        HERE, nearby="nearby f is affine on the samples, and the class means agree",
    ),
    Entry(
        "rule.order", "one class is a contraction of the other",
        "l convex and nondecreasing, one class a mean-preserving contraction of the other (convex order), s convex or "
        "concave near some reachable b. With w = 0 and output weights of one sign the point with output c is a bad "
        "local minimum for every width. Only s near b matters, so with a hidden bias the rule speaks of every neuron "
        "with curvature. A deep part may be dead or affine; or curved, at every width and depth: the weights of its "
        "first layer are 0, in the other layers and the output they have one strict sign each, every neuron is convex "
        "or concave around what it receives, and after the first layer monotone there so as to keep the curvature.",
        "Near the point every a_j s(w_j . x + b_j) is concave in x (if class - is the contraction; convex if class + "
        "is), and a deep part is affine, or the same for all samples, or curved in that way, whatever its parameters "
        "are nearby: what the first layer receives is affine in x and stays where its neurons are convex, say, so that "
        "what it gives is convex in x; weights that keep one sign hand on functions that are all convex or all "
        "concave; a neuron that is curved one way, and rises on what is curved its way or falls on what is curved the "
        "other, hands on functions that are curved its way. Jensen along the coupling gives E+ f <= E- f; lemma.support"
        " ends it.",
        HERE, nearby="nearby f is curved to the advantage of the class that is a contraction of the other (Jensen)",
    ),
    Entry(
        "rule.moment", "ordered second moments",
        "l convex and nondecreasing, equal means, S = E+ x x^T - E- x x^T definite on the span of the centred "
        "samples, s C^2 near b with s''(b) != 0. With w = 0 and a_j s''(b_j) of the sign opposite to S the point with "
        "output c is a bad local minimum for every width. For s quadratic near b, S semidefinite is enough. A deep "
        "part may be dead or affine; or smooth, at every width and depth, S definite: the weights of its first layer "
        "are 0, all units of a layer are alike, and the second derivative of f_D in what its first layer receives is "
        "definite, of the sign opposite to S. It is A I + D J, J the matrix of ones: with g the sum of the m units of "
        "that layer and f_D = G(g), A = G'(g) s''(b), D = G''(g) s'(b)^2, and what is asked is that A and A + m D have "
        "that sign (of one unit, m = 1, A + D alone). Layers that are affine at the point may lie below.",
        "By equal means (E+ - E-) s(w . x + b) has no term of first order in w; by Taylor it is (1/2) sum_i m_i "
        "s''(u_i) (w . xi_i)^2 with u_i near b and xi_i = x_i - mean, E+ - E- = sum_i m_i. As u_i -> b this is (1/2) "
        "s''(b) w^T S w + o(|w|^2), w taken in the span of the xi_i, so a_j times it is <= 0 near w = 0. A smooth deep "
        "part is G(z_1, .., z_m; v), C^2 in z, with z_j = w_j . xi + q_j affine in x and small w_j near the point, v "
        "all other parameters: (E+ - E-) G has no term of first order in the w_j, and is (1/2) sum_jk H_jk w_j^T S w_k"
        " up to a share of sum_ij (w_j . xi_i)^2 that goes to 0, as the second derivatives of G are continuous in (z,"
        " v): H = A I + D J is that at the point. With o the sign of S, o w^T S w >= kappa sum_i (w . xi_i)^2, and by "
        "Cauchy-Schwarz o u^T S u <= m sum_j o w_j^T S w_j for u = sum_j w_j, so that the sum is (1/2) (A sum_j w_j^T S"
        " w_j + D u^T S u) <= -(mu / 2) sum_j o w_j^T S w_j, mu the lesser of |A| and |A + m D|: <= 0 near the point. "
        "lemma.support ends it. Convex order implies S semidefinite; the converse is false, so this rule reaches "
        "further where S is definite.",
        HERE, nearby="nearby the curvature of s meets the ordered second moments of the classes",
    ),
    Entry(
        "rule.stationary", "ordered second moments about the origin",
        "l convex and nondecreasing, hidden biases absent or frozen at b_j with s'(b_j) = 0 != s''(b_j), s C^2 near"
        " them, S = E+ x x^T - E- x x^T definite on the span of the samples; a deep part is dead. With w = 0 and a_j"
        " s''(b_j) of the sign opposite to S the point with output c is a bad local minimum for every width. The"
        " means do not matter. For s quadratic near b_j, S semidefinite is enough. On the line S is a number: for"
        " z^2, cosh or a bell curve without hidden bias there is a bad local minimum as soon as E+ x^2 != E- x^2.",
        "s(w . x + b) has no term of first order in w, so that (E+ - E-) s(w . x + b) = (1/2) sum_i m_i s''(u_i) (w . "
        "x_i)^2 with u_i near b and E+ - E- = sum_i m_i. As u_i -> b this is (1/2) s''(b) w^T S w, up to a share of "
        "sum_i (w . x_i)^2 that goes to 0; w may be taken from the span of the samples, where S is definite. So a_j "
        "(E+ - E-) s <= 0 near the point, and lemma.support ends it; for quadratic s there is no remainder.",
        HERE, nearby="s has slope 0 there, and its curvature meets the ordered second moments of the classes",
    ),
    Entry(
        "rule.affine_local", "a loss that is convex near the constant output only, affine pieces",
        "As rule.affine, where l need not be convex: near -c and c it is continuous, C^2 on either side of the place"
        " and up to it, with l'' > 0 there or affine, and its slope does not fall at the place. So it is convex near"
        " both. K / W+ and K / W- are slopes of lines below l near -c and c, for some K: K = W+ l'(-c) = W- l'(c) where"
        " l is C^1. f is continuous at the point.",
        "l'' > 0 up to the place, or l affine, on one side: the slope does not fall there near the place; nor from one"
        " side to the other, so l is convex near the place. l(-c + v) >= l(-c) + (K / W+) v and l(c + v) >= l(c) + (K"
        " / W-) v for all small v. Near the point all outputs are near c, so W L(t) >= W+ l(-c) + W- l(c) + K (E- f -"
        " E+ f), weight by weight; at the point this is an equality, and E+ f = E- f nearby. Some sample is wrong, as"
        " both classes have one output.",
        HERE, nearby="nearby f is affine on the samples, and the class means agree",
    ),
    Entry(
        "rule.order_local", "a loss that is convex near the constant output only, classes in convex order",
        "As rule.order, where l need be neither convex nor nondecreasing: near -c and c it is what rule.affine_local"
        " asks for, with K >= 0. So the square loss, absolute errors, the loss of Huber and squared errors of a sigmoid"
        " have bad local minima at every width, and every depth, for every neuron with curvature that is reached.",
        "The proof of rule.order gives E+ f <= E- f near the point; that of rule.affine_local W L(t) >= h(c) + K (E- f"
        " - E+ f) >= h(c).",
        HERE, nearby="nearby f is curved to the advantage of the class that is a contraction of the other (Jensen)",
    ),
    Entry(
        "rule.moment_local", "a loss that is convex near the constant output only, ordered second moments",
        "As rule.moment, with the premise on l that rule.order_local has: on three or four points of a line every"
        " neuron that is C^2 with s''(b) != 0 somewhere has a bad local minimum with the square loss.",
        "The proof of rule.moment gives E+ f <= E- f near the point; that of rule.affine_local ends it.",
        HERE, nearby="nearby the curvature of s meets the ordered second moments of the classes",
    ),
    Entry(
        "rule.stationary_local", "a loss that is convex near the constant output only, moments about the origin",
        "As rule.stationary, with the premise on l that rule.order_local has.",
        "The proof of rule.stationary gives E+ f <= E- f near the point; that of rule.affine_local ends it.",
        HERE, nearby="s has slope 0 there, and its curvature meets the ordered second moments of the classes",
    ),
    Entry(
        "rule.parity", "a parity that the network cannot break",
        "l convex, no hidden bias (or frozen at 0); s odd up to a constant and E+ - E- even, or s even and E+ - E- odd;"
        " the output c is reachable. Then the point is even a global minimum.",
        "x -> a_j s(w_j . x) is odd up to a constant (even), so its averages over the classes agree for all "
        "parameters; a deep part is odd if all its layers are, even if its first one is.",
        HERE, nearby="the class averages of f agree for all parameters, by parity",
    ),
    Entry(
        "rule.duplicate", "indistinguishable classes",
        "l convex and E+ = E- as measures: any point with the output c is a global minimum.",
        "E+ f = E- f for every function f.",
        HERE, nearby="the class averages of every f agree",
    ),
    Entry(
        "rule.hull", "the best affine fit",
        "l convex, nondecreasing and active; s affine and not constant on an open interval that all pre-activations "
        "can reach; some minimiser of L over affine functions (linear ones, without any bias) is reachable and wrong "
        "on some sample. It is a bad local minimum for every width. If the data are not affinely separable every "
        "affine function is wrong on some sample.",
        "Near the point f runs through affine functions on the samples, the span of its columns in an affine cell "
        "(lemma.slice), beside a_0 where that is frozen; a deep part in which some layer gives one constant at all "
        "samples that count adds at most the column 1, and below a residual head the features. This is F of "
        "lemma.support, and subgradients at the fit annihilate it. Reach: one neuron a = 1 / (slope eps), w = eps A "
        "inside the interval gives A . x up to a constant; the output bias, or a second neuron, sets the constant; a "
        "single neuron may also be the fit itself. With a residual head V = 0, w = A and a_0 = B do, or without a_0 a "
        "column of V that makes B of what a unit gives.",
        HERE, nearby="nearby f runs through affine functions, and this is the best of them",
    ),
    Entry(
        "rule.affine_piece", "affine pieces, data not separable",
        "In the setting of lemma.affine_piece_setting, data that are not linearly separable make a bad local minimum "
        "exist, for every width.",
        "Hidden biases are trained, so separability is that of (x_i, 1). Let F be the core, the largest support of m "
        ">= 0 with sum m_i y_i (x_i, 1) = 0; it is not empty and contains both classes. On F, y_i phi(x_i) >= 0 for "
        "all i forces phi = 0 there, so L restricted to F is coercive on affine functions modulo those that vanish on "
        "F (l is convex with l'(0) > 0, so l -> inf) and attains its minimum. Some affine u vanishes on F and has y_i "
        "u(x_i) > 0 off F; adding a large multiple of u makes l minimal off F. So L over affine functions attains its "
        "minimum, at some phi. phi is wrong somewhere: sum_F m_i y_i phi(x_i) = 0, so either y_i phi(x_i) < 0 for "
        "some i in F, or phi = 0 on F, where class - is wrong. rule.hull makes phi a bad local minimum: with trained "
        "biases it is reachable for every M >= 1.",
        HERE,
    ),
    Entry(
        "rule.linear", "linear networks, data not separable (B2)",
        "If f runs through all affine functions and no other (network.every_affine), L has no regulariser, l is convex,"
        " nondecreasing, active and has slope 0 somewhere, and the (x_i, 1) are not linearly separable, some local "
        "minimum is bad.",
        "As for rule.affine_piece, L over affine functions attains its minimum at some phi, which is wrong somewhere. A"
        " parameter with f = phi is a global minimum of L: f is affine at every parameter. The branch takes any phi:"
        " let one unit of its first layer compute it up to a constant, one unit of each layer above pass it on, and"
        " a_0, or the trained bias, set the constant, whatever the other parts add. The shortcut is a branch of one"
        " layer. A residual head takes it with V = 0, w and a_0.",
        HERE,
    ),
    Entry(
        "rule.linear_increasing", "linear networks, balanced data and an increasing loss (B2)",
        "If f runs through all affine functions and no other, L has no regulariser, l is C^1, convex, bounded below and"
        " l' > 0 everywhere, and some m_i > 0 have sum m_i y_i (x_i, 1) = 0, some local minimum is bad. The same for"
        " all linear functions and no other (network.every_linear), with sum m_i y_i x_i = 0.",
        "Where L over these functions v is at most its value at 0, every -y_i v(x_i) is bounded above, as l rises at "
        "least linearly to the right, and by the balance below; so L attains its minimum, at some phi, and a parameter "
        "with f = phi is a global minimum. There sum_i q_i y_i phi(x_i) = 0, with all q_i > 0: so not all y_i phi(x_i) "
        "are >= 0 with one > 0. Either one is < 0, which is wrong, or all are 0, where class - is wrong.",
        HERE,
    ),
    Entry(
        "rule.decay_origin", "weight decay that outweighs all that can be gained: the origin",
        "In the setting of lemma.decay_origin, where a_0 is not trained, a point with a = 0, w = 0 (and b = 0 where the"
        " b_j are trained) is a global minimum of L, and bad: f is constant, which is wrong on one of the classes.",
        "By lemma.decay_origin L is nowhere smaller: all ways end at the same value, as f = a_0 there and no other"
        " penalty is left. No derivative of l is needed.",
        HERE,
    ),
    Entry(
        "rule.outlier", "an affine fit that an outlier spoils",
        "l convex, possibly decreasing somewhere (least squares); all units in affine pieces (a linear neuron): the "
        "best affine fit is wrong on some sample. It is a bad local minimum, even on separable data.",
        "As rule.hull; only convexity was used.",
        HERE, nearby="nearby f runs through affine functions, and this is the best of them",
    ),
    Entry(
        "rule.quadric", "the best quadric of units c z^2 + gamma",
        "l convex, s(z) = c z^2 + gamma with c != 0, no f_D, no penalty. Let F be spanned on the samples by the "
        "products X_k X_l, with X = (x, 1) where some bias is trained or not 0, X = x else, and by 1 where a_0 is "
        "trained or gamma is not 0. If at some point f is best among f + F, by multipliers that annihilate F, and "
        "wrong on some sample, the point is a global minimum of L, and bad: whatever is frozen, and for every width "
        "that has such a point. Where nothing is frozen, a width has one if it is at least the number of squares that "
        "the quadric needs, and one more where a constant is left and no a_0 is trained.",
        "A unit adds a_j c (w_j . X)^2 + a_j gamma with b_j in w_j: a combination of the products and 1. So f(t') - "
        "f(t) is in F on the samples for all t', not only nearby: parameters that are not trained do not move, so "
        "that a_0 adds no constant where it is frozen, and biases of 0 stay 0. With the multipliers g_i, slopes of l "
        "at z_i, W (L(t') - L(t)) >= - sum_i weight_i g_i y_i (f(x_i; t') - f(x_i; t)) = 0 (lemma.support). L may "
        "have other minimisers over F: this one is wrong. (Where all g_i can be 0 "
        "that is so of any f, with an f_D as well.) A symmetric matrix of rank r is a sum of r squares, with signs.",
        "own", nearby="f runs through quadrics, and this is the best of them",
    ),
    Entry(
        "rule.margin", "no margin",
        "l has a local minimum at 0 (max(0, z)^3): f = 0 is a local minimum of every term of L, and sgn(0) = +1 makes "
        "class - wrong.",
        "Near the point every z_i is near 0, so no term of L is smaller.",
        HERE, nearby="every term of L is at a local minimum of l",
    ),
    Entry(
        "rule.saturated", "a loss that is flat on both sides",
        "-c and c are both local minima of l, c != 0 (bounded, clipped losses): f = c.",
        "As rule.margin.",
        HERE, nearby="every term of L is at a local minimum of l",
    ),
    Entry(
        "rule.kink", "a kink of the loss",
        "l convex with a kink at z_i = -y_i c for one class y. All output weights are 0, so f = c: the a_j, and those"
        " of every branch of f_D that is not dead. Let phi be the columns along which the outputs move: 1, where a_0"
        " is trained or something dead gives a number that can move; s(w_j . X_i) for every neuron; and for every"
        " other branch what its last hidden units give, whatever is below them. If subgradients g_i, strictly inside"
        " the kink on that class (slopes of l on the other), satisfy sum_i weight_i y_i g_i phi(x_i) = 0, as many"
        " samples on the kink as there are columns have independent columns, every unit is continuous at all that it"
        " receives, and no penalty speaks of a parameter other than 0, the point is a bad local minimum.",
        "With the output weights 0 the loss does not depend on what is below them. Near the point f - c is a"
        " combination of the columns as they are there. For hidden parameters near those of the point, solve the"
        " equations for the g_i of those samples, the others fixed: a solution near the old one exists, because the"
        " columns are continuous and the matrix stays invertible, and stays strictly inside the kink. So a_0 = c and"
        " output weights 0 minimise the convex function that L is of them, for every such choice of what is below."
        " Frozen parameters leave fewer points; f = c is wrong on one class.",
        HERE, nearby="for all hidden parameters nearby, a0 and the output weights minimise L: the kink of l holds it",
    ),
    Entry(
        "rule.nobias", "no bias to balance the classes",
        "l convex and nondecreasing, no trained output or hidden bias, s(0) = 0, s convex (concave) near 0. If f(x_i) "
        "= 0 on class -, which all w_j are orthogonal to, a_j > 0 (< 0), and l has slope 0 at all samples of class +, "
        "the point is a bad local minimum, if the mean of class - is 0, or if 0 is a subgradient of s at 0: for z^2, "
        "|z| or max(0, z) the mean does not matter.",
        "Let g >= 0 be the slope of l at 0. sum over class - of weight_i f(x_i; t) >= W- sum_j a_j s(w_j . mean) = W- "
        "sum_j a_j s(0) = 0 by Jensen, near the point, if the mean is 0. If 0 is a subgradient of the convex s at 0, "
        "s(0) is the least value of s near 0, and every a_j s(w_j . x_i) >= a_j s(0) = 0 near the point, where a_j "
        "keeps its sign. So the terms of class - do not fall in the sum, those of class + are minimal: lemma.support "
        "with g_i = 0 there. sgn(0) = +1 makes class - wrong.",
        HERE, nearby="l has slope on one class only, and f cannot fall there, or not on average (Jensen)",
    ),
    Entry(
        "rule.narrow", "one neuron is too few",
        "M = 1, equal means, l C^2 near -c and c, s C^2 near b. At w = 0 with output c let the Hessian of L in (f, "
        "w), w along the span of the centred samples, be positive definite. Then the point is a bad local minimum. It "
        "is so for |a| large whenever l''(-c) > 0, l''(c) > 0 and s'(b) != 0.",
        "Write L in the coordinates gamma = a_0 + a s(b'), a, b' = b + w . mean and w along the span. At w = 0, gamma "
        "= c the gradient in (gamma, w) vanishes for all (a, b'), because c is a critical point of h and the means "
        "agree; the Hessian in (gamma, w) stays positive definite on a neighbourhood, convex in (gamma, w). So "
        "L(gamma, w, a, b') >= L(c, 0, a, b') = h(c) / W there: a fibre of minima. A frozen or missing output bias "
        "only restricts the coordinates.",
        HERE, nearby="along f = c, w = 0 the loss is constant, and across it the Hessian is positive definite",
    ),
    Entry(
        "rule.fibre", "a constant output that no neuron tells apart, with a positive definite second order",
        "As rule.narrow, for any number of neurons, each of which receives one number p_j from all samples: w_j . x_i +"
        " b_j = p_j. Up to a part orthogonal to all x_i, w_j is 0, or, with or without hidden biases, a multiple of"
        " some u with u . x_i = 1 for all i. The means are equal, f = c; l is C^2 near -c (that of class +) and"
        " near c (that of class -), s is C^2"
        " near all p_j. A deep part is dead, penalties are 0 at the point. c is a critical point of h with h''(c) > 0."
        " With xi_i = x_i - mean, G = W- l'(c) E- xi xi^T - W+ l'(-c) E+ xi xi^T and H = W+ l''(-c) E+ xi xi^T + W-"
        " l''(c) E- xi xi^T let sum_j a_j s''(p_j) w_j^T G w_j + v^T H v, v = sum_j a_j s'(p_j) w_j, be positive"
        " definite for w_j in the span of the xi_i. Then the point is a bad local minimum. Where G and H are"
        " definite, G of either sign, one neuron may be curved to the wrong side, if the others are curved to the right"
        " one: so without an output bias tanh has such points at every width >= 2 if all p_j are reached, by a hidden"
        " bias or some u. The neurons, the biases and the signs of the a_j may differ.",
        "At t' near the point let q_j = w_j' . mean + b_j', r_ij = w_j' . xi_i, gamma = a_0' + sum_j a_j' s(q_j) +"
        " f_D, the same for all samples as the deep part is dead, and u = gamma - c. All q_j are near p_j, all r_ij and"
        " u near 0, as w_j . xi_i = 0 at the point. For v in [0, 1] let f_v(x_i) = c + v u + sum_j a_j' (s(q_j + v"
        " r_ij) - s(q_j)) and phi(v) = sum_i weight_i l(-y_i f_v(x_i)), each l that of the class. f_0 = c and f_1 = f"
        " at t'. phi is C^2 and phi(0) = h(c); phi'(0) = h'(c) u - sum_i weight_i y_i l'(-y_i c) sum_j a_j' s'(q_j)"
        " r_ij = 0, because h'(c) = 0, and l' is one number in each class, in which sum weight_i xi_i = 0. phi''(v) ="
        " sum_i weight_i (l''(z) (u + sum_j a_j' s'(q_j + v r_ij) r_ij)^2 - y_i l'(z) sum_j a_j' s''(q_j + v r_ij)"
        " r_ij^2), z = -y_i f_v(x_i): a form in (u, r_ij) whose coefficients are as near as one likes to those at the"
        " point, for all v at once. There it is h''(c) u^2 + the form above at w_j', the mixed terms being 0 by the"
        " means, and it depends on the w_j' through the r_ij only; so it is at least kappa (u^2 + sum_ij r_ij^2),"
        " kappa > 0, and phi'' >= 0 near the point. So W (L(t') - penalty) = phi(1) >= phi(0) = h(c), W times L at the"
        " point. Some sample is wrong: both classes have one output. Frozen parameters, or missing biases, only leave"
        " fewer t'.",
        "own; for square loss, X = (1, 0), (0, 1), (1/2, 1/2) and targets 0, 0, 1: Yun, Sra, Jadbabaie: Small"
        " Nonlinearities in Activation Functions Create Bad Local Minima in Neural Networks (ICLR 2019), Theorem 2",
        nearby="along f = c, with all samples seen as one, the loss is constant, and across it the Hessian is positive"
        " definite",
    ),
    Entry(
        "rule.frozen", "frozen parameters",
        "(1) w is frozen and each w_j . x has the same distribution over both classes: f = c. (2) w and b are frozen: "
        "L is convex in (a_0, a), and its minimiser is wrong on some sample. (3) all a_j are frozen, no trained bias, "
        "w = 0: as rule.nobias, with sum_j a_j s(0) instead of 0.",
        "(1) E+ f = E- f for all a_0, a, b. (2) is lemma.support with F the span of the features. (3) as rule.nobias: "
        "a_j s(0) cannot move.",
        HERE, nearby="what is left to train cannot tell the classes apart better than this",
    ),
    *PENALTIES,
    *BOXES,
)  # fmt: skip
"""The entries of the lemmas and rules that conclude that a local minimum exists that is bad, or not global."""

POINTS: Final = tuple(Entry(name, short, statement, _POINT, HERE) for name, short, statement in (
    ("minimum.flat", "a dead network with a shortcut",
     "A reachable point, free of penalties, at which all units of the shortcut are inside one flat piece, or have its "
     "value at a sample where they cannot move, and the deep part is dead; the constant output minimises h locally, or "
     "cannot move."),
    ("minimum.deep", "a dead network without a shortcut",
     "As minimum.flat for a network without a shortcut: some layer is dead on all samples."),
    ("minimum.affine", "a constant output with all units in affine pieces",
     "A reachable point with the output c, the minimiser of h, and every unit inside an affine piece "
     "(or dead)."),
    ("minimum.order", "a constant output, curved to the advantage of the inner class",
     "A reachable point with w = 0 and output c; a_j s is convex near b_j if class + is the "
     "contraction, concave if class - is. A deep part is dead, or affine, or curved layer by layer to the same side."),
    ("minimum.moment", "a constant output at a saddle of the means with ordered second moments",
     "A reachable point with w = 0 and output c; s is C^2 at b_j with s''(b_j) != 0, S = E+ x x^T - E- "
     "x x^T is definite on the centred samples (semidefinite for quadratic s), and a_j s''(b_j) S < 0. A deep part is "
     "dead, or affine, or C^2 with a definite second derivative in what its first layer that is not affine receives,"
     " against S."),
    ("minimum.stationary", "a constant output where the neurons are stationary, with ordered second moments",
     "A reachable point with w = 0 and output c; no b_j is trained, s'(b_j) = 0, s is C^2 at b_j with s''(b_j) "
     "!= 0, S = E+ x x^T - E- x x^T is definite on the samples (semidefinite for quadratic s), and a_j s''(b_j) S "
     "< 0."),
    ("minimum.affine_local", "a constant output, all units in affine pieces, a loss that is convex there",
     "A reachable point with the output c and every unit inside an affine piece (or dead); both classes have samples,"
     " and lines with the slopes K / W+ and K / W- are below l near -c and c, where it is convex: C^2 on either side"
     " with l'' > 0 there, or affine, and no fall of the slope in between. Where l is C^1, K = W+ l'(-c) = W- l'(c)."),
    ("minimum.order_local", "as minimum.order, for a loss that is convex there",
     "A reachable point with w = 0 and output c, curved as in minimum.order; l as in minimum.affine_local, K >= 0."),
    ("minimum.moment_local", "as minimum.moment, for a loss that is convex there",
     "A reachable point with w = 0 and output c and moments as in minimum.moment; l as in minimum.affine_local, K >="
     " 0."),
    ("minimum.stationary_local", "as minimum.stationary, for a loss that is convex there",
     "A reachable point with w = 0 and output c and moments as in minimum.stationary; l as in minimum.affine_local, K"
     " >= 0."),
    ("minimum.parity", "a constant output of a symmetric network",
     "A reachable point with output c of a network without hidden bias whose outputs are odd up to a "
     "constant, or even."),
    ("minimum.duplicate", "a constant output on indistinguishable classes",
     "A reachable point with output c."),
    ("minimum.hull", "the best affine fit, or quadric",
     "A reachable point with all units in affine pieces whose output minimises the loss over affine "
     "(linear) functions and is wrong on some sample; or one of units c z^2 + gamma whose output minimises it over "
     "quadrics."),
    ("minimum.margin", "the output 0 at a minimum of the loss",
     "A reachable point with f = 0, at which l itself has a local minimum."),
    ("minimum.saturated", "a constant output where the loss is flat on both sides",
     "A reachable point with f = c != 0; both -c and c are local minima of l."),
    ("minimum.kink", "idle output weights with one class on a kink",
     "Output weights 0 and z_i on a kink of l for one class; subgradients strictly inside the kink, with "
     "independent features, of the neurons or of the last hidden units of every branch, balance the other class."),
    ("minimum.nobias", "one class at 0, the other beyond its margin",
     "No trained bias; l has slope only on samples of one class, whose w_j . x_i are 0 and at which a_j s(0) = 0; -y"
     " a_j s is convex near 0. The mean of these samples is 0, or 0 is a subgradient of every -y a_j s at 0."),
    ("minimum.narrow", "one neuron at w = 0",
     "M = 1, w = 0, output c, and the Hessian of L in (f, w) is positive definite."),
    ("minimum.fibre", "neurons that see all samples as one",
     "Every w_j . x_i + b_j is one number p_j for all i, the output is c, and the Hessian of L in (f, w) is positive"
     " definite, w_j along the span of the centred samples."),
    ("minimum.tied", "groups of samples that every neuron sees as one",
     "Rational w_j and b_j from which every neuron receives one number on each group, and output parameters with which "
     "f is c_G there: in each group the slopes of l and the means of the classes balance, and the second order is a "
     "positive definite form for every neuron; where a group is one point or of one class, its loss has a local "
     "minimum at c_G. l is constant near the margins elsewhere."),
    ("minimum.frozen_features", "frozen features that do not tell the classes apart",
     "w is frozen, and every w_j . x has the same distribution over both classes; the output is c."),
    ("minimum.frozen_fit", "the best fit with frozen features",
     "w and b are frozen; the output weights minimise the convex loss, and some sample is wrong."),
    ("minimum.frozen_output", "frozen output weights, one class at 0",
     "As minimum.nobias with all a_j frozen, so that sum_j a_j s(0) cannot move."),
    ("minimum.decay", "all penalised parameters 0",
     "a = 0, w = 0, all deep weights 0, f = c, and the penalty outweighs what the network can gain nearby."),
    ("minimum.decay_local", "as minimum.decay, for a loss that is convex there",
     "A point as in minimum.decay; l as in minimum.affine_local, and the penalty outweighs what the network can gain"
     " nearby."),
    ("minimum.decay_zero", "all trained parameters 0, without biases",
     "a = 0, w = 0, f = 0 with no bias that moves, s(b_j) = 0, and the penalty outweighs what the network can gain "
     "nearby."),
    ("minimum.strict", "a strict minimum in a box",
     "On a box of radius r the Hessian of L minus mu is positive definite, the gradient at the centre is below mu r "
     "and f has a wrong sign on all of it at some sample."),
    ("minimum.sharp", "a minimum with margins on kinks of the loss",
     "On a box L lies above a function that has parabolas for l at the kinks, whose Hessian minus mu is positive "
     "definite and which rises above L(centre) on the sphere; f has a wrong sign on all of it at some sample."),
    ("minimum.support", "an exact point with multipliers where everything is affine",
     "At an exact point every unit is strictly inside an affine piece at every sample and every margin in an affine "
     "piece of the loss or on a kink between two; with g_i the slopes, and multipliers between them on kinks, sum_i "
     "weight_i y_i g_i phi_i = 0 for all columns phi of the cell. One sample is wrong."),
    ("minimum.split", "a strict minimum of a narrower network, with copies of its neurons",
     "As minimum.strict for a narrower network; copies of a neuron share its output weight, and a sum_i q_i s'' X_i "
     "X_i^T is positive definite on the box for each neuron that has copies."),
    ("minimum.potential", "a critical point with each neuron at a minimum of a phi",
     "A box that holds an exact critical point, margins on kinks exactly there; a_k Hess phi is positive definite on "
     "it, or 0, for each neuron; one sample is wrong."),
    ("minimum.split_decay", "a minimum of a narrower network with weight decay, with copies of its neurons",
     "As minimum.strict or minimum.sharp for a narrower network; neurons that have copies are positively homogeneous, "
     "off their break, with a_k != 0 and weight decay on a_k and w_k."),
))  # fmt: skip
"""The entries of the conditions that ask for a point, one for each kind of bad local minimum."""
