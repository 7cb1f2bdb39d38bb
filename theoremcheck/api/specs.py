"""The spec as the API gives it: a checked problem with its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from theoremcheck.api.errors import SpecError
from theoremcheck.language import Loaded
from theoremcheck.language import load as load_file
from theoremcheck.language import loads as load_text
from theoremcheck.language import spec as language
from theoremcheck.language.printer import print_spec
from theoremcheck.trusted.problem.model import AbstractDataset


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
        """The text of a .spec file that is read back as an equal spec."""
        return print_spec(self)

    def __repr__(self) -> str:
        """One line: the path, the size of the data, the network."""
        data, network = self.problem.dataset, self.problem.network
        known = "assumed data" if isinstance(data, AbstractDataset) else f"{len(data.points)} samples"
        dimension = "" if data.dimension is None else f" in dimension {data.dimension}"
        layers = [f"{network.width} {self.problem.neuron.name or 'neurons'}"] if network.width else []
        if network.deep:
            layers.append(" -> ".join(f"{layer.width} {layer.neuron.name}" for layer in network.deep[:3]))
        return f"<Spec {self.path}: {known}{dimension}, {' + '.join(layers)}, {self.problem.loss.name or 'loss'}>"


def loads(text: str, *, settings: Mapping[str, Any] | None = None) -> Spec:
    """The spec that a text is. Tables that it names are relative to the working folder.

    ``settings`` override ``let`` values by name. Raises :class:`SpecError`.
    """
    if not isinstance(text, str):
        raise TypeError(f"a spec is a text, not {type(text).__name__}; theoremcheck.load reads a file")
    return checked(load_text(text, settings=_texts(settings), known_ids=_ids()))


def load(path: str | Path, *, settings: Mapping[str, Any] | None = None) -> Spec:
    """The spec in a file. Tables that it names are relative to its folder. As :func:`loads` otherwise."""
    return checked(load_file(path, settings=_texts(settings), known_ids=_ids()))


def checked(loaded: Loaded) -> Spec:
    """The spec that was read. Raises :class:`SpecError` with the diagnostics if there is none."""
    if loaded.spec is None:
        raise SpecError.of(loaded.diagnostics, loaded.source)
    return Spec.of(loaded.spec)


def _ids() -> frozenset[str]:
    from theoremcheck.theory.lookup import identifiers

    return frozenset(identifiers())


def _texts(settings: Mapping[str, Any] | None) -> dict[str, str]:
    """Settings as ``--set`` gives them: numbers are read exactly, floats as the shortest decimals."""
    from theoremcheck.api.exact import NotExact, Reader
    from theoremcheck.trusted.digits import rational_text

    found, reader = {}, Reader("shortest")
    for name, value in (settings or {}).items():
        try:
            found[name] = value if isinstance(value, str) else rational_text(reader.read(value))
        except NotExact as error:
            raise ValueError(f"settings[{name!r}] is {error.message}") from None
    return found
