"""``theoremcheck explain --function``: the properties of a formula, each with its proof."""


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
    assert whole.returncode == 3
    assert "give it a value with --set" in " ".join(whole.stdout.split())
    single = run(str(spec), "--set", "alpha=1/10")
    assert "REFUTED by rule." in single.stdout
    outside = run(str(spec), "--set", "alpha=2")
    assert outside.returncode == 2
    assert "the file assumes 0 < alpha < 1" in outside.stderr
