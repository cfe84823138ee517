"""Look at a code with a signal: what is to be thought of it, what holds now, and that it was seen."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from msgspec import UNSET

from manifests.codes import issuing, signed_qr
from manifests.codes.signed_qr import Answer, Known
from manifests.life.model import Batch, Manifest
from manifests.scans import store
from manifests.scans.ended import ENDED
from manifests.scans.schemas import Checked, Now, Place, Seen
from wasteflow.core import jobs
from wasteflow.core.db import Pool
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor

GRID = 20  # places are kept to a twentieth of a degree, some five kilometres
MINUTES = 10
PUBLIC = "public"


async def look(pool: Pool, settings: Settings, actor: Actor | None, seen: Seen, now: datetime) -> Checked:
    """The verdict with what the server knows; a genuine code is noted as seen here.

    What holds now is told to whoever has a genuine code in hand, and to nobody who only knows a number.
    """
    keys = issuing.own_keys(settings)
    answer = signed_qr.judge(seen.text, keys=keys, now=now)
    if answer.said is None:
        return _checked(answer, None)
    found = await store.by_number(pool, number=answer.number)
    if found is None:
        return _checked(answer, None)
    subject = msgspec.json.decode(found[0], type=Batch) if found[0] else None
    thing: Batch | Manifest = subject or msgspec.json.decode(found[1] or "", type=Manifest)
    known = Known(thing.seq, thing.last_at if thing.status in ENDED else None)
    answer = signed_qr.judge(seen.text, keys=keys, now=now, known={answer.number: known})
    await _note(pool, thing.id, actor, seen.place, now)
    return _checked(answer, _standing(thing))


async def _note(pool: Pool, subject: UUID, actor: Actor | None, place: Place | None, now: datetime) -> None:
    at = now.replace(minute=now.minute - now.minute % MINUTES, second=0, microsecond=0)
    where = coarse(place) if place else ""
    async with pool.acquire() as conn, conn.transaction():
        kind = actor.role.value if actor else PUBLIC
        if await store.note(conn, subject=subject, at=at, place=where, actor=kind) and where:
            await jobs.enqueue(conn, "scanned", {"subject": str(subject)}, key=f"scanned {subject}")


def coarse(place: Place) -> str:
    """A place as it is kept: `22.55 114.05`."""
    return " ".join(f"{round(degrees * GRID) / GRID:.2f}" for degrees in (place.lat, place.lon))


def _standing(thing: Batch | Manifest) -> Now:
    kg = thing.weight.kg if isinstance(thing, Batch) else sum((line.at_gate.kg for line in thing.lines), Decimal(0))
    return Now(thing.status, thing.seq, kg, thing.last_at)


def _checked(answer: Answer, now: Now | None) -> Checked:
    said = answer.said
    return Checked(
        verdict=answer.verdict,
        number=answer.number or UNSET,
        says=said or UNSET,
        expires_at=(said.expires_at if said else None) or UNSET,
        revoked_at=answer.revoked_at or UNSET,
        now=now or UNSET,
    )
