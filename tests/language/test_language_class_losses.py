"""A loss for each class, as a spec writes it."""

import pytest

from theoremcheck.language import loads
from theoremcheck.language.formatting import format_text
from theoremcheck.language.printer import print_spec
from theoremcheck.trusted.problem.model import Function, PerClass

REST = "dataset d { + 1 - -1 }\nneuron relu\nnetwork { shortcut = 1 relu }\n"


def read(text):
    return loads(REST + text, "x.spec")


def losses(text):
    loaded = read(text)
    assert loaded.spec is not None, [str(entry) for entry in loaded.diagnostics]
    return loaded.spec.problem.loss


@pytest.mark.parametrize(
    "text, names",
    [
        ("loss + logistic\nloss - hinge", ("logistic", "hinge")),
        ("loss - hinge loss + logistic", ("logistic", "hinge")),
        ("loss + polynomial_hinge(3)\nloss - polynomial_hinge(2)", ("polynomial_hinge(3)", "polynomial_hinge(2)")),
        ("loss + a(z) = (z + 1)^2\nloss - b(z) = 2 * hinge(z)", ("a", "b")),
        ("loss + soft = polynomial_hinge(3)\nloss - logistic", ("soft", "logistic")),
        ("loss + known { assume c1 }\nloss - other { assume convex }", ("known", "other")),
        ("loss + a(z) = max(0, z + k)^2 assume k > 1\nloss - logistic", ("a", "logistic")),
    ],
)
def test_each_class_has_its_loss(text, names):
    found = losses(text)
    assert isinstance(found, PerClass)
    assert (found.plus.name, found.minus.name) == names


@pytest.mark.parametrize("text", ["loss + hinge\nloss - hinge", "loss + hinge\nloss - h(z) = max(0, 1 + z)"])
def test_equal_losses_are_one(text):
    found = losses(text)
    assert isinstance(found, Function)
    assert found == losses("loss hinge")


@pytest.mark.parametrize(
    "text, code, at, said",
    [
        ("loss + hinge", "E020", "hinge", "class - have no loss"),
        ("loss - hinge", "E020", "hinge", "class + have no loss"),
        ("loss + hinge(z) = max(0, z - 1)\nloss - hinge", "E021", "hinge", "is the library's here"),
        ("loss + hinge\nloss + logistic", "E021", "logistic", "class + has a loss already"),
        ("loss - hinge\nloss - logistic\nloss + square", "E021", "logistic", "class - has a loss already"),
        ("loss + hinge\nloss logistic", "E021", "logistic", "one for each class"),
        ("loss logistic\nloss - hinge", "E021", "logistic", "one for each class"),
        ("loss + hinge\nloss - hing", "E023", "hing", "no loss is named 'hing'"),
        ("loss + a(z) = z\nloss - a(z) = 2 * z", "E021", "a", "declared twice"),
        ("loss + a(z) = b(z)\nloss - logistic", "E023", "b", "no function is named 'b'"),
    ],
)
def test_mistakes(text, code, at, said):
    loaded = read(text)
    assert loaded.spec is None
    found = loaded.diagnostics[0]
    assert (found.code, said in found.message) == (code, True), found
    span = found.span
    line = (REST + text).splitlines()[span.line - 1]
    assert line[span.column - 1 :].startswith(at)
    assert found.help or code == "E023"


@pytest.mark.parametrize("text", ["loss + ", "neuron + softplus", "loss * hinge\nloss - hinge", "loss + + hinge"])
def test_what_is_no_declaration_is_an_error(text):
    loaded = read(text)
    assert loaded.spec is None
    assert loaded.diagnostics


def test_each_loss_is_looked_at_for_a_slip():
    loaded = read("loss + a(z) = exp(-z)\nloss - b(z) = exp(z)")
    assert [(entry.code, entry.span.line) for entry in loaded.diagnostics] == [("W002", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "loss + logistic\nloss - hinge",
        "loss + polynomial_hinge(3)\nloss - polynomial_hinge(2)",
        "loss + a(z) = (z + 1)^2\nloss - b(z) = z^2",
        "loss + known { assume c1 }\nloss - other { assume not convex }",
        "loss + a(z) = max(0, z + k)^2 assume 1 < k <= 2\nloss - hinge",
    ],
)
def test_printed_and_formatted_it_is_the_same(text):
    spec = read(text).spec
    printed = print_spec(spec)
    assert loads(printed, "y.spec").spec.problem == spec.problem
    assert print_spec(loads(printed, "y.spec").spec) == printed
    formatted = format_text(REST + text)
    assert loads(formatted, "z.spec").spec.problem == spec.problem
    assert format_text(formatted) == formatted
