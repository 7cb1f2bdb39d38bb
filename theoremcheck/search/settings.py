"""How much work a search does when it is not told (see ``theoremcheck.options`` for what it may be told)."""

from __future__ import annotations

from typing import Final, Protocol

MAX_SEARCH_PARAMETERS: Final = 20_000
"""Trainable parameters of a network that the search accepts."""
MAX_SEARCH_WORK: Final = 20_000_000
"""Samples times parameters of a problem that the search accepts."""
NEWTON_PARAMETERS: Final = 400
"""Trainable parameters up to which full Hessians are made; beyond it, only their products with vectors."""
MAX_POLISHED: Final = 12
"""Clusters of minima that are polished."""

MAX_DEFAULT_STARTS: Final = 400
"""Starts made by default for a small problem."""
SECOND_LOOK: Final = 2_000
"""Starts of the second search of a small problem that the first one leaves undecided."""

_DEFAULT_WORK: Final = 8e9
_MIN_DEFAULT_STARTS: Final = 8
_CHUNK_DOUBLES: Final = 6_000_000
_MAX_CHUNK: Final = 512
_ROUNDS: Final = 6
TYPICAL_STEPS: Final = 60.0
"""Steps of a descent, about."""


class Progress(Protocol):
    """A callback for progress bars: ``done`` of ``total`` units of the named stage are finished."""

    def __call__(self, done: int, total: int, stage: str, /) -> None:
        """Report progress."""


def work_per_step(samples: int, parameters: int, deep: int = 0, layers: int = 0) -> float:
    """A rough count of operations of one descent step of one start; a function of sizes only, never of time.

    ``deep`` of the parameters belong to a deep part of ``layers`` hidden layers.
    """
    if parameters > NEWTON_PARAMETERS:
        return 60.0 * samples * parameters
    return (
        2.0 * samples * parameters**2
        + 4.0 * parameters**3
        + 400.0 * samples
        + 40_000.0
        + deep * layers * (16_000.0 + 60.0 * samples)
    )


def default_starts(samples: int, parameters: int, deep: int = 0, layers: int = 0) -> int:
    """The number of starts made when the settings do not say: from 4 to 400, fewer for larger problems."""
    fewest = _MIN_DEFAULT_STARTS if parameters <= NEWTON_PARAMETERS else _MIN_DEFAULT_STARTS // 2
    affordable = _DEFAULT_WORK / (TYPICAL_STEPS * work_per_step(samples, parameters, deep, layers))
    return int(min(MAX_DEFAULT_STARTS, max(fewest, affordable)))


def chunk_size(samples: int, parameters: int, width: int) -> int:
    """How many starts are handled at once, so that memory stays bounded; a function of sizes only."""
    hessian = parameters * (parameters + width) if parameters <= NEWTON_PARAMETERS else 20 * parameters
    return int(min(_MAX_CHUNK, max(1, _CHUNK_DOUBLES // (samples * (parameters + 8 * width) + 3 * hessian))))


def affordable_chunk(work: float | None, once: float, each: float) -> int:
    """How many starts are handled at once, so that several rounds fit into the work.

    A round costs ``once`` units, and ``each`` more for every start.
    """
    return _MAX_CHUNK if work is None else int(min(_MAX_CHUNK, max(1, (work / _ROUNDS - once) / each)))


def descent_steps(samples: int, parameters: int) -> int:
    """The most steps that one descent takes."""
    if parameters > NEWTON_PARAMETERS:
        return 400
    return 150


def polish_bound(samples: int, parameters: int) -> int:
    """How many clusters are polished: none where Hessians are not made, fewer where a precise gradient is slow."""
    if parameters > NEWTON_PARAMETERS:
        return 0
    return int(min(MAX_POLISHED, max(1, 400_000 // (samples * (parameters + 10)))))
