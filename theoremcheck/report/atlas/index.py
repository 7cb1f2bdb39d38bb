"""The index of an atlas: a card for each spec with a picture, and ways to choose among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from theoremcheck.report.atlas.theory import NAME as THEORY
from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.shell import shell
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Answer, Verdict

_FILTERS: Final = (
    ("claim", "claim"),
    ("verdict", "verdict"),
    ("by", "theorem or rule"),
    ("missing", "hypothesis relaxed or missing"),
    ("neuron", "neuron"),
    ("loss", "loss"),
)
_STYLE: Final = """
body { max-width: 84em; }
.filters { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; margin: 12px 0; }
.filters[hidden], .specs li[hidden] { display: none; }
.filters label { font-size: 0.88em; color: var(--quiet); }
.filters select { display: block; font: inherit; max-width: 18em; }
.specs { display: grid; grid-template-columns: repeat(auto-fill, minmax(15em, 1fr)); gap: 14px; padding: 0; }
.specs li { list-style: none; border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
.specs img { width: 100%; height: 11em; object-fit: contain; }
.specs p { margin: 3px 0; font-size: 0.88em; }
"""
# Without JavaScript all specs are shown, and the fields to choose by are not.
_SCRIPT: Final = """<script>
const fields = [...document.querySelectorAll(".filters select")];
const cards = [...document.querySelectorAll(".specs li")];
const count = document.getElementById("count");
function choose() {
  let shown = 0;
  for (const card of cards) {
    card.hidden = fields.some(f => f.value && !card.dataset[f.name].split(" ").includes(f.value));
    shown += !card.hidden;
  }
  count.textContent = shown + " of " + cards.length;
}
document.querySelector(".filters").hidden = false;
fields.forEach(f => f.addEventListener("change", choose));
choose();
</script>
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A spec in the index: its name, the places of its page and picture (empty: none), and what it is chosen by."""

    name: str
    page: str
    picture: str
    about: str
    claim: str
    verdict: str
    by: str
    missing: tuple[str, ...]
    neuron: str
    loss: str


def shown(verdict: Verdict, page: str, picture: str, about: str) -> Shown:
    """The card of a verdict; ``about`` is what the spec says of itself."""
    problem = verdict.spec.problem
    names = verdict.rules if verdict.answer is Answer.REFUTED else verdict.theorems
    missing = () if verdict.derivations or not verdict.blockers else verdict.blockers[0].missing
    return Shown(
        name=verdict.spec.path.stem,
        page=page,
        picture=picture,
        about=about,
        claim=verdict.spec.claim.replace(" ", "\N{NO-BREAK SPACE}"),
        verdict=verdict.verdict,
        by=names[0] if names else "",
        missing=tuple(missing),
        neuron=_plain(problem.neuron.name if problem.network.width else "(none)"),
        loss=_plain(problem.loss.name),
    )


def _plain(name: str) -> str:
    """A name in one word."""
    return name.replace(" ", "") or "(own)"


def index_page(title: str, entries: Sequence[Shown], wrong: Iterable[str]) -> str:
    """The page; ``wrong`` are the paths of specs whose input is wrong."""
    counts = ", ".join(
        f"{sum(entry.verdict == answer.value for entry in entries)} {answer.value}"
        for answer in Answer
        if any(entry.verdict == answer.value for entry in entries)
    )
    parts = [
        f'<h1>{escaped(title)}</h1><p>{len(entries)} specs: {counts}. <a href="{THEORY}">The theory</a>.</p>',
        "".join(f"<p>The input is wrong: <code>{escaped(path)}</code></p>" for path in wrong),
        f'<div class="filters" hidden>{"".join(_fields(entries))}<span id="count"></span></div>',
        f'<ul class="specs">{"".join(map(_card, entries))}</ul>',
    ]
    return shell(title, "".join(parts), style=_STYLE, tail=_SCRIPT)


def _fields(entries: Sequence[Shown]) -> Iterator[str]:
    for name, words in _FILTERS:
        values = sorted({value for entry in entries for value in _values(entry, name)})
        options = "".join(f'<option value="{escaped(value)}">{escaped(value)}</option>' for value in values)
        yield f'<label>{words}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _values(entry: Shown, name: str) -> tuple[str, ...]:
    found = getattr(entry, name)
    values = found if isinstance(found, tuple) else (found,)
    return tuple(value for value in values if value)


def _card(entry: Shown) -> str:
    data = "".join(f' data-{name}="{escaped(" ".join(_values(entry, name)))}"' for name, _ in _FILTERS)
    link = escaped(quote(entry.page))
    image = (
        f'<a href="{link}"><img loading="lazy" alt="" src="{escaped(quote(entry.picture))}"></a>'
        if entry.picture
        else ""
    )
    by = f" by <code>{escaped(entry.by)}</code>" if entry.by else ""
    missing = f"<p>without <code>{escaped(', '.join(entry.missing))}</code></p>" if entry.missing else ""
    return (
        f'<li{data}>{image}<p><a href="{link}"><strong>{escaped(entry.name)}</strong></a></p>'
        f"<p>claim {escaped(entry.claim)}: {entry.verdict}{by}</p>{missing}<p>{escaped(entry.about)}</p></li>"
    )
