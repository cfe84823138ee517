"""The supervisor keeps its children alive and ends every one of them, and theirs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wasteflow.core.embedded import CannotStart, process
from wasteflow.core.supervisor import Child, Supervisor, listens, refuse_busy_port

FOREVER = "import time; time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {FOREVER}"
PARENT = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", {DEAF!r}]).pid, flush=True)
{FOREVER}
"""


def until(true: Callable[[], object], *, meanwhile: Callable[[], None] = lambda: None, patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not true():
        meanwhile()
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append)
    yield made
    made.stop()


@pytest.fixture
def child(tmp_path: Path) -> Callable[[str], Child]:
    return lambda program: Child(
        "child", [sys.executable, "-c", program], tmp_path / "child.log", dict(os.environ), wait=0.05
    )


def test_a_child_that_ends_is_started_again_later_each_time(
    supervisor: Supervisor, said: list[str], child: Callable[[str], Child]
) -> None:
    one = child("raise SystemExit(3)")
    supervisor.start(one)
    until(lambda: one.ends >= 3, meanwhile=supervisor.look)
    assert "exit code 3" in said[0]
    assert ["0.05 s" in said[0], "0.1 s" in said[1], "0.2 s" in said[2]] == [True] * 3


def test_how_a_child_was_killed_is_told(supervisor: Supervisor, said: list[str], child: Callable[[str], Child]) -> None:
    one = child(FOREVER)
    supervisor.start(one)
    assert one.process
    one.process.kill()
    until(lambda: said, meanwhile=supervisor.look)
    assert "killed by SIGKILL" in said[0]
    until(one.is_running, meanwhile=supervisor.look)


def test_what_a_child_left_behind_is_killed_too(
    supervisor: Supervisor, child: Callable[[str], Child], tmp_path: Path
) -> None:
    supervisor.start(child(PARENT))
    log = tmp_path / "child.log"
    until(lambda: "deaf" in log.read_text())
    grandchild = int(log.read_text().split()[0])
    supervisor.stop()
    until(lambda: not _lives(grandchild))


def test_a_child_that_never_comes_up_is_an_error(supervisor: Supervisor, child: Callable[[str], Child]) -> None:
    one = child("raise SystemExit(1)")
    supervisor.start(one)
    with pytest.raises(CannotStart, match="child did not start"):
        supervisor.wait_until(lambda: False, one)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    program = f"""
import os, sys
from pathlib import Path
from wasteflow.core.embedded import process
print(process.start([sys.executable, "-c", {FOREVER!r}], log=Path({str(tmp_path / "log")!r})).pid, flush=True)
{FOREVER}
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert _lives(pid)
        parent.send_signal(signal.SIGKILL)
    until(lambda: not _lives(pid))


def test_a_busy_port_is_told_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert listens("127.0.0.1", port)
        with pytest.raises(CannotStart, match=rf"Port {port} of 127.0.0.1 cannot be used .* WASTEFLOW_PORT"):
            refuse_busy_port("127.0.0.1", port, patience=0.2)
    refuse_busy_port("127.0.0.1", port)


def _lives(pid: int) -> bool:
    return process.is_alive(pid) and "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
