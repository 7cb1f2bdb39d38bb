"""The arrays that a network has, layer by layer, as the arrays of a file are to be fitted to them."""

from __future__ import annotations

from theoremcheck.doors.places import array_places, branch_names, is_known
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Slot:
    """An array of the network. A matrix has one row for each unit; output weights are a matrix of one row."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class LayerSlots:
    """A layer: its matrix and its biases; None where the network has none, or they are frozen at known values.

    ``output`` is true of the last layer, which may be that of two logits.
    """

    weights: Slot | None
    bias: Slot | None
    output: bool = False


def stacks_of(layout: Layout) -> tuple[tuple[LayerSlots, ...], ...]:
    """The shortcut and the branches of f_D, as far as they are present, from the input to the output, a0 with each."""
    shapes = {name: place.shape for name, place in array_places(layout).items() if not is_known(layout, place)}

    def slot(name: str | None) -> Slot | None:
        return None if name is None or name not in shapes else Slot(name, shapes[name])

    a0 = Slot("a0", (1,)) if "a0" in shapes else None
    chains: list[tuple[list[tuple[str, str | None]], str]] = [([("w", "b")], "a")] if layout.network.width else []
    for block, part in layout.parts.items():
        names = branch_names(block, part)
        chains.append((list(names.layers), names.output))
    found = []
    for layers, output in chains:
        hidden = [LayerSlots(slot(weights), slot(biases)) for weights, biases in layers]
        last = slot(output)
        if last is not None:
            row = Slot(last.name, (1, *last.shape))
            found.append((*hidden, LayerSlots(row, a0, output=True)))
        elif len(hidden) == 1 and hidden[0].bias is None and hidden[0].weights is not None:
            # One layer below a known output weight: that is how an affine layer is stated, whose bias is a0.
            found.append((LayerSlots(hidden[0].weights, a0, output=hidden[0].weights.shape[0] == 1),))
        else:
            found.append((*hidden, LayerSlots(None, a0, output=True)))
    return tuple(found)
