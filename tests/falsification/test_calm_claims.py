"""Where descents end in random networks, a report calls nothing a minimum, strict, close or right that is not so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest
from calm_claims import low_points, objections, smaller
from pace import slow_and_thorough
from point_claims import drawn


def attack(seeds: Iterable[int]) -> tuple[Counter[str], list[object]]:
    """What the reports showed, and every objection with the spec and the point that it is about."""
    tally, found = Counter[str](), list[object]()
    for seed in seeds:
        random = Random(f"calm {seed}")
        case = smaller(drawn(random))
        for point in low_points(case, random):
            kind, wrong = objections(case, point, random)
            tally[kind] += 1
            found += [(seed, what, case.text(), point) for what in wrong]
    return tally, found


def test_no_minimum_in_a_box_is_other_than_it_is_said_to_be() -> None:
    tally, found = attack(range(18))
    assert found == []
    assert min(tally["without errors, held"], tally["with errors, held"]) >= 3, tally


def test_a_strict_minimum_is_what_it_is_said_to_be() -> None:
    """Few networks of these sizes have a minimum without flat directions; this one does."""
    tally, found = attack([1116])
    assert found == []
    assert tally["without errors, strict"] >= 1, tally


@pytest.mark.slow
@pytest.mark.parametrize("first", slow_and_thorough(range(1000, 1240, 40), 6))
def test_no_minimum_in_many_boxes_is_other_than_it_is_said_to_be(first: int) -> None:
    tally, found = attack(range(first, first + 40))
    assert found == []
    assert min(tally["without errors, held"], tally["with errors, held"]) >= 4, tally
