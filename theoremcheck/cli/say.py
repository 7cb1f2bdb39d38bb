"""What commands say: text on a standard stream, and what is wrong with how they were called."""

from __future__ import annotations

import os
import sys


class UsageError(Exception):
    """What a command finds wrong with how it was called; ``usage`` says that its usage is to be shown as well."""

    usage = True

    def show(self) -> None:
        """Print the message on standard error."""
        echo(f"Error: {self}", err=True)


def echo(text: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print the text at once, on standard error if ``err``, and a line end unless ``nl`` is false.

    Colours are in it where they are wanted (``look.toned``), so none are taken out.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None:
        return
    if os.name == "nt" and "\x1b" in text:  # whose terminals know them by click
        import click

        click.echo(text, nl=nl, err=err, color=True)
        return
    stream.write(f"{text}\n" if nl else text)
    stream.flush()


def echo_bytes(data: bytes) -> None:
    """Print the bytes on standard output as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
