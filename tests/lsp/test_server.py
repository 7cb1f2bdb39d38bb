"""The server as an editor meets it: over pipes, key by key."""

import os
import signal
import time
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from click.testing import CliRunner
from client import PATIENCE, Client, alive

from theoremcheck.cli.files import Files
from theoremcheck.cli.interface import app
from theoremcheck.cli.loading import read_spec
from theoremcheck.language import Source
from theoremcheck.lsp.positions import Positions

OPTIONS = {"tabSize": 2, "insertSpaces": True}
SPECS = Path(__file__).resolve().parents[2] / "specs"
TINY = "# \U0001f600\ndataset d { + (1)  - (-1) }\nneuron relu\nloss hinge\nnetwork { shortcut = 1 relu }\n"
PROVED = "dataset d { + (1)  - (-1) }\nloss logistic\nnetwork { shortcut = 2 softplus }\nexpect proved\n"
LONG = PROVED.replace("expect proved", "search { starts 100000 }").replace("+ (1)  - (-1)", "+ (1), (-1)  - (2), (-2)")

WRONG = [
    "# \U0001f600\ndataset d { from \"\U0001f600.csv\" lable 'x' }\n"
    "loss logistik\nnetwork { shortcut = 2 softpluss }\nexpect x\n",
    "dataset d { + (1, 0), (2)  - (0, 1) }\nneuron s(z) = log(z)\nloss hinge\nnetwork { shortcut = M s\n hiden bias\n}",
    "dataset d { + (1)  - (-1) }\nneuron s(z) = log(z)\nloss hinge\nnetwork { shortcut = 1 s }\n",
    "dataset d { + (1)  - (1) }\nloss l(z) = log(1 + exp(-z))\nnetwork { shortcut = 1 relu }\n",
    "",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """One server for the tests that leave it whole."""
    found = Client(tmp_path_factory.mktemp("work"))
    yield found
    found.close()
    assert found.complaints == b""
    assert found.errors == []


@pytest.fixture
def document(client, tmp_path):
    """A new document of that server."""
    uri = client.open(tmp_path / "foo.spec")
    client.diagnostics(uri)
    yield uri
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def own(path, text):
    """What the command line says of a file: code, message and place."""
    path.write_bytes(text.encode())
    with CliRunner().isolation():
        _, found = read_spec(path, {}, Files(()))
    positions = Positions(Source(str(path), text))
    said = []
    for entry in found:
        message = [entry.message, *(f"note: {note}" for note in entry.notes)]
        message += [] if entry.help is None else [f"help: {entry.help}"]
        said.append((entry.code, "\n".join(message), positions.span(entry.span)))
    return said


def shown(diagnostics):
    """The same of what the server publishes."""
    return [
        (entry["code"], entry["message"], tuple(tuple(entry["range"][end].values()) for end in ("start", "end")))
        for entry in diagnostics
    ]


def typed(client, uri, text, asked=("completion", "hover", "definition")):
    """Type a text key by key, asking at the cursor; the diagnostics at the end."""
    found = []
    for end in range(1, len(text) + 1):
        so_far = text[:end]
        client.type(uri, so_far)
        found = client.diagnostics(uri)
        line, column = so_far.count("\n"), len(so_far) - so_far.rfind("\n") - 1
        for method in asked:
            client.at(method, uri, line, column)
    return found


def test_typing_a_spec(client, document, tmp_path):
    assert typed(client, document, TINY) == []
    assert own(tmp_path / "foo.spec", TINY) == []


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_diagnostics_are_those_of_the_command_line(client, document, tmp_path, text):
    client.type(document, text)
    found = shown(client.diagnostics(document))
    assert found == own(tmp_path / "foo.spec", text)
    assert found


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["theorems/rotated_xor_softplus", "counterexamples/flat_relu", "theorems/rotated_xor_two_neurons"]
)
def test_typing_specs_of_the_corpus(client, tmp_path, name):
    path = SPECS / f"{name}.spec"
    text = path.read_text(encoding="utf-8")
    uri = client.open(tmp_path / "foo.spec")
    assert shown(typed(client, uri, text)) == own(tmp_path / "foo.spec", text)


REPAIRS = [
    "dataset d { + (1)  - (-1) }\nloss logistic\nnetwork { shortcut = 2 softpluss }\n",
    "dataset d { + (1)  - (-1) }\nneuron s(z) = 2z + \U0001f600\nloss logistic\nnetwork { shortcut = 2 s }\n",
    "dataset d { + (1)  - (-1) }\nnetwork { shortcut = 2 softplus }\n",
    "dataset d { + (1), - (-1) }\r\nloss logistic\r\nnetwork { shortcut = 2 softplus }\r\n",
    "dataset d { + (1)  - (-1) }\nloss log(1+exp(z))\nnetwork { shortcut = 2 softplus }\n",
]


@pytest.mark.parametrize("text", REPAIRS, ids=range(len(REPAIRS)))
def test_a_quick_fix_removes_its_diagnostic(client, document, text):
    client.type(document, text)
    first = client.diagnostics(document)[0]
    asked = {"textDocument": {"uri": document}, "range": first["range"], "context": {"diagnostics": [first]}}
    action = next(entry for entry in client.ask("textDocument/codeAction", asked) if entry["diagnostics"] == [first])
    (edit,) = action["edit"]["changes"][document]
    positions = Positions(Source("", text.replace("\r\n", "\n")))
    start, end = (positions.offset(edit["range"][e]["line"], edit["range"][e]["character"]) for e in ("start", "end"))
    plain = positions.source.text
    client.type(document, plain[:start] + edit["newText"] + plain[end:])
    assert first["message"] not in [entry["message"] for entry in client.diagnostics(document)]


def test_formatting_is_that_of_the_command_line(client, document, tmp_path):
    text = "dataset d { + (1)\n- (-1)\n  }\nloss   logistic\nnetwork {shortcut=2 softplus}"
    client.type(document, text)
    (edit,) = client.ask("textDocument/formatting", {"textDocument": {"uri": document}, "options": OPTIONS})
    path = tmp_path / "bar.spec"
    path.write_text(text)
    CliRunner().invoke(app, ["format", str(path)])
    assert edit["newText"] == path.read_text()
    assert edit["range"] == {"start": {"line": 0, "character": 0}, "end": {"line": 4, "character": 29}}


def test_formatting_leaves_what_is_wrong(client, document):
    client.type(document, "network {")
    assert client.ask("textDocument/formatting", {"textDocument": {"uri": document}, "options": OPTIONS}) is None


def test_outline_and_definition(client, document):
    client.type(document, "let M = 2\n" + PROVED.replace("2 softplus", "M softplus"))
    names = [entry["name"] for entry in client.ask("textDocument/documentSymbol", {"textDocument": {"uri": document}})]
    assert names == ["let M", "dataset d", "loss logistic", "network", "expect proved"]
    found = client.at("definition", document, 3, 21)
    assert found["range"]["start"] == {"line": 0, "character": 4}


def test_what_is_not_open_has_no_answers(client):
    uri = "file:///etc/passwd"
    assert client.at("hover", uri, 0, 0) is None
    assert client.at("completion", uri, 0, 0) == []
    assert client.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) == []


def test_saving_gives_the_verdict(client, document):
    client.type(document, PROVED)
    assert client.diagnostics(document) == []
    assert "For this spec" not in client.at("hover", document, 1, 7)["contents"]["value"]
    client.save(document)
    said = client.state("decided")
    assert (said["verdict"], said["met"], said["alarm"]) == ("proved", True, False)
    assert "PROVED" in said["report"]
    (found,) = client.until("textDocument/publishDiagnostics", lambda params: params["diagnostics"])["diagnostics"]
    assert (found["severity"], found["code"], found["range"]["start"]) == (3, "proved", {"line": 2, "character": 0})
    assert found["message"] == said["message"]
    assert "For this spec, as the loss of the theorems" in client.at("hover", document, 1, 7)["contents"]["value"]
    client.type(document, PROVED + "\n")
    assert client.diagnostics(document) == []  # a verdict on another text is none on this one
    assert "For this spec" not in client.at("hover", document, 1, 7)["contents"]["value"]


@pytest.mark.slow
def test_an_expectation_that_is_not_met_is_a_warning(client, document):
    client.type(document, PROVED.replace("proved", "refuted"))
    client.save(document)
    client.state("decided")
    (found,) = client.until("textDocument/publishDiagnostics", lambda params: params["diagnostics"])["diagnostics"]
    assert found["severity"] == 2
    assert "expect refuted" in found["message"]


def test_what_is_wrong_is_not_checked(client, document):
    client.type(document, WRONG[2])
    client.save(document)
    assert client.state("wrong")["uri"] == document


def test_a_check_that_is_killed_is_gone(client, document):
    client.type(document, LONG)
    client.save(document)
    first = client.state("running")["process"]
    assert alive(first)
    client.save(document)
    client.state("stopped")
    second = client.state("running")["process"]
    assert not alive(first)
    assert client.ask("workspace/executeCommand", {"command": "theoremcheck.stop", "arguments": [document]}) is True
    assert not alive(second)
    assert client.ask("workspace/executeCommand", {"command": "theoremcheck.stop", "arguments": [document]}) is False


@pytest.mark.slow
def test_of_many_saves_the_last_one_counts(client, document):
    client.type(document, LONG)
    for _ in range(5):
        client.save(document)
    client.type(document, PROVED)
    client.save(document)
    seen = []

    def decided(params):
        seen.extend([params["process"]] if params["stage"] == "running" else [])
        return params["stage"] == "decided"

    assert client.until("theoremcheck/state", decided)["verdict"] == "proved"
    assert [number for number in seen[:-1] if alive(number)] == []
    client.ask("workspace/executeCommand", {"command": "theoremcheck.stop", "arguments": [document]})


def running(tmp_path):
    """A client of its own with a check that runs, and the number of its process."""
    client = Client(tmp_path, capabilities={"workspace": {"codeLens": {"refreshSupport": True}}})
    uri = client.open(tmp_path / "foo.spec", LONG)
    client.save(uri)
    number = client.state("running")["process"]
    (lens,) = client.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert lens["command"]["command"] == "theoremcheck.stop"
    return client, number


@pytest.mark.slow
def test_shutting_down_ends_checks(tmp_path):
    client, number = running(tmp_path)
    assert client.close() == 0
    assert not alive(number)
    assert client.complaints == b""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no signals")
def test_a_server_that_is_killed_leaves_no_check(tmp_path):
    client, number = running(tmp_path)
    os.kill(client.process.pid, signal.SIGKILL)
    client.process.wait(timeout=PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while alive(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(number)
