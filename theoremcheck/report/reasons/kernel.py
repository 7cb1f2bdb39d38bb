"""The sentences of reasons about claims, certificates and verdicts."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "logic.circle": "the statements go round in a circle at '{statement}'",
        "logic.unknown": "unknown statement '{statement}'",
        "facts.unknown_condition": "unknown condition '{condition}'",
        "facts.not_boolean": "a claim holds or fails",
        "facts.not_assumable": "{condition} cannot be assumed",
        "facts.not_assumed": "the spec does not assume this",
        "facts.not_refutable": (
            "no evidence shows that {condition} fails: a formula that is not defined is an input error, and "
            "that there is no such point is not proved by evidence"
        ),
        "facts.no_class": "the label of a class is 1 or -1",
        "facts.wrong_kind": "evidence of the kind {expected} is expected, not {found}",
        "facts.none_wrong": "no sample is wrong at the point",
        "facts.opposite": "the problem says the opposite",
        "facts.free_parameters": "a bad local minimum needs a value for every parameter",
        "facts.opaque": "the {block} is opaque: nothing but its assumptions is known",
        "facts.no_fact": "{found} is no fact",
        "facts.other_problem": "{condition}: a fact of another problem",
        "facts.twice": "{condition}: claimed twice",
        "facts.unknown_goal": "unknown goal '{goal}'",
        "facts.residual": "the network has a residual head, of which this is not known",
        "facts.needs_samples": "a bad local minimum needs samples",
        "facts.not_established": "the claims do not establish {goal}",
        "certificate.claim": "{condition}: {reason}",
        "certificate.too_large": "larger than MAX_CERTIFICATE_BYTES = {most}",
        "certificate.no_json": "not JSON: {error}",
        "certificate.format": "not a {format} of schema_version {version}",
        "certificate.earlier_version": (
            "a certificate of schema_version {found}, made by an earlier version of theoremcheck; this one "
            "reads {version}: make it again with `theoremcheck SPEC --certificate FILE`"
        ),
        "certificate.encoding": "not UTF-8 text: byte {byte} cannot be decoded",
        "certificate.digests": "'problem' must map block names to digests",
        "certificate.goal": "'statements' must be a digest and 'goal' an id or null",
        "certificate.proof": '\'proof\' must be "machine-checked" or "on paper"',
        "certificate.claims": "'claims' must be a list",
        "certificate.claim_form": "{where}: 'condition' must be an id and 'holds' true or false",
        "certificate.unknown_condition": "{where}: unknown condition '{condition}'",
        "certificate.fields": "{where} must be an object with exactly the fields {fields}",
        "certificate.list_expected": "{where}: a list is expected",
        "certificate.type_expected": "{where}: {expected} is expected",
        "certificate.unknown_kind": "{where}: unknown kind {kind}; expected one of {expected}",
        "certificate.rational_expected": "{where}: a rational is expected as text",
        "certificate.no_rational": "{where}: {text} is not a rational",
        "certificate.denominator": "{where}: {text} has the denominator 0",
        "certificate.digits": "{where}: a number with more than MAX_DIGITS = {most} digits",
        "certificate.expression_expected": "{where}: an expression is expected",
        "certificate.no_expression": "{where}: {head} is no constant expression",
        "certificate.other_statements": "the certificate relies on other statements of the theorems",
        "certificate.lowered": "without its frozen layers the problem is another one than the certificate is about",
        "certificate.instance": "the instance is another one than the certificate is about",
        "certificate.instance_goal": "what is proved of an instance is not proved of all",
        "instances.none": "the problem speaks of one only: there are no instances",
        "instances.names": "the instance does not name every free parameter, and no other one",
        "instances.range": "the value of {parameter} in the instance is outside its range",
        "instances.data": "the instance has data where they are given, or none where they are not",
        "instances.sizes": "the data of the instance are not of the stated dimension and numbers",
        "instances.weights": "the samples of the instance have different weights",
        "instances.both": "the neuron and the loss are one function, for which an instance may not have two",
        "instances.function": "the instance has a function where one is given, or one with free parameters",
        "instances.assumed": "the claims on the instance do not show what is assumed: {condition}",
        "certificate.blocks": "the certificate does not name every block of the problem",
        "certificate.other_problem": "the certificate was made for another problem: {changed} changed",
        "certificate.on_paper": "the certificate says that the statement is machine-checked, and it is not",
        "certificate.digest": "the problem's digest does not match its blocks",
        "admission.too_deep": "{where}: nested deeper than {most}",
        "admission.no_tuple": "{where}: a tuple is not expected",
        "admission.wrong_type": "{where}: {expected} is expected, not {found}",
        "admission.no_member": "{where}: what is of the class {found} and not one of its members",
        "admission.attributes": "attributes of a {found} that are no plain names in a plain dictionary",
        "admission.not_exact": "{where}: {found} is no exact value",
        "admission.not_real": "{where}: a constant that is not shown to be a real number",
        "admission.too_large": (
            "{where}: an expression with more than MAX_CONSTANT_NODES = {most} nodes or nested too deep"
        ),
        "admission.variable": "{where}: a constant that mentions the variable",
        "admission.root_end": "{where}: an end of a root is not rational",
        "admission.number": "{where}: {found} is no exact number",
        "admission.exponent": "{where}: {found} is no exact exponent",
        "admission.power": "{where}: an exponent beyond MAX_POWER = {most}",
        "admission.parameter": "{where}: the parameter {name} in evidence",
        "admission.no_constant": "{where}: {found} is no part of a constant",
        "admission.formula_root": "a formula with a root of a function",
        "admission.unknown_function": "a formula with an unknown function",
        "expect.verdict": "the verdict is {verdict}",
        "expect.not_applied": "{name} does not apply",
        "expect.unknown": "there is no condition {name}",
        "expect.status": "{name}: {status}",
        "expect.width": "{name}: the width needed is {needed}",
        "finding.idle": "not examined: each statement that uses it is ruled out, or can do without it",
        "finding.interrupted": "not examined: the check was interrupted",
        "finding.forbidden": "not sought: a theorem applies",
        "finding.proved": "not examined, as the claim is proved without it (--all asks for more)",
        "finding.settled": "not sought on large data: another rule applies",
        "finding.no_point": "no such point was found",
        "finding.no_point_at_zero": (
            "no such point was found with f = 0 on all samples, the only constant output that is tried"
            " (sgn 0 = +1: class + is right there, class - wrong)"
        ),
        "finding.unknown": "not known: {reason}",
        "finding.refused": "the kernel refused the evidence: {reason}",
        "finding.beyond_floats": "not sought: {reason}",
        "finding.too_large": ("the data have {entries} entries, and what they imply is decided up to {bound} = {most}"),
        "point.far": "a bad local minimum is certified, but as far as {distance} from the point",
        "point.no_rule": "{condition} holds there, but no rule with it: another of its premises is not shown",
        "point.needs_formulas": "a point is certified for given samples and formulas only",
        "point.free_parameters": "a point is certified only when every parameter has a value (--set)",
        "point.unknown_dimension": "the dimension of the data is not known",
        "evaluation.large": "{parameters} parameters are trained, more than MAX_SPECTRUM = {most}",
        "spectrum.no_floats": "floats find no eigenvectors of the Hessian",
        "spectrum.not_orthogonal": "floats find no orthogonal eigenvectors of the Hessian",
        "point.missing_block": "the point does not say what {block} is",
        "point.frozen_block": (
            "{block} is frozen at {frozen} by the spec, and the point has {given}; leave {block} out, or give {frozen}"
        ),
        "point.frozen_entry": (
            "{block} is frozen by the spec: entry {entry} is {frozen} there, and {given} in the point;"
            " leave {block} out, or give the values of the spec"
        ),
        "certified.strict": "certified as a strict bad local minimum",
        "certified.strict_but_one": "certified as a bad local minimum, strict but for 1 flat direction",
        "certified.strict_but": "certified as a bad local minimum, strict but for {flat} flat directions",
        "certified.sharp": "certified as a bad local minimum with margins on kinks of the loss",
        "certified.support": "certified as a bad local minimum by multipliers in an affine cell",
        "certified.split": "certified as a bad local minimum with coinciding neurons",
        "alarm.contradiction": (
            "{theorem} says that {conclusion}, but {rule} certifies a local minimum with training error > 0;"
            " one of the two is wrong"
        ),
        "alarm.forbidden": "{theorem} applies, and the search saw a point {point}",
        "alarm.refused": "the kernel refuses what was just established: {reason}",
        "alarm.disagreement": "the engine and the kernel disagree on what follows from the findings",
    }
)
