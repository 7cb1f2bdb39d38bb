"""The network, the objective and the candidate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from theoremcheck.language.diagnostics import Collector, Located, excerpt
from theoremcheck.language.functions import Functions
from theoremcheck.language.shapes import Shapes, read_block, read_value
from theoremcheck.language.spec import Candidate
from theoremcheck.language.tree import (
    BiasLine,
    CandidateItem,
    LayerNode,
    LayersLine,
    NetworkItem,
    ObjectiveItem,
    PenaltyNode,
    TrainableLine,
    ValueLine,
)
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_LAYERS, MAX_PARAMETERS, MAX_WIDTH
from theoremcheck.trusted.problem.model import AnyFunction, Block, Frozen, Layer, Network, Objective, Penalty, Vector


@dataclass(frozen=True)
class ReadNetwork:
    """A network, its neuron, and its shapes for the values of other blocks."""

    network: Network
    neuron: AnyFunction
    shapes: Shapes
    notes: tuple[str, ...]


def read_network(
    collector: Collector, numbers: Numbers, functions: Functions, item: NetworkItem, dimension: int | None
) -> ReadNetwork | None:
    """The network of an item for inputs of that dimension (None: unknown), or None with the errors reported."""
    lines = _lines(collector, item)
    shortcut = _layers(collector, numbers, functions, lines.shortcut)
    deep = _layers(collector, numbers, functions, lines.deep)
    if lines.shortcut is None and lines.deep is None:
        help = "write shortcut = 3 softplus, or deep = 16 relu -> 16 relu"
        collector.error("E090", "the network has neither a shortcut nor a deep part", item, help=help)
        return None
    if shortcut is None or deep is None:
        return None
    notes: tuple[str, ...] = ()
    named = {line.block.text for line in lines.frozen}
    named |= set() if lines.trainable is None else {word.text for word in lines.trainable.blocks}
    if not shortcut and len(deep) == 1 and "deep" not in named:
        shortcut, deep = deep, ()
        notes = ("the network has one hidden layer and no shortcut: that layer is read as the shortcut",)
    width = shortcut[0].width if shortcut else 0
    shapes = Shapes(width, lines.hidden, lines.output, deep, dimension)
    total = sum(shapes.size(block) or 0 for block in shapes.present)
    if total > MAX_PARAMETERS:
        collector.error("E093", f"{total} parameters: more than MAX_PARAMETERS = {MAX_PARAMETERS}", item)
        return None
    frozen = _frozen(collector, numbers, lines, shapes)
    if frozen is None or lines.failed:
        return None
    neuron = shortcut[0].neuron if shortcut else deep[0].neuron
    return ReadNetwork(Network(width, lines.hidden, lines.output, deep, frozen), neuron, shapes, notes)


@dataclass
class _Lines:
    """The lines of a network by kind; ``failed`` if one is written twice."""

    shortcut: LayersLine | None = None
    deep: LayersLine | None = None
    hidden: bool = False
    output: bool = False
    frozen: tuple[ValueLine, ...] = ()
    trainable: TrainableLine | None = None
    failed: bool = False


def _lines(collector: Collector, item: NetworkItem) -> _Lines:
    found = _Lines()
    seen: set[str] = set()

    def once(key: str, at: Located) -> bool:
        if key in seen:
            collector.error("E021", f"{key} is written twice", at)
            found.failed = True
        seen.add(key)
        return not found.failed

    for line in item.lines:
        match line:
            case LayersLine(keyword):
                if once(keyword.text, keyword):
                    setattr(found, keyword.text, line)
            case BiasLine(which, present):
                if once(f"{which.text} bias", line):
                    setattr(found, which.text, present)
            case ValueLine(block):
                once(f"frozen {block.text}", line)
                found.frozen = (*found.frozen, line)
            case TrainableLine():
                once("trainable", line)
                found.trainable = line
    return found


def _layers(
    collector: Collector, numbers: Numbers, functions: Functions, line: LayersLine | None
) -> tuple[Layer, ...] | None:
    """The layers of a line; none if there is no line; None with the errors reported."""
    if line is None:
        return ()
    if len(line.layers) > MAX_LAYERS:
        collector.error("E093", f"more than MAX_LAYERS = {MAX_LAYERS} layers", line)
        return None
    layers = [_layer(numbers, functions, node) for node in line.layers]
    found = tuple(layer for layer in layers if layer is not None)
    return found if len(found) == len(layers) else None


def _layer(numbers: Numbers, functions: Functions, node: LayerNode) -> Layer | None:
    width = numbers.integer(node.width, "the width of a layer", 1, MAX_WIDTH, "MAX_WIDTH")
    neuron = functions.find("neuron", node.name, node.arguments)
    return None if width is None or neuron is None else Layer(width, neuron)


def _frozen(collector: Collector, numbers: Numbers, lines: _Lines, shapes: Shapes) -> tuple[Frozen, ...] | None:
    if lines.trainable is not None:
        if lines.frozen:
            message = "the network says what is trained and what is frozen; one of the two is enough"
            collector.error("E025", message, lines.frozen[0], help="delete the frozen lines or the trainable line")
            return None
        trained = [read_block(collector, word, shapes) for word in lines.trainable.blocks]
        if None in trained:
            return None
        return tuple(Frozen(block, None) for block in shapes.present if block not in trained)
    found: dict[Block, Vector | None] = {}
    failed = False
    for line in lines.frozen:
        block = read_block(collector, line.block, shapes)
        if block is None:
            failed = True
            continue
        found[block] = None
        if line.value is not None:
            found[block] = read_value(collector, numbers, block, line.value, shapes)
            failed = failed or found[block] is None
    return None if failed else tuple(Frozen(block, found[block]) for block in Block if block in found)


def read_objective(
    collector: Collector, numbers: Numbers, item: ObjectiveItem, network: ReadNetwork | None
) -> Objective | None:
    """The objective, or None with the errors reported (or if there is no network to name blocks of)."""
    if len(item.lines) > 1:
        collector.error("E021", "the regularizer is written twice", item.lines[1].keyword)
        return None
    found: list[Penalty] = []
    failed = False
    for node in item.lines[0].penalties if item.lines else ():
        penalty = _penalty(collector, numbers, node, network)
        failed = failed or penalty is None
        if penalty is not None and penalty.coefficient > 0 and penalty.blocks:
            found.append(penalty)
    return None if failed else Objective(tuple(found))


def _penalty(collector: Collector, numbers: Numbers, node: PenaltyNode, network: ReadNetwork | None) -> Penalty | None:
    coefficient = Fraction(1) if node.coefficient is None else numbers.read(node.coefficient)
    if node.function.text != "l2":
        message = f"no penalty is named {excerpt(node.function.text)!r}"
        collector.error("E110", message, node.function, help="did you mean l2?")
        return None
    if coefficient is not None and (coefficient < 0 or (node.negated and coefficient > 0)):
        collector.error("E110", "the coefficient of a penalty is a rational >= 0", node)
        return None
    blocks: list[Block] = []
    failed = coefficient is None
    for word in node.blocks:
        if word.text == "all":
            trained = () if network is None else tuple(b for b in network.shapes.present if network.network.trains(b))
            blocks.extend(block for block in trained if block not in blocks)
            continue
        block = read_block(collector, word, None if network is None else network.shapes, "all")
        if block is None:
            failed = True
        elif block in blocks:
            collector.error("E021", f"the block {word.text} is named twice", word)
            failed = True
        else:
            blocks.append(block)
    if failed or coefficient is None:
        return None
    return Penalty(coefficient, tuple(block for block in Block if block in blocks))


def read_candidate(collector: Collector, numbers: Numbers, item: CandidateItem, shapes: Shapes) -> Candidate | None:
    """The candidate, or None with the errors reported."""
    found: dict[Block, Vector] = {}
    failed = False
    for line in item.lines:
        block = read_block(collector, line.block, shapes)
        if block is None or line.value is None:
            failed = True
            continue
        if block in found:
            collector.error("E021", f"{line.block.text} is written twice", line.block)
            failed = True
            continue
        entries = read_value(collector, numbers, block, line.value, shapes)
        if entries is None:
            failed = True
        else:
            found[block] = entries
    return None if failed else Candidate(_ordered(found))


def _ordered(found: dict[Block, Vector]) -> tuple[tuple[Block, Vector], ...]:
    return tuple((block, found[block]) for block in Block if block in found)
