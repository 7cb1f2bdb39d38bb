"""The conditions: for each one what may show that it holds, or that it fails. Nothing else says which check counts.

A row names kinds of evidence and checks; the checks are outside the inner kernel and return nothing, or raise
``Refusal``. Two kinds return something: a predicate (evidence ``Structure``) says whether the condition holds, and the
check of a point says how many samples are wrong there. Every condition has one decider and one entry of prose as well,
under the same id.

A row stands here, or in a table that is read here: beside the checks that it names, for formulas in
``functions/formulas.py``, or in ``named.py`` where checks are loaded when they are asked for. What a table means is
said here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.trusted.data import (
    core,
    ellipsoids,
    frozen_signs,
    funnels,
    independent,
    linear,
    order,
    powers,
    quadrics,
    separation,
    spans,
    structure,
    widths,
)
from theoremcheck.trusted.functions import shape, smooth
from theoremcheck.trusted.functions.formulas import LOSS, NEURON, OWN, ROWS, SPECIAL
from theoremcheck.trusted.functions.per_class import Assumed as Assumed  # noqa: PLC0414
from theoremcheck.trusted.named import FITS, HULLS, MOVES, PREDICATES, TRAINED, UNITS, found
from theoremcheck.trusted.records import dataclass

_Kind: TypeAlias = type | str
_Check: TypeAlias = Callable[..., Any] | str
_Way: TypeAlias = tuple[_Kind, _Check]


@dataclass(frozen=True, slots=True)
class Structure:
    """The kernel reads the answer off the problem, or computes it there exactly."""


class About(Enum):
    """What a check is given: the problem, the problem once it has samples, a formula, or a problem for a point.

    POINT is a bad local minimum; LEVELS a point at which L is small, beside a local minimum or wherever that is.
    """

    PROBLEM = "problem"
    SAMPLES = "samples"
    NEURON = "neuron"
    LOSS = "loss"
    POINT = "point"
    LEVELS = "levels"


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

    Evidence without fields is not handed on: its check has the problem alone to look at. What most problems do not need
    is told by its name below ``theoremcheck.trusted``, and loaded when it is asked for.
    """

    named_kind: _Kind
    named_check: _Check
    about: About
    more: tuple[Any, ...] = ()

    @property
    def kind(self) -> type:
        """The class of the evidence."""
        return found(self.named_kind)

    @property
    def check(self) -> Callable[..., Any]:
        """What accepts it."""
        return found(self.named_check)


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of the theory. ``fails`` is empty where no evidence shows that it fails.

    ``assumable``: a spec may assume it, of an opaque function or of abstract data. ``ways`` None: see ``_points``.
    """

    id: str
    ways: tuple[By, ...] | None
    fails: tuple[By, ...]
    assumable: bool = False
    cost: Cost = Cost.ALWAYS

    @property
    def holds(self) -> tuple[By, ...]:
        """What shows that it holds."""
        return _points()[self.id] if self.ways is None else self.ways


def _of_formula(block: About, name: str) -> Condition:
    cost = Cost.THEOREM if name in SPECIAL else Cost.ALWAYS
    holds, fails = (tuple(By(kind, check, block, tuple(more)) for kind, check, *more in rows) for rows in ROWS[name])
    return Condition(f"{block.value}.{name}", holds, fails, assumable=name not in OWN, cost=cost)


def _computed(name: str, predicate: _Check, about: About = About.PROBLEM, *also: _Way, **more: Any) -> Condition:
    """A condition that a predicate of the problem decides either way; where it refuses, ``also`` may show that."""
    shown = (By(Structure, predicate, about),)
    return Condition(name, (*shown, *(By(*way, about) for way in also)), shown, **more)


def _structural(name: str, **more: Any) -> Condition:
    return _computed(name, structure.FACTS[name], **more)


def _of_data(name: str, holds: _Way, fails: _Way, *also: _Check, **more: Any) -> Condition:
    """A condition on the samples; each predicate of the problem in ``also`` may show that it holds as well."""
    shown, denied = ((By(kind, check, About.SAMPLES),) for kind, check in (holds, fails))
    told = (By(Structure, predicate, About.PROBLEM) for predicate in also)
    return Condition(name, (*shown, *told), denied, **more)


def _of_fit(name: str, kind: _Kind, check: _Check, *more: Any) -> Condition:
    return Condition(name, (By(kind, check, About.SAMPLES, more),), (), cost=Cost.THEOREM)


def _of_units(name: str, kind: _Kind, check: _Check, denial: _Check, against: _Kind = Structure) -> Condition:
    """A condition on units of the network, and what shows its failure: where no units can be such ones a predicate."""
    shown, denied = By(kind, check, About.PROBLEM), By(against, denial, About.PROBLEM)
    return Condition(name, (shown,), (denied,), cost=Cost.THEOREM)


POINTS: Final = tuple(
    f"minimum.{name}"
    for name in (
        *("flat", "deep", "affine", "order", "moment", "stationary", "affine_local", "order_local", "moment_local"),
        *("stationary_local", "parity", "duplicate", "hull", "margin", "saturated", "kink", "nobias", "narrow", "tied"),
        *("frozen_features", "frozen_fit", "frozen_output", "decay", "decay_zero", "strict", "sharp", "support"),
        *("split", "split_decay", "potential", "decay_local", "fibre"),
    )
)
"""The conditions about a point: with the other premises of its rule, the point is a bad local minimum."""

_KINDS: Final = (
    "average tangent flat multipliers level kink idle jensen fibre tied penalty box potential spurious valley"
)
"""The modules of ``minima`` that have their rows."""

LEVELS: Final = ("minimum.spurious", "minimum.basin", "objective.valley", "objective.low", "objective.below_constants")
"""The conditions about a point at which L is small."""

_SLOPES: Final = ("minima.dominance.Slopes", "minima.dominance.check_slopes")
_CONDITIONS: Final = (
    *map(partial(_of_formula, About.LOSS), LOSS),
    _structural("loss.single"),
    *map(partial(_of_formula, About.NEURON), NEURON),
    *(_of_data(*row, assumable=True) for row in separation.ASSUMABLE),
    *(_of_data(*row, cost=Cost.THEOREM) for row in core.WEAK),
    *(_of_data(*row, cost=Cost.RULE) for row in core.BALANCED),
    *(_of_data(*row, assumable=True) for row in spans.ASSUMABLE),
    # With a trained hidden bias the last entry of every X_i is 1.
    _of_data(*HULLS, structure.FACTS["network.hidden_bias"], assumable=True),
    *(_of_data(*row, cost=Cost.LARGE) for row in core.CONDITIONS),
    _structural("data.independent_spans", assumable=True),
    *(_computed(name, shows, About.SAMPLES) for m in (independent, spans) for name, shows in m.DATA.items()),
    _computed("data.collinear", "data.measures.collinear"),
    _computed("data.balanced_classes", "data.measures.balanced_classes", About.SAMPLES),
    _computed("data.equal_means", "data.measures.equal_means", About.SAMPLES, assumable=True),
    *(_of_data(*row, assumable=True, cost=Cost.RULE) for row in order.CONDITIONS),
    _computed("data.equal_classes", "data.measures.equal_classes", About.SAMPLES),
    _computed("data.even", "data.measures.even_measure", About.SAMPLES, assumable=True),
    _computed("data.odd", "data.measures.odd_measure", About.SAMPLES, assumable=True),
    *(_of_data(*row, assumable=True, cost=Cost.THEOREM) for row in separation.CONDITIONS),
    *(_of_data(*row, cost=Cost.THEOREM) for m in (ellipsoids, quadrics, powers) for row in m.CONDITIONS),
    _computed("data.forms_independent", powers.independent, About.SAMPLES, cost=Cost.THEOREM),
    *(_of_data(*row, cost=Cost.THEOREM) for row in separation.FEATURES),
    *(_of_fit(*row) for row in FITS),
    _structural("network.shortcut"),
    _structural("network.shortcut_only"),
    _structural("network.chain"),
    *(_of_units(*row) for row in (*MOVES, *funnels.CONDITIONS, *UNITS)),
    Condition("network.deep_defined", (By(shape.DeepDomains, shape.check_deep_defined, About.PROBLEM),), ()),
    *map(_structural, ("network.output_bias", "network.hidden_bias")),
    # Of an abstract dataset with known class sizes: m+ <= n+ and m- <= n-.
    _of_data(*widths.WIDTH, structure.wide_enough_for_counts, cost=Cost.LARGE),
    _structural("network.width_distinct"),
    _of_data(*core.WIDTH, cost=Cost.LARGE),
    *map(_structural, ("network.width_samples", "network.common_bias", "network.width_rank", "network.still_at_rest")),
    *map(_structural, ("network.width_independent", "network.width_independent_two", "network.width_two")),
    _of_data(*widths.FEWER, cost=Cost.LARGE),
    *map(_structural, ("network.trainable", "network.neurons_trainable", "network.hidden_trainable")),
    *(_computed(*row) for m in (independent, linear, frozen_signs) for row in m.FACTS.items()),
    *(_computed(*row) for row in PREDICATES),
    _computed("network.width_monomials", "data.monomials.width_monomials", cost=Cost.THEOREM),
    *(_computed(*row) for row in independent.PENALTIES.items()),
    _structural("network.output_weights_frozen"),
    *(_computed(*row) for row in TRAINED),
    _computed("objective.decay_dominates", "minima.dominance.dominates", About.SAMPLES, _SLOPES),
    _computed("objective.gram_decay", "minima.gram_decay.gram_decay", About.SAMPLES),
    *(
        _computed(f"objective.{name}", f"minima.line.{name}", About.SAMPLES, cost=Cost.THEOREM)
        for name in ("line_right", "line_lowest", "line_trough", "signed_chain")
    ),
    *(_structural(f"objective.{name}") for name in ("unregularised", "hidden_unpenalised", "output_bias_not_rewarded")),
    Condition(
        "objective.smooth_at_rest",
        (By("functions.resting.Around", "functions.resting.check_smooth_at_rest", About.PROBLEM),),
        (By(smooth.Jump, "functions.resting.check_kink_at_rest", About.PROBLEM),),
    ),
    *(Condition(name, None, (), cost=Cost.RULE) for name in (*POINTS, *LEVELS)),
)

CONDITIONS: Final = MappingProxyType({condition.id: condition for condition in _CONDITIONS})
"""Every condition by id, in the order in which they are shown."""


@cache
def _points() -> Mapping[str, tuple[By, ...]]:
    """What shows the conditions of POINTS and LEVELS: where there is no such point, none of it is loaded."""
    found: dict[str, list[By]] = {name: [] for name in (*POINTS, *LEVELS)}
    for module in _KINDS.split():
        for name, kind, check in import_module(f"theoremcheck.trusted.minima.{module}").CONDITIONS:
            found[name].append(By(kind, check, About.POINT if name in POINTS else About.LEVELS))
    return MappingProxyType({name: tuple(ways) for name, ways in found.items()})
