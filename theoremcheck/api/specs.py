"""The spec as the API gives it: a checked problem with its text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoremcheck.api.errors import SpecError, shown
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.language import Loaded
from theoremcheck.language import load as load_file
from theoremcheck.language import loads as load_text
from theoremcheck.language import spec as language
from theoremcheck.language.printer import print_spec
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from theoremcheck.api.evaluation import Gradient
    from theoremcheck.api.intervals import Intervals
    from theoremcheck.api.points import AnyPoint, Point
    from theoremcheck.functions.enclosure import Enclosure
    from theoremcheck.verdict.pointwise.evaluation import Evaluation


@dataclass(frozen=True, repr=False)
class Spec(language.Spec):
    """A problem that was read and checked: from arrays, from a text or from a file.

    Two specs are equal if they say the same. ``problem`` is the exact problem, ``notes`` what was noted on reading it.
    """

    @classmethod
    def of(cls, spec: language.Spec) -> Spec:
        """The same spec as the API gives it."""
        return cls(**{entry.name: getattr(spec, entry.name) for entry in fields(language.Spec)})

    @property
    def text(self) -> str:
        """The text of a .spec file that is read back as an equal spec; the notes stand above it, as comments.

        A file has at most MAX_FILE_BYTES = 4,000,000 bytes: more samples are read from a table.
        """
        return "".join(f"# {' '.join(note.split())}\n" for note in self.remarks) + print_spec(self)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the trained parameters, (P,), in the order of the Hessian, as a0, a[0], w[0, 1], b[0]."""
        from theoremcheck.api.evaluation import parameter_names

        return parameter_names(Layout.of(self.problem))

    def point(self, P: AnyPoint, *, numbers: Policy = "shortest") -> Point:
        """A point of parameter space, exactly.

        ``P``: a mapping from the blocks a0, a, w, b, deep to arrays; a list of all parameters, or of the trained ones;
        the path of a .json or .npz file; or anything with a ``point``. Frozen blocks with known values may be left out.
        ``numbers`` says how floats are read, as for ``theoremcheck.problem``. Raises :class:`SpecError`.
        """
        from theoremcheck.api.points import read_point

        return read_point(self.problem, P, numbers)

    def loss(self, P: AnyPoint) -> Enclosure:
        """L at a point (see :meth:`point`): the weighted mean of the losses, and the regularizer."""
        from theoremcheck.api import evaluation

        return evaluation.loss(self.problem, self.point(P))

    def outputs(self, P: AnyPoint) -> Intervals:
        """f(x_i) at a point, (n,)."""
        from theoremcheck.api import evaluation

        return evaluation.outputs(self.problem, self.point(P))

    def gradient(self, P: AnyPoint) -> Gradient:
        """The derivatives of L by the trained blocks, in the shapes of a point; ``flat`` has all of them, (P,).

        Raises :class:`SpecError` where there is none: at a kink of a neuron or of the loss.
        """
        from theoremcheck.api import evaluation

        return evaluation.gradient(self.problem, self.point(P))

    def evaluate(self, P: AnyPoint) -> Evaluation:
        """L at a point, with outputs, who is wrong, gradient, spectrum of the Hessian, and what stands on breaks.

        As ``theoremcheck eval`` does. Raises :class:`SpecError` where L has no value that can be enclosed.
        """
        from theoremcheck.api import evaluation

        return evaluation.evaluate(self.problem, self.point(P))

    def hessian(self, P: AnyPoint) -> Intervals:
        """The second derivatives of L by the trained parameters, (P, P), in the order of :attr:`parameters`."""
        from theoremcheck.api import evaluation

        return evaluation.hessian(self.problem, self.point(P))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from theoremcheck.report.display.contents import spec_card
        from theoremcheck.report.display.html import html

        return html(spec_card(self))

    def _repr_markdown_(self) -> str:
        from theoremcheck.report.display.contents import spec_card
        from theoremcheck.report.display.markdown import markdown

        return markdown(spec_card(self))

    def _repr_latex_(self) -> str:
        """The problem in sentences for a paper."""
        from theoremcheck.report.display.latex import problem_latex

        return problem_latex(self.problem)

    def to_torch(self, P: AnyPoint) -> Any:
        """The network at a point as a ``torch.nn.Module`` in double precision: f, and ``objective()``, which is L."""
        # By name: this layer knows nothing of the doors above it.
        return import_module("theoremcheck.doors.pytorch.module").to_torch(self, P)

    def to_sklearn(self, P: AnyPoint) -> Any:
        """The network at a point as a fitted ``MLPClassifier`` whose ``fit`` goes on from there."""
        return import_module("theoremcheck.doors.scikit_learn.classifier").to_sklearn(self, P)


def loads(text: str, *, settings: Mapping[str, Any] | None = None) -> Spec:
    """The spec that a text is. Tables that it names are relative to the working folder.

    ``settings`` override ``let`` values by name. Raises :class:`SpecError`.
    """
    if not isinstance(text, str):
        raise TypeError(f"a spec is a text, not {type(text).__name__}; theoremcheck.load reads a file")
    return checked(load_text(text, settings=texts(settings), known_ids=_ids()))


def load(path: str | os.PathLike[str], *, settings: Mapping[str, Any] | None = None) -> Spec:
    """The spec in a file. Tables that it names are relative to its folder. As :func:`loads` otherwise."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a path is loaded, not {shown(path)}; theoremcheck.loads reads a text")
    return checked(load_file(Path(path), settings=texts(settings), known_ids=_ids()))


def checked(loaded: Loaded) -> Spec:
    """The spec that was read. Raises :class:`SpecError` with the diagnostics if there is none."""
    if loaded.spec is None:
        raise SpecError.of(loaded.diagnostics, loaded.source)
    return Spec.of(loaded.spec)


def _ids() -> frozenset[str]:
    from theoremcheck.theory.lookup import known_names

    return known_names()


def texts(settings: Mapping[str, Any] | None) -> dict[str, str]:
    """Settings as ``--set`` gives them: numbers are read exactly, floats as the shortest decimals."""
    found, reader = {}, Reader("shortest")
    for name, value in (settings or {}).items():
        try:
            found[name] = value if isinstance(value, str) else rational_text(reader.read(value))
        except NotExact as error:
            raise ValueError(f"settings[{name!r}] is {error.message}") from None
    return found
