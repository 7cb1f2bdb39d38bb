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
        "a0", "a[1]", "a[2]", "w[1][1]", "w[1][2]", "w[2][1]", "w[2][2]", "b[1]", "b[2]",
        "deep.1 w[1][1]", "deep.1 w[1][2]", "deep.1 b[1]", "deep.output[1]",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([], ""),
        ([0, 2], "a0, a[2]"),
        ([2, 1, 3], "all of a, w[1][1]"),
        ([0, 3, 5, 7, 8], "a0, w[1][1], w[2][1], all of b"),
        (
            [0, 1, 3, 4, 5, 7, 9, 10, 11],
            "a0, a[1], w[1][1], w[1][2], w[2][1], b[1], deep.1 w[1][1], deep.1 w[1][2], and 1 more",
        ),
    ],
)
def test_whole_blocks_are_named_as_such(problem, places, text):
    assert named(problem, places) == text
