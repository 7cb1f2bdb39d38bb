"""What is most likely a slip: warnings and help lines, and silence where nothing is wrong."""

import pytest

from theoremcheck.language import load, loads

SPEC = "dataset d {{ {data} }}\nneuron softplus\nloss {loss}\nnetwork {{ shortcut = 1 softplus  hidden bias }}\n"
DATA = "+ (1, 0)  - (0, 1)"


def spec(data=DATA, loss="logistic"):
    return SPEC.format(data=data, loss=loss)


def codes(loaded):
    return [entry.code for entry in loaded.diagnostics]


@pytest.mark.parametrize(
    "loss, said",
    [
        ("l(z) = log(1 + exp(-z))", "log(1 + exp(z))"),
        ("l(z) = (1 - z)^2", "(1 + z)^2"),
        ("l(z) = max(0, 1 - z)", "max(0, 1 + z)"),
        ("l(z) = -z", "z"),
        ("l(m) = exp(-m)", "exp(z)"),
    ],
)
def test_a_loss_in_the_margin(loss, said):
    loaded = loads(spec(loss=loss))
    assert loaded.spec is not None
    assert codes(loaded) == ["W002"]
    assert loaded.render().endswith(f"in the margin m = y f(x)? as z = -m it is {said}")
    assert loaded.diagnostics[0].span.line == 3
    assert not codes(loads(spec(loss=f"l(z) = {said}")))


def test_a_long_loss_in_the_margin():
    terms = " + ".join(f"log(1 + exp(-{k}*z))" for k in range(1, 9))
    assert "write -z for m" in loads(spec(loss=f"l(z) = {terms}")).render()


@pytest.mark.parametrize(
    "written, shown",
    [
        ("log(1+exp(-z))", "loss l(z) = log(1+exp(-z))"),
        ("(1-z)^2", "loss l(z) = (1-z)^2"),
        ("max(0, 1 - m)  # hinge", "loss l(m) = max(0, 1 - m)"),
    ],
)
def test_a_formula_without_a_name(written, shown):
    loaded = loads(spec(loss=written))
    assert codes(loaded)[0] == "E010"
    assert f"behind the name of its function: {shown}\n" in loaded.render() + "\n"


@pytest.mark.parametrize("written", ["polynomial_hinge(3", "hinge hinge", "l(z) = (1 +", "max(0, x - y)"])
def test_other_mistakes_have_their_own_help(written):
    assert "behind the name of its function" not in loads(spec(loss=written)).render()


@pytest.mark.parametrize(
    "loss", ["logistic", "square", "savage", "ramp", "hinge", "perceptron", "l(z) = (1/2 + z)^2", "l(z) = 0"]
)
def test_a_loss_of_z(loss):
    assert not codes(loads(spec(loss=loss)))


@pytest.mark.parametrize("name, formula", [("mse", "(1 + z)^2"), ("bce", "log(1 + exp(z))")])
def test_other_names_of_losses(name, formula):
    named, written = (loads(spec(loss=loss)).spec.problem.loss.expr for loss in (name, f"l(z) = {formula}"))
    assert named == written


@pytest.mark.parametrize("call", ["normcdf(z)", "where(z)", "log2(1 + z^2)"])
def test_functions_of_other_languages(call):
    text = spec().replace("neuron softplus", f"neuron n(z) = {call}").replace("1 softplus", "1 n")
    assert "it can be written out: " in loads(text).render()


def test_one_point_with_both_labels():
    loaded = loads(spec("+ (1, 0), (2, 2)  - (0, 1), (2, 2)"))
    assert codes(loaded) == ["W003"]
    assert "samples 2 and 4" in loaded.render()
    assert not codes(loads(spec("+ (1, 0), (1, 0)  - (0, 1)")))


def table(folder, text, *, label="label", positive="a"):
    (folder / "t.csv").write_text(text, encoding="utf-8")
    path = folder / "t.spec"
    path.write_text(spec(f'from "t.csv" label "{label}" positive "{positive}"'), encoding="utf-8")
    return load(path)


def test_rows_of_a_file_are_named(tmp_path):
    loaded = table(tmp_path, "x,y,label\n1,2,a\n\n3,4,b\n1,2,b\n")
    assert codes(loaded) == ["W003"]
    assert "rows 2 and 5" in loaded.render()


@pytest.mark.parametrize("text, label", [("1,2,a\n3,4,b\n5,6,a\n", "a"), ("1,2,a\n3,4,b\n", "class")])
def test_a_file_without_names(tmp_path, text, label):
    loaded = table(tmp_path, text, label=label)
    assert "W004" in codes(loaded)
    assert "put a row of names above the data" in loaded.render()


def test_two_columns_of_one_name(tmp_path):
    assert codes(table(tmp_path, "x,x,label\n1,2,a\n3,5,b\n")) == ["W005"]


@pytest.mark.parametrize("name, found", [("id", ["W006"]), ("Index", ["W006"]), ("age", [])])
def test_a_column_that_counts(tmp_path, name, found):
    assert codes(table(tmp_path, f"{name},x,label\n1,5,a\n2,3,b\n3,3,a\n")) == found


def test_a_column_of_identifiers(tmp_path):
    loaded = table(tmp_path, "w,patient_id,x,y,label\n4,1001,5,1,a\n7,1002,3,1,b\n6,1003,3,1,a\n")
    assert codes(loaded) == ["W006"]
    assert loaded.render().endswith('without it: features "w", "x".."y"')
    assert not codes(table(tmp_path, "patient_id,x,label\n1001,5,a\n1003,3,b\n"))


def test_many_rows_that_are_counted(tmp_path):
    rows = "".join(f"{i},{i * i % 7},{'ab'[i % 2]}\n" for i in range(1, 31))
    assert codes(table(tmp_path, f"age,x,label\n{rows}")) == ["W006"]
    chosen = 'from "t.csv" label "label" positive "a" features "age", "x"'
    (tmp_path / "t.spec").write_text(spec(chosen), encoding="utf-8")
    assert not codes(load(tmp_path / "t.spec"))


def test_decimal_commas(tmp_path):
    loaded = table(tmp_path, "x;y;label\n1,5;2;a\n2;3;b\n")
    assert codes(loaded) == ["E074"]
    assert "decimals are written with a point: 1.5" in loaded.render()


ZERO = "loss + pos(z) = (1 + z)^2\nloss - neg(z) = z^2"
TWO = "dataset d {{ + (1, 0)  - (0, 1) }}\n{losses}\nnetwork {{ shortcut = 1 softplus  hidden bias }}\n{claim}\n"


@pytest.mark.parametrize(
    "losses, line, said",
    [
        (ZERO, 3, "the loss of class - is least at f = 0; right means sgn f = y, with sgn(0) = +1: a fit with f = 0"),
        ("loss + a(z) = abs(z)\nloss - b(z) = abs(1 + z)", 2, "the loss of class + is least at f = 0; "),
        ("loss l(z) = z^4", 2, "a fit with f = 0 is right on class + and wrong on class -"),
    ],
)
@pytest.mark.parametrize("claim", ["", "claim no_bad_smooth", "claim error at most 1/4"])
def test_a_target_at_zero(losses, line, said, claim):
    """Right means the sign of f, so targets 0 and 1 have a perfect fit called wrong."""
    loaded = loads(TWO.format(losses=losses, claim=claim))
    assert loaded.spec is not None
    assert codes(loaded) == ["W007"]
    assert loaded.diagnostics[0].span.line == line
    assert said in loaded.render()
    assert "(1/2 + z)^2 for both classes" in loaded.render()


@pytest.mark.parametrize("claim", ["global", "no_valley", "no_basin"])
def test_who_is_right_is_of_no_interest_to_other_claims(claim):
    assert not codes(loads(TWO.format(losses=ZERO, claim=f"claim {claim}")))


@pytest.mark.parametrize(
    "formula",
    [
        *("(1/2 + z)^2", "(1/10 + z)^2", "max(0, z)^2", "max(0, z)", "exp(z)", "log(1 + exp(z))", "z"),
        *("3", "z^3", "-exp(-z^2)*0", "cases { z < 0: 0; else: z^2 }"),
    ],
)
def test_other_losses_have_no_target_at_zero(formula):
    assert "W007" not in codes(loads(TWO.format(losses=f"loss l(z) = {formula}", claim="")))
