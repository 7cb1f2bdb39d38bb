"""check and verify: what they take, and what they say of what they do not take."""

import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

import theoremcheck as tc
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem.model import Dataset
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs"
FLAT = FOLDER / "counterexamples" / "flat_relu.spec"
XOR = FOLDER / "theorems" / "rotated_xor_softplus.spec"
STRICT = FOLDER / "counterexamples" / "strict_gelu_separable.spec"


def checked(spec, **asked):
    return tc.check(spec, search=False, **asked)


def test_one_spec_in_every_form(tmp_path, monkeypatch):
    expected = checked(FLAT)
    assert expected.verdict == "refuted"
    spec = tc.load(FLAT)
    for form in (str(FLAT), spec, spec.text, FLAT.read_text(), SimpleNamespace(spec=spec)):
        assert checked(form) == expected
    monkeypatch.chdir(FLAT.parent)
    assert checked(FLAT.name) == expected
    odd = tmp_path / "dataset {a}.spec"
    odd.write_text(spec.text)
    assert checked(str(odd)) == expected


def test_a_name_of_no_file_is_not_read_as_a_text():
    for name in ("nowhere.spec", "dataset", ""):
        with pytest.raises(tc.SpecError, match=r"no such file, and this is no text|a folder"):
            checked(name)
    with pytest.raises(tc.SpecError, match=r"the file declares nothing|no item begins"):
        checked("{\n" * 5000)
    with pytest.raises(TypeError, match="a Spec, a path or the text of a spec is checked, not int"):
        checked(3)


def test_settings_are_for_files_and_texts():
    text = "let M = 1 " + tc.load(XOR).text.replace("3 softplus", "M softplus")
    assert checked(text).verdict != "proved"
    assert checked(text, settings={"M": 3}).verdict == "proved"
    with pytest.raises(TypeError, match="a Spec has its numbers"):
        checked(tc.load(XOR), settings={"M": 3})


def test_a_point_of_the_user():
    spec = tc.load(STRICT)
    point = checked(spec).minimum
    near = [float(value) for value in point.trained]
    for form in (point, near, point.arrays(), point.to_json()):
        assert checked(spec, at=form).candidate_rule == "rule.strict"
    with pytest.raises(tc.SpecError, match="the point has 1 numbers"):
        checked(spec, at=[1])


@pytest.mark.parametrize(
    "asked, error, words",
    [
        ({"seed": -1}, ValueError, "seed is a number from 0"),
        ({"starts": 0}, ValueError, "starts is a number from 1"),
        ({"digits": 5}, ValueError, "digits is a number from 15"),
        ({"starts": 2.5}, TypeError, "starts is a whole number, not 2.5"),
        ({"steps": 3}, TypeError, "steps"),
    ],
)
def test_options_in_their_ranges(asked, error, words):
    with pytest.raises(error, match=words):
        tc.check(FLAT, **asked)


def test_decided_comes_before_the_search():
    seen = []
    verdict = tc.check(FLAT, starts=2, seed=7, decided=seen.append)
    assert [entry.search for entry in seen] == [None]
    assert isinstance(seen[0], tc.Verdict)
    assert (verdict.search.starts, verdict.search.seed) == (2, 7)


def test_an_interrupt_leaves_the_verdict():
    """The stop button of a notebook is a KeyboardInterrupt."""

    def stop(*_):
        raise KeyboardInterrupt

    import theoremcheck.api.checking as checking

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(checking, "accompany", stop)
        verdict = tc.check(FLAT)
    assert verdict.verdict == "refuted"
    assert verdict.interrupted


def test_a_wrong_formula_is_a_diagnostic():
    with pytest.raises(tc.SpecError) as caught:
        checked("dataset d { + 1 - 2 } loss hinge neuron s(z) = log(z) network { shortcut = 1 s }")
    assert [entry.code for entry in caught.value.diagnostics] == ["E052"]


# ---- verify ----


def test_certificates_in_every_form(tmp_path):
    verdict = checked(XOR)
    path = tmp_path / "xor.cert.json"
    verdict.save_certificate(path)
    for form in (verdict, verdict.certificate, path, str(path), path.read_text(), json.loads(path.read_text())):
        outcome = tc.verify(XOR, form)
        assert outcome.goal == "thm.subspaces"
        assert not outcome.conditional
    assert repr(outcome) == f"<Outcome thm.subspaces: {len(outcome.facts)} facts>"


def test_what_is_refused(tmp_path):
    certificate = checked(XOR).certificate
    with pytest.raises(tc.CertificateError, match="refused: ") as caught:
        tc.verify(FLAT, certificate)
    assert caught.value.reason.code == "certificate.other_problem"
    with pytest.raises(tc.CertificateError, match="unreadable: "):
        tc.verify(XOR, "{")
    with pytest.raises(tc.CertificateError, match="unreadable: "):
        tc.verify(XOR, {"format": "x"})
    with pytest.raises(tc.SpecError, match="cannot read the certificate"):
        tc.verify(XOR, tmp_path / "none.json")
    with pytest.raises(TypeError, match="a certificate is a Certificate"):
        tc.verify(XOR, 3)
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(tc.CertificateError, match="unreadable: "):
        tc.verify(XOR, binary)


# ---- floats ----


@pytest.mark.parametrize("entry", [0.5, 1, True])
@pytest.mark.parametrize("field", ["points", "weights"])
def test_a_dataset_of_floats_is_refused_everywhere(entry, field):
    """What is built by hand with floats, or with integers for rationals, never reaches a check."""
    spec = tc.load(FLAT)
    data = spec.problem.dataset
    wrong = {
        "points": {"points": ((entry,), *data.points[1:])},
        "weights": {"weights": (entry, *data.weights[1:])},
    }[field]
    problem = _replaced(spec.problem, dataset=_replaced(data, **wrong))
    forged = _replaced(spec, problem=problem)
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(.*expected=Fraction"):
        establish(problem, "network.shortcut", True, Structure())
    with pytest.raises(tc.SpecError, match="exact"):
        tc.verify(forged, checked(FLAT).certificate)
    with pytest.raises(tc.SpecError, match="exact"):
        checked(forged)
    with pytest.raises(tc.SpecError, match="exact"):
        forged.loss({"a0": 0, "a": [0, 0], "w": [[0], [0]], "b": [-1, -1]})


def _replaced(value, **changed):
    from dataclasses import replace

    return replace(value, **changed)


def test_a_dataset_of_floats_by_hand():
    data = Dataset(((0.5,), (1.5,)), (1, -1), (1.0, 1.0))
    problem = _replaced(tc.load(FLAT).problem, dataset=data)
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(.*expected=Fraction"):
        establish(problem, "data.linearly_separable", True, Structure())
    exact = Dataset(((Fraction(1, 2),), (Fraction(3, 2),)), (1, -1), (Fraction(1), Fraction(1)))
    assert establish(_replaced(problem, dataset=exact), "network.shortcut", True, Structure())
