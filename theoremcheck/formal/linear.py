"""The proofs, in Coq, of the conditions on linear networks: which neurons are affine, and what is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.heads import HEAD_WITHOUT_BIAS, LINEAR_HEAD, head_trained, residual, trained_head
from theoremcheck.formal.problem import HIDDEN, function_names
from theoremcheck.formal.text import real
from theoremcheck.trusted.data.linear import (
    frozen_by,
    linear_branch,
    linear_shortcut,
    shortcut_trained,
    trained_biases,
    weights_trained,
)
from theoremcheck.trusted.data.skips import direct_skip as has_skip
from theoremcheck.trusted.functions.affine import is_affine, vanishes_at_zero
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import AnyFunction, Block, Function, Kind, Piece, Problem
from theoremcheck.trusted.refusal import Refusal

HiddenTrainable = Callable[[Problem], str]

_OPENED: Final = "unfold layers_of, the_layers; cbn [nth weights_trained some_bias fixed_without_bias]"


def linear_part(problem: Problem, trainable: HiddenTrainable) -> str | None:
    """network.linear_part: by the shortcut, or by the first branch that is linear."""
    facts = affine_facts(problem)
    if _is(lambda: linear_shortcut(problem)):
        return f"{facts}left. {_shortcut(problem, trainable)}."
    number = _first(problem, lambda branch: True)
    return None if number is None else f"{facts}right. {_branch(number)}."


def linear_trained(problem: Problem, trainable: HiddenTrainable) -> str:
    """network.linear_trained: part by part."""
    network = problem.network
    own = f"right; {_shortcut(problem, trainable)}" if network.width else "left; reflexivity"
    some = f"{'left' if network.width else 'right'}; apply PeanoNat.Nat.leb_le; reflexivity"
    rest = f"split; [{own} | split; [{each_branch(problem, _LINEAR)} | {some}]]"
    return f"{affine_facts(problem)}exists {branch_list(problem)}. split; [{_IS} | {rest}]."


def linear_wide(problem: Problem, trainable: HiddenTrainable) -> str | None:
    """network.linear_wide: by the shortcut, or by the first branch that is wide."""
    facts, network, size = affine_facts(problem), problem.network, problem.samples.dimension
    trained = network.trains(Block.OUTPUT_WEIGHTS)
    if (not trained or network.width >= size) and _is(lambda: linear_shortcut(problem)):
        many = "right; apply PeanoNat.Nat.leb_le" if trained else "left"
        return f"{facts}left. split; [{_shortcut(problem, trainable)} | {many}; reflexivity]."
    number = _first(problem, lambda branch: all(layer.width >= size for layer in network.branches[branch]))
    if number is None:
        return None
    each = f"{_OPENED}; cbn [layers_wide length dim]; repeat split; apply PeanoNat.Nat.leb_le; reflexivity"
    return f"{facts}right. {_branch(number, each)}."


def constant_trained(problem: Problem, trainable: HiddenTrainable) -> str | None:
    """network.constant_trained: by a_0, by the shortcut, or by a branch with a trained bias."""
    if problem.network.trains(Block.OUTPUT_BIAS):
        return "left. reflexivity."
    facts = affine_facts(problem)
    if problem.network.trains(Block.HIDDEN_BIAS) and _is(lambda: linear_shortcut(problem)):
        return f"{facts}right. left. split; [{_shortcut(problem, trainable)} | reflexivity]."
    number = _first(problem, lambda branch: bool(trained_biases(problem, branch)))
    if number is None:
        return None
    at = f"{_at_bias(problem, number)}; exists 0%nat; split; [simpl; lia | member]"
    return f"{facts}right. right. {_branch(number, f'{_OPENED}; {at}')}."


def constant_seen(problem: Problem, trainable: HiddenTrainable) -> str | None:
    """network.constant_seen: X_i = x_i, or the proof of network.constant_trained."""
    if not problem.sees_one:
        return "intros H. discriminate H."
    found = constant_trained(problem, trainable)
    return None if found is None else f"intros _. {found}"


def linear(problem: Problem) -> str:
    """network.linear."""
    if problem.network.residual:
        return f"{affine_facts(problem)}right. exists {HIDDEN}. {LINEAR_HEAD}."
    return f"{affine_facts(problem)}left. exists {branch_list(problem)}. split; [{_IS} | {_all_linear(problem)}]."


def homogeneous(problem: Problem) -> str:
    """network.homogeneous."""
    facts = f"{affine_facts(problem)}{_zero_facts(problem)}"
    if problem.network.residual:
        return f"{facts}right. exists {HIDDEN}. split; [{LINEAR_HEAD} | {HEAD_WITHOUT_BIAS}]."
    rest = f"split; [{_all_linear(problem)} | {_without_bias(problem)}]"
    return f"{facts}left. exists {branch_list(problem)}. split; [{_IS} | {rest}]."


def linear_unfrozen(problem: Problem) -> str:
    """network.linear_unfrozen."""
    if problem.network.residual:
        return linear(problem)
    shortcut, straight = _unfrozen_shortcut(problem, "assumption"), f"{_OPENED}; all_affine"
    rest = f"split; [{shortcut} | {_unfrozen_branches(problem, straight)}]"
    return f"{affine_facts(problem)}left. exists {branch_list(problem)}. split; [{_IS} | {rest}]."


def homogeneous_unfrozen(problem: Problem) -> str:
    """network.homogeneous_unfrozen."""
    if problem.network.residual:
        return homogeneous(problem)
    facts = f"{affine_facts(problem)}{_zero_facts(problem)}"
    own = "split; [assumption | split; [reflexivity | split; [intros j Hj; reflexivity | assumption]]]"
    straight = f"split; [{_OPENED}; all_affine | {EACH_WITHOUT_BIAS}]"
    rest = f"split; [{_unfrozen_shortcut(problem, own)} | {_unfrozen_branches(problem, straight)}]"
    return f"{facts}left. exists {branch_list(problem)}. split; [{_IS} | {rest}]."


def every_affine(problem: Problem) -> str | None:
    """network.every_affine: by the head, the shortcut, or the first branch that takes every affine function."""
    trains = problem.network.trains(Block.OUTPUT_BIAS)
    if problem.network.residual:
        head = f"split; [{LINEAR_HEAD} | split; [{trained_head(problem)} | reflexivity]]"
        return f"{affine_facts(problem)}right. exists {HIDDEN}. {head}."
    if shortcut_trained(problem) and (trains or problem.network.trains(Block.HIDDEN_BIAS)):
        by = f"left; split; [{_SHORTCUT} | {'left' if trains else 'right'}; reflexivity]"
        return f"{affine_facts(problem)}{_whole(problem, by)}"

    def wide(branch: Block) -> bool:
        return weights_trained(problem, branch) and (trains or bool(trained_biases(problem, branch)))

    number = _first(problem, wide)
    if number is None:
        return None
    at = "left; reflexivity"
    if not trains:
        at = f"right; {_OPENED}; {_at_bias(problem, number)}; exists 0%nat; split; [simpl; lia | member]"
    by = f"right; exists {number}%nat; split; [{_WEIGHTS} | {at}]"
    return f"{affine_facts(problem)}{_whole(problem, by)}"


def every_linear(problem: Problem) -> str | None:
    """network.every_linear: by the head, the shortcut, or the first branch all of whose weights are trained."""
    none = "split; [reflexivity | split; [reflexivity |]].\n  "
    if problem.network.residual:
        rest = f"split; [{HEAD_WITHOUT_BIAS} | {trained_head(problem)}]"
        head = f"right. exists {HIDDEN}. split; [{LINEAR_HEAD} | {rest}]."
        return f"{affine_facts(problem)}{_zero_facts(problem)}{none}{head}"
    by = f"left; {_SHORTCUT}"
    if not shortcut_trained(problem):
        number = _first(problem, lambda branch: weights_trained(problem, branch))
        if number is None:
            return None
        by = f"right; exists {number}%nat; {_WEIGHTS}"
    rest = f"split; [{_without_bias(problem)} | {by}]"
    return f"{affine_facts(problem)}{_zero_facts(problem)}{none}{_whole(problem, rest)}"


def outputs_trained(problem: Problem) -> str:
    """network.outputs_trained."""
    own = "left" if problem.network.trains(Block.OUTPUT_BIAS) else "right"
    weights = "left" if problem.network.trains(Block.OUTPUT_WEIGHTS) else "right"
    each = each_branch(problem, f"{_OPENED}; cbn [outputs_of length]; intros u Hu; simpl in Hu; member")
    branches = f"left; exists {branch_list(problem)}; split; [{_IS} | {each}]"
    if problem.network.residual:
        branches = f"right; {head_trained()}"
    return f"split; [{own}; reflexivity | split; [{weights}; reflexivity | {branches}]]."


def direct_skip(problem: Problem) -> str | None:
    """network.direct_skip: an affine neuron with an output weight that is frozen at a number other than 0."""
    found = _skip(problem)
    return None if found is None else f"{affine_facts(problem)}{found}."


def _skip(problem: Problem) -> str | None:
    frozen = problem.network.frozen_block(Block.OUTPUT_WEIGHTS)
    if frozen is None or frozen.value is None:
        return None
    index = next((j for j, value in enumerate(frozen.value) if value), None)
    if index is None:
        return None
    factor = f"exists {index}%nat; split; [apply PeanoNat.Nat.leb_le; reflexivity | simpl; intro; lra]"
    rest = f"split; [reflexivity | split; [reflexivity | {factor}]]"
    return f"split; [assumption | {rest}]"


def direct_branch(problem: Problem) -> str | None:
    """network.direct_branch: by the first affine unit with an output weight that is frozen at a number other than 0."""
    seen = "split; [first [intros H; discriminate H | intros _; member] |]."
    for branch in problem.network.branches:
        found = _direct_unit(problem, branch, seen)
        if found is not None:
            return f"{affine_facts(problem)}{found}"
    return None


def _direct_unit(problem: Problem, branch: Block, constant: str) -> str | None:
    """The first such unit of a branch; ``constant`` proves what is asked of its bias."""
    number, layers = tuple(problem.network.branches).index(branch), problem.network.branches[branch]
    frozen = frozen_by(problem, Piece(branch, 0, Kind.OUTPUT))
    weights = frozen_by(problem, Piece(branch, 1, Kind.WEIGHTS)) is None
    if len(layers) > 1 or not weights or frozen is None or frozen.value is None:
        return None
    for unit, (neuron, value) in enumerate(zip(layers[0].neurons, frozen.value, strict=False)):
        if value and _is(lambda s=neuron: is_affine(s)):  # type: ignore[misc]
            units = f"(nth 0 (nth {number} the_layers []) [])"
            return (
                f"exists the_layers, {number}%nat, {units}, {unit}%nat.\n"
                f"  split; [{_IS} |]. split; [simpl; lia |]. split; [reflexivity |]. split; [simpl; lia |].\n"
                "  split; [assumption |]. split; [intros k Hk; simpl in Hk; member |].\n"
                f"  {constant}\n"
                "  split; [absent | simpl; intro; lra]."
            )
    return None


def direct_affine(problem: Problem) -> str | None:
    """network.direct_affine: by such a neuron or unit, with a_0 or with its own bias."""
    network = problem.network
    constant = "left; reflexivity" if network.trains(Block.OUTPUT_BIAS) else None
    skip = _skip(problem) if _is(lambda: has_skip(problem)) else None
    if skip and (constant or network.trains(Block.HIDDEN_BIAS)):
        return f"{affine_facts(problem)}left; split; [{skip} | {constant or 'right; reflexivity'}]."
    for branch in network.branches:
        own = "right; member" if trained_biases(problem, branch) else None
        if constant or own:
            found = _direct_unit(problem, branch, f"split; [{constant or own} |].")
            if found is not None:
                return f"{affine_facts(problem)}right. {found}"
    return None


# --- parts of these proofs ----------------------------------------------------------------------------------------

EACH_WITHOUT_BIAS: Final = f"{_OPENED}; without_bias"
"""That a branch has no biases, where its neurons are known to vanish at 0."""
_IS: Final = "intros t v; reflexivity"
_SHORTCUT: Final = "split; [apply PeanoNat.Nat.leb_le; reflexivity | split; reflexivity]"
_STILL: Final = (
    "left; intros p Hp; simpl in Hp; repeat (destruct Hp as [<- | Hp]; [simpl; discriminate |]); contradiction"
)
_WEIGHTS: Final = f"split; [simpl; lia | {_OPENED}; trained_weights]"
_LINEAR: Final = f"split; [simpl; lia | split; [{_OPENED}; all_affine | {_OPENED}; trained_weights]]"


def _is(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except Refusal:
        return False


def _first(problem: Problem, wanted: Callable[[Block], bool]) -> int | None:
    """The number of the first linear branch that is wanted."""
    for number, branch in enumerate(problem.network.branches):
        if wanted(branch) and _is(lambda branch=branch: linear_branch(problem, branch)):  # type: ignore[misc]
            return number
    return None


def branch_list(problem: Problem) -> str:
    """The list of the branches."""
    return "the_layers" if problem.network.layers else "(@nil (list (list fn)))"


def _named(problem: Problem) -> dict[str, Function]:
    """The affine neurons of the network by their Coq names."""
    names = function_names(problem)
    own: tuple[AnyFunction, ...] = (problem.neuron,) if problem.network.width else ()
    neurons = dict.fromkeys((*own, *problem.network.neurons))
    return {names[s]: s for s in neurons if isinstance(s, Function) and _is(lambda s=s: is_affine(s))}  # type: ignore[misc]


def affine_facts(problem: Problem) -> str:
    """That each neuron is c z + e, as far as c and e are rational."""
    found = []
    for number, (name, function) in enumerate(_named(problem).items()):
        piece = split(function.expr).pieces[0]
        start, end = (rational_value(substitute(piece, Num(Fraction(at)))) for at in (0, 1))
        if start is not None and end is not None:
            by = f"exists {real(end - start)}, {real(start)}; split; [lra | intros; simpl; first [lra | plain]]"
            found.append(f"assert (A{number} : affine_fn {name}) by ({by}).\n  ")
    return "".join(found)


def _zero_facts(problem: Problem) -> str:
    """That each neuron is 0 at 0."""
    names = (name for name, function in _named(problem).items() if _is(lambda f=function: vanishes_at_zero(f)))  # type: ignore[misc]
    return "".join(
        f"assert (Z{i} : val {name} 0 = 0) by (simpl; first [lra | plain]).\n  " for i, name in enumerate(names)
    )


def _shortcut(problem: Problem, trainable: HiddenTrainable) -> str:
    script = trainable(problem).rstrip(".")
    return f"split; [apply PeanoNat.Nat.leb_le; reflexivity | split; [assumption | {script}]]"


def _branch(number: int, more: str = "") -> str:
    """``exists all b``, its layers are those, and it is a linear branch; ``more`` proves what is said besides."""
    rest = f"split; [{_LINEAR} | {more}]" if more else _LINEAR
    return f"exists the_layers, {number}%nat; split; [{_IS} | {rest}]"


def _whole(problem: Problem, last: str) -> str:
    """A network of affine neurons throughout; ``last`` proves the rest."""
    return f"left. exists {branch_list(problem)}. split; [{_IS} | split; [{_all_linear(problem)} | {last}]]."


def each_branch(problem: Problem, script: str) -> str:
    """A statement about every branch b of the list."""
    count = len(problem.network.branches)
    cases = "lia"
    for _ in range(count):
        cases = f"destruct b as [|b]; [{script} | {cases}]"
    return f"intros b Hb; simpl in Hb; {cases}"


def _unfrozen_shortcut(problem: Problem, script: str) -> str:
    """That nothing of the shortcut is trained, where that is so; else what ``script`` proves of it."""
    network = problem.network
    if network.width and any(map(network.trains, (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS))):
        return f"right; {script}"
    return "left; right; repeat split; reflexivity" if network.width else "left; left; reflexivity"


def _unfrozen_branches(problem: Problem, script: str) -> str:
    """The same for every branch b of the list."""
    cases = "lia"
    for branch in reversed(tuple(problem.network.branches)):
        still = all(frozen_by(problem, piece) for piece in problem.network.pieces(branch, 1))
        cases = f"destruct b as [|b]; [{_STILL if still else f'right; {script}'} | {cases}]"
    return f"intros b Hb; simpl in Hb; {cases}"


def _all_linear(problem: Problem) -> str:
    shortcut = "right; assumption" if problem.network.width else "left; reflexivity"
    return f"split; [{shortcut} | {each_branch(problem, f'{_OPENED}; all_affine')}]"


def _without_bias(problem: Problem) -> str:
    own = "right; split; [reflexivity | split; [intros j Hj; reflexivity | assumption]]"
    shortcut = own if problem.network.width else "left; reflexivity"
    return f"split; [{shortcut} | {each_branch(problem, EACH_WITHOUT_BIAS)}]"


def _at_bias(problem: Problem, number: int) -> str:
    """To the first layer of the branch whose biases are trained."""
    branch = list(problem.network.branches)[number]
    layer = trained_biases(problem, branch)[0].layer
    return "; ".join(["right"] * (layer - 1) + ["left"])


LINEAR: Final[Mapping[str, Callable[[Problem], str | None]]] = MappingProxyType(
    {
        "network.linear": linear,
        "network.homogeneous": homogeneous,
        "network.linear_unfrozen": linear_unfrozen,
        "network.homogeneous_unfrozen": homogeneous_unfrozen,
        "network.deep_frozen": lambda _: "reflexivity.",
        "network.every_affine": every_affine,
        "network.every_linear": every_linear,
        "network.outputs_trained": outputs_trained,
        "network.residual": residual,
        "network.direct_skip": direct_skip,
        "network.direct_branch": direct_branch,
        "network.direct_affine": direct_affine,
    }
)
"""By condition: the proof that it holds."""

PARTS: Final[Mapping[str, Callable[[Problem, HiddenTrainable], str | None]]] = MappingProxyType(
    {
        "network.linear_part": linear_part,
        "network.linear_trained": linear_trained,
        "network.linear_wide": linear_wide,
        "network.constant_trained": constant_trained,
        "network.constant_seen": constant_seen,
    }
)
"""The same, told how network.hidden_trainable is proved."""
