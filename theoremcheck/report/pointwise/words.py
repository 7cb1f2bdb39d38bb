"""A point in words: L at it, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from theoremcheck.look import look, paragraph
from theoremcheck.report.enclosures import interval_words
from theoremcheck.report.numbers import decimal_exponent, plain, rational, scientific
from theoremcheck.report.parameter_names import parameter_names
from theoremcheck.report.pointwise.claim import of_the_claim
from theoremcheck.report.problem import as_read, blocks, describe
from theoremcheck.report.reasons import sentence
from theoremcheck.report.refutation import BAD_MEANS, flat_words, point_words, title
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.points import flat_directions
from theoremcheck.verdict.pointwise.evaluation import Evaluation, OnBreak
from theoremcheck.verdict.pointwise.values import Along, Certified, Fall, PointReport, Standing
from theoremcheck.verdict.values import Refutation

_SHOWN = 20
_LISTED = 6
_HEAD = 18


def evaluation_text(problem: Problem, place: str, found: Evaluation, *, verbose: bool = False) -> str:
    """L at a point: one row for each thing that is known of it."""
    lines = [place, "", *describe(problem), "", *_rows(problem, found, verbose=verbose)]
    return "\n".join(lines) + "\n"


def evaluation_line(problem: Problem, found: Evaluation) -> str:
    """L at a point and who is wrong there, alone, on one line."""
    return f"L = {interval_words(found.loss)}, wrong: {_wrong(problem, found)}\n"


def report_text(report: PointReport, place: str, *, verbose: bool = False) -> str:
    """How the point stands, why, and L at it."""
    problem = report.problem
    lines = [place, *_headline(report), "", *describe(problem)]
    lines += [line for note in report.spec.notes for line in paragraph(f"note: {note}", "  ")]
    lines += ["", *(line for indent, text in _why(report) for line in paragraph(text, indent)), ""]
    if report.evaluation is not None:
        lines += ["At the point itself:", *_rows(problem, report.evaluation, verbose=verbose)]
    return "\n".join(lines) + "\n"


def report_line(report: PointReport) -> str:
    """How the point stands, alone, on one line."""
    return f"{_claimed(report)}\n"


def standing_sentence(report: PointReport) -> str:
    """How the point stands, in one sentence without a full stop."""
    match report.standing:
        case Standing.CERTIFIED:
            assert report.minimum is not None
            return _certified(report, report.minimum)
        case Standing.NOT_CRITICAL:
            return "no local minimum: the point is not critical, as L falls to first order"
        case Standing.SADDLE:
            return "no local minimum: L falls to second order, as at a saddle"
        case Standing.ESCAPING:
            return f"no local minimum: L falls from the point along a ray, and further{_far(report)} on it"
        case Standing.NO_ERRORS:
            return f"no bad local minimum: every sample is right{_without_errors(report)}"
        case Standing.UNDECIDED:
            return f"not decided: {'nothing is shown' if report.reason is None else sentence(report.reason)}"


def _far(report: PointReport) -> str:
    """How far away L still falls."""
    fall = report.fall
    if fall is None or fall.step is None:
        return ""
    return f" from place to place up to {at_least(fall.step * max(map(abs, fall.direction)))} away"


def _without_errors(report: PointReport) -> str:
    found = report.without_errors
    if found is None:
        return ", whether or not the point is a minimum"
    kind = "a strict local minimum" if not found.held else "a local minimum"
    return f", and {kind} without errors lies within {at_most(found.distance)} of the point"


def head(report: PointReport) -> str:
    """CERTIFIED, REFUSED or UNDECIDED."""
    return {Standing.CERTIFIED: "CERTIFIED", Standing.UNDECIDED: "UNDECIDED"}.get(report.standing, "REFUSED")


def claim_words(report: PointReport) -> str:
    """How the point stands, in a sentence that says what *bad* means."""
    text = standing_sentence(report)
    return f"{text}." if report.minimum is None else f"{text}. ({BAD_MEANS.capitalize()}.)"


def _headline(report: PointReport) -> Iterator[str]:
    yield from paragraph(_claimed(report), "")


def _claimed(report: PointReport) -> str:
    by = "" if report.minimum is None else f" by {report.minimum.rule}"
    return f"{head(report)}{by}: {claim_words(report)}"


def _certified(report: PointReport, found: Certified) -> str:
    kind = "strict bad local minimum" if found.strict else "bad local minimum"
    if not found.distance:
        return f"the point itself is a {kind}"
    return f"a {kind} lies within {at_most(found.distance)} of the point"


def at_most(value: Fraction) -> str:
    """A short decimal at or above a positive rational."""
    unit = Fraction(10) ** (decimal_exponent(value) - 1)
    return _short(-(-value // unit) * unit)


def at_least(value: Fraction) -> str:
    """A short decimal at or below a positive rational."""
    unit = Fraction(10) ** (decimal_exponent(value) - 1)
    return _short(value // unit * unit)


def _short(value: Fraction) -> str:
    return scientific(value, 2) if value < Fraction(1, 1000) else plain(value, 2)


def why(report: PointReport) -> Iterator[str]:
    """Why the point stands as it does, sentence by sentence."""
    return (text for _, text in _why(report))


def _why(report: PointReport) -> Iterator[tuple[str, str]]:
    """The same with the indent of each sentence."""
    if report.minimum is not None:
        yield from (("", text) for text in _minimum(report, report.minimum))
    if report.fall is not None:
        yield from _fall(report, report.fall)
    if report.nearby is not None:
        distance = at_most(report.nearby.distance)
        rule = report.nearby.rule
        yield "", f"Further away, at most {distance} from the point, a bad local minimum is certified by {rule}."
    yield from (("", text) for text in of_the_claim(report))


def _minimum(report: PointReport, found: Certified) -> Iterator[str]:
    problem, reading = report.problem, report.reading
    shown = Refutation(found.rule, found.fact, *found.wrong)
    if reading is not report.spec:
        yield f"{as_read(reading)} {'; '.join(f'{name} {text}' for name, text in blocks(reading.problem))}."
    yield f"{found.rule} ({title(shown)}): {point_words(reading.problem, shown)}."
    if found.radius is not None:
        alone = isinstance(found.fact.evidence, Box) and not (found.fact.evidence.kinks or found.held)
        only = ", and there is no other in it" if found.strict and alone else ""
        yield f"It lies in a box of radius {rational(found.radius)}{only}."
    yield f"{_strictness(problem, found)}."
    least, most = found.wrong
    count = f"{least}" if least == most else f"{least} to {most}"
    yield f"{count} of {len(problem.samples.points)} samples are wrong there."


def _strictness(problem: Problem, found: Certified) -> str:
    evidence = found.fact.evidence
    if found.strict:
        return "It is strict in all trained parameters"
    if found.held:
        names = parameter_names(problem)
        rest = "strict in the other parameters with these held" if not evidence.kinks else "these are held"
        listed = _listed([names[k] for k in found.held])
        return f"It is a minimum with {flat_words(len(found.held))}; {rest}: {listed}"
    if isinstance(evidence, Box) and evidence.split:
        flat = flat_directions(evidence)
        but = f" but for {flat_words(flat)}" if flat else ""
        if found.rule == "rule.potential" or evidence.kinks:
            return "The copies of a neuron leave flat directions"
        return f"It is strict in the narrower network{but}; the copies of a neuron leave flat directions"
    return f"Whether it is strict {found.rule} does not say"


def _fall(report: PointReport, fall: Fall) -> Iterator[tuple[str, str]]:
    names = parameter_names(report.problem)
    where = f"along {_along(fall, names)}"
    rates = [] if fall.slope is None else [f"with slope {interval_words(fall.slope, 6)}"]
    rates += [] if fall.curvature is None else [f"with second derivative {interval_words(fall.curvature, 6)}"]
    all_the_same = report.standing in (Standing.UNDECIDED, Standing.NO_ERRORS)
    given = "Exactly as it is given the point is no local minimum: " if all_the_same else ""
    yield "", f"{given}L falls {where}, {' and '.join(rates)}."
    yield "  ", f"The direction: {_direction(fall, names)}."
    if fall.loss is not None and fall.step is not None and report.evaluation is not None:
        lower = f"L is {interval_words(fall.loss)} at the point plus {rational(fall.step)} times the direction"
        yield "", f"{lower}, less than {interval_words(report.evaluation.loss)} at the point (in ball arithmetic)."


def _along(fall: Fall, names: Sequence[str]) -> str:
    if fall.along is Along.PARAMETER and fall.parameter is not None:
        return f"{'+' if fall.direction[fall.parameter] > 0 else '-'}{names[fall.parameter]}"
    return fall.along.value


def _direction(fall: Fall, names: Sequence[str]) -> str:
    """The largest entries by name."""
    order = sorted((k for k, entry in enumerate(fall.direction) if entry), key=lambda k: -abs(fall.direction[k]))
    shown = ", ".join(f"{names[k]} {plain(fall.direction[k], 6)}" for k in order[:_LISTED])
    return shown if len(order) <= _LISTED else f"{shown}, and {len(order) - _LISTED} smaller entries"


# --- L at the point ---------------------------------------------------------------------------------------------------


def _row(name: str, text: str) -> Iterator[str]:
    head = f"  {name:{_HEAD - 2}}"
    lines = list(paragraph(text, " " * _HEAD)) or [""]
    yield head + lines[0].strip()
    yield from lines[1:]


def evaluation_rows(problem: Problem, found: Evaluation) -> Iterator[tuple[str, str]]:
    """What is known of L at the point: a name and a text each."""
    penalised = "" if found.loss == found.mean_loss else f" (without the penalties {interval_words(found.mean_loss)})"
    yield "L", interval_words(found.loss) + penalised
    yield "wrong", _wrong(problem, found)
    yield "gradient norm", _gradient(found)
    yield "Hessian", _spectrum(found)
    yield "on breaks", _breaks(found)


def _rows(problem: Problem, found: Evaluation, *, verbose: bool) -> Iterator[str]:
    for name, text in evaluation_rows(problem, found):
        yield from _row(name, text)
    yield from _outputs(problem, found, verbose=verbose)
    if verbose and found.gradient is not None:
        names = parameter_names(problem)
        for name, entry in zip(names, found.gradient, strict=True):
            yield from _row(f"dL / d {name}", interval_words(entry))


def _wrong(problem: Problem, found: Evaluation) -> str:
    count = len(problem.samples.points)
    text = f"{len(found.wrong)} of {count} samples"
    text += f" ({_listed([str(i + 1) for i in found.wrong])})" if found.wrong else ""
    unsure = f"; of {len(found.unsure)} the sign of f is not known" if found.unsure else ""
    return text + unsure


def _gradient(found: Evaluation) -> str:
    if found.gradient_norm is not None:
        return interval_words(found.gradient_norm)
    return "none" if found.rough is None else f"none: {sentence(found.rough)}"


def _spectrum(found: Evaluation) -> str:
    spectrum = found.spectrum
    if spectrum is None:
        return "none" if found.rough is None else f"none: {sentence(found.rough)}"
    text = f"{spectrum.negative} negative, {spectrum.flat} near zero, {spectrum.positive} positive eigenvalues"
    if not spectrum.eigenvalues:
        return text
    ends = [interval_words(spectrum.eigenvalues[k], 6) for k in (0, -1)]
    near = scientific(spectrum.near_zero, 2) if spectrum.near_zero else "0"
    return f"{text}; the least is {ends[0]}, the largest {ends[1]} (near zero: up to {near})"


def _breaks(found: Evaluation) -> str:
    if not found.breaks:
        return "nothing"
    return _listed([_break(entry) for entry in found.breaks], "; ")


def _break(entry: OnBreak) -> str:
    what = Reason.of("samples.margin", sample=entry.sample) if entry.unit is None else entry.unit.at(entry.sample)
    how = "on" if entry.exact else f"{interval_words(entry.distance, 2)} from"
    return f"{sentence(what)} is {how} the break {interval_words(entry.break_point, 6)}"


def output_rows(problem: Problem, found: Evaluation) -> Iterator[tuple[str, str, str]]:
    """Of each sample: its class, whether it is right, and f."""
    for i, (label, value) in enumerate(zip(problem.samples.labels, found.outputs, strict=True)):
        mark = "wrong" if i in found.wrong else "unknown" if i in found.unsure else "right"
        yield "+" if label > 0 else "-", mark, interval_words(value)


def _outputs(problem: Problem, found: Evaluation, *, verbose: bool) -> Iterator[str]:
    shown = len(found.outputs) if verbose else _SHOWN
    yield "  outputs"
    for i, (label, mark, value) in enumerate(islice(output_rows(problem, found), shown)):
        yield f"    sample {i + 1:<4} {label}  {mark:8} f = {value}"[: look().width + 40]
    if len(found.outputs) > shown:
        yield f"    and {len(found.outputs) - shown} more samples (--verbose)"


def _listed(words: Sequence[str], separator: str = ", ") -> str:
    shown = separator.join(words[:_LISTED])
    return shown if len(words) <= _LISTED else f"{shown}{separator}and {len(words) - _LISTED} more"
