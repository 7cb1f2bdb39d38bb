"""The prose of the theorems on linearly independent samples."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, LEVEL_GLOBAL, LEVEL_RIGHT, Entry

INDEPENDENT: Final = (
    Entry(
        "lemma.independent", "linearly independent samples (I1, I2): any loss, any labels",
        "Let l be C^1 (it may fall somewhere, as the square loss does), no penalty involve a w_j or b_j, the w_j be"
        " trained, and some a_j be trained or frozen at a value that is not 0. Let s be continuous. Let the distinct"
        " X_i be linearly independent, whatever the labels; for an even s, and hidden biases that are trained or 0, it"
        " is enough that this is so up to sign, with labels that are consistent up to sign, if there is no deep part,"
        " or l is nondecreasing; and if f is odd in x, that they are independent once each (x, +) is taken as (-x, -)"
        " (lemma.mirrored). With balance, at every local minimum the slope of L in f(X) is 0 at each X, that is, the"
        " q_i y_i of the samples at X have the sum 0, for every width M >= 1 and every deep part. Balance is one of"
        " five, where local maxima and minima of s are meant in the weak sense: s has none of the one kind, and a_0 is"
        " trained and not penalised; or s has none of the one kind, and the a_j are frozen, one of them at a value > 0"
        " and one at a value < 0 (I2); or s has none of the one kind, its values at those of the other have one strict"
        " sign, and the a_j are trained and not penalised; or the a_j are, and s > 0 at its local maxima and s < 0 at"
        " its local minima, as a sine has them; or the a_j and a_0 are, and s > c at its local maxima and s < c at its"
        " local minima for some c.",
        "Let r_i be the sum of the q_k y_k of the samples k at X_i: these may have both labels, but have one output,"
        " as f reads x_i alone. So they enter L through g(f(X_i)), with one C^1 function g whose slope is -r_i. For"
        " every i some v has v . X_i = 1 and v . X_k = 0 for all other X_k. If a_j is trained and 0, L does not depend"
        " on w_j; nearby w_j give local minima with the same q, so (a), sum_k q_k y_k s(w_j . X_k + t v . X_k) = 0,"
        " holds for all small t, also where the penalty on a_j has slope 0 at 0: r_i (s(u + t) - s(u)) = 0, and as s"
        " is constant on no interval, whose points would be maxima and minima, r_i = 0. Otherwise move w_j along t v:"
        " f(X_i) changes by a_j (s(u + t) - s(u)), which is small for small t, as s is continuous, and nothing else"
        " changes. If r_i is not 0, L falls where that has the sign of r_i; so r_i a_j s has a local maximum at u: s"
        " has a local maximum there if r_i a_j > 0, and a local minimum if r_i a_j < 0. With frozen a_j > 0 > a_k this"
        " is so of both neurons, each moved alone: one has a local maximum of s at X_i, the other a local minimum, and"
        " s does not have both. So all r_i = 0; a_0 takes no part. In each other case of balance some d(u) = p + q s(u)"
        " is > 0 at all local maxima of s and < 0 at all local minima, with p = 0 or a_0 trained and not penalised,"
        " and q = 0 or the a_j so: -1, where s has no local maximum, or 1, where it has no local"
        " minimum; s or -s, where s has one kind only, and one sign there; s; s - c. So r_i a_j d(u_i) > 0 where r_i"
        " is not 0. But the r_i d(u_i) have the sum 0, by (a) and as a_0 gives sum_i r_i = 0. So all r_i = 0. Where s"
        " is even, samples at X_i and -X_i have one label. If f_D is 0 they have one output too, since all neurons"
        " agree there, as the b_j are 0: the same with v . X_k = 0 for all X_k other than X_i and -X_i. Else they may"
        " have several q, all >= 0 as l is nondecreasing. For t with y_i a_j (s(u + t) - s(u)) > 0 no z rises, and z_i"
        " falls: so l is constant just below z_i, and q_i = 0. The rest is as above, with q_i y_i for r_i. Frozen"
        " biases of any values only shift the argument of s; for an even s, X and -X have to move alike, so they"
        " are 0 there.",
        HERE,
    ),
    Entry(
        "lemma.independent_monotone", "linearly independent samples and a strictly monotone neuron: any loss, any"
        " labels",
        "Let l be C^1 (it may fall somewhere, as the square loss and a squared sigmoid do), s strictly monotone with"
        " one-sided slopes that are not 0, no penalty involve a w_j or b_j, the w_j be trained, and some a_j be"
        " trained or frozen at a value that is not 0. Let the distinct X_i be linearly independent, whatever the"
        " labels; or, if f is odd in x, once each (x, +) is taken as (-x, -) (lemma.mirrored). Then at every local"
        " minimum the slope of L in f(X) is 0 at each X, for every width M >= 1 and every deep part.",
        "Samples with one X have one output, and enter L through g(f(X_i)), where g is C^1, of slope -r_i, the sum of"
        " their -q y. For every i some v has v . X_i = 1 and v . X_k = 0 for all other X_k. If a_j is trained and 0,"
        " (a) holds for all w_j nearby with the same q, also where the penalty on a_j has slope 0 at 0: r_i (s(u + t)"
        " - s(u)) is 0 for small t, and s(u + t) is not s(u). So r_i = 0. Otherwise move w_j along t v: only f(X_i)"
        " moves, by a_j (s(u + t) - s(u)), which is continuous in t and takes values of both signs near t = 0. If r_i"
        " were not 0, L would fall to one side. So all r_i = 0. Frozen biases of any values only shift the argument of"
        " s. The neuron j alone is moved: a_j of the others, and whether they are frozen, plays no part.",
        HERE,
    ),
    Entry(
        "lemma.independent_funnel", "linearly independent samples and a branch that narrows to single units (I3)",
        "Let l be C^1 (it may fall somewhere), a_0 trained and in no penalty, the distinct X_i linearly"
        " independent, whatever the labels, and let a branch of f_D have a first layer of any width in which the"
        " neuron g of some unit is continuous and has no local maximum, or no local minimum, in the weak sense, and"
        " above it single units, each with a C^1 neuron of its own whose slope has one strict sign. Let the weights of"
        " the branch be trained and in no penalty, and where X_i = (x_i, 1) the biases of its first layer too"
        " (network.valley_funnel). Then at every local minimum the slope of L in f(X) is 0 at each X, whatever else the"
        " network has.",
        "With the notation of thm.separable.funnel: f(x_i) = g_i + T(r_i + m g(p_i)). Say that g has no local maximum;"
        " else replace g and m by -g and -m. Let R_i be the sum of the q y of the samples at X_i, which have one"
        " output: they enter L through a C^1 function of f(X_i) of slope -R_i. For every e some v has v . X_e = 1 and"
        " v . X_i = 0 for all other X_i: turning the unit by t v moves p_e by t, at the samples with this X, and"
        " nothing else. Let R_e not be 0. (1) m and all multipliers above are not 0: T is continuous and strictly"
        " monotone, say with the sign c, and for small t f(X_e) moves a little, with the sign of c m (g(p_e + t) -"
        " g(p_e)). As L does not fall, that is never the sign of R_e: R_e c m g has a local maximum at p_e, and R_e"
        " has the sign of -c m, which is one for all e. As a_0 gives sum_i q_i y_i = 0, all R_e = 0. (2) m = 0, no"
        " other multiplier is: small turns lead to local minima with the same z_i and r_i, and moving m there gives"
        " sum_i q_i y_i T'(r_i) g(p_i) = 0 at each of them. T' is not 0, so the difference shows g(p_e + t) = g(p_e)"
        " for all small t: a local maximum. (3) A multiplier above is 0: as in thm.separable.funnel, small turns from"
        " a nearby local minimum with the same z_i keep sum_i q_i y_i h(x_i) = 0, where h is strictly monotone in"
        " g(p_i), and again g would be constant near p_e. So all R_e = 0.",
        HERE,
    ),
    Entry(
        "thm.independent", "linearly independent samples (I1, I2): any loss",
        "In the setting of lemma.independent let l be active and the labels consistent. Then every local minimum has"
        " training error 0, and l has slope 0 at every sample.",
        f"{LEVEL_RIGHT} (For an even s with a deep part the lemma shows that l' is 0 at every sample; mirrored samples:"
        " lemma.mirrored.)",
        HERE,
    ),
    Entry(
        "thm.independent_monotone", "linearly independent samples and a strictly monotone neuron: any loss",
        "In the setting of lemma.independent_monotone let l be active and the labels consistent. Then every local"
        " minimum has training error 0, and l has slope 0 at every sample.",
        LEVEL_RIGHT,
        HERE,
    ),
    Entry(
        "thm.independent_funnel", "linearly independent samples and a branch that narrows to single units (I3)",
        "In the setting of lemma.independent_funnel let l be active and the labels consistent. Then every local minimum"
        " has training error 0, and l has slope 0 at every sample.",
        LEVEL_RIGHT,
        HERE,
    ),
    Entry(
        "thm.independent_global", "linearly independent samples, whatever the labels: every local minimum is a global"
        " one",
        "Let lemma.independent, lemma.independent_monotone, lemma.independent_funnel or lemma.linear_independent apply,"
        " l be convex, active or not, and L have no regulariser. Then every local minimum of L is a global minimum. Two"
        " samples at one X may have different labels, and each class a loss of its own.",
        f"{LEVEL_GLOBAL} (Where l' is 0 at each sample, each term is minimal.)",
        HERE,
    ),
)  # fmt: skip
