"""Files of arrays as points: names, orders, shapes; what is unclear or untrusted is refused."""

import io
import json
import os
import pickle
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from theoremcheck.api.errors import SpecError
from theoremcheck.api.specs import loads
from theoremcheck.doors.evaluate import evaluated
from theoremcheck.doors.imports import build
from theoremcheck.doors.stack import Dense, Stack
from theoremcheck.doors.states.reading import read_state

DATA = Path(__file__).parent / "data"
HEAD = "dataset d { + (0, 1, 2), (1, 0, 0) - (1, 1, 1) } loss logistic "
ONE = loads(HEAD + "network { shortcut = 4 relu hidden bias output bias }").problem
BARE = loads(HEAD + "network { shortcut = 4 relu }").problem
SQUARE = loads(HEAD + "network { shortcut = 3 relu hidden bias output bias }").problem
DEEP = loads(HEAD + "network { deep = 4 relu -> 5 tanh hidden bias output bias }").problem
BOTH = loads(HEAD + "network { shortcut = 4 relu hidden bias output bias deep = 2 tanh -> 5 relu }").problem
SKIP = loads(
    HEAD + "network { shortcut = 4 tanh + 1 linear hidden bias output bias frozen beside.output = (1)"
    " frozen beside.1.biases = (0) }"
).problem
DRAW = np.random.default_rng(0)
W, B, A, A0 = DRAW.normal(size=(4, 3)), DRAW.normal(size=4), DRAW.normal(size=(1, 4)), DRAW.normal(size=1)


@pytest.fixture
def save(tmp_path):
    def call(**arrays):
        path = tmp_path / "state.npz"
        np.savez(path, **arrays)
        return path

    return call


def exact(array):
    """The entries row by row, as the shortest decimals."""
    return tuple(Fraction(repr(float(value))) for value in np.ravel(array))


ONE_LAYER = {
    "own names": {"a0": A0[0], "a": A[0], "w": W, "b": B},
    "pytorch": {"0.weight": W, "0.bias": B, "2.weight": A, "2.bias": A0},
    "wrapped": {
        "module._orig_mod.net.0.weight": W,
        "module._orig_mod.net.0.bias": B,
        "module._orig_mod.net.2.weight": A,
        "module._orig_mod.net.2.bias": A0,
    },
    "scikit-learn": {"coefs_0": W.T, "coefs_1": A.T, "intercepts_0": B, "intercepts_1": A0},
    "keras": {"dense/kernel:0": W.T, "dense/bias:0": B, "dense_1/kernel:0": A.T, "dense_1/bias:0": A0},
    "flax": {
        "params/Dense_0/bias": B,
        "params/Dense_0/kernel": W.T,
        "params/Dense_1/bias": A0,
        "params/Dense_1/kernel": A.T,
    },
    "no style": {"W1": W, "b1": B, "W2": A, "b2": A0},
    "no style, transposed": {"arr_0": W.T, "arr_1": A.T, "arr_2": B, "arr_3": A0},
    "some own names": {"w": W, "b": B, "out.weight": A, "out.bias": A0},
}


@pytest.mark.parametrize("name", ONE_LAYER)
def test_names_of_libraries_are_recognised(save, name):
    state = read_state(save(**ONE_LAYER[name]), ONE)
    assert state.point.full == (*exact(A0), *exact(A), *exact(W), *exact(B))


def test_the_table_says_what_is_what(save):
    state = read_state(save(**ONE_LAYER["scikit-learn"]), ONE)
    assert state.table.splitlines() == [
        "array         shape   block",
        "coefs_0       (3, 4)  w      transposed",
        "intercepts_0  (4,)    b",
        "coefs_1       (4, 1)  a      transposed",
        "intercepts_1  (1,)    a0",
    ]
    assert read_state(save(**ONE_LAYER["own names"]), ONE).table.splitlines() == ["array  shape  block"]


def test_two_logits_become_their_difference(save):
    V, C = DRAW.normal(size=(2, 4)), DRAW.normal(size=2)
    state = read_state(save(**{"0.weight": W, "0.bias": B, "2.weight": V, "2.bias": C}), ONE)
    low, high = exact(V[0]), exact(V[1])
    assert state.point.parameters.output_weights == tuple(h - x for x, h in zip(low, high, strict=True))
    assert state.point.parameters.output_bias == exact(C)[1] - exact(C)[0]
    assert "row 1 minus row 0" in state.table


def test_a_deep_network(save):
    arrays = {}
    for name, shape in (("0", (4, 3)), ("1", (5, 4)), ("2", (1, 5))):
        arrays |= {f"{name}.weight": DRAW.normal(size=shape), f"{name}.bias": DRAW.normal(size=shape[0])}
    full = read_state(save(**arrays), DEEP).point.full
    order = ["2.bias", "0.weight", "0.bias", "1.weight", "1.bias", "2.weight"]
    assert full == tuple(value for name in order for value in exact(arrays[name]))


def test_a_shortcut_beside_a_deep_part_is_told_by_its_shapes(save):
    shapes = {"deep.0": (2, 3), "deep.2": (5, 2), "deep.4": (1, 5), "skip.0": (4, 3), "skip.2": (1, 4)}
    arrays = {}
    for name, shape in shapes.items():
        arrays |= {f"{name}.weight": DRAW.normal(size=shape), f"{name}.bias": DRAW.normal(size=shape[0])}
    point = read_state(save(**arrays), BOTH).point
    assert point.parameters.output_weights == exact(arrays["skip.2.weight"])
    assert point.parameters.deep.output == exact(arrays["deep.4.weight"])
    assert point.parameters.output_bias == exact(arrays["skip.2.bias"])[0] + exact(arrays["deep.4.bias"])[0]


def test_an_affine_skip(save):
    arrays = {"a.weight": W, "a.bias": B, "b.weight": A, "b.bias": A0, "skip.weight": W[:1]}
    point = read_state(save(**arrays), SKIP).point
    assert point.parameters.beside.layers[0][0] == (exact(W[0]),)
    assert point.parameters.beside.output == (1,)
    assert point.parameters.hidden_weights == tuple(map(exact, W))
    assert point.parameters.output_bias == exact(A0)[0]


MIXED = loads(
    HEAD
    + """network { shortcut = 4 relu output bias deep = 2 tanh with bias -> 5 relu  beside = 1 linear
    frozen beside.output = (1) frozen deep.1.weights = (1, 2, 3, 4, 5, 6) }"""
).problem


def test_branches_with_frozen_pieces(save):
    draw = {name: DRAW.normal(size=shape) for name, shape in (("deep_b0", 2), ("deep_w1", (5, 2)), ("deep_output", 5))}
    own = {"a0": A0, "a": A[0], "w": W, "beside_w0": W[:1], **draw}
    point = read_state(save(**own), MIXED).point
    assert point.parameters.deep.layers[0][0] == ((1, 2, 3), (4, 5, 6))
    assert point.parameters.beside.layers[0][0] == (exact(W[0]),)
    with pytest.raises(SpecError, match=r"frozen at other values"):
        read_state(save(**own, beside_output=np.array([2.0])), MIXED)
    with pytest.raises(SpecError, match=r"matrices|no array"):
        read_state(save(**{name: array for name, array in own.items() if name != "deep_w1"}), MIXED)


def test_arrays_are_mapped_by_hand(save):
    path = save(first=DRAW.normal(size=(3, 3)), second=DRAW.normal(size=(1, 3)), c=A0, e=B[:3], junk=W)
    mapping = {"first": "w.T", "second": "a", "c": "a0", "e": "b", "junk": "-"}
    state = read_state(path, SQUARE, mapping)
    with np.load(path) as file:
        assert state.point.parameters.hidden_weights == tuple(map(exact, file["first"].T))
    assert "first   (3, 3)  w      transposed" in state.table


def test_a_part_of_the_map_may_be_left_to_names_and_shapes(save):
    path = save(**{"x": W[:3], "y.weight": A[:, :3], "y.bias": A0, "z": B[:3]})
    assert read_state(path, SQUARE, {"x": "w", "z": "b"}).point.parameters.hidden_bias == exact(B[:3])


def test_single_precision_is_read_as_short_decimals(save):
    arrays = {name: array.astype(np.float32) for name, array in ONE_LAYER["pytorch"].items()}
    arrays["0.weight"][:] = np.float32(0.1)
    assert set(read_state(save(**arrays), ONE).point.parameters.hidden_weights[0]) == {Fraction(1, 10)}
    assert set(read_state(save(**arrays), ONE, numbers="exact").point.parameters.hidden_weights[0]) != {Fraction(1, 10)}


def changed(name="pytorch", **arrays):
    return {**ONE_LAYER[name], **{key.replace("_", "."): value for key, value in arrays.items()}}


REFUSED = {
    "transposed": (ONE, changed(**{"0_weight": W.T}), {}, r"is it transposed"),
    "transposed own": (ONE, {**ONE_LAYER["own names"], "w": W.T}, {}, r"is it transposed"),
    "wrong width": (ONE, changed(**{"0_bias": B[:2]}), {}, r"0.bias has the shape \(2,\), b has \(4,\)"),
    "nan": (ONE, changed(**{"0_weight": np.where(W > 0, np.nan, W)}), {}, r"0.weight\[\d, \d\] is nan"),
    "infinite": (ONE, changed(**{"2_bias": np.array([np.inf])}), {}, r"2.bias\[0\] is inf"),
    "complex": (ONE, changed(**{"2_bias": A0 * 1j}), {}, "complex128"),
    "a layer too many": (ONE, changed(**{"4_weight": W}), {}, "2 matrices"),
    "a layer missing": (DEEP, changed(), {}, "3 matrices"),
    "a running mean": (ONE, changed(**{"1_running_mean": B}), {}, "no place for 1.running.mean"),
    "a convolution": (ONE, changed(**{"1_weight": np.zeros((2, 2, 2))}), {}, "vectors only"),
    "no bias in the file": (ONE, {k: v for k, v in changed().items() if k != "0.bias"}, {}, "no array for b"),
    "no bias in the network": (BARE, changed(), {}, "no bias for 0.bias"),
    "square": (SQUARE, {"W1": W[:3], "b1": B[:3], "W2": A[:, :3], "b2": A0}, {}, "--map"),
    "mapped to nothing": (ONE, changed(), {"0.weight": "c"}, "the network does not have"),
    "mapped from nothing": (ONE, changed(), {"x": "w"}, "no array x"),
    "mapped twice": (ONE, changed(), {"0.weight": "w", "2.weight": "w"}, "two arrays"),
    "mapped transposed": (ONE, changed(**{"0_weight": W.T}), {"0.weight": "w"}, "is it transposed"),
    "nothing": (ONE, {}, {}, "the file has none"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_said(save, name):
    problem, arrays, mapping, words = REFUSED[name]
    with pytest.raises(SpecError, match=words):
        read_state(save(**arrays), problem, mapping)


def test_two_ways_to_fit_are_refused(save):
    twins = loads(HEAD + "network { shortcut = 4 relu output bias deep = 4 tanh }").problem
    arrays = {"p.weight": W, "q.weight": A, "r.weight": W, "s.weight": A, "s.bias": A0}
    with pytest.raises(SpecError, match="fit the network in"):
        read_state(save(**arrays), twins)
    mapping = {"p.weight": "w", "q.weight": "a"}
    assert read_state(save(**arrays), twins, mapping).point.parameters.deep.output == exact(A)


# --- files that are not trusted --------------------------------------------------------------------------------------


class Evil:
    def __reduce__(self):
        return os.abort, ()


def test_nothing_pickled_is_loaded(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, w=np.array([Evil()], dtype=object))
    with pytest.raises(SpecError):
        read_state(path, ONE)
    np.save(tmp_path / "evil.npy", np.array([Evil()], dtype=object))
    with pytest.raises(SpecError, match="never loaded"):
        read_state(tmp_path / "evil.npy", ONE)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", b"\0" * 60_000_000)
    with pytest.raises(SpecError, match="MAX_POINT_BYTES"):
        read_state(path, ONE)


def test_a_declared_shape_is_no_reason_to_allocate(tmp_path):
    path = tmp_path / "huge.npz"
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**6)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("w.npy", stream.getvalue())
    with pytest.raises(SpecError):
        read_state(path, ONE)


@pytest.mark.parametrize("name", ["none.npz", "none.pt", "none.json"])
def test_a_file_that_is_not_there(tmp_path, name):
    if name.endswith(".pt"):
        pytest.importorskip("torch")
    with pytest.raises(SpecError, match="cannot read the file"):
        read_state(tmp_path / name, ONE)


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_rubbish(tmp_path, suffix):
    path = tmp_path / f"rubbish{suffix}"
    path.write_bytes(b"\x80\x04rubbish")
    with pytest.raises(SpecError):
        read_state(path, ONE)


# --- PyTorch ---------------------------------------------------------------------------------------------------------


def recorded():
    """A network whose numbers were written down by PyTorch, as a stack and its data; see data/record.py."""
    found = json.loads((DATA / "deep_state.json").read_text(encoding="utf-8"))
    state = {name: np.array(value) for name, value in found["state"].items()}
    neurons = ("tanh", "softplus", None)
    layers = tuple(Dense(state[f"{k}.weight"], state[f"{k}.bias"], s) for k, s in zip((0, 2, 4), neurons, strict=True))
    labels = tuple(2 * y - 1 for y in found["y"])
    factors = tuple(Fraction(found["pos_weight"] if y > 0 else 1) for y in labels)
    stack = Stack((layers,), "logistic", sum(factors) / len(factors), factors)
    return found, build(stack, np.array(found["X"]), labels)


def test_recorded_numbers_of_pytorch_without_pytorch():
    from theoremcheck.search.landscape import make_landscape

    found, own = recorded()
    values = evaluated(own.spec.problem, own.point.full, 2.0**-52)
    np.testing.assert_allclose(values.outputs, found["outputs"], atol=1e-12)
    assert values.value == pytest.approx(found["loss"], abs=1e-12)
    land = make_landscape(own.spec.problem)
    _, gradient = land.gradient(land.layout.shrink(np.array([[float(entry) for entry in own.point.full]])))
    order = ["4.bias", "0.weight", "0.bias", "2.weight", "2.bias", "4.weight"]
    wanted = np.concatenate([np.ravel(found["gradient"][name]) for name in order])
    np.testing.assert_allclose(gradient[0] / land.layout.scale, wanted, atol=1e-12)


def test_a_recorded_state_file():
    pytest.importorskip("torch")
    _, own = recorded()
    state = read_state(DATA / "deep_state.pt", own.spec.problem)
    assert state.point == own.point
    assert [row.block for row in state.rows] == [
        "deep_w0", "deep_b0", "deep_w1", "deep_b1", "deep_output", "a0",
    ]  # fmt: skip


def test_the_state_of_a_module_made_of_a_spec(tmp_path):
    torch = pytest.importorskip("torch")
    _, own = recorded()
    torch.save({"model_state_dict": own.to_torch().state_dict(), "epoch": 3}, tmp_path / "state.pth")
    assert read_state(tmp_path / "state.pth", own.spec.problem).point == own.point


def test_a_pickled_module_is_not_loaded(tmp_path):
    torch = pytest.importorskip("torch")
    torch.save(torch.nn.Linear(3, 1), tmp_path / "module.pt")
    with pytest.raises(SpecError, match="more than tensors"):
        read_state(tmp_path / "module.pt", ONE)
    (tmp_path / "evil.pt").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(SpecError):
        read_state(tmp_path / "evil.pt", ONE)


def test_other_things_of_pytorch(tmp_path):
    torch = pytest.importorskip("torch")
    path = tmp_path / "other.pt"
    for other, words in (
        ([torch.ones(3)], "no state"),
        ({"a": 1}, "no state"),
        ({"a": torch.ones(3, dtype=torch.bfloat16)}, "bfloat16"),
        ({"a": torch.ones(1).expand(10**9)}, "MAX_PARAMETERS"),
    ):
        torch.save(other, path)
        with pytest.raises(SpecError, match=words):
            read_state(path, ONE)
    path.write_bytes(b"rubbish")
    with pytest.raises(SpecError):
        read_state(path, ONE)
