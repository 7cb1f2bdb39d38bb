"""Frames, sparse matrices and functions of real libraries, where they are installed; none is a dependency."""

from fractions import Fraction

import numpy as np
import pytest

import theoremcheck as tc

ASKED = {"width": 2, "loss": "logistic", "hidden_bias": True, "output_bias": True}
X, Y = [[0.1, 1], [0.5, 2], [0.3, -1]], [1, 1, 0]


def made(X=X, y=Y, neuron="relu", **more):
    return tc.problem(X, y, neuron=neuron, **ASKED, **more)


def test_pandas():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X, columns=["a", "b"])
    assert made(frame, pd.Series(Y)) == made()
    mixed = pd.DataFrame({"a": np.float32([0.1, 0.5, 0.3]), "b": [1, 2, -1]}, index=[7, 7, 9])
    assert made(mixed, pd.Series([True, True, False])) == made()
    texts = made(mixed, pd.Series(["b", "b", "a"], dtype="category"), weights=pd.Series([1, 2, 0.5]))
    assert texts.notes[-1] == "labels: 'b' is +1, 'a' is -1"
    assert texts.problem.samples.weights == (1, 2, Fraction(1, 2))
    assert made(frame, pd.DataFrame({"y": Y})) == made()
    assert made(frame.astype("Float64"), pd.Series(Y, dtype="Int64")) == made()
    missing = pd.DataFrame({"a": [0.1, None, 0.3], "b": [1, 2, -1]})
    for own in (missing, missing.convert_dtypes()):
        with pytest.raises(tc.SpecError, match=r"X\[1, 0\] \(column 'a'\) is (nan|a missing value)"):
            made(own)
    with pytest.raises(tc.SpecError, match=r"X\[0, 1\] \(column 'c'\) is a text that is not read: 'u' is not a number"):
        made(pd.DataFrame({"a": [1, 2, 3], "c": ["u", "v", "w"]}))
    with pytest.raises(tc.SpecError, match="E030"):
        made(pd.DataFrame({"t": pd.date_range("2020", periods=3)}))


def test_polars():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"a": [0.1, 0.5, 0.3], "b": [1, 2, -1]}, schema={"a": pl.Float32, "b": pl.Int8})
    assert made(frame, pl.Series(["b", "b", "a"])) == made()


def test_scipy():
    sparse = pytest.importorskip("scipy.sparse")
    special = pytest.importorskip("scipy.special")
    assert made(sparse.csr_matrix(X)) == made(sparse.coo_array(X)) == made()
    assert made(neuron=special.expit).problem.neuron.name == "sigmoid"
    assert made(neuron=special.erf).problem.neuron.name == "erf"
    assert made(neuron=lambda z: z * special.ndtr(0.0) + special.expit(z)).problem.neuron.name == "s"
    with pytest.raises(tc.SpecError, match=r"np\.gamma is no function of the language"):
        made(neuron=special.gamma)


def test_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets")
    pytest.importorskip("pandas")
    iris = datasets.load_iris(as_frame=True)
    two = iris.target > 0
    spec = made(iris.data[two], iris.target_names[iris.target[two]])
    assert spec.notes[-1] == "labels: 'virginica' is +1, 'versicolor' is -1"
    assert len(spec.problem.samples.points) == 100
    assert spec.problem.samples.points[0] == tuple(map(Fraction, ("7", "3.2", "4.7", "1.4")))


def test_torch():
    torch = pytest.importorskip("torch")
    single = torch.tensor(X, requires_grad=True)
    assert made(single, torch.tensor(Y)) == made()
    for function in (torch.tanh, torch.relu, torch.nn.functional.gelu, torch.nn.functional.leaky_relu):
        assert made(neuron=function).problem.neuron.name == function.__name__
    spec = made()
    point = {"a0": torch.tensor(0.5), "a": torch.ones(2), "w": torch.eye(2), "b": torch.zeros(2)}
    assert spec.point(point)["w"] == ((1, 0), (0, 1))
