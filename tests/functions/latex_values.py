"""Formulas in LaTeX as numbers: a reader of its own for what ``report.display.formulas`` writes."""

import math
import re

TOKEN = re.compile(r"\\operatorname\{(\w+)\}|\\text\{otherwise\}|\\([a-zA-Z]+)|\\([{}\\])|(\d+(?:\.\d+)?)|(\S)")
FUNCTIONS = {
    "log": math.log, "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh, "arctan": math.atan, "sin": math.sin,
    "cos": math.cos, "erf": math.erf,
}  # fmt: skip
ENDS = {"+", "-", "}", ",", "&", "<", "le", "right", "end", "\\", None}


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def value(text, z):
    """The value of a formula at z."""
    reader = Reader(text, z)
    found = reader.sum()
    assert reader.next is None, reader.tokens[reader.at :]
    return found


class Reader:
    """Recursive descent; sums of products of powers, a product being what stands side by side."""

    def __init__(self, text, z):
        self.tokens = [self._token(match) for match in TOKEN.finditer(text)]
        self.at = 0
        self.z = z

    @staticmethod
    def _token(match):
        named, command, brace, number, letter = match.groups()
        return named or command or brace or number or letter or "otherwise"

    @property
    def next(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *wanted):
        for entry in wanted:
            assert self.next == entry, (self.next, entry, self.tokens[self.at :])
            self.at += 1

    def got(self, token):
        if self.next != token:
            return False
        self.at += 1
        return True

    def sum(self):
        total = -self.product() if self.got("-") else self.product()
        while self.next in ("+", "-"):
            total = total + self.product() if self.got("+") else (self.take("-"), total - self.product())[1]
        return total

    def product(self):
        found = self.power()
        while self.next not in ENDS:
            dot = self.got("cdot")
            assert dot or not self.next[0].isdigit(), "two numbers side by side"
            found *= self.power()
        return found

    def power(self):
        base = self.base()
        if not self.got("^"):
            return base
        exponent = self.braced()
        if exponent == round(exponent) and abs(exponent) < 100:
            return base ** round(exponent)
        if base < 0:
            raise ValueError("a root of a negative number")
        return base**exponent

    def braced(self):
        self.take("{")
        if re.fullmatch(r"\d+", self.next or "") and self.tokens[self.at + 1] == "/":  # an exponent 1/3
            top, _, bottom = self.tokens[self.at : self.at + 3]
            self.at += 3
            found = int(top) / int(bottom)
        else:
            found = self.sum()
        self.take("}")
        return found

    def listed(self):
        self.take("left", "{")
        found = [self.sum()]
        while self.got(","):
            found.append(self.sum())
        self.take("right", "}")
        return found

    def base(self):
        token = self.next
        self.at += 1
        if token[0].isdigit():
            return float(token)
        if token in FUNCTIONS or token == "sigmoid":
            self.take("left", "(")
            argument = self.sum()
            self.take("right", ")")
            return FUNCTIONS.get(token, sigmoid)(argument)
        return getattr(self, f"_{token}")()

    def _z(self):
        return self.z

    def _e(self):
        return math.e

    def _pi(self):
        return math.pi

    def _frac(self):
        return self.braced() / self.braced()

    def _sqrt(self):
        return math.sqrt(self.braced())

    def _max(self):
        return max(self.listed())

    def _min(self):
        return min(self.listed())

    def _left(self):
        bar = self.got("|")
        if not bar:
            self.take("(")
        found = self.sum()
        self.take("right", "|" if bar else ")")
        return abs(found) if bar else found

    def _begin(self):
        self.take("{", *"cases", "}")
        chosen = None
        while not self.got("end"):
            try:
                found = self.sum()
            except (ValueError, OverflowError, ZeroDivisionError):  # outside the piece's own domain
                found = math.nan
                while self.next != "&":
                    self.at += 1
            self.take("&")
            met = True
            if not self.got("otherwise"):
                left = self.sum()
                met = left <= self.sum() if self.got("le") else (self.take("<"), left < self.sum())[1]
            if met and chosen is None:
                chosen = found
            self.got("\\")
        self.take("{", *"cases", "}")
        return chosen
