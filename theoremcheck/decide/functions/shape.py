"""Deciders for the conditions on a neuron or a loss: each proposes (holds, evidence), or None for open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.case import CONDITION_WORK, WORK_BOUND, Case, Proposal
from theoremcheck.decide.functions.signs import Budget, Effort, prove, prove_any
from theoremcheck.decide.functions.witnesses import find_violation, nonzero_point
from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import above, below
from theoremcheck.trusted.functions.composition import (
    Composed,
    check_composed,
    check_composed_bound,
    check_composed_sign,
)
from theoremcheck.trusted.functions.evident import oriented
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import ByRange, FactorProof, SignProof
from theoremcheck.trusted.functions.ranges import range_of
from theoremcheck.trusted.functions.shape import (
    SHAPES,
    SMOOTHNESS,
    STRICT,
    Asymmetry,
    DeepDomains,
    Identity,
    LowerBound,
    NoPiece,
    Piece,
    Shape,
    Signs,
    SlopeDrop,
    Strict,
    TwoWitnesses,
    UnboundedTail,
    Witness,
    above_tail,
    check_asymmetry,
    check_identity,
    check_no_piece,
    check_not_quadratic,
    check_not_shape,
    check_not_signed,
    check_piece,
    check_shape,
    check_unbounded,
    domains,
    quadratic_form,
)
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import (
    Agreement,
    Calculus,
    Jump,
    check_jump,
    closed_interval,
    jump,
    obligations,
)
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.problem.expr import Expr, Num, sub
from theoremcheck.trusted.problem.model import AnyFunction, Function, PerClass
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import Ledger, OutOfWork, allow, counted, counting

_COMPOSED_WORK = 30_000
_BOUNDS = tuple(Fraction(b) for b in (0, -1, -10, -1000))
_FALLS = tuple(
    (Fraction(slope), Fraction(power)) for slope, power in (("1/4", "1"), ("1/100", "1"), ("1/4", "1/4"), ("1/4", "0"))
)
_TAILS = tuple(Fraction(b) for b in (16, 1024, 2**20))
_INSET = Fraction(1, 1024)
_ASYMMETRIES = tuple(Fraction(p) for p in ("1", "1/2", "2", "3", "1/10", "7", "7/3"))
_PROBES = tuple(Fraction(p) for p in ("1", "2", "1/2", "-1", "3", "7", "1/3"))


def decide_function(expr: Expr, name: str) -> Proposal | None:
    """Evidence for condition ``name`` ('c1', 'increasing', ...) of the function ``expr``, or None if it stays open.

    The work is written off in the ledger that is open, else in one of its own.
    """
    if not counting():
        with counted(Ledger(CONDITION_WORK, WORK_BOUND)):
            return decide_function(expr, name)
    try:
        found = _decider(name)(expr)
    except Refusal:
        found = None
    except OutOfWork:  # composition rules need next to nothing, however large the derivatives are
        found = None
        allow(_COMPOSED_WORK)
    if found is not None:
        return found
    try:
        return _composed(expr, name)
    except OutOfWork:
        return None


def _composed(expr: Expr, name: str) -> Proposal | None:
    """The composition rules, which need neither pieces nor derivatives of the whole formula."""
    try:
        match name:
            case "signed":
                check_composed_sign(expr)
            case "bounded_below":
                check_composed_bound(expr)
            case _ if name in SHAPES:
                check_composed(expr, SHAPES[name])
            case _:
                return None
    except Refusal:
        return None
    return True, Composed()


def _decider(name: str) -> Callable[[Expr], Proposal | None]:
    if name in SHAPES:
        return partial(_shape, shape=SHAPES[name])
    if name in STRICT:
        return partial(_strict, shape=STRICT[name])
    if name in SMOOTHNESS:
        return partial(_smooth, order=SMOOTHNESS[name])
    others: dict[str, Callable[[Expr], Proposal | None]] = {
        "defined": _defined,
        "analytic": partial(_smooth, order=None),
        "signed": _signed,
        "bounded_below": _bounded_below,
        "flat_piece": partial(_special_piece, order=1),
        "affine_piece": partial(_special_piece, order=2),
        "even": partial(_symmetric, even=True),
        "odd_up_to_constant": partial(_symmetric, even=False),
        "quadratic": _quadratic,
    }
    return others[name]


# --- domains and smoothness ---------------------------------------------------------------------------------------


def domain_proofs(pieces: Pieces, order: int | None, *, inner: bool = False) -> tuple[FactorProof, ...] | None:
    """Proofs of all obligations of ``smooth.obligations``, or None if one is not found."""
    found = []
    for obligation in obligations(pieces, order, inner=inner):
        part = prove_any(obligation.expr, obligation.relations, obligation.interval)
        if part is None:
            return None
        found.append(part)
    return tuple(found)


def _defined(expr: Expr) -> Proposal | None:
    proofs = domain_proofs(split(expr), 0)
    return None if proofs is None else (True, Calculus(proofs))


def _smooth(expr: Expr, order: int | None) -> Proposal | None:
    pieces = split(expr)
    for at_break in range(len(pieces.breaks)):
        for k in range((8 if order is None else order) + 1):
            evidence = Jump(at_break, k)
            if accepts(check_jump, pieces, evidence, order):
                return False, evidence
            if not is_zero(jump(pieces, at_break, k)):
                return None
    proofs = domain_proofs(pieces, order)
    return None if proofs is None or (order is None and pieces.breaks) else (True, Agreement(proofs))


# --- signs of derivatives -----------------------------------------------------------------------------------------


def _shape(expr: Expr, shape: Shape) -> Proposal | None:
    pieces = split(expr)
    parts = domains(pieces, shape)
    slopes = {index: nth_derivative(pieces.pieces[index], shape.order) for index, _ in parts}
    unclear = tuple((index, part) for index, part in parts if not _seen(slopes[index], shape.relation, part))
    refutation = _break_refutation(expr, pieces, shape) or _witness(expr, slopes, unclear, shape, thorough=False)
    if refutation is not None:
        return False, refutation
    proofs: list[SignProof] = []
    for index, interval in parts:
        proof = prove(slopes[index], shape.relation, interval)
        if proof is None:
            late = _witness(expr, slopes, ((index, interval),), shape, thorough=True)
            return None if late is None else (False, late)
        proofs.append(proof)
    domain = domain_proofs(pieces, shape.order, inner=shape.inner)
    if domain is None:
        return None
    evidence = Signs(domain, tuple(proofs), positive=True)
    check_shape(expr, shape, evidence)
    return True, evidence


def _seen(slope: Expr, relation: str, interval: Interval) -> bool:
    """True if the range of the formula as it stands shows the relation: no point of the interval violates it."""
    claim = answer(oriented, slope, relation, interval)
    found = None if claim is None else answer(range_of, claim[0], interval.range())
    return claim is not None and found is not None and found.sign(strict=claim[1]) == 1


def _strict(expr: Expr, shape: Shape) -> Proposal | None:
    """The derivative has the weak sign and vanishes on no interval; refuted by the other sign, or such a piece."""
    pieces = _special_piece(expr, shape.order)
    if pieces is not None and pieces[0]:
        return False, pieces[1]
    signs = _shape(expr, shape)
    if signs is None or not signs[0]:
        return signs if signs is not None and isinstance(signs[1], Witness | SlopeDrop) else None
    if pieces is None or not isinstance(signs[1], Signs) or not isinstance(pieces[1], NoPiece):
        return None
    return True, Strict(signs[1], pieces[1])


def _break_refutation(expr: Expr, pieces: Pieces, shape: Shape) -> Jump | SlopeDrop | None:
    for at_break in range(len(pieces.breaks)):
        for evidence in (Jump(at_break, 0), SlopeDrop(at_break)):
            if accepts(check_not_shape, expr, shape, evidence):
                return evidence
    return None


def _witness(
    expr: Expr,
    slopes: dict[int, Expr],
    parts: tuple[tuple[int, Interval], ...],
    shape: Shape,
    *,
    thorough: bool,
) -> Witness | None:
    for index, interval in parts:
        point = find_violation(slopes[index], shape.relation, interval, thorough=thorough)
        if point is not None and accepts(check_not_shape, expr, shape, Witness(index, point)):
            return Witness(index, point)
    return None


def _signed(expr: Expr) -> Proposal | None:
    pieces = split(expr)
    indices = range(len(pieces.pieces))
    for thorough in (False, True):
        low = _side_witness(expr, pieces, POSITIVE, thorough=thorough)
        high = _side_witness(expr, pieces, NEGATIVE, thorough=thorough)
        if low is not None and high is not None:
            evidence = TwoWitnesses(low, high)
            check_not_signed(expr, evidence)
            return False, evidence
        if thorough:
            break
        for relation in (POSITIVE,) if low is None else (NEGATIVE,) if high is None else ():
            found = [prove(pieces.pieces[i], relation, closed_interval(pieces, i)) for i in indices]
            proofs = tuple(proof for proof in found if proof is not None)
            domain = domain_proofs(pieces, 0)
            if len(proofs) == len(found) and domain is not None:
                return True, Signs(domain, proofs, positive=relation == POSITIVE)
    return None


def _side_witness(expr: Expr, pieces: Pieces, relation: str, *, thorough: bool) -> Witness | None:
    """A point where the function itself (not just a one-sided limit) violates the sign."""
    for index in range(len(pieces.pieces)):
        point = find_violation(pieces.pieces[index], relation, owned_interval(pieces, index), thorough=thorough)
        if point is not None:
            return Witness(index, point)
    return None


def owned_interval(pieces: Pieces, index: int) -> Interval:
    """The interval of a piece, drawn in a little at an end where the neighbour gives the function's value."""
    whole = closed_interval(pieces, index)
    lower, upper = whole.lower, whole.upper
    inset = _INSET if lower is None or upper is None else (upper - lower) * _INSET
    if lower is not None and pieces.owner[index - 1] < 0:
        whole = replace(whole, lower=lower + inset, lower_root=None)
    if upper is not None and pieces.owner[index] > 0:
        whole = replace(whole, upper=upper - inset, upper_root=None)
    return whole


def _bounded_below(expr: Expr) -> Proposal | None:
    pieces = split(expr)
    for bound in _BOUNDS:
        shown = at_least(pieces, bound)
        if shown is not None:
            return True, shown
    for right in (True, False):
        tail = _falling_tail(pieces, right=right)
        if tail is not None:
            check_unbounded(expr, tail)
            return False, tail
    return None


def at_least(pieces: Pieces, bound: Fraction) -> LowerBound | None:
    """A proof that the function is at least the bound, if one is found."""
    domain = domain_proofs(pieces, 0)
    if domain is None:
        return None
    found = [
        prove(sub(piece, Num(bound)), NONNEGATIVE, closed_interval(pieces, index))
        for index, piece in enumerate(pieces.pieces)
    ]
    proofs = tuple(proof for proof in found if proof is not None)
    return LowerBound(bound, domain, proofs) if len(proofs) == len(found) else None


def _falling_tail(pieces: Pieces, *, right: bool) -> UnboundedTail | None:
    piece = pieces.pieces[-1 if right else 0]
    ends = [abs(end) for point in pieces.breaks for end in (below(point), above(point))]
    for slope, exponent in _FALLS:
        for distance in _TAILS:
            if any(end > distance for end in ends):
                continue
            beyond = distance if right else -distance
            tail = Interval(beyond, None) if right else Interval(None, beyond)
            claim = UnboundedTail(right, beyond, slope, exponent, ByRange())
            proof = prove(above_tail(piece, claim), NONPOSITIVE, tail, Effort(Budget(), cells=False))
            if proof is not None:
                return replace(claim, proof=proof)
    return None


# --- pieces and symmetry ------------------------------------------------------------------------------------------


def _special_piece(expr: Expr, order: int) -> Proposal | None:
    pieces = split(expr)
    points = []
    for index, piece in enumerate(pieces.pieces):
        slope = nth_derivative(piece, order)
        if is_zero(slope):
            check_piece(expr, order, Piece(index))
            return True, Piece(index)
        point = nonzero_point(slope, closed_interval(pieces, index))
        if point is None:
            return None
        points.append(Num(point))
    domain = domain_proofs(pieces, None, inner=True)
    if domain is None:
        return None
    evidence = NoPiece(domain, tuple(points))
    check_no_piece(expr, order, evidence)
    return False, evidence


def _symmetric(expr: Expr, *, even: bool) -> Proposal | None:
    if not answer(_looks_asymmetric, expr, even=even) and accepts(check_identity, expr, even=even):
        return True, Identity()
    tried = (Asymmetry(Num(point)) for point in _ASYMMETRIES)
    return next(((False, found) for found in tried if accepts(check_asymmetry, expr, even, found)), None)


def _quadratic(expr: Expr) -> Proposal | None:
    if not answer(_looks_unlike_squares, expr) and quadratic_form(expr):
        return True, Identity()
    tried = (Asymmetry(Num(probe)) for probe in _PROBES)
    return next(((False, found) for found in tried if accepts(check_not_quadratic, expr, found)), None)


def _looks_asymmetric(expr: Expr, *, even: bool) -> bool:
    """True where the values at 1 and -1 show that there is no identity to be looked for, which takes longer."""
    here, there, origin = _balls(expr, (1, -1, 0))
    return _apart(here, there) if even else _apart(here + there, 2 * origin)


def _looks_unlike_squares(expr: Expr) -> bool:
    """The same of alpha z^2 + gamma, by the values at 1, -1 and 2."""
    here, there, twice, origin = _balls(expr, (1, -1, 2, 0))
    return _apart(here, there) or _apart(twice - origin, 4 * (here - origin))


def _balls(expr: Expr, points: tuple[int, ...]) -> list[Any]:
    """Balls around the values of a function at points."""
    pieces = split(expr)
    with precision(START_PRECISION):
        return [evaluate(pieces.piece_at(Fraction(point)), ball(Fraction(point))) for point in points]


def _apart(left: Any, right: Any) -> bool:
    return bool(left != right)  # of balls: they have no number in common


def propose(block: str, name: str, decide: Callable[[Expr], Proposal | None], case: Case) -> Iterator[Proposal]:
    """What ``decide`` finds of the neuron, or of the loss: of two losses for both, or against one."""
    problem, condition = case.problem, f"{block}.{name}"
    if block == "loss" and isinstance(problem.loss, PerClass):
        plus, minus = (_of_loss(loss, condition, decide) for loss in problem.losses)
        yield from (
            (False, OfOne(label, found[1]))
            for label, found in ((1, plus), (-1, minus))
            if found is not None and not found[0]
        )
        if plus is not None and minus is not None and plus[0] and minus[0]:
            yield True, OfBoth(plus[1], minus[1])
        return
    function = problem.neuron if block == "neuron" else problem.loss
    found = decide(function.expr) if isinstance(function, Function) else None
    if found is not None:
        yield found


def _of_loss(loss: AnyFunction, condition: str, decide: Callable[[Expr], Proposal | None]) -> tuple[bool, Any] | None:
    """What the spec assumes of one of two losses, or what its formula shows."""
    if isinstance(loss, Function):
        return decide(loss.expr)
    assumed = (entry.value for entry in loss.assumptions if entry.condition == condition)
    return next(((value, Assumed()) for value in assumed), None)


def _deep_defined(case: Case) -> Iterator[Proposal]:
    """Each neuron of the deep part is defined, by evidence of its own."""
    found = [decide_function(function.expr, "defined") for function in case.problem.deep_functions]
    parts = tuple(entry[1] for entry in found if entry is not None and isinstance(entry[1], Calculus))
    if len(parts) == len(found):
        yield True, DeepDomains(parts)


_ELSEWHERE: Final = (
    *("no_local_maximum", "no_local_minimum", "minima_signed", "maxima_signed", "pseudoconvex"),  # extrema.py
    *("extrema_signed", "extrema_separated"),  # extrema.py
    "exponential",  # exponential.py
    "sigmoidal",  # sigmoids.py
    "monomial",  # monomial.py
    *("single", "piecewise_affine"),  # computed by the kernel
)

PROPOSERS: Final = MappingProxyType(
    {
        "network.deep_defined": _deep_defined,
        **{
            f"{block}.{name}": partial(propose, block, name, partial(decide_function, name=name))
            for block, _, name in (condition.partition(".") for condition in CONDITIONS)
            if block in ("neuron", "loss") and name not in _ELSEWHERE
        },
    }
)
