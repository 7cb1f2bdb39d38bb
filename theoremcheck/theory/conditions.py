"""The prose of the conditions."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from theoremcheck.theory.cells import CELL_CONDITIONS
from theoremcheck.theory.circuits import CIRCUIT_CONDITIONS
from theoremcheck.theory.extrema import EXTREMA
from theoremcheck.theory.fits import FITS
from theoremcheck.theory.homogeneous import HOMOGENEOUS
from theoremcheck.theory.lines import LINE_CONDITIONS
from theoremcheck.theory.losses import JETS, LOSSES, SIGN
from theoremcheck.theory.lower import LOWER
from theoremcheck.theory.mixed import UNITS
from theoremcheck.theory.narrowing import NARROWING_CONDITIONS
from theoremcheck.theory.prose import AFTER_ADDED, HERE, PAPER, Entry
from theoremcheck.theory.refutations import POINTS
from theoremcheck.theory.wide import WIDE_CONDITIONS

_READ = "Read off the spec."
_COUNTED = "Counted from the values in the spec, with an exact rank, or of data not given the greatest that there is."

_ENTRIES = (
    *LOSSES,
    Entry("neuron.defined", "the neuron is defined on R", "s(z) is a real number for every z.",
          "Every logarithm, denominator and fractional power in the formula stays inside its domain; a violation is an"
          " input error.", HERE),
    Entry("neuron.c1", "the neuron is C^1", "s is continuously differentiable on R.", JETS, HERE),
    Entry("neuron.c2", "the neuron is C^2", "s is twice continuously differentiable on R.", JETS, HERE),
    Entry("neuron.analytic", "the neuron is analytic",
          "s is real analytic on R. Asked for by the paper, used by no statement here.", JETS, PAPER),
    Entry("neuron.signed", "the neuron has one sign", "s > 0 on R, or s < 0 on R (softplus, exp; not cosh z - 1).",
          "A sign proof on every piece. Refuted by a point with s <= 0 and a point with s >= 0.", HERE),
    Entry(
        "neuron.increasing", "the neuron is strictly increasing with slope > 0",
        "s is continuous and s'(z) > 0 for all z; at a break point both one-sided slopes are > 0 (leaky ReLU, SELU).",
        SIGN, PAPER,
    ),
    Entry("neuron.decreasing", "the neuron is strictly decreasing with slope < 0",
          "s is continuous and s'(z) < 0 for all z, one-sided at break points: the mirror image of neuron.increasing.",
          SIGN, HERE),
    Entry("neuron.strictly_increasing", "the neuron increases strictly",
          "s(u) < s(v) for all u < v; the slope may vanish at points (z^3).",
          "A proof of s' >= 0 on every piece, and in every piece a point with s' != 0. Refuted by a point with s' < 0,"
          " or by a constant piece.", HERE),
    Entry("neuron.strictly_decreasing", "the neuron decreases strictly",
          "s(u) > s(v) for all u < v: the mirror image of neuron.strictly_increasing.",
          "As neuron.strictly_increasing.", HERE),
    Entry("neuron.nondecreasing", "the neuron falls nowhere",
          "s is continuous, and s'(z) >= 0 for all z, one-sided at break points (ReLU, ramps).", SIGN, HERE),
    Entry("neuron.convex", "the neuron is convex",
          "s''(z) >= 0 for all z, and slopes do not drop at a break point. Used by no statement here.", SIGN, HERE),
    Entry(
        "neuron.strictly_convex", "the neuron is strictly convex with s'' > 0",
        "s''(z) > 0 for all z, one-sided at break points, where slopes do not drop. A single zero of s'' breaks it:"
        " z^4 is not strictly convex in this sense.", SIGN, PAPER,
    ),
    Entry("neuron.strictly_concave", "the neuron is strictly concave with s'' < 0",
          "s''(z) < 0 for all z, one-sided at break points, where slopes do not rise: the mirror image of"
          " neuron.strictly_convex.", SIGN, HERE),
    Entry("neuron.slope_increasing", "the slope of the neuron increases strictly",
          "s is strictly convex: each chord lies above it. s'' may vanish at points (z^4), and slopes rise at breaks.",
          "As neuron.convex, and in every analytic piece a point with s'' != 0. Refuted by a point with s'' < 0, a"
          " break where the slope drops, or an affine piece.", HERE),
    Entry("neuron.slope_decreasing", "the slope of the neuron decreases strictly",
          "s is strictly concave: the mirror image of neuron.slope_increasing.", "As neuron.slope_increasing.", HERE),
    Entry("neuron.flat_piece", "the neuron is constant on some interval",
          "s is constant on some open interval (ReLU below 0).",
          "The derivative of one piece is identically 0; refuted by a point with s' != 0 in every analytic piece.",
          HERE),
    Entry("neuron.affine_piece", "the neuron is affine on some interval",
          "s is affine on some open interval (ReLU, leaky ReLU, ELU above 0).",
          "The second derivative of one piece is identically 0; refuted by a point with s'' != 0 in every analytic"
          " piece.", HERE),
    Entry("neuron.even", "the neuron is even", "s(z) = s(-z) for all z.",
          "Equality of normal forms, piece by piece; refuted by one point.", HERE),
    Entry("neuron.odd_up_to_constant", "the neuron is odd up to a constant",
          "s(z) + s(-z) is constant (sigmoid, tanh).",
          "Equality of normal forms, piece by piece; refuted by one point.", HERE),
    Entry("neuron.quadratic", "the neuron is a square", "s(z) = alpha z^2 + gamma with alpha != 0.",
          "The third derivative is identically 0 and s'(0) = 0, s''(0) != 0; refuted by one point.", HERE),
    Entry(
        "neuron.sigmoidal", "s''/s' grows from a centre to both sides",
        "s is twice differentiable, s' is nowhere 0, and for a centre c and a sign e, K = e s''/s' is 0 at c, > 0,"
        " nondecreasing and with a convex 1/K on (c, inf), and so is -K(-z) on (-c, inf). With e = -1: tanh (K = 2 tanh"
        " z), the sigmoid (K = tanh(z/2)), erf (K = 2 z), arctan(sinh z), and e^(-e^-z), which is not symmetric; with e"
        " = 1: sinh. Shifted, scaled and mirrored they stay so. Not arctan and z/(1 + |z|), whose |s''/s'| falls far"
        " out; not softplus, which has no inflection.",
        "c is a constant with s''(c) = 0. To its right s' keeps its sign, e (s' s''' - s''^2) >= 0, so K rises from 0,"
        " and s' (2 s' s'''^2 - s''^2 s''' - s' s'' s'''') >= 0, which is (1/K)'' >= 0 times a positive function; s'''"
        " is not 0 at c. To its left the same of -s(c - t). Refuted by an affine piece, by a break at which s is not"
        " twice differentiable, by s'' > 0 or s'' < 0 on R, and by four points between which s''/s' rises and falls.",
        HERE,
    ),
    Entry("neuron.exponential", "the neuron is an exponential",
          "s(z) = C e^(kz) on all of R, with C != 0 and k != 0.",
          "One smooth formula with s' s(0) = s s'(0), s(0) != 0 and s'(0) != 0; refuted by s(z) s(z + 2) != s(z +"
          " 1)^2.",
          AFTER_ADDED),
    *EXTREMA,
    Entry(
        "data.linearly_separable", "the classes are linearly separable",
        "There is u with y_i (u . X_i) > 0 for all i, where X_i = (x_i, 1) with a trained hidden bias and X_i = x_i"
        " without.",
        "A rational separating vector, or (Farkas) rational m >= 0, not all 0, with sum m_i y_i X_i = 0; a linear"
        " program proposes, integers check.", PAPER,
    ),
    Entry(
        "data.affinely_separable", "the classes are separable by an affine function",
        "There is u with y_i (u . (x_i, 1)) > 0 for all i, whatever the biases of the network.",
        "As data.linearly_separable, on (x_i, 1).", HERE,
    ),
    Entry(
        "data.separable_through_origin", "the classes are separable by a linear function",
        "There is v with y_i (v . x_i) > 0 for all i, whatever the biases of the network.",
        "As data.linearly_separable, on x_i.", HERE,
    ),
    Entry(
        "data.weakly_separable", "some sample lies off the core",
        "There is u with y_i (u . X_i) >= 0 for all i, and > 0 for some i.",
        "The vector itself, with the smallest zero set; refuted by m_i > 0 for all i with sum m_i y_i X_i = 0.", HERE,
    ),
    Entry(
        "data.affinely_weakly_separable", "some affine function separates weakly, and some sample strictly",
        "There is u with y_i (u . (x_i, 1)) >= 0 for all i, and > 0 for some i, whatever the biases of the network.",
        "As data.weakly_separable, on (x_i, 1).", HERE,
    ),
    Entry(
        "data.affinely_balanced", "the samples balance, with a constant",
        "Some m_i > 0, one for every sample, have sum m_i y_i (x_i, 1) = 0. By Farkas (Stiemke) this is the contrary of"
        " data.affinely_weakly_separable.",
        "The multipliers; refuted by a vector that separates weakly, and some sample strictly.", HERE,
    ),
    Entry(
        "data.balanced", "the samples balance",
        "Some m_i > 0, one for every sample, have sum m_i y_i x_i = 0.",
        "As data.affinely_balanced, on the x_i.", HERE,
    ),
    Entry(
        "data.features_separable", "free features separate the classes",
        "There are numbers rho_j with y_i sum_j rho_j phi_j(x_i) > 0 for all i, where the phi_j are the free features:"
        " 1, if a_0 is trained; s(w_j . x + b_j), if the a_j are trained and w_j, and b_j where it is present,"
        " are frozen"
        " at known values; the units of a branch of f_D with one hidden layer, if its output weights are trained and"
        " its weights, and its biases where it has some, are frozen at known values. The output weight of a free"
        " feature"
        " is in no penalty.",
        "The numbers, checked in rational arithmetic or in balls; refuted by rational m >= 0, not all 0, with"
        " sum m_i y_i phi_j(x_i) = 0 for all j, where the features are rational.", HERE,
    ),
    *FITS,
    *HOMOGENEOUS,
    Entry(
        "data.span_exclusion", "no sample lies in the span of the other class",
        "No X_i of one class lies in the linear span of the other class.",
        "Two rational vectors, each orthogonal to one class and to no sample of the other; refuted by a sample written"
        " as a rational combination of the other class.", HERE,
    ),
    Entry(
        "data.origin_outside_hulls", "the origin lies outside the convex hull of each class",
        "For each class there is v with v . X_i > 0 on that class; always so with a trained hidden bias.",
        "Two rational vectors; refuted by a convex combination of one class that is 0.", HERE,
    ),
    Entry(
        "data.core_in_one_class", "the core lies inside one class",
        "The core F, the largest support of m >= 0 with sum m_i y_i X_i = 0, contains samples of one class at most.",
        "A vector u with y_i (u . X_i) >= 0 for all i whose zeros lie in one class; refuted by such an m with both"
        " classes in its support.", HERE,
    ),
    Entry(
        "data.core_span_exclusion", "span exclusion on the core",
        "data.span_exclusion for the samples of the core F alone.",
        "A vector u as for data.core_in_one_class and two vectors as for data.span_exclusion on its zeros; refuted"
        " inside the support of such an m.", HERE,
    ),
    Entry(
        "data.independent_spans", "the spans of the classes meet in 0 only",
        "The linear spans U+ and U- of the X_i of the two classes have U+ and U- in direct sum: r = r+ + r-.",
        "Three exact ranks.", HERE,
    ),
    Entry("data.consistent", "no two samples contradict each other",
          "No two samples with the same X have different labels.", "Exact comparison.", HERE),
    Entry("data.independent", "the samples are linearly independent",
          "The distinct X_i are linearly independent (the x_i affinely, with a trained hidden bias).",
          "An exact rank.", HERE),
    Entry("data.affinely_independent", "the samples are affinely independent",
          "The distinct (x_i, 1) are linearly independent, whatever the biases of the network.",
          "An exact rank.", HERE),
    Entry("data.independent_mirrored", "the samples are linearly independent, once all have the label -",
          "The distinct X_i are linearly independent once each sample (x, +) is taken as (-x, -).",
          "An exact rank.", HERE),
    Entry("data.consistent_up_to_sign", "no two samples contradict each other, up to sign",
          "No two samples with the same X, or with X and -X, have different labels.", "Exact comparison.", HERE),
    Entry("data.independent_up_to_sign", "the samples are linearly independent, up to sign",
          "The X_i, one of each two that differ in sign only, are linearly independent.", "An exact rank.", HERE),
    Entry("data.collinear", "the points lie on one line",
          "x_i = p + r_i v for some p and v: always so in dimension 1.", "An exact rank.", HERE),
    Entry("data.balanced_classes", "the classes have the same weight", "The weights of the two classes have one sum.",
          "Exact arithmetic.", HERE),
    Entry("data.equal_means", "the classes have the same mean", "(1/n+) sum of x_i over + equals that over -.",
          "Exact arithmetic.", HERE),
    Entry(
        "data.convex_order", "one class is a contraction of the other",
        "One class is a mean-preserving contraction of the other: a coupling p_ki >= 0 with the class weights as"
        " marginals and sum_i p_ki x_i = p_k x_k for every k of the inner class.",
        "The coupling itself, a sparse rational vector from a linear program; refuted, in both directions, by a convex"
        " function whose class averages are ordered the wrong way.", HERE,
    ),
    Entry("data.equal_classes", "the class averages are the same measure",
          "E+ = E-: every point carries the same share of both classes.", "Exact comparison of multisets.", HERE),
    Entry(
        "data.ellipsoids", "each class lies inside an ellipsoid that the other avoids",
        "There are positive semidefinite P and a with X_i^T P X_i < a < X_k^T P X_k for all i in + and k in -, and the"
        " same with the classes swapped. Equivalently, sum_i q_i y_i X_i X_i^T is indefinite for every q >= 0, q != 0"
        " with sum_i q_i y_i = 0.",
        "Rational matrices, positive semidefinite by elimination; linear programs with eigenvector cuts propose them."
        " Refuted by a rational q with a semidefinite sum. Above MAX_ELLIPSOID_DIMENSION it stays open.", HERE,
    ),
    Entry(
        "data.ellipsoid_positive", "class + lies inside an ellipsoid that class - avoids",
        "There are a positive semidefinite P and c with X_i^T P X_i < c < X_k^T P X_k for all i in + and k in -."
        " Equivalently, no q >= 0, q != 0, with sum_i q_i y_i = 0 has sum_i q_i y_i X_i X_i^T >= 0.",
        "As data.ellipsoids, for this half alone.", HERE,
    ),
    Entry(
        "data.ellipsoid_negative", "class - lies inside an ellipsoid that class + avoids",
        "There are a positive semidefinite P and c with X_k^T P X_k < c < X_i^T P X_i for all i in + and k in -."
        " Equivalently, no q >= 0, q != 0, with sum_i q_i y_i = 0 has sum_i q_i y_i X_i X_i^T <= 0.",
        "As data.ellipsoids, for this half alone.", HERE,
    ),
    Entry(
        "data.quadric_separable", "a quadric separates the classes",
        "There are a symmetric P and c with y_i (X_i^T P X_i - c) > 0 for all i: the products of two entries of X_i,"
        " with a 1, are linearly separable.",
        "As data.linearly_separable, on these products. Above MAX_PRODUCTS it stays open.", HERE,
    ),
    Entry(
        "data.cone_separable", "a quadratic cone separates the classes",
        "There is a symmetric P with y_i X_i^T P X_i > 0 for all i. Where X_i = (x_i, 1) this is any quadric in x.",
        "As data.linearly_separable, on the products of two entries of X_i. Above MAX_PRODUCTS it stays open.", HERE,
    ),
    Entry("data.even", "the difference of the class averages is even",
          "The signed measure E+ - E- is unchanged by x -> -x.", "Exact comparison of multisets.", HERE),
    Entry("data.odd", "the difference of the class averages is odd",
          "The signed measure E+ - E- changes its sign under x -> -x.", "Exact comparison of multisets.", HERE),
    Entry("network.shortcut", "the network has the shortcut",
          "f contains the additive part f_S(x) = a_0 + sum_j a_j s(w_j . x + b_j) with M >= 1 neurons.", _READ, PAPER),
    Entry("network.shortcut_only", "the network has no deep part", "f_D = 0.", _READ, HERE),
    *NARROWING_CONDITIONS,
    Entry(
        "network.deep_defined", "the neurons of the deep part are defined on R",
        "Every neuron of the deep part is a real number for every z, so that L is one at every parameter. Holds where"
        " there is no deep part.",
        "As neuron.defined, for each neuron of the deep part.", HERE,
    ),
    Entry("network.output_bias", "the output bias is present and trained", "a_0 is a trained parameter.", _READ, HERE),
    Entry("network.hidden_bias", "the hidden biases are present and trained", "The b_j are trained parameters.",
          _READ, HERE),
    Entry(
        "network.width", "the shortcut is wide enough",
        "M >= m+ + m- - 1, where m+ (m-) is the least number of sets, independent modulo the span of the other class,"
        " into which the distinct X_i of class + (-) can be partitioned.",
        "The partitions themselves (matroid partition); refuted by Edmonds' formula: sets K of samples with"
        " |K| > (m - 1) rho(K). The paper's own bound is 2 max(n / Delta r, r+, r-).", HERE,
    ),
    Entry("network.width_distinct", "the shortcut is wide enough for a C^1 loss",
          "G >= max(1, n+ + n- - 1), counting distinct X_i of each class; G = M if the a_j are trained, else the number"
          " of frozen a_j != 0.", "Counted.", HERE),
    Entry("network.width_core", "the shortcut is wide enough for the core",
          "network.width for the samples of the core F alone.", "As network.width, on the core.", HERE),
    Entry("network.width_independent", "the shortcut is wide enough for independent spans",
          "Three neurons share their hidden bias; or two where the X_i of each class have rank 1. (Absent or trained"
          " biases are shared by all M; frozen ones by those that are frozen at one value.)",
          "Counted, with exact ranks.", HERE),
    Entry("network.width_independent_two", "two neurons are wide enough for independent spans",
          "Three neurons share their hidden bias, as in network.width_independent; or M = 2 and both do.",
          "Counted.", HERE),
    Entry(
        "network.width_fewer", "the shortcut is wide enough, with one neuron fewer",
        "M >= 3 and M >= m+ + m- - 2, where the partitions of network.width have a set with a single sample in each"
        " class.",
        "The partitions themselves.", HERE,
    ),
    Entry("network.width_samples", "the shortcut is as wide as there are different samples",
          "M >= N, the number of distinct x_i; M >= N - 1 if a_0 is trained.", _COUNTED, HERE),
    *WIDE_CONDITIONS, *CELL_CONDITIONS, *CIRCUIT_CONDITIONS,
    Entry("network.common_bias", "all neurons have the same choice of biases",
          "The b_j are absent, or all trained, or all frozen at one value (one b_1 alone at any).", _READ, HERE),
    Entry("network.width_rank", "the shortcut is as wide as the rank of the samples",
          "M >= r, the rank of all X_i.", "An exact rank.", HERE),
    Entry("network.still_at_rest", "the neuron is 0 at 0", "s(0) = 0.", "Computed exactly.", HERE),
    Entry("network.width_two", "the shortcut has two neurons", "M >= 2.", _READ, HERE),
    Entry("network.width_quadratic", "the shortcut is wide enough for quadratic neurons",
          "M >= max(1, 2 r - 3), r the rank of all X_i.", "An exact rank.", HERE),
    Entry("network.width_positive", "r frozen output weights are positive",
          "The a_j are frozen, and at least r of them are > 0, r the rank of all X_i.", _COUNTED, HERE),
    Entry("network.width_negative", "r frozen output weights are negative",
          "The a_j are frozen, and at least r of them are < 0, r the rank of all X_i.", _COUNTED, HERE),
    Entry("network.width_one_sign", "r - 1 frozen output weights have one sign",
          "The a_j are frozen, and at least r - 1 of them are > 0, or at least r - 1 are < 0, r the rank of all X_i.",
          _COUNTED, HERE),
    Entry("network.width_signs", "each sign of the frozen output weights occurs often enough",
          "The a_j are frozen; none of them is > 0, or at least r are; none is < 0, or at least r are; r the rank of"
          " all X_i.", _COUNTED, HERE),
    Entry("network.width_extremes", "the extreme frozen output weights occur often enough",
          "The a_j are frozen; the largest, if it is > 0, is the value of at least r of them, and so is the least,"
          " if it is < 0; r the rank of all X_i.", _COUNTED, HERE),
    Entry("network.opposite_outputs", "frozen output weights of both signs",
          "The a_j are frozen at known values, some of which is > 0, and some < 0.", _READ, HERE),
    Entry("network.trainable", "every block of the shortcut is trained",
          "None of a_0, a_j, w_j, b_j is frozen. Of the deep part, to which units of other kinds and of other branches"
          " belong, anything may be.", _READ, HERE),
    Entry("network.neurons_trainable", "all a_j and w_j are trained",
          "All a_j and w_j are trained; biases may be frozen (a frozen b_j only shifts the neuron, so X_i = x_i).",
          _READ, HERE),
    Entry("network.hidden_trainable", "all w_j are trained and the a_j are not all stuck at 0",
          "All w_j are trained, and some a_j is trained or frozen at a value that is not 0.", _READ, HERE),
    Entry("network.hidden_bias_or_none", "the hidden biases are trained or 0",
          "The b_j are trained, absent, or frozen at exactly 0: then s(w_j . x + b_j) is even in X if s is even.",
          _READ, HERE),
    Entry("network.deep_features", "the deep part depends on the features alone",
          "f_D gives samples with the same x the same value. So do all deep parts that a spec can state.", _READ, HERE),
    Entry("objective.output_bias_unpenalised", "no penalty on the output bias", "No penalty involves a_0.", _READ,
          HERE),
    Entry("objective.output_unpenalised", "no penalty on the output weights", "No penalty involves an a_j.", _READ,
          HERE),
    Entry("objective.output_penalised", "the output weights are penalised",
          "The coefficient of a_j^2 in L, all penalties added, is > 0.", _READ, HERE),
    Entry("objective.penalises_outputs_only", "penalties on the output weights only",
          "No penalty involves a parameter other than an a_j, and the coefficient of a_j^2, all penalties added, is"
          " >= 0.",
          _READ, HERE),
    Entry(
        "network.linear_part", "a part of the network is linear and trained",
        "One of two: a branch of the deep part, all of whose neurons are affine, c z + e with c != 0, and all of whose"
        " weights are trained; or a shortcut with such a neuron, its w_j trained, its a_j trained or not all frozen at"
        " 0. Biases and all other parts may be anything.",
        "Read off the spec; that a neuron is affine, by s'' = 0 and s'(0) != 0 in normal form, and that it is not, by"
        " three equidistant points on no line.", HERE,
    ),
    Entry("network.linear_trained", "linear parts throughout, with all their weights trained",
          "The network is a shortcut, or a deep part, or both, and each of them, and each branch, is a part as in"
          " network.linear_part: all its neurons are c z + e with c != 0, and all its weights are trained (of frozen"
          " a_j, one that is not 0). Nothing is said of biases.",
          "As network.linear_part.", HERE),
    Entry("network.linear_wide", "a linear part with a unit for each feature in every layer",
          "Some part is linear, with all its weights trained, as in network.linear_part, and each of its layers has"
          " at least d units, d the number of features. (Of the shortcut frozen a_j that are not all 0 are enough,"
          " whatever M is.) The rest of the network may be anything.",
          "As network.linear_part.", HERE),
    Entry("network.constant_trained", "a constant of a linear part is trained",
          "a_0 is trained, or a bias of a layer of such a branch, or the b_j of such a shortcut. (Of biases below a"
          " residual head nothing is said.)",
          "As network.linear_part.", HERE),
    Entry("network.constant_seen", "where X_i has a 1, a constant of a linear part is trained",
          "If X_i = (x_i, 1), network.constant_trained holds: the 1 may belong to another part than the linear one.",
          "As network.linear_part.", HERE),
    Entry("network.linear", "every neuron is affine",
          "Every neuron of the network is c z + e with c != 0; what is trained plays no part.",
          "As network.linear_part.", HERE),
    Entry("network.homogeneous", "every neuron is c z, without biases below the output",
          "Every neuron is c z with c != 0; the b_j and the biases of the deep part are absent or frozen at 0. a_0 may"
          " be anything.",
          "As network.linear_part, with s(0) = 0.", HERE),
    Entry("network.linear_unfrozen", "every neuron of a part that is trained is affine",
          "Every neuron of the network is c z + e with c != 0, but for those of parts in which nothing is trained: the"
          " shortcut, or a branch of the deep part, all of whose weights and biases are frozen. Such a part may be"
          " anything; it adds a fixed number o_i to each f(x_i).",
          "As network.linear_part.", HERE),
    Entry("network.homogeneous_unfrozen", "every neuron of a part that is trained is c z, without biases",
          "Every neuron is c z with c != 0, and the b_j and the biases of the deep part are absent or frozen at 0, but"
          " for parts in which nothing is trained, as in network.linear_unfrozen. a_0 may be anything.",
          "As network.homogeneous.", HERE),
    Entry("network.deep_frozen", "no parameter of the deep part is trained",
          "All weights and biases of the deep part are frozen, at whatever values, or there is none: f_D(x_i) is a"
          " fixed number o_i.", _READ, HERE),
    Entry("network.odd", "the output is odd in x",
          "Every neuron is odd, s(-z) = -s(z); a_0, the b_j and the biases of the deep part are absent or frozen at 0;"
          " there is no residual head. So f(-x) = -f(x) whatever the parameters are.",
          "Of each neuron s(0) = 0, computed exactly, and s(z) + s(-z) = 0, by normal form or as its slope is 0; or a"
          " point where that is not so. The rest is read off the spec.", HERE),
    Entry("network.every_affine", "the network computes every affine function, and no other",
          "Every neuron is affine; the shortcut, or some branch of the deep part, has all its weights trained, and a_0"
          " or a bias of that part is trained; or there is a residual head, with w, V and a_0 trained.",
          "As network.linear_part. With V = 0 a head gives a_0 + w . x, whatever is below.", HERE),
    Entry("network.every_linear", "the network computes every linear function, and no other",
          "network.homogeneous holds; the shortcut, or some branch of the deep part, has all its weights trained, or"
          " there is a residual head, with w and V trained; and a_0 is absent or frozen at 0.",
          "As network.linear_part, with s(0) = 0.", HERE),
    Entry("objective.outputs_only", "no penalty but on the output weights of the shortcut",
          "No penalty involves a_0, a w_j, a b_j or a parameter of the deep part; the a_j may be penalised.", _READ,
          HERE),
    Entry("network.output_weights_frozen", "the a_j are frozen", "The a_j are not trained.", _READ, HERE),
    Entry("objective.unregularised", "the loss has no regulariser", "L carries no penalty on the parameters.", _READ,
          PAPER),
    Entry("objective.hidden_unpenalised", "no penalty on the hidden layer of the shortcut",
          "No penalty involves a w_j or b_j of the shortcut; a_0, the a_j and f_D may be penalised.", _READ, HERE),
    Entry("objective.hidden_decay", "weight decay on the hidden layer, with one coefficient",
          "The coefficient of w_jk^2 in L, all penalties added, is c > 0, and so is that of b_j^2 where the b_j are"
          " trained; no penalty involves a_0 or the deep part. The a_j may be penalised.", _READ, HERE),
    Entry("objective.output_bias_not_rewarded", "the penalties on the output bias add up to none or to a penalty",
          "The total coefficient of a_0^2 in L is >= 0.", _READ, HERE),
    Entry(
        "objective.smooth_at_rest", "the loss has a derivative where the network at rest puts the samples",
        "l has a derivative at c and at -c, where c is the value at which a_0 is frozen, 0 where it is absent or"
        " trained: with all a_j = 0 and no deep part, with w = 0 in a residual head, or where nothing of x is felt in"
        " linear layers without biases, f = c (if a_0 is not trained).",
        "The loss is one smooth piece around these points, or its pieces fit there. Refuted by a jump of the loss or of"
        " its slope at one of them.", HERE,
    ),
    Entry("network.residual", "a residual head, trained",
          "f(x) = a_0 + w . (x + V h(x)), where h is the last of the other layers and a_0 is present or not. All of w"
          " and V is trained and in no penalty; everything else may be frozen or penalised.", _READ, HERE),
    Entry("network.outputs_trained", "all output weights are trained",
          "The a_j, where there is a shortcut, and the output weights of the branches are trained; a_0 is trained,"
          " absent or frozen at 0.", _READ, HERE),
    Entry(
        "network.output_layer", "f is affine in what is trained",
        "In the shortcut, and in each branch of f_D, no two trained factors meet, and none is inside a neuron that"
        " bends: if some weights or biases of a layer, or of one below, are trained, its neurons are affine (c z + e, c"
        " != 0), and the weights that lead on from it are frozen, at known or unknown values. So nothing but output"
        " weights is trained; or the w and b of linear units are, and their output weights frozen. a_0 may be either.",
        _READ, HERE,
    ),
    Entry("objective.convex_outputs", "the penalties on what is trained are convex",
          "For each block of the shortcut and each piece of a branch that is trained, the total coefficient of its"
          " squares in L is >= 0.", _READ, HERE),
    Entry(
        "objective.linear_decay", "weight decay on all weights of a layer of linear neurons",
        "The neurons of the shortcut are k z + e, k != 0, with all a_j and w_j trained, and their squares have total"
        " coefficients > 0 in L. f_D is affine in what is trained of it (as in network.output_layer), and on all else"
        " that is trained the total coefficients are >= 0. Either a_0 is trained with the coefficient 0 (the b_j may"
        " then be absent, frozen or trained); or e = 0, and the b_j are absent, frozen at 0, or trained with a"
        " coefficient > 0.",
        _READ, HERE,
    ),
    Entry(
        "objective.decay_dominates", "weight decay outweighs all that the network can gain",
        "There is no f_D; all a_j and w_j are trained; the penalties, none with a coefficient below 0, add up to A"
        " |a|^2 + B |w|^2 + C |b|^2 + G a_0^2 with A > 0. Either (1) a_0 and the b_j are absent, or frozen at 0 in"
        " no penalty, s(z) = m z for z >= 0 and p z for z <= 0 with rational m and p; with K = max(|m|, |p|), d the"
        " slope of the convex l at 0 (of several the one closest to 0) and E the mean by weight, 4 A B I - (d K)^2 E x"
        " x^T is positive semidefinite. Or (2) the slopes of s are at most K and those of l at most D, everywhere; and"
        " either a_0 is trained without a penalty and 4 A B I - (D K)^2 E x x^T is positive definite, or s(0) = 0,"
        " each b_j is absent, frozen at 0, or trained with C > 0, and 4 A diag(B, ..., B, C) - (D K)^2 E X X^T is"
        " positive definite, X = (x, 1) with trained b_j, else x.",
        "Of (2) rational bounds K and D, with proofs that K z - s(z), K z + s(z), D z - l(z) and D z + l(z) are"
        " nondecreasing. Of (1) nothing: all its numbers are computed. That it fails: a part of the structure that"
        " both ask for, or (1) where that has to hold.", HERE,
    ),
    Entry(
        "objective.gram_decay", "the weights decay, and samples pull them the same way",
        "f = sum_j a_j s(w_j . x): there is no f_D, a_0 and the b_j are absent or frozen at 0, and s(0) = 0. The w_j"
        " are trained; the penalties add up to A |a|^2 + B |w|^2 with A >= 0, B > 0. No x_i is 0, and y_i y_k x_i ."
        " x_k >= 0 for all i and k. Either the a_j are frozen, not all of them at 0; or they are trained, and A = 0 or"
        " c |v| > 2 W sqrt(A B), where c is the smaller of the sizes of the slopes of s at 0, v = sum_i weight_i y_i"
        " l'(0-) x_i with the loss of the class of i, and W the sum of the weights.",
        "Computed: products of integers, and the sign of c^2 |v|^2 - 4 A B W^2 in exact numbers or in balls.", HERE,
    ),
    *LINE_CONDITIONS, *LOWER, *UNITS,
)  # fmt: skip

CONDITION_PROSE: Final = MappingProxyType({entry.id: entry for entry in (*_ENTRIES, *POINTS)})
"""The prose of every condition by id."""
