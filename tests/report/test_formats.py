"""Output formats: a table of renderers, from which the command line knows their names."""

import io
import json

import pytest
from click.testing import CliRunner

from theoremcheck.cli.interface import app
from theoremcheck.report.formats import FORMATS
from theoremcheck.report.formats.document import Asked, Document, Result

DEAD = (
    "dataset d { + (1)  - (-1), (2) }\nneuron relu\nloss hinge\n"
    "network { shortcut = 1 relu  hidden bias  output bias }\n"
)


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "dead.spec"
    path.write_text(DEAD)
    return path


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_the_help_and_the_message_name_every_format(spec):
    shown = " ".join(run("check", "--help").output.split())
    *others, last = FORMATS
    assert f"{', '.join(others)} or {last}, to standard output or to a file" in shown
    assert f"unknown format 'poem'; choose from {', '.join(FORMATS)}" in run(spec, "-o", "poem").output


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("tex", "latex"), ("md", "markdown"), ("xml", "junit"), ("coq", "rocq"), ("jsn", "json"), ("htm=a.htm", "html")],
)
def test_a_format_by_another_name(spec, asked, meant):
    assert f"did you mean {meant}? choose from {', '.join(FORMATS)}" in run(spec, "-o", asked).output


@pytest.mark.parametrize(("option", "name", "suffix"), [("certificate", "certificate", ".json"),
                                                        ("minimum", "minimum", ".json"),
                                                        ("minimum", "npz", ".npz")])  # fmt: skip
def test_an_option_and_its_format_write_the_same(spec, tmp_path, option, name, suffix):
    first, second = tmp_path / f"first{suffix}", tmp_path / f"second{suffix}"
    result = run(spec, "--no-search", f"--{option}", first, "-o", f"{name}={second}", "-o", "text")
    assert result.exit_code == 1, result.output
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", [name for name, entry in FORMATS.items() if not entry.folder])
def test_every_format_of_one_file_goes_to_standard_output(spec, name):
    result = run(spec, "--no-search", "-o", name)
    assert result.exit_code == 1
    assert result.stdout_bytes


def test_what_is_about_one_spec_takes_no_folder(spec):
    for name, entry in FORMATS.items():
        target = f"{name}={spec.parent / 'out'}" if entry.folder else name
        result = run(spec, spec.parent, "--no-search", "-o", target)
        assert (f"-o {name} takes a single spec" in result.output) == entry.single


def test_every_renderer_takes_the_same_arguments(spec):
    import theoremcheck

    results = [Result(spec, theoremcheck.check(spec, search=False))]
    for entry in FORMATS.values():
        document = entry.render(results, Asked())
        assert isinstance(document, Document)
        assert document.files if entry.folder else document.content
        assert document.note == ""
    content = FORMATS["json"].render(results, Asked(many=True)).content
    assert json.loads(content)["results"][0]["rules"][0] == "rule.flat"


def test_arrays_are_arrays(spec):
    np = pytest.importorskip("numpy")
    result = run(spec, "--no-search", "-o", "npz")
    assert {"a0", "a", "w", "b"} <= set(np.load(io.BytesIO(result.stdout_bytes)))


def test_a_minimum_that_there_is_not_is_said(spec):
    spec.write_text(DEAD.replace("(-1), (2)", "(-1)").replace("relu", "softplus"))
    result = run(spec, "--no-search", "-o", "minimum")
    assert "standard output was not written: the verdict has no certified bad local minimum" in result.stderr


def test_what_crashed_meets_no_expectation():
    from theoremcheck.report.formats.text import Part, _summary

    parts = [Part("", "proved", True), Part("", "crashed")]
    assert _summary(parts) == "2 specs: 1 crashed, 1 proved; every expectation of the others is met.\n"


def test_markdown_of_one_spec_is_its_verdict(spec):
    text = run(spec, "--no-search", "-o", "markdown").output
    assert text.startswith("**REFUTED** by `rule.flat` of *dead.spec*")
    assert "#### Why rule.flat applies" in text
    assert "# The corpus" not in text
    assert run(spec.parent, "--no-search", "-o", "markdown").output.startswith("# The corpus")


@pytest.mark.parametrize(
    "met, ending",
    [
        ((None, None), ".\n"),
        ((None, True), "; every expectation is met.\n"),
        ((True, False, None), "; 1 with an expectation that is not met.\n"),
    ],
)
def test_the_summary_speaks_of_expectations_where_there_are_some(met, ending):
    from theoremcheck.report.formats.text import Part, _summary

    assert _summary([Part("", "proved", entry) for entry in met]) == f"{len(met)} specs: {len(met)} proved{ending}"
