"""What the README shows is what the commands print; of the search, counts and losses may differ between machines."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shown():
    """The commands of the tour that read a spec of the corpus and write no file, with the output shown."""
    for block in re.findall(r"```\n(\$ .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("theoremcheck specs/") and output.strip():
                yield command, output


def plain(text):
    """White space collapsed; numbers of the search left out."""
    text = " ".join(text.split())
    found = re.search(r"(The minimum is spurious|Search: ).*?(?=expect |$)", text)
    if found is None:
        return text
    return text[: found.start()] + re.sub(r"\d[\d,]*", "N", found.group()) + text[found.end() :]


TOUR = list(shown())


def test_there_is_a_tour():
    assert len(TOUR) >= 3


@pytest.mark.parametrize("command, output", TOUR, ids=[command for command, _ in TOUR])
def test_the_output_is_real(run, command, output):
    result = run(*shlex.split(command)[1:], cwd=ROOT)
    assert plain(result.stdout) == plain(output)


def test_every_field_of_the_json_report_is_documented(run):
    import json

    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    spec = ROOT / "specs" / "counterexamples" / "flat_relu.spec"
    found = json.loads(run(spec, "-o", "json").stdout)
    names = {*found, *found["search"], *found["standing"], *found["search"]["minima"][0], *found["minimum"]}
    assert not [name for name in names if f"`{name}`" not in page]
