"""Have Coq's independent checker read the compiled library again: every file, every proof, and all that they rest on.

``python tests/formal/check_library.py`` compiles the library if that was not done yet and runs coqchk on all of it,
with the files of the standard library that it uses. The exit code is 1 if coqchk refuses something, if it finds an
axiom that is not allowed, or a check of Coq's kernel that was switched off.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from theoremcheck.formal.building import Changes
from theoremcheck.formal.coqc import ALLOWED, compiled_library, find, library_files

_NAMES: Final = tuple(name for name in ALLOWED if "." in name)
_STANDARD: Final = r"(?:Coq|Stdlib)\.\w+\.{}"
"""An allowed axiom with the folder of the standard library that it stands in, as coqchk prints it."""


def main() -> int:
    """Run; print what coqchk found."""
    coq = find()
    checker = shutil.which("coqchk", path=str(Path(coq.path).parent)) or shutil.which("coqchk")
    if checker is None:
        print("there is no coqchk beside coqc")
        return 1
    library = compiled_library(coq, Changes(sys.stdout))
    modules = [f"TheoremCheck.{Path(file).stem}" for file in library_files()]
    started = time.monotonic()
    command = [checker, "-silent", "-o", "-Q", str(library), "TheoremCheck", *modules]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(answer.stdout.strip())
    if answer.returncode:
        print("coqchk refuses the library")
        return 1
    wrong = list(objections(answer.stdout))
    print("\n".join(wrong) or f"coqchk accepts {len(modules)} files, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


def objections(printed: str) -> Iterator[str]:
    """What the summary of coqchk has that it should not have; also a summary that is not read."""
    sections = dict(re.findall(r"^\* (.+?):(.*?)(?=^\* |\Z)", printed, re.MULTILINE | re.DOTALL))
    if sections.get("Theory", "").strip() != "Set is predicative":
        yield "coqchk does not say that Set is predicative"
    axioms = sections.get("Axioms", "no list of axioms").split("\n")
    for axiom in filter(None, map(str.strip, axioms)):
        if axiom != "<none>" and not any(re.fullmatch(_STANDARD.format(re.escape(name)), axiom) for name in _NAMES):
            yield f"not allowed: {axiom}"
    for part in (
        "Constants/Inductives relying on type-in-type",
        "Constants/Inductives relying on unsafe (co)fixpoints",
        "Inductives whose positivity is assumed",
    ):
        if sections.get(part, "").strip() != "<none>":
            yield f"{part}: {sections.get(part, 'not said').strip()}"


if __name__ == "__main__":
    sys.exit(main())
