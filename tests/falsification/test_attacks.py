"""Attacks on the checks of minima: a few hundred here, batches of thousands by ``campaign.py``.

Every accepted point is followed down by an evaluator of its own; that this finds anything is tested on points that are
no minima: those of the faults that once were accepted, and points that the kernel refuses.
"""

import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from campaign import Campaign, Tally, attacks, described, examine, follow, pool
from follower import Follower
from material import RECIPES, function, problem
from objective import CONTEXT, LONG, Objective, long, wide
from unpacked import unpack

from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Layer, Network, Problem
from theoremcheck.trusted.problem.model import Objective as Penalties
from theoremcheck.trusted.refusal import Refusal

Q = Fraction
SEED = 3
GROUPS = int(os.environ.get("THEOREMCHECK_ATTACKS", "96"))
"""Groups of attacks: a problem, what is proposed for it, and its changes."""
NEEDED = 16
"""Kinds of minima of which accepted points have to be followed."""


def built(points, weights, loss, network, neuron="relu"):
    labels = tuple(y for _, y in points)
    data = Dataset(tuple(tuple(map(Q, x)) for x, _ in points), labels, tuple(map(Q, weights)))
    return Problem(data, function("neuron", neuron), function("loss", loss), network, Penalties())


def chain(*layers, hidden=False, output=False):
    return Network(0, hidden, output, tuple(Layer(width, function("neuron", name)) for width, name in layers))


TWO = (((1,), 1), ((-1,), -1))
FOUR = (((1,), 1), ((2,), 1), ((-1,), -1), ((-2,), -1))
ELU_DATA = (
    (("-2", "-3/2", "-2", "-1"), 1), ((-1, -1, -3, 1), 1), (("1/2", -3, -2, 1), 1), ((-1, 1, 1, -3), -1),
)  # fmt: skip
FAULTS = {
    "an upper unit receives 0 at the point": (
        built(TWO, (1, 1), "hinge", chain((1, "linear"), (1, "relu"), output=True), "linear"), (0, 0, 1, 1),
    ),
    "four samples": (built(FOUR, (1,) * 4, "hinge", chain((1, "linear"), (1, "relu")), "linear"), (0, 1, 1)),
    "a linear chain": (
        built(TWO, (1, 1), "slope", chain((1, "linear"), (1, "linear"), output=True), "linear"), (0, 0, 1, 1),
    ),
    "three layers": (
        built(ELU_DATA, (1,) * 4, "hinge", chain((1, "linear"), (2, "requ"), (1, "elu")), "linear"),
        (0, -1, 2, 1, 2, 1, -1, -1, "-1/2"),
    ),
}  # fmt: skip
"""Points at which L falls only where lower weights move off 0 (centres of rule.support, all trained)."""


@pytest.mark.parametrize("name", FAULTS)
def test_points_that_were_accepted_once(name):
    """L is followed down from there, and the kernel refuses the point for what happens nearby."""
    about, entries = FAULTS[name]
    centre = tuple(map(Q, entries))
    evidence = MultiplierMinimum(centre, (), Sparse((), ()))
    lower = Follower(Objective(about), unpack(about, evidence).values).search()
    assert lower
    assert lower[0].curve
    reason = r"patterns.no_piece|multipliers.annihilate"
    with pytest.raises(Refusal, match=reason):
        check_claim(about, Claim("minimum.support", True, evidence))


@pytest.mark.parametrize("slack", [0, CONTEXT.mpf(10) ** -40, CONTEXT.mpf(10) ** 3])
def test_a_rational_objective_and_a_point_known_nearly(slack):
    """The falls are rationals and the slack has many digits: they are compared, and only more than the slack counts."""
    objective = Objective(built(FOUR, (1, 2, 1, 1), "hinge", Network(1, True, True), "linear"))
    assert objective.rational
    follower = Follower(objective, [Q(1, 2)] * objective.size, slack)
    lower = follower._confirm("given", [long(v) for v in (-1 / 64, *[0] * (objective.size - 1))])
    assert (lower is None) == (slack > 1)


def saddle(rank):
    """w = 0, a = 1 for s = z^2 + z: L falls where x_1 and x_2 move apart; beyond 24 the matrix is done in blocks."""
    unit = [[Q(int(k == j)) for k in range(rank)] for j in range(rank)]
    near = [Q(307, 1000) * v for v in unit[0]], [Q(307, 1000) * v for v in unit[1]]
    apart = [a - b for a, b in zip(unit[0], unit[1], strict=True)]
    far = [[a + b for a, b in zip(unit[k], unit[-1], strict=True)] for k in (0, 1)]
    rows = [(x, 1, Q(319, 40)) for x in near] + [(apart, -1, Q(9, 20))] + [(x, -1, Q(1, 2)) for x in far]
    rows += [(unit[-1], -1, Q(4))] + [(x, -1, Q(1, 2)) for x in unit[2:]]
    rows += [([-v for v in x], y, weight) for x, y, weight in rows]
    points = tuple((tuple(x), y) for x, y, _ in rows)
    return built(points, [w for *_, w in rows], "logistic", Network(1, True, True), "square_shift")


@pytest.mark.parametrize("rank", [22, 23, 24, 25, 26])
def test_saddles_around_the_block_size(rank):
    about = saddle(rank)
    values = [Q(0), Q(1), *[Q(0)] * (rank + 1)]
    objective = Objective(about)
    lower = Follower(objective, [objective.convert(v) for v in values]).search()
    assert lower
    assert lower[0].curve


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("neuron", ["linear", "relu", "tanh", "leaky_relu", "elu"])
@pytest.mark.parametrize("loss", ["hinge", "logistic"])
def test_a_chain_of_zeros_is_woken(depth, neuron, loss):
    """All parameters 0: L falls by the product of depth + 1 small numbers of the right signs only."""
    about = built(FOUR, (1, 2, 1, 1), loss, chain(*((1, neuron) for _ in range(depth)), output=True), neuron)
    objective = Objective(about)
    best = Q(1) if objective.rational else CONTEXT.log(CONTEXT.mpf(3) / 2)  # W+ = 3, W- = 2
    start = [Q(1) if loss == "hinge" else best, *[Q(0)] * (depth + 1)]
    lower = Follower(objective, [wide(v) if not objective.rational else v for v in start]).search()
    assert any(entry.curve for entry in lower)


@pytest.mark.parametrize("kind", RECIPES)
def test_two_ways_of_evaluating(kind):
    """The many points of ``batch`` and the many digits of ``value`` are one function."""
    random = Random(kind)
    for _ in range(12):
        objective = Objective(problem(random, RECIPES[kind]))
        values = [Q(random.randint(-12, 12), 8) for _ in range(objective.size)]
        slow = objective.value([objective.convert(v) for v in values])
        fast = objective.batch(np.array([[long(v) for v in values]], dtype=LONG))[0]
        assert abs(float(slow) - float(fast)) <= 1e-12 * (1 + abs(float(slow)))


@pytest.mark.slow
def test_no_accepted_point_is_left_downhill():
    campaign = Campaign(SEED)
    kinds = tuple(dict.fromkeys((*pool(), "support")))
    for number in range(GROUPS):
        campaign.group(number, (kinds[number % len(kinds)],))
    for number in range(GROUPS, GROUPS + GROUPS // 4):  # few of these are accepted, and they take no time
        campaign.group(number, ("boxed",))
    print("\n" + "\n".join(campaign.tally.rows()))
    assert not campaign.crashes, campaign.crashes[0]
    assert not campaign.violations, described(campaign.violations[0])
    reached = {name.removeprefix("minimum.") for name, count in campaign.tally.followed.items() if count}
    assert len(reached) >= NEEDED, "a harness that reaches nothing shows nothing"
    assert {"support", "strict"} <= reached


@pytest.mark.slow
def test_refused_points_are_often_downhill():
    """What the kernel refuses is followed as if it had been accepted: much of it is seen to be no minimum."""
    seen, tried = Counter(), Counter()
    kinds = (
        "flat",
        "affine",
        "margin",
        "saturated",
        "frozen_features",
        "decay",
        "support",
        "order",
        "narrow",
        "moment",
    )
    for number in range(4 * len(kinds)):
        random = Random(f"refused {number}")
        kind = kinds[number % len(kinds)]
        for attack in list(attacks(random, kind, 6))[:7]:
            if _accepted(attack) or tried[kind] >= 12:
                continue
            try:
                unpack(attack.problem, attack.evidence)
            except (ValueError, LookupError, TypeError):
                continue  # not even the shape of a point
            try:
                found = follow(attack, (), (0, 10**9), Tally(), number, 1)
            except (ValueError, LookupError, TypeError, ArithmeticError):
                continue
            tried[kind] += 1
            seen[kind] += found is not None
    print(dict(tried), dict(seen))
    assert sum(seen.values()) > 20
    assert sum(1 for kind in kinds if seen[kind]) >= 6


def _accepted(attack):
    try:
        establish(attack.problem, attack.condition, True, attack.evidence)
    except Refusal:
        return False
    return True


def test_a_violation_is_reported():
    """With a check that accepts everything, a point that is no minimum is a violation with all its numbers."""
    about, entries = FAULTS["four samples"]
    evidence = MultiplierMinimum(tuple(map(Q, entries)), (), Sparse((), ()))
    attack = next(iter(attacks(Random("42"), "margin", 0)))
    attack = replace(attack, condition="minimum.support", problem=about, evidence=evidence)
    campaign = Campaign(0)
    found = follow(attack, ("rule.support",), (1, 4), campaign.tally, 1, 1)
    assert found is not None
    assert "lower by -" in described(found)
    assert examine(attack, campaign.tally, 1) is None
    assert campaign.tally.calls["minimum.support"] == 1


def test_frozen_parameters_stay():
    """The follower moves what is trained only: with all lower weights frozen at 0 the same point is a minimum."""
    about, entries = FAULTS["four samples"]
    network = replace(about.network, frozen=(Frozen(Block.DEEP, tuple(map(Q, entries))),))
    objective = Objective(replace(about, network=network))
    assert objective.trained == []
    assert Follower(objective, list(map(Q, entries))).search() == []
