"""Weight decay at its threshold: what is accepted is a minimum, and what is refused is none where s is smooth."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

from decay_claims import objections
from resting_claims import objections as without_biases

COUNT = int(os.environ.get("THEOREMCHECK_ATTACKS", "120"))
REFUSED = ("penalty.small", "penalty.deep_small")
KINKED = "penalty.kink"
"""Of the few where the class means agree, and the neuron has a kink at its bias."""


def test_decay_outweighs_what_it_is_said_to_outweigh() -> None:
    tally = Counter[str]()
    for seed in range(COUNT):
        kind, wrong = objections(Random(f"decay {seed}"))
        assert wrong == [], seed
        tally[kind] += 1
    assert set(tally) - {KINKED} == {"accepted", *REFUSED}
    assert min(tally[kind] for kind in ("accepted", *REFUSED)) > COUNT // 20, tally


def test_decay_outweighs_losses_that_are_convex_near_the_point_only() -> None:
    tally = Counter[str]()
    for seed in range(COUNT):
        kind, wrong = objections(Random(f"local decay {seed}"), local=True)
        assert wrong == [], seed
        tally[kind] += 1
    assert set(tally) - {KINKED} == {"accepted", *REFUSED}
    assert min(tally[kind] for kind in ("accepted", *REFUSED)) > COUNT // 40, tally


def test_decay_holds_the_origin_without_biases() -> None:
    tally = Counter[str]()
    for seed in range(COUNT):
        kind, wrong = without_biases(Random(f"resting {seed}"))
        assert wrong == [], seed
        tally[kind] += 1
    assert set(tally) - {KINKED} == {"accepted", *REFUSED}
    assert min(tally[kind] for kind in ("accepted", *REFUSED)) > COUNT // 40, tally
