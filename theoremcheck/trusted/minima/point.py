"""Points of parameter space as evidence: exact numbers, and at most one number that is known by where it lies.

A rule's candidate mostly outputs one constant c on all samples, the minimiser of h(c) = W+ l(-c) + W- l(c) (W+ and W-
are the total weights of the classes). c is exact, or it is enclosed. Every trained number of the point is rational or
has the form base + factor c. Neurons that share their parameters are listed once with their count.

Nothing here is believed: ``reach.py`` and the checks of the rules read it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.functions.proofs import SignProof
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """The number base + factor c; both are constant expressions."""

    base: Expr
    factor: Expr


@dataclass(frozen=True, slots=True)
class Exact:
    """c is this constant expression."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Between:
    """h is smaller at ``middle`` than at ``lower`` < ``middle`` < ``upper``: c is a minimiser of h between the ends."""

    lower: Fraction
    middle: Fraction
    upper: Fraction


Constant: TypeAlias = Exact | Between


@dataclass(frozen=True, slots=True)
class Neurons:
    """``count`` neurons of the shortcut with the same a_j, w_j, (d,), and b_j (0 where there is no hidden bias)."""

    count: int
    output_weight: Number
    hidden_weights: Vector
    hidden_bias: Fraction


@dataclass(frozen=True, slots=True)
class Units:
    """One layer of the deep part, all of its units alike.

    ``weights`` has d entries in the first layer; in the others it has one, the weight of every incoming connection.
    """

    weights: Vector
    bias: Fraction


@dataclass(frozen=True, slots=True)
class Point:
    """A point t; ``output_bias`` is None iff the network has none, ``deep_output`` weighs each last unit."""

    output_bias: Number | None
    neurons: tuple[Neurons, ...]
    deep: tuple[Units, ...]
    deep_output: Number | None


@dataclass(frozen=True, slots=True)
class Curve:
    """s is convex (or concave) on [lower, upper]: one proof of the sign of s'' for every piece that meets it."""

    lower: Fraction
    upper: Fraction
    proofs: tuple[SignProof, ...]
