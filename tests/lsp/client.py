"""A client of the language server: JSON-RPC over the pipes of a process."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE = 600
"""Seconds that an answer may take before a test is given up; no assertion depends on it."""


class Client:
    """Starts a server, speaks to it, and keeps what it says by itself."""

    def __init__(self, folder, options=None, capabilities=None):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "theoremcheck", "lsp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment,
        )  # fmt: skip
        self.told = queue.Queue()
        self.answers = queue.Queue()
        self.errors = []
        self.threads = [threading.Thread(target=run, daemon=True) for run in (self._listen, self._complaints)]
        for thread in self.threads:
            thread.start()
        self.complaints = b""
        self.number = 0
        self.version = 0
        given = {"processId": None, "rootUri": None, "capabilities": capabilities or {}}
        self.can = self.ask("initialize", {**given, "initializationOptions": options or {"debounce": 0}})[
            "capabilities"
        ]
        self.tell("initialized", {})

    def _complaints(self):
        self.complaints = self.process.stderr.read()

    def _listen(self):
        while True:
            length = 0
            while (line := self.process.stdout.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                self.told.put(None)
                self.answers.put(None)
                return
            message = json.loads(self.process.stdout.read(length))
            if "method" not in message:
                self.answers.put(message)
                continue
            if "id" in message:
                self._send({"id": message["id"], "result": None})
            if message["method"] in ("window/showMessage", "window/logMessage"):
                self.errors.append(message["params"])
            self.told.put(message)

    def _last_words(self):
        self.threads[1].join(timeout=PATIENCE)
        return self.complaints.decode()

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method, params):
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method, params):
        """The result of a request; an error is a failure."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        answer = self.answers.get(timeout=PATIENCE)
        assert answer is not None, self._last_words()
        assert answer["id"] == self.number
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def until(self, method, wanted=lambda params: True):
        """The parameters of the next notification of that method that is wanted."""
        while True:
            message = self.told.get(timeout=PATIENCE)
            assert message is not None, self._last_words()
            if message["method"] == method and wanted(message["params"]):
                return message["params"]

    def open(self, path, text=""):
        """Open a document with a text that is not in its file."""
        uri = Path(path).as_uri()
        self.version += 1
        item = {"uri": uri, "languageId": "theoremcheck", "version": self.version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return uri

    def type(self, uri, text):
        """Change the text of a document; return its version."""
        self.version += 1
        document = {"uri": uri, "version": self.version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.version

    def diagnostics(self, uri):
        """Those that are published for the present version."""
        return self.until(
            "textDocument/publishDiagnostics",
            lambda found: found["uri"] == uri and found.get("version") == self.version,
        )["diagnostics"]

    def at(self, method, uri, line, column):
        """The answer about a place."""
        return self.ask(
            f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        )

    def save(self, uri):
        """Say that the document was saved."""
        self.tell("textDocument/didSave", {"textDocument": {"uri": uri}})

    def state(self, stage):
        """The next message that a check has come to a stage."""
        return self.until("theoremcheck/state", lambda found: found["stage"] == stage)

    def close(self):
        """Shut the server down; return its exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        code = self.process.wait(timeout=PATIENCE)
        for thread in self.threads:
            thread.join(timeout=PATIENCE)
        return code


def alive(number):
    """True if there is a process of that number (one that has ended and was not waited for is none)."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
