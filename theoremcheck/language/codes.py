"""The registry of diagnostic codes: one stable code, one title, one explanation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of mistake: ``title`` in a few words, ``explanation`` in a few sentences."""

    code: str
    title: str
    explanation: str


CRASHED: Final = "E006"
"""The code of a check that ended before its time."""

_CODES: Final = (
    Code("E001", "the file cannot be read", "The path does not exist, or the system refuses to open it."),
    Code(
        "E002",
        "not a regular file",
        "A spec and a CSV file are regular files that do not change while they are read, no folders, pipes or devices.",
    ),
    Code("E003", "the file is too large", "A spec has at most MAX_FILE_BYTES bytes; put large datasets in a CSV file."),
    Code("E004", "not UTF-8 text", "Specs are UTF-8 text, with or without a byte order mark."),
    Code("E005", "nothing in the file", "A spec needs at least a dataset, a loss and a network."),
    Code(
        CRASHED,
        "the check crashed",
        "The process that checked the spec died, ran out of memory or of the seconds of --timeout, or met a mistake of"
        " the program. Nothing is known of the spec: this is no verdict, and the other specs are not touched by it.",
    ),
    Code(
        "E010",
        "syntax error",
        "Something stands where the grammar (grammar/spec.lark) allows something else; the message lists what fits.",
    ),
    Code("E011", "a bracket is not closed", "Every { and ( needs its partner before the next item begins."),
    Code("E012", "a text is not closed", 'A text in double quotes ends on its line; write \\" for a quote inside.'),
    Code("E013", "a character that is not part of the language", "Outside texts and comments specs are plain ASCII."),
    Code(
        "E014",
        "an unknown declaration",
        "An item begins with dataset, neuron, loss, network, objective, candidate, search, let, claim or expect.",
    ),
    Code("E015", "a bracket that was never opened", "A } or ) has no partner."),
    Code(
        "E020",
        "a block is missing",
        "A spec has one dataset, one loss and one network; the network names its neurons, declared in the file"
        " or come from the library.",
    ),
    Code("E021", "declared or written twice", "Each block, name, line and clause is written once."),
    Code("E022", "a reserved name", "Keywords, elementary functions and constants cannot be redefined."),
    Code("E023", "an unknown name", "The name is neither declared in the file nor in the library."),
    Code("E024", "an unknown condition, theorem or rule", "Ids are listed by `theoremcheck explain`."),
    Code(
        "E025",
        "lines that exclude each other",
        "Each of them may be written, but not in one spec; the message says what does not go together.",
    ),
    Code("E026", "a line is missing", "The block needs this line."),
    Code(
        "E030", "not a number", "Numbers are exact: integers, decimals, exponents or fractions; not NaN, not infinite."
    ),
    Code("E031", "a number with too many digits", "A number, as written or computed, has at most MAX_DIGITS digits."),
    Code("E032", "a decimal exponent out of range", "A decimal exponent is at most MAX_EXPONENT in absolute value."),
    Code("E033", "not an integer", "A count is a whole number."),
    Code("E034", "a number out of range", "The number is outside the range that the message names."),
    Code("E035", "division by zero", "A constant is divided by zero or raised from zero to a negative power."),
    Code("E040", "a formula nested too deep", "A formula is nested at most MAX_DEPTH deep, its names expanded."),
    Code("E041", "a formula too large", "A formula has at most MAX_NODES nodes, its names expanded."),
    Code("E042", "wrong number of arguments", "The function takes another number of arguments."),
    Code(
        "E043",
        "an exponent that is not constant",
        "In base ^ exponent the exponent is a rational constant, or the base a positive constant; otherwise write"
        " exp(exponent * log(base)).",
    ),
    Code("E044", "an exponent too large", "Numerator and denominator of an exponent are at most MAX_POWER."),
    Code("E045", "a function without its argument or parameter", "Write relu(z), or leaky_relu(1/10)(z)."),
    Code("E046", "a parameter out of range", "The library refuses this value of the parameter; the message says why."),
    Code("E047", "a function defined by itself", "Functions may use each other, but not in a circle."),
    Code("E048", "cases that do not fit together", "Cases cover every z, and no single point has a value of its own."),
    Code("E049", "an opaque function in a formula", "A function known by assumptions only has no formula to insert."),
    Code("E050", "a variable that is not declared", "A formula uses the variable named in its header, NAME(z) = ..."),
    Code("E051", "not a real number", "A constant part of the formula is not defined among the real numbers."),
    Code(
        "E052",
        "a function that is not defined everywhere",
        "A neuron and a loss are real numbers at every z: no logarithm of 0 or less, no division by zero, no root of a"
        " negative number. The point where it goes wrong is named.",
    ),
    Code(
        "E053",
        "a symbolic parameter that cannot be",
        "A range assumes of one parameter that it lies between numbers: assume 0 < alpha < 1. Some number must satisfy"
        " it, and the formula must use it.",
    ),
    Code("E060", "wrong dimension", "All samples of a dataset have the same number of entries, at least 1."),
    Code("E061", "an empty class", "Both classes need at least one sample."),
    Code("E062", "a weight that is not positive", "Sample weights are rationals > 0."),
    Code(
        "E063",
        "a dataset of mixed form",
        "A dataset is a list of samples, or a CSV file, or drawn from a seed, or a size with assumptions.",
    ),
    Code(
        "E064",
        "a dataset too large",
        "A dataset has at most MAX_ROWS samples of dimension at most MAX_DIMENSION. Drawn samples are different points,"
        " of which a range has only so many, and take at most MAX_DRAWS coordinates. A table has at most MAX_CELLS_READ"
        " cells, of which at most MAX_TEXTS_READ are different.",
    ),
    Code("E065", "not a list of numbers", "A sample is a list of numbers in parentheses, (1, 0)."),
    Code("E070", "the CSV file cannot be read", "The path, relative to the spec, must name a readable regular file."),
    Code("E071", "the CSV file is too large", "A CSV file has at most MAX_CSV_BYTES bytes."),
    Code("E072", "a row of another length", "Every row of a CSV file has as many cells as its header."),
    Code("E073", "an unknown column", "The column is not in the header of the CSV file, or not usable here."),
    Code("E074", "a cell that is not a number", "Every feature is a number: no missing value, NaN or infinity."),
    Code(
        "E075",
        "a label that is not binary",
        "Without `negative`, the label column has exactly two values. With it, other rows are left out.",
    ),
    Code("E076", "no data in the CSV file", "The file needs a header row and at least one row of data."),
    Code(
        "E077",
        "a malformed CSV file",
        "The CSV file is UTF-8 text with a header row; quotes are closed. A file that ends in .npz has arrays of"
        " numbers or texts, of one length, which are its columns, one that ends in .parquet columns of them.",
    ),
    Code("E080", "an unknown property", "Only the conditions that the message lists can be assumed here."),
    Code("E081", "contradictory assumptions", "The assumptions, with what they imply, exclude each other."),
    Code("E082", "an assumption beside the data", "What the data decide cannot be assumed; delete one of the two."),
    Code("E090", "an empty network", "A network needs a shortcut or a deep part."),
    Code(
        "E091",
        "a block that the network does not have",
        "Only blocks present in the network can be named: a0 a w b deep beside, and the parts of deep and beside.",
    ),
    Code("E092", "a value of the wrong shape", "a0 is a number, a and b have M entries, w has M vectors of d entries."),
    Code(
        "E093",
        "a network too large",
        "Layers, widths and parameters are bounded by MAX_LAYERS, MAX_WIDTH and MAX_PARAMETERS.",
    ),
    Code(
        "E094",
        "an unknown block",
        "The blocks of parameters are a0, a, w, b, deep and beside; a part of one is deep.1.weights or deep.output.",
    ),
    Code("E100", "an unknown verdict", "A verdict is proved, conditional, refuted or undecided."),
    Code(
        "E102",
        "an unknown claim",
        "A claim is no_bad, no_bad_smooth, global, no_valley, no_basin, or error at most a number from 0 to 1.",
    ),
    Code("E101", "an unknown setting", "The settings of a search are starts, seed and digits."),
    Code("E110", "not a penalty", "A penalty is a coefficient >= 0 times l2(...) of blocks of parameters."),
    Code("E120", "a wrong --set", "--set NAME=value overrides a `let NAME = number` of the file."),
    Code(
        "E130",
        "a problem that is not well formed",
        "A problem built by hand has exact numbers of the type Fraction, labels +1 and -1, and lengths that fit.",
    ),
    Code("W001", "a case that is never met", "Earlier conditions cover it, or nothing can meet it."),
    Code(
        "W002",
        "a loss that rewards wrong samples",
        "A loss is a function of z = -y f(x), which is positive where a sample is wrong. Papers and programs often"
        " write it in the margin y f(x) instead: the sign of z is then the other one.",
    ),
    Code("W003", "one point with both labels", "No network is right on both, so the training error is never 0."),
    Code("W004", "a first row of numbers", "The first row of a CSV file has the names of its columns."),
    Code("W005", "two columns of one name", "Both are features; perhaps one of them is a copy of the other."),
    Code("W006", "a feature that counts the rows", "A column that numbers the rows is seldom meant as a feature."),
    Code(
        "W007",
        "a loss that is least at f = 0",
        "A sample is right where sgn f = y, and sgn(0) = +1. A loss that is least at f = 0, as for targets 0 and 1,"
        " takes f to 0, which is wrong on class -, and only just right on class +. Shift the targets to -1/2 and 1/2:"
        " (1/2 + z)^2 for both classes, where f is the output less 1/2, with a trained constant or a0 frozen at -1/2.",
    ),
    Code("W008", "a number that nothing uses", "Its name stands nowhere else: --set and --over change nothing."),
)

CODES: Final[Mapping[str, Code]] = MappingProxyType({entry.code: entry for entry in _CODES})
"""Every code, in order."""
