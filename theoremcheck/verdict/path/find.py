"""The path of a verdict: where it begins, whose proof it follows, and the checks of its pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.functions.arrays import floats_propose
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path import decay, last_layer, linear, quadratic, ridge, separable, straight
from theoremcheck.verdict.path.check import check_piece, check_premises, loss_at
from theoremcheck.verdict.path.margins import Premises
from theoremcheck.verdict.path.segments import Segments
from theoremcheck.verdict.path.surds import Numbers
from theoremcheck.verdict.path.targets import LEFT, NEAR
from theoremcheck.verdict.path.values import Move, Origin, Path, Piece, Shown, Step

if TYPE_CHECKING:
    from theoremcheck.search.report import SearchReport

BUILDERS: Final[Mapping[str, Callable[[Problem, Vector], Iterator[Piece]]]] = MappingProxyType(
    {
        "thm.wide.shallow": last_layer.pieces,
        "thm.linear_valley": linear.pieces,
        "thm.wide.quadratic": quadratic.pieces,
        "thm.wide.beside": last_layer.pieces,
        "thm.wide_deep": last_layer.pieces,
        "thm.wide_basin": last_layer.pieces,
        "thm.monotone_valley": separable.neuron_pieces,
        "thm.separable_valley": separable.linear_pieces,
    }
)
"""By theorem: the pieces of the path that its proof makes from a point, simpler ones first."""
TOWARDS: Final[Mapping[str, Callable[[Problem, Vector, Vector], Iterator[Piece]]]] = MappingProxyType(
    {
        "thm.wide.decay": decay.pieces,
        "thm.decay_valley": ridge.pieces,
        "thm.convex_valley": straight.pieces,
        "thm.line_valley": straight.pieces,
    }
)
"""The same where the proof has to be told a lower point to lead to."""
FITTING: Final[Mapping[str, Callable[[Problem, Vector, Vector | None, Segments], Iterator[Piece]]]] = MappingProxyType(
    {"thm.realisable_valley": straight.fitting_pieces}
)
"""The same where facts may say where to lead to."""
_WEAK: Final = (Shown.SAME, Shown.MARGINS, Shown.COSTS)
"""What says of L at the end of a piece no more than that it is not greater."""
_DECIMALS: Final = 10**6
_GOAL_DIGITS: Final = range(1, 9)
_ABOVE: Final = 1e-6
"""How far above the lowest point that a search saw, as a share of 1 + |L|, another one counts as higher."""


def theorem_of(statuses: Mapping[str, Status]) -> str | None:
    """The first theorem that applies and has a path."""
    return next((name for name in (*BUILDERS, *TOWARDS, *FITTING) if statuses[name] is Status.HOLDS), None)


def begin(problem: Problem, search: SearchReport | None, given: Vector | None) -> tuple[Origin, Vector]:
    """Where a path begins: at the user's point, else the highest minimum that a search saw above its lowest, else 0."""
    if given is not None:
        return Origin.GIVEN, given
    seen = None if search is None else _highest(problem, search)
    if seen is not None:
        return Origin.SEARCH, seen
    return Origin.ZERO, (Fraction(0),) * len(Layout.of(problem).trained)


def lowest_seen(problem: Problem, search: SearchReport | None) -> Vector | None:
    """The lowest point that a search saw, in as few decimals as hardly matter."""
    from theoremcheck.search.report import trained_entries

    if search is None or search.lowest is None:
        return None
    entries = trained_entries(problem.network, search.lowest.parameters)
    limit = search.lowest.loss + NEAR * LEFT * (1 + abs(search.lowest.loss))
    found: Vector = ()
    for digits in _GOAL_DIGITS:
        found = tuple(Fraction(round(entry * 10**digits), 10**digits) for entry in entries)
        if loss_at(problem, found).upper <= limit:
            break
    return found


def _highest(problem: Problem, search: SearchReport) -> Vector | None:
    """The highest minimum, or what looks like one, in six decimals."""
    from theoremcheck.search.report import trained_entries

    seen = [*search.minima, *search.doubtful]
    if search.lowest is None or not seen:
        return None
    highest = max(seen, key=lambda entry: float(entry.loss))
    lowest = search.lowest.loss
    if float(highest.loss) <= lowest + _ABOVE * (1 + abs(lowest)):
        return None
    found = trained_entries(problem.network, highest.parameters)
    return tuple(Fraction(round(entry * _DECIMALS), _DECIMALS) for entry in found)


def path_from(
    problem: Problem,
    facts: Iterable[Fact],
    theorem: str,
    origin: Origin,
    start: Vector,
    *,
    goal: Vector | None = None,
) -> Path:
    """The path from a point by the proof of a theorem that applies, every piece checked.

    ``goal`` is a lower point that is known. Raises ``Refusal`` where L at the point is not enclosed, or the facts do
    not say what the checks need (``check_premises``).
    """
    premises = check_premises(problem, facts)
    steps, stopped = list[Step](), None
    try:
        with floats_propose():
            for step in _steps(problem, _pieces(problem, theorem, start, goal, premises), start, premises):
                steps.append(step)
    except Refusal as refusal:
        stopped = refusal.reason
    loss = loss_at(problem, start)
    leads = any(step.shown not in _WEAK or step.after.upper < loss.lower for step in steps)
    return Path(theorem, origin, start, loss, tuple(steps if leads else ()), stopped)


def follows(path: Path, problem: Problem, facts: Iterable[Fact]) -> bool:
    """True if the checks say again of every piece what the path says of it."""
    try:
        premises = check_premises(problem, facts)
        if path.loss != loss_at(problem, path.start):
            return False
        starts: list[Numbers] = [path.start, *(step.piece.end for step in path.steps)]
        return all(
            step == check_piece(problem, step.piece, here, premises)
            for step, here in zip(path.steps, starts, strict=False)
        )
    except Refusal:
        return False


def _pieces(problem: Problem, theorem: str, start: Vector, goal: Vector | None, premises: Premises) -> Iterator[Piece]:
    if theorem in FITTING:
        return FITTING[theorem](problem, start, goal, premises.segments)
    if theorem not in TOWARDS:
        return BUILDERS[theorem](problem, start)
    if goal is None:
        raise Refusal("path.no_goal")
    return TOWARDS[theorem](problem, start, goal)


def _steps(problem: Problem, pieces: Iterator[Piece], start: Vector, premises: Premises) -> Iterator[Step]:
    """The pieces that move anything, each checked.

    Raises ``Refusal`` before a piece at whose end L is higher, and where they come to no lower point, saying why.
    """
    here: Numbers = start
    level = loss_at(problem, start)
    for piece in pieces:
        if piece.moves:
            step = check_piece(problem, piece, here, premises)
            require(step.shown is not Shown.NOTHING or step.before.upper >= step.after.lower, "path.rises")
            lost = step.shown is Shown.NOTHING and step.before.lower <= step.after.upper
            require(not (lost and piece.move in (Move.LOWER, Move.STRAIGHT)), "path.no_lower")
            yield step
            here, level = piece.end, step.after
    require(level.upper < loss_at(problem, start).lower, "path.no_lower")
