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
