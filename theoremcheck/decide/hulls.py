"""Whether 0 lies in the convex hull of a class: separability of one class from the origin."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.decide.separation import confirmed, separate
from theoremcheck.trusted import data
from theoremcheck.trusted.evidence import Farkas, HullNormals, HullPoint
from theoremcheck.trusted.model import Dataset, Problem, Vector
from theoremcheck.trusted.proofs import Sparse


def hulls(problem: Problem) -> HullNormals | HullPoint | None:
    """Evidence for or against the third arm of balance (T2): 0 outside the hull of the X_i of each class."""
    dataset = problem.dataset
    if not isinstance(dataset, Dataset):
        return None
    normals: list[Vector] = []
    unknown = False
    for label in (1, -1):
        members = dataset.members(label)
        points = [problem.inputs[i] for i in members]
        if not points:
            normals.append((Fraction(0),) * len(problem.inputs[0]))
            continue
        found = separate(points, [1] * len(points))
        if isinstance(found, Farkas):
            local = found.multipliers
            multipliers = Sparse(tuple(members[k] for k in local.indices), local.entries)
            return confirmed(data.check_origin_in_hull, problem, HullPoint(multipliers))
        if found is None:
            unknown = True
        else:
            normals.append(found.normal)
    if unknown:
        return None
    return confirmed(data.check_origin_outside_hulls, problem, HullNormals(normals[0], normals[1]))
