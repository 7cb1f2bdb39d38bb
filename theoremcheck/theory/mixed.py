"""The prose of thm.subspaces.mixed, and of the conditions on units of several kinds that it asks for."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

MIXED: Final = (
    Entry(
        "thm.subspaces.mixed", "classes in different subspaces, units of several kinds (S7)",
        "Let l be C^1, nondecreasing and active, and no sample in the span of the other class. A unit is a neuron of"
        " the shortcut, or a unit of a branch of one layer, with a neuron g of its own kind; it counts if g is C^1 and"
        " strictly convex or strictly concave, its weights are trained and in no penalty, its bias too where X_i ="
        " (x_i, 1), and its output weight is trained, perhaps penalised, or frozen at a value != 0. Let n+ + n- - 1"
        " units count, n+ and n- the numbers of distinct X_i (network.width_mixed_distinct: s'' may vanish, as of z^4);"
        " or let l be C^2, and m+ + m- - 1 units count whose s'' has one strict sign (network.width_mixed; m+ and m- as"
        " in network.width). Of all else in the network nothing is asked but that it is defined. Of balance one of"
        " three arms: a_0 is trained and in no penalty; or some unit has a neuron of one strict sign and an output"
        " weight that is trained and in no penalty (network.signed_unit); or some unit with weights as above has a C^1"
        " neuron whose slope has one strict sign (network.monotone_unit), and the origin lies outside the convex hull"
        " of the X_i of each class. Then every local minimum has training error 0.",
        "Unit j receives p_ij = w_j . X_i + b_j, where b_j is part of w_j if X_i = (x_i, 1), and otherwise stays where"
        " it is: whether it is trained, frozen at whatever value or absent is all the same. So f(x_i) = r_i + sum_j a_j"
        " g_j(p_ij) over the units that count, where r_i is the rest of f, of which no parameter moves below; and"
        " moving w_j by d changes p_ij by d . X_i, and nothing else. No penalty sees that. Write e_j = 1 if g_j is"
        " convex, -1 if it is concave. Some v is orthogonal to all of class - and to no X_i of class +. (A) Some a_j ="
        " 0: it is trained, w_j moves freely, L does not change, so the points nearby are local minima with the same"
        " q_i; a penalty on a_j has slope 0 at 0, so sum_i q_i y_i g_j(p_ij + t v . X_i) = 0 for all t near 0. Class -"
        " adds a constant to it, class + functions e_j g_j(.) that are strictly convex in t, with weights q_i >= 0: q ="
        " 0 on I+, and on I- by symmetry. (B) No a_j = 0: of n+ + n- - 1 units n+ or more have a_j e_j > 0 (otherwise"
        " at least n- have a_j e_j < 0: swap the classes). Move w_j by t c_j v for these j. The derivative of L"
        " vanishes, so the forms c -> sum_j a_j g_j'(p_ij) c_j (v . X_i), one for each X_i of class +, satisfy sum_I+"
        " q_i (form of X_i) = 0; unless q = 0 on I+ that makes them dependent, n+ forms in n+ unknowns or more, and"
        " some c != 0 makes all of them 0. Then class - does not move, and f rises on all of I+ by sum_j a_j (g_j minus"
        " its tangent at p_ij) > 0 for every t != 0 near 0: no loss rises, no penalty changes, so at a minimum l is"
        " constant just below each z_i of class +, and l' = 0 there. (B) with sets, l being C^2: of m+ + m- - 1 units"
        " m+ or more have a_j e_j > 0; as in (B) of thm.subspaces.c2 each set has a unit of its own, which moves along"
        " dual vectors of that set: where q_i > 0 in class + the first order cancels and f rises like t^2, as each e_j"
        " g_j lies above a parabola that touches it; where q_i = 0 there, l' = l'' = 0 (lemma.slope_zero_flat), and"
        " what moves to first order changes l by o(t^2). Balance empties the other class I: with a_0, sum_I q_i y_i ="
        " 0; with a unit of one sign, sum_I q_i y_i g(p_i) = 0 by the derivative in its output weight, whatever that"
        " is; with a monotone unit, sum_I q_i y_i g'(p_i) (u . X_i) = 0 for all u, by the derivative in its weights"
        " divided by its output weight, or if that is 0 by the derivative of (a), which holds along all its moves as in"
        " (A); take u with u . X_i > 0 on I. lemma.slope_zero ends it. Each unit is used through its own g_j, p_ij and"
        " a_j: nothing compares two of them. In (A) and the last two arms one unit is used. The losses of the two"
        " classes may differ: q_i has the l of the class of i.",
        HERE,
    ),
)  # fmt: skip
"""See ``results``."""

UNITS: Final = (
    Entry("network.width_mixed_distinct", "enough units of several kinds see the samples",
          "At least max(1, n+ + n- - 1) units count, counting distinct X_i of each class. Units are the neurons of the"
          " shortcut and the units of branches of one layer. One counts if its neuron is C^1 and strictly convex or"
          " strictly concave (as in neuron.slope_increasing or neuron.slope_decreasing); its weights are trained and in"
          " no penalty, and where X_i = (x_i, 1) so is its bias; and its output weight is trained, or frozen at a value"
          " != 0.",
          "Counted, kind by kind, with what neuron.c1 and neuron.strictly_convex (strictly_concave, slope_increasing,"
          " slope_decreasing) ask for. Refuted where there are too few whatever their neurons are.", HERE),
    Entry("network.width_mixed", "enough units of several kinds, for a C^2 loss",
          "At least max(1, m+ + m- - 1) units count, m+ and m- as in network.width: as in network.width_mixed_distinct,"
          " with neurons that are neuron.strictly_convex or neuron.strictly_concave.",
          "The partitions of network.width, and what those conditions ask for. Refuted by crowded sets, as that is,"
          " for all units that may count whatever their neurons are.", HERE),
    Entry("network.signed_unit", "a unit has one sign",
          "The neuron of some unit (as in network.width_mixed_distinct) has one strict sign on R; its output weight is"
          " trained and in no penalty.",
          "The kind of the unit, and what neuron.signed asks for. Refuted where every such output weight is frozen or"
          " penalised.", HERE),
    Entry("network.monotone_unit", "a unit is smooth and monotone",
          "Some unit has weights, a bias and an output weight as network.width_mixed_distinct asks for, and a neuron"
          " that is C^1 with a slope of one strict sign.",
          "The kind of the unit, and what neuron.c1 and neuron.increasing (decreasing) ask for. Refuted where the"
          " weights of no unit are like that.", HERE),
)  # fmt: skip
"""See ``conditions``."""
