"""The files around the code agree with it: version, citation, change log, what runs before a commit."""

import re
from pathlib import Path

import theoremcheck

ROOT = Path(__file__).resolve().parent.parent


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_one_version():
    version = theoremcheck.__version__
    assert re.search(r"^version: (\S+)$", read("CITATION.cff"), re.MULTILINE)[1] == version
    assert re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[1] == version


def test_the_citation_has_what_the_format_asks_for():
    fields = set(re.findall(r"^([a-z-]+):", read("CITATION.cff"), re.MULTILINE))
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= fields


def test_before_a_commit_runs_what_ci_runs():
    hooks = re.findall(r"^ +entry: (.*)$", read(".pre-commit-config.yaml"), re.MULTILINE)
    checks = [line for line in read(".ci/run").splitlines() if line.startswith(("ruff", "mypy", "lint-imports"))]
    assert hooks == checks


def test_the_map_names_every_room():
    text = read("CONTRIBUTING.md")
    rooms = {path.parent.name for path in (ROOT / "theoremcheck").glob("*/__init__.py")}
    missing = {room for room in rooms if f"`{room}/" not in text}
    assert missing == set()
    assert all((ROOT / name).exists() for name in re.findall(r"`((?:docs|specs|tests|\.ci)/[\w./-]+)`", text))


def test_what_is_listed_as_slow_is_there():
    gone = []
    for line in (ROOT / "tests/slow.txt").read_text(encoding="utf-8").splitlines():
        file, *names = line.partition("[")[0].split("::")
        path = ROOT / file
        if not path.is_file() or not re.search(rf"def {names[-1]}\b", path.read_text(encoding="utf-8")):
            gone.append(line)
    assert gone == []
