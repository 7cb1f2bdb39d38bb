"""The output formats of a run by name: each is a module here and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.report.formats import (
    certificate,
    github,
    html,
    json,
    junit,
    latex,
    markdown,
    minimum,
    npz,
    rocq,
    sarif,
    svg,
    text,
)
from theoremcheck.report.formats.document import Format

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": text.FORMAT,
        "json": json.FORMAT,
        "markdown": markdown.FORMAT,
        "certificate": certificate.FORMAT,
        "minimum": minimum.FORMAT,
        "npz": npz.FORMAT,
        "rocq": rocq.FORMAT,
        "junit": junit.FORMAT,
        "github": github.FORMAT,
        "sarif": sarif.FORMAT,
        "html": html.FORMAT,
        "svg": svg.FORMAT,
        "latex": latex.FORMAT,
    }
)
"""What ``-o NAME`` writes."""
