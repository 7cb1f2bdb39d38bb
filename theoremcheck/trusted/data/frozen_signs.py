"""Conditions on frozen output weights, of quadratic neurons for the most part: how many a_j > 0, how many a_j < 0.

M+ and M- count the frozen a_j of either sign, r is the rank of all X_i. A neuron with a_j = 0 takes no part. Where the
a_j are trained, none of the conditions on signs holds; where the spec gives no values, none is decided. Of data that
are not given r is at most the length of the X_i, and the number of samples where that is stated: what is enough for
that is enough for all such data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.data.exact import span_rank
from theoremcheck.trusted.problem.model import Block, Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require


def frozen_outputs(problem: Problem) -> Vector | None:
    """The values of the a_j where they are frozen, None where they are trained or absent."""
    entry = problem.network.frozen_block(Block.OUTPUT_WEIGHTS)
    if entry is None or not problem.network.width:
        return None
    if entry.value is None:
        raise Refusal("structure.frozen_unknown", block="a")
    return entry.value


def sign_counts(values: Vector) -> tuple[int, int]:
    """M+ and M-."""
    return sum(value > 0 for value in values), sum(value < 0 for value in values)


def input_rank(problem: Problem) -> int:
    """The rank r of all X_i. Raises ``Refusal`` for abstract data."""
    require(isinstance(problem.dataset, Dataset), "data.abstract")
    return span_rank(problem.inputs)


def spans_inputs(problem: Problem, count: int) -> bool:
    """True if count >= r. Raises ``Refusal`` for abstract data, unless that is so whatever they are."""
    data = problem.dataset
    if isinstance(data, Dataset):
        return count >= input_rank(problem)
    length = None if data.dimension is None else data.dimension + problem.sees_one
    samples = None if data.positives is None or data.negatives is None else data.positives + data.negatives
    require(any(most is not None and count >= most for most in (length, samples)), "data.abstract")
    return True


def _width_positive(problem: Problem) -> bool:
    """M+ >= r, with the a_j frozen: then S <= 0 in lemma.quadratic, if s opens upwards."""
    values = frozen_outputs(problem)
    return values is not None and spans_inputs(problem, sign_counts(values)[0])


def _width_negative(problem: Problem) -> bool:
    """M- >= r, with the a_j frozen."""
    values = frozen_outputs(problem)
    return values is not None and spans_inputs(problem, sign_counts(values)[1])


def _width_one_sign(problem: Problem) -> bool:
    """max(M+, M-) >= r - 1, with the a_j frozen: then S cannot take both signs."""
    values = frozen_outputs(problem)
    return values is not None and spans_inputs(problem, max(sign_counts(values)) + 1)


def _width_signs(problem: Problem) -> bool:
    """Each sign that occurs among the frozen a_j occurs r times or more."""
    values = frozen_outputs(problem)
    return values is not None and all(not count or spans_inputs(problem, count) for count in sign_counts(values))


def _width_extremes(problem: Problem) -> bool:
    """The largest a_j, if it is > 0, occurs r times or more, and so does the least, if it is < 0."""
    values = frozen_outputs(problem)
    if values is None:
        return False
    extremes = [extreme for extreme, sign in ((max(values), 1), (min(values), -1)) if sign * extreme > 0]
    return all(spans_inputs(problem, values.count(extreme)) for extreme in extremes)


def _opposite_outputs(problem: Problem) -> bool:
    """Some a_j > 0 and some a_k < 0, with the a_j frozen: no slope suits both neurons in lemma.independent."""
    values = frozen_outputs(problem)
    return values is not None and all(sign_counts(values))


def _width_quadratic(problem: Problem) -> bool:
    """M >= max(1, 2 r - 3): the width of thm.quadratic.trained."""
    width = problem.network.width
    return width >= 1 and spans_inputs(problem, (width + 3) // 2)  # 2 r - 3 <= M iff r <= (M + 3) / 2


def _hidden_decay(problem: Problem) -> bool:
    """One coefficient c > 0 for the squares of all w_jk and, where they are trained, of all b_j; else none but on a.

    Of a the condition says nothing: it is used where a is frozen, and the penalty on it a constant.
    """
    objective = problem.objective
    decay = objective.coefficient(Block.HIDDEN_WEIGHTS)
    alike = not problem.network.trains(Block.HIDDEN_BIAS) or objective.coefficient(Block.HIDDEN_BIAS) == decay
    allowed = {Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS}
    return problem.network.width > 0 and decay > Fraction(0) and alike and objective.penalised <= allowed


FACTS: Final[Mapping[str, Callable[[Problem], bool]]] = MappingProxyType(
    {
        "network.width_quadratic": _width_quadratic,
        "network.width_positive": _width_positive,
        "network.width_negative": _width_negative,
        "network.width_one_sign": _width_one_sign,
        "network.width_signs": _width_signs,
        "network.width_extremes": _width_extremes,
        "network.opposite_outputs": _opposite_outputs,
        "objective.hidden_decay": _hidden_decay,
    }
)
"""The conditions that are one predicate of the problem."""
