"""A wide layer below a pyramid of invertible ones: what counts, and what each clause of the proof asks for."""

from __future__ import annotations

import numpy as np
import pytest

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.report.structure import structure_words
from theoremcheck.trusted.data.pyramid import is_invertible
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

FOUR = "+ 0, 1  - 2, 5"
OWN = """neuron cube(z) = z^3
neuron turn(z) = cases { z < 0: -2 * z; else: -z }
neuron shrink(z) = cases { z < -1: z + 1; z < 1: 0; else: z - 1 }
neuron square_n(z) = z^2
neuron leap(z) = cases { z < 0: z; else: z + 1 }
"""


def read(network: str, data: str = FOUR) -> Problem:
    neurons = "\n".join(line for line in OWN.splitlines() if line.split("(")[0].split()[1] in network)
    found = loads(f"dataset d {{ {data} }}\n{neurons}\nloss square\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def answer(problem: Problem) -> bool:
    """The kernel says one thing, and refuses the contrary."""
    found = []
    for holds in (True, False):
        try:
            establish(problem, "network.pyramid", holds, Structure())
        except Refusal as refusal:
            assert str(refusal).startswith("facts.opposite")  # noqa: PT017 - of the other one
        else:
            found.append(holds)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "network",
    [
        "deep = 4 leaky_relu with bias -> 1 leaky_relu",
        "deep = 3 leaky_relu with bias -> 1 leaky_relu with bias",  # N - 1: the bias above makes up for constants
        "deep = 4 relu with bias -> 7 leaky_relu -> 2 turn -> 2 linear",  # the next layer may be wider
        "deep = 2 relu + 2 tanh with bias -> 1 linear",
        "deep = 1 tanh with bias -> 4 relu with bias -> 2 leaky_relu",  # below it samples are kept apart
        "deep = 4 softplus with bias -> 2 leaky_relu with bias frozen deep.2.biases = (1, -1)",
        "beside = 4 softplus with bias -> 2 leaky_relu deep = 3 tanh -> 2 tanh",
        "shortcut = 2 relu deep = 4 softplus with bias -> 2 leaky_relu",
    ],
)
def test_such_networks_are_pyramids(network: str) -> None:
    assert answer(read(network))


@pytest.mark.parametrize(
    "network",
    [
        "deep = 3 leaky_relu with bias -> 1 leaky_relu",  # one too few, without a bias above
        "deep = 2 leaky_relu with bias -> 1 leaky_relu with bias",
        "deep = 3 leaky_relu with bias -> 1 leaky_relu with bias frozen deep.2.biases = (1)",
        "deep = 4 leaky_relu -> 1 leaky_relu",  # the wide layer has no biases
        "deep = 4 leaky_relu with bias -> 1 relu",  # not one to one
        "deep = 4 leaky_relu with bias -> 1 shrink",  # flat between
        "deep = 4 leaky_relu with bias -> 1 tanh",  # not onto
        "deep = 4 leaky_relu with bias -> 1 softplus",
        "deep = 4 leaky_relu with bias -> 1 abs",
        "deep = 4 leaky_relu with bias -> 1 leaky_relu -> 2 leaky_relu",  # it does not narrow
        "deep = 4 linear with bias -> 2 leaky_relu",  # four lines span two dimensions
        "deep = 4 square_n with bias -> 2 leaky_relu",  # and squares of them three
        "deep = 1 relu with bias -> 4 relu with bias -> 2 leaky_relu",  # a ReLU may make two samples one
        "deep = 4 relu with bias -> 2 leaky_relu frozen deep.1",
        "deep = 4 relu with bias -> 2 leaky_relu frozen deep.1.biases",
        "deep = 4 relu with bias -> 2 leaky_relu frozen deep.2.weights",
        "deep = 4 relu with bias -> 2 leaky_relu -> 1 linear frozen deep.3",
        "deep = 4 relu with bias -> 2 leaky_relu frozen deep.output",
        "deep = 4 relu with bias",
        "shortcut = 4 relu hidden bias",
    ],
)
def test_such_networks_are_none(network: str) -> None:
    assert not answer(read(network))


PLANE = "+ (0, 0), (1, 0)  - (0, 1)"
SPACE = "+ (1, 0, 0), (0, 1, 0)  - (0, 0, 1)"
TWICE = "+ (1, 0, 0), (0, 1, 0)  - (0, 0, 1), (1, 0, 0)"


@pytest.mark.parametrize(
    "network, data, expected",
    [
        ("deep = 3 leaky_relu -> 2 leaky_relu", SPACE, True),
        ("deep = 3 leaky_relu -> 2 leaky_relu", TWICE, True),  # labels may contradict each other
        ("deep = 1 leaky_relu -> 1 turn", SPACE, True),
        ("shortcut = 1 leaky_relu", SPACE, True),
        ("shortcut = 2 tanh  deep = 2 leaky_relu -> 2 linear", SPACE, True),
        ("deep = 2 leaky_relu with bias -> 2 leaky_relu", PLANE, True),
        ("deep = 2 leaky_relu -> 2 leaky_relu with bias", PLANE, False),  # a bias further up does not help
        ("deep = 2 leaky_relu with bias -> 2 leaky_relu frozen deep.1.biases = (1, 2)", PLANE, False),
        ("deep = 2 leaky_relu with bias -> 2 leaky_relu frozen deep.1.biases = (1, 2)", SPACE, True),
        ("shortcut = 1 leaky_relu  hidden bias", PLANE, True),
        ("shortcut = 1 leaky_relu", PLANE, False),
        # what a branch sees is its own: the shortcut has no biases, or has them
        ("shortcut = 1 tanh  deep = 2 leaky_relu with bias -> 2 leaky_relu", PLANE, True),
        ("shortcut = 1 tanh  hidden bias  deep = 2 leaky_relu without bias -> 2 leaky_relu", PLANE, False),
        ("shortcut = 1 tanh  hidden bias  deep = 2 leaky_relu without bias -> 2 leaky_relu", SPACE, True),
        ("deep = 2 leaky_relu -> 3 leaky_relu", SPACE, False),
        ("deep = 3 leaky_relu -> 2 tanh", SPACE, False),
        ("deep = 3 leap -> 2 leaky_relu", SPACE, False),  # strictly monotone, and not onto
        ("shortcut = 1 leap", SPACE, False),
        ("deep = 3 leaky_relu + 1 tanh -> 2 leaky_relu", SPACE, False),
        ("deep = 3 leaky_relu -> 2 leaky_relu frozen deep.1", SPACE, False),
        ("deep = 3 leaky_relu -> 2 leaky_relu frozen deep.2", SPACE, False),
        ("deep = 3 leaky_relu -> 2 leaky_relu frozen deep.output", SPACE, False),
        ("shortcut = 1 relu", SPACE, False),
        ("shortcut = 1 leaky_relu  frozen a", SPACE, False),
        ("shortcut = 1 leaky_relu  frozen w", SPACE, False),
    ],
)
def test_features_of_independent_samples_are_a_wide_layer(network: str, data: str, expected: bool) -> None:
    assert answer(read(network, data)) is expected


def test_two_samples_at_one_place_count_once() -> None:
    network = "deep = 3 relu with bias -> 1 leaky_relu"
    assert answer(read(network, "+ 0, 1, 1  - 2"))
    assert not answer(read(network, "+ 0, 1, 3  - 2"))


def test_what_is_not_decided_is_refused() -> None:
    """z^3 maps R onto R one to one; only piecewise affine neurons are looked at."""
    with pytest.raises(Refusal):
        assert not establish(read("deep = 4 leaky_relu with bias -> 1 cube"), "network.pyramid", True, Structure())


def test_invertible_neurons() -> None:
    named = {
        name: read(f"shortcut = 1 {name}").neuron for name in ("leaky_relu", "turn", "linear", "relu", "abs", "shrink")
    }
    assert {name for name, neuron in named.items() if is_invertible(neuron)} == {"leaky_relu", "turn", "linear"}


def test_of_an_abstract_dataset_samples_are_counted() -> None:
    abstract = "dimension 2 positives {} negatives 2"
    network = "deep = 4 relu with bias -> 1 leaky_relu"
    assert establish(read(network, abstract.format(2)), "network.pyramid", True, Structure())
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"^structure\.sizes_count_samples"):
            establish(read(network, abstract.format(3)), "network.pyramid", holds, Structure())
        with pytest.raises(Refusal, match=r"^structure\.sizes_unknown"):
            establish(read(network, "dimension 2"), "network.pyramid", holds, Structure())


@pytest.mark.parametrize(
    "network, words",
    [
        ("deep = 4 relu with bias -> 1 relu", "deep.1 has 4 units; N = 4; not seen to be invertible: relu"),
        ("deep = 4 relu with bias -> 1 leaky_relu", "deep.1 has 4 units; N = 4"),
        ("shortcut = 4 relu", "no layer has trained layers above it that narrow"),
        ("deep = 1 leaky_relu", "no layer has trained layers above it that narrow"),
    ],
)
def test_the_report_says_what_there_is(network: str, words: str) -> None:
    assert structure_words(read(network), "network.pyramid") == words


def test_the_report_says_that_the_samples_are_independent() -> None:
    network = "deep = 3 leaky_relu -> 2 relu"
    words = "the samples are independent inputs of deep; N = 3; not seen to be invertible: relu"
    assert structure_words(read(network, SPACE), "network.pyramid") == words


def test_the_claim_on_valleys_is_proved_for_two_losses() -> None:
    text = (
        "dataset d { + 0, 1  - 2, 5 } loss + one(z) = (z + 1)^2 loss - zero(z) = abs(z)"
        " network { deep = 4 relu with bias -> 2 leaky_relu } claim no_valley"
    )
    assert theoremcheck.check(text, search=False).theorems == ("thm.pyramid",)


# --- the path of the proof, in floats -----------------------------------------------------------------------------


def leaky(z: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(z < 0, z / 100, z))


def back(h: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(h < 0, 100 * h, h))


@pytest.mark.parametrize("seed", range(8))
def test_the_path_of_the_proof_leads_from_dead_units_to_any_outputs(seed: int) -> None:
    """Four samples, 3 ReLUs with biases -> 3 -> 2 leaky ReLUs, the first of them with biases, from a point at which
    all ReLUs are dead: f stays while units are freed one by one, and then runs along the segment to given outputs.
    """
    draw = np.random.default_rng(seed)
    x, ones = np.array([[0.0, 1.0, 2.0, 5.0]]), np.ones((1, 4))
    w, b = draw.normal(size=(3, 1)), np.full((3, 1), -50.0)
    v, shift, u, out = (draw.normal(size=size) for size in ((3, 3), (3, 1), (2, 3), (1, 2)))

    def wide() -> np.ndarray:
        return np.maximum(w @ x + b, 0)

    def outputs() -> np.ndarray:
        return out @ leaky(u @ leaky(v @ wide() + shift))

    start = outputs()
    while np.linalg.matrix_rank(np.vstack([wide(), ones])) < 4:
        # The last row of the transposed singular vectors is a relation sum e_j phi_j + e_0 = 0.
        relation = np.linalg.svd(np.vstack([wide(), ones]).T)[2][-1]
        free = int(np.argmax(abs(relation[:3])))
        column = v[:, [free]].copy()
        for part in (0.5, 1.0):  # a segment: its middle and its end
            old = v, shift
            v = v - part * column * relation[None, :3] / relation[free]
            shift = shift - part * column * relation[3] / relation[free]
            assert np.allclose(outputs(), start)
            if part < 1:
                v, shift = old
        rank = np.linalg.matrix_rank(np.vstack([wide(), ones]))
        while np.linalg.matrix_rank(np.vstack([wide(), ones])) == rank:
            w[free], b[free] = draw.normal(size=1) * 3, draw.normal(size=1) * 5
        assert np.allclose(outputs(), start)
    target, spanning = np.array([[1.0, -1.0, 1.0, -1.0]]), np.vstack([wide(), ones])
    begun = v @ wide() + shift, u @ leaky(v @ wide() + shift)
    for part in np.linspace(0, 1, 11):
        wanted = start + part * (target - start)
        last = leaky(begun[1]) + np.linalg.pinv(out) @ (wanted - start)
        below = leaky(begun[0]) + np.linalg.pinv(u) @ (back(last) - begun[1])
        both = np.hstack([v, shift]) + (back(below) - begun[0]) @ np.linalg.pinv(spanning)
        assert np.allclose(out @ leaky(u @ leaky(both @ spanning)), wanted, atol=1e-6)
