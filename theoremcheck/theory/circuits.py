"""The prose of the theorems on circuits: samples with one relation between them."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, LEVEL_GLOBAL, LEVEL_RIGHT, Entry

_SOURCE = (
    "own; for XOR Hamey: XOR has no local minima (Neural Networks 1998); Sprinkhuizen-Kuyper and Boers: A local minimum"
    " for the 2-3-1 XOR network (IEEE Transactions on Neural Networks 1999), which by this proof can lie at infinite"
    " weights only"
)
_SKIP = (
    "own; for XOR Sprinkhuizen-Kuyper and Boers: The error surface of the simplest XOR network has only global minima"
    " (Neural Computation 1996)"
)

# What follows is about one sample at each X_i, of weight 1, and a loss of its own for each.
_RELABELLED = (
    "Let y_i be the sign of r_i and m_i = |r_i|, whatever the labels are, and l_i(z) the sum of weight_k l(-y_k f) over"
    " the samples k at X_i, with their labels y_k, at f = -y_i z. Then n L is the sum of l_i(-y_i f(X_i)) over the"
    " distinct X_i, since f reads x alone, each l_i is C^1, and sum m_i y_i X_i = 0. So let there be one sample at each"
    " X_i, with the label y_i and the loss l_i, and q_i = l_i'(z_i), z_i = -y_i f(X_i): + and - are the signs of the"
    " r_i here. All q_i = 0 is what is to be shown, as the slope of n L in f(X_i) is -q_i y_i."
)
CIRCUITS: Final = (
    Entry(
        "lemma.circuit.curved", "one relation between the points: two neurons are enough",
        "Let the distinct X_i satisfy exactly one relation sum r_i X_i = 0, all r_i != 0, two or more of each sign,"
        " whatever the labels; s C^2, strictly monotone and strictly convex or concave; l C^1, nondecreasing or not"
        " (the square loss), active or not; the a_j, w_j and a_0 trained, no regulariser. If M >= 2, at every local"
        " minimum the slope of L in f(X) is 0 at each X. (Where the classes are the signs, m+ + m- - 1 is 3.)",
        f"{_RELABELLED} Let s be convex (else replace s and the a_j by -s and -a_j). Every proper subset of the X_i is"
        " independent, so the X_i of class + have rank n+ - 1 modulo the span U- of class -, and no X_i lies in the"
        " span of the other class. At a local minimum q_i s'(w_j . X_i) = c_j m_i, by (w), or where a_j = 0 because"
        " (a) holds for all w near w_j, with the same q. If some c_j = 0, q = 0. Otherwise no q_i is 0, and all have"
        " one sign, as s' has. Let all q_i > 0. (If all are < 0, give all the other labels and read the losses"
        " backwards: L stays the same function, the relation too, and every q_i changes its sign.) Some a_j = 0: (A)"
        " of thm.subspaces.c2, which uses q >= 0 only. Otherwise look at two neurons. Vary them by (da_0, da_j, d_j);"
        " f(x_i) moves to first order by v_i = da_0 + sum_j da_j s_ij + sum_j a_j s'_ij d_j . X_i, and sum_i q_i y_i"
        " v_i = 0 by lemma.first_order. If v = 0, L moves to second order by F / 2 = -(1/2n) sum_i q_i y_i sum_j a_j"
        " s''_ij (d_j . X_i)^2, as the products of da_j and d_j cancel by (w). (1) a_1, a_2 of one sign, say > 0: for"
        " d_j orthogonal to U-, F is negative definite on a space of dimension 2 (n+ - 1), and v = 0 (with da = 0) is"
        " n+ - 1 equations at most, as v lives on class + and is orthogonal to q y. So F < 0 somewhere. (2) a_1 > 0 >"
        " a_2: with d_1 orthogonal to U- and d_2 to U+, F is negative definite on a space of dimension n+ - 1 + n- - 1"
        " = n - 2. Let rho be the rank of (1), (s_i1), (s_i2) in R^n; they are orthogonal to q y. v can be made 0 by"
        " the da wherever its part from the d_j lies in their span: n - 1 - rho equations. If rho >= 2, F < 0"
        " somewhere. If rho = 1, w_j . X_i = b_j (s is injective) does not depend on i. Take d_j = e_j d with a_1 s'_1"
        " e_1 + a_2 s'_2 e_2 = 0: v = 0, and F is -(1/n) (a_1 s''_1 e_1^2 + a_2 s''_2 e_2^2) sum_i q_i y_i (d ."
        " X_i)^2, of both signs (d orthogonal to U-, to U+), unless the first factor is 0, that is a_1 g(b_1) + a_2"
        " g(b_2) = 0, g = s'^2 / s''. Moving a_1 with a_0 making up for it changes no f(x_i), so it leads to local"
        " minima again, where this sum is not 0. No local minimum in any case. Here w_j . X_i stands for the"
        " pre-activation; frozen biases may differ, since s'(w_j . X_i + b_j) enters (w) for each j alone and rho = 1"
        " names the constants.",
        HERE,
    ),
    Entry(
        "lemma.circuit.sigmoid", "two segments that cross: two sigmoidal neurons are enough (XOR, AND, OR)",
        "Let there be four distinct X_i, which satisfy exactly one relation sum r_i X_i = 0, two r_i > 0 and two < 0,"
        " with sum r_i = 0 (data.square), whatever the labels; s strictly monotone and sigmoidal; l C^1, above"
        " which nothing is asked of it: it need be neither active, nondecreasing nor convex (square, savage); the a_j,"
        " w_j and a_0 trained, no regulariser. If M >= 2, at every local minimum the slope of L in f(X) is 0 at each X."
        " Hidden biases may be trained, absent, or frozen, each at a value of its own.",
        f"{_RELABELLED} Let t be a local minimum, q != 0. Samples 1, 2 are those of class +, k = s''/s', K = e k as in"
        " neuron.sigmoidal, u_ij the pre-activation of neuron j at sample i, its bias included, s_ij, s'_ij, k_ij the"
        " values there. As there is one relation, (d . X_i)_i runs through D = {v : sum m_i y_i v_i = 0}, of dimension"
        " 3, and 1 is in D as sum m_i y_i = 0: so sum_i m_i y_i u_ij = 0 for each j, whatever its bias. (0) If a_j = 0"
        " for a j: moving w_j alone changes nothing, so each such point near t is a local minimum again with the same"
        " q, and (a) says sum q_i y_i s(u_ij) = 0 at all of them; so q_i s'(u_ij) = lambda m_i with a lambda that may"
        " move. As s' is not 0, no q_i is. Move w_j so that u_1j stays and u_2j moves by h (u_3j makes up for it):"
        " lambda stays, so s' is constant around u_2j, against s'' != 0 off c. (1) So let a_1, a_2 != 0. By (w), q_i"
        " s'_ij = c_j m_i, c_j != 0: no q_i is 0, and all have one sign. H = {v : sum q_i y_i v_i = 0} has dimension 3"
        " and holds 1 (by a_0), s_1 and s_2 (by (a)). For v in H, v_i / (a_j s'_ij) is in D, so w_j has a direction d_j"
        " in which neuron j moves f by v to first order. Let v_1, v_2 be in H and v_1 + v_2 in the span of 1, s_1, s_2:"
        " then a_0, a_1, a_2 can move so that no f(x_i) moves to first order, and L changes by -(h^2/2n) (Q_1(v_1) +"
        " Q_2(v_2)) + o(h^2), Q_j(v) = (1/a_j) sum_i q_i y_i (s''_ij / s'_ij^2) v_i^2; the products of the changes of"
        " a_j and w_j cancel by (w), and l need only be C^1, as f moves by O(h^2). So Q_1(v_1) + Q_2(v_2) <= 0. With"
        " theta_i = q_i y_i v_i, Q_j = (1/(a_j c_j)) sum_i y_i (k_ij / m_i) theta_i^2 on sum theta_i = 0. (2) Where not"
        " all u_ij are c, Q_j takes both signs on H. It is enough to find a positive value of E = sum_i E_i theta_i^2,"
        " E_i = y_i K(u_ij) / m_i, since swapping the classes turns E into -E. theta with the entries 1 and -1 gives"
        " E_i + E_k: done if one E_i > 0 and another >= 0. If no E_i > 0, u_1, u_2 <= c <= u_3, u_4, and sum m_i y_i"
        " (u_i - c) = 0 makes all of them c. There remains one E_i > 0, the others < 0; say E_1 (E_2 alike, E_3 and E_4"
        " by the mirror image of s): u_1, u_3, u_4 > c > u_2. With P_i = 1 / |E_i| and theta = (P_2 + P_3 + P_4, -P_2,"
        " -P_3, -P_4), E > 0 iff P_2 + P_3 + P_4 > P_1. Let p = (m_3 u_3 + m_4 u_4) / (m_3 + m_4) = (m_1 u_1 + m_2 u_2)"
        " / (m_1 + m_2), c < p < u_1. 1/K is convex: P_3 + P_4 >= (m_3 + m_4) / K(p); K does not fall: that is >= (m_1"
        " + m_2) / K(u_1) > P_1. (3) If u_ij = c for all i, moving all u_ij by h, with a_0 making up for it, changes no"
        " f(x_i), and leads to local minima again. So by (2) there are p_1, p_2 in H with Q_j(p_j) > 0. If s_1 or s_2"
        " is not constant on the samples, say s_1: 1, s_1, p_1, p_2 are four vectors in dimension 3, so alpha p_1 +"
        " beta p_2 is in the span of 1, s_1 with alpha or beta not 0, and Q_1(alpha p_1) + Q_2(beta p_2) > 0. If both"
        " are, u_ij = u_j != c, as s is injective; v_1 = v and v_2 = -v give (r_1/a_1 + r_2/a_2) sum_i q_i y_i v_i^2 <="
        " 0, r_j = s''(u_j) / s'(u_j)^2 != 0. The sum takes both signs on H, so r_1/a_1 + r_2/a_2 = 0; moving a_1, with"
        " a_0 making up for it, changes no f(x_i), and leads to local minima where this is not 0. So q = 0.",
        _SOURCE,
    ),
    Entry(
        "lemma.circuit.sigmoid_skip", "two segments that cross: direct connections and one sigmoidal neuron (XOR, AND,"
        " OR)",
        "Let l be C^1 and the X_i be as in lemma.circuit.sigmoid (data.square), whatever the labels. Let f be the sum"
        " of a direct linear part, a trained v . X with a fixed factor other than 0, of a strictly monotone sigmoidal"
        " neuron a g(u . X) with a and u trained, and of anything else that reads x alone; no regulariser. Then at"
        " every local minimum the slope of L in f(X) is 0 at each X. Either the shortcut is the linear part, with"
        " frozen a_j (network.direct_skip), and the neuron is a unit of a branch of one layer"
        " (network.sigmoidal_unit); or the shortcut has the neuron, with trained a_j and w_j, and the linear part is a"
        " unit of a branch of one layer (network.direct_branch). It is false for a trained factor: where that is 0, a"
        " constant f can be a bad local minimum.",
        "Labels, losses and notation as in lemma.circuit.sigmoid, with g for s and one neuron, u_i its inputs, a"
        " frozen bias included. Let t be a local minimum, q != 0. Moving the linear part shows sum_i q_i y_i X_i = 0,"
        " so q_i = c m_i, c != 0, at t and at each local minimum below. Moving the neuron shows sum_i q_i y_i g'(u_i)"
        " X_i = 0 if a != 0. If a = 0, moving u changes nothing, so (a), sum_i q_i y_i g(u_i) = 0, holds with the same"
        " q around u, and gives the same. So m_i g'(u_i) is a multiple of m_i: g'(u_i) is one number S != 0 at all"
        " samples. If a = 0, move u so that u_1 stays and u_2 moves by h (u_3 makes up for it): g'(u_2 + h) = g'(u_1)"
        " for small h, against g'' != 0 off the centre. If a != 0 and not all u_i are the centre: move the inputs u_i"
        " by h d . X_i, the linear part by -h a S d . X_i. f(x_i) moves by h^2 a g''(u_i) (d . X_i)^2 / 2 + o(h^2), L"
        " by -(h^2/2n) a c S sum_i m_i y_i k(u_i) (d . X_i)^2 + o(h^2). With theta_i = m_i y_i d . X_i, where sum"
        " theta_i = 0 is all that is asked, the sum is that of y_i k(u_i) theta_i^2 / m_i, which takes both signs by"
        " (2) of lemma.circuit.sigmoid. If all u_i are the centre: move all by h, and the linear part by the number -a"
        " (g(c + h) - g(c)), both of them by multiples of a d with d . X_i = 1 for all i. No f(x_i) changes; these are"
        " local minima of the case before. So q = 0.",
        _SKIP,
    ),
    Entry(
        "lemma.circuit.sigmoid_affine", "two segments that cross: direct connections, one sigmoidal neuron and a_0",
        "Let four distinct x_i satisfy exactly one relation sum r_i (x_i, 1) = 0, two r_i > 0 and two < 0"
        " (data.affine_square), whatever the labels and whatever the biases of the shortcut are; l C^1. Let f be the"
        " sum of a direct linear part, a trained v . x with a fixed factor other than 0 and a trained constant"
        " (network.direct_affine), of a strictly monotone sigmoidal neuron a g(u . x + b), a unit of a branch of one"
        " layer with a, u and b trained (network.sigmoidal_unit_affine), and of anything else that reads x alone; no"
        " regulariser. Then at every local minimum the slope of L in f(x) is 0 at each x.",
        "The proof of lemma.circuit.sigmoid_skip with (x_i, 1) for X_i: what it uses of X_i is that the linear part"
        " and the inputs of the neuron can be moved by every d . X_i, neither by moving the other. Here the constant"
        " is moved by a_0 or by the bias of the linear part, that of the inputs by b. The sum of the r_i is 0, as it"
        " is a part of the relation; and samples at one x have one (x, 1).",
        _SKIP,
    ),
    Entry(
        "lemma.circuit.curved_skip", "one relation between the points: direct connections and one curved neuron",
        "Let the distinct X_i satisfy exactly one relation sum r_i X_i = 0, all r_i != 0, two or more of each sign"
        " (data.circuit), whatever the labels; l C^1, nondecreasing or not, active or not. Let f be the sum of a"
        " direct linear part, a trained v . X with a fixed factor other than 0, of a C^1 and strictly convex or"
        " strictly concave neuron a g(u . X), u trained and a trained or fixed at a number other than 0, and of"
        " anything else that reads x alone; no regulariser. g need be neither C^2 nor monotone, and g'' may vanish."
        " Then at every local minimum the slope of L in f(X) is 0 at each X. The linear part is a neuron of the"
        " shortcut, or a unit of a branch of one layer (network.direct_skip, network.direct_branch), and so is the"
        " other one (network.bent_unit). Or (x_i, 1) is taken for X_i (data.affine_circuit), whatever the biases of"
        " the shortcut are: then a constant is trained as well, a_0 or the bias of the linear part"
        " (network.direct_affine), and so is the bias of the other neuron (network.bent_unit_affine). It is false for"
        " a trained factor of the linear part.",
        f"{_RELABELLED} Let g be strictly convex (else replace g and a by -g and -a), and u_i what the neuron"
        " receives, a frozen bias included. Let t be a local minimum, q != 0. As there is one relation, (d . X_i)_i"
        " runs through D = {v : sum m_i y_i v_i = 0}. Moving the linear part by every d . X shows sum_i q_i y_i X_i ="
        " 0, so q_i = c m_i, c != 0. For two samples j, k of one class and a number h let v(h) in D be h / m_j at j,"
        " -h / m_k at k, 0 elsewhere. If a = 0, it is trained, and moving u changes no f(x_i): these are local minima"
        " with the same q, so by (a) the sum of m_i y_i g(u_i + v_i(h)) is 0 for all small h; but up to a constant and"
        " its sign it is m_j g(u_j + h / m_j) + m_k g(u_k - h / m_k), which is strictly convex in h. If a != 0, (w)"
        " gives sum_i q_i y_i g'(u_i) X_i = 0, so all g'(u_i) are one number S, and as g' is strictly increasing, all"
        " u_i are one number U. Let B(e) = g(U + e) - g(U) - S e: it is 0 at 0 and > 0 elsewhere. Move the inputs u_i"
        " by v_i(h) and the linear part by -a S v_i(h): f(x_i) moves by a B(v_i(h)), that is at j and k alone, and n L"
        " by -c y a (m_j B_j + m_k B_k) + o(B_j + B_k), with y the sign of the class, B_j = B(h / m_j), B_k = B(-h /"
        " m_k): each l_i has a derivative, and B_j and B_k go to 0 with h. Choose the class with c y a > 0: L falls."
        " So q = 0. Nothing is asked of g'', and of X_i only that both parts can be moved by every d . X, neither by"
        " moving the other: so all of it is so with (x_i, 1) for X_i where that holds. A unit cannot be both, as it is"
        " not affine and strictly convex.",
        HERE,
    ),
    Entry(
        "thm.circuit.curved", "one relation between the samples: two neurons are enough",
        "In the setting of lemma.circuit.curved let l be active and the labels consistent. Then every local minimum has"
        " training error 0.",
        LEVEL_RIGHT,
        HERE,
    ),
    Entry(
        "thm.circuit.sigmoid", "two segments that cross: two sigmoidal neurons are enough (XOR, AND, OR)",
        "In the setting of lemma.circuit.sigmoid let l be active and the labels consistent. Then every local minimum"
        " has training error 0.",
        LEVEL_RIGHT,
        _SOURCE,
    ),
    Entry(
        "thm.circuit.sigmoid_skip", "two segments that cross: direct connections and one sigmoidal neuron (XOR, AND,"
        " OR)",
        "In the setting of lemma.circuit.sigmoid_skip let l be active and the labels consistent. Then every local"
        " minimum has training error 0.",
        LEVEL_RIGHT,
        _SKIP,
    ),
    Entry(
        "thm.circuit.sigmoid_affine", "two segments that cross: direct connections, one sigmoidal neuron and a_0",
        "In the setting of lemma.circuit.sigmoid_affine let l be active and the labels consistent. Then every local"
        " minimum has training error 0.",
        LEVEL_RIGHT,
        _SKIP,
    ),
    Entry(
        "thm.circuit.curved_skip", "one relation between the samples: direct connections and one curved neuron",
        "In the setting of lemma.circuit.curved_skip let l be active and the labels consistent. Then every local"
        " minimum has training error 0.",
        LEVEL_RIGHT,
        HERE,
    ),
    Entry(
        "thm.circuit_global", "one relation between the points, whatever the labels: every local minimum is a global"
        " one",
        "Let lemma.circuit.curved, lemma.circuit.sigmoid, lemma.circuit.sigmoid_skip, lemma.circuit.sigmoid_affine or"
        " lemma.circuit.curved_skip apply, and l be convex, active or not. Then every local minimum of L is a global"
        " minimum. Two samples at one X may have different labels, and each class a loss of its own.",
        LEVEL_GLOBAL,
        HERE,
    ),
    Entry(
        "thm.circuit", "one relation between the samples",
        "If the distinct X_i satisfy one relation, the labels are consistent and l is active, the network is wide"
        " enough and the neuron strictly convex or concave, or sigmoidal with four X_i (in both cases one neuron is"
        " enough beside a direct linear part), then every local minimum of L has training error 0.",
        "One of the variants thm.circuit.curved, thm.circuit.sigmoid, thm.circuit.sigmoid_skip,"
        " thm.circuit.sigmoid_affine, thm.circuit.curved_skip.",
        HERE,
    ),
)  # fmt: skip

_READ: Final = "Read off the spec."

CIRCUIT_CONDITIONS: Final = (
    Entry(
        "data.circuit", "the points satisfy one relation",
        "Up to a factor the distinct X_i satisfy one linear relation, sum r_i X_i = 0, with all r_i != 0, two or more"
        " of each sign, whatever the labels (two crossing segments with a hidden bias, a pair of crossing simplices).",
        "The relation and an exact rank.", HERE,
    ),
    Entry(
        "data.square", "the ends of two segments that cross",
        "There are four distinct X_i; up to a factor they satisfy one linear relation, sum r_i X_i = 0, with two r_i >"
        " 0 and two r_i < 0, and sum r_i = 0, as it always is where X_i = (x_i, 1). So the segment between two of them"
        " meets that between the others inside both (a square or any other convex quadrilateral, with its diagonals),"
        " whatever the labels (XOR, AND, OR).",
        "The relation and an exact rank.", HERE,
    ),
    Entry(
        "data.affine_circuit", "the points satisfy one affine relation",
        "The same of the distinct (x_i, 1), whatever the biases of the network: up to a factor one relation sum r_i"
        " (x_i, 1) = 0, with all r_i != 0, two or more of each sign.",
        "The relation and an exact rank.", HERE,
    ),
    Entry(
        "data.affine_square", "the ends of two segments that cross, whatever the biases",
        "data.affine_circuit with four distinct x_i (XOR, AND, OR, in any coordinates).",
        "The relation and an exact rank.", HERE,
    ),
    Entry("network.direct_skip", "the inputs are connected to the output directly",
          "s is affine, not constant; the w_j are trained, and some a_j is frozen at a number other than 0: the"
          " shortcut is a linear function whose weights are trained, not a product that may vanish.", _READ, HERE),
    Entry("network.direct_branch", "the inputs are connected to the output directly, by a branch of f_D",
          "A branch of one layer has an affine unit, not constant, with trained weights and an output weight that is"
          " frozen at a number other than 0; its bias is trained where X_i = (x_i, 1).", _READ, HERE),
    Entry("network.sigmoidal_unit", "a sigmoidal unit in a branch of one layer",
          "A branch of one layer has a unit whose neuron is strictly monotone and neuron.sigmoidal; its weights and"
          " its output weight are trained, its bias too where X_i = (x_i, 1). The units beside it are arbitrary.",
          "The unit, and for its neuron what neuron.sigmoidal asks for.", HERE),
    Entry("network.direct_affine", "the inputs and a constant are connected to the output directly",
          "An affine unit, not constant, of the shortcut or of a branch of one layer has trained weights and an output"
          " weight that is frozen at a number other than 0; a_0 is trained, or the bias of that unit.", _READ, HERE),
    Entry("network.sigmoidal_unit_affine", "a sigmoidal unit with a trained bias in a branch of one layer",
          "network.sigmoidal_unit, with a bias that is trained, whatever the X_i are.",
          "The unit, and for its neuron what neuron.sigmoidal asks for.", HERE),
    Entry("network.bent_unit", "a strictly convex or strictly concave unit",
          "The shortcut or a branch of one layer has a unit that counts as in thm.subspaces.mixed: its neuron is C^1"
          " and strictly convex or strictly concave (s'' may vanish, as of z^4), its weights are trained and in no"
          " penalty, its bias too where X_i = (x_i, 1), and its output weight is trained, or frozen at a number other"
          " than 0.",
          "The unit, and for its neuron the proofs of its shape.", HERE),
    Entry("network.bent_unit_affine", "a strictly convex or strictly concave unit with a trained bias",
          "network.bent_unit, with a bias that is trained and in no penalty, whatever the X_i are.",
          "The unit, and for its neuron the proofs of its shape.", HERE),
)  # fmt: skip
