"""A verdict exported and checked: a leaf that coqc cannot prove becomes a named hypothesis, and it is asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from theoremcheck.formal.coqc import Checked, Coq, check
from theoremcheck.formal.export import Exported, lemma
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.records import dataclass

_PLACE: Final = re.compile(r'File "[^"]*verdict\.v", line (\d+)')
_NAMED: Final = re.compile(r"^(?:Lemma|Theorem|Definition|Axiom) (\w+)", re.MULTILINE)
_CONDITIONS: Final = {lemma(condition): condition for condition in CONDITIONS}


@dataclass(frozen=True)
class Proved:
    """The file that was checked last, and what coqc says of it."""

    exported: Exported
    checked: Checked

    @property
    def foreign(self) -> tuple[str, ...]:
        """Axioms that are neither allowed nor among the named hypotheses of the file."""
        hypotheses = {lemma(condition) for condition in self.exported.left}
        return tuple(entry for entry in self.checked.foreign if entry not in hypotheses)


def prove(coq: Coq, library: Path, exported: Exported, again: Callable[[frozenset[str]], Exported]) -> Proved:
    """Have coqc check an exported verdict.

    Where coqc refuses the proof of one condition, that condition is a hypothesis of the next file, which ``again``
    exports: never silently.
    """
    given: frozenset[str] = frozenset()
    while True:
        found = check(coq, library, exported.text)
        failed = None if found.accepted else _failed(exported.text, found.message)
        if failed is None or failed in given:
            return Proved(exported, found)
        given |= {failed}
        exported = again(given)


def refused_at(text: str, message: str) -> str | None:
    """The lemma, theorem or definition of an exported file in which coqc found an error; None if it is in no one."""
    place = _PLACE.search(message)
    if place is None:
        return None
    lines = text.splitlines(keepends=True)
    heads = list(_NAMED.finditer("".join(lines[: int(place[1])])))
    if not heads:
        return None
    # what vm_compute does not confirm is an error of the line "Qed.", which belongs to the proof as well
    earlier = "".join(lines[: int(place[1]) - 1])[heads[-1].end() :]
    return None if re.search(r"^Qed\.$", earlier, re.MULTILINE) else heads[-1][1]


def _failed(text: str, message: str) -> str | None:
    """The condition whose proof coqc refused; None if it is something else."""
    return _CONDITIONS.get(refused_at(text, message) or "")
