"""Text as text of HTML."""

from __future__ import annotations

from theoremcheck.report.pictures.svg import plain


def escaped(text: str) -> str:
    """Escaped, and without control characters, which a browser would not show; line ends stay."""
    return "\n".join(map(plain, text.split("\n")))
