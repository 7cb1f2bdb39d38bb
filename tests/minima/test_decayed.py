"""Neurons at rest beside working ones (lemma.slice, 3): what is accepted, and a refusal for each premise.

The evaluator below knows a network by its parameters alone; it shares nothing with the package.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.minima.decayed import certify_decayed
from theoremcheck.decide.minima.polishing import End, Loss, eigenvalues, polished
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box, OnKink
from theoremcheck.trusted.minima.copies import Share
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point, certified, certify, flat_directions

Q = Fraction
XOR = "dataset d { + (0, 0), (1, 1)  - (0, 1), (1, 0) }\nloss logistic\n"
TANH = f"""{XOR}
neuron tanh
network {{ shortcut = 2 tanh  hidden bias  output bias }}
objective {{ regularizer = 1/100 * l2(a, w) }}
candidate {{
  a0 = 1.111484  a = (-1.676549, 0.000051)
  w = ((1.677396, 1.677396), (0.000018, -0.00006))  b = (-0.260451, 1.641896)
}}
"""
THREE = f"""{XOR}
neuron tanh
network {{ shortcut = 3 tanh  hidden bias  output bias }}
objective {{ regularizer = 1/400 * l2(a, w) }}
candidate {{
  a0 = 0  a = (-2.379748, -2.379748, -0.000008)
  w = ((1.651745, -2.697544), (1.651745, 2.697544), (0.000142, 0.000065))  b = (-1.176401, -0.475344, 2.489048)
}}
"""
ELU = f"""{XOR}
neuron elu
network {{ shortcut = 2 elu  hidden bias  output bias }}
objective {{ regularizer = 1/100 * l2(a, w) }}
candidate {{
  a0 = -0.616143  a = (-1.270974, 0.000123)
  w = ((1.557771, -1.557771), (0.000186, 0.000002))  b = (-1.133062, -2.057443)
}}
"""


# --- an evaluator of its own ------------------------------------------------------------------------------------------

NEURONS = {"tanh": mpmath.tanh, "elu": lambda z: mpmath.expm1(z) if z < 0 else z, "sin": mpmath.sin,
           "softplus": lambda z: mpmath.log1p(mpmath.exp(z)), "quadratic": lambda z: z * z}  # fmt: skip


@dataclass(frozen=True)
class Plain:
    """A shortcut with both biases, a frozen layer of tanh beside it perhaps, and one coefficient for a, w and v."""

    points: Sequence[Sequence[int]]
    labels: Sequence[int]
    neuron: str
    width: int
    decay: Fraction
    beside: Sequence[Sequence[Fraction]] = ()

    def loss_at(self, full: Sequence[Any]) -> Any:
        """L, its parameters a0, a, w, b, v in that order."""
        with mpmath.workdps(50):
            values = [mpmath.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else v for v in full]
            m, d = self.width, len(self.points[0])
            a, w, b = values[1 : 1 + m], values[1 + m : 1 + m + m * d], values[1 + m + m * d : 1 + 2 * m + m * d]
            v = values[1 + 2 * m + m * d :]
            total = mpmath.mpf(0)
            for x, y in zip(self.points, self.labels, strict=True):
                f = values[0]
                for j in range(m):
                    f += a[j] * NEURONS[self.neuron](sum(w[j * d + k] * x[k] for k in range(d)) + b[j])
                for weight, row in zip(v, self.beside, strict=True):
                    f += weight * mpmath.tanh(
                        sum(mpmath.mpf(p.numerator) / p.denominator * q for p, q in zip(row, x, strict=True))
                    )
                total += mpmath.log1p(mpmath.exp(-y * f))
            decay = mpmath.mpf(self.decay.numerator) / self.decay.denominator
            return total / len(self.points) + decay * sum(t * t for t in (*a, *w, *v))


@mpmath.workdps(50)
def lower(network: Plain, at: Vector, box: Box, seed: int, count: int = 24) -> list[Any]:
    """Points of the ball, what is held anywhere in the box, at which L is lower than at ``at`` by more than 1e-25."""
    generator, size = random.Random(seed), len(at)
    height, found = network.loss_at(at), []
    radius = mpmath.mpf(box.radius.numerator) / box.radius.denominator
    for index in range(count):
        chosen = [k for k in range(size) if k not in box.slice.held and (index % 3 == 0 or generator.random() < 0.4)]
        step = {k: mpmath.mpf(generator.gauss(0, 1)) for k in chosen}
        norm = mpmath.sqrt(sum(v * v for v in step.values())) or mpmath.mpf(1)
        scale = radius * mpmath.mpf(10) ** -generator.choice((0, 0, 1, 3)) / norm
        moved = [mpmath.mpf(v.numerator) / v.denominator for v in at]
        for k, v in step.items():
            moved[k] += v * scale
        for k in box.slice.held:
            moved[k] += radius * generator.choice((-1, 1, mpmath.mpf(generator.uniform(-1, 1))))
        if network.loss_at(moved) < height - mpmath.mpf(10) ** -25:
            found.append(moved)
    return found


XOR_POINTS, XOR_LABELS = ((0, 0), (1, 1), (0, 1), (1, 0)), (1, 1, -1, -1)
TRAINED = {
    "tanh": (TANH, (1,), (1, 1), Plain(XOR_POINTS, XOR_LABELS, "tanh", 2, Q(1, 100))),
    "two working, one at rest": (THREE, (2,), (2, 2), Plain(XOR_POINTS, XOR_LABELS, "tanh", 3, Q(1, 400))),
    "elu": (ELU, (1,), (1, 1), Plain(XOR_POINTS, XOR_LABELS, "elu", 2, Q(1, 100))),
}


def problem_at(text: str) -> tuple[Problem, Vector]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple), point
    return spec.problem, point


def box_of(found: Fact | Reason) -> Box:
    assert isinstance(found, Fact), found
    assert isinstance(found.evidence, Box)
    return found.evidence


@cache
def trained(name: str) -> tuple[Problem, Box]:
    problem, point = problem_at(TRAINED[name][0])
    return problem, box_of(certify_decayed(problem, point))


# --- what is proposed and accepted ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TRAINED)
def test_a_trained_network_with_a_neuron_at_rest(name: str) -> None:
    """The proposal puts the small weights to 0, the kernel accepts it, and the words do not call it strict."""
    text, neurons, wrong, network = TRAINED[name]
    problem, point = problem_at(text)
    fact = certify(problem, point)
    box = box_of(fact)
    assert isinstance(fact, Fact)
    layout = Layout.of(problem)
    biases = range(layout.blocks[Block.HIDDEN_BIAS].start, layout.blocks[Block.HIDDEN_BIAS].stop)
    assert box.slice == Decayed(neurons, tuple(biases[j] for j in neurons))
    assert fact.wrong == wrong
    assert flat_directions(box) == len(neurons)
    assert certified(fact).code == "certified.strict_but_one"
    assert not lower(network, box.centre, box, 1)
    certificate = issue(problem, "rule.strict", (Claim("minimum.strict", True, box),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims


def test_a_bias_moved_far_away() -> None:
    """The bias at rest may be any number at all at which the Hessian stays positive: the value of L is the same."""
    problem, box = trained("tanh")
    for bias in (Q(3), Q(-7, 2), Q(12)):
        centre = (*box.centre[:-1], bias)
        establish(problem, "minimum.strict", True, replace(box, centre=centre, mu=box.mu / 2))
    with pytest.raises(Refusal, match=r"^box.hessian$"):  # s'(0) is too large there: the neuron would wake
        establish(problem, "minimum.strict", True, replace(box, centre=(*box.centre[:-1], Q(0)), mu=box.mu / 2))


def test_several_neurons_at_rest_with_biases_of_their_own() -> None:
    text = TANH.replace("2 tanh", "4 tanh").replace("0.000051)", "0.000051, 0, -0.0001)")
    text = text.replace("-0.00006))", "-0.00006), (0, 0), (0, 0.0001))").replace("1.641896)", "1.641896, -3, 5)")
    problem, point = problem_at(text)
    box = box_of(certify_decayed(problem, point))
    assert box.slice == Decayed((1, 2, 3), (14, 15, 16))
    swapped = replace(box, slice=Decayed((3, 1, 2), (16, 14, 15)))
    assert establish(problem, "minimum.strict", True, swapped).wrong == (1, 1)
    network = Plain(XOR_POINTS, XOR_LABELS, "tanh", 4, Q(1, 100))
    assert not lower(network, box.centre, box, 2)
    refused(problem, replace(box, slice=Decayed((1, 2), (14, 15))), "box.hessian")  # the third is not held
    refused(problem, replace(box, slice=Decayed((3, 1, 2), (14, 15, 16))), "decayed.bias")


@pytest.mark.parametrize(
    "change",
    [
        ("output bias", "output bias  frozen a0 = 1.111484"),
        ("output bias }", "output bias  frozen b = (-0.260451, 1.641896) }"),
    ],
)
def test_nothing_is_proposed_where_a_bias_is_frozen(change: tuple[str, str]) -> None:
    assert certify_decayed(*problem_at(TANH.replace(*change, 1))) == Reason.of("box.degenerate")


def test_nothing_is_proposed_where_no_neuron_is_small() -> None:
    found = certify_decayed(*problem_at(TANH.replace("0.000051", "2")))
    assert found == Reason.of("box.degenerate")


# --- one refusal for each premise -------------------------------------------------------------------------------------


def refused(problem: Problem, box: Box, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        establish(problem, "minimum.strict", True, box)
    assert refusal.value.reason.code == code


def penalised(problem: Problem, block: Block, coefficient: Fraction) -> Problem:
    terms = (*problem.objective.penalties, Penalty(coefficient, (block,)))
    return replace(problem, objective=Objective(terms))


def network_of(problem: Problem, **changes: Any) -> Problem:
    return replace(problem, network=replace(problem.network, **changes))


TINY = Q(1, 10**40)
PROBLEMS = {
    "a penalty on the output bias": (lambda p: penalised(p, Block.OUTPUT_BIAS, TINY), (), "decayed.output_bias"),
    "a negative penalty on it": (lambda p: penalised(p, Block.OUTPUT_BIAS, -TINY), (), "decayed.output_bias"),
    "a frozen output bias": ("frozen a0", (0,), "decayed.output_bias"),
    "no output bias": (lambda p: network_of(p, output_bias=False), (0,), "decayed.output_bias"),
    "no output bias, and no penalty on what comes first instead": (
        lambda p: replace(
            network_of(p, output_bias=False), objective=Objective((Penalty(Q(1), (Block.HIDDEN_WEIGHTS,)),))
        ),
        (0,),
        "decayed.output_bias",
    ),
    "a penalty on the hidden biases": (lambda p: penalised(p, Block.HIDDEN_BIAS, TINY), (), "decayed.penalty"),
    "a negative penalty on them": (lambda p: penalised(p, Block.HIDDEN_BIAS, -TINY), (), "decayed.penalty"),
    "frozen output weights": ("frozen a", (1, 2), "decayed.frozen"),
    "frozen hidden weights": ("frozen w", (3, 4, 5, 6), "decayed.frozen"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_without_a_premise_is_refused(name: str) -> None:
    """Places of the centre that are frozen or absent are left out of it; the place held is the bias all the same."""
    change, left_out, code = PROBLEMS[name]
    problem, box = trained("tanh")
    if isinstance(change, str):
        block = Block(change.split()[1])
        own = Frozen(block, tuple(box.centre[k] for k in left_out))
        changed = network_of(problem, frozen=(own,))
    else:
        changed = change(problem)
    centre = tuple(v for k, v in enumerate(box.centre) if k not in left_out)
    moved = replace(box, centre=centre, slice=Decayed((1,), (box.slice.held[0] - len(left_out),)))
    refused(changed, moved, code)


def test_penalties_that_cancel_are_none() -> None:
    problem, box = trained("tanh")
    both = penalised(penalised(problem, Block.OUTPUT_BIAS, Q(1, 3)), Block.OUTPUT_BIAS, Q(-1, 3))
    assert establish(both, "minimum.strict", True, box).wrong == (1, 1)


def test_hidden_biases_that_are_frozen_or_absent_cannot_be_held() -> None:
    problem, box = trained("tanh")
    frozen = network_of(problem, frozen=(Frozen(Block.HIDDEN_BIAS, box.centre[7:]),))
    for changed in (frozen, network_of(problem, hidden_bias=False)):
        for held in range(7):
            refused(changed, replace(box, centre=box.centre[:7], slice=Decayed((1,), (held,))), "decayed.bias")


EVIDENCE = {
    "an output weight of 1e-40": ({"at": (2, TINY)}, "decayed.not_zero"),
    "a hidden weight of -1e-40": ({"at": (6, -TINY)}, "decayed.not_zero"),
    "a working neuron": ({"slice": Decayed((0,), (7,))}, "decayed.not_zero"),
    "a working neuron as well": ({"slice": Decayed((1, 0), (8, 7))}, "decayed.not_zero"),
    "the bias of another neuron": ({"slice": Decayed((1,), (7,))}, "decayed.bias"),
    "the output bias": ({"slice": Decayed((1,), (0,))}, "decayed.bias"),
    "an output weight": ({"slice": Decayed((1,), (2,))}, "decayed.bias"),
    "no parameter": ({"slice": Decayed((1,), (9,))}, "expansion.no_parameter"),
    "a negative place": ({"slice": Decayed((1,), (-1,))}, "expansion.no_parameter"),
    "one place twice": ({"slice": Decayed((1, 1), (8, 8))}, "expansion.repeated"),
    "one neuron twice": ({"slice": Decayed((1, 1), (8, 7))}, "decayed.bias"),
    "no neuron of the network": ({"slice": Decayed((2,), (8,))}, "layout.no_unit"),
    "a neuron counted from behind": ({"slice": Decayed((-1,), (8,))}, "layout.no_unit"),
    "nothing": ({"slice": Decayed((), ())}, "decayed.count"),
    "more neurons than places": ({"slice": Decayed((1, 0), (8,))}, "decayed.count"),
    "more places than neurons": ({"slice": Decayed((1,), (8, 0))}, "decayed.count"),
    "a truth value": ({"slice": Decayed((True,), (8,))}, "admission.wrong_type"),
    "a point": ({"radius": Q(0)}, "box.size"),
    "a centre off the minimum": ({"at": (0, Q(11, 10))}, "box.gradient"),
    "more curvature than there is": ({"mu": Q(1)}, "box.hessian"),
    "a wide box": ({"radius": Q(1, 8)}, "box.hessian"),
    "kinks": ({"kinks": (OnKink(0, 0, Q(1, 2)),)}, "box.another_condition"),
    "copies": ({"shares": ((Share(Q(1), 1),), (Share(Q(1), 1),))}, "box.another_condition"),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIDENCE)
def test_forged_evidence_is_refused(name: str) -> None:
    changes, code = EVIDENCE[name]
    problem, box = trained("tanh")
    changes = dict(changes)
    place, value = changes.pop("at", (0, box.centre[0]))
    centre = tuple(value if k == place else v for k, v in enumerate(box.centre))
    refused(problem, replace(box, centre=centre, **changes), code)


@pytest.mark.parametrize("condition", ["minimum.sharp", "minimum.split"])
def test_neurons_at_rest_go_neither_with_kinks_nor_with_copies(condition: str) -> None:
    problem, box = trained("tanh")
    if condition == "minimum.sharp":
        changed = replace(box, kinks=(OnKink(0, 0, Q(1, 2)),), stiffness=Q(1))
    else:
        changed = replace(box, shares=((Share(Q(1), 1),), (Share(Q(1), 1),)))
    with pytest.raises(Refusal, match=r"^box.decayed$"):
        establish(problem, condition, True, changed)


def test_too_little_decay_leaves_a_neuron_awake() -> None:
    problem, box = trained("tanh")
    weak = replace(problem, objective=Objective((Penalty(Q(1, 100), (Block.OUTPUT_WEIGHTS,)),)))
    refused(weak, box, "box.gradient")
    free = replace(problem, objective=Objective())
    refused(free, box, "box.gradient")


@mpmath.workdps(50)
def test_what_the_output_bias_is_needed_for() -> None:
    """With a penalty on a0 the slopes of the loss do not add up to 0: L falls along a_j, the further the larger s."""
    _, box = trained("tanh")
    network = Plain(XOR_POINTS, XOR_LABELS, "tanh", 2, Q(1, 100))
    a0, first, _, *weights, bias, _ = (mpmath.mpf(v.numerator) / v.denominator for v in box.centre)
    step = mpmath.mpf(10) ** -12

    def value(outer: Any, second: Any, resting: Any) -> Any:
        return network.loss_at([outer, first, second, *weights, bias, mpmath.mpf(resting)]) + outer * outer / 1000

    def newton(of: Any, at: Any) -> Any:
        up, here, down = of(at + step), of(at), of(at - step)
        return at - step * (up - down) / 2 / (up - 2 * here + down)

    for _ in range(8):
        a0 = newton(lambda t: value(t, mpmath.mpf(0), 2), a0)
    least = [value(a0, mpmath.mpf(0), 2)]
    for resting in (1.6, 1.7, 2, 4):
        least.append(value(a0, newton(lambda t, b=resting: value(a0, t, b), mpmath.mpf(0)), resting))
    assert all(after < before - mpmath.mpf(10) ** -12 for before, after in pairwise(least))


# --- properties -------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(TRAINED)))
def test_no_forgery_is_accepted_where_there_is_a_lower_point(seed: int, name: str) -> None:
    """Any change of the evidence: refused, or all of the ball around the minimum lies above it, whatever is held."""
    generator = random.Random(seed)
    problem, box = trained(name)
    centre = list(box.centre)
    held = box.slice.held
    for _ in range(generator.randint(1, 2)):
        k = generator.randrange(len(centre))
        centre[k] += Q(generator.choice((1, -1)), 10 ** generator.choice((1, 3, 5, 20)))
    for k in held:
        centre[k] = generator.choice((centre[k], Q(generator.randint(-40, 40), 8)))
    chosen = generator.choice((box.slice, box.slice, Decayed((generator.randrange(3),), (generator.randrange(12),))))
    forged = replace(box, centre=tuple(centre), slice=chosen, mu=box.mu * generator.choice((1, Q(1, 64), 2)),
                     radius=box.radius * generator.choice((1, 16, 256, Q(1, 64))))  # fmt: skip
    try:
        establish(problem, "minimum.strict", True, forged)
    except Refusal:
        return
    assert chosen == box.slice
    minimum = tuple(centre[k] if k in held else value for k, value in enumerate(box.centre))
    assert all(abs(a - b) <= forged.radius for a, b in zip(minimum, centre, strict=True))
    assert not lower(TRAINED[name][3], minimum, forged, seed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_random_networks_with_neurons_at_rest_beside_a_frozen_layer(seed: int) -> None:
    """The rest is convex (a0 and the output weights of the layer), so Newton's method finds its minimum."""
    network, problem, start = drawn(random.Random(seed))
    held = tuple(range(1 + 3 * network.width, 1 + 4 * network.width))
    rest = [0, *range(held[-1] + 1, len(start))]
    moving = [k for k in range(len(start)) if k not in held]
    try:
        found = polished(Loss(problem, len(start)), start, 128, rest, 9.0)
        if found.end is not End.SETTLED:
            return
        with precision(128):
            least, _ = eigenvalues(expand(problem, found.at, Q(0)), moving)
        chosen = Decayed(tuple(range(network.width)), held)
        box = Box(found.at, Q(1, 2**8), Q(max(least, 0.001) / 4), 128, chosen, (), Q(0), (), ())
        establish(problem, "minimum.strict", True, box)
    except Refusal:  # a neuron on its break, or one that the decay does not keep at rest
        return
    assert not lower(network, found.at, box, seed)


def drawn(generator: random.Random) -> tuple[Plain, Problem, Vector]:
    """A network all of whose neurons are at rest, beside a frozen layer of tanh; its parameters with a0 and v at 0."""
    points = [(generator.randint(-3, 3), generator.randint(-3, 3)) for _ in range(generator.randint(3, 6))]
    labels = [1, -1, *(generator.choice((1, -1)) for _ in points[2:])]
    neuron, width = generator.choice(sorted(NEURONS)), generator.randint(1, 3)
    rows = tuple((Q(generator.randint(-9, 9), 4), Q(generator.randint(-9, 9), 4)) for _ in range(2))
    decay = Q(1, generator.choice((2, 5, 20, 100)))
    network = Plain(points, labels, neuron, width, decay, rows)
    classes = [", ".join(str(x) for x, y in zip(points, labels, strict=True) if y == sign) for sign in (1, -1)]
    entries = ", ".join(str(v) for row in rows for v in row)
    spec = loads(
        f"dataset d {{ + {classes[0]}  - {classes[1]} }}\nneuron {neuron}\nloss logistic\n"
        f"network {{ shortcut = {width} {neuron}  hidden bias  output bias  deep = 2 tanh without bias\n"
        f"frozen deep.1.weights = ({entries}) }}\nobjective {{ regularizer = {decay} * l2(a, w, deep.output) }}\n"
    ).spec
    assert spec is not None
    assert len(samples(spec.problem).points) == len(points)
    biases = [Q(generator.randint(-24, 24), 4) for _ in range(width)]
    order = [k for sign in (1, -1) for k, y in enumerate(labels) if y == sign]
    network = replace(network, points=[points[k] for k in order], labels=[labels[k] for k in order])
    return network, spec.problem, (*[Q(0)] * (1 + 3 * width), *biases, Q(0), Q(0))
