"""The network, the objective and the candidate."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.language.diagnostics import Collector, Help, Located, excerpt, instead, meant
from theoremcheck.language.functions import Functions
from theoremcheck.language.shapes import Shapes, overlapping, read_blocks, read_value, whole_branches
from theoremcheck.language.spec import Candidate
from theoremcheck.language.tree import (
    HEAD,
    BiasLine,
    CandidateItem,
    LayerNode,
    LayersLine,
    NetworkItem,
    ObjectiveItem,
    PartNode,
    PenaltyNode,
    TrainableLine,
    ValueLine,
    Word,
)
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_LAYERS, MAX_PARAMETERS, MAX_WIDTH
from theoremcheck.trusted.problem.expr import Z
from theoremcheck.trusted.problem.model import (
    AnyBlock,
    AnyFunction,
    Block,
    Frozen,
    Function,
    Layer,
    Network,
    Objective,
    Part,
    Penalty,
    Piece,
    Vector,
)
from theoremcheck.trusted.records import dataclass, replace


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
    beside = _layers(collector, numbers, functions, lines.beside)
    head = _residual(collector, lines, dimension)
    if lines.shortcut is None and lines.deep is None and lines.beside is None:
        help = "write shortcut = 3 softplus, or deep = 16 relu -> 16 relu"
        collector.error("E090", "the network has neither a shortcut nor a deep part", item, help=help)
        return None
    if shortcut is None or deep is None or beside is None or head is None or not _shortcut_alone(collector, lines):
        return None
    notes: tuple[str, ...] = ()
    hidden, first = lines.hidden, next(iter((*deep, *beside)), None)
    renamed = not shortcut and not beside and len(deep) == 1 and not head and not lines.names(Block.DEEP)
    if renamed:
        shortcut, deep = (replace(deep[0], bias=None),), ()
        hidden = hidden if first is None or first.bias is None else first.bias
        notes = (_ONE_LAYER if not shortcut[0].others else _ONE_MIXED_LAYER,)
    if shortcut and shortcut[0].others:
        own, *others = shortcut[0].parts
        width = sum(part.width for part in others)
        beside = (Layer(width, others[0].neuron, tuple(others[1:])),)
        shortcut = (Layer(own.width, own.neuron),)
        kind = own.neuron.name
        notes = (
            *notes,
            f"theorems on one kind of unit are asked of the first in the shortcut, {kind}:"
            " the others are the branch beside",
        )
    width = shortcut[0].width if shortcut else 0
    said = {layer.bias for layer in (*deep, *beside)}
    if not width and len(said) == 1 and None not in said:
        # Each layer says the same of its biases: so does the network, which has no others.
        hidden = True in said
    deep, beside = (tuple(_usual(layer, hidden=hidden) for layer in layers) for layers in (deep, beside))
    network = Network(width, hidden, lines.output, (*deep, *head), (), beside)
    shapes = Shapes(network, dimension, renamed)
    total = sum(shapes.size(block) or 0 for block in shapes.present)
    if total > MAX_PARAMETERS:
        collector.error("E093", f"{total} parameters: more than MAX_PARAMETERS = {MAX_PARAMETERS}", item)
        return None
    frozen = _frozen(collector, numbers, lines, shapes)
    if frozen is None or lines.failed:
        return None
    neuron = shortcut[0].neuron if shortcut or first is None else first.neuron
    return ReadNetwork(replace(network, frozen=frozen), neuron, shapes, notes)


_ONE_LAYER: Final = "the network has one hidden layer and no shortcut: that layer is read as the shortcut"
_ONE_MIXED_LAYER: Final = (
    "the network has one hidden layer and no shortcut: its units of the first kind are read as the shortcut, the"
    " others as the branch beside it"
)


def _usual(layer: Layer, *, hidden: bool) -> Layer:
    """The layer, which says nothing of its biases where they are as everywhere in the network."""
    return replace(layer, bias=None) if layer.bias == hidden else layer


def _residual(collector: Collector, lines: _Lines, dimension: int | None) -> tuple[Layer, ...] | None:
    """The residual layer, where the network has one; None with the error reported."""
    deep, beside = (None if line is None else line.head for line in (lines.deep, lines.beside))
    heads = [_is_head(collector, word) for word in (deep, beside)]  # each is looked at
    if not all(heads):
        return None
    if beside is not None:
        collector.error("E025", "a residual head stands at the end of deep", beside, help=_HEAD)
        return None
    if deep is None:
        return ()
    other = lines.shortcut or lines.beside
    if other is not None:
        message = "a network with a residual head has neither a shortcut nor a branch beside"
        collector.error("E025", message, other, help=_HEAD)
        return None
    if dimension is None:
        if not collector.failed:  # else it may be that of data with an error
            message = "a residual head has a unit for each feature, and the dimension of the data is not known"
            collector.error("E025", message, deep, help="write the dimension of the dataset, such as dimension 2")
        return None
    if dimension > MAX_WIDTH:
        collector.error("E034", f"the width of a layer is at most MAX_WIDTH = {MAX_WIDTH}, not {dimension}", deep)
        return None
    return (residual_layer(dimension),)


def residual_layer(features: int) -> Layer:
    """The last layer of a network with a residual head, for so many features."""
    return Layer(features, Function(Z, "linear"), bias=False, residual=True)


_HEAD: Final = "a network with a residual head is written deep = 4 tanh -> residual, perhaps with output bias"


def _is_head(collector: Collector, word: Word | None) -> bool:
    """False, with the error reported, if another name stands where ``residual`` may stand."""
    if word is None or word.text == HEAD:
        return True
    name = excerpt(word.text)
    help = instead(word.text, (HEAD,)) or "a layer is its width and its neuron, as in 3 softplus"
    collector.error("E010", f"`{name}` alone is no layer: it lacks its width, or its neuron", word, help=help)
    return False


def _shortcut_alone(collector: Collector, lines: _Lines) -> bool:
    """False, with the error reported, if the line of the shortcut says what other lines are for."""
    if lines.shortcut is None:
        return True
    (layer,) = lines.shortcut.layers
    if layer.bias is not None:
        message = "whether the neurons of the shortcut have biases is said by hidden bias, or no hidden bias"
        words = "delete these words; units of other kinds can be written as beside = 1 linear without bias"
        collector.error("E025", message, layer.bias, help=Help(words, ""))
        return False
    if len(layer.parts) > 1 and lines.beside is not None:
        message = "the shortcut has units of other kinds, and these are the branch beside: it cannot be written as well"
        help = "write only units of one kind in the shortcut, and all others in beside"
        collector.error("E025", message, lines.beside, help=help)
        return False
    return True


@dataclass
class _Lines:
    """The lines of a network by kind; ``failed`` if one is written twice."""

    shortcut: LayersLine | None = None
    deep: LayersLine | None = None
    beside: LayersLine | None = None
    hidden: bool = False
    output: bool = False
    frozen: tuple[ValueLine, ...] = ()
    trainable: TrainableLine | None = None
    failed: bool = False

    def names(self, branch: Block) -> bool:
        """True if a frozen or trainable line names the branch, or a part of it."""
        words = [line.block for line in self.frozen] + list(() if self.trainable is None else self.trainable.blocks)
        return any(word.text.partition(".")[0] == branch.value for word in words)


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
    layers = [_layer(collector, numbers, functions, node) for node in line.layers]
    found = tuple(layer for layer in layers if layer is not None)
    return found if len(found) == len(layers) else None


def _layer(collector: Collector, numbers: Numbers, functions: Functions, node: LayerNode) -> Layer | None:
    if any(part.name.text == HEAD and not functions.declared("neuron", HEAD) for part in node.parts):
        message = "a residual head has no width of its own: it has a unit for each feature"
        words = f"write {HEAD} alone, at the end of deep"
        collector.error("E010", message, node, help=Help(words, HEAD) if len(node.parts) == 1 else words)
        return None
    parts = [_part(numbers, functions, part) for part in node.parts]
    first, *others = (part for part in parts if part is not None) if None not in parts else (None,)
    if first is None:
        return None
    total = first.width + sum(part.width for part in others)
    if total > MAX_WIDTH:
        collector.error("E034", f"the width of a layer is at most MAX_WIDTH = {MAX_WIDTH}, not {total}", node)
        return None
    for k, part in enumerate(others, 1):
        if part.neuron in [other.neuron for other in (first, *others)[:k]]:
            message = f"{node.parts[k].name.text} stands twice in one layer"
            collector.error("E021", message, node.parts[k], help="add the numbers of units of one kind")
            return None
    return Layer(total, first.neuron, tuple(others), None if node.bias is None else node.bias.present)


def _part(numbers: Numbers, functions: Functions, node: PartNode) -> Part | None:
    width = numbers.integer(node.width, "the width of a layer", 1, MAX_WIDTH, "MAX_WIDTH")
    neuron = functions.find("neuron", node.name, node.arguments)
    return None if width is None or neuron is None else Part(width, neuron)


class _Named:
    """What the names in one list stand for; no two of them may have parameters in common."""

    def __init__(self, collector: Collector, shapes: Shapes | None, *more: str, verb: str = "named") -> None:
        self.collector, self.shapes, self.more, self.verb = collector, shapes, more, verb
        self.known: list[tuple[Word, tuple[AnyBlock, ...]]] = []

    @property
    def blocks(self) -> tuple[AnyBlock, ...]:
        """All of them."""
        return tuple(block for _, own in self.known for block in own)

    def read(self, word: Word) -> tuple[AnyBlock, ...] | None:
        """What a name stands for, or None with the error reported."""
        found = read_blocks(self.collector, word, self.shapes, *self.more)
        if found is None:
            return None
        for other, own in self.known:
            if overlapping(found, own):
                message = self._common(word.text, other.text, set(found), set(own))
                self.collector.error("E021", message, word, help="name each parameter once")
                return None
        self.known.append((word, found))
        return found

    def _common(self, name: str, other: str, own: set[AnyBlock], others: set[AnyBlock]) -> str:
        """What two names have in common, in words."""
        if name == other:
            return f"the block {name} is {self.verb} twice"
        if own == others:
            return f"{name} and {other} are the same"
        if _within(own, others):
            return f"{name} is part of {other}"
        if _within(others, own):
            return f"{other} is part of {name}"
        return f"{name} and {other} have parameters in common"


def _within(own: set[AnyBlock], others: set[AnyBlock]) -> bool:
    """True if each is among the others, or a piece of one of them."""
    return all(block in others or (isinstance(block, Piece) and block.branch in others) for block in own)


def _frozen(collector: Collector, numbers: Numbers, lines: _Lines, shapes: Shapes) -> tuple[Frozen, ...] | None:
    named = _Named(collector, shapes)
    if lines.trainable is not None:
        if lines.frozen:
            message = "the network says what is trained and what is frozen; one of the two is enough"
            collector.error("E025", message, lines.frozen[0], help="delete the frozen lines or the trainable line")
            return None
        if None in [named.read(word) for word in lines.trainable.blocks]:
            return None
        return tuple(Frozen(block, None) for block in _untouched(shapes, named.blocks))
    found: dict[AnyBlock, Vector | None] = {}
    failed = False
    for line in lines.frozen:
        blocks = named.read(line.block)
        if blocks is None:
            failed = True
            continue
        found.update(dict.fromkeys(blocks))
        if line.value is not None:
            values = read_value(collector, numbers, (line.block.text, blocks), line.value, shapes)
            found.update(values or {})
            failed = failed or values is None
    return None if failed else tuple(Frozen(*entry) for entry in whole_branches(shapes, found).items())


def _untouched(shapes: Shapes, blocks: tuple[AnyBlock, ...]) -> list[AnyBlock]:
    """What is not among the blocks, in order: blocks, and of a branch that is touched its other pieces."""
    found: list[AnyBlock] = []
    for block in shapes.present:
        if not overlapping((block,), blocks):
            found.append(block)
        elif block not in blocks:
            found += [piece for piece in shapes.pieces(block) if piece not in blocks]
    return found


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
        collector.error("E110", message, node.function, help=meant("l2"))
        return None
    if coefficient is not None and (coefficient < 0 or (node.negated and coefficient > 0)):
        collector.error("E110", "the coefficient of a penalty is a rational >= 0", node)
        return None
    named = _Named(collector, None if network is None else network.shapes, "all")
    failed, everything = coefficient is None, False
    for word in node.blocks:
        everything = everything or word.text == "all"
        failed = failed or (word.text != "all" and named.read(word) is None)
    if failed or coefficient is None or network is None:
        return None
    blocks = set(named.blocks)
    if everything:
        frozen = tuple(entry.block for entry in network.network.frozen)
        blocks.update(_untouched(network.shapes, (*frozen, *blocks)))
    return Penalty(coefficient, tuple(whole_branches(network.shapes, dict.fromkeys(blocks))))


def read_candidate(collector: Collector, numbers: Numbers, item: CandidateItem, shapes: Shapes) -> Candidate | None:
    """The candidate, or None with the errors reported."""
    found: dict[AnyBlock, Vector | None] = {}
    named, failed = _Named(collector, shapes, verb="written"), False
    for line in item.lines:
        blocks = named.read(line.block)
        if blocks is None or line.value is None:
            failed = True
            continue
        values = read_value(collector, numbers, (line.block.text, blocks), line.value, shapes)
        failed = failed or values is None
        found.update(values or {})
    if failed:
        return None
    ordered = whole_branches(shapes, found)
    return Candidate(tuple((block, entries) for block, entries in ordered.items() if entries is not None))
