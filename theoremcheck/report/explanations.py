"""What an id, a code of a diagnostic or a function of the library means: for ``explain``, and for editors."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.functions import library
from theoremcheck.language.codes import CODES
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY
from theoremcheck.look import paragraph
from theoremcheck.theory.claims import CLAIM_PROSE, answers_of
from theoremcheck.theory.graph import sides_of, users_of
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.checked import proof_of
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.per_class import PER_CLASS


def explanation(name: str) -> str:
    """Statement, proof and source of an id. Raises ``KeyError`` if there is none."""
    entry = prose(name)
    heading = "Proof" if name in STATEMENTS else "How it is decided"
    lines = [f"{name}: {entry.short}", "", "Statement", *paragraph(entry.statement, "  "), "", heading]
    lines += paragraph(entry.why, "  ")
    if name in STATEMENTS and STATEMENTS[name].conclusion is not Conclusion.STEP:
        two = "; with a loss for each class on paper" if name in PER_CLASS else "; for one loss only"
        lines += ["", "Standing", f"  {proof_of(name).value}{two}"]
    if name in STATEMENTS:
        leaves = [f"not {leaf}" if failing else leaf for leaf, failing in sides_of(name)]
        lines += ["", "Rests on", *paragraph(", ".join(leaves), "  ")]
    if users := users_of(name):
        lines += ["", "Used by", *paragraph(", ".join(users), "  ")]
    lines += ["", "Source", *paragraph(entry.source, "  ")]
    return "\n".join(lines)


def claim_explanation(word: str) -> str:
    """What a claim says and what can decide it. Raises ``KeyError`` if there is none of that word."""
    entry = CLAIM_PROSE[word]
    theorems, rules = answers_of(word)
    lines = [f"claim {entry.id}: {entry.short}", "", "Statement", *paragraph(entry.statement, "  ")]
    lines += ["", "How it is decided", *paragraph(entry.why, "  ")]
    lines += ["", "Theorems that can prove it", *paragraph(", ".join(theorems), "  ")]
    lines += ["", "Rules that can refute it", *paragraph(", ".join(rules) or "none", "  ")]
    return "\n".join([*lines, "", "Source", *paragraph(entry.source, "  ")])


def code_explanation(code: str) -> str:
    """What a diagnostic of that code means. Raises ``KeyError`` if there is none."""
    meaning = CODES[code]
    return "\n".join([f"{code}: {meaning.title}", "", *paragraph(meaning.explanation, "  ")])


def written_call(entry: library.Entry) -> str:
    """The name of a function of the library with the names of its parameters."""
    return entry.name + (f"({', '.join(parameter.name for parameter in entry.parameters)})" if entry.parameters else "")


def entry_lines(entry: library.Entry) -> Iterator[str]:
    """What a function of the library is, in lines, the last of them empty."""
    yield f"{written_call(entry)}: a {entry.kind} of the library"
    yield from paragraph(entry.doc, "  ")
    for parameter in entry.parameters:
        default = "must be given" if parameter.default is None else f"{parameter.default} if it is not given"
        yield f"  {parameter.name} is {parameter.check}; {default}"
    if entry.aliases:
        yield f"  also called {', '.join(entry.aliases)}"
    yield ""


def formula_word(name: str) -> str | None:
    """What a function or a constant of formulas is, in a line; None for any other name."""
    if name in ELEMENTARY:
        return f"{name}: a function that every formula may use"
    return f"{name}: a constant" if name in CONSTANTS else None
