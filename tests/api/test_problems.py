"""``theoremcheck.problem``: what a notebook has becomes an exact problem, and what is wrong is said."""

from fractions import Fraction

import numpy as np
import pytest

import theoremcheck as tc

THRESHOLD = {"X": [[1], [2], [3], [5], [-1]], "y": [1, 1, 1, 1, -1]}
ASKED = {"neuron": "relu", "width": 2, "loss": "polynomial_hinge(3)", "hidden_bias": True, "output_bias": True}


def made(**changed):
    return tc.problem(**{**THRESHOLD, **ASKED, **changed})


def mistakes(**changed):
    """The diagnostics of a problem that is refused, as (code, file, message)."""
    with pytest.raises(tc.SpecError) as caught:
        made(**changed)
    assert all(entry.code in str(caught.value) for entry in caught.value.diagnostics)
    return [(entry.code, entry.file, entry.message) for entry in caught.value.diagnostics]


def test_a_problem_is_what_the_file_says():
    text = """
    dataset threshold { + 1, 2, 3, 5  - -1 }
    neuron relu
    loss polynomial_hinge(3)
    network { shortcut = 2 relu  hidden bias  output bias }
    """
    assert made() == tc.loads(text)
    assert made().problem.digests == tc.loads(text).problem.digests


@pytest.mark.parametrize(
    "X",
    [
        ((1,), (2,), (3,), (5,), (-1,)),
        np.array([[1], [2], [3], [5], [-1]]),
        np.array([[1], [2], [3], [5], [-1]], dtype=np.float32),
        np.array([[1], [2], [3], [5], [-1]], dtype=object),
        [["1"], ["2"], ["6/2"], ["5.0"], ["-1"]],
        [[Fraction(1)], [2.0], [np.int8(3)], [np.float16(5)], [-1]],
        [np.array([value]) for value in (1, 2, 3, 5, -1)],
    ],
)
def test_samples_come_in_many_forms(X):
    assert made(X=X) == made()


def test_text_is_read_back_as_an_equal_spec():
    spec = made(
        X=np.float32([[0.1], [1 / 3], [3], [5], [-1e-30]]),
        weights=[1, "1/3", 0.5, 2, 1],
        neuron=lambda z: np.where(z > 0, z, z / 10) + 0.25 * z,
        deep=[(4, np.tanh), "3 leaky_relu(1/10)", 2],
        loss=lambda z: np.logaddexp(0, z),
        regularizer={"w": 0.1, "a": 2},
        frozen={"b": [0, 0.1], "deep": None},
    )
    again = tc.loads(spec.text)
    assert again == spec
    assert again.text == spec.text


def test_transposed_data_are_named():
    assert mistakes(X=np.ones((1, 5))) == [("E060", "X", "X has shape (1, 5) and y has 5 entries: is X transposed?")]
