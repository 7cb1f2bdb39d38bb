"""The proofs, in Coq, of the conditions on forms of the degree of the neuron (``library/ChecksHomogeneous.v``)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from flint import fmpq_mat, fmpz_mat

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.text import integer, integers, listed
from theoremcheck.formal.valleys import is_power, power_form
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Cleared, Function, Problem
from theoremcheck.trusted.refusal import Refusal

Leaf: TypeAlias = Callable[[Problem, Any], str | None]

MAX_INVERTED: Final = 60
"""Different samples beyond which no inverse is written down."""


def _form(problem: Problem, evidence: Separation, *, level: bool) -> str | None:
    """sum_j u_j (X_j . X)^p with integer vectors and weights, and the level."""
    points = clear_all(problem.inputs)
    return _applied(problem, lambda degree: _separating(points, evidence.normal, degree, level=level))


def _separating(points: Sequence[Cleared], normal: Sequence[Fraction], degree: int, *, level: bool) -> tuple[str, str]:
    weights = [u / own**degree for u, (_, own) in zip(normal, points, strict=False)]
    constant = normal[len(points)] if level else Fraction(0)
    common = math.lcm(*(value.denominator for value in (*weights, constant)))
    units = _units([int(value * common) for value in weights], points)
    if not level:
        return "form_separable_by", units
    return "form_level_separable_by", f"{units} {integer(int(-constant * common))}%Z 1%positive"


def _units(weights: Sequence[int], points: Sequence[Cleared]) -> str:
    parts = zip(weights, points, strict=True)
    return f"{listed(f'({integer(weight)}, {integers(row)})' for weight, (row, _) in parts if weight)}%Z"


def _independent(problem: Problem, _: object) -> str | None:
    """For each sample the column of the inverse of the matrix of all (X_j . X_i)^p, up to a factor."""
    points = clear_all(problem.inputs)
    return _applied(problem, lambda degree: _duals(points, degree))


def _duals(points: Sequence[Cleared], degree: int) -> tuple[str, str]:
    distinct = list(dict.fromkeys(points))
    count = len(distinct)
    if count > MAX_INVERTED:
        raise Refusal("powers.no_degree")
    powers = [sum(map(int.__mul__, row, other)) ** degree for row, _ in distinct for other, _ in distinct]
    inverse, _ = fmpq_mat(fmpz_mat(count, count, powers)).inv().numer_denom()
    columns = {point: [int(inverse[j, i]) for j in range(count)] for i, point in enumerate(distinct)}
    forms = listed(_units(columns[point], distinct) for point in points)
    return "forms_independent_by", f"({forms} : list squares)"


def _applied(problem: Problem, arguments: Callable[[int], tuple[str, str]]) -> str | None:
    """By a lemma of ChecksHomogeneous.v, which asks for a proof that the neuron is c z^p."""
    if not isinstance(problem.neuron, Function):
        return None
    expr = problem.neuron.expr
    try:
        found = power_form(expr)
        if found is None:
            return None
        lemma, values = arguments(found[1])
        shown = is_power(expr, *found)
    except (Refusal, NotTranslated):
        return None
    head = f"{rational(found[0])} {found[1]}%nat"
    stated = f"forall v : R, sigma {SUBJECT} v = {rational(found[0])} * v ^ {found[1]}"
    return (
        f"assert (M : {stated}).\n  {{ {shown} }}\n"
        f"  apply ({lemma} {SUBJECT} {head} ltac:(lra) M {values}). vm_cast_no_check (eq_refl true)."
    )


POWERS: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "data.form_separable": lambda problem, evidence: _form(problem, evidence, level=False),
        "data.form_level_separable": lambda problem, evidence: _form(problem, evidence, level=True),
        "data.forms_independent": _independent,
    }
)
"""By condition: the proof that it holds."""
