"""The sentences of reasons about points and bad local minima."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str](
    {
        "layout.neuron": "neuron {neuron} at sample {sample}",
        "layout.unit": "deep layer {layer} unit {unit} at sample {sample}",
        "layout.nothing_trained": "the network has no trained parameters",
        "layout.centre_size": "the centre needs {wanted} entries, not {given}",
        "layout.frozen_unknown": "the spec does not say at which value {block} is frozen",
        "layout.frozen_size": "the frozen {block} have another number of entries",
        "layout.no_layer": "the network has no such layer",
        "layout.no_unit": "the layer has no such unit",
        "samples.abstract": "the dataset is abstract: a minimum needs samples",
        "samples.margin": "the margin of sample {sample}",
        "samples.none_wrong": "no sample is shown to be wrong at the point",
        "expansion.negative_radius": "a box of negative radius",
        "expansion.size": "above MAX_STRICT_PARAMETERS = {limit}",
        "expansion.repeated": "a moving or held parameter is named twice",
        "expansion.no_parameter": "a moving, held or silent parameter that the centre does not have",
        "patterns.radius": "affine pieces are read on a neighbourhood: the radius must be positive",
        "patterns.no_piece": "{where} is in no affine piece",
        "cells.penalty": "with a penalty the outputs alone do not give L",
        "cells.dimensions": "{moving} parameters move, but what L sees of the outputs has {seen} dimensions",
        "cells.not_onto": "what moves is not shown to reach every output",
        "cells.columns": "the columns have more than MAX_COLUMN_ENTRIES = {limit}",
        "gauges.count": "there are not as many symmetries as held parameters",
        "gauges.not_onto": "the symmetries are not shown to reach every value of what is held",
        "gauges.frozen": "a symmetry moves a frozen parameter",
        "gauges.penalised": "a symmetry moves a penalised parameter",
        "gauges.not_silent": "L is not shown not to depend on a silent parameter",
        "gauges.no_bias": "a unit without a bias cannot be shifted, or rescaled where s' = k s",
        "gauges.mixed_apart": "two units of one layer are mixed",
        "gauges.mixed_constant": "a unit is mixed that has a constant",
        "gauges.slopes": "the slopes are not proportional",
        "gauges.shifted_slopes": "a unit is shifted whose slope differs from sample to sample",
        "gauges.shifted_up": "nothing makes up for a shifted unit",
        "gauges.not_first": "only the first layer sees the samples",
        "gauges.direction_size": "the direction has another number of entries",
        "gauges.seen": "the direction is not orthogonal to sample {sample}, which the unit sees",
        "gauges.turned_itself": "a neuron is turned into another one",
        "gauges.not_square": "only neurons c z^2 turn into each other",
        "gauges.homogeneous_breaks": "a homogeneous neuron has no break point but 0",
        "gauges.homogeneous_jump": "a homogeneous neuron is continuous",
        "gauges.homogeneous_at_zero": "a homogeneous neuron is 0 at 0",
        "gauges.not_homogeneous": "the neuron is not shown to be positively homogeneous",
        "jets.not_smooth": "balls evaluate one smooth piece at a time",
        "jets.no_ball": "{where}: no finite ball",
        "jets.at_break": "{where} touches the break point {place}",
        "jets.no_derivative": "{where}: no finite derivative",
        "polish.not_finite": "a number at the point is not finite, or too large",
        "standing.rounded": "the point is known to many digits, not enclosed",
    }
)
