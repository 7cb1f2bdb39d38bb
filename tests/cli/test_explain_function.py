"""``theoremcheck explain --function``: the properties of a formula, each with its proof; and the list of all names."""

from theoremcheck.theory.lookup import identifiers


def test_the_table_of_a_formula(run):
    result = run("explain", "--function", "log(1 + exp(z))")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "f(z) = log(1 + exp(z))"
    status = {line.split()[1]: line.split()[0] for line in lines if line.startswith(("  holds", "  fails", "  open"))}
    assert status["neuron.strictly_convex"] == status["loss.increasing"] == status["loss.bounded_below"] == "holds"
    assert status["neuron.even"] == status["neuron.flat_piece"] == "fails"


def test_mistakes(run):
    undefined = run("explain", "--function", "log(z)")
    assert undefined.returncode == 2
    assert "not defined at z = 0" in undefined.stderr
    broken = run("explain", "--function", "log(1 + ")
    assert broken.returncode == 2
    assert "E01" in broken.stderr
    both = run("explain", "rule.flat", "--function", "z")
    assert both.returncode == 2
    assert "not both" in both.stderr


def test_a_formula_with_a_symbolic_parameter(run):
    result = run("explain", "--function", "max(z, alpha*z) assume 0 < alpha < 1")
    assert result.returncode == 0
    assert "holds   neuron.increasing" in result.stdout
    assert "holds   neuron.convex" in result.stdout
    wrong = run("explain", "--function", "max(z, alpha*z) assume 1 < alpha < 0")
    assert wrong.returncode == 2
    assert "E053" in wrong.stderr


def test_a_spec_with_a_symbolic_parameter(run, tmp_path):
    spec = tmp_path / "leaky.spec"
    spec.write_text(
        "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nloss polynomial_hinge(3)\n"
        "neuron leaky(z) = max(z, alpha * z)\n  assume 0 < alpha < 1\nnetwork { shortcut = 3 leaky  hidden bias }\n",
        encoding="utf-8",
    )
    whole = run(str(spec))
    assert whole.returncode == 1
    assert "not for all values of alpha" in " ".join(whole.stdout.split())

    single = run(str(spec), "--set", "alpha=1/10")
    assert "REFUTED by rule." in single.stdout
    outside = run(str(spec), "--set", "alpha=2")
    assert outside.returncode == 2
    assert "the file assumes 0 < alpha < 1" in outside.stderr


def test_where_a_parameter_is_symbolic_nothing_is_searched(run, tmp_path):
    spec = tmp_path / "swish.spec"
    spec.write_text(
        "dataset d { + (1, 0), (0, 1)  - (1, 1) }\nloss logistic\n"
        "neuron swish(z) = z * sigmoid(alpha * z)\n  assume 0 < alpha\nnetwork { shortcut = 1 swish }\n",
        encoding="utf-8",
    )
    result = run(str(spec))
    assert result.returncode == 3
    assert "alpha is symbolic; give it a value with --set alpha=..." in " ".join(result.stdout.split())


def test_a_neuron_of_the_library(run):
    result = run("explain", "softplus")
    assert result.returncode == 0
    assert result.stdout.startswith("softplus(beta): a neuron of the library")
    assert "s(z) = log(1 + exp(z))" in result.stdout
    assert "holds   neuron.strictly_convex" in result.stdout
    assert "loss." not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_graph_shows_the_values(run):
    """Of |z| from -4 to 4: the top row has both ends, the bottom row the middle, and it is its own mirror image."""
    rows = [line[9:].ljust(61) for line in run("explain", "abs").stdout.splitlines()[-14:-1]]
    stars = [[i for i, letter in enumerate(row) if letter == "*"] for row in rows]
    assert {0, 60} <= set(stars[0])
    assert 30 in stars[-1]
    assert all(own == [60 - i for i in reversed(own)] for own in stars)


def test_values_of_parameters(run):
    assert "s(z) = cases { z < 0: 1/3 * z; else: z }" in run("explain", "leaky_relu(1/3)").stdout
    assert "l(z) = max(0, 1 + z)^3" in run("explain", "polynomial_hinge").stdout
    assert run("explain", "elu(-1)").returncode == 2


def test_a_name_of_a_neuron_and_a_loss(run):
    text = run("explain", "square").stdout
    assert "quadratic: a neuron" in text
    assert "square: a loss" in text


def test_a_misspelt_neuron(run):
    result = run("explain", "sotplus")
    assert result.returncode == 2
    assert "did you mean softplus?" in result.stderr


def test_the_list_has_the_library(run):
    text = run("explain").stdout
    for name in ("softplus(beta)", "savage", "functions in formulas", "mse"):
        assert name in text


def test_the_list_of_all_fits_the_width(run):
    lines = run("explain").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    named = [line.split()[0] for line in lines if line[:2] == "  " and line[2] != " "]
    assert named[0] == "loss.defined"
    assert set(identifiers()) <= set(named)
    assert [line for line in lines if line and not line.startswith(" ")][:2] == [
        "Conditions",
        "Derived: conditions, lemmas, theorems and rules",
    ]


def test_what_formulas_are_made_of(run):
    shown = [run("explain", name) for name in ("log", "max", "pi")]
    assert [result.returncode for result in shown] == [0, 0, 0]
    assert shown[0].stdout == "log: a function that every formula may use\n"
    assert shown[2].stdout == "pi: a constant\n"
    assert run("explain", "lag").returncode == 2
