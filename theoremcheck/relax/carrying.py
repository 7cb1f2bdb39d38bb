"""What a spec gives beside its network, carried over to a smaller one: frozen values and a candidate lose entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.language.spec import Candidate, Spec
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters, flat
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Layer, Network, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_entries

_Rows = tuple[Vector, ...]


@dataclass(frozen=True)
class Gone:
    """What is left out of a network that does not stand at the end: a feature, or a neuron of the shortcut.

    The output weight of the neuron is added to that of neuron ``into``, if there is one. All count from 0.
    """

    feature: int | None = None
    neuron: int | None = None
    into: int | None = None


NOTHING: Final = Gone()


def carried(spec: Spec, smaller: Problem, gone: Gone = NOTHING) -> Spec | None:
    """The spec with the smaller problem, whose candidate and frozen values have lost what its network has lost.

    Where a layer, or the shortcut, has fewer units, those at its end are gone. None where that is not known.
    """
    same = (smaller.network, smaller.dataset.dimension) == (spec.problem.network, spec.problem.dataset.dimension)
    given = any(entry.value is not None for entry in spec.problem.network.frozen)
    if same or not (given or spec.candidate is not None):
        return replace(spec, problem=smaller)
    if not isinstance(smaller.dataset, Dataset) or smaller.network.residual:
        return None
    try:
        return _with_values(spec, smaller, _left(spec, smaller, gone))
    except Refusal:
        return None


def _with_values(spec: Spec, smaller: Problem, values: Vector) -> Spec:
    """The spec with the smaller problem, and the parameters (p,) as far as they are frozen or given."""
    layout = Layout.of(smaller)

    def own(block: Block) -> bool:
        return bool(layout.count(block))

    frozen = tuple(
        Frozen(entry.block, None if entry.value is None else values[layout.places(entry.block)])
        for entry in smaller.network.frozen
        if not isinstance(entry.block, Block) or own(entry.block)
    )
    problem = replace(smaller, network=replace(smaller.network, frozen=frozen))
    layout = Layout.of(problem)
    listed = tuple((block, values[layout.places(block)]) for block in layout.trained_blocks)
    return replace(spec, problem=problem, candidate=None if spec.candidate is None else Candidate(listed))


def _left(spec: Spec, smaller: Problem, gone: Gone) -> Vector:
    """All parameters of the smaller network, (p,). Raises ``Refusal`` where they are not known."""
    layout = Layout.of(spec.problem)
    known = dict.fromkeys(range(layout.size), Fraction(0))
    known.update((place, value) for place, value in layout.frozen.items() if value is not None)
    if spec.candidate is not None:
        point = candidate_entries(spec.problem, spec.candidate)
        if isinstance(point, Reason):
            raise Refusal(point)
        known.update(zip(layout.trained, point, strict=True))
    named = layout.named(tuple(known[place] for place in range(layout.size)))
    return flat(_cut(named, smaller.network, gone))


def _cut(old: Parameters[Fraction], network: Network, gone: Gone) -> Parameters[Fraction]:
    """The parameters of the smaller network."""
    output, rows, biases = list(old.output_weights), list(old.hidden_weights), list(old.hidden_bias or ())
    if gone.neuron is not None:
        if gone.into is not None:
            output[gone.into] += output[gone.neuron]
        for entries in (output, rows, biases):
            del entries[gone.neuron : gone.neuron + 1]
    width = network.width
    return Parameters(
        old.output_bias if network.output_bias else None,
        tuple(output[:width]),
        tuple(_without(row, gone.feature) for row in rows[:width]),
        tuple(biases[:width]) if network.hidden_bias else None,
        _branch(old.deep, network.deep, network, gone),
        _branch(old.beside, network.beside, network, gone),
    )


def _branch(
    old: Branch[Fraction] | None, layers: Sequence[Layer], network: Network, gone: Gone
) -> Branch[Fraction] | None:
    """The branch with these layers, None without any. Raises ``Refusal`` where it has another number of layers."""
    if old is None or not layers:
        return None
    if len(old.layers) != len(layers):
        raise Refusal("layout.no_layer")
    made: list[tuple[_Rows, Vector | None]] = []
    inputs: int | None = None
    for (rows, biases), layer in zip(old.layers, layers, strict=True):
        first = inputs is None
        kept = tuple(_without(row, gone.feature) if first else row[:inputs] for row in rows[: layer.width])
        made.append((kept, None if biases is None or not network.biased(layer) else biases[: layer.width]))
        inputs = layer.width
    return Branch(tuple(made), old.output[:inputs])


def _without(row: Vector, index: int | None) -> Vector:
    return row if index is None else (*row[:index], *row[index + 1 :])
