"""What the theorems on linear parts and residual heads say: premises and conclusion by id (see ``statements``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.kernel.forms import Conclusion, Not, concluding
from theoremcheck.trusted.kernel.forms import all_of as _all
from theoremcheck.trusted.kernel.forms import any_of as _any

_step, _no_bad, _global = map(concluding, (Conclusion.STEP, Conclusion.NO_BAD, Conclusion.GLOBAL))
_no_minimum, _few = map(concluding, (Conclusion.NO_MINIMUM, Conclusion.ERROR_AT_MOST))
LEVEL: Final = _all("network.output_bias objective.output_bias_unpenalised")
"""The constant of f can be moved at no cost."""
_LINEAR_FIT = _all("network.every_linear data.linear_fit_right")
LINEAR_PART: Final = _any("lemma.linear lemma.residual")
"""A trained linear part, or a residual head."""
SEPARATED: Final = _any(
    _all("data.linearly_separable network.constant_seen"),
    _all("data.affinely_separable network.constant_trained"),
)
"""An affine function that a linear part can move along separates the classes."""

LINEAR: Final = (
    # B1, B2: linear networks.
    _step("lemma.linear", "loss.defined loss.c1 neuron.defined network.deep_defined network.linear_part"),
    _no_bad("thm.linear", "lemma.linear lemma.slope_zero objective.outputs_only", SEPARATED),
    _few(
        "thm.linear_core",
        LINEAR_PART,
        "lemma.slope_zero objective.outputs_only network.constant_seen data.weakly_separable",
    ),
    _no_minimum(
        "thm.linear_vacuous",
        LINEAR_PART,
        "loss.increasing objective.outputs_only",
        _any(
            _all("data.weakly_separable network.constant_seen"),
            _all("data.affinely_weakly_separable network.constant_trained"),
        ),
    ),
    _global(
        "thm.linear_global",
        LINEAR_PART,
        "loss.convex network.linear_unfrozen",
        _any("network.constant_trained network.homogeneous_unfrozen"),
        "objective.unregularised",
    ),
    _no_bad(
        "thm.linear_fit",
        LINEAR_PART,
        "loss.convex objective.outputs_only network.linear",
        _any(_all("network.constant_trained data.affine_fit_right"), _LINEAR_FIT),
    ),
    # B3: a loss that has a derivative where the network puts the samples if it does not feel x, and kinks elsewhere.
    _step(
        "lemma.linear_kink",
        "lemma.formulas network.linear_trained objective.unregularised objective.smooth_at_rest network.linear_rest",
    ),
    _step(
        "lemma.linear_open",
        "lemma.formulas network.linear_wide objective.unregularised",
        _any("network.output_bias network.homogeneous_unfrozen"),
    ),
    _no_bad(
        "thm.linear_kink",
        _any("lemma.linear_kink lemma.linear_open"),
        "loss.nondecreasing loss.active",
        _any("data.separable_through_origin", _all("network.output_bias data.affinely_separable")),
    ),
    _global(
        "thm.linear_kink_global", _any("lemma.linear_kink lemma.linear_open"), "loss.convex network.linear_unfrozen"
    ),
    _no_bad(
        "thm.linear_kink_fit",
        "lemma.linear_kink loss.convex",
        _any(_LINEAR_FIT, _all("network.output_bias data.affine_fit_right")),
    ),
    # F3: residual heads. F4: beside a linear part, as few errors as the loss of a linear function allows.
    _step("lemma.residual", "loss.defined loss.c1 neuron.defined network.deep_defined network.residual"),
    _no_bad(
        "thm.residual",
        "lemma.residual lemma.slope_zero",
        _any("data.separable_through_origin", _all(LEVEL, "data.affinely_separable")),
    ),
    _no_bad(
        "thm.residual_kink",
        "loss.defined loss.nondecreasing loss.active neuron.defined network.deep_defined network.residual",
        _all(Not("network.shortcut"), "objective.smooth_at_rest data.separable_through_origin"),
        _any(Not("network.output_bias"), _all(LEVEL, "loss.convex data.balanced_classes")),
    ),
    concluding(Conclusion.ERROR_BOUND)(
        "thm.linear_bound",
        LINEAR_PART,
        "loss.convex loss.active network.outputs_trained objective.unregularised data.linear_bound",
    ),
)
"""B1 to B3, F3 and F4, in the order in which they are shown."""
