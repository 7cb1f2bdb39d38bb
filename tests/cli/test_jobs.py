"""Many specs at a time: the same output for any number of workers, and a worker that dies costs its own spec alone."""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from theoremcheck.cli import main
from theoremcheck.cli.request import Request, prepare_early
from theoremcheck.cli.say import UsageError
from theoremcheck.cli.workers import PRELOADED, Crew
from theoremcheck.sweep.crashes import Crash

XOR = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  hidden bias  output bias }
expect proved
"""
ENDLESS = XOR + "search { starts 5000000 }\n"
SPECS = {
    "a.spec": XOR,
    "b.spec": XOR.replace("= 3", "= 1"),
    "c.spec": "dataset d { + (1) - (2 }\nneuron softplus\n",
    "d.spec": XOR.replace("(1, 0)", "(0, 1)"),
}
FILES = ("r.json", "r.md", "r.xml", "r.txt", "r.github", "r.sarif")
OUTPUTS = (
    "-ojson=r.json",
    "-omarkdown=r.md",
    "-ojunit=r.xml",
    "-otext=r.txt",
    "-ogithub=r.github",
    "-osarif=r.sarif",
    "-otext",
)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "specs"
    path.mkdir()
    for name, content in SPECS.items():
        (path / name).write_text(content)
    return path


def written(place):
    """What the run wrote, without the times that it took."""
    found = {name: (place / name).read_text() for name in FILES}
    found["r.json"] = re.sub(r'("timings": \{)[^}]*\}', r"\1}", found["r.json"])
    found["r.xml"] = re.sub(r'time="[0-9.]+"', "", found["r.xml"])
    return found


def test_the_output_does_not_depend_on_the_jobs(run, folder, tmp_path):
    seen = []
    for jobs in ("1", "2"):
        done = run("specs", "--no-search", "--jobs", jobs, *OUTPUTS, FORCE_COLOR="1")
        seen.append((done.returncode, done.stdout, done.stderr, written(tmp_path)))
    assert seen[0] == seen[1]
    code, out, err, found = seen[0]
    assert code == 2
    assert [line.split()[1] for line in out.splitlines()[:2]] == ["specs/a.spec:", "specs/b.spec:"]
    assert "ERROR" in out
    assert "specs/c.spec:1" in err
    assert "\x1b[" in out
    assert "4 specs: " in out
    assert [entry["verdict"] for entry in json.loads(found["r.json"])["results"]][:3] == ["proved", "undecided", None]
    assert "\x1b[" not in found["r.txt"]


def descendants(pid):
    """The processes below a process, each with its distance."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found, level, distance = {}, [pid], 0
    while level:
        distance += 1
        level = [child for child, parent in parents.items() if parent in level]
        found.update(dict.fromkeys(level, distance))
    return found


def until(condition):
    """Wait for something that happens sooner or later."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@pytest.fixture
def endless(tmp_path):
    """A corpus whose second spec is searched for days, with two workers; the first line is read."""
    for name, content in (("a.spec", XOR), ("b.spec", ENDLESS), ("c.spec", XOR)):
        (tmp_path / name).write_text(content + ("search { starts 1 }\n" if content is XOR else ""))
    options = ("--search", "full", "--jobs", "2", "-o", "text", "-o", f"json={tmp_path}/r.json")
    process = subprocess.Popen(
        [sys.executable, "-m", "theoremcheck", str(tmp_path), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    try:
        assert "a.spec: proved" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


def workers(process):
    return [pid for pid, distance in descendants(process.pid).items() if distance == 2]


@needs_proc
@pytest.mark.slow
def test_a_worker_that_is_killed_costs_its_own_spec(endless, tmp_path):
    until(lambda: len(workers(endless)) == 1)  # c.spec is done, and what is left is the worker of b.spec
    os.kill(workers(endless)[0], signal.SIGKILL)
    out, err = endless.communicate(timeout=120)
    assert endless.returncode == 70
    first, second, summary = out.splitlines()
    assert first.startswith("ERROR")
    assert first.endswith("b.spec: crashed")
    assert "c.spec: proved" in second
    assert summary.startswith("3 specs: 1 crashed, 2 proved")
    assert "error[E006]: the process that checked it was ended by SIGKILL" in err
    _, crashed, _ = json.loads((tmp_path / "r.json").read_text())["results"]
    assert crashed["verdict"] is None
    assert [entry["code"] for entry in crashed["diagnostics"]] == ["E006"]


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_command(endless, tmp_path, how):
    until(lambda: len(workers(endless)) == 1)
    below = set(descendants(endless.pid))
    endless.send_signal(how)
    out, err = endless.communicate(timeout=120)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    if how is signal.SIGINT:
        assert endless.returncode == 130
        assert "c.spec: proved" in out
        assert err == "interrupted after 2 of 3 specs\n"
        assert len(json.loads((tmp_path / "r.json").read_text())["results"]) == 2


def task(item):
    """What a worker of these tests does with an item."""
    if item == "exit":
        os._exit(3)
    if item == "hang":
        time.sleep(600)
    if item == "refuse":
        raise UsageError("refused")
    return item.upper()


def crew(items, **options):
    return Crew(task, items, jobs=2, preload="theoremcheck.cli.workers", **options)


def test_a_worker_that_ends_is_replaced():
    with crew(["a", "exit", "b", "exit", "exit", "c"]) as found:
        ended = list(found.results(lambda done: None))
    crash = Crash("the process that checked it ended by itself, with code 3")
    assert ended == ["A", crash, "B", crash, crash, "C"]


def test_a_worker_that_hangs_is_ended_where_that_is_asked_for():
    with crew(["hang", "hang"], seconds=0.2) as found:
        ended = list(found.results(lambda done: None))
    assert ended == [Crash("timed out after 0.2 seconds (--timeout)")] * 2


def test_what_a_task_refuses_is_refused_here():
    with crew(["a", "refuse", "b"]) as found, pytest.raises(UsageError, match="refused"):
        list(found.results(lambda done: None))


@pytest.mark.parametrize("error, words", [(MemoryError(), "out of memory"), (KeyError("x"), "KeyError")])
def test_a_check_that_fails_costs_its_own_spec(folder, monkeypatch, capsys, error, words):
    import theoremcheck.cli.corpus as corpus
    from theoremcheck.cli.check import run
    from theoremcheck.cli.request import Request
    from theoremcheck.options import Options

    check = corpus.check_one

    def failing(path, *arguments, **options):
        if path.name == "b.spec":
            raise error
        return check(path, *arguments, **options)

    monkeypatch.setattr(corpus, "check_one", failing)
    assert run(Request((folder,), options=Options(search=False))) == 70
    out, err = capsys.readouterr()
    assert "b.spec: crashed" in out
    assert "error[E006]" in err
    assert words in err
    assert "1 crashed" in out


def test_a_time_is_for_several_specs(run, folder):
    assert "--timeout is about several specs" in run("specs/a.spec", "--timeout", "5").stderr
    done = run("specs", "--timeout", "0.001")
    assert done.returncode == 70
    assert done.stdout.count("crashed") == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "M"),
        ("-o", "jsn"),
        ("-o", "text=specs/a.spec"),
        ("--why", "loss.c1"),
        ("--standalone",),
        ("--search", "full", "--no-search"),
        ("--verbose", "--quiet"),
        ("--minimum", "m.json"),
        ("--cache", "specs/a.spec"),
    ],
)
def test_a_command_line_that_is_wrong_starts_no_process(folder, monkeypatch, capsys, arguments):
    started = []
    monkeypatch.setattr("theoremcheck.cli.workers.prepare", started.append)
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(sys, "argv", ["theoremcheck", "specs", "--jobs", "2", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    assert (stop.value.code, started) == (2, []), capsys.readouterr().err


def test_workers_get_ready_before_the_imports_where_nothing_can_be_wrong(folder, monkeypatch):
    started = []
    monkeypatch.setattr("theoremcheck.cli.workers.prepare", started.append)
    monkeypatch.chdir(folder.parent)
    prepare_early(Request(paths=(Path("specs"),), jobs=2))
    assert started == [PRELOADED]
    (folder.parent / "empty").mkdir()
    prepare_early(Request(paths=(Path("specs"),)))
    prepare_early(Request(paths=(Path("specs/a.spec"),), jobs=2))
    with pytest.raises(UsageError, match=r"no \.spec file"):
        prepare_early(Request(paths=(Path("empty"),), jobs=2))
    assert len(started) == 1


def is_loaded(name):
    """Whether a worker has the module before it is given anything to do."""
    return name in sys.modules


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="workers are not forked here")
def test_workers_are_forked_from_a_process_that_has_what_they_need():
    """In a process of its own: where workers are forked from is decided once in a process."""
    program = (
        "from test_jobs import is_loaded\n"
        "from theoremcheck.cli.workers import PRELOADED, Crew, prepare\n"
        "for _ in range(2): prepare(PRELOADED)\n"
        "needed = ['language.elaborate', 'cli.corpus', 'decide.minima.box', 'verdict.judge', 'report.formats.json']\n"
        "names = ['numpy', *(f'theoremcheck.{name}' for name in (*needed, 'lsp'))]\n"
        "with Crew(is_loaded, names, 2, PRELOADED) as crew: print(*crew.results(lambda done: None))\n"
    )
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    found = subprocess.run([sys.executable, "-c", program], env=where, text=True, capture_output=True, check=True)
    assert found.stdout.split() == [*["True"] * 6, "False"]
