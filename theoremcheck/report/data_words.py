"""Evidence about data, structure and the objective in words.

The words for a kind of evidence are found by its name: no file is loaded for kinds that a report does not have.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from theoremcheck.report.numbers import constant, rational, sparse, vector
from theoremcheck.report.plain_words import kind_of, of_file
from theoremcheck.trusted.problem.model import Function, Problem

if TYPE_CHECKING:
    from theoremcheck.trusted.data.ascents import Moves, Stuck
    from theoremcheck.trusted.data.core import InCore, OffCore
    from theoremcheck.trusted.data.ellipsoids import IndefiniteFails
    from theoremcheck.trusted.data.funnels import Funnel, Monotone, Narrowing, Turning
    from theoremcheck.trusted.data.hulls import HullNormals, HullPoint
    from theoremcheck.trusted.data.order import ConvexTest, Coupling
    from theoremcheck.trusted.data.separation import Farkas, Separation
    from theoremcheck.trusted.data.skips import SigmoidalUnit
    from theoremcheck.trusted.data.spans import InSpan, SpanVectors
    from theoremcheck.trusted.data.sparse import Sparse
    from theoremcheck.trusted.data.units import Bent, BentSets, BentUnits, SignedUnit, SlopedUnit
    from theoremcheck.trusted.data.widths import Partition, Violators
    from theoremcheck.trusted.functions.smooth import Jump
    from theoremcheck.trusted.minima.affine_fit import AffineFit
    from theoremcheck.trusted.minima.constant_bound import ConstantBound
    from theoremcheck.trusted.minima.dominance import Slopes
    from theoremcheck.trusted.minima.linear_bound import LinearBound
    from theoremcheck.trusted.minima.matching import Matching, Mismatch
    from theoremcheck.trusted.minima.outputs import MinimaError
    from theoremcheck.trusted.minima.realisable import Descent, Realisable

_Words: TypeAlias = Callable[[Problem, str, Any], str]

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


def data_words(problem: Problem, condition: str, evidence: object) -> str | None:
    """Why the condition holds or fails; None for evidence that has no words here."""
    words = _WORDS.get(kind_of(evidence))
    return None if words is None else words(problem, condition, evidence)


# --- separation ---------------------------------------------------------------------------------------------------


def _separation(problem: Problem, condition: str, evidence: Separation) -> str:
    normal = evidence.normal
    if condition == "data.features_separable":
        return f"the features separate, with the weights {vector(normal)}"
    if condition in _FORMS:
        weights, levels = normal[: len(problem.inputs)], normal[len(problem.inputs) :]
        level = "".join(f", with the level {rational(-value)}" for value in levels)
        return f"P(X) = sum_j u_j (X_j . X)^p with u = {vector(weights)}{level}"
    shown = f"u = {vector(normal)}"
    return f"{shown}, on the products of two entries of X_i" if condition in _QUADRICS else shown


def _farkas(problem: Problem, condition: str, evidence: Farkas) -> str:
    return f"sum m_i y_i {_VECTORS.get(condition, 'X_i')} = 0 with {sparse(evidence.multipliers, 'm')}"


def _off_core(problem: Problem, condition: str, evidence: OffCore) -> str:
    return f"core inside the zeros of u = {vector(evidence.normal)}"


def _in_core(problem: Problem, condition: str, evidence: InCore) -> str:
    known, multipliers = _VECTORS.get(condition), sparse(evidence.multipliers, "m")
    if known is not None:
        return f"sum m_i y_i {known} = 0 with {multipliers}"
    shown = f"the core holds sum m_i y_i X_i = 0 with {multipliers}"
    return shown if evidence.inner is None else shown + _inner_words(problem, evidence.inner)


def _inner_words(problem: Problem, inner: InSpan | Violators) -> str:
    from theoremcheck.trusted.data.spans import InSpan

    if isinstance(inner, InSpan):
        return f"; X_{inner.index + 1} = {_combination(inner.combination)}"
    return f"; M = {problem.network.width} is too few there"


def _combination(found: Sparse) -> str:
    terms = [f"{rational(entry)} X_{index + 1}" for index, entry in zip(found.indices, found.entries, strict=True)]
    shown = " + ".join(terms[:3]) if terms else "0"
    return shown if len(terms) <= 3 else f"{shown} + ... ({len(terms)} terms)"


# --- spans, hulls, averages ---------------------------------------------------------------------------------------


def _span_vectors(problem: Problem, condition: str, evidence: SpanVectors) -> str:
    return f"{vector(evidence.positive)} is orthogonal to -, {vector(evidence.negative)} to +"


def _in_span(problem: Problem, condition: str, evidence: InSpan) -> str:
    return f"X_{evidence.index + 1} = {_combination(evidence.combination)}"


def _hull_normals(problem: Problem, condition: str, evidence: HullNormals) -> str:
    return f"{vector(evidence.positive)} . X > 0 on +, {vector(evidence.negative)} . X > 0 on -"


def _hull_point(problem: Problem, condition: str, evidence: HullPoint) -> str:
    return f"sum m_i X_i = 0 within one class, {sparse(evidence.multipliers, 'm')}"


def _coupling(problem: Problem, condition: str, evidence: Coupling) -> str:
    sign = "+" if evidence.inner > 0 else "-"
    return f"class {sign} is the contraction, by a coupling with {len(evidence.entries)} entries"


def _convex_test(problem: Problem, condition: str, evidence: ConvexTest) -> str:
    if len(evidence.positive) == len(evidence.negative) == 1:
        return "the class means differ"
    return "convex functions whose class averages are ordered the wrong way, in both directions"


def _ellipsoids(problem: Problem, condition: str, evidence: object) -> str:
    return "two rational ellipsoids"


def _ellipsoid(problem: Problem, condition: str, evidence: object) -> str:
    return "a rational ellipsoid"


def _indefinite(problem: Problem, condition: str, evidence: IndefiniteFails) -> str:
    return f"a balanced q with a semidefinite sum, {sparse(evidence.multipliers, 'q')}"


# --- widths and units ---------------------------------------------------------------------------------------------


def _partition(problem: Problem, condition: str, evidence: Partition) -> str:
    return f"m+ <= {len(evidence.positive)}, m- <= {len(evidence.negative)}, M = {problem.network.width}"


def _violators(problem: Problem, condition: str, evidence: Violators) -> str:
    positive, negative = len(evidence.positive), len(evidence.negative)
    crowded = f": {positive} + {negative} samples are too crowded"
    if condition != "network.width_mixed":
        return f"M = {problem.network.width} is too few{crowded}"
    from theoremcheck.report.units import counted_units

    return counted_units(problem, condition) + (crowded if positive or negative else "")


def _units(problem: Problem, condition: str, evidence: Bent | BentUnits | BentSets | SignedUnit | SlopedUnit) -> str:
    from theoremcheck.report.units import unit_words

    return unit_words(problem, evidence)


def _regions(problem: Problem, condition: str, evidence: Moves | Stuck) -> str:
    from theoremcheck.report.units import region_words

    return region_words(evidence)


def _deep_domains(problem: Problem, condition: str, evidence: object) -> str:
    return "every neuron of the deep part is a real number for every z" if problem.network.layers else "f_D = 0"


def _sigmoidal_unit(problem: Problem, condition: str, evidence: SigmoidalUnit) -> str:
    name, centre = _branch(problem, evidence.branch), constant(evidence.sigmoid.centre)
    return f"unit {evidence.unit + 1} of {name}: g''/g' grows from z = {centre} to both sides"


def _funnel(problem: Problem, condition: str, evidence: Funnel) -> str:
    name, above = _branch(problem, evidence.branch), len(evidence.above)
    units = f", below {above} monotone single unit{'s' * (above > 1)}" if above else ""
    return f"unit {evidence.unit + 1} of the first layer of {name} {_first_words(evidence.first)}{units}"


def _narrowing(problem: Problem, condition: str, evidence: Narrowing) -> str:
    name, first = _branch(problem, evidence.branch), evidence.first
    monotone = sum(unit is not None for unit in first)
    return f"the first layer of {name} has {monotone} of {len(first)} kinds of units strictly monotone"


def _first_words(shown: Monotone | Turning) -> str:
    from theoremcheck.trusted.data.funnels import Monotone

    if isinstance(shown, Monotone):
        return "is strictly monotone"
    return f"has no local {'minimum' if shown.opposite else 'maximum'}"


def _branch(problem: Problem, index: int) -> str:
    return tuple(problem.network.branches)[index].value


# --- the objective ------------------------------------------------------------------------------------------------


def _rest(problem: Problem, condition: str, evidence: object) -> str:
    """Where the network at rest puts the samples."""
    from theoremcheck.trusted.functions.resting import output_at_rest

    output: Fraction = output_at_rest(problem)
    return f"l has a derivative at z = {f'{rational(output)} and {rational(-output)}' if output else '0'}"


def _jump(problem: Problem, condition: str, evidence: Jump) -> str:
    if not isinstance(problem.loss, Function):
        return "the loss of a class has no derivative where the network at rest puts its samples"
    from theoremcheck.report.function_words import jump_words
    from theoremcheck.trusted.functions.pieces import split

    return jump_words("l", split(problem.loss.expr), evidence)


def _affine_fit(problem: Problem, condition: str, evidence: AffineFit) -> str:
    return f"the best fit has the coefficients {vector(evidence.coefficients)}, and every sample is right"


def _linear_bound(problem: Problem, condition: str, evidence: LinearBound) -> str:
    floor = "" if evidence.least.bound == 0 else f", l >= {rational(evidence.least.bound)}"
    coefficients, bound = vector(evidence.coefficients), rational(evidence.bound)
    return (
        f"the function with the coefficients {coefficients} costs too little for a training error above {bound}{floor}"
    )


def _constant_bound(problem: Problem, condition: str, evidence: ConstantBound) -> str:
    floors = [rational(lower.bound) for lower in evidence.least]
    floor = f", l >= {' and '.join(floors)}" if any(lower.bound for lower in evidence.least) else ""
    constant, bound = rational(evidence.constant), rational(evidence.bound)
    return f"the output {constant} costs too little for a training error above {bound}{floor}"


def _minima_error(problem: Problem, condition: str, evidence: MinimaError) -> str:
    return f"where L is least, samples of {rational(evidence.bound)} of the weight may be wrong, and no others"


def _slopes(problem: Problem, condition: str, evidence: Slopes) -> str:
    slopes = " and ".join(rational(part.bound) for part in evidence.losses)
    return f"the slopes of s are at most {rational(evidence.neuron.bound)}, those of l at most {slopes}"


def _matching(problem: Problem, condition: str, evidence: Matching | Mismatch) -> str:
    from theoremcheck.report.matching import matching_words

    return matching_words(problem, evidence)


def _realisable(problem: Problem, condition: str, evidence: Realisable | Descent) -> str:
    from theoremcheck.report.realisable import fit_words

    return fit_words(condition, evidence)


_WORDS: Final[MappingProxyType[str, _Words]] = MappingProxyType(
    {
        **of_file("separation", {"Separation": _separation, "Farkas": _farkas}),
        **of_file("core", {"OffCore": _off_core, "InCore": _in_core}),
        **of_file("spans", {"SpanVectors": _span_vectors, "InSpan": _in_span}),
        **of_file("hulls", {"HullNormals": _hull_normals, "HullPoint": _hull_point}),
        **of_file("order", {"Coupling": _coupling, "ConvexTest": _convex_test}),
        **of_file("ellipsoids", {"Ellipsoids": _ellipsoids, "Ellipsoid": _ellipsoid, "IndefiniteFails": _indefinite}),
        **of_file("widths", {"Partition": _partition, "Violators": _violators}),
        **of_file("units", dict.fromkeys(("Bent", "BentUnits", "BentSets", "SignedUnit", "SlopedUnit"), _units)),
        **of_file("shape", {"DeepDomains": _deep_domains}),
        **of_file("skips", {"SigmoidalUnit": _sigmoidal_unit}),
        **of_file("funnels", {"Funnel": _funnel, "Narrowing": _narrowing}),
        **of_file("ascents", {"Moves": _regions, "Stuck": _regions}),
        **of_file("resting", {"Around": _rest}),
        **of_file("smooth", {"Jump": _jump}),
        **of_file("affine_fit", {"AffineFit": _affine_fit}),
        **of_file("linear_bound", {"LinearBound": _linear_bound}),
        **of_file("constant_bound", {"ConstantBound": _constant_bound}),
        **of_file("dominance", {"Slopes": _slopes}),
        **of_file("matching", {"Matching": _matching, "Mismatch": _matching}),
        **of_file("outputs", {"MinimaError": _minima_error}),
        **of_file("realisable", {"Realisable": _realisable, "Descent": _realisable}),
    }
)
"""The words for a kind of evidence, which get the problem, the condition and the evidence."""
