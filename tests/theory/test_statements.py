"""The statements, the kernel's checks, the deciders and the prose speak of the same ids."""

import pytest

from theoremcheck.decide.registry import proposer
from theoremcheck.report.explanations import explanation
from theoremcheck.theory.claims import CLAIM_PROSE, answers_of
from theoremcheck.theory.conditions import CONDITION_PROSE
from theoremcheck.theory.graph import leaves_of, sides_of, theory_graph, users_of
from theoremcheck.theory.lookup import prose
from theoremcheck.theory.results import RESULT_PROSE
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import REFUTING, All, Any, Conclusion, Not, atoms
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS, THEOREMS
from theoremcheck.trusted.refusal import Refusal


def test_every_condition_has_one_decider_one_check_and_one_entry():
    assert set(CONDITIONS) == set(CONDITION_PROSE)
    assert all(callable(proposer(name)) for name in CONDITIONS)
    assert len(CONDITIONS) == len(set(CONDITIONS))


def test_every_statement_has_prose_and_nothing_else_has():
    assert set(STATEMENTS) == set(RESULT_PROSE)
    assert all(entry.statement and entry.why and entry.source for entry in RESULT_PROSE.values())


def test_every_claim_has_prose_and_answers():
    assert {asked.value.split()[0] for asked in Asked} == set(CLAIM_PROSE)
    for word in CLAIM_PROSE:
        theorems, rules = answers_of(word)
        assert theorems
        assert rules
    assert answers_of("no_bad_smooth")[1] == answers_of("no_bad")[1]
    assert answers_of("no_valley") == (
        (
            *("thm.decay_valley", "thm.wide", "thm.linear_valley", "thm.convex_valley", "thm.wide_deep", "thm.pyramid"),
            *("thm.realisable_valley", "thm.line_valley", "thm.monotone_valley", "thm.separable_valley"),
        ),
        ("rule.valley", "rule.basin"),
    )  # fmt: skip
    assert set(answers_of("no_basin")[0]) >= {*answers_of("no_valley")[0], "thm.wide_basin", "thm.global"}


def test_every_mentioned_id_exists():
    for statement in STATEMENTS.values():
        for name in atoms(statement.premise):
            assert (name in STATEMENTS) != (name in CONDITIONS), name


def test_the_graph_is_acyclic_and_complete():
    graph = theory_graph()
    assert set(graph) == set(CONDITIONS) | set(STATEMENTS)
    assert "thm.separable" in users_of("thm.separable.monotone")
    assert "data.linearly_separable" in leaves_of("thm.vacuous")


def test_theorems_conclude_something():
    for theorem in THEOREMS:
        assert STATEMENTS[theorem].conclusion is not Conclusion.STEP


def paths(formula, trail=()):
    """Every All node of a formula with the position of each part."""
    if isinstance(formula, str):
        return
    for index, part in enumerate(formula.parts):
        if isinstance(formula, All):
            yield (*trail, index)
        yield from paths(part, (*trail, index))


def needed(theorem):
    """The leaves without which the theorem cannot be derived when everything else holds."""
    everything = dict.fromkeys(CONDITIONS, Status.HOLDS)
    return {leaf for leaf in CONDITIONS if evaluate(theorem, {**everything, leaf: Status.FAILS}) is Status.FAILS}


# What each variant must not do without: deleting a premise from a statement changes one of these sets.
LOSS = ("loss.defined", "loss.c1", "loss.nondecreasing", "loss.active")
NEURON = ("neuron.defined", "network.deep_defined")
SMOOTH = (*NEURON, "loss.defined", "loss.nondecreasing", "loss.active_right")
FROZEN = (
    *LOSS, *NEURON, "neuron.quadratic", "network.hidden_trainable", "network.hidden_bias_or_none",
    "objective.hidden_unpenalised",
)  # fmt: skip
CURVED = {
    *NEURON, "loss.defined", "loss.c1", "neuron.c1", "neuron.c2", "data.circuit", "network.shortcut",
    "network.output_bias", "network.width_two", "network.deep_features", "objective.unregularised",
}  # fmt: skip
SIGMOID = {
    *NEURON, "loss.defined", "loss.c1", "neuron.c1", "neuron.sigmoidal", "data.square", "network.shortcut",
    "network.output_bias", "network.width_two", "network.deep_features", "objective.unregularised",
}  # fmt: skip
BESIDE = {
    *NEURON, "loss.defined", "loss.c1", "network.deep_features", "objective.unregularised",
}  # fmt: skip
SIGMOID_AFFINE = {*BESIDE, "data.affine_square", "network.direct_affine", "network.sigmoidal_unit_affine"}

NEEDED = {
    "thm.separable.monotone": {
        *LOSS, *NEURON,
        "data.linearly_separable", "network.shortcut", "objective.hidden_unpenalised",
    },
    "thm.separable.chain": {
        *LOSS, "neuron.defined", "neuron.c1",
        "data.linearly_separable", "network.chain", "objective.unregularised",
    },
    "thm.separable.funnel": {*LOSS, *NEURON, "data.linearly_separable", "network.funnel"},
    "thm.separable.kink": {
        "loss.defined", "loss.nondecreasing", "loss.active", *NEURON,
        "data.linearly_separable", "network.shortcut", "network.hidden_trainable", "objective.hidden_unpenalised",
    },
    "thm.subspaces.c2": {
        *LOSS, *NEURON, "loss.c2", "neuron.c1",
        "data.span_exclusion", "network.shortcut", "network.width",
        "objective.unregularised",
    },
    "thm.subspaces.c1": {
        *LOSS, *NEURON, "neuron.c1",
        "data.span_exclusion", "network.hidden_trainable", "network.width_distinct",
        "objective.hidden_unpenalised",
    },
    "thm.subspaces.mixed": {*LOSS, *NEURON, "data.span_exclusion"},
    "thm.subspaces.core": {
        *LOSS, *NEURON, "loss.c2", "neuron.c1",
        "data.core_span_exclusion", "network.shortcut",
        "network.width_core", "objective.unregularised",
    },
    "thm.subspaces.core_in_one_class": {
        *LOSS, *NEURON, "neuron.c1",
        "data.core_in_one_class", "network.shortcut", "objective.unregularised",
    },
    "thm.circuit.curved": {*CURVED, "loss.active", "data.consistent"},
    "lemma.circuit.curved": CURVED,
    "thm.circuit.sigmoid": {*SIGMOID, "loss.active", "data.consistent"},
    "lemma.circuit.sigmoid": SIGMOID,
    "thm.circuit.sigmoid_skip": {*BESIDE, "data.square", "loss.active", "data.consistent"},
    "lemma.circuit.sigmoid_skip": {*BESIDE, "data.square"},
    "thm.circuit.sigmoid_affine": {*SIGMOID_AFFINE, "loss.active", "data.consistent"},
    "lemma.circuit.sigmoid_affine": SIGMOID_AFFINE,
    "thm.circuit.curved_skip": {*BESIDE, "loss.active", "data.consistent"},
    "lemma.circuit.curved_skip": BESIDE,
    # Circuits, whatever the labels: what all of their arms need.
    "thm.circuit_global": {*(CURVED & SIGMOID & BESIDE), "loss.convex"},
    "thm.independent_global": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "objective.unregularised",
    },
    "thm.linear": {*LOSS, *NEURON, "network.linear_part", "objective.outputs_only"},
    "thm.linear_core": {
        *LOSS, *NEURON,
        "data.weakly_separable", "network.constant_seen", "objective.outputs_only",
    },
    "thm.linear_vacuous": {
        *NEURON, "loss.defined", "loss.c1", "loss.increasing", "objective.outputs_only",
    },
    "thm.features": {
        "loss.defined", "loss.nondecreasing", "loss.active", *NEURON, "data.features_separable",
    },
    "thm.output_layer": {
        "loss.defined", "loss.convex", *NEURON, "network.output_layer", "objective.convex_outputs",
    },
    "thm.output_fit": {"loss.defined", "loss.convex", "loss.active", *NEURON, "data.fit_right"},
    "thm.matching": {"loss.defined", *NEURON, "network.matching", "objective.convex_outputs"},
    "thm.convex_fit": {"loss.defined", *NEURON, "objective.convex_outputs", "data.convex_fit_right"},
    "thm.convex_valley": {"loss.defined", *NEURON, "objective.convex_outputs"},
    "thm.realisable": {"loss.defined", *NEURON, "objective.unregularised", "data.realisable_steep"},
    "thm.realisable_linear": {
        *NEURON, "loss.defined", "loss.c1", "loss.pseudoconvex", "network.linear_part",
        "objective.unregularised", "data.realisable_linear",
    },
    "thm.realisable_valley": {"loss.defined", *NEURON, "objective.unregularised"},
    "thm.monotone_valley": {
        *NEURON, "loss.defined", "loss.nondecreasing", "network.shortcut", "data.linearly_separable",
        "objective.unregularised",
    },
    "thm.separable_valley": {
        *NEURON, "loss.defined", "loss.nondecreasing", "network.linear_part", "objective.unregularised",
    },
    "thm.linear_global": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex",
        "network.linear_unfrozen", "objective.unregularised",
    },
    "thm.linear_kink": {
        *NEURON, "loss.defined", "loss.nondecreasing", "loss.active", "loss.single", "objective.unregularised",
    },
    "thm.linear_kink_global": {
        *NEURON, "loss.defined", "loss.convex", "loss.single", "network.linear_unfrozen", "objective.unregularised",
    },
    "thm.linear_kink_fit": {
        *NEURON, "loss.defined", "loss.convex", "loss.single", "network.linear_trained", "objective.unregularised",
        "objective.smooth_at_rest", "data.balanced_classes",
    },
    "thm.independent": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.shortcut", "objective.hidden_unpenalised",
        "data.consistent",
    },
    "thm.independent_monotone": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.deep_features", "network.shortcut",
        "objective.hidden_unpenalised", "data.consistent",
    },
    "thm.linear_bound": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "loss.active",
        "network.outputs_trained", "objective.unregularised", "data.linear_bound", "loss.single",
    },
    "thm.constant_bound": {
        *NEURON, "loss.defined", "loss.convex", "loss.active", "network.outputs_trained", "network.output_bias",
        "objective.convex_outputs", "data.constant_bound",
    },
    "thm.residual": {*LOSS, *NEURON, "network.residual"},
    "thm.independent_funnel": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.deep_features", "network.valley_funnel",
        "network.output_bias", "objective.output_bias_unpenalised", "data.consistent", "data.independent",
    },
    "thm.independent_narrow": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.deep_features", "network.narrowing",
        "data.consistent",
    },
    "thm.linear_independent": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.deep_features", "objective.outputs_only",
        "data.consistent",
    },
    "lemma.mirrored": {"network.odd", "data.independent_mirrored", "loss.single"},
    "thm.decay_origin": {
        *NEURON, "loss.defined", "loss.convex", "network.shortcut_only", "objective.decay_dominates",
    },
    "thm.linear_decay": {"loss.defined", "loss.convex", *NEURON, "objective.linear_decay"},
    "thm.linear_decay_fit": {
        "loss.defined", "loss.convex", *NEURON, "objective.linear_decay", "data.decay_fit_right",
    },
    "thm.global_low": {"loss.defined", *NEURON, "objective.low", "loss.single"},
    "thm.linear_fit": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "network.linear",
        "objective.outputs_only",
    },
    "thm.quadratic.trained": {
        *LOSS, *NEURON, "neuron.quadratic", "data.ellipsoids", "network.trainable", "network.output_bias",
        "network.width_quadratic", "objective.unregularised",
    },
    "thm.quadratic.frozen": {
        *FROZEN, "network.output_bias", "objective.output_bias_unpenalised", "data.ellipsoids",
        "network.width_one_sign",
    },
    "thm.quadratic.ellipsoid": {*FROZEN, "network.output_bias", "objective.output_bias_unpenalised"},
    "thm.quadratic.quadric": {*FROZEN, "network.width_positive", "network.width_negative"},
    "thm.quadratic_global": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "neuron.quadratic", "network.hidden_trainable",
        "network.hidden_bias_or_none", "network.deep_frozen",
    },
    "thm.exponential": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "neuron.exponential", "data.consistent",
        "network.deep_features", "network.neurons_trainable", "network.hidden_bias", "objective.output_penalised",
        "objective.hidden_unpenalised",
    },
    "thm.homogeneous.form": {
        *LOSS, *NEURON, "neuron.monomial", "network.neurons_trainable", "network.hidden_bias_or_none",
        "objective.output_penalised", "objective.hidden_unpenalised",
    },
    "thm.homogeneous.independent": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "neuron.monomial", "data.consistent",
        "data.forms_independent", "network.deep_features", "network.neurons_trainable",
        "network.hidden_bias_or_none", "objective.output_penalised", "objective.hidden_unpenalised",
    },
    "thm.homogeneous_global": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "neuron.monomial", "network.neurons_trainable",
        "network.hidden_bias_or_none", "objective.output_penalised", "objective.penalises_outputs_only",
    },
    "thm.exponential_global": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "neuron.exponential", "network.deep_features",
        "network.neurons_trainable", "network.hidden_bias", "objective.output_penalised",
        "objective.penalises_outputs_only",
    },
    "rule.linear_increasing": {
        *NEURON, "loss.defined", "loss.c1", "loss.convex", "loss.increasing", "loss.bounded_below",
        "objective.unregularised",
    },
    "rule.spurious": {*NEURON, "loss.defined", "minimum.spurious"},
    "thm.wide.shallow": {
        "loss.defined", "loss.convex", "neuron.defined", "network.shortcut_only", "network.neurons_trainable",
        "network.common_bias", "objective.unregularised",
    },
    "thm.wide.quadratic": {
        *NEURON, "loss.defined", "loss.convex", "neuron.quadratic", "network.deep_frozen",
        "network.neurons_trainable", "network.hidden_bias_or_none", "network.width_rank", "objective.unregularised",
    },
    "thm.wide.decay": {
        *NEURON, "loss.defined", "loss.convex", "network.positively_homogeneous", "network.neurons_trainable",
        "network.hidden_bias_or_none", "network.affine_beside", "network.width_dimension", "objective.convex_outputs",
    },
    "lemma.rank": {
        *NEURON, "loss.defined", "loss.c1", "loss.active", "network.deep_features", "data.consistent",
        "network.last_width",
    },
    "thm.wide.beside": {*NEURON, "loss.defined", "network.wide_beside", "objective.unregularised"},
    "thm.wide_deep": {
        *NEURON, "loss.defined", "network.wide_resolving", "network.continuous",
        "objective.unregularised",
    },
    "thm.decay_valley": {*NEURON, "loss.defined", "loss.convex", "objective.linear_decay"},
    "thm.pyramid": {
        *NEURON, "loss.defined", "loss.convex", "network.pyramid", "network.continuous", "objective.unregularised",
    },
    "thm.scaling_basin": {*NEURON, "loss.defined", "network.scalable"},
    "thm.wide_basin": {
        *NEURON, "loss.defined", "network.wide_last", "network.continuous", "objective.unregularised",
    },
    "thm.linear_valley": {
        *NEURON, "loss.defined", "loss.convex", "network.linear_unfrozen", "objective.unregularised",
    },
    "thm.cells": {
        *SMOOTH, "loss.piecewise_affine", "network.affine_path", "data.linearly_separable",
    },
    "thm.smooth.separable": {
        *SMOOTH, "network.shortcut", "objective.hidden_unpenalised", "data.linearly_separable",
    },
    "thm.smooth.funnel": {*SMOOTH, "network.funnel", "data.linearly_separable"},
    "thm.smooth.linear": {*SMOOTH, "network.linear_part", "objective.outputs_only"},
    "thm.smooth.features": {*SMOOTH, "data.features_separable"},
    "thm.movable": {
        *NEURON, "loss.defined", "loss.c1", "loss.increasing", "network.shortcut", "network.hidden_trainable",
        "network.hidden_bias_or_none", "network.movable", "objective.hidden_unpenalised",
    },
    "thm.line": {*NEURON, "loss.defined", "objective.line_right"},
    "thm.line_global": {*NEURON, "loss.defined", "objective.line_lowest"},
    "thm.line_valley": {*NEURON, "loss.defined", "objective.line_trough"},
    "thm.signed_chain": {*NEURON, "loss.defined", "loss.active", "objective.signed_chain"},
    "rule.valley": {*NEURON, "loss.defined", "objective.valley"},
    "rule.basin": {*NEURON, "loss.defined", "minimum.basin"},
    "rule.spurious_bad": {*NEURON, "loss.defined", "loss.single", "objective.low"},
    "rule.spurious_constant": {*NEURON, "loss.defined", "objective.below_constants"},
}  # fmt: skip


@pytest.mark.parametrize("theorem", NEEDED)
def test_the_needed_leaves_of_each_variant(theorem):
    assert needed(theorem) == NEEDED[theorem]


# Independent samples, and those that are once all have the label -: one of the first fails with one of the second.
APART = [{"data.independent", mirrored} for mirrored in ("network.odd", "data.independent_mirrored", "loss.single")]


# Premises with arms: the theorem must fail when all arms of one group fail together, and hold with any single arm.
ARMS = {
    "rule.spurious_bad": [{"loss.nondecreasing", "loss.active"}],
    "thm.separable.monotone": [
        {"neuron.increasing", "neuron.decreasing", "neuron.strictly_increasing", "neuron.strictly_decreasing"},
        {"network.trainable", "network.neurons_trainable", "network.hidden_trainable"},
    ],
    "thm.smooth.separable": [
        {"neuron.increasing", "neuron.decreasing", "neuron.strictly_increasing", "neuron.strictly_decreasing"},
        {"network.trainable", "network.neurons_trainable", "network.hidden_trainable"},
    ],
    "thm.separable.chain": [{"neuron.increasing", "neuron.decreasing"}],
    # Three reasons why the network at rest is no obstacle: each fails by any one of its parts. (Here a_0 is trained.)
    "thm.separable.kink": [
        {"neuron.increasing", "neuron.decreasing", "neuron.strictly_increasing", "neuron.strictly_decreasing"},
        *(
            {"network.output_weights_frozen", constant, line}
            for constant in (
                "network.shortcut_only", "objective.smooth_at_rest", "objective.output_bias_not_rewarded",
                "loss.convex", "data.balanced_classes",
            )
            for line in ("objective.output_bias_unpenalised", "data.collinear")
        ),
    ],
    "thm.subspaces.c2": [
        {"network.trainable", "network.neurons_trainable"},
        {"network.output_bias", "neuron.signed", "neuron.increasing", "neuron.decreasing"},
        {"neuron.strictly_convex", "neuron.strictly_concave"},
        {"network.output_bias", "neuron.signed", "data.origin_outside_hulls"},
    ],
    "thm.subspaces.c1": [
        {"neuron.strictly_convex", "neuron.strictly_concave", "neuron.slope_increasing", "neuron.slope_decreasing"},
        {"network.output_bias", "neuron.signed", "neuron.increasing", "neuron.decreasing"},
        *(
            {level, signed, "data.origin_outside_hulls"}
            for level in ("network.output_bias", "objective.output_bias_unpenalised")
            for signed in ("neuron.signed", "network.neurons_trainable", "objective.output_unpenalised")
        ),
    ],
    "thm.subspaces.mixed": [
        {"network.width_mixed_distinct", "network.width_mixed"},
        {"network.width_mixed_distinct", "loss.c2"},
        *(
            {level, "network.signed_unit", leaf}
            for level in ("network.output_bias", "objective.output_bias_unpenalised")
            for leaf in ("network.monotone_unit", "data.origin_outside_hulls")
        ),
    ],
    "thm.subspaces.core": [
        {"neuron.increasing", "neuron.decreasing"},
        {"neuron.strictly_convex", "neuron.strictly_concave"},
        {"network.trainable", "network.neurons_trainable"},
        {"network.output_bias", "neuron.signed", "data.origin_outside_hulls"},
    ],
    "thm.subspaces.core_in_one_class": [
        {"neuron.increasing", "neuron.decreasing"},
        {"network.trainable", "network.neurons_trainable"},
        {"network.output_bias", "neuron.signed", "data.origin_outside_hulls"},
    ],
    "thm.circuit.curved": [
        {"neuron.increasing", "neuron.decreasing"},
        {"neuron.strictly_convex", "neuron.strictly_concave"},
        {"network.trainable", "network.neurons_trainable"},
    ],
    "thm.circuit.sigmoid": [
        {"neuron.increasing", "neuron.decreasing"},
        {"network.trainable", "network.neurons_trainable"},
    ],
    "thm.circuit.sigmoid_skip": [
        *({first, second} for first in ("network.direct_skip", "network.sigmoidal_unit")
          for second in ("network.direct_branch", "network.shortcut", "neuron.sigmoidal")),
        *({first, *second} for first in ("network.direct_skip", "network.sigmoidal_unit")
          for second in (("neuron.increasing", "neuron.decreasing"),
                         ("network.trainable", "network.neurons_trainable"))),
    ],
    "thm.circuit.curved_skip": [
        *({first, second} for first in ("data.circuit", "network.bent_unit")
          for second in ("data.affine_circuit", "network.direct_affine", "network.bent_unit_affine")),
        *({"network.direct_skip", "network.direct_branch", second}
          for second in ("data.affine_circuit", "network.direct_affine", "network.bent_unit_affine")),
    ],
    "thm.vacuous": [
        {"data.linearly_separable", "data.span_exclusion", "data.core_span_exclusion", "data.core_in_one_class",
         "data.ellipsoids", "data.ellipsoid_positive", "data.ellipsoid_negative", "data.quadric_separable",
         "data.cone_separable", "data.circuit", "data.square", "data.affine_circuit",
         "data.affine_square", "data.affinely_separable", "data.consistent",
         "data.independent_up_to_sign", "data.features_separable", "data.separable_through_origin",
         "data.form_separable", "data.form_level_separable", "data.independent_mirrored"},
    ],
    "thm.residual": [
        {"data.separable_through_origin", leaf}
        for leaf in ("data.affinely_separable", "network.output_bias", "objective.output_bias_unpenalised")
    ],
    "thm.linear_bound": [{"network.linear_part", "network.residual"}],
    "thm.independent": [
        {"network.trainable", "network.neurons_trainable", "network.hidden_trainable"},
        {"neuron.no_local_maximum", "neuron.no_local_minimum", "neuron.extrema_signed", "neuron.extrema_separated"},
        {"neuron.no_local_maximum", "neuron.no_local_minimum", "neuron.extrema_signed", "network.output_bias"},
        {"neuron.no_local_maximum", "neuron.no_local_minimum", "network.neurons_trainable"},
        {"neuron.no_local_maximum", "neuron.no_local_minimum", "objective.output_unpenalised"},
        # What balances, where the a_j do not have frozen values of both signs.
        *(
            {"network.opposite_outputs", *group}
            for group in (
                {"network.output_bias", "network.neurons_trainable"},
                {"network.output_bias", "objective.output_unpenalised"},
                {"objective.output_bias_unpenalised", "objective.output_unpenalised"},
                {"network.output_bias", "neuron.minima_signed", "neuron.maxima_signed", "neuron.extrema_signed"},
                {"network.output_bias", "neuron.no_local_maximum", "neuron.maxima_signed", "neuron.extrema_signed"},
                {"network.output_bias", "neuron.minima_signed", "neuron.no_local_minimum", "neuron.extrema_signed"},
            )
        ),
        *({*first, second}
          for first in ({"network.deep_features"}, *APART)
          for second in ("neuron.even", "network.hidden_bias_or_none", "data.consistent_up_to_sign",
                         "data.independent_up_to_sign")),
        # Up to sign, a deep part asks for a loss that does not fall.
        *({*first, "loss.nondecreasing", "network.shortcut_only"} for first in ({"network.deep_features"}, *APART)),
    ],
    "thm.independent_monotone": [
        {"network.trainable", "network.neurons_trainable", "network.hidden_trainable"},
        {"neuron.increasing", "neuron.decreasing"},
        *APART,
    ],
    "data.told_apart": APART,
    "thm.quadratic.ellipsoid": [
        {"data.ellipsoid_positive", "data.ellipsoid_negative"},
        {"network.width_positive", "network.width_negative"},
        {"neuron.strictly_convex", "neuron.strictly_concave"},
        # Each width goes with one ellipsoid, by the sign of alpha.
        {"neuron.strictly_concave", "network.width_negative", "data.ellipsoid_negative"},
        {"neuron.strictly_concave", "network.width_positive", "data.ellipsoid_positive"},
        {"neuron.strictly_convex", "network.width_positive", "data.ellipsoid_negative"},
        {"neuron.strictly_convex", "network.width_negative", "data.ellipsoid_positive"},
    ],
    "thm.homogeneous.form": [
        {"data.form_separable", "data.form_level_separable"},
        {"data.form_separable", "network.output_bias"},
        {"data.form_separable", "objective.output_bias_unpenalised"},
    ],
    "thm.homogeneous_global": [
        {"network.deep_frozen", "network.deep_features"},
        {"network.deep_frozen", "data.forms_independent"},
    ],
    "thm.quadratic.quadric": [
        {"data.cone_separable", "data.quadric_separable"},
        {"data.cone_separable", "network.output_bias"},
        {"data.cone_separable", "objective.output_bias_unpenalised"},
    ],
    "thm.quadratic_global": [
        {"objective.outputs_only", "objective.hidden_decay"},
        {"objective.outputs_only", "network.width_extremes"},
        {"network.width_signs", "objective.hidden_decay"},
        {"network.width_signs", "network.width_extremes"},
    ],
    "thm.linear": [
        {"data.linearly_separable", "data.affinely_separable"},
        {"data.linearly_separable", "network.constant_trained"},
        {"network.constant_seen", "data.affinely_separable"},
        {"network.constant_seen", "network.constant_trained"},
    ],
    "thm.smooth.linear": [
        {"data.linearly_separable", "data.affinely_separable"},
        {"data.linearly_separable", "network.constant_trained"},
        {"network.constant_seen", "data.affinely_separable"},
        {"network.constant_seen", "network.constant_trained"},
    ],
    "thm.linear_vacuous": [
        {"data.weakly_separable", "data.affinely_weakly_separable"},
        {"data.weakly_separable", "network.constant_trained"},
        {"network.constant_seen", "data.affinely_weakly_separable"},
        {"network.constant_seen", "network.constant_trained"},
    ],
    "thm.linear_global": [{"network.constant_trained", "network.homogeneous_unfrozen"}],
    "thm.global": [{"loss.convex", "loss.pseudoconvex"}],
    **{
        name: [{"loss.convex", "loss.pseudoconvex"}, {"loss.convex", "data.consistent"}]
        for name in ("thm.wide.beside", "thm.wide_deep", "thm.wide_basin")
    },
    "thm.wide.shallow": [{"network.width_samples", "network.width_monomials"}],
    "thm.wide.quadratic": [{"network.output_bias", "network.still_at_rest"}],
    "thm.linear_valley": [{"network.constant_trained", "network.homogeneous_unfrozen"}],
    "thm.linear_independent": [
        {"network.linear_part", "network.residual"},
        *(
            {*first, second}
            for first in ({"network.constant_seen"}, *APART)
            for second in ("network.constant_trained", "data.affinely_independent")
        ),
    ],
    "thm.linear_fit": [
        {first, second}
        for first in ("network.constant_trained", "data.affine_fit_right")
        for second in ("network.every_linear", "data.linear_fit_right")
    ],
    "rule.linear_increasing": [
        {"network.every_affine", "network.every_linear"},
        {"network.every_affine", "data.balanced"},
        {"data.affinely_balanced", "network.every_linear"},
        {"data.affinely_balanced", "data.balanced"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("theorem", ARMS)
def test_arms(theorem):
    everything = dict.fromkeys(CONDITIONS, Status.HOLDS)
    for group in ARMS[theorem]:
        assert evaluate(theorem, {**everything, **dict.fromkeys(group, Status.FAILS)}) is Status.FAILS, group


ARM = {
    "network.output_weights_frozen": {"network.output_weights_frozen"},
    "without output bias": {"network.shortcut_only", "objective.smooth_at_rest"},
    "balanced": {
        "network.shortcut_only", "objective.smooth_at_rest", "objective.output_bias_not_rewarded", "loss.convex",
        "loss.single", "data.balanced_classes", "network.output_bias",
    },
    "on a line": {"network.output_bias", "objective.output_bias_unpenalised", "data.collinear"},
}  # fmt: skip
EVERY = set().union(*ARM.values())


@pytest.mark.parametrize("name", ARM)
def test_each_reason_of_the_network_at_rest_suffices_and_needs_all_of_its_parts(name):
    only = {leaf: Status.HOLDS if leaf in ARM[name] else Status.FAILS for leaf in EVERY}
    assert evaluate("network.rest", only) is Status.HOLDS
    for leaf in ARM[name] - {"network.output_bias"}:
        assert evaluate("network.rest", {**only, leaf: Status.FAILS}) is Status.FAILS, leaf


def test_vacuous_needs_an_increasing_loss():
    assert "loss.increasing" in needed("thm.vacuous")


def test_the_refutation_of_a_linear_network_needs_what_fails_to_fail():
    known = {**dict.fromkeys(CONDITIONS, Status.HOLDS), **dict.fromkeys(
        ("loss.increasing", "data.affinely_separable"), Status.FAILS)}  # fmt: skip
    assert evaluate("rule.linear", known) is Status.HOLDS
    needed_here = {c for c in CONDITIONS if evaluate("rule.linear", {**known, c: Status.OPEN}) is not Status.HOLDS}
    assert needed_here == {
        *("loss.defined", "loss.convex", "loss.nondecreasing", "loss.active", "loss.increasing"),
        *("neuron.defined", "network.deep_defined", "network.every_affine"),
        *("objective.unregularised", "data.affinely_separable", "loss.single"),
    }


def test_unknown_ids_and_open_leaves():
    with pytest.raises(Refusal, match=r"logic\.unknown"):
        evaluate("thm.nothing", {})
    assert evaluate("thm.separable", {}) is Status.OPEN
    assert evaluate(Any(("loss.c1", "loss.c2")), {"loss.c2": Status.ASSUMED}) is Status.ASSUMED


def denied(formula):
    """The conditions under Not, the formula unfolded."""
    if isinstance(formula, str):
        return denied(STATEMENTS[formula].premise) if formula in STATEMENTS else set()
    if isinstance(formula, Not):
        return {formula.condition}
    return set().union(*map(denied, formula.parts))


@pytest.mark.parametrize(
    "name", [name for name, entry in STATEMENTS.items() if entry.conclusion is not Conclusion.STEP]
)
def test_what_is_concluded_from_an_assumed_failure_is_conditional(name):
    """A failure has one status, assumed or shown; a premise about the same block, which is then assumed as well, tells.

    Of data, assumptions are made without samples only, and then no refutation is drawn.
    """
    for condition in denied(name):
        block = condition.partition(".")[0]
        if block == "data" and STATEMENTS[name].conclusion in REFUTING:
            continue
        known = {c: Status.ASSUMED if c.startswith(f"{block}.") else Status.HOLDS for c in CONDITIONS}
        known.update(dict.fromkeys(denied(name), Status.FAILS))
        assert not CONDITIONS[condition].assumable or evaluate(name, known) <= Status.ASSUMED, condition


@pytest.mark.parametrize(
    "name, source",
    [
        ("neuron.exponential", "Adding One Neuron"),
        ("neuron.monomial", "Adding One Neuron"),
        ("data.form_separable", "Adding One Neuron"),
        ("data.form_level_separable", "Adding One Neuron"),
        ("data.forms_independent", "Adding One Neuron"),
        ("objective.valley", "Venturi"),
        ("rule.quadric", "own"),
        ("loss.piecewise_affine", "von Brecht"),
        ("network.affine_beside", "Haeffele"),
    ],
)
def test_sources_of_what_is_not_of_the_first_paper(name, source):
    assert source in prose(name).source
    assert "Understanding the Loss Surface" not in prose(name).source


def formulas(name):
    """The premises through which a statement unfolds."""
    own = STATEMENTS[name].premise
    return [own, *(formula for used in atoms(own) if used in STATEMENTS for formula in formulas(used))]


def mentions(formula, condition, *, denied):
    if isinstance(formula, str):
        return not denied and formula == condition
    if isinstance(formula, Not):
        return denied and formula.condition == condition
    return any(mentions(part, condition, denied=denied) for part in formula.parts)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_condition_counts_on_each_side_on_which_an_arm_asks_for_it(name):
    expected = {
        (condition, failing)
        for condition in leaves_of(name)
        for failing in (False, True)
        if any(mentions(formula, condition, denied=failing) for formula in formulas(name))
    }
    assert set(sides_of(name)) == expected
    assert list(dict.fromkeys(leaf for leaf, _ in sides_of(name))) == [*leaves_of(name)]


@pytest.mark.parametrize("name", ["network.linear_rest", "lemma.linear_kink", "thm.linear_kink", "network.rest"])
def test_explain_names_the_output_bias_for_both_arms(name):
    (rests,) = explanation(name).partition("Rests on")[2:]
    words = " ".join(rests.partition("Used by")[0].split())
    assert "network.output_bias, not network.output_bias" in words
