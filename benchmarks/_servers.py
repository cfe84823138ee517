"""The servers a benchmark runs against: PostgreSQL with durable settings, processes of ours, pgbench beside them."""

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import asyncpg

from wasteflow.catalog.load import load_catalog
from wasteflow.core.db import Pool
from wasteflow.core.embedded.postgres import Cluster, find_programs
from wasteflow.core.migrate import migrate

_numbers = count(1)


@contextmanager
def postgres() -> Iterator[str]:
    """The server of WASTEFLOW_DATABASE_URL, else an embedded one on an empty folder; fsync on."""
    if url := os.environ.get("WASTEFLOW_DATABASE_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="wf-bench-"))
    cluster = Cluster(folder / "postgres")
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def fresh_database(server: str) -> str:
    """A database of its own on this server: the schema and the catalogue, nothing else."""
    name = f"wf_bench_{os.getpid()}_{next(_numbers)}"
    conn = await asyncpg.connect(server)
    await conn.execute(f'create database "{name}"')
    await conn.close()
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    await migrate(url)
    await load_catalog(url)
    return url


async def drop(pool: Pool, server: str, url: str) -> None:
    """Away with such a database and its pool."""
    await pool.close()
    conn = await asyncpg.connect(server)
    await conn.execute(f'drop database "{urlsplit(url).path[1:]}"')
    await conn.close()


@contextmanager
def serving(*command: str, **environment: str) -> Iterator[int]:
    """A process of ours that listens on a free port, which it finds as WASTEFLOW_PORT or `{port}` in its command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"WASTEFLOW_PORT": str(port), "WASTEFLOW_LOG_LEVEL": "WARNING"} | environment
    filled = [part.replace("{port}", str(port)) for part in command]
    process = subprocess.Popen([sys.executable, *filled], env=env)
    try:
        _await_port(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it listened")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not listen within 30 s")


def pgbench(url: str, script: str, *, clients: int, seconds: int) -> float:
    """Transactions per second of a script, prepared, by PostgreSQL's own load program."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = parts.hostname or query.get("host", [""])[0]
    env = os.environ | {"PGUSER": unquote(parts.username or ""), "PGPASSWORD": unquote(parts.password or "")}
    if not env["PGUSER"]:
        env["PGUSER"] = query.get("user", ["postgres"])[0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        answer = subprocess.run(
            [find_programs() / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
             "-h", unquote(host), *(("-p", str(parts.port)) if parts.port else ()), "-f", file.name, parts.path[1:]],
            env=env, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    match = re.search(r"tps = ([\d.]+)", answer)
    assert match, answer
    return float(match[1])


def sync_ms(folder: str | None = None) -> float:
    """Milliseconds one small synced write takes here: the median of a hundred."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(100):
            file.write(b"x" * 8192)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[50]


def machine(postgres: str) -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "cores": os.cpu_count(),
        "sync_ms": round(sync_ms(), 3),
        "postgres": postgres,
        "python": platform.python_version(),
    }
