"""Running coqc on an exported file, in a folder of its own, and reading what the theorem rests on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.building import LOGICAL, Build, BuildInterrupted, Progress, Stage, compiled, required
from theoremcheck.formal.kept import begun, key_of, named, remove_old, used
from theoremcheck.formal.locking import locked
from theoremcheck.trusted.records import dataclass

LIBRARY: Final = Path(__file__).parent / "library"
"""The sources of the library."""

ORDER_FILE: Final = "_CoqProject"
"""Names the files of the library in the order in which they are compiled."""

ALLOWED: Final = MappingProxyType(
    {
        "ClassicalDedekindReals.sig_forall_dec": "the real numbers",
        "ClassicalDedekindReals.sig_not_dec": "the real numbers",
        "FunctionalExtensionality.functional_extensionality_dep": "functional extensionality",
        "functional_extensionality_dep": "functional extensionality",
        "Classical_Prop.classic": "the law of the excluded middle",
        "classic": "the law of the excluded middle",
        "ClassicalEpsilon.constructive_indefinite_description": "a choice of a point of an inhabited set",
        "IndefiniteDescription.constructive_indefinite_description": "a choice of a point of an inhabited set",
        "constructive_indefinite_description": "a choice of a point of an inhabited set",
    }
)
"""The axioms that a theorem may rest on, with what they say: those of the standard library's classical analysis."""

SECONDS: Final = 600
"""The time that coqc may take for one file."""


class CoqMissing(Exception):  # noqa: N818 - not a failure of the program
    """There is no coqc, or it is none that the library is written for, and how to get it."""


@dataclass(frozen=True)
class Coq:
    """The compiler: its path and version."""

    path: str
    version: str


@dataclass(frozen=True)
class Checked:
    """What coqc says of a file: whether it accepts it, its message, and the axioms that the theorem rests on."""

    accepted: bool
    message: str
    axioms: tuple[str, ...]

    @property
    def foreign(self) -> tuple[str, ...]:
        """The axioms that are not on the list of those allowed."""
        return tuple(entry for entry in self.axioms if entry not in ALLOWED)


def find(path: str | None = None) -> Coq:
    """The compiler, by default that on the search path. Raises ``CoqMissing``."""
    found = shutil.which(path or "coqc")
    if found is None:
        where = f"{path} is no program" if path else "there is no coqc on the search path"
        raise CoqMissing(
            f"{where}; install Coq 8.16 or later (Debian, Ubuntu: apt-get install coq; macOS: brew install coq;"
            " elsewhere: opam install coq), or name it: --coqc PATH"
        )
    answer = subprocess.run([found, "--print-version"], capture_output=True, text=True, timeout=60, check=False)
    version = answer.stdout.split(" ")[0].strip()
    if answer.returncode or not re.fullmatch(r"[0-9][0-9A-Za-z.+~-]*", version):
        raise CoqMissing(f"{found} is no coqc: it does not answer --print-version")
    return Coq(os.path.abspath(found), version)  # it is called in other folders


def library_files(library: Path = LIBRARY) -> tuple[str, ...]:
    """The files of the library, each after those that it needs."""
    lines = (library / ORDER_FILE).read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip().endswith(".v"))


def compiled_library(
    coq: Coq, progress: Progress, cache: Path | None = None, jobs: int = 0, library: Path = LIBRARY
) -> Path:
    """The folder with the compiled library, kept for this version of both; compiled here if it is not there yet.

    ``jobs`` files are compiled at a time, 0: one for each processor. Of several processes one compiles, while the
    others wait. What is compiled stays, also where the library is not compiled to its end.

    Raises ``subprocess.CalledProcessError`` if coqc does not accept a file of it, ``BuildInterrupted`` on Ctrl-C.
    """
    sources = {file: (library / file).read_bytes() for file in library_files(library)}
    folder = (cache or _cache()).absolute() / key_of(coq.version, sources)
    if used(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    waiting = _Waiting(named(folder, "part"), tuple(sources), progress)
    with locked(named(folder, "lock"), waiting) as alone:
        if used(folder):  # meanwhile another process made it
            return folder
        # Without locks, others may be at it at the same time: this process then works for itself.
        place_of = nullcontext(folder) if alone else _own_place(folder)
        with place_of as place:
            part = named(place, "part")
            needs = required(sources)
            begun(part, coq.path, coq.version, sources, needs)
            Build(coq.path, sources, part, named(place, "aside"), jobs or os.cpu_count() or 1, progress).run(needs)
            try:
                part.rename(folder)
            except OSError:
                if not folder.is_dir():  # another process may have been faster
                    raise
    remove_old(folder.parent)
    return folder


@dataclass(frozen=True)
class _Waiting:
    """Shows how far another process is with the files."""

    part: Path
    files: Sequence[str]
    progress: Progress

    def __call__(self) -> None:
        """Look."""
        done = sum(compiled(self.part, file) for file in self.files)
        self.progress(Stage(done, len(self.files), elsewhere=True))


@contextmanager
def _own_place(folder: Path) -> Iterator[Path]:
    """A place of this process alone, beside a folder; nothing stays of it."""
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}.own-", dir=folder.parent))
    try:
        yield made / folder.name
    except BuildInterrupted:
        raise KeyboardInterrupt from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def check(coq: Coq, library: Path, text: str) -> Checked:
    """Have coqc check an exported file, in a folder of its own."""
    used(library)
    with tempfile.TemporaryDirectory(prefix="theoremcheck-") as name:
        folder = Path(name)
        (folder / "verdict.v").write_text(text, "utf-8")
        try:
            answer = _run(coq, library, folder, "verdict.v")
        except subprocess.TimeoutExpired:
            return Checked(False, f"coqc took longer than SECONDS = {SECONDS}", ())
    if answer.returncode:
        return Checked(False, answer.stderr.strip() or answer.stdout.strip(), ())
    return Checked(True, "", assumptions(answer.stdout))


def assumptions(printed: str) -> tuple[str, ...]:
    """The names that `Print Assumptions` lists, without repetitions; none if the theorem is closed."""
    _, _, listed = printed.partition("Axioms:")
    return tuple(dict.fromkeys(re.findall(r"^([A-Za-z_][\w.']*)\s*(?::|$)", listed, re.MULTILINE)))


def _run(coq: Coq, library: Path, folder: Path, file: str) -> subprocess.CompletedProcess[str]:
    command = [coq.path, "-q", "-Q", str(library), LOGICAL, file]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)


def _cache() -> Path:
    """The user's folder for what can be made again."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "theoremcheck"
