"""The database out of reach is answered as such; another failure of the system is ours."""

from pathlib import Path

import httpx
import pytest

from wasteflow.app import create_app
from wasteflow.core.db import open_pool
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
    assert ours.status_code == 500
