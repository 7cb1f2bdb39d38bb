"""The rows of the conditions on a formula, a neuron's or a loss's: (kind, check, what else the check is told).

Of each condition those that show that it holds, then those that show that it fails. A kind or a check that most
problems do not need is told by its name below ``theoremcheck.trusted``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.trusted.functions import composition, exponential, extrema, monomial, shape, smooth

ROWS: Final[Mapping[str, tuple[tuple[Any, ...], tuple[Any, ...]]]] = MappingProxyType(
    {
        "defined": (((smooth.Calculus, shape.check_defined),), ()),
        **{
            name: (
                ((smooth.Agreement, shape.check_smooth, order),),
                ((smooth.Jump, shape.check_not_smooth, order),),
            )
            for name, order in (("c1", 1), ("c2", 2), ("analytic", None))
        },
        **{
            name: (
                ((shape.Signs, shape.check_shape, entry), (composition.Composed, composition.check_composed, entry)),
                tuple((kind, shape.check_not_shape, entry) for kind in (shape.Witness, smooth.Jump, shape.SlopeDrop)),
            )
            for name, entry in shape.SHAPES.items()
        },
        **{
            name: (
                ((shape.Strict, shape.check_strict, entry),),
                (
                    *((kind, shape.check_not_shape, entry) for kind in (shape.Witness, shape.SlopeDrop)),
                    (shape.Piece, shape.check_piece, entry.order),
                ),
            )
            for name, entry in shape.STRICT.items()
        },
        "signed": (
            ((shape.Signs, shape.check_signed), (composition.Composed, composition.check_composed_sign)),
            ((shape.TwoWitnesses, shape.check_not_signed),),
        ),
        "bounded_below": (
            ((shape.LowerBound, shape.check_lower_bound), (composition.Composed, composition.check_composed_bound)),
            ((shape.UnboundedTail, shape.check_unbounded),),
        ),
        "flat_piece": (((shape.Piece, shape.check_piece, 1),), ((shape.NoPiece, shape.check_no_piece, 1),)),
        "affine_piece": (((shape.Piece, shape.check_piece, 2),), ((shape.NoPiece, shape.check_no_piece, 2),)),
        **{
            name: (((shape.Identity, shape.check_identity, even),), ((shape.Asymmetry, shape.check_asymmetry, even),))
            for name, even in (("even", True), ("odd_up_to_constant", False))
        },
        "quadratic": (((shape.Identity, shape.check_quadratic),), ((shape.Asymmetry, shape.check_not_quadratic),)),
        "exponential": (((shape.Identity, exponential.check_form),), ((shape.Asymmetry, exponential.check_not_form),)),
        "monomial": (((shape.Identity, monomial.check_form),), ((shape.Asymmetry, monomial.check_not_form),)),
        "sigmoidal": (
            (("functions.sigmoids.Sigmoid", "functions.sigmoids.check_sigmoidal"),),
            (
                *((smooth.Jump, shape.check_not_smooth, 2), (shape.Piece, shape.check_piece, 2)),
                (shape.Signs, "functions.sigmoids.check_one_curvature"),
                ("functions.sigmoids.Turns", "functions.sigmoids.check_turns"),
            ),
        ),
        **{
            name: (
                ((extrema.Valley, extrema.check_no_maximum, opposite),),
                ((extrema.Summit, extrema.check_some_maximum, opposite), (shape.Piece, shape.check_piece, 1)),
            )
            for name, opposite in (("no_local_maximum", False), ("no_local_minimum", True))
        },
        **{
            name: (
                ((extrema.SignedValley, extrema.check_minima_signed, opposite),),
                ((extrema.Touch, extrema.check_minimum_zero, opposite),),
            )
            for name, opposite in (("minima_signed", False), ("maxima_signed", True))
        },
        **{
            name: (
                ((extrema.Between, extrema.check_between, at_zero),),
                ((extrema.Misplaced, extrema.check_misplaced, at_zero), (shape.Piece, shape.check_piece, 1)),
            )
            for name, at_zero in (("extrema_signed", True), ("extrema_separated", False))
        },
        "pseudoconvex": (((extrema.Trough, extrema.check_trough),), ((extrema.Rest, extrema.check_rest),)),
    }
)
"""By the name of the condition."""

LOSS: Final = (
    *("defined", "c1", "c2", "nondecreasing", "active", "active_right", "convex", "pseudoconvex"),
    *("bounded_below", "increasing"),
)
"""The conditions on a loss, in the order in which they are shown."""

_SPECIAL: Final = (
    *(*shape.STRICT, "no_local_maximum", "no_local_minimum", "minima_signed", "maxima_signed"),
    *("extrema_signed", "extrema_separated", "sigmoidal", "monomial"),
)
NEURON: Final = (
    *("defined", "c1", "c2", "analytic", "signed", "increasing", "decreasing", *_SPECIAL),
    *("nondecreasing", "convex", "strictly_convex", "strictly_concave", "flat_piece", "affine_piece"),
    *("even", "odd_up_to_constant", "quadratic", "exponential"),
)
"""The conditions on a neuron, in the order in which they are shown."""

SPECIAL: Final = frozenset((*_SPECIAL, "active_right", "pseudoconvex"))
"""Those that special theorems ask for."""

OWN: Final = frozenset(("quadratic", "exponential", "sigmoidal", "monomial"))
"""Those that a spec may not assume."""
