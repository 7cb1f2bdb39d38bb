"""Linear programs in floats, a helper of the deciders: HiGHS proposes a separating direction or multipliers.

Untrusted: whatever it answers is rounded and checked in integers by the caller.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.decide.data.quiet import new_solver
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MAX_SIMPLEX_ITERATIONS: Final = 200_000
"""Iterations of the float solver in one program: a bound on work, not on time."""
MAX_LP_WORK: Final = 3_000_000_000
"""Entries of the program times iterations, in the search for a separating direction."""


@dataclass(frozen=True)
class Margin:
    """An approximate solution of max t with Z u >= t, abs(u_j) <= 1, and of its dual min abs(Z^T m)_1 with sum m = 1.

    ``normal`` is u, (d,); ``multipliers`` is m, (n,), a vertex: at most d + 1 entries are not 0.
    """

    margin: float
    normal: NDArray[np.float64]
    multipliers: NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """A sparse matrix: column k has ``values`` in ``rows``, both from ``starts[k]`` up to ``starts[k + 1]``."""

    starts: NDArray[np.integer]
    rows: NDArray[np.integer]
    values: NDArray[np.float64]

    @staticmethod
    def of(table: NDArray[np.float64]) -> Columns:
        """The entries of a matrix that are not 0."""
        filled = table.T != 0
        starts = np.concatenate([[0], np.cumsum(filled.sum(axis=1))])
        return Columns(starts, np.nonzero(filled)[1], table.T[filled])


@dataclass(frozen=True)
class Solution:
    """Approximate optimal columns, (n,), the duals of the rows, (m,), and the least cost."""

    values: NDArray[np.float64]
    duals: NDArray[np.float64]
    cost: float


def maximise_margin(rows: NDArray[np.float64]) -> Margin | None:
    """Solve the program for the rows Z, (n, d), already scaled to comparable sizes; None if the solver gives up.

    The dual is what is solved: it has d + 1 rows only, is always feasible and bounded, and is much faster for n >> d.
    It is min sum(p + q) with Z^T m - p + q = 0, sum m = 1 and m, p, q >= 0; the columns are (m, p, q).
    """
    count, width = rows.shape
    eye = np.eye(width)
    cost = np.concatenate([np.zeros(count), np.ones(2 * width)])
    total = np.concatenate([np.ones(count), np.zeros(2 * width)])
    right = np.concatenate([np.zeros(width), np.ones(1)])
    table = np.vstack([np.hstack([rows.T, -eye, eye]), total])
    limit = 1 + MAX_LP_WORK // ((width + 1) * (count + 2 * width))
    found = minimise(linear_program(cost, table, (right, right), simplex_iteration_limit=limit))
    if found is None:
        return None
    normal = -found.duals[:width]
    return Margin(float(np.min(rows @ normal)), normal, found.values[:count])


def maximise_slack(
    matrix: NDArray[np.float64], right: NDArray[np.float64], low: float, high: float
) -> tuple[NDArray[np.float64], float] | None:
    """(g, slack) with A g = b and low + slack <= g <= high - slack, the slack as large as possible; None without one.

    A is (p, n) with few rows, b is (p,). The columns are (g, slack).
    """
    rows, count = matrix.shape
    eye, ones = np.eye(count), np.ones((count, 1))
    table = np.vstack([
        np.hstack([matrix, np.zeros((rows, 1))]),
        np.hstack([eye, -ones]),
        np.hstack([eye, ones]),
    ])  # fmt: skip
    lower = np.concatenate([right, np.full(count, low), np.full(count, -np.inf)])
    upper = np.concatenate([right, np.full(count, np.inf), np.full(count, high)])
    bounds = (np.append(np.full(count, low), 0.0), np.append(np.full(count, high), high - low))
    found = minimise(linear_program(np.append(np.zeros(count), -1.0), table, (lower, upper), bounds))
    return None if found is None else (found.values[:count], float(found.values[-1]))


def linear_program(
    cost: NDArray[np.float64],
    matrix: NDArray[np.float64] | Columns,
    rows: tuple[NDArray[np.float64], NDArray[np.float64]],
    bounds: tuple[ArrayLike, ArrayLike] = (0.0, inf),
    **options: Any,
) -> Any:
    """HiGHS with the program: min c . x with A x between ``rows`` and x between ``bounds``.

    c is (n,), A is (m, n), the ends of ``rows`` are (m,), those of ``bounds`` one number for all columns or (n,). HiGHS
    works without output, threads or presolve: the same answer for the same program. ``options`` are its own, and take
    precedence.
    """
    import highspy

    filled = highspy.HighsLp()
    filled.num_col_, filled.num_row_ = len(cost), len(rows[0])
    filled.col_cost_ = cost
    filled.col_lower_, filled.col_upper_ = (np.broadcast_to(bound, cost.shape).astype(np.float64) for bound in bounds)
    filled.row_lower_, filled.row_upper_ = rows
    columns = matrix if isinstance(matrix, Columns) else Columns.of(matrix)
    filled.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    filled.a_matrix_.start_ = columns.starts.astype(np.int32)
    filled.a_matrix_.index_ = columns.rows.astype(np.int32)
    filled.a_matrix_.value_ = columns.values
    solver = new_solver()
    settings = {
        "threads": 1,
        "parallel": "off",
        "presolve": "off",
        "random_seed": 0,
        "simplex_iteration_limit": MAX_SIMPLEX_ITERATIONS,
    }
    for option, value in (settings | options).items():
        solver.setOptionValue(option, value)
    solver.passModel(filled)
    return solver


def minimise(solver: Any) -> Solution | None:
    """Run HiGHS on the program that it holds; None if it finds no finite optimum."""
    import highspy

    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    values = np.asarray(solution.col_value, dtype=np.float64)
    duals = np.asarray(solution.row_dual, dtype=np.float64)
    if not (np.all(np.isfinite(values)) and np.all(np.isfinite(duals))):
        return None
    return Solution(values, duals, float(solver.getInfo().objective_function_value))
