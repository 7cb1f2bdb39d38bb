"""``theoremcheck atlas PATH... -o SITE``: a static site about a corpus and the theory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from theoremcheck.cli.apart import Brought, apart
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK, combined
from theoremcheck.cli.files import Files, find_specs
from theoremcheck.cli.folders import open_folder
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import echo
from theoremcheck.cli.streams import quietly
from theoremcheck.cli.workers import Crew, processors
from theoremcheck.options import Options
from theoremcheck.report.atlas.index import Shown, index_page, shown
from theoremcheck.report.atlas.theory import NAME, theory_page
from theoremcheck.report.formats.page import page
from theoremcheck.report.pictures.gallery import pictures, thumbnail
from theoremcheck.report.pictures.svg import document
from theoremcheck.sweep.crashes import Crash
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.judge import accompany, decide

_INDEX: Final = "index.html"
_TITLE: Final = "An atlas of bad local minima"


@dataclass(frozen=True)
class _Done:
    """A spec that is done: its card, None without a page, the files of its page, and the exit code."""

    path: Path
    card: Shown | None
    contents: Mapping[str, str]
    code: int


def run(paths: tuple[Path, ...], folder: Path, options: Options, jobs: int = 1) -> int:
    """Write the site; what is done when it is interrupted stays, with an index of it. Return the exit code.

    ``jobs`` specs are drawn at a time, 0: one for each processor; the site does not depend on it.
    """
    specs = find_specs(paths)
    places = tuple(_places(specs, paths))
    files = Files((), (folder,))
    files.read(specs)
    site = open_folder(folder, files)
    site.begin((_INDEX, NAME, *(f"{place}{end}" for place in places for end in (".html", ".svg"))))
    done: list[_Done] = []
    codes = [OK]
    items = tuple(zip(specs, places, strict=True))
    at_a_time = min(jobs or processors(), len(items))
    drawn = _here(items, options, files) if at_a_time == 1 else _elsewhere(items, options, files, at_a_time)
    try:
        for entry in drawn:
            site.write(entry.contents)
            done.append(entry)
    except KeyboardInterrupt:
        echo(f"interrupted after {len(done)} of {len(specs)} specs", err=True)
        codes.append(INTERRUPTED)
    cards = [entry.card for entry in done if entry.card is not None]
    wrong = [str(entry.path) for entry in done if entry.card is None]
    site.write({_INDEX: index_page(_TITLE, cards, wrong), NAME: theory_page(_INDEX)})
    site.finish(complete=len(done) == len(specs))
    echo(f"{folder / _INDEX}: {len(cards)} specs")
    return combined([*codes, *(entry.code for entry in done)])


def _places(specs: tuple[Path, ...], given: tuple[Path, ...]) -> Iterator[str]:
    """Where the specs stand in the site, each in a place of its own, without the ends of their names."""
    used = set[str]()
    for path in specs:
        place, number = _place(path, given), 1
        while str(place).casefold() in used:
            number += 1
            place = place.with_name(f"{path.stem}-{number}")
        used.add(str(place).casefold())
        yield f"specs/{place.as_posix()}"


def _place(path: Path, given: tuple[Path, ...]) -> Path:
    """Where a spec stands in the site: as below the folder that was given."""
    folder = next((entry for entry in given if entry.is_dir() and path.is_relative_to(entry)), path.parent)
    return path.relative_to(folder).with_suffix("")


def _here(items: Sequence[tuple[Path, str]], options: Options, files: Files) -> Iterator[_Done]:
    for index, item in enumerate(items, 1):
        yield _drawn(options, f"{index}/{len(items)} {item[0]}: ", item, files)


def _elsewhere(items: Sequence[tuple[Path, str]], options: Options, files: Files, jobs: int) -> Iterator[_Done]:
    """What workers bring; after Ctrl-C, what they have done."""
    task = apart(partial(_drawn, options, ""), files)
    with Crew(task, items, jobs, __name__) as crew, Progress() as progress:
        try:
            for index, brought in enumerate(crew.results(lambda done: progress(done, len(items), "specs"))):
                progress.clear()
                yield _shown(items[index][0], brought, files)
        except KeyboardInterrupt:
            progress.clear()
            for index, brought in crew.left():
                yield _shown(items[index][0], brought, files)
            raise


def _shown(path: Path, brought: Brought[_Done] | Crash, files: Files) -> _Done:
    if not isinstance(brought, Crash):
        return brought.shown(files)
    echo(f"{path}: error: {brought.reason}", err=True)
    return _Done(path, None, {}, INTERNAL)


def _drawn(options: Options, prefix: str, item: tuple[Path, str], files: Files) -> _Done:
    """The page of a spec, its card and its picture."""
    path, place = item
    spec, _ = read_spec(path, {}, files)
    if spec is None:
        return _Done(path, None, {}, INPUT)
    with Progress(prefix) as progress:
        verdict = quietly(accompany, quietly(decide, spec, options, progress), options, progress)
    back = "../" * place.count("/")
    head = f'<p><a href="{back}{_INDEX}">The atlas</a> · <a href="{back}{NAME}">The theory</a></p>'
    drawn = pictures(verdict)
    small = thumbnail(verdict, drawn)
    picture = "" if small is None else f"{place}.svg"
    contents = {f"{place}.html": page(verdict, drawn, head)}
    if small is not None:
        contents[picture] = document(small)
    code = INTERNAL if verdict.alarm is not None else OK
    return _Done(path, shown(verdict, f"{place}.html", picture, " ".join(_about(path))), contents, code)


def _about(path: Path) -> Iterator[str]:
    """The comment at the head of the spec, up to a line such as "theme: ..."."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.startswith("#") or re.match(r"# [a-z]+: ", line):
            return
        yield line.lstrip("# ")
