"""Is this paper ours? By its number, or by the file itself; for anybody, without signing in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reports.proof import checking
from reports.proof.model import Checked
from wasteflow.web.console.forms import upload
from wasteflow.web.console.page import Anybody, PageRoute, Visit, render

router = APIRouter(route_class=PageRoute)
SEVERITY = {"genuine": 0, "superseded": 2, "altered": 4, "unknown": 3}


@router.get("/verify")
async def get_verify(visit: Anybody, number: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Asked of a number, as a QR leads here; without one the two ways to ask."""
    if not number.strip():
        return _page(visit, None)
    async with visit.pool.acquire() as conn:
        return _page(visit, await checking.of_number(conn, number), number=number.strip())


@router.post("/verify")
async def post_verify(request: Request, visit: Anybody) -> Response:
    """Asked of a file."""
    _, name, content = await upload(request)
    if content is None:
        return _page(visit, None, missing=True)
    async with visit.pool.acquire() as conn:
        checked = await checking.of_file(conn, request.app.state.settings, content)
    return _page(visit, checked, name=name[:120], pdf=b"%PDF" in content[:1024])


def _page(
    visit: Visit, checked: Checked | None, *, number: str = "", name: str = "", missing: bool = False, pdf: bool = True
) -> Response:
    facts = {"checked": checked, "number": number, "name": name, "missing": missing, "pdf": pdf}
    shape = SEVERITY[checked.verdict] if checked else 0
    return render(visit, "verify.html", http=422 if missing else 200, shape=shape, **facts)
