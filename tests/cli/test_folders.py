"""Folders that are filled: what was written there before goes, what somebody else put there stays."""

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from theoremcheck.cli import files
from theoremcheck.cli.files import LIST, CannotWrite, Files
from theoremcheck.cli.folders import open_folder
from theoremcheck.cli.interface import app

SPECS = Path(__file__).parents[2] / "specs"


def filled(path, names, **options):
    folder = open_folder(path, Files(()), **options)
    folder.begin(names)
    folder.write(dict.fromkeys(names, "made"))
    folder.finish()


def there(path):
    return {entry.relative_to(path).as_posix() for entry in path.rglob("*") if entry.is_file()}


def test_what_is_not_written_again_is_removed_and_nothing_else(tmp_path):
    filled(tmp_path, ["index.html", "specs/deep/one.html", "specs/two.html"])
    (tmp_path / "specs" / "mine.txt").write_text("mine")
    filled(tmp_path, ["index.html", "specs/three.html"])
    assert there(tmp_path) == {LIST, "index.html", "specs/mine.txt", "specs/three.html"}
    assert not (tmp_path / "specs" / "deep").exists()


def test_a_folder_of_somebody_else_is_refused_and_may_be_shared(tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(CannotWrite, match="choose a new or an empty folder"):
        filled(tmp_path, ["page.html"])
    with pytest.raises(CannotWrite, match="did not write it"):
        filled(tmp_path, ["page.html", "index.html"], shared=True)
    assert there(tmp_path) == {"index.html"}
    filled(tmp_path, ["page.html"], shared=True)
    assert (tmp_path / "index.html").read_text() == "mine"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"format": "other", "files": []}', '{"format": "theoremcheck-folder", "files": "index.html"}']
    + [json.dumps({"format": "theoremcheck-folder", "files": [name]}) for name in ("../mine", "/etc/mine", "", 1)],
)
def test_a_list_that_is_none_is_refused(tmp_path, text):
    (tmp_path / LIST).write_text(text)
    with pytest.raises(CannotWrite, match="is no list"):
        open_folder(tmp_path, Files(()))


def test_links_lead_nowhere(tmp_path):
    site, other = tmp_path / "site", tmp_path / "other"
    filled(site, ["specs/one.html"])
    (site / "specs" / "one.html").unlink()
    (site / "specs").rmdir()
    other.mkdir()
    (other / "one.html").write_text("mine")
    (site / "specs").symlink_to(other)
    with pytest.raises(CannotWrite, match="leads out of"):
        filled(site, ["specs/one.html"])
    filled(site, ["index.html"])
    assert there(other) == {"one.html"}


def test_several_files_are_written_or_none(tmp_path, monkeypatch):
    filled(tmp_path, ["a.svg", "b.svg"])
    made = []

    def full(descriptor):
        made.append(descriptor)
        if len(made) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    folder = open_folder(tmp_path, Files(()))
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left"):
        folder.write({"a.svg": "new", "b.svg": "new"})
    assert {(tmp_path / name).read_text() for name in ("a.svg", "b.svg")} == {"made"}
    assert there(tmp_path) == {LIST, "a.svg", "b.svg"}


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_old_pictures_go_and_a_folder_in_the_place_of_one_is_refused(tmp_path):
    place = tmp_path / "pictures"
    assert run(SPECS / "theorems" / "separable_softplus.spec", "--no-search", "-o", f"svg={place}").exit_code == 0
    first = there(place)
    (place / "derivation.svg").unlink()
    (place / "derivation.svg").mkdir()
    done = run(SPECS / "theorems" / "abstract_separable.spec", "--no-search", "-o", f"svg={place}")
    assert (done.exit_code, there(place)) == (2, first - {"derivation.svg"})
    assert "derivation.svg: it is a folder" in done.output
    (place / "derivation.svg").rmdir()
    assert run(SPECS / "theorems" / "abstract_separable.spec", "--no-search", "-o", f"svg={place}").exit_code == 0
    assert "data.svg" not in there(place)


@pytest.mark.parametrize("made", [False, True])
def test_what_asks_for_two_things_at_once_is_refused(tmp_path, made):
    spec, place = SPECS / "open" / "xor.spec", tmp_path / "one"
    if made:
        place.mkdir()
    for asked, said in (
        (["-o", f"svg={place}", "-o", f"svg={tmp_path}/./one"], "two outputs would go to this folder"),
        (
            ["-o", f"svg={place}", "-o", f"html={place}"],
            "two outputs would go to this folder",
        ),
        (["-o", "html="], "give a file after the ="),
        (["-o", "html", "--standalone"], "--standalone is about -o latex"),
    ):
        done = run(spec, "--no-search", *asked)
        assert (done.exit_code, said in done.output) == (2, True), (asked, done.output)
    assert list(tmp_path.rglob("*")) == ([place] if made else [])


def test_a_corpus_says_the_command_that_wrote_it(tmp_path):
    (tmp_path / "xor.spec").write_text((SPECS / "open" / "xor.spec").read_text(encoding="utf-8"), encoding="utf-8")
    done = run(tmp_path, "--no-search", "-o", "markdown")
    assert f"Written by `theoremcheck {tmp_path}/ --no-search -o markdown`;" in done.output
