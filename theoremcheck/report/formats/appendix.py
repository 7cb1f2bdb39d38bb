"""A verdict as LaTeX for an appendix: the claim, its hypotheses with evidence, the derivation, a slice, a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import numpy as np

from theoremcheck._version import __version__
from theoremcheck.functions.arrays import BeyondFloats
from theoremcheck.report.claims import proof_words, shown_findings, supporting
from theoremcheck.report.display.formulas import escaped
from theoremcheck.report.display.latex import verdict_latex
from theoremcheck.report.display.typeset import latex
from theoremcheck.report.pictures.contours import level_lines
from theoremcheck.report.pictures.derivation import Outline, outline
from theoremcheck.report.pictures.path import Course, course_of
from theoremcheck.report.pictures.scene import Scene, scene
from theoremcheck.report.pictures.slices import Plane, plane
from theoremcheck.report.words import reason
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.values import Finding, Verdict

_HEAD: Final = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[textwidth=5.5in,textheight=9in]{geometry}
"""
_NEEDS: Final = r"""\usepackage{amsmath}
\usepackage{tikz}
\usetikzlibrary{backgrounds}
\usepackage{pgfplots}
\pgfplotsset{compat=1.17}
"""
_STYLES: Final = {Status.HOLDS: "", Status.ASSUMED: ", dashed", Status.FAILS: ", very thick", Status.OPEN: ", dotted"}
_CODE: Final = re.compile(r"\\texttt\{[^}]*\}")
_LONGEST: Final = 600
"""Letters of evidence that a row of the table shows."""


def appendix(verdict: Verdict, *, standalone: bool) -> str:
    """The LaTeX; ``standalone`` makes it a document, else it needs the packages that its first lines name."""
    body = "\n".join((r"{\sloppy\emergencystretch=4em", *_body(verdict), r"\par}"))
    if standalone:
        return f"{_HEAD}{_NEEDS}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"
    return "".join(f"% {line}\n" for line in _NEEDS.splitlines()) + f"\n{body}\n"


def _body(verdict: Verdict) -> Iterator[str]:
    yield f"\\paragraph{{{escaped(verdict.spec.path.stem)}.}}"
    yield f"{_CODE.sub(lambda found: _breakable(found[0]), verdict_latex(verdict))}\n"
    carrying = _carrying(verdict)
    if carrying:
        yield from _table(verdict, carrying)
    drawn = outline(verdict)
    if drawn is not None:
        yield from _statement(drawn)
        yield from _graph(verdict, drawn)
    own = scene(verdict)
    if own is not None and own.certified and len(own.here) > 1:
        with suppress(BeyondFloats, np.linalg.LinAlgError):  # L may bend beyond what floats hold there
            found = plane(own)
            yield from () if found is None else _slice(own, found)
    course = course_of(verdict)
    if course is not None:
        yield from _way(course)
    yield from _citation(verdict)


def _carrying(verdict: Verdict) -> tuple[Finding, ...]:
    """What the verdict rests on; of an undecided one what the nearest theorem misses."""
    if verdict.refutations:
        names = supporting(verdict, verdict.refutations[0].rule)
    elif verdict.derivations:
        names = supporting(verdict, verdict.derivations[0].variant)
    else:
        names = tuple(name for entry in verdict.blockers[:1] for name in entry.missing if name in verdict.findings)
    return tuple(shown_findings(verdict, names))


def _table(verdict: Verdict, found: tuple[Finding, ...]) -> Iterator[str]:
    yield r"\begin{center}\small"
    yield r"\begin{tabular}{@{}p{0.34\linewidth}p{0.1\linewidth}p{0.48\linewidth}@{}}"
    yield r"hypothesis & status & evidence \\ \hline"
    for entry in found:
        evidence = reason(verdict.spec.problem, entry)
        shown = evidence if len(evidence) <= _LONGEST else f"{evidence[:_LONGEST]} ..."
        yield f"{_code(entry.condition)} & {word(entry.status)} & \\raggedright {_typeset(shown)} \\tabularnewline"
    yield "\\end{tabular}\n\\end{center}\n"


def _statement(drawn: Outline) -> Iterator[str]:
    """The statement that is used, in the words of the theory."""
    entry = prose(drawn.ids[-1])
    title = _typeset(entry.short[:1].upper() + entry.short[1:])
    yield f"\\noindent\\emph{{{title}}} ({_code(entry.id)}; {_typeset(entry.source)})."
    yield f"{_typeset(entry.statement)}\n"


def _graph(verdict: Verdict, drawn: Outline) -> Iterator[str]:
    """The derivation, in columns; made smaller where it is wider than the text."""
    yield r"\begin{center}"
    yield r"\sbox0{\begin{tikzpicture}"
    yield r"[every node/.style={draw, fill=white, rounded corners=2pt, font=\ttfamily\scriptsize, anchor=west}]"
    tallest, x = max(map(len, drawn.columns)), 0.0
    names = {name: f"n{index}" for index, name in enumerate(drawn.ids)}
    for column in drawn.columns:
        for index, name in enumerate(column):
            y = -0.55 * (index + (tallest - len(column)) / 2)
            style = _STYLES[verdict.statuses[name]].removeprefix(", ")
            yield f"\\node[{style}] ({names[name]}) at ({x:.2f}, {y:.2f}) {{{escaped(name)}}};"
        x += 0.15 * max(map(len, column)) + 1.6
    yield r"\begin{pgfonlayer}{background}"
    for one, other in drawn.edges:
        yield f"\\draw ({names[one]}.east) to[out=0, in=180] ({names[other]}.west);"
    yield r"\end{pgfonlayer}"
    yield r"\end{tikzpicture}}%"
    yield r"\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi"
    yield "\\end{center}\n"


def _slice(own: Scene, found: Plane) -> Iterator[str]:
    """The level lines of L around the minimum."""
    first, second = (f"{bend:.3g}" for bend in found.bends)
    size = 2 * found.reach / (len(found.values) - 1)
    yield r"\begin{center}"
    yield r"\begin{tikzpicture}"
    low, high = f"{-found.reach:.4g}", f"{found.reach:.4g}"
    yield r"\begin{axis}[width=0.55\linewidth, height=0.5\linewidth,"
    yield f"xmin={low}, xmax={high}, ymin={low}, ymax={high},"
    yield f"xlabel={{curvature {first}}}, ylabel={{curvature {second}}}]"
    for level in found.levels:
        for points in level_lines(found.values, level):
            places = "".join(f"({u * size - found.reach:.4g},{v * size - found.reach:.4g})" for u, v in points)
            yield f"\\addplot[gray] coordinates {{{places}}};"
    yield r"\addplot[only marks, mark size=1.5pt] coordinates {(0,0)};"
    yield r"\end{axis}" + "\n" + r"\end{tikzpicture}" + "\n"
    ends = f" from {found.levels[0]:.4g} to {found.levels[-1]:.4g}" if found.levels else ""
    box = "" if own.radius is None else f" The certified box has the radius {own.radius:.3g}."
    yield (
        f"Level lines of $L${ends} (floats) around the certified minimum, along two eigenvectors of the Hessian.{box}\n"
        "\\end{center}\n"
    )


def _way(course: Course) -> Iterator[str]:
    """L along a path, and on the segment between its ends."""
    low, high = course.heights
    yield r"\begin{center}"
    yield r"\begin{tikzpicture}"
    yield r"\begin{axis}[width=0.8\linewidth, height=0.4\linewidth, xlabel={pieces}, ylabel={$L$},"
    yield f"xmin=0, xmax={len(course.pieces)}, ymin={low:.4g}, ymax={high:.4g}]"
    for style, values in (("gray, dashed", course.segment), ("thick", course.values)):
        places = "".join(f"({x:.4g},{y:.6g})" for x, y in zip(course.places, values, strict=True) if low <= y <= high)
        yield f"\\addplot[{style}] coordinates {{{places}}};"
    yield r"\end{axis}" + "\n" + r"\end{tikzpicture}" + "\n"
    yield f"{_typeset(course.words)}\n\\end{{center}}\n"


def _citation(verdict: Verdict) -> Iterator[str]:
    """How to check it again, and an entry for BibTeX in a comment."""
    digest = verdict.spec.original.digests["problem"]
    yield f"\\noindent Verdict of theoremcheck {__version__} on the problem with the digest {_code(digest[:16])};"
    yield f"its certificate is re-checked by {_code('theoremcheck verify')}. {_typeset(proof_words(verdict))}\n"
    yield "% @misc{theoremcheck,"
    yield f"%   title = {{theoremcheck {__version__}}},"
    yield f"%   note = {{Problem {digest}}},"
    yield "% }"


def _code(name: str) -> str:
    """A name in typewriter letters that may break after a dot or an underscore."""
    return f"\\texttt{{{_breaking(name)}}}"


def _typeset(text: str) -> str:
    """A sentence with its formulas set as such, which may break inside long words."""
    return latex(text, _breaking_inside, _code)


def _breaking_inside(text: str) -> str:
    """A part of a sentence; the spaces at its ends stay."""
    before, after = (" " if text[at].isspace() else "" for at in (0, -1))
    return f"{before}{_breaking(text)}{after}" if text.strip() else " "


def _breaking(text: str) -> str:
    """Escaped text that may break inside long words."""
    return _breakable(escaped(text))


def _breakable(made: str) -> str:
    """Escaped text with places to break."""
    for letter in (r"\_", ".", ",", "/", "+", ")"):
        made = made.replace(letter, f"{letter}\\allowbreak{{}}")
    return made
