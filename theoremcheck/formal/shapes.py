"""The proof, in Coq, that the neuron or the loss of the problem has a property: of its pieces, as the kernel splits it.

The theorems are those of ``library/Pieces.v`` and ``Shapes.v``, the tactics those of ``Leaves.v``. Where a sign needs
the normal form of a derivative, that is handed over as a formula, and Coq proves that the two are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.functions import NotTranslated, domain, rational, value
from theoremcheck.formal.polynomials import sign_proof
from theoremcheck.formal.problem import HIDDEN
from theoremcheck.formal.sigmoids import sigmoidal
from theoremcheck.formal.text import listed
from theoremcheck.formal.trees import tree
from theoremcheck.formal.witnesses import not_even, not_signed
from theoremcheck.trusted.functions.breaks import Break, between
from theoremcheck.trusted.functions.comparison import known_sign
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.quotients import Normal, coefficients, exp_scale, factors, poly_expr, used
from theoremcheck.trusted.functions.shape import LowerBound, Piece, Signs, Witness
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Num, Z, call, mul, neg, num, power, sub, substitute, walk
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal


@dataclass(frozen=True)
class Split:
    """A function as Coq has it, and its pieces: trees, and the breaks between them."""

    expr: Expr
    pieces: Pieces
    opposite: bool = False
    """Whether it is the function times -1."""
    shown: str = ""
    """The function as Coq has it, where that is not read off the formula."""

    @property
    def text(self) -> str:
        """The function."""
        return self.shown or f"(fun v : R => {'- ' * self.opposite}{value(self.expr)})"

    @property
    def trees(self) -> str:
        """The first piece, and the list of the breaks with the pieces after them."""
        first, *others = map(self.tree, self.pieces.pieces)
        later = [f"({rational(point)}, {part})" for point, part in zip(self.pieces.points, others, strict=True)]
        return f"{first} {listed(later)}"

    def tree(self, piece: Expr) -> str:
        """One of the pieces."""
        return f"(F_mul (F_num (-1) 1) {tree(piece)})" if self.opposite else tree(piece)

    def derivative(self, piece: Expr, order: int) -> Expr:
        """A derivative of one of the pieces."""
        found = nth_derivative(piece, order)
        return neg(found) if self.opposite else found


def function_leaf(problem: Problem, fact: Fact) -> str | None:
    """The proof script that a condition on the neuron or the loss has its status; None where there is none."""
    block, _, condition = fact.condition.partition(".")
    function = problem.neuron if block == "neuron" else problem.loss
    way = (_HOLDS if fact.status is Status.HOLDS else _FAILS).get(condition)
    if way is None or not isinstance(function, Function):
        return None
    try:
        return way(function.expr, fact.evidence)
    except (Refusal, NotTranslated):
        return None


def deep_defined(problem: Problem, _: object) -> str | None:
    """The proof script that the deep part is defined: each of its neurons is."""
    if not problem.network.layers:
        return "intros t v; exact I."
    found = []
    for neuron in problem.network.neurons:
        if not isinstance(neuron, Function):
            return None
        found.append(f"change (forall v : R, {domain(neuron.expr)}); domains")
    units = f"units ltac:(first [ {' | '.join(found)} ])"
    if problem.network.residual:
        below = f"branches_defined_by {problem.samples.dimension} [{HIDDEN}] t v _ 0%nat _"
        return f"intros t v. refine ({below}); [{units} | simpl; lia]."
    return f"intros t v. apply branches_defined_by. {units}."


# --- pieces -------------------------------------------------------------------------------------------------------


def split_function(expr: Expr, *, opposite: bool = False) -> Split:
    """The function, or its opposite, with its pieces. Raises ``Refusal``."""
    return Split(expr, split(expr), opposite)


def applied(theorem: str, function: Split, *goals: str) -> str:
    """The theorem for the pieces of the function; each goal that it leaves is closed by its tactic."""
    return f"apply ({theorem} {function.text} {function.trees});\n  [ {' | '.join(goals)} ]."


def _signs(function: Split, order: int, shift: Fraction = Fraction(0)) -> str:
    """The tactic for a sign of a derivative on each piece, from the parts of the formula or of its normal form."""
    parts = [
        sign_of_formula(sub(function.derivative(piece, order), Num(shift)), function.pieces.span(index))
        for index, piece in enumerate(function.pieces.pieces)
    ]
    return f"pieces; [ {' | '.join(parts)} ]"


def sign_of_formula(expr: Expr, span: tuple[Fraction | None, Fraction | None] = (None, None)) -> str:
    """The tactic for the sign of an expression on an interval, from its parts or from its normal form."""
    ways = ["(written; sign)"]
    try:
        normal = normalise(expr)
        known = "".join(f"{proof}; " for proof in polynomial_signs(normal, span))
        found = f"sign_as {tree(_factored(normal))} {_unit(normal)}"
        ways.append(f"({known}{found})")
        if has_tanh(expr):
            ways.append(f"({known}sign_as {tree(_factored(normal))} ({_unit(normal)} / 2))")
        beside = "".join(f"{proof}; " for proof in _exponential_signs(normal, span))
        if beside:
            ways.append(f"({known}{_EXPONENTIAL_FACTS}; {beside}{found})")
    except (Refusal, NotTranslated):
        pass
    return f"first [ {' | '.join(ways)} ]"


def has_tanh(expr: Expr) -> bool:
    """True if there is a tanh: it is a quotient in e^u, where its normal form has e^(2 u)."""
    return any(isinstance(node, Call) and node.fn is Fn.TANH for node in walk(expr))


def factored_tree(expr: Expr) -> tuple[str, str]:
    """The normal form of an expression as a product, and the argument that its exponentials are powers of."""
    normal = normalise(expr)
    return tree(_factored(normal)), _unit(normal)


def polynomial_signs(normal: Normal, span: tuple[Fraction | None, Fraction | None]) -> Iterator[str]:
    """Tactics that show the signs of the factors that are polynomials in z without a root there."""
    for part, _ in (*factors(normal.numerator)[1], *factors(normal.denominator)[1]) if not normal.is_zero else ():
        indices = used(part)
        if len(indices) == 1 and normal.generators[indices[0]] == Z:
            text = value(poly_expr(part, normal.generators))
            proof = sign_proof(text, coefficients(part, indices[0]), *span)
            if proof is not None:
                yield proof


_EXPONENTIAL_FACTS: Final = (
    "pose proof (exp_pos v); pose proof (exp_pos (- v)); pose proof (exp_ineq1_le v); pose proof (exp_ineq1_le (- v));"
    " assert (exp v * exp (- v) = 1) by (rewrite <- exp_plus, <- exp_0; f_equal; ring)"
)
"""What is known of exp at v and -v: enough for a factor in which z stands beside e^z."""


def _exponential_signs(normal: Normal, span: tuple[Fraction | None, Fraction | None]) -> Iterator[str]:
    """Tactics that show the signs of the factors in z and e^z, or in e^z with both signs, from those facts."""
    exponential = call(Fn.EXP, Z)
    pair = {Z, exponential}
    for part, _ in (*factors(normal.numerator)[1], *factors(normal.denominator)[1]) if not normal.is_zero else ():
        generators = {normal.generators[index] for index in used(part)}
        turning = generators == {exponential} and min(coefficients(part, used(part)[0])) < 0
        if generators == pair or turning:
            factor = poly_expr(part, normal.generators)
            sign = known_sign(substitute(factor, Num(between(*span))))
            if sign:
                shown = value(factor)
                claims = [f"0 {less} {shown}" if sign > 0 else f"{shown} {less} 0" for less in ("<", "<=")]
                # at an end of a closed interval the factor may vanish
                yield f"first [ {' | '.join(f'assert ({claim}) by nra' for claim in claims)} ]"


def _factored(normal: Normal) -> Expr:
    """The quotient as a product of powers."""
    if normal.is_zero:
        return num(0)
    top, above = factors(normal.numerator)
    bottom, below = factors(normal.denominator)
    parts = [power(poly_expr(part, normal.generators), count) for part, count in above]
    parts += [power(power(poly_expr(part, normal.generators), count), -1) for part, count in below]
    return mul((Num(top / bottom), *parts))


def _unit(normal: Normal) -> str:
    """The argument of the exponential that the others are powers of; z where there is none."""
    exponentials = [g for g in normal.generators if isinstance(g, Call) and g.fn is Fn.EXP]
    exponentials.sort(key=lambda generator: exp_scale(generator) is None)
    return value(exponentials[0].arg) if exponentials else "v"


_Way = Callable[[Expr, object], str | None]


def _changed(goal: str, script: str) -> str:
    return f"change ({goal}).\n  {script}"


# --- smooth -------------------------------------------------------------------------------------------------------


def _defined(expr: Expr, _: object) -> str:
    return f"change (forall v : R, {domain(expr)}). domains."


def smooth_function(expr: Expr, _: object = None, *, order: int = 1) -> str:
    """The script that a function is C^1, or C^2."""
    function = split_function(expr)
    goals = ["agrees", "smooths", "fits", *["fits"] * order]
    return _changed(f"c{order} {function.text}", applied(f"c{order}_pieces", function, *goals))


# --- monotone, convex ---------------------------------------------------------------------------------------------


def increasing_function(expr: Expr, _: object = None, *, opposite: bool = False) -> str:
    """The script that a function, or its opposite, increases."""
    function = split_function(expr, opposite=opposite)
    script = applied("increasing_pieces", function, "agrees", "smooths", _signs(function, 1))
    return _changed(f"increasing_fn {function.text}", script)


def _active(expr: Expr, _: object) -> str:
    function = split_function(expr)
    goal = f"forall v : R, 0 <= v -> rises_after {function.text} v /\\ rises_before {function.text} v"
    return _changed(goal, applied("active_pieces", function, "agrees", "smooths", _signs(function, 1)))


def _active_right(expr: Expr, _: object) -> str:
    """At 0 only the piece to the right of it counts."""
    function = split_function(expr)
    goal = (
        f"(forall v : R, 0 <= v -> rises_after {function.text} v) /\\"
        f" (forall v : R, 0 < v -> rises_before {function.text} v)"
    )
    signs, after = _signs(function, 1), "cbv beta iota delta [each_right each_right_from]; "
    goals = ("agrees", f"{after}smooths", f"{after}{signs}", "smooths", signs)
    return _changed(goal, applied("active_right_pieces", function, *goals))


def _nondecreasing(expr: Expr, _: object) -> str:
    return nondecreasing_function(split_function(expr))


def nondecreasing_function(function: Split) -> str:
    """The script that a function is nondecreasing."""
    goal = f"forall u v : R, u <= v -> {function.text} u <= {function.text} v"
    goals = ("agrees", "smooths", "smooths", _signs(function, 1))
    return f"change ({goal});\n  {applied('nondecreasing_pieces', function, *goals)}"


def strictly_increasing_function(expr: Expr, _: object = None, *, opposite: bool = False) -> str:
    """The script that a function, or its opposite, increases strictly: its slope may vanish at points.

    With a break at every rational zero of the slope; of a sine the zeros are isolated.
    """
    function = split_function(expr, opposite=opposite)
    waves = any(isinstance(node, Call) and node.fn in (Fn.SIN, Fn.COS) for node in walk(expr))
    theorem = "strictly_increasing_isolated" if waves else "strictly_increasing_pieces"
    function = function if waves else _cut(function)
    goals = ("agrees", "smooths", "smooths", _signs(function, 1), *["isolates"] * waves)
    script = applied(theorem, function, *goals)
    return _changed(f"strictly_increasing {function.text}", script)


def _cut(function: Split, order: int = 1) -> Split:
    """The function with a further break at every rational zero of its derivative of this order."""
    pieces = function.pieces
    breaks: list[Break] = []
    parts: list[Expr] = []
    for index, piece in enumerate(pieces.pieces):
        lower, upper = pieces.span(index)
        zeros = [x for x in _zeros(piece, order) if (lower is None or lower < x) and (upper is None or x < upper)]
        parts += [piece] * (len(zeros) + 1)
        breaks += [*zeros, *pieces.breaks[index : index + 1]]
    joints = len(breaks)
    cut = Pieces(tuple(breaks), (0,) * joints, tuple(parts), (frozenset(),) * (joints + 1))
    return replace(function, pieces=cut)


def _zeros(piece: Expr, order: int) -> list[Fraction]:
    """The rational zeros of a derivative that its linear factors show, from left to right."""
    normal = normalise(nth_derivative(piece, order))
    found = []
    for part, _ in factors(normal.numerator)[1] if not normal.is_zero else ():
        indices = used(part)
        if len(indices) == 1 and normal.generators[indices[0]] == Z:
            coeffs = coefficients(part, indices[0])
            if len(coeffs) == 2:
                found.append(-coeffs[0] / coeffs[1])
    return sorted(found)


def convex_function(function: Split) -> str:
    """The script that a function is convex."""
    return applied("convex_pieces", function, "agrees", "smooths", "smooths", _signs(function, 2), "fits", "fits")


def _convex(expr: Expr, _: object) -> str:
    function = split_function(expr)
    return _changed(f"convex_fn {function.text}", convex_function(function))


def strictly_convex_function(expr: Expr, _: object = None, *, opposite: bool = False) -> str:
    """The script that a function, or its opposite, has positive curvature everywhere."""
    function = split_function(expr, opposite=opposite)
    goals = ("agrees", "smooths", _signs(function, 2), "fits", "fits")
    return _changed(f"strictly_convex_fn {function.text}", applied("strictly_convex_pieces", function, *goals))


def bent_function(expr: Expr, _: object = None, *, opposite: bool = False) -> str:
    """The script that a function, or its opposite, is strictly convex: s'' may vanish, where there is then a break."""
    function = _cut(split_function(expr, opposite=opposite), 2)
    goals = ("agrees", "smooths", "smooths", _signs(function, 2), "fits", "fits")
    return _changed(f"bends_up {function.text}", applied("bends_up_pieces", function, *goals))


# --- values -------------------------------------------------------------------------------------------------------


def signed_function(expr: Expr, evidence: object) -> str:
    """The script that a function has values of one strict sign."""
    function = split_function(expr)
    positive = evidence.positive if isinstance(evidence, Signs) else True
    relation = "0 < w" if positive else "w < 0"
    script = applied(f"values_pieces (fun w => {relation})", function, "agrees", _signs(function, 0))
    return f"{'left' if positive else 'right'}. {script}"


def bounded_script(function: Split, bound: Fraction) -> str:
    """The script that a function is at least a rational everywhere."""
    relation = f"0 <= w - {rational(bound)}" if bound else "0 <= w"
    script = applied(f"values_pieces (fun w => {relation})", function, "agrees", _signs(function, 0, bound))
    shown = f"cut (forall v : R, (fun w => {relation}) ({function.text} v))"
    return f"{shown};\n  [ from_bound | {script.rstrip('.')} ]"


def _bounded_below(expr: Expr, evidence: object) -> str:
    bound = evidence.bound if isinstance(evidence, LowerBound) else Fraction(0)
    goal = f"forall v : R, {rational(bound)} <= {value(expr)}"
    return f"exists {rational(bound)}. change ({goal}).\n  {bounded_script(split_function(expr), bound)}."


# --- pieces of a special form -------------------------------------------------------------------------------------


def _inside(function: Split, index: int) -> tuple[Fraction, Fraction]:
    lower, upper = function.pieces.span(index)
    if lower is None:
        lower = Fraction(0) if upper is None else upper - 1
    return lower, lower + 1 if upper is None else upper


def _at(expr: Expr, point: int) -> Fraction:
    found = normalise(substitute(expr, num(point))).rational
    if found is None:
        raise NotTranslated("a value is irrational")
    return found


def _flat_piece(expr: Expr, evidence: object) -> str | None:
    return _plain_piece(expr, evidence, affine=False)


def _affine_piece(expr: Expr, evidence: object) -> str | None:
    return _plain_piece(expr, evidence, affine=True)


PLAIN: Final = "first [ plain | unfold Rabs; repeat destruct Rcase_abs; plain ]"
"""The tactic that two expressions without exponentials are equal on one piece."""


def _plain_piece(expr: Expr, evidence: object, *, affine: bool) -> str | None:
    if not isinstance(evidence, Piece):
        return None
    function = split_function(expr)
    piece = function.pieces.pieces[evidence.index]
    origin = _at(piece, 0)
    values = [_at(piece, 1) - origin, origin] if affine else [origin]
    shown = ", ".join(map(rational, (*_inside(function, evidence.index), *values)))
    text = value(expr)
    slope = f"{rational(values[0])} * v + {rational(origin)}" if affine else rational(origin)
    return (
        f"exists {shown}. split; [lra |].\n"
        f"  change (forall v : R, {_between(function, evidence.index)} -> {text} = {slope}). intros; {PLAIN}."
    )


def _between(function: Split, index: int) -> str:
    lower, upper = _inside(function, index)
    return f"{rational(lower)} < v < {rational(upper)}"


def _even(expr: Expr, _: object) -> str:
    goal = f"forall v : R, {value(expr, '(- v)')} = {value(expr)}"
    return f"change ({goal}). intros v. {_mirrored(expr)}"


def odd_function(expr: Expr, _: object) -> str:
    """The script that s(v) + s(-v) is some constant."""
    constant = 2 * _at(split(expr).piece_at(Fraction(0)), 0)
    goal = f"forall v : R, {value(expr)} + {value(expr, '(- v)')} = {rational(constant)}"
    return f"exists {rational(constant)}. change ({goal}). intros v. {_mirrored(expr)}"


def _mirrored(expr: Expr) -> str:
    """By the symmetry of the functions in it, on each side of every break."""
    points = split(expr).points
    cases = [f"(Rle_dec v {rational(point)})" for point in points]
    units = {_unit(normalise(piece)) for piece in split(expr).pieces} - {"v"}
    tactic = f"mirrored {min(units, default='v')}"
    return f"destruct {', '.join(cases)}; {tactic}." if cases else f"{tactic}."


def _quadratic(expr: Expr, _: object) -> str:
    constant = _at(expr, 0)
    factor = _at(expr, 1) - constant
    goal = f"forall v : R, {value(expr)} = {rational(factor)} * v ^ 2 + {rational(constant)}"
    return f"exists {rational(factor)}, {rational(constant)}. split; [lra |]. change ({goal}). intros; plain."


# --- what fails ---------------------------------------------------------------------------------------------------


def _not_increasing(expr: Expr, evidence: object) -> str | None:
    """At the witness one of the slopes of the two sides is not positive."""
    if not isinstance(evidence, Witness):
        return None
    function = split_function(expr)
    point = normalise(evidence.at).rational
    if point is None:
        return None
    lower, upper = function.pieces.span(evidence.piece)
    after = upper is None or point < upper
    if after:
        length = Fraction(1) if upper is None else upper - point
    else:
        length = Fraction(1) if lower is None else point - lower
    theorem = f"not_increasing_{'after' if after else 'before'}"
    piece = tree(function.pieces.pieces[evidence.piece])
    return (
        f"change (~ increasing_fn {function.text}).\n  apply ({theorem} {function.text} {piece} {rational(point)}"
        f" {rational(length)}); [ lra | agrees | smooths | witnessed ]."
    )


_HOLDS: Final[Mapping[str, _Way]] = MappingProxyType(
    {
        "defined": _defined,
        "c1": smooth_function,
        "c2": partial(smooth_function, order=2),
        "increasing": increasing_function,
        "decreasing": partial(increasing_function, opposite=True),
        "strictly_increasing": strictly_increasing_function,
        "strictly_decreasing": partial(strictly_increasing_function, opposite=True),
        "active": _active,
        "active_right": _active_right,
        "nondecreasing": _nondecreasing,
        "convex": _convex,
        "strictly_convex": strictly_convex_function,
        "strictly_concave": partial(strictly_convex_function, opposite=True),
        "slope_increasing": bent_function,
        "slope_decreasing": partial(bent_function, opposite=True),
        "signed": signed_function,
        "bounded_below": _bounded_below,
        "flat_piece": _flat_piece,
        "affine_piece": _affine_piece,
        "even": _even,
        "odd_up_to_constant": odd_function,
        "quadratic": _quadratic,
        "sigmoidal": sigmoidal,
    }
)
"""By condition: the proof that it holds."""

_FAILS: Final[Mapping[str, _Way]] = MappingProxyType(
    {"increasing": _not_increasing, "even": not_even, "signed": not_signed}
)
"""By condition: the proof that it fails."""
