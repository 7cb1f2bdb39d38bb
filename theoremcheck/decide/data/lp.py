"""Linear programs in floats, a helper of the deciders: HiGHS proposes a separating direction or multipliers.

Untrusted: whatever it answers is rounded and checked in integers by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.decide.data.quiet import new_solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def maximise_margin(rows: NDArray[np.float64]) -> Margin | None:
    """Solve the program for the rows Z, (n, d), already scaled to comparable sizes; None if the solver gives up.

    The dual is what is solved: it has d + 1 rows only, is always feasible and bounded, and is much faster for n >> d.
    """
    import highspy

    count, width = rows.shape
    solver = quiet_solver(simplex_iteration_limit=1 + MAX_LP_WORK // ((width + 1) * (count + 2 * width)))
    solver.passModel(_dual_program(rows))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    duals = np.asarray(solution.row_dual, dtype=np.float64)
    multipliers = np.asarray(solution.col_value, dtype=np.float64)[:count]
    normal = -duals[:width]
    margin = float(np.min(rows @ normal))
    if not (np.all(np.isfinite(normal)) and np.all(np.isfinite(multipliers))):
        return None
    return Margin(margin, normal, multipliers)


def quiet_solver(**options: Any) -> Any:
    """A HiGHS solver without output, threads or presolve: the same answer for the same program.

    ``options`` are HiGHS' own, and take precedence.
    """
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
    return solver


def fill(program: Any, table: NDArray[np.float64]) -> None:
    """Give a HiGHS program its constraint matrix, (rows, columns)."""
    import highspy

    by_column = table.T
    filled = by_column != 0
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(filled.sum(axis=1))]).astype(np.int32)
    program.a_matrix_.index_ = np.nonzero(filled)[1].astype(np.int32)
    program.a_matrix_.value_ = by_column[filled]


def _dual_program(rows: NDArray[np.float64]) -> object:
    """Min sum(p + q) with Z^T m - p + q = 0, sum m = 1 and m, p, q >= 0; the columns are (m, p, q)."""
    import highspy

    count, width = rows.shape
    columns = count + 2 * width
    eye = np.eye(width)
    bottom = np.concatenate([np.ones(count), np.zeros(2 * width)])
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, width + 1
    program.col_cost_ = np.concatenate([np.zeros(count), np.ones(2 * width)])
    program.col_lower_ = np.zeros(columns)
    program.col_upper_ = np.full(columns, highspy.kHighsInf)
    right = np.concatenate([np.zeros(width), np.ones(1)])
    program.row_lower_, program.row_upper_ = right, right
    fill(program, np.vstack([np.hstack([rows.T, -eye, eye]), bottom]))
    return program


def maximise_slack(
    matrix: NDArray[np.float64], right: NDArray[np.float64], low: float, high: float
) -> tuple[NDArray[np.float64], float] | None:
    """(g, slack) with A g = b and low + slack <= g <= high - slack, the slack as large as possible; None without one.

    A is (p, n) with few rows, b is (p,).
    """
    import highspy

    rows, count = matrix.shape
    infinity = highspy.kHighsInf
    program = highspy.HighsLp()
    # With g = low + slack + u and g + v = high - slack, u, v >= 0: the columns are (g, slack).
    program.num_col_, program.num_row_ = count + 1, rows + 2 * count
    cost = np.zeros(count + 1)
    cost[-1] = -1.0
    program.col_cost_ = cost
    program.col_lower_ = np.concatenate([np.full(count, low), np.zeros(1)])
    program.col_upper_ = np.concatenate([np.full(count, high), np.array([high - low])])
    eye, ones = np.eye(count), np.ones((count, 1))
    table = np.vstack([
        np.hstack([matrix, np.zeros((rows, 1))]),
        np.hstack([eye, -ones]),
        np.hstack([eye, ones]),
    ])  # fmt: skip
    program.row_lower_ = np.concatenate([right, np.full(count, low), np.full(count, -infinity)])
    program.row_upper_ = np.concatenate([right, np.full(count, infinity), np.full(count, high)])
    fill(program, table)
    solver = quiet_solver()
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.asarray(solver.getSolution().col_value, dtype=np.float64)
    return values[:count], float(values[-1])
