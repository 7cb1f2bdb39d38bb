"""The prose on branches that narrow, and linearly independent samples."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

NARROWING: Final = (
    Entry(
        "thm.independent_narrow", "linearly independent samples and two layers, the second no wider (I4)",
        "Let l be C^1 and active (it may fall elsewhere, as the square loss does), the distinct X_i be linearly"
        " independent with consistent labels, or, if f is odd in x, once each (x, +) is taken as (-x, -)"
        " (lemma.mirrored), and let a branch of f_D have two hidden layers. Let n be the number of units of the second,"
        " which have C^1 neurons, each with a slope of one strict sign, and let n units of the first, or more, have"
        " continuous, strictly monotone neurons. Let the weights of the branch be trained and in no penalty, and where"
        " X_i = (x_i, 1) the biases of its first layer too (network.narrowing). Then every local minimum has training"
        " error 0, and l has slope 0 at every sample, whatever else the network has and however its weight matrices are"
        " degenerate. Of three layers the proof says nothing.",
        "Let G be n units of the first layer that are monotone, u_ig what unit g of them passes on at x_i, V_k and a_k"
        " what weighs these units in unit k of the second layer, s_k, and that unit in the output: f(x_i) = g_i + sum_k"
        " a_k s_k(r_ik + V_k . u_i), where the g_i and r_ik come from the rest. For every e some v has v . X_e = 1 and"
        " v . X_i = 0 for all X_i other than X_e: turning a unit of G by t v moves what it receives at the samples with"
        " this X, which have one label, one output, hence one z and one q, and nothing else. As monotone continuous"
        " functions are open maps, u_e may be moved to any nearby vector, by small turns. Let q_e not be 0, and y_k ="
        " a_k s_k'(r_ek + V_k . u_e). (1) sum_k y_k V_kg is not 0 for some g: it is the slope of f(x_e) in u_eg, so"
        " that f(x_e), and with it z_e, may be moved a little to both sides, and L falls to one. (2) sum_k y_k V_k = 0,"
        " and some y_k is not 0: the rows V_k are dependent, there are at least as many columns, so V w = 0 for some w"
        " that is not 0, say w_g != 0. Moving u_e to u_e + h w for small h moves no V_k . u_e: f stays at all samples,"
        " and no penalty changes, so this leads to local minima with the same z_i, r_ik and a_k. At each of them the"
        " slope of L in V_kg is 0, sum_i q_i y_i a_k s_k'(r_ik + V_k . u_i) u_ig, where only u_eg differs: h w_g y_k"
        " times the sum of q_i y_i over the samples at X_e is 0, and these have one sign. (3) all y_k = 0: so all a_k ="
        " 0, as slopes are not, and f depends neither on V nor on u. Let V_kg not be 0 for some k and g: else move it"
        " a little, to a local minimum with the same z_i. At it, and at those to which u_eg moves, the slope of L in"
        " a_k is 0: sum_i q_i y_i s_k(r_ik + V_k . u_i), where only V_k . u_e differs, and s_k takes no value twice;"
        " again q_e = 0. So q = 0, and z_i < 0 as l is active.",
        "After Gori, Tesi: On the problem of local minima in backpropagation (IEEE TPAMI 1992), for the setting; the"
        " treatment of degenerate weight matrices is own.",
    ),
)  # fmt: skip

NARROWING_CONDITIONS: Final = (
    Entry("network.chain", "the deep part is a chain of single units",
          "The deep part is one branch, every layer of it is one trained unit, and all of them have the neuron s."
          " Layers may have biases or none; the first one has one if X_i = (x_i, 1).", "Read off the spec.", HERE),
    Entry("network.funnel", "a branch of the deep part narrows to single units",
          "The first layer of a branch has a unit with a strictly monotone neuron; every further layer is one unit,"
          " whose neuron is C^1 with a slope of one strict sign. All weights of the branch, those of its output with"
          " them, are trained and in no penalty; so are the biases of its first layer if X_i = (x_i, 1). The other"
          " units of the first layer, and the other biases, are arbitrary.",
          "The unit, and for each neuron what neuron.increasing (decreasing, strictly_increasing, strictly_decreasing)"
          " and neuron.c1 ask for.", HERE),
    Entry("network.valley_funnel", "a branch narrows to single units, from a unit without maximum",
          "As network.funnel, but the neuron of the unit in the first layer has no local maximum, or no local minimum.",
          "As network.funnel, with what neuron.no_local_maximum (no_local_minimum) asks for.", HERE),
    Entry("network.narrowing", "a branch of two layers, of which the second is no wider",
          "A branch has two hidden layers. In the first at least as many units as the second has, have continuous,"
          " strictly monotone neurons; every unit of the second has a C^1 neuron whose slope has one strict sign. All"
          " weights of the branch, those of its output with them, are trained and in no penalty; so are the biases of"
          " its first layer if X_i = (x_i, 1). Each unit may have a neuron of its own; further units of the first layer"
          " and the other biases are arbitrary.",
          "For each neuron what neuron.increasing (decreasing, strictly_increasing, strictly_decreasing) and neuron.c1"
          " ask for.", HERE),
)  # fmt: skip
