"""Conditions that are read off the problem's structure: the network, what is trained, the objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.data.exact import distinct
from theoremcheck.trusted.data.frozen_signs import frozen_outputs, spans_inputs
from theoremcheck.trusted.data.spans import class_ranks, independent_spans
from theoremcheck.trusted.data.widths import width_distinct
from theoremcheck.trusted.functions.affine import vanishes_at_zero
from theoremcheck.trusted.problem.model import BRANCHES, AbstractDataset, Block, PerClass, Problem, branch_of
from theoremcheck.trusted.refusal import Refusal


def sharing_hidden_bias(problem: Problem) -> int:
    """The largest number of neurons of the shortcut whose pre-activations are one and the same function of w_j.

    With the hidden bias absent (b = 0) or trained (part of w_j, X_i = (x_i, 1)) these are all M. A frozen b_j is a
    constant of its own for each neuron, so only neurons frozen at one value count together.
    """
    network = problem.network
    frozen = network.frozen_block(Block.HIDDEN_BIAS) if network.hidden_bias else None
    if frozen is None or network.width <= 1:
        return network.width
    if frozen.value is None:
        raise Refusal("structure.frozen_unknown", block="b")
    return max(Counter(frozen.value).values())


def _width_independent(problem: Problem) -> bool:
    """Three neurons share their hidden bias, or two where each class has rank 1.

    The proof compares the w_j of neurons for which v -> sum q_i s(v . x_i + b) is the same function; the others stay
    where they are, so they may have any biases.
    """
    sharing = sharing_hidden_bias(problem)
    return sharing >= 3 or (sharing == 2 and class_ranks(problem)[:2] == (1, 1))


def _width_independent_two(problem: Problem) -> bool:
    """Three neurons share their hidden bias, or M = 2 and both do.

    The proof for two neurons uses that no third one adds to f = a_0 on the samples that carry slope.
    """
    sharing = sharing_hidden_bias(problem)
    return sharing >= 3 or sharing == problem.network.width == 2


def _single(problem: Problem) -> bool:
    """Both classes have one loss."""
    return not isinstance(problem.loss, PerClass)


def _trainable(problem: Problem) -> bool:
    """Nothing of f_S is frozen: (a) and (w) of lemma.first_order for every neuron, and (0) where a_0 is present.

    Of f_D all, some or nothing may be: the proofs hold it still.
    """
    return all(branch_of(entry.block) in BRANCHES for entry in problem.network.frozen)


def _neurons_trainable(problem: Problem) -> bool:
    """All a_j and w_j are trained, biases may be frozen: (a) and (w) of lemma.first_order for every neuron."""
    network = problem.network
    return network.trains(Block.OUTPUT_WEIGHTS) and network.trains(Block.HIDDEN_WEIGHTS)


def _hidden_trainable(problem: Problem) -> bool:
    """All w_j are trained, some a_j is trained or frozen at a value that is not 0: (w) of lemma.first_order."""
    network = problem.network
    if not network.trains(Block.HIDDEN_WEIGHTS):
        return False
    frozen = frozen_outputs(problem)
    return frozen is None or any(frozen)


def _hidden_unpenalised(problem: Problem) -> bool:
    """No penalty involves a w_j or b_j of the shortcut: the proofs that move these alone allow every other one."""
    return not {Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS} & problem.objective.penalised


def _chain(problem: Problem) -> bool:
    """f_D is one trained chain of single units, all with the neuron s: that of thm.separable.chain.

    The biases of its layers may be there or not, layer by layer: those above the first one enter no derivative in w,
    and "the unit above sees its bias only" is true where it has none. The first one moves u . X_i: where X_i = (x_i, 1)
    it must be there. (Without a shortcut it is what says so.) Of the chain all is trained: w, and a multiplier that
    may be 0. A layer of one unit has one kind.
    """
    network = problem.network
    units = all(layer.width == 1 and layer.neuron == problem.neuron for layer in network.deep)
    if network.beside or not network.trains(Block.DEEP) or not units:
        return False
    return network.biased(network.deep[0]) or not problem.sees_one


def _common_bias(problem: Problem) -> bool:
    """The b_j are trained, absent, or frozen at one value: every neuron has the same choice of functions of x."""
    return sharing_hidden_bias(problem) == problem.network.width


def good_neurons(problem: Problem) -> int:
    """The number of neurons of the shortcut that have a part in f: all with trained a_j, else those with a_j != 0."""
    frozen = frozen_outputs(problem)
    return problem.network.width if frozen is None else sum(value != 0 for value in frozen)


def _width_distinct(problem: Problem) -> bool:
    """n+ + n- - 1 good neurons, counting the distinct X_i, and at least one."""
    good = good_neurons(problem)
    return good >= 1 and counted(problem, width_distinct(problem), good)


def different_samples(problem: Problem) -> int | None:
    """The number of different x_i. Of an abstract dataset all samples are counted, of which some may be the same.

    None if their number is not known.
    """
    data = problem.dataset
    if isinstance(data, AbstractDataset):
        known = data.positives is not None and data.negatives is not None
        return (data.positives or 0) + (data.negatives or 0) if known else None
    return len(distinct(data.points))


def _width_samples(problem: Problem) -> bool:
    """M >= N, the number of distinct x_i, or M >= N - 1 where a_0 is trained."""
    number = different_samples(problem)
    needed = None if number is None else number - int(problem.network.trains(Block.OUTPUT_BIAS))
    return counted(problem, needed, problem.network.width)


def counted(problem: Problem, needed: int | None, neurons: int) -> bool:
    """True if there are as many neurons; None: how many are needed is not known."""
    if needed is None:
        raise Refusal("structure.sizes_unknown")
    wide = neurons >= needed
    if not wide and isinstance(problem.dataset, AbstractDataset):
        raise Refusal("structure.sizes_count_samples")
    return wide


def wide_enough_for_counts(problem: Problem) -> bool:
    """For an abstract dataset: M >= n+ + n- - 1, which is enough since m+ <= n+ and m- <= n-."""
    wide = isinstance(problem.dataset, AbstractDataset)
    return wide and counted(problem, width_distinct(problem), problem.network.width)


FACTS: Final[Mapping[str, Callable[[Problem], bool]]] = MappingProxyType(
    {
        "loss.single": _single,
        "network.shortcut": lambda problem: problem.network.width >= 1,
        "network.shortcut_only": lambda problem: not problem.network.layers,
        "data.independent_spans": independent_spans,
        "network.width_independent": _width_independent,
        "network.width_independent_two": _width_independent_two,
        "network.width_two": lambda problem: problem.network.width >= 2,
        "network.output_bias": lambda problem: problem.network.trains(Block.OUTPUT_BIAS),
        "network.hidden_bias": lambda problem: problem.network.trains(Block.HIDDEN_BIAS),
        "network.chain": _chain,
        "network.width_distinct": _width_distinct,
        "network.width_samples": _width_samples,
        "network.common_bias": _common_bias,
        "network.width_rank": lambda problem: spans_inputs(problem, problem.network.width),
        "network.still_at_rest": lambda problem: vanishes_at_zero(problem.neuron),
        "network.trainable": _trainable,
        "network.neurons_trainable": _neurons_trainable,
        "network.hidden_trainable": _hidden_trainable,
        "network.output_weights_frozen": lambda problem: not problem.network.trains(Block.OUTPUT_WEIGHTS),
        "objective.output_bias_not_rewarded": lambda p: p.objective.coefficient(Block.OUTPUT_BIAS) >= 0,
        "objective.hidden_unpenalised": _hidden_unpenalised,
        "objective.unregularised": lambda problem: not any(t.coefficient for t in problem.objective.penalties),
    }
)
"""The conditions that are one predicate of the problem."""
