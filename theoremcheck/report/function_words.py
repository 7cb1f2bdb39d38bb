"""Evidence about a neuron or a loss in words.

The words for a kind of evidence are found by its name: no file is loaded for kinds that a report does not have.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from theoremcheck.report.numbers import constant, rational
from theoremcheck.report.plain_words import kind_of, of_file, plain_words
from theoremcheck.trusted.functions.breaks import Break, exact
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import ByContact
from theoremcheck.trusted.functions.shape import SHAPES, STRICT, witness_value
from theoremcheck.trusted.problem.expr import Num, num, substitute
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import replace

if TYPE_CHECKING:
    from theoremcheck.report.extrema import Extremum
    from theoremcheck.trusted.functions.proofs import SignProof
    from theoremcheck.trusted.functions.shape import (
        Asymmetry,
        LowerBound,
        Piece,
        Signs,
        SlopeDrop,
        Strict,
        TwoWitnesses,
        UnboundedTail,
        Witness,
    )
    from theoremcheck.trusted.functions.sigmoids import Sigmoid, Turns
    from theoremcheck.trusted.functions.smooth import Jump

_Words: TypeAlias = Callable[[str, str, Pieces, Any], str]

_ORDERS = ("", "'", "''", "'''")
_SHAPES: Final = MappingProxyType({**SHAPES, **STRICT})
_OPPOSITE = {">": "<= 0", ">=": "< 0", "<": ">= 0", "<=": "> 0"}


def class_words(problem: Problem, name: str, evidence: OfBoth | OfOne) -> str:
    """The reason for each of two losses, or that against one."""
    parts: list[tuple[int, object]]
    if isinstance(evidence, OfOne):
        parts = [(evidence.label, evidence.evidence)]
    else:
        parts = [(1, evidence.plus), (-1, evidence.minus)]
    said = {
        label: "assumed by the spec"
        if isinstance(part, Assumed)
        else function_words(replace(problem, loss=problem.loss_of(label)), "loss", name, part)
        for label, part in parts
    }
    if len(said) == 2 and len(set(said.values())) == 1:
        return f"for both losses: {said[1]}"
    return "; ".join(f"class {'+' if label > 0 else '-'}: {words}" for label, words in said.items())


def function_words(problem: Problem, block: str, name: str, evidence: object) -> str:
    """The reason why a condition on the neuron, or the loss, holds or fails."""
    function = problem.neuron if block == "neuron" else problem.loss
    if not isinstance(function, Function):
        return "assumed by the spec"
    letter, kind = "s" if block == "neuron" else "l", kind_of(evidence)
    if kind == "composition.Composed":
        return f"{_claim_words(letter, name)} (by composition rules)"
    words = _WORDS.get(kind)
    return plain_words(evidence) if words is None else words(letter, name, split(function.expr), evidence)


def jump_words(letter: str, pieces: Pieces, evidence: Jump) -> str:
    """Which derivative jumps, and where."""
    return f"{letter}{_ORDERS[min(evidence.order, 3)]} jumps at z = {_place(pieces.breaks[evidence.at_break])}"


def _claim_words(letter: str, name: str) -> str:
    if name not in _SHAPES:
        return f"{letter} keeps one sign on R" if name == "signed" else f"{letter} has a lower bound on R"
    shape = _SHAPES[name]
    where = "R" if shape.domain.lower is None else "[0, inf), right of 0" if shape.after else "[0, inf)"
    return f"{letter}{_ORDERS[shape.order]} {shape.relation} 0 on {where}"


def _place(point: Break) -> str:
    return constant(exact(point))


# --- smoothness ---------------------------------------------------------------------------------------------------


def _calculus(letter: str, name: str, pieces: Pieces, evidence: object) -> str:
    return f"{letter}(z) is a real number for every z"


def _agreement(letter: str, name: str, pieces: Pieces, evidence: object) -> str:
    if not pieces.breaks:
        return f"{letter} is analytic: one smooth formula on R"
    order = {"c1": "1", "c2": "2"}.get(name, "k")
    points = ", ".join(_place(b) for b in pieces.breaks[:4])
    return f"one-sided derivatives up to order {order} agree at z = {points}"


def _jump(letter: str, name: str, pieces: Pieces, evidence: Jump) -> str:
    return jump_words(letter, pieces, evidence)


# --- signs --------------------------------------------------------------------------------------------------------


def _signs(letter: str, name: str, pieces: Pieces, evidence: Signs) -> str:
    relation, methods = ">" if evidence.positive else "<", _methods(evidence)
    if name == "signed":
        return f"{letter} {relation} 0 on R ({methods})"
    if name == "sigmoidal":
        return f"{letter}'' {relation} 0 on R ({methods}): it has no inflection"
    return f"{_claim_words(letter, name)} ({methods})"


def _strict(letter: str, name: str, pieces: Pieces, evidence: Strict) -> str:
    special = "constant" if _SHAPES[name].order == 1 else "affine"
    return f"{_claim_words(letter, name)}, on no interval {special} ({_methods(evidence.signs)})"


def _methods(evidence: Signs) -> str:
    return ", ".join(dict.fromkeys(_method(proof) for proof in evidence.proofs))


def _method(proof: SignProof) -> str:
    if isinstance(proof, ByContact):
        return f"by its zero of order {proof.order} at z = {constant(proof.at)}"
    return _METHODS[kind_of(proof)]


_METHODS: Final = MappingProxyType(
    of_file(
        "proofs",
        {
            "ByRange": "by range",
            "ByRoots": "by counting roots",
            "ByNorm": "by its norm",
            "ByFactors": "factor by factor",
            "BySplit": "by cases in z",
            "ByCells": "in balls",
            "ByAsymptotics": "by its expansion at infinity",
            "ByPeriod": "over one period",
            "ByMonotone": "by monotonicity",
        },
    )
)
"""How a sign is shown, by the kind of proof."""


def _witness(letter: str, name: str, pieces: Pieces, evidence: Witness) -> str:
    """The value at the witness if it is rational, else its sign."""
    shape = _SHAPES[name]
    derivative = f"{letter}{_ORDERS[shape.order]}"
    where = f"z = {constant(evidence.at)}{_side(pieces, evidence)}"
    value = rational_value(witness_value(pieces, shape.order, evidence))
    if value is not None:
        return f"{derivative} = {rational(value)} at {where}"
    return f"{derivative} {_OPPOSITE[shape.relation]} at {where}"


def _side(pieces: Pieces, witness: Witness) -> str:
    point = witness.at.value if isinstance(witness.at, Num) else witness.at
    if point not in pieces.breaks:
        return ""
    return " (from the left)" if pieces.breaks.index(point) == witness.piece else " (from the right)"


def _slope_drop(letter: str, name: str, pieces: Pieces, evidence: SlopeDrop) -> str:
    return f"the slope drops at z = {_place(pieces.breaks[evidence.at_break])}"


def _two_witnesses(letter: str, name: str, pieces: Pieces, evidence: TwoWitnesses) -> str:
    low, high = constant(evidence.not_positive.at), constant(evidence.not_negative.at)
    return f"{letter} <= 0 at z = {low}, {letter} >= 0 at z = {high}"


# --- the rest -----------------------------------------------------------------------------------------------------


def _lower_bound(letter: str, name: str, pieces: Pieces, evidence: LowerBound) -> str:
    return f"{letter} >= {rational(evidence.bound)} on R"


def _unbounded_tail(letter: str, name: str, pieces: Pieces, evidence: UnboundedTail) -> str:
    beyond, power = rational(evidence.beyond), evidence.power
    side = f"z >= {beyond}" if evidence.right else f"z <= {beyond}"
    growth = "|z|" if power == 1 else f"|z|^({rational(power)})" if power else "log |z|"
    return f"{letter} <= -{rational(evidence.slope)} {growth} for {side}"


def _piece(letter: str, name: str, pieces: Pieces, evidence: Piece) -> str:
    bent = name in ("affine_piece", "sigmoidal") or (name in _SHAPES and _SHAPES[name].order == 2)
    return f"{letter} is {'affine' if bent else 'constant'} on {_interval(pieces, evidence.index)}"


def _interval(pieces: Pieces, index: int) -> str:
    lower, upper = pieces.interval(index)
    left = "(-inf" if lower is None else f"({_place(lower)}"
    right = "inf)" if upper is None else f"{_place(upper)})"
    return f"{left}, {right}"


def _no_piece(letter: str, name: str, pieces: Pieces, evidence: object) -> str:
    order = 1 if name == "flat_piece" else 2
    return f"{letter}{_ORDERS[order]} is not identically 0 on any piece"


def _identity(letter: str, name: str, pieces: Pieces, evidence: object) -> str:
    if name == "exponential":
        return f"{letter}(z) = C e^(k z)"
    if name == "monomial":
        from theoremcheck.trusted.functions.monomial import monomial_degree

        return f"{letter}(z) = c z^{monomial_degree(pieces.pieces[0])}"
    if name == "quadratic":
        return f"{letter}(z) = alpha z^2 + gamma"
    return f"{letter}(z) = {letter}(-z)" if name == "even" else f"{letter}(z) + {letter}(-z) is constant"


def _asymmetry(letter: str, name: str, pieces: Pieces, evidence: Asymmetry) -> str:
    at = constant(evidence.at)
    if name != "monomial":
        return f"refuted at z = {at}"
    origin = rational_value(substitute(pieces.piece_at(Fraction(0)), num(0)))
    if origin:
        return f"{letter}(0) = {rational(origin)}"
    excluded = f"no p has {letter}(2 z) = 2^p {letter}(z) and {letter}(-z) = (-1)^p {letter}(z) at z = {at}"
    return excluded if origin is not None else f"{letter}(0) is not 0, or {excluded}"


def _sigmoid(letter: str, name: str, pieces: Pieces, evidence: Sigmoid) -> str:
    return f"{letter}''/{letter}' grows from z = {constant(evidence.centre)} to both sides"


def _turns(letter: str, name: str, pieces: Pieces, evidence: Turns) -> str:
    rises, falls = (f"{rational(p)} to {rational(q)}" for p, q in (evidence.rise, evidence.fall))
    return f"{letter}''/{letter}' rises from z = {rises} and falls from z = {falls}"


def _extremum(letter: str, name: str, pieces: Pieces, evidence: Extremum) -> str:
    from theoremcheck.report.extrema import extremum_words

    return extremum_words(letter, name, evidence)


_WORDS: Final[MappingProxyType[str, _Words]] = MappingProxyType(
    {
        **of_file("smooth", {"Calculus": _calculus, "Agreement": _agreement, "Jump": _jump}),
        **of_file("shape", {"Signs": _signs, "Strict": _strict, "Witness": _witness, "SlopeDrop": _slope_drop}),
        **of_file("shape", {"TwoWitnesses": _two_witnesses, "LowerBound": _lower_bound, "Piece": _piece}),
        **of_file("shape", {"UnboundedTail": _unbounded_tail, "NoPiece": _no_piece, "Identity": _identity}),
        **of_file("shape", {"Asymmetry": _asymmetry}),
        **of_file("sigmoids", {"Sigmoid": _sigmoid, "Turns": _turns}),
        **of_file("extrema", dict.fromkeys(("Valley", "Trough", "Rest", "SignedValley", "Summit", "Touch"), _extremum)),
        **of_file("extrema", dict.fromkeys(("Between", "Misplaced"), _extremum)),
    }
)
"""The words for a kind of evidence, which get the letter, the condition's own name, the pieces and the evidence."""
