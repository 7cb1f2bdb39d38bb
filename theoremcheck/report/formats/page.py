"""A verdict as a page: one file that needs nothing else, on a screen or on paper, light or dark, without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from theoremcheck.language.showing import shown
from theoremcheck.language.source import Span
from theoremcheck.report.display import typeset
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.html import html
from theoremcheck.report.display.shell import shell
from theoremcheck.report.formats.json import to_json
from theoremcheck.report.pictures.derivation import anchor, outline
from theoremcheck.report.pictures.svg import Picture, inline
from theoremcheck.report.words import reason
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.values import Verdict

_BLOCKS: Final = {"data": "dataset", "neuron": "neuron", "loss": "loss", "network": "network", "objective": "objective"}
"""The block of a spec that a condition speaks of, by the first part of its id."""


def page(verdict: Verdict, drawn: Sequence[Picture], before: str = "") -> str:
    """The page: verdict, problem and reasons, pictures, derivation, the spec, digests, and the report as JSON in it.

    ``drawn`` are its pictures, ``before`` is markup for its head, such as a way back.
    """
    name = verdict.spec.path.name
    parts = (*_gallery(verdict, drawn), *_derivation(verdict, drawn), *_source(verdict), *_digests(verdict))
    # Without seconds: equal runs make equal pages.
    report = {key: value for key, value in to_json(verdict).items() if key != "timings"}
    data = json.dumps(report, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return shell(
        f"{name}: {verdict.verdict}",
        f"{before}<h1>{escaped(name)}</h1>{html(verdict_card(verdict))}{''.join(parts)}",
        tail=f'<script type="application/json" id="theoremcheck-report">{data}</script>\n',
    )


def _gallery(verdict: Verdict, drawn: Sequence[Picture]) -> Iterator[str]:
    shown = [picture for picture in drawn if picture.name != "derivation"]
    if shown:
        yield f'<h2>Pictures</h2><div class="pictures">{"".join(map(_figure, shown))}</div>'
    if verdict.minima and shown and "spectrum" not in {picture.name for picture in shown}:
        yield (
            '<p class="note">No spectrum is drawn: no point was computed, or L has no Hessian there, as at a kink of'
            " the loss or of a neuron, or its Hessian is 0 to float accuracy.</p>"
        )


def _figure(picture: Picture, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f"<figure{style}>{inline(picture)}<figcaption>{typeset.html(picture.caption)}</figcaption></figure>"


def _derivation(verdict: Verdict, drawn: Sequence[Picture]) -> Iterator[str]:
    """The graph, and below it for each of its ids what it says, why that is so, and what is known here."""
    found = outline(verdict)
    if found is None:
        return
    yield "<h2>Derivation</h2>"
    yield from (_figure(picture, "wide") for picture in drawn if picture.name == "derivation")
    for name in reversed(found.ids):
        entry = prose(name)
        texts = [entry.statement, *_known(verdict, name)]
        texts += [f"{'Proof' if name in STATEMENTS else 'How it is decided'}: {entry.why}", f"Source: {entry.source}."]
        inside = "".join(f"<p>{typeset.html(text)}</p>" for text in texts)
        yield (
            f'<details class="entry"><summary>{escaped(word(verdict.statuses[name]))} <code>{escaped(name)}</code>:'
            f' {typeset.html(entry.short)}</summary><div id="{anchor(name)}">{inside}</div></details>'
        )


def _known(verdict: Verdict, name: str) -> list[str]:
    """What is known of a condition here."""
    if name not in verdict.findings:
        return []
    return [f"Here: {reason(verdict.spec.problem, verdict.findings[name])}."]


def _source(verdict: Verdict) -> Iterator[str]:
    """The spec as it was written; the blocks that keep the nearest theorem away are marked."""
    found = shown(verdict.spec)
    if found is None:
        return
    lacking = _lacking(verdict)
    marked = _marked(found.text.splitlines(), [found.spans[name] for name in lacking if name in found.spans])
    yield f"<h2>The spec{'' if found.own else ', as it was understood'}</h2><pre>{''.join(marked)}</pre>"
    if found.settings:
        values = ", ".join(f"{name} = {value}" for name, value in found.settings.items())
        yield f'<p class="note">Set from outside: {escaped(values)}.</p>'
    if lacking:
        nearest = verdict.blockers[0]
        yield (
            f'<p class="note">Marked: what keeps <code>{escaped(nearest.theorem)}</code> away'
            f" ({escaped(', '.join(nearest.missing))}).</p>"
        )


def _lacking(verdict: Verdict) -> frozenset[str]:
    """The blocks that the missing conditions of the nearest theorem speak of, by their names among the spans."""
    if verdict.derivations or not verdict.blockers:
        return frozenset()
    problem = verdict.spec.problem
    heads = (name.partition(".")[0] for name in verdict.blockers[0].missing)
    found = {_BLOCKS[head] for head in heads if head in _BLOCKS}
    own = (("neuron", problem.neuron.name), ("loss", problem.loss.name))
    names = {kind: f"{kind} {name.partition('(')[0]}" for kind, name in own}
    library = "neuron" in found and names["neuron"] not in verdict.spec.spans  # it is named in the line of the network
    return frozenset(names.get(name, name) for name in (found | {"network"} if library else found))


def _marked(lines: Sequence[str], spans: Sequence[Span]) -> Iterator[str]:
    """The lines of a text, escaped, with those marked on which a span lies."""
    inside = {line for span in spans for line in range(span.line, span.end_line + 1)}
    for number, line in enumerate(lines, 1):
        yield f"<mark>{escaped(line)}</mark>" if number in inside and line else f"{escaped(line)}\n"


def _digests(verdict: Verdict) -> Iterator[str]:
    rows = "".join(
        f"<tr><th>{escaped(name)}</th><td><code>{escaped(value)}</code></td></tr>"
        for name, value in verdict.spec.original.digests.items()
    )
    path = verdict.spec.path
    commands = f"theoremcheck {path} --certificate certificate.json\ntheoremcheck verify {path} certificate.json"
    yield f"<h2>To check it again</h2><table>{rows}</table><pre>{escaped(commands)}</pre>"
