"""Best fits of layers of linear neurons under weight decay: where one is accepted, nothing wrong is as low."""

from __future__ import annotations

import os
from random import Random

import pytest
from decay_fits import objections

COUNT = int(os.environ.get("THEOREMCHECK_ATTACKS", "12"))


@pytest.mark.slow
def test_no_wrong_point_is_as_low_as_an_accepted_fit() -> None:
    accepted = 0
    for seed in range(COUNT):
        found, wrong = objections(Random(f"fit {seed}"))
        assert wrong == [], seed
        accepted += found
    assert accepted > COUNT // 3
