"""Standard output is the report's own, whatever libraries print, and whatever becomes of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANNER = """dataset ds {
  + (3/2, -2, 1, 1/2), (3, 2, 3, 1), (2, -3/2, -3, -3), (1, -1, -2, 3/2)
  - (-1/2, -2, -1/2, 2), (-2, 2, 1/2, -1), (-1, 1, 1, 3)
}
neuron own(z) = z / (21/10 + 5^2)
loss perceptron
network { shortcut = 4 own  hidden bias  output bias }
"""
"""Its linear program makes a HiGHS object, and HiGHS 1.16 prints a banner of two lines when the first one is made."""
PROVED = ROOT / "specs" / "theorems" / "rotated_xor_softplus.spec"


def strict_json(text):
    """The value of a JSON text; no NaN, no field twice, nothing before or behind it."""

    def fields(pairs):
        assert len(dict(pairs)) == len(pairs), "a field is written twice"
        return dict(pairs)

    def constant(name):
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, object_pairs_hook=fields, parse_constant=constant)


def check_text(text, path):
    lines = text.splitlines()
    assert lines[0] == str(path)
    assert lines[1].startswith(("PROVED", "CONDITIONALLY", "REFUTED", "UNDECIDED", "SOUNDNESS ALARM"))
    assert text.endswith("\n")
    assert "HiGHS" not in text


VERDICT, CORPUS = r"\*\*[A-Z]+\*\* (by `[a-z._]+` )?of \*", r"# The corpus$"


def check_markdown(text, head):
    lines = text.splitlines()
    assert re.match(head, lines[0]), lines[0]
    width = None
    for line in lines[1:]:
        width = width if line else None
        cells = line.count("|") - line.count("\\|") if line.startswith("|") else None
        assert width is None or cells is None or cells == width, line
        width = cells


@pytest.fixture
def banner(tmp_path):
    path = tmp_path / "banner.spec"
    path.write_text(BANNER, encoding="utf-8")
    return path


def test_json_after_a_banner(run, banner):
    result = run(banner, "--no-search", "-o", "json")
    assert strict_json(result.stdout)["verdict"] == "refuted"
    assert result.stderr == ""


def test_text_and_markdown_after_a_banner(run, banner):
    check_text(run(banner, "--no-search").stdout, banner)
    check_markdown(run(banner, "--no-search", "-o", "markdown").stdout, VERDICT)


def test_a_folder_as_json(run, banner):
    found = strict_json(run(banner.parent, "--no-search", "-o", "json").stdout)
    assert [entry["verdict"] for entry in found["results"]] == ["refuted"]


@pytest.mark.slow
def test_every_format_over_the_corpus(run, specs, tmp_path):
    folders = [specs / name for name in ("open", "real")]
    result = run(*folders, "--no-search", "-o", "json", "-o", "text=all.txt", "-o", "markdown=all.md")
    assert result.returncode == 0
    found = strict_json(result.stdout)["results"]
    assert len(found) == sum(len(list(folder.rglob("*.spec"))) for folder in folders)
    report = (tmp_path / "all.txt").read_text(encoding="utf-8")
    for entry in found:
        assert f"{entry['spec']}\n" in report
    assert "HiGHS" not in report
    check_markdown((tmp_path / "all.md").read_text(encoding="utf-8"), CORPUS)


LIBRARY = """
import ctypes, os, sys
import theoremcheck.verdict.judge as judge
libc, find_all = ctypes.CDLL(None), judge.find_all

def noisy(*arguments, **named):
    libc.puts(b"buffered by C")
    os.write(1, b"past sys.stdout\\n")
    print("by a Python library")
    {fault}
    return find_all(*arguments, **named)

judge.find_all = noisy
sys.argv = ["theoremcheck", {spec!r}, "--no-search", "-o", "json"]
from theoremcheck.cli import main
main()
"""


def _python(program, cwd, **more):
    return subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, text=True, timeout=300, check=False, capture_output=True, **more
    )


def test_what_c_libraries_print_is_dropped(tmp_path):
    result = _python(LIBRARY.format(fault="", spec=str(PROVED)), tmp_path)
    assert strict_json(result.stdout)["verdict"] == "proved"
    assert result.returncode == 0


def test_products_of_matrices_have_one_thread_unless_somebody_says_otherwise(tmp_path, monkeypatch):
    """Several round otherwise on another number of cores."""
    shown = "sys.stderr.write(str([os.environ[name + '_NUM_THREADS'] for name in ('OMP', 'OPENBLAS', 'MKL')]))"
    for name in ("OMP", "OPENBLAS", "MKL"):
        monkeypatch.delenv(f"{name}_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    result = _python(LIBRARY.format(fault=shown, spec=str(PROVED)), tmp_path)
    assert "['1', '1', '3']" in result.stderr


def test_an_exception_loses_nothing_and_adds_nothing(tmp_path):
    result = _python(LIBRARY.format(fault="raise RuntimeError('on purpose')", spec=str(PROVED)), tmp_path)
    assert result.stdout == ""
    assert result.returncode == 70
    assert "on purpose" in result.stderr


def test_the_package_prints_nothing_and_leaves_stdout_alone(banner):
    program = (
        "import os, sys, theoremcheck\n"
        "before = os.fstat(1)\n"
        "print('first', flush=True)\n"
        f"verdict = theoremcheck.check({str(banner)!r}, search=False)\n"
        "after = os.fstat(1)\n"
        "print(verdict.verdict, (before.st_dev, before.st_ino) == (after.st_dev, after.st_ino))\n"
        "import ctypes; ctypes.CDLL(None).puts(b'C is heard again')\n"
    )
    result = _python(program, banner.parent)
    assert result.stdout == "first\nrefuted True\nC is heard again\n"


def test_solvers_of_several_threads_leave_stdout_open(tmp_path):
    program = (
        "import threading\n"
        "from theoremcheck.decide.data.quiet import new_solver\n"
        "threads = [threading.Thread(target=new_solver) for _ in range(16)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "print('heard')\n"
    )
    assert _python(program, tmp_path).stdout == "heard\n"


# --- what becomes of standard output ------------------------------------------------------------------------------


def _into(target, *arguments, cwd):
    command = [sys.executable, "-m", "theoremcheck", *map(str, arguments)]
    return subprocess.run(command, stdout=target, stderr=subprocess.PIPE, text=True, cwd=cwd, timeout=300, check=False)


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


@needs_full
@pytest.mark.parametrize("arguments", [[PROVED, "--no-search"], ["explain"], ["--help"]])
def test_a_full_disk_is_said(tmp_path, arguments):
    with open("/dev/full", "w") as full:
        result = _into(full, *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == "Error: cannot write to standard output: No space left on device\n"


@needs_full
def test_files_are_written_when_standard_output_is_full(tmp_path):
    with open("/dev/full", "w") as full:
        result = _into(full, PROVED, "--no-search", "-o", "text", "-o", "json=out.json", cwd=tmp_path)
    assert result.returncode == 2
    assert strict_json((tmp_path / "out.json").read_text())["verdict"] == "proved"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([PROVED, "--no-search"], 0), (["explain"], 0), ([ROOT / "specs" / "theorems", "--no-search"], 130)],
)
def test_a_reader_that_has_enough_is_no_error(tmp_path, arguments, code):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = _into(writer, *arguments, cwd=tmp_path)
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (code, "")


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&- <&-"])
def test_closed_descriptors(tmp_path, closed):
    command = f"'{sys.executable}' -m theoremcheck '{PROVED}' --no-search -o text -o json=out.json {closed}"
    result = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stderr == ""
    assert strict_json((tmp_path / "out.json").read_text())["verdict"] == "proved"


def test_a_standard_error_that_is_full_is_no_crash(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "theoremcheck", "missing.spec"]
        assert subprocess.run(command, stderr=full, cwd=tmp_path, check=False).returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_name_that_the_terminal_cannot_show(run, tmp_path, encoding):
    path = tmp_path / "ελληνικά.spec"
    path.write_text(PROVED.read_text(encoding="utf-8"), encoding="utf-8")
    raw = run(path, "--no-search", "-o", "json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert strict_json(raw.stdout)["spec"] == str(path)
    shown = run(path, "--no-search", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert shown.returncode == 0
    assert "PROVED" in shown.stdout


def test_a_name_that_is_no_text(run, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.spec"))
    path.write_text(PROVED.read_text(encoding="utf-8"), encoding="utf-8")
    found = strict_json(run(path, "--no-search", "-o", "json").stdout)
    assert found["verdict"] == "proved"
    assert run(path, "--no-search", "-o", "json=out.json", "-o", "text=out.txt").returncode == 0
    assert strict_json((tmp_path / "out.json").read_text())["verdict"] == "proved"
