"""SVG as text: elements, numbers, and one style for light and dark pages; the same picture is always the same text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from theoremcheck.trusted.records import dataclass

SCOPE: Final = "theoremcheck-picture"
"""The class of every picture; every rule of the style begins with it."""

# The two classes differ in shape and in lightness as well, so that no picture needs its colours.
STYLE: Final = f"""
.{SCOPE} {{
  --tc-ink: #1f2328; --tc-quiet: #59636e; --tc-line: #d0d7de; --tc-paper: #ffffff;
  --tc-plus: #0969da; --tc-minus: #bc4c00; --tc-wrong: #b62324; --tc-good: #1a7f37; --tc-soft: #eaeef2;
  color: var(--tc-ink); background: var(--tc-paper); font: 12px system-ui, sans-serif; max-width: 100%; height: auto;
}}
@media (prefers-color-scheme: dark) {{
  .{SCOPE} {{
    --tc-ink: #e6edf3; --tc-quiet: #9198a1; --tc-line: #3d444d; --tc-paper: #0d1117;
    --tc-plus: #58a6ff; --tc-minus: #f0883e; --tc-wrong: #ff7b72; --tc-good: #3fb950; --tc-soft: #212830;
  }}
}}
@media print {{
  .{SCOPE} {{
    --tc-ink: #1f2328; --tc-quiet: #59636e; --tc-line: #d0d7de; --tc-paper: #ffffff;
    --tc-plus: #0969da; --tc-minus: #bc4c00; --tc-wrong: #b62324; --tc-good: #1a7f37; --tc-soft: #eaeef2;
  }}
}}
.{SCOPE} text {{ fill: var(--tc-ink); }}
.{SCOPE} .tc-quiet {{ fill: var(--tc-quiet); }}
.{SCOPE} .tc-frame {{ fill: none; stroke: var(--tc-line); }}
.{SCOPE} .tc-zero {{ fill: none; stroke: var(--tc-quiet); stroke-dasharray: 2 3; }}
.{SCOPE} .tc-plus {{ fill: var(--tc-plus); stroke: var(--tc-plus); }}
.{SCOPE} .tc-minus {{ fill: var(--tc-paper); stroke: var(--tc-minus); stroke-width: 2; }}
.{SCOPE} .tc-wrong {{ fill: none; stroke: var(--tc-wrong); stroke-width: 1.5; }}
.{SCOPE} .tc-here {{ fill: var(--tc-wrong); stroke: var(--tc-paper); }}
.{SCOPE} .tc-there {{ fill: var(--tc-good); stroke: var(--tc-paper); }}
.{SCOPE} .tc-bar {{ fill: var(--tc-good); }}
.{SCOPE} .tc-bar-bad {{ fill: var(--tc-wrong); }}
.{SCOPE} .tc-bar-other {{ fill: var(--tc-quiet); }}
.{SCOPE} .tc-curve {{ fill: none; stroke: var(--tc-ink); stroke-width: 1.6; }}
.{SCOPE} .tc-slope {{ fill: none; stroke: var(--tc-plus); stroke-width: 1.3; stroke-dasharray: 6 3; }}
.{SCOPE} .tc-bend {{ fill: none; stroke: var(--tc-minus); stroke-width: 1.3; stroke-dasharray: 2 3; }}
.{SCOPE} .tc-level {{ fill: none; stroke: var(--tc-quiet); stroke-width: 1; }}
.{SCOPE} .tc-boundary {{ fill: none; stroke: var(--tc-wrong); stroke-width: 1.6; }}
.{SCOPE} .tc-plane {{ fill: none; stroke: var(--tc-good); stroke-width: 1.6; stroke-dasharray: 7 4; }}
.{SCOPE} .tc-edge {{ fill: none; stroke: var(--tc-line); stroke-width: 1.2; }}
.{SCOPE} .tc-node {{ fill: var(--tc-soft); stroke: var(--tc-quiet); }}
.{SCOPE} .tc-holds {{ stroke: var(--tc-good); }}
.{SCOPE} .tc-fails {{ stroke: var(--tc-wrong); stroke-width: 2; }}
.{SCOPE} .tc-span-plus {{ fill: none; stroke: var(--tc-plus); stroke-width: 1.6; stroke-dasharray: 7 4; }}
.{SCOPE} .tc-span-minus {{ fill: none; stroke: var(--tc-minus); stroke-width: 1.6; stroke-dasharray: 7 4; }}
.{SCOPE} .tc-open {{ stroke: var(--tc-minus); stroke-dasharray: 4 3; }}
.{SCOPE} .tc-code {{ font-family: ui-monospace, monospace; font-size: 11px; }}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    ``name`` is that of its file, ``title`` and ``caption`` say in plain text what it shows; ``width`` and ``height``
    are in pixels, ``body`` is the text of its elements.
    """

    name: str
    title: str
    caption: str
    width: float
    height: float
    body: str


def inline(picture: Picture) -> str:
    """The picture as an element of a page, which has ``STYLE`` once."""
    return _whole(picture, "")


def document(picture: Picture) -> str:
    """The picture as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_whole(picture, element("style", STYLE))}\n'


def _whole(picture: Picture, style: str) -> str:
    head = element("title", plain(picture.title)) + element("desc", plain(picture.caption))
    return element(
        "svg",
        style + head + picture.body,
        xmlns="http://www.w3.org/2000/svg",
        class_=SCOPE,
        role="img",
        viewBox=f"0 0 {number(picture.width)} {number(picture.height)}",
        width=picture.width,
        height=picture.height,
    )


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """An element; ``content`` is markup. ``class_`` is the attribute class, an underscore inside a name a hyphen."""
    texts = (f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(texts)}>{content}</{name}>" if content else f"<{name}{''.join(texts)}/>"


def text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    """Plain text at a place."""
    return element("text", plain(words), x=x, y=y, text_anchor=anchor, **({"class_": kind} if kind else {}))


def rectangle(x: float, y: float, width: float, height: float, kind: str) -> str:
    """A rectangle, in pixels from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, class_=kind)


def circle(x: float, y: float, radius: float, kind: str) -> str:
    """A circle, in pixels around its centre."""
    return element("circle", cx=x, cy=y, r=radius, class_=kind)


def line(points: Iterable[tuple[float, float]], kind: str, *, closed: bool = False) -> str:
    """A line through the points, in pixels."""
    return element("path", d=way(tuple(points)) + ("Z" if closed else ""), class_=kind)


def way(points: Sequence[tuple[float, float]]) -> str:
    """The line through the points, as a path is written."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def plain(words: str) -> str:
    """Escaped, and without control characters, which XML does not allow."""
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words))


def number(value: float) -> str:
    """A number of pixels, to a hundredth."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
