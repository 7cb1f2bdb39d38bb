"""What neurons receive at the samples, and their features by bounds, for the checks of ``library/Features.v``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from theoremcheck.formal.points_build import Built, pair
from theoremcheck.formal.shapes import Split
from theoremcheck.formal.text import listed
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.minima.point import Neurons
from theoremcheck.trusted.minima.reach import pre_activations
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Features:
    """The parts of the neuron, the numbers that it receives, and the script of the parts."""

    parts: str
    values: str
    script: str


def received(built: Built) -> list[tuple[Neurons, tuple[Fraction, ...]]]:
    """The pre-activations of each group of neurons, (n,)."""
    problem = built.problem
    return [(group, pre_activations(problem, group.hidden_weights, group.hidden_bias)) for group in built.point.neurons]


def features(neuron: Split, numbers: Iterable[Fraction]) -> Features:
    """The parts of the neuron that hold these numbers. Raises ``NotTranslated``."""
    values = sorted(set(numbers))
    pieces = neuron.pieces
    shown, scripts = [], []
    for index, piece in enumerate(pieces.pieces):
        lower, upper = pieces.span(index)
        inside = [v for v in values if (lower is None or lower <= v) and (upper is None or v <= upper)]
        if not inside:
            continue
        low = min(inside) - 1 if lower is None else lower
        high = max(inside) + 1 if upper is None else upper
        text = bounded_tree(piece)
        shown.append(f"({pair(low)}, {pair(high)}, {text})")
        equal = f"change ({neuron.text} v = value {text} v); cbv beta; agrees"
        scripts.append(f"intros v V V'; unfold real in V, V'; cbn [fst snd] in V, V'; {equal}")
    return Features(listed(shown), listed(map(pair, values)), conjoined(scripts))


def conjoined(scripts: Sequence[str]) -> str:
    """The script of Forall from one for each entry."""
    found = "exact (Forall_nil _)"
    for script in reversed(scripts):
        found = f"apply Forall_cons; [ {script} | {found} ]"
    return found
