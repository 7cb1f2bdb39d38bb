"""What is said of work that ended without a result: nothing is known of the problem then."""

from __future__ import annotations

import signal

from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Crash:
    """Why there is no result: the process died on the item, its time was over, or what came back is not borne out."""

    reason: str


def timed_out(seconds: float) -> Crash:
    """The time of one item, in seconds, was over."""
    return Crash(f"timed out after {seconds:g} seconds (--timeout)")


def ended(code: int | None) -> Crash:
    """A process ended that should not have; ``code`` is its exit code, below 0 that of a signal."""
    if code is None or code >= 0:
        return Crash(f"the process that checked it ended by itself, with code {code}")
    name = next((entry.name for entry in signal.Signals if entry == -code), f"signal {-code}")
    memory = ", as systems do that are short of memory" if name == "SIGKILL" else ""
    return Crash(f"the process that checked it was ended by {name}{memory}")
