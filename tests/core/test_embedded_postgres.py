"""The embedded PostgreSQL starts, keeps its data, and survives being killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.postgres import FLEETING, Cluster, find_programs, running_url
from wasteflow.core.embedded.unprivileged import Identity

pytestmark = pytest.mark.anyio


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path / "postgres", options=FLEETING)


async def ask(url: str, question: str) -> object:
    conn = await asyncpg.connect(url)
    try:
        return await conn.fetchval(question)
    finally:
        await conn.close()


async def test_it_keeps_its_data_and_its_address(cluster: Cluster) -> None:
    first = cluster.start()
    await ask(first, "create table kept (id int)")
    cluster.stop()
    second = cluster.start()
    assert second == first
    assert await ask(second, "select to_regclass('kept')::text") == "kept"
    cluster.stop()


def test_nobody_else_can_reach_it(cluster: Cluster) -> None:
    url = cluster.start()
    assert asyncio.run(ask(url, "show listen_addresses")) == ""
    socket_folder = Path(str(asyncio.run(ask(url, "show unix_socket_directories"))))
    assert socket_folder.stat().st_mode & 0o077 == 0
    assert cluster.folder.stat().st_mode & 0o077 == 0
    cluster.stop()
    assert not socket_folder.exists()


async def test_text_is_utf8_and_the_owner_is_no_system_role(cluster: Cluster) -> None:
    url = cluster.start()
    assert await ask(url, "show server_encoding") == "UTF8"
    assert await ask(url, "select length('电镀污泥')") == 4
    cluster.stop()


async def test_a_killed_server_starts_again(cluster: Cluster) -> None:
    url = cluster.start()
    await ask(url, "create table kept (id int)")
    assert cluster._server
    cluster._server.kill()
    cluster._server.wait()
    assert not cluster.is_running()
    assert (cluster.folder / "postmaster.pid").exists()
    assert await ask(cluster.start(), "select 1") == 1
    cluster.stop()


async def test_a_stale_number_that_is_now_another_program_does_not_block(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    lines = [str(os.getpid()), str(cluster.folder), "0", "5432", "/nowhere", "", "", "ready"]
    (cluster.folder / "postmaster.pid").write_text("\n".join(lines))
    assert await ask(cluster.start(), "select 1") == 1
    cluster.stop()


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, signal; from pathlib import Path; from wasteflow.core.embedded.postgres import Cluster\n"
        f"Cluster(Path({str(tmp_path / 'postgres')!r})).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    pid_file = tmp_path / "postgres" / "postmaster.pid"
    deadline = time.monotonic() + 10
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pid_file.exists()


async def test_a_running_server_can_be_found_by_its_folder(cluster: Cluster) -> None:
    assert running_url(cluster.folder) is None
    url = cluster.start()
    assert running_url(cluster.folder) == url
    cluster.stop()
    assert running_url(cluster.folder) is None


def test_data_of_another_version_is_refused_with_what_to_do(cluster: Cluster) -> None:
    cluster.folder.mkdir()
    (cluster.folder / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match=r"written by PostgreSQL 12.*WASTEFLOW_PG_BIN"):
        cluster.start()


def test_a_start_cut_short_leaves_nothing_that_blocks_the_next(cluster: Cluster) -> None:
    half = cluster.folder.with_name("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    cluster.start()
    cluster.stop()


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="no `postgres` program"):
        find_programs(tmp_path)


def test_a_broken_data_folder_is_told_in_one_sentence(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.folder / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart) as told:
        cluster.start()
    assert "\n" not in str(told.value)
    assert not cluster.is_running()


def test_a_program_under_another_identity_is_still_told_of_our_death() -> None:
    command = Identity(("unshare", "--")).command(Path("/bin/postgres"), "-D", "x", dies_with="INT")
    assert command == ["unshare", "--", "setpriv", "--pdeathsig", "INT", "--", "/bin/postgres", "-D", "x"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes who it is")
async def test_root_without_namespaces_becomes_nobody(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from wasteflow.core.embedded import unprivileged

    works = unprivileged._works
    monkeypatch.setattr(unprivileged, "_works", lambda command: command[0] != "unshare" and works(command))
    unprivileged.identity.cache_clear()
    try:
        assert await ask(cluster.start(), "select 1") == 1
        assert cluster.folder.stat().st_uid == 65534
        cluster.stop()
    finally:
        unprivileged.identity.cache_clear()
