"""Only regular files are read, up to a named bound; nothing is written over an input, and nothing half."""

import json
import os
import threading
from pathlib import Path

import pytest

from theoremcheck.cli.files import CannotWrite, Files, identity, write
from theoremcheck.cli.say import UsageError
from theoremcheck.language.reading import ReadError, Trouble, read_regular

SPEC = """dataset d { + (1), (2), (3), (5)  - (-1) }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 2 relu  hidden bias  output bias }
"""
TABLE = 'dataset d {{ from "{0}" label "y" positive "1" }}\nneuron relu\nloss hinge\nnetwork {{ shortcut = 1 relu }}\n'
SECRET = "root:x:0:0,correct horse\nbattery,staple\n"


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "f.spec"
    path.write_text(SPEC, encoding="utf-8")
    return path


# --- reading ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link to a pipe"])
def test_only_regular_files_are_read(tmp_path, kind):
    path = tmp_path / "thing"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    with pytest.raises(ReadError) as found:
        read_regular(path, 100, "BOUND")
    assert found.value.trouble is Trouble.KIND


def test_the_bound_is_named(tmp_path):
    path = tmp_path / "long"
    path.write_bytes(b"x" * 101)
    with pytest.raises(ReadError, match="more than BOUND = 100 bytes"):
        read_regular(path, 100, "BOUND")
    assert len(read_regular(path, 101, "BOUND")) == 101


def test_a_sparse_file_of_a_terabyte_is_not_read(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(ReadError, match="BOUND"):
        read_regular(path, 100, "BOUND")


def test_a_file_that_changes_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "growing"
    path.write_bytes(b"0123456789")
    read = os.read

    def growing(descriptor, size):
        with path.open("ab") as stream:
            stream.write(b"more")
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", growing)
    with pytest.raises(ReadError, match="changes while it is read"):
        read_regular(path, 100, "BOUND")


def test_a_pipe_that_takes_the_place_of_a_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"text")
    opened = os.open

    def swapped(name, flags, *more):
        path.unlink()
        os.mkfifo(path)
        return opened(name, flags, *more)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(ReadError) as found:
        read_regular(path, 100, "BOUND")
    assert found.value.trouble is Trouble.KIND


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="there is no /proc")
def test_pseudo_files_are_empty():
    assert read_regular(Path("/proc/self/maps"), 100, "BOUND") == b""
    assert read_regular(Path("/proc/self/mem"), 100, "BOUND") == b""


@pytest.mark.parametrize("where", ["spec", "verify", "verified spec", "at"])
def test_pipes_and_devices_on_the_command_line(run, spec, tmp_path, where):
    os.mkfifo(tmp_path / "pipe")
    for thing in ("pipe", "/dev/zero"):
        arguments = {
            "spec": (thing,),
            "verify": ("verify", spec, thing),
            "verified spec": ("verify", thing, spec),
            "at": (spec, "--at", thing),
        }[where]
        result = run(*arguments)
        assert result.returncode == 2
        assert "not a regular file" in result.stderr
        assert thing in result.stderr


@pytest.mark.parametrize("path", ["/proc/kmsg", "/dev/zero", "pipe"])
def test_a_table_that_is_no_file(run, tmp_path, path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "t.spec").write_text(TABLE.format(path), encoding="utf-8")
    result = run("t.spec", "--no-search")
    assert result.returncode == 2
    assert path in result.stderr


NO_TABLES = [
    SECRET,
    "one word\n",
    "name,pass\nsomebody,s3cret\n",
    "long;b;c\n1;2\n",
    '{"key": "s3cret, value"}\n',
    "s3cret,2\nx,y\n",
]


@pytest.mark.parametrize("content", NO_TABLES)
def test_what_is_no_table_is_not_quoted(run, tmp_path, content):
    (tmp_path / "secret").write_text(content, encoding="utf-8")
    (tmp_path / "t.spec").write_text(TABLE.format("secret"), encoding="utf-8")
    result = run("t.spec", "--no-search")
    assert result.returncode == 2
    words = [word for line in content.splitlines() for word in line.replace(";", ",").split(",") if len(word) > 3]
    assert not any(word in result.stderr + result.stdout for word in words)


def test_a_table_is_quoted(run, tmp_path):
    (tmp_path / "t.csv").write_text("height,grade\n1,a\n2,b\n", encoding="utf-8")
    (tmp_path / "t.spec").write_text(TABLE.format("t.csv"), encoding="utf-8")
    result = run("t.spec", "--no-search")
    assert "the columns are height, grade" in result.stderr


# --- writing ------------------------------------------------------------------------------------------------------


def _named(tmp_path, spec, way):
    """Another name of the spec."""
    other = tmp_path / "other.spec"
    if way == "symlink":
        other.symlink_to(spec)
    elif way == "hard link":
        os.link(spec, other)
    elif way == "dotted":
        (tmp_path / "sub").mkdir()
        return "sub/../f.spec"
    elif way == "relative":
        return "f.spec"
    else:
        return str(spec)
    return "other.spec"


@pytest.mark.parametrize("way", ["symlink", "hard link", "dotted", "relative", "absolute"])
def test_no_output_over_the_spec(tmp_path, spec, way):
    name = tmp_path / _named(tmp_path, spec, way)
    files = Files((name,))
    with pytest.raises(CannotWrite, match="input of this run"):
        files.read([spec])
    with pytest.raises(CannotWrite, match="input of this run"):
        files.write(name, "text")
    assert spec.read_text(encoding="utf-8") == SPEC


@pytest.mark.parametrize("option", ["--certificate {}", "-o text={}", "-o json={}", "-o markdown={}"])
def test_no_option_writes_over_the_spec(run, spec, tmp_path, option):
    (tmp_path / "other.spec").symlink_to(spec)
    result = run(spec, "--no-search", *option.format("other.spec").split())
    assert result.returncode == 2
    assert "input of this run" in result.stderr
    assert result.stdout == ""
    assert spec.read_text(encoding="utf-8") == SPEC


def test_no_output_over_the_point(run, spec, tmp_path):
    point = tmp_path / "point.json"
    point.write_text('{"a0": 0, "a": [0, 0], "w": [0, 0], "b": [-1, -1]}', encoding="utf-8")
    before = point.read_text(encoding="utf-8")
    result = run(spec, "--no-search", "--at", "point.json", "--minimum", "point.json")
    assert result.returncode == 2
    assert point.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("broken", [False, True])
def test_no_output_over_a_table(run, spec, tmp_path, broken):
    table = tmp_path / "t.csv"
    table.write_text("x,y\n1,1\n2,0\n" + "1\n" * broken, encoding="utf-8")
    before = table.read_text(encoding="utf-8")
    (tmp_path / "t.spec").write_text(TABLE.format("t.csv"), encoding="utf-8")
    for paths in (["t.spec"], ["f.spec", "t.spec"]):
        result = run(*paths, "--no-search", "-o", "json=t.csv")
        assert result.returncode == 2
        assert "input of this run" in result.stderr
        assert result.stdout == ""
    assert table.read_text(encoding="utf-8") == before


def test_no_relaxed_spec_over_the_spec(tmp_path, spec):
    folder = tmp_path / "relaxed"
    folder.mkdir()
    (folder / "f-neuron.increasing.spec").symlink_to(spec)
    files = Files(())
    files.read([spec])
    with pytest.raises(CannotWrite, match="input of this run"):
        files.write(folder / "f-neuron.increasing.spec", "text")


def test_two_outputs_into_one_file(run, spec, tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "out.json")
    for second in ("out.json", "./out.json", "link.json"):
        result = run(spec, "--no-search", "-o", "json=out.json", "--certificate", second)
        assert result.returncode == 2
        assert "two outputs would go to this file" in result.stderr
    assert not (tmp_path / "out.json").exists()
    twice = run(spec, "--no-search", "-o", "text", "--certificate", "/dev/stdout")
    assert twice.returncode == 2
    assert "standard output" in twice.stderr


@pytest.mark.parametrize("name", ["/dev/stdout", "-"])
def test_standard_output_by_its_name(run, spec, tmp_path, name):
    result = run(spec, "--no-search", "-o", f"json={name}")
    assert json.loads(result.stdout)["verdict"] == "refuted"
    assert not (tmp_path / "-").exists()


def test_standard_input_is_not_standard_output():
    files = Files((Path("-"),))
    files.read((Path("-"),))
    files.require_writable()
    assert files.inputs == ()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("none/out.json", "there is no folder"),
        ("folder", "a folder"),
        ("f.spec/out.json", "Not a directory|there is no folder"),
        ("x" * 300 + ".json", "too long"),
        ("", "folder"),
    ],
)
def test_what_cannot_be_written_is_found_before_the_work(tmp_path, spec, target, reason):
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotWrite, match=reason):
        Files((tmp_path / target,)).require_writable()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.spec", "folder"]


@pytest.mark.parametrize("option", ["--minimum", "--certificate", "-o"])
def test_a_missing_folder_is_said_at_once(run, spec, option):
    value = "json=none/out.json" if option == "-o" else "none/out.json"
    result = run(spec, option, value)
    assert result.returncode == 2
    assert "there is no folder" in result.stderr
    assert result.stdout == ""


def test_relax_out_into_a_file_is_said_at_once(run, spec):
    result = run(spec, "--relax-out", "f.spec/folder")
    assert result.returncode == 2
    assert "is not a folder" in result.stderr
    assert result.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_no_crash_and_the_rest_is_written(run, spec, tmp_path):
    result = run(spec, "--no-search", "-o", "json=/dev/full", "--certificate", "c.json", "--minimum", "m.json")
    assert result.returncode == 2
    assert result.stderr == "Error: cannot write /dev/full: No space left on device\n"
    assert (tmp_path / "c.json").exists()
    assert (tmp_path / "m.json").exists()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "out.json"
    target.write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left"):
        write(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    assert target.read_text() == "old"


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    def stopped(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "out.json", "new")
    assert list(tmp_path.iterdir()) == []


def test_permissions_are_kept(tmp_path):
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    write(target, "new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_reader_never_sees_half_a_file(tmp_path):
    target = tmp_path / "out.json"
    bodies = ["a" * 500_000, "b" * 700_000]
    write(target, bodies[0])
    stop = threading.Event()
    seen = set()

    def look():
        while not stop.is_set():
            seen.add(target.read_text())

    reader = threading.Thread(target=look)
    reader.start()
    for k in range(40):
        write(target, bodies[k % 2])
    stop.set()
    reader.join()
    assert seen <= set(bodies)


def test_identity_of_names(tmp_path):
    assert identity(tmp_path / "a" / ".." / "b") == identity(tmp_path / "b")
    assert issubclass(CannotWrite, UsageError)


def test_a_certificate_that_verify_would_not_read_is_not_written(tmp_path):
    from fractions import Fraction
    from types import SimpleNamespace

    from theoremcheck.cli.check import write_output
    from theoremcheck.cli.settings import Output
    from theoremcheck.report.formats.document import Asked, Result
    from theoremcheck.trusted.certificate import Certificate, Claim
    from theoremcheck.trusted.functions.shape import LowerBound

    long = LowerBound(Fraction(10**200_000), (), ())
    made = SimpleNamespace(certificate=Certificate({}, "", None, (Claim("loss.bounded_below", True, long),)))
    path = tmp_path / "c.json"
    output, results = Output("certificate", path), [Result(tmp_path / "s.spec", made)]
    with pytest.raises(CannotWrite, match="would not read it"):
        write_output(output, results, Asked(path), Files((path,)))
    assert not path.exists()


def test_an_array_of_doubles_holds_doubles(tmp_path):
    from theoremcheck.functions.arrays import BeyondFloats
    from theoremcheck.report.minimum import minimum_npz

    with pytest.raises(BeyondFloats):
        minimum_npz({"parameters": {"a0": "1e400", "a": ["1"], "w": [["1"]], "b": None, "deep": None}})
