"""The prose of theorems on spurious valleys: from every point there is a way down (see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import Entry

_VENTURI: Final = (
    "After Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization landscapes (JMLR"
    " 2019); the width N - 1, frozen biases and the proof are own."
)

VALLEYS: Final = (
    Entry(
        "thm.wide.shallow", "as many neurons as samples: no spurious valley (V1)",
        "Let f = a_0 + sum_j a_j s(w_j . x + b_j), nothing beside it, s any function on R, all a_j and w_j trained, and"
        " the b_j absent, all trained, or all frozen at one value. Let l be convex and finite on R, L without"
        " regulariser, and M >= N, the number of distinct x_i, or M >= N - 1 if a_0 is trained. Then from every point t"
        " and for every m > inf L a continuous path of the trained parameters starts at t, on which L never exceeds"
        " L(t), and ends where L <= m. So L has no spurious valley, and no spurious basin. Bad local minima it may"
        " have.",
        "Let phi(w, b) be the vector of s(w . x_i + b) over the N distinct x_i, where (w, b) runs through what is"
        " trained: the same set P for every neuron. Read vectors modulo constants if a_0 is trained. Let V be the span"
        " of all phi(p), p in P: its dimension is D <= N - 1, or D <= N, so D <= M. While the columns phi_j of the"
        " neurons do not span V, their rank is below D, so sum e_j phi_j is 0 (a constant, if a_0 is trained) for some"
        " e with e_k != 0. Move a to a - (a_k / e_k) e on a segment, and a_0 so that it makes up for the constant: f"
        " stays what it is on the samples, and a_k becomes 0. The other columns span what all did. Move (w_k, b_k) on a"
        " segment to some p with phi(p) outside of that span: f does not change, as a_k = 0, and the rank has grown."
        " After at most D rounds the columns span V, and L has not changed. Given m > inf L, let L(t') <= m; if L(t) <="
        " m nothing is to do. The outputs of t' are a_0' + sum a_j' phi(p_j'), and so those of some (a_0, a) with the"
        " columns that are there (a_0 as it is, if it is not trained). Move (a_0, a) on the segment there: the outputs"
        " move on a segment, on which the loss is convex in them, so L exceeds nowhere its values at the ends.",
        _VENTURI,
    ),
    Entry(
        "thm.wide", "wide networks: no spurious valley",
        "thm.wide.shallow.", "See there.", _VENTURI,
    ),
)  # fmt: skip
