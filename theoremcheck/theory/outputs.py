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
