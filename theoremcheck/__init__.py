"""theoremcheck: a formal-numeric companion for deep-learning theory.

``check("foo.spec")`` returns the verdict on a spec file; everything else is reached through it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoremcheck._version import __version__
from theoremcheck.options import Options

if TYPE_CHECKING:
    from theoremcheck.verdict.values import Verdict

__all__ = ["SpecError", "__version__", "check"]


class SpecError(ValueError):
    """The spec is wrong; the message holds all diagnostics, as the command line shows them."""


def check(
    path: str | Path,
    *,
    settings: dict[str, str] | None = None,
    decided: Callable[[Verdict], None] | None = None,
    **asked: Any,
) -> Verdict:
    """The verdict on a spec file.

    ``asked`` are fields of :class:`theoremcheck.options.Options`: ``search=False`` makes no search; ``full=True`` gives
    the search that follows a proof or a refutation as much work as that of an undecided spec, instead of a few seconds'
    worth. ``settings`` overrides ``let`` values by name. ``decided`` is called with the verdict as soon as it is known,
    before that search. Raises ``SpecError`` if the spec is wrong.
    """
    options = Options(**asked)
    from theoremcheck.language import load, render
    from theoremcheck.theory.lookup import identifiers
    from theoremcheck.verdict.domains import domain_errors
    from theoremcheck.verdict.judge import accompany, decide

    loaded = load(path, settings=settings or {}, known_ids=frozenset(identifiers()))
    wrong = loaded.diagnostics if loaded.spec is None else domain_errors(loaded.spec)
    if loaded.spec is None or wrong:
        raise SpecError("\n\n".join(render(diagnostic, loaded.source) for diagnostic in wrong))
    verdict = decide(loaded.spec, options)
    if decided is not None:
        decided(verdict)
    return accompany(verdict, options)
