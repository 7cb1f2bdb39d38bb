"""The order of the parameters, and the view of the samples, against what they are read off by hand."""

from dataclasses import replace
from fractions import Fraction

import flint
import pytest

from theoremcheck.report.reasons import SENTENCES, sentence
from theoremcheck.trusted.problem.expr import Var
from theoremcheck.trusted.problem.layout import Layout, Unit, flat
from theoremcheck.trusted.problem.model import (
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    Part,
    Penalty,
    Piece,
)
from theoremcheck.trusted.problem.samples import Samples, sign
from theoremcheck.trusted.refusal import Refusal

S = Function(Var())
NETWORK = Network(2, True, True, (Layer(3, S), Layer(2, S)))
BARE = Network(1, False, False, (Layer(2, S),))


@pytest.mark.parametrize("network", [NETWORK, BARE, Network(3, True, False), Network(0, False, True, (Layer(2, S),))])
def test_names_and_places_agree(network: Network) -> None:
    layout = Layout(network, 2)
    full = range(layout.size)
    named = layout.named(full)
    assert flat(named) == tuple(full)
    assert layout.size == sum(network.sizes(2).values()) == len(layout.trained)
    branches = [(named.hidden_weights, named.hidden_bias)] if network.width else []
    deep = list(named.deep.layers) if named.deep is not None else []
    for layer, (rows, biases) in enumerate([*branches, *deep], 0 if network.width else 1):
        for index, row in enumerate(rows):
            near = layout.wiring(Unit(layer, index))
            assert near.incoming == row
            assert near.bias == (None if biases is None else biases[index])
            if 0 < layer < len(deep):
                above, above_biases = deep[layer]
                assert near.outgoing == tuple(unit[index] for unit in above)
                assert near.above == (above_biases or (None,) * len(above))
            else:
                output = named.output_weights if layer == 0 else named.deep.output
                assert near.outgoing == (output[index],)
                assert near.above == (named.output_bias,)


def test_the_order() -> None:
    shortcut = "a0 a1 a2 w11 w12 w21 w22 b1 b2"
    deep = "u11 u12 u21 u22 u31 u32 c1 c2 c3 v11 v12 v13 v21 v22 v23 d1 d2 o1 o2"
    found = Layout(NETWORK, 2).named(f"{shortcut} {deep}".split())
    assert found.hidden_weights == (("w11", "w12"), ("w21", "w22"))
    assert found.hidden_bias == ("b1", "b2")
    assert found.deep is not None
    (first, biases), (second, _) = found.deep.layers
    assert first == (("u11", "u12"), ("u21", "u22"), ("u31", "u32"))
    assert biases == ("c1", "c2", "c3")
    assert second[1] == ("v21", "v22", "v23")
    assert found.deep.output == ("o1", "o2")


def test_frozen_entries_are_left_out_of_a_centre() -> None:
    network = replace(BARE, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (Fraction(7), Fraction(8))),))
    layout = Layout(network, 2)
    centre = tuple(map(Fraction, range(7)))
    full = layout.full(centre)
    assert full[:4] == (0, 7, 8, 1)
    assert layout.centre(full) == centre
    for changed, given, code in (
        (network, centre[1:], "layout.centre_size"),
        (replace(network, frozen=(Frozen(Block.HIDDEN_WEIGHTS, None),)), centre, "layout.frozen_unknown"),
        (replace(network, frozen=(Frozen(Block.HIDDEN_WEIGHTS, centre[:1]),)), centre, "problem.frozen_entries"),
        (replace(network, width=10**9), centre, "layout.centre_size"),
    ):
        with pytest.raises(Refusal) as caught:
            Layout(changed, 2).full(given)
        assert caught.value.reason.code == code
        assert code in SENTENCES


def test_reasons_count_from_1_in_words() -> None:
    assert sentence(Unit(0, 1).at(0)) == "neuron 2 at sample 1"
    assert sentence(Unit(2, 0).at(3)) == "deep layer 2 unit 1 at sample 4"


def test_who_is_wrong() -> None:
    points = tuple((Fraction(k),) for k in range(4))
    data = Samples(Dataset(points, (1, 1, -1, -1), (Fraction(1), Fraction(2), Fraction(1), Fraction(4))))
    assert data.wrong([0, -1, 0, -1]) == (2, 2)  # sgn(0) = +1
    assert data.error([0, -1, 0, -1]) == Fraction(3, 8)
    assert data.margins([1, -1, 2, -3]) == [-1, 1, 2, -3]
    unknown = flint.arb(0, 1)
    assert sign(unknown) is None
    assert data.wrong([flint.arb(0), unknown, unknown, flint.arb(1)]) == (1, 3)
    assert data.some_wrong([flint.arb(1)] * 2 + [unknown] * 2, 1) == (1, 2)
    assert data.wrong_at_constant((1,)) == data.wrong_at_constant((1, -1)) == (2, 2)
    with pytest.raises(Refusal, match=r"^samples\.none_wrong$"):
        data.some_wrong([unknown] * 4)


# --- two branches, layers with biases and without -------------------------------------------------------------------

BOTH = Network(1, True, True, (Layer(2, S, (), False), Layer(1, S)), (), (Layer(2, S, (Part(1, S),), False),))
NAMES = [
    *("a0", "a1", "w1", "w2", "b1", "u11", "u12", "u21", "u22", "v11", "v12", "d1", "o1"),
    *("k11", "k12", "k21", "k22", "p1", "p2"),
]


def test_the_order_with_a_branch_beside() -> None:
    names = NAMES
    layout = Layout(BOTH, 2)
    found = layout.named(names)
    assert flat(found) == tuple(names)
    assert found.deep is not None
    assert found.beside is not None
    assert found.deep.layers == (((("u11", "u12"), ("u21", "u22")), None), ((("v11", "v12"),), ("d1",)))
    assert found.deep.output == ("o1",)
    assert found.beside.layers == (((("k11", "k12"), ("k21", "k22")), None),)
    assert found.beside.output == ("p1", "p2")
    assert {piece.value: names[own] for piece, own in layout.pieces.items()} == {
        "deep.1.weights": ["u11", "u12", "u21", "u22"],
        "deep.2.weights": ["v11", "v12"],
        "deep.2.biases": ["d1"],
        "deep.output": ["o1"],
        "beside.1.weights": ["k11", "k12", "k21", "k22"],
        "beside.output": ["p1", "p2"],
    }


def test_the_wiring_with_a_branch_beside() -> None:
    names = NAMES
    layout = Layout(BOTH, 2)

    def named(unit: Unit) -> tuple[list[str], str | None, list[str], list[str | None]]:
        near = layout.wiring(unit)
        above = [None if place is None else names[place] for place in near.above]
        bias = None if near.bias is None else names[near.bias]
        return [names[k] for k in near.incoming], bias, [names[k] for k in near.outgoing], above

    assert named(Unit(0, 0)) == (["w1", "w2"], "b1", ["a1"], ["a0"])
    assert named(Unit(1, 1)) == (["u21", "u22"], None, ["v12"], ["d1"])
    assert named(Unit(2, 0)) == (["v11", "v12"], "d1", ["o1"], ["a0"])
    assert named(Unit(3, 1)) == (["k21", "k22"], None, ["p2"], ["a0"])
    assert [layout.is_first(number) for number in range(4)] == [True, True, False, True]
    for unit in (Unit(3, 2), Unit(4, 0), Unit(-1, 0), Unit(1, -1)):
        with pytest.raises(Refusal):
            layout.wiring(unit)


def test_what_is_frozen_and_penalised_piece_by_piece() -> None:
    pieces = (Piece(Block.DEEP, 2, Kind.WEIGHTS), Piece(Block.BESIDE, 0, Kind.OUTPUT))
    values = ((Fraction(5), Fraction(6)), (Fraction(7), Fraction(8)))
    network = replace(BOTH, frozen=tuple(map(Frozen, pieces, values)))
    layout = Layout(network, 2)
    assert layout.trained == (*range(9), 11, 12, 13, 14, 15, 16)
    assert layout.full(tuple(map(Fraction, range(15))))[9:11] == values[0]
    assert layout.full(tuple(map(Fraction, range(15))))[17:] == values[1]
    assert [block.value for block in layout.trained_blocks] == [
        *("a0", "a", "w", "b", "deep.1.weights", "deep.2.biases", "deep.output", "beside.1.weights"),
    ]
    terms = (Penalty(Fraction(1, 2), (Block.DEEP,)), Penalty(Fraction(3), (Block.HIDDEN_BIAS, pieces[0])))
    half = Fraction(1, 2)
    expected = {4: 3, **dict.fromkeys(range(5, 13), half), 9: half + 3, 10: half + 3}
    assert layout.squares(Objective(terms)) == expected
    assert Objective(terms).coefficient(pieces[0]) == half + 3
    with pytest.raises(Refusal, match=r"^problem\.no_piece\(block=deep.1.biases\)$"):
        layout.places(Piece(Block.DEEP, 1, Kind.BIASES))
