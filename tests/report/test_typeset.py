"""Sentences are typeset where their letters are plain; nothing else in them changes, and nothing becomes markup."""

import re
from html import unescape

import pytest

from theoremcheck.report.display import typeset
from theoremcheck.theory.lookup import identifiers, prose


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("w_j . x + b_j >= 0.", "w<sub>j</sub> · x + b<sub>j</sub> ≥ 0."),
        ("a0 + sum_(j=1..3) z^2", "a<sub>0</sub> + ∑<sub>j=1..3</sub> z<sup>2</sup>"),
        ("by lemma.idle_slope, l' != 0", "by <code>lemma.idle_slope</code>, l&#x27; ≠ 0"),
        ("(-inf, 0) and [0, inf), inf L", "(-∞, 0) and [0, ∞), inf L"),
        ("a file_name <b>&</b>", "a file_name &lt;b&gt;&amp;&lt;/b&gt;"),
        ("M >= m+ + m- - 1", "M ≥ m<sub>+</sub> + m<sub>-</sub> - 1"),
    ],
)
def test_as_html(text, made):
    assert typeset.html(text) == made


@pytest.mark.parametrize("name", identifiers())
def test_no_word_of_the_theory_is_lost(name):
    for text in (prose(name).statement, prose(name).why):
        words = unescape(re.sub(r"<[^>]*>", "", typeset.html(text)))
        assert re.findall(r"[A-Za-z]{4,}", words) == re.findall(r"[A-Za-z]{4,}", text)


def test_as_latex():
    made = typeset.latex("x_i <= 2 in data.square", str, lambda name: f"[{name}]")
    assert made == r"\ensuremath{x_{i}} \ensuremath{\le} 2 in [data.square]"
    made = typeset.latex("{L < c} near inf L, (-inf, 0)", str, str)
    assert made == r"{L \ensuremath{<} c} near \ensuremath{\inf} L, (-\ensuremath{\infty}, 0)"
