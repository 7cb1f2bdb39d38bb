"""``theoremcheck new [PATH]``: a commented starter spec."""

from __future__ import annotations

from pathlib import Path

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.files import write
from theoremcheck.cli.say import echo

STARTER = """\
# A starter spec: rotated XOR. Change what you assume and run `theoremcheck` on it again.

# Samples by class; numbers are exact. Or: dataset d { from "data.csv" label "class" positive "yes" }
dataset rotated_xor {
  + (1, 0), (-1, 0)
  - (0, 1), (0, -1)
}

# A neuron by formula, or by name: neuron softplus
neuron s(z) = log(1 + exp(z))

# The loss is a function of z = -y f(x), or by name: loss polynomial_hinge(3)
loss cubic_hinge(z) = max(0, 1 + z)^3

let M = 3                       # `--set M=2` overrides it

network {
  shortcut = M s                # f_S(x) = a0 + sum_j a_j s(w_j . x + b_j)
  output bias                   # a0 is there; add `hidden bias` for the b_j
  # deep = 16 relu -> 16 relu   # an additive deep part f_D
}

expect proved by thm.subspaces
"""


def run(path: Path | None) -> int:
    """Write the starter; an existing file is never overwritten."""
    if path is None:
        echo(STARTER, nl=False)
        return OK
    if path.exists():
        echo(f"error: {path} exists already\nhelp: choose another name, or remove it first", err=True)
        return INPUT
    write(path, STARTER)
    echo(f"wrote {path}; run `theoremcheck {path}`", err=True)
    return OK
