"""The prose of the conditions on layers of homogeneous neurons: positively, or monomials (see ``conditions``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import AFTER_MONOMIALS, Entry

_DECAY: Final = "own, for a theorem after Haeffele, Vidal: Global Optimality in Neural Network Training (CVPR 2017)"

HOMOGENEOUS: Final = (
    Entry("network.positively_homogeneous", "the neuron is positively homogeneous",
          "s(r z) = r s(z) for all r > 0 and all z: s(z) = p z for z <= 0 and m z for z >= 0.",
          "s(0) = 0 and z s'(z) = s(z) on each side of 0, by normal forms; or s(2 z) other than 2 s(z) at some z.",
          _DECAY),
    Entry("network.affine_beside", "beside the shortcut f is affine in what is trained",
          "f_D is affine in what is trained of it, as in network.output_layer: no two trained factors of it meet, and"
          " the neurons of its layers that move are affine. (There may be no f_D, or nothing of it may be trained.)",
          "Read off the spec.", _DECAY),
    Entry("network.width_dimension", "the shortcut is wider than its columns have dimensions",
          "M >= D + 1 for one of these D: the number N of distinct X_i, or N - 1 if a_0 is trained and the coefficient"
          " of its square in L is 0; or, if s is positively homogeneous, s(z) = alpha z + beta |z|, the number of rays"
          " {r X_i : r > 0}, X_i not 0, or the rank of the X_i (0 if alpha = 0) plus the number of lines {r X_i : r in"
          " R}, X_i not 0 (0 if beta = 0).",
          "Counted from the values in the spec, with an exact rank.", _DECAY),
    Entry("neuron.monomial", "the neuron is a monomial",
          "s(z) = c z^p on all of R, with c != 0 and an integer p >= 1.",
          "One smooth formula, equal to s(1) z^p for p = s'(1) / s(1), at most 200, by normal forms; refuted by s(0) !="
          " 0, or by a z at which no p has s(2 z) = 2^p s(z) != 0 and s(-z) = (-1)^p s(z).", AFTER_MONOMIALS),
    Entry(
        "data.form_separable", "a form of the degree of the neuron separates the classes",
        "For s(z) = c z^p: some homogeneous polynomial P of degree p has y_i P(X_i) > 0 for all i. With a trained"
        " hidden bias, X_i = (x_i, 1), these are the polynomials in x of degree at most p.",
        "P is a sum of u_j (X_j . X)^p over samples j, and y_i P(X_i) > 0 is seen by arithmetic; refuted by m >= 0, m"
        " != 0, with sum_i m_i y_i (X_j . X_i)^p = 0 for the j with m_j > 0, so that sum_i m_i y_i P(X_i) = 0 for all"
        " P. Above MAX_FORMS it stays open.", AFTER_MONOMIALS,
    ),
    Entry(
        "data.form_level_separable", "a form of the degree of the neuron with a level separates the classes",
        "For s(z) = c z^p: some homogeneous polynomial P of degree p and some number v have y_i (P(X_i) - v) > 0 for"
        " all i.",
        "As data.form_separable, with the constant 1 as one more function.", AFTER_MONOMIALS,
    ),
    Entry(
        "data.forms_independent", "forms of the degree of the neuron tell the samples apart",
        "For s(z) = c z^p: for each X_i some homogeneous polynomial of degree p is 1 there and 0 at all other X_k."
        " With a trained hidden bias that is so if p + 1 is at least the number of different x_i.",
        "The matrix of the (X_j . X_i)^p, over the different X_i, is regular: an exact rank.", AFTER_MONOMIALS,
    ),
)  # fmt: skip
