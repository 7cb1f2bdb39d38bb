"""Proposes what ``trusted/data/hulls.py`` checks: 0 outside a hull is separability of one class from the origin."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, Proposal, by_evidence
from theoremcheck.decide.data.separation import separate
from theoremcheck.trusted.data.hulls import HullNormals, HullPoint
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.model import Block, Problem, Vector


def hulls(problem: Problem) -> HullNormals | HullPoint | None:
    """Evidence for or against the third arm of balance (T2): 0 outside the hull of the X_i of each class."""
    normals: list[Vector] = []
    unknown = False
    for label in (1, -1):
        members = problem.samples.members(label)
        points = [problem.inputs[i] for i in members]
        if not points:
            normals.append((Fraction(0),) * len(problem.inputs[0]))
            continue
        found = separate(points, [1] * len(points))
        if isinstance(found, Farkas):
            local = found.multipliers
            return HullPoint(Sparse(tuple(members[k] for k in local.indices), local.entries))
        if found is None:
            unknown = True
        else:
            normals.append(found.normal)
    return None if unknown else HullNormals(normals[0], normals[1])


def _propose(case: Case) -> Iterator[Proposal]:
    if case.problem.network.trains(Block.HIDDEN_BIAS):  # every X_i ends in 1
        yield True, Structure()
    else:
        yield from by_evidence(HullNormals, lambda own: hulls(own.problem))(case)


PROPOSERS: Final = MappingProxyType({"data.origin_outside_hulls": _propose})
