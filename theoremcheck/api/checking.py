"""``theoremcheck.check`` and ``theoremcheck.verify``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from theoremcheck.api.errors import CertificateError, SpecError, require_well_formed, shown, wrong
from theoremcheck.api.specs import Spec, load, loads
from theoremcheck.api.verdicts import Verdict
from theoremcheck.language import spec as language
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.options import Options
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted import certificate as certificates
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.certificate import Certificate, Unreadable
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict import values
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import accompany, decide, interrupted

AnySpec: TypeAlias = Any
"""A ``Spec``, the path of a .spec file, the text of one, or anything that has a ``spec``."""


def check(
    spec: AnySpec,
    *,
    at: Any = None,
    search: bool = True,
    seed: int | None = None,
    starts: int | None = None,
    digits: int | None = None,
    settings: Mapping[str, Any] | None = None,
    decided: Callable[[Verdict], None] | None = None,
    full: bool = False,
    **more: Any,
) -> Verdict:
    """The verdict on a spec.

    ``spec``: a :class:`Spec`, a path, or the text of a spec (it has a brace or several lines, and is no file). ``at``:
    a point to polish and certify (see ``Spec.point``). ``search=False`` makes no search; ``full=True`` gives the search
    that follows a proof or a refutation as much work as that of an undecided spec. ``seed``, ``starts`` and ``digits``
    are those of the search; None leaves the spec's own setting, or the default. ``settings`` override ``let`` values of
    a path or text. ``decided`` is called with the verdict as soon as it is known, before the search that follows it.
    ``more`` are other fields of ``theoremcheck.options.Options``.

    An interrupt (Ctrl-C, the stop button of a notebook) ends a search, not the verdict. Raises :class:`SpecError` if
    the spec or the point is wrong, ``ValueError`` for a number out of its range.
    """
    options = Options(search=search, full=full, seed=seed, starts=starts, digits=digits, **more)
    _require_ranges(options)
    found = read_spec(spec, settings)
    wrong_formulas = domain_errors(found)
    if wrong_formulas:
        raise SpecError.of(wrong_formulas)
    if at is not None:
        options = replace(options, at=found.point(at).trained)
    verdict = Verdict.of(decide(found, options))
    try:
        if decided is not None:
            decided(verdict)
        return Verdict.of(accompany(verdict, options))
    except KeyboardInterrupt:
        return Verdict.of(interrupted(verdict))


def _require_ranges(options: Options) -> None:
    """The numbers lie in the ranges that the command line takes. Raises ``ValueError`` and ``TypeError``."""
    for entry in fields(options):
        value, range_ = getattr(options, entry.name), entry.metadata.get("range")
        if range_ is None or value is None:
            continue
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise TypeError(f"{entry.name} is a whole number, not {shown(value)}")
        least, most = range_
        if not least <= value <= most:
            raise ValueError(f"{entry.name} is a number from {least} to {most}, not {value}")


def read_spec(spec: AnySpec, settings: Mapping[str, Any] | None = None) -> Spec:
    """The spec that is given: itself, from a file or from a text. Raises :class:`SpecError` and ``TypeError``."""
    found = _read(spec, settings)
    require_well_formed(found.problem)
    return found


def _read(spec: AnySpec, settings: Mapping[str, Any] | None) -> Spec:
    if isinstance(spec, language.Spec):
        if settings:
            raise TypeError("settings override the let values of a file or text; a Spec has its numbers")
        return spec if type(spec) is Spec else Spec.of(spec)  # a subclass may answer differently the next time
    if isinstance(spec, Path):
        return load(spec, settings=settings)
    if isinstance(spec, str):
        return _of_text(spec, settings)
    inner = getattr(spec, "spec", None)
    if isinstance(inner, language.Spec):
        return _read(inner, settings)
    if isinstance(spec, os.PathLike):
        return load(Path(spec), settings=settings)
    raise TypeError(f"a Spec, a path or the text of a spec is checked, not {type(spec).__name__}")


def _of_text(spec: str, settings: Mapping[str, Any] | None) -> Spec:
    """A string is the path of a file if there is one, else a text; a name of no file is neither."""
    if _exists(spec):
        return load(spec, settings=settings)
    if "{" in spec or "\n" in spec:
        return loads(spec, settings=settings)
    help = "a path names a file that exists; the text of a spec has braces, dataset d { ... }"
    raise wrong("E001", excerpt(spec, 80), "there is no such file, and this is no text of a spec", help)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # a text can be too long for a name, or have a zero byte
        return False


def verify(spec: AnySpec, certificate: Certificate | Mapping[str, Any] | str | Path | Verdict) -> Outcome:
    """What a certificate establishes for a spec: every claim is checked again, without any search.

    ``certificate``: a ``Certificate`` (as ``verdict.certificate``), the path of a file, its text, or its JSON as a
    mapping. The outcome has the status of every condition and statement, and the ``goal``. Raises
    :class:`CertificateError` if a claim is not borne out, or it is about another problem, or no certificate.
    """
    problem = read_spec(spec).problem
    try:
        return certificates.check(problem, _certificate(certificate))
    except Refusal as refusal:
        raise CertificateError(f"refused: {sentence(refusal)}", refusal.reason) from None
    except Unreadable as error:
        raise CertificateError(f"unreadable: {sentence(error)}", error.reason) from None


def _certificate(given: Any) -> Certificate:
    if isinstance(given, values.Verdict):
        return given.certificate
    if isinstance(given, Certificate):
        return given
    if isinstance(given, Mapping):
        return certificates.loads(json.dumps(given))
    if isinstance(given, str) and given.lstrip().startswith("{"):
        return certificates.loads(given)
    if not isinstance(given, str | os.PathLike):
        raise TypeError(f"a certificate is a Certificate, a path, a text or a mapping, not {type(given).__name__}")
    try:
        return certificates.loads(read_regular(Path(given), MAX_CERTIFICATE_BYTES, "MAX_CERTIFICATE_BYTES").decode())
    except UnicodeDecodeError as error:
        raise Unreadable("certificate.encoding", byte=error.start + 1) from None
    except ReadError as error:
        raise wrong("E001", str(given), f"cannot read the certificate: {error.reason}") from None
