"""A Dask cluster decides a sweep: the rows are the same, also where one of its workers is killed in the middle."""

import os
import signal
import subprocess
import sys
import time

import pytest

from theoremcheck.sweep.cluster import EngineError, _wait_for_a_worker, address_of, cluster

FAMILY = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
let M = 3
network { shortcut = M softplus  hidden bias  output bias }
"""
OVER = ("--over", "M=1..4", "--over", "neuron=relu,softplus")


def test_the_address_of_a_scheduler():
    assert address_of("dask=tcp://127.0.0.1:8786") == "tcp://127.0.0.1:8786"
    assert address_of("dask=tls://[::1]:8786") == "tls://[::1]:8786"
    wrong = (
        "dask",
        "tcp://a:1",
        "dask=tcp://a",
        "dask=http://a:1",
        "dask=tcp://a:0",
        "dask=tcp://a:70000",
        "dask=tcp://a:1 ",
    )
    for text in wrong:
        with pytest.raises(EngineError, match="write dask=tcp://HOST:PORT"):
            address_of(text)


def test_what_is_missing_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(EngineError, match=r"pip install 'theoremcheck\[distributed\]'"),
        cluster("tcp://127.0.0.1:1", print),
    ):
        pass


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--engine", "dask=8786"), "--engine 'dask=8786': write"),
        (("--engine", "dask=tcp://127.0.0.1:8786", "--jobs", "2"), "--jobs is about processes of this machine"),
    ],
)
def test_a_wrong_engine_is_said_before_any_work(tmp_path, arguments, words):
    from click import UsageError

    from theoremcheck.cli.families import sweep

    with pytest.raises(UsageError, match=words):
        sweep.main([str(tmp_path / "f.spec"), "--over", "M=1", "-o", "r.jsonl", *arguments], standalone_mode=False)


@pytest.mark.slow
def test_nobody_answers(run, tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "f.spec").write_text(FAMILY)
    done = run("sweep", "f.spec", "--over", "M=1", "-o", "r.jsonl", "--engine", "dask=tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "no cluster answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "r.jsonl").exists()


class Idle:
    """The client of a scheduler to which a worker comes late, or never."""

    def __init__(self, comes):
        self.comes = comes

    def scheduler_info(self):
        return {"workers": {}}

    def wait_for_workers(self, count, timeout):
        if not self.comes:
            raise TimeoutError("Only 0/1 workers arrived after 60 s")


def test_a_scheduler_without_workers_is_waited_for_so_long():
    told = []
    _wait_for_a_worker(Idle(comes=True), "tcp://a:1", told.append)
    assert told == ["the scheduler at tcp://a:1 has no worker; waiting for one, for WORKERS_PATIENCE = 60 seconds"]
    with pytest.raises(EngineError, match="start one, `dask worker tcp://a:1`, and run the same command again"):
        _wait_for_a_worker(Idle(comes=False), "tcp://a:1", told.append)


@pytest.mark.slow
def test_a_scheduler_without_workers(tmp_path):
    distributed = pytest.importorskip("distributed")
    told = []
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0") as workers:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("theoremcheck.sweep.cluster.WORKERS_PATIENCE", 1)
            with (
                pytest.raises(EngineError, match=r"no worker has come to .* in WORKERS_PATIENCE = 1 seconds"),
                cluster(workers.scheduler_address, told.append),
            ):
                pass
        assert len(told) == 1
        workers.scale(1)
        with cluster(workers.scheduler_address, told.append) as executor:
            assert executor.submit(abs, -1).result() == 1


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing(run, tmp_path):
    distributed = pytest.importorskip("distributed")
    (tmp_path / "f.spec").write_text(FAMILY)
    assert run("sweep", "f.spec", *OVER, "-o", "here.jsonl").returncode == 0
    place = tmp_path / "there.jsonl"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
    ) as workers:
        engine = f"dask={workers.scheduler_address}"
        command = [sys.executable, "-m", "theoremcheck", "sweep", "f.spec", *OVER, "-o", place.name, "--engine", engine]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
            while not (place.exists() and place.read_text().count("\n") >= 1):
                assert process.poll() is None
                time.sleep(0.02)
            os.kill(workers.workers[0].process.pid, signal.SIGKILL)
            _, err = process.communicate(timeout=280)
        assert (process.returncode, err) == (0, "")
    assert place.read_bytes() == (tmp_path / "here.jsonl").read_bytes()
