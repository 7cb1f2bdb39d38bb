"""Layers whose values go two ways: no sum of branches that have parameters of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from theoremcheck.doors.pytorch.values import Beside, Sum, Units, Value, activated
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Dense

TWO_LOGITS: Final = (
    "The two logits act through their difference f = f1 - f0 alone, whose output weights are v1 - v0 and whose bias is"
    " b1 - b0. A local minimum of L here is the image of those of the model, where v0 + v1 is free, or 0 if penalised."
)


@dataclass
class Uses:
    """Where the values of every layer go: into one layer above, or into the output."""

    taken: list[Dense] = field(default_factory=list)

    def take(self, value: Value, path: str) -> None:
        """Say that a layer, or the output, takes the value. Refuses what another one has taken."""
        parts = (value,) if isinstance(value, Units) else value.parts
        for part in parts:
            if part.layer is None:
                continue
            if any(part.layer is own for own in self.taken):
                where = part.layer.path or "a layer"
                message = f"the units of {where} lead into two layers; branches of a spec share nothing but the input"
                raise ImportRefused(message, path)
            self.taken.append(part.layer)


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
