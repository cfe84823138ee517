"""What `wasteflow run` does: servers, schema, catalogue, demo, then every process, until Ctrl-C."""

import asyncio
import os
import sys

from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.broker import Broker
from wasteflow.core.embedded.folder import DataFolder
from wasteflow.core.embedded.postgres import Cluster
from wasteflow.core.keys import signing_keys
from wasteflow.core.settings import Settings, unknown
from wasteflow.core.supervisor import (
    Child,
    Say,
    Stop,
    Supervisor,
    heed_signals,
    how_it_ended,
    ignore_signals,
    listens,
    refuse_busy_port,
)
from wasteflow.prepare import COMPLETE, bring_up_to_date, demo_mark
from workers.broker import connect

PROCESSES = ("api", "relay", "worker", "beat")  # each a command of the same name
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to knock, when listening on all addresses


def run(settings: Settings, say: Say) -> None:
    """Everything on this machine, until Ctrl-C or SIGTERM; nothing that was started is left behind.

    Raises CannotStart with the sentence to show.
    """
    heed_signals()
    for name, meant in unknown(os.environ).items():
        say(f"{name} is no setting and changes nothing{f'; is {meant} meant?' if meant else '.'}")
    folder = DataFolder(settings.data_dir)
    supervisor = Supervisor(say)
    try:
        folder.hold()
        refuse_busy_port(settings.host, settings.port)
        signing_keys(settings)  # what is wrong with them is told here, not in a log
        env = _start_servers(settings, folder, supervisor)
        asyncio.run(bring_up_to_date(env["WASTEFLOW_DATABASE_URL"], say))
        if settings.demo:
            _load_demo(env, supervisor)
        _start_processes(settings, folder, supervisor, env)
        _greet(settings, folder, say)
        supervisor.watch()
    except Stop:
        say("Stopping")
    finally:
        ignore_signals()
        supervisor.stop()
        folder.release()


def _start_servers(settings: Settings, folder: DataFolder, supervisor: Supervisor) -> dict[str, str]:
    """Start what is not configured; the environment in which every process finds the servers."""
    env = os.environ | {"PYTHONUNBUFFERED": "1", "WASTEFLOW_DATA_DIR": str(folder.path)}
    env["WASTEFLOW_PUBLIC_URL"] = _address(settings)
    database_url, broker_url = settings.database_url, settings.broker_url
    if database_url is None:
        cluster = Cluster(folder.postgres, programs=settings.pg_bin, log=folder.log("postgres"))
        supervisor.servers["postgres"] = cluster
        supervisor.say(f"Starting PostgreSQL on {folder.postgres}")
        database_url = cluster.start()
    if broker_url is not None:
        _knock_at_broker(settings, supervisor.say)
    else:
        broker = Broker(folder.broker, log=folder.log("broker"))
        supervisor.servers["broker"] = broker
        broker_url = broker.start()
    return env | {"WASTEFLOW_DATABASE_URL": database_url, "WASTEFLOW_BROKER_URL": broker_url}


def _knock_at_broker(settings: Settings, say: Say) -> None:
    """A broker may come later, and nothing is lost until then; but a slip of the pen would wait for ever, unseen."""
    with connect(settings).connection_for_write(connect_timeout=4) as connection:
        try:
            connection.connect()
        except Exception as problem:  # each transport of kombu has errors of its own
            why = str(problem) or type(problem).__name__
            say(
                f"The broker at {connection.as_uri()} does not answer ({why}); alerts and figures wait until it does. "
                "Is WASTEFLOW_BROKER_URL right?"
            )


def _load_demo(env: dict[str, str], supervisor: Supervisor) -> None:
    """In a process of its own: it can be ended at any moment, and its memory goes with it."""
    mark = asyncio.run(demo_mark(env["WASTEFLOW_DATABASE_URL"]))
    if mark == COMPLETE:
        return
    supervisor.say(
        "Loading the demo Bay Area; this happens once" if mark is None else "Going on with the demo Bay Area"
    )
    child = Child("demo", _command("demo"), None, env)
    code = supervisor.run_to_end(child)
    if code > 0:
        sys.exit(code)  # it has said why
    if code < 0:
        raise CannotStart(f"Loading the demo was {how_it_ended(code)}; start again to go on with it.")


def _start_processes(settings: Settings, folder: DataFolder, supervisor: Supervisor, env: dict[str, str]) -> None:
    children = [Child(name, _command(name), folder.log(name), env) for name in PROCESSES]
    for child in children:
        supervisor.start(child)
    host = EVERYWHERE.get(settings.host, settings.host)
    supervisor.wait_until(lambda: listens(host, settings.port), children[0])


def _command(name: str) -> list[str]:
    return [sys.executable, "-m", "wasteflow", name]


def _address(settings: Settings) -> str:
    if "public_url" in settings.model_fields_set:
        return settings.public_url
    return f"http://localhost:{settings.port}"


def _greet(settings: Settings, folder: DataFolder, say: Say) -> None:
    say(f"\nwasteflow is ready at {_address(settings)}\nCtrl-C stops it. Logs are in {folder.logs}")
    if settings.demo:
        from wasteflow.demo.accounts import ACCOUNTS

        for account in ACCOUNTS:
            say(f"  {account}")
