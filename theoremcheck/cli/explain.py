"""``theoremcheck explain [ID]``: what an id or an error code means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

import click

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.language import render
from theoremcheck.language.codes import CODES
from theoremcheck.report.problem import paragraph
from theoremcheck.theory.graph import denied_by, leaves_of, users_of
from theoremcheck.theory.lookup import SUCCESSORS, current, identifiers, prose
from theoremcheck.trusted.checked import Proof, proof_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.statements import STATEMENTS, Conclusion
from theoremcheck.trusted.problem.model import Function


def run(identifier: str | None, *, trust: bool = False) -> int:
    """Print the explanation, or what the id rests on, or the list of all ids; return the exit code."""
    if identifier is None:
        for name in identifiers():
            click.echo(f"{name:34}{prose(name).short}")
        for code, meaning in CODES.items():
            click.echo(f"{code:34}{meaning.title}")
        click.echo("\n".join(["", *_share()]))
        return OK
    plain = identifier.partition("(")[0]
    if plain.upper() in CODES:
        meaning = CODES[plain.upper()]
        click.echo("\n".join([f"{plain.upper()}: {meaning.title}", "", *paragraph(meaning.explanation, "  ")]))
        return OK
    if plain in SUCCESSORS:
        click.echo(f"{plain} is now {current(plain)}, which says as much and more.\n")
        plain = current(plain)
    if plain not in identifiers():
        near = get_close_matches(plain, [*identifiers(), *CODES], n=1)
        hint = f"did you mean {near[0]}?" if near else "`theoremcheck explain` lists all ids"
        click.echo(f"error: nothing is called {identifier!r}\nhelp: {hint}", err=True)
        return INPUT
    click.echo(_trust_text(plain) if trust else _text(plain))
    return OK


def _share() -> Iterator[str]:
    """How many of the statements that conclude something are machine-checked, and which are not."""
    concluding = [name for name, entry in STATEMENTS.items() if entry.conclusion is not Conclusion.STEP]
    paper = [name for name in concluding if proof_of(name) is Proof.ON_PAPER]
    checked = f"{len(concluding) - len(paper)} of {len(concluding)} theorems and rules are machine-checked"
    return paragraph(f"{checked}; on paper: {', '.join(paper)}." if paper else f"{checked}.", "")


def _text(name: str) -> str:
    entry = prose(name)
    heading = "Proof" if name in STATEMENTS else "How it is decided"
    lines = [f"{name}: {entry.short}", "", "Statement", *paragraph(entry.statement, "  "), "", heading]
    lines += paragraph(entry.why, "  ")
    if name in STATEMENTS and STATEMENTS[name].conclusion is not Conclusion.STEP:
        lines += ["", "Standing", f"  {proof_of(name).value}"]
    if name in STATEMENTS:
        denied = denied_by(name)
        leaves = [f"not {leaf}" if leaf in denied else leaf for leaf in leaves_of(name)]
        lines += ["", "Rests on", *paragraph(", ".join(leaves), "  ")]
    if users := users_of(name):
        lines += ["", "Used by", *paragraph(", ".join(users), "  ")]
    lines += ["", "Source", *paragraph(entry.source, "  ")]
    return "\n".join(lines)


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


def run_function(formula: str) -> int:
    """Print what is decided of a formula as a neuron and as a loss; return the exit code."""
    # Loaded here: the other explanations need no decider.
    from theoremcheck.decide.case import Case
    from theoremcheck.language import loads
    from theoremcheck.language.formula import show
    from theoremcheck.report.words import finding_lines
    from theoremcheck.verdict.domains import domain_errors
    from theoremcheck.verdict.findings import find

    text = f"neuron f(z) = {formula}\ndataset d {{ + (1)  - (-1) }}\nloss hinge\nnetwork {{ shortcut = 1 f }}\n"
    loaded = loads(text)
    spec = loaded.spec
    wrong = loaded.diagnostics if spec is None else domain_errors(spec)
    if spec is None or wrong:
        click.echo("\n\n".join(render(diagnostic, loaded.source) for diagnostic in wrong), err=True)
        return INPUT
    neuron = spec.problem.neuron
    case = Case(replace(spec.problem, loss=neuron))
    if isinstance(neuron, Function):
        click.echo(f"f(z) = {show(neuron.expr)}")
    for block, letter in (("neuron", "s"), ("loss", "l")):
        click.echo(f"\nAs a {block}, {letter} = f:")
        for condition in CONDITIONS:
            if condition.startswith(f"{block}."):
                click.echo("\n".join(finding_lines(case.problem, find(case, condition))))
    return OK
