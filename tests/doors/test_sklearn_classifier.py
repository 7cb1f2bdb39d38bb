"""A spec goes back to scikit-learn: it predicts the same, and goes on training from there."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.neural_network import MLPClassifier

from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.scikit_learn.classifier import to_sklearn
from theoremcheck.doors.scikit_learn.estimators import from_sklearn
from theoremcheck.language import loads

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
LABELS = np.array([0, 1, 1, 0])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layers, alpha", [((2,), 0.01), ((3,), 0), ((3, 2), 0.01)])
@pytest.mark.parametrize("activation", ["tanh", "relu", "logistic", "identity"])
def test_there_and_back(layers, alpha, activation):
    own = MLPClassifier(layers, activation=activation, alpha=alpha, solver="lbfgs", random_state=3).fit(XOR, LABELS)
    back = from_sklearn(own, XOR, LABELS).to_sklearn()
    np.testing.assert_allclose(back.predict_proba(XOR), own.predict_proba(XOR), rtol=0, atol=1e-14)
    assert ((back.predict(XOR) > 0) == own.predict(XOR)).all()
    assert back.alpha == pytest.approx(alpha)
    again = from_sklearn(back, XOR, 2 * LABELS - 1)
    assert again.spec == from_sklearn(own, XOR, LABELS).spec


@pytest.mark.filterwarnings("ignore")
def test_training_stays_at_a_minimum():
    spec = loads(
        "dataset d { + (0, 1), (1, 0) - (0, 0), (1, 1) } neuron tanh loss logistic"
        " network { shortcut = 2 tanh hidden bias output bias } objective { regularizer = 1/10 * l2(w, a) }"
    ).spec
    at = to_sklearn(spec, [0] * 9)
    at.fit(XOR, 2 * LABELS - 1)
    assert at.coefs_[0] == pytest.approx(0)
    assert at.loss_ == pytest.approx(np.log(2))


TANH = "deep = 2 relu -> 2 tanh hidden bias output bias }"


@pytest.mark.parametrize(
    "change, said",
    [
        (("loss logistic", "loss hinge"), "the loss logistic"),
        (("2 relu", "2 softplus"), "softplus"),
        (("l2(w, a)", "l2(w, a, b)"), "on no bias"),
        (("l2(w, a)", "l2(w)"), "on no bias"),
        (("output bias", "output bias deep = 2 relu"), "sum of two"),
        (
            ("shortcut = 2 relu hidden bias output bias } objective { regularizer = 1/10 * l2(w, a) }", TANH),
            "all layers",
        ),
        (("2 relu", "1 relu + 1 linear"), "sum of two|in all layers"),
    ],
)
def test_what_the_classifier_does_not_have_is_refused(change, said):
    text = (
        "dataset d { + (0, 1) - (1, 1) } loss logistic network { shortcut = 2 relu hidden bias output bias }"
        " objective { regularizer = 1/10 * l2(w, a) }"
    ).replace(*change)
    spec = loads(text).spec
    size = sum(spec.problem.network.sizes(2).values())
    with pytest.raises(ImportRefused, match=said):
        to_sklearn(spec, [0] * size)
