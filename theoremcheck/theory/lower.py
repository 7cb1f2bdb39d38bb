"""The prose of the conditions on points with a smaller L: what refutes a claim on all minima, beside its hypotheses."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

_VALLEYS: Final = (
    "own, for the valleys of Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization"
    " landscapes (JMLR 2019)"
)

LOWER: Final = (
    Entry(
        "minimum.spurious", "a local minimum in a box, and a point with a smaller L",
        "As minimum.strict or minimum.sharp, but no sample need be wrong; and L is smaller at another point than"
        " anywhere on the box.",
        "The box and the other point, in exact numbers; both values of L in ball arithmetic. That there is no such"
        " point is never claimed.", HERE,
    ),
    Entry(
        "minimum.basin", "a strict local minimum in a box, and a point with a smaller L",
        "As minimum.spurious, and every trained parameter moves in the box: none is held because of a symmetry, or by"
        " the cell of the point.",
        "The box and the other point, in exact numbers; both values of L in ball arithmetic. That there is no such"
        " point is never claimed.", HERE,
    ),
    Entry(
        "objective.valley", "two points that the sign of one output weight parts",
        "No parameter has penalties that sum to a coefficient below 0. The network is one branch that ends in one"
        " unit, with a trained output weight v: f = c + v h(x), c = 0 or a frozen output bias, and s >= 0 (or s <= 0)"
        " of the neuron of that unit. At some point t with v h < 0 (or, with the classes swapped, v h > 0) L(t) < L_c,"
        " where W L_c = W+ l(-c) + W- l(c) is that of the output c; and at some point t' W L(t') < W+ g + W- m, g a"
        " lower bound of l on [-c, inf), m one on (-inf, c], each of the loss of its class (or, classes swapped,"
        " < W+ m + W- g, g one on [c, inf), m on (-inf, -c]).",
        "Both points in exact numbers, and sign proofs of s, of l(max(z, -c)) - g and of l(min(z, c)) - m on every"
        " piece; L and l(c) in ball arithmetic. That there are no such points is never claimed.", _VALLEYS,
    ),
    Entry(
        "objective.low", "a point at which L is smaller than wherever a sample is wrong",
        "l >= m; no parameter has penalties that sum to a coefficient below 0; and at some point L < m + c (l(0) - m),"
        " c the least share of a sample in the total weight.",
        "The point in exact numbers, and a sign proof of l - m on every piece; L and l(0) in ball arithmetic. That"
        " there is no such point is never claimed.", HERE,
    ),
    Entry(
        "objective.below_constants", "a point at which L is smaller than for every constant output",
        "No parameter has penalties that sum to a coefficient below 0; and at some point W L < B, where B is at most"
        " h(c) = W+ l(-c) + W- l(c) for every number c, W+ and W- the weights of the classes, W = W+ + W-.",
        "The point in exact numbers, and a sign proof of h - B on every piece of h; L in ball arithmetic. That there is"
        " no such point is never claimed.", HERE,
    ),
)  # fmt: skip
"""The conditions on boxes with a lower point, and on a point below all that is wrong somewhere, or constant."""
