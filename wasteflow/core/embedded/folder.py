"""The data folder: ours or empty, writable, with room, and one `wasteflow run` at a time."""

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from wasteflow.core.embedded import CannotStart

MARK = "wasteflow-data"
ROOM_TO_START = 200 * 1024 * 1024  # bytes; a new database alone writes about 60 MB
ROOM_TO_BUILD = 1024 * 1024 * 1024  # bytes; the demo and its write-ahead log


class DataFolder:
    """The folder that holds the embedded servers' data and the logs. Held open while it is used."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[str] | None = None

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def broker(self) -> Path:
        return self.path / "broker"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.logs / f"{name}.log"

    def hold(self) -> None:
        """Make the folder, or check that it is ours, and keep others out of it. Raises CannotStart."""
        try:
            self._open()
            self._refuse_full()
        except OSError as problem:
            self.release()
            raise CannotStart(self._sentence(problem)) from None
        except CannotStart:
            self.release()
            raise

    def _open(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self._refuse_foreign()
        self.path.joinpath(MARK).write_text("This folder belongs to wasteflow; the program keeps its data here.\n")
        self._lock = self.path.joinpath("lock").open("a")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.logs.mkdir(exist_ok=True)
        self._turn_logs()

    def release(self) -> None:
        """Let others in again."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _refuse_foreign(self) -> None:
        if not (self.path / MARK).exists() and any(self.path.iterdir()):
            raise CannotStart(
                f"{self.path} holds files that are not wasteflow's; choose an empty folder with WASTEFLOW_DATA_DIR."
            )

    def _refuse_full(self) -> None:
        needed = ROOM_TO_START if self.postgres.exists() else ROOM_TO_BUILD
        free = shutil.disk_usage(self.path).free
        if free < needed:
            raise CannotStart(
                f"The disk that holds {self.path} is full: {free >> 20} MB are free and {needed >> 20} MB are needed; "
                "make room, or choose another WASTEFLOW_DATA_DIR."
            )

    def _turn_logs(self, most: int = 10 * 1024 * 1024) -> None:
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > most:
                log.rename(log.with_suffix(".log.1"))

    def _sentence(self, problem: OSError) -> str:
        if isinstance(problem, BlockingIOError):
            return f"Wasteflow already runs on {self.path}; stop it first, or choose another WASTEFLOW_DATA_DIR."
        if isinstance(problem, PermissionError):
            return (
                f"{self.path} cannot be written by this user (number {os.geteuid()}); change its owner, "
                "or choose another WASTEFLOW_DATA_DIR."
            )
        if isinstance(problem, (FileExistsError, NotADirectoryError)):
            return f"{self.path} is not a folder; choose another WASTEFLOW_DATA_DIR."
        if problem.errno == errno.ENOSPC:
            return f"The disk that holds {self.path} is full; make room, or choose another WASTEFLOW_DATA_DIR."
        return f"{self.path} cannot be used: {problem.strerror}; choose another WASTEFLOW_DATA_DIR."
