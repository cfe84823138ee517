"""`wasteflow run` starts everything, mends what dies, and leaves nothing behind; what it cannot do is one sentence."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """One `wasteflow run` on a folder of its own, without the demo unless it is asked for."""

    def __init__(self, folder: Path, port: int | None = None, **settings: str) -> None:
        self.folder = folder
        self.port = port or free_port()
        ours = {k: v for k, v in os.environ.items() if not k.startswith("WASTEFLOW_")}
        chosen = {"data_dir": str(folder), "port": str(self.port), "demo": "false"} | settings
        env = {f"WASTEFLOW_{name.upper()}": value for name, value in chosen.items()}
        self.output = folder.with_name(f"{folder.name}-{self.port}.out")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wasteflow", "run"],
                env={**ours, **env, "PYTHONUNBUFFERED": "1"},
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Run":
        until(lambda: "is ready" in self.said or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.said
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """Every living process that comes from this one, with its command line."""
        return {pid: command for pid, command in descendants(self.process.pid).items() if alive(pid)}

    def one(self, part: str) -> int | None:
        """The number of the process whose command line has `part`, if there is one."""
        return next((pid for pid, command in self.processes().items() if part in command), None)

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        return self.process.wait(60)


def descendants(pid: int) -> dict[int, str]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(stat.parent.name))
        except OSError:
            continue
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found[child] = command(child)
            waiting.append(child)
    return found


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], object], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def make(folder: Path | None = None, port: int | None = None, **settings: str) -> Run:
        runs.append(Run(folder or tmp_path / "data", port, **settings))
        return runs[-1]

    yield make
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_then_leaves_nothing(start: Callable[..., Run], by: signal.Signals) -> None:
    run = start().ready()
    assert run.answers()
    assert f"http://localhost:{run.port}" in run.said
    left = run.processes()
    assert {"api", "relay", "worker", "beat"} <= {command.split()[-1] for command in left.values()}
    assert run.end(by) == 0
    assert [command for pid, command in left.items() if alive(pid)] == []
    assert "Traceback" not in run.said


def test_killed_itself_it_leaves_nothing_and_starts_again_at_once(start: Callable[..., Run]) -> None:
    run = start().ready()
    left = run.processes()
    run.end(signal.SIGKILL)
    again = start(port=run.port)
    began = time.monotonic()
    again.ready()
    assert time.monotonic() - began < 40  # about 4 s on two idle cores; the tests have neither
    until(lambda: not any(alive(pid) for pid in left), 15)
    assert again.answers()


def test_killed_while_it_loads_the_demo_it_goes_on_and_its_people_may_sign_in(start: Callable[..., Run]) -> None:
    small = {"demo": "true", "demo_days": "4", "demo_scale": "0.001"}
    run = start(**small)
    until(lambda: "companies" in run.said, 60)
    left = run.processes()
    run.end(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in left), 20)
    again = start(port=run.port, **small).ready()
    assert "Going on with the demo Bay Area" in again.said
    until(lambda: "admin " in again.said, 10)
    name, password = re.findall(r"^  (clerk) +(\S+)", again.said, re.MULTILINE)[0]
    request = urllib.request.Request(
        f"http://127.0.0.1:{run.port}/sessions",
        json.dumps({"name": name, "password": password}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["who"]["role"] == "generator"


def test_whoever_is_killed_comes_back(start: Callable[..., Run]) -> None:
    run = start().ready()
    for victim in ("wasteflow api", "bin/postgres -D", "redis-server"):
        pid = run.one(victim)
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid) and run.one(victim) not in (pid, None), 20)  # noqa: B023 - used at once
        until(run.answers, 30)
    assert "api ended (killed by SIGKILL)" in run.said
    assert "postgres ended" in run.said


def test_a_second_start_on_the_same_data_is_one_sentence(start: Callable[..., Run]) -> None:
    first = start().ready()
    second = start()
    assert second.process.wait(30) == 1
    assert re.fullmatch(r"Wasteflow already runs on \S+; stop it first, or .*\n", second.said)
    assert first.answers()


def test_a_busy_port_is_one_sentence(start: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = start(port=taken.getsockname()[1])
        assert run.process.wait(30) == 1
    assert re.fullmatch(r"Port \d+ of 127.0.0.1 cannot be used \(.*\); set WASTEFLOW_PORT to a free one.\n", run.said)


def test_a_foreign_folder_is_one_sentence_and_is_left_alone(start: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    run = start(folder=tmp_path)
    assert run.process.wait(30) == 1
    assert re.fullmatch(r"\S+ holds files that are not wasteflow's; choose an empty folder .*\n", run.said)
    assert {file.name for file in tmp_path.iterdir()} <= {"letters.txt", run.output.name}


def test_data_of_another_postgresql_is_one_sentence(start: Callable[..., Run], tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "postgres").mkdir(parents=True)
    (data / "wasteflow-data").touch()
    (data / "postgres" / "PG_VERSION").write_text("12\n")
    run = start()
    assert run.process.wait(30) == 1
    assert "was written by PostgreSQL 12" in run.said
    assert "Traceback" not in run.said


def test_a_host_that_is_not_this_machine_is_told_from_a_busy_port(start: Callable[..., Run]) -> None:
    run = start(host="192.0.2.1")  # RFC 5737: no machine has it
    assert run.process.wait(30) == 1
    assert re.fullmatch(r"This machine has no address 192\.0\.2\.1 \(.*\); set WASTEFLOW_HOST to .*\n", run.said)


def test_keys_that_are_not_there_and_a_slip_in_a_name_are_told(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(signing_keys=str(tmp_path / "nothing.json"), databse_url="postgresql://db/wasteflow")
    assert run.process.wait(30) == 1
    slip, sentence = run.said.splitlines()
    assert slip == "WASTEFLOW_DATABSE_URL is no setting and changes nothing; is WASTEFLOW_DATABASE_URL meant?"
    assert "nothing.json" in sentence


def test_a_broker_that_does_not_answer_is_told_without_its_password(start: Callable[..., Run]) -> None:
    """And is waited for: nothing is lost meanwhile."""
    run = start(broker_url=f"amqp://guest:secret@127.0.0.1:{free_port()}//").ready()
    assert "The broker at amqp://guest:**@127.0.0.1" in run.said
    assert "secret" not in run.said
    assert run.answers()
