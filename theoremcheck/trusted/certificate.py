"""A certificate: claims with evidence and a goal, bound to one problem and to the statements it relies on.

:func:`check` is what a file must pass: every claim becomes a fact, and the facts establish the goal.

The JSON codec is driven by the table of conditions and the evidence classes: a claim's evidence is an object of one of
the kinds of its own condition, named by its class, and decoding accepts exactly the declared fields with exactly the
declared types. Rationals are text ("-3/7").
"""

from __future__ import annotations

import json
import types
import typing
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.bounds import (
    MAX_CERTIFICATE_BYTES,
    MAX_CHECK_WORK,
    MAX_CONSTANT_NODES,
    MAX_DIGITS,
    MAX_POWER,
)
from theoremcheck.trusted.checked import Proof, proof_for, proof_here
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.kernel.conditions import CONDITIONS, About
from theoremcheck.trusted.kernel.facts import Fact, Outcome, conclude, establish
from theoremcheck.trusted.kernel.forms import REFUTING
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS, statements_digest
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Max, Mul, Num, Pi, Pow, Root, Z
from theoremcheck.trusted.problem.model import Function, Json, PerClass, Problem, expr_json
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal, require
from theoremcheck.trusted.work import Ledger, OutOfWork, counted

if TYPE_CHECKING:
    from theoremcheck.trusted.instances import Instance

FORMAT: Final = "theoremcheck-certificate"
SCHEMA_VERSION: Final = 2
LOWERED: Final = "without frozen layers"
"""The digest of the problem that the claims are about, where that is another one than the problem stated."""
INSTANCE: Final = "instance"
"""The same of an instance of what the problem claims for all data, or all values of parameters."""
_EARLIER: Final = (1,)
_MAX_TEXT = 100_000
_MAX_NESTING = 200


class Unreadable(ValueError):  # noqa: N818 - the word of the exit code
    """The file is no certificate of this format: ``reason`` says where it departs from it."""

    def __init__(self, code: str, /, **values: Any) -> None:
        """``Unreadable("certificate.list_expected", where="claims[0]")``."""
        self.reason = Reason.of(code, **values)
        super().__init__(self.reason)


@dataclass(frozen=True, repr=False)
class Claim:
    """A condition holds (or fails), by this evidence."""

    condition: str
    holds: bool
    evidence: object

    def __repr__(self) -> str:
        """One line, without the evidence."""
        return f"<Claim {self.condition} {'holds' if self.holds else 'fails'} by {type(self.evidence).__name__}>"


@dataclass(frozen=True, repr=False)
class Certificate:
    """Claims about one problem, and the theorem they are to establish (None: the claims alone).

    ``digests`` names the problem block by block, ``statements`` the statements (``statements_digest``). ``proof``
    says how the theorem is founded, in the version that issued the certificate (None: without a goal, or not said);
    :func:`check` refuses what says more than is so. With a digest LOWERED the claims are about the problem without its
    frozen layers (``data.frozen_layers``), which has that digest; with an ``instance`` about that one (``instances``),
    whose digest is INSTANCE, and the goal is a refutation.
    """

    digests: Mapping[str, str]
    statements: str
    goal: str | None
    claims: tuple[Claim, ...]
    proof: Proof | None = None
    instance: Instance | None = None

    def __repr__(self) -> str:
        """One line: the goal, and the number of claims."""
        return f"<Certificate of {self.goal or 'claims alone'}: {len(self.claims)} claims>"


def issue(
    problem: Problem,
    goal: str | None,
    claims: Iterable[Claim | Fact],
    stated: Problem | None = None,
    instance: Instance | None = None,
) -> Certificate:
    """A certificate for ``problem`` with the digests filled in; a fact becomes the claim that it settles.

    ``stated`` is the problem that ``problem`` is without the frozen layers of, or that ``instance`` of, None where it
    is the one stated.
    """
    made = tuple(
        Claim(entry.condition, entry.status is not Status.FAILS, entry.evidence) if isinstance(entry, Fact) else entry
        for entry in claims
    )
    other = LOWERED if instance is None else INSTANCE
    digests = dict(problem.digests) if stated is None else {**stated.digests, other: problem.digests["problem"]}
    return Certificate(FrozenDict(digests), statements_digest(), goal, made, _founded(problem, goal, made), instance)


def _founded(problem: Problem, goal: str | None, claims: Iterable[Claim]) -> Proof | None:
    """How the goal is founded, by the forms of it that hold; None without one."""
    if goal is None or goal not in STATEMENTS:
        return None
    if isinstance(problem.loss, PerClass):
        return proof_for(problem, goal)
    return proof_here(goal, {claim.condition: Status.HOLDS if claim.holds else Status.FAILS for claim in claims})


def check_claim(problem: Problem, claim: Claim) -> Fact:
    """The fact that a claim states. Raises ``Refusal`` if its evidence does not bear it out."""
    return establish(problem, claim.condition, claim.holds, claim.evidence)


def subject(problem: Problem, certificate: Certificate) -> Problem:
    """The problem that the claims are about, of one that was admitted: that itself, or without its frozen layers.

    Or an instance of it. Raises ``Refusal`` where it has not the digest that the certificate names.
    """
    if certificate.instance is not None and certificate.digests.get(INSTANCE) != problem.digests["problem"]:
        from theoremcheck.trusted.instances import instance

        found = instance(problem, certificate.instance)
        require(certificate.digests.get(INSTANCE) == found.digests["problem"], "certificate.instance")
        return found
    if certificate.digests.get(LOWERED) in (None, problem.digests["problem"]):
        return problem
    from theoremcheck.trusted.data.frozen_layers import lowered  # few certificates ask for it

    found = lowered(problem)
    require(certificate.digests[LOWERED] == found.digests["problem"], "certificate.lowered")
    return found


def check(problem: Problem, certificate: Certificate) -> Outcome:
    """Check a whole certificate. Raises ``Refusal``, naming the claim, at the first one that is not borne out.

    The facts of what comes of it are facts of ``subject``.
    MAX_CHECK_WORK bounds the work on formulas, and on each other claim, and a condition is claimed once: evidence must
    not keep the kernel for ever.
    """
    check_problem(problem)
    check_binding(problem, certificate)
    stated, problem = problem, subject(problem, certificate)
    bound = f"MAX_CHECK_WORK = {MAX_CHECK_WORK}"
    ledger = Ledger(MAX_CHECK_WORK, bound)
    claims, facts = tuple(certificate.claims), []
    for condition, times in Counter(claim.condition for claim in claims).items():
        require(times == 1, "facts.twice", condition=condition)
    for claim in claims:
        on_formula = claim.condition.startswith(("neuron.", "loss.", "network.deep_defined"))
        try:
            with counted(ledger if on_formula else Ledger(MAX_CHECK_WORK, bound)):
                facts.append(check_claim(problem, claim))
        except (Refusal, OutOfWork) as refusal:
            raise Refusal("certificate.claim", condition=claim.condition, reason=refusal.reason) from None
    outcome = conclude(problem, facts, certificate.goal)
    if certificate.instance is not None and problem is not stated:
        from theoremcheck.trusted.instances import bears_out

        bears_out(stated, certificate.instance, outcome.facts)
        refuting = outcome.goal is None or STATEMENTS[outcome.goal].conclusion in REFUTING
        require(refuting, "certificate.instance_goal")  # what is proved of one is not proved of all
    # An earlier version may have known less of the formal library, but no certificate may say more than is so.
    said = certificate.proof is Proof.MACHINE_CHECKED
    require(not said or _founded(problem, outcome.goal, claims) is Proof.MACHINE_CHECKED, "certificate.on_paper")
    return outcome


def dumps(certificate: Certificate) -> str:
    """The certificate as JSON text (one claim a line, so that two certificates can be compared)."""
    head = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "problem": dict(certificate.digests),
        "statements": certificate.statements,
        "goal": certificate.goal,
    }
    if certificate.proof is not None:
        head["proof"] = certificate.proof.value
    if certificate.instance is not None:
        head["instance"] = _encode(certificate.instance)
    claims = [
        {"condition": claim.condition, "holds": claim.holds, "evidence": _encode(claim.evidence)}
        for claim in certificate.claims
    ]
    lines = ",\n".join("  " + json.dumps(claim, separators=(", ", ": ")) for claim in claims)
    opening = json.dumps(head, indent=1)[:-2]
    return f'{opening},\n "claims": [\n{lines}\n ]\n}}\n'


def loads(text: str) -> Certificate:
    """Read a certificate. Raises ``Unreadable`` for anything that is not exactly of this format."""
    if len(text) > MAX_CERTIFICATE_BYTES:
        raise Unreadable("certificate.too_large", most=MAX_CERTIFICATE_BYTES)
    try:
        raw = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_repetition)
    except (ValueError, RecursionError) as error:
        raise Unreadable("certificate.no_json", error=str(error)) from None
    fields_known = {"format", "schema_version", "problem", "statements", "goal", "claims"}
    said = {"proof", "instance"}.intersection(raw) if isinstance(raw, dict) else set()
    head = _object(raw, fields_known | said, "the certificate")
    version = head["schema_version"]
    if head["format"] != FORMAT or type(version) is not int or version not in (*_EARLIER, SCHEMA_VERSION):
        raise Unreadable("certificate.format", format=FORMAT, version=SCHEMA_VERSION)
    if version in _EARLIER:
        raise Unreadable("certificate.earlier_version", found=version, version=SCHEMA_VERSION)
    problem, goal, claims = head["problem"], head["goal"], head["claims"]
    if not isinstance(problem, dict) or not all(isinstance(value, str) for value in problem.values()):
        raise Unreadable("certificate.digests")
    if not isinstance(head["statements"], str) or not (goal is None or isinstance(goal, str)):
        raise Unreadable("certificate.goal")
    if not isinstance(claims, list):
        raise Unreadable("certificate.claims")
    made = tuple(_claim(entry, i) for i, entry in enumerate(claims))
    instance = _instance(raw["instance"]) if "instance" in said else None
    return Certificate(FrozenDict(problem), head["statements"], goal, made, _proof(head.get("proof")), instance)


def _instance(raw: object) -> Instance:
    from theoremcheck.trusted.instances import Instance  # few certificates have one

    found: Instance = _decode(raw, Instance, "instance", 0)  # type: ignore[assignment]
    return found


def _proof(raw: object) -> Proof | None:
    if raw is None:
        return None
    found = next((entry for entry in Proof if entry.value == raw), None)
    if found is None:
        raise Unreadable("certificate.proof")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _no_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object repeats a field")
    return found


def _claim(raw: object, index: int) -> Claim:
    where = f"claims[{index}]"
    entry = _object(raw, {"condition", "holds", "evidence"}, where)
    if not isinstance(entry["condition"], str) or not isinstance(entry["holds"], bool):
        raise Unreadable("certificate.claim_form", where=where)
    condition = CONDITIONS.get(entry["condition"])
    if condition is None:
        raise Unreadable("certificate.unknown_condition", where=where, condition=entry["condition"])
    ways = condition.holds if entry["holds"] else condition.fails
    kinds = (*(by.kind for by in ways), *((Assumed,) if condition.assumable else ()))
    if ways and ways[0].about is About.LOSS:
        kinds = (*kinds, OfBoth if entry["holds"] else OfOne)
    return Claim(condition.id, entry["holds"], _decode_one_of(entry["evidence"], kinds, f"{where}.evidence", 0))


def _object(raw: object, keys: set[str], where: str) -> dict[str, Any]:
    if not isinstance(raw, dict) or set(raw) != keys:
        raise Unreadable("certificate.fields", where=where, fields=", ".join(sorted(keys)))
    return raw


# --- values <-> JSON ----------------------------------------------------------------------------------------------

_EXPRESSIONS = (Num, Pi, Root, Add, Mul, Pow, Call)


def _encode(value: object) -> Json:
    if isinstance(value, _EXPRESSIONS):
        return expr_json(value)
    if isinstance(value, Function):
        return expr_json(value.expr)
    if isinstance(value, Fraction):
        return _text(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_encode(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        body: dict[str, Json] = {"kind": type(value).__name__}
        body.update({field.name: _encode(getattr(value, field.name)) for field in fields(value)})
        return body
    raise TypeError(f"no JSON for {type(value).__name__}")


def _text(value: Fraction) -> str:
    return rational_text(value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(raw: object, kind: Any, where: str, depth: int) -> object:
    """Decode ``raw`` as the declared type ``kind``, exactly."""
    if depth > _MAX_NESTING:
        raise Unreadable("admission.too_deep", where=where, most=_MAX_NESTING)
    if kind is Function:
        return Function(_Constants(where, [0]).read(raw, 0, variable=True))
    if kind == Expr:
        return _Constants(where, [0]).read(raw, 0)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return _decode_one_of(raw, typing.get_args(kind), where, depth)
    if typing.get_origin(kind) is tuple:
        if not isinstance(raw, list):
            raise Unreadable("certificate.list_expected", where=where)
        item = typing.get_args(kind)[0]
        return tuple(_decode(entry, item, f"{where}[{i}]", depth + 1) for i, entry in enumerate(raw))
    if kind is Fraction:
        return _decode_fraction(raw, where)
    if kind in (int, bool, str):
        if type(raw) is not kind:
            raise Unreadable("certificate.type_expected", where=where, expected=kind.__name__)
        return raw
    hints = _hints(kind)
    entry = _object(raw, {"kind", *hints}, f"{where} ({kind.__name__})")
    if entry["kind"] != kind.__name__:
        raise Unreadable("certificate.unknown_kind", where=where, kind=repr(entry["kind"]), expected=kind.__name__)
    values = {name: _decode(entry[name], hint, f"{where}.{name}", depth + 1) for name, hint in hints.items()}
    return kind(**values)


def _decode_one_of(raw: object, options: tuple[Any, ...], where: str, depth: int) -> object:
    if raw is None and type(None) in options:
        return None
    others = [option for option in options if option is not type(None)]
    if len(others) == 1:
        return _decode(raw, others[0], where, depth)
    name = raw.get("kind") if isinstance(raw, dict) else None
    for option in options:
        if isinstance(option, type) and option.__name__ == name:
            return _decode(raw, option, where, depth + 1)
    known = ", ".join(option.__name__ for option in options if isinstance(option, type))
    raise Unreadable("certificate.unknown_kind", where=where, kind=repr(name), expected=known)


def _decode_fraction(raw: object, where: str) -> Fraction:
    if not isinstance(raw, str) or len(raw) > _MAX_TEXT:
        raise Unreadable("certificate.rational_expected", where=where)
    top, slash, bottom = raw.partition("/")
    plain = top.removeprefix("-")
    if not (plain.isascii() and plain.isdigit()) or (slash and not (bottom.isascii() and bottom.isdigit())):
        raise Unreadable("certificate.no_rational", where=where, text=repr(raw[:40]))
    denominator = _integer(bottom) if bottom else 1
    if denominator == 0:
        raise Unreadable("certificate.denominator", where=where, text=repr(raw[:40]))
    return Fraction(_integer(top), denominator)


def _integer(text: str) -> int:
    """Long integers, which int() refuses by default, are read in slices."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    value = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        value = value * 10 ** len(part) + int(part)
    return sign * value


class _Constants:
    """Reads constant expressions; explicit cases have no place in evidence, z and max only where z is bound."""

    def __init__(self, where: str, count: list[int]) -> None:
        self.where = where
        self.count = count

    def read(self, raw: object, depth: int, growth: int = 1, *, variable: bool = False) -> Expr:
        """An expression; ``variable`` allows z, and the maximum.

        ``growth`` is the product of the exponents around it: 2^(10^9), also written by nested powers, is not computed.
        """
        self.count[0] += 1
        if self.count[0] > MAX_CONSTANT_NODES or depth > _MAX_NESTING:
            raise Unreadable("admission.too_large", where=self.where, most=MAX_CONSTANT_NODES)
        if isinstance(raw, str):
            if len(raw) > MAX_DIGITS:
                raise Unreadable("certificate.digits", where=self.where, most=MAX_DIGITS)
            return Num(_decode_fraction(raw, self.where))
        if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
            raise Unreadable("certificate.expression_expected", where=self.where)
        head, *rest = raw
        if head == "pi" and not rest:
            return Pi()
        if head == "z" and not rest and variable:
            return Z
        if head == "root" and len(rest) == 3:
            ends = (_decode_fraction(end, self.where) for end in rest[1:])
            return Root(self.read(rest[0], depth + 1, growth, variable=True), *ends)
        if head == "pow" and len(rest) == 2:
            exponent = _decode_fraction(rest[1], self.where)
            growth *= max(1, abs(exponent.numerator))
            if growth > MAX_POWER or exponent.denominator > MAX_POWER:
                raise Unreadable("admission.power", where=self.where, most=MAX_POWER)
            return Pow(self.read(rest[0], depth + 1, growth, variable=variable), exponent)
        if head in ("add", "mul", "max")[: 3 if variable else 2] and len(rest) >= 2:
            parts = tuple(self.read(part, depth + 1, growth, variable=variable) for part in rest)
            return Add(parts) if head == "add" else Mul(parts) if head == "mul" else Max(parts)
        if len(rest) == 1 and head in {fn.value for fn in Fn}:
            return Call(Fn(head), self.read(rest[0], depth + 1, growth, variable=variable))
        raise Unreadable("certificate.no_expression", where=self.where, head=repr(head))


def check_binding(problem: Problem, certificate: Certificate) -> None:
    """Refuse a certificate that names another problem or other statements, and say which block differs."""
    if certificate.statements != statements_digest():
        raise Refusal("certificate.other_statements")
    known = problem.digests
    if known["problem"] in (certificate.digests.get(LOWERED), certificate.digests.get(INSTANCE)):
        return  # the problem without frozen layers itself, or the instance: the claims are about no other one
    require(set(certificate.digests) - {LOWERED, INSTANCE} == set(known), "certificate.blocks")
    changed = [name for name in known if name != "problem" and certificate.digests[name] != known[name]]
    require(not changed, "certificate.other_problem", changed=", ".join(changed))
    require(certificate.digests["problem"] == known["problem"], "certificate.digest")
