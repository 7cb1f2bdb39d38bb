"""What the lemmas and theorems say: premises and conclusion by id, with no prose.

The kernel believes these statements; their proofs stand, by the same ids, in ``theoremcheck.theory``. A formula is an
id, or ``All`` or ``Any`` of formulas, or ``Not`` of a condition. Ids of conditions (``conditions``) are leaves; every
other id is a statement, defined once; some, as ``neuron.monotone``, are a condition with several arms.

What L, f and the training error are says ``trusted/problem``: ``model`` the network, the data and the objective, with
z_i = -y_i f(x_i), and ``samples`` which samples are wrong, sgn(0) = +1. Where each class has its own loss, l(z_i) is
that of the class of i, and a condition ``loss.*`` is asked of both; of these two what a statement says is so only where
``PER_CLASS`` names it, or where it has the premise loss.single. X_i is (x_i, 1) with a trained hidden bias,
else x_i. With free parameters a condition holds, or fails, for every value of them.

Source: Liang, Sun, Li, Srikant, "Understanding the Loss Surface of Neural Networks for Binary Classification" (ICML
2018) for the ideas; the statements are those proved in ``theoremcheck.theory``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.kernel.forms import REFUTING, All, Conclusion, Not, Statement, concluding, formula_json
from theoremcheck.trusted.kernel.forms import all_of as _all
from theoremcheck.trusted.kernel.forms import any_of as _any
from theoremcheck.trusted.kernel.linear import LEVEL, LINEAR, LINEAR_PART, SEPARATED
from theoremcheck.trusted.kernel.refutations import REFUTATIONS
from theoremcheck.trusted.kernel.valleys import VALLEYS
from theoremcheck.trusted.per_class import PER_CLASS
from theoremcheck.trusted.problem.model import digest

_step, _no_bad, _global = map(concluding, (Conclusion.STEP, Conclusion.NO_BAD, Conclusion.GLOBAL))
_no_minimum, _no_valley, _few = map(concluding, (Conclusion.NO_MINIMUM, Conclusion.NO_VALLEY, Conclusion.ERROR_AT_MOST))
_smooth, _RISING = concluding(Conclusion.NO_BAD_SMOOTH), "lemma.formulas loss.nondecreasing loss.active_right"
_BALANCED = _all("objective.output_bias_not_rewarded loss.convex loss.single data.balanced_classes")
_NEURONS_TRAINED = _any("network.trainable network.neurons_trainable")
_CIRCUIT = "curved sigmoid sigmoid_skip sigmoid_affine curved_skip"
_CIRCUITS = " ".join(f"lemma.circuit.{form}" for form in _CIRCUIT.split())
_BESIDE = "loss.defined loss.c1 neuron.defined network.deep_defined network.deep_features objective.unregularised"
_SIGMOID_UNIT = _all("network.direct_skip network.sigmoidal_unit")
_SIGMOID_NEURON = _all("network.direct_branch network.shortcut neuron.monotone neuron.sigmoidal", _NEURONS_TRAINED)
_SIGMOID_AFFINE = "data.affine_square network.direct_affine network.sigmoidal_unit_affine"
_BENT_UNIT = _all("data.circuit network.bent_unit", _any("network.direct_skip network.direct_branch"))
_BENT_AFFINE = _all("data.affine_circuit network.direct_affine network.bent_unit_affine")
_INDEPENDENT = "lemma.linear_independent lemma.independent lemma.independent_monotone lemma.independent_funnel"
_TWO = "network.output_bias network.width_two network.deep_features"
_NEURONS = "loss.defined loss.c1 neuron.defined network.deep_defined network.neurons_trainable"


def _forms(name: str, forms: str) -> Statement:
    """A theorem that holds in one of several forms."""
    return _no_bad(name, _any(*(f"{name}.{form}" for form in forms.split())))


_STATEMENTS = (
    # Conditions with arms.
    Statement(
        "network.balance", _any("network.output_bias neuron.signed", _all("neuron.monotone data.origin_outside_hulls"))
    ),
    Statement(
        "network.balance_unpenalised",
        _any(
            LEVEL,
            _all("neuron.signed network.neurons_trainable objective.output_unpenalised"),
            _all("neuron.monotone data.origin_outside_hulls"),
        ),
    ),
    Statement(
        "network.rest",
        _any(
            "network.output_weights_frozen",
            _all("network.shortcut_only objective.smooth_at_rest", _any(Not("network.output_bias"), _BALANCED)),
            _all("network.output_bias objective.output_bias_unpenalised data.collinear"),
        ),
    ),
    Statement(
        "network.linear_rest",
        _any(
            _all(Not("network.output_bias"), "network.homogeneous"),
            _all("network.output_bias loss.convex data.balanced_classes"),
        ),
    ),
    Statement("neuron.monotone", _any("neuron.increasing neuron.decreasing")),
    _step("neuron.strictly_monotone", _any("neuron.monotone neuron.strictly_increasing neuron.strictly_decreasing")),
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
    Statement("neuron.curved", _any("neuron.strictly_curved neuron.slope_increasing neuron.slope_decreasing")),
    Statement("data.told_apart", _any("data.independent lemma.mirrored")),
    # Lemmas.
    _step(
        "lemma.first_order",
        "loss.defined loss.c1 neuron.defined neuron.c1 network.deep_defined network.shortcut",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
        "objective.unregularised",
    ),
    _step("lemma.mirrored", "network.odd data.independent_mirrored"),
    _step("lemma.idle_slope", "lemma.first_order"),
    _step("lemma.idle_convexity", "lemma.first_order", _NEURONS_TRAINED),
    _step("lemma.idle_curvature", "lemma.first_order neuron.c2", _NEURONS_TRAINED),
    _step("lemma.slope_zero", "loss.defined loss.c1 loss.nondecreasing loss.active"),
    _step("lemma.slope_zero_flat", "lemma.slope_zero loss.c2"),
    _step(
        "lemma.monotone_descent",
        "loss.defined loss.c1 loss.nondecreasing neuron.defined neuron.strictly_monotone network.deep_defined",
        "network.shortcut objective.hidden_unpenalised",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
    ),
    # T1: linearly separable data.
    _no_bad("thm.separable.monotone", "lemma.monotone_descent lemma.slope_zero data.linearly_separable"),
    _no_bad(
        "thm.separable.chain",
        "lemma.slope_zero neuron.defined neuron.c1 neuron.monotone data.linearly_separable network.chain",
        "objective.unregularised",
    ),
    _no_bad(
        "thm.separable.funnel",
        "lemma.slope_zero neuron.defined network.deep_defined data.linearly_separable network.funnel",
    ),
    _no_bad(
        "thm.separable.kink",
        "loss.defined loss.nondecreasing loss.active neuron.defined neuron.strictly_monotone network.deep_defined",
        "network.shortcut network.hidden_trainable objective.hidden_unpenalised data.linearly_separable network.rest",
    ),
    _forms("thm.separable", "monotone chain funnel kink"),
    _smooth("thm.cells", f"{_RISING} loss.piecewise_affine data.linearly_separable network.affine_path"),
    # Losses with breaks: of T1, B1 and F1 what is so off all breaks.
    _smooth(
        "thm.smooth.separable",
        f"{_RISING} neuron.strictly_monotone network.shortcut objective.hidden_unpenalised data.linearly_separable",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
    ),
    _smooth("thm.smooth.funnel", f"{_RISING} network.funnel data.linearly_separable"),
    _smooth("thm.smooth.linear", f"{_RISING} network.linear_part objective.outputs_only", SEPARATED),
    _smooth("thm.smooth.features", f"{_RISING} data.features_separable"),
    _smooth("thm.smooth", _any(*(f"thm.smooth.{form}" for form in ("separable", "funnel", "linear", "features")))),
    # T2: classes in different subspaces.
    _no_bad(
        "thm.subspaces.c2",
        "lemma.idle_convexity lemma.slope_zero_flat neuron.strictly_curved data.span_exclusion network.balance",
        "network.width",
    ),
    _no_bad(
        "thm.subspaces.c1",
        "lemma.slope_zero neuron.defined neuron.c1 network.deep_defined network.hidden_trainable neuron.curved",
        "objective.hidden_unpenalised data.span_exclusion network.balance_unpenalised network.width_distinct",
    ),
    _no_bad(
        "thm.subspaces.core",
        "lemma.idle_slope lemma.idle_convexity lemma.slope_zero_flat neuron.strictly_curved neuron.monotone",
        "data.core_span_exclusion network.balance network.width_core",
    ),
    _no_bad(
        "thm.subspaces.core_in_one_class",
        "lemma.first_order lemma.idle_slope lemma.slope_zero neuron.monotone",
        _NEURONS_TRAINED,
        "data.core_in_one_class network.balance",
    ),
    _no_bad(
        "thm.subspaces.fewer",
        "lemma.idle_curvature lemma.slope_zero_flat neuron.strictly_curved neuron.monotone data.span_exclusion",
        "network.output_bias network.width_fewer",
    ),
    _no_bad(
        "thm.subspaces.independent",
        "lemma.idle_convexity lemma.slope_zero_flat neuron.strictly_curved data.span_exclusion",
        "data.independent_spans network.balance network.width_independent",
    ),
    _no_bad(
        "thm.subspaces.independent_two",
        "lemma.idle_convexity lemma.slope_zero_flat loss.convex neuron.strictly_curved data.span_exclusion",
        "data.independent_spans network.shortcut_only network.balance network.width_independent_two",
    ),
    _no_bad(
        "thm.subspaces.mixed",
        "lemma.slope_zero neuron.defined network.deep_defined data.span_exclusion",
        _any("network.width_mixed_distinct", _all("loss.c2 network.width_mixed")),
        _any(LEVEL, "network.signed_unit", _all("network.monotone_unit data.origin_outside_hulls")),
    ),
    _forms("thm.subspaces", "c2 c1 core core_in_one_class fewer independent independent_two mixed"),
    # Circuits, and independent samples: by these lemmas the slope of L in f(X) is 0 at each X, whatever the labels.
    *(
        _no_bad(name.replace("lemma", "thm"), f"{name} loss.active data.consistent")
        for name in f"{_CIRCUITS} {_INDEPENDENT}".split()
    ),
    _forms("thm.circuit", _CIRCUIT),
    _step("lemma.circuit.curved", "lemma.idle_curvature neuron.strictly_curved neuron.monotone data.circuit", _TWO),
    _step("lemma.circuit.sigmoid", "lemma.idle_convexity neuron.monotone neuron.sigmoidal data.square", _TWO),
    _step("lemma.circuit.sigmoid_skip", _BESIDE, "data.square", _any(_SIGMOID_UNIT, _SIGMOID_NEURON)),
    _step("lemma.circuit.sigmoid_affine", _BESIDE, _SIGMOID_AFFINE),
    _step("lemma.circuit.curved_skip", _BESIDE, _any(_BENT_UNIT, _BENT_AFFINE)),
    _global("thm.circuit_global", _any(_CIRCUITS), "loss.convex"),
    # T3, Q1: quadratic neurons, with output weights that are trained or frozen.
    _no_bad(
        "thm.quadratic.trained",
        "loss.defined loss.c1 loss.nondecreasing loss.active neuron.defined neuron.quadratic network.deep_defined",
        "data.ellipsoids network.trainable network.output_bias network.width_quadratic objective.unregularised",
    ),
    _step(
        "lemma.quadratic",
        "loss.defined loss.c1 neuron.defined neuron.quadratic network.deep_defined network.hidden_trainable",
        "network.hidden_bias_or_none",
    ),
    _step("lemma.quadratic_descent", "lemma.quadratic lemma.slope_zero objective.hidden_unpenalised"),
    _no_bad("thm.quadratic.frozen", "lemma.quadratic_descent", LEVEL, "data.ellipsoids network.width_one_sign"),
    _no_bad(
        "thm.quadratic.ellipsoid",
        "lemma.quadratic_descent",
        LEVEL,
        _any(
            _all("network.width_convex data.ellipsoid_negative"), _all("network.width_concave data.ellipsoid_positive")
        ),
    ),
    _no_bad(
        "thm.quadratic.quadric",
        "lemma.quadratic_descent network.width_positive network.width_negative",
        _any("data.cone_separable", _all(LEVEL, "data.quadric_separable")),
    ),
    _forms("thm.quadratic", "trained frozen ellipsoid quadric"),
    _global(
        "thm.quadratic_global",
        "lemma.quadratic loss.convex network.deep_frozen",
        _any(_all("objective.outputs_only network.width_signs"), _all("objective.hidden_decay network.width_extremes")),
    ),
    # T4: an equivalence.
    _step(
        "lemma.affine_piece_setting",
        "loss.defined loss.nondecreasing loss.active loss.convex neuron.defined neuron.monotone neuron.affine_piece",
        "network.shortcut_only network.trainable network.output_bias network.hidden_bias objective.unregularised",
        Not("loss.increasing"),
    ),
    _no_bad("thm.affine_piece", "lemma.affine_piece_setting loss.c1 network.shortcut data.linearly_separable"),
    *LINEAR,
    # Weight decay that outweighs all that can be gained; that on all weights of a layer of linear neurons.
    _step("lemma.decay_origin", "lemma.formulas loss.convex network.shortcut_only objective.decay_dominates"),
    _global("thm.decay_origin", "lemma.decay_origin"),
    _step("lemma.linear_decay", "loss.defined loss.convex neuron.defined network.deep_defined objective.linear_decay"),
    _global("thm.linear_decay", "lemma.linear_decay"),
    _no_valley("thm.decay_valley", "lemma.linear_decay"),
    _no_bad("thm.linear_decay_fit", "lemma.linear_decay data.decay_fit_right"),
    _no_bad("thm.decay_gram", "lemma.formulas loss.nondecreasing loss.active neuron.monotone objective.gram_decay"),
    # I1: linearly independent samples. With a deep part samples at X and -X may have two outputs.
    _step(
        "lemma.linear_independent",
        LINEAR_PART,
        "objective.outputs_only network.deep_features",
        _any(
            _all("network.constant_seen data.told_apart"),
            _all("network.constant_trained data.affinely_independent"),
        ),
    ),
    _step(
        "lemma.independent",
        "loss.defined loss.c1 neuron.defined network.deep_defined network.shortcut",
        "objective.hidden_unpenalised",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
        _any(
            _all(_any(LEVEL, "network.opposite_outputs"), _any("neuron.no_local_maximum neuron.no_local_minimum")),
            _all(
                "network.neurons_trainable objective.output_unpenalised",
                _any(
                    _all("neuron.no_local_maximum neuron.minima_signed"),
                    _all("neuron.no_local_minimum neuron.maxima_signed"),
                    "neuron.extrema_signed",
                    _all(LEVEL, "neuron.extrema_separated"),
                ),
            ),
        ),
        _any(
            _all("network.deep_features data.told_apart"),
            _all(
                "neuron.even network.hidden_bias_or_none data.consistent_up_to_sign data.independent_up_to_sign",
                _any("loss.nondecreasing network.shortcut_only"),
            ),
        ),
    ),
    _step(
        "lemma.independent_monotone",
        "loss.defined loss.c1 neuron.defined neuron.monotone network.deep_defined network.deep_features",
        "network.shortcut objective.hidden_unpenalised data.told_apart",
        _any("network.trainable network.neurons_trainable network.hidden_trainable"),
    ),
    # I3: the same for a branch that narrows to single units.
    _step(
        "lemma.independent_funnel",
        "loss.defined loss.c1 neuron.defined network.deep_defined network.valley_funnel",
        "network.deep_features data.independent network.output_bias objective.output_bias_unpenalised",
    ),
    _global("thm.independent_global", _any(_INDEPENDENT), "loss.convex objective.unregularised"),
    # I4: the same for two layers, of which the second is no wider.
    _no_bad(
        "thm.independent_narrow",
        "loss.defined loss.c1 loss.active neuron.defined network.deep_defined network.narrowing",
        "network.deep_features data.told_apart data.consistent",
    ),
    # A2, A3: exponential neurons, and monomials, with penalised output weights.
    _step("lemma.exponential", _NEURONS, "neuron.exponential network.hidden_bias objective.output_penalised"),
    _step("lemma.monomial", _NEURONS, "neuron.monomial network.hidden_bias_or_none objective.output_penalised"),
    _no_bad(
        "thm.exponential",
        "lemma.exponential loss.active objective.hidden_unpenalised network.deep_features data.consistent",
    ),
    _global(
        "thm.exponential_global",
        "lemma.exponential loss.convex network.deep_features objective.penalises_outputs_only",
    ),
    _no_bad(
        "thm.homogeneous.form",
        "lemma.monomial lemma.slope_zero objective.hidden_unpenalised",
        _any("data.form_separable", _all(LEVEL, "data.form_level_separable")),
    ),
    _no_bad(
        "thm.homogeneous.independent",
        "lemma.monomial loss.active objective.hidden_unpenalised network.deep_features data.consistent",
        "data.forms_independent",
    ),
    _forms("thm.homogeneous", "form independent"),
    _global(
        "thm.homogeneous_global",
        "lemma.monomial loss.convex objective.penalises_outputs_only",
        _any("network.deep_frozen", _all("network.deep_features data.forms_independent")),
    ),
    # F1, F2: output weights on fixed features.
    _no_bad("thm.features", "lemma.formulas loss.nondecreasing loss.active data.features_separable"),
    _global("thm.output_layer", "lemma.formulas loss.convex network.output_layer objective.convex_outputs"),
    _no_bad("thm.output_fit", "lemma.formulas loss.convex loss.active data.fit_right"),
    concluding(Conclusion.CONSTANT_BOUND)(
        "thm.constant_bound",
        "lemma.formulas loss.convex loss.active network.outputs_trained network.output_bias objective.convex_outputs",
        "data.constant_bound",
    ),
    _no_bad("thm.line", "lemma.formulas objective.line_right"),
    _global("thm.line_global", "lemma.formulas objective.line_lowest"),
    _no_bad("thm.signed_chain", "lemma.formulas loss.active neuron.monotone objective.signed_chain"),
    # G-1: one unit that matches the loss. All of these problems are convex.
    _global("thm.matching", "lemma.formulas network.matching objective.convex_outputs"),
    _step("lemma.convex", _any("thm.output_layer thm.matching")),
    _no_bad("thm.convex_fit", "lemma.convex data.convex_fit_right"),
    # G-2: f goes on from one affine function of what is trained, and some parameters fit all samples.
    _global("thm.realisable", "lemma.formulas objective.unregularised data.realisable_steep"),
    _global("thm.realisable_linear", "lemma.linear loss.pseudoconvex objective.unregularised data.realisable_linear"),
    _no_valley("thm.realisable_valley", "lemma.formulas objective.unregularised", _any("data.realisable data.descent")),
    concluding(Conclusion.MINIMA_ERROR)(
        "thm.minima_error",
        _any("thm.linear_global thm.linear_kink_global thm.output_layer"),
        "loss.convex data.minima_error",
    ),
    # Every local minimum is global, and below all that is wrong somewhere.
    _no_bad(
        "thm.global_low",
        _any(
            "thm.linear_global thm.linear_decay thm.exponential_global thm.homogeneous_global thm.output_layer",
            "thm.quadratic_global thm.matching thm.realisable thm.realisable_linear",
        ),
        _any("loss.nondecreasing loss.active"),
        "objective.low",
    ),
    # V6: what is known of bad minima, where there may be some.
    concluding(Conclusion.DEPENDENT)(
        "lemma.rank", "lemma.formulas loss.c1 loss.active network.deep_features data.consistent network.last_width"
    ),
    *VALLEYS,
    # T0: nothing to be bad.
    _no_minimum(
        "thm.vacuous",
        _any(
            "thm.separable thm.subspaces thm.circuit thm.quadratic thm.linear thm.independent thm.exponential",
            "thm.homogeneous thm.independent_funnel thm.independent_narrow thm.features thm.residual",
        ),
        "loss.increasing",
    ),
    _no_minimum("thm.core_vacuous", "lemma.monotone_descent loss.increasing data.weakly_separable"),
    _no_minimum(
        "thm.movable",
        "lemma.formulas loss.c1 loss.increasing network.shortcut network.hidden_trainable network.hidden_bias_or_none",
        "objective.hidden_unpenalised network.movable",
    ),
    # Graded forms: the samples off the core; the value of L.
    _few("thm.core", "lemma.monotone_descent lemma.slope_zero data.weakly_separable"),
    _global(
        "thm.global",
        _any(
            "thm.separable thm.subspaces thm.circuit thm.quadratic thm.linear thm.residual",
            "thm.independent_monotone thm.independent thm.independent_funnel thm.linear_independent thm.features",
            "thm.independent_narrow",
        ),
        _any("loss.convex loss.pseudoconvex"),
        "objective.unregularised",
    ),
)


def _guarded(statement: Statement) -> Statement:
    if statement.id in PER_CLASS:
        return statement
    premise = statement.premise.parts if isinstance(statement.premise, All) else (statement.premise,)
    return Statement(statement.id, _all(*premise, "loss.single"), statement.conclusion)


STATEMENTS: Final = MappingProxyType({entry.id: _guarded(entry) for entry in (*_STATEMENTS, *REFUTATIONS)})
"""Every statement by id."""

THEOREMS: Final = (
    *("thm.separable", "thm.subspaces", "thm.circuit", "thm.quadratic", "thm.affine_piece", "thm.vacuous"),
    *("thm.core_vacuous", "thm.core", "thm.global", "thm.linear", "thm.linear_vacuous", "thm.linear_core"),
    *("thm.linear_global", "thm.linear_independent", "thm.linear_fit", "thm.linear_bound", "thm.residual"),
    *("thm.linear_decay_fit", "thm.linear_decay", "thm.decay_origin", "thm.decay_valley", "thm.global_low"),
    *("thm.homogeneous_global", "thm.independent_monotone", "thm.independent", "thm.independent_funnel", "thm.cells"),
    *("thm.homogeneous", "thm.exponential", "thm.exponential_global", "thm.features", "thm.output_layer"),
    *("thm.output_fit", "thm.matching", "thm.convex_fit", "thm.quadratic_global", "thm.wide", "thm.linear_valley"),
    *("thm.convex_valley", "thm.wide_deep", "thm.pyramid", "thm.wide_basin", "thm.residual_kink"),
    "thm.scaling_basin",
    *("thm.linear_kink", "thm.linear_kink_global", "thm.linear_kink_fit", "thm.movable", "thm.circuit_global"),
    *("thm.realisable", "thm.realisable_linear", "thm.realisable_valley", "thm.independent_global", "thm.signed_chain"),
    *("thm.minima_error", "thm.decay_gram", "thm.independent_narrow", "thm.line", "thm.line_global", "thm.line_valley"),
    *("thm.monotone_valley", "thm.separable_valley", "thm.smooth", "thm.constant_bound"),
)
"""The theorems that a verdict names, strongest reading first where several apply."""

BOUNDED: Final = MappingProxyType(
    {f"thm.{name}": f"data.{name}" for name in ("linear_bound", "constant_bound", "minima_error")}
)
"""Of the theorems that conclude a bound of the training error: the condition whose evidence names it."""

VACUOUS: Final = tuple(entry.id for entry in _STATEMENTS if entry.conclusion is Conclusion.NO_MINIMUM)
"""The statements that conclude that there is no local minimum."""

SPURIOUS: Final = tuple(key for key, entry in STATEMENTS.items() if entry.conclusion in REFUTING - {Conclusion.BAD})
"""The rules that refute that every local minimum is a global one, or that there is no basin."""


def statements_digest() -> str:
    """SHA-256 of the canonical JSON of all statements: a certificate names the statements it relies on."""
    return digest({entry.id: [formula_json(entry.premise), entry.conclusion.value] for entry in STATEMENTS.values()})
