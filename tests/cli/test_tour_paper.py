"""The tour about a point in a paper: every command is run, and prints what the page shows."""

import re
import shlex
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tours" / "paper.md").read_text(encoding="utf-8")


def test_the_tour(run, tmp_path):
    for name, content in re.findall(r"```text (\S+)\n(.*?)```", PAGE, re.S):
        (tmp_path / name).write_text(content, encoding="utf-8")
    commands = re.findall(r"```\n\$ (theoremcheck [^\n]*)\n(.*?)```", PAGE, re.S)
    assert len(commands) == 4
    codes = []
    for command, output in commands:
        result = run(*shlex.split(command)[1:])
        assert result.stdout.split() == output.split(), command
        assert not result.stderr
        codes.append(result.returncode)
    assert codes == [0, 0, 0, 1]
    assert (tmp_path / "exact.json").is_file()
