"""Whether 0 lies in the convex hull of a class: separability of one class from the origin."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, Proposal, by_evidence
from theoremcheck.decide.separation import confirmed, separate
from theoremcheck.trusted import data
from theoremcheck.trusted.evidence import Farkas, HullNormals, HullPoint
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.model import Block, Dataset, Problem, Vector
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


def _propose(case: Case) -> Iterator[Proposal]:
    if case.problem.network.trains(Block.HIDDEN_BIAS):  # every X_i ends in 1
        yield True, Structure()
    else:
        yield from by_evidence(HullNormals, lambda own: hulls(own.problem))(case)


PROPOSERS: Final = MappingProxyType({"data.origin_outside_hulls": _propose})
