"""The prose of the theorems on monomials with penalised output weights (A1, A3; see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import AFTER_MONOMIALS, Entry

MONOMIALS: Final = (
    Entry(
        "lemma.monomial", "a penalised monomial is idle (A1)",
        "Let s(z) = c z^p with c != 0 and an integer p >= 1, all a_j and w_j be trained, each b_j be trained, absent or"
        " 0, and the coefficient of a_j^2 in L be > 0 for some j, with no penalty on w_j and b_j. At a local minimum"
        " this a_j = 0; and if l is C^1, sum_i q_i y_i P(X_i) = 0 for every homogeneous polynomial P of degree p. The"
        " rest of the network may be anything.",
        "(1) Multiplying w_j and b_j by r and a_j by r^-p leaves f unchanged, as s(w_j . X) gains the factor r^p, and"
        " the penalty falls for r > 1 unless a_j = 0. (2) With a_j = 0, L does not depend on w_j and b_j, so that for"
        " each v all points with w_j + h v in the place of w_j, h near 0, are local minima with the same q, and (a) of"
        " lemma.first_order holds there, as the penalty has slope 0 at 0: sum_i q_i y_i (w_j . X_i + h v . X_i)^p = 0"
        " for all h near 0. A polynomial in h: its leading coefficient is sum_i q_i y_i (v . X_i)^p = 0. (3) Every"
        " homogeneous polynomial of degree p is a sum of p-th powers of linear functions.",
        AFTER_MONOMIALS,
    ),
    Entry(
        "thm.homogeneous.form", "penalised monomials, and a form that separates the classes (A3)",
        "In the setting of lemma.monomial let l be C^1, nondecreasing and active, and let a homogeneous polynomial P of"
        " degree p have y_i P(X_i) > 0 for all i; or, where a_0 is trained and in no penalty, y_i (P(X_i) - v) > 0"
        " with a number v. Whatever the deep part is, and however it is penalised, every local minimum of L has"
        " training error 0, and l has slope 0 at every sample.",
        "By lemma.monomial sum_i q_i y_i P(X_i) = 0, where q >= 0: all terms are >= 0, and > 0 where q_i > 0. So q = 0,"
        " and z_i < 0 as l is active. With a level v, sum_i q_i y_i = 0 besides. It does not say that descent"
        " succeeds: where the rest cannot fit the data, L falls along a path to infinity.",
        AFTER_MONOMIALS,
    ),
    Entry(
        "thm.homogeneous.independent", "penalised monomials that tell the samples apart (A3)",
        "In the setting of lemma.monomial let l be C^1 and active (it may fall elsewhere, as the square loss does), let"
        " no X carry both labels, and let for each X_i some homogeneous polynomial of degree p be 1 there and 0 at the"
        " other X_k. Whatever the deep part is, as long as it reads nothing of a sample but its features, and however"
        " it is penalised, every local minimum of L has training error 0, and l has slope 0 at every sample.",
        "By lemma.monomial, with the polynomial that is 1 at X_i, sum q y = 0 over the samples with this X, which have"
        " one label, one output and one z: so l'(z) = 0 there, and z < 0 as l is active.",
        AFTER_MONOMIALS,
    ),
    Entry(
        "thm.homogeneous", "monomials with penalised output weights (A3)",
        "thm.homogeneous.form or thm.homogeneous.independent applies. Then every local minimum of L has training"
        " error 0.",
        "By the form that applies. Each shows that l has slope 0 at every sample.",
        AFTER_MONOMIALS,
    ),
    Entry(
        "thm.homogeneous_global", "penalised monomials: every local minimum is a global one",
        "In the setting of lemma.monomial let l be C^1 and convex, and let there be no penalty but on the a_j, with a"
        " coefficient >= 0. Every local minimum of L is a global minimum, whatever the labels are, if (1) no parameter"
        " of f_D is trained; or (2) f_D reads nothing of a sample but its features, and for each X_i some homogeneous"
        " polynomial of degree"
        " p is 1 there and 0 at the other X_k.",
        "At a local minimum the penalty is 0, its least value. Let t' be another point. By convexity the loss at t' is"
        " at least that at t minus sum_i q_i y_i (f(x_i; t') - f(x_i; t)), so that this sum has to be 0. (1) f_D(x_i)"
        " is the same at both. f(.; t') - f(.; t) is a homogeneous polynomial of degree p in X plus a constant; the"
        " constant is 0 unless a_0 is"
        " trained, and then sum_i q_i y_i = 0. (2) lemma.monomial: sum q_i y_i = 0 over the samples at each X,"
        " and f depends on X alone.",
        AFTER_MONOMIALS,
    ),
)  # fmt: skip
