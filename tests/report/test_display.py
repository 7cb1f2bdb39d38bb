"""What a notebook shows of verdicts, specs, points and imports: well formed, escaped, and nothing from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from latex_values import value as latex_value

import theoremcheck as tc
from theoremcheck.report.display.html import SCOPE
from theoremcheck.report.display.latex import dressed
from theoremcheck.trusted.kernel.forms import Conclusion

ROOT = Path(__file__).resolve().parents[2]

EVIL = "<script>alert('x')</script> $\\input{x}$ | **b** `c`"
X = [[1.0], [2.0], [3.0], [5.0], [-1.0]]
STRICT = """
dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
candidate { a0 = 0.758  a = (-1.75)  w = ((-0.315, -0.3696))  b = (0.0089) }
"""
DECAYED = """
dataset d { + (-1), (1)  - (0), (0) }
neuron tanh
loss square
network { shortcut = 1 tanh  output bias }
objective { regularizer = 1/10 * l2(a, w) }
"""
XOR = """
dataset xor { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  output bias }
expect refuted
"""


def flat(labels=(EVIL, EVIL, EVIL, EVIL, "fit")):
    return tc.problem(
        X, list(labels), neuron="relu", width=2, loss="polynomial_hinge(3)", hidden_bias=True, output_bias=True
    )


def shown():
    """A value of each kind, by name."""
    spec = flat()
    refuted = tc.check(spec, starts=4)
    return {
        "refuted": refuted,
        "spec": spec,
        "proved": tc.check(tc.loads(XOR), search=False),
        "undecided": tc.check(
            XOR.replace("neuron softplus", "neuron gaussian").replace("3 softplus", "2 gaussian  hidden bias"),
            search=False,
        ),
        "assumed": tc.check(
            "dataset d { dimension 2  assume linearly_separable }\nneuron m { assume increasing, c1, defined }\n"
            "loss polynomial_hinge(3)\nnetwork { shortcut = 2 m  output bias }", search=False
        ),
        "strict": tc.check(STRICT, search=False),
        "decayed": tc.check(DECAYED, search=False),
        "deep": tc.check(tc.problem([[0, 1], [1, 0]], [0, 1], neuron="relu", deep=[2, "3 tanh"], loss="hinge",
                                    hidden_bias=True, output_bias=True, weights=[1, 2]), search=False),
        "certified": tc.certify(spec, refuted.minimum),
        "refused": tc.certify(spec, {"a0": 0.5, "a": [1, -1], "w": [[1.5], [2]], "b": [0, 0.25]}),
        "import": tc.Import(spec, refuted.minimum, (f"Numbers: {EVIL}",)),
    }  # fmt: skip


VALUES = shown()
EVERY = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Tree(HTMLParser):
    """Tags that are opened and closed in order, their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag not in VOID
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [(tag, *entry) for entry in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


@EVERY
def test_the_html_is_well_formed_and_closed_to_the_outside(value):
    text = value._repr_html_()
    tree = Tree(text)
    assert set(tree.tags) <= {
        "div", "style", "p", "strong", "code", "span", "details", "summary", "table", "tr", "th", "td", "pre",
        "sub", "sup",
    }  # fmt: skip
    assert {name for _, name, _ in tree.attributes} <= {"class", "open"}
    for word in ("http", "url(", "@import", "src=", "javascript", "<script", "expression("):
        assert word not in text.replace(re.sub(r"<", "&lt;", EVIL), ""), word
    assert tree.tags[0] == "div"
    assert ("div", "class", SCOPE) in tree.attributes
    assert len(text) < 20_000


def test_formulas_are_typeset_and_names_are_not():
    page = VALUES["proved"]._repr_html_()
    assert "f(x) = a<sub>0</sub> + ∑<sub>j=1..3</sub> a<sub>j</sub> s(w<sub>j</sub> · x)" in page
    assert "max(0, 1 + z)<sup>3</sup>" in page
    assert " ≥ 0 on R" in page
    assert "<code>data.span_exclusion</code>" in page


@EVERY
def test_the_style_is_of_the_element_alone(value):
    style = re.search(r"<style>(.*?)</style>", value._repr_html_(), re.DOTALL)[1]
    assert "prefers-color-scheme: dark" in style
    assert "--jp-layout-color1" in style
    flat_style = re.sub(r"@media [^{]*", "", style)
    selectors = [entry for group in re.findall(r"([^{}]+)\{", flat_style) for entry in group.split(",")]
    assert len(selectors) > 10
    assert all(entry.strip().startswith(f".{SCOPE}") for entry in selectors if entry.strip())
    classes = {
        name for _, key, names in Tree(value._repr_html_()).attributes if key == "class" for name in names.split()
    }
    assert all(name.startswith("theoremcheck-") for name in classes)


def test_names_are_text():
    page = VALUES["refuted"]._repr_html_()
    assert EVIL in Tree(page).text.replace("\\\\", "\\").replace('"', "'") or "<script>alert(" in Tree(page).text
    assert "<script" not in page
    written = VALUES["refuted"]._repr_markdown_()
    assert "<" not in written
    assert "$" not in written
    assert "**b**" not in written
    assert "<script" not in VALUES["import"]._repr_html_()


@EVERY
def test_the_reports_are_in_it(value):
    text = Tree(value._repr_html_()).text
    for name in getattr(value, "rules", ()) or getattr(value, "theorems", ()):
        assert name in text
    assert "samples" in text
    assert value._repr_html_().count("<details") >= 2


def test_what_is_folded():
    assert "<details open" not in VALUES["refuted"]._repr_html_()
    assert "<details open><summary>What is missing" in VALUES["undecided"]._repr_html_()
    assert "<details open><summary>Problem" in VALUES["spec"]._repr_html_()
    assert "NOT MET" in VALUES["proved"]._repr_html_()


def test_every_condition_has_its_status():
    page = VALUES["proved"]._repr_html_()
    assert page.count("theoremcheck-holds") >= 14 + 1  # one is in the style
    assert "theoremcheck-fails" in VALUES["undecided"]._repr_html_()
    assert "theoremcheck-assumed" in VALUES["assumed"]._repr_html_()


def test_control_characters_do_not_pass():
    spec = flat(("a\x00\u202e", "a\x00\u202e", "a\x00\u202e", "a\x00\u202e", "b"))
    assert not {"\x00", "\u202e"} & set(spec._repr_html_())


def test_large_data_are_not_written_out():
    many = np.arange(4000).reshape(2000, 2)
    spec = tc.problem(many, [0, 1] * 1000, neuron="relu", width=2, loss="hinge", hidden_bias=True, output_bias=True)
    assert len(spec._repr_html_()) < 8000
    assert "spec.text has them all" in spec._repr_html_()


def test_the_line_is_still_one_line():
    for value in VALUES.values():
        assert "\n" not in repr(value)


@EVERY
def test_the_latex_is_balanced_and_its_names_are_escaped(value):
    text = value._repr_latex_()
    assert text.count("{") == text.count("}")
    assert text.count("$") % 2 == 0
    assert "script" not in text
    assert text.endswith(".")
    outside = re.sub(r"\$[^$]*\$", "", text)
    assert not re.search(r"(?<!\\)[_^#&%~]", outside)


def test_the_sentences_for_a_paper():
    assert (
        VALUES["proved"]
        ._repr_latex_()
        .endswith("Every local minimum of $L$ has training error $0$ (\\texttt{thm.subspaces}).")
    )
    assert VALUES["assumed"]._repr_latex_().endswith("(\\texttt{thm.separable}).")
    assert "hold as assumed, every local minimum" in VALUES["assumed"]._repr_latex_()
    refuted = VALUES["refuted"]._repr_latex_()
    assert "$s(z) = \\max\\left\\{0, z\\right\\}$" in refuted
    assert (
        "$L$ has a bad local minimum at $a_0 = \\frac{1}{3}$, $a = (0, 0)$, $w_{1} = 0$, $w_{2} = 0$, $b = (-1, -1)$,"
        " with 1 of 5 samples wrong, certified by \\texttt{rule.flat}"
    ) in refuted.replace("-\\frac{1}{3}", "\\frac{1}{3}")
    assert "is a bad local minimum of $L$" in VALUES["certified"]._repr_latex_()
    assert "is no local minimum of $L$: it is not critical" in VALUES["refused"]._repr_latex_()
    assert "No theorem that was examined" in VALUES["undecided"]._repr_latex_()


def test_the_parameters_of_a_branch_stand_in_the_sentence():
    text = (
        "dataset d { + 3 * (-1), 3 * (1)  - 2 * (0), (2), (-2) }\nloss logistic\n"
        "network { shortcut = 2 tanh + 1 linear  hidden bias output bias }"
    )
    assert (
        "$b = (1, 1)$, the weights $W_{1} = 0$, the biases $c_{1} = 1$ and the output weights $v = 0$ of $f_D$, with 3"
    ) in tc.check(tc.loads(text), search=False)._repr_latex_()


def test_no_local_minimum_at_all_is_a_statement_of_its_own():
    verdict = tc.check(
        "dataset d { dimension 2  assume linearly_separable }\nneuron m { assume increasing, c1, defined }\n"
        "loss logistic\nnetwork { shortcut = 2 m  output bias }",
        search=False,
    )
    assert verdict._repr_latex_().endswith(
        "\\texttt{data.linearly\\_separable} hold as assumed, $L$ has no local minimum (\\texttt{thm.vacuous})."
    )


def test_a_point_in_a_box_is_not_said_to_be_exact():
    verdict = VALUES["strict"]
    assert verdict.rules[0] == "rule.strict"
    sentence = verdict._repr_latex_().split("has a bad local minimum at ")[1]
    assert "=" not in sentence.split(", to within $2^{-")[0]
    assert "\\approx" in sentence


def test_the_objective_reads_as_it_is():
    text = VALUES["decayed"]._repr_latex_()
    formula = re.search(r"\$L = (.*?)\$", text)[1]
    assert formula.endswith(r"+ \frac{1}{10} \left(\|a\|^2 + \|w\|^2\right)")
    assert "sample weights $c = (" in VALUES["deep"]._repr_latex_()
    neuron = re.search(r"\$s\(z\) = (.*?)\$", text)[1]
    assert latex_value(neuron, 0.5) == pytest.approx(np.tanh(0.5))


@EVERY
def test_the_markdown_has_tables_of_one_width(value):
    for table in re.findall(r"(?:^\|.*\|\n?)+", value._repr_markdown_(), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.strip().splitlines()}
        assert len(widths) == 1, table


@pytest.mark.parametrize(
    "path, said, unsaid",
    [
        ("theorems/valley_quadratic", r"comes arbitrarily near $\inf L$", "has training error"),
        ("theorems/basin_linear", "is a global minimum of $L$", "has training error"),
        ("theorems/basin_vacuous", "has no local minimum", "has training error"),
        ("open/valley_one_sign_equal", r"comes arbitrarily near $\inf L$", "has training error"),
        ("theorems/separable_softplus", "has training error $0$", r"\inf L"),
    ],
)
def test_the_latex_says_what_is_claimed(path, said, unsaid):
    """What a theorem concludes, not what is asked by default."""
    text = tc.check(f"{ROOT}/specs/{path}.spec", search=False)._repr_latex_()
    assert said in text
    assert unsaid not in text
    assert not re.search(r"\binf\b(?<!\\inf)|\\text(less|greater)", text)


@pytest.mark.parametrize("conclusion", [entry for entry in Conclusion if entry is not Conclusion.STEP])
def test_no_formula_of_a_claim_stands_as_text(conclusion):
    made = dressed(conclusion.value)
    outside = re.sub(r"\$[^$]*\$", "", made)
    assert not re.search(r"\b(inf|L|c)\b|[<>]|\\text(less|greater)", outside)


def test_a_point_of_a_branch_alone_reads_as_a_place():
    text = (
        "dataset d { + (1)  - (-1), (2) }\nneuron relu\nloss logistic\nnetwork { deep = 1 relu with bias -> 1 relu }\n"
        "candidate { deep = (0, -1, 0, 0) }"
    )
    made = tc.certify(tc.loads(text))._repr_latex_()
    weights = "$W_{1} = 0$, $W_{2} = 0$, the biases $c_{1} = -1$ and the output weights $v = 0$ of $f_D$"
    assert f"oint with the weights {weights}" in made


def test_what_is_machine_checked_of_a_claim_on_basins():
    """The theorem is, and so is the step from it to basins."""
    text = tc.check(f"{ROOT}/specs/theorems/basin_linear.spec", search=False).report
    assert "The statement behind it is machine-checked." in text
    assert "on paper" not in text
