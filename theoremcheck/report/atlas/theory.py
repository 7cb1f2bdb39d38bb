"""The page of the theory: every condition, lemma, theorem and rule, with its proof and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.report.display import typeset
from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.shell import shell
from theoremcheck.report.pictures.derivation import anchor
from theoremcheck.theory.graph import theory_graph
from theoremcheck.theory.lookup import identifiers, kind, prose
from theoremcheck.trusted.checked import Proof, proof_of
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS

NAME: Final = "theory.html"
_TITLES: Final = ("Theorems", "Rules of refutation", "Lemmas", "Conditions")
"""The kinds of entries, in the order of the page."""
_PROVED: Final = {Proof.MACHINE_CHECKED: "machine-checked", Proof.ON_PAPER: "proved on paper"}


def theory_page(index: str) -> str:
    """The page; ``index`` is the way to the index."""
    graph = theory_graph()
    parts = [f'<p><a href="{escaped(index)}">The atlas</a></p><h1>The theory</h1>']
    for title in _TITLES:
        names = [name for name in identifiers() if kind(name) == title]
        parts.append(f"<h2>{title} ({len(names)})</h2>")
        parts += [_entry(name, sorted(graph.predecessors(name)), sorted(graph.successors(name))) for name in names]
    return shell("The theory", "".join(parts))


def _entry(name: str, uses: Sequence[str], used_by: Sequence[str]) -> str:
    """An entry; a condition and a statement that is only a name for its premise are proved nowhere."""
    entry = prose(name)
    proof = proof_of(name) if name in STATEMENTS and STATEMENTS[name].conclusion is not Conclusion.STEP else None
    standing = "" if proof is None else f" ({_PROVED[proof]})"
    head = "Proof" if name in STATEMENTS else "How it is decided"
    texts = [entry.statement, f"{head}: {entry.why}", f"Source: {entry.source}."]
    inside = "".join(f"<p>{typeset.html(text)}</p>" for text in texts)
    inside += "".join(_links(words, names) for words, names in (("Rests on", uses), ("Used by", used_by)))
    return (
        f'<details class="entry"><summary><code>{escaped(name)}</code>: {typeset.html(entry.short)}{standing}</summary>'
        f'<div id="{anchor(name)}">{inside}</div></details>'
    )


def _links(words: str, names: Sequence[str]) -> str:
    return f"<p>{words} {', '.join(_link(name) for name in names)}.</p>" if names else ""


def _link(name: str) -> str:
    return f'<a href="#{anchor(name)}"><code>{escaped(name)}</code></a>'
