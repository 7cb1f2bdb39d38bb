"""The proofs in Coq of the conditions of thm.cells: paths through shortcut and branches, frozen weights, and losses."""

import shutil

import pytest

from theoremcheck.formal.coqc import compiled_library, find
from theoremcheck.formal.proving import prove
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.verdict.judge import decide

needs_coqc = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
NETWORKS = (
    ("shortcut = 2 leaky_relu  hidden bias  output bias", "hinge"),
    ("shortcut = 2 leaky_relu  frozen a = (0, -3)", "l(z) = max(0, 1 + z, 3 * z - 1)"),
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 relu -> 1 leaky_relu  hidden bias", "hinge"),
    ("deep = 2 leaky_relu -> 2 leaky_relu  frozen deep.2.weights = (0, 0, 0, -1)", "hinge"),
    ("shortcut = 1 tanh  deep = 2 leaky_relu -> 1 leaky_relu  hidden bias  output bias", "perceptron"),
)
"""Each with its loss."""
