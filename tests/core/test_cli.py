"""The command line does what it says, and what is wrong with its surroundings is one sentence, never a traceback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.manifests.codes.test_signed_qr import KEY, LABEL, written
from wasteflow import cli
from wasteflow.core import keys
from wasteflow.core.settings import settings

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Call]:
    """Runs a command in this process; its exit code, output and errors."""
    monkeypatch.setenv("WASTEFLOW_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("WASTEFLOW_BROKER_URL", raising=False)

    def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(f"WASTEFLOW_{name.upper()}", value)
        monkeypatch.setattr("sys.argv", ["wasteflow", *arguments])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield run
    settings.cache_clear()


def test_help_names_every_process(call: Call) -> None:
    code, said, _ = call("--help")
    assert code == 0
    assert {"run", "api", "relay", "worker", "beat"} <= set(said.split())


def test_a_wrong_setting_is_named(call: Call) -> None:
    code, _, error = call("run", port="eighty")
    assert code == 1
    assert error.startswith("WASTEFLOW_PORT: input should be a valid integer")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("database_url", "db.example.org/wasteflow"),
        ("database_url", ""),
        ("broker_url", "rabbit.example.org"),
        ("public_url", "waste.example.org"),
        ("log_level", "LOUD"),
        ("body_limit", "-5"),
        ("session_hours", "99999999999"),
    ],
)
def test_a_setting_that_cannot_work_is_named_at_once(call: Call, setting: str, value: str) -> None:
    """Not in a log of a process that starts again and again, nor by the first person who signs in."""
    code, _, error = call("run", **{setting: value})
    assert code == 1
    assert error.startswith(f"WASTEFLOW_{setting.upper()}: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("process", ["api", "relay", "worker", "beat"])
def test_a_process_without_servers_says_what_is_missing(
    call: Call, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WASTEFLOW_DATABASE_URL", raising=False)
    code, _, error = call(process)
    assert code == 1
    assert error == "WASTEFLOW_DATABASE_URL is not set; `wasteflow run` starts everything this needs.\n"


def test_a_database_that_does_not_answer_is_told(call: Call) -> None:
    code, _, error = call("migrate", database_url="postgresql://nobody@127.0.0.1:1/none")
    assert code == 1
    assert error.startswith("The database does not answer")
    assert error.count("\n") == 1


def test_a_migrated_database_has_nothing_to_migrate(call: Call, database_url: str) -> None:
    assert call("migrate", database_url=database_url)[:2] == (0, "nothing to do\n")


def test_nothing_recorded_is_nothing_different(call: Call, database_url: str) -> None:
    assert call("replay", "--check", database_url=database_url)[0] == 0


def test_an_administrator_is_made_once(call: Call, database_url: str) -> None:
    asked = ("administrator", "keeper", "--person", "Keeper of the house", "--password", "a long and quiet street")
    assert call(*asked, database_url=database_url)[:2] == (0, "keeper may sign in now\n")
    code, _, error = call(*asked)
    assert code == 1
    assert '"keeper"' in error
    assert "Traceback" not in error


def test_a_weak_password_is_refused(call: Call, database_url: str) -> None:
    code, _, error = call("administrator", "keeper", "--person", "K", "--password", "short", database_url=database_url)
    assert code == 1
    assert "password" in error


def test_the_interface_describes_itself(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    assert call("openapi", "--to", str(file))[0] == 0
    described = json.loads(file.read_text(encoding="utf-8"))
    assert described["openapi"].startswith("3.1")
    assert "/custody/events" in described["paths"]


def test_a_qr_is_judged_with_no_network(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [keys.public_jwk(KEY)]}))
    code, said, _ = call("verify-qr", written(replace(LABEL, days=0)), "--keys", str(file))
    assert (json.loads(said)["verdict"], json.loads(said)["said"]["kg"]) == ("genuine", "186.5")
    assert code == 0
    text = written()
    code, said, _ = call("verify-qr", text[:-2] + ("11" if text.endswith("00") else "00"), "--keys", str(file))
    assert (code, json.loads(said)["verdict"]) == (1, "altered")
    file.write_text("[]")
    assert call("verify-qr", written(), "--keys", str(file))[2].startswith("The file is not what it should be")
