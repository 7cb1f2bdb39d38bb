"""Which array of a file is which of the network: by order and shape, and never by a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations, islice
from typing import Final

from theoremcheck.api.errors import SpecError, wrong
from theoremcheck.doors.states.arrays import Arrays, Group, Named, Order
from theoremcheck.doors.states.slots import LayerSlots, Slot
from theoremcheck.trusted.records import dataclass

_MAX_ORDERS: Final = 5_000
_MAP: Final = "say which array is which: --map NAME=w (NAME=w.T if it has a column for each unit, NAME=- for none)"


@dataclass(frozen=True, eq=False)
class Placed:
    """An array in its slot; ``transposed`` if it has a column for each unit, ``logits`` if it is that of two logits."""

    own: Named
    slot: Slot
    transposed: bool = False
    logits: bool = False


@dataclass
class _Attempt:
    """One way to place the arrays: what fits, and what is wrong with it."""

    placed: list[Placed] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unclear: list[Named] = field(default_factory=list)


def place(stacks: Sequence[Sequence[LayerSlots]], arrays: Arrays, source: str) -> list[Placed]:
    """The places of all arrays. Raises ``SpecError`` if there is none, or more than one."""
    if arrays.others:
        first = arrays.others[0]
        message = f"{first.name} has the shape {first.shape}; the network has matrices and vectors only"
        raise wrong("E092", source, message, _MAP)
    wanted = [[layer for layer in stack if layer.weights is not None] for stack in stacks]
    count = sum(map(len, wanted))
    if len(arrays.groups) != count:
        listed = ", ".join(f"{group.weights.name} {group.weights.shape}" for group in arrays.groups) or "none"
        needed = ", ".join(f"{slot.name} {slot.shape}" for slot in _matrices(stacks)) or "none"
        message = f"the network has {count} matrices of weights, {needed}; the file has {listed}"
        raise wrong("E092", source, message, _MAP)
    orders = list(islice(_orders(stacks, arrays.groups), _MAX_ORDERS + 1))
    if len(orders) > _MAX_ORDERS:
        raise wrong("E092", source, f"more than {_MAX_ORDERS} ways to place the arrays of this network", _MAP)
    attempts = [_attempt(order, arrays) for order in orders]
    good = [attempt for attempt in attempts if not attempt.wrong]
    if not good:
        raise _no_place(attempts, source)
    if len(good) > 1:
        first = arrays.groups[0].weights
        message = f"the arrays fit the network in {len(good)} ways, beginning with {first.name} {first.shape}"
        raise wrong("E092", source, message, _MAP)
    if good[0].unclear:
        own = good[0].unclear[0]
        message = f"{own.name} is square, {own.shape}: its name does not tell whether a row or a column is a unit"
        raise wrong("E092", source, message, _MAP)
    return good[0].placed


def _matrices(stacks: Sequence[Sequence[LayerSlots]]) -> Iterator[Slot]:
    return (layer.weights for stack in stacks for layer in stack if layer.weights is not None)


_Order = list[tuple[LayerSlots, Group | None]]


def _orders(stacks: Sequence[Sequence[LayerSlots]], groups: Sequence[Group]) -> Iterator[_Order]:
    """All ways to give the matrices to the layers that keep the order within each stack."""
    sizes = [sum(layer.weights is not None for layer in stack) for stack in stacks]
    for chosen in _parts(list(range(len(groups))), sizes):
        own = [iter([groups[place] for place in part]) for part in chosen]
        yield [
            (layer, None if layer.weights is None else next(mine))
            for stack, mine in zip(stacks, own, strict=True)
            for layer in stack
        ]


def _parts(places: list[int], sizes: list[int]) -> Iterator[list[tuple[int, ...]]]:
    """All ways to deal the places out to parts of these sizes."""
    if len(sizes) < 2:
        yield [tuple(places)] * len(sizes)
        return
    for first in combinations(places, sizes[0]):
        rest = [place for place in places if place not in first]
        yield from ([first, *others] for others in _parts(rest, sizes[1:]))


def _attempt(order: _Order, arrays: Arrays) -> _Attempt:
    found = _Attempt()
    loose = list(arrays.vectors)
    unnamed = all(group is None or group.bias is None for _, group in order)
    for layer, group in order:
        logits = _weights(found, layer, group)
        if group is not None and group.bias is not None:
            _bias(found, layer, group.bias, logits=logits)
        elif layer.bias is not None and loose and (unnamed or group is None):
            _bias(found, layer, loose.pop(0), logits=logits)
    placed = {entry.slot.name for entry in found.placed}
    if not found.wrong:
        open_ = dict.fromkeys(layer.bias for layer, _ in order if layer.bias is not None)
        missing = [slot for slot in open_ if slot.name not in placed]
        found.wrong += [f"there is no array for {slot.name} {slot.shape}" for slot in missing]
    found.wrong += [f"the network has no place for {own.name} {own.shape}" for own in loose]
    return found


def _weights(found: _Attempt, layer: LayerSlots, group: Group | None) -> bool:
    """Place the matrix of a layer; True if it is that of two logits."""
    slot = layer.weights
    if slot is None or group is None:
        return False
    own, shape = group.weights, slot.shape
    fits = [shape, (2, shape[1])] if layer.output else [shape]
    straight = group.order is not Order.INPUTS and own.shape in fits
    turned = group.order is not Order.UNITS and own.shape[::-1] in fits
    if not straight and not turned:
        turnable = group.order is Order.UNITS and own.shape[::-1] in fits
        turnable = turnable or (group.order is Order.INPUTS and own.shape in fits)
        asked = shape if group.order is not Order.INPUTS else shape[::-1]
        end = ": is it transposed?" if turnable else ""
        found.wrong.append(f"{own.name} has the shape {own.shape}, {slot.name} has {asked} there{end}")
        return False
    if straight and turned and own.shape != (1, 1):
        found.unclear.append(own)
    logits = layer.output and (own.shape if straight else own.shape[::-1])[0] == 2
    found.placed.append(Placed(own, slot, not straight, logits))
    return logits


def _bias(found: _Attempt, layer: LayerSlots, own: Named, *, logits: bool) -> None:
    slot = layer.bias
    if slot is None:
        found.wrong.append(f"the network has no bias for {own.name} {own.shape}")
    elif own.shape == slot.shape or (own.shape == () and slot.shape == (1,)) or (logits and own.shape == (2,)):
        found.placed.append(Placed(own, slot, logits=logits and own.shape == (2,)))
    else:
        found.wrong.append(f"{own.name} has the shape {own.shape}, {slot.name} has {slot.shape}")


def _no_place(attempts: Sequence[_Attempt], source: str) -> SpecError:
    """What is wrong with the attempt that comes closest."""
    best = min(attempts, key=lambda attempt: len(attempt.wrong))
    return wrong("E092", source, "; ".join(best.wrong[:3]), _MAP)


def place_mapped(
    mapping: Mapping[str, str], arrays: Mapping[str, Named], names: Mapping[str, tuple[int, ...]], source: str
) -> list[Placed]:
    """The arrays whose block is said: ``names`` has the blocks of the network. Raises ``SpecError``."""
    found: list[Placed] = []
    for name, target in mapping.items():
        if name not in arrays:
            message = f"the file has no array {name}, which was to be {target}"
            raise wrong("E094", source, message, f"it has {', '.join(arrays)}")
        if target == "-":
            continue
        block, turned = target.removesuffix(".T"), target.endswith(".T")
        if block not in names:
            help = f"the arrays of this network are {', '.join(names)}"
            raise wrong("E094", source, f"{name} was to be {block}, which the network does not have", help)
        if any(placed.slot.name == block for placed in found):
            raise wrong("E021", source, f"two arrays were to be {block}")
        own, shape = arrays[name], names[block]
        actual = own.shape[::-1] if turned else own.shape
        if actual not in {shape, (1, *shape), (*shape, 1), *([(1,)] if shape == () else [])}:
            end = ": is it transposed?" if actual[::-1] == shape else ""
            raise wrong(
                "E092", source, f"{name} has the shape {actual}, {block} has {shape}{end}", _MAP if end else None
            )
        found.append(Placed(own, Slot(block, shape), turned))
    return found
