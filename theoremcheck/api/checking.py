"""``theoremcheck.check``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from theoremcheck.api.errors import SpecError
from theoremcheck.api.specs import Spec, load
from theoremcheck.options import Options
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import accompany, decide
from theoremcheck.verdict.values import Verdict


def check(
    spec: Spec | str | Path,
    *,
    settings: dict[str, str] | None = None,
    decided: Callable[[Verdict], None] | None = None,
    **asked: Any,
) -> Verdict:
    """The verdict on a spec or a spec file."""
    options = Options(**asked)
    loaded = spec if isinstance(spec, Spec) else load(spec, settings=settings)
    wrong = domain_errors(loaded)
    if wrong:
        raise SpecError.of(wrong)
    verdict = decide(loaded, options)
    if decided is not None:
        decided(verdict)
    return accompany(verdict, options)
