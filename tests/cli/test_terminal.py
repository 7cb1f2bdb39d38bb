"""The terminal: width, colours, how much is said, and what the shell completes."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from theoremcheck.cli.interface import app
from theoremcheck.cli.terminal import terminal
from theoremcheck.functions.library import neurons
from theoremcheck.look import Look
from theoremcheck.report.formats import FORMATS
from theoremcheck.theory.lookup import identifiers

SPECS = Path(__file__).parents[2] / "specs"
SMALL, WRONG = SPECS / "theorems" / "separable_softplus.spec", "loss hing\n"
ESCAPE = "\x1b["


def run(*arguments, **environment):
    """The command line in this process, with standard output and standard error in files."""
    clean = {"COLUMNS": None, "NO_COLOR": None, "FORCE_COLOR": None}
    return CliRunner(env={**clean, **environment}).invoke(app, [str(argument) for argument in arguments])


def test_lines_are_as_wide_as_the_terminal_and_80_wide_in_a_pipe(tmp_path):
    name = tmp_path / "file.txt"
    for columns, least, most in ((None, 70, 80), ("60", 50, 60), ("132", 110, 132)):
        colour = {"FORCE_COLOR": "1"} if columns else {}
        done = run("explain", "thm.subspaces.c2", COLUMNS=columns)
        assert least < max(map(len, done.output.splitlines())) <= most
        done = run(SMALL, "--no-search", "-o", "text", "-o", f"text={name}", COLUMNS=columns, **colour)
        assert (ESCAPE in done.output) == bool(columns)
        # A file is the same whatever the terminal is.
        assert max(map(len, name.read_text(encoding="utf-8").splitlines()[1:])) <= 80
        assert ESCAPE not in name.read_text(encoding="utf-8")


def on_a_terminal(*arguments, **environment):
    """What a terminal of 100 columns is sent."""
    import fcntl
    import struct
    import termios

    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "theoremcheck", *map(str, arguments)]
    ran = subprocess.Popen(
        command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env={**env, "TERM": "xterm", **environment}
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            more = os.read(mine, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not more:
            break
        sent += more
    os.close(mine)
    ran.wait(timeout=60)
    return sent.decode().replace("\r\n", "\n")


def test_a_terminal_has_colours_and_its_width():
    sent = on_a_terminal(SMALL, "--no-search")
    assert "\x1b[32mPROVED\x1b[0m by thm.separable:" in sent
    assert "\x1b[32mholds\x1b[0m   data.linearly_separable" in sent
    assert any(80 < len(line) <= 100 for line in sent.replace("\x1b[32m", "").replace("\x1b[0m", "").splitlines()[1:])


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "look"),
    [
        (Terminal(), {}, Look(80, colour=True)),
        (Terminal(), {"NO_COLOR": "1"}, Look(80)),
        (Terminal(), {"NO_COLOR": ""}, Look(80, colour=True)),
        (Terminal(), {"TERM": "dumb"}, Look(80)),
        (io.StringIO(), {}, Look(80)),
        (io.StringIO(), {"FORCE_COLOR": "1", "COLUMNS": "120"}, Look(120, colour=True)),
        (io.StringIO(), {"FORCE_COLOR": "0", "COLUMNS": "wide"}, Look(80)),
        (io.StringIO(), {"COLUMNS": "0"}, Look(80)),
        (io.StringIO(), {"COLUMNS": "3"}, Look(40)),
        (io.StringIO(), {"COLUMNS": "9" * 5000}, Look(1000)),
    ],
)
def test_what_a_stream_asks_for(monkeypatch, stream, environment, look):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    assert terminal(stream) == look


def test_colours_in_a_pipe_only_if_they_are_forced(tmp_path):
    wrong = tmp_path / "wrong.spec"
    wrong.write_text(WRONG)
    assert "\x1b[31merror[E023]\x1b[0m" in run(wrong, FORCE_COLOR="1").stderr
    for environment in ({}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, {"FORCE_COLOR": "0"}):
        assert ESCAPE not in run(wrong, **environment).stderr


def quiet(*arguments):
    return run(*arguments, "-q")


def test_quiet_is_the_verdict_on_one_line_with_the_same_exit_code(tmp_path):
    flat = tmp_path / "flat.spec"
    text = (SPECS / "counterexamples" / "flat_relu.spec").read_text(encoding="utf-8")
    flat.write_text("\n".join(line for line in text.splitlines() if not line.startswith("expect")), encoding="utf-8")
    done = quiet(flat, "--no-search", "--certificate", tmp_path / "c.json")
    assert done.exit_code == 1
    assert re.fullmatch(r"REFUTED by rule\.flat: L has a bad local minimum, [^\n]*\n", done.output)
    assert quiet("verify", flat, tmp_path / "c.json").output.startswith("ACCEPTED: rule.flat: ")
    assert quiet("verify", flat, tmp_path / "c.json").output.count("\n") == 1
    assert quiet(tmp_path, "--no-search").output == f"ok     {flat}: refuted by rule.flat\n"
    assert quiet(flat, "--why", "loss.c1").output == "loss.c1: holds\n"
    assert quiet(flat, "--verbose").exit_code == 2


def test_quiet_leaves_files_whole(tmp_path):
    done = quiet(SMALL, "--no-search", "-o", "text", "-o", f"text={tmp_path / 'all.txt'}")
    assert done.output.count("\n") == 1
    assert "Why thm.separable" in (tmp_path / "all.txt").read_text()


def commands(command, path=("theoremcheck",)):
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize(("path", "command"), list(commands(app)), ids=lambda value: str(value)[:40])
def test_every_option_shows_its_default(path, command):
    context = click.Context(command, info_name=path[-1], terminal_width=10_000)
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in ("help", "version") and not option.hidden:
            shown = option.get_help_record(context)
            assert "[default: " in shown[1] or "[required]" in shown[1], (path, option.name)


def completed(line):
    """Kinds and values, as the script of bash is sent them."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = CliRunner(env={"_THEOREMCHECK_COMPLETE": "bash_complete", **words}).invoke(
        app, prog_name="theoremcheck", complete_var="_THEOREMCHECK_COMPLETE"
    )
    return {tuple(entry.split(",", 1)) for entry in done.output.splitlines()}


def values(found):
    return {value for _, value in found}


def test_the_shell_completes_ids_formats_and_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.spec").write_text("")
    (tmp_path / "folder").mkdir()
    assert values(completed("theoremcheck mine.spec --why ")) == set(identifiers())
    assert values(completed("theoremcheck mine.spec --why thm.sub")) == {
        name for name in identifiers() if name.startswith("thm.sub")
    }
    assert set(neurons()) < values(completed("theoremcheck explain "))
    assert values(completed("theoremcheck mine.spec -o ")) == set(FORMATS)
    assert values(completed("theoremcheck mine.spec -o html=f")) == {"html=folder/"}
    assert completed("theoremcheck mi") == {("file", "mi")}
    assert values(completed("theoremcheck fo")) == {"format", "folder/"}
    assert ("file", "mi") in completed("theoremcheck check mi")
    assert "--verbose" in values(completed("theoremcheck mine.spec --ver"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(shell):
    done = CliRunner().invoke(app, ["completion", shell])
    assert done.exit_code == 0
    assert f"_THEOREMCHECK_COMPLETE={shell}_complete" in done.output


def test_wrong_input_from_a_pipe_is_json_with_diagnostics(tmp_path):
    import json

    done = subprocess.run(
        [sys.executable, "-m", "theoremcheck", "-", "-o", "json"],
        input=WRONG, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    found = json.loads(done.stdout)
    assert (found["spec"], found["verdict"]) == ("-", None)
    assert {"E023"} <= {entry["code"] for entry in found["diagnostics"]}
    assert all({"line", "column", "message", "help", "severity"} <= entry.keys() for entry in found["diagnostics"])
