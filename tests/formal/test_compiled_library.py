"""The library is compiled several files at a time, once for all processes, and what is compiled stays."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.formal import locking
from theoremcheck.formal.building import BuildInterrupted, Stage, by_urgency, required
from theoremcheck.formal.coqc import LIBRARY, Coq, check, compiled_library, find, library_files
from theoremcheck.formal.kept import KEPT, remove_old

SPEC = Path(__file__).resolve().parents[2] / "specs" / "theorems" / "separable_cubic.spec"
FILES = {"A.v": "", "B.v": "A", "C.v": "A", "D.v": "B C"}
"""A library of four files, and what each needs."""
# What it is told by files beside it: to wait at a file, to refuse it, to write nothing, to be killed.
COQC = """#!/bin/sh
here="${0%/*}"
[ "$1" = --print-version ] && { echo "8.16.1 4.14.0"; exit 0; }
for file; do :; done
echo "$file $$" >> "$here/begun"
for name in $(sed -n 's/^From TheoremCheck Require Import \\(.*\\)\\.$/\\1/p' "$file"); do
  [ -f "$3/$name.vo" ] || { echo "there is no $name.vo" >&2; exit 1; }
done
printf half > "${file%.v}.vo"
while [ -e "$here/hold-$file" ]; do sleep 0.05; done
[ -e "$here/refuse-$file" ] && { echo "File \\"./$file\\", line 1: Error: refused" >&2; exit 1; }
[ -e "$here/kill-$file" ] && kill -9 $$
[ -e "$here/nothing-$file" ] && { rm "${file%.v}.vo"; exit 0; }
cat "$file" > "${file%.v}.vo"
echo "$file" >> "$here/ended"
"""
PROGRAM = """
import sys
from pathlib import Path
from theoremcheck.formal.building import Changes
from theoremcheck.formal.coqc import compiled_library, find
folder = Path(sys.argv[1])
print(compiled_library(find(str(folder / "coqc")), Changes(sys.stderr), folder / "cache", 2, folder / "library"))
"""


class Place:
    """A folder with a library, a compiler that does as it is told, and a cache."""

    def __init__(self, folder):
        self.folder, self.cache = folder, folder / "cache"
        (folder / "library").mkdir()
        (folder / "coqc").write_text(COQC)
        (folder / "coqc").chmod(0o755)
        self.write(FILES)

    def write(self, files, more=""):
        (self.folder / "library" / "_CoqProject").write_text("\n".join(["-Q . TheoremCheck", *files]))
        for file, needs in files.items():
            self.change(file, f"From TheoremCheck Require Import {needs}.\n{more}" if needs else more)

    def change(self, file, text):
        (self.folder / "library" / file).write_text(f"{text}(* {file} *)\n")

    def tell(self, what, *files):
        for file in files:
            (self.folder / f"{what}-{file}").touch()

    def untell(self, what, *files):
        for file in files:
            (self.folder / f"{what}-{file}").unlink()

    def compile(self, jobs=2, progress=lambda stage: None):
        coq = find(str(self.folder / "coqc"))
        return compiled_library(coq, progress, self.cache, jobs, self.folder / "library")

    def lines(self, what):
        path = self.folder / what
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def begun(self):
        return [line[0] for line in self.lines("begun")]

    def started(self):
        """The same in a process of its own."""
        command = [sys.executable, "-c", PROGRAM, str(self.folder)]
        return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def proving(self, *more):
        """The command line in a process of its own."""
        command = [sys.executable, "-m", "theoremcheck", "prove", str(SPEC), "--coqc", str(self.folder / "coqc"), *more]
        return subprocess.Popen(
            command,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "XDG_CACHE_HOME": str(self.cache)},
            start_new_session=True,
        )

    def whole(self, folder):
        """Whether a folder has all files, compiled from the texts that there are."""
        sources = sorted((self.folder / "library").glob("*.v"))
        return all((folder / f"{path.stem}.vo").read_text() == path.read_text() for path in sources)

    def names(self):
        """What lies in the cache, with KEY for the keys."""
        return sorted(re.sub("[0-9a-f]{24}", "KEY", path.name) for path in self.cache.iterdir())


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    for path in tmp_path.glob("hold-*"):  # nothing waits longer than its test
        path.unlink()


def until(condition, process=None):
    """Wait for something that will be."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.02)


def gone(number):
    """Whether a process has ended."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def test_each_file_is_compiled_once_after_those_that_it_needs(place):
    stages = []
    folder = place.compile(jobs=3, progress=stages.append)
    begun = place.begun()
    assert (begun[0], sorted(begun[1:3]), begun[3:]) == ("A.v", ["B.v", "C.v"], ["D.v"])
    assert place.whole(folder)
    assert place.names() == ["rocq-KEY", "rocq-KEY.lock"]
    assert stages[0] == Stage(0, 4)
    assert str(Stage(3, 4)) == "compiling the library of proofs, once: 3 of 4 files"
    assert place.compile() == folder
    assert len(place.begun()) == 4


def test_as_many_at_a_time_as_there_are_jobs(place):
    place.tell("hold", "B.v", "C.v")
    process = place.started()
    until(lambda: len(place.begun()) == 3, process)
    assert place.lines("ended") == [["A.v"]]
    place.untell("hold", "B.v", "C.v")
    out, _ = process.communicate(timeout=120)
    assert place.whole(Path(out.strip()))


def test_one_job_compiles_one_file_after_the_other(place):
    place.compile(jobs=1)
    assert place.begun() == [line[0] for line in place.lines("ended")]


@pytest.mark.parametrize("file, kept", [("A.v", 0), ("B.v", 2), ("D.v", 3)])
def test_a_file_that_coqc_refuses(place, file, kept):
    """Its message is shown; what else was begun is kept, and there is no whole library."""
    place.tell("refuse", file)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        place.compile()
    assert (caught.value.returncode, caught.value.stderr) == (1, f'File "./{file}", line 1: Error: refused')
    assert place.names() == ["rocq-KEY.lock", "rocq-KEY.part"]
    before = len(place.begun())
    place.untell("refuse", file)
    assert place.whole(place.compile())
    assert len(place.begun()) - before == 4 - kept


def test_of_several_refusals_the_first_in_the_order_of_the_files_is_shown(place):
    place.tell("refuse", "B.v", "C.v")
    for _ in range(3):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            place.compile()
        assert "B.v" in caught.value.stderr


@pytest.mark.parametrize(
    "what, said", [("kill", "B.v: coqc was ended by signal 9"), ("nothing", "B.v: coqc did not write its .vo")]
)
def test_what_a_coqc_wrote_that_came_to_no_good_end_does_not_count(place, what, said):
    place.tell(what, "B.v")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        place.compile()
    assert caught.value.stderr == said
    (part,) = place.cache.glob("*.part")
    assert not (part / "B.vo").exists()


def test_an_interrupt_ends_the_processes_and_keeps_what_is_compiled(place):
    def progress(stage):
        if stage.done == 1 and len(place.begun()) == 3:
            raise KeyboardInterrupt

    place.tell("hold", "B.v", "C.v")
    with pytest.raises(BuildInterrupted) as caught:
        place.compile(progress=progress)
    assert caught.value.stage == Stage(1, 4)
    assert all(gone(int(number)) for _, number in place.lines("begun"))
    assert place.names() == ["rocq-KEY.lock", "rocq-KEY.part"]
    place.untell("hold", "B.v", "C.v")
    assert place.whole(place.compile())
    assert place.begun().count("A.v") == 1


def test_a_killed_process_leaves_no_lock_and_nothing_half_done(place):
    place.tell("hold", "B.v", "C.v")
    process = place.started()
    until(lambda: len(place.begun()) == 3, process)
    process.kill()
    process.communicate()
    assert not any(gone(int(number)) for file, number in place.lines("begun") if file != "A.v")  # they live on
    for file in ("B.v", "C.v"):
        place.untell("hold", file)
    assert place.whole(place.compile())
    assert place.begun().count("A.v") == 1


def test_of_two_processes_one_compiles_and_the_other_waits(place):
    place.tell("hold", "A.v")
    first = place.started()
    until(place.begun, first)
    second = place.started()
    assert "another process compiles the library of proofs" in second.stderr.readline()
    place.untell("hold", "A.v")
    answers = [process.communicate(timeout=120) for process in (first, second)]
    assert answers[0][0] == answers[1][0]
    assert place.whole(Path(answers[0][0].strip()))
    assert sorted(place.begun()) == list(FILES)


def test_who_waits_goes_on_where_the_other_was_killed(place):
    place.tell("hold", "D.v")
    first = place.started()
    until(lambda: "D.v" in place.begun(), first)
    second = place.started()
    assert "3 of 4 files" in second.stderr.readline()
    first.kill()
    first.communicate()
    until(lambda: place.begun().count("D.v") == 2, second)
    place.untell("hold", "D.v")
    out, _ = second.communicate(timeout=120)
    assert place.whole(Path(out.strip()))
    assert len(place.begun()) == 5


def test_without_locks_each_process_works_for_itself(place, monkeypatch):
    monkeypatch.setattr(locking, "find_spec", lambda name: None)
    place.tell("refuse", "D.v")
    with pytest.raises(subprocess.CalledProcessError):
        place.compile()
    assert place.names() == []

    def progress(stage):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        place.compile(progress=progress)
    assert not isinstance(caught.value, BuildInterrupted)  # nothing is kept
    place.untell("refuse", "D.v")
    assert place.whole(place.compile())
    assert place.names() == ["rocq-KEY"]


def test_what_rests_on_nothing_that_has_changed_is_taken_over(place):
    place.compile()
    place.change("C.v", "From TheoremCheck Require Import A.\n(* another *)")
    assert place.whole(place.compile())
    assert sorted(place.begun()[4:]) == ["C.v", "D.v"]
    place.change("A.v", "(* another *)")
    assert place.whole(place.compile())
    assert sorted(place.begun()[6:]) == list(FILES)


def test_nothing_is_taken_over_from_another_compiler_of_the_same_version(place):
    place.compile()
    place.change("D.v", "From TheoremCheck Require Import B C.\n(* another *)")
    (place.folder / "coqc").write_text(f"{COQC}\n# made anew\n")
    assert place.whole(place.compile())
    assert sorted(place.begun()[4:]) == list(FILES)


def test_what_another_compiler_has_begun_is_begun_again(place):
    place.tell("refuse", "D.v")
    with pytest.raises(subprocess.CalledProcessError):
        place.compile()
    place.untell("refuse", "D.v")
    (place.folder / "coqc").write_text(f"{COQC}\n# made anew\n")
    assert place.whole(place.compile())
    assert place.begun().count("A.v") == 2


def made(cache, name, days):
    path = cache / name
    if name.endswith(".lock"):
        path.touch()
    else:
        path.mkdir(parents=True)
    os.utime(path, (time.time() - days * 86_400 - 60,) * 2)


def test_old_folders_are_removed_unless_they_are_the_newest_or_in_use(tmp_path):
    keys = [f"rocq-{number:024x}" for number in range(KEPT + 3)]
    for days, key in enumerate(keys):
        made(tmp_path, key, days)
    for name in (f"{keys[-1]}.lock", f"{keys[-1]}.part", f"{keys[-2]}.own-abc", "rocq-l6rui0kl"):
        made(tmp_path, name, 9)
    made(tmp_path, f"{keys[-3]}.part", 0)
    made(tmp_path, "else", 9)
    with locking.tried(tmp_path / f"{keys[-2]}.lock") as held:
        assert held
        remove_old(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    busy = {keys[-2], f"{keys[-2]}.own-abc", f"{keys[-2]}.lock"}
    assert left == {*keys[:KEPT], *busy, f"{keys[-3]}.part", "else"}


def test_a_folder_of_the_last_day_stays(tmp_path):
    for number in range(KEPT + 3):
        made(tmp_path, f"rocq-{number:024x}", 0.5)
    remove_old(tmp_path)
    assert len(list(tmp_path.iterdir())) == KEPT + 3


def test_a_lock_that_was_removed_while_it_was_asked_for_is_none(tmp_path, monkeypatch):
    path, seen = tmp_path / "lock", []
    true = locking.os.open

    def opened(*arguments):
        descriptor = true(*arguments)
        if not seen:
            path.unlink()
        return descriptor

    monkeypatch.setattr(locking.os, "open", opened)
    with locking.locked(path, lambda: seen.append(1)) as held:
        assert held
        assert seen == [1]
        assert path.exists()


def test_the_command_line_says_what_is_kept_and_goes_on_from_there(place):
    place.tell("hold", "Setting.v")
    process = place.proving("--jobs", "2")
    until(lambda: "Setting.v" in place.begun(), process)
    waiting = place.proving()
    assert waiting.stderr.readline() == (
        "Another process has Coq compile the library of proofs; this one waits for it.\n"
    )
    waiting.send_signal(signal.SIGINT)
    # Not all of it: an interrupt that meets the end of a write has the line written once more.
    assert waiting.communicate(timeout=120)[1].split()[-1] == "interrupted"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: every coqc hears of it as well
    _, errors = process.communicate(timeout=120)
    assert process.returncode == waiting.returncode == 130
    total, before = len(library_files()), len(place.begun())
    said = re.fullmatch(
        "Coq compiles the library of proofs, once; that takes some minutes.\n"
        rf"interrupted: (\d+) of {total} files of the library of proofs are compiled, and kept\n",
        errors,
    )
    assert said, errors
    assert all(gone(int(number)) for _, number in place.lines("begun"))
    place.untell("hold", "Setting.v")
    again = place.proving()
    _, errors = again.communicate(timeout=300)
    assert (again.returncode, errors) == (0, "Coq compiles the library of proofs, once; that takes some minutes.\n")
    assert len(place.begun()) - before == total - int(said[1]) + len(["verdict.v"])


def test_the_command_line_shows_what_coqc_says_of_a_file_of_the_library(place):
    place.tell("refuse", "Setting.v")
    process = place.proving()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert errors.splitlines()[1:] == [
        'coqc 8.16.1 does not accept the library: File "./Setting.v", line 1: Error: refused'
    ]


@pytest.mark.skipif(shutil.which("coqdep") is None, reason="coqdep is not installed: apt-get install coq")
def test_what_a_file_needs_is_what_coqdep_says():
    sources = {file: (LIBRARY / file).read_bytes() for file in library_files()}
    command = ["coqdep", "-Q", ".", "TheoremCheck", *sources]
    printed = subprocess.run(command, cwd=LIBRARY, capture_output=True, text=True, timeout=120, check=True).stdout
    found = {}
    for line in printed.splitlines():
        made_of, _, needs = line.partition(": ")
        name = made_of.split()[0]
        if name.endswith(".vo"):
            found[f"{name[:-3]}.v"] = {f"{need[:-3]}.v" for need in needs.split() if need.endswith(".vo")}
    assert required(sources) == found


@st.composite
def libraries(draw):
    """Files, and what each needs of those before it."""
    needs = {}
    for number in range(draw(st.integers(1, 9))):
        needs[f"F{number}.v"] = draw(st.sets(st.sampled_from(sorted(needs)))) if needs else set()
    return needs


@given(libraries(), st.sampled_from(["Import ", "Export ", ""]), st.sampled_from([" ", "\n  "]), st.integers(0, 50))
def test_files_come_in_an_order_in_which_they_can_be_compiled(needs, how, between, length):
    sources = {
        file: (
            "From Coq Require Import F0 F1 F2 Reals.\n(* From TheoremCheck Require Import F0. *)\n"
            + (f"From TheoremCheck Require {how}{between.join(name[:-2] for name in sorted(of))}.\n" if of else "")
            + "(* *)" * length
        ).encode()
        for file, of in needs.items()
    }
    assert required(sources) == needs
    order = by_urgency(sources, needs)
    assert sorted(order) == sorted(needs)
    assert all(order.index(other) < order.index(file) for file, of in needs.items() for other in of)


def test_a_compiler_is_known_by_its_whole_path(place, monkeypatch):
    """It is called in other folders than this one."""
    monkeypatch.chdir(place.folder)
    assert find("./coqc") == Coq(str(place.folder / "coqc"), "8.16.1")
    assert place.whole(compiled_library(find("./coqc"), lambda stage: None, Path("cache"), 2, Path("library")))


@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
def test_coqc_accepts_what_was_compiled_at_a_time_and_taken_over(place):
    """A compiled file names those that it was compiled with by their digests, and coqc compares these."""
    sources, coq = place.folder / "library", find()
    for file, needs in FILES.items():
        name = file[0].lower()
        of = " + ".join(f"{need}.{need.lower()}" for need in needs.split()) or "1"
        place.change(file, f"{f'From TheoremCheck Require {needs}.' if needs else ''}\nDefinition {name} := {of}.\n")
    text = (
        "From TheoremCheck Require A B C D.\nLemma sum : D.d = {}. Proof. reflexivity. Qed.\nPrint Assumptions sum.\n"
    )
    first = compiled_library(coq, lambda stage: None, place.cache, 2, sources)
    assert check(coq, first, text.format(2)).accepted
    place.change("C.v", "From TheoremCheck Require A.\nDefinition c := A.a + 2.\n")
    second = compiled_library(coq, lambda stage: None, place.cache, 2, sources)
    for name, same in (("A.vo", True), ("B.vo", True), ("C.vo", False)):
        assert ((second / name).read_bytes() == (first / name).read_bytes()) is same
    assert not (second / "B.glob").exists()  # it was not compiled again
    assert check(coq, second, text.format(4)).accepted
    assert not check(coq, second, text.format(2)).accepted
