"""Requests that nobody thought of, drawn from our own OpenAPI description: whatever comes, never a 500."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from tests.bay import ADMINISTRATOR, Bay, build_bay
from wasteflow.app import create_app
from wasteflow.core.db import open_pool
from wasteflow.core.settings import Settings
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.model import Role
from wasteflow.people.schemas import NewAccount, NewToken

EXAMPLES = 4
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ENDS_ITSELF = {("DELETE", "/sessions"), ("DELETE", "/sessions/current"), ("PUT", "/sessions/current/password")}


@contextmanager
def served(chosen: Settings) -> Iterator[str]:
    """The application behind a real server; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(chosen), log_level="critical", lifespan="on", loop="asyncio"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


async def _tokens(database_url: str) -> dict[str, str]:
    pool = await open_pool(database_url, 2)
    bay: Bay = await build_bay(pool)
    await bay.delivered(sent="1000", weighed="800")
    account = NewAccount(name="admin.drawn", person="管理员", role=Role.ADMINISTRATOR)
    await open_accounts(pool, ADMINISTRATOR, [account])
    made = await make_token(pool, ADMINISTRATOR, NewToken(account=account.id, label="drawn"))
    tokens = {"administrator": made.secret}
    tokens |= {who: await bay.token(getattr(bay, who)) for who in ("clerk", "driver", "gate", "regulator", "office")}
    await pool.close()
    return tokens


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_no_request_makes_a_server_error(test_settings: Settings, mode: GenerationMode) -> None:
    tokens = asyncio.run(_tokens(test_settings.database_url or ""))
    broken: list[str] = []
    with served(test_settings) as address:
        schema = schemathesis.openapi.from_dict(create_app(test_settings).openapi())
        for found in schema.get_all_operations():
            operation = found.ok()
            if (operation.method.upper(), operation.path) in ENDS_ITSELF:
                continue
            strategy = _drawn(operation, mode)  # once: to make it takes longer than to draw from it
            for who, token in _senders(operation.path, tokens) if strategy is not None else ():
                _try(strategy, address, who, token, broken)
    assert broken == []


def _senders(path: str, tokens: dict[str, str]) -> list[tuple[str, str]]:
    """Whose word counts here: the more somebody may do, the further a request gets."""
    if path.startswith(("/custody", "/imports")):
        return [(who, tokens[who]) for who in ("clerk", "driver", "gate")]
    if path.startswith(("/cases", "/indicators", "/reports")):
        return [(who, tokens[who]) for who in ("regulator", "office")]
    if path.startswith("/batches"):
        return [("clerk", tokens["clerk"])]
    return [("administrator", tokens["administrator"])]


def _drawn(operation: Any, mode: GenerationMode) -> Any:
    try:
        return operation.as_strategy(generation_mode=mode)
    except Exception:
        return None


def _try(strategy: Any, address: str, who: str, token: str, broken: list[str]) -> None:
    @QUIET
    @given(case=strategy)
    def run(case) -> None:  # type: ignore[no-untyped-def]
        answer = case.call(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        if answer.status_code >= 500 and answer.status_code != 503:
            broken.append(f"{who}: {case.as_curl_command()[:600]} -> {answer.status_code}")

    try:
        run()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__ and "Skip" not in type(error).__name__:
            raise
