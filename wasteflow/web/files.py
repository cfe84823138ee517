"""The files pages load: style, scripts, libraries. An address carries its file's digest, so it may be kept for ever."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"


@cache
def address(name: str) -> str:
    """The address of a file below `static/`, e.g. `console/console.css`."""
    file = FOLDER / name
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else "missing"
    return f"/static/{name}?v={digest}"


class Files(StaticFiles):
    """The folder, served: for ever where the address names the digest, asked again where it does not."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        named = b"v=" in scope["query_string"]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer
