"""Points of parameter space as the API takes and gives them: exact numbers, by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from theoremcheck.api.arrays import as_array, entries_of
from theoremcheck.api.errors import require_well_formed, wrong
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.language.diagnostics import excerpt, suggest
from theoremcheck.language.spec import Candidate
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.layout import Layout, Parameters, flat
from theoremcheck.trusted.problem.model import BRANCHES, AnyBlock, Block, Frozen, Json, Kind, Piece, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

AnyPoint: TypeAlias = Any
"""A point: a mapping from blocks to arrays, a list of all parameters, the path of a .json or .npz file, a ``Point``,
``Parameters``, the candidate of a spec, or anything that has a ``point``."""

_BLOCKS: Final = MappingProxyType({block.value: block for block in Block})
_BRANCHES: Final = tuple(block.value for block in BRANCHES)
_NAME: Final = "point"
_NESTING: Final = 8
_REMARKS: Final = frozenset({"format", "schema_version", "spec", "rule", "loss", "wrong", "samples"})
"""What a file of a point says beside its parameters."""


@dataclass(frozen=True, repr=False)
class Point(Mapping[str, Any]):
    """A point of the parameters of one network: a mapping from its blocks to exact numbers.

    ``point["a0"]`` is a number, ``point["a"]`` and ``point["b"]`` have M of them, ``point["w"]`` M rows of d. The
    branches ``deep`` and ``beside`` have ``layers``, each with ``weights``, (width, inputs), and ``biases``, and
    ``output``. ``full`` lists all parameters, trained or frozen, in the order of the blocks.
    """

    layout: Layout
    full: Vector

    @property
    def parameters(self) -> Parameters[Fraction]:
        """The parameters by name."""
        return self.layout.named(self.full)

    @property
    def trained(self) -> Vector:
        """The trained parameters, (P,), as a search or a certificate lists them."""
        return self.layout.centre(self.full)

    @property
    def blocks(self) -> dict[str, Any]:
        """The blocks that the network has, as tuples."""
        return by_block(self.parameters)

    def __getitem__(self, name: str) -> Any:
        return self.blocks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.blocks)

    def __len__(self) -> int:
        return len(self.blocks)

    def __hash__(self) -> int:
        return hash((self.layout, self.full))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Point):
            return self.layout == other.layout and self.full == other.full
        return NotImplemented

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {_shown(self, name)}" for name in self)
        return f"<Point of {len(self.full)} parameters: {shapes}>"

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """The blocks as arrays of doubles, named as in an .npz file: a0, a, w, b, deep_w0, deep_b0, deep_output."""
        import numpy as np

        found: dict[str, NDArray[np.float64]] = {}
        for name, value in self.blocks.items():
            if name not in _BRANCHES:
                found[name] = np.array(value, dtype=np.float64)
                continue
            for index, layer in enumerate(value["layers"]):
                found[f"{name}_w{index}"] = np.array(layer["weights"], dtype=np.float64)
                if layer["biases"] is not None:
                    found[f"{name}_b{index}"] = np.array(layer["biases"], dtype=np.float64)
            found[f"{name}_output"] = np.array(value["output"], dtype=np.float64)
        return found

    def to_json(self) -> dict[str, Json]:
        """The blocks with every number as an exact text, "1/3": what ``--at`` reads."""
        return {name: _texts(value) for name, value in self.blocks.items()}


def by_block(named: Parameters[T]) -> dict[str, Any]:
    """Parameters, or what is known of each, as nested tuples by the names of the blocks."""
    found: dict[str, Any] = {}
    if named.output_bias is not None:
        found["a0"] = named.output_bias
    if named.output_weights:
        found["a"], found["w"] = named.output_weights, named.hidden_weights
        if named.hidden_bias is not None:
            found["b"] = named.hidden_bias
    for block, branch in ((Block.DEEP, named.deep), (Block.BESIDE, named.beside)):
        if branch is not None:
            layers = tuple({"weights": rows, "biases": biases} for rows, biases in branch.layers)
            found[block.value] = {"layers": layers, "output": branch.output}
    return found


def _shown(point: Point, name: str) -> str:
    if name == "a0":
        return "()"
    if name in _BRANCHES:
        return f"({point.layout.count(_BLOCKS[name])},)"
    network = point.layout.network
    return f"({network.width}, {point.layout.dimension})" if name == "w" else f"({network.width},)"


def _texts(value: Any) -> Json:
    if isinstance(value, Mapping):
        return {name: _texts(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return [_texts(entry) for entry in value]
    return None if value is None else rational_text(value)


# ---- reading ----


def read_point(problem: Problem, given: AnyPoint, numbers: Policy = "shortest") -> Point:
    """The point that is given, with the frozen blocks at their values. Raises ``SpecError`` and ``TypeError``."""
    require_well_formed(problem)
    try:
        layout = Layout.of(problem)
    except Refusal as refusal:
        raise wrong("E061", _NAME, sentence(refusal)) from None
    return Point(layout, BlockReader(layout, Reader(numbers)).full(given))


def at_values(problem: Problem, point: Point) -> Problem:
    """The problem with blocks that are frozen at no known value frozen where the point has them."""
    network = problem.network
    if all(entry.value is not None for entry in network.frozen):
        return problem
    known = tuple(Frozen(entry.block, point.full[point.layout.places(entry.block)]) for entry in network.frozen)
    return replace(problem, network=replace(network, frozen=known))


@dataclass(frozen=True)
class BlockReader:
    """Reads the blocks of one network, or a point as a whole; ``where`` is what messages call what is given."""

    layout: Layout
    reader: Reader
    where: str = _NAME

    def full(self, given: AnyPoint) -> Vector:
        """All parameters, (p,)."""
        if isinstance(given, str | Path):
            from theoremcheck.api.pointfiles import read_point_file

            given = read_point_file(Path(given))
        if isinstance(given, Point):
            return self._whole(given.full)
        if isinstance(given, Parameters):
            return self._whole(self._numbers(flat(given), self.where))
        if isinstance(given, Candidate):
            return self._assembled(dict(given.values))
        if isinstance(given, Mapping):
            return self._of_blocks(given)
        if hasattr(given, "point"):
            return self.full(given.point)
        return self._of_list(given)

    def _of_list(self, given: Any) -> Vector:
        array = as_array(given, self.where)
        if array is None and (isinstance(given, str | bytes) or not isinstance(given, Sequence)):
            message = (
                f"a point is a mapping from blocks to arrays, a list of numbers or a path, not {type(given).__name__}"
            )
            raise TypeError(message)
        if array is not None and array.ndim != 1:
            raise wrong("E092", self.where, f"the list of parameters has shape {array.shape}, not (p,)")
        return self._whole(self._numbers(given if array is None else array, self.where))

    def _whole(self, entries: Vector) -> Vector:
        """A list of all parameters, or of the trained ones where the frozen ones are known."""
        size, trained = self.layout.size, len(self.layout.trained)
        if len(entries) == size:
            self._require_frozen(entries)
            return entries
        if len(entries) != trained:
            known = f"{size} parameters" if size == trained else f"{size} parameters, {trained} of them trained"
            raise wrong("E092", self.where, f"the point has {len(entries)} numbers, the network has {known}")
        return self._completed(entries)

    def _completed(self, centre: Vector) -> Vector:
        try:
            return self.layout.full(centre)
        except Refusal as refusal:
            raise wrong("E092", self.where, sentence(refusal)) from None

    def _of_blocks(self, given: Mapping[Any, Any]) -> Vector:
        blocks = _grouped(given)
        if isinstance(blocks.get("parameters"), Mapping):
            blocks = _grouped(blocks["parameters"])
        found: dict[AnyBlock, Vector] = {}
        for name, value in blocks.items():
            block = self._named(name)
            if block is not None and value is not None and not (self.layout.count(block) == 0 and _is_empty(value)):
                found[block] = self.block(block, value)
        return self._assembled(found)

    def _assembled(self, entries: Mapping[AnyBlock, Vector]) -> Vector:
        """All parameters, (p,), from the entries of blocks, row by row; the frozen ones may be left out."""
        known: dict[int, Fraction | None] = dict(self.layout.frozen)
        for block, own in entries.items():
            known.update(zip(_range(self.layout.places(block)), own, strict=True))
        for block in self._parts():
            if any(known.get(place) is None for place in _range(self.layout.places(block))):
                shape = f"{block.value} has the shape {self._shape(block)}"
                raise wrong("E026", self.where, f"the point has no {block.value}: {shape}")
        found = tuple(value for place in range(self.layout.size) if (value := known[place]) is not None)
        self._require_frozen(found)
        return found

    def _named(self, name: object) -> AnyBlock | None:
        """The block, or piece of a branch, of that name; None for what else a file of a point says."""
        if name in _REMARKS:
            return None
        pieces = {piece.value: piece for piece in self.layout.pieces}
        found = _BLOCKS.get(str(name)) or pieces.get(str(name))
        if found is None:
            help = suggest(str(name), (*_BLOCKS, *pieces)) or f"the blocks are {', '.join((*_BLOCKS, *pieces))}"
            raise wrong("E094", self.where, f"no block of parameters is named {excerpt(str(name))!r}", help)
        return found

    def _parts(self) -> list[AnyBlock]:
        """What a point has to name, in order: blocks, and the pieces of a branch of which some are frozen."""
        found: list[AnyBlock] = []
        for block in Block:
            own = [piece for piece in self.layout.pieces if piece.branch is block]
            whole = self.layout.network.trains(block) or self.layout.network.frozen_block(block) or not own
            found += [block] if whole else own
        return found

    def _require_frozen(self, full: Vector) -> None:
        """A block that is frozen at a value has that value."""
        for entry in self.layout.network.frozen:
            if entry.value is not None and full[self.layout.places(entry.block)] != entry.value:
                name = entry.block.value
                raise wrong(
                    "E092", self.where, f"{name} is frozen at other values than the point has", f"leave {name} out"
                )

    def _shape(self, block: AnyBlock) -> tuple[int, ...]:
        if block is Block.OUTPUT_BIAS:
            return ()
        if block is Block.HIDDEN_WEIGHTS:
            return self.layout.network.width, self.layout.dimension
        if isinstance(block, Piece) and block.kind is Kind.WEIGHTS:
            layer = self.layout.parts[block.branch].layers[block.layer - 1]
            return layer.width, layer.inputs
        return (self.layout.count(block),)

    def block(self, block: AnyBlock, value: Any) -> Vector:
        """The entries of a block, or of a piece of one, row by row. Raises ``SpecError``."""
        name = block.value
        if self.layout.count(block) == 0:
            raise wrong("E091", self.where, f"the network has no {name}", f"leave {name} out")
        if isinstance(block, Block) and name in _BRANCHES and isinstance(value, Mapping):
            return self._branch(block, value)
        return self._shaped(value, name, self._shape(block))

    def _shaped(self, value: Any, name: str, shape: tuple[int, ...]) -> Vector:
        """The entries of an array of that shape, row by row; also as a column or row where one index is enough."""
        found, own = self._array(value, name)
        squeezed = tuple(size for size in own if size != 1)
        if own != shape and (squeezed != tuple(size for size in shape if size != 1) or len(own) > len(shape) + 1):
            message = f"{name} has shape {own}, the network has {shape}"
            transposed = own == shape[::-1]
            raise wrong("E092", self.where, f"{message}{': is it transposed?' if transposed else ''}")
        return found

    def _array(self, value: Any, name: str) -> tuple[Vector, tuple[int, ...]]:
        """The entries of nested lists, row by row, and their shape."""
        array = as_array(value, name)
        if array is not None:
            nested = entries_of(array, name) if array.ndim else [array[()]]
            entries = tuple(_leaves(nested, 0))
            return self._numbers(entries, name), tuple(array.shape)
        if isinstance(value, str) or not isinstance(value, Sequence):
            return self._numbers((value,), name), ()
        parts = [self._array(entry, name) for entry in value] if _depth(value) <= _NESTING else []
        shapes = {shape for _, shape in parts}
        if len(shapes) > 1 or (value and not parts):
            raise wrong("E092", self.where, f"the rows of {name} are not of one length")
        inner = shapes.pop() if shapes else ()
        return tuple(entry for entries, _ in parts for entry in entries), (len(value), *inner)

    def _branch(self, block: Block, value: Mapping[Any, Any]) -> Vector:
        """A branch as its layers, upwards, with the output weights above them."""
        branch, layers = self.layout.parts[block], _layers(value, block.value)
        if len(layers) != len(branch.layers):
            message = f"{block.value} has {len(layers)} layers, the network has {len(branch.layers)}"
            raise wrong("E092", self.where, message)
        parts: list[Fraction] = []
        for index, (own, places) in enumerate(zip(layers, branch.layers, strict=True)):
            name = f"{block.value}.layers[{index}]"
            parts += self._shaped(own.get("weights"), f"{name}.weights", (places.width, places.inputs))
            biases = own.get("biases")
            if places.biased:
                parts += self._shaped(biases, f"{name}.biases", (places.width,))
            elif biases is not None and not _is_empty(biases):
                raise wrong("E091", self.where, f"{name} has no biases in the network", "leave them out")
        output = (branch.output.stop - branch.output.start,)
        return (*parts, *self._shaped(value.get("output"), f"{block.value}.output", output))

    def _numbers(self, entries: Any, name: str) -> Vector:
        found = []
        for index, entry in enumerate(entries):
            try:
                found.append(self.reader.read(entry))
            except NotExact as error:
                where = f"entry {index} of {name}" if len(entries) > 1 else name
                raise wrong(error.code, self.where, f"{where} is {error.message}") from None
        return tuple(found)


def _leaves(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, list):
        for entry in value:
            yield from _leaves(entry, depth + 1)
    elif getattr(value, "shape", ()) != ():
        yield from value.ravel()
    else:
        yield value


def _depth(value: Any) -> int:
    depth = 0
    while isinstance(value, list | tuple) and value and depth <= _NESTING + 1:
        value, depth = value[0], depth + 1
    return depth


def _is_empty(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str) and len(value) == 0


def _grouped(given: Mapping[Any, Any]) -> dict[Any, Any]:
    """The blocks, with the arrays deep_w0, deep_b0, ..., deep_output of an .npz file as one."""
    found = {name.value if isinstance(name, Block | Piece) else name: value for name, value in given.items()}
    for branch in _BRANCHES:
        if f"{branch}_w0" not in found:
            continue
        layers: list[dict[str, Any]] = []
        while f"{branch}_w{len(layers)}" in found:
            index = len(layers)
            layers.append({"weights": found.pop(f"{branch}_w{index}"), "biases": found.pop(f"{branch}_b{index}", None)})
        found[branch] = {"layers": layers, "output": found.pop(f"{branch}_output", None)}
    return found


def _range(places: slice) -> range:
    return range(places.start, places.stop)


def _layers(value: Mapping[Any, Any], name: str) -> list[Mapping[Any, Any]]:
    layers = value.get("layers")
    good = isinstance(layers, Sequence) and all(isinstance(layer, Mapping) for layer in layers)
    if not good or not set(value) <= {"layers", "output"}:
        raise wrong("E092", _NAME, f"{name} is a list of numbers, or has layers, with weights and biases, and output")
    return list(layers)  # type: ignore[arg-type] # asked above
