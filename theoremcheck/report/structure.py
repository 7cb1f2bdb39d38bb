"""Conditions that the kernel reads off the network and the objective, in words.

Files of checks that most problems do not ask for are loaded where the words of their conditions are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.language.shapes import short_names
from theoremcheck.report.network_words import (
    NO_DEEP,
    bias_words,
    branch_words,
    frozen_words,
    named,
    neurons_of,
    penalty_words,
    seen,
    widths,
)
from theoremcheck.report.numbers import rational
from theoremcheck.trusted.bounds import MAX_DEGREE
from theoremcheck.trusted.data.exact import distinct
from theoremcheck.trusted.data.frozen_signs import frozen_outputs, input_rank, sign_counts
from theoremcheck.trusted.data.linear import (
    frozen_by,
    frozen_values,
    linear_branch,
    linear_shortcut,
    shortcut_trained,
    trained_biases,
    unfrozen,
    weights_trained,
)
from theoremcheck.trusted.data.structure import different_samples, good_neurons, sharing_hidden_bias
from theoremcheck.trusted.functions.affine import is_affine, is_odd, vanishes_at_zero
from theoremcheck.trusted.problem.model import AnyBlock, AnyFunction, Block, Dataset, Kind, Network, PerClass, Problem
from theoremcheck.trusted.refusal import Refusal

_COUNTED: Final = 1000
"""Of more samples the report does not count rays and lines."""

_OF_SIGNS: Final = tuple(f"network.width_{name}" for name in ("positive", "negative", "one_sign", "signs", "extremes"))

_OF_UNITS: Final = (
    *("network.width_mixed_distinct", "network.width_mixed", "network.signed_unit", "network.monotone_unit"),
    *("network.bent_unit", "network.bent_unit_affine"),
)
_OF_CIRCUITS: Final = (
    *("network.direct_skip", "network.direct_branch", "network.direct_affine", "network.outputs_trained"),
    *("network.sigmoidal_unit", "network.sigmoidal_unit_affine"),
)
_NO_SHORTCUT: Final = "the network has no shortcut"
_AFFINE: Final = frozenset(
    f"network.{name}"
    for name in ("linear", "homogeneous", "linear_unfrozen", "homogeneous_unfrozen", "every_affine", "every_linear")
)


def structure_words(problem: Problem, condition: str) -> str:
    """Why a condition holds or fails that is a predicate of the problem."""
    network = problem.network
    match condition:
        case "network.shortcut" | "network.width_two":
            return f"M = {network.width}" if network.width or condition == "network.width_two" else _NO_SHORTCUT
        case "network.chain":
            return widths(network)
        case "network.funnel" | "network.valley_funnel" | "network.narrowing":
            return branch_words(problem, widths(network))
        case "network.output_bias":
            return bias_words(network, Block.OUTPUT_BIAS, present=network.output_bias)
        case "network.hidden_bias" | "network.hidden_bias_or_none":
            return bias_words(network, Block.HIDDEN_BIAS, present=network.hidden_bias)
        case "data.origin_outside_hulls":
            return "every X_i ends in 1, the input of the hidden bias"
        case "loss.single":
            return "each class has its own loss" if isinstance(problem.loss, PerClass) else "both classes have one loss"
        case "network.width_independent" | "network.width_independent_two":
            return _sharing_words(problem)
        case "network.width_samples" | "network.width_dimension":
            bias = bias_words(network, Block.OUTPUT_BIAS, present=network.output_bias)
            return f"M = {network.width}, N = {_different(problem)}, {bias}{_directions(problem, condition)}"
        case "network.width_monomials":
            return _monomial_words(problem)
        case _ if condition in _LAST:
            return _LAST[condition](problem, condition)
        case "loss.piecewise_affine" | "network.affine_path":
            return _path_words(problem, condition)
        case "network.pyramid":
            return _pyramid_words(problem)
        case "network.common_bias":
            if sharing_hidden_bias(problem) < network.width:
                return _sharing_words(problem)
            return bias_words(network, Block.HIDDEN_BIAS, present=network.hidden_bias)
        case "network.width":
            return f"M = {network.width}, counting distinct X_i"
        case "network.width_distinct":
            good = good_neurons(problem)
            few = "" if good == network.width else f", {good} of which have a_j != 0"
            return f"M = {network.width}{few}, counting distinct X_i"
        case "network.width_quadratic" | "network.width_rank":
            return f"M = {network.width}{_rank_words(problem)}"
        case "network.opposite_outputs":
            return _sign_words(problem, ranked=False)
        case _ if condition in _OF_SIGNS:
            return _sign_words(problem)
        case "network.affine_beside" | "network.deep_frozen" if not network.layers:
            return "nothing is beside the shortcut"
        case "network.affine_beside":
            return _moving_words(problem, beside=True)
        case "network.trainable" | "network.neurons_trainable" | "network.hidden_trainable" | "network.deep_frozen":
            return _trained_words(network, condition)
        case "network.output_layer":
            return _moving_words(problem)
        case "network.output_weights_frozen":
            return "the a_j are trained" if network.trains(Block.OUTPUT_WEIGHTS) else "the a_j are frozen"
        case "data.circuit" | "data.square" | "data.affine_circuit" | "data.affine_square":
            return f"{_different(problem)} distinct x_i, their relations computed exactly"
        case "data.collinear":
            return _line_words(problem)
        case "data.balanced_classes":
            return _class_weights(problem.samples)
        case "objective.output_bias_unpenalised" | "objective.output_bias_not_rewarded":
            penalised = problem.objective.coefficient(Block.OUTPUT_BIAS) != 0
            return "L carries a penalty on a0" if penalised else "L carries no penalty on a0"
        case "objective.unregularised":
            return "L carries a penalty" if problem.objective.penalties else "L carries no penalty"
        case "objective.linear_decay":
            straight = not network.width or seen(is_affine, problem.neuron)
            shape = "" if straight else f"not affine: {problem.neuron.name or 'a neuron'}"
            return "; ".join(filter(None, (penalty_words(problem), frozen_words(network), shape)))
        case _ if condition in _OF_UNITS:
            return _unit_words(problem, condition)
        case _ if condition.startswith("objective."):
            return penalty_words(problem)
        case _ if condition in _OF_CIRCUITS:
            return _circuit_words(problem, condition)
        case "network.residual":
            return _head_words(problem)
        case "network.linear_part" | "network.linear_trained" | "network.linear_wide":
            return _part_words(problem, condition)
        case "network.constant_trained" | "network.constant_seen":
            constants = _constants(problem)
            return f"trained: {', '.join(constants)}" if constants else _without_constant(problem, condition)
        case _ if condition in _AFFINE:
            return _affine_words(problem, condition)
        case "network.odd":
            return _odd_words(problem)
        case _:
            return "computed exactly"


def _different(problem: Problem) -> str:
    """The number of distinct x_i, of an abstract dataset at most so many."""
    data = problem.dataset
    if isinstance(data, Dataset):
        return str(len(distinct(data.points)))
    return f"at most {(data.positives or 0) + (data.negatives or 0)}"


def _line_words(problem: Problem) -> str:
    from theoremcheck.trusted.data.measures import collinear

    return "the points lie on one line" if collinear(problem) else "the points lie on no line"


def _unit_words(problem: Problem, condition: str) -> str:
    """How many units count at most, with what is frozen and penalised."""
    from theoremcheck.report.units import counted_units

    return branch_words(problem, counted_units(problem, condition))


def _monomial_words(problem: Problem) -> str:
    """The degrees of the monomials, their rank, and M; or that there are none."""
    from theoremcheck.trusted.data import monomials

    network = problem.network
    found = monomials.degrees(problem)
    if found is None:
        return f"s is no polynomial of degree {MAX_DEGREE} or less"
    shown = ", ".join(map(str, sorted(found.found))) or "none"
    bias = bias_words(network, Block.OUTPUT_BIAS, present=network.output_bias)
    least, among = ("=", "") if found.sure else ("<=", "among ")
    return f"M = {network.width}, R {least} {monomials.rank_of(problem, found)}, degrees: {among}{shown}, {bias}"


def _features_words(problem: Problem, condition: str) -> str:
    """The features of last hidden layers, N, and what is frozen."""
    from theoremcheck.trusted.data.wide import features

    return branch_words(problem, f"{features(problem)} features, N = {_different(problem)}")


def _continuous_words(problem: Problem, condition: str) -> str:
    """Which neurons jump."""
    from theoremcheck.trusted.data.wide import is_continuous

    jumping = [entry.name or "a neuron" for entry in neurons_of(problem) if not seen(is_continuous, entry)]
    return f"not continuous: {', '.join(jumping)}" if jumping else "all neurons are continuous"


def _last_words(problem: Problem, condition: str) -> str:
    """The trained units of last hidden layers, N, and what is frozen."""
    from theoremcheck.trusted.data import wide

    number = different_samples(problem)
    units = [part for _, part in wide.last_units(problem, below=condition != "network.wide_beside")]
    few = [] if number is None else [part for part in units if _low(part.neuron, number - 1)]
    shown = ", ".join(f"{part.width} {part.neuron.name or 'units'}" for part in units) or "none"
    low = f"; polynomials of low degree: {', '.join(part.neuron.name or 'a neuron' for part in few)}" if few else ""
    bias = bias_words(problem.network, Block.OUTPUT_BIAS, present=problem.network.output_bias)
    words = (f"last units that are trained: {shown}{low}", f"N = {_different(problem)}, {bias}")
    apart = ", ".join(_together(problem)) if condition == "network.wide_resolving" else ""
    together = f"may not keep samples apart: {apart}" if apart else ""
    return "; ".join(filter(None, (*words, together, frozen_words(problem.network))))


def _number_words(problem: Problem, condition: str) -> str:
    """What one trained number does to L, and of a chain on a line its factors."""
    if condition == "objective.signed_chain":
        shape = widths(problem.network) if problem.network.layers else f"M = {problem.network.width}"
        return f"{shape}; where the samples lie is computed exactly"
    from theoremcheck.report.line_words import line_words  # what few problems need

    return line_words(problem)


_LAST: Final = MappingProxyType(
    {
        "network.last_width": _features_words,
        "network.continuous": _continuous_words,
        **{f"objective.{name}": _number_words for name in ("line_right", "line_lowest", "line_trough", "signed_chain")},
        **dict.fromkeys(("network.wide_beside", "network.wide_resolving", "network.wide_last"), _last_words),
    }
)
"""Conditions on last hidden layers, and on one trained number, or one chain."""


def _pyramid_words(problem: Problem) -> str:
    """The layers with layers above them that narrow, and which neurons above are not seen to be invertible."""
    from theoremcheck.trusted.data import pyramid, wide

    found, bent = [], dict[AnyFunction, None]()
    for branch, number in pyramid.candidates(problem):
        layers = problem.network.branches[branch]
        if number:
            found.append(f"{branch.value}.{number} has {layers[number - 1].width} units")
        elif seen(pyramid.apart, problem, wide.trained(problem, branch, 1, Kind.BIASES)):
            found.append(f"the samples are independent inputs of {branch.value}")
        else:
            continue
        above = dict.fromkeys(part.neuron for layer in layers[number:] for part in layer.parts)
        bent.update(dict.fromkeys(entry for entry in above if not seen(pyramid.is_invertible, entry)))
    if not found:
        return "; ".join(
            filter(None, ("no layer has trained layers above it that narrow", frozen_words(problem.network)))
        )
    other = f"not seen to be invertible: {named(bent)}" if bent else ""
    return "; ".join(filter(None, (*found, f"N = {_different(problem)}", other)))


def _path_words(problem: Problem, condition: str) -> str:
    """Which losses, or neurons, are piecewise affine; which of these monotone, with what is frozen and penalised."""
    from theoremcheck.trusted.data import path

    of_loss = condition == "loss.piecewise_affine"
    functions = tuple(problem.losses if of_loss else neurons_of(problem))
    affine = [entry for entry in functions if seen(path.is_piecewise_affine, entry)]
    other = named(entry for entry in functions if entry not in affine)
    bent = f"not piecewise affine: {other}" if other else ""
    if of_loss:
        return bent or "affine inside each piece"
    monotone = [entry for entry in affine if seen(path.is_monotone, entry)]
    turning = named(entry for entry in affine if entry not in monotone)
    words = (
        f"monotone: {named(monotone) or 'none'}",
        f"not monotone: {turning}" if turning else "",
        bent,
        frozen_words(problem.network),
        penalty_words(problem) if problem.objective.penalties else "",
    )
    return "; ".join(filter(None, words))


def _together(problem: Problem) -> Iterator[str]:
    """The lower layers that are not seen to keep samples apart, of branches whose last layer is trained."""
    from theoremcheck.trusted.data import wide

    for branch in dict.fromkeys(branch for branch, _ in wide.last_units(problem, below=True) if branch is not None):
        for number, layer in enumerate(problem.network.branches[branch][:-1], 1):
            if not seen(wide.keeps_apart, problem, branch, number, layer):
                yield f"{branch.value}.{number}"


def _low(neuron: AnyFunction, order: int) -> bool:
    """True if a neuron is a polynomial of a degree below that."""
    from theoremcheck.trusted.data.wide import has_difference

    try:
        return not has_difference(neuron, order)
    except Refusal:
        return False


def _directions(problem: Problem, condition: str) -> str:
    """The numbers of rays and lines of the X_i, where these count, and there are not too many to be counted."""
    few = isinstance(problem.dataset, Dataset) and len(problem.dataset.points) <= _COUNTED
    if condition != "network.width_dimension" or not few:
        return ""
    from theoremcheck.trusted.minima.wide_decay import directions, line, ray

    rays, lines = (len(set(directions(problem, key))) for key in (ray, line))
    return f"; rays: {rays}, lines: {lines}"


def _trained_words(network: Network, condition: str) -> str:
    """What is frozen; of neurons that there are not none is trained."""
    if not network.width and condition != "network.trainable":
        return _NO_SHORTCUT
    return frozen_words(network) or "nothing is frozen"


def _circuit_words(problem: Problem, condition: str) -> str:
    """What there is of direct connections and of units in branches of one layer, and what is frozen."""
    network = problem.network
    frozen = frozen_words(network)
    if condition == "network.direct_skip":
        return _skip_words(problem) if network.width else _NO_SHORTCUT
    if condition == "network.outputs_trained":
        return frozen or "nothing is frozen"
    if condition == "network.direct_affine":
        constant = "a0 is trained" if network.trains(Block.OUTPUT_BIAS) else "a0 is not trained"
        return "; ".join(filter(None, (widths(network), frozen or "nothing is frozen", constant)))
    return f"{widths(network)}; {frozen or 'nothing is frozen'}" if network.layers else NO_DEEP


def _skip_words(problem: Problem) -> str:
    """What keeps the shortcut from being a linear function with trained weights, and what is frozen."""
    network = problem.network
    trained = "the a_j are trained" if network.trains(Block.OUTPUT_WEIGHTS) else ""
    shape = "" if seen(is_affine, problem.neuron) else f"not affine: {problem.neuron.name or 'the neuron'}"
    return "; ".join(filter(None, (shape, trained, frozen_words(network))))


def _head_words(problem: Problem) -> str:
    """The two parts of a residual head, with what is frozen and penalised."""
    network = problem.network
    if not network.residual:
        return "the network has no residual head"
    penalised = penalty_words(problem) if problem.objective.penalties else ""
    parts = f"V is deep.{len(network.deep)}.weights, w is deep.output"
    return "; ".join(filter(None, (parts, frozen_words(network), penalised)))


def _sign_words(problem: Problem, *, ranked: bool = True) -> str:
    """How many frozen a_j there are of either sign, and the rank of the samples."""
    values = frozen_outputs(problem)
    if values is None:
        return "the a_j are not frozen"
    positive, negative = sign_counts(values)
    return f"{positive} a_j > 0, {negative} a_j < 0{_rank_words(problem) if ranked else ''}"


def _rank_words(problem: Problem) -> str:
    """The rank of the X_i; nothing of an abstract dataset."""
    return f", r = {input_rank(problem)}" if isinstance(problem.dataset, Dataset) else ""


def _class_weights(samples: Dataset) -> str:
    """The weights of the two classes."""
    pairs = list(zip(samples.labels, samples.weights, strict=True))
    plus, minus = (sum((weight for label, weight in pairs if label == own), Fraction(0)) for own in (1, -1))
    return f"the weights are {rational(plus)} of + and {rational(minus)} of -"


def _sharing_words(problem: Problem) -> str:
    width, sharing = problem.network.width, sharing_hidden_bias(problem)
    few = "" if sharing == width else f", of which at most {sharing} have one and the same frozen b_j"
    return f"M = {width}{few}"


def _part_words(problem: Problem, condition: str) -> str:
    """Which parts are linear and trained, and of how many; for the width condition how wide they are."""
    network = problem.network
    parts, there = _linear_parts(problem), len(network.branches) + bool(network.width)
    if not parts:
        return "no part is linear and trained"
    frozen = frozen_words(network)
    words = [f"linear, with trained weights: {', '.join(parts)}{f', of {there} parts' if len(parts) < there else ''}"]
    words += [frozen] if frozen and len(parts) < there else []
    if condition == "network.linear_wide":
        words += [f"M = {network.width}"] if network.width else []
        words += [widths(network)] if network.layers else []
        words += [f"{problem.samples.dimension} features"] if isinstance(problem.dataset, Dataset) else []
    return "; ".join(words)


def _linear_parts(problem: Problem) -> list[str]:
    branches = [branch.value for branch in problem.network.branches if seen(linear_branch, problem, branch)]
    return [*(["the shortcut"] if seen(linear_shortcut, problem) else []), *branches]


def _constants(problem: Problem) -> list[str]:
    network = problem.network
    found = ["a0"] if network.trains(Block.OUTPUT_BIAS) else []
    found += ["b"] if network.trains(Block.HIDDEN_BIAS) and seen(linear_shortcut, problem) else []
    branches = (branch for branch in network.branches if seen(linear_branch, problem, branch))
    return [*found, *(piece.value for branch in branches for piece in trained_biases(problem, branch))]


def _moving_words(problem: Problem, *, beside: bool = False) -> str:
    """What is frozen, and why f is not affine in the rest, if it is not; ``beside`` leaves the shortcut out."""
    from theoremcheck.trusted.data.trained import moving_neurons

    moving = moving_neurons(problem, branches_only=beside)
    bent = [entry.name or "a neuron" for entry in moving or () if not seen(is_affine, entry)]
    why = [f"trained inside {', '.join(bent)}"] if bent else []
    if moving is None:
        factors = "trained weights of two layers" if beside else "two trained factors"
        why = [f"{'beside the shortcut ' if beside else ''}{factors} are multiplied"]
    return "; ".join((frozen_words(problem.network) or "nothing is frozen", *why))


def _without_constant(problem: Problem, condition: str) -> str:
    if condition == "network.constant_seen" and not problem.sees_one:
        return "X_i = x_i"
    return "neither a0 nor a bias of a linear part is trained"


def _affine_words(problem: Problem, condition: str) -> str:
    """What keeps f, or what is trained of it, from being affine (linear), or from running through all such functions.

    If nothing does, that is said.
    """
    straight = "all neurons are affine"
    if condition.endswith("_unfrozen"):
        problem, condition = unfrozen(problem), condition.removesuffix("_unfrozen")
        straight = "all neurons of trained parts are affine"
    neurons = list(neurons_of(problem))
    bent = named(entry for entry in neurons if not seen(is_affine, entry))
    if bent or condition == "network.linear":
        return f"not affine: {bent}" if bent else straight
    words = [straight]
    if condition != "network.every_affine":
        shifted = named(entry for entry in neurons if not seen(vanishes_at_zero, entry))
        words += [f"not 0 at 0: {shifted}"] if shifted else []
        words += _constant_words(problem, output=condition == "network.every_linear")
    if condition == "network.homogeneous":
        return "; ".join(words)
    if problem.network.residual:
        constant = "a0 is trained" if problem.network.trains(Block.OUTPUT_BIAS) else "a0 is not trained"
        return "; ".join(filter(None, (*words, _head_words(problem), constant)))
    parts = ["the shortcut"] if shortcut_trained(problem) else []
    branches = [branch for branch in problem.network.branches if weights_trained(problem, branch)]
    parts += [branch.value for branch in branches]
    words.append(f"all weights are trained: {', '.join(parts)}" if parts else "no part has all its weights trained")
    words += [frozen_words(problem.network)] if not parts else []
    if condition == "network.every_affine" and parts:
        trained = [block for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS) if problem.network.trains(block)]
        found = [block.value for block in trained if block is Block.OUTPUT_BIAS or shortcut_trained(problem)]
        found += [piece.value for branch in branches for piece in trained_biases(problem, branch)]
        words.append(f"trained constants: {', '.join(found)}" if found else "neither a0 nor a bias of them is trained")
    return "; ".join(filter(None, words))


def _constant_words(problem: Problem, *, output: bool) -> list[str]:
    """The biases that are trained, and those frozen at values that are not all 0; a0 among them for the ``output``."""
    network, found = problem.network, dict[str, list[AnyBlock]]()
    blocks: list[AnyBlock] = [Block.OUTPUT_BIAS] if output and network.output_bias else []
    blocks += [Block.HIDDEN_BIAS] if network.hidden_bias and network.width else []
    blocks += [p for branch in network.branches for p in network.pieces(branch, 1) if p.kind is Kind.BIASES]
    for block in blocks:
        entry = frozen_by(problem, block)
        if entry is None:
            found.setdefault("trained", []).append(block)
        elif entry.value is None:
            found.setdefault("frozen, not known to be 0", []).append(block)
        elif any(frozen_values(problem, entry, block)):
            found.setdefault("frozen at another value than 0", []).append(block)
    return [f"{how}: {', '.join(short_names(network, own))}" for how, own in found.items()]


def _odd_words(problem: Problem) -> str:
    """Which neurons are not seen to be odd, and which biases there are."""
    network = problem.network
    bent = named(entry for entry in neurons_of(problem) if not seen(is_odd, entry))
    biases = ["a0"] if network.output_bias else []
    biases += ["b"] if network.hidden_bias and network.width else []
    pieces = (piece for branch in network.branches for piece in network.pieces(branch, 1))
    biases += [piece.value for piece in pieces if piece.kind is Kind.BIASES]
    found = (f"not odd: {bent}" if bent else "all neurons are odd", f"biases: {', '.join(biases) or 'none'}")
    return "; ".join(filter(None, (*found, frozen_words(network))))
