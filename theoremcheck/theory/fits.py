"""The prose of the conditions on fits: linear functions of features, convex problems, and what they cost."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

FITS: Final = (
    Entry(
        "data.fit_right", "the best fit of all that is trained is right",
        "f is affine in what is trained (network.output_layer); branches have one layer; what is frozen has known"
        " values, and the total coefficients in L of the squares of what is trained are >= 0. If l is convex and"
        " active, L has a minimum, and at each of its minima every sample is right.",
        "A small ball of coefficients in which the minimum lies: its gradient and Hessian, and the signs of f there,"
        " in ball arithmetic. Or the minimum itself in exact numbers, with slopes s_i of l at its margins, on kinks"
        " numbers between the slopes, that balance: then every sample has s_i below the slopes of l at 0, or its"
        " margin is the same at all minima, as in data.minima_error.", HERE,
    ),
    Entry(
        "data.minima_error", "how much is wrong where L is least",
        "If l is convex, at every global minimum of L at most the share r < 1 of the weight of the samples is wrong. By"
        " the best fit, as data.fit_right, where f is affine in what is trained; or by the best affine (linear)"
        " function g of the features, where the network computes all of these and no others (network.every_affine, or"
        " network.every_linear) and L has no penalty.",
        "As data.fit_right: the signs of f in a ball that holds all minima; or exact numbers. There let theta be the"
        " point (or g), f = f_0 + sum_k theta_k phi_k the outputs, phi_k = (x_i, 1) of g, and c_k theta_k^2 the"
        " penalties times the total weight W. With s_i between the slopes of l at z_i, sum_i weight_i s_i y_i phi_k(i)"
        " = 2 c_k theta_k for all k: so for every theta' W (L(theta') - L(theta)) is the sum of the weight_i (l(z_i')"
        " - l(z_i) - s_i (z_i' - z_i)) and of the c_k (theta_k' - theta_k)^2, none of them negative. Where theta' is"
        " another minimum all are 0, and s_i is a subgradient of l at z_i' too. Subgradients rise: if s_i < l'(0-),"
        " then z_i' < 0 and i is right; if i is of class + and s_i < l'(0+), z_i' <= 0, f >= 0, and i is right; and if"
        " l bends at once on both sides of z_i, or has other slopes there, z_i' = z_i. Also theta_k' = theta_k where"
        " c_k > 0; if these theta_k and z_i span the rows of all samples, all z_i' = z_i. What is not right by one of"
        " these counts as wrong. Each class may have its own loss. That more is wrong is never claimed.", HERE,
    ),
    Entry(
        "network.matching", "one unit, which matches the loss",
        "f = a_0 + a s(w . x + b), with a frozen at a known value, a_0 absent or frozen at one, and w and b trained or"
        " not: one neuron of the shortcut, and no f_D. For y = + and for y = -, with the loss of that class,"
        " psi_y(z) = l(-y (a_0 + a s(z))) is convex on R, across breaks as well.",
        "psi_y is one formula: what neuron.convex asks for, for both classes. Refuted by a point, a jump or a slope"
        " that drops; or where the network is another one.", HERE,
    ),
    *(
        Entry(
            f"data.realisable{more}", f"the network can fit all samples{short}",
            "f(x_i) = g(u_i) with u_i affine in all that is trained and g fixed: the trained parameters all lead into"
            " one unit, alone in its layer and in those above it, of a network that is one chain of layers, or f is"
            " affine in them, with rational features (then g is the identity). What is frozen has known values. For y ="
            " + and for y = -, with the loss of that class, c_y(u) = l(-y g(u)) is continuous, falls weakly up to some"
            f" point and rises weakly from there on{steep}. Some parameters put every u_i at a minimum of its cost.",
            "Rationals p <= r, or one of them, or none, for each class: c_y falls up to p, is convex from p to r and"
            " rises from r on. And parameters t at which each c_y is least at the u_i, by its slopes there; or t and a"
            " direction along which the u_i of a class are one number, with costs of both classes that are the same"
            " function of the step up to a constant, or one class at rest; or two directions that reach any two"
            " numbers. Where a class moves, p and r are there, and a minimum between them.", HERE,
        )
        for more, short, steep in (
            ("", "", ""),
            ("_steep", ", and no sample costs the same nearby",
             ", and has its least value wherever it falls to neither side, one-sided slopes counted"),
        )
    ),
    Entry(
        "data.realisable_linear", "a linear function fits all samples",
        "The network is linear, and a constant is trained (network.constant_trained) or it is homogeneous"
        " (network.homogeneous). Some function v . x + k, with k = a_0 where no constant is trained, a_0 absent (0) or"
        " frozen at a known value, has its margins z_i where l is least, the loss of the class of i.",
        "As data.realisable, for the function v . x + k instead of the network.", HERE,
    ),
    Entry(
        "data.descent", "a direction along which every cost falls",
        "In the setting of data.realisable, there is a direction along which the u_i of each class all rise or all"
        " fall, by other than 0, and the cost of the class is weakly monotone on R and falls to that side.",
        "The direction, and a proof for each class of what loss.nondecreasing asks for, of its cost.", HERE,
    ),
    Entry(
        "data.convex_fit_right", "the minima of a convex L are right",
        "If L is convex in what is trained, it has minima, and at each of them every sample is right.",
        "A box as in minimum.strict, in which all that is trained moves: a convex L that exceeds on a sphere its least"
        " value in the ball takes its minima in the ball, and the signs of f are known there.", HERE,
    ),
    Entry(
        "data.decay_fit_right", "the best fit of a layer of linear neurons under weight decay is right",
        "In the setting of objective.linear_decay, with the normal form F, A, Q = B(w, w) of lemma.linear_decay,"
        " there are s >= 0, u with Q(u) <= A, theta and r > 0 such that, on the ball of radius r around (s u, theta),"
        " every sample is right, and F has a Hessian above k > 0; and g r + s (A - Q(u)) < k r^2/2, where g is the"
        " length of the gradient of F(beta, theta) + 2 B(u, beta) at the centre. What is frozen has known values, and"
        " branches have one layer.",
        "The rational numbers s, u, theta, r and k; gradient, Hessian and the signs of f in ball arithmetic.", HERE,
    ),
    Entry(
        "data.affine_fit_right", "the best affine fit is right",
        "There are v, k such that, if l is convex, with g(x) = v . x + k, subgradients s_i of l at -y_i g(x_i) and d of"
        " l at 0: sum_i weight_i s_i y_i (x_i, 1) = 0, so that g is a best fit of all affine functions, and s_i < d for"
        " all i, so that it is right at every sample.",
        "The rational numbers (v, k), and slopes that are rational at the margins; sums in rational arithmetic.", HERE,
    ),
    Entry(
        "data.linear_fit_right", "the best linear fit is right",
        "The same with k = 0, and sum_i weight_i s_i y_i x_i = 0 alone.",
        "As data.affine_fit_right.", HERE,
    ),
    Entry(
        "data.linear_bound", "a linear function of the features costs less than l(0)",
        "There are a function g(x) = v . x + k, with k = 0 unless a constant is trained (network.constant_trained), a"
        " lower bound m of l with m < l(0), and a number r < 1, such that the mean of l(-y_i g(x_i)) - m is below s"
        " (l(0) - m) for the least training error s > r that samples with these weights can have.",
        "The rational numbers v, k and r, and a sign proof of l - m on every piece; the costs in exact numbers or in"
        " ball arithmetic, and s as the next sum of some of the weights, or a multiple of what divides all of them."
        " That there is no such function is never claimed.", HERE,
    ),
    Entry(
        "data.constant_bound", "a constant output costs less than l(0)",
        "There are a number c, lower bounds m of l, of the loss of each class its own, and a number r < 1, such that"
        " samples of a training error above r cost more than f = c does: the sum of weight_i (l(0) - m) over them is"
        " greater than that of weight_i (l(-y_i c) - m) over all samples, plus the total weight times the penalty on"
        " a_0 = c. Each l and m is that of the class of i; a training error is one that samples with these weights can"
        " have.",
        "The rational numbers c and r, and sign proofs of l - m; the costs in exact numbers or in ball arithmetic, for"
        " the next training error and both ways to share it among the classes in which one of them has as much of it as"
        " it can. That there is no such number is never claimed.", HERE,
    ),
)  # fmt: skip
