"""``theoremcheck explain [ID]``: what an id, an error code or a function of the library means."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import click

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.explain_function import function_list, nearest, run_library
from theoremcheck.language.codes import CODES
from theoremcheck.look import paragraph
from theoremcheck.report.explanations import claim_explanation, code_explanation, explanation
from theoremcheck.theory.claims import CLAIM_PROSE
from theoremcheck.theory.lookup import SUCCESSORS, current, identifiers, prose
from theoremcheck.trusted.checked import Proof, proof_of
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS


def run(identifier: str | None, *, trust: bool = False) -> int:
    """Print the explanation, or what the id rests on, or the list of all ids; return the exit code."""
    if identifier is None:
        for name in identifiers():
            click.echo(f"{name:34}{prose(name).short}")
        click.echo("\n".join(_claim_list()))
        click.echo("\n".join(function_list()))
        for code, meaning in CODES.items():
            click.echo(f"{code:34}{meaning.title}")
        click.echo("\n".join(["", *_share()]))
        return OK
    plain = identifier.partition("(")[0]
    if plain.upper() in CODES:
        click.echo(code_explanation(plain.upper()))
        return OK
    claimed = plain.removeprefix("claim").strip().partition(" ")[0]
    if plain == "claim" or (claimed in CLAIM_PROSE and not trust):
        click.echo("\n".join(_claim_list()) if plain == "claim" else claim_explanation(claimed))
        return OK
    if plain in SUCCESSORS:
        click.echo(f"{plain} is now {current(plain)}, which says as much and more.\n")
        plain = current(plain)
    if plain not in identifiers():
        if not trust and (found := run_library(identifier)) is not None:
            return found
        near = next(iter(get_close_matches(plain, [*identifiers(), *CLAIM_PROSE, *CODES], n=1)), None) or nearest(plain)
        hint = f"did you mean {near}?" if near else "`theoremcheck explain` lists all that can be explained"
        click.echo(f"error: nothing is called {identifier!r}\nhelp: {hint}", err=True)
        return INPUT
    click.echo(_trust_text(plain) if trust else explanation(plain))
    return OK


def _claim_list() -> Iterator[str]:
    """What a spec can claim, a line each."""
    for entry in CLAIM_PROSE.values():
        yield f"{f'claim {entry.id}':34}{entry.short}"


def _share() -> list[str]:
    """How many of the statements that conclude something are machine-checked, and which are not."""
    concluding = [name for name, entry in STATEMENTS.items() if entry.conclusion is not Conclusion.STEP]
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
