"""The conditions: for each one what may show that it holds, or that it fails. Nothing else says which check counts.

A row names kinds of evidence and checks; the checks are outside the inner kernel and return nothing, or raise
``Refusal``. Two kinds return something: a predicate (evidence ``Structure``) says whether the condition holds, and the
check of a point says how many samples are wrong there. Every condition has one decider and one entry of prose as well,
under the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.trusted import (
    averages,
    composition,
    data,
    decay,
    ellipsoids,
    fibres,
    flatness,
    jensen,
    kinks,
    minima,
    order,
    regression,
    shape,
    sharp,
    splitting,
    strict,
    structure,
    supports,
)
from theoremcheck.trusted import evidence as kinds
from theoremcheck.trusted.proofs import Signs


@dataclass(frozen=True, slots=True)
class Structure:
    """The kernel reads the answer off the problem, or computes it there exactly."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """The spec assumes it."""


class About(Enum):
    """What a check is given: the problem, the problem once it has samples, a formula, or a problem for a point."""

    PROBLEM = "problem"
    SAMPLES = "samples"
    NEURON = "neuron"
    LOSS = "loss"
    POINT = "point"


class Cost(Enum):
    """When a condition is worth a look.

    Always; of large data only where a theorem could still use it; only where a theorem could use it; only where no
    theorem applies and a refutation rule could use it.
    """

    ALWAYS = "always"
    LARGE = "takes seconds on large data"
    THEOREM = "asked for by a special theorem"
    RULE = "asked for by refutation rules"


@dataclass(frozen=True, slots=True)
class By:
    """Evidence of exactly this kind shows it, if ``check(subject, *more, evidence)`` accepts it.

    Evidence without fields is not handed on: its check has the problem alone to look at.
    """

    kind: type
    check: Callable[..., Any]
    about: About
    more: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of the theory. ``fails`` is empty where no evidence shows that it fails.

    ``assumable``: a spec may assume it, of an opaque function or of abstract data.
    """

    id: str
    holds: tuple[By, ...]
    fails: tuple[By, ...]
    assumable: bool = False
    cost: Cost = Cost.ALWAYS


_Way: TypeAlias = tuple[type, Callable[..., Any]]
_FORMS: Final[Mapping[str, tuple[tuple[Any, ...], tuple[Any, ...]]]] = MappingProxyType(
    {
        "defined": (((kinds.Calculus, shape.check_defined),), ()),
        **{
            name: (
                ((kinds.Jets, shape.check_smooth, shape.SMOOTHNESS.get(name)),),
                ((kinds.Jump, shape.check_not_smooth, shape.SMOOTHNESS.get(name)),),
            )
            for name in ("c1", "c2", "analytic")
        },
        **{
            name: (
                ((Signs, shape.check_shape, entry), (kinds.Composed, composition.check_composed, entry)),
                tuple((kind, shape.check_not_shape, entry) for kind in (kinds.Witness, kinds.Jump, kinds.SlopeDrop)),
            )
            for name, entry in shape.SHAPES.items()
        },
        "signed": (
            ((Signs, shape.check_signed), (kinds.Composed, composition.check_composed_sign)),
            ((kinds.TwoWitnesses, shape.check_not_signed),),
        ),
        "bounded_below": (
            ((kinds.LowerBound, shape.check_lower_bound), (kinds.Composed, composition.check_composed_bound)),
            ((kinds.UnboundedTail, shape.check_unbounded),),
        ),
        "flat_piece": (((kinds.Piece, shape.check_piece, 1),), ((kinds.NoPiece, shape.check_no_piece, 1),)),
        "affine_piece": (((kinds.Piece, shape.check_piece, 2),), ((kinds.NoPiece, shape.check_no_piece, 2),)),
        "even": (((kinds.Identity, shape.check_identity, True),), ((kinds.Asymmetry, shape.check_asymmetry, True),)),
        "odd_up_to_constant": (
            ((kinds.Identity, shape.check_identity, False),),
            ((kinds.Asymmetry, shape.check_asymmetry, False),),
        ),
        "quadratic": (((kinds.Identity, shape.check_quadratic),), ((kinds.Asymmetry, shape.check_not_quadratic),)),
    }
)
"""Of a formula: (kind, check, what else the check is told), for the condition and against it."""


def _of_formula(block: About, name: str) -> Condition:
    holds, fails = (tuple(By(kind, check, block, tuple(more)) for kind, check, *more in rows) for rows in _FORMS[name])
    return Condition(f"{block.value}.{name}", holds, fails, assumable=name != "quadratic")


def _computed(name: str, predicate: Callable[..., bool], about: About = About.PROBLEM, **more: Any) -> Condition:
    """A condition that a predicate of the problem decides either way."""
    shown = (By(Structure, predicate, about),)
    return Condition(name, shown, shown, **more)


def _structural(name: str, **more: Any) -> Condition:
    return _computed(name, structure.FACTS[name], **more)


def _of_data(name: str, holds: _Way, fails: _Way, **more: Any) -> Condition:
    shown, denied = ((By(kind, check, About.SAMPLES),) for kind, check in (holds, fails))
    return Condition(name, shown, denied, **more)


def _point(name: str, kind: type, check: Callable[..., tuple[int, int]]) -> Condition:
    return Condition(name, (By(kind, check, About.POINT),), (), cost=Cost.RULE)


_CONDITIONS: Final = (
    *(
        _of_formula(About.LOSS, name)
        for name in ("defined", "c1", "c2", "nondecreasing", "active", "convex", "bounded_below", "increasing")
    ),
    *(
        _of_formula(About.NEURON, name)
        for name in (
            *("defined", "c1", "c2", "analytic", "signed", "increasing", "decreasing"),
            *("convex", "strictly_convex", "strictly_concave", "flat_piece", "affine_piece"),
            *("even", "odd_up_to_constant", "quadratic"),
        )
    ),
    _of_data(
        "data.linearly_separable",
        (kinds.Separation, data.check_separable),
        (kinds.Farkas, data.check_not_separable),
        assumable=True,
    ),
    _of_data(
        "data.affinely_separable",
        (kinds.Separation, data.check_affinely_separable),
        (kinds.Farkas, data.check_not_affinely_separable),
        assumable=True,
    ),
    _of_data(
        "data.span_exclusion",
        (kinds.SpanVectors, data.check_span_exclusion),
        (kinds.InSpan, data.check_span_meeting),
        assumable=True,
    ),
    Condition(
        "data.origin_outside_hulls",
        (
            By(kinds.HullNormals, data.check_origin_outside_hulls, About.SAMPLES),
            # With a trained hidden bias the last entry of every X_i is 1.
            By(Structure, structure.FACTS["network.hidden_bias"], About.PROBLEM),
        ),
        (By(kinds.HullPoint, data.check_origin_in_hull, About.SAMPLES),),
        assumable=True,
    ),
    _of_data(
        "data.core_in_one_class",
        (kinds.OffCore, data.check_core_in_one_class),
        (kinds.InCore, data.check_core_in_both_classes),
        cost=Cost.LARGE,
    ),
    _of_data(
        "data.core_span_exclusion",
        (kinds.OffCore, data.check_core_span_exclusion),
        (kinds.InCore, data.check_core_span_meeting),
        cost=Cost.LARGE,
    ),
    _structural("data.independent_spans", assumable=True),
    _computed("data.circuit", data.circuit, About.SAMPLES),
    _computed("data.equal_means", data.equal_means, About.SAMPLES, assumable=True),
    _of_data(
        "data.convex_order",
        (order.Coupling, order.check_convex_order),
        (order.ConvexTest, order.check_no_convex_order),
        assumable=True,
        cost=Cost.RULE,
    ),
    _computed("data.equal_classes", order.duplicate_measure, About.SAMPLES),
    _computed("data.even", data.even_measure, About.SAMPLES, assumable=True),
    _computed("data.odd", data.odd_measure, About.SAMPLES, assumable=True),
    _of_data(
        "data.ellipsoids",
        (ellipsoids.Ellipsoids, ellipsoids.check_ellipsoids),
        (ellipsoids.IndefiniteFails, ellipsoids.check_no_ellipsoids),
        cost=Cost.THEOREM,
    ),
    _structural("network.shortcut"),
    _structural("network.shortcut_only"),
    _structural("network.chain"),
    Condition("network.deep_defined", (By(kinds.DeepDomains, shape.check_deep_defined, About.PROBLEM),), ()),
    _structural("network.output_bias"),
    _structural("network.hidden_bias"),
    Condition(
        "network.width",
        (
            By(kinds.Partition, data.check_width, About.SAMPLES),
            # Of an abstract dataset with known class sizes: m+ <= n+ and m- <= n-.
            By(Structure, structure.wide_enough_for_counts, About.PROBLEM),
        ),
        (By(kinds.Violators, data.check_width_too_small, About.SAMPLES),),
        cost=Cost.LARGE,
    ),
    _structural("network.width_distinct"),
    _of_data(
        "network.width_core",
        (kinds.OffCore, data.check_core_width),
        (kinds.InCore, data.check_core_width_too_small),
        cost=Cost.LARGE,
    ),
    _structural("network.width_independent"),
    _structural("network.width_independent_two"),
    _structural("network.width_two"),
    _of_data(
        "network.width_fewer",
        (kinds.Partition, data.check_width_fewer),
        (kinds.Violators, data.check_width_much_too_small),
        cost=Cost.LARGE,
    ),
    _structural("network.width_quadratic"),
    _structural("network.trainable"),
    _structural("network.neurons_trainable"),
    _structural("network.hidden_trainable"),
    _structural("objective.unregularised"),
    _point("minimum.flat", minima.FlatMinimum, partial(flatness.check_flat, shortcut=True)),
    _point("minimum.deep", minima.FlatMinimum, partial(flatness.check_flat, shortcut=False)),
    _point("minimum.affine", minima.ConstantMinimum, averages.check_affine_average),
    _point("minimum.order", minima.OrderMinimum, averages.check_order_average),
    _point("minimum.moment", minima.ConstantMinimum, averages.check_moment_average),
    _point("minimum.stationary", minima.ConstantMinimum, averages.check_stationary_average),
    _point("minimum.parity", minima.ConstantMinimum, averages.check_parity_average),
    _point("minimum.duplicate", minima.ConstantMinimum, averages.check_duplicate_average),
    _point("minimum.hull", minima.FitMinimum, regression.check_hull),
    _point("minimum.margin", minima.LevelMinimum, partial(flatness.check_level, at_zero=True)),
    _point("minimum.saturated", minima.LevelMinimum, partial(flatness.check_level, at_zero=False)),
    _point("minimum.kink", minima.KinkMinimum, kinks.check_kink),
    _point("minimum.nobias", minima.JensenMinimum, partial(jensen.check_jensen, frozen=False)),
    _point("minimum.narrow", minima.NarrowMinimum, fibres.check_narrow),
    _point("minimum.frozen_features", minima.ConstantMinimum, averages.check_frozen_features),
    _point("minimum.frozen_fit", minima.FrozenFit, regression.check_frozen_fit),
    _point("minimum.frozen_output", minima.JensenMinimum, partial(jensen.check_jensen, frozen=True)),
    _point("minimum.decay", minima.DecayMinimum, decay.check_decay),
    _point("minimum.strict", minima.StrictMinimum, strict.check_strict),
    _point("minimum.sharp", minima.SharpMinimum, sharp.check_sharp),
    _point("minimum.support", minima.SupportMinimum, supports.check_support),
    _point("minimum.split", minima.SplitMinimum, splitting.check_split),
)

CONDITIONS: Final = MappingProxyType({condition.id: condition for condition in _CONDITIONS})
"""Every condition by id, in the order in which they are shown."""

POINTS: Final = tuple(entry.id for entry in _CONDITIONS if entry.holds[0].about is About.POINT)
"""The conditions that ask for a bad local minimum."""
