"""Keep the bytes of a photo that an event names."""

import hashlib
from uuid import UUID

from manifests import queries as custody
from manifests.attached import photos, queries, store
from manifests.attached import refusals as no
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

MEGA = 1024 * 1024


async def keep_photo(pool: Pool, actor: Actor, manifest: UUID, data: bytes) -> str:
    """The digest it is kept by. Sent again it is the same.

    Raises NotFound, PictureTooLarge, NoPicture, PhotoNotNamed.
    """
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        if await custody.manifest(conn, id=manifest, scopes=scopes(actor)) is None:
            raise NotFound("id", what=Word("subject.manifest"))
        if len(data) > photos.MOST_BYTES:
            raise no.PictureTooLarge("file", limit=photos.MOST_BYTES // MEGA)
        kind, sha256 = photos.kind_of(data), hashlib.sha256(data).hexdigest()
        if kind is None:
            raise no.NoPicture("file")
        if actor.org is None or not await queries.named(conn, subject=manifest, sha256=sha256, org=actor.org):
            raise no.PhotoNotNamed("file")
        await store.keep_photo(
            conn, subject=manifest, sha256=sha256, kind=kind, data=data, at=clock.now(), account=actor.account
        )
    return sha256
