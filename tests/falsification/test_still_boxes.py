"""The expansion of networks with units at rest withstands exact jets.

Some 20 networks of them, and with -m slow THEOREMCHECK_ATTACKS more.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest
from still_boxes import drawn, objections

FEW = range(20)
MANY = range(20, 20 + int(os.environ.get("THEOREMCHECK_ATTACKS", "200")))


@pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_nothing_is_called_still_that_moves(seeds: range) -> None:
    """Nothing said of L, f and their derivatives on a box, or at a point, is contradicted by a point inside."""
    counts = Counter[str]()
    for seed in seeds:
        random = Random(f"still {seed}")
        assert list(objections(random, drawn(random), counts)) == [], seed
    assert min(counts[name] for name in ("height", "slopes", "expansion")) > len(seeds) // 2, counts
    assert counts["jets.at_break"] > len(seeds), counts
    refused = set(counts) - {"height", "slopes", "expansion", "points"}
    assert refused <= {"jets.at_break", "jets.no_ball", "jets.no_derivative"}, counts
