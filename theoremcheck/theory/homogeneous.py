"""The prose of the conditions on layers of positively homogeneous neurons (see ``conditions``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

HOMOGENEOUS: Final = (
    Entry("network.positively_homogeneous", "the neuron is positively homogeneous",
          "s(r z) = r s(z) for all r > 0 and all z: s(z) = p z for z <= 0 and m z for z >= 0.",
          "s(0) = 0 and z s'(z) = s(z) on each side of 0, by normal forms; or s(2 z) other than 2 s(z) at some z.",
          HERE),
    Entry("network.affine_beside", "beside the shortcut f is affine in what is trained",
          "f_D is affine in what is trained of it, as in network.output_layer: no two trained factors of it meet, and"
          " the neurons of its layers that move are affine. (There may be no f_D, or nothing of it may be trained.)",
          "Read off the spec.", HERE),
    Entry("network.width_dimension", "the shortcut is wider than its columns have dimensions",
          "M >= D + 1 for one of these D: the number N of distinct X_i, or N - 1 if a_0 is trained and the coefficient"
          " of its square in L is 0; or, if s is positively homogeneous, s(z) = alpha z + beta |z|, the number of rays"
          " {r X_i : r > 0}, X_i not 0, or the rank of the X_i (0 if alpha = 0) plus the number of lines {r X_i : r in"
          " R}, X_i not 0 (0 if beta = 0).",
          "Counted from the values in the spec, with an exact rank.", HERE),
)  # fmt: skip
