"""ONNX graphs against what onnxruntime and the reference implementation make of them."""

from fractions import Fraction

import numpy as np
import pytest
from pace import slow_and_thorough

pytest.importorskip("onnx")

from library_numbers import outputs_of, value_of
from onnx import TensorProto, helper, numpy_helper
from onnx_graphs import Graph, drawn

from theoremcheck.doors.onnx.door import from_onnx
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.problem.model import Block

RNG = np.random.default_rng(5)
X = RNG.normal(size=(8, 2))
Y = [0, 1] * 4


def by_runtime(path, features):
    runtime = pytest.importorskip("onnxruntime")
    return runtime.InferenceSession(str(path)).run(None, {"x": features})[0]


def check_graph(path, seed, dtype, tolerance, *, runtime):
    graph, inputs, output, rng = drawn(seed, dtype)
    graph.save(path, output)
    features = rng.normal(size=(7, inputs)).astype(dtype)
    labels = [1, -1, 1, 1, -1, -1, 1]
    found = from_onnx(path, features, labels, "logistic", numbers="exact" if dtype == np.float64 else "shortest")
    if runtime:
        own = by_runtime(path, features).ravel()
    else:
        from onnx.reference import ReferenceEvaluator

        own = ReferenceEvaluator(str(path)).run(None, {"x": features})[0].ravel()
    np.testing.assert_allclose(outputs_of(found), own, rtol=tolerance, atol=tolerance)
    value = np.mean(np.log1p(np.exp(-np.array(labels) * own.astype(float))))
    np.testing.assert_allclose(value_of(found), value, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("seed", range(8))
def test_the_spec_computes_what_the_runtime_does(tmp_path, seed):
    check_graph(tmp_path / "m.onnx", seed, np.float32, 1e-5, runtime=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_and_thorough(range(8, 100), 3))
def test_a_hundred_graphs_compute_what_the_runtime_does(tmp_path, seed):
    check_graph(tmp_path / "m.onnx", seed, np.float32, 1e-5, runtime=True)


@pytest.mark.parametrize("seed", range(8))
def test_the_spec_computes_what_the_reference_does_in_double_precision(tmp_path, seed):
    check_graph(tmp_path / "m.onnx", seed, np.float64, 1e-12, runtime=False)


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_and_thorough(range(8, 100), 3))
def test_a_hundred_graphs_compute_what_the_reference_does_in_double_precision(tmp_path, seed):
    check_graph(tmp_path / "m.onnx", seed, np.float64, 1e-12, runtime=False)


# --- what is what ---------------------------------------------------------------------------------------------------


def two_layers(graph, hidden=3, outputs=1, below="x", inputs=2):
    first = graph.node("Gemm", below, numbers(graph, inputs, hidden), numbers(graph, hidden))
    return graph.node("Gemm", graph.node("Tanh", first), numbers(graph, hidden, outputs), numbers(graph, outputs))


def numbers(graph, *shape):
    return graph.constant(RNG.normal(size=shape).astype(graph.dtype))


def imported(path, graph, *outputs, loss="logistic", **rest):
    graph.save(path, *outputs)
    return from_onnx(path, X, Y, loss, **rest)


def test_f_is_what_goes_into_the_last_sigmoid(tmp_path):
    graph = Graph(2)
    f = two_layers(graph)
    found = imported(tmp_path / "m.onnx", graph, graph.node("Sigmoid", f))
    assert found.spec.problem.loss.name == "logistic"
    assert any(f in note for note in found.notes)
    own = imported(tmp_path / "m.onnx", graph, graph.nodes[-1].output[0], output=f)
    assert own.spec == found.spec


def test_a_hidden_layer_of_one_sigmoid_is_no_output(tmp_path):
    graph = Graph(2)
    hidden = graph.node("Sigmoid", graph.node("Gemm", "x", numbers(graph, 2, 1), numbers(graph, 1)))
    found = imported(tmp_path / "m.onnx", graph, graph.node("Gemm", hidden, numbers(graph, 1, 1), numbers(graph, 1)))
    assert found.spec.problem.network.width == 1
    unknown = graph.node("Round", graph.node("Gemm", hidden, numbers(graph, 1, 1), numbers(graph, 1)))
    with pytest.raises(ImportRefused, match="Round"):
        imported(tmp_path / "m.onnx", graph, unknown)


def test_of_two_logits_f_is_the_difference_and_half_the_penalty(tmp_path):
    graph = Graph(2)
    logits = two_layers(graph, outputs=2)
    found = imported(tmp_path / "m.onnx", graph, graph.node("Softmax", logits), weights_l2=0.25)
    from onnx.reference import ReferenceEvaluator

    graph.save(tmp_path / "m.onnx", logits)
    own = ReferenceEvaluator(str(tmp_path / "m.onnx")).run(None, {"x": X})[0]
    np.testing.assert_allclose(outputs_of(found), own[:, 1] - own[:, 0], atol=1e-12)
    assert found.spec.problem.objective.coefficient(Block.OUTPUT_WEIGHTS) == Fraction(1, 8)
    assert found.spec.problem.objective.coefficient(Block.HIDDEN_WEIGHTS) == Fraction(1, 4)
    assert any("difference" in note for note in found.notes)


def test_alpha_and_beta_belong_to_the_parameters_and_their_penalty(tmp_path):
    graph = Graph(2)
    options = {"alpha": 0.5, "beta": 4.0}
    first = graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 3), **options)
    output = graph.node("Gemm", graph.node("Relu", first), numbers(graph, 3, 1))
    found = imported(tmp_path / "m.onnx", graph, output, weights_l2=1, biases_l2=1, numbers="exact")
    objective = found.spec.problem.objective
    assert (objective.coefficient(Block.HIDDEN_WEIGHTS), objective.coefficient(Block.HIDDEN_BIAS)) == (
        4,
        Fraction(1, 16),
    )
    assert any("times 1/2" in note for note in found.notes)


def test_what_moves_the_features_moves_the_data(tmp_path):
    graph = Graph(2, np.float32)
    moved = graph.node("Scaler", "x", domain="ai.onnx.ml", offset=[0.5, -1.0], scale=[2.0, 0.25])
    found = imported(tmp_path / "m.onnx", graph, two_layers(graph, below=moved))
    points = [[float(value) for value in point] for point in found.spec.problem.samples.points]
    np.testing.assert_allclose(points, (X - [0.5, -1]) * [2, 0.25], atol=1e-12)
    assert any("Scaler" in note for note in found.notes)


def test_images_are_flattened(tmp_path):
    graph = Graph(2, shape=["n", 1, 2])
    found = imported(tmp_path / "m.onnx", graph, two_layers(graph, below=graph.node("Flatten", "x")))
    assert found.spec.problem.samples.dimension == 2


def test_transposed_constants_are_folded(tmp_path):
    graph = Graph(2)
    weights = graph.node("Transpose", numbers(graph, 3, 2), perm=[1, 0])
    hidden = graph.node("Relu", graph.node("MatMul", "x", weights))
    found = imported(tmp_path / "m.onnx", graph, graph.node("MatMul", hidden, numbers(graph, 3, 1)))
    assert found.spec.problem.network.width == 3


def test_a_unit_times_its_sigmoid_is_a_formula(tmp_path):
    graph = Graph(2)
    u = graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 3))
    swish = graph.node("Mul", u, graph.node("Sigmoid", u))
    found = imported(tmp_path / "m.onnx", graph, graph.node("Gemm", swish, numbers(graph, 3, 1)))
    assert found.spec.problem.network.width == 3


# --- refusals -------------------------------------------------------------------------------------------------------


def hidden(graph, kind, *more, **attributes):
    u = graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 3))
    constants = [numbers(graph, *shape) for shape in more]
    return graph.node("Gemm", graph.node(kind, u, *constants, **attributes), numbers(graph, 3, 1))


def trunk(graph):
    h = graph.node("Relu", graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 3)))
    tops = [graph.node("Gemm", h, numbers(graph, 3, 1)) for _ in range(2)]
    return graph.node("Add", *tops)


def shared(graph):
    weights = numbers(graph, 2, 2)
    h = graph.node("Relu", graph.node("MatMul", "x", weights))
    h = graph.node("Relu", graph.node("MatMul", h, weights))
    return graph.node("MatMul", h, numbers(graph, 2, 1))


def residual(graph):
    u = graph.node("Gemm", "x", numbers(graph, 2, 2), numbers(graph, 2))
    u = graph.node("Add", graph.node("Gemm", graph.node("Relu", u), numbers(graph, 2, 2)), "x")
    return graph.node("Gemm", graph.node("Relu", u), numbers(graph, 2, 1))


def one_bias_for_all(graph):
    u = graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 1))
    return graph.node("Gemm", graph.node("Relu", u), numbers(graph, 3, 1))


def transposed(graph):
    return graph.node("Gemm", "x", numbers(graph, 8, 1), transA=1)


def products(graph):
    u = [graph.node("Gemm", "x", numbers(graph, 2, 3), numbers(graph, 3)) for _ in range(2)]
    return graph.node("Gemm", graph.node("Mul", *u), numbers(graph, 3, 1))


def looked_up(graph):
    table = graph.node("Gather", numbers(graph, 5, 3), graph.node("Cast", "x", to=TensorProto.INT64))
    return graph.node("Gemm", table, numbers(graph, 3, 1))


REFUSED = {
    "batch normalisation": (lambda g: hidden(g, "BatchNormalization", (3,), (3,), (3,), (3,)), "other samples"),
    "dropout": (lambda g: hidden(g, "Dropout"), "n1: Dropout is random"),
    "a trained slope": (lambda g: hidden(g, "PRelu", (3,)), "trains its slope"),
    "a softmax inside": (lambda g: hidden(g, "Softmax"), "mixes the units"),
    "a layer normalisation": (lambda g: hidden(g, "LayerNormalization", (3,)), "mixes the units"),
    "a jump": (lambda g: hidden(g, "ThresholdedRelu"), "jumps"),
    "an unknown operator": (lambda g: hidden(g, "Round"), "n1: Round is none"),
    "a trunk": (trunk, "lead into two branches"),
    "shared weights": (shared, "used in two places"),
    "a residual block": (residual, "the inputs themselves are added"),
    "one bias for all": (one_bias_for_all, "one for each is expected"),
    "a transposed input": (transposed, "mixes the samples"),
    "products of layers": (products, "only sums of branches"),
    "an embedding": (looked_up, "Cast to a type"),
    "three outputs": (lambda g: two_layers(g, outputs=3), "3 outputs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_spec_states_is_refused(tmp_path, name):
    build, said = REFUSED[name]
    graph = Graph(2)
    output = build(graph)
    with pytest.raises(ImportRefused, match=said):
        imported(tmp_path / "m.onnx", graph, output)


def test_a_wrong_choice_is_refused(tmp_path):
    graph = Graph(2)
    f = two_layers(graph)
    tail = graph.node("Sigmoid", f)
    path = tmp_path / "m.onnx"
    for said, rest in {
        "no tensor 'nothing'": {"output": "nothing"},
        "goes through sigmoid": {"output": tail},
        "3 outputs": {"output": graph.nodes[0].output[0]},
        "no function of layers": {"output": "x"},
        "no loss is named": {"loss": "logistics"},
        "given as a text": {"loss": np.log},
        "does not state this network": {"loss": "frobnicate(z)"},
        "policies": {"numbers": "rounded"},
    }.items():
        with pytest.raises(ImportRefused, match=said):
            imported(path, graph, tail, **rest)


def test_a_file_that_is_none_or_keeps_its_numbers_elsewhere_is_refused(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(b"\x08\xff\xff")
    with pytest.raises(ImportRefused, match="no ONNX file"):
        from_onnx(path, X, Y, "logistic")
    path.write_bytes(b"")
    with pytest.raises(ImportRefused, match="no valid ONNX model"):
        from_onnx(path, X, Y, "logistic")
    with pytest.raises(ImportRefused, match="cannot read"):
        from_onnx(tmp_path / "none.onnx", X, Y, "logistic")
    graph = Graph(2)
    model = graph.model(two_layers(graph))
    entry = model.graph.initializer[0]
    entry.data_location = TensorProto.EXTERNAL
    entry.external_data.add(key="location", value="/etc/passwd")
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ImportRefused, match="another file"):
        from_onnx(path, X, Y, "logistic")


def test_a_shape_that_its_data_do_not_fill_is_refused(tmp_path):
    graph = Graph(2)
    model = graph.model(two_layers(graph))
    model.graph.initializer[0].dims[0] = 2**40
    path = tmp_path / "m.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ImportRefused, match="shape"):
        from_onnx(path, X, Y, "logistic")


def test_a_graph_inside_a_node_is_refused(tmp_path):
    graph = Graph(2)
    f = two_layers(graph)
    inner = helper.make_graph([], "inner", [], [])
    condition = graph.constant(np.array(True))
    output = graph.node("If", condition, then_branch=inner, else_branch=inner)
    with pytest.raises(ImportRefused, match="a graph of its own"):
        imported(tmp_path / "m.onnx", graph, f, output)
    assert numpy_helper.to_array(graph.constants[0]).shape == (2, 3)


def test_several_inputs_are_refused(tmp_path):
    graph = Graph(2)
    model = graph.model(two_layers(graph))
    model.graph.input.append(helper.make_tensor_value_info("u", TensorProto.DOUBLE, ["n", 2]))
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ImportRefused, match="2 inputs"):
        from_onnx(tmp_path / "m.onnx", X, Y, "logistic")
