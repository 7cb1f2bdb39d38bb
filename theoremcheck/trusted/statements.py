"""What the lemmas and theorems say: premises and conclusion by id, with no prose.

The kernel believes these statements; their proofs stand, by the same ids, in ``theoremcheck.theory``. A formula is an
id, or ``All`` or ``Any`` of formulas. Ids of conditions are leaves; every other id is a statement, defined once.

Source: Liang, Sun, Li, Srikant, "Understanding the Loss Surface of Neural Networks for Binary Classification" (ICML
2018) for the ideas; the statements are those proved in ``theoremcheck.theory``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.trusted.model import Json, digest

CONDITIONS: Final = (
    "loss.defined",
    "loss.c1",
    "loss.c2",
    "loss.nondecreasing",
    "loss.active",
    "loss.convex",
    "loss.bounded_below",
    "loss.increasing",
    "neuron.defined",
    "neuron.c1",
    "neuron.c2",
    "neuron.analytic",
    "neuron.signed",
    "neuron.increasing",
    "neuron.decreasing",
    "neuron.convex",
    "neuron.strictly_convex",
    "neuron.strictly_concave",
    "neuron.flat_piece",
    "neuron.affine_piece",
    "neuron.even",
    "neuron.odd_up_to_constant",
    "neuron.quadratic",
    "data.linearly_separable",
    "data.affinely_separable",
    "data.span_exclusion",
    "data.origin_outside_hulls",
    "data.core_in_one_class",
    "data.core_span_exclusion",
    "data.independent_spans",
    "data.circuit",
    "data.equal_means",
    "data.convex_order",
    "data.equal_classes",
    "data.even",
    "data.odd",
    "data.ellipsoids",
    "network.shortcut",
    "network.shortcut_only",
    "network.chain",
    "network.deep_defined",
    "network.output_bias",
    "network.hidden_bias",
    "network.width",
    "network.width_distinct",
    "network.width_core",
    "network.width_independent",
    "network.width_independent_two",
    "network.width_two",
    "network.width_fewer",
    "network.width_quadratic",
    "network.trainable",
    "network.neurons_trainable",
    "network.hidden_trainable",
    "objective.unregularised",
    "minimum.flat",
    "minimum.deep",
    "minimum.affine",
    "minimum.order",
    "minimum.moment",
    "minimum.stationary",
    "minimum.parity",
    "minimum.duplicate",
    "minimum.hull",
    "minimum.margin",
    "minimum.saturated",
    "minimum.kink",
    "minimum.nobias",
    "minimum.narrow",
    "minimum.frozen_features",
    "minimum.frozen_fit",
    "minimum.frozen_output",
    "minimum.decay",
    "minimum.strict",
    "minimum.sharp",
    "minimum.support",
    "minimum.split",
)
"""Every leaf: a condition with one decider, one kernel check and one entry of prose."""


@dataclass(frozen=True, slots=True)
class All:
    """Holds if every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds if some part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if the condition fails."""

    condition: str


Formula: TypeAlias = str | All | Any | Not


class Conclusion(Enum):
    """What a statement concludes about the problem."""

    STEP = "a step of a proof"
    NO_BAD = "every local minimum of L has training error 0"
    NO_MINIMUM = "L has no local minimum at all"
    BAD = "L has a local minimum with training error > 0"


@dataclass(frozen=True, slots=True)
class Statement:
    """``premise`` implies ``conclusion``."""

    id: str
    premise: Formula
    conclusion: Conclusion = Conclusion.STEP


def _all(*parts: Formula) -> All:
    return All(parts)


def _any(*parts: Formula) -> Any:
    return Any(parts)


_STATEMENTS = (
    # Conditions with arms.
    Statement(
        "network.balance",
        _any("network.output_bias", "neuron.signed", _all("neuron.monotone", "data.origin_outside_hulls")),
    ),
    Statement("neuron.monotone", _any("neuron.increasing", "neuron.decreasing")),
    Statement("neuron.strictly_curved", _any("neuron.strictly_convex", "neuron.strictly_concave")),
    # Lemmas.
    Statement(
        "lemma.first_order",
        _all(
            "loss.defined",
            "loss.c1",
            "neuron.defined",
            "neuron.c1",
            "network.deep_defined",
            "network.shortcut",
            _any("network.trainable", "network.neurons_trainable", "network.hidden_trainable"),
            "objective.unregularised",
        ),
    ),
    Statement("lemma.idle_slope", _all("lemma.first_order")),
    Statement(
        "lemma.idle_curvature",
        _all("lemma.first_order", "neuron.c2", _any("network.trainable", "network.neurons_trainable")),
    ),
    Statement("lemma.slope_zero", _all("loss.defined", "loss.c1", "loss.nondecreasing", "loss.active")),
    Statement("lemma.slope_zero_flat", _all("lemma.slope_zero", "loss.c2")),
    Statement(
        "lemma.one_sided_descent",
        _all(
            "loss.defined",
            "loss.c1",
            "loss.nondecreasing",
            "neuron.defined",
            "neuron.monotone",
            "network.deep_defined",
            "network.shortcut",
            _any("network.trainable", "network.neurons_trainable", "network.hidden_trainable"),
            "objective.unregularised",
        ),
    ),
    # T1: linearly separable data.
    Statement(
        "thm.separable.smooth",
        _all(
            "lemma.first_order",
            "lemma.idle_slope",
            "lemma.slope_zero",
            "neuron.monotone",
            "data.linearly_separable",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.separable.one_sided",
        _all("lemma.one_sided_descent", "lemma.slope_zero", "data.linearly_separable"),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.separable.chain",
        _all(
            "lemma.slope_zero",
            "neuron.defined",
            "neuron.c1",
            "neuron.monotone",
            "data.linearly_separable",
            "network.chain",
            "objective.unregularised",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.separable",
        _any("thm.separable.smooth", "thm.separable.one_sided", "thm.separable.chain"),
        Conclusion.NO_BAD,
    ),
    # T2: classes in different subspaces.
    Statement(
        "thm.subspaces.c2",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero_flat",
            "neuron.strictly_curved",
            "data.span_exclusion",
            "network.balance",
            "network.width",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.c1",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero",
            "neuron.strictly_curved",
            "data.span_exclusion",
            "network.balance",
            "network.width_distinct",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.core",
        _all(
            "lemma.idle_slope",
            "lemma.idle_curvature",
            "lemma.slope_zero_flat",
            "neuron.strictly_curved",
            "neuron.monotone",
            "data.core_span_exclusion",
            "network.balance",
            "network.width_core",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.core_in_one_class",
        _all(
            "lemma.first_order",
            "lemma.idle_slope",
            "lemma.slope_zero",
            "neuron.monotone",
            _any("network.trainable", "network.neurons_trainable"),
            "data.core_in_one_class",
            "network.balance",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.fewer",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero_flat",
            "neuron.strictly_curved",
            "neuron.monotone",
            "data.span_exclusion",
            "network.output_bias",
            "network.width_fewer",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.independent",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero_flat",
            "neuron.strictly_curved",
            "data.span_exclusion",
            "data.independent_spans",
            "network.balance",
            "network.width_independent",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces.independent_two",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero_flat",
            "loss.convex",
            "neuron.strictly_curved",
            "data.span_exclusion",
            "data.independent_spans",
            "network.shortcut_only",
            "network.balance",
            "network.width_independent_two",
        ),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.subspaces",
        _any(
            "thm.subspaces.c2",
            "thm.subspaces.c1",
            "thm.subspaces.core",
            "thm.subspaces.core_in_one_class",
            "thm.subspaces.fewer",
            "thm.subspaces.independent",
            "thm.subspaces.independent_two",
        ),
        Conclusion.NO_BAD,
    ),
    # Circuits: one relation between the samples.
    Statement(
        "thm.circuit",
        _all(
            "lemma.idle_curvature",
            "lemma.slope_zero",
            "neuron.strictly_curved",
            "neuron.monotone",
            "data.circuit",
            "network.output_bias",
            "network.width_two",
        ),
        Conclusion.NO_BAD,
    ),
    # T3: quadratic neurons.
    Statement(
        "thm.quadratic",
        _all(
            "loss.defined",
            "loss.c1",
            "loss.nondecreasing",
            "loss.active",
            "neuron.defined",
            "neuron.quadratic",
            "network.deep_defined",
            "data.ellipsoids",
            "network.shortcut",
            "network.trainable",
            "network.output_bias",
            "network.width_quadratic",
            "objective.unregularised",
        ),
        Conclusion.NO_BAD,
    ),
    # T4: an equivalence.
    Statement(
        "lemma.affine_piece_setting",
        _all(
            "loss.defined",
            "loss.c1",
            "loss.nondecreasing",
            "loss.active",
            "loss.convex",
            Not("loss.increasing"),
            "neuron.defined",
            "neuron.c1",
            "neuron.increasing",
            "neuron.affine_piece",
            "network.shortcut",
            "network.shortcut_only",
            "network.trainable",
            "network.output_bias",
            "network.hidden_bias",
            "objective.unregularised",
        ),
    ),
    Statement(
        "thm.affine_piece",
        _all("lemma.affine_piece_setting", "data.linearly_separable"),
        Conclusion.NO_BAD,
    ),
    # T0: nothing to be bad.
    Statement(
        "thm.vacuous",
        _all(_any("thm.separable", "thm.subspaces", "thm.circuit", "thm.quadratic"), "loss.increasing"),
        Conclusion.NO_MINIMUM,
    ),
    # Refutations. Lemmas first.
    Statement("lemma.formulas", _all("loss.defined", "neuron.defined", "network.deep_defined")),
    Statement("lemma.support", _all("lemma.formulas", "loss.convex")),
    Statement("lemma.slice", _all("lemma.formulas")),
    Statement("lemma.nondecreasing_support", _all("lemma.support", "loss.nondecreasing")),
    *(
        Statement(f"rule.{name}", _all(*parts), Conclusion.BAD)
        for name, parts in (
            ("flat", ("lemma.formulas", "network.shortcut", "neuron.flat_piece", "minimum.flat")),
            ("deep", ("lemma.formulas", Not("network.shortcut"), "minimum.deep")),
            ("affine", ("lemma.support", "neuron.affine_piece", "data.equal_means", "minimum.affine")),
            ("order", ("lemma.nondecreasing_support", "data.convex_order", "minimum.order")),
            ("moment", ("lemma.nondecreasing_support", "data.equal_means", "minimum.moment")),
            ("stationary", ("lemma.nondecreasing_support", "minimum.stationary")),
            (
                "parity",
                (
                    "lemma.support",
                    _any(_all("neuron.odd_up_to_constant", "data.even"), _all("neuron.even", "data.odd")),
                    "minimum.parity",
                ),
            ),
            ("duplicate", ("lemma.support", "data.equal_classes", "minimum.duplicate")),
            ("hull", ("lemma.nondecreasing_support", "loss.active", "neuron.affine_piece", "minimum.hull")),
            ("outlier", ("lemma.support", "neuron.affine_piece", "minimum.hull")),
            ("margin", ("lemma.formulas", "minimum.margin")),
            ("saturated", ("lemma.formulas", "minimum.saturated")),
            ("kink", ("lemma.support", "minimum.kink")),
            ("nobias", ("lemma.nondecreasing_support", "minimum.nobias")),
            ("narrow", ("lemma.formulas", "data.equal_means", "minimum.narrow")),
            (
                "frozen",
                (
                    "lemma.support",
                    _any(
                        "minimum.frozen_features",
                        "minimum.frozen_fit",
                        _all("loss.nondecreasing", "minimum.frozen_output"),
                    ),
                ),
            ),
            ("decay", ("lemma.support", "loss.c1", "minimum.decay")),
            ("strict", ("lemma.slice", "minimum.strict")),
            ("sharp", ("lemma.slice", "minimum.sharp")),
            ("support", ("lemma.formulas", "minimum.support")),
            ("split", ("lemma.slice", "minimum.split")),
            # The last: it says that a bad local minimum exists, and gives no point.
            ("affine_piece", ("lemma.affine_piece_setting", Not("data.linearly_separable"))),
        )
    ),
)

STATEMENTS: Final = MappingProxyType({statement.id: statement for statement in _STATEMENTS})
"""Every statement by id."""

THEOREMS: Final = ("thm.separable", "thm.subspaces", "thm.circuit", "thm.quadratic", "thm.affine_piece", "thm.vacuous")
"""The theorems that a verdict names, strongest reading first where several apply."""

RULES: Final = tuple(entry.id for entry in _STATEMENTS if entry.conclusion is Conclusion.BAD)
"""The refutation rules, in the order in which a verdict prefers them."""


def atoms(formula: Formula) -> Iterator[str]:
    """The ids that a formula mentions, in order, repetitions included."""
    if isinstance(formula, str):
        yield formula
        return
    if isinstance(formula, Not):
        yield formula.condition
        return
    for part in formula.parts:
        yield from atoms(part)


def _formula_json(formula: Formula) -> Json:
    if isinstance(formula, str):
        return formula
    if isinstance(formula, Not):
        return ["not", formula.condition]
    head = "all" if isinstance(formula, All) else "any"
    return [head, *(_formula_json(part) for part in formula.parts)]


def statements_digest() -> str:
    """SHA-256 of the canonical JSON of all statements: a certificate names the statements it relies on."""
    return digest({entry.id: [_formula_json(entry.premise), entry.conclusion.value] for entry in STATEMENTS.values()})
