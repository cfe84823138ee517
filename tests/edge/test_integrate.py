"""The page for integrators, run as it stands: its shell lines against a server, with real tokens."""

import asyncio
import os
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, Bay
from tests.conftest import application
from wasteflow.core.settings import Settings
from wasteflow.people.commands import make_token, open_accounts
from wasteflow.people.devices import commands as devices
from wasteflow.people.devices.schemas import NewCode
from wasteflow.people.model import Role
from wasteflow.people.schemas import NewAccount, NewToken

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[2] / "docs/howto/integrate.md"


@pytest.fixture
async def address(bay: Bay, test_settings: Settings) -> AsyncIterator[str]:
    """Where the application listens: a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening, application(test_settings) as app:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


async def programs(bay: Bay) -> dict[str, str]:
    """A token for a program of each company."""
    companies = {"FACTORY_TOKEN": bay.factory, "CARRIER_TOKEN": bay.carrier, "PLANT_TOKEN": bay.plant}
    accounts = {
        name: NewAccount(name=name.lower(), person="ERP", role=Role.INTEGRATOR, org=org)
        for name, org in companies.items()
    }
    await open_accounts(bay.pool, ADMINISTRATOR, list(accounts.values()))
    made = {
        name: await make_token(bay.pool, ADMINISTRATOR, NewToken(account=a.id, label="ERP"))
        for name, a in accounts.items()
    }
    return {name: token.secret for name, token in made.items()}


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="needs curl and bash")
async def test_the_direct_route_runs_as_the_page_has_it(bay: Bay, address: str, tmp_path: Path) -> None:
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    asked = {"BASE": address, "FACTORY_SITE": bay.factory_site, "PLANT_SITE": bay.plant_site, "CARRIER": bay.carrier}
    env = os.environ | {name: str(value) for name, value in asked.items()} | await programs(bay)
    script = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", lines,
        cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await script.communicate()
    answer = (tmp_path / "answer.json").read_text() if (tmp_path / "answer.json").exists() else ""
    assert script.returncode == 0, (said.decode(), answer)
    assert said.decode().strip() == "closed"


async def test_a_device_of_ones_own_signs_as_the_page_has_it(bay: Bay, address: str) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    code = await devices.make_code(bay.pool, bay.dispatcher, NewCode(account=bay.driver.account))
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("118")))).subject
    for fact in (e.Published(), e.Signed(name="李姐")):
        await bay.tell(bay.clerk, fact, manifest)
    env = os.environ | {"BASE": address, "CODE": code.code, "MANIFEST": str(manifest)}
    script = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await script.communicate()
    assert said.decode() == "recorded recorded\nrepeated repeated\n"
    assert await bay.pool.fetchval("select count(*) from device_signature where subject = $1", manifest) == 2
