"""The prose of the theorems on networks with a linear part: lemma.linear, thm.linear and its kin."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

LINEAR: Final = (
    Entry(
        "lemma.linear",
        "first-order conditions of a linear part (B1)",
        "Let the network have a linear part (network.linear_part), beside anything, l be C^1, and no penalty involve"
        " what is moved below (objective.outputs_only). At a local minimum sum_i q_i y_i x_i = 0, and sum_i q_i y_i = 0"
        " if a constant of a linear part is trained (network.constant_trained). Here q_i = weight_i l'(z_i).",
        "A branch of affine neurons, from the output down: the condition in its output weights is sum_i q_i y_i h(x_i)"
        " = 0 for each unit h of the last layer. Suppose sum_i q_i y_i h(x_i) = 0 at all local minima that differ from"
        " this one in layer k or above, for a unit h = c (v . g + b) + e of layer k. If the output changes with h,"
        " the condition in v is c' sum_i q_i y_i g(x_i) = 0 with c' != 0. If it does not, v may be moved without L"
        " changing: nearby points are local minima with the same q, and the difference of their conditions is c times"
        " the same sum. The same for a bias b, with 1 in place of g. So the sums vanish for the units below, layer by"
        " layer, down to the features. It is enough that one path of trained weights leads from a feature (from a bias)"
        " to the output. The shortcut is a branch of one layer: a frozen a_j != 0 makes c' != 0, a trained a_j gives"
        " (a) of lemma.first_order, where a_j != 0 or the penalty on a_j has slope 0. With a_0 its own condition.",
        HERE,
    ),
    Entry(
        "thm.linear",
        "separable data, a linear part (B1)",
        "A network with a linear part, beside anything: if l is C^1, nondecreasing and active, no penalty involves"
        " anything but the a_j, and the data are separable by a function v . x + k, with k = 0 unless a constant of a"
        " linear part is trained, every local minimum of L has training error 0.",
        "lemma.linear combines to sum_i q_i y_i (v . x_i + k) = 0, a sum of terms >= 0: so q = 0, and lemma.slope_zero"
        " ends it. Separability is asked for in one of two forms: of the X_i, if their 1 is such a constant"
        " (network.constant_seen), or of the (x_i, 1), if such a constant is trained.",
        HERE,
    ),
    Entry(
        "thm.linear_core",
        "a linear part, or a residual head: the samples off the core are right",
        "The hypotheses of thm.linear without separability, for the X_i (network.constant_seen); instead of a linear"
        " part the network may have a residual head, w and V trained (network.residual). At every local minimum all"
        " samples off the core are right, so the training error is at most the share of the core.",
        "As thm.linear, with the u of thm.core: the sum, of lemma.linear or lemma.residual, has terms >= 0, and terms"
        " > 0 exactly off the core, so q_i = 0 there. With a residual head the constant that is trained is a_0.",
        HERE,
    ),
    Entry(
        "thm.linear_vacuous",
        "a linear part, or a residual head: no local minimum where the core is not everything",
        "A network with a linear part, or with a residual head, w and V trained (network.residual), l C^1 with l' > 0"
        " everywhere, no penalty but on the a_j: if some v . x + k, as in thm.linear, has y_i (v . x_i + k) >= 0 for"
        " all i and > 0 for some i, L has no local minimum.",
        "As in thm.linear, or thm.residual, q_i = 0 for such an i, but l' > 0 makes every q_i positive.",
        HERE,
    ),
    Entry(
        "thm.linear_global",
        "linear networks: every local minimum is a global one (B2)",
        "Let all neurons be affine (c z + e, c != 0), but for parts in which nothing is trained, whatever these are"
        " (network.linear_unfrozen). Let some part be trained as in network.linear_part, or the head be residual, with"
        " w and V trained (network.residual), and either a constant be trained as in network.constant_trained, or every"
        " neuron, but for the same parts, be c z without biases below the output (network.homogeneous_unfrozen). If l"
        " is C^1 and convex and L has no regulariser, every local minimum of L is a global minimum, whatever the data."
        " Below a residual head every layer may be frozen, and all biases may be trained, where a_0 is.",
        "f(x_i) = g(x_i) + o_i, where o_i, what the frozen parts add, is the same at every parameter, and g is an"
        " affine function of x, also with x added below the output: so two of the f differ by some v . x + k, with k ="
        " 0 where no constant is trained: then there is none but a_0, which is frozen. A convex loss is at least L(t) -"
        " (1/n) sum_i q_i y_i (v . x_i + k), and by lemma.linear, whose network has any other parts, or lemma.residual"
        " with the condition in a_0, that sum is 0. (Of frozen biases of other values nothing is said, nor of trained"
        " ones below a residual head without a_0. With o_i this is regression with a linear network: the targets y_i -"
        " o_i may have any values.) thm.linear, thm.residual, thm.linear_vacuous, rule.linear and"
        " rule.linear_increasing decide whether these minima are bad.",
        f"{HERE}; for heads Hardt, Ma: Identity Matters in Deep Learning (ICLR 2017), of the square loss",
    ),
    Entry(
        "lemma.linear_independent",
        "a linear part, or a residual head, and linearly independent samples: any loss, any labels",
        "Let l be C^1 (it may fall somewhere, as the square loss and a squared sigmoid do), a part of the network be"
        " linear and trained, or its head be residual, with w and V trained (network.residual), and no penalty involve"
        " anything but the a_j. Let the distinct X_i be linearly independent, whatever the labels, and a_0 or a bias"
        " of that part be trained where X_i has a 1; or let a_0 or a bias of that part be trained, and the distinct"
        " (x_i, 1) be linearly independent. (If f is odd in x, the first of these once each (x, +) is taken as (-x,"
        " -): lemma.mirrored.) Then at every local minimum the slope of L in f(X) is 0 at each X, whatever the rest of"
        " the network is, as long as it reads nothing of a sample but its features.",
        "By lemma.linear, or lemma.residual, sum_i q_i y_i h(x_i) = 0 for every h(x) = v . X, or for every h(x) = v . x"
        " + k where a constant is trained, which with a residual head is a_0. Some h is 1 at x_i, and 0 at all samples"
        " elsewhere: those at x_i have sum q y = 0.",
        HERE,
    ),
    Entry(
        "thm.linear_independent",
        "a linear part, or a residual head, and linearly independent samples: any loss",
        "In the setting of lemma.linear_independent let l be active and the labels consistent. Then every local minimum"
        " has training error 0, and l has slope 0 at every sample.",
        "By the lemma the samples at x_i have sum q y = 0. All of them have one label, one output and one z_i. So"
        " l'(z_i) = 0, and z_i < 0 as l is active.",
        HERE,
    ),
    Entry(
        "thm.linear_bound",
        "a linear part, or a residual head: as few errors as the loss of a linear function allows",
        "Let a part of the network be linear and trained, or its head be residual, with w and V trained"
        " (network.residual); let all output weights be trained (network.outputs_trained), l be"
        " C^1, convex and active, and L have no regulariser. Then at every local minimum the data loss is at most that"
        " of every linear function of the features, or affine function where a constant is trained; so the training"
        " error is at most r, the number of data.linear_bound. Where r is 0 all samples are right.",
        "Let g(x) = v . x + k be that function. By lemma.linear, or lemma.residual, sum_i q_i y_i g(x_i) = 0; where the"
        " head is residual, the constant that is trained is a_0. Multiplying all output"
        " weights by 1 + h multiplies f by 1 + h, whatever the rest of the network is, so sum_i q_i y_i f(x_i) = 0. A"
        " convex l lies above its tangents: l(-y_i g(x_i)) >= l(z_i) - l'(z_i) y_i (g(x_i) - f(x_i)), and in the sum"
        " over i the last terms cancel. With m <= l, a wrong sample has z_i >= 0, where a convex active l is at least"
        " l(0), so that the mean of l(z_i) - m is at least the training error times l(0) - m. So that is no training"
        " error s of data.linear_bound, and none above it.",
        "Shamir: Are ResNets Provably Better than Linear Predictors? (NeurIPS 2018) for the comparison with linear"
        " functions; statement and proof as given here",
    ),
    Entry(
        "thm.linear_fit",
        "linear networks whose best fit is right: any convex loss",
        "Let all neurons be affine, some part be linear and trained, or the head be residual, with w and V trained"
        " (network.residual), no penalty involve anything but the a_j, and l be C^1 and convex (it may fall elsewhere,"
        " as the square loss does). Let a constant be trained (network.constant_trained) and the best affine fit be"
        " right (data.affine_fit_right); or let the network compute linear functions only (network.every_linear) and"
        " the best linear fit be right (data.linear_fit_right). Then every local minimum has training error 0.",
        "At a local minimum f is affine, or linear, and so is h = f - g, where g is the best fit. By lemma.linear, or"
        " lemma.residual, sum_i weight_i y_i l'(z_i) h(x_i) = 0; with the slopes s_i of l at the margins of g, sum_i"
        " weight_i y_i s_i h(x_i) = 0. The difference of the two is, up to sign, the sum of weight_i (l'(z_i) - s_i)"
        " times the difference of the margins of f and g. No term is negative, as slopes of a convex l rise, so each"
        " is 0: the margins are the same, where l'(z_i) is the only subgradient, or the slopes are. Either way l'(z_i)"
        " = s_i < l'(0), and z_i < 0. That the network can compute g, or that L has a minimum, is not used.",
        HERE,
    ),
    Entry(
        "network.linear_rest",
        "a linear network that feels nothing of x is no obstacle",
        "a_0 is absent or frozen, every neuron is c z, and there are no biases below the output (network.homogeneous);"
        " or a_0 is trained, l is convex, and the classes have one total weight.",
        "By definition. In the first case the output is then a_0, in the second 0 is as good a constant as any.",
        HERE,
    ),
    Entry(
        "lemma.linear_kink",
        "linear networks, a loss with kinks: where the output is a constant",
        "Let every neuron be affine and all weights be trained, in every part (network.linear_trained), L have no"
        " regulariser, and l have a derivative at c and at -c, where c is the value of a frozen a_0, else 0"
        " (objective.smooth_at_rest). Let a_0 not be trained, every neuron be c z, and there be no biases below the"
        " output; or let a_0 be trained, l be convex, and the classes have one total weight (network.linear_rest). Then"
        " at a local minimum either the output moves along every v . x + k, k = 0 if a_0 is not trained, as parameters"
        " move on a segment; or f is a constant, and sum_i q_i y_i x_i = 0 for the slopes q_i = weight_i l'(z_i), or,"
        " if a_0 is trained, for q_i = weight_i l'(0), and L would be the same at f = 0.",
        "If a unit of the first layer of a part has a factor U != 0 in the output (an a_j != 0; a branch of no layers"
        " has x itself), moving its weights by v / (c U), and a_0 by k, moves f by v . x + k. Else no part feels x, and"
        " f is a constant c, which is a_0 where there are no biases. The proof of lemma.linear moves one weight at a"
        " time: that either moves f along some g, which gives sum_i q_i y_i g(x_i) = 0, or, where the layers above do"
        " not feel it, leaves f as it is, so that the points nearby are local minima with the same constant. So it"
        " needs the slopes of l at c and -c alone: no more is to be shown where a_0 is not trained. Where it is, let a"
        " weight move f along g, and a_0 with it: in f = a_0 + const + h g, L is convex, and has a local, so a global"
        " minimum at f = c, h = 0. The classes balance: the loss at f = 0 is l(0), at most the mean of l(c) and l(-c)."
        " So f = 0, h = 0 is a minimum too, where l has a derivative: sum_i weight_i l'(0) y_i g(x_i) = 0.",
        HERE,
    ),
    Entry(
        "lemma.linear_open",
        "wide linear parts: the output moves along every linear function, from everywhere",
        "Let some part be linear and trained, with at least d units in each layer (network.linear_wide), for data in"
        " dimension d, L have no regulariser, and let a_0 be trained, or every neuron be c z without biases below"
        " the output, but for parts in which nothing is trained (network.homogeneous_unfrozen). Then as near to every"
        " point as one likes there is one with the same outputs from which parameters"
        " move on a segment such that f moves along v . x + k; v is any, and k, but k = 0 if a_0 is not trained. So to"
        " each local minimum of L there is one with the same outputs from which f does so.",
        "If the part feels some unit of its first layer, as in lemma.linear_kink, that is so at the point itself. If"
        " not, let W_k be the lowest weights (the output weights are W_(H+1)) above which a factor U_k+1 != 0 stands,"
        " and below which none does: nothing below W_k is felt, also as it moves. Let B_j be what layer j receives of"
        " x. B_0 is x itself, and v a combination of it, v = w_0 . B_0. Let v = w_j . B_j, and look at the m >= d"
        " vectors that layer j passes on, in dimension d, and at v. They are dependent. Either v is a combination of"
        " them, v = w_(j+1) . B_(j+1); or they are so without v: sum_u r_u y_u = 0, r_u' != 0. Move the row of unit u'"
        " by eps w_j: y_u' moves by c eps v, and sum_u r_u y_u is r_u' c eps v, so v is a combination of them now. So"
        " up to the input of W_k: v = w . B. Now move W_k: by s w in a unit with a factor U != 0, over U and its c (if"
        " W_k are output weights, by s w itself): f moves by s (v . x), and by a multiple of s through biases, which"
        " a_0 takes up. Nothing but one row of each layer has moved, by eps w_j, as small as one likes.",
        HERE,
    ),
    Entry(
        "thm.linear_kink",
        "separable data, a linear network, a loss with kinks (B3)",
        "The hypotheses of lemma.linear_kink, or of lemma.linear_open, l nondecreasing and active. If some v has y_i"
        " (v . x_i) > 0 for all i, or a_0 is trained and y_i (v . x_i + k) > 0 for all i, every local minimum of L has"
        " training error 0. So it is with the hinge. In networks with fewer units than features, a trained a_0 and"
        " classes of unequal weight, a constant that puts one class on a kink may be a bad local minimum.",
        "Where the output moves along v . x + k, every z_i falls, so no term of L rises, and none falls: l is constant"
        " just below every z_i, and as l is active, z_i < 0. Where f is a constant, sum_i q_i y_i (v . x_i + k) = 0 (if"
        " a_0 is trained, sum_i q_i y_i = 0, as the classes balance), a sum of terms >= 0: so q = 0. As l is active,"
        " z_i < 0 if a_0 is not trained, and l'(0) = 0 cannot be if it is.",
        HERE,
    ),
    Entry(
        "thm.linear_kink_global",
        "linear networks, convex losses with kinks: every local minimum is a global one (B3)",
        "The hypotheses of lemma.linear_kink, or those of lemma.linear_open with affine neurons throughout, but for"
        " parts in which nothing is trained (network.linear_unfrozen), l convex: every local minimum of L is a global"
        " one, whatever the data.",
        "Two outputs differ by some v . x + k, k = 0 if a_0 is not trained, as what nothing trained changes cancels."
        " (In lemma.linear_kink there are no such parts.) Where the output moves along it, L is"
        " convex on the way, and does not fall at its start. Where f is a constant, L is at least its tangent at f, or,"
        " if a_0 is trained, at f = 0, where L is the same; and that tangent is level along v . x + k.",
        HERE,
    ),
    Entry(
        "thm.linear_kink_fit",
        "linear networks whose best fit is right: any convex loss, with kinks",
        "The hypotheses of lemma.linear_kink, l convex. If the network computes linear functions only"
        " (network.every_linear) and the best linear fit is right (data.linear_fit_right), or a_0 is trained and the"
        " best affine fit is (data.affine_fit_right), every local minimum has training error 0.",
        "Let g be that fit. As in thm.linear_kink_global L(f) <= L(g). With the subgradients s_i of l at the z_i of g,"
        " which balance, L(f) >= L(g), term by term: so l is its tangent of slope s_i at the z_i of f as well, for all"
        " i. That slope is below l'(0), so z_i < 0.",
        HERE,
    ),
)
