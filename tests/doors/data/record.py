"""Makes the recorded files of this folder; needs scikit-learn and skl2onnx."""

import json
import warnings
from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(11)
    X = rng.normal(2, 3, size=(12, 3)).astype(np.float32)
    y = np.where(X[:, 0] * X[:, 1] > 2, "b", "a")
    network = MLPClassifier((3, 2), activation="tanh", solver="lbfgs", max_iter=6, random_state=0)
    pipeline = make_pipeline(StandardScaler(), network).fit(X, y)
    (HERE / "pipeline.onnx").write_bytes(to_onnx(pipeline, X).SerializeToString())
    p = pipeline.predict_proba(X)[:, 1].astype(float)
    record = {"X": X.tolist(), "y": y.tolist(), "log_odds": np.log(p / (1 - p)).tolist()}
    (HERE / "pipeline.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
