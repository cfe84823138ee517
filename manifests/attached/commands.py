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
    """The digest it is kept by. Sent again it is the same. What a refused event names goes to its case.

    Raises NotFound, PictureTooLarge, NoPicture, PhotoNotNamed.
    """
    require(actor, "custody:see")
    async with pool.acquire() as conn:
        sha256, org = hashlib.sha256(data).hexdigest(), actor.org
        case = await queries.refused_naming(conn, subject=manifest, sha256=sha256, org=org) if org else None
        if case is None and await custody.manifest(conn, id=manifest, scopes=scopes(actor)) is None:
            raise NotFound("id", what=Word("subject.manifest"))
        if len(data) > photos.MOST_BYTES:
            raise no.PictureTooLarge("file", limit=photos.MOST_BYTES // MEGA)
        if (kind := photos.kind_of(data)) is None:
            raise no.NoPicture("file")
        by, at = actor.account, clock.now()
        if org is not None and await queries.named(conn, subject=manifest, sha256=sha256, org=org):
            await store.keep_photo(conn, subject=manifest, sha256=sha256, kind=kind, data=data, at=at, account=by)
        elif case is not None:
            await store.keep_refused(
                conn, subject=manifest, event=case, sha256=sha256, kind=kind, data=data, at=at, account=by
            )
        else:
            raise no.PhotoNotNamed("file")
    return sha256
