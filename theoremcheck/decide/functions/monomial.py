"""Proposes what ``trusted/functions/monomial.py`` checks: the form, or a point at which it fails."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.functions.forms import by_form
from theoremcheck.trusted.functions.monomial import check_form, check_not_form

_PROBES: Final = tuple(Fraction(p) for p in ("1", "-1", "1/2", "2", "-7/2", "1/3"))

PROPOSERS: Final = MappingProxyType({"neuron.monomial": by_form(check_form, check_not_form, _PROBES)})
