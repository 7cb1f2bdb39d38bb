"""The sentences of reasons about the search and its starts."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "attempt.last": "the last one: {reason}",
        "attempt.no_kink": "the loss has no kink",
        "attempt.no_narrower": "no narrower network whose neurons may be split",
        "attempt.none_split": "{count} strict minima with errors, none may be split: {reason}",
        "search.beyond_floats": "a number of the spec is beyond the range of floats",
        "search.compares": "for a point with a smaller L",
        "search.frozen_unknown": "block {block} is frozen at values that the spec does not give",
        "search.interrupted": "the search was interrupted before anything was found",
        "search.no_samples": "the dataset is known by assumptions only, there are no samples",
        "search.not_asked": "no search was made (--no-search)",
        "search.nothing_trained": "the network has no trained parameters",
        "search.opaque_loss": "the loss is known by assumptions only, it has no formula",
        "search.opaque_neuron": "a neuron is known by assumptions only, it has no formula",
        "search.parameters": "the network has {count} parameters, above MAX_SEARCH_PARAMETERS = {most}",
        "search.size": "samples times parameters exceed MAX_SEARCH_WORK = {most}",
        "search.symbolic": "{name} is symbolic; give it a value with --set {name}=...",
        "search.unsupported": "no search was made: {reason}",
        "starts.budget": "the budget was spent",
        "starts.no_slope": "the neuron has no slope at the places tried",
        "starts.constant_fit": "the best affine fit is constant",
        "starts.needs_features": "needs two features or more",
        "starts.needs_hidden_bias": "needs a hidden bias",
        "starts.needs_layer": "needs a layer of two units or more",
        "starts.needs_neurons": "needs two neurons or more and no frozen blocks",
        "starts.needs_output_bias": "needs a shortcut alone, an output bias and no frozen blocks",
        "starts.needs_samples": "needs four samples or more",
        "starts.needs_shortcut": "needs a shortcut alone and no frozen blocks",
        "starts.no_symmetry": "no signed permutation preserves the data",
        "starts.none_of_fewer": "no strict minimum with one neuron fewer was seen",
        "starts.none_of_one_neuron": "no strict minimum of the 1-neuron problem was seen",
        "starts.none_of_subset": "no strict minimum of a subset of the samples was seen",
        "starts.none_without_feature": "no minimum with errors was seen without a feature",
        "starts.too_large": "the problem is too large for it",
    }
)
