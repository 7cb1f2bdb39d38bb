"""``theoremcheck.problem``: what a notebook has becomes an exact problem, and what is wrong is said."""

from fractions import Fraction

import numpy as np
import pytest

import theoremcheck as tc

THRESHOLD = {"X": [[1], [2], [3], [5], [-1]], "y": [1, 1, 1, 1, -1]}
ASKED = {"neuron": "relu", "width": 2, "loss": "polynomial_hinge(3)", "hidden_bias": True, "output_bias": True}


def made(**changed):
    return tc.problem(**{**THRESHOLD, **ASKED, **changed})


def mistakes(**changed):
    """The diagnostics of a problem that is refused, as (code, file, message)."""
    with pytest.raises(tc.SpecError) as caught:
        made(**changed)
    assert all(entry.code in str(caught.value) for entry in caught.value.diagnostics)
    return [(entry.code, entry.file, entry.message) for entry in caught.value.diagnostics]


def test_a_problem_is_what_the_file_says():
    text = """
    dataset threshold { + 1, 2, 3, 5  - -1 }
    neuron relu
    loss polynomial_hinge(3)
    network { shortcut = 2 relu  hidden bias  output bias }
    """
    assert made() == tc.loads(text)
    assert made().problem.digests == tc.loads(text).problem.digests


@pytest.mark.parametrize(
    "X",
    [
        ((1,), (2,), (3,), (5,), (-1,)),
        np.array([[1], [2], [3], [5], [-1]]),
        np.array([[1], [2], [3], [5], [-1]], dtype=np.float32),
        np.array([[1], [2], [3], [5], [-1]], dtype=object),
        [["1"], ["2"], ["6/2"], ["5.0"], ["-1"]],
        [[Fraction(1)], [2.0], [np.int8(3)], [np.float16(5)], [-1]],
        [np.array([value]) for value in (1, 2, 3, 5, -1)],
    ],
)
def test_samples_come_in_many_forms(X):
    assert made(X=X) == made()


def test_text_is_read_back_as_an_equal_spec():
    spec = made(
        X=np.float32([[0.1], [1 / 3], [3], [5], [-1e-30]]),
        weights=[1, "1/3", 0.5, 2, 1],
        neuron=lambda z: np.where(z > 0, z, z / 10) + 0.25 * z,
        deep=[(4, np.tanh), "3 leaky_relu(1/10)", 2],
        loss=lambda z: np.logaddexp(0, z),
        regularizer={"w": 0.1, "a": 2},
        frozen={"b": [0, 0.1], "deep": None},
    )
    again = tc.loads(spec.text)
    assert again == spec
    assert again.text == spec.text.split("\n", 1)[1]
    assert spec.text.startswith("# floats are read as the shortest decimals that print them: 0.1 is 1/10 (numbers=")


def test_transposed_data_are_named():
    assert mistakes(X=np.ones((1, 5))) == [("E060", "X", "X has shape (1, 5) and y has 5 entries: is X transposed?")]


@pytest.mark.parametrize(
    "deep, layers",
    [
        ((), []),
        (None, []),
        (4, ["4 relu"]),
        (["4"], ["4 relu"]),
        (["4 z + z^3"], ["4 s"]),
        ("4 tanh -> 2 relu", ["4 tanh", "2 relu"]),
        ([4, 2], ["4 relu", "2 relu"]),
        ([4], ["4 relu"]),
        ((4, "tanh"), ["4 tanh"]),
        ([(4, "tanh")], ["4 tanh"]),
        ([(4, np.tanh), (2, "leaky_relu(1/10)")], ["4 tanh", "2 leaky_relu(1/10)"]),
        (["4 tanh", "2 leaky_relu(1/10)", 3], ["4 tanh", "2 leaky_relu(1/10)", "3 relu"]),
        (np.array([4, 2]).tolist(), ["4 relu", "2 relu"]),
        ([(np.int64(4), "z^2 + z")], ["4 s"]),
    ],
)
def test_deep_parts(deep, layers):
    network = made(deep=deep).problem.network
    assert [f"{layer.width} {layer.neuron.name}" for layer in network.deep] == layers


@pytest.mark.parametrize(
    "asked, text",
    [
        ({"neuron": {"softplus": 2, "linear": 1}}, "shortcut = 2 softplus + 1 linear"),
        ({"neuron": [(2, "softplus"), (1, lambda z: z)], "width": 3}, "shortcut = 2 softplus + 1 linear"),
        ({"width": 2, "beside": [(1, "linear")]}, "shortcut = 2 relu  beside = 1 linear"),
        (
            {"width": 2, "deep": [(3, {"relu": 1, "tanh": 2}, False), (2, "relu")], "beside": (2, "tanh")},
            "shortcut = 2 relu  deep = 1 relu + 2 tanh without bias -> 2 relu  beside = 2 tanh",
        ),
        ({"width": 2, "deep": ["1 relu + 2 tanh with bias"]}, "shortcut = 2 relu  deep = 1 relu + 2 tanh"),
        ({"width": 2, "deep": [{"relu": 1, "tanh": 2}]}, "shortcut = 2 relu  deep = 1 relu + 2 tanh"),
    ],
)
def test_layers_of_several_kinds(asked, text):
    found = made(**{"width": 0, **asked})
    expected = tc.loads(
        f"dataset d {{ + 1, 2, 3, 5 - -1 }} loss polynomial_hinge(3) network {{ {text}  hidden bias  output bias }}"
    )
    assert found == expected
    assert tc.loads(found.text) == found


def test_pieces_are_frozen_and_penalised():
    asked = {"width": 0, "deep": [2, 3], "regularizer": {"deep.weights": 0.5}}
    spec = made(frozen={"deep.1.weights": [[1], [0.1]], "deep.output": None}, **asked)
    expected = made(
        regularizer="1/2 * l2(deep.weights)", width=0, deep=[2, 3], frozen=["deep.1.weights", "deep.output"]
    )
    assert spec.problem.objective == expected.problem.objective
    values = {entry.block.value: entry.value for entry in spec.problem.network.frozen}
    assert values == {"deep.1.weights": (1, Fraction(1, 10)), "deep.output": None}
    assert tc.loads(spec.text) == spec
    whole = {"layers": [{"weights": [[1], [2]], "biases": [3, 4]}, {"weights": np.ones((3, 2)), "biases": [0, 0, 0]}]}
    deep = made(width=0, deep=[2, 3], frozen={"deep": {**whole, "output": [5, 6, 7]}}).problem.network.frozen[0]
    assert deep.value == (1, 2, 3, 4, *(1,) * 6, 0, 0, 0, 5, 6, 7)
    found = mistakes(width=0, deep=[2, 3], frozen={"deep.2.weights": np.ones((2, 3))})
    words = "deep.2.weights has shape (2, 3), the network has (3, 2): is it transposed?"
    assert found == [("E092", "frozen['deep.2.weights']", words)]


def test_a_deep_part_alone():
    spec = made(width=0, deep=[4, 2])
    assert spec.problem.network.width == 0
    one = made(width=0, deep=[4])
    assert one.problem.network.width == 4
    assert any("read as the shortcut" in note for note in one.notes)
    for name, block in {"deep.output": "a", "deep.weights": "a, w", "deep.1": "w, b", "deep": "a, w, b"}.items():
        assert made(width=0, deep=[4], regularizer={name: 0.5}) == made(
            width=4, regularizer=f"1/2 * l2({block})"
        )  # by its own names


def test_the_notes_name_the_policy_and_the_classes():
    spec = made(X=[[0.1], [2], [3], [5], [-1]], y=["b", "b", "b", "b", "a"])
    assert "0.1 is 1/10" in spec.notes[0]
    assert spec.notes[1] == "labels: 'b' is +1, 'a' is -1"
    assert "exact binary" in made(X=[[0.1], [2], [3], [5], [-1]], numbers="exact").notes[0]
    assert made().notes == ()


def test_the_policy_changes_the_verdict_and_the_report_names_it():
    """+ 0.1, 0.5 and - 0.3: in decimals the means of the classes agree, in binary they do not."""
    verdicts = {}
    for numbers in ("shortest", "exact"):
        spec = tc.problem(
            [[0.1], [0.5], [0.3]], [1, 1, -1], neuron="softplus", width=2, loss="logistic",
            hidden_bias=True, output_bias=True, numbers=numbers,
        )  # fmt: skip
        verdict = tc.check(spec, search=False)
        assert f'numbers="{numbers}"' in " ".join(verdict.report.split())
        assert any(numbers in note for note in verdict.to_json()["notes"])
        verdicts[numbers] = verdict.verdict
    assert verdicts == {"shortest": "refuted", "exact": "undecided"}


def test_weights_and_penalties_are_exact():
    spec = made(weights=[0.1, 1, 1, 1, "1/3"], regularizer={"a": 0.1, "w": "1/3"})
    assert spec.problem.samples.weights == (Fraction(1, 10), 1, 1, 1, Fraction(1, 3))
    assert [term.coefficient for term in spec.problem.objective.penalties] == [Fraction(1, 10), Fraction(1, 3)]
    assert made(regularizer=0.5) == made(regularizer="1/2 * l2(all)")
    assert made(regularizer=None) == made(regularizer=0) == made(regularizer={})


def test_frozen_blocks():
    spec = made(frozen={"w": np.array([[0.5], [1]]), "b": [0, "1/3"], "a0": 0.1, "a": None})
    values = {entry.block.value: entry.value for entry in spec.problem.network.frozen}
    tenth, half, third = Fraction(1, 10), Fraction(1, 2), Fraction(1, 3)
    assert values == {"a0": (tenth,), "a": None, "w": (half, 1), "b": (0, third)}
    assert made(frozen="w") == made(frozen=["w"]) == made(frozen={"w": None})


@pytest.mark.parametrize(
    "changed, code, words",
    [
        ({"neuron": "softpluss"}, "E023", "no neuron is named 'softpluss'"),
        ({"neuron": "logistic"}, "E023", "no neuron is named 'logistic'"),
        ({"neuron": "log(1 + exp(x))"}, "E050", "'x' is neither the variable nor a number"),
        ({"neuron": "z +"}, "E010", ""),
        ({"neuron": ""}, "E023", "the text is empty"),
        ({"neuron": "z\nloss hinge"}, "E010", "the word loss has no place in a formula"),
        ({"neuron": "z # }"}, "E010", "a comment has no place in a formula"),
        ({"neuron": lambda z: max(0, z)}, "E023", "the function <lambda> has no formula"),
        ({"loss": "polynomial_hinge"}, "E045", "needs its parameter p"),
        ({"loss": "polynomial_hinge(1/2)"}, "E046", "is a rational >= 1"),
        ({"width": -1}, "E034", "width is at least 0, not -1"),
        ({"width": 10**6}, "E034", "at most MAX_WIDTH"),
        ({"width": 0}, "E090", "neither a shortcut nor a deep part"),
        ({"deep": ["relu"]}, "E010", "is no layer"),
        ({"deep": [0]}, "E034", "deep[0] is at least 1, not 0"),
        ({"regularizer": -1}, "E110", "a rational >= 0"),
        ({"regularizer": "l1(w)"}, "E110", "no penalty is named 'l1'"),
        ({"regularizer": {"v": 1}}, "E094", "no block of parameters is named 'v'"),
        ({"regularizer": np.nan}, "E030", "nan"),
        ({"frozen": {"w": [[1, 2]]}}, "E092", "w has 2 vectors of 1 entry, not 1"),
        ({"frozen": {"b": [np.inf, 0]}}, "E030", "inf"),
        ({"frozen": {"c": None}}, "E094", "no block of parameters is named 'c'"),
        ({"hidden_bias": False, "frozen": "b"}, "E091", "the shortcut has no hidden bias"),
    ],
)
def test_mistakes_in_the_words_of_the_language(changed, code, words):
    ((found, _, message),) = mistakes(**changed)
    assert found == code
    assert words in message


@pytest.mark.parametrize(
    "changed, code, argument, words",
    [
        ({"neuron": "reluu", "deep": ["3 linear"]}, "E023", "neuron", "no neuron is named 'reluu'"),
        ({"neuron": "reluu", "deep": [3]}, "E023", "neuron", "no neuron is named 'reluu'"),
        ({"neuron": "log(z", "deep": ["3 linear"]}, "E011", "neuron", "this ( is not closed"),
        ({"neuron": {"reluu": 2}}, "E023", "neuron", "no neuron is named 'reluu'"),
        ({"deep": ["3 linear ->"]}, "E010", "deep[0]", "'3 linear ->' ends too early"),
        ({"deep": ["3 linear with"]}, "E010", "deep[0]", "'3 linear with' ends too early"),
        ({"deep": ["3 linear", "2 reluu"]}, "E023", "deep[1]", "no neuron is named 'reluu'"),
        ({"deep": [2], "beside": [(1, "tanhh")]}, "E023", "beside[0]", "no neuron is named 'tanhh'"),
        ({"deep": ["3 linear foo", "residual"]}, "E010", "deep[0]", "unexpected `foo`"),
        ({"deep": ["3 z +"]}, "E010", "deep[0]", "the item ends too early"),
    ],
)
def test_mistakes_in_layers_name_their_argument(changed, code, argument, words):
    with pytest.raises(tc.SpecError) as caught:
        made(width=0, **changed)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in found.message
    assert found.file == argument or found.notes[-1:] == (f"in the argument {argument}",)
    assert ("reluu" not in words) or "did you mean relu?" in str(caught.value)


def test_mistakes_beside_those_in_layers():
    found = mistakes(deep=["3 linear ->"], loss="logisti", regularizer="l1(a)")
    assert [(code, file) for code, file, _ in found] == [
        ("E010", "deep[0]"),
        ("E023", "<problem>"),
        ("E110", "<problem>"),
    ]


def test_a_neuron_that_no_layer_has():
    expected = made(width=0, deep=["3 linear"])
    for neuron in ("leaky_relu(1/10)", "z + tanh(z)", lambda z: z * z, None):
        assert made(neuron=neuron, width=0, deep=["3 linear"]) == expected
    with pytest.raises(TypeError, match="neuron is a name of the library"):
        made(neuron=3, width=0, deep=["3 linear"])


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"neuron": 3}, "neuron is a name of the library"),
        ({"neuron": float}, "neuron is a name of the library"),
        ({"loss": None}, "loss is a name of the library"),
        ({"width": 2.0}, "width is a whole number, not 2.0"),
        ({"width": True}, "width is a whole number, not True"),
        ({"hidden_bias": "yes"}, "hidden_bias is True or False, not 'yes'"),
        ({"output_bias": 1}, "output_bias is True or False, not 1"),
        ({"deep": 3.5}, "deep is a list of layers"),
        ({"deep": [(4, "relu", 1)]}, "the bias of deep.0. is True or False, not 1"),
        ({"deep": [("relu", 4)]}, "is a width, a pair"),
        ({"neuron": []}, "several neurons are"),
        ({"frozen": {1: None}}, "frozen names blocks by texts, not 1"),
    ],
)
def test_arguments_of_a_wrong_type(changed, words):
    with pytest.raises(TypeError, match=words):
        made(**changed)


def test_mistakes_in_data_and_network_come_together():
    found = mistakes(X=[[np.nan]] * 5, y=[1] * 5, neuron="softpluss", loss="logisti")
    assert [code for code, _, _ in found] == ["E030", "E061", "E023", "E023"]


def test_flags_of_numpy_are_truth_values():
    assert made(hidden_bias=np.bool_(True)) == made()


def test_sizes_are_bounded():
    found = mistakes(X=np.zeros((200_001, 1)), y=np.arange(200_001) % 2)
    assert "MAX_ROWS" in found[0][2]


@pytest.mark.parametrize(
    "loss", [{"+": "logistic", "-": "2 * log(1 + exp(z))"}, {-1: lambda z: 2 * np.logaddexp(0, z), 1: "logistic"}]
)
def test_a_loss_for_each_class(loss):
    spec = tc.problem([[1], [2]], [1, 0], neuron="relu", width=1, loss=loss, hidden_bias=True, output_bias=True)
    assert [entry.name for entry in spec.problem.losses] == ["logistic", "l_minus"]
    assert "loss + logistic\nloss - l_minus(z) = 2 * " in spec.text


@pytest.mark.parametrize("loss", [{"+": "hinge"}, {}, {"+": "hinge", "minus": "hinge"}, {1: "hinge", "+": "square"}])
def test_both_classes_need_a_loss(loss):
    with pytest.raises(tc.SpecError, match="its keys are '\\+' and '-'"):
        tc.problem([[1], [2]], [1, 0], neuron="relu", width=1, loss=loss, hidden_bias=True, output_bias=True)
