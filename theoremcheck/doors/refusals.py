"""What an importer says when it does not import: what, where in the model, and what to do about it."""

from __future__ import annotations


class ImportRefused(ValueError):  # noqa: N818 - the name that users catch
    """The model, or its loss, is none that a spec states. ``path`` is where in the model, "" for the whole."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        """The place and the reason."""
        return f"{self.path}: {self.reason}" if self.path else self.reason


class ImportMismatch(ImportRefused):
    """The spec was made, and its numbers are not those of the library: a bug of the importer, never passed over."""
