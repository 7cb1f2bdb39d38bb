"""The prose of the lemmas and theorems: statement and proof by the ids of ``trusted.kernel.statements``.

Notation: q_i = weight_i l'(z_i) with z_i = -y_i f(x_i), X_i the hidden layer's inputs, I+ and I- the two classes. All
sample weights are positive, so they change none of the arguments.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from theoremcheck.theory.cells import CELLS
from theoremcheck.theory.circuits import CIRCUITS
from theoremcheck.theory.decay import DECAY
from theoremcheck.theory.heads import HEADS
from theoremcheck.theory.independent import INDEPENDENT
from theoremcheck.theory.linear import LINEAR
from theoremcheck.theory.lines import LINES
from theoremcheck.theory.mirrored import MIRRORED
from theoremcheck.theory.mixed import MIXED
from theoremcheck.theory.monomials import MONOMIALS
from theoremcheck.theory.narrowing import NARROWING
from theoremcheck.theory.off_breaks import OFF_BREAKS
from theoremcheck.theory.outputs import OUTPUTS
from theoremcheck.theory.prose import HERE, PAPER, Entry
from theoremcheck.theory.quadratic import QUADRATIC
from theoremcheck.theory.refutations import REFUTATIONS
from theoremcheck.theory.separable import SEPARABLE
from theoremcheck.theory.valleys import VALLEYS
from theoremcheck.theory.wide import WIDE

_ENTRIES = (
    Entry(
        "network.balance", "the balance condition",
        "One of three arms: the output bias is trained; or the neuron has one sign; or s' has one strict sign and the"
        " origin lies outside the convex hull of the X_i of each class.",
        "If the loss has slope 0 on one class, then q vanishes on the other class I as well. With a_0: sum y_i q_i = 0,"
        " a sum of terms of one sign. With s > 0 (or s < 0): sum_I q_i s(w_j . X_i) = 0 by the first-order condition"
        " in a_j. Third arm: sum_I q_i s'(w_j . X_i) X_i = 0 by the first-order condition in w_j, which puts 0 in the"
        " cone, hence in the convex hull, of the X_i unless all q_i are 0. Each arm uses one neuron j only, so the"
        " neurons may differ in their frozen biases. What each needs is a premise of every theorem that uses balance:"
        " the second that a_j is trained (network.trainable or network.neurons_trainable), the third that a_j != 0 or"
        " lemma.idle_slope, the first two that neither a_0 nor the a_j are penalised (objective.unregularised).",
        HERE,
    ),
    Entry(
        "network.balance_unpenalised", "the balance condition, where parameters may be frozen or penalised",
        "One of three arms: a_0 is trained and in no penalty; or the neuron has one sign, and the a_j are trained and"
        " in no penalty; or s' has one strict sign and the origin lies outside the convex hull of the X_i of each"
        " class.",
        "As network.balance, each arm with all that it uses: (0) of lemma.first_order that no penalty moves with a_0,"
        " (a) that a_j is trained and none moves with it, (w) one neuron with a_j != 0 and no penalty on w. (At the"
        " place where thm.subspaces.c1 uses it, such a neuron is at hand.)",
        HERE,
    ),
    Entry(
        "network.rest", "the network at rest is no obstacle",
        "At rest all a_j = 0. One of these holds: the a_j are frozen (network.hidden_trainable: not all at 0); or there"
        " is no deep part, l has a derivative where the network at rest puts the samples, and a_0 is not trained, or it"
        " is not rewarded, l is convex and the classes have the same weight; or a_0 is trained and in no penalty, and"
        " the x_i lie on one line.",
        "What thm.separable.kink needs: its proof says at which local minimum, and why. For unbalanced classes and a"
        " trained a_0 it fails with the hinge, on the plane as in rule.kink.",
        HERE,
    ),
    Entry(
        "neuron.monotone", "the neuron is strictly monotone",
        "neuron.increasing or neuron.decreasing.",
        "The network does not change if s and every a_j are replaced by -s and -a_j, and neither do its local minima"
        " (a frozen a_j keeps its nonzero value up to sign). So a decreasing neuron may be read as an increasing one.",
        HERE,
    ),
    Entry(
        "neuron.strictly_monotone", "the neuron is strictly monotone, in the weak sense",
        "neuron.monotone, or neuron.strictly_increasing or neuron.strictly_decreasing, whose slopes may vanish at"
        " points (z^3).",
        "A continuous function with slopes > 0 increases strictly. A decreasing one is mirrored as in neuron.monotone.",
        HERE,
    ),
    Entry(
        "neuron.strictly_curved", "the neuron is strictly convex or strictly concave",
        "neuron.strictly_convex or neuron.strictly_concave.",
        "As for neuron.monotone: replace s and every a_j by -s and -a_j.",
        HERE,
    ),
    Entry(
        "neuron.curved", "the neuron is strictly convex or strictly concave, in the weak sense",
        "neuron.strictly_curved, or neuron.slope_increasing or neuron.slope_decreasing: s'' may vanish at points.",
        "A function with s'' > 0, one-sided at breaks where slopes do not drop, is strictly convex. A strictly concave"
        " one is mirrored as in neuron.monotone.",
        HERE,
    ),
    Entry(
        "lemma.first_order", "first-order conditions",
        "At a local minimum, if l and s are C^1, for every neuron j: (a) sum_i q_i y_i s(w_j . X_i) = 0 if a_j is"
        " trained; (w) a_j sum_i q_i y_i s'(w_j . X_i) X_i = 0 if w_j is trained; (0) sum_i q_i y_i = 0 if a_0 is"
        " trained.",
        "The partial derivatives of L vanish at a local minimum: each is -1/n times the left side. Here w_j includes"
        " b_j if the hidden bias is trained; a frozen b_j only shifts the argument of s, by another constant for each"
        " neuron: (a) and (w) then speak of s(w_j . x_i + b_j), and a proof that compares two neurons has to say that"
        " their b_j are equal. The part f_D shares no parameter with f_S, so it does not enter. Of the arms,"
        " network.trainable implies network.neurons_trainable (M >= 1), and that network.hidden_trainable. The last is"
        " enough for (w), and gives one j at which either a_j is frozen and not 0, or (a) holds: all that"
        " thm.separable uses. Whatever uses (a) for more than that asks for one of the other two.",
        HERE,
    ),
    Entry(
        "lemma.idle_slope", "an idle neuron: first identity",
        "At a local minimum with a_j = 0, a_j and w_j trained, sum_i q_i y_i s'(w_j . X_i) X_i = 0.",
        "With a_j = 0 neither f nor any q_i depends on w_j. Moving w_j a little stays in the neighbourhood where the"
        " point is minimal, so the moved point is a local minimum with the same q_i, and (a) holds for every w near"
        " w_j. Differentiate (a) in w.",
        HERE,
    ),
    Entry(
        "lemma.idle_convexity", "an idle neuron that is strictly convex",
        "At a local minimum with a_j = 0, a_j and w_j trained, s strictly convex: for every v that is orthogonal to the"
        " samples with q_i > 0 of class - and to none of those of class +, q_i = 0 on class +; and with the classes"
        " swapped.",
        "As in lemma.idle_slope, (a) holds for every w near w_j with the same q_i, so t -> sum_i q_i y_i s(w_j . X_i"
        " + t v . X_i) is constant near t = 0. Class - adds a constant to it, and class + a sum of strictly convex"
        " functions with the weights q_i: it is constant only if all of these are 0. No second derivative is needed.",
        HERE,
    ),
    Entry(
        "lemma.idle_curvature", "an idle neuron: second identity",
        "At a local minimum with a_j = 0, a_j and w_j trained, and s in C^2, sum_i q_i y_i s''(w_j . X_i) X_i X_i^T"
        " = 0.",
        "Differentiate the identity (a), valid for all w near w_j, twice in w. It speaks of one neuron, whose b_j may"
        " be frozen at any value; that a_j is trained is the premise network.trainable or network.neurons_trainable.",
        HERE,
    ),
    Entry(
        "lemma.slope_zero", "slope zero means correct",
        "If l is nondecreasing and active, q_i = 0 implies y_i f(x_i) > 0.",
        "l'(z_i) = 0 with l' > 0 on [0, inf) leaves z_i = -y_i f(x_i) < 0.",
        HERE,
    ),
    Entry(
        "lemma.slope_zero_flat", "slope zero means curvature zero",
        "If moreover l is C^2, q_i = 0 also implies l''(z_i) = 0.",
        "l' >= 0 has a minimum at z_i, so its derivative vanishes there.",
        HERE,
    ),
    Entry(
        "lemma.monotone_descent", "descent along a vector that separates, without derivatives of the neuron",
        "Let l be C^1 and nondecreasing, s strictly increasing (or decreasing: mirror it), the w_j (b_j) trained and in"
        " no penalty, and let u separate weakly: y_i (u . X_i) >= 0 for all i. At a local minimum q_i = 0 wherever"
        " y_i (u . X_i) > 0.",
        "If some a_j != 0, put e = sgn a_j and move w_j along t e u, t > 0: y_i f(x_i) changes by |a_j| e y_i"
        " [s(w_j . X_i + t e u . X_i) - s(w_j . X_i)], and the bracket has the sign of e (u . X_i): the change is >= 0,"
        " and > 0 where y_i (u . X_i) > 0. No l(z_i) rises, and no penalty changes, so at a minimum l is constant just"
        " below each z_i that falls: its slope there is 0. If a_j = 0, a_j is trained (network.hidden_trainable), w_j"
        " moves freely, and (a) of lemma.first_order holds along w_j + t u with the same q_i (a penalty c a_j^2 has"
        " slope 0 at 0): t -> sum_i q_i y_i s(w_j . X_i + t u . X_i) is constant near 0, and each term with q_i > 0 and"
        " y_i (u . X_i) > 0 increases strictly. One neuron is used: the others may differ from it in anything.",
        HERE,
    ),
    Entry(
        "thm.subspaces.c2", "classes in different subspaces, C^2 loss",
        "Let s be C^1 and strictly convex (on each side of every point s'' > 0, no second derivative at breaks is asked"
        " for), l C^2, nondecreasing and active, no sample in the span of the other class, the balance condition, and M"
        " >= m+ + m- - 1. Then every local minimum has training error 0.",
        "(A) Some a_j = 0: some v is orthogonal to the span U- of class - and to no X_i of class +; by"
        " lemma.idle_convexity q = 0 on I+, and on I- by symmetry. (B) No a_j = 0: let J be the neurons with a_j > 0"
        " and |J| >= m+ (otherwise at least m- neurons have a_j < 0: swap the classes). Let K = {i in I+ : q_i > 0} be"
        " nonempty, and give each set S of the partition a neuron j in J of its own. Dual vectors e_i of S (orthogonal"
        " to U- and to the rest of S, e_i . X_i = 1) and numbers c_i, i in K, make directions d_j = sum over S of c_i"
        " e_i. The forms E_k(c) = sum_J a_j s'_kj d_j . X_k, k in K, are |K| forms in |K| unknowns, and by (w) sum_K"
        " q_k E_k = 0 identically with all q_k > 0: so they have a common zero c != 0, and d_j . X_i = c_i for i in S."
        " Move w_j by t d_j: class - does not move; for k in K the first-order parts of f cancel, and f(x_k) rises by"
        " at least a constant times t^2 sum_J a_j (d_j . X_k)^2, because s lies above its tangents by a parabola;"
        " samples of class + outside K move to first order at most, where l' = l'' = 0 by lemma.slope_zero_flat, so"
        " their loss changes by o(t^2). So L falls. Hence q = 0 on I+, by balance on I-, and lemma.slope_zero ends it."
        " (A) uses one neuron; (B) takes the slopes of each neuron for itself, so frozen b_j may differ (X_i = x_i)."
        " The a_j and w_j are all trained. Of balance any arm.",
        HERE,
    ),
    Entry(
        "thm.subspaces.c1", "classes in different subspaces, C^1 loss",
        "Let s be C^1 and strictly convex or strictly concave in the weak sense (s'' may vanish: z^4), l C^1 (squared"
        " hinge), nondecreasing and active, no sample in the span of the other class, the w_j (b_j) trained and in no"
        " penalty, network.balance_unpenalised, and let n+ + n- - 1 neurons or more be good: a_j is trained, perhaps"
        " penalised, or frozen at a value != 0. n+ and n- count distinct X_i. Then every local minimum has training"
        " error 0.",
        "Let s be convex (else mirror it). Some v is orthogonal to all of class - and to no X_i of class +. (A) Some"
        " good a_j = 0: a_j is trained, w_j moves freely, and a penalty on a_j has slope 0 at 0, so (a) of"
        " lemma.first_order holds for every w near w_j with the same q_i: t -> sum_i q_i y_i s(w_j . X_i + t v . X_i)"
        " is constant near 0. Class - adds a constant to it, class + strictly convex functions with the weights q_i: q"
        " = 0 on I+, and on I- by symmetry. (B) All good a_j != 0: n+ of them or more are > 0 (otherwise at least n-"
        " are < 0: swap the classes). Move w_j by t c_j v for these j. By (w) the forms c -> sum_j a_j s'_ij c_j (v ."
        " X_i), one for each X_i of class +, satisfy sum_I+ q_i (form of X_i) = 0; unless q = 0 on I+ that makes them"
        " dependent, n+ forms in n+ unknowns, and some c != 0 makes all of them 0. Then class - does not move, and f"
        " rises on all of I+ by sum_j a_j (s minus its tangent at w_j . X_i) > 0 for every t != 0: no loss rises, no"
        " penalty changes, so at a minimum l is constant just below each z_i of class +, and l' = 0 there. Balance"
        " gives I-; lemma.slope_zero ends it. Nothing here compares two neurons, so frozen b_j may differ (X_i = x_i),"
        " and so may frozen a_j; neurons frozen at a_j = 0 are not counted and do not move.",
        HERE,
    ),
    Entry(
        "thm.subspaces.core", "only the core has to satisfy span exclusion",
        "If s is also increasing (and l C^2), the hypotheses on the data are needed on the core F alone: the largest"
        " support of m >= 0 with sum m_i y_i X_i = 0.",
        "By (w), or lemma.idle_slope if a_j = 0, m_i = q_i s'(w_j . X_i) >= 0 satisfies sum m_i y_i X_i = 0, so q = 0"
        " off F, by one neuron alone. Repeat thm.subspaces.c2 on F, in its (A) with the samples of F only (q = 0"
        " elsewhere): samples off F may move to first order, but there l' = l'' = 0 by lemma.slope_zero_flat. Frozen"
        " b_j may differ as there. Balance, any arm, then empties the other class.",
        HERE,
    ),
    Entry(
        "thm.subspaces.core_in_one_class", "a core inside one class",
        "If s is increasing, the core F lies inside one class and the balance condition holds, then every local minimum"
        " has training error 0, for every M >= 1.",
        "As in thm.subspaces.core, q = 0 off F, so on the whole other class; balance, any arm, makes it 0 on F. One"
        " neuron is used for each step.",
        HERE,
    ),
    Entry(
        "thm.subspaces.fewer", "classes in different subspaces, one neuron fewer",
        "Let s and l be as in thm.subspaces.c2, s strictly monotone, a_0 trained, and no sample in the span of the"
        " other class. If the partitions that give m+ and m- have a set with a single sample in each class, M >= m+"
        " + m- - 2 is enough, as long as M >= 3. (Always so where each class has rank 1 modulo the span of the"
        " other.)",
        "Let p neurons have a_j > 0 and m have a_j < 0 (none is 0, by (A) of thm.subspaces.c2), K+ and K- the samples"
        " with q_i > 0, neither empty, K their union and x, y their ranks modulo U- and U+. By (B) there p <= m+ - 1"
        " and m <= m- - 1, so both are equalities, and |K+| <= p x + 1, |K-| <= m y + 1: all sets but one cover all"
        " samples but one. Vary a_0, the a_j and w_j as in lemma.circuit.curved: where f does not move to first order"
        " on K, L moves to second order by a form F, negative definite on a space of directions d of dimension p x + m"
        " y (d_j orthogonal to U- if a_j > 0, to U+ if a_j < 0); that f does not move is |K| - 1 - rho equations for"
        " d, rho the rank of (1), (s_ij) on K. As |K| - 1 - rho <= p x + m y + 1 - rho, F < 0 somewhere if rho >= 2."
        " If rho = 1, w_j . X_i = b_j on K; of three neurons two have a_j g(b_j) + a_k g(b_k) != 0, g = s'^2 / s'',"
        " and moving these along e_j d, e_k d with a_j s'_j e_j + a_k s'_k e_k = 0 gives both signs. Samples off K"
        " have l' = l'' = 0. Here w_j . X_i stands for the pre-activation, a frozen b_j included: the proof never"
        " compares two neurons before rho = 1, and then only through the constants b_j it names, so frozen biases may"
        " differ. a_0 and all a_j and w_j are varied: they are trained. m+ and m- are the numbers of sets of the"
        " partition at hand, even if a smaller one exists.",
        HERE,
    ),
    Entry(
        "thm.subspaces.independent", "classes in independent subspaces: three neurons are enough",
        "Let the spans U+ and U- of the classes meet in 0 only, no X_i be 0, and s, l and the balance condition be as"
        " in thm.subspaces.c2. If three neurons share their hidden bias (it is absent, trained, or frozen at one value"
        " for the three), every local minimum has training error 0, however many samples there are. Where each class"
        " has rank 1 (all its X_i on one line through 0), two such neurons are enough.",
        "Let S be the set of neurons that share their hidden bias b (b = 0 where it is absent, and where it is trained"
        " and part of w_j). Neurons outside S may have any biases, frozen or not: nothing below moves them. Some a_j ="
        " 0: (A) of thm.subspaces.c2, for this one neuron. Otherwise let K+, K- be the samples with q_i > 0 of each"
        " class, and suppose that neither is empty (else balance, by whichever arm, and lemma.slope_zero end it). As U+"
        " and U- meet in 0 only, (w) says that sum over K+ of q_i s'(w_j . X_i + b) X_i = 0 for each j in S, and over"
        " K- as well. The first is the gradient at w_j of v -> sum over K+ of q_i s(v . X_i + b), which is one function"
        " for all j in S because b is the same; it is strictly convex on the dual of the span of K+, so it has one"
        " critical point at most: w_j . X_i is the same for all j in S, for every i in K+, and likewise in K-. (With"
        " b_j frozen at different values it is not, and strict bad minima exist.) If a_j + a_k != 0 for two of them,"
        " move w_j along t d / a_j and w_k along -t d / a_k, d orthogonal to the other class and to no X_i of this"
        " one, I+ say. Only I+ moves. For i in K+, with psi = s minus its tangent at w_j . X_i + b, p = 1 / a_j, q ="
        " -1 / a_k and x = t d . X_i, f changes by psi(p x) / p - psi(q x) / q, as s' has one value there for both."
        " The chords of a convex psi with psi(0) = psi'(0) = 0 get steeper, so this has the sign of p - q = 1/a_j +"
        " 1/a_k for convex s, the other for concave s. It is no o(x^2): if p and q have two signs, psi >= c x^2 says"
        " so; else let r in (0, 1) be the smaller of p / q and q / p: if psi(x) - psi(r x) / r <= e x^2 near 0, adding"
        " up along x, r x, r^2 x, ... gives psi(x) <= e x^2 / (1 - r), against c x^2. Of the two classes take the one"
        " on which that sign is y_i: its loss on K+ does not rise and falls by more than any o(t^2) for t as small as"
        " one likes, while l' = l'' = 0 elsewhere (lemma.slope_zero_flat) leaves o(t^2) there: no minimum. Of three"
        " a_j != 0 two have a sum that is not 0. With two, rank 1 and a_1 + a_2 = 0: K+ spans U+ and K- spans U-, so"
        " w_1 . X_i = w_2 . X_i for all i, and moving both along one d changes no f(x_i). So (a), which holds for the"
        " trained a_1, holds along all such moves with the same q_i, which empties K+ and K- as in (A). Nowhere a"
        " second derivative of s is used beyond what lies below: s is C^1, with s'' > 0 on each side of every point"
        " (or s'' < 0).",
        HERE,
    ),
    Entry(
        "thm.subspaces.independent_two", "classes in independent subspaces: two neurons are enough",
        "As thm.subspaces.independent, for a convex loss and a network without deep part: M = 2 is enough, if both"
        " neurons share their hidden bias (absent, trained, or frozen at one value).",
        "With three neurons that share their hidden bias it is thm.subspaces.independent. Otherwise M = 2, both share"
        " it, and all is as there, up to a_1 + a_2 = 0 and w_1 . X_i = w_2 . X_i for all i in K+ and K-, so that f ="
        " a_0 there (0 if a_0 is absent): there is no third neuron and no deep part. A sample i of neither has l'(z_i)"
        " = 0; as l' is nondecreasing and positive at -y_i a_0 (K+ and K- are not empty), z_i < -y_i a_0, that is y_i"
        " (f(x_i) - a_0) > 0. Scale a_1 and a_2 by 1 + t, t > 0: f stays a_0 on K+ and K-, and the z_i of the other"
        " samples fall, into the interior of the half-line where l' = 0. So L does not change, and for small t the"
        " point is a local minimum again. From there move w_1 and w_2 both along d: no loss changes, so (a) holds"
        " along all such moves with the same q_i, which empties K+ and K- as in (A).",
        HERE,
    ),
    Entry(
        "thm.subspaces", "classes in different subspaces (T2)",
        "If the neuron is strictly convex, no sample lies in the span of the other class, the network is balanced and"
        " wide enough, then every local minimum of L has training error 0.",
        "One of the variants thm.subspaces.c2, .c1, .core, .core_in_one_class, .fewer, .independent, .independent_two,"
        " .mixed.",
        PAPER,
    ),
    Entry(
        "lemma.affine_piece_setting", "the setting of thm.affine_piece",
        "s is strictly monotone, with one-sided slopes that are not 0, and affine on some interval; a_0 and the b_j are"
        " trained, f_D = 0; l is convex, nondecreasing, active, and its slope is 0 somewhere (as for every polynomial"
        " hinge, the hinge included); no regulariser.",
        "Hypotheses only. 'not loss.increasing' says, for a nondecreasing l, that its slope has a zero; being convex, l"
        " then attains its minimum on a half-line.",
        HERE,
    ),
    Entry(
        "thm.affine_piece", "neurons with an affine piece: an equivalence (T4)",
        "In the setting of lemma.affine_piece_setting, with a C^1 loss, every local minimum has training error 0 if and"
        " only if the data are linearly separable.",
        "Separable: thm.separable. Not separable: rule.affine_piece.",
        HERE,
    ),
    Entry(
        "thm.core", "the samples off the core are right",
        "The hypotheses of thm.separable.monotone without separability. Let F be the core, the largest support of m >="
        " 0 with sum m_i y_i X_i = 0. At every local minimum all samples off F are right, so the training error is at"
        " most the share of F.",
        "By Farkas some u has y_i (u . X_i) >= 0 for all i, and > 0 exactly off F. lemma.monotone_descent gives q_i = 0"
        " there, lemma.slope_zero ends it. Nothing is said of the samples of F: rule.hull refutes there.",
        HERE,
    ),
    Entry(
        "thm.core_vacuous", "no local minimum where the core is not everything",
        "If s is strictly monotone, l is C^1 with l' > 0 everywhere, and some u has y_i (u . X_i) >= 0 for all i and >"
        " 0 for some i, L has no local minimum.",
        "lemma.monotone_descent gives q_i = 0 for such an i, but l' > 0 makes every q_i positive.",
        HERE,
    ),
    Entry(
        "lemma.decay_origin", "weight decay that outweighs all that can be gained",
        "Let l be convex, and let objective.decay_dominates hold for a network without f_D. Then from every point the"
        " a_j and w_j can be brought to 0 so that L does not end higher. In (1) of the condition L(t) >= l(0) for"
        " every t, with equality at the origin.",
        "In (1) let d be that slope. l(z) >= l(0) + d z, and |f(x_i)| <= sum_j |a_j| K |w_j . x_i|. By Young |d| K"
        " |a_j| |w_j . x_i| <= A a_j^2 + (d K)^2/(4 A) (w_j . x_i)^2, whose mean over i is at most A a_j^2 + B"
        " |w_j|^2. So the mean of l(z_i) is at least l(0) minus the penalty. In (2), let c_j = b_j if a_0 is trained"
        " without a penalty, else c_j = 0; for r in [0, 1] let t_r have r a_j, r w_j, c_j + r (b_j - c_j), and a_0 +"
        " (1 - r) sum_j a_j s(c_j), which is a_0 if c_j = 0 since s(0) = 0. With v_j = w_j . x + b_j - c_j and g(v) ="
        " s(c_j + v) - s(c_j), |g(v) - r g(r v)| <= |g(v) - g(r v)| + (1 - r) |g(r v)| <= (1 - r^2) K |v|: so f"
        " changes by at most (1 - r^2) K sum_j |a_j| |v_j|, and the mean loss by D times the mean of that. The"
        " penalty falls by 1 - r^2 times A |a|^2 + B |w|^2 + C |b - c|^2 (b - c = 0 in the first case). By Cauchy and"
        " Schwarz and the matrix the gain of each neuron is at most that, and less unless a_j = 0, w_j = 0 and b_j ="
        " c_j: L(t_r) <= L(t).",
        HERE,
    ),
    Entry(
        "thm.decay_origin", "weight decay that outweighs all that can be gained: every local minimum is a global one",
        "In the setting of lemma.decay_origin every local minimum of L is a global minimum, in (1) of the condition"
        " of value l(0).",
        "(1) s is positively homogeneous and there are no biases: at r t, with r < 1 close to 1, f and the penalty"
        " are r^2 times those at t. By convexity L(r t) <= r^2 L(t) + (1 - r^2) l(0); at a local minimum t, L(t) <="
        " L(r t), so L(t) <= l(0), the least value. (2) At a local minimum t, L(t) <= L(t_r) for r close to 1, so"
        " every a_j and w_j is 0. Let t' be any point. On the segment from t to t'_0 all of them stay 0, so f = a_0,"
        " and L is convex there: L(t) <= L(t'_0) <= L(t'). Compare Haeffele, Vidal: Global Optimality in Neural"
        " Network Training (CVPR 2017).",
        HERE,
    ),
    Entry(
        "lemma.exponential", "a penalised exponential neuron is idle (A1)",
        "Let s(z) = C e^(kz), all a_j, w_j and b_j be trained, and the coefficient of a_j^2 in L be > 0, with no"
        " penalty on w_j and b_j. At a local minimum a_j = 0; and if l is C^1, for every X the samples there have sum"
        " q_i y_i = 0. The rest of the network may be anything.",
        "Moving b_j by h and a_j to a_j e^(-kh) leaves f unchanged, and the penalty falls for hk > 0 unless a_j = 0."
        " Then (a) of lemma.first_order holds for all w_j, b_j nearby with the same q, as the penalty has slope 0 at"
        " 0: sum_i q_i y_i e^(k w . X_i) = 0 on an open set of w. Along a direction that tells the X_i apart this is"
        " a sum of distinct exponentials, so the coefficient of each is 0.",
        "Liang, Sun, Lee, Srikant: Adding One Neuron Can Eliminate All Bad Local Minima (NeurIPS 2018); statement and"
        " proof as given here",
    ),
    Entry(
        "thm.exponential", "exponential neurons with penalised output weights (A2)",
        "Let s(z) = C e^(kz) with C k != 0, all a_j, w_j, b_j be trained, L carry a penalty c |a|^2 with c > 0 and"
        " none on w and b, l be C^1 and active (it may fall elsewhere, as the square loss does), and no X carry both"
        " labels. Whatever the deep part is, as long as it reads nothing of a sample but its features, and however"
        " it is penalised, every local minimum of L has training error 0.",
        "lemma.exponential: sum q_i y_i = 0 at every X, where all samples have one label, one output and one z, so"
        " that this is a multiple > 0 of y l'(z). So l' = 0 at every sample, and z_i < 0 as l is active. It does not"
        " say that descent succeeds: where the rest cannot fit the data, L falls along a path to infinity.",
        "Liang, Sun, Lee, Srikant: Adding One Neuron Can Eliminate All Bad Local Minima (NeurIPS 2018); statement"
        " and proof as given here"
    ),
    Entry(
        "thm.exponential_global", "penalised exponential neurons: every local minimum is a global one",
        "In the setting of lemma.exponential, with l C^1 and convex and no penalty but on the a_j: every local"
        " minimum of L is a global minimum, whatever the labels are.",
        "At a local minimum the penalty is 0, its least value. f depends on the point x alone, so L is at least a sum"
        " over the distinct X of convex functions of the output there, whose slopes at f are -sum q_i y_i = 0. So"
        " each is as small as any function of x can make it.",
        "Liang, Sun, Lee, Srikant: Adding One Neuron Can Eliminate All Bad Local Minima (NeurIPS 2018); statement and"
        " proof as given here",
    ),
    Entry(
        "thm.global", "every local minimum is a global one",
        "If thm.separable, thm.subspaces, thm.circuit, thm.quadratic, thm.linear, thm.residual, thm.independent,"
        " thm.independent_monotone, thm.independent_funnel, thm.independent_narrow, thm.linear_independent or"
        " thm.features applies, l is convex or pseudoconvex (loss.pseudoconvex) and L has no regulariser, every local"
        " minimum of L is a global minimum.",
        "The proofs show that at a local minimum l falls to neither side of any z_i: its slope is 0, or, where it"
        " has kinks, that on the left is. A convex l is minimal there, and a pseudoconvex one by what the word means,"
        " so each term of L is as small as it can be.",
        HERE,
    ),
    Entry(
        "thm.vacuous", "no local minimum at all (T0)",
        "If thm.separable, thm.subspaces, thm.circuit, thm.quadratic, thm.linear, thm.independent,"
        " thm.independent_funnel, thm.independent_narrow, thm.exponential, thm.homogeneous, thm.features or"
        " thm.residual applies and l' > 0 everywhere, L has no local minimum: its infimum is approached at infinity"
        " only. The theorem then holds vacuously.",
        "The proofs show q = 0 at every local minimum, but l' > 0 makes every q_i positive.",
        HERE,
    ),
)  # fmt: skip

RESULT_PROSE: Final = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            *_ENTRIES,
            *MIRRORED,
            *INDEPENDENT,
            *NARROWING,
            *MIXED,
            *MONOMIALS,
            *SEPARABLE,
            *CIRCUITS,
            *QUADRATIC,
            *LINEAR,
            *DECAY,
            *LINES,
            *HEADS,
            *OUTPUTS,
            *VALLEYS,
            *WIDE,
            *CELLS,
            *OFF_BREAKS,
            *REFUTATIONS,
        )
    }
)
"""The prose of every statement by id."""
