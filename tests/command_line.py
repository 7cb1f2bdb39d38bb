"""The command line in a process of its own, for tests: forked from one that has loaded it.

Most of what a small call takes is to load Python's modules. A server that is started once for each test process loads
them and then forks for each call, so that the child is what ``python -m theoremcheck`` is after its imports: it has
read no spec, and it ends as any process does. What an environment changes while modules are loaded, it would not see:
a call with an environment of its own is a new process.
"""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

_SECONDS = 300
_ROOT = Path(__file__).resolve().parent.parent


def alone(arguments, cwd, environment):
    """Run the command line as a new process."""
    return subprocess.run(
        [sys.executable, "-m", "theoremcheck", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


class Server:
    """Runs calls one after the other; a context that ends the process."""

    def __init__(self):
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=_ROOT,
        )
        theirs.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()
        self._process.wait(_SECONDS)

    def run(self, arguments, cwd):
        """The outcome of a call. Raises ``subprocess.TimeoutExpired`` if it takes long, and kills the process."""
        pipes = [os.pipe(), os.pipe()]
        request = json.dumps({"arguments": arguments, "cwd": str(cwd), "environment": dict(os.environ)}).encode()
        _send(self._socket, request, [0, *(written for _, written in pipes)])
        for _, written in pipes:
            os.close(written)
        texts = [b"", b""]

        def read(index):
            with os.fdopen(pipes[index][0], "rb") as stream:
                texts[index] = stream.read()

        readers = [threading.Thread(target=read, args=(index,)) for index in (0, 1)]
        for reader in readers:
            reader.start()
        command = ["theoremcheck", *arguments]
        (child,) = struct.unpack("!q", _exactly(self._socket, 8))
        self._socket.settimeout(_SECONDS)
        try:
            (code,) = struct.unpack("!q", _exactly(self._socket, 8))
        except TimeoutError:
            os.kill(child, 9)
            self._socket.settimeout(None)
            _exactly(self._socket, 8)
            raise subprocess.TimeoutExpired(command, _SECONDS) from None
        self._socket.settimeout(None)
        for reader in readers:
            reader.join()
        out, err = (text.decode().replace("\r\n", "\n").replace("\r", "\n") for text in texts)
        return subprocess.CompletedProcess(command, code, out, err)


def _send(channel, data, files):
    socket.send_fds(channel, [struct.pack("!q", len(data))], files)
    channel.sendall(data)


def _exactly(channel, size):
    data = b""
    while len(data) < size:
        more = channel.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _child(channel):
    """In a new process: True, with the surroundings of a call in place; in the server: False, when there is no more."""
    while True:
        head, files, _, _ = socket.recv_fds(channel, 8, 3)
        if len(head) < 8:
            return False
        request = json.loads(_exactly(channel, *struct.unpack("!q", head)))
        child = os.fork()
        if child == 0:
            channel.close()
            _surround(request, files)
            return True
        for file in files:
            os.close(file)
        channel.sendall(struct.pack("!q", child))
        _, status = os.waitpid(child, 0)
        channel.sendall(struct.pack("!q", os.waitstatus_to_exitcode(status)))


def _surround(request, files):
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv[1:] = request["arguments"]


def _main():
    from importlib import import_module
    from pkgutil import iter_modules

    import theoremcheck.cli as command_line

    for module in iter_modules(command_line.__path__):
        import_module(f"{command_line.__name__}.{module.name}")
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        ours = _child(channel)
    if ours:
        command_line.script()


if __name__ == "__main__":
    _main()
