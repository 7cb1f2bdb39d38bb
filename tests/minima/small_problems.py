"""Problems in a few words: the blocks of a spec as texts."""

from __future__ import annotations

from theoremcheck.language import loads
from theoremcheck.trusted.problem.model import Problem


def read_problem(network: str, penalty: str, loss: str, data: str, neuron: str = "") -> Problem:
    """The problem of the blocks; ``penalty`` is the regularizer, ``data`` what stands between the braces."""
    found = loads(
        f"dataset d {{ {data} }}\n{neuron}\nloss {loss}\nnetwork {{ {network} }}\n"
        f"objective {{ regularizer = {penalty} }}"
    )
    assert found.spec is not None, found.render()
    return found.spec.problem
