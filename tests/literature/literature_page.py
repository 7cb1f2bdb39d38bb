"""``docs/literature.md``: what the headers of ``specs/literature`` say, and what is written about it.

A header is the opening comment of a spec: a line with the source, then lines ``key: text``, which go on in lines that
are indented. Keys are theme, claim, stated, known, and where they are needed differs and otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from theoremcheck.language import load
from theoremcheck.trusted.checked import proof_of
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "specs" / "literature"
PAGE: Final = ROOT / "docs" / "literature.md"

THEMES: Final = (
    "no hidden layer",
    "separable classes",
    "XOR",
    "as many units as samples",
    "linear networks",
    "ReLU and its relatives",
    "wide smooth networks",
    "the loss surface for binary classification",
    "added neurons",
    "skip connections",
    "quadratic units",
    "weight decay",
    "frozen layers",
    "toy data",
)
KNOWN: Final = ("bad minimum", "spurious", "none", "no minimum", "open")
TIMES: Final = ("< 1 s", "< 10 s", "< 1 min", "> 1 min")

_KEYS: Final = ("theme", "claim", "stated", "known", "differs", "otherwise")
_ROW: Final = re.compile(
    r"^\| .* \| \[(\w+)\]\(\.\./specs/literature/\w+\.spec\) \| .* \| ([<>] \d+ \w+) \|$", re.MULTILINE
)

_INTRODUCTION: Final = """\
# What the literature claims, and what is decided here

Written by `python tests/literature/write_literature.py`; do not edit by hand. Each spec of `specs/literature/` states a
claim about local minima that somebody has published, or a question that is often asked, as one finite problem. The
header of the spec says where it is from, how it is stated, and what differs from the source. Papers are cited for the
idea; the claims are in our words, and the data are ours unless the header says otherwise.

- **known** is what is known of the spec, and from where: *bad minimum*, *none* (no bad one; for a spec that asks
  whether minima are global, none that is not; for one that asks for valleys or basins, no spurious one), *spurious*
  (for such specs: there is one), *no minimum* at all, or *open*. "Source" is the work that the row cites; "own" is an
  argument of ours, which the header gives.
- **found** is what `theoremcheck FILE.spec --no-search` says; the statement behind it is *machine-checked* or proved
  *on paper*, and `docs/formal.md` says how far Coq gets with the very problem."""

_OTHERWISE: Final = """\
Most of these are refuted in one reading: that every local minimum is right on all samples. Most of the sources are
right in what they prove, which is about valleys, about almost all points, or under random perturbations; the reason
says so. A minimum is a point with no smaller value nearby, level ones included."""


@dataclass(frozen=True)
class Entry:
    """A spec with its header.

    ``verdict`` and ``statement`` are those that it expects, ``statement`` "" if undecided; ``known`` is one of
    ``KNOWN``, and ``origin`` says from where.
    """

    name: str
    source: str
    theme: str
    claim: str
    stated: str
    known: str
    origin: str
    differs: str
    otherwise: str
    verdict: str
    statement: str

    @property
    def found(self) -> str:
        """What the verdict says, in the words of ``known``; "open" if undecided."""
        if self.verdict == "undecided":
            return "open"
        match STATEMENTS[self.statement].conclusion:
            case Conclusion.BAD:
                return "bad minimum"
            case Conclusion.NOT_GLOBAL | Conclusion.VALLEY | Conclusion.BASIN:
                return "spurious"
            case Conclusion.NO_MINIMUM:
                return "no minimum"
            case _:
                return "none"

    @property
    def contradicts(self) -> bool:
        """True if the verdict is not compatible with what is known."""
        against = ("bad minimum", "spurious")
        return "open" not in (self.known, self.found) and (self.known in against) != (self.found in against)

    @property
    def cited(self) -> bool:
        """True if a published work says what is known, and not an argument in the header alone."""
        return not self.origin.startswith("own")

    @property
    def link(self) -> str:
        """A link to the spec, from the page."""
        return f"[{self.name}](../specs/literature/{self.name}.spec)"


def entries() -> tuple[Entry, ...]:
    """The specs of the folder, by name."""
    return tuple(map(read, sorted(FOLDER.glob("*.spec"))))


def read(path: Path) -> Entry:
    """The entry of a file. Raises ``ValueError`` for a header that is not as it should be."""
    spec = load(path).spec
    if spec is None or len(spec.expectations) != 1:
        raise ValueError(f"{path.name}: a spec with one expectation is needed")
    expected = spec.expectations[0]
    source, fields = header(path.read_text(encoding="utf-8"))
    known, _, origin = fields.get("known", "").partition(" (")
    if fields.get("theme") not in THEMES or known not in KNOWN or not {"claim", "stated"} <= set(fields):
        raise ValueError(f"{path.name}: theme, claim, stated and known are needed")
    return Entry(
        path.stem,
        source,
        fields["theme"],
        fields["claim"],
        fields["stated"],
        known,
        origin.removesuffix(")"),
        fields.get("differs", ""),
        fields.get("otherwise", ""),
        expected.verdict,
        next(iter(expected.by), ""),
    )


def header(text: str) -> tuple[str, dict[str, str]]:
    """The source, and the text of each key. Raises ``ValueError`` for a key that is unknown or there twice."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("# "):
            break
        lines.append(line[2:])
    source, key, found = "", "", dict[str, str]()
    for line in lines:
        start = re.match(r"([a-z]+): (.*)", line)
        if start:
            key = start[1]
            if key not in _KEYS or key in found:
                raise ValueError(f"the key {key}")
            found[key] = start[2]
        elif key:
            found[key] += " " + line.strip()
        else:
            source = f"{source} {line.strip()}".strip()
    return source.removesuffix("."), found


def render(found: Sequence[Entry], times: Mapping[str, str]) -> str:
    """The text of the page; ``times`` has the time class of every spec."""
    parts = [_INTRODUCTION, "\n".join(_totals(found))]
    for theme in THEMES:
        chosen = [entry for entry in found if entry.theme == theme]
        if chosen:
            parts += [f"## {theme[0].upper()}{theme[1:]}", "\n".join(_table(chosen, times))]
    parts += ["## Where the claim as worded says otherwise", _OTHERWISE, "\n".join(_otherwise(found))]
    parts += ["## What differs from the source", "\n".join(_differs(found))]
    parts += ["## Known, and not decided here", "\n".join(_undecided(found))]
    return "\n\n".join(part for part in parts if part) + "\n"


def times_of(page: str) -> dict[str, str]:
    """The time classes that a page gives."""
    return dict(_ROW.findall(page))


def _totals(found: Sequence[Entry]) -> Iterator[str]:
    decided = [entry for entry in found if entry.found != "open"]
    known = [entry for entry in found if entry.known != "open"]
    both = [entry for entry in decided if entry.known != "open"]
    yield "| | |"
    yield "| --- | --- |"
    yield f"| specs | {len(found)} |"
    yield f"| decided | {len(decided)} |"
    yield f"| &nbsp; proved: no bad local minimum, or none at all | {_count(decided, 'none', 'no minimum')} |"
    yield f"| &nbsp; refuted: a certified bad local minimum | {_count(decided, 'bad minimum', 'spurious')} |"
    for words, cited in (("from the literature", True), ("by an argument of ours in the header", False)):
        own = [entry for entry in known if entry.cited is cited]
        agreeing = [entry for entry in own if entry in decided and not entry.contradicts]
        yield f"| known {words} | {len(own)} |"
        yield f"| &nbsp; of these decided, and as known | {len(agreeing)} |"
    yield f"| not known before, and decided | {len(decided) - len(both)} |"
    yield f"| specs where the claim as worded says otherwise | {len([entry for entry in found if entry.otherwise])} |"


def _count(found: Iterable[Entry], *words: str) -> int:
    return len([entry for entry in found if entry.found in words])


def _table(found: Iterable[Entry], times: Mapping[str, str]) -> Iterator[str]:
    yield "| source | claim | spec | known | found | statement | proof | time |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for entry in found:
        proof = proof_of(entry.statement).value if entry.statement else "-"
        verdict = "undecided" if entry.found == "open" else f"{entry.verdict}: {entry.found}"
        origin = f", {_short(entry.origin)}" if entry.origin and entry.known != "open" else ""
        cells = (
            *(entry.source, entry.claim, entry.link, f"{entry.known}{origin}", verdict),
            *(entry.statement or "-", proof, times.get(entry.name, "?")),
        )
        yield f"| {' | '.join(map(_cell, cells))} |"


def _short(origin: str) -> str:
    return re.split(r"[:,;] ", origin)[0]


def _otherwise(found: Iterable[Entry]) -> Iterator[str]:
    for entry in found:
        if entry.otherwise:
            yield f'- {_work(entry)}: "{entry.claim.rstrip(".")}". {entry.otherwise} ({entry.link}: {entry.stated})'


def _differs(found: Iterable[Entry]) -> Iterator[str]:
    for entry in found:
        if entry.differs:
            yield f"- {entry.link}, {_work(entry)}: {entry.differs}"


def _undecided(found: Iterable[Entry]) -> Iterator[str]:
    open_ones = [entry for entry in found if entry.found == "open" and entry.known != "open"]
    for entry in open_ones:
        yield f"- {entry.link}: {entry.known} ({entry.origin}). {entry.stated}"
    if not open_ones:
        yield "Nothing."


def _work(entry: Entry) -> str:
    """Authors and year, where the source has them."""
    match = re.match(r"(.*?\b(?:19|20)\d\d)\b", entry.source)
    return match[1] if match else entry.source


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")
