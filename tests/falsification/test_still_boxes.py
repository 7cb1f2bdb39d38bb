"""The expansion of networks with units at rest withstands exact jets: THEOREMCHECK_ATTACKS networks of them."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

from still_boxes import drawn, objections

COUNT = int(os.environ.get("THEOREMCHECK_ATTACKS", "200"))


def test_nothing_is_called_still_that_moves() -> None:
    """Nothing said of L, f and their derivatives on a box, or at a point, is contradicted by a point inside."""
    counts = Counter[str]()
    for seed in range(COUNT):
        random = Random(f"still {seed}")
        assert list(objections(random, drawn(random), counts)) == [], seed
    assert min(counts[name] for name in ("height", "slopes", "expansion")) > COUNT // 2, counts
    assert counts["jets.at_break"] > COUNT, counts
    refused = set(counts) - {"height", "slopes", "expansion", "points"}
    assert refused <= {"jets.at_break", "jets.no_ball", "jets.no_derivative"}, counts
