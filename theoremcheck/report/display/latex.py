"""A problem, a verdict and a report on a point in sentences of LaTeX, ready for a paper.

Outside formulas every text is escaped; inside there are only what the language reads, symbols and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.parameters import parameters, parameters_at
from theoremcheck.language.shapes import short_names
from theoremcheck.report.claims import alarm_words, claim, proving, supporting
from theoremcheck.report.display.formulas import (
    escaped,
    formula,
    fraction,
    number,
    power_of_ten,
    radius,
    symbol,
    vector,
)
from theoremcheck.report.pointwise.words import at_most
from theoremcheck.report.reasons import sentence
from theoremcheck.report.refutation import flat_words, wrong
from theoremcheck.report.stated import (
    common_bias,
    data_digest,
    frozen_anywhere,
    frozen_values,
    listed,
    named_apart,
    neuron_names,
    ranges,
    runs,
    shown,
)
from theoremcheck.report.valley import levels
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.minima.valley import SpuriousValley
from theoremcheck.trusted.problem.expr import Param
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyFunction,
    AnyLoss,
    Assumption,
    Dataset,
    Function,
    Layer,
    Network,
    PerClass,
    Problem,
    Vector,
)
from theoremcheck.verdict.pointwise.values import Certified, PointReport, Standing
from theoremcheck.verdict.values import Refutation, Verdict

_LISTED: Final = 24
"""Parameters up to which a point is written out."""
_FORMULA: Final = re.compile(
    r"\\\{L \\textless\{\} c\\\}|\bL \\textless\{\} c\b|\binf L\b|\\textgreater\{\} 0\b|\b[Lc]\b"
)
"""What stands for a formula in the sentence of a claim, once that is escaped."""
_BLOCKS: Final = MappingProxyType({"a0": "a_0"})


def problem_latex(problem: Problem) -> str:
    """The problem: network, neuron, loss, objective and data."""
    network = problem.network
    names = neuron_names(problem)
    parts = [f"Let $f(x) = {_output(network)}$"]
    if network.width:
        parts.append(f" with {_function('s', problem.neuron)}")
    branches = ("f_1", "f_2") if len(network.branches) > 1 else ("f_D",)
    for name, layers in zip(branches, network.branches.values(), strict=True) if network.branches else ():
        if network.residual:
            parts.append(f", where ${name}(x) = w \\cdot (x + V h(x))$, and $h$ has the")
            parts.append(f" hidden layers {_layers(network, layers[:-1], names)}")
        else:
            parts.append(f", where ${name}$ has the hidden layers {_layers(network, layers, names)}")
    # A layer says its neuron's name, which is that of no formula unless the library has it.
    parts += [f", with {_called(name, neuron)}" for name, neuron in named_apart(problem, stated=False)]
    parts += [f"; {text}" for text in _frozen(network)]
    loss = _losses(problem.loss)
    parts.append(f". Let ${_objective(problem)}$ with {_weights(problem)}{loss}")
    symbols = ranges(problem)
    parts.append(f", for all {', '.join(map(_range, symbols))}" if symbols else "")
    parts.append(f", {_data(problem)}.")
    return "".join(parts)


def verdict_latex(verdict: Verdict) -> str:
    """The problem, and the verdict on it; where frozen layers were read as data, that too, and what is left then."""
    spec = verdict.spec
    above = () if spec.stated is None else (f"It is {dressed(spec.reading)}.", problem_latex(spec.problem))
    return " ".join((problem_latex(spec.original), *above, *_claims(verdict)))


def report_latex(report: PointReport) -> str:
    """The problem, and how the point stands."""
    return f"{problem_latex(report.problem)} {_standing(report)}"


# --- the problem ------------------------------------------------------------------------------------------------------


def _output(network: Network) -> str:
    parts = ["a_0"] if network.output_bias else []
    if network.width:
        bias = " + b_j" if network.hidden_bias else ""
        one = network.width == 1
        text = f"a\\, s(w \\cdot x{bias.replace('_j', '')})" if one else f"a_j\\, s(w_j \\cdot x{bias})"
        parts.append(text if one else f"\\sum_{{j=1}}^{{{network.width}}} {text}")
    if len(network.branches) == 1:
        parts.append("f_D(x)")
    elif network.branches:
        parts += ["f_1(x)", "f_2(x)"]
    return " + ".join(parts)


def _layers(network: Network, layers: Sequence[Layer], names: Mapping[AnyFunction, str]) -> str:
    common = common_bias(network, layers)
    texts = []
    for layer in layers:
        units = " + ".join(f"${part.width}$ {_code(names[part.neuron])}" for part in layer.parts)
        own = f" {'with' if network.biased(layer) else 'without'} biases" if common is None else ""
        texts.append(f"{units}{own}")
    said = "" if common is None else f", all {'with' if common else 'without'} biases"
    return " $\\to$ ".join(texts) + said


def _frozen(network: Network) -> Iterator[str]:
    known = ", ".join(_fixed(name, rows) for name, rows in frozen_values(network))
    if known:
        yield f"frozen: {known}"
    unknown = ", ".join(f"${_block(name)}$" for name in frozen_anywhere(network))
    if unknown:
        yield f"frozen: {unknown} at values that are not given"


def _fixed(name: str, rows: Sequence[Vector]) -> str:
    flat = tuple(entry for row in rows for entry in row)
    found = shown(flat)
    if found.cut:
        text = f"({', '.join(number(entry)[0] for entry in found.entries)}, \\ldots)"
    else:
        texts = [_row(row)[0] for row in rows]
        text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
    relation = "=" if found.cut or not found.digest else r"\approx"
    return f"${name if len(name) == 1 else _block(name)} {relation} {text}$" + (
        f" ({found.rest})" if found.rest else ""
    )


def _weights(problem: Problem) -> str:
    """The sample weights, where they differ."""
    data = problem.dataset
    if isinstance(data, AbstractDataset) or data.uniform:
        return ""
    return f"sample weights {_fixed(_weight(problem), (data.weights,))} and "


def _weight(problem: Problem) -> str:
    """The letter of the sample weights: c, unless a parameter of a function is called that."""
    return "m" if any(param.name == "c" for param in problem.parameters) else "c"


def _range(param: Param) -> str:
    """The values of a symbolic parameter."""
    relations = {True: "<", False: r"\le"}
    lower = "" if param.lower is None else f"{fraction(param.lower)} {relations[param.lower_open]} "
    upper = "" if param.upper is None else f" {relations[param.upper_open]} {fraction(param.upper)}"
    return f"{'' if lower or upper else 'real '}${lower}{symbol(param.name)}{upper}$"


def _called(name: str, function: AnyFunction) -> str:
    """A neuron under the name that layers give it."""
    if isinstance(function, Function):
        return f"{_code(name)}$(z) = {formula(function.expr)}$"
    return f"a function {_code(name)} of which {_assumed(function.assumptions)} is assumed"


def _losses(loss: AnyLoss) -> str:
    if not isinstance(loss, PerClass):
        return _function(r"\ell", loss)
    plus, minus = _function(r"\ell_{+1}", loss.plus), _function(r"\ell_{-1}", loss.minus)
    return f"{plus} and {minus}"


def _function(letter: str, function: AnyFunction) -> str:
    if isinstance(function, Function):
        return f"${letter}(z) = {formula(function.expr)}$"
    return f"a function ${letter}$ of which {_assumed(function.assumptions)} is assumed"


def _assumed(assumptions: Sequence[Assumption]) -> str:
    names = (("" if entry.value else "not ") + entry.condition for entry in sorted(assumptions, key=str))
    return ", ".join(map(_code, names)) or "nothing"


def _objective(problem: Problem) -> str:
    data = problem.dataset
    count = str(len(data.points)) if isinstance(data, Dataset) else "n"
    loss = f"\\ell{'_{y_i}' if isinstance(problem.loss, PerClass) else ''}(-y_i f(x_i))"
    if isinstance(data, AbstractDataset) or data.uniform:
        mean = f"\\frac{{1}}{{{count}}} \\sum_{{i=1}}^{{{count}}} {loss}"
    else:
        letter = _weight(problem)
        mean = f"\\left(\\sum_i {letter}_i\\right)^{{-1}} \\sum_{{i=1}}^{{{count}}} {letter}_i\\, {loss}"
    parts = [mean]
    for term in problem.objective.penalties:
        norms = [f"\\|{_block(name)}\\|^2" for name in short_names(problem.network, term.blocks)]
        inner = norms[0] if len(norms) == 1 else f"\\left({' + '.join(norms)}\\right)"
        parts.append(f"{fraction(term.coefficient)} {inner}")
    return f"L = {' + '.join(parts)}"


def _block(name: str) -> str:
    return _BLOCKS.get(name) or symbol(name)


def _data(problem: Problem) -> str:
    data = problem.dataset
    dimension = "" if data.dimension is None else f" in dimension ${data.dimension}$"
    if isinstance(data, AbstractDataset):
        counts = [f"${n}$ of {sign}" for n, sign in ((data.positives, "$+$"), (data.negatives, "$-$")) if n is not None]
        dimension += f" ({', '.join(counts)})" if counts else ""
        return f"on data{dimension} of which {_assumed(data.assumptions)} is assumed"
    plus, minus = len(data.members(1)), len(data.members(-1))
    of = f" of {_code(data.name)}" if data.name else ""
    size = f"on the ${plus + minus}$ samples{of}{dimension} (${plus}$ with $y_i = 1$, ${minus}$ with $y_i = -1$)"
    own = data_digest(problem)
    return f"{size}{_samples(data)}{f' (digest {own})' if own else ''}"


def _samples(data: Dataset) -> str:
    """The samples, where they are few."""
    if not listed(data):
        return ""
    texts = []
    for label, indices in runs(data):
        rows = (_equation(f"x_{{{i + 1}}}", *_row(data.points[i])) for i in indices)
        texts.append(f"{', '.join(rows)} with $y_i = {label}$")
    return f": {'; '.join(texts)}"


# --- the verdict ------------------------------------------------------------------------------------------------------


def _claims(verdict: Verdict) -> Iterator[str]:
    if verdict.alarm is not None:
        yield f"\\textbf{{{escaped(alarm_words(verdict.alarm))}}}"
    found = claim(verdict)
    if found is None:
        return
    if verdict.derivations:
        statement = dressed(found.text)
        if verdict.vacuous:
            statement = "$L$ has no local minimum"
        elif STATEMENTS[found.by].conclusion is Conclusion.NO_BAD:
            statement = "every local minimum of $L$ has training error $0$"
        by, needed = found.by, proving(verdict)
        if verdict.vacuous:
            by, needed = "thm.vacuous", supporting(verdict, "thm.vacuous")
        assumed = [name for name in needed if verdict.statuses[name] is Status.ASSUMED]
        condition = f"if {', '.join(map(_code, assumed))} hold as assumed, " if assumed else ""
        text = f"{condition}{statement}"
        yield f"{text if text.startswith('$') else text[0].upper() + text[1:]} ({_code(by)})."
    elif verdict.refutations:
        first = verdict.refutations[0]
        shown = first.valley
        problem = verdict.spec.problem
        if verdict.spec.question.asked is Asked.ERROR_AT_MOST:
            yield f"{dressed(found.text[:1].upper() + found.text[1:])}."
        yield _minimum(problem, first) if shown is None else _valley(problem, first.rule, shown)
    elif verdict.spec.question.asked is not Asked.NO_BAD:
        yield f"{dressed(found.text[:1].upper() + found.text[1:])}."
    else:
        yield (
            "No theorem that was examined says that every local minimum of $L$ has training error $0$, and no local"
            " minimum with training error above $0$ is certified."
        )


def dressed(text: str) -> str:
    """A sentence of the report without its full stop, the objective and levels of it as formulas."""
    return re.sub(_FORMULA, _as_formula, escaped(text.removesuffix(".")))


def _as_formula(found: re.Match[str]) -> str:
    text = found[0].replace("inf", r"\inf").replace(r"\textless{}", "<").replace(r"\textgreater{}", ">")
    return f"${text}$"


def _minimum(problem: Problem, found: Refutation) -> str:
    bad = STATEMENTS[found.rule].conclusion is Conclusion.BAD
    parts = [f"$L$ has a {'bad ' if bad else ''}local minimum{'' if bad else ' that is not global'}"]
    if found.evidence is not None:
        place = _place(parameters(problem, found.evidence), rounded=not _is_exact(found.evidence))
        parts += [f" at {place}"] if place else []
        if place and isinstance(found.evidence, Box):
            parts.append(f", to within ${radius(found.evidence.radius)}$ in each parameter")
    parts.append(f", with {escaped(wrong(problem, found))} wrong, certified by {_code(found.rule)}")
    return f"{''.join(parts)}{' (bad: with training error above $0$)' if bad else ''}."


def _valley(problem: Problem, rule: str, evidence: SpuriousValley) -> str:
    """A spurious valley: L in it, what parts it from a lower point, and L there."""
    said = "$L$ has a spurious valley: for some $c$ a path component of $\\{L < c\\}$ does not come near $\\inf L$"
    said += f" ({_code(rule)})."
    found = levels(problem, evidence)
    here, there = (_place(parameters_at(problem, point)) for point in (evidence.start, evidence.lower))
    if found is None:
        return said
    low, wall, bound, lower = map(_level, found.shown())
    weight = f"${found.weight}$" if found.weight == "a" else _code(found.weight)
    sign = "negative" if found.negative else "positive"
    return (
        f"{said} At {here or 'a point in it'}, $L$ is {low}; where {weight} is $0$, it is at least {wall}, so no path"
        f" on which $L$ stays below that leads to another sign of {weight}. Where {weight} is {sign}, $L$ is at least"
        f" {bound}, but at {there or 'another point'} it is {lower} (values of $L$ are rounded)."
    )


def _level(text: str) -> str:
    """A rounded decimal as a formula; other words as they are."""
    found = re.fullmatch(r"(-?[\d.]+)(?:e(-?\d+))?", text)
    if found is None:
        return escaped(text)
    return f"${found[1]}$" if found[2] is None else f"${found[1]} \\cdot 10^{{{found[2]}}}$"


def _is_exact(evidence: Minimum) -> bool:
    """False where the point is known by a box around it: the middle of that is another point, however short."""
    if isinstance(evidence, MultiplierMinimum):
        return not isinstance(evidence.multipliers, Enclosed)
    return not isinstance(evidence, Box | TiedMinimum)


# --- a point ----------------------------------------------------------------------------------------------------------


def _standing(report: PointReport) -> str:
    layout = Layout.of(report.problem)
    place = _place(layout.named(layout.full(report.point)))
    point = f"the point {'' if place.startswith('$') else 'with '}{place}" if place else "the given point"
    match report.standing:
        case Standing.CERTIFIED:
            assert report.minimum is not None
            return _certified(report.problem, report.minimum, point)
        case Standing.NOT_CRITICAL:
            text = f"{point} is no local minimum of $L$: it is not critical, as $L$ falls to first order"
        case Standing.SADDLE:
            text = f"{point} is no local minimum of $L$: a saddle is there, as $L$ falls to second order"
        case Standing.ESCAPING:
            text = f"{point} is no local minimum of $L$: $L$ falls from it on and on along a ray"
        case Standing.NO_ERRORS:
            text = f"{point} is no bad local minimum of $L$: every sample is right there"
        case Standing.UNDECIDED:
            why = "" if report.reason is None else f": {escaped(sentence(report.reason))}"
            text = f"whether {point} is a local minimum of $L$ is not decided{why}"
    return f"{text[0].upper()}{text[1:]}."


def _certified(problem: Problem, found: Certified, point: str) -> str:
    kind = "strict bad local minimum" if found.strict else "bad local minimum"
    least, most = found.wrong
    count = f"${least}$" if least == most else f"${least}$ to ${most}$"
    flat = f", with {flat_words(len(found.held))}" if found.held and not found.strict else ""
    end = f"{flat}, with {count} of ${len(problem.samples.points)}$ samples wrong, certified by {_code(found.rule)}"
    end += " (bad: with training error above $0$)."
    if not found.distance:
        return f"{point[0].upper()}{point[1:]} is a {kind} of $L${end}"
    return f"A {kind} of $L$ lies within ${power_of_ten(at_most(found.distance))}$ of {point}{end}"


def _place(found: Parameters[Fraction], *, rounded: bool = False) -> str:
    """The parameters, block by block; of many, or of a network with two branches, nothing.

    ``rounded`` says that they are not the point's own.
    """
    branches = [branch for branch in (found.deep, found.beside) if branch is not None]
    if len(branches) > 1 or sum(map(_size, found.branches)) > _LISTED:
        return ""
    blocks = [] if found.output_bias is None else [("a_0", number(found.output_bias))]
    one = len(found.output_weights) == 1
    if found.output_weights:
        blocks.append(("a", _row(found.output_weights)))
        blocks += [("w" if one else f"w_{{{j}}}", _row(row)) for j, row in enumerate(found.hidden_weights, 1)]
        if found.hidden_bias is not None:
            blocks.append(("b", _row(found.hidden_bias)))
    shown = [_equations(blocks, rounded=rounded)] if blocks else []
    return ", ".join((*shown, *(_branch(branch, rounded=rounded) for branch in branches)))


def _equations(blocks: Iterable[tuple[str, tuple[str, bool]]], *, rounded: bool) -> str:
    return ", ".join(_equation(name, text, exact=exact and not rounded) for name, (text, exact) in blocks)


def _size(branch: Branch[Fraction]) -> int:
    layers = sum(sum(map(len, rows)) + len(biases or ()) for rows, biases in branch.layers)
    return layers + len(branch.output)


def _branch(branch: Branch[Fraction], *, rounded: bool) -> str:
    """What f_D has: the weights and biases of every hidden layer, from below, and the output weights."""
    weights, biases = [], []
    for layer, (rows, own) in enumerate(branch.layers, 1):
        found = [_row(row) for row in rows]
        text = found[0][0] if len(found) == 1 else f"({', '.join(text for text, _ in found)})"
        weights.append((f"W_{{{layer}}}", (text, all(exact for _, exact in found))))
        biases += [] if own is None else [(f"c_{{{layer}}}", _row(own))]
    parts = [f"the weights {_equations(weights, rounded=rounded)}"]
    parts += [f"the biases {_equations(biases, rounded=rounded)}"] if biases else []
    output = _equations([("v", _row(branch.output))], rounded=rounded)
    return f"{', '.join(parts)} and the output weights {output} of $f_D$"


def _row(row: Vector) -> tuple[str, bool]:
    return number(row[0]) if len(row) == 1 else vector(row)


def _equation(name: str, text: str, exact: bool) -> str:
    relation = "=" if exact else r"\approx"
    return f"${name} {relation} {text}$"


def _code(name: str) -> str:
    return f"\\texttt{{{escaped(name)}}}"
