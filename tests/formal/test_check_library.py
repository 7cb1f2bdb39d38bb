"""The summary of coqchk is read: an axiom or a check switched off is an objection, and so is what is not there."""

from check_library import objections

SUMMARY = """
CONTEXT SUMMARY
===============

* Theory: Set is predicative
  
* Axioms:
    Coq.Logic.FunctionalExtensionality.functional_extensionality_dep
    Coq.Reals.ClassicalDedekindReals.sig_forall_dec
  
* Constants/Inductives relying on type-in-type: <none>
  
* Constants/Inductives relying on unsafe (co)fixpoints: <none>
  
* Inductives whose positivity is assumed: <none>
  
"""  # noqa: W293 - as coqchk prints it


def test_a_clean_summary_has_no_objection():
    assert list(objections(SUMMARY)) == []
    none = SUMMARY[: SUMMARY.index("* Axioms:")] + "* Axioms: <none>\n  \n" + SUMMARY[SUMMARY.index("* Constants") :]
    assert list(objections(none)) == []


def test_what_should_not_be_there_is_said():
    own = "TheoremCheck.Kernel.leaf"
    changes = {
        "    Coq.Reals.ClassicalDedekindReals.sig_forall_dec": f"    {own}",
        "Set is predicative": "Set is impredicative",
        "type-in-type: <none>": f"type-in-type:\n    {own}",
        "(co)fixpoints: <none>": f"(co)fixpoints:\n    {own}",
        "positivity is assumed: <none>": f"positivity is assumed:\n    {own}",
    }
    for old, new in changes.items():
        assert old in SUMMARY
        assert len(list(objections(SUMMARY.replace(old, new)))) == 1, old


def test_an_axiom_with_a_name_that_only_ends_alike_is_not_allowed():
    known = "Coq.Reals.ClassicalDedekindReals.sig_forall_dec"
    for other in (
        "Coq.Reals.Mine.sig_forall_dec",
        "TheoremCheck.ClassicalDedekindReals.sig_forall_dec",
        "Mine.classic",
    ):
        assert list(objections(SUMMARY.replace(known, other))) == [f"not allowed: {other}"]


def test_silence_is_an_objection():
    assert len(list(objections(""))) == 5
