"""``docs/reference``: pages that are written from the entries of the program, so that they cannot fall behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click
from click.testing import CliRunner

from theoremcheck.cli.interface import app
from theoremcheck.functions import library
from theoremcheck.functions.library import Entry as Function
from theoremcheck.language.codes import CODES
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY
from theoremcheck.theory.graph import sides_of, users_of
from theoremcheck.theory.lookup import identifiers, is_lemma, kind, prose
from theoremcheck.trusted.checked import Proof, proof_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "reference"
_WRITTEN: Final = "Written by `python tests/reference/write_reference.py`; do not edit by hand."
_GROUPS: Final = {
    "loss": "The loss l",
    "neuron": "The neuron s",
    "data": "The data",
    "network": "The network",
    "objective": "The objective",
    "minimum": "A local minimum",
}
_PAGE_OF: Final = {
    "Conditions": "conditions.md",
    "Lemmas": "lemmas.md",
    "Theorems": "theorems.md",
    "Rules of refutation": "rules.md",
}


def pages() -> Mapping[str, str]:
    """Every page by the name of its file."""
    written: Mapping[str, Callable[[], Iterable[str]]] = {
        "README.md": _index,
        "conditions.md": _conditions,
        "lemmas.md": lambda: _statements("Lemmas", "What the proofs of theorems and rules share."),
        "theorems.md": lambda: _statements("Theorems", "What proves a claim."),
        "rules.md": lambda: _statements("Rules of refutation", "What refutes a claim, by a certified point."),
        "functions.md": _functions,
        "language.md": _language,
        "codes.md": _codes,
        "commands.md": _commands,
    }
    return MappingProxyType({name: _page(make()) for name, make in written.items()})


def _page(lines: Iterable[str]) -> str:
    """The lines as a text, with one empty line where several follow one another."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def _index() -> Iterator[str]:
    concluding = [name for name in STATEMENTS if not is_lemma(name)]
    checked = sum(proof_of(name) is Proof.MACHINE_CHECKED for name in concluding)
    yield from ("# Reference", "", _WRITTEN, "", "| page | what it has |", "| --- | --- |")
    yield f"| [conditions](conditions.md) | {len(CONDITIONS)} hypotheses, and how each is decided |"
    for title in ("Theorems", "Rules of refutation", "Lemmas"):
        count = sum(kind(name) == title for name in identifiers())
        yield f"| [{title.lower()}]({_PAGE_OF[title]}) | {count}, with statements and proofs |"
    yield "| [functions](functions.md) | the neurons and losses that have names |"
    yield "| [language](language.md) | the grammar of spec files, with comments |"
    yield f"| [codes](codes.md) | {len(CODES)} kinds of mistakes and of notes about specs |"
    yield "| [commands](commands.md) | every command with its options |"
    yield "| [report.schema.json](../schema/report.schema.json) | the JSON report, as a schema |"
    yield "| [point.schema.json](../schema/point.schema.json) | the JSON report about a point |"
    yield ""
    yield f"Of {len(concluding)} theorems and rules {checked} are machine-checked by Coq; the others say so."


def _conditions() -> Iterator[str]:
    yield from ("# Conditions", "", _WRITTEN, "")
    yield "A condition *holds*, *fails*, is *open* or *assumed* of a problem; `--why ID` shows which, and the evidence."
    for group, title in _GROUPS.items():
        yield from ("", f"## {title}", "")
        for name in (name for name in CONDITIONS if name.partition(".")[0] == group):
            yield from _entry(name)


def _statements(title: str, words: str) -> Iterator[str]:
    yield from (f"# {title}", "", _WRITTEN, "", words, "")
    for name in (name for name in identifiers() if kind(name) == title):
        yield from _entry(name)


def _entry(name: str) -> Iterator[str]:
    entry = prose(name)
    yield from (f"### `{name}`", "", f"**{_text(entry.short)}.** {_text(entry.statement)}", "")
    if name in STATEMENTS and (conclusion := STATEMENTS[name].conclusion) is not Conclusion.STEP:
        yield from (f"*Concludes:* {conclusion.value} ({proof_of(name).value}).", "")
    yield from (f"*{'Proof' if name in STATEMENTS else 'How it is decided'}.* {_text(entry.why)}", "")
    if name in STATEMENTS:
        rests = ", ".join(f"{'not ' if failing else ''}{_link(leaf)}" for leaf, failing in sides_of(name))
        yield from (f"*Rests on* {rests}.", "")
    if used := ", ".join(map(_link, users_of(name))):
        yield from (f"*Used by* {used}.", "")
    yield from (f"*Source:* {_text(entry.source)}.", "")


def _link(name: str) -> str:
    """A link to the heading of an entry, by the anchor that GitHub makes of it."""
    return f"[`{name}`]({_PAGE_OF[kind(name)]}#{name.replace('.', '')})"


def _functions() -> Iterator[str]:
    yield from ("# Neurons and losses with names", "", _WRITTEN, "")
    yield "Any formula in one variable is a neuron or a loss as well; these have names. `theoremcheck explain softplus`"
    yield "lists what is proved of one, and draws it."
    for title, entries in (("Neurons", library.neurons()), ("Losses", library.losses())):
        yield from (
            "",
            f"## {title}",
            "",
            "| name | parameters | what it is | also called |",
            "| --- | --- | --- | --- |",
        )
        yield from map(_function, entries.values())
    yield from ("", "## In formulas", "")
    yield f"Functions: {_codes_of(sorted(ELEMENTARY))}. Constants: {_codes_of(sorted(CONSTANTS))}."
    yield "Operations: `+ - * / ^`, also `**`; `cases { z < 0: ...; else: ... }`."
    yield "Functions of the tables above may be used in formulas too."


def _function(entry: Function) -> str:
    parameters = "; ".join(
        f"`{parameter.name}` is {_text(parameter.check)}"
        + ("" if parameter.default is None else f", {parameter.default} by default")
        for parameter in entry.parameters
    )
    return f"| `{entry.name}` | {parameters} | {_text(entry.doc)} | {_codes_of(entry.aliases)} |"


def _codes_of(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _language() -> Iterator[str]:
    """The sections of the grammar: their comments as text, the indented part of these and the rules as code."""
    text = (ROOT / "grammar" / "spec.lark").read_text(encoding="utf-8")
    head, *sections = re.split(r"^// -{3,} (.+?) -{3,}$\n", text.partition("\nDATASET:")[0], flags=re.MULTILINE)
    yield from ("# The language", "", _WRITTEN, "")
    yield from _grammar(head)
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        yield from ("", f"## {title[0].upper()}{title[1:]}", "")
        yield from _grammar(body)


def _grammar(body: str) -> Iterator[str]:
    for line_kind, lines in _runs(body.strip().splitlines()):
        if line_kind == "text":
            yield from (_text(line.removeprefix("//").strip()) for line in lines)
        elif line_kind == "blank":
            yield ""
        else:
            yield from ("", "```" + ("lark" if line_kind == "rule" else "text"))
            yield from (line.removeprefix("//") if line_kind == "example" else line for line in lines)
            yield from ("```", "")


def _runs(lines: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Neighbouring lines of one kind: text, example, rule or blank."""
    run, last = list[str](), ""
    for line in lines:
        now = _kind_of_line(line)
        if last == "rule" and now == "blank":
            now = "rule"  # a blank line between rules
        if now != last and run:
            yield last, _trimmed(run)
            run = []
        run.append(line)
        last = now
    if run:
        yield last, _trimmed(run)


def _kind_of_line(line: str) -> str:
    if line.strip() in ("", "//"):
        return "blank"
    if line.startswith("//   "):
        return "example"
    return "text" if line.startswith("//") else "rule"


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    return "\n".join(lines).strip("\n").splitlines() or [""]


def _codes() -> Iterator[str]:
    yield from ("# Codes", "", _WRITTEN, "")
    yield "Of mistakes (E), of what is probably a slip (W), and of notes (N); `theoremcheck explain E060` prints one."
    yield from ("", "| code | title | what it means |", "| --- | --- | --- |")
    for code, meaning in CODES.items():
        yield f"| {code} | {_text(meaning.title)} | {_text(meaning.explanation)} |"


def _commands() -> Iterator[str]:
    yield from ("# Commands", "", _WRITTEN)
    yield from _help("theoremcheck", app, [])
    for name in sorted(app.list_commands(click.Context(app))):
        yield from _help(f"theoremcheck {name}", app, [name])


def _help(title: str, command: click.Command, arguments: Sequence[str]) -> Iterator[str]:
    shown = CliRunner().invoke(command, [*arguments, "--help"], prog_name="theoremcheck", terminal_width=80)
    assert shown.exit_code == 0, shown.output
    yield from ("", f"## {title}", "", "```text", *(line.rstrip() for line in shown.output.strip().splitlines()), "```")


def _text(text: str) -> str:
    """Text for a paragraph or a cell: nothing in it is markup."""
    return re.sub(r"([\\`*_\[\]|<>~#])", r"\\\1", " ".join(text.split()))
