"""Layers of several kinds, biases by layer, a branch beside, and parts of branches: meaning, round trip, mistakes."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.language import load, loads
from theoremcheck.language.diagnostics import Severity
from theoremcheck.language.printer import print_spec
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.problem.model import Block, Frozen, Kind, Layer, Piece

HEAD = "dataset d { + (1, 0)  - (0, 1) }\nloss logistic\n"


def read(network: str, rest: str = "") -> Spec:
    loaded = loads(f"{HEAD}network {{ {network} }}\n{rest}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec


def shown(layers: tuple[Layer, ...]) -> list[tuple[list[tuple[int, str]], bool | None]]:
    return [([(part.width, part.neuron.name) for part in layer.parts], layer.bias) for layer in layers]


def test_several_kinds_in_the_shortcut() -> None:
    spec = read("shortcut = 2 softplus + 1 linear + 3 tanh  hidden bias")
    network = spec.problem.network
    assert (network.width, spec.problem.neuron.name, network.deep) == (2, "softplus", ())
    assert shown(network.beside) == [([(1, "linear"), (3, "tanh")], None)]
    assert network.biased(network.beside[0])
    assert network.beside[0].width == 4
    assert [neuron.name for neuron in network.beside[0].neurons] == ["linear", "tanh", "tanh", "tanh"]
    assert any("softplus" in note for note in spec.notes)
    assert read("shortcut = 2 softplus  beside = 1 linear + 3 tanh  hidden bias") == spec


def test_several_kinds_and_biases_in_the_deep_part() -> None:
    network = read(
        "shortcut = 1 relu  deep = 8 relu + 8 leaky_relu(1/3) with bias -> 4 relu -> 1 tanh with bias"
    ).problem.network
    assert shown(network.deep) == [
        ([(8, "relu"), (8, "leaky_relu(1/3)")], True),
        ([(4, "relu")], None),
        ([(1, "tanh")], True),
    ]
    assert [network.biased(layer) for layer in network.deep] == [True, False, True]
    network = read("hidden bias  deep = 2 relu with bias -> 2 relu without bias").problem.network
    assert [layer.bias for layer in network.deep] == [None, False]


def test_one_hidden_layer_is_the_shortcut() -> None:
    spec = read("deep = 3 relu + 1 linear  output bias")
    assert (spec.problem.network.width, spec.problem.neuron.name) == (3, "relu")
    assert shown(spec.problem.network.beside) == [([(1, "linear")], None)]
    assert any("one hidden layer" in note for note in spec.notes)
    for words, biased in (("with bias", True), ("without bias  hidden bias", False)):
        assert read(f"deep = 3 relu {words}").problem.network.hidden_bias is biased
    for line in ("frozen deep.output", "frozen deep.weights", "trainable deep.1"):
        assert read(f"deep = 3 relu  {line}").problem.network.deep
    assert read("deep = 3 relu  beside = 2 tanh").problem.network.width == 0
    assert read("beside = 2 tanh").problem.neuron.name == "tanh"


A, W, B, BESIDE = Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.BESIDE
OTHERS = Piece(BESIDE, 1, Kind.WEIGHTS), Piece(BESIDE, 1, Kind.BIASES), Piece(BESIDE, 0, Kind.OUTPUT)


@pytest.mark.parametrize(
    "name, blocks, mixed",
    [
        ("deep", [A, W, B], [A, W, B, BESIDE]),
        ("deep.1", [W, B], [W, B, OTHERS[0], OTHERS[1]]),
        ("deep.1.weights", [W], [W, OTHERS[0]]),
        ("deep.1.biases", [B], [B, OTHERS[1]]),
        ("deep.weights", [A, W], [A, W, OTHERS[0], OTHERS[2]]),
        ("deep.biases", [B], [B, OTHERS[1]]),
        ("deep.output", [A], [A, OTHERS[2]]),
    ],
)
def test_the_names_of_one_hidden_layer_stay_its_names(
    name: str, blocks: list[Block | Piece], mixed: list[Block | Piece]
) -> None:
    """What reads it as the shortcut reads its names as those of the shortcut, and of the branch beside."""
    for layer, expected in (("2 relu", blocks), ("2 relu + 1 linear", mixed)):
        spec = read(f"deep = {layer} with bias  output bias", f"objective {{ regularizer = 1/2 * l2({name}) }}")
        assert spec.problem.network.width == 2
        assert spec.problem.objective.penalties[0].blocks == tuple(expected)
        again = loads(print_spec(spec)).spec
        assert again == spec


@pytest.mark.parametrize(
    "layer, lines, point",
    [
        ("2 relu", "deep.output = (1, 2)  deep.1.weights = (3, 4, 5, 6)  b = (7, 8)", [(1, 2), (3, 4, 5, 6), (7, 8)]),
        ("2 relu", "deep = (3, 4, 5, 6, 7, 8, 1, 2)", [(1, 2), (3, 4, 5, 6), (7, 8)]),
        ("1 relu", "deep.output = 2  deep.1 = (3, 4, 5)", [(2,), (3, 4), (5,)]),
        ("1 relu + 1 tanh", "deep.output = (1, 2)  deep.biases = (7, 8)  deep.1.weights = (3, 4, 5, 6)",
         [(1,), (3, 4), (7,), (5, 6, 8, 2)]),
        ("1 relu + 1 tanh", "deep = (3, 4, 5, 6, 7, 8, 1, 2)", [(1,), (3, 4), (7,), (5, 6, 8, 2)]),
    ],
)  # fmt: skip
def test_a_candidate_gives_one_hidden_layer_by_its_names(layer: str, lines: str, point: list[tuple[int, ...]]) -> None:
    candidate = read(f"deep = {layer} with bias", f"candidate {{ {lines} }}").candidate
    assert candidate is not None
    assert candidate.values == tuple(
        (block, tuple(map(Q, entries))) for block, entries in zip((A, W, B, BESIDE), point, strict=False)
    )


@pytest.mark.parametrize(
    "network, rest, words",
    [
        ("deep = 2 relu", "objective { regularizer = l2(deep.biases) }", "deep.biases: there are no biases"),
        ("deep = 2 relu", "objective { regularizer = l2(deep.2) }", "deep.2: deep has 1 layer"),
        ("deep = 2 relu", "objective { regularizer = l2(deep.output, a) }", "a and deep.output are the same"),
        ("deep = 2 relu", "objective { regularizer = l2(a, deep.weights) }", "a is part of deep.weights"),
        ("deep = 2 relu", "objective { regularizer = l2(deep, w) }", "w is part of deep"),
        ("deep = 2 relu + 1 tanh", "objective { regularizer = l2(beside, deep.output) }",
         "deep.output and beside have parameters in common"),
        ("deep = 2 relu", "candidate { deep.1.weights = (1, 2, 3) }", "deep.1.weights has 4 entries, not 3"),
        ("shortcut = 2 relu", "objective { regularizer = l2(deep) }", "deep: the network has no deep part"),
        ("beside = 2 relu", "objective { regularizer = l2(deep) }", "deep: the network has no deep part"),
    ],
)  # fmt: skip
def test_mistakes_in_the_names_of_one_hidden_layer(network: str, rest: str, words: str) -> None:
    found = {entry.message for entry in loads(f"{HEAD}network {{ {network} }}\n{rest}").diagnostics}
    assert words in found


def test_the_dimension_may_not_be_known() -> None:
    head = HEAD.replace("{ + (1, 0)  - (0, 1) }", "{ assume linearly_separable }")
    for layer, count, fits in (("2 relu", 4, True), ("2 relu", 3, False), ("1 relu + 1 tanh", 6, True)):
        entries = ", ".join(["1"] * count)
        text = f"{head}network {{ deep = {layer}  frozen deep.1.weights = ({entries}) }}"
        assert (loads(text).spec is not None) is fits
        text = f"{head}network {{ deep = {layer} }}\ncandidate {{ deep.1.weights = ({entries}) }}"
        assert (loads(text).spec is not None) is fits


DEEP = "shortcut = 1 softplus  deep = 2 relu with bias -> 1 tanh  "


def piece(layer: int, kind: Kind, branch: Block = Block.DEEP) -> Piece:
    return Piece(branch, layer, kind)


FIRST, BIASES, SECOND, OUTPUT = (
    piece(1, Kind.WEIGHTS),
    piece(1, Kind.BIASES),
    piece(2, Kind.WEIGHTS),
    piece(0, Kind.OUTPUT),
)


@pytest.mark.parametrize(
    "line, frozen",
    [
        ("frozen deep.1", [(FIRST, None), (BIASES, None)]),
        ("frozen deep.1 = (1, 2, 3, 4, 5, 6)", [(FIRST, (1, 2, 3, 4)), (BIASES, (5, 6))]),
        ("frozen deep.1.biases = (5, 6)", [(BIASES, (5, 6))]),
        ("frozen deep.biases = (5, 6)", [(BIASES, (5, 6))]),
        ("frozen deep.2 = (1, 2)", [(SECOND, (1, 2))]),
        ("frozen deep.output = (9)", [(OUTPUT, (9,))]),
        ("frozen deep.weights = (1, 2, 3, 4, 5, 6, 7)", [(FIRST, (1, 2, 3, 4)), (SECOND, (5, 6)), (OUTPUT, (7,))]),
        ("frozen deep.output = (9)  frozen deep.1.biases", [(BIASES, None), (OUTPUT, (9,))]),
        (
            "frozen deep.biases = (5, 6)  frozen deep.weights = (1, 2, 3, 4, 7, 8, 9)",
            [(Block.DEEP, (1, 2, 3, 4, 5, 6, 7, 8, 9))],
        ),
        ("frozen deep.1  frozen deep.2  frozen deep.output", [(Block.DEEP, None)]),
        (
            "frozen deep.1  frozen deep.2 = (1, 1)  frozen deep.output",
            [(FIRST, None), (BIASES, None), (SECOND, (1, 1)), (OUTPUT, None)],
        ),
        ("trainable a, w, deep.output", [(FIRST, None), (BIASES, None), (SECOND, None)]),
        ("trainable deep", [(Block.OUTPUT_WEIGHTS, None), (Block.HIDDEN_WEIGHTS, None)]),
        ("trainable a, w, deep.weights", [(BIASES, None)]),
    ],
)  # fmt: skip
def test_parts_of_a_branch_are_frozen(line: str, frozen: list[tuple[Block | Piece, tuple[int, ...] | None]]) -> None:
    found = read(DEEP + line).problem.network.frozen
    assert found == tuple(Frozen(block, None if v is None else tuple(map(Q, v))) for block, v in frozen)


@pytest.mark.parametrize(
    "term, blocks",
    [
        ("l2(deep.weights)", [FIRST, SECOND, OUTPUT]),
        ("l2(deep.weights, deep.biases)", [Block.DEEP]),
        ("l2(a, deep.1)", [Block.OUTPUT_WEIGHTS, FIRST, BIASES]),
        ("l2(deep.output, w)", [Block.HIDDEN_WEIGHTS, OUTPUT]),
        ("l2(all)", [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.DEEP]),
        ("l2(deep.1, all)", [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.DEEP]),
    ],
)
def test_parts_of_a_branch_are_penalised(term: str, blocks: list[Block | Piece]) -> None:
    (found,) = read(DEEP, f"objective {{ regularizer = {term} }}").problem.objective.penalties
    assert found.blocks == tuple(blocks)


def test_all_names_what_is_trained() -> None:
    (found,) = read(f"{DEEP} frozen deep.1.weights", "objective { regularizer = l2(all) }").problem.objective.penalties
    assert found.blocks == (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, BIASES, SECOND, OUTPUT)


def test_a_candidate_gives_parts_or_wholes() -> None:
    rest = "candidate {{ a = (1)  w = ((1, 2))  {} }}"
    whole = read(DEEP, rest.format("deep = (1, 2, 3, 4, 5, 6, 7, 8, 9)"))
    parts = read(DEEP, rest.format("deep.output = (9)  deep.1 = (1, 2, 3, 4, 5, 6)  deep.2.weights = (7, 8)"))
    assert parts == whole
    some = read(DEEP, rest.format("deep.2 = (7, 8)")).candidate
    assert some is not None
    assert some.entries(SECOND) == (7, 8)
    assert some.entries(Block.DEEP) is None


TWO = "deep = 2 relu -> 1 relu"
MISTAKES = {
    "an unknown layer": ("deep = 2 relu -> 1 relu  frozen deep.3", "E091", 33, "deep.3: deep has 2 layers"),
    "layer 0": ("deep = 2 relu -> 1 relu  frozen deep.0", "E094", 33, "no block of parameters is named 'deep.0'"),
    "a long number": (f"deep = 2 relu -> 1 relu  frozen deep.{'9' * 5000}", "E091", 33, "deep has 2 layers"),
    "an unknown part": ("deep = 2 relu -> 1 relu  frozen deep.weight", "E094", 33, "named 'deep.weight'"),
    "output of a layer": ("deep = 2 relu -> 1 relu  frozen deep.1.output", "E094", 33, "belong to the branch"),
    "a part of w": ("shortcut = 2 relu  frozen w.1", "E094", 27, "named 'w.1'"),
    "no branch": ("shortcut = 2 relu  frozen deep.1", "E091", 27, "the network has no deep part"),
    "no branch beside": ("shortcut = 2 relu  frozen beside", "E091", 27, "the network has no branch beside"),
    "no biases": ("deep = 2 relu -> 1 relu  frozen deep.1.biases", "E091", 33, "there are no biases"),
    "no biases at all": ("deep = 2 relu -> 1 relu  frozen deep.biases", "E091", 33, "there are no biases"),
    "too few entries": ("deep = 2 relu -> 1 relu  frozen deep.1 = (1, 2)", "E092", 42, "deep.1 has 4 entries, not 2"),
    "too many entries": ("deep = 2 relu -> 1 relu  frozen deep.output = (1, 2)", "E092", 47, "has 1 entry, not 2"),
    "twice the same": ("deep = 2 relu -> 1 relu  trainable deep.1, deep.1", "E021", 44, "deep.1 is named twice"),
    "a part and the whole": ("deep = 2 relu -> 1 relu  trainable deep, deep.1", "E021", 42, "deep.1 is part of deep"),
    "the whole and a part": ("deep = 2 relu -> 1 relu  trainable deep.1, deep", "E021", 44, "deep.1 is part of deep"),
    "a part of a part": (f"{TWO}  frozen deep.1  frozen deep.weights", "E021", 48, "deep.1 is part of deep.weights"),
    "common parameters": (f"hidden bias  {TWO}  frozen deep.1  frozen deep.weights", "E021", 61, "have parameters in"),
    "a kind twice": ("deep = 2 relu + 1 tanh + 1 relu -> 1 relu", "E021", 26, "relu stands twice in one layer"),
    "a kind twice in the shortcut": ("shortcut = 2 relu + 1 tanh + 1 relu", "E021", 30, "stands twice in one layer"),
    "biases twice": ("deep = 2 relu with bias without bias -> 1 relu", "E010", 25, "unexpected `without`"),
    "with no bias": ("deep = 2 relu with no bias -> 1 relu", "E010", 20, "unexpected `no`"),
    "with output bias": ("deep = 2 relu with output bias", "E010", 20, "unexpected `output`"),
    "biases of the shortcut": ("shortcut = 2 relu with bias", "E025", 19, "said by hidden bias"),
    "both ways beside": ("shortcut = 2 relu + 1 tanh  beside = 1 linear", "E025", 29, "cannot be written as well"),
    "beside twice": ("shortcut = 2 relu  beside = 1 tanh  beside = 1 linear", "E021", 37, "beside is written twice"),
    "no units": ("shortcut = 2 relu + 0 linear", "E034", 21, "width of a layer"),
    "an unknown kind": ("shortcut = 2 relu + 1 linnear", "E023", 23, "no neuron is named 'linnear'"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_shown_at_its_place(name: str) -> None:
    network, code, column, message = MISTAKES[name]
    loaded = loads(f"{HEAD}network {{\n{network}\n}}\n")
    assert loaded.spec is None
    first = next(entry for entry in loaded.diagnostics if entry.severity is Severity.ERROR)
    assert first.span is not None
    assert (first.code, first.span.line, first.span.column) == (code, 4, column), loaded.render()
    assert message in first.message, first.message


def test_values_by_layer_where_the_dimension_is_not_known() -> None:
    network = "shortcut = 1 relu  deep = 2 relu with bias -> 1 relu"
    text = f"dataset d {{{{ positives 2 }}}}\nloss logistic\nnetwork {{{{ {network}  {{}} }}}}"
    assert loads(text.format("frozen deep.1 = (1, 2, 3, 4, 5, 6)")).spec is not None
    assert loads(text.format("frozen deep.2 = (1, 2)")).spec is not None
    assert "deep.2 has 2 entries, not 3" in loads(text.format("frozen deep.2 = (1, 2, 3)")).render()


NAMES = ("relu", "tanh", "linear", "leaky_relu(1/3)")


@st.composite
def branches(draw: st.DrawFn) -> str:
    def layer() -> str:
        kinds = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
        units = " + ".join(f"{draw(st.integers(1, 3))} {name}" for name in kinds)
        return units + draw(st.sampled_from(("", " with bias", " without bias")))

    lines = ["hidden bias"] * draw(st.booleans()) + ["output bias"] * draw(st.booleans())
    lines += ["shortcut = 2 softplus"] * draw(st.booleans())
    names = draw(st.sets(st.sampled_from(("deep", "beside")), min_size=1))
    for name in sorted(names):
        lines.append(f"{name} = {' -> '.join(layer() for _ in range(draw(st.integers(1, 3))))}")
    parts = [f"{name}.{tail}" for name in sorted(names) for tail in ("1.weights", "output")]
    frozen = draw(st.sets(st.sampled_from(parts), max_size=2))
    lines += [f"frozen {name}" for name in sorted(frozen)]
    penalised = draw(st.sets(st.sampled_from(parts)))
    rest = f"objective {{ regularizer = 1/3 * l2({', '.join(sorted(penalised))}) }}" if penalised else ""
    return f"{HEAD}network {{ {'  '.join(lines)} }}\n{rest}"


def test_a_kind_without_a_number_gets_help() -> None:
    found = loads(f"{HEAD}network {{\nshortcut = 2 relu + linear\n}}").render()
    assert "a layer is its width and its neuron, as in 3 softplus" in found


@given(branches())
def test_round_trip(text: str) -> None:
    spec = loads(text).spec
    if spec is None:  # one hidden layer is read as the shortcut, and has no part of that name
        return
    again = loads(print_spec(spec))
    assert again.spec == spec, print_spec(spec)
    assert again.spec.problem.digests == spec.problem.digests


def test_round_trip_of_values_and_candidates() -> None:
    spec = read(
        f"{DEEP} beside = 1 linear without bias  frozen deep.1.biases = (1/2, 3)  frozen beside.output = (4)",
        "objective { regularizer = 1/3 * l2(deep.weights) + 1/5 * l2(beside.1) }\n"
        "candidate { a = (1)  w = ((1, 2))  deep.2 = (5, 6)  beside.1.weights = (7, 8) }",
    )
    text = print_spec(spec)
    assert "1/3 * l2(deep.weights)" in text
    assert loads(text).spec == spec


@pytest.mark.parametrize("name", ["counterexamples/strict_frozen_layer", "theorems/subspaces_mixed_shortcut"])
def test_round_trip_of_the_corpus(specs, name: str) -> None:  # type: ignore[no-untyped-def]
    spec = load(specs / f"{name}.spec").spec
    assert spec is not None
    assert loads(print_spec(spec)).spec.problem == spec.problem  # type: ignore[union-attr]


@pytest.mark.parametrize("clause, line", [("with bias", "hidden bias"), ("without bias", "no hidden bias")])
def test_layers_that_all_say_the_same_of_their_biases(clause, line):
    """Without a shortcut it is the network that says so, and the problem is the same one."""
    text = "dataset d {{ + (1, 2)  - (0, -2) }}\nneuron relu\nloss logistic\nnetwork {{ deep = {} -> {} {} }}\n"
    each = loads(text.format(f"4 relu {clause}", f"3 relu {clause}", "")).spec.problem
    once = loads(text.format("4 relu", "3 relu", line)).spec.problem
    assert each == once
    assert each.network.plain
