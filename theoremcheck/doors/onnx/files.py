"""An ONNX file, bounded and checked, and what the reference implementation of ONNX makes of it.

The file is untrusted: it is read as any other file, tensors that lie in other files are refused before they are looked
for, and a tensor is made only if its size is that of its data.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.doors.numbers import Array
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.trusted.bounds import MAX_CSV_BYTES, MAX_PARAMETERS
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    import onnx

_NODES: Final = 5_000
"""Nodes of a graph."""


@dataclass(frozen=True, eq=False)
class File:
    """A checked model with one input of floats. ``constants`` are its initialisers, by name."""

    model: onnx.ModelProto
    input: str
    shape: tuple[int | None, ...]
    constants: dict[str, Array]

    @property
    def nodes(self) -> Sequence[Any]:
        """The nodes, in an order in which each has its inputs."""
        found: Sequence[Any] = self.model.graph.node
        return found

    def below(self, name: str) -> Sequence[Any]:
        """The nodes that a tensor is made by, in order."""
        found: list[Any] = []
        wanted = {name}
        for node in reversed(self.nodes):
            if wanted & set(node.output):
                found.append(node)
                wanted |= set(node.input)
        return found[::-1]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return tuple(entry.name for entry in self.model.graph.output)


def load(path: str | Path) -> File:
    """The model of a file. Raises ``ImportRefused`` for what is none, or too large, or keeps its numbers elsewhere."""
    import onnx
    from google.protobuf.message import DecodeError

    try:
        data = read_regular(Path(path), MAX_CSV_BYTES, "MAX_CSV_BYTES")
    except ReadError as error:
        raise ImportRefused(f"cannot read the file: {error.reason}", str(path)) from None
    try:
        model = onnx.load_model_from_string(data)
        _require_simple(model)
        onnx.checker.check_model(model)
    except DecodeError:
        raise ImportRefused("this is no ONNX file", str(path)) from None
    except (onnx.checker.ValidationError, UnicodeDecodeError) as error:
        raise ImportRefused(f"this is no valid ONNX model: {str(error).splitlines()[0]:.200}", str(path)) from None
    constants = {entry.name: tensor(entry) for entry in model.graph.initializer}
    if sum(entry.size for entry in constants.values()) > MAX_PARAMETERS:
        raise ImportRefused(f"more than MAX_PARAMETERS = {MAX_PARAMETERS} numbers")
    name, shape = _input(model, constants)
    return File(model, name, shape, constants)


def _require_simple(model: Any) -> None:
    """Refuses graphs with parts that lie elsewhere, or that are not read."""
    graph = model.graph
    if len(graph.node) > _NODES:
        raise ImportRefused(f"{len(graph.node)} nodes; at most {_NODES} are read")
    if model.functions or graph.sparse_initializer or model.training_info:
        raise ImportRefused("the model has functions, sparse tensors or training information of its own")
    for entry in _tensors(model):
        if entry.data_location == entry.EXTERNAL or entry.external_data:
            message = f"the tensor {entry.name!r} lies in another file; save the model as one file"
            raise ImportRefused(message)


def _tensors(model: Any) -> Iterator[Any]:
    yield from model.graph.initializer
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g") or attribute.graphs:
                raise ImportRefused(f"{node.op_type} runs a graph of its own, which no spec states", place(node))
            yield from (*((attribute.t,) if attribute.HasField("t") else ()), *attribute.tensors)


def tensor(entry: Any) -> Array:
    """A tensor as an array. Raises ``ImportRefused`` where its shape is not that of its data."""
    from onnx import helper, numpy_helper

    size = math.prod(entry.dims)
    if any(count < 0 for count in entry.dims) or size > MAX_PARAMETERS:
        raise ImportRefused(f"the tensor {entry.name!r} has the shape {tuple(entry.dims)}")
    try:
        unit = np.dtype(helper.tensor_dtype_to_np_dtype(entry.data_type)).itemsize
        if entry.HasField("raw_data") and len(entry.raw_data) > unit * size:
            raise ValueError
        found: Array = numpy_helper.to_array(entry)
    except (ValueError, TypeError, KeyError):
        raise ImportRefused(f"the data of the tensor {entry.name!r} are not those of its shape and type") from None
    return found


def _input(model: Any, constants: dict[str, Array]) -> tuple[str, tuple[int | None, ...]]:
    given = [entry for entry in model.graph.input if entry.name not in constants]
    if len(given) != 1:
        names = ", ".join(repr(entry.name) for entry in given[:5])
        raise ImportRefused(f"the model has {len(given)} inputs ({names}); a spec has one, x")
    (entry,) = given
    own = entry.type.tensor_type
    if own.elem_type not in {1, 11}:
        raise ImportRefused("the input holds no floats", entry.name)
    shape = tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in own.shape.dim)
    return entry.name, shape


def place(node: Any) -> str:
    """How a node is named: its own name, or its operator and what it computes."""
    return str(node.name) or f"{node.op_type} -> {node.output[0] if node.output else ''}"


def computed(file: File, name: str, X: Array, single: bool) -> Array:
    """The tensor ``name`` for samples X, (n, d), by the reference implementation of ONNX."""
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    graph, needed = file.model.graph, file.below(name)
    wanted = {name}.union(*(node.input for node in needed))
    output = helper.make_tensor_value_info(name, TensorProto.UNDEFINED, None)
    kept = [entry for entry in graph.initializer if entry.name in wanted]
    inputs = [entry for entry in graph.input if entry.name == file.input]
    part = helper.make_model(
        helper.make_graph(needed, "part", inputs, [output], kept),
        opset_imports=list(file.model.opset_import),
        ir_version=file.model.ir_version,
    )
    features = X.astype(np.float32 if single else np.float64)
    if len(file.shape) > 2 and None not in file.shape[1:]:
        features = features.reshape(len(X), *(count for count in file.shape[1:] if count is not None))
    try:
        with np.errstate(all="ignore"):
            results: Any = ReferenceEvaluator(part).run(None, {file.input: features})
            found: Array = np.asarray(results[0])
    except Exception as error:
        # Whatever the reference implementation stumbles over, the file is what is wrong.
        raise ImportRefused(f"the reference implementation of ONNX does not compute {name!r}: {error!s:.200}") from None
    return found
