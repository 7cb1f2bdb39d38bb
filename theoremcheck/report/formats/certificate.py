"""The certificate of a verdict: the evidence for every decided condition, for ``theoremcheck verify``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, NoDocument, Result
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.certificate import Certificate, Unreadable, dumps, loads


def certificate_text(certificate: Certificate) -> str:
    """The text of a certificate file. Raises ``NoDocument`` if ``theoremcheck verify`` would not read it."""
    text = dumps(certificate)
    if len(text) > MAX_CERTIFICATE_BYTES:
        bound = f"MAX_CERTIFICATE_BYTES = {MAX_CERTIFICATE_BYTES}"
        raise NoDocument(f"the certificate has {len(text)} bytes, more than {bound}")
    try:
        loads(text)
    except Unreadable as error:
        # Evidence may hold a number that is longer than what `verify` reads; a file that it refuses helps nobody.
        raise NoDocument(f"`theoremcheck verify` would not read it: {sentence(error)}") from None
    return text


def _document(results: Sequence[Result], asked: Asked) -> Document:
    verdict = results[0].verdict
    return Document(None if verdict is None else certificate_text(verdict.certificate))


FORMAT: Final = Format(_document, single=True, brief=True)
