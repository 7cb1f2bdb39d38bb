"""JUnit, GitHub and SARIF: each finding stands in each, with its place, and nothing in a file breaks the format."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from theoremcheck import check
from theoremcheck.language import loads
from theoremcheck.report.formats import FORMATS
from theoremcheck.report.formats.document import Asked, Result

TEXT = """dataset d { + (1, 0)  - (0, 1) }
neuron softplus
loss logistic
network { shortcut = 1 softplus  hidden bias }
"""
WRONG = TEXT.replace("softplus\nloss", "softplusss\nloss")
SLIP = TEXT.replace("- (0, 1)", "- (0, 1), (1, 0)")


def result(text, name="a.spec"):
    loaded = loads(text)
    verdict = None if loaded.spec is None else check(text, search=False)
    return Result(Path(name), verdict, loaded.diagnostics)


GOOD, MISSED, BROKEN, WARNED = (
    result(TEXT + "expect proved\n", "good.spec"),
    result(TEXT + "expect refuted by rule.flat\n", "dir/missed.spec"),
    result(WRONG, "broken, 100%:odd.spec"),
    result(SLIP, "warned.spec"),
)
ALL = (GOOD, MISSED, BROKEN, WARNED)


def written(name, results=ALL):
    return FORMATS[name].render(results, Asked(many=True)).content


def test_junit():
    suite = ElementTree.fromstring(written("junit")).find("testsuite")
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4", "failures": "1", "errors": "1", "skipped": "0",
    }  # fmt: skip
    cases = {case.get("name"): case for case in suite}
    assert cases["missed.spec"].get("classname") == "dir"
    assert "expect refuted" in cases["missed.spec"].find("failure").get("message")
    assert cases["broken, 100%:odd.spec"].find("error").get("type") == "E023"
    assert not cases["good.spec"].findall("failure") + cases["good.spec"].findall("error")
    assert "W003" in cases["warned.spec"].find("system-out").text


def test_github():
    lines = written("github").splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 2
    assert any(line.startswith("::warning file=warned.spec,line=1,col=9,") for line in lines)
    broken = next(line for line in lines if "E023" in line)
    assert "file=broken%2C 100%25%3Aodd.spec,line=2," in broken
    assert all(line.startswith("::") for line in lines)


def test_sarif():
    run = json.loads(written("sarif"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert {found["ruleId"] for found in run["results"]} == set(rules) == {"verdict", "expectation", "E023", "W003"}
    broken = next(found for found in run["results"] if found["ruleId"] == "E023")
    place = broken["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == 2
    assert place["artifactLocation"]["uri"] == "broken%2C%20100%25%3Aodd.spec"
    assert broken["level"] == "error"


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "<", "&", "]]>", "\ufffe", "\r\n", "%0A", "::"])
def test_odd_letters_in_a_path(letter):
    odd = result(WRONG, f"a{letter}b.spec")
    for name in ("junit", "github", "sarif"):
        text = written(name, [odd])
        if name == "junit":
            assert len(ElementTree.fromstring(text).find("testsuite")) == 1
        elif name == "github":
            assert len(text.splitlines()) == 1
        else:
            json.loads(text)


def test_json_has_diagnostics_as_objects():
    entries = json.loads(written("json"))["results"]
    assert [entry["verdict"] for entry in entries][2] is None
    (found,) = entries[2]["diagnostics"]
    assert (found["code"], found["severity"], found["line"], found["column"]) == ("E023", "error", 2, 8)
    assert entries[3]["diagnostics"][0]["code"] == "W003"
    assert entries[0]["diagnostics"] == []
