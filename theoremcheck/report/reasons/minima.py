"""The sentences of reasons about points and bad local minima."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str](
    {
        "box.all_right": "every sample is classified correctly there: a minimum, but not a bad one",
        "box.another_condition": "the box has kinks or copies that the condition does not speak of, or lacks them",
        "box.below": "what lies below L is not shown to rise above L(centre) on the sphere",
        "box.degenerate": "the Hessian has an eigenvalue close to 0 there: "
        "the minimum is not strict, or not shown to be",
        "box.discontinuous": "the loss is not continuous there",
        "box.falls_along_kinks": "the loss falls along the kinks: no strict minimum",
        "box.flat_or_falling": "Newton's method finds no critical point close to it: "
        "L has a flat or falling direction there",
        "box.gradient": "the gradient at the centre is not shown to be below mu times the radius",
        "box.hessian": "the Hessian minus mu is not shown to be positive definite on the box",
        "box.kinks": "the kinks name no samples",
        "box.kinks_and_copies": "copies of neurons where margins lie on kinks of the loss",
        "box.leaves_kinks": "Newton's method on the kinks leaves the point",
        "box.multiplier": "sample {sample}: the multiplier is not shown to lie strictly inside the kink",
        "box.no_break": "the loss has no such break point",
        "box.no_critical_point": "Newton's method leaves the point: there is no critical point close to it",
        "box.no_kink": "no margin lies on a kink of the loss there",
        "box.none": "no strict minimum is certified near the point",
        "box.nothing_moves": "nothing moves the margins on the kinks",
        "box.outside_kink": "the multiplier of sample {sample} is not strictly inside the kink: no minimum",
        "box.saddle": "the Hessian has a negative eigenvalue there: a saddle, no minimum",
        "box.second_break": "sample {sample}: its margin reaches a second break point of the loss",
        "box.sign": "the sign of f at sample {sample} is not known on the box",
        "box.singular_on_kinks": "the kinks do not determine the point: a singular system",
        "box.size": "radius and mu must be positive",
        "box.slope": "the slope of the loss has no finite ball beside the kink",
        "box.stiffness": "the stiffness must be positive",
        "box.tried": "{reason} (tried down to a radius of 2^-{exponent} at {bits} bits)",
        "box.unsettled_on_kinks": "Newton's method on the kinks does not settle",
        "copies.apart": "{name}: its copies are not shown to keep together",
        "copies.deep_width": "the shares do not give the width of the last layer",
        "copies.frozen": "a frozen neuron cannot be split",
        "copies.neuron": "neuron {neuron}",
        "copies.no_deep_part": "there is no deep part to split",
        "copies.no_neuron": "there is no neuron to split",
        "copies.none_coincide": "no two neurons coincide there",
        "copies.output_weight": "{name}: its output weight is not shown to differ from 0",
        "copies.penalised": "a penalised neuron cannot be split",
        "copies.shares": "shares are > 0 with sum 1",
        "copies.unit": "unit {unit} of the last layer",
        "copies.width": "the shares do not give the width of the network",
        "exact.long_number": "a number of more than MAX_STRICT_BITS = {bound} bits",
        "slice.radius": "what may be held is read on a neighbourhood: the radius must be positive",
    }
)
