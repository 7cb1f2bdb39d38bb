"""The path of thm.wide.shallow, thm.wide.beside and thm.wide_deep: the units next to the output lead down.

Units are freed and moved until their columns span, then the outputs move straight; all else stays as it is. The
columns are the vectors of s(w_j . h_i + b_j) over the distinct x_i, where h_i are the features, or what the layers
below make of them; with a_0 trained they count modulo constants. Floats say what looks dependent, and where to go;
which combination of columns is 0 is found in exact arithmetic.

Where the layers below make the same of different samples, the proof of thm.wide_deep begins with a small step on which
L may rise. That step is made here only where the branch does not enter f. thm.wide_basin, which promises no path, has
one from where the layers below keep the samples apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import frexp
from random import Random
from typing import Final

from theoremcheck.decide.data.relations import kernel
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import require
from theoremcheck.verdict.path.columns import Ground, Place, last_units, least_distance, passed
from theoremcheck.verdict.path.neurons import branch_neurons
from theoremcheck.verdict.path.values import Move, Piece

_TRIED: Final = 40
_TRIED_WIDE: Final = 6
_WIDE: Final = 100
"""Entries of the columns from which on fewer units are tried."""
_SEED: Final = 1
_CLOSE: Final = 1e-9
_ZERO = Fraction(0)


def pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters)."""
    units = last_units(problem)
    require(bool(units), "path.no_units")
    here = Layout.of(problem).full(point)
    ground = Ground(problem, units, here)
    if any(map(ground.coincide, ground.lower)):
        for freed in _silenced(ground, here):
            yield ground.piece(Move.FREE, here, freed)
            here = freed
        moved = _apart(ground, here)
        yield ground.piece(Move.IDLE, here, moved)
        here, ground = moved, Ground(problem, units, moved)
    for _ in range(len(units) + 1):
        spread = _spread(ground, here)
        yield ground.piece(Move.IDLE, here, spread)
        here, columns = spread, ground.columns(spread)
        rank, spare = ground.rank(columns)[0], ground.spare(columns)
        if rank == ground.most or not spare or _better(ground, columns, spare[0], rank) is None:
            break
        freed = _freed(ground, here, columns)
        yield ground.piece(Move.FREE, here, freed)
        here = freed
    yield ground.piece(Move.LOWER, here, _aimed(ground, here))
    reached = not problem.network.layers or ground.rank(ground.columns(here))[0] == ground.most
    require(reached or not any(map(ground.coincide, ground.lower)), "path.inputs_coincide")
    require(reached, "path.units_alone")


def _spread(ground: Ground, here: Vector) -> Vector:
    """The idle units whose columns are in the span of the others where the rank grows with each, as far as it can."""
    columns = ground.columns(here)
    for _ in range(len(ground.units)):
        rank = ground.rank(columns)[0]
        idle = next((j for j in ground.spare(columns) if not here[ground.units[j].output]), None)
        found = None if rank == ground.most or idle is None else _better(ground, columns, idle, rank)
        if found is None or idle is None:
            break
        here = ground.units[idle].moved(here, *found)
        columns[:, idle] = ground.column(ground.units[idle], *found)
    return here


def _better(ground: Ground, columns: Array, index: int, rank: int) -> tuple[Vector, Fraction] | None:
    """A unit, w and b, in place of that one, so that the rank grows as clearly as it can; None if none is seen."""
    random, unit = Random(_SEED + rank), ground.units[index]  # others each time
    best: tuple[float, Vector, Fraction] | None = None
    count = _TRIED if columns.size < _WIDE else _TRIED_WIDE
    for trial in range(count):
        row, bias = _tried(ground, unit, random, 2 if trial < count // 2 else 12)
        changed = columns.copy()
        changed[:, index] = ground.column(unit, row, bias)
        found, least = ground.rank(changed)
        if found > rank and (best is None or least > best[0]):
            best = (least, row, bias)
    return None if best is None else best[1:]


def _tried(ground: Ground, unit: Place, random: Random, reach: int) -> tuple[Vector, Fraction]:
    """Random weights, up to ``reach``, and a bias, where it is trained.

    What layers below give may be close together: there the unit receives about 0 at one of them, by weights that are
    larger by some power of 2, so that it tells this one from its neighbours.
    """
    inputs = ground.inputs[unit.branch]
    below = unit.branch in ground.lower
    stretch = Fraction(2) ** random.randrange(_stretches(inputs)) if below else Fraction(1)
    row = tuple(stretch * Fraction(random.randint(-4 * reach, 4 * reach), 4) for _ in range(inputs.shape[1]))
    if not unit.biased:
        return row, unit.at(ground.point)[1]
    bias = Fraction(random.randint(-4 * reach, 4 * reach), 4)
    if below:
        bias -= Fraction(round(4 * float(finite_floats([row])[0] @ random.choice(inputs.tolist()))), 4)
    return row, bias


def _stretches(inputs: Array) -> int:
    """One more than the power of 2 by which the closest of the inputs are 1 or more apart."""
    return 1 + max(0, 1 - frexp(max(least_distance(inputs), _CLOSE))[1])


# --- freeing a unit ---------------------------------------------------------------------------------------------------


def _freed(ground: Ground, here: Vector, columns: Array) -> Vector:
    """The point at which a unit more has output weight 0; f is what it was, as far as can be seen.

    Where a dependency of the columns is seen in floats only, the outputs move to better ones at the same time: that
    leaves room for what floats miss.
    """
    found = _dependency(ground, here)
    if found is None:
        here, found = _aimed(ground, here), _looks_dependent(ground, columns)
    return _along(ground, here, *found)


def _along(ground: Ground, here: Vector, factors: Vector, constant: Fraction) -> Vector:
    """The output weights minus as much of the factors as makes a first of them 0, and a_0 plus that of the constant."""
    outputs = [unit.output for unit in ground.units]
    moving = [j for j, factor in enumerate(factors) if factor]
    index = min(moving, key=lambda j: abs(here[outputs[j]] / factors[j]))
    share = here[outputs[index]] / factors[index]
    found = list(here)
    for j in moving:
        found[outputs[j]] = _ZERO if j == index else here[outputs[j]] - share * factors[j]
    if ground.level:
        found[0] += share * constant
    return tuple(found)


def _dependency(ground: Ground, here: Vector) -> tuple[Vector, Fraction] | None:
    """e, (k,), not 0, and c with sum e_j phi_j = c, and e_j = 0 where the output weight is 0: one that is seen."""
    among = [j for j, unit in enumerate(ground.units) if here[unit.output]]
    rows = [row for own in ground.names(here, among) for row in own]
    for vector in kernel(rows, len(among) + 1):
        if any(vector[:-1]):
            found = dict(zip(among, vector, strict=False))
            return tuple(found.get(j, _ZERO) for j in range(len(ground.units))), vector[-1]
    return None


def _looks_dependent(ground: Ground, columns: Array) -> tuple[Vector, Fraction]:
    """The combination of columns of length 1 that is closest to 0, or to a constant, in floats."""
    design = np.hstack([columns, -np.ones((len(columns), 1))]) if ground.level else columns
    vector = np.linalg.svd(design)[2][-1]
    if not np.abs(vector[: columns.shape[1]]).max() > 1e-9:
        vector = np.linalg.svd(design)[2][-2]
    found = tuple(Fraction(float(entry)) for entry in vector)
    count = columns.shape[1]
    return found[:count], found[count] if ground.level else _ZERO


# --- keeping samples apart --------------------------------------------------------------------------------------------


def _silenced(ground: Ground, here: Vector) -> Iterator[Vector]:
    """Points with the same f at which fewer and fewer units have an output weight other than 0."""
    for _ in ground.units:
        found = _dependency(ground, here)
        if found is None:
            return
        here = _along(ground, here, *found)
        yield here


def _apart(ground: Ground, here: Vector) -> Vector:
    """Where a branch does not enter f, its lower layers at a place where they keep the samples apart."""
    neurons, features = branch_neurons(ground.problem), finite_floats(ground.points)
    for number in filter(ground.coincide, ground.lower):
        branch = ground.layout.branches[number]
        if any(here[branch.output]):
            continue
        random, best = Random(_SEED), (0.0, here)
        lower = range(branch.layers[0].weights.start, branch.layers[-1].weights.start)
        trained = [place for place in lower if place not in ground.layout.frozen]
        for _ in range(_TRIED):
            tried = list(here)
            for place in trained:
                tried[place] = Fraction(random.randint(-8, 8), 4)
            found = tuple(tried)
            best = max(best, (least_distance(passed(branch, neurons[number], found, features)), found))
        here = best[1]
    return here


# --- the last piece ---------------------------------------------------------------------------------------------------


def _aimed(ground: Ground, here: Vector) -> Vector:
    """a_0 and output weights moved so that the outputs go straight to better ones, with the columns that there are."""
    columns, places = ground.columns(here), [unit.output for unit in ground.units]
    place = {index: k for k, group in enumerate(ground.groups) for index in group}
    order = [place[index] for index in range(len(place))]
    design = np.hstack([columns, np.ones((len(columns), 1))]) if ground.level else columns
    weights = finite_floats([[here[own] for own in places]])[0]
    level = float(here[0]) if ground.problem.network.output_bias else 0.0
    outputs = (columns @ weights + level)[order] + ground.beside
    target = ground.target
    if ground.rank(columns)[0] == ground.most:
        wanted = target.outputs(outputs, ground.groups)
        firsts = [group[0] for group in ground.groups]
        change = np.linalg.lstsq(design, (wanted - outputs)[firsts], rcond=None)[0]
    else:
        change = target.combination(design[order], outputs)
    exact = target.shortest(design[order], outputs, change)
    found = list(here)
    for own, entry in zip([*places, 0] if ground.level else places, exact, strict=True):
        found[own] += entry
    return tuple(found)
