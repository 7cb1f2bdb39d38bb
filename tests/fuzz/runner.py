"""Runs one spec text through the real command in a process of its own, with bounds on time and memory.

The process is a fork of this one, in which everything is imported already, so that a run costs what it computes.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20
"""Processor time of one spec, all its commands together, beyond which it is reported."""
MEGABYTES = 1500
"""Peak memory beyond which it is reported."""
_LIMIT_SECONDS = SECONDS + 5
_LIMIT_BYTES = 4 * 1024**3


@dataclass(frozen=True)
class Outcome:
    """What became of one spec: ``fault`` is empty if nothing is wrong."""

    fault: str
    detail: str
    code: int | None
    seconds: float
    megabytes: float


def prepare() -> None:
    """Import what a run needs, so that a fork need not."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    import highspy  # noqa: F401

    import theoremcheck
    from theoremcheck.language.automaton import automaton
    from theoremcheck.language.tables import parser

    # The doors and the magics need libraries that need not be here, and no command of a run reaches them.
    elsewhere = ("theoremcheck.doors.", "theoremcheck.notebook.")
    for module in pkgutil.walk_packages(theoremcheck.__path__, "theoremcheck.", onerror=lambda _: None):
        if not module.name.endswith("__main__") and not module.name.startswith(elsewhere):
            importlib.import_module(module.name)

    automaton()
    parser()


def run(text: str, folder: Path, *arguments: str) -> Outcome:
    """Run ``check`` with every output and a certificate, then ``verify``, on the text of a spec."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = folder / "case.spec"
    spec.write_text(text, encoding="utf-8")
    for name in ("stdout", "stderr", "result", "case.cert.json", "text", "json", "md", "min.json"):
        (folder / name).unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        _child(folder, arguments)
    _, status, usage = os.wait4(pid, 0)
    seconds, megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    code, fault, detail = _read(folder, status)
    if not fault and seconds > SECONDS:
        fault = "slow"
    if not fault and megabytes > MEGABYTES:
        fault = "memory"
    return Outcome(fault, detail, code, seconds, megabytes)


def _read(folder: Path, status: int) -> tuple[int | None, str, str]:
    errors = (folder / "stderr").read_text(errors="replace") if (folder / "stderr").exists() else ""
    result = folder / "result"
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return None, "slow" if name in ("SIGXCPU", "SIGKILL") else f"died of {name}", errors[-2000:]
    if not result.exists():
        return None, "ended without a result", errors[-2000:]
    found = json.loads(result.read_text())
    return found["code"], found["fault"], found["detail"]


def _child(folder: Path, arguments: tuple[str, ...]) -> None:
    try:
        sys.stdin.close()
        resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT_SECONDS, _LIMIT_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_LIMIT_BYTES, _LIMIT_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.environ["THEOREMCHECK_DEBUG"] = "1"
        os.chdir(folder)
        for name, number in (("stdout", 1), ("stderr", 2)):
            target = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(target, number)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), encoding="utf-8", write_through=True)
        result = _commands(arguments)
    except BaseException as error:
        result = {"code": None, "fault": _signature(error), "detail": traceback.format_exc()[-4000:]}
    Path("result").write_text(json.dumps(result))
    os._exit(0)


def _commands(arguments: tuple[str, ...]) -> dict[str, object]:
    first = ("case.spec", "-o", "json", "-o", "json=json", "-o", "text=text", "-o", "markdown=md",
             "--certificate", "case.cert.json", "--minimum", "min.json", *arguments)  # fmt: skip
    code = _command(*first)
    if code == 2:
        errors = Path("stderr").read_text()
        if ": error[" not in errors and ": error" not in errors and "Error" not in errors:
            return _fault(code, "input error without a message", errors[-2000:])
        return _fault(code, "", "")
    if code == 70:
        return _fault(code, "soundness alarm", Path("text").read_text()[-3000:])
    for name in ("stdout", "json", "min.json"):
        if Path(name).exists():
            try:
                strict_json(Path(name).read_text())
            except ValueError as error:
                return _fault(code, f"no strict JSON on {name}: {error}", Path(name).read_text()[:500])
    checked = _command("verify", "case.spec", "case.cert.json")
    if checked != 0:
        return _fault(code, "verify refuses its own certificate", Path("stdout").read_text()[-2000:])
    return _fault(code, "", "")


def _fault(code: int, fault: str, detail: str) -> dict[str, object]:
    return {"code": code, "fault": fault, "detail": detail}


def _command(*arguments: str) -> int:
    from theoremcheck.cli import main

    sys.argv = ["theoremcheck", *arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    finally:
        with contextlib.suppress(ValueError):
            sys.stdout.flush()
    return 0


def strict_json(text: str) -> object:
    """The value of a JSON text without NaN and Infinity. Raises ``ValueError``."""

    def refuse(name: str) -> object:
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _signature(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/theoremcheck/" in frame.filename]
    place = f"{Path(own[-1].filename).name}:{own[-1].name}:{own[-1].lineno}" if own else "?"
    return f"{type(error).__name__} at {place}"
