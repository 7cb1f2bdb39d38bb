"""Running coqc on an exported file, in a folder of its own, and reading what the theorem rests on."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.records import dataclass

LIBRARY: Final = Path(__file__).parent / "library"
"""The sources of the library."""

ORDER_FILE: Final = LIBRARY / "_CoqProject"
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
    return Coq(found, version)


def library_files() -> tuple[str, ...]:
    """The files of the library, each after those that it needs."""
    lines = ORDER_FILE.read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip().endswith(".v"))


def compiled_library(coq: Coq, progress: Callable[[str], None], cache: Path | None = None) -> Path:
    """The folder with the compiled library, kept for this version of both; compiled here if it is not there yet.

    Raises ``subprocess.CalledProcessError`` if coqc does not accept a file of it.
    """
    files = library_files()
    key = hashlib.sha256(coq.version.encode())
    for file in files:
        key.update((LIBRARY / file).read_bytes())
    folder = (cache or _cache()) / f"rocq-{key.hexdigest()[:24]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="rocq-", dir=folder.parent))
    try:
        for number, file in enumerate(files, 1):
            progress(f"compiling the library of proofs, once: {file} ({number} of {len(files)})")
            shutil.copyfile(LIBRARY / file, made / file)
            _run(coq, made, made, file).check_returncode()
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # another process may have been faster
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


def check(coq: Coq, library: Path, text: str) -> Checked:
    """Have coqc check an exported file, in a folder of its own."""
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
    command = [coq.path, "-q", "-Q", str(library), "TheoremCheck", file]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)


def _cache() -> Path:
    """The user's folder for what can be made again."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "theoremcheck"
