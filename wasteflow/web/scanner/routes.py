"""The built scanner, served at `/scanner`. The same bytes for everybody: who somebody is, the phone alone knows."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from wasteflow.core.errors import NotFound, Word

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parents[1] / "static" / "scanner"

# Nothing from elsewhere, nothing inline. WebAssembly is what reads QR symbols; it is allowed here and nowhere else.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:;"
    " media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TYPES = {".webmanifest": "application/manifest+json", ".wasm": "application/wasm", ".js": "text/javascript"}
FOR_EVER = "public, max-age=31536000, immutable"  # below assets/ a name carries its file's digest


@router.get("/scanner")
@router.get("/scanner/")
async def get_scanner() -> Response:
    """The app's one page."""
    return _file("index.html")


@router.get("/scanner/{name:path}")
async def get_file(name: str) -> Response:
    """A file of the app."""
    return _file(name)


def _file(name: str) -> Response:
    file = (FOLDER / name).resolve()
    if not file.is_relative_to(FOLDER.resolve()) or not file.is_file():
        raise NotFound("", what=Word("subject.page"))
    kept = FOR_EVER if name.startswith("assets/") else "no-cache"
    headers = {**HEADERS, "Cache-Control": kept}
    if name == "sw.js":
        headers["Service-Worker-Allowed"] = "/scanner"  # the page has no slash at its end
    return FileResponse(file, headers=headers, media_type=TYPES.get(file.suffix))
