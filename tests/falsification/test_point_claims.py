"""Random points of random networks: nothing that is said of one is contradicted by an evaluator of its own."""

from collections import Counter
from random import Random

import pytest
from point_claims import drawn, objections, points

from theoremcheck.verdict.pointwise.values import Standing


def attack(seeds):
    """How the points stand, and every objection with the spec and the point that it is about."""
    tally, found = Counter(), []
    for seed in seeds:
        random = Random(f"points {seed}")
        case = drawn(random)
        for point in points(random, case):
            report, wrong = objections(case, point, random)
            tally[report.standing] += 1
            found += [(what, case.text(), point) for what in wrong]
    return tally, found


def test_nothing_is_said_of_a_point_that_is_not_so():
    tally, found = attack((*range(6), 44, 56, 65, 92, 103, 115))
    assert found == []
    assert tally[Standing.NOT_CRITICAL] >= 10
    assert tally[Standing.CERTIFIED] >= 6


@pytest.mark.thorough
@pytest.mark.slow
def test_nothing_is_said_of_many_points_that_is_not_so():
    tally, found = attack(range(150))
    assert found == []
    assert min(tally[standing] for standing in (Standing.CERTIFIED, Standing.SADDLE)) >= 10
