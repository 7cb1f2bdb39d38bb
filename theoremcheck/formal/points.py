"""The data about a point that a refutation rests on, in Coq: the point by its numbers, and that it is as it should be.

The theorems are those of ``library/PointsBuild.v``, the tactics those of ``PointsCompute.v``. A point that is not
covered gives None; then the exported file names the condition as one of the Python kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.points_box import basin_point, split_point, spurious_point, strict_point
from theoremcheck.formal.points_build import (
    COMPUTE,
    Built,
    average,
    bias_as_rational,
    build,
    constant_output,
    continuous,
    intervals,
    joined,
    on_groups,
    opened,
)
from theoremcheck.formal.points_curved import moment_point, order_point, stationary_point
from theoremcheck.formal.points_decay import decay_point
from theoremcheck.formal.points_enclosed import enclosed_fit, enclosed_hull
from theoremcheck.formal.points_kink import kink_point
from theoremcheck.formal.points_loss import level_script, minimiser, output
from theoremcheck.formal.points_low import below_constants_point, low_point
from theoremcheck.formal.points_multipliers import frozen_fit_point, hull_point, support_point
from theoremcheck.formal.points_narrow import narrow_point
from theoremcheck.formal.points_one_class import frozen_output_point, nobias_point
from theoremcheck.formal.points_quadrics import enclosed_quadric, quadric_point
from theoremcheck.formal.points_tangent import tangential
from theoremcheck.formal.points_valley import valley_point
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import PLAIN
from theoremcheck.trusted.data.measures import odd_measure
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.minima.average import AverageMinimum
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.level import Level, LevelMinimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.point import Exact, Point
from theoremcheck.trusted.minima.reach import neuron_pieces, pre_activations, vanishes
from theoremcheck.trusted.minima.regimes import affine_form, flat_neuron, moving_values
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.problem.expr import ZERO, Expr
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal


def point_leaf(problem: Problem, condition: str, evidence: object) -> str | None:
    """The proof script of minimum.X, or objective.X, from its evidence; None where there is none."""
    way = _WAYS.get(condition)
    if way is None:
        return None
    try:
        return way(problem, evidence)
    except (Refusal, NotTranslated):
        return None


# --- dead networks ----------------------------------------------------------------------------------------------------


def _flat(problem: Problem, evidence: FlatMinimum) -> str | None:
    point, constant = evidence.point, evidence.constant
    fixed = constant is None
    levels = [flat_neuron(problem, group) for group in point.neurons]
    if constant is None:
        constant = _constant_of(point, levels)
    built = build(problem, point, constant)
    if built is None or built.deep.dead is None or built.deep.continuous is None:
        return None
    ends, _ = intervals(built, flat=True)
    values_ = joined(f"repeat {value(level)} {group.count}" for level, group in zip(levels, point.neurons, strict=True))
    flats = [
        f"apply forall2_repeat; intros u U; in_interval U;"
        f" change ({built.neuron.text} u = {value(level)}); cbv beta; {PLAIN}"
        for level in levels
    ]
    goals = [
        "keeps",
        "costs",
        _inside(built),
        f"apply flats_by; {on_groups(flats, 'apply Forall2_app', 'Forall2_nil')}",
        built.deep.dead,
        built.deep.continuous,
        built.deep.value,
        f"cbn [width {SUBJECT} sum nth repeat app]; numbers",
        COMPUTE,
    ]
    theorem = "minimum_flat_by"
    if fixed:
        if built.deep.still is None:
            return None
        theorem = "minimum_flat_fixed_by"
        goals += [
            "reflexivity",
            "first [left; reflexivity | right; intros j J; every J ltac:(cbn; numbers)]",
            built.deep.still,
        ]
    else:
        least = minimiser(problem, built.loss, constant, evidence.levels)
        if least is None:
            return None
        goals.append(least.rstrip("."))
    body = "\n  | ".join(goals)
    script = (
        f"apply ({theorem} {SUBJECT} {built.arguments}) with (is := {ends})\n    (v := fun j => nth j {values_} 0)"
        f" (dv := 0) (c := {output(constant)});\n  [ {body} ]."
    )
    return opened(built, script)


def _inside(built: Built) -> str:
    """That all neurons are inside their intervals, or at the origin, where they have the same values."""
    problem, neurons = built.problem, built.point.neurons
    values = [pre_activations(problem, group.hidden_weights, group.hidden_bias) for group in neurons]
    if all(moving_values(problem, group) == set(own) for group, own in zip(neurons, values, strict=True)):
        return f"left; {COMPUTE}"
    replaced = "; ".join(
        bias_as_rational(bias, built.denominator) for bias in sorted({group.hidden_bias for group in neurons})
    )
    each = f"cbn [nth repeat app]; {replaced}; change (sigma {SUBJECT}) with {built.neuron.text}; cbv beta; numbers"
    return f"right; split; [ reflexivity | split; [ {COMPUTE} | intros j J; every J ltac:({each}) ] ]"


def _deep(problem: Problem, evidence: FlatMinimum) -> str | None:
    script = _flat(problem, evidence)
    return None if script is None else f"split; [reflexivity |].\n  {script}"


def _constant_of(point: Point, levels: Sequence[Expr]) -> Exact:
    """What a dead network gives, if its output weights do not count."""
    base = point.output_bias
    still = all(
        is_zero(level) or vanishes(group.output_weight) for level, group in zip(levels, point.neurons, strict=True)
    )
    if not still or (base is not None and not is_zero(base.factor)):
        raise Refusal("point.label")
    return Exact(ZERO if base is None else base.base)


# --- levels -------------------------------------------------------------------------------------------------------


def _margin(problem: Problem, evidence: LevelMinimum) -> str | None:
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.continuous is None:
        return None
    zero = rational_value(evidence.constant.value) == 0
    parts = [level_script(built.loss, level) for level in evidence.levels]
    if (rational_value(evidence.constant.value) or 0) < 0:
        goal = f"(- {output(evidence.constant)})"
        parts[0] = f"replace {goal} with {rational(evidence.levels[0].at)} by lra; {parts[0]}"
    start = ["costs", constant_output(built), COMPUTE]
    if zero:
        goals = [*start, "numbers", continuous(built), built.deep.continuous, _level_at(built, evidence.levels[-1])]
        theorem = "minimum_margin_by"
    else:
        goals = [*start, "numbers_differ", continuous(built), built.deep.continuous, *parts]
        theorem = "minimum_saturated_by"
    body = "\n  | ".join(goals)
    return f"apply ({theorem} {SUBJECT} {built.arguments}) with (c := {output(evidence.constant)});\n  [ {body} ]."


def _level_at(built: Built, level: Level) -> str:
    return level_script(built.loss, level)


# --- averages ----------------------------------------------------------------------------------------------------


def _affine(problem: Problem, evidence: AverageMinimum, *, local: bool = False) -> str | None:
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.equal is None:
        return None
    ends, found = intervals(built)
    pieces = neuron_pieces(problem)
    forms = [affine_form(pieces, index) for _, index in found]
    scripts = [
        f"apply forall_repeat; exists {rational(p)}, {rational(r)}; intros u U; in_interval U; "
        f"change ({built.neuron.text} u = {rational(p)} * u + {rational(r)}); cbv beta; {PLAIN}"
        for p, r in forms
    ]
    goals = [COMPUTE, f"apply affines_by; {on_groups(scripts, 'apply forall_app', 'Forall_nil')}", built.deep.equal]
    if local:
        script = tangential(built, "minimum_affine_local_by", goals, rising=False)
    else:
        script = average(built, "minimum_affine_by", goals)
    return None if script is None else script.replace(" with (c", f" with (is := {ends}) (c", 1)


def _duplicate(problem: Problem, evidence: AverageMinimum) -> str | None:
    built = build(problem, evidence.point, evidence.constant)
    return None if built is None else average(built, "minimum_duplicate_by", [], keeps=False)


def _frozen_features(problem: Problem, evidence: AverageMinimum) -> str | None:
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.dead is None:
        return None
    return average(
        built, "minimum_frozen_features_by", [COMPUTE, "reflexivity", COMPUTE, "reflexivity", built.deep.dead]
    )


def _parity(problem: Problem, evidence: AverageMinimum) -> str | None:
    built = build(problem, evidence.point, evidence.constant)
    if built is None or problem.network.hidden_bias:
        return None
    even = odd_measure(problem)
    deep = built.deep.even if even else built.deep.odd
    if deep is None:
        return None
    chosen = (
        f"right; split; [ apply odd_by; {COMPUTE} | {deep} ]"
        if even
        else f"left; split; [ apply even_by; {COMPUTE} | {deep} ]"
    )
    return average(built, "minimum_parity_by", ["reflexivity", "reflexivity", chosen])


# --- multipliers --------------------------------------------------------------------------------------------------


def _hull(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    enclosed = isinstance(evidence.multipliers, Enclosed)
    if squares_alone(problem):
        return (enclosed_quadric if enclosed else quadric_point)(problem, evidence)
    return (enclosed_hull if enclosed else hull_point)(problem, evidence)


def _frozen_fit(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    way = enclosed_fit if isinstance(evidence.multipliers, Enclosed) else frozen_fit_point
    return way(problem, evidence)


_WAYS: Final[Mapping[str, Callable[[Problem, Any], str | None]]] = MappingProxyType(
    {
        "minimum.flat": _flat,
        "minimum.deep": _deep,
        "minimum.margin": _margin,
        "minimum.saturated": _margin,
        "minimum.affine": _affine,
        "minimum.hull": _hull,
        "minimum.support": support_point,
        "minimum.frozen_fit": _frozen_fit,
        "minimum.order": order_point,
        "minimum.moment": moment_point,
        "minimum.stationary": stationary_point,
        "minimum.affine_local": partial(_affine, local=True),
        "minimum.order_local": partial(order_point, local=True),
        "minimum.moment_local": partial(moment_point, local=True),
        "minimum.stationary_local": partial(stationary_point, local=True),
        "minimum.kink": kink_point,
        "minimum.nobias": nobias_point,
        "minimum.frozen_output": frozen_output_point,
        "minimum.decay": decay_point,
        "minimum.decay_local": partial(decay_point, local=True),
        "minimum.narrow": narrow_point,
        "minimum.parity": _parity,
        "minimum.duplicate": _duplicate,
        "minimum.frozen_features": _frozen_features,
        "minimum.strict": strict_point,
        "minimum.split": split_point,
        "minimum.spurious": spurious_point,
        "minimum.basin": basin_point,
        "objective.valley": valley_point,
        "objective.low": low_point,
        "objective.below_constants": below_constants_point,
    }
)
"""By condition: the proof that there is such a point."""
