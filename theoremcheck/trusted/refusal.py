"""The one exception of the trusted part."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the word the field and the messages use
    """The kernel does not accept a claim. The message is the reason, in the field's words."""


def require(condition: bool, reason: str) -> None:
    """Refuse with ``reason`` unless ``condition`` holds."""
    if not condition:
        raise Refusal(reason)
