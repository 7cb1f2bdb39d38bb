"""A card as HTML: one element with a style of its own, no script, nothing from elsewhere; every text is escaped.

Indices, powers and relations of sentences are typeset; names and code stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from theoremcheck.report.display.cards import Card, Check, Checks, Code, Part, Section, Sentences, Table
from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.typeset import html as typeset

SCOPE: Final = "theoremcheck-card"
"""The class of the element; every rule of the style begins with it."""

# The variables of JupyterLab come first, then those of VS Code, then what the system prefers. Text and background are
# set together, so that they fit each other on any page. The marks are white on colours that are dark enough for both.
_STYLE: Final = f"""
.{SCOPE} {{
  --theoremcheck-ink: #1f2328; --theoremcheck-quiet: #59636e; --theoremcheck-line: #d0d7de;
  --theoremcheck-paper: #ffffff; --theoremcheck-soft: #f6f8fa;
  color: var(--jp-content-font-color1, var(--vscode-editor-foreground, var(--theoremcheck-ink)));
  background: var(--jp-layout-color1, var(--vscode-editor-background, var(--theoremcheck-paper)));
  border: 1px solid var(--jp-border-color1, var(--vscode-panel-border, var(--theoremcheck-line)));
  border-radius: 6px; padding: 10px 14px; max-width: 62em; line-height: 1.45; text-align: left; overflow-x: auto;
}}
@media (prefers-color-scheme: dark) {{
  .{SCOPE} {{
    --theoremcheck-ink: #e6edf3; --theoremcheck-quiet: #9198a1; --theoremcheck-line: #3d444d;
    --theoremcheck-paper: #0d1117; --theoremcheck-soft: #151b23;
  }}
}}
.{SCOPE} p {{ margin: 4px 0; }}
.{SCOPE} .theoremcheck-head {{ margin: 0 0 6px; }}
.{SCOPE} .theoremcheck-mark {{
  display: inline-block; padding: 0 7px; border-radius: 4px; color: #ffffff; font-weight: 600; background: #57606a;
  white-space: nowrap;
}}
.{SCOPE} .theoremcheck-proved, .{SCOPE} .theoremcheck-holds {{ background: #1a7f37; }}
.{SCOPE} .theoremcheck-conditional, .{SCOPE} .theoremcheck-assumed {{ background: #0f6e84; }}
.{SCOPE} .theoremcheck-refuted, .{SCOPE} .theoremcheck-fails, .{SCOPE} .theoremcheck-alarm {{ background: #b62324; }}
.{SCOPE} .theoremcheck-refused {{ background: #0a57c2; }}
.{SCOPE} .theoremcheck-quiet, .{SCOPE} th {{
  color: var(--jp-content-font-color2, var(--vscode-descriptionForeground, var(--theoremcheck-quiet)));
}}
.{SCOPE} code, .{SCOPE} pre {{
  font-family: var(--jp-code-font-family, ui-monospace, monospace); font-size: 0.93em; color: inherit;
}}
.{SCOPE} code {{ background: none; padding: 0; overflow-wrap: anywhere; }}
.{SCOPE} pre {{
  background: var(--jp-layout-color2, var(--vscode-textCodeBlock-background, var(--theoremcheck-soft)));
  padding: 8px; overflow-x: auto;
}}
.{SCOPE} details {{
  border-top: 1px solid var(--jp-border-color2, var(--vscode-panel-border, var(--theoremcheck-line)));
  margin: 0; padding: 4px 0;
}}
.{SCOPE} summary {{ cursor: pointer; font-weight: 600; }}
.{SCOPE} table {{ border-collapse: collapse; margin: 4px 0 8px; border: 0; font-size: inherit; color: inherit; }}
.{SCOPE} tr, .{SCOPE} tr:nth-child(even), .{SCOPE} tr:hover {{ background: none; border: 0; }}
.{SCOPE} th, .{SCOPE} td {{
  border: 0; padding: 1px 14px 1px 0; text-align: left; vertical-align: top; font-weight: normal;
  white-space: normal; overflow-wrap: anywhere;
}}
.{SCOPE} th {{ white-space: nowrap; }}
@media (max-width: 40em) {{
  .{SCOPE} .theoremcheck-mark {{ white-space: normal; }}
  .{SCOPE} tr {{ display: block; padding: 3px 0; }}
  .{SCOPE} th, .{SCOPE} td {{ display: block; padding: 0; }}
}}
"""


def html(card: Card) -> str:
    """The element that shows the card."""
    return "".join(_card(card))


def _card(card: Card) -> Iterator[str]:
    yield f'<div class="{SCOPE}"><style>{_STYLE}</style>'
    if card.alarm:
        yield f"<p>{_mark('alarm', 'ALARM')} <strong>{typeset(card.alarm)}</strong></p>"
    yield '<p class="theoremcheck-head">'
    if card.mark:
        yield f"{_mark(card.tone.value, card.mark)} "
    if card.by:
        yield f"by <code>{escaped(card.by)}</code> "
    yield f'{"of " if card.mark else ""}<code class="theoremcheck-quiet">{escaped(card.subject)}</code></p>'
    if card.text:
        yield f"<p><strong>{typeset(card.text[:1].upper() + card.text[1:])}</strong></p>"
    yield from (f"<p>{typeset(text)}</p>" for text in card.lead)
    for section in card.sections:
        yield from _section(section)
    yield "</div>"


def _section(section: Section) -> Iterator[str]:
    yield f"<details{' open' if section.open else ''}><summary>{escaped(section.title)}</summary>"
    for part in section.parts:
        yield from _part(part)
    yield "</details>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Sentences(texts):
            yield from (f"<p>{typeset(text)}</p>" for text in texts)
        case Table(rows, more):
            yield "<table>"
            for name, *cells in rows:
                yield f"<tr><th>{typeset(name)}</th>{''.join(f'<td>{typeset(cell)}</td>' for cell in cells)}</tr>"
            yield f"</table>{f'<p>and {more} more</p>' if more else ''}"
        case Checks(entries, title):
            if title:
                yield f"<p><code>{escaped(title)}</code> lacks</p>"
            yield f"<table>{''.join(map(_check, entries))}</table>"
        case Code(text):
            yield f"<pre>{escaped(text)}</pre>"
        case _:
            assert_never(part)


def _check(entry: Check) -> str:
    cells = (_mark(entry.status, entry.status), f"<code>{escaped(entry.condition)}</code>", typeset(entry.reason))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _mark(kind: str, text: str) -> str:
    """A word on a coloured ground; ``kind`` is a word of this package."""
    return f'<span class="theoremcheck-mark theoremcheck-{kind}">{escaped(text)}</span>'
