"""What the rules of refutation say: premises and conclusion by id, with no prose (see ``statements``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.kernel.forms import Any, Conclusion, Not, Statement, concluding
from theoremcheck.trusted.kernel.forms import all_of as _all
from theoremcheck.trusted.kernel.forms import any_of as _any

_step, _bad, _low = map(concluding, (Conclusion.STEP, Conclusion.BAD, Conclusion.NOT_GLOBAL))
_ROWS = (
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
    _bad("rule.quadric", "lemma.support neuron.quadratic minimum.hull"),
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
    _bad("rule.decay_zero", "lemma.support minimum.decay_zero"),
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
    _bad("rule.decay_local", "lemma.formulas minimum.decay_local"),
    _bad("rule.tied", "lemma.formulas network.shortcut_only objective.unregularised minimum.tied"),
    _bad("rule.fibre", "lemma.formulas data.equal_means minimum.fibre"),
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
    _bad("rule.decay_origin", "lemma.decay_origin", Not("network.output_bias")),
    # Refutations of GLOBAL, and of NO_VALLEY and NO_BASIN.
    _low("rule.spurious", "lemma.slice minimum.spurious"),
    Statement("rule.valley", _all("lemma.formulas objective.valley"), Conclusion.VALLEY),
    Statement("rule.basin", _all("lemma.slice minimum.basin"), Conclusion.BASIN),
)

ON_PAPER: Final = frozenset({"thm.wide.quadratic", "thm.wide_deep", "thm.wide_basin", "thm.scaling_basin"})
"""Rules and theorems that the formal library does not prove yet: what is machine-checked does not rest on them."""

RULES: Final = tuple(entry.id for entry in _ROWS if entry.conclusion is Conclusion.BAD)
"""The rules that certify a bad local minimum, in the order in which a verdict prefers them."""

_CHECKED: Final = tuple(rule for rule in RULES if rule not in ON_PAPER)
_BOTH = (f"rule.{name}{end}" for name in ("affine", "order", "moment", "stationary", "decay") for end in ("", "_local"))
CONSTANT: Final = (*_BOTH, "rule.flat", "rule.deep", "rule.kink", "rule.narrow", "rule.decay_zero", "rule.fibre")
"""The rules at whose minimum f is one number on all samples."""

REFUTATIONS: Final = (
    *_ROWS,
    _low("rule.spurious_bad", "lemma.formulas", _any("loss.nondecreasing loss.active"), "objective.low", Any(_CHECKED)),
    _low("rule.spurious_constant", "lemma.formulas objective.below_constants", Any(CONSTANT)),
)
"""All of them, the lemmas first."""
