"""Linear classifiers of scikit-learn: where one is fitted to the end, L is at its minimum."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from library_numbers import gradient_of, outputs_of
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.svm import LinearSVC

from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.scikit_learn.estimators import from_sklearn
from theoremcheck.trusted.problem.model import Block

RNG = np.random.default_rng(3)
X = RNG.normal(size=(30, 3)) + 0.5
Y = np.where(X @ [1.0, -1.0, 0.5] + RNG.normal(size=30) > 0.2, "yes", "no")
WEIGHTS = RNG.choice([1, 2, 0.5], size=30)

FITTED = {
    "logistic regression": LogisticRegression(C=0.7, tol=1e-12, max_iter=5000),
    "without penalty": LogisticRegression(C=np.inf, tol=1e-12, max_iter=5000),
    "class weights": LogisticRegression(C=0.7, tol=1e-12, max_iter=5000, class_weight={"yes": 3}),
    "no intercept": LogisticRegression(C=0.7, tol=1e-12, max_iter=5000, fit_intercept=False),
    "penalised intercept": LogisticRegression(C=0.7, tol=1e-12, solver="liblinear", intercept_scaling=2.0),
    "squared hinge": LinearSVC(C=0.4, tol=1e-12, max_iter=100_000, intercept_scaling=3.0, dual=False),
    "ridge": RidgeClassifier(alpha=2.0),
}


@pytest.mark.parametrize("name", FITTED)
@pytest.mark.parametrize("weighted", [False, True])
def test_the_gradient_vanishes_where_scikit_learn_ends(name, weighted):
    estimator = FITTED[name]
    weights = WEIGHTS if weighted else None
    found = from_sklearn(estimator.fit(X, Y, sample_weight=weights), X, Y, sample_weight=weights)
    np.testing.assert_allclose(outputs_of(found), estimator.decision_function(X), atol=1e-12)
    assert max(np.abs(g).max() for g in gradient_of(found).values()) < 1e-6
    assert found.spec.problem.network.frozen_block(Block.OUTPUT_WEIGHTS).value == (1,)


def test_balanced_classes_are_weighed_by_their_sizes():
    estimator = LogisticRegression(class_weight="balanced", tol=1e-12, max_iter=5000).fit(X, Y)
    found = from_sklearn(estimator, X, Y)
    assert max(np.abs(g).max() for g in gradient_of(found).values()) < 1e-6
    with pytest.raises(ImportRefused, match="beside sample weights"):
        from_sklearn(estimator, X, Y, sample_weight=WEIGHTS)


@pytest.mark.parametrize("loss", ["log_loss", "squared_hinge", "modified_huber", "squared_error"])
def test_stochastic_descent_ends_close_to_the_minimum(loss):
    schedule = {"learning_rate": "invscaling", "eta0": 0.02, "power_t": 0.4}
    estimator = SGDClassifier(loss, alpha=0.5, max_iter=5000, tol=None, random_state=0, **schedule)
    found = from_sklearn(estimator.fit(X, Y, sample_weight=WEIGHTS), X, Y, sample_weight=WEIGHTS)
    assert max(np.abs(g).max() for g in gradient_of(found).values()) < 5e-3


def test_a_perceptron_has_no_penalty():
    found = from_sklearn(Perceptron().fit(X, Y), X, Y)
    assert found.spec.problem.loss.name == "perceptron"
    assert not found.spec.problem.objective.penalties


@pytest.mark.parametrize(
    "estimator, said",
    [
        (LogisticRegression(l1_ratio=1, solver="saga"), "l1"),
        (SGDClassifier(penalty="l1"), "l1"),
        (SGDClassifier("epsilon_insensitive"), "epsilon_insensitive"),
        (LinearSVC(penalty="l1", dual=False), "l1"),
        (RidgeClassifier(positive=True), "constrains"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_is_no_sum_of_squares_is_refused(estimator, said):
    estimator.fit(X, Y)
    with pytest.raises(ImportRefused, match=said):
        from_sklearn(estimator, X, Y)
