"""``theoremcheck atlas PATH... -o SITE``: a static site about a corpus and the theory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK, combined
from theoremcheck.cli.files import Files, find_specs
from theoremcheck.cli.folders import Folder, open_folder
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.streams import quietly
from theoremcheck.options import Options
from theoremcheck.report.atlas.index import Shown, index_page, shown
from theoremcheck.report.atlas.theory import NAME, theory_page
from theoremcheck.report.formats.page import page
from theoremcheck.report.pictures.gallery import pictures, thumbnail
from theoremcheck.report.pictures.svg import document
from theoremcheck.verdict.judge import accompany, decide

_INDEX: Final = "index.html"
_TITLE: Final = "An atlas of bad local minima"


@dataclass(frozen=True)
class _Done:
    """A spec that is done: its card, None if its input is wrong, and the exit code."""

    path: Path
    card: Shown | None
    code: int


@dataclass(frozen=True)
class _Site:
    """The folder that is filled, and how verdicts are made."""

    folder: Folder
    options: Options


def run(paths: tuple[Path, ...], folder: Path, options: Options) -> int:
    """Write the site; what is done when it is interrupted stays, with an index of it. Return the exit code."""
    specs = find_specs(paths)
    places = tuple(_places(specs, paths))
    files = Files((), (folder,))
    files.read(specs)
    site = _Site(open_folder(folder, files), options)
    site.folder.begin((_INDEX, NAME, *(f"{place}{end}" for place in places for end in (".html", ".svg"))))
    done: list[_Done] = []
    codes = [OK]
    try:
        for index, (path, place) in enumerate(zip(specs, places, strict=True), 1):
            done.append(_write(path, place, site, f"{index}/{len(specs)} {path}: "))
    except KeyboardInterrupt:
        click.echo(f"interrupted after {len(done)} of {len(specs)} specs", err=True)
        codes.append(INTERRUPTED)
    cards = [entry.card for entry in done if entry.card is not None]
    wrong = [str(entry.path) for entry in done if entry.card is None]
    site.folder.write({_INDEX: index_page(_TITLE, cards, wrong), NAME: theory_page(_INDEX)})
    site.folder.finish(complete=len(done) == len(specs))
    click.echo(f"{folder / _INDEX}: {len(cards)} specs")
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


def _write(path: Path, place: str, site: _Site, prefix: str) -> _Done:
    spec, _ = read_spec(path, {}, site.folder.files)
    if spec is None:
        return _Done(path, None, INPUT)
    with Progress(prefix) as progress:
        verdict = quietly(accompany, quietly(decide, spec, site.options, progress), site.options, progress)
    back = "../" * place.count("/")
    head = f'<p><a href="{back}{_INDEX}">The atlas</a> · <a href="{back}{NAME}">The theory</a></p>'
    drawn = pictures(verdict)
    small = thumbnail(verdict, drawn)
    picture = "" if small is None else f"{place}.svg"
    contents = {f"{place}.html": page(verdict, drawn, head)}
    if small is not None:
        contents[picture] = document(small)
    site.folder.write(contents)
    code = INTERNAL if verdict.alarm is not None else OK
    return _Done(path, shown(verdict, f"{place}.html", picture, " ".join(_about(path))), code)


def _about(path: Path) -> Iterator[str]:
    """The comment at the head of the spec, up to a line such as "theme: ..."."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.startswith("#") or re.match(r"# [a-z]+: ", line):
            return
        yield line.lstrip("# ")
