"""The proofs, in Coq, that losses are piecewise affine, and that a path of monotone units leads through a part of f."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.formal.problem import function_names
from theoremcheck.formal.text import real
from theoremcheck.trusted.data.path import Chain, chains, frozen_weights, has_path, is_monotone, is_piecewise_affine
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Abs, Add, Cases, Expr, Max, Min, Mul, Num, Var, substitute
from theoremcheck.trusted.problem.model import AnyFunction, Function, Problem
from theoremcheck.trusted.refusal import Refusal

_Piece: TypeAlias = tuple[Fraction | None, Fraction, Fraction]
"""The break before a piece, its slope, and its value at 0 if it went on to there."""
_FITS: Final = (
    "cbn [fits after]; repeat match goal with |- _ /\\ _ => split end;"
    " match goal with |- True => exact I | |- forall _, _ => intros v; intros; simpl; plain | |- _ => lra end"
)
_FACT: Final = "match goal with H : ?fact |- ?fact => exact H end"
"""A neuron that is another one is not compared with it."""
_PENALTIES: Final = "intros c H; simpl in H; repeat (destruct H as [H | H]; [inversion H; subst; lra |]); contradiction"
_HELD: Final = "split; [intros I; apply Nearby.in_trained in I; simpl in I; intuition discriminate | simpl; lra]"


def loss_piecewise_affine(problem: Problem) -> str | None:
    """loss.piecewise_affine."""
    pieces = _pieces(problem.losses[0])
    return None if pieces is None else f"unfold loss_piecewise_affine, piecewise_affine, ell.\n  {_sides(pieces)}."


def affine_path(problem: Problem) -> str | None:
    """network.affine_path, by the first path that is seen."""
    way = path_through(problem)
    return None if way is None else f"exists {layers_of(problem)}. split; [intros t v; reflexivity |].\n  {way}"


def layers_of(problem: Problem) -> str:
    """The branches of the problem."""
    return "the_layers" if problem.network.layers else "(@nil (list (list fn)))"


def path_through(problem: Problem) -> str | None:
    """The proof that the first path that is seen leads through the branches of the problem (affine_path)."""
    for number, chain in enumerate(chains(problem)):
        units = _path(problem, chain)
        facts = None if units is None else _facts(problem, chain)
        if units is not None and facts is not None:
            shortcut = problem.network.width > 0 and number == 0
            branch = number - (problem.network.width > 0)
            way = (
                "left. split; [apply PeanoNat.Nat.leb_le; reflexivity |]."
                if shortcut
                else f"right. exists {branch}%nat. split; [simpl; lia |]."
            )
            listed = "; ".join(f"{unit}%nat" for unit in (0, *units))
            named = f"exists (fun l => nth l [{listed}] 0%nat)."
            return f"{facts}{way}\n  {named} {_rest(shortcut=shortcut)}"
    return None


def _rest(*, shortcut: bool) -> str:
    """What is left of a path once it is named."""
    opened = "cbn [width repeat]" if shortcut else "unfold layers_of, the_layers"
    trained = (
        "first [apply Near.in_w; [reflexivity | simpl; lia | simpl in *; lia]"
        " | apply Near.in_b; [reflexivity | simpl; lia] | apply Near.in_a; [reflexivity | simpl; lia]]"
        if shortcut
        else "apply LinearBranch.in_deep; member"
    )
    free = f"(split; [{trained} | {_PENALTIES}])"
    look = "cbn [nth length link Nat.ltb Nat.leb pred]"
    return (
        f"simpl (width _). {opened}; cbn [nth length repeat app].\n"
        "  split; [lia |]. split; [| split; [| split; [| split]]].\n"
        "  - intros l Hl. repeat first [exfalso; lia |"
        f" destruct l as [| l]; [cbn [nth length]; split; [lia | {_FACT}] |]].\n"
        "  - intros l u Hl Hu. destruct l as [| l]; [lia |].\n"
        "    repeat first [exfalso; lia | destruct l as [| l]; [cbn [nth length] in Hu |- *;"
        f" repeat first [exfalso; lia | destruct u as [| u]; [cbn [nth]; {_FACT} |]] |]].\n"
        f"  - intros k Hk. simpl in Hk. cbn [nth]. {free}.\n"
        f"  - intros S. first [discriminate S | cbn [nth]; {free}].\n"
        "  - intros l Hl. destruct l as [| l]; [lia |].\n"
        "    repeat first [exfalso; lia | destruct l as [| l];"
        f" [first [left; unfold link; {look}; {free}"
        f" | right; split; [unfold link; {look}; {_HELD}"
        f" | intros Two; first [lia | unfold link; {look}; {free}]]] |]]."
    )


def _path(problem: Problem, chain: Chain) -> list[int] | None:
    """A unit of each layer, those of a path; None where none is seen."""
    try:
        if not has_path(problem, chain):
            return None
        frozen = [frozen_weights(problem, block) for block in chain.weights]
    except Refusal:
        return None
    reached: list[dict[int, int | None]] = []
    for number, layer in enumerate(chain.layers):
        found: dict[int, int | None] = {}
        for unit, neuron in enumerate(layer.neurons):
            if _monotone(neuron):
                below = reached[-1] if number else {}
                values = frozen[number]
                start = unit * (chain.layers[number - 1].width if number else 0)
                joined = (own for own in below if values is None or values[start + own])
                before = next(joined, None)
                if number == 0 or before is not None:
                    found[unit] = before
        reached.append(found)
    last = frozen[-1]
    top = next((own for own in reached[-1] if last is None or last[own]), None)
    units: list[int] = []
    for own_layer in reversed(reached):
        if top is None:
            return None
        units.append(top)
        top = own_layer[top]
    return units[::-1]


def _monotone(neuron: AnyFunction) -> bool:
    try:
        return is_piecewise_affine(neuron) and is_monotone(neuron)
    except Refusal:
        return False


def _facts(problem: Problem, chain: Chain) -> str | None:
    """That neurons of the chain are piecewise affine, and of which sign their slopes are, as far as that is known."""
    used = dict.fromkeys(neuron for layer in chain.layers for neuron in layer.neurons)
    names, found = function_names(problem), []
    for number, function in enumerate(used):
        if not isinstance(function, Function) or not _seen(function):
            continue
        name = names[function]
        pieces = _pieces(function)
        if pieces is None:
            return None
        found.append(f"assert (F{number} : piecewise_affine (val {name})) by ({_sides(pieces)}).\n  ")
        if is_monotone(function):
            side = "left" if pieces[0][1] > 0 else "right"
            found.append(f"assert (M{number} : monotone_pieces (val {name})) by ({side}; {_sides(pieces)}).\n  ")
    return "".join(found)


def _seen(function: AnyFunction) -> bool:
    try:
        return is_piecewise_affine(function)
    except Refusal:
        return False


def _sides(pieces: list[_Piece]) -> str:
    (_, slope, level), *rest = pieces
    listed = "; ".join(f"({real(b)}, ({real(p)}, {real(q)}))" for b, p, q in rest if b is not None)
    return f"apply (sides_by _ _ {real(slope)} {real(level)} [{listed}]); {_FITS}"


def is_plain(expr: Expr, *, bent: bool = False) -> bool:
    """True for sums and multiples of z and of breaks in which no other stands: what ``_FITS`` sees through."""
    match expr:
        case Num() | Var():
            return True
        case Add(terms):
            return all(is_plain(term, bent=bent) for term in terms)
        case Mul(factors):
            rest = [factor for factor in factors if not isinstance(factor, Num)]
            return len(rest) <= 1 and all(is_plain(factor, bent=bent) for factor in rest)
        case Max(parts) | Min(parts):
            return not bent and all(is_plain(part, bent=True) for part in parts)
        case Abs(inner):
            return not bent and is_plain(inner, bent=True)
        case Cases(subject, _, _, pieces):
            return not bent and all(is_plain(part, bent=True) for part in (subject, *pieces))
        case _:
            return False


def _pieces(function: AnyFunction) -> list[_Piece] | None:
    """Its pieces, in order; None where a number of one is not rational, or the formula is not plain."""
    if not isinstance(function, Function) or not is_plain(function.expr):
        return None
    return None if None in (found := list(_numbers(function))) else [entry for entry in found if entry is not None]


def _numbers(function: Function) -> Iterator[_Piece | None]:
    pieces = split(function.expr)
    try:
        points = pieces.points
    except Refusal:
        yield None
        return
    for index, piece in enumerate(pieces.pieces):
        place = between(*pieces.interval(index))
        slope = rational_value(substitute(nth_derivative(piece), Num(place)))
        here = rational_value(substitute(piece, Num(place)))
        if slope is None or here is None:
            yield None
            return
        yield (points[index - 1] if index else None), slope, here - slope * place


CELLS: Final[Mapping[str, Callable[[Problem, object], str | None]]] = MappingProxyType(
    {
        "network.affine_path": lambda problem, _: affine_path(problem),
        "loss.piecewise_affine": lambda problem, _: loss_piecewise_affine(problem),
    }
)
"""The proofs of conditions that look at a network cell by cell."""
