"""Minima at 0 that the penalty makes."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from minimum_problems import STEP, TINY, accepted, at, constructed, first, net, penalised, refuse

from theoremcheck.language import loads
from theoremcheck.trusted.minima.penalty import OriginMinimum, PenaltyMinimum
from theoremcheck.trusted.minima.point import Between, Exact, Neurons, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import (
    Block,
    Frozen,
    Function,
    Kind,
    Layer,
    Objective,
    Penalty,
    Piece,
)
from theoremcheck.trusted.refusal import Refusal


def test_decay():
    problem, good = constructed("decay_separable", "decay")
    name = "decay"
    exact = Penalty(Q(5, 9), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    refuse("penalty.small", replace(problem, objective=Objective((exact,))), name, good)
    one = Penalty(Q(100), (Block.OUTPUT_WEIGHTS,))
    refuse("penalty.small", replace(problem, objective=Objective((one,))), name, good)
    refuse("reach.penalty(block=a0)", penalised(problem, Block.OUTPUT_BIAS), name, good)
    negative = Objective((Penalty(Q(-1), (Block.OUTPUT_WEIGHTS,)),))
    refuse("reach.negative_penalty", replace(problem, objective=negative), name, good)


def test_forged_decay():
    problem, fine = constructed("decay_leaky_relu_deep", "decay")
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    only = replace(problem, objective=Objective((Penalty(Q(3), blocks),)))
    refuse("penalty.deep", only, "decay", fine)
    one = replace(problem, objective=Objective((Penalty(Q(3), (Block.HIDDEN_WEIGHTS, Block.DEEP)),)))
    refuse("penalty.small", one, "decay", fine)
    lively = at(fine, deep=(replace(fine.point.deep[0], weights=(TINY, Q(0))), fine.point.deep[1]))
    refuse("reach.penalty(block=deep)", problem, "decay", lively)
    refuse("shape.not_continuous(at=0)", replace(problem, neuron=STEP), "decay", fine)
    # The threshold of the slope s'(0) of one deep layer: 4 A B W^2 = 576 > 5 s'(0)^2 = (k |D| s'(0))^2.
    shallow, steep = (net(problem, deep=(Layer(2, Function(e.mul((e.num(s), e.Z)))),)) for s in (10, 11))
    point = at(fine, deep=fine.point.deep[:1])
    assert accepted(shallow, "decay", point)
    refuse("penalty.deep_small", steep, "decay", point)


ALL = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
OUTPUT, FIRST, LAST = Piece(Block.DEEP, 0, Kind.OUTPUT), *(Piece(Block.DEEP, k, Kind.WEIGHTS) for k in (1, 3))


def paying(problem, *terms):
    """The problem with these penalties: coefficients and blocks."""
    return replace(problem, objective=Objective(tuple(Penalty(Q(number), (block,)) for number, block in terms)))


@pytest.mark.parametrize("biases", [(0, 0, 0), (Q(1, 3), -2, 0), (0, 0, 5)])
def test_biases_of_a_decayed_deep_part_are_anywhere(biases):
    problem, good = constructed("decay_local_free_biases", "decay_local")
    units = tuple(replace(own, bias=Q(bias)) for own, bias in zip(good.point.deep, biases, strict=True))
    moved, name = at(good, deep=units), "decay_local"
    assert accepted(problem, name, moved)
    assert accepted(paying(problem, (TINY, OUTPUT), (TINY, LAST)), name, moved)
    for terms in (((1, OUTPUT), (1, FIRST)), ((1, FIRST), (1, LAST)), ((0, OUTPUT), (1, LAST)), ()):
        refuse("penalty.deep", paying(problem, *terms), name, moved)
    for k in range(3):
        jump = Function(e.Cases(e.Z, (Q(biases[k]),), (True,), (e.ZERO, e.ONE)))
        layers = tuple(replace(own, neuron=jump) if j == k else own for j, own in enumerate(problem.network.deep))
        refuse(f"shape.not_continuous(at={biases[k]})", net(problem, deep=layers), name, moved)
        lively = tuple(
            replace(own, weights=(TINY,) * len(own.weights)) if j == k else own for j, own in enumerate(units)
        )
        bare = paying(problem, (1, OUTPUT))
        refuse("reach.deep_zero", bare, name, at(moved, deep=lively))
    paid = replace(problem, objective=Objective((*problem.objective.penalties, Penalty(Q(1), (Block.DEEP,)))))
    if any(biases):
        refuse("reach.penalty(block=deep)", paid, name, moved)
    else:
        assert accepted(paid, name, moved)


def test_one_decayed_layer_is_like_another_shortcut():
    """4 A B W^2 > (k K)^2 for the product of the coefficients of the output weights and the others, wherever b is."""
    problem, good = constructed("decay_leaky_relu_deep", "decay")
    layer = Layer(2, Function(e.call(e.Fn.TANH, e.Z)), bias=True)
    terms = ((3, Block.OUTPUT_WEIGHTS), (3, Block.HIDDEN_WEIGHTS), (Q(1, 10), OUTPUT))
    for bias, coefficient, fine in (
        # k = W- l'(0) = 1, W = 4, D = (2, -1): A B > 5 s'(b)^2 / 64, s'(0) = 1, s'(1) = 0.419974...
        (0, Q(78125, 10**5), False), (0, Q(78126, 10**5), True), (1, Q(1377, 10**4), False), (1, Q(1379, 10**4), True),
    ):  # fmt: skip
        shallow = paying(net(problem, deep=(layer,)), *terms, (coefficient, FIRST))
        point = at(good, deep=(replace(good.point.deep[0], bias=Q(bias)),))
        if fine:
            assert accepted(shallow, "decay", point)
        else:
            refuse("penalty.deep_small", shallow, "decay", point)


def decayed(problem, coefficient, loss=None):
    """The problem with this penalty on a and w, and perhaps another loss."""
    objective = Objective((Penalty(coefficient, ALL),))
    return replace(problem, objective=objective, loss=problem.loss if loss is None else Function(loss))


def test_decay_and_a_loss_with_a_break_at_the_output():
    """(k / W) K / 2, k = W- = 1, W = 3, K = (|D| + E+ |x| + E- |x|) / 2 = (sqrt(10) + 3 + sqrt(5)) / 4: 0.3499310..."""
    problem, good = constructed("decay_local_hinge", "decay_local")
    assert accepted(decayed(problem, Q(349932, 10**6)), "decay_local", good)
    refuse("penalty.small", decayed(problem, Q(349931, 10**6)), "decay_local", good)
    one = replace(problem, objective=Objective((Penalty(Q(100), (Block.OUTPUT_WEIGHTS,)),)))
    refuse("penalty.small", one, "decay_local", good)
    refuse("reach.penalty(block=a0)", penalised(problem, Block.OUTPUT_BIAS), "decay_local", good)
    refuse("shape.not_continuous(at=0)", replace(problem, neuron=STEP), "decay_local", good)
    # At other outputs the slopes do not balance: W+ = 2 on one side of the break, W- = 1 on the other.
    for place in (Q(1) - TINY, Q(1) + TINY, Q(0), Q(-1)):
        moved = replace(at(good, output_bias=exactly(place)), constant=Exact(e.Num(place)))
        refuse("tangent.balance", problem, "decay_local", moved)
    moved = first(good, hidden_weights=(TINY, Q(0)))
    refuse("penalty.weights", replace(problem, objective=Objective(())), "decay_local", moved)


def test_the_pull_is_the_least_of_all_that_balance():
    """abs(z), the classes of weight 2 and 1, f = 0: k runs through [-1, 1], and 0 is pulled by nothing."""
    problem, good = constructed("decay_local_hinge", "decay_local")
    resting = replace(at(good, output_bias=exactly(Q(0))), constant=Exact(e.ZERO))
    little = decayed(problem, TINY, e.Abs(e.Z))
    assert accepted(little, "decay_local", resting)
    refuse("penalty.small", replace(little, objective=Objective(())), "decay_local", resting)
    # max(z, 4 z): W+ g+ in [2, 8], W- g- in [1, 4], so k is 2 at least, and A twice as large as above.
    steep = e.Max((e.Z, e.mul((e.num(4), e.Z))))
    assert accepted(decayed(problem, Q(699863, 10**6), steep), "decay_local", resting)
    refuse("penalty.small", decayed(problem, Q(699862, 10**6), steep), "decay_local", resting)
    falling = e.substitute(steep, e.neg(e.Z))  # all slopes turned: -k is 2 at least
    assert accepted(decayed(problem, Q(699863, 10**6), falling), "decay_local", resting)
    refuse("penalty.small", decayed(problem, Q(699862, 10**6), falling), "decay_local", resting)


def test_decay_asks_for_lines_below_the_loss():
    problem, good = constructed("decay_local_savage_deep", "decay_local")
    name, square = "decay_local", e.mul((e.Z, e.Z))
    for loss, reason in (
        (e.Z, None),
        (e.add((e.Z, e.mul((e.Num(TINY), square)))), None),
        (e.add((e.Z, e.mul((e.Num(-TINY), square)))), "tangent.bent_down"),
        (e.call(e.Fn.SIGMOID, e.Z), "tangent.bent_down"),  # l'' = 0 at 0
        (e.Min((e.Z, e.mul((e.num(2), e.Z)))), "tangent.bent_down"),  # a break at which the slope falls
        (e.Cases(e.Z, (Q(0),), (True,), (e.Z, e.add((e.Z, e.Num(TINY))))), "tangent.jump"),
    ):
        changed = replace(problem, loss=Function(loss), objective=Objective((Penalty(Q(50), (*ALL, Block.DEEP)),)))
        if reason is None:
            assert accepted(changed, name, good)
        else:
            refuse(reason, changed, name, good)
    for k in range(2):
        layers = tuple(replace(own, neuron=STEP) if j == k else own for j, own in enumerate(problem.network.deep))
        refuse("shape.not_continuous(at=0)", net(problem, deep=layers), name, good)
    only = replace(problem, objective=Objective((Penalty(Q(3), ALL),)))
    refuse("penalty.deep", only, name, good)
    # One layer is like another shortcut: k = 2 / 4, W = 4, D = (1, -2), so C > (k / W) |D| / 2 = sqrt(5) / 16.
    for coefficient, fine in ((Q(13976, 10**5), True), (Q(13975, 10**5), False)):
        layer = (problem.network.deep[1],)
        terms = (Penalty(Q(50), ALL), Penalty(coefficient, (Block.DEEP,)))
        shallow = replace(net(problem, deep=layer), objective=Objective(terms))
        if fine:
            assert accepted(shallow, name, at(good, deep=good.point.deep[:1]))
        else:
            refuse("penalty.deep_small", shallow, name, at(good, deep=good.point.deep[:1]))


def test_decay_and_an_output_that_is_known_by_bounds():
    problem, good = constructed("decay_local_sigmoid_output", "decay_local")
    assert isinstance(good.constant, Between)
    wide = Between(good.constant.lower - 4, good.constant.middle, good.constant.upper + 4)
    with pytest.raises(Refusal) as refusal:
        accepted(problem, "decay_local", replace(good, constant=wide))
    assert refusal.value.reason.code in ("constants.ends", "tangent.bent_down")
    # k = W- l'(c) = 0.247703... at c = 0.546544..., |D| = sqrt(13) / 2, s'(0) = 1/2, W = 3: A > 0.0372128...
    for coefficient, fine in ((Q(37212, 10**6), False), (Q(37213, 10**6), True)):
        if fine:
            assert accepted(decayed(problem, coefficient), "decay_local", good)
        else:
            refuse("penalty.small", decayed(problem, coefficient), "decay_local", good)


def test_decay_without_biases():
    problem, good = constructed("decay_zero_unbalanced", "decay_zero")
    name = "decay_zero"
    # 4 A B W^2 > K^2 with K = (|sum c_i x_i| + S) / 2 = (1 + (1 + sqrt(2)) / 2) / 2, W = 3: A > 0.183926.
    for coefficient, fine in ((Q(18392, 100000), False), (Q(18393, 100000), True)):
        near = replace(problem, objective=Objective((Penalty(coefficient, ALL),)))
        if fine:
            assert accepted(near, name, good)
        else:
            refuse("penalty.small", near, name, good)
    one = replace(problem, objective=Objective((Penalty(Q(100), (Block.OUTPUT_WEIGHTS,)),)))
    refuse("penalty.small", one, name, good)
    refuse("penalty.value", replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z))), name, good)
    biased = replace(problem, network=replace(problem.network, hidden_bias=True))
    refuse("penalty.bias", biased, name, good)
    shifted = replace(problem, network=replace(problem.network, output_bias=True))
    refuse("penalty.bias", shifted, name, at(good, output_bias=exactly(Q(0))))
    frozen = (Frozen(Block.OUTPUT_BIAS, (Q(0),)),)
    still = replace(problem, network=replace(problem.network, output_bias=True, frozen=frozen))
    assert accepted(still, name, at(good, output_bias=exactly(Q(0))))
    refuse("penalty.weights", replace(problem, objective=Objective(())), name, first(good, hidden_weights=(TINY, Q(0))))
    refuse("constants.output", replace(problem, objective=Objective(())), name, first(good, output_weight=exactly(Q(1)),
           hidden_weights=(Q(1), Q(0))))  # fmt: skip


def test_hidden_biases_that_are_frozen_lie_where_the_neuron_is_0():
    """Each at its own: relu is 0 at 0 and at -1, with other slopes; it is 1 at 1."""
    problem, good = constructed("decay_zero_unbalanced", "decay_zero")
    group = good.point.neurons[0]
    for biases, reason in (((Q(0), Q(-1), Q(-1)), None), ((Q(0), Q(-1), Q(1)), "penalty.value")):
        frozen = (Frozen(Block.HIDDEN_BIAS, biases),)
        given = replace(problem, network=replace(problem.network, hidden_bias=True, frozen=frozen))
        point = at(good, neurons=tuple(replace(group, count=1, hidden_bias=bias) for bias in biases))
        if reason is None:
            assert accepted(given, "decay_zero", point)
        else:
            refuse(reason, given, "decay_zero", point)


def test_forged_decay_of_a_deep_part_without_biases():
    problem, good = constructed("decay_zero_deep", "decay_zero")
    name, network = "decay_zero", problem.network
    raised = Function(e.call(e.Fn.TANH, e.add((e.Z, e.ONE))))
    for k in range(3):
        layers = tuple(
            replace(layer, neuron=raised) if k == place else layer for place, layer in enumerate(network.deep)
        )
        refuse("penalty.value", replace(problem, network=replace(network, deep=layers)), name, good)
    steep = Function(e.mul((e.num(7), e.Z)))
    assert accepted(replace(problem, network=replace(network, deep=tuple(replace(layer, neuron=steep)
                    for layer in network.deep))), name, good)  # fmt: skip
    broken = tuple(replace(layer, neuron=STEP) for layer in network.deep)
    refuse("shape.not_continuous(at=0)", replace(problem, network=replace(network, deep=broken)), name, good)
    refuse("penalty.bias", replace(problem, network=replace(network, hidden_bias=True)), name, good)
    refuse("penalty.deep", replace(problem, objective=Objective(())), name, good)
    lively = at(good, deep=(replace(good.point.deep[0], weights=(TINY,)), *good.point.deep[1:]))
    refuse("reach.penalty(block=deep)", problem, name, lively)
    # One layer: W = 3, c = (1/2, 1/2, -1/2), |sum c_i x_i| = 2, so C > |s'(0)| / 3.
    for slope, fine in ((Q(1, 400), True), (Q(1, 300), False)):
        layer = (replace(network.deep[0], neuron=Function(e.mul((e.num(slope), e.Z)))),)
        one = replace(problem, network=replace(network, deep=layer))
        point = at(good, deep=good.point.deep[:1])
        if fine:
            assert accepted(one, name, point)
        else:
            refuse("penalty.deep_small", one, name, point)


def test_classes_that_pull_against_each_other():
    """The sum of c_i x_i is 0, and no number of it is exact: a line costs nothing, and a kink does."""
    text = (
        "dataset d {{ + {0} * (1), {0} * (2)  - {1} * (3/5) }} neuron {2} loss logistic network {{ shortcut = 1 {2} }}"
    )
    for neuron, coefficient, fine in (("tanh", "1/1000", True), ("relu", "1/1000", False), ("relu", "1", True)):
        spec = loads(f"{text.format('1/3', '5/3', neuron)} objective {{ regularizer = {coefficient} * l2(a, w) }}").spec
        still = Neurons(1, exactly(Q(0)), (Q(0),), Q(0))
        evidence = OriginMinimum(Point(None, (still,), (), None))
        if fine:
            assert accepted(spec.problem, "decay_zero", evidence)
        else:
            refuse("penalty.kink", spec.problem, "decay_zero", evidence)


XOR = "dataset xor {{ + (0, 1), (1, 0)  - (0, 0), (1, 1) }} neuron {neuron} loss logistic network {{ {network} }}"


def of_xor(network="shortcut = 1 tanh  hidden bias  output bias", decay="l2(w)", neuron="tanh"):
    text = XOR.format(network=network, neuron=neuron)
    loaded = loads(f"{text} objective {{ regularizer = {decay} }}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def at_rest(bias=0):
    still = Neurons(1, exactly(Q(0)), (Q(0), Q(0)), Q(bias))
    return PenaltyMinimum(Point(exactly(Q(0)), (still,), (), None), Exact(e.ZERO))


def test_decay_of_the_hidden_weights_alone_where_the_class_means_agree():
    for decay in ("1/1000 * l2(w)", "100 * l2(w)", "1/1000 * l2(w, b)"):
        assert accepted(of_xor(decay=decay), "decay", at_rest())
    assert accepted(of_xor(decay="1/1000 * l2(w)"), "decay", at_rest(2))
    refuse("penalty.small", of_xor(decay="l2(a)"), "decay", at_rest())
    apart = replace(of_xor(), dataset=replace(of_xor().dataset, weights=(Q(2), Q(1), Q(1), Q(1))))
    with pytest.raises(Refusal):  # neither do the means agree, nor is 0 the best output
        accepted(apart, "decay", at_rest()) or refuse("penalty.small", apart, "decay", at_rest())


def test_a_neuron_whose_slope_jumps_at_the_bias_gains_at_first_order():
    kinked = of_xor("shortcut = 1 leaky_relu(1/2)  hidden bias  output bias", neuron="leaky_relu(1/2)")
    refuse("penalty.kink", kinked, "decay", at_rest())
    assert accepted(kinked, "decay", at_rest(1))  # beside the kink it is a line
    smooth = of_xor("shortcut = 1 elu  hidden bias  output bias", neuron="elu")
    assert accepted(smooth, "decay", at_rest())  # C^1, with another curvature on either side


def test_decay_of_the_first_deep_layer_alone():
    problem, good = constructed("decay_deep_first_layer", "decay")
    assert accepted(problem, "decay", good)
    first, last = Piece(Block.DEEP, 1, Kind.WEIGHTS), Piece(Block.DEEP, 2, Kind.WEIGHTS)
    assert accepted(paying(problem, (TINY, first)), "decay", good)
    refuse("penalty.deep", paying(problem, (1, last)), "decay", good)
    bent = Function(e.Abs(e.Z))
    refuse("penalty.kink", net(problem, deep=(replace(problem.network.deep[0], neuron=bent), problem.network.deep[1])),
           "decay", good)  # fmt: skip
