"""HTTP of the photos that events name."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Path, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from manifests import queries as custody
from manifests.attached import commands, queries
from manifests.signed.arriving import deliverer
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.etag import seen_already
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

router = APIRouter(tags=["custody"])
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class PhotoKept(BaseModel):
    """By which digest an event names it."""

    sha256: str


@router.post("/manifests/{id}/photos", status_code=201)
async def post_photo(
    request: Request,
    actor: Annotated[Actor, Depends(deliverer)],
    id: UUID,
    file: Annotated[UploadFile, File(description="JPEG, PNG or WebP, the very bytes whose digest an event names.")],
) -> PhotoKept:
    """Send a photo that an event of mine names in `attached.photos`, recorded or refused; sent again it is the same. A
    revoked phone may still send what it signed before."""
    return PhotoKept(sha256=await commands.keep_photo(request.app.state.pool, actor, id, await file.read()))


@router.get("/manifests/{id}/photos/{sha256}", response_class=Response)
async def get_photo(request: Request, actor: SignedIn, id: UUID, sha256: Sha256) -> Response:
    """The picture, for whoever may see the manifest."""
    require(actor, "custody:see")
    async with request.app.state.pool.acquire() as conn:
        if await custody.manifest(conn, id=id, scopes=scopes(actor)) is None:
            raise NotFound("id", what=Word("subject.manifest"))
        found = await queries.photo(conn, subject=id, sha256=sha256)
    if found is None:
        raise NotFound("sha256", what=Word("subject.photo"))
    return served(request, sha256, found[0], found[1])


def served(request: Request, sha256: str, kind: str, data: bytes, disposition: str = "inline") -> Response:
    """A file that somebody sent, as it is served: it cannot run anything where it is opened by itself."""
    headers = {
        "ETag": f'"{sha256}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": disposition,
    }
    if seen_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=kind, headers=headers)
