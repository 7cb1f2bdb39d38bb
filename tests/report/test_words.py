"""Words of the report: lines of 80 characters, numbers of a readable length, nothing that contradicts the rest."""

import re
from dataclasses import replace

import pytest

from theoremcheck import check
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.claims import all_but, also_proved, claim, remarks, width_words
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.display.markdown import markdown
from theoremcheck.report.formats import text
from theoremcheck.report.formats.json import to_json
from theoremcheck.report.formats.text import tail
from theoremcheck.report.refutation import point_words
from theoremcheck.report.structure import structure_words
from theoremcheck.report.words import finding_lines, reason
from theoremcheck.search.report import Kind, SearchReport, Tried
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.findings import find_all
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.values import Answer, Finding

LINE = (
    "dataset line { + (2), (1)  - (-1), (-3) }\nneuron tanh\nloss logistic\n"
    "network { shortcut = 2 tanh  output bias }\n"
)


def report(**counts):
    kinds = tuple((kind, counts.get(kind.value, 0)) for kind in Kind)
    return SearchReport(sum(counts.values()), 1, 50, kinds, (), 0, interrupted=False, elapsed=0.0)


def test_one_is_singular_and_two_are_plural():
    assert "1 ended at a saddle;" in report(saddle=1, unresolved=1).summary()
    assert "2 ended at saddles;" in report(saddle=2, escaping=1).summary()


def test_findings_keep_to_the_width_and_names_apart_from_reasons():
    problem = loads(LINE).spec.problem
    findings = find_all(problem, frozenset(CONDITIONS), lambda condition: None)
    for indent in ("  ", "    "):
        for name, finding in findings.items():
            lines = list(finding_lines(problem, finding, indent))
            assert all(len(line) <= 80 for line in lines), lines
            assert f" {name} " in lines[0] + " "


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("shortcut = 2 tanh  output bias  frozen w", "frozen: w"),
        ("shortcut = 2 tanh  output bias", "nothing is frozen; two trained factors are multiplied"),
        ("shortcut = 2 tanh  output bias  frozen a", "frozen: a; trained inside tanh"),
    ],
)
def test_why_f_is_not_affine_in_what_is_trained(network, words):
    text = LINE.replace("shortcut = 2 tanh  output bias", network)
    assert structure_words(loads(text).spec.problem, "network.output_layer") == words


@pytest.mark.parametrize(
    "network, condition, words",
    [
        (
            "shortcut = 2 tanh deep = 1 quadratic hidden bias output bias", "network.wide_beside",
            "last units that are trained: 2 tanh, 1 quadratic; polynomials of low degree: quadratic; N = 4, a0 is"
            " trained",
        ),
        (
            "deep = 1 relu -> 1 sin -> 4 tanh hidden bias frozen deep.2.weights", "network.wide_resolving",
            "last units that are trained: 4 tanh; N = 4, a0 is absent; may not keep samples apart: deep.1, deep.2;"
            " frozen: deep.2.weights",
        ),
        (
            "deep = 1 relu -> 4 tanh hidden bias frozen deep.output", "network.wide_last",
            "last units that are trained: none; N = 4, a0 is absent; frozen: deep.output",
        ),
        (
            "shortcut = 3 relu deep = 2 tanh output bias frozen deep", "network.last_width",
            "4 features, N = 4; frozen: deep",
        ),
        ("shortcut = 1 step deep = 1 relu", "network.continuous", "not continuous: step"),
        ("deep = 1 relu", "network.continuous", "all neurons are continuous"),
        (
            "shortcut = 2 tanh deep = 2 leaky_relu -> 1 relu hidden bias frozen deep.2.weights", "network.affine_path",
            "monotone: leaky_relu; not monotone: relu; not piecewise affine: tanh; frozen: deep.2.weights",
        ),
        ("shortcut = 2 tanh", "network.affine_path", "monotone: none; not piecewise affine: tanh"),
        ("shortcut = 1 relu", "loss.piecewise_affine", "not piecewise affine: square"),
    ],
)  # fmt: skip
def test_layers_in_words(network, condition, words):
    text = f"dataset d {{ + 0, 1, 1  - 2, 5 }}\nloss square\nnetwork {{ {network} }}"
    assert structure_words(loads(text).spec.problem, condition) == words


def test_what_follows_from_what_is_proved_is_not_said_again():
    """NO_VALLEY implies the claim on open sublevel sets, and that the one on basins."""
    said = []
    for network in ("shortcut = 4 tanh", "deep = 1 tanh -> 4 tanh", "deep = 1 relu -> 4 tanh"):
        for asked in ("no_bad", "no_basin"):
            text = f"dataset d {{ + 0, 1  - 2, 5 }}\nloss square\nnetwork {{ {network} hidden bias }}\nclaim {asked}"
            found = " ".join(also_proved(judge(loads(text).spec, Options(search=False))))
            said.append(re.findall(r"thm\.wide\w*", found))
    assert said == [["thm.wide"], [], ["thm.wide_deep"], [], ["thm.wide_basin"], []]


def test_a_reason_of_any_length_is_wrapped():
    problem = loads(LINE).spec.problem
    finding = Finding("network.width_independent_two", None, Reason.of("matrix.not_square", name="word " * 99 + "word"))
    lines = list(finding_lines(problem, finding, "    "))
    assert all(len(line) <= 80 for line in lines)
    assert " ".join(" ".join(lines).split()).endswith("word word is not square")


@pytest.mark.parametrize(
    ("network", "penalty", "expected"),
    [
        ("output bias  frozen a0 = -1", "", {"objective.smooth_at_rest": "l' jumps at z = -1"}),
        ("output bias  frozen a0 = 1/2", "", {"objective.smooth_at_rest": "l has a derivative at z = 1/2 and -1/2"}),
        ("frozen a = (1)", "", {"network.output_weights_frozen": "the a_j are frozen"}),
        (
            "output bias", "l2(a0)",
            {
                "objective.smooth_at_rest": "l has a derivative at z = 0",
                "objective.output_bias_not_rewarded": "L carries a penalty on a0",
                "data.balanced_classes": "the weights are 3 of + and 1 of -",
                "data.collinear": "the points lie on one line",
            },
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_the_network_at_rest(network, penalty, expected):
    text = (
        f"dataset d {{ + 2 * (2), (1)  - (-1) }}\nneuron tanh\nloss hinge\nnetwork {{ shortcut = 1 tanh  {network} }}\n"
    )
    loaded = loads(text + f"objective {{ regularizer = {penalty} }}\n" * bool(penalty))
    findings = find_all(loaded.spec.problem, frozenset(), lambda condition: None)
    for name, words in expected.items():
        shown = " ".join(" ".join(finding_lines(loaded.spec.problem, findings[name])).split())
        assert shown.endswith(f" {name} {words}"), shown


@pytest.mark.parametrize("digits", [3, 900])
def test_where_a_formula_is_not_defined_is_said_in_short(digits):
    source = LINE.replace("neuron tanh", f"neuron n(z) = 1 / (z - {10**digits + 1})").replace("2 tanh", "2 n")
    (error,) = domain_errors(loads(source).spec)
    assert error.code == "E052"
    assert len(error.message) < 100


def test_a_search_beside_a_global_minimum_looks_for_nothing_lower(run, specs):
    result = run(specs / "counterexamples" / "parity_tanh.spec", "--starts", "10")
    assert "It is a global minimum" in result.stdout
    assert "smaller L" not in result.stdout


def test_a_proved_claim_on_basins_says_first_what_it_claims(specs):
    verdict = check(specs / "theorems" / "valley_basin_wide.spec", search=False)
    found = claim(verdict)
    claimed = "on no bounded open set L has a minimum above inf L and below all of L on its boundary, since from every"
    assert found.text.startswith(claimed)
    assert found.text.endswith("(and none leaves such a set without exceeding it).")
    by_minima = claim(check(specs / "theorems" / "basin_linear.spec", search=False))
    assert by_minima.text.endswith("is a global minimum of L (and such a minimum is a local one).")


def test_the_widths_of_other_theorems_are_no_matter_for_valleys():
    text = """dataset d { + (1, 0, 0), (-1, 0, 0) - (0, 1, 0), (0, -1, 0) }
loss logistic
network { shortcut = 1 softplus  output bias }
"""
    asked = check(f"{text}claim no_valley", search=False)
    assert asked.widths.exact == 3
    assert list(width_words(asked)) == []
    assert next(width_words(check(f"{text}claim global", search=False))).startswith("Width: m+ = 2, m- = 2")


def test_the_lists_of_verify_keep_to_the_width(run, specs, tmp_path):
    spec = specs / "counterexamples" / "parity_tanh.spec"
    run(spec, "--no-search", "--certificate", tmp_path / "c.json")
    lines = run("verify", spec, tmp_path / "c.json").stdout.splitlines()
    assert any(line.startswith("  holds: ") for line in lines)
    assert all(len(line) <= 80 for line in lines[1:] if not line.startswith("  digest"))


def test_what_the_table_lists_the_sentence_does_not_deny():
    verdict = judge(loads(LINE.replace("tanh", "silu").replace("logistic", "square")).spec, Options(search=False))
    seen = report(degenerate=1)
    tried = Tried("related problems", 1, seen.counts, 1, None)
    assert verdict.verdict == "undecided"
    shown = {bad: " ".join(tail(replace(verdict, search=replace(seen, tried=(replace(tried, bad=bad),)))).split())
             for bad in (0, 1)}  # fmt: skip
    assert "That none with errors was seen proves nothing." in shown[0]
    assert "None with errors is certified, and floats prove nothing." in shown[1]


@pytest.mark.parametrize(("claim", "places"), [("no_valley", "valleys"), ("no_basin", "basins")])
def test_minima_in_floats_say_nothing_of_valleys(claim, places):
    text = LINE.replace("tanh", "softplus").replace("logistic", "square") + f"\nclaim {claim}\n"
    verdict = replace(judge(loads(text).spec, Options(search=False)), search=report(degenerate=1))
    shown = " ".join(tail(verdict).split())
    assert verdict.verdict == "undecided"
    assert shown.count("proves nothing") == 1
    assert f"What floats see of minima proves nothing of {places}." in shown


def test_a_slope_that_rests_makes_the_neuron_affine():
    loaded = loads(LINE.replace("neuron tanh", "neuron leaky_relu").replace("2 tanh", "2 leaky_relu"))
    findings = find_all(loaded.spec.problem, frozenset({"neuron.slope_increasing"}), lambda condition: None)
    shown = " ".join(finding_lines(loaded.spec.problem, findings["neuron.slope_increasing"]))
    assert "s is affine on (-inf, 0)" in shown


WIDE = "dataset k { + (1, 0), (-2, 1)  - (2, 1), (-1, 1) }\nloss logistic\n"
ASKS = "Liang, Sun, Li and Srikant (ICML 2018) ask for a loss"


@pytest.mark.parametrize(
    "source, theorem, asks",
    [
        (LINE, "thm.separable", True),
        (LINE.replace("logistic", "polynomial_hinge(3)"), "thm.separable", False),
        (
            f"{WIDE}claim no_valley\nnetwork {{ hidden bias  output bias  deep = 2 softplus -> 4 relu }}\n",
            "thm.wide_deep",
            False,
        ),
        (
            f"{WIDE}claim no_basin\nnetwork {{ hidden bias  output bias  deep = 2 relu -> 4 relu }}\n",
            "thm.wide_basin",
            False,
        ),
        (f"{WIDE}network {{ output bias  deep = 4 tanh -> residual }}\n", "thm.vacuous", False),
    ],
)
def test_what_a_paper_asks_for_is_said_beside_its_own_theorems(source, theorem, asks):
    verdict = check(source, search=False)
    assert verdict.theorems[0] == theorem
    assert any(entry.startswith(ASKS) for entry in remarks(verdict)) is asks


XOR = "dataset xor { + (1, 1), (-1, -1), (3, 1)  - (1, -1), (-1, 1) }\nloss logistic\n"


@pytest.mark.parametrize(
    "network, where",
    [
        ("deep = 4 relu -> 3 relu", "in its layers all units with w = (-49, -48); w = -1 (f = 0 on every sample)"),
        ("output bias  deep = 4 relu -> 3 relu  frozen a0 = 2", "(f = 2 on every sample)"),
        ("hidden bias  deep = 2 relu -> 2 relu", "in its layers all units with w = (0, 0), b = "),
    ],
)
def test_a_dead_layer_is_shown(network, where):
    verdict = check(f"{XOR}network {{ {network} }}\n", search=False)
    assert verdict.rules[0] == "rule.deep"
    assert where in point_words(verdict.spec.problem, verdict.minima[0])


def test_of_a_residual_head_one_theorem_on_valleys_speaks():
    source = f"{XOR}claim no_valley\nnetwork {{ output bias  deep = 4 tanh -> residual }}\n"
    verdict = check(source, search=False)
    assert {(entry.theorem, entry.missing) for entry in verdict.blockers} == {
        ("thm.linear_valley", ("network.linear_unfrozen",))
    }
    for said in (text.render(verdict), markdown(verdict_card(verdict))):
        assert "not affine: tanh" in said


@pytest.mark.parametrize(
    "network, words",
    [
        ("deep = 2 relu", "nothing is frozen; beside the shortcut trained weights of two layers are multiplied"),
        ("deep = 2 relu  frozen deep.output", "frozen: deep.output; trained inside relu"),
        ("deep = 2 relu  frozen deep.1.weights", "frozen: deep.1.weights"),
    ],
)
def test_what_is_not_affine_beside_the_shortcut_is_named(network, words):
    source = f"{XOR}neuron abs\nnetwork {{ shortcut = 2 abs  {network} }}\n"
    assert structure_words(loads(source).spec.problem, "network.affine_beside") == words


def test_what_is_open_stands_apart_from_what_fails_beside_a_minimum():
    found = tuple(all_but(check(f"{XOR}network {{ deep = 4 relu -> 3 relu }}\n", search=False)))
    assert found[0].startswith("thm.separable: all hypotheses hold except data.linearly_separable (sum m_i y_i X_i = 0")
    assert found[0].endswith(
        " and network.shortcut (the network has no shortcut); open is neuron.strictly_increasing (not examined: each"
        " statement that uses it is ruled out, or can do without it)."
    )
    assert "open" not in found[1]


@pytest.mark.parametrize(
    ("network", "condition", "words"),
    [
        ("deep = 2 relu -> 1 relu", "network.hidden_trainable", "the network has no shortcut"),
        ("deep = 2 relu -> 1 relu", "network.neurons_trainable", "the network has no shortcut"),
        ("deep = 2 relu -> 1 relu", "network.trainable", "nothing is frozen"),
        ("shortcut = 1 tanh  frozen a = (0)", "network.hidden_trainable", "frozen: a"),
        ("deep = 2 relu -> 1 relu", "network.direct_skip", "the network has no shortcut"),
        ("shortcut = 1 tanh", "network.direct_skip", "not affine: tanh; the a_j are trained"),
        ("shortcut = 1 linear  frozen a = (1)", "network.direct_skip", "frozen: a"),
        ("shortcut = 1 tanh", "network.direct_branch", "there is no deep part"),
        ("deep = 2 relu -> 1 relu", "network.direct_branch", "the deep part has the widths 2 -> 1; nothing is frozen"),
        ("shortcut = 1 tanh", "network.sigmoidal_unit", "there is no deep part"),
        ("shortcut = 1 tanh", "network.sigmoidal_unit_affine", "there is no deep part"),
        (
            "shortcut = 1 linear  frozen a = (1)  output bias",
            "network.direct_affine",
            "there is no deep part; frozen: a; a0 is trained",
        ),
        (
            "deep = 2 relu -> 1 relu",
            "network.direct_affine",
            "the deep part has the widths 2 -> 1; nothing is frozen; a0 is not trained",
        ),
        ("shortcut = 1 exp  frozen a = (0)", "network.bent_unit", "no unit counts; frozen: a"),
        ("shortcut = 1 exp", "network.bent_unit_affine", "no unit counts"),
        ("shortcut = 1 tanh", "network.outputs_trained", "nothing is frozen"),
    ],
)
def test_what_is_lacking_is_said_where_nothing_is_frozen(network, condition, words):
    text = f"dataset d {{ + (1)  - (2) }}\nloss logistic\nnetwork {{ {network} }}"
    assert structure_words(loads(text).spec.problem, condition) == words


@pytest.mark.parametrize(
    ("neuron", "condition", "words"),
    [
        (
            "z / (1 + e^(-z))",
            "maxima_signed",
            "no local maximum: s falls up to -3/2, is convex",
        ),
        ("-z^2", "minima_signed", "no local minimum: s rises up to 0 and falls from there"),
    ],
)
def test_the_words_where_there_is_no_extremum(neuron, condition, words):
    text = f"dataset d {{ + (1)  - (2) }}\nneuron n(z) = {neuron}\nloss hinge\nnetwork {{ shortcut = 1 n }}"
    problem = loads(text).spec.problem
    found = settle(Case(problem), f"neuron.{condition}")
    assert reason(problem, Finding(f"neuron.{condition}", found)).startswith(words)


FIVE = "dataset d { + (1, 1), (-1, -1)  - (1, -1), (-1, 1), (0, 0) }"


@pytest.mark.parametrize(
    ("network", "loss", "said"),
    [
        ("shortcut = 4 softplus  hidden bias  output bias", "logistic", True),
        ("shortcut = 3 softplus  hidden bias  output bias", "logistic", False),  # four features of five samples
        ("shortcut = 4 softplus  hidden bias  output bias", "hinge", False),  # not C^1
    ],
)
def test_what_is_known_of_every_bad_minimum_where_it_is_open_whether_there_is_one(network, loss, said):
    text = f"{FIVE}\nneuron softplus\nloss {loss}\nnetwork {{ {network} }}"
    verdict = judge(loads(text).spec, Options(search=False))
    words = [line for line in also_proved(verdict) if "lemma.rank" in line]
    assert bool(words) == said
    assert ("lemma.rank" in to_json(verdict)["also"]) == said
    if said:
        assert verdict.answer is Answer.UNDECIDED
        assert words[0].endswith("the samples have dependent features (of trained unpenalised output weights).")


def test_what_is_proved_beside_the_claim_says_what_it_rests_on():
    network = "network { shortcut = 4 softplus  hidden bias  output bias }"
    for loss, said in (("loss logistic", ""), ("loss + logistic\nloss - exponential", " (on paper)")):
        verdict = judge(loads(f"{FIVE}\nneuron softplus\n{loss}\n{network}").spec, Options(search=False))
        assert any(line.startswith(f"Also proved, by lemma.rank{said}: ") for line in also_proved(verdict))
    neuron = "neuron s { assume analytic, strictly_convex, increasing }"
    assumed = f"{FIVE}\n{neuron}\nloss logistic\n{network.replace('softplus', 's')}"
    loaded = loads(assumed)
    assert loaded.spec is not None, loaded.diagnostics
    verdict = judge(loaded.spec, Options(search=False))
    lines = list(also_proved(verdict))
    assert lines
    assert all("from what is assumed" in line for line in lines)


TWO = "deep = 2 linear without bias -> 1 linear without bias"


@pytest.mark.parametrize(
    ("network", "condition", "words"),
    [
        (f"{TWO} output bias", "network.every_linear", "trained: a0; all weights are trained: deep"),
        (
            f"{TWO} output bias frozen a0 = 2", "network.every_linear",
            "frozen at another value than 0: a0; all weights are trained: deep",
        ),
        (
            f"{TWO} output bias frozen a0", "network.every_linear",
            "frozen, not known to be 0: a0; all weights are trained: deep",
        ),
        (f"{TWO} output bias frozen a0 = 0", "network.every_linear", "all weights are trained: deep"),
        (
            "deep = 2 linear with bias -> 1 linear without bias", "network.every_linear",
            "trained: deep.1.biases; all weights are trained: deep",
        ),
        (
            "shortcut = 1 linear  hidden bias  frozen w = (1)", "network.every_linear",
            "trained: b; no part has all its weights trained; frozen: w",
        ),
        ("shortcut = 1 shifted", "network.every_linear", "not 0 at 0: shifted; all weights are trained: the shortcut"),
        (
            f"{TWO} frozen deep.1.weights = (1, 1)", "network.every_linear",
            "no part has all its weights trained; frozen: deep.1.weights",
        ),
        (f"{TWO} output bias", "network.every_affine", "all weights are trained: deep; trained constants: a0"),
        (
            "shortcut = 1 linear  hidden bias", "network.every_affine",
            "all weights are trained: the shortcut; trained constants: b",
        ),
        (
            f"{TWO} output bias frozen a0 = 0", "network.every_affine",
            "all weights are trained: deep; neither a0 nor a bias of them is trained",
        ),
        (
            f"{TWO} output bias frozen deep.output = (1)", "network.every_affine",
            "no part has all its weights trained; frozen: deep.output",
        ),
        (f"{TWO} output bias", "network.homogeneous", ""),
        (
            "shortcut = 1 linear  hidden bias  frozen b = (1)", "network.homogeneous",
            "frozen at another value than 0: b",
        ),
        ("shortcut = 1 linear  hidden bias  frozen b = (0)", "network.homogeneous", ""),
        ("shortcut = 1 linear  hidden bias", "network.homogeneous", "trained: b"),
        ("shortcut = 1 shifted", "network.homogeneous", "not 0 at 0: shifted"),
        ("shortcut = 1 shifted  hidden bias", "network.linear", ""),
    ],
)  # fmt: skip
def test_why_an_affine_network_is_not_all_that_is_asked(network, condition, words):
    text = f"dataset d {{ + (1)  - (2) }}\nneuron shifted(z) = z + 1\nloss logistic\nnetwork {{ {network} }}"
    expected = "; ".join(filter(None, ("all neurons are affine", words)))
    assert structure_words(loads(text).spec.problem, condition) == expected


def test_neurons_that_are_not_affine_are_the_cause_alone():
    problem = loads(f"dataset d {{ + (1)  - (2) }}\nloss logistic\nnetwork {{ shortcut = 1 tanh {TWO} }}").spec.problem
    for condition in ("network.linear", "network.homogeneous", "network.every_affine", "network.every_linear"):
        assert structure_words(problem, condition) == "not affine: tanh"
