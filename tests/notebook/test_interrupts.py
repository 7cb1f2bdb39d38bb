"""The stop button: a KeyboardInterrupt ends a search, and the verdict stays."""

import signal
import subprocess
import sys
import time

import pytest

import theoremcheck as tc
from theoremcheck.verdict import judge

OPEN = """
dataset xor { + (1, 0), (-1, 0), (2, 0)  - (0, 1), (0, -1) }
neuron s(z) = z^4
loss polynomial_hinge(3)
network { shortcut = 3 s  output bias }
"""
LONG = f"""
import theoremcheck as tc
def decided(verdict):
    print("decided", flush=True)
v = tc.check({OPEN.replace("z^4", "log(1 + exp(z))")!r}, full=True, starts=100_000, decided=decided)
print(v.verdict, v.interrupted, v.search is not None or v.search_note is not None)
"""


def stop(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["_search", "_from_search"])
def test_an_interrupt_beside_the_search_leaves_a_verdict(monkeypatch, where):
    monkeypatch.setattr(judge, where, stop)
    verdict = tc.check(OPEN, starts=3)
    assert verdict.interrupted
    assert verdict.verdict == "undecided"
    assert (verdict.search is None) == (where == "_search")
    assert "interrupted" in verdict.report
    assert "The search was interrupted; the verdict stands." in verdict._repr_html_()


def test_an_interrupt_while_the_verdict_is_shown_leaves_it():
    verdict = tc.check(OPEN.replace("z^4", "log(1 + exp(z))"), decided=stop)
    assert verdict.interrupted
    assert verdict.verdict == "proved"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_a_signal_leaves_a_verdict():
    with subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "decided\n"
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=60)
    assert out == "proved True True\n"


@pytest.mark.slow
def test_a_kernel_that_is_interrupted_has_a_verdict():
    pytest.importorskip("ipykernel")
    manager = pytest.importorskip("jupyter_client.manager")
    kernel, client = manager.start_new_kernel(kernel_name="python3")
    try:
        client.execute(LONG)
        _wait(client, "decided")
        time.sleep(0.5)
        kernel.interrupt_kernel()
        _wait(client, "proved True True")
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def _wait(client, words):
    """Until the kernel prints ``words``; an error of the cell fails the test."""
    said = ""
    while words not in said:
        message = client.get_iopub_msg(timeout=60)
        assert message["msg_type"] != "error", message["content"]
        if message["msg_type"] == "stream":
            said += message["content"]["text"]
