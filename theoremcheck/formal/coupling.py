"""A coupling of the classes as Coq has it."""

from __future__ import annotations

import math

from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.data.order import Coupling
from theoremcheck.trusted.problem.model import Problem


def coupling_matrix(problem: Problem, coupling: Coupling) -> str:
    """The coupling as an integer matrix over one denominator: both, the denominator first."""
    inner, outer = problem.samples.members(coupling.inner), problem.samples.members(-coupling.inner)
    common = math.lcm(*(entry.mass.denominator for entry in coupling.entries))
    masses = {(entry.row, entry.column): int(entry.mass * common) for entry in coupling.entries}
    rows = [integers(masses.get((i, k), 0) for k in outer) for i in inner]
    return f"{common}%positive {listed(rows)}"


def contraction_script(problem: Problem, coupling: Coupling) -> str:
    """The script that the inner class is a contraction of the outer one."""
    plus, minus = f"(plus_samples {SUBJECT})", f"(minus_samples {SUBJECT})"
    classes = f"{minus} {plus}" if coupling.inner < 0 else f"{plus} {minus}"
    matrix = coupling_matrix(problem, coupling)
    return f"apply (contraction_by {SUBJECT} {classes} {matrix}); vm_cast_no_check (eq_refl true)"
