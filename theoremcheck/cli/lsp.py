"""``theoremcheck lsp``: the language server on standard input and output."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from importlib.util import find_spec

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.say import echo
from theoremcheck.cli.streams import Sink, quietly


def run(*, worker: bool) -> int:
    """Serve until the client is done, or (``worker``) check one spec for a server; return the exit code."""
    if worker:
        from theoremcheck.lsp.worker import work

        quietly(work, sys.stdin.buffer, sys.stdout)
        return OK
    if find_spec("pygls") is None:
        echo("error: the language server needs pygls\nhelp: pip install 'theoremcheck[lsp]'", err=True)
        return INPUT
    from theoremcheck.lsp.server import serve

    # A copy: the server closes its streams. What libraries print meanwhile is no message of the protocol.
    out = io.BufferedWriter(Sink(os.dup(sys.stdout.fileno())))
    with redirect_stdout(sys.stderr):
        serve(sys.stdin.buffer, out)
    return OK
