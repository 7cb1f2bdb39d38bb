"""The prose on hidden layers with as many units as samples: theorems and conditions (see ``valleys``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

_NGUYEN: Final = (
    "After Nguyen, Hein, The loss surface of deep and wide neural networks (ICML 2017), and Nguyen, On connected"
    " sublevel sets in deep learning (ICML 2019); the width N - 1, the difference of s and the proof are own."
)

WIDE: Final = (
    Entry(
        "thm.wide.beside", "as many units as samples in layers next to the output, beside anything: no valley (V1)",
        "Let f be the sum of a_0, of parts with one hidden layer that have as many units between them as"
        " network.wide_beside asks for, and of anything else, trained or not. Let l be convex, with or without kinks,"
        " or pseudoconvex while no x carries both labels, and L without regulariser. Then from every point t and for"
        " every m > inf L a continuous path of the trained parameters starts at t, on which L never exceeds L(t), and"
        " ends where L <= m.",
        "Lemma: let x_1, .., x_N be different and let some difference of order N - 1 of s, of step r, not be 0 at"
        " some z. Then the vectors (s(w . x_i + b))_i, over all w and b, span R^N. Else there is lambda != 0 with sum"
        " lambda_i s(w . x_i + b) = 0 for all w and b. Take w = t u with different v_i = u . x_i, and a j with"
        " lambda_j != 0. For each other k in turn put b - c v_k and t + c for b and t, and subtract: the argument of"
        " term i moves by c (v_i - v_k), so term k is gone, and the others are differences of step c (v_i - v_k) of"
        " what they were. At the end lambda_j times a difference of s of the steps c_k (v_j - v_k) is 0 at every z,"
        " for all c_k; with c_k = r / (v_j - v_k) it is that of order N - 1, which is not 0. (A trained a_0 asks for"
        " the same order: on a line a polynomial s of degree N - 2 spans, with constants or without, N - 1"
        " dimensions.) Let all that is not of the counted units, or a_0, stay as it is, and read vectors in R^N"
        " modulo constants if a_0 is trained: of dimension K, which is at most the number of counted units. While"
        " their columns phi_j do not span it, sum e_j phi_j is 0, or a constant, for some e with e_k != 0: move a to"
        " a - (a_k / e_k) e on a segment, a_0 making up for the constant. f stays what it is on the samples, a_k"
        " becomes 0, and the other columns span what all did. By the lemma (w_k, b_k) can move to where its column is"
        " not in that span, which changes nothing while a_k = 0: the rank has grown. At the end they span everything."
        " If L(t') <= m < L(t), move (a_0, a) on a segment to where the outputs are those of t': the outputs move on"
        " a segment, and L is convex in them. If l is pseudoconvex only, and each x_i has one label, let each output go"
        " to that of t' where its loss is smaller there, and stay else: all of R^N is reached. L is at most L(t') at"
        " the end, and on the way no loss exceeds its value at the start, as l(z) <= max(l(u), l(w)) for z between u"
        " and w.",
        "After Nguyen, Mukkamala, Hein, On the loss landscape of a class of deep neural networks with no bad local"
        " valleys (ICLR 2019), for cross entropy and M >= N; the width N - 1, the lemma and the proof are own.",
    ),
    Entry(
        "lemma.rank", "bad minima have linearly dependent features (V6)",
        "A feature is the value of a last hidden unit, of the shortcut or of a branch, whose output weight is trained"
        " and in no penalty; where a_0 is trained and in no penalty, 1 is one as well. Let l be C^1 and active, and"
        " let no x carry both labels. Then at every local minimum with training error above 0 there are numbers m_i,"
        " not 0 where sample i is wrong and the same for samples with one x, so that sum weight_i m_i phi(x_i) = 0 for"
        " every feature phi. So the features at the N different x_i have rank below N, which says something where"
        " there are N of them. Everything else may be trained, frozen or penalised as it is.",
        "Where phi is the feature of an output weight (or of a_0), f is affine in that weight, with slope phi(x_i). So"
        " at a local minimum sum q_i y_i phi(x_i) = 0, where q_i = weight_i l'(z_i): let m_i = y_i l'(z_i). A wrong"
        " sample has z_i >= 0, hence l'(z_i) > 0. Samples with one x have one output and, with one label, one z_i and"
        " one m_i. (It is enough that the minimum is one in the output weights. If l is nondecreasing, all q_i >= 0,"
        " and the same relation says that no output weights on these features are right, with margins, at all"
        " samples.)",
        "After Nguyen, Hein, The loss surface of deep and wide neural networks (ICML 2017), for squared error and full"
        " rank; statement and proof as given here.",
    ),
    Entry(
        "lemma.wide", "the setting of wide last hidden layers",
        "l is convex, with or without kinks, or pseudoconvex while no x carries both labels, all neurons are defined on"
        " R and continuous, and L has no regulariser. Then L is continuous, and a function F of the outputs at the"
        " different x_i: a convex one, or a sum of a function of each, the loss of its label times a weight.",
        "A convex function on R is continuous, and so is a pseudoconvex one by what the word means. Samples with one x"
        " have one output.", HERE,
    ),
    Entry(
        "thm.wide_deep", "deep networks, the last hidden layer as wide as there are samples: no valley (V2)",
        "In the setting of lemma.wide let the last hidden layers of the parts of f have as many units as"
        " network.wide_resolving asks for: the layers below keep different samples apart, for parameters near any given"
        " ones. Widths of 1 are enough there. Then from every point t, for every c > L(t) and every m > inf L, a"
        " continuous path of the trained parameters starts at t, on which L < c, and ends where L <= m. So L has no"
        " spurious valley, and no spurious basin. Bad local minima it may have.",
        "The parameters of the lower layers for which the inputs h(x_i) of the last layer are different for different"
        " x_i are dense. For inputs h != g of one of these layers and one unit, the weights and biases with s(w . h +"
        " b) = s(w . g + b) are a closed set. It has no interior: (w, b) -> (w . h + b, w . g + b) is linear and"
        " onto, so s would take one value on an interval. Without bias, for s analytic with s'(0) != 0: if h and g"
        " are independent, the same; else the unit receives p u and q u, p != q, for a free number u, so s(p u) = s(q"
        " u) on an interval, hence for all u, and p s'(0) = q s'(0). A finite union of closed sets without interior"
        " has none. Layer by layer, parameters near any given ones keep all x_i apart. Given t and c, move to such"
        " parameters of the parts that count on a segment so short that L < c on it, and keep them from there on. Now"
        " the lemma and the proof of thm.wide.beside apply with the inputs h(x_i), in each part its own, in place of"
        " x_i. (That {L <= L(t)} itself leads down is not said: where inputs coincide the first move may raise L a"
        " little.)",
        _NGUYEN,
    ),
    Entry(
        "thm.pyramid", "a layer as wide as there are samples, and a pyramid of invertible layers above it: no valley",
        "In the setting of lemma.wide let l be convex, and let a branch have a hidden layer k that is as wide as"
        " network.pyramid asks for, and above it layers of neurons that map R onto R one to one, as leaky ReLU, which"
        " narrow upwards: from the second of them on none is wider than the one below it. The features stand for a"
        " layer 0, which is wide where the different x_i are linearly independent, or the (x_i, 1) where all biases of"
        " layer 1 are trained; the branch may be the shortcut then. Whatever is beside the branch, from every"
        " point t, for every c > L(t) and every m > inf L, a continuous path of the trained parameters starts at t, on"
        " which L < c, and ends where L <= m. So L has no spurious valley, and no spurious basin. Bad local minima it"
        " may have.",
        "Parameters of the layers below k that keep all x_i apart are dense (proof of thm.wide_deep), and so are, from"
        " layer k + 2 on and for the output, weight matrices of full row rank, as no layer there is wider than the one"
        " below it. Move to such parameters of the branch on a segment so short that L < c on it, and keep those below"
        " k, and all beside the branch, from there on. Let phi_j be the vector of the values of unit j of layer k at"
        " the x_i, and Z = V Phi + b 1^T what layer k + 1 receives: V has a column V_j for each unit j; b counts where"
        " all of it is trained, and stays as it is else. While the phi_j of the units that count, with 1 where b"
        " counts, do not span R^N, they are dependent, as there are N of them: sum e_j phi_j + e_0 1 = 0, with e_p !="
        " 0 for a unit p, as 1 is not 0. Move V_j to V_j - (e_j / e_p) V_p for all j, and b to b - (e_0 / e_p) V_p, on"
        " a segment: Z stays, V_p becomes 0, and the other vectors span what all did. By the lemma of thm.wide.beside"
        " the weights and the bias of unit p can move to where phi_p is not in that span, which changes nothing while"
        " V_p = 0: the rank has grown. At the end Phi, with the row 1 where b counts, has rank N, so a left inverse,"
        " and V, with b, can follow any path of Z. Where k = 0, the columns of Phi are the different x_i, with 1 where"
        " b counts: they are independent from the start. Let F be the outputs of the branch at the different x_i, and"
        " F' those that make"
        " the outputs of f those of a point with L <= m. Lead F to F' on the segment; f is affine in F, so L is convex"
        " along it and stays below c. The last hidden layer follows by a right inverse of the output weights (the"
        " start plus that inverse times what F has moved), what it receives by the inverse of its neurons, which is"
        " continuous, the layer below by a right inverse of its weights, and so on down to Z. Neurons that are"
        " continuous and piecewise affine, with slopes of one strict sign, map R onto R one to one.",
        "After Nguyen, On connected sublevel sets in deep learning (ICML 2019), for a first layer of width N, or 2 N,"
        " and after Nguyen, Hein, The loss surface of deep and wide neural networks (ICML 2017); any layer, the width"
        " N - 1, the difference of s and the proof are own.",
    ),
    Entry(
        "thm.wide_basin", "the same with ReLU and other continuous neurons below: no basin (V2)",
        "In the setting of lemma.wide let the last hidden layers of the parts of f have as many units as"
        " network.wide_last asks for; below them the weights are trained, and biases may be absent, trained or frozen."
        " Then L has on the closure of no bounded open set a minimum above inf L and below all values of L on the"
        " boundary. So a strict local minimum is a global one. Valleys without a strict bottom there may be.",
        "Let B be such a set, m the minimum and m' > m the least value on the boundary, which is compact. All that"
        " units receive on the closure of B and the samples lies in a bounded interval. Replace the neurons of the"
        " lower layers by polynomials so near to them there (Weierstrass) that L changes by less than e on the"
        " closure, with m + e < m' - e and m - e > inf F, the infimum over all outputs, which is at most inf L < m."
        " Let none of them be constant, and their slopes not be 0 at 0 and at the biases that are frozen. They are"
        " analytic, so the proof of thm.wide_deep applies to the new network (a frozen bias b moves z to z + b): from"
        " the minimiser, where the new L is below m' - e, a path on which it stays below m' - e leads to values below"
        " m - e. But it is above m' - e on the boundary and above m - e in B.",
        "After Li, Ding, Sun, On the benefit of width for neural networks: disappearance of basins (SIAM J."
        " Optimization 32, 2022); statement and proof as given here.",
    ),
    Entry(
        "thm.scaling_basin", "a unit that can be scaled against what leaves it: no basin (V9)",
        "Let some hidden unit be scalable (network.scalable), as any unit of ReLU, leaky ReLU, |z| or z^2 is whose own"
        " weights and bias, and the weights that leave it, are trained and in no penalty. Then L has on the closure of"
        " no bounded open set a minimum above inf L and below all values of L on the boundary. Nothing is asked of the"
        " loss, the data, the width, and what else is frozen or in a penalty; each class may have its own loss. Valleys"
        " there may be: they are not bounded. Nor are bad local minima excluded.",
        "Let B be such a set and t a minimiser on its closure; t is in B. Let v be the weights and the bias of the"
        " unit, c those that leave it, s(r z) = r^k s(z) for r > 0, k > 0, and s(0) = 0. If v != 0, go to (r v, r^-k"
        " c), r from 1 to inf: what the unit receives becomes r z, at every x, what it hands on r^k s(z), and times"
        " r^-k c that is what it was. If v = 0, the unit hands on s(0) = 0, whatever c is: go to (0, c + r e), e !="
        " 0. All else stands still, so f does not change, nor do the penalties, which v and c are not in. So L is"
        " L(t) on all of the path, and the path leaves the bounded set B. It meets the boundary, where L is larger.",
        HERE,
    ),
)  # fmt: skip

_UNITS: Final = (
    "N is the number of different x_i. A unit of {layer} counts if its output weight, its weights and its bias are"
    " trained, and some sum over k = 0..N - 1 of (-1)^k C(N - 1, k) s(z + k r) is not 0 for its neuron s, so that s is"
    " no polynomial of degree below N - 1.{below} N units count, or N - 1 if a_0 is trained; those of several parts"
    " (the shortcut, branches) and of several kinds count together."
)
_APART: Final = (
    " Every layer below it in its part has trained weights and a unit that has a trained bias and a neuron that is"
    " constant on no interval, or no bias and a neuron that is analytic with s'(0) != 0."
)
_MOVE: Final = " The weights of every layer below it in its part are trained."
_HOW: Final = (
    "The sums on three grids, enclosed by balls; that a neuron is a polynomial, by its normal form. The rest is read"
    " off the spec."
)

WIDE_CONDITIONS: Final = (
    Entry("network.width_monomials", "the shortcut is as wide as the rank of the monomials of a polynomial neuron",
          "s is a polynomial (of degree 200 or less if it has several terms), M >= 1, and M >= R. Let K be the degrees"
          " k for which v^k has a coefficient other than 0 in s(v + b), b the value of frozen b_j (of any of them, if"
          " they differ), or 0. R is the rank of the matrix of all monomials of the degrees in K of the X_i, a row for"
          " each; if a_0 is trained, of those of the degrees in K and 0, minus 1.",
          "s by its normal form, or a difference of order 201 that is not 0. The rank, in integers, of the matrix of"
          " the monomials, or of that of the sums over K of (X_j . X_i)^k, whose columns have the same span; of the"
          " smaller one, up to MAX_POWER_STEPS and MAX_ALGEBRA.",
          "Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization landscapes (JMLR"
          " 2019), for the whole space; the rank on the samples, modulo constants, is own."),
    Entry("network.last_width", "as many features as different samples",
          "A feature is the value of a last hidden unit, of the shortcut or of a branch, whose output weight is trained"
          " and in no penalty; where a_0 is trained and in no penalty, 1 is one as well. There are at least as many as"
          " different x_i.",
          "Counted.", HERE),
    Entry("network.wide_beside", "as many units in layers next to the output as different samples",
          _UNITS.format(layer="a part with one hidden layer", below=""), _HOW, HERE),
    Entry("network.wide_resolving", "as many units in last hidden layers as different samples, kept apart below",
          _UNITS.format(layer="the last hidden layer of a part", below=_APART),
          f"{_HOW} Of every piece of a neuron a point is looked for at which the slope is not 0.", HERE),
    Entry("network.wide_last", "as many units in last hidden layers as different samples",
          _UNITS.format(layer="the last hidden layer of a part", below=_MOVE), _HOW, HERE),
    Entry("network.scalable", "a hidden unit can be scaled against the weights that leave it",
          "For the neuron s of some hidden unit s(r z) = r^k s(z) for all z and r > 0, for one k > 0, and s(0) = 0. Its"
          " weights, its bias if it has one, and the weights that leave it (to the output, or to the next layer) are"
          " trained and in no penalty. Its layer does not receive the features beside what is below it, as a residual"
          " head does; the layer above it may.",
          "Read off the spec; the degree by Euler's z s' = k s on each side of 0.", HERE),
    Entry("network.pyramid", "as many units as different samples, or these independent; invertible layers above",
          "N is the number of different x_i. A branch of continuous neurons has a hidden layer k, not its last,"
          " with N units that count, or N - 1 where all units of layer k + 1 have trained biases. A unit counts if"
          " some sum over i = 0..N - 1 of (-1)^i C(N - 1, i) s(z + i r) is not 0 for its neuron s. Its layer has"
          " trained weights and biases; all weights above it, those of the output with them, are trained; from layer"
          " k + 1 on no layer is wider than the one below it, but k + 1 may be wider than k; neurons there are"
          " piecewise affine with slopes of one strict sign. Every layer below k has trained weights and a unit that"
          " has a trained bias and a neuron that is constant on no interval, or no bias and a neuron that is"
          " analytic with s'(0) != 0. Or k = 0, and the different x_i are linearly independent, or the different"
          " (x_i, 1) where all biases of layer 1 are trained: of layers 1 on the same is asked, and a branch may"
          " have one layer; it may be the shortcut, its a_j and w_j trained.",
          f"{_HOW} The slopes of every piece, exactly; the rank of the samples, in integers.", HERE),
    Entry("network.continuous", "all neurons are continuous",
          "Every neuron of f is continuous, where neuron.defined and network.deep_defined hold.",
          "One-sided values at each break, computed exactly.", HERE),
)  # fmt: skip
