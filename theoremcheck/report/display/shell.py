"""The frame of every page: one file that needs nothing else, on a screen or on paper, light or dark."""

from __future__ import annotations

from typing import Final

from theoremcheck._version import __version__
from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.pictures.svg import STYLE

_PAGE: Final = """
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --line: #d0d7de; --paper: #ffffff; --soft: #f6f8fa;
  --mark: #fff1c2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --paper: #0d1117;
  --soft: #151b23; --mark: #4a3b0a; } }
@media print { :root { --ink: #1f2328; --quiet: #59636e; --line: #d0d7de; --paper: #ffffff; --soft: #f6f8fa;
  --mark: #fff1c2; } figure { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; } }
@page { size: A4; margin: 16mm; }
body { margin: 0 auto; padding: 16px; max-width: 64em; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin: 1.6em 0 0.5em; border-bottom: 1px solid var(--line); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22em), 1fr)); gap: 16px; }
figure { margin: 0; } figure.wide { overflow-x: auto; }
figcaption { font-size: 0.88em; color: var(--quiet); }
summary { cursor: pointer; } details.entry { border-top: 1px solid var(--line); padding: 4px 0; }
details.entry p { margin: 4px 0 8px 1.2em; white-space: pre-line; }
pre { background: var(--soft); padding: 10px; overflow-x: auto; font: 0.88em/1.45 ui-monospace, monospace; }
mark { background: var(--mark); color: inherit; display: block; } .note { color: var(--quiet); font-size: 0.88em; }
code { font-family: ui-monospace, monospace; font-size: 0.93em; overflow-wrap: anywhere; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 1px 14px 1px 0; vertical-align: top; }
"""


def shell(title: str, body: str, *, style: str = "", tail: str = "") -> str:
    """The page with that title and that markup; ``style`` adds to its style, ``tail`` follows all that is shown."""
    made = f'<p class="note">Made by theoremcheck {__version__}. Pictures show floats, and decide nothing.</p>'
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{_PAGE}{STYLE}{style}</style>\n</head>\n"
        f"<body>\n{body}\n{made}\n{tail}</body>\n</html>\n"
    )
