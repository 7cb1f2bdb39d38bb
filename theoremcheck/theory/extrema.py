"""The prose of the conditions on the local maxima and minima of a neuron."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

EXTREMA: Final = (
    Entry(
        "neuron.no_local_maximum", "the neuron is continuous and has no local maximum",
        "s is continuous, and at no z is s(z) the greatest value nearby, in the weak sense: a constant piece is made of"
        " local maxima. (SiLU, GELU, z^2, |z|; not ReLU, not a bell.)",
        "Rationals p <= r: s is continuous and constant on no interval, s' <= 0 up to p, s'' >= 0 and no slope drops"
        " from p to r, s' >= 0 from r on. Refuted by a constant piece, or by three points of which the middle one has"
        " the greatest value.", HERE,
    ),
    Entry("neuron.no_local_minimum", "the neuron is continuous and has no local minimum",
          "The mirror image of neuron.no_local_maximum (a bell, -z^2).", "As neuron.no_local_maximum, for -s.", HERE),
    Entry("neuron.minima_signed", "the local minimum values have one strict sign",
          "s > 0 at every local minimum of s, or s < 0 at every one (SiLU; not z^2).",
          "As neuron.no_local_maximum, with a sign; or as neuron.no_local_minimum. Refuted by a minimum of 0.", HERE),
    Entry("neuron.maxima_signed", "the local maximum values have one strict sign",
          "The mirror image of neuron.minima_signed.", "As neuron.minima_signed, for -s.", HERE),
    Entry(
        "neuron.extrema_signed", "all local maximum values are > 0, all local minimum values < 0",
        "s is continuous, s > 0 at every local maximum of s, and s < 0 at every local minimum, in the weak sense: so s"
        " is constant on no interval. (sin, cos, z^3 - z, -z exp(-z^2), SiLU; not z^2, not sin + 2.)",
        "A number k with s s'' < k s'^2 everywhere, on both sides of a break: where s' = 0, s and s'' have strict and"
        " opposite signs. At a break s is continuous, and s' is, or its two values have one strict sign, or strict"
        " opposite ones, before the break that of s. Refuted by a constant piece, or by three points around a local"
        " maximum (minimum) and s <= 0 (s >= 0) between the outer ones.", HERE,
    ),
    Entry(
        "neuron.extrema_separated", "a level below all local maximum values and above all local minimum values",
        "For some c, s - c satisfies neuron.extrema_signed (sin + 2, (z^2 - 1)^2, z sin(z); not z + 2 sin(z)).",
        "c, and for s - c as neuron.extrema_signed. Refuted by a constant piece, or by a local maximum and a local"
        " minimum with a number that the one is not above and the other not below.", HERE,
    ),
)  # fmt: skip
