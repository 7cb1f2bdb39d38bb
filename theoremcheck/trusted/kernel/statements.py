"""What the lemmas and theorems say: premises and conclusion by id, with no prose.

The kernel believes these statements; their proofs stand, by the same ids, in ``theoremcheck.theory``. A formula is an
id, or ``All`` or ``Any`` of formulas, or ``Not`` of a condition. Ids of conditions (``conditions``) are leaves; every
other id is a statement, defined once; some, as ``neuron.monotone``, are a condition with several arms.

What L, f and the training error are says ``trusted/problem``: ``model`` the network, the data and the objective, with
z_i = -y_i f(x_i), and ``samples`` which samples are wrong, sgn(0) = +1. X_i is (x_i, 1) with a trained hidden bias,
else x_i. With free parameters a condition holds, or fails, for every value of them.

Source: Liang, Sun, Li, Srikant, "Understanding the Loss Surface of Neural Networks for Binary Classification" (ICML
2018) for the ideas; the statements are those proved in ``theoremcheck.theory``.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.kernel.forms import All, Any, Conclusion, Formula, Not, Statement
from theoremcheck.trusted.kernel.forms import all_of as _all
from theoremcheck.trusted.kernel.forms import any_of as _any
from theoremcheck.trusted.kernel.forms import bad as _bad
from theoremcheck.trusted.kernel.forms import no_bad as _no_bad
from theoremcheck.trusted.kernel.forms import step as _step
from theoremcheck.trusted.problem.model import Json, digest

_LEVEL = _all("network.output_bias objective.output_bias_unpenalised")
_BALANCED = _all("objective.output_bias_not_rewarded loss.convex data.balanced_classes")
_STATEMENTS = (
    # Conditions with arms.
    Statement(
        "network.balance", _any("network.output_bias neuron.signed", _all("neuron.monotone data.origin_outside_hulls"))
    ),
    Statement(
        "network.rest",
        _any(
            "network.output_weights_frozen",
            _all("network.shortcut_only objective.smooth_at_rest", _any(Not("network.output_bias"), _BALANCED)),
            _all("network.output_bias objective.output_bias_unpenalised data.collinear"),
        ),
    ),
    Statement("neuron.monotone", _any("neuron.increasing neuron.decreasing")),
    Statement(
        "neuron.strictly_monotone", _any("neuron.monotone neuron.strictly_increasing neuron.strictly_decreasing")
    ),
    *(
        Statement(
            f"network.width_{shape}",
            _any(
                _all(f"neuron.strictly_{shape} network.width_positive"),
                _all(f"neuron.strictly_{other} network.width_negative"),
            ),
        )
        for shape, other in (("convex", "concave"), ("concave", "convex"))
    ),
    Statement("neuron.strictly_curved", _any("neuron.strictly_convex neuron.strictly_concave")),
    # Lemmas.
    _step(
        "lemma.first_order",
        "loss.defined loss.c1 neuron.defined neuron.c1 network.deep_defined network.shortcut",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
        "objective.unregularised",
    ),
    _step("lemma.idle_slope", "lemma.first_order"),
    _step("lemma.idle_convexity", "lemma.first_order", _any("network.trainable network.neurons_trainable")),
    _step("lemma.idle_curvature", "lemma.first_order neuron.c2", _any("network.trainable network.neurons_trainable")),
    _step("lemma.slope_zero", "loss.defined loss.c1 loss.nondecreasing loss.active"),
    _step("lemma.slope_zero_flat", "lemma.slope_zero loss.c2"),
    _step(
        "lemma.monotone_descent",
        "loss.defined loss.c1 loss.nondecreasing neuron.defined neuron.strictly_monotone network.deep_defined",
        "network.shortcut",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
        "objective.hidden_unpenalised",
    ),
    # T1: linearly separable data.
    _no_bad("thm.separable.monotone", "lemma.monotone_descent lemma.slope_zero data.linearly_separable"),
    _no_bad(
        "thm.separable.chain",
        "lemma.slope_zero neuron.defined neuron.c1 neuron.monotone data.linearly_separable network.chain",
        "objective.unregularised",
    ),
    _no_bad(
        "thm.separable.kink",
        "loss.defined loss.nondecreasing loss.active neuron.defined neuron.strictly_monotone network.deep_defined",
        "network.shortcut network.hidden_trainable objective.hidden_unpenalised data.linearly_separable network.rest",
    ),
    Statement(
        "thm.separable", _any("thm.separable.monotone thm.separable.chain thm.separable.kink"), Conclusion.NO_BAD
    ),
    # T2: classes in different subspaces.
    _no_bad(
        "thm.subspaces.c2",
        "lemma.idle_convexity lemma.slope_zero_flat neuron.strictly_curved data.span_exclusion network.balance",
        "network.width",
    ),
    _no_bad(
        "thm.subspaces.c1",
        "lemma.idle_convexity lemma.slope_zero neuron.strictly_curved data.span_exclusion network.balance",
        "network.width_distinct",
    ),
    _no_bad(
        "thm.subspaces.core",
        "lemma.idle_slope lemma.idle_convexity lemma.slope_zero_flat neuron.strictly_curved neuron.monotone",
        "data.core_span_exclusion network.balance network.width_core",
    ),
    _no_bad(
        "thm.subspaces.core_in_one_class",
        "lemma.first_order lemma.idle_slope lemma.slope_zero neuron.monotone",
        _any("network.trainable network.neurons_trainable"),
        "data.core_in_one_class network.balance",
    ),
    _no_bad(
        "thm.subspaces.fewer",
        "lemma.idle_curvature lemma.slope_zero_flat neuron.strictly_curved neuron.monotone data.span_exclusion",
        "network.output_bias network.width_fewer",
    ),
    _no_bad(
        "thm.subspaces.independent",
        "lemma.idle_curvature lemma.slope_zero_flat neuron.strictly_curved data.span_exclusion",
        "data.independent_spans network.balance network.width_independent",
    ),
    _no_bad(
        "thm.subspaces.independent_two",
        "lemma.idle_curvature lemma.slope_zero_flat loss.convex neuron.strictly_curved data.span_exclusion",
        "data.independent_spans network.shortcut_only network.balance network.width_independent_two",
    ),
    Statement(
        "thm.subspaces",
        _any(
            "thm.subspaces.c2 thm.subspaces.c1 thm.subspaces.core thm.subspaces.core_in_one_class",
            "thm.subspaces.fewer thm.subspaces.independent thm.subspaces.independent_two",
        ),
        Conclusion.NO_BAD,
    ),
    # Circuits: one relation between the samples.
    _no_bad(
        "thm.circuit.curved",
        "lemma.idle_curvature lemma.slope_zero neuron.strictly_curved neuron.monotone data.circuit",
        "network.output_bias network.width_two",
    ),
    _no_bad(
        "thm.circuit.sigmoid",
        "loss.defined loss.c1 loss.active neuron.defined neuron.monotone neuron.sigmoidal network.deep_defined",
        "data.square",
        _any("network.trainable network.neurons_trainable"),
        "network.output_bias network.width_two objective.unregularised",
    ),
    _no_bad(
        "thm.circuit.sigmoid_skip",
        "loss.defined loss.c1 loss.active neuron.defined network.deep_defined data.square objective.unregularised",
        _any(
            _all("network.direct_skip network.sigmoidal_unit"),
            _all(
                "network.direct_branch network.shortcut neuron.monotone neuron.sigmoidal",
                _any("network.trainable network.neurons_trainable"),
            ),
        ),
    ),
    Statement(
        "thm.circuit",
        _any("thm.circuit.curved thm.circuit.sigmoid thm.circuit.sigmoid_skip"),
        Conclusion.NO_BAD,
    ),
    # T3, Q1: quadratic neurons, with output weights that are trained or frozen.
    _no_bad(
        "thm.quadratic.trained",
        "loss.defined loss.c1 loss.nondecreasing loss.active neuron.defined neuron.quadratic",
        "network.deep_defined data.ellipsoids network.trainable network.output_bias",
        "network.width_quadratic objective.unregularised",
    ),
    _step(
        "lemma.quadratic",
        "loss.defined loss.c1 neuron.defined neuron.quadratic network.deep_defined network.hidden_trainable",
        "network.hidden_bias_or_none",
    ),
    _step("lemma.quadratic_descent", "lemma.quadratic lemma.slope_zero objective.hidden_unpenalised"),
    _no_bad("thm.quadratic.frozen", "lemma.quadratic_descent", _LEVEL, "data.ellipsoids network.width_one_sign"),
    _no_bad(
        "thm.quadratic.ellipsoid",
        "lemma.quadratic_descent",
        _LEVEL,
        _any(
            _all("network.width_convex data.ellipsoid_negative"), _all("network.width_concave data.ellipsoid_positive")
        ),
    ),
    _no_bad(
        "thm.quadratic.quadric",
        "lemma.quadratic_descent network.width_positive network.width_negative",
        _any("data.cone_separable", _all(_LEVEL, "data.quadric_separable")),
    ),
    Statement(
        "thm.quadratic",
        _any("thm.quadratic.trained thm.quadratic.frozen thm.quadratic.ellipsoid thm.quadratic.quadric"),
        Conclusion.NO_BAD,
    ),
    Statement(
        "thm.quadratic_global",
        _all(
            "lemma.quadratic loss.convex network.shortcut_only",
            _any(
                _all("objective.outputs_only network.width_signs"),
                _all("objective.hidden_decay network.width_extremes"),
            ),
        ),
        Conclusion.GLOBAL,
    ),
    # T4: an equivalence.
    _step(
        "lemma.affine_piece_setting",
        "loss.defined loss.nondecreasing loss.active loss.convex",
        Not("loss.increasing"),
        "neuron.defined neuron.monotone neuron.affine_piece network.shortcut_only network.trainable",
        "network.output_bias network.hidden_bias objective.unregularised",
    ),
    _no_bad("thm.affine_piece", "lemma.affine_piece_setting loss.c1 network.shortcut data.linearly_separable"),
    # B1, B2: linear networks.
    _step(
        "lemma.linear",
        "loss.defined loss.c1 neuron.defined network.deep_defined network.linear_part",
    ),
    _no_bad(
        "thm.linear",
        "lemma.linear lemma.slope_zero objective.outputs_only",
        _any(
            _all("data.linearly_separable network.constant_seen"),
            _all("data.affinely_separable network.constant_trained"),
        ),
    ),
    Statement(
        "thm.linear_core",
        _all("lemma.linear lemma.slope_zero objective.outputs_only network.constant_seen data.weakly_separable"),
        Conclusion.ERROR_AT_MOST,
    ),
    Statement(
        "thm.linear_vacuous",
        _all(
            "lemma.linear loss.increasing objective.outputs_only",
            _any(
                _all("data.weakly_separable network.constant_seen"),
                _all("data.affinely_weakly_separable network.constant_trained"),
            ),
        ),
        Conclusion.NO_MINIMUM,
    ),
    Statement(
        "thm.linear_global",
        _all(
            "lemma.linear loss.convex network.linear",
            _any("network.constant_trained network.homogeneous"),
            "objective.unregularised",
        ),
        Conclusion.GLOBAL,
    ),
    _no_bad(
        "thm.linear_fit",
        "lemma.linear loss.convex objective.outputs_only network.linear",
        _any(
            _all("network.constant_trained data.affine_fit_right"), _all("network.every_linear data.linear_fit_right")
        ),
    ),
    # Weight decay that outweighs all that can be gained.
    _step(
        "lemma.decay_origin",
        "loss.defined loss.convex neuron.defined network.deep_defined network.shortcut_only objective.decay_dominates",
    ),
    Statement("thm.decay_origin", _all("lemma.decay_origin"), Conclusion.GLOBAL),
    # I1: linearly independent samples.
    _no_bad(
        "thm.linear_independent",
        "lemma.linear loss.active objective.outputs_only network.deep_features data.consistent",
        _any(
            _all("network.constant_seen data.independent"),
            _all("network.constant_trained data.affinely_independent"),
        ),
    ),
    _no_bad(
        "thm.independent",
        "lemma.slope_zero neuron.defined network.deep_defined network.shortcut objective.hidden_unpenalised",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
        _any("neuron.no_local_maximum neuron.no_local_minimum"),
        _any(
            _all("network.output_bias objective.output_bias_unpenalised"),
            _all(
                "network.neurons_trainable objective.output_unpenalised",
                _any(
                    _all("neuron.no_local_maximum neuron.minima_signed"),
                    _all("neuron.no_local_minimum neuron.maxima_signed"),
                ),
            ),
        ),
        _any(
            _all("data.consistent data.independent"),
            _all(
                "neuron.even network.hidden_bias_or_none data.consistent_up_to_sign",
                "data.independent_up_to_sign",
            ),
        ),
    ),
    _no_bad(
        "thm.independent_monotone",
        "loss.defined loss.c1 loss.active neuron.defined neuron.monotone network.deep_defined network.deep_features",
        "network.shortcut objective.hidden_unpenalised data.consistent data.independent",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
    ),
    # A2: exponential neurons with penalised output weights.
    _step(
        "lemma.exponential",
        "loss.defined loss.c1 neuron.defined neuron.exponential network.deep_defined network.neurons_trainable",
        "network.hidden_bias objective.output_penalised",
    ),
    _no_bad(
        "thm.exponential",
        "lemma.exponential loss.active objective.hidden_unpenalised network.deep_features data.consistent",
    ),
    Statement(
        "thm.exponential_global",
        _all("lemma.exponential loss.convex network.deep_features objective.penalises_outputs_only"),
        Conclusion.GLOBAL,
    ),
    # F1, F2: output weights on fixed features.
    _no_bad(
        "thm.features",
        "loss.defined loss.nondecreasing loss.active neuron.defined network.deep_defined data.features_separable",
    ),
    Statement(
        "thm.output_layer",
        _all(
            "loss.defined loss.convex neuron.defined network.deep_defined network.output_layer",
            "objective.convex_outputs",
        ),
        Conclusion.GLOBAL,
    ),
    _no_bad(
        "thm.output_fit",
        "loss.defined loss.convex loss.active neuron.defined network.deep_defined data.fit_right",
    ),
    # T0: nothing to be bad.
    Statement(
        "thm.vacuous",
        _all(
            _any(
                "thm.separable thm.subspaces thm.circuit thm.quadratic thm.linear thm.independent thm.exponential",
                "thm.features",
            ),
            "loss.increasing",
        ),
        Conclusion.NO_MINIMUM,
    ),
    Statement(
        "thm.core_vacuous",
        _all("lemma.monotone_descent loss.increasing data.weakly_separable"),
        Conclusion.NO_MINIMUM,
    ),
    # Graded forms: the samples off the core; the value of L.
    Statement(
        "thm.core", _all("lemma.monotone_descent lemma.slope_zero data.weakly_separable"), Conclusion.ERROR_AT_MOST
    ),
    Statement(
        "thm.global",
        _all(
            _any(
                "thm.separable thm.subspaces thm.circuit thm.quadratic thm.linear",
                "thm.independent thm.independent_monotone thm.linear_independent thm.features",
            ),
            "loss.convex objective.unregularised",
        ),
        Conclusion.GLOBAL,
    ),
    # Refutations. Lemmas first.
    _step("lemma.formulas", "loss.defined neuron.defined network.deep_defined"),
    _step("lemma.support", "lemma.formulas loss.convex"),
    _step("lemma.slice", "lemma.formulas"),
    _step("lemma.nondecreasing_support", "lemma.support loss.nondecreasing"),
    _bad("rule.flat", "lemma.formulas network.shortcut neuron.flat_piece minimum.flat"),
    _bad("rule.deep", "lemma.formulas", Not("network.shortcut"), "minimum.deep"),
    _bad("rule.affine", "lemma.support neuron.affine_piece data.equal_means minimum.affine"),
    _bad("rule.order", "lemma.nondecreasing_support data.convex_order minimum.order"),
    _bad("rule.moment", "lemma.nondecreasing_support data.equal_means minimum.moment"),
    _bad("rule.stationary", "lemma.nondecreasing_support minimum.stationary"),
    _bad(
        "rule.parity",
        "lemma.support",
        _any(_all("neuron.odd_up_to_constant data.even"), _all("neuron.even data.odd")),
        "minimum.parity",
    ),
    _bad("rule.duplicate", "lemma.support data.equal_classes minimum.duplicate"),
    _bad("rule.hull", "lemma.nondecreasing_support loss.active neuron.affine_piece minimum.hull"),
    _bad("rule.outlier", "lemma.support neuron.affine_piece minimum.hull"),
    _bad("rule.margin", "lemma.formulas minimum.margin"),
    _bad("rule.saturated", "lemma.formulas minimum.saturated"),
    _bad("rule.kink", "lemma.support minimum.kink"),
    _bad("rule.nobias", "lemma.nondecreasing_support minimum.nobias"),
    _bad("rule.narrow", "lemma.formulas data.equal_means minimum.narrow"),
    _bad(
        "rule.frozen",
        "lemma.support",
        _any("minimum.frozen_features minimum.frozen_fit", _all("loss.nondecreasing minimum.frozen_output")),
    ),
    _bad("rule.decay", "lemma.support loss.c1 minimum.decay"),
    _bad("rule.strict", "lemma.slice minimum.strict"),
    _bad("rule.sharp", "lemma.slice minimum.sharp"),
    _bad("rule.support", "lemma.formulas minimum.support"),
    _bad("rule.split", "lemma.slice minimum.split"),
    _bad("rule.split_decay", "lemma.slice minimum.split_decay"),
    _bad("rule.potential", "lemma.support minimum.potential"),
    # Losses that are convex near the constant output only.
    _bad("rule.affine_local", "lemma.formulas data.equal_means minimum.affine_local"),
    _bad("rule.order_local", "lemma.formulas data.convex_order minimum.order_local"),
    _bad("rule.moment_local", "lemma.formulas data.equal_means minimum.moment_local"),
    _bad("rule.stationary_local", "lemma.formulas minimum.stationary_local"),
    _bad("rule.tied", "lemma.formulas network.shortcut_only objective.unregularised minimum.tied"),
    # The last: it says that a bad local minimum exists, and gives no point.
    _bad("rule.affine_piece", "lemma.affine_piece_setting", Not("data.linearly_separable")),
    _bad(
        "rule.linear",
        "lemma.support loss.nondecreasing loss.active",
        Not("loss.increasing"),
        "network.every_affine objective.unregularised",
        Not("data.affinely_separable"),
    ),
    _bad(
        "rule.linear_increasing",
        "lemma.support loss.c1 loss.increasing loss.bounded_below",
        _any(_all("network.every_affine data.affinely_balanced"), _all("network.every_linear data.balanced")),
        "objective.unregularised",
    ),
    _bad("rule.decay_origin", "lemma.decay_origin"),
    # Refutations of GLOBAL.
    Statement("rule.spurious", _all("lemma.slice minimum.spurious"), Conclusion.NOT_GLOBAL),
)

_ON_PAPER: Final = frozenset({"rule.split_decay", "rule.potential", "rule.tied"})
"""Rules that the formal library does not prove yet: what is machine-checked does not rest on them."""

_BAD: Final = tuple(entry.id for entry in _STATEMENTS if entry.conclusion is Conclusion.BAD)
_CHECKED: Final = tuple(rule for rule in _BAD if rule not in _ON_PAPER)
_SPURIOUS: Final = Statement(
    "rule.spurious_bad", _all("lemma.formulas loss.nondecreasing objective.low", Any(_CHECKED)), Conclusion.NOT_GLOBAL
)

STATEMENTS: Final = MappingProxyType({statement.id: statement for statement in (*_STATEMENTS, _SPURIOUS)})
"""Every statement by id."""

THEOREMS: Final = (
    *("thm.separable", "thm.subspaces", "thm.circuit", "thm.quadratic", "thm.affine_piece", "thm.vacuous"),
    *("thm.core_vacuous", "thm.core", "thm.global"),
    *("thm.linear", "thm.linear_vacuous", "thm.linear_core", "thm.linear_global", "thm.linear_independent"),
    *("thm.linear_fit", "thm.decay_origin"),
    *("thm.independent", "thm.independent_monotone", "thm.exponential", "thm.exponential_global"),
    *("thm.features", "thm.output_layer", "thm.output_fit", "thm.quadratic_global"),
)
"""The theorems that a verdict names, strongest reading first where several apply."""

VACUOUS: Final = tuple(entry.id for entry in _STATEMENTS if entry.conclusion is Conclusion.NO_MINIMUM)
"""The statements that conclude that there is no local minimum."""

RULES: Final = _BAD
"""The refutation rules, in the order in which a verdict prefers them."""

SPURIOUS: Final = tuple(key for key, entry in STATEMENTS.items() if entry.conclusion is Conclusion.NOT_GLOBAL)
"""The rules that refute that every local minimum is a global one."""


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
