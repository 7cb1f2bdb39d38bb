"""The proofs, in Coq, of the conditions on quadratic neurons: forms that separate, signs of frozen output weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.formal.algebra import echelon, squares
from theoremcheck.formal.problem import SUBJECT, penalty_terms
from theoremcheck.formal.text import integer, integers, listed, real
from theoremcheck.trusted.data.ellipsoids import Ellipsoid, Ellipsoids
from theoremcheck.trusted.data.frozen_signs import frozen_outputs, input_rank
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Problem

Leaf: TypeAlias = Callable[[Problem, Any], str | None]

_COMPUTE: Final = "vm_cast_no_check (eq_refl true)"
_DISTINCT: Final = "repeat constructor; simpl; intuition discriminate"
_MEMBERS: Final = (
    "intros j Hj; simpl in Hj; repeat (destruct Hj as [<- | Hj]; [split; [simpl; lia | simpl; lra] |]); contradiction"
)

_LISTED: Final = f"{_DISTINCT} | split; [reflexivity | {_MEMBERS}]"
"""A list of neurons without repetitions, of this length, each with the property in question."""


def _applied(lemma: str, *arguments: str) -> str:
    return f"apply ({lemma} {SUBJECT} {' '.join(arguments)})"


# --- forms --------------------------------------------------------------------------------------------------------


def _form(part: Ellipsoid) -> list[str]:
    """A semidefinite form as a sum of squares, with its level."""
    found = squares(part.matrix)
    return [_terms(found.terms), *_level(part.level * found.factor)]


def _terms(terms: Sequence[tuple[int, Sequence[int]]]) -> str:
    shown = (f"({integer(weight)}, {integers(vector)})" for weight, vector in terms)
    return f"{listed(shown)}%Z"


def _level(level: Fraction) -> list[str]:
    return [f"{integer(level.numerator)}%Z", f"{level.denominator}%positive"]


def _ellipsoids(_: Problem, evidence: Ellipsoids) -> str:
    arguments = [*_form(evidence.positive), *_form(evidence.negative)]
    return f"{_applied('ellipsoids_by', *arguments)}; {_COMPUTE}."


def _ellipsoid(lemma: str) -> Leaf:
    def script(_: Problem, evidence: Ellipsoid) -> str:
        return f"{_applied(lemma, *_form(evidence))}; {_COMPUTE}."

    return script


def _quadric(problem: Problem, evidence: Separation, *, level: bool) -> str:
    """4 X_k X_m = (X_k + X_m)^2 - (X_k - X_m)^2, with coefficients that are integers."""
    size = len(problem.inputs[0])
    common = math.lcm(*(entry.denominator for entry in evidence.normal))
    values = [int(entry * common) for entry in evidence.normal]
    terms: list[tuple[int, list[int]]] = []
    for (k, m), value in zip(combinations_with_replacement(range(size), 2), values, strict=False):
        unit = [[int(i == j) for i in range(size)] for j in (k, m)]
        if value and k == m:
            terms.append((4 * value, unit[0]))
        elif value:
            terms.append((value, [a + b for a, b in zip(*unit, strict=True)]))
            terms.append((-value, [a - b for a, b in zip(*unit, strict=True)]))
    if not level:
        return f"{_applied('cone_separable_by', _terms(terms))}; {_COMPUTE}."
    return f"{_applied('quadric_separable_by', _terms(terms), *_level(Fraction(-4 * values[-1])))}; {_COMPUTE}."


# --- ranks and signs ----------------------------------------------------------------------------------------------


def _rank(problem: Problem) -> list[str]:
    """Pivots, a denominator and rows: what the check of a rank reads."""
    found = echelon(problem.inputs)
    rows = listed(map(integers, found.matrix.rows))
    return [_numbers(found.pivots), f"{found.matrix.denominator}%positive", rows]


def _width_quadratic(problem: Problem, _: object) -> str:
    return f"{_applied('width_quadratic_by', *_rank(problem))}. {_COMPUTE}."


def _of_sign(problem: Problem, sign: int) -> list[int]:
    """The first r neurons with an a_j of this sign, or all that there are."""
    return _first(problem, lambda value: sign * value > 0)


def _first(problem: Problem, wanted: Callable[[Fraction], bool]) -> list[int]:
    values = frozen_outputs(problem) or ()
    return [j for j, value in enumerate(values) if wanted(value)][: input_rank(problem)]


def _numbers(neurons: Sequence[int]) -> str:
    return f"{listed(map(str, neurons))}%nat"


def _frozen(neurons: Sequence[int]) -> str:
    return f"split; [reflexivity | exists {_numbers(neurons)}; split; [{_LISTED}]]"


def _width_of_sign(lemma: str, sign: int) -> Leaf:
    def script(problem: Problem, _: object) -> str:
        shown = _frozen(_of_sign(problem, sign))
        return f"{_applied(lemma, *_rank(problem))}; [{_COMPUTE} | {shown}]."

    return script


def _width_one_sign(problem: Problem, _: object) -> str:
    positive, negative = _of_sign(problem, 1), _of_sign(problem, -1)
    side, neurons = ("left", positive) if len(positive) >= len(negative) else ("right", negative)
    start = _applied("width_one_sign_by", *_rank(problem), f"{len(neurons)}%nat")
    return f"{start}; [{_COMPUTE} | reflexivity | {side}; {_frozen(neurons)}]."


def _both_signs(lemma: str, some: Callable[[Problem, int], str]) -> Leaf:
    """For either sign: no a_j has it, or what ``some`` shows."""

    def script(problem: Problem, _: object) -> str:
        values = frozen_outputs(problem) or ()
        parts = [
            f"right; {some(problem, sign)}"
            if any(sign * value > 0 for value in values)
            else f"left; apply without_sign_by; {_EACH}"
            for sign in (1, -1)
        ]
        return f"{_applied(lemma, *_rank(problem))}; [{_COMPUTE} | reflexivity | {' | '.join(parts)}]."

    return script


def _opposite_outputs(problem: Problem, _: object) -> str:
    """A neuron with a_j > 0, and one with a_k < 0."""
    values = frozen_outputs(problem) or ()
    above, below = (next(j for j, value in enumerate(values) if sign * value > 0) for sign in (1, -1))
    shown = "repeat split; first [apply Nat.ltb_lt; reflexivity | simpl; lra]"
    return f"split; [reflexivity | exists {above}%nat, {below}%nat; {shown}]."


_EACH: Final = "simpl; repeat split; lra"


def _extremes(problem: Problem, sign: int) -> str:
    values = frozen_outputs(problem) or ()
    top = max(sign * value for value in values)
    neurons = _first(problem, lambda value: sign * value == top)
    return f"apply (extremes_by _ _ _ {real(top)}); [lra | {_EACH} | exists {_numbers(neurons)}; split; [{_LISTED}]]"


# --- the objective ------------------------------------------------------------------------------------------------


def _hidden_decay(problem: Problem, _: object) -> str:
    """The coefficient, and the constant that the penalties on frozen parameters add."""
    frozen = list(_frozen_penalties(problem, Layout.of(problem)))
    coefficient = problem.objective.coefficient(Block.HIDDEN_WEIGHTS)
    constant = sum((value for value, _ in frozen), Fraction(0))
    names = dict.fromkeys(name for _, name in frozen)
    steps = "".join(f"; rewrite ?(QuadraticMoves.frozen_block _ t ({name}) Ad eq_refl)" for name in names)
    start = f"exists {real(coefficient)}, {real(constant)}; split; [lra | intros t Ad"
    return f"{start}; unfold penalty, hidden_square; simpl{steps}; simpl; lra]."


def _frozen_penalties(problem: Problem, layout: Layout) -> Iterator[tuple[Fraction, str]]:
    """Of each penalty on a parameter that is not trained its value, and the name of the parameter."""
    values = {
        **{f"A {j}": value for j, value in enumerate(frozen_outputs(problem) or ())},
        **({f"B {j}": Fraction(0) for j in range(problem.network.width)} if not problem.sees_one else {}),
    }
    for coefficient, name in penalty_terms(problem, layout):
        if name in values:
            yield coefficient * values[name] ** 2, name


QUADRATIC: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "data.ellipsoids": _ellipsoids,
        "data.ellipsoid_positive": _ellipsoid("ellipsoid_positive_by"),
        "data.ellipsoid_negative": _ellipsoid("ellipsoid_negative_by"),
        "data.quadric_separable": lambda problem, evidence: _quadric(problem, evidence, level=True),
        "data.cone_separable": lambda problem, evidence: _quadric(problem, evidence, level=False),
        "network.width_quadratic": _width_quadratic,
        "network.width_positive": _width_of_sign("width_positive_by", 1),
        "network.width_negative": _width_of_sign("width_negative_by", -1),
        "network.width_one_sign": _width_one_sign,
        "network.width_signs": _both_signs("width_signs_by", lambda problem, sign: _frozen(_of_sign(problem, sign))),
        "network.width_extremes": _both_signs("width_extremes_by", _extremes),
        "network.opposite_outputs": _opposite_outputs,
        "objective.hidden_decay": _hidden_decay,
    }
)
"""By condition: the proof that it holds."""
