"""Keeps the processes of `wasteflow run` alive, and ends every one of them."""

import errno
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from wasteflow.core.embedded import CannotStart, process

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a process that ended is started again
SETTLED = 60.0  # seconds of life after which a process has earned a fresh start
PATIENCE = 15.0  # seconds a process may take to end
LOOK_EVERY = 0.2
HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]


class Stop(BaseException):
    """Somebody pressed Ctrl-C, or the system asked us to end."""


class Server(Protocol):
    """An embedded server: it can be started again on the same address."""

    def start(self) -> str: ...
    def stop(self) -> None: ...
    def is_running(self) -> bool: ...


@dataclass
class Child:
    """One program to keep running."""

    name: str
    command: Sequence[str]
    log: Path | None  # None: our own output
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = 0.0
    ends: int = 0

    def start(self) -> None:
        self.process = process.start(self.command, log=self.log, env=self.env)
        self.started = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Servers first, then the children that need them; ended in the opposite order."""

    say: Say
    servers: dict[str, Server] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        """Start a child and keep it running from now on."""
        self.children.append(child)
        child.start()

    def run_to_end(self, child: Child) -> int:
        """Run a child that has an end of its own; its exit code."""
        child.start()
        assert child.process is not None
        try:
            return child.process.wait()
        finally:
            process.stop(child.process)

    def watch(self) -> None:
        """Start again what ends, until Stop is raised."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """One look at everybody."""
        now = time.monotonic()
        for name, server in self.servers.items():
            if not server.is_running():
                self.say(f"{name} ended; starting it again")
                server.stop()
                server.start()
        for child in self.children:
            if child.process is not None and not child.is_running():
                self._plan_restart(child, now)
            elif child.process is None and now >= child.due:
                child.start()

    def wait_until(self, ready: Callable[[], bool], child: Child, patience: float = 60.0) -> None:
        """Wait until a child is ready. Raises CannotStart where it is not in time, or ended three times."""
        deadline = time.monotonic() + patience
        while not ready():
            self.look()
            if child.ends >= 3 or time.monotonic() > deadline:
                raise CannotStart(f"{child.name} did not start; {child.log} says why.")
            time.sleep(0.05)

    def stop(self) -> None:
        """End all children together, then the servers; kill who does not listen."""
        running = [child.process for child in reversed(self.children) if child.process is not None]
        process.stop_all(running, patience=PATIENCE)
        self.children.clear()
        for server in reversed(list(self.servers.values())):
            server.stop()
        self.servers.clear()

    def _plan_restart(self, child: Child, now: float) -> None:
        assert child.process is not None
        code = child.process.returncode
        process.stop(child.process)  # what it may have left in its group
        if now - child.started > SETTLED:
            child.wait = FIRST_WAIT
        child.process, child.due, child.ends = None, now + child.wait, child.ends + 1
        self.say(
            f"{child.name} ended ({how_it_ended(code)}); starting it again in {child.wait:g} s, {child.log} says more"
        )
        child.wait = min(child.wait * 2, LONGEST_WAIT)


def how_it_ended(code: int) -> str:
    """What an exit code of `subprocess` says."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def heed_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal raise Stop, once; later ones wait for the end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise Stop

    for number in HEEDED:
        signal.signal(number, stop)


def ignore_signals() -> None:
    """From now on only SIGKILL interrupts us: we are ending what we started."""
    for number in HEEDED:
        signal.signal(number, signal.SIG_IGN)


def refuse_busy_port(host: str, port: int, patience: float = 2.0) -> None:
    """Raises CannotStart where `port` cannot be listened on, or `host` is no address of this machine.

    A server of ours whose parent was killed a moment ago is given the time to leave.
    """
    deadline = time.monotonic() + patience
    while problem := _port_problem(host, port):
        why = (problem.strerror or str(problem)).lower()
        if isinstance(problem, socket.gaierror) or problem.errno == errno.EADDRNOTAVAIL:
            raise CannotStart(
                f"This machine has no address {host} ({why}); set WASTEFLOW_HOST to one it has, "
                "127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses."
            )
        if problem.errno == errno.EACCES:
            raise CannotStart(f"Port {port} is not for this user ({why}); set WASTEFLOW_PORT to one above 1023.")
        if time.monotonic() > deadline:
            raise CannotStart(f"Port {port} of {host} cannot be used ({why}); set WASTEFLOW_PORT to a free one.")
        time.sleep(0.1)


def _port_problem(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


def listens(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
