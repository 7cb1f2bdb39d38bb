"""Points with hidden weights 0 and curved neurons, in Coq: minimum.order, minimum.moment, minimum.stationary."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.formal.algebra import weighted_squares
from theoremcheck.formal.coupling import contraction_script
from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_build import COMPUTE, Built, average, bias_as_rational, build
from theoremcheck.formal.points_layers import layers_point
from theoremcheck.formal.points_moment_layers import moment_layers_point
from theoremcheck.formal.points_tangent import tangential
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import convex_function, sign_of_formula, split_function
from theoremcheck.formal.text import integer, integers, listed
from theoremcheck.formal.trees import tree
from theoremcheck.trusted.data.moments import definite_moments, semidefinite_moments
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.average import AverageMinimum, CurvedLayersPart, CurvedPart, MomentLayersPart
from theoremcheck.trusted.minima.constants import enclosure
from theoremcheck.trusted.minima.point import Neurons
from theoremcheck.trusted.minima.reach import neuron_pieces
from theoremcheck.trusted.minima.regimes import common_piece
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

MAX_FACTOR = 10**12
"""How small the constant of definite moments may be: its inverse."""

_COMPUTED: Final = "written; first [ numbers | unfold sigmoid; numbers ]"
"""The tactic that a derivative at a rational is a number."""


def order_point(problem: Problem, evidence: AverageMinimum, *, local: bool = False) -> str | None:
    """The script of minimum.order, or minimum.order_local. Raises ``Refusal``, ``NotTranslated``."""
    if isinstance(evidence.parts[-1], CurvedLayersPart):
        return layers_point(problem, evidence, local=local)
    built, part = build(problem, evidence.point, evidence.constant), evidence.parts[0]
    if built is None or built.deep.equal is None or not isinstance(part, CurvedPart):
        return None
    inner = part.coupling.inner
    cases = list(dict.fromkeys(curve_script(built, group, inner) for group in evidence.point.neurons))
    each = f"intros j J; every J ltac:(first [ {' | '.join(cases)} ])" if cases else "intros j J; every J idtac"
    side = "left" if inner > 0 else "right"
    curved = f"{side}; split; [ {contraction_script(problem, part.coupling)} | {each} ]"
    return _by(built, "order", [], ["reflexivity", curved, built.deep.equal], local=local)


def _by(built: Built, name: str, classes: Sequence[str], goals: Sequence[str], *, local: bool) -> str | None:
    """The lemma of the condition: for the best constant output, or for one near which the loss has tangents."""
    body = " | ".join(["keeps", *goals])
    parts = f"apply (built_{name} {SUBJECT} {built.arguments}); [ {body} ]"
    if local:
        return tangential(built, f"minimum_{name}_local_by", [parts], rising=True, keeps=False)
    return average(built, f"minimum_{name}_by", [*classes, parts], keeps=False)


def _bias(built: Built, group: Neurons) -> str:
    """The tactic that writes b_j as a rational."""
    return f"cbn [nth repeat app]; {bias_as_rational(group.hidden_bias, built.denominator)}"


def _weight_sign(built: Built, group: Neurons) -> int:
    """The sign of a_j. Raises ``Refusal`` where it is not one and the same."""
    number = group.output_weight
    signs = {sign_of(add((number.base, mul((number.factor, end))))) for end in enclosure(built.constant)}
    if len(signs) != 1 or signs == {0}:
        raise Refusal("average.sign")
    return signs.pop()


def curve_script(built: Built, group: Neurons, inner: int) -> str:
    """The script that a_j s is curved the right way around b_j."""
    sign = _weight_sign(built, group)
    opposite = inner * sign < 0
    function = split_function(built.neuron.expr, opposite=opposite)
    side = "left" if not opposite else "right"
    bias = group.hidden_bias
    try:
        index = common_piece(function.pieces, (bias,))
    except Refusal:
        lower, upper = bias - 1, bias + 1
        convex = f"apply convex_on_all; {convex_function(function).rstrip('.')}"
    else:
        low, high = function.pieces.span(index)
        lower = bias - 1 if low is None else (bias + low) / 2
        upper = bias + 1 if high is None else (bias + high) / 2
        lower, upper = _within(built, function.pieces.pieces[index], bias, lower, upper)
        piece = function.pieces.pieces[index]
        signed = sign_of_formula(function.derivative(piece, 2), (lower, upper))
        inside = "intros v V; destruct V"
        convex = (
            f"apply (convex_on_piece {function.text} {function.tree(piece)}); "
            f"[ {inside}; agrees | {inside}; written; sign | {inside}; {signed} ]"
        )
    number = add((group.output_weight.base, mul((group.output_weight.factor, enclosure(built.constant)[0]))))
    signed_weight = _signed_number(number, sign)
    return (
        f"{_bias(built, group)}; exists {rational(lower)}, {rational(upper)}; split; [ lra | {side}; split; "
        f"[ {signed_weight} | change (convex_on {function.text} {rational(lower)} {rational(upper)}); {convex} ] ]"
    )


def _signed_number(number: Expr, sign: int) -> str:
    """The tactic that a number is positive, or negative."""
    goal = f"(0 < value {tree(number)} 0)" if sign > 0 else f"(value {tree(number)} 0 < 0)"
    return f"first [ lra | change {goal}; {sign_of_formula(number)} | inverse_signs ]"


def _within(built: Built, piece: Expr, bias: Fraction, lower: Fraction, upper: Fraction) -> tuple[Fraction, Fraction]:
    """A smaller interval around b_j, where s'' keeps its sign."""
    curvature = nth_derivative(piece, 2)
    there = sign_of(substitute(curvature, Num(bias)))
    for _ in range(10):
        ends = [sign_of(substitute(curvature, Num(end))) for end in (lower, upper)]
        if there == 0 or all(end * there >= 0 for end in ends):
            break
        lower, upper = (bias + lower) / 2, (bias + upper) / 2
    return lower, upper


# --- second moments -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moments:
    """The sign of the moments, whether they are definite, whether they are about the mean, and the script of that."""

    order: int
    strict: bool
    centred: bool
    script: str


def _compared(number: str, sign: int) -> str:
    """That a number is positive, or negative."""
    return f"0 < {number}" if sign > 0 else f"{number} < 0"


def moment_point(problem: Problem, evidence: AverageMinimum, *, local: bool = False) -> str | None:
    """The script of minimum.moment, or minimum.moment_local. Raises ``Refusal``, ``NotTranslated``."""
    if isinstance(evidence.parts[-1], MomentLayersPart):
        order = definite_moments(problem)
        known = _moments(problem, order, strict=True, centred=True)
        return None if known is None else moment_layers_point(problem, evidence, order, known, local=local)
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.equal is None:
        return None
    each = _bent(built, centred=True)
    if each is None:
        return None
    return _by(built, "moment", [], ["reflexivity", each, built.deep.equal], local=local)


def stationary_point(problem: Problem, evidence: AverageMinimum, *, local: bool = False) -> str | None:
    """The script of minimum.stationary, or minimum.stationary_local. Raises ``Refusal``, ``NotTranslated``."""
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.dead is None:
        return None
    each = _bent(built, centred=False)
    if each is None:
        return None
    goals = ["reflexivity", "reflexivity", each, built.deep.dead]
    return _by(built, "stationary", [COMPUTE], goals, local=local)


def _bent(built: Built, *, centred: bool) -> str | None:
    """The script that each a_j s'' has the sign opposite to that of the moments."""
    strict = definite_moments(built.problem, centred=centred)
    order = strict or semidefinite_moments(built.problem, centred=centred)
    script = _moments(built.problem, order, strict=bool(strict), centred=centred)
    if script is None:
        return None
    moments = _Moments(order, bool(strict), centred, script)
    cases = list(dict.fromkeys(_against(built, group, moments) for group in built.point.neurons))
    return f"intros j J; every J ltac:(first [ {' | '.join(cases)} ])"


def _against(built: Built, group: Neurons, moments: _Moments) -> str:
    pieces, bias = neuron_pieces(built.problem), group.hidden_bias
    index = common_piece(pieces, (bias,))
    piece = pieces.pieces[index]
    low, high = pieces.span(index)
    lower = bias - 1 if low is None else low
    upper = bias + 1 if high is None else high
    slope, bend = (substitute(nth_derivative(piece, k), Num(bias)) for k in (1, 2))
    first = "0" if not moments.centred else _constant(slope)
    second = _constant(bend)
    sign = sign_of(bend)
    curvature = f"assert (bend : {_compared(second, sign)}) by ({_signed_number(bend, sign)})"
    weight_sign = _weight_sign(built, group)
    number = add((group.output_weight.base, mul((group.output_weight.factor, enclosure(built.constant)[0]))))
    weight = f"assert (weighs : {_compared(value(number), weight_sign)}) by ({_signed_number(number, weight_sign)})"
    text, ends = built.neuron.text, f"{rational(bias)} {rational(lower)} {rational(upper)}"
    if moments.strict:
        smooth = "intros v V V'; written; sign"
        local = (
            f"left; split; [ apply (c2_at_as {text} {tree(piece)} {ends});"
            f" [ lra | intros v V V'; agrees | {smooth} | {_COMPUTED} | {_COMPUTED} ] | {moments.script} ]"
        )
    else:
        third = rational_value(substitute(nth_derivative(piece, 2), Num(Fraction(0))))
        linear = rational_value(substitute(nth_derivative(piece, 1), Num(Fraction(0))))
        constant = rational_value(substitute(piece, Num(Fraction(0))))
        if third is None or linear is None or constant is None or not is_zero(nth_derivative(piece, 3)):
            raise Refusal("average.indefinite")
        terms = " ".join(map(rational, (third / 2, linear, constant)))
        local = (
            f"right; split; [ apply (quadratic_at_as {text} {ends} {terms});"
            f" [ lra | intros v V V'; cbv beta; plain | numbers | numbers ] | {moments.script} ]"
        )
    shown_first = f"exists {first}; " if moments.centred else ""
    return (
        f"{curvature}; {weight}; {shown_first}exists ({moments.order}), {second};"
        f" split; [ {'left' if moments.order > 0 else 'right'}; reflexivity | split; "
        f"[ cbn [nth repeat app]; nra | {_bias(built, group)}; {local} ] ]"
    )


def _constant(expr: Expr) -> str:
    known = rational_value(expr)
    return value(expr) if known is None else rational(known)


def _moments(problem: Problem, order: int, *, strict: bool, centred: bool) -> str | None:
    """The script that the moments have their sign, by squares."""
    data = cleared(problem.samples)
    plus = sum(w for w, label in zip(data.weights, data.labels, strict=True) if label > 0)
    minus = sum(w for w, label in zip(data.weights, data.labels, strict=True) if label < 0)
    signed = [w * minus if label > 0 else -w * plus for w, label in zip(data.weights, data.labels, strict=True)]
    mean = [
        sum(w * row[k] for row, w, label in zip(data.rows, data.weights, data.labels, strict=True) if label > 0)
        for k in range(len(data.rows[0]))
    ]
    shifted = (
        [[plus * entry - m for entry, m in zip(row, mean, strict=True)] for row in data.rows]
        if centred
        else [list(row) for row in data.rows]
    )
    factor = 1
    while factor <= MAX_FACTOR:
        weights = [factor * order * s - int(strict) for s in signed]
        found = weighted_squares(weights, shifted)
        if found is not None:
            terms, scale = found
            centre = f"(mean {SUBJECT}) (meanz {SUBJECT}) {plus}" if centred else "PointsConstant.origin [] 1"
            known = f"apply (mean_is {SUBJECT} {plus}); reflexivity" if centred else "apply origin_is"
            check = "vm_cast_no_check (eq_refl true)"
            shown_terms = listed(f"({integer(w)}, {integers(v)})" for w, v in terms)
            if strict:
                f, m = centre.rsplit(" ", 1)
                return (
                    f"apply (definite_by {SUBJECT} {factor} {f} {m} ({order}) 1 {scale} {shown_terms}%Z);"
                    f" [ {known} | reflexivity | {check} ]"
                )
            return f"apply (ordered_by {SUBJECT} {centre} ({order}) {scale} {shown_terms}%Z); [ {known} | {check} ]"
        if not strict:
            return None
        factor *= 10
    return None
