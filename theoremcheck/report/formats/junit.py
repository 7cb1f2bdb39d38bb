"""JUnit XML: a test case for each spec, for the test pages of CI systems. XML is loaded where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from theoremcheck.language.diagnostics import Severity
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.formats.findings import ALARM, EXPECTATION, VERDICT, Remark, remarks

if TYPE_CHECKING:
    from xml.etree import ElementTree


def _case(result: Result, asked: Asked) -> ElementTree.Element:
    from xml.etree import ElementTree

    seconds = 0.0 if result.verdict is None else sum(result.verdict.seconds.values())
    case = ElementTree.Element(
        "testcase", classname=_clean(str(result.path.parent)), name=_clean(result.path.name), time=f"{seconds:.3f}"
    )
    if result.verdict is not None:
        properties = ElementTree.SubElement(case, "properties")
        ElementTree.SubElement(properties, "property", name="claim", value=result.verdict.spec.claim)
    found = list(remarks(result))
    wrong = [remark for remark in found if remark.level is Severity.ERROR]
    if wrong:
        # A failure is what a test is about: an expectation that is not met. All else that is wrong is an error.
        tag = "failure" if all(remark.rule == EXPECTATION for remark in wrong) else "error"
        entry = ElementTree.SubElement(case, tag, type=wrong[0].rule, message=_clean(wrong[0].text))
        entry.text = _clean("\n".join(map(_place, wrong)))
    said = "\n".join(_place(remark) for remark in found if remark.level is not Severity.ERROR)
    if said:
        ElementTree.SubElement(case, "system-out").text = _clean(said)
    return case


def _place(remark: Remark) -> str:
    where = "" if remark.span is None else f"line {remark.span.line}, column {remark.span.column}: "
    kind = "" if remark.rule in (VERDICT, EXPECTATION, ALARM) else f" [{remark.rule}]"
    return f"{where}{remark.text}{kind}"


def _clean(text: str) -> str:
    """The text without the characters that XML does not have."""
    return "".join(c if c in "\t\n" or 32 <= ord(c) < 0xD800 or 0xE000 <= ord(c) < 0xFFFE else "?" for c in text)


def _document(cases: Sequence[ElementTree.Element], asked: Asked) -> Document:
    from xml.etree import ElementTree

    suite = ElementTree.Element("testsuite", name="theoremcheck")
    suite.extend(cases)
    counts = {tag: len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "error")}
    seconds = sum(float(case.get("time", "0")) for case in suite)
    suite.attrib.update(
        tests=str(len(cases)), failures=str(counts["failure"]), errors=str(counts["error"]), skipped="0"
    )
    suite.set("time", f"{seconds:.3f}")
    whole = ElementTree.Element("testsuites")
    whole.append(suite)
    ElementTree.indent(whole)
    text = ElementTree.tostring(whole, encoding="us-ascii", xml_declaration=True)
    return Document(text.decode("ascii") + "\n")


FORMAT: Final = Format(_document, _case, failures=True)
