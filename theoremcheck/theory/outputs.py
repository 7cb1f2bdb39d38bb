"""The prose of the theorems on convex problems: networks that are affine in what is trained, units that match l."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import Entry

OUTPUTS: Final = (
    Entry(
        "thm.features", "fixed features that separate the classes (F1)",
        "Let l be nondecreasing and active (no derivative is asked for), and let free features separate the classes"
        " (data.features_separable): features on which no training acts, whose output weights are trained and in no"
        " penalty, such as those of frozen hidden neurons. Then every local minimum has training error 0, whatever"
        " the rest of the network is, and whatever is trained, frozen or penalised there.",
        "Let y_i sum_j rho_j phi_j(x_i) = m_i > 0. At a local minimum t add h rho_j to the output weights, h >"
        " 0: nothing"
        " else moves, no penalty changes, and the features stay, so y_i f(x_i) rises by exactly h m_i, and z_i falls by"
        " it. No term of L rises, as l is nondecreasing; for small h their sum does not fall: so l is constant just"
        " below every z_i. An active l rises to z_i from the left where z_i >= 0. So z_i < 0, and every sample"
        " is right.",
        "own; for the idea of random features: Rahimi, Recht: Random Features for Large-Scale Kernel Machines (NeurIPS"
        " 2007)",
    ),
    Entry(
        "thm.output_layer", "f is affine in what is trained, output weights or a linear unit: a convex problem (F2)",
        "Let l be convex, let f be affine in what is trained (network.output_layer), as where only output weights are"
        " trained, or only the w and b of linear units, and let the penalties on that be convex"
        " (objective.convex_outputs). Then every local minimum of L is a global minimum. So logistic regression with a"
        " penalty, and the soft margin.",
        "What a layer hands on is constant, if nothing in it or below is trained. Else it is affine in what is trained,"
        " layer by layer: what the layer receives from below is constant, or its own weights are, and its neurons are"
        " affine. The same for the output. So on each sample f is affine in what is trained, and l(-y_i f(x_i)) is"
        " convex in it. The penalties on what is"
        " trained have total coefficients >= 0, the others are constant. So L is convex where it is defined: on a whole"
        " affine space.",
        "classical",
    ),
    Entry(
        "thm.output_fit", "f is affine in what is trained, and the best fit is right (F2)",
        "Let l be convex and active, and let the best fit of what is trained, in which f is affine, be right"
        " (data.fit_right). Then every local minimum has training error 0. The loss need not be nondecreasing (the"
        " square loss), nor the data separable by the features, and what is trained may have l2 penalties.",
        "A sample is inactive if its margin stays in a constant piece of l on the ball of the evidence; there a convex"
        " l is least. Let G(tau), tau in R^k, be the active terms of L, with the penalties, at the point t0 + sum tau_k"
        " b_k. G is convex; its Hessian is at least mu > 0 for |tau| <= r, and its gradient at 0 is below mu r. So G"
        " has a minimum tau* inside the ball, the only one in R^k. Let f(x_i) = g_i + t . phi_i, where g is what is"
        " frozen, and phi_i has the features that the trained parameters multiply. Without a penalty the vectors (phi_i"
        " . b_k) over the active samples are independent, as the Hessian is definite, and as many as the features have"
        " dimensions there at least: so every point t has some tau with the same outputs on the active samples. With a"
        " penalty the b_k are a basis of all points. So L(t) is at least G(tau*) with the least values of the inactive"
        " terms, which is L at the point of tau*: a minimum of L. By thm.output_layer a local minimum t is as low; so"
        " its tau is tau*, and its inactive samples have the least value of l. The outputs on the active samples lie in"
        " the balls, of the right sign. An active convex l rises strictly on [0, inf), and to 0 from the left, so its"
        " least values are at margins below 0: the inactive samples are right. Of exact multipliers the argument stands"
        " with data.minima_error.",
        "own",
    ),
    Entry(
        "thm.constant_bound", "trained output weights and a constant: as few errors as the best constant allows",
        "Let all output weights be trained, those of the shortcut, of branches and of a residual head"
        " (network.outputs_trained), and a_0 with them; let l be convex and active, the penalties on what is trained"
        " have coefficients >= 0, and r be the number of data.constant_bound. Then at every local minimum the data loss"
        " is at most that of every constant output c plus the penalty on a_0 = c, and the training error at most r."
        " Nothing is asked of the neurons, which may have kinks and be of several kinds, nor of the hidden parameters:"
        " these may be frozen at any values, known or not, and penalised. l may have kinks, and fall below 0, as the"
        " square loss does; each class may have a loss of its own, and samples any weights > 0.",
        "Let t be a local minimum, and t' the same with a_0 = c and 0 for all other output weights: t' differs from t"
        " in what is trained alone, and f = c on all samples there, whatever the hidden parameters are. On the segment"
        " from t to t' nothing moves but output weights. So every output is (1 - h) f(x_i; t) + h c, what a sample"
        " costs is convex in h, and so are the penalties on output weights, with coefficients >= 0; the others do not"
        " change. So L is convex on the segment, and as it does not fall near t, L(t) <= L(t'). The penalties at t are"
        " at least those on hidden parameters, and at t' they are these plus that on a_0 = c. So the data loss at t is"
        " at most that of c plus that one penalty. With m <= l, a wrong sample has z_i >= 0, and there a convex active"
        " l is at least l(0): it rises to the right of 0, and so from there on. So the sum of weight_i (l(z_i) - m) is"
        " at least that of weight_i (l(0) - m) over the wrong samples, each with the l and m of its class, and at most"
        " what c costs by data.constant_bound; their training error is not above r.",
        "After Kawaguchi, Huang, Kaelbling: Every local minimum value is the global minimum value of induced model in"
        " nonconvex machine learning (Neural Computation 31, 2019), for the comparison at fixed features; statement and"
        " proof as given here",
    ),
    Entry(
        "thm.matching", "one unit that matches the loss: a convex problem (G-1)",
        "Let the network be one unit whose output weight is frozen and matches the loss (network.matching), and let the"
        " penalties on its w and b be convex (objective.convex_outputs). Then every local minimum of L is a global"
        " minimum. Neither l nor s need be convex, monotone or smooth: with l = exp and s(z) = log(z + sqrt(1 + z^2))"
        " a sample costs sqrt(1 + z^2) - y z; and each class may have a loss of its own.",
        "On sample i, of class y, l(-y f(x_i)) is psi_y(w . x_i + b): a convex function of a number that is affine in"
        " what is trained of w and b, and so convex. The penalties on what is trained have total coefficients >= 0, the"
        " others are constant. So L is convex on a whole affine space, and a local minimum of it is a global one.",
        "After Auer, Herbster, Warmuth, Exponentially many local minima for single neurons (NIPS 8, 1996), whose"
        " matching losses are those that the neuron itself gives; statement and proof as given here.",
    ),
    Entry(
        "lemma.convex", "a convex problem",
        "In the setting of thm.output_layer, or of thm.matching, L is convex in what is trained.",
        "Shown in the proofs of both.",
        "classical",
    ),
    Entry(
        "thm.convex_fit", "a convex problem whose minima are right",
        "Let L be convex by lemma.convex, and let all minima of L be right (data.convex_fit_right)."
        " Then every local minimum has training error 0. The data need not be separable by what the unit receives: s"
        " may have its zero elsewhere.",
        "A local minimum of a convex L is a global one. So it lies in the box of data.convex_fit_right, where every"
        " sample is right.",
        "own",
    ),
    Entry(
        "thm.realisable", "one unit that can fit all samples (G-2)",
        "Let f go on from one number that is affine in all that is trained, by a fixed function: f(x_i) = g(u_i). Let"
        " what a sample of class y costs, c_y(u) = l(-y g(u)), fall up to some point and rise from there on, weakly,"
        " and have its least value wherever it falls to neither side; let some parameters put every sample at a minimum"
        " of its cost (data.realisable_steep); and let L have no regulariser. Then every local minimum of L is a global"
        " minimum, and every sample is at a minimum of its cost there. Neither l nor g need be convex or smooth, and"
        " each class may have a loss of its own. Samples may have any weights > 0.",
        "Let t* be such parameters, t others, and u_i, u_i* the numbers. On the segment from t to t* every u_i moves"
        " from u_i to u_i* in one direction, as it is affine in t. (1) c_y does not rise on the way to a minimum: if"
        " u_i <= v <= w <= u_i*, then c_y(w) <= max(c_y(v), c_y(u_i*)) = c_y(v), as c_y, which falls and then rises,"
        " exceeds between two points nowhere the greater of the values there, and u_i* is a minimum; for u_i >= u_i*"
        " alike. (2) Let c_y(u_i) not be least, and u_i < u_i*. Then c_y falls to a side of u_i: it has a one-sided"
        " slope there by which it falls. By (1) it falls, weakly, from u_i to the right; and to the left it does not"
        " fall: c_y(v) < c_y(u_i) for a v < u_i would give c_y(u_i) <= max(c_y(v), c_y(u_i*)) < c_y(u_i). So the right"
        " slope is < 0, and c_y falls at once; for u_i > u_i* alike. So no term of L rises on the segment, and one"
        " whose sample is not at a minimum of its cost falls at once, strictly: with it L, whose terms have weights >"
        " 0. At a local minimum every sample is thus at a minimum of its cost, where L is the least sum there is.",
        "After Auer, Herbster, Warmuth, Exponentially many local minima for single neurons (NIPS 8, 1996), who state it"
        " for noise-free samples of one unit; statement and proof as given here.",
    ),
    Entry(
        "thm.realisable_linear", "a linear network, and a linear function that fits all samples (G-2)",
        "Let all neurons be affine, some part be trained as in network.linear_part, and either a constant be trained"
        " (network.constant_trained) or every neuron be c z without biases below the output (network.homogeneous). Let"
        " l be C^1 and pseudoconvex (loss.pseudoconvex), and let some affine function of the features, with the"
        " constant a_0 of the network where none is trained, put every sample at a minimum of its loss"
        " (data.realisable_linear). If L has no regulariser, every local minimum of L is a global minimum, at any depth"
        " and width. Each class may have a loss of its own.",
        "At a local minimum f(x) = v . x + k; let g(x) = v* . x + k* be that function, z_i and z_i* the margins. By"
        " lemma.linear sum_i q_i y_i x_i = 0, and sum_i q_i y_i = 0 where a constant is trained; where none is, k = k*,"
        " the constant a_0. So 0 = sum_i q_i y_i (f(x_i) - g(x_i)) = sum_i q_i (z_i* - z_i), q_i = weight_i l'(z_i). No"
        " term is > 0: on the way from z_i to the minimum z_i* l does not rise, as in (1) of thm.realisable, so l'(z_i)"
        " (z_i* - z_i) <= 0. So all terms are 0: l'(z_i) = 0, or z_i = z_i*, where l is least and l' is 0 as well. So"
        " l'(z_i) = 0 for all i, and by the meaning of pseudoconvex every z_i is a minimum of l.",
        "after Baldi, Hornik (1989) and Kawaguchi (2016), who have the square loss; own",
    ),
    Entry(
        "thm.realisable_valley", "one unit that can fit all samples has no spurious valley (G-2)",
        "Let f go on from one number that is affine in all that is trained, by a fixed function, and let L have no"
        " regulariser. Let each cost c_y fall up to some point and rise from there on, weakly, and some parameters put"
        " every sample at a minimum of its cost (data.realisable); or let there be a direction along which the numbers"
        " u_i of each class go to a side to which its cost falls, weakly, on R (data.descent). Then L has no spurious"
        " valley. Costs may be constant on intervals, as with one ReLU.",
        "From t go to t* on the segment: by (1) of thm.realisable, which uses nothing else, no term rises, and L(t*) is"
        " the least sum there is. Or go on from t along the direction for ever: no term rises, and each tends to the"
        " infimum of its cost, which is monotone; so L tends to a sum below which there is none.",
        "own; after Auer, Herbster, Warmuth (1996)",
    ),
    Entry(
        "thm.minima_error", "every local minimum is global, and few samples are wrong there",
        "Let l be convex, let every local minimum of L be a global one by thm.linear_global, thm.linear_kink_global or"
        " thm.output_layer, and let at most a share r of the weight be wrong at the global ones (data.minima_error)."
        " Then the training error is at most r at every local minimum. So that of logistic regression, or of least"
        " squares, where the classes overlap.",
        "A local minimum is a global one, and data.minima_error says what is wrong there.",
        "classical; which samples are right by the subgradients of one minimum, as in thm.linear_fit",
    ),
    Entry(
        "thm.convex_valley", "a convex problem has no spurious valley",
        "Let L be convex by lemma.convex. Then L has no spurious valley.",
        "Let L(t') <= m < L(t). On the segment from t to t' a convex L exceeds nowhere the larger of its values at the"
        " ends, L(t).",
        "classical",
    ),
)  # fmt: skip
"""Statement and proof by id."""
