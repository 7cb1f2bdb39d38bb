"""``theoremcheck explain [ID]``: what an id, an error code or a function of the library means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.explain_function import function_list, nearest, run_library
from theoremcheck.cli.say import echo
from theoremcheck.language.codes import CODES
from theoremcheck.look import Tone, paragraph, toned
from theoremcheck.report.explanations import claim_explanation, code_explanation, explanation
from theoremcheck.theory.claims import CLAIM_PROSE
from theoremcheck.theory.lookup import SUCCESSORS, current, identifiers, is_lemma, prose
from theoremcheck.trusted.checked import Proof, proof_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.statements import STATEMENTS

_NAMES: Final = 34
"""The width of the column of names in a list."""


def run(identifier: str | None, *, trust: bool = False) -> int:
    """Print the explanation, or what the id rests on, or the list of all ids; return the exit code."""
    if identifier is None:
        echo("\n".join(_listing()))
        return OK
    plain = identifier.partition("(")[0]
    if plain.upper() in CODES:
        echo(code_explanation(plain.upper()))
        return OK
    claimed = plain.removeprefix("claim").strip().partition(" ")[0]
    if plain == "claim" or (claimed in CLAIM_PROSE and not trust):
        echo("\n".join(_aligned(_claim_list())) if plain == "claim" else claim_explanation(claimed))
        return OK
    if plain in SUCCESSORS:
        echo(f"{plain} is now {current(plain)}, which says as much and more.\n")
        plain = current(plain)
    if plain not in identifiers():
        if not trust and (found := run_library(identifier)) is not None:
            return found
        near = next(iter(get_close_matches(plain, [*identifiers(), *CLAIM_PROSE, *CODES], n=1)), None) or nearest(plain)
        hint = f"did you mean {near}?" if near else "`theoremcheck explain` lists all that can be explained"
        echo(f"error: nothing is called {identifier!r}\nhelp: {hint}", err=True)
        return INPUT
    echo(_trust_text(plain) if trust else explanation(plain))
    return OK


def _listing() -> Iterator[str]:
    """All that can be explained, under headings."""
    names = [(name, prose(name).short) for name in identifiers()]
    yield from _part("Conditions", (row for row in names if row[0] in CONDITIONS))
    yield from _part(
        "Derived: conditions, lemmas, theorems and rules", (row for row in names if row[0] not in CONDITIONS)
    )
    yield from _part("Claims", _claim_list())
    yield from _part("Neurons, losses and what formulas are made of", function_list())
    yield from _part("Errors and warnings", ((code, meaning.title) for code, meaning in sorted(CODES.items())))
    yield from _share()


def _part(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (toned(title, Tone.STRONG), *_aligned(rows, "  "), "")


def _aligned(rows: Iterable[tuple[str, str]], indent: str = "") -> Iterator[str]:
    """A line for each name with what is said of it in a column of its own, below the name where that is long."""
    hang = " " * (_NAMES + len(indent))
    for name, said in rows:
        long = len(name) >= _NAMES
        if long:
            yield indent + name
        yield from paragraph(said, hang if long else f"{indent}{name:{_NAMES}}", hang)


def _claim_list() -> Iterator[tuple[str, str]]:
    """What a spec can claim, with what that says."""
    for entry in CLAIM_PROSE.values():
        yield f"claim {entry.id}", entry.short


def _share() -> list[str]:
    """How many of the statements that conclude something are machine-checked, and which are not."""
    concluding = [name for name in STATEMENTS if not is_lemma(name)]
    paper = [name for name in concluding if proof_of(name) is Proof.ON_PAPER]
    checked = f"{len(concluding) - len(paper)} of {len(concluding)} theorems and rules are machine-checked"
    return paragraph(f"{checked}; on paper: {', '.join(paper)}." if paper else f"{checked}.", "")


def _trust_text(name: str) -> str:
    """The files, with their lines, that have to be right if the id is to be believed."""
    # Loaded here: it reads the sources.
    from theoremcheck.theory.trust import Source, trust

    def listed(title: str, sources: tuple[Source, ...]) -> list[str]:
        heads = [f"{title}: {len(sources)} files, {sum(source.lines for source in sources)} lines"]
        return ["", *heads, *(f"  {source.lines:5} {source.path}" for source in sources)]

    found = trust(name)
    lines = [f"{name} rests on the files below, and on {', '.join(('Python', *found.packages))}."]
    if found.statements:
        lines += ["", "Statements unfolded", *paragraph(", ".join(found.statements), "  ")]
    lines += ["", "Conditions, by kind of evidence and check"]
    for leaf in found.leaves:
        lines.append(f"  {'not ' if leaf.denied else ''}{leaf.condition}")
        lines += [f"    {kind}: {check} in {path}" for kind, check, path in leaf.checks]
    lines += listed("Inner kernel", found.kernel)
    lines += listed("What it and the checks use", found.others)
    every = (*found.kernel, *found.others)
    return "\n".join([*lines, "", f"Together {len(every)} files, {sum(source.lines for source in every)} lines."])
