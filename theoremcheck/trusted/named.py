"""What is told by its name below ``theoremcheck.trusted``, and loaded when it is asked for.

The tables are rows of the kernel's, each with the id of its condition first: conditions whose checks few problems need.
The others stand beside their checks.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, TypeVar

_T = TypeVar("_T")

HULLS: Final = (
    "data.origin_outside_hulls",
    ("data.hulls.HullNormals", "data.hulls.check_origin_outside_hulls"),
    ("data.hulls.HullPoint", "data.hulls.check_origin_in_hull"),
)
"""What shows the condition, and what its failure: evidence and its check."""

FITS: Final[tuple[tuple[Any, ...], ...]] = (
    ("data.fit_right", "minima.multipliers.MultiplierMinimum", "minima.outputs.check_fit_right"),
    ("data.minima_error", "minima.outputs.MinimaError", "minima.outputs.check_minima_error"),
    ("data.convex_fit_right", "minima.box.Box", "minima.matching.check_fit_right"),
    ("data.decay_fit_right", "minima.linear_decay.DecayFit", "minima.linear_decay.check_decay_fit"),
    ("data.linear_bound", "minima.linear_bound.LinearBound", "minima.linear_bound.check_linear_bound"),
    ("data.constant_bound", "minima.constant_bound.ConstantBound", "minima.constant_bound.check_constant_bound"),
    ("data.realisable", "minima.realisable.Realisable", "minima.realisable.check_fit", False, False),
    ("data.realisable_steep", "minima.realisable.Realisable", "minima.realisable.check_fit", True, False),
    ("data.realisable_linear", "minima.realisable.Realisable", "minima.realisable.check_fit", False, True),
    ("data.descent", "minima.realisable.Descent", "minima.realisable.check_descent"),
    ("data.affine_fit_right", "minima.affine_fit.AffineFit", "minima.affine_fit.check_fit_right", True),
    ("data.linear_fit_right", "minima.affine_fit.AffineFit", "minima.affine_fit.check_fit_right", False),
)
"""Evidence, its check, and what else that is told. Nothing shows that these fail."""

MOVES: Final[tuple[tuple[Any, ...], ...]] = (
    (
        "network.movable",
        "data.ascents.Moves",
        "data.ascents.check_movable",
        "data.ascents.check_stuck",
        "data.ascents.Stuck",
    ),
)
"""Evidence and its check; then the check of what shows the failure, and the evidence that this one reads."""

UNITS: Final[tuple[tuple[Any, ...], ...]] = (
    (
        "network.sigmoidal_unit",
        "data.skips.SigmoidalUnit",
        "data.skips.check_sigmoidal_unit",
        "data.skips.unit_trained",
    ),
    (
        "network.sigmoidal_unit_affine",
        "data.skips.SigmoidalUnit",
        "data.skips.check_sigmoidal_unit_affine",
        "data.skips.unit_trained_affinely",
    ),
    (
        "network.width_mixed_distinct",
        "data.units.BentUnits",
        "data.units.check_width_mixed_distinct",
        "data.units.wide_enough",
    ),
    (
        "network.width_mixed",
        "data.units.BentSets",
        "data.units.check_width_mixed",
        "data.units.check_mixed_too_narrow",
        "data.units.Violators",
    ),
    ("network.signed_unit", "data.units.SignedUnit", "data.units.check_signed_unit", "data.units.some_output_free"),
    ("network.monotone_unit", "data.units.SlopedUnit", "data.units.check_monotone_unit", "data.units.some_counting"),
    ("network.bent_unit", "data.units.Bent", "data.units.check_bent_unit", "data.units.some_counting"),
    (
        "network.bent_unit_affine",
        "data.units.Bent",
        "data.units.check_bent_unit_affine",
        "data.units.some_counting_affinely",
    ),
    (
        "network.matching",
        "minima.matching.Matching",
        "minima.matching.check_matching",
        "minima.matching.check_mismatch",
        "minima.matching.Mismatch",
    ),
)
"""The same for other units. Where no evidence is named last, a predicate of the problem shows the failure."""

PREDICATES: Final[tuple[tuple[Any, ...], ...]] = (
    ("network.direct_skip", "data.skips.direct_skip"),
    ("network.direct_branch", "data.skips.direct_branch"),
    ("network.direct_affine", "data.skips.direct_affine"),
    ("network.positively_homogeneous", "minima.wide_decay.positively_homogeneous"),
    ("network.affine_beside", "minima.wide_decay.affine_beside"),
    ("network.width_dimension", "minima.wide_decay.width_dimension"),
    ("network.last_width", "data.wide.last_width"),
    ("network.wide_beside", "data.wide.wide_beside"),
    ("network.wide_resolving", "data.wide.wide_resolving"),
    ("network.wide_last", "data.wide.wide_last"),
    ("network.continuous", "data.wide.continuous"),
    ("network.pyramid", "data.pyramid.pyramid"),
    ("network.scalable", "minima.scaling.scalable"),
    ("loss.piecewise_affine", "data.path.piecewise_affine_loss"),
    ("network.affine_path", "data.path.affine_path"),
)
"""Each condition with the predicate of the problem that decides it."""

TRAINED: Final[tuple[tuple[Any, ...], ...]] = (
    ("network.output_layer", "data.trained.output_layer"),
    ("objective.convex_outputs", "data.trained.convex_outputs"),
    ("objective.linear_decay", "data.trained.linear_decay"),
)
"""The same, of what is trained."""


def found(named: _T | str) -> _T:
    """What has this name below ``theoremcheck.trusted``, as ``data.hulls.HullPoint``; what is no name is it itself."""
    if not isinstance(named, str):
        return named
    module, _, own = named.rpartition(".")
    there: _T = getattr(import_module(f"{__package__}.{module}"), own)
    return there
