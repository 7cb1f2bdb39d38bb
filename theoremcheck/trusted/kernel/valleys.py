"""What the theorems on valleys and basins say: premises and conclusion by id, with no prose (see ``statements``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.kernel.forms import Conclusion, Not, Statement, concluding
from theoremcheck.trusted.kernel.forms import all_of as _all
from theoremcheck.trusted.kernel.forms import any_of as _any

_no_valley, _step = map(concluding, (Conclusion.NO_VALLEY, Conclusion.STEP))
_DESCENDING = _any("loss.convex", _all("loss.pseudoconvex data.consistent"))
_FALLING, _STRICT = "lemma.formulas loss.nondecreasing objective.unregularised", "neuron.strictly_monotone"
_RISING = "network.shortcut data.linearly_separable", _any(_STRICT, _all("neuron.nondecreasing", Not("neuron.even")))
_WAYS = _any("network.output_bias", _all("network.width_two network.common_bias"), _all(_STRICT, Not("neuron.signed")))
_LEVELLED = _any(Not("network.output_bias"), "loss.convex")
_HELD = _all("network.hidden_trainable network.output_weights_frozen network.deep_frozen", _LEVELLED)
_APART = _any("data.separable_through_origin", _all("network.constant_trained data.affinely_separable"))

VALLEYS: Final = (
    # V1 to V5: no spurious valleys; V2 with ReLU below: no spurious basins.
    _no_valley(
        "thm.wide.shallow",
        "loss.defined loss.convex neuron.defined network.shortcut_only network.neurons_trainable",
        "network.common_bias objective.unregularised",
        _any("network.width_samples network.width_monomials"),
    ),
    _no_valley(
        "thm.wide.quadratic",
        "lemma.formulas loss.convex neuron.quadratic network.deep_frozen network.neurons_trainable",
        "network.hidden_bias_or_none network.width_rank objective.unregularised",
        _any("network.output_bias network.still_at_rest"),
    ),
    _no_valley(
        "thm.wide.decay",
        "lemma.formulas loss.convex network.positively_homogeneous network.neurons_trainable",
        "network.hidden_bias_or_none network.affine_beside network.width_dimension objective.convex_outputs",
    ),
    _no_valley("thm.wide.beside", "lemma.formulas network.wide_beside objective.unregularised", _DESCENDING),
    _no_valley("thm.wide", _any("thm.wide.shallow thm.wide.quadratic thm.wide.decay thm.wide.beside")),
    _step("lemma.wide", "lemma.formulas network.continuous objective.unregularised", _DESCENDING),
    Statement("thm.wide_deep", _all("lemma.wide network.wide_resolving"), Conclusion.NO_OPEN_VALLEY),
    Statement("thm.pyramid", _all("lemma.wide loss.convex network.pyramid"), Conclusion.NO_OPEN_VALLEY),
    Statement("thm.wide_basin", _all("lemma.wide network.wide_last"), Conclusion.NO_BASIN),
    Statement("thm.scaling_basin", _all("lemma.formulas network.scalable"), Conclusion.NO_BASIN),
    _no_valley(
        "thm.linear_valley",
        _any("network.linear_part network.residual"),
        "lemma.formulas loss.convex network.linear_unfrozen objective.unregularised",
        _any("network.constant_trained network.homogeneous_unfrozen"),
    ),
    _no_valley("thm.convex_valley", "lemma.convex"),
    _no_valley("thm.monotone_valley", _FALLING, *_RISING, _any(_all("network.neurons_trainable", _WAYS), _HELD)),
    _no_valley("thm.separable_valley", _FALLING, "network.linear_part", _APART),
    _no_valley("thm.line_valley", "lemma.formulas objective.line_trough"),
)
"""V1 to V5, V7, V8, in the order in which they are shown."""
