"""Attacks on points of neurons c z^2 + gamma: accepted ones are followed down; a best quadric is a global minimum."""

from random import Random

import numpy as np
import pytest
from campaign import Campaign, described
from objective import LONG, Objective, long
from quadric_designs import attacked
from unpacked import unpack

from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.refusal import Refusal

SEED = 7


@pytest.mark.slow
def test_no_accepted_square_is_left_downhill():
    campaign = Campaign(SEED)
    for number in range(40):
        campaign.group(number, ("squares",))
    assert not campaign.crashes, campaign.crashes[0]
    assert not campaign.violations, described(campaign.violations[0])
    reached = {name for name, count in campaign.tally.followed.items() if count}
    assert {"minimum.hull", "minimum.strict"} <= reached


@pytest.mark.slow
def test_a_best_quadric_is_a_global_minimum():
    """L at random points, near and far, is nowhere smaller."""
    seen = 0
    for seed in range(180):
        random = Random(seed)
        for attack in attacked(random, 0):  # the loss as it was: convex
            if attack.condition != "minimum.hull" or not squares_alone(attack.problem):
                continue
            try:
                establish(attack.problem, attack.condition, True, attack.evidence)
            except Refusal:
                continue
            objective = Objective(attack.problem)
            values = unpack(attack.problem, attack.evidence).values
            start = np.array([long(v) for v in values])
            noise = np.random.default_rng(seed)
            points = np.tile(start, (600, 1))
            scale = np.repeat([0.01, 1.0, 10.0], 200)[:, None]
            points[:, objective.trained] += LONG(scale * noise.normal(size=(600, len(objective.trained))))
            height = objective.batch(start[None, :])[0]
            with np.errstate(all="ignore"):
                others = objective.batch(points)
            assert not (others < height - 1e-12 * (1 + abs(height))).any()
            seen += 1
    assert seen > 20
