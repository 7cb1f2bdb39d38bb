"""The origin and the hulls of the classes: what the kernel accepts and refuses (the decider: ``test_separation``)."""

from __future__ import annotations

import pytest
from data_problems import LINE, XOR, refusal, sparse, vector

from theoremcheck.trusted.data.hulls import HullNormals, HullPoint, check_origin_in_hull, check_origin_outside_hulls

ACCEPTED = [
    (check_origin_outside_hulls, LINE, HullNormals(vector(0, 1), vector(0, 1))),
    (check_origin_in_hull, XOR, HullPoint(sparse({2: 1, 3: 1}))),
]

REFUSED = [
    (
        check_origin_outside_hulls,
        XOR,
        HullNormals(vector(1, 0), vector(0, 1)),
        "hulls.not_positive(name=the positive normal, sample=1)",
    ),
    (
        check_origin_outside_hulls,
        LINE,
        HullNormals(vector(0, 1), vector(0, 0)),
        "hulls.not_positive(name=the negative normal, sample=2)",
    ),
    (check_origin_in_hull, XOR, HullPoint(sparse({0: 1, 2: 1})), "hulls.classes_mixed"),
    (check_origin_in_hull, XOR, HullPoint(sparse({0: 1})), "sparse.no_relation"),
]


@pytest.mark.parametrize(("check", "given_problem", "evidence"), ACCEPTED)
def test_accepts(check, given_problem, evidence):
    assert check(given_problem, evidence) is None


@pytest.mark.parametrize(("check", "given_problem", "evidence", "reason"), REFUSED)
def test_refuses_with_the_reason(check, given_problem, evidence, reason):
    assert refusal(check, given_problem, evidence) == reason
