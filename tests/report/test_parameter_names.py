"""Single parameters by name."""

import pytest

from theoremcheck.language import loads
from theoremcheck.report.parameter_names import named, parameter_names

SPEC = """
dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }
neuron relu
loss logistic
network { shortcut = 2 relu  hidden bias  output bias  deep = 1 relu }
"""


@pytest.fixture(scope="module")
def problem():
    return loads(SPEC).spec.problem


def test_every_parameter_has_a_name_of_its_own(problem):
    assert parameter_names(problem) == (
        "a0", "a_1", "a_2", "w_1,1", "w_1,2", "w_2,1", "w_2,2", "b_1", "b_2", "deep_1", "deep_2", "deep_3", "deep_4",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([], ""),
        ([0, 2], "a0, a_2"),
        ([2, 1, 3], "all of a, w_1,1"),
        ([0, 3, 5, 7, 8], "a0, w_1,1, w_2,1, all of b"),
        ([0, 1, 3, 4, 5, 7, 9, 10, 11], "a0, a_1, w_1,1, w_1,2, w_2,1, b_1, deep_1, deep_2, and 1 more"),
    ],
)
def test_whole_blocks_are_named_as_such(problem, places, text):
    assert named(problem, places) == text
