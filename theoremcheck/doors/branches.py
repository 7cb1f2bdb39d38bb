"""What doors ask of the values of a traced network: minus a value, its width, and two logits in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from theoremcheck.doors.pytorch.values import Beside, Sum, Units, Value, activated

TWO_LOGITS: Final = (
    "The two logits act through their difference f = f1 - f0 alone, whose output weights are v1 - v0 and whose bias is"
    " b1 - b0. A local minimum of L here is the image of those of the model, where v0 + v1 is free, or 0 if penalised."
)


def negated(value: Value) -> Value:
    """Minus a value; of an affine layer the weights change sign."""
    parts = value.parts if isinstance(value, Sum) else (value,)
    found = []
    for part in parts:
        if not isinstance(part, Units) or part.layer is None or part.neuron is not None:
            return activated(value, "-z")
        bias = None if part.layer.bias is None else -part.layer.bias
        found.append(replace(part, layer=replace(part.layer, weights=-part.layer.weights, bias=bias)))
    return Sum(tuple(found)) if isinstance(value, Sum) else found[0]


def width(value: Value, inputs: int) -> int:
    """The number of entries of a value, for an input of ``inputs`` entries."""
    if isinstance(value, Beside):
        return sum(value.widths)
    part = value.parts[0] if isinstance(value, Sum) else value
    return inputs if part.layer is None else part.layer.width
