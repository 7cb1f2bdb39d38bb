"""All weights 0 and a penalty that outweighs what the network can gain, in Coq: minimum.decay, minimum.decay_local.

The theorems are those of ``library/DecayCheck.v`` and, for a deep part, ``DecayDeep.v``. What the network can gain is
compared with the penalty by integer bounds of the slopes of s and l.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import flint

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.points_build import COMPUTE, Built, build, constant_output, known, opened, pair
from theoremcheck.formal.points_loss import OUTPUT, balanced_slopes, counted_weights, output, weights
from theoremcheck.formal.points_narrow import loss_index, smooth_loss
from theoremcheck.formal.points_tangent import bounds, broken, least_pull, tangential
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import Split, convex_function, split_function
from theoremcheck.formal.text import integers
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.functions.balls import ball, evaluate, hull, precision, rational_bounds
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.penalty import PenaltyMinimum
from theoremcheck.trusted.minima.point import Between
from theoremcheck.trusted.problem.expr import Expr, Num, Z, neg, substitute
from theoremcheck.trusted.problem.model import Block, Function, Kind, Piece, Problem
from theoremcheck.trusted.records import dataclass

_GRAIN = 10**6
"""The denominator of lengths and of what can be gained."""

_BITS = 192


@dataclass(frozen=True)
class _Spread:
    """Numbers above the distance of the means and above the lengths of the samples, over the grain."""

    distance: Fraction
    lengths: tuple[int, ...]
    mean_lengths: Fraction

    @property
    def text(self) -> str:
        """The arguments of the theorems."""
        lengths = f"(lengths := {integers(self.lengths)}) (qr := {_GRAIN}%positive)"
        return f"{lengths} (distance := {pair(self.distance)})"


@dataclass(frozen=True)
class _Pull:
    """The slope of l at -c: in terms of the variable, or a number; in Coq; the slope at c, and the scripts of the two.

    The last script is that W+ times the one is W- times the other.
    """

    slope: Expr
    formula: str
    other: str
    scripts: tuple[str, str, str]


def decay_point(problem: Problem, evidence: PenaltyMinimum, *, local: bool = False) -> str | None:
    """The script of minimum.decay, or minimum.decay_local. Raises ``Refusal``, ``NotTranslated``."""
    built = build(problem, evidence.point, evidence.constant)
    if built is None:
        return None
    deep = _deep(built)
    return None if deep is None else (_local if local else _global)(built, deep)


def _global(built: Built, deep: str) -> str | None:
    pull, spread = _pull(built), _spread(built.problem)
    if pull is None:
        return None
    place = hull(built.constant.lower, built.constant.upper) if isinstance(built.constant, Between) else flint.arb(0)
    with precision(_BITS):
        each = _neurons(built, abs(evaluate(pull.slope, place)), spread)
    if each is None:
        return None
    around, is_known = known(built.constant)
    convex = f"assert (convex : convex_fn {built.loss.text}); [ {convex_function(built.loss).rstrip('.')} |"
    goals = [
        "keeps",
        "costs",
        COMPUTE,
        is_known,
        "idles",
        "reflexivity",
        constant_output(built),
        f"{convex} {pull.scripts[0]} ]",
        f"{convex} {pull.scripts[1]} ]",
        pull.scripts[2],
        each,
        deep,
    ]
    body = "\n  | ".join(goals)
    script = (
        f"apply (minimum_decay_checked {SUBJECT} {built.arguments}) with (c := {output(built.constant)})\n"
        f"    (around := {around}) (fg := {pull.formula}) (gm := {pull.other})\n"
        f"    {spread.text};"
        f"\n  [ {body} ]."
    )
    return opened(built, script)


def _local(built: Built, deep: str) -> str | None:
    """The script where the loss has tangents near -c and c only."""
    spread = _spread(built.problem)
    pull = _bounded_pull(built, spread)
    each = None if pull is None else _neurons(built, ball(pull), spread)
    if pull is None or each is None:
        return None
    goals = [COMPUTE, "idles", "reflexivity", each, f"intros k; {deep}"]
    more = f" (bound := {pair(pull)})\n    {spread.text}"
    return tangential(built, "minimum_decay_local_by", goals, pull=pull, more=more)


def _neurons(built: Built, slope: flint.arb, spread: _Spread) -> str | None:
    """The script that each neuron gains less than its penalty, ``slope`` being |K| / W+; None where one does not."""
    each = []
    for bias in dict.fromkeys(group.hidden_bias for group in built.point.neurons):
        found = _neuron(built, slope, spread, bias)
        if found is None:
            return None
        each.append(found)
    return f"intros j J; every J ltac:(first [ {' | '.join(each)} ])"


def _bounded_pull(built: Built, spread: _Spread) -> Fraction | None:
    """A rational that |K| / W+ does not exceed, midway to what the penalties allow; None where there is none."""
    plus, minus = weights(built.problem)
    place = broken(built)
    if place is not None:
        return max(abs(least_pull(built, place)) / plus, Fraction(1, _GRAIN))
    piece = built.loss.pieces.pieces[loss_index(built, 1)]
    with precision(_BITS):
        lower, upper = map(ball, bounds(built.constant))
        least = abs(minus * evaluate(nth_derivative(piece, 1), lower.union(upper)) / plus)
        most = 2 * least + 1
        for bias in {group.hidden_bias for group in built.point.neurons}:
            gained, outweighed = _gained(built, spread, bias)
            most = most.min(outweighed / (plus * gained)) if gained > 0 else most
        found = rational_bounds((least + most) / 2) if least < most else None
        if found is None:
            return None
        short = (Fraction(math.floor(found[0] * grain), grain) for grain in (_GRAIN, _GRAIN**2, _GRAIN**4))
        return next((pull for pull in short if least < ball(pull)), None)


def _pull(built: Built) -> _Pull | None:
    """The slopes of the loss at -c and c; None where there are none."""
    constant, text = built.constant, output(built.constant)
    if isinstance(constant, Between):
        return _enclosed_pull(built)
    balanced = balanced_slopes(built.problem, built.loss, constant)
    if balanced is None:
        return None
    slopes = balanced.slopes
    left = f"change (subgradient_at (ell {SUBJECT}) (- {text}) {value(slopes[0])}); {balanced.scripts[0]}"
    counted = f"{counted_weights(built.problem)}; cbn [value ratio]; numbers"
    return _Pull(slopes[0], bounded_tree(slopes[0]), value(slopes[1]), (left, balanced.scripts[1], counted))


def _enclosed_pull(built: Built) -> _Pull:
    """The same where c is known by bounds: l is smooth at -c and c."""
    pieces = built.loss.pieces
    indices = [loss_index(built, sign) for sign in (-1, 1)]
    first, second = ((pieces.pieces[i], pieces.span(i)) for i in indices)
    trees = [bounded_tree(piece) for piece, _ in (first, second)]
    read = f"rewrite value_put; replace (value (f_opp F_var) {OUTPUT}) with (- {OUTPUT}) by (cbn; ring)"
    scripts = []
    for (_, (low, high)), part, shown in zip((first, second), trees, (f"(- {OUTPUT})", OUTPUT), strict=True):
        lower = f"({shown} - 1)" if low is None else rational(low)
        upper = f"({shown} + 1)" if high is None else rational(high)
        ends = f"{shown} {lower} {upper} (value (slope {part}) {shown})"
        goals = "exact convex | lra | intros; agrees | written; sign | reflexivity"
        scripts.append(f"apply (subgradient_piece {built.loss.text} {part} {ends}); [ {goals} ]")
    smooth = [smooth_loss(built, piece, mirrored=k == 0) for k, piece in enumerate((first, second))]
    critical = f"{read}; eapply (critical_by {SUBJECT}); [ exact least | {smooth[0]} | {smooth[1]} ]"
    return _Pull(
        substitute(nth_derivative(first[0], 1), neg(Z)),
        f"(put (slope {trees[0]}) (f_opp F_var))",
        f"(value (slope {trees[1]}) {OUTPUT})",
        (f"{read}; {scripts[0]}", scripts[1], critical),
    )


# --- numbers ------------------------------------------------------------------------------------------------------


def _spread(problem: Problem) -> _Spread:
    data, points = problem.samples, problem.samples.points
    plus, minus = weights(problem)
    given = cleared(data)
    shares = [Fraction(w, plus if label > 0 else -minus) for w, label in zip(given.weights, data.labels, strict=True)]
    difference = [
        sum((s * entry for s, entry in zip(shares, column, strict=True)), Fraction(0))
        for column in zip(*points, strict=True)
    ]
    lengths = tuple(_root_above(point) for point in points)
    total = sum((abs(s) * length for s, length in zip(shares, lengths, strict=True)), Fraction(0)) / _GRAIN
    return _Spread(Fraction(_root_above(difference), _GRAIN), lengths, total)


def _root_above(vector: Sequence[Fraction]) -> int:
    """An integer that is at least the length of a vector, times the grain."""
    square = math.ceil(sum((entry * entry for entry in vector), Fraction(0)) * _GRAIN**2)
    root = math.isqrt(square)
    return root if root * root >= square else root + 1


def _gained(built: Built, spread: _Spread, bias: Fraction) -> tuple[flint.arb, flint.arb]:
    """What a neuron can gain for |K| = 1 at most, and 2 W sqrt(A B)."""
    problem, zero = built.problem, flint.arb(0)
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    with precision(_BITS):
        trees = (built.neuron.pieces.pieces[index] for index in _sides(built.neuron, bias)[:2])
        left, right = (evaluate(substitute(nth_derivative(piece, 1), Num(bias)), zero) for piece in trees)
        gained = (abs(left + right) * ball(spread.distance) + abs(left - right) * ball(spread.mean_lengths)) / 2
        return gained, 2 * sum(weights(problem)) * ball(outer * inner).sqrt()


def _gain(built: Built, slope: flint.arb, spread: _Spread, bias: Fraction) -> Fraction | None:
    """A rational above what a neuron can gain, such that the penalty outweighs it; None where there is none."""
    gained, outweighed = _gained(built, spread, bias)
    with precision(_BITS):
        pull = weights(built.problem)[0] * slope
        if not pull > 0:
            return None
        low, high = rational_bounds(gained), rational_bounds(outweighed / pull)
    if low is None or high is None or not low[1] < high[0]:
        return None
    for grain in (1, 10, 10**3, _GRAIN):
        found = Fraction(math.floor((low[1] + high[0]) / 2 * grain), grain)
        if low[1] < found < high[0]:
            return found
    return None


# --- the scripts --------------------------------------------------------------------------------------------------


def _sides(function: Split, bias: Fraction) -> tuple[int, int, Fraction, Fraction]:
    """The pieces to the left and to the right of a rational, and rational ends around it within them."""
    pieces = function.pieces
    if bias in pieces.points:
        left = pieces.points.index(bias)
        right = left + 1
    else:
        left = right = sum(1 for point in pieces.points if point < bias)
    low, high = pieces.span(left)[0], pieces.span(right)[1]
    return left, right, bias - 1 if low is None else low, bias + 1 if high is None else high


def _broken(function: Split, bias: Fraction, read: str) -> str:
    """The script that a function has slopes beside a number, which the tactic ``read`` writes as a rational."""
    left, right, low, high = _sides(function, bias)
    ends = f"_ {rational(low)} {rational(high)}"
    trees = [function.tree(function.pieces.pieces[i]) for i in dict.fromkeys((left, right))]
    equal = f"intros v V V'; {read} in V, V'; change ({function.text} v = value {{}} v); cbv beta; agrees"
    smooth = "intros v V V'; written; sign"
    agree, smooths = [equal.format(part) for part in trees], [smooth] * len(trees)
    theorem = "broken_smooth" if len(trees) == 1 else "broken_break"
    goals = " | ".join([f"{read}; lra", *agree, *smooths])
    return f"apply ({theorem} {function.text} {' '.join(trees)} {ends}); [ {goals} ]"


def _neuron(built: Built, slope: flint.arb, spread: _Spread, bias: Fraction) -> str | None:
    """The script for a neuron with this hidden bias."""
    left, right, _, _ = _sides(built.neuron, bias)
    parts = (built.neuron.pieces.pieces[left], built.neuron.pieces.pieces[right])
    gain = _gain(built, slope, spread, bias)
    if gain is None:
        return None
    objective = built.problem.objective
    outer, inner = (objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    numbers = ", ".join([*map(bounded_tree, parts), *map(pair, (gain, outer, inner))])
    positive = "unfold real; cbn [fst snd]; lra"
    places = f"cbn [penalties {SUBJECT} over snd fst weighs Nat.eqb andb]"
    weighed = f"split; [ {positive} | unfold real, PointsDecay.coefficient; {places}; lra ]"
    goals = [
        _broken(built.neuron, bias, "cbn [nth repeat app value ratio]"),
        COMPUTE,
        weighed,
        f"intros k K; every K ltac:({weighed})",
        positive,
    ]
    script = goals.pop()
    for goal in reversed(goals):
        script = f"split; [ {goal} | {script} ]"
    return f"exists {numbers}; {script}"


def _largest(problem: Problem, piece: Piece) -> Fraction:
    """The largest coefficient that one penalty has for a piece."""
    whole = (piece, piece.branch)
    terms = (term for term in problem.objective.penalties if any(own in term.blocks for own in whole))
    return max((term.coefficient for term in terms), default=Fraction(0))


def _deep(built: Built) -> str | None:
    """The script that the penalty of f_D outweighs what it gains; None where there is none."""
    problem = built.problem
    network = problem.network
    if not network.layers:
        return "intros Both Free; apply no_deep_gain; [ reflexivity | exact Both | exact Free ]"
    counting = (Piece(Block.DEEP, 0, Kind.OUTPUT), Piece(Block.DEEP, len(network.deep), Kind.WEIGHTS))
    paid = [_largest(problem, piece) for piece in counting]
    still = not any(units.bias for units in built.point.deep)
    if len(network.deep) < 2 or min(paid) <= 0 or built.deep.calm is None or not still:
        return None
    least = rational(min(paid))
    terms = " | ".join(f"exists {rational(own)}; split; [ lra | cbn; tauto ]" for own in dict.fromkeys(paid))
    last = network.deep[-1].neuron
    if not isinstance(last, Function):
        raise NotTranslated("a function is known by assumed properties only")
    slopes = _broken(split_function(last.expr), Fraction(0), "cbn")
    lipschitz = f"apply layer_lipschitz; intros u Hu; every Hu ltac:(eexists; eexists; {slopes})"
    goals = [
        "exact Both",
        "apply completed_admissible",
        "left; reflexivity",
        "reflexivity",
        "intros; unfold built; apply completed_zero; reflexivity",
        "intros b Hb; split; [ every Hb ltac:(cbn; lia) | split; "
        f"[ revert b Hb; {built.deep.calm}"
        f" | every Hb ltac:(unfold the_layers; cbn [nth last_lipschitz]; {lipschitz}) ] ]",
        "lra",
        "intros cost p I; cbn in I; repeat (destruct I as [I|I]; [ injection I as <- _; lra | ]); destruct I",
        "cbn; repeat constructor; cbn; intuition discriminate",
        f"intros p I; cbn in I; repeat (destruct I as [<-|I]; [ first [ {terms} ] | ]); destruct I",
    ]
    body = " | ".join(goals)
    return (
        f"intros Both Free; apply (deep_outweighed {SUBJECT} {built.term} the_layers _ {least}"
        f" (hd {{| row := []; positive_label := true; weight := 1%positive |}} the_data)); [ {body} ]"
    )
