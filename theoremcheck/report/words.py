"""Evidence in words: one line that says why a condition holds or fails."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.look import Tone, look, paragraph, toned
from theoremcheck.report.extrema import extremum_words
from theoremcheck.report.matching import matching_words
from theoremcheck.report.numbers import constant, rational, sparse, vector
from theoremcheck.report.realisable import fit_words
from theoremcheck.report.reasons import sentence
from theoremcheck.report.structure import structure_words
from theoremcheck.report.units import counted_units, region_words, unit_words
from theoremcheck.trusted.data.ascents import Moves, Stuck
from theoremcheck.trusted.data.core import InCore, OffCore
from theoremcheck.trusted.data.ellipsoids import Ellipsoid, Ellipsoids, IndefiniteFails
from theoremcheck.trusted.data.funnels import Funnel, Monotone, Narrowing, Turning
from theoremcheck.trusted.data.hulls import HullNormals, HullPoint
from theoremcheck.trusted.data.order import ConvexTest, Coupling
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.skips import SigmoidalUnit
from theoremcheck.trusted.data.spans import InSpan, SpanVectors
from theoremcheck.trusted.data.units import BentSets, BentUnits, SignedUnit, SlopedUnit
from theoremcheck.trusted.data.widths import Partition, Violators
from theoremcheck.trusted.functions.breaks import Break, exact
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.extrema import Rest, SignedValley, Summit, Touch, Trough, Valley
from theoremcheck.trusted.functions.monomial import monomial_degree
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.per_class import OfBoth, OfOne
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import (
    ByAsymptotics,
    ByCells,
    ByContact,
    ByFactors,
    ByMonotone,
    ByNorm,
    ByPeriod,
    ByRange,
    ByRoots,
    BySplit,
    SignProof,
)
from theoremcheck.trusted.functions.resting import Around, output_at_rest
from theoremcheck.trusted.functions.shape import (
    SHAPES,
    STRICT,
    Asymmetry,
    DeepDomains,
    Identity,
    LowerBound,
    NoPiece,
    Piece,
    Signs,
    SlopeDrop,
    Strict,
    TwoWitnesses,
    UnboundedTail,
    Witness,
    witness_value,
)
from theoremcheck.trusted.functions.sigmoids import Sigmoid, Turns
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump
from theoremcheck.trusted.kernel.conditions import LEVELS, POINTS, Assumed, Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.affine_fit import AffineFit
from theoremcheck.trusted.minima.dominance import Slopes
from theoremcheck.trusted.minima.linear_bound import LinearBound
from theoremcheck.trusted.minima.matching import Matching, Mismatch
from theoremcheck.trusted.minima.outputs import MinimaError
from theoremcheck.trusted.minima.realisable import Descent, Realisable
from theoremcheck.trusted.problem.expr import Expr, Num, num, substitute
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.pointwise.values import PointReport
from theoremcheck.verdict.values import Finding, Verdict

_ORDERS = ("", "'", "''", "'''")
_SHAPES: Final = MappingProxyType({**SHAPES, **STRICT})
_VECTORS: Final = MappingProxyType(
    {
        **dict.fromkeys(("data.affinely_separable", "data.affinely_weakly_separable"), "(x_i, 1)"),
        "data.affinely_balanced": "(x_i, 1)",
        "data.separable_through_origin": "x_i",
        "data.balanced": "x_i",
        "data.quadric_separable": "(X_i X_i^T, 1)",
        "data.cone_separable": "X_i X_i^T",
        "data.form_separable": "(all forms of X_i)",
        "data.form_level_separable": "(all forms of X_i, 1)",
        "data.features_separable": "phi_j(x_i)",
    }
)
"""The conditions that speak of other vectors than the X_i."""
_QUADRICS: Final = ("data.quadric_separable", "data.cone_separable")
_FORMS: Final = ("data.form_separable", "data.form_level_separable")
_FITS: Final = MappingProxyType(
    {
        "data.fit_right": "every sample is right at the best fit of what is trained, in a small ball or exactly",
        "data.decay_fit_right": "every sample is right at the best fit under the penalty, which a ball encloses",
        "data.convex_fit_right": "every sample is right in a small box around a minimum of L; a convex L has no other",
    }
)
_NARROW: Final = 70
TONES: Final = MappingProxyType(
    {Status.HOLDS: Tone.GOOD, Status.FAILS: Tone.BAD, Status.OPEN: Tone.DOUBT, Status.ASSUMED: Tone.GIVEN}
)
"""The colours of what is known of a condition or statement."""
_OPPOSITE = {">": "<= 0", ">=": "< 0", "<": ">= 0", "<=": "> 0"}


def reason(problem: Problem, finding: Finding) -> str:
    """Why the finding is what it is, in one line; the note for an open condition."""
    if finding.evidence is None:
        silent = "no such point was found" if finding.condition in POINTS else "neither shown to hold nor to fail"
        return silent if finding.reason is None else sentence(finding.reason)
    block, _, name = finding.condition.partition(".")
    if isinstance(finding.evidence, OfBoth | OfOne):
        return _class_words(problem, name, finding.evidence)
    if block in ("neuron", "loss") and not isinstance(finding.evidence, Assumed | Structure):
        return _function_reason(problem, block, name, finding.evidence)
    return _other_reason(problem, finding.condition, finding.evidence)


def finding_lines(problem: Problem, finding: Finding, indent: str = "  ") -> Iterator[str]:
    """A finding: status, condition and reason; where lines are short the reason has lines of its own."""
    status = word(finding.status)
    head, why = f"{indent}{status:8}{finding.condition:27} ", reason(problem, finding)
    if look().width < _NARROW:
        lines = [head.rstrip(), *paragraph(why, " " * (len(indent) + 8))]
    else:
        lines = paragraph(f"{head}{why}", "", " " * len(head))
    marked = f"{indent}{toned(status, TONES[finding.status])}"
    yield from (f"{marked}{lines[0][len(indent) + len(status) :]}", *lines[1:])


def candidate_words(verdict: Verdict) -> str:
    """What came of the point that the user gave; empty without one."""
    from theoremcheck.report.pointwise.words import standing_sentence

    found = verdict.candidate
    if found is None:
        return ""
    return standing_sentence(found) if isinstance(found, PointReport) else f"not certified: {sentence(found)}"


# --- neurons and losses -------------------------------------------------------------------------------------------


def _class_words(problem: Problem, name: str, evidence: OfBoth | OfOne) -> str:
    """The reason for each of two losses, or that against one."""
    parts: list[tuple[int, object]]
    if isinstance(evidence, OfOne):
        parts = [(evidence.label, evidence.evidence)]
    else:
        parts = [(1, evidence.plus), (-1, evidence.minus)]
    said = {
        label: "assumed by the spec"
        if isinstance(part, Assumed)
        else _function_reason(replace(problem, loss=problem.loss_of(label)), "loss", name, part)
        for label, part in parts
    }
    if len(said) == 2 and len(set(said.values())) == 1:
        return f"for both losses: {said[1]}"
    return "; ".join(f"class {'+' if label > 0 else '-'}: {words}" for label, words in said.items())


def _function_reason(problem: Problem, block: str, name: str, evidence: Any) -> str:
    function = problem.neuron if block == "neuron" else problem.loss
    if not isinstance(function, Function):
        return "assumed by the spec"
    letter = "s" if block == "neuron" else "l"
    if isinstance(evidence, Composed):
        return f"{_claim_words(letter, name)} (by composition rules)"
    pieces = split(function.expr)
    match evidence:
        case Calculus():
            return f"{letter}(z) is a real number for every z"
        case Agreement():
            return _smooth_words(letter, name, pieces)
        case Jump():
            return _jump_words(letter, pieces, evidence)
        case Signs() if name == "signed":
            return f"{letter} {'>' if evidence.positive else '<'} 0 on R ({_methods(evidence)})"
        case Signs() if name == "sigmoidal":
            return f"{letter}'' {'>' if evidence.positive else '<'} 0 on R ({_methods(evidence)}): it has no inflection"
        case Sigmoid(centre):
            return f"{letter}''/{letter}' grows from z = {constant(centre)} to both sides"
        case Turns(_, rise, fall):
            rises, falls = (f"{rational(p)} to {rational(q)}" for p, q in (rise, fall))
            return f"{letter}''/{letter}' rises from z = {rises} and falls from z = {falls}"
        case Signs():
            return f"{_claim_words(letter, name)} ({_methods(evidence)})"
        case Strict(signs, _):
            special = "constant" if _SHAPES[name].order == 1 else "affine"
            return f"{_claim_words(letter, name)}, on no interval {special} ({_methods(signs)})"
        case Witness():
            return _witness_words(letter, name, pieces, evidence)
        case SlopeDrop(at_break):
            return f"the slope drops at z = {_place(pieces.breaks[at_break])}"
        case TwoWitnesses(low, high):
            return f"{letter} <= 0 at z = {constant(low.at)}, {letter} >= 0 at z = {constant(high.at)}"
        case LowerBound(bound, _, _):
            return f"{letter} >= {rational(bound)} on R"
        case UnboundedTail(right, beyond, slope, power, _):
            side = f"z >= {rational(beyond)}" if right else f"z <= {rational(beyond)}"
            growth = "|z|" if power == 1 else f"|z|^({rational(power)})" if power else "log |z|"
            return f"{letter} <= -{rational(slope)} {growth} for {side}"
        case Piece(index):
            bent = name in ("affine_piece", "sigmoidal") or (name in _SHAPES and _SHAPES[name].order == 2)
            return f"{letter} is {'affine' if bent else 'constant'} on {_interval(pieces, index)}"
        case NoPiece():
            order = 1 if name == "flat_piece" else 2
            return f"{letter}{_ORDERS[order]} is not identically 0 on any piece"
        case Valley() | Trough() | Rest() | SignedValley() | Summit() | Touch():
            return extremum_words(letter, name, evidence)
        case Identity():
            return _identity_words(letter, name, pieces)
        case Asymmetry(at) if name == "monomial":
            return _no_monomial_words(letter, pieces, at)
        case Asymmetry(at):
            return f"refuted at z = {constant(at)}"
        case _:
            return _plain_words(evidence)


def _claim_words(letter: str, name: str) -> str:
    if name not in _SHAPES:
        return f"{letter} keeps one sign on R" if name == "signed" else f"{letter} has a lower bound on R"
    shape = _SHAPES[name]
    where = "R" if shape.domain.lower is None else "[0, inf)"
    return f"{letter}{_ORDERS[shape.order]} {shape.relation} 0 on {where}"


def _witness_words(letter: str, name: str, pieces: Pieces, witness: Witness) -> str:
    """The value at the witness if it is rational, else its sign."""
    shape = _SHAPES[name]
    derivative = f"{letter}{_ORDERS[shape.order]}"
    where = f"z = {constant(witness.at)}{_side(pieces, witness)}"
    value = rational_value(witness_value(pieces, shape.order, witness))
    if value is not None:
        return f"{derivative} = {rational(value)} at {where}"
    return f"{derivative} {_OPPOSITE[shape.relation]} at {where}"


def _smooth_words(letter: str, name: str, pieces: Pieces) -> str:
    if not pieces.breaks:
        return f"{letter} is analytic: one smooth formula on R"
    order = {"c1": "1", "c2": "2"}.get(name, "k")
    points = ", ".join(_place(b) for b in pieces.breaks[:4])
    return f"one-sided derivatives up to order {order} agree at z = {points}"


def _side(pieces: Pieces, witness: Witness) -> str:
    point = witness.at.value if isinstance(witness.at, Num) else witness.at
    if point not in pieces.breaks:
        return ""
    return " (from the left)" if pieces.breaks.index(point) == witness.piece else " (from the right)"


def _place(point: Break) -> str:
    return constant(exact(point))


def _interval(pieces: Pieces, index: int) -> str:
    lower, upper = pieces.interval(index)
    left = "(-inf" if lower is None else f"({_place(lower)}"
    right = "inf)" if upper is None else f"{_place(upper)})"
    return f"{left}, {right}"


def _identity_words(letter: str, name: str, pieces: Pieces) -> str:
    if name == "exponential":
        return f"{letter}(z) = C e^(k z)"
    if name == "monomial":
        return f"{letter}(z) = c z^{monomial_degree(pieces.pieces[0])}"
    if name == "quadratic":
        return f"{letter}(z) = alpha z^2 + gamma"
    return f"{letter}(z) = {letter}(-z)" if name == "even" else f"{letter}(z) + {letter}(-z) is constant"


def _no_monomial_words(letter: str, pieces: Pieces, at: Expr) -> str:
    origin = rational_value(substitute(pieces.piece_at(Fraction(0)), num(0)))
    if origin:
        return f"{letter}(0) = {rational(origin)}"
    excluded = f"no p has {letter}(2 z) = 2^p {letter}(z) and {letter}(-z) = (-1)^p {letter}(z) at z = {constant(at)}"
    return excluded if origin is not None else f"{letter}(0) is not 0, or {excluded}"


def _narrow_words(name: str, shown: Funnel | Narrowing) -> str:
    if isinstance(shown, Narrowing):
        monotone = sum(unit is not None for unit in shown.first)
        return f"the first layer of {name} has {monotone} of {len(shown.first)} kinds of units strictly monotone"
    units = f", below {len(shown.above)} monotone single unit{'s' * (len(shown.above) > 1)}" if shown.above else ""
    return f"unit {shown.unit + 1} of the first layer of {name} {_unit_words(shown.first)}{units}"


def _unit_words(shown: Monotone | Turning) -> str:
    if isinstance(shown, Monotone):
        return "is strictly monotone"
    return f"has no local {'minimum' if shown.opposite else 'maximum'}"


def _methods(evidence: Signs) -> str:
    return ", ".join(dict.fromkeys(_method(proof) for proof in evidence.proofs))


def _method(proof: SignProof) -> str:
    match proof:
        case ByRange():
            return "by range"
        case ByRoots():
            return "by counting roots"
        case ByNorm():
            return "by its norm"
        case ByFactors():
            return "factor by factor"
        case BySplit():
            return "by cases in z"
        case ByCells():
            return "in balls"
        case ByAsymptotics():
            return "by its expansion at infinity"
        case ByContact(at, order):
            return f"by its zero of order {order} at z = {constant(at)}"
        case ByPeriod():
            return "over one period"
        case ByMonotone():
            return "by monotonicity"


def _jump_words(letter: str, pieces: Pieces, evidence: Jump) -> str:
    """Which derivative jumps, and where."""
    return f"{letter}{_ORDERS[min(evidence.order, 3)]} jumps at z = {_place(pieces.breaks[evidence.at_break])}"


# --- data and structure -------------------------------------------------------------------------------------------


def _form_words(problem: Problem, normal: tuple[Fraction, ...]) -> str:
    """The form that separates, and its level if it has one."""
    weights, levels = normal[: len(problem.inputs)], normal[len(problem.inputs) :]
    level = "".join(f", with the level {rational(-value)}" for value in levels)
    return f"P(X) = sum_j u_j (X_j . X)^p with u = {vector(weights)}{level}"


def _other_reason(problem: Problem, condition: str, evidence: Any) -> str:
    match evidence:
        case Assumed():
            return "assumed by the spec"
        case Structure():
            return structure_words(problem, condition)
        case Around():
            return _rest_words(output_at_rest(problem))
        case Jump() if isinstance(problem.loss, Function):
            return _jump_words("l", split(problem.loss.expr), evidence)
        case Jump():
            return "the loss of a class has no derivative where the network at rest puts its samples"
        case Separation(normal) if condition == "data.features_separable":
            return f"the features separate, with the weights {vector(normal)}"
        case AffineFit(coefficients):
            return f"the best fit has the coefficients {vector(coefficients)}, and every sample is right"
        case MinimaError(_, _, bound):
            return f"where L is least, samples of {rational(bound)} of the weight may be wrong, and no others"
        case LinearBound(coefficients, least, bound):
            floor = "" if least.bound == 0 else f", l >= {rational(least.bound)}"
            return f"the function with the coefficients {vector(coefficients)} costs {rational(bound)} of l(0){floor}"
        case Slopes(neuron, losses):
            slopes = " and ".join(rational(part.bound) for part in losses)
            return f"the slopes of s are at most {rational(neuron.bound)}, those of l at most {slopes}"
        case _ if condition in _FITS:
            return _FITS[condition]
        case Matching() | Mismatch():
            return matching_words(problem, evidence)
        case Moves() | Stuck():
            return region_words(evidence)
        case Realisable() | Descent():
            return fit_words(condition, evidence)
        case Separation(normal) if condition in _FORMS:
            return _form_words(problem, normal)
        case Separation(normal):
            shown = f"u = {vector(normal)}"
            return f"{shown}, on the products of two entries of X_i" if condition in _QUADRICS else shown
        case Farkas(multipliers):
            return f"sum m_i y_i {_VECTORS.get(condition, 'X_i')} = 0 with {sparse(multipliers, 'm')}"
        case SpanVectors(positive, negative):
            return f"{vector(positive)} is orthogonal to -, {vector(negative)} to +"
        case InSpan(index, combination):
            return f"X_{index + 1} = {_combination(combination.indices, combination.entries)}"
        case HullNormals(positive, negative):
            return f"{vector(positive)} . X > 0 on +, {vector(negative)} . X > 0 on -"
        case HullPoint(multipliers):
            return f"sum m_i X_i = 0 within one class, {sparse(multipliers, 'm')}"
        case Partition(positive, negative):
            return f"m+ <= {len(positive)}, m- <= {len(negative)}, M = {problem.network.width}"
        case DeepDomains():
            return "every neuron of the deep part is a real number for every z" if problem.network.layers else "f_D = 0"
        case SigmoidalUnit(branch, unit, sigmoid):
            name = tuple(problem.network.branches)[branch].value
            return f"unit {unit + 1} of {name}: g''/g' grows from z = {constant(sigmoid.centre)} to both sides"
        case Funnel() | Narrowing():
            return _narrow_words(tuple(problem.network.branches)[evidence.branch].value, evidence)
        case BentUnits() | BentSets() | SignedUnit() | SlopedUnit():
            return unit_words(problem, evidence)
        case Violators(positive, negative) if condition == "network.width_mixed":
            counted = counted_units(problem, condition)
            crowded = f": {len(positive)} + {len(negative)} samples are too crowded"
            return counted + (crowded if positive or negative else "")
        case Violators(positive, negative):
            return f"M = {problem.network.width} is too few: {len(positive)} + {len(negative)} samples are too crowded"
        case OffCore(normal, _):
            return f"core inside the zeros of u = {vector(normal)}"
        case InCore(multipliers, inner):
            known = _VECTORS.get(condition)
            if known is not None:
                return f"sum m_i y_i {known} = 0 with {sparse(multipliers, 'm')}"
            shown = f"the core holds sum m_i y_i X_i = 0 with {sparse(multipliers, 'm')}"
            return shown if inner is None else shown + _inner_words(problem, inner)
        case Coupling(inner, entries):
            return f"class {'+' if inner > 0 else '-'} is the contraction, by a coupling with {len(entries)} entries"
        case ConvexTest(positive, negative):
            if len(positive) == len(negative) == 1:
                return "the class means differ"
            return "convex functions whose class averages are ordered the wrong way, in both directions"
        case Ellipsoids():
            return "two rational ellipsoids"
        case Ellipsoid():
            return "a rational ellipsoid"
        case _ if condition in LEVELS:
            return _low_words(problem, evidence)
        case IndefiniteFails(multipliers):
            return f"a balanced q with a semidefinite sum, {sparse(multipliers, 'q')}"
        case _ if condition in POINTS:
            return _place_of(problem, evidence)
        case _:
            return _plain_words(evidence)


def _low_words(problem: Problem, evidence: Any) -> str:
    from theoremcheck.trusted.minima.spurious import Spurious
    from theoremcheck.trusted.minima.valley import SpuriousValley

    match evidence:
        case Spurious(minimum, lower):
            return f"{_place_of(problem, minimum)}; lower at {_point_place(problem, lower)}"
        case SpuriousValley(start, lower):
            return f"{_point_place(problem, start)}; lower at {_point_place(problem, lower)}"
        case _:
            return f"at {_point_place(problem, evidence.lower)}"


def _place_of(problem: Problem, evidence: Any) -> str:
    from theoremcheck.report.refutation import place

    return place(problem, evidence)


def _point_place(problem: Problem, point: Vector) -> str:
    from theoremcheck.report.refutation import point_place

    return point_place(problem, point)


def _plain_words(evidence: Any) -> str:
    """The fields of evidence that has no words of its own: name = value."""
    values = ((field.name, _value(getattr(evidence, field.name))) for field in dataclasses.fields(evidence))
    return ", ".join(f"{name.replace('_', ' ')} = {text}" for name, text in values if text) or "checked exactly"


def _value(value: object) -> str:
    """A number, a name or a vector as text; empty for what is longer than that."""
    match value:
        case Fraction():
            return rational(value)
        case bool() | int() | str():
            return str(value)
        case tuple() if value and all(isinstance(entry, Fraction) for entry in value):
            return vector(value)
        case _:
            return ""


def _inner_words(problem: Problem, inner: InSpan | Violators) -> str:
    if isinstance(inner, InSpan):
        return f"; X_{inner.index + 1} = {_combination(inner.combination.indices, inner.combination.entries)}"
    return f"; M = {problem.network.width} is too few there"


def _combination(indices: tuple[int, ...], entries: tuple[Fraction, ...]) -> str:
    terms = [f"{rational(entry)} X_{index + 1}" for index, entry in zip(indices, entries, strict=True)]
    shown = " + ".join(terms[:3]) if terms else "0"
    return shown if len(terms) <= 3 else f"{shown} + ... ({len(terms)} terms)"


def _rest_words(output: Fraction) -> str:
    """Where the network at rest puts the samples."""
    return f"l has a derivative at z = {f'{rational(output)} and {rational(-output)}' if output else '0'}"
