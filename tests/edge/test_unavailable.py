"""The database out of reach is answered as such; another failure of the system is ours."""

from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.bay import Bay
from tests.conftest import application
from wasteflow.app import create_app
from wasteflow.core import clock
from wasteflow.core.db import open_pool
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio


async def test_only_what_the_database_cannot_answer_is_a_503(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))

    @app.get("/asks")
    async def asks() -> None:
        await open_pool(f"postgresql:///wasteflow?host={tmp_path}", 1)  # no server's socket is there

    @app.get("/reads")
    async def reads() -> bytes:
        return (tmp_path / "nothing").read_bytes()

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://wasteflow.test") as client:
        gone, ours = await client.get("/asks"), await client.get("/reads")
    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "2")
    assert gone.json()["code"] == "not_available"
    assert (ours.status_code, ours.json()["code"]) == (500, "our_fault")
    assert ours.headers["content-type"] == "application/problem+json"


BREAKS = """
    create function broken() returns trigger language plpgsql as
      $$ begin raise exception 'broken' using errcode = '{code}'; end $$;
    create trigger broken before insert on outbox for each row execute function broken();"""


@pytest.mark.parametrize(("sqlstate", "status", "code"), [("53100", 503, "disk_full"), ("XX000", 500, "our_fault")])
async def test_a_full_disk_is_told_as_such_and_another_fault_as_ours(
    bay: Bay, test_settings: Settings, database_url: str, sqlstate: str, status: int, code: str
) -> None:
    """In the reader's language, to programs and to people; and nothing is recorded."""
    before = await bay.pool.fetchval("select count(*) from custody_event")
    owner = await asyncpg.connect(database_url)
    await owner.execute(BREAKS.format(code=sqlstate))
    await owner.close()
    headers = {"authorization": f"Bearer {await bay.token(bay.clerk)}", "accept-language": "pt"}
    site = str(bay.factory_site)
    fact = {
        "kind": "generated", "site": site, "stream": "hazardous", "name": "电镀污泥", "form": "semi_solid",
        "code": {"scheme": "cn-hw", "code": "336-054-17", "edition": "2021"},
        "weight": {"kg": "100", "basis": "weighed"}, "container": {"kind": "drum", "litres": "200"},
    }  # fmt: skip
    event = {"id": str(new_id()), "occurred_at": clock.now().isoformat(), "fact": fact}
    form = {
        "fact.site": site, "fact.stream": "hazardous", "fact.name": "电镀污泥", "fact.form": "semi_solid",
        "fact.code": "336-054-17", "fact.weight.kg": "100", "fact.weight.basis": "weighed",
        "fact.container.kind": "drum", "fact.container.litres": "200", "once": str(new_id()),
    }  # fmt: skip
    with application(test_settings) as app:
        app.state.pool = bay.pool
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://wasteflow.test") as client:
            told = await client.post("/custody/events", json=event, headers=headers)
            page = await client.post("/console/batches/new", data=form, headers=headers)
    assert (told.status_code, told.json()["code"]) == (status, code), told.text
    assert told.headers["content-language"] == "pt"
    assert page.status_code == status, page.text
    assert told.json()["detail"] in page.text
    assert await bay.pool.fetchval("select count(*) from custody_event") == before
