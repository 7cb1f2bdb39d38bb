"""Files are written whole, through links, and never in place of a pipe."""

import os
import stat
import threading
from pathlib import Path

import pytest

from theoremcheck.cli.files import CannotWrite, write


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    seen = []
    reader = threading.Thread(target=lambda: seen.append(pipe.read_bytes()))
    reader.start()
    write(pipe, "verdict\n")
    reader.join(timeout=10)
    assert seen == [b"verdict\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_keeps_pointing_and_its_target_is_replaced(tmp_path):
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("where", ["missing/file.json", "."])
def test_what_cannot_be_written_is_said(tmp_path, where):
    with pytest.raises(CannotWrite, match="cannot write"):
        write(Path(tmp_path / where), "text")
    assert list(tmp_path.iterdir()) == []
