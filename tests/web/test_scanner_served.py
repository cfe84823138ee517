"""The scanner's files: what they may load, how long they are kept, and that nothing else is served."""

import httpx
import pytest

from wasteflow.web.console.page import POLICY as CONSOLE
from wasteflow.web.scanner.routes import FOLDER

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not (FOLDER / "index.html").exists(), reason="the scanner is not built: make fonts"),
]


async def test_its_page_loads_nothing_from_elsewhere_and_nothing_inline(client: httpx.AsyncClient) -> None:
    page = await client.get("/scanner")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "'wasm-unsafe-eval'" in policy
    assert "wasm" not in CONSOLE  # allowed where symbols are read, and nowhere else
    assert "://" not in page.text
    assert "<script>" not in page.text
    assert "<style" not in page.text
    assert page.headers["permissions-policy"] == "camera=(self), geolocation=(self)"


async def test_what_has_its_digest_in_its_name_is_kept_and_the_rest_is_asked_for_anew(
    client: httpx.AsyncClient,
) -> None:
    script = next((FOLDER / "assets").glob("index-*.js"))
    assert "immutable" in (await client.get(f"/scanner/assets/{script.name}")).headers["cache-control"]
    worker = await client.get("/scanner/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["service-worker-allowed"] == "/scanner"
    assert (await client.get("/scanner")).headers["cache-control"] == "no-cache"
    wasm = next((FOLDER / "assets").glob("*.wasm"))
    assert (await client.get(f"/scanner/assets/{wasm.name}")).headers["content-type"] == "application/wasm"


@pytest.mark.parametrize("path", ["nothing.js", "..%2f..%2f__init__.py", "assets", "%2e%2e/vendor/htmx.min.js"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/scanner/{path}")).status_code in (404, 422)
