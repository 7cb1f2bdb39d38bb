"""Splitting an expression with max, min, abs and cases into smooth pieces at exact break points.

``split`` is a function of the expression alone, so the kernel and everybody else see the same pieces, numbered from
left to right. Break points are rationals or roots (``breaks``); one that is not found is refused with its reason, and
every condition that needs the pieces then stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from typing import Final

from theoremcheck.trusted.bounds import MAX_BREAKS, MAX_SPLIT_WORK
from theoremcheck.trusted.declared import Declared, check_declared
from theoremcheck.trusted.functions.balls import constant_sign
from theoremcheck.trusted.functions.breaks import Break, between, compare, exact, ordered, place_of, within
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.regions import factored_power, hull_of, never_differ, regular, sign_regions
from theoremcheck.trusted.problem.expr import (
    Abs,
    Cases,
    Expr,
    Max,
    Min,
    Num,
    Pow,
    Var,
    children,
    mul,
    neg,
    partial_operations,
    power,
    rebuild,
    sub,
    substitute,
)
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Reason, Refusal, require
from theoremcheck.trusted.work import Ledger, OutOfWork, charge_once, counted, note_bound, spend

_EXPR: Final = Declared.of(Expr)


@dataclass(frozen=True)
class Pieces:
    """``pieces[i]`` is smooth and holds strictly between ``breaks[i-1]`` and ``breaks[i]``.

    ``owner[i]`` tells whose value the function takes at ``breaks[i]``: -1 the left piece, 1 the right piece, 0 both.
    ``demands[i]`` are partial operations (see ``partial_operations``) that the formula performs there besides those
    of the piece: in the arguments of max that are not the largest, in the subject of cases. Where one of them is
    undefined, so is the function.
    """

    breaks: tuple[Break, ...]
    owner: tuple[int, ...]
    pieces: tuple[Expr, ...]
    demands: tuple[frozenset[Expr], ...]

    @property
    def points(self) -> tuple[Fraction, ...]:
        """The break points, if all are rational. Raises ``Refusal`` if one is not."""
        found = tuple(point for point in self.breaks if isinstance(point, Fraction))
        require(len(found) == len(self.breaks), "pieces.irrational_break")
        return found

    def interval(self, index: int) -> tuple[Break | None, Break | None]:
        """The ends of piece ``index`` (None: infinite)."""
        lower = self.breaks[index - 1] if index > 0 else None
        upper = self.breaks[index] if index < len(self.breaks) else None
        return lower, upper

    def span(self, index: int) -> tuple[Fraction | None, Fraction | None]:
        """The ends of piece ``index`` (None: infinite). Raises ``Refusal`` if a break point is not rational."""
        points = self.points
        return (points[index - 1] if index > 0 else None), (points[index] if index < len(points) else None)

    def piece_at(self, point: Fraction) -> Expr:
        """The piece that gives the value at a rational point."""
        return self.pieces[self.index_at(point)]

    def index_at(self, point: Fraction) -> int:
        """The index of the piece that gives the value at a rational point."""
        return sum(
            1
            for b, owner in zip(self.breaks, self.owner, strict=True)
            if (order := compare(b, point)) < 0 or (order == 0 and owner > 0)
        )

    def demands_at(self, point: Fraction) -> frozenset[Expr]:
        """The demands of the piece that gives the value at a rational point."""
        return self.demands[self.index_at(point)]


def split(expr: Expr) -> Pieces:
    """The smooth pieces of ``expr``.

    Raises ``Refusal`` if a break point cannot be named exactly, or not within MAX_SPLIT_WORK: a bound of its own, so
    that the answer depends on the expression alone and not on what work was left to the caller.
    """
    found, steps = _outcome(expr)
    charge_once(("pieces", expr), steps)
    if isinstance(found, Reason):
        note_bound(found)
        raise Refusal(found)
    return found


@lru_cache(maxsize=256)
def _outcome(expr: Expr) -> tuple[Pieces | Reason, int]:
    """The pieces, or why there are none, and the steps of work that it took."""
    check_declared(expr, _EXPR, "a formula")  # what is equal to another formula would answer for it from now on
    ledger = Ledger(MAX_SPLIT_WORK, f"MAX_SPLIT_WORK = {MAX_SPLIT_WORK}")
    with counted(ledger):
        try:
            found = _join(_split(expr))
            require(len(found.breaks) <= MAX_BREAKS, "breaks.count", bound=f"MAX_BREAKS = {MAX_BREAKS}")
        except (Refusal, OutOfWork) as end:
            return end.reason, ledger.spent
    return found, ledger.spent


def _split(expr: Expr) -> Pieces:
    match expr:
        case Max(args):
            return _fold(args, greatest=True)
        case Min(args):
            return _fold(args, greatest=False)
        case Abs(arg):
            inner = _split(arg)
            return _extremum(inner, replace(inner, pieces=tuple(map(neg, inner.pieces))), greatest=True)
        case Cases():
            return _cases(expr)
        case Pow(base, exponent) if exponent.denominator != 1:
            return _refine(_split(base), lambda piece, lower, upper: _root_of(power(piece, exponent), lower, upper))
        case _:
            parts = children(expr)
            if not parts:
                return Pieces((), (), (expr,), (frozenset(),))
            return _combine([_split(part) for part in parts], lambda found: rebuild(expr, tuple(found)))


def _combine(columns: Sequence[Pieces], build: Callable[[Sequence[Expr]], Expr]) -> Pieces:
    """Pointwise ``build`` of several split functions."""
    breaks = ordered(b for column in columns for b in column.breaks)
    require(len(breaks) <= MAX_BREAKS, "breaks.count", bound=f"MAX_BREAKS = {MAX_BREAKS}")
    ends: list[Break | None] = [None, *breaks, None]
    points = [between(lower, upper) for lower, upper in pairwise(ends)]
    spend(len(points) * (len(columns) + sum(len(column.breaks) for column in columns)))
    pieces = tuple(build([column.piece_at(point) for column in columns]) for point in points)
    demands = tuple(_union(column.demands_at(point) for column in columns) for point in points)
    owners = tuple(_common_owner(columns, b) for b in breaks)
    return Pieces(breaks, owners, pieces, demands)


def _union(sets: Iterable[frozenset[Expr]]) -> frozenset[Expr]:
    return frozenset().union(*sets)


def _common_owner(columns: Sequence[Pieces], point: Break) -> int:
    owners = {_owner_at(column, point) for column in columns} - {0}
    require(len(owners) <= 1, "pieces.no_owner", at=point)
    return owners.pop() if owners else 0


def _owner_at(column: Pieces, point: Break) -> int:
    """The owner of the value at a break of the function, 0 at a point that is none."""
    place = place_of(point, column.breaks)
    return 0 if place is None else column.owner[place]


def _fold(args: Sequence[Expr], *, greatest: bool) -> Pieces:
    found = _split(args[0])
    for arg in args[1:]:
        found = _extremum(found, _split(arg), greatest=greatest)
    return found


def _extremum(left: Pieces, right: Pieces, *, greatest: bool) -> Pieces:
    pairs = _combine([left, right], lambda found: Max(tuple(found)))

    def choose(pair: Expr, lower: Break | None, upper: Break | None) -> Pieces:
        if not isinstance(pair, Max):
            raise Refusal("pieces.extremum")
        first, second = pair.args
        cuts, signs = sign_regions(sub(first, second), lower, upper)
        chosen = tuple(first if (sign >= 0) == greatest else second for sign in signs)
        performed = partial_operations(first) | partial_operations(second)
        demands = tuple(performed - partial_operations(kept) for kept in chosen)
        return Pieces(cuts, (0,) * len(cuts), chosen, demands)

    return _refine(pairs, choose)


def _root_of(expr: Expr, lower: Break | None, upper: Break | None) -> Pieces:
    """A fractional power: sqrt(u^2 v) = |u| sqrt(v), with pieces by the sign of u."""
    plain = Pieces((), (), (expr,), (frozenset(),))
    if not isinstance(expr, Pow):
        return plain
    performed = partial_operations(expr.base)
    try:
        rest, squares = factored_power(expr)
        found = Pieces((), (), (rest,), (frozenset(),))
        for square, exponent in squares:
            cuts, signs = sign_regions(square, lower, upper)
            sides = tuple(power(square if sign >= 0 else neg(square), exponent) for sign in signs)
            sized = Pieces(cuts, (0,) * len(cuts), sides, (frozenset(),) * len(sides))
            found = _combine([found, sized], mul)
    except Refusal:
        return plain
    found = _restrict(found, lower, upper)
    return replace(found, demands=tuple(performed - partial_operations(piece) for piece in found.pieces))


def _refine(outer: Pieces, inner: Callable[[Expr, Break | None, Break | None], Pieces]) -> Pieces:
    """Replace every piece of ``outer`` by the split function that ``inner`` gives on its interval."""
    breaks: list[Break] = []
    owners: list[int] = []
    pieces: list[Expr] = []
    demands: list[frozenset[Expr]] = []
    for index, piece in enumerate(outer.pieces):
        part = inner(piece, *outer.interval(index))
        breaks.extend(part.breaks)
        owners.extend(part.owner)
        pieces.extend(part.pieces)
        demands.extend(outer.demands[index] | demand for demand in part.demands)
        if index < len(outer.breaks):
            breaks.append(outer.breaks[index])
            owners.append(outer.owner[index])
    return Pieces(tuple(breaks), tuple(owners), tuple(pieces), tuple(demands))


def _restrict(whole: Pieces, lower: Break | None, upper: Break | None) -> Pieces:
    """The part of a split function strictly between ``lower`` and ``upper``."""
    kept = [i for i, b in enumerate(whole.breaks) if within(b, lower, upper)]
    breaks = tuple(whole.breaks[i] for i in kept)
    ends: list[Break | None] = [lower, *breaks, upper]
    indices = [whole.index_at(between(a, b)) for a, b in pairwise(ends)]
    return Pieces(
        breaks,
        tuple(whole.owner[i] for i in kept),
        tuple(whole.pieces[i] for i in indices),
        tuple(whole.demands[i] for i in indices),
    )


def _paste(breaks: Sequence[Break], owners: Sequence[int], columns: Sequence[Pieces]) -> Pieces:
    """``columns[i]`` between ``breaks[i-1]`` and ``breaks[i]``, with the value at a break from the owner's side."""
    ends: list[Break | None] = [None, *breaks, None]
    parts = [_restrict(column, a, b) for column, (a, b) in zip(columns, pairwise(ends), strict=True)]
    found = parts[0]
    for index, (point, owner) in enumerate(zip(breaks, owners, strict=True)):
        column = columns[index if owner < 0 else index + 1]
        own = _owner_at(column, point)
        require(own in (0, owner), "pieces.no_owner", at=point)
        part = parts[index + 1]
        found = Pieces(
            (*found.breaks, point, *part.breaks),
            (*found.owner, owner, *part.owner),
            found.pieces + part.pieces,
            found.demands + part.demands,
        )
    return found


def _cases(expr: Cases) -> Pieces:
    joints = len(expr.pieces) - 1
    require(joints == len(expr.breaks) == len(expr.left_closed), "pieces.cases_breaks")
    require(all(a < b for a, b in pairwise(expr.breaks)), "pieces.cases_order")
    if not isinstance(expr.subject, Var):
        return _composed_cases(expr)
    owners = [-1 if left_closed else 1 for left_closed in expr.left_closed]
    return _paste(expr.breaks, owners, [_split(piece) for piece in expr.pieces])


def _composed_cases(expr: Cases) -> Pieces:
    """Cases over a subject u(z): where u crosses a break, the piece changes; a touched break is refused."""
    subject = _split(expr.subject)
    columns = [_split(piece) for piece in expr.pieces]

    def choose(piece: Expr, lower: Break | None, upper: Break | None) -> Pieces:
        cuts: list[tuple[Break, int]] = []
        for index, level in enumerate(expr.breaks):
            points, signs = sign_regions(sub(piece, Num(level)), lower, upper)
            for point, (before, after) in zip(points, pairwise(signs), strict=True):
                require(before * after < 0, "pieces.cases_touch", at=point)
                cuts.append((point, before if expr.left_closed[index] else -before))
        cuts.sort(key=lambda cut: cmp_to_key(compare)(cut[0]))
        breaks = tuple(point for point, _ in cuts)
        ends: list[Break | None] = [lower, *breaks, upper]
        chosen = [columns[_case_index(expr, piece, between(a, b))] for a, b in pairwise(ends)]
        found = _restrict(_paste(breaks, [owner for _, owner in cuts], chosen), lower, upper)
        performed = partial_operations(piece)
        return replace(found, demands=tuple(performed | demand for demand in found.demands))

    continuous = all(_agree(subject.pieces[i], subject.pieces[i + 1], b) for i, b in enumerate(subject.breaks))
    require(continuous, "pieces.cases_jump")
    refined = _refine(subject, choose)
    owners = dict(zip(refined.breaks, refined.owner, strict=True))
    for place, point in enumerate(subject.breaks):
        level = substitute(subject.pieces[place], exact(point))
        touched = any(constant_sign(sub(level, Num(b))) is None for b in expr.breaks)
        require(not touched, "pieces.cases_kink", at=point)
        case = sum(1 for b in expr.breaks if constant_sign(sub(level, Num(b))) == 1)
        owners[point] = _owner_at(columns[case], point)
    return replace(refined, owner=tuple(owners[point] for point in refined.breaks))


def _case_index(expr: Cases, subject: Expr, point: Fraction) -> int:
    """The index of the case that holds at a point where the subject meets no break."""
    return sum(1 for level in expr.breaks if _sign_at(sub(subject, Num(level)), point) > 0)


def _sign_at(expr: Expr, point: Fraction) -> int:
    sign = constant_sign(substitute(expr, Num(point)))
    if sign is None:
        raise Refusal("regions.sign_at", at=point)
    return sign


def _agree(left: Expr, right: Expr, point: Break) -> bool:
    """True proves that two smooth functions have the same value at a break point."""
    try:
        return is_zero(sub(substitute(left, exact(point)), substitute(right, exact(point))))
    except Refusal:
        return False


def _join(found: Pieces) -> Pieces:
    """Merge neighbours that are the same function, and mark the breaks where both sides give the value.

    Neighbours are merged only if they perform the same partial operations: the pole of (z - 7) / (z - 7) must not be
    lost in a neighbour 1.
    """
    breaks: list[Break] = []
    owners: list[int] = []
    pieces: list[Expr] = [found.pieces[0]]
    demands: list[frozenset[Expr]] = [found.demands[0]]
    ends: list[Break | None] = [None, *found.breaks, None]
    start: Break | None = None
    for index, point in enumerate(found.breaks):
        following, demand = found.pieces[index + 1], found.demands[index + 1]
        agree = _agree(pieces[-1], following, point)
        left, right = partial_operations(pieces[-1]) | demands[-1], partial_operations(following) | demand
        alike = left == right or regular(left | right, hull_of(start, ends[index + 2]))
        if agree and alike and never_differ(pieces[-1], following, start, ends[index + 2]):
            continue
        start = point
        breaks.append(point)
        owners.append(0 if agree else found.owner[index])
        pieces.append(following)
        demands.append(demand)
    return Pieces(tuple(breaks), tuple(owners), tuple(pieces), tuple(demands))
