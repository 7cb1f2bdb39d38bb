"""Networks of scikit-learn against its own loss and gradient."""

import warnings

import numpy as np
import pytest
from pace import slow_and_thorough

pytest.importorskip("sklearn")

from library_numbers import assert_same, by_block, outputs_of, value_of
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from theoremcheck.api.errors import SpecError
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.scikit_learn.estimators import from_sklearn
from theoremcheck.trusted.problem.model import Block

RNG = np.random.default_rng(7)
X = RNG.normal(size=(12, 3))
Y = np.array([0, 1] * 6)


def fitted(estimator, features=X, labels=Y, **rest):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return estimator.fit(features, labels, **rest)


def own_numbers(estimator, features, targets, weights=None):
    """The loss and the gradient of scikit-learn: its own back-propagation, layer by layer."""
    sizes = [features.shape[1], *(len(biases) for biases in estimator.intercepts_)]
    activations = [features, *(np.empty((len(features), size)) for size in sizes[1:])]
    empty = [None] * len(estimator.coefs_)
    value, rows, biases = estimator._backprop(
        features, targets.reshape(-1, 1).astype(float), weights, activations, list(empty), list(empty), list(empty)
    )
    return value, [(row.T, bias) for row, bias in zip(rows, biases, strict=True)]


def drawn(seed):
    """A network with rectangular layers after a few steps of training, and its data."""
    rng = np.random.default_rng(seed)
    count, dimension = int(rng.integers(4, 12)), int(rng.integers(1, 5))
    features = rng.normal(size=(count, dimension))
    labels = rng.permutation(np.arange(count) % 2)
    depth = int(rng.choice([1, 1, 2, 3]))
    layers = tuple(int(width) for width in rng.integers(1, 6, size=depth))
    settings = {
        "hidden_layer_sizes": layers,
        "activation": str(rng.choice(["identity", "logistic", "tanh", "relu"])),
        "solver": str(rng.choice(["lbfgs", "adam", "sgd"])),
        "alpha": float(rng.choice([0, 1e-4, 0.3])),
        "max_iter": 3,
        "random_state": seed,
    }
    weights = rng.choice([1, 2, 0.5], size=count) if rng.integers(2) else None
    return settings, features, labels, weights


def check_network(seed):
    settings, features, labels, weights = drawn(seed)
    regression = seed % 3 == 0
    targets = 2 * labels - 1 if regression else labels
    estimator = fitted(MLPRegressor(**settings) if regression else MLPClassifier(**settings), features, targets)
    found = from_sklearn(estimator, features, targets, sample_weight=weights, numbers="exact")
    value, layers = own_numbers(estimator, features, targets, weights)
    outputs = features
    for index, (rows, biases) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True)):
        outputs = outputs @ rows + biases
        if index < len(estimator.coefs_) - 1:
            outputs = ACTIVATIONS[settings["activation"]](outputs)
    assert_same(found, outputs, value, by_block(layers), 1e-12)


ACTIVATIONS = {
    "identity": lambda u: u,
    "logistic": lambda u: 1 / (1 + np.exp(-u)),
    "tanh": np.tanh,
    "relu": lambda u: np.maximum(u, 0),
}


@pytest.mark.parametrize("seed", range(12))
def test_the_spec_has_the_loss_and_the_gradient_of_scikit_learn(seed):
    check_network(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_and_thorough(range(12, 200), 3))
def test_two_hundred_networks_have_the_loss_and_the_gradient_of_scikit_learn(seed):
    check_network(seed)


def test_single_precision_is_read_as_such():
    features = X.astype(np.float32)
    estimator = fitted(MLPClassifier((4,), activation="tanh", max_iter=3, random_state=0), features, Y)
    assert estimator.coefs_[0].dtype == np.float32
    found = from_sklearn(estimator, features, Y)
    probability = estimator.predict_proba(features)[:, 1].astype(float)
    np.testing.assert_allclose(outputs_of(found), np.log(probability / (1 - probability)), atol=1e-5)
    assert str(float(found.spec.problem.samples.points[0][0])) == str(features[0, 0])


def test_columns_of_several_precisions_keep_their_own():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": X[:, 0].astype(np.float32), "b": X[:, 1], "c": Y})
    estimator = fitted(MLPClassifier((2,), max_iter=3, random_state=0), frame)
    point = from_sklearn(estimator, frame, Y).spec.problem.samples.points[1]
    assert [str(float(value)) for value in point] == [str(np.float32(X[1, 0])), str(X[1, 1]), "1.0"]


@pytest.mark.parametrize("kind", ["half", "sparse", "list", "whole"])
def test_samples_in_many_forms(kind):
    made = {
        "half": X.astype(np.float16),
        "sparse": pytest.importorskip("scipy.sparse").csr_matrix(X),
        "list": X.tolist(),
        "whole": np.round(3 * X).astype(int),
    }[kind]
    estimator = fitted(MLPClassifier((2,), max_iter=3, random_state=0), made)
    assert len(from_sklearn(estimator, made, Y.tolist()).spec.problem.samples.points) == len(X)


def test_the_loss_after_the_full_batch_solver_is_the_one_that_it_reports():
    estimator = fitted(MLPClassifier((3,), solver="lbfgs", alpha=0.01, max_iter=50, random_state=1))
    assert value_of(from_sklearn(estimator, X, Y)) == pytest.approx(estimator.loss_, abs=1e-12)
    other = from_sklearn(estimator, X[:8], Y[:8])
    assert any("not those of the fit" in note for note in other.notes)


@pytest.mark.parametrize("classes", [("b", "a"), (1, -1), (True, False), ("versicolor", "virginica")])
def test_the_second_class_is_the_positive_one(classes):
    labels = np.array([classes[i] for i in Y])
    estimator = fitted(MLPClassifier((2,), max_iter=3, random_state=0), X, labels)
    found = from_sklearn(estimator, X, labels.tolist())
    signs = np.where(labels == estimator.classes_[1], 1, -1)
    assert found.spec.problem.samples.labels == tuple(signs)
    assert ((outputs_of(found) > 0) == (estimator.predict(X) == estimator.classes_[1])).all()


def test_a_pipeline_transforms_the_data_first():
    pipeline = fitted(make_pipeline(StandardScaler(), MinMaxScaler(), MLPClassifier((2,), max_iter=3, random_state=0)))
    found = from_sklearn(pipeline, X, Y)
    moved = pipeline[:-1].transform(X)
    np.testing.assert_allclose([[float(v) for v in point] for point in found.spec.problem.samples.points], moved)
    assert any("StandardScaler, MinMaxScaler" in note for note in found.notes)


def test_the_best_network_of_a_search_is_meant():
    search = fitted(GridSearchCV(MLPClassifier(max_iter=3), {"hidden_layer_sizes": [(2,), (3,)]}, cv=2))
    found = from_sklearn(search, X, Y)
    assert found.spec.problem.network.width == search.best_estimator_.hidden_layer_sizes[0]


def test_the_penalty_is_on_the_weights_and_not_on_the_biases():
    estimator = fitted(MLPClassifier((2,), alpha=0.5, max_iter=3, random_state=0))
    found = from_sklearn(estimator, X, Y)
    objective = found.spec.problem.objective
    assert objective.coefficient(Block.HIDDEN_WEIGHTS) * 48 == objective.coefficient(Block.OUTPUT_WEIGHTS) * 48 == 1
    assert not objective.coefficient(Block.HIDDEN_BIAS)
    assert not objective.coefficient(Block.OUTPUT_BIAS)


def three_classes():
    features, labels = make_classification(60, 6, n_informative=5, n_redundant=0, n_classes=3, random_state=0)
    return MLPClassifier((2,), max_iter=3).fit(features, labels), features, labels


def classifier(**settings):
    return fitted(MLPClassifier((2,), max_iter=3, **settings))


def regressor(labels, **settings):
    return fitted(MLPRegressor(hidden_layer_sizes=(2,), max_iter=3, **settings), X, labels)


SIGNS = 2 * Y - 1
WRONG = {
    "not fitted": (lambda: (MLPClassifier(), X, Y), "is not fitted"),
    "a pipeline that is not fitted": (
        lambda: (make_pipeline(StandardScaler(), MLPClassifier()), X, Y),
        "is not fitted",
    ),
    "three classes": (three_classes, "3 classes"),
    "several labels": (lambda: (fitted(MLPClassifier((2,), max_iter=3), X, np.c_[Y, 1 - Y]), X, Y), "several labels"),
    "a forest": (lambda: (fitted(RandomForestClassifier(3)), X, Y), "RandomForestClassifier is no network"),
    "a kernel machine": (lambda: (fitted(SVC()), X, Y), "SVC is no network"),
    "no estimator": (lambda: ([1, 2], X, Y), "list is no network"),
    "targets that are no labels": (lambda: (regressor(Y * 1.5), X, Y * 1.5), "the targets of a regression"),
    "two targets": (lambda: (regressor(np.c_[SIGNS, SIGNS]), X, SIGNS), "2 outputs"),
    "other labels": (lambda: (classifier(), X, np.where(Y, "b", "a")), "was fitted to 0 and 1"),
    "transposed data": (lambda: (classifier(), X.T, Y), "does not take these data"),
    "a missing value": (lambda: (classifier(), np.where(X > 1, np.nan, X), Y), "nan"),
    "too few labels": (lambda: (classifier(), X, Y[:5]), "12 samples, y has 5 labels"),
    "labels of one class": (lambda: (classifier(), X, np.zeros(12)), "two classes"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.filterwarnings("ignore")
def test_what_no_spec_states_is_refused(name):
    make, said = WRONG[name]
    estimator, features, labels = make()
    with pytest.raises((ImportRefused, SpecError), match=said):
        from_sklearn(estimator, features, labels)
