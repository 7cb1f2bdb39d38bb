"""Files as exporters write them: recorded ones, and those of skl2onnx where it is installed."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

from library_numbers import outputs_of

from theoremcheck.api.errors import SpecError
from theoremcheck.doors.onnx.door import from_onnx
from theoremcheck.doors.refusals import ImportRefused

DATA = Path(__file__).parent / "data"


def test_a_recorded_pipeline_of_scikit_learn():
    record = json.loads((DATA / "pipeline.json").read_text(encoding="utf-8"))
    found = from_onnx(DATA / "pipeline.onnx", np.array(record["X"], dtype=np.float32), record["y"], "logistic")
    np.testing.assert_allclose(outputs_of(found), record["log_odds"], rtol=1e-5, atol=1e-5)
    assert [layer.width for layer in found.spec.problem.network.deep] == [3, 2]
    assert found.spec.problem.samples.labels == tuple(1 if label == "b" else -1 for label in record["y"])


def exported(estimator, path, X):
    skl2onnx = pytest.importorskip("skl2onnx")
    path.write_bytes(skl2onnx.to_onnx(estimator, X).SerializeToString())
    return path


@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "identity"])
@pytest.mark.parametrize("layers", [(4,), (3, 2)])
@pytest.mark.parametrize("kind", ["classifier", "scaled", "regressor"])
def test_a_file_holds_the_network_of_the_estimator(tmp_path, activation, layers, kind):
    pytest.importorskip("sklearn")
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler

    from theoremcheck.doors.scikit_learn.estimators import from_sklearn

    rng = np.random.default_rng(len(layers))
    X = rng.normal(size=(15, 3)).astype(np.float32)
    y = np.where(X[:, 0] + rng.normal(size=15) > 0, 1, -1)
    settings = {"hidden_layer_sizes": layers, "activation": activation, "alpha": 0.0, "max_iter": 3, "random_state": 1}
    estimator = MLPRegressor(**settings) if kind == "regressor" else MLPClassifier(**settings)
    estimator = make_pipeline(MinMaxScaler(), estimator) if kind == "scaled" else estimator
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator.fit(X, y)
    found = from_onnx(
        exported(estimator, tmp_path / "m.onnx", X), X, y, "square" if kind == "regressor" else "logistic"
    )
    own = from_sklearn(estimator, X, y)
    np.testing.assert_allclose(outputs_of(found), outputs_of(own), rtol=1e-5, atol=1e-5)
    assert found.spec.problem.network == own.spec.problem.network
    np.testing.assert_allclose([float(v) for v in found.point.full], [float(v) for v in own.point.full], rtol=1e-6)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_file_of_pytorch(tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    torch.manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Softplus(), torch.nn.Linear(4, 1))
    X = torch.randn(6, 3)
    torch.onnx.export(module, (X,), str(tmp_path / "m.onnx"), dynamo=True, external_data=False)
    found = from_onnx(tmp_path / "m.onnx", X.numpy(), [0, 1, 0, 1, 1, 0], "logistic")
    np.testing.assert_allclose(outputs_of(found), module(X).detach().numpy().ravel(), rtol=1e-5, atol=1e-5)


def mutated(data, rng):
    """A file with a few bytes changed, left out or put in."""
    found = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        place = int(rng.integers(len(found)))
        kind = int(rng.integers(3))
        if kind == 0:
            found[place] = int(rng.integers(256))
        elif kind == 1:
            del found[place : place + int(rng.integers(1, 9))]
        else:
            found[place:place] = rng.bytes(int(rng.integers(1, 6)))
    return bytes(found)


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_file_is_read_or_refused(tmp_path):
    record = json.loads((DATA / "pipeline.json").read_text(encoding="utf-8"))
    X, data = np.array(record["X"], dtype=np.float32), (DATA / "pipeline.onnx").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(300):
        (tmp_path / "m.onnx").write_bytes(mutated(data, rng))
        try:
            from_onnx(tmp_path / "m.onnx", X, record["y"], "logistic")
        except (ImportRefused, SpecError):
            refused += 1
    assert 200 < refused < 300
