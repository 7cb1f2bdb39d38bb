"""Graphs of ONNX made by hand: dense layers in the ways in which exporters write them."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, helper, numpy_helper

NEURONS = {
    "Relu": {},
    "LeakyRelu": {"alpha": 0.1},
    "Elu": {"alpha": 0.7},
    "Celu": {"alpha": 1.5},
    "Selu": {},
    "Softplus": {},
    "Sigmoid": {},
    "Tanh": {},
    "Softsign": {},
    "HardSigmoid": {"alpha": 0.3, "beta": 0.4},
    "HardSwish": {},
    "Mish": {},
    "Gelu": {"approximate": "none"},
    "Erf": {},
    "Atan": {},
    "Identity": {},
}


SINGLE_ONLY = ("HardSwish", "Gelu", "Erf")
"""What the reference implementation computes in single precision, whatever it is given."""


class Graph:
    """Nodes and constants, with a name for each."""

    def __init__(self, inputs, dtype=np.float64, shape=None):
        self.dtype = dtype
        self.type = TensorProto.DOUBLE if dtype == np.float64 else TensorProto.FLOAT
        self.input = helper.make_tensor_value_info("x", self.type, shape or ["n", inputs])
        self.nodes, self.constants = [], []

    def constant(self, values):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def node(self, kind, *inputs, domain="", outputs=1, **attributes):
        names = [f"t{len(self.nodes)}_{k}" for k in range(outputs)]
        self.nodes.append(
            helper.make_node(kind, list(inputs), names, f"n{len(self.nodes)}", domain=domain, **attributes)
        )
        return names[0]

    def model(self, *outputs, functions=(), types=None):
        made = [helper.make_tensor_value_info(name, self.type, ["n", "k"]) for name in outputs]
        graph = helper.make_graph(self.nodes, "g", [self.input], made, self.constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx.ml", 3)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, functions=functions)

    def save(self, path, *outputs):
        path.write_bytes(self.model(*outputs).SerializeToString())
        return path


def dense(graph, rng, below, inputs, outputs):
    """One layer, by Gemm with or without its options, or by MatMul and Add; and its weights times alpha."""
    weights = rng.normal(size=(outputs, inputs)).astype(graph.dtype)
    bias = rng.normal(size=outputs).astype(graph.dtype)
    form = int(rng.integers(4))
    if form == 0:
        return graph.node("Add", graph.node("MatMul", below, graph.constant(weights.T)), graph.constant(bias[None]))
    if form == 1:
        return graph.node("Gemm", below, graph.constant(weights), graph.constant(bias), transB=1)
    if form == 2:
        return graph.node("Gemm", below, graph.constant(weights.T), graph.constant(bias), alpha=0.5, beta=2.0)
    return graph.node("Gemm", below, graph.constant(weights.T))


def drawn(seed, dtype):
    """A graph with rectangular layers, in one branch or two, that ends in one output."""
    rng = np.random.default_rng(seed)
    inputs = int(rng.integers(1, 5))
    graph = Graph(inputs, dtype)
    below = "x"
    if rng.integers(3) == 0:
        below = graph.node("Sub", below, graph.constant(rng.normal(size=inputs).astype(dtype)))
        below = graph.node("Div", below, graph.constant(rng.uniform(0.5, 2, size=inputs).astype(dtype)))
    # A spec has one deep part at most.
    depths = [int(rng.choice([1, 1, 2])), *([1] if rng.integers(2) else [])]
    branches = [branch(graph, rng, below, inputs, depth) for depth in depths]
    if len(branches) == 2:
        output = graph.node(str(rng.choice(["Add", "Sub"])), *branches)
    else:
        (output,) = branches
    return graph, inputs, output, rng


def branch(graph, rng, below, inputs, depth):
    """Hidden layers of one kind of bias, and a layer of one unit."""
    width = inputs
    for _ in range(depth):
        outputs = int(rng.integers(1, 6))
        below = biased(graph, rng, below, width, outputs)
        kind = str(rng.choice([name for name in NEURONS if graph.dtype == np.float32 or name not in SINGLE_ONLY]))
        below, width = graph.node(kind, below, **NEURONS[kind]), outputs
    return dense(graph, rng, below, width, 1)


def biased(graph, rng, below, inputs, outputs):
    """A layer with biases: the hidden layers of a spec have them all, or none has."""
    while True:
        count, constants = len(graph.nodes), len(graph.constants)
        found = dense(graph, rng, below, inputs, outputs)
        if graph.nodes[-1].op_type == "Add" or len(graph.nodes[-1].input) == 3:
            return found
        del graph.nodes[count:], graph.constants[constants:]
