"""The proofs, in Coq, of data.affine_fit_right and data.linear_fit_right: the fit, and the slopes at its margins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.points_build import COMPUTE, pair
from theoremcheck.formal.points_loss import loss_function, subgradient_script
from theoremcheck.formal.points_multipliers import MAX_LEVELS, over
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import convex_function
from theoremcheck.formal.text import listed
from theoremcheck.trusted.minima.affine_fit import AffineFit, least_slope
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

Leaf: TypeAlias = Callable[[Problem, AffineFit], str | None]


def _fit_right(problem: Problem, evidence: AffineFit, *, lemma: str, affine: bool) -> str | None:
    try:
        return _script(problem, evidence, lemma, affine=affine)
    except (NotTranslated, Refusal):
        return None


def _script(problem: Problem, evidence: AffineFit, lemma: str, *, affine: bool) -> str | None:
    data, loss, found = problem.samples, loss_function(problem), evidence.coefficients
    rows = data.lifted if affine else data.points
    margins = {-label * dot(found, row) for row, label in zip(rows, data.labels, strict=True)}
    if loss is None or len(margins) > MAX_LEVELS:
        return None
    zero = Fraction(0)
    slopes = {margin: least_slope(problem, 1, margin) for margin in (zero, *sorted(margins))}
    below = math.lcm(*(slope.denominator for slope in slopes.values()))
    common = math.lcm(1, *(entry.denominator for entry in found))

    def shown(slope: Fraction) -> str:
        text = f"(IZR ({int(slope * below)}) / IZR (Z.pos {below}))"
        return f"replace {text} with {rational(slope)} by lra"

    each = "exact (Forall_nil _)"
    for margin in sorted(margins, reverse=True):
        read = f"replace (real {pair(margin)}) with {rational(margin)} by (unfold real; cbn [fst snd]; lra)"
        line = subgradient_script(loss, margin, slopes[margin])
        each = f"apply Forall_cons; [ cbn [fst snd]; {read}; {shown(slopes[margin])}; {line}\n  | {each} ]"
    levels = listed(f"({pair(margin)}, ({int(slopes[margin] * below)})%Z)" for margin in sorted(margins))
    arguments = f"{over(found, common)} {common} {levels} ({int(slopes[zero] * below)}) {below}"
    at_zero = f"{shown(slopes[zero])}; {subgradient_script(loss, zero, slopes[zero])}"
    return (
        f"assert (convex : convex_fn {loss.text}); [ {convex_function(loss).rstrip('.')} |].\n"
        f"  apply ({lemma} {SUBJECT} {arguments});\n  [ {COMPUTE}\n  | {at_zero}\n  | {each} ]."
    )


FITS: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "data.affine_fit_right": partial(_fit_right, lemma="affine_fit_right_by", affine=True),
        "data.linear_fit_right": partial(_fit_right, lemma="linear_fit_right_by", affine=False),
    }
)
"""By condition: the proof that it holds."""
