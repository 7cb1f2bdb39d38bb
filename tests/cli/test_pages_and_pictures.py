"""-o html and -o svg in a subprocess."""

import subprocess
import sys
from pathlib import Path

SPECS = Path(__file__).parents[2] / "specs"
XOR = SPECS / "open" / "xor.spec"


def run(*arguments, cwd):
    command = [sys.executable, "-m", "theoremcheck", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def test_a_page_and_pictures(tmp_path):
    done = run(XOR, "--no-search", "-o", "html=page.html", "-o", "svg=new/pictures", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {path.name for path in (tmp_path / "new" / "pictures").glob("*.svg")} == {
        "data.svg", "neuron.svg", "loss.svg", "derivation.svg",
    }  # fmt: skip


def test_pictures_need_a_folder(tmp_path):
    for given in ("svg", "svg=/dev/stdout"):
        done = run(XOR, "--no-search", "-o", given, cwd=tmp_path)
        assert done.returncode == 2
        assert "give it a folder" in done.stderr
    (tmp_path / "file").write_text("mine")
    done = run(XOR, "--no-search", "-o", "svg=file", cwd=tmp_path)
    assert done.returncode == 2
    assert "is not a folder" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_no_picture_is_written_over_the_spec(tmp_path):
    spec = tmp_path / "data.svg"
    spec.write_text(XOR.read_text(encoding="utf-8"), encoding="utf-8")
    done = run(spec, "--no-search", "-o", "svg=.", cwd=tmp_path)
    assert done.returncode == 2
    assert "input of this run" in done.stderr
    assert spec.read_text(encoding="utf-8") == XOR.read_text(encoding="utf-8")


def test_pages_are_about_one_spec(tmp_path):
    done = run(XOR, SPECS / "open" / "crossing_hinge.spec", "-o", "html=page.html", cwd=tmp_path)
    assert done.returncode == 2
    assert "takes a single spec" in done.stderr
