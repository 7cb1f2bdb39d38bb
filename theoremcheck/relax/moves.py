"""Small changes of a problem, in the order in which they are tried. What a change breaks is decided, never assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Final, TypeAlias

from theoremcheck.decide.asking import accepts
from theoremcheck.language.functions import from_library
from theoremcheck.language.networks import residual_layer
from theoremcheck.relax.change import Move, make_move, with_network
from theoremcheck.relax.rows import separating
from theoremcheck.relax.special import special
from theoremcheck.trusted.problem.model import (
    Block,
    Dataset,
    Frozen,
    Function,
    Layer,
    Network,
    Objective,
    Penalty,
    Problem,
    Vector,
)
from theoremcheck.trusted.problem.well_formed import check_well_formed

MAX_DROPPED: Final = 3
"""Samples that are left out at once to make a theorem apply."""
MAX_SMALL: Final = 12
"""Samples up to which all subsets of so many are left out in turn; of more those alone that separate the rest."""
MAX_WIDER: Final = 8
"""Widths above the network's own that are tried in turn."""

_Choices: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
_NEURONS: Final[_Choices] = (
    ("relu", ()), ("leaky_relu", ("1/10",)), ("linear", ()), ("softplus", ()), ("tanh", ()), ("silu", ()),
    ("quadratic", ()), ("exp", ()), ("elu", ()), ("sigmoid", ()), ("gaussian", ()), ("sin", ()), ("requ", ()),
    ("abs", ()), ("cosh", ()), ("cubic", ()), ("hard_tanh", ()), ("step", ()), ("softplus", ("2",)),
)  # fmt: skip
_LOSSES: Final[_Choices] = (
    ("hinge", ()), ("square", ()), ("squared_hinge", ()), ("perceptron", ()), ("smooth_perceptron", ("3",)),
    ("logistic", ()), ("exponential", ()), ("polynomial_hinge", ("3",)), ("sigmoid_loss", ()), ("ramp", ()),
    ("smooth_ramp", ()), ("savage", ()), ("modified_huber", ()),
)  # fmt: skip
_GOOD_NEURONS: Final[_Choices] = (("leaky_relu", ("1/10",)), ("softplus", ()), ("tanh", ()))
_GOOD_LOSSES: Final[_Choices] = (("logistic", ()), ("polynomial_hinge", ("3",)))
"""Those for which theorems apply."""
WIDE_LAYERS: Final = frozenset({"network.wide_beside", "network.wide_resolving", "network.wide_last"})
"""Conditions on the widths of last hidden layers."""


def breaking(problem: Problem, hypothesis: str) -> Iterator[Move]:
    """Different problems with a change that may break a hypothesis, the likely ones first."""
    seen = {problem.digests["problem"]}
    for move in filter(_fits, _candidates(problem, hypothesis)):
        digest = move.problem.digests["problem"]
        if digest not in seen:
            seen.add(digest)
            yield move


def _candidates(problem: Problem, hypothesis: str) -> Iterator[Move]:
    yield from special(problem, hypothesis)
    kind = hypothesis.partition(".")[0]
    if kind == "neuron" or hypothesis in ("network.positively_homogeneous", "network.continuous"):
        yield from _neurons(problem)
    elif kind == "loss":
        yield from _losses(problem)
    elif kind == "data":
        yield from _data(problem)
    elif hypothesis == "network.matching":
        yield from _neurons(problem)
        yield from _losses(problem)
    elif hypothesis == "objective.linear_decay":
        yield from _neurons(problem)
    elif hypothesis == "objective.signed_chain":
        yield from _data(problem)
        yield from _losses(problem)
    elif kind == "objective":
        yield from _penalties(problem)
    else:
        if hypothesis in WIDE_LAYERS:
            yield from _last_layers(problem, narrower=True)
        if hypothesis == "network.affine_path":
            yield from _neurons(problem)
            yield from _penalties(problem)
        yield from _smaller(problem.network, problem)
        yield from _data(problem)


def repairing(problem: Problem, *, wider: bool = True, width: int | None = None) -> Iterator[Move]:
    """Different problems with a change that may let a theorem apply, the smallest changes first.

    ``wider`` False says that no width stands in the way of a theorem; ``width`` is one that a theorem asks for.
    """
    seen = {problem.digests["problem"]}
    for move in filter(_fits, _repairs(problem, wider=wider, width=width)):
        digest = move.problem.digests["problem"]
        if digest not in seen:
            seen.add(digest)
            yield move


def _fits(move: Move) -> bool:
    """True if what is frozen or penalised is still there, with as many values as the changed network has entries."""
    if move.problem.dataset.dimension is None and any(entry.value is not None for entry in move.problem.network.frozen):
        return False
    return accepts(check_well_formed, move.problem)


def _repairs(problem: Problem, *, wider: bool, width: int | None) -> Iterator[Move]:
    network = problem.network
    for dropped in separating(problem):
        yield _left_out(problem, problem.samples, dropped)
    own = range(network.width + 1, network.width + 1 + MAX_WIDER)
    asked = () if width is None or width < own.stop else (width,)
    for more in (*own, *asked) if wider else ():
        yield make_move("move.wider", with_network(problem, width=more), width=more)
    if wider:
        yield from _last_layers(problem, narrower=False)
    if not network.output_bias:
        yield make_move("move.output_bias", with_network(problem, output_bias=True))
    if not network.hidden_bias:
        yield make_move("move.hidden_bias", with_network(problem, hidden_bias=True))
    if network.frozen:
        yield make_move("move.nothing_frozen", with_network(problem, frozen=()))
    if problem.objective.penalties:
        yield make_move("move.no_regularizer", replace(problem, objective=Objective()))
    yield from _helpers(problem)
    yield from _neurons(problem, _GOOD_NEURONS)
    yield from _losses(problem, _GOOD_LOSSES)
    yield from _fewer_samples(problem)


def _helpers(problem: Problem) -> Iterator[Move]:
    """A linear skip connection, for thm.linear; a residual head, for thm.residual; a penalised exponential neuron, for
    thm.exponential.
    """
    network = problem.network
    if network.residual:
        return  # nothing stands beside a residual head
    linear, exponential = (from_library("neuron", name, ()) for name in ("linear", "exp"))
    free = "deep" if not network.deep else "beside" if not network.beside else ""
    if free and linear is not None:
        changed = with_network(problem, **{free: (Layer(1, linear, bias=False),)})
        yield make_move("move.linear_skip", changed)
    features = problem.dataset.dimension
    if network.deep and not network.width and not network.beside and features is not None:
        yield make_move("move.residual_head", with_network(problem, deep=(*network.deep, residual_layer(features))))
    if not network.width and exponential is not None and not problem.objective.coefficient(Block.OUTPUT_WEIGHTS):
        penalties = (*problem.objective.penalties, Penalty(Fraction(1, 10), (Block.OUTPUT_WEIGHTS,)))
        kept = {
            name: tuple(replace(layer, bias=network.biased(layer)) for layer in layers)
            for name, layers in (("deep", network.deep), ("beside", network.beside))
        }
        changed = replace(with_network(problem, width=1, hidden_bias=True, **kept), neuron=exponential)
        yield make_move("move.exponential", replace(changed, objective=Objective(penalties)))


def _neurons(problem: Problem, choices: _Choices = _NEURONS) -> Iterator[Move]:
    for name, arguments in choices:
        found = from_library("neuron", name, tuple(map(Fraction, arguments)))
        if found is not None and _differs(problem.neuron, found) and problem.network.width:
            yield make_move("move.neuron", replace(problem, neuron=found), new=found.name, old=problem.neuron.name)


def _losses(problem: Problem, choices: _Choices = _LOSSES) -> Iterator[Move]:
    for name, arguments in choices:
        found = from_library("loss", name, tuple(map(Fraction, arguments)))
        if found is not None and _differs(problem.loss, found):
            yield make_move("move.loss", replace(problem, loss=found), new=found.name, old=problem.loss.name)


def _differs(old: object, new: Function) -> bool:
    return not isinstance(old, Function) or old.expr != new.expr


def _data(problem: Problem) -> Iterator[Move]:
    data = problem.dataset
    if not isinstance(data, Dataset):
        return
    for index, (point, label) in enumerate(zip(data.points, data.labels, strict=True)):
        yield make_move("move.doubled", _more(problem, data, point, -label), sample=index)
    for index, label in enumerate(data.labels):
        turned = replace(data, labels=tuple(-y if i == index else y for i, y in enumerate(data.labels)))
        if data.labels.count(label) > 1:
            yield make_move("move.turned", replace(problem, dataset=turned), sample=index)
    for label, sign in ((1, "+"), (-1, "-")):
        own = data.members(-label)
        mean = tuple(sum((data.points[i][k] for i in own), Fraction(0)) / len(own) for k in range(data.dimension))
        yield make_move("move.mean", _more(problem, data, mean, label), label=sign)
    for label, sign in ((1, "+"), (-1, "-")):
        yield make_move("move.origin", _more(problem, data, (Fraction(0),) * data.dimension, label), label=sign)


def _more(problem: Problem, data: Dataset, point: Vector, label: int) -> Problem:
    """The problem with one more sample, of weight 1."""
    added = Dataset((*data.points, point), (*data.labels, label), (*data.weights, Fraction(1)), data.name)
    return replace(problem, dataset=added)


def _fewer_samples(problem: Problem) -> Iterator[Move]:
    data = problem.dataset
    if not isinstance(data, Dataset) or len(data.points) > MAX_SMALL:
        return
    for count in range(1, MAX_DROPPED + 1):
        for dropped in combinations(range(len(data.points)), count):
            if {label for i, label in enumerate(data.labels) if i not in dropped} == {1, -1}:
                yield _left_out(problem, data, dropped)


def _left_out(problem: Problem, data: Dataset, dropped: tuple[int, ...]) -> Move:
    """The problem without these samples."""
    kept = [i for i in range(len(data.points)) if i not in dropped]
    rest = Dataset(
        tuple(data.points[i] for i in kept),
        tuple(data.labels[i] for i in kept),
        tuple(data.weights[i] for i in kept),
        data.name,
    )
    code = "move.samples_left_out" if len(dropped) > 1 else "move.sample_left_out"
    listed = ", ".join(str(i + 1) for i in dropped)
    return make_move(code, replace(problem, dataset=rest), listed=listed, dropped=dropped)


def _smaller(network: Network, problem: Problem) -> Iterator[Move]:
    for width in range(network.width - 1, 0, -1):
        yield make_move(
            "move.narrower", with_network(problem, width=width, frozen=_of_first(network, width)), width=width
        )
    if network.output_bias:
        yield make_move(
            "move.no_output_bias", with_network(problem, output_bias=False, frozen=_others(network, Block.OUTPUT_BIAS))
        )
    if network.hidden_bias:
        yield make_move(
            "move.no_hidden_bias", with_network(problem, hidden_bias=False, frozen=_others(network, Block.HIDDEN_BIAS))
        )
    if network.width and network.deep:
        yield make_move("move.no_shortcut", replace(with_network(problem, width=0), neuron=network.deep[0].neuron))
        yield make_move("move.no_deep", with_network(problem, deep=()))
    if network.residual:
        *below, head = network.deep
        yield make_move("move.no_skip", with_network(problem, deep=(*below, replace(head, residual=False))))
    relu = from_library("neuron", "relu", ())
    if network.deep and relu is not None:
        bent = tuple(layer if layer.residual else replace(layer, neuron=relu, others=()) for layer in network.deep)
        changed = with_network(problem, deep=bent, frozen=_others(network, Block.DEEP))
        yield make_move("move.bent", changed if network.width else replace(changed, neuron=relu))


def _last_layers(problem: Problem, *, narrower: bool) -> Iterator[Move]:
    """The last hidden layer of a branch with fewer units of its first kind, or with more, one by one."""
    network = problem.network
    for branch, layers in network.branches.items():
        *below, last = layers
        kept = sum(part.width for part in last.others)
        widths = range(last.width - 1, kept, -1) if narrower else range(last.width + 1, last.width + 1 + MAX_WIDER)
        for width in () if last.residual else widths:
            changed = with_network(problem, **{branch.value: (*below, replace(last, width=width))})
            yield make_move("move.last_layer", changed, width=width, branch=branch.value)


def _of_first(network: Network, width: int) -> tuple[Frozen, ...]:
    """What is frozen, without the values of the last neurons."""
    per_neuron = {Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS}
    return tuple(
        replace(entry, value=entry.value[: len(entry.value) // network.width * width])
        if entry.block in per_neuron and entry.value is not None
        else entry
        for entry in network.frozen
    )


def _others(network: Network, block: Block) -> tuple[Frozen, ...]:
    """What is frozen in other blocks."""
    return tuple(entry for entry in network.frozen if entry.block is not block)


def _penalties(problem: Problem) -> Iterator[Move]:
    network = problem.network
    trained = tuple(block for block in Block if network.trains(block))
    choices = ((Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS), trained, (Block.HIDDEN_WEIGHTS,))
    for coefficient in (Fraction(1, 10), Fraction(1), Fraction(1, 100)):
        for blocks in choices:
            if blocks and all(block in trained for block in blocks):
                names = ", ".join(block.value for block in blocks)
                changed = Objective((*problem.objective.penalties, Penalty(coefficient, blocks)))
                yield make_move(
                    "move.penalty", replace(problem, objective=changed), coefficient=str(coefficient), names=names
                )
