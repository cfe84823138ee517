"""Make a code, enrol a phone by it, revoke a device: one function per intent."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import asyncpg
from msgspec import Struct

from wasteflow.core import keys
from wasteflow.core.clock import now
from wasteflow.core.db import Connection, Pool
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.ids import new_id
from wasteflow.core.settings import settings
from wasteflow.people import access
from wasteflow.people import store as people
from wasteflow.people.audit import note
from wasteflow.people.devices import codes, store
from wasteflow.people.devices import refusals as no
from wasteflow.people.devices.model import Reason
from wasteflow.people.devices.schemas import Enrolment, NewCode, Revocation
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import require
from wasteflow.people.refusals import TooManyAttempts

ACTION = "device:manage"
FREE_GUESSES = 10  # from one address, before each further one waits twice as long
PHONE = "/scanner"  # where the driver's app lives


class Code(Struct, frozen=True):
    """A code just made: the only moment it is known."""

    id: UUID
    code: str
    url: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Code({self.id})"  # a log never gets the code


class Enrolled(Struct, frozen=True):
    """A phone just enrolled: the only moment its token is known."""

    device: UUID
    kid: str
    secret: str
    valid_until: datetime

    def __repr__(self) -> str:
        return f"Enrolled({self.device})"


def whose(actor: Actor) -> UUID | None:
    """The company whose devices the actor manages; null: everybody's. Raises the action's refusal."""
    require(actor, ACTION)
    return None if actor.role is Role.ADMINISTRATOR else actor.org


async def make_code(pool: Pool, actor: Actor, new: NewCode) -> Code:
    """A code for one driver's phone; an earlier one that nobody used counts no more. Raises NotFound."""
    org, moment = whose(actor), now()
    made = codes.fresh()
    code = Code(
        new_id(),
        made,
        f"{settings().public_url.rstrip('/')}{PHONE}#enrol={codes.meant(made)}",
        moment + timedelta(minutes=settings().enrolment_minutes),
    )
    async with pool.acquire() as conn, conn.transaction():
        driver = await store.driver(conn, account=new.account)
        if driver is None or (org is not None and driver[0] != org):
            raise NotFound("account", what=Word("subject.account"))
        if new.replaces is not None and await store.is_revoked(conn, id=new.replaces, org=driver[0]) is None:
            raise NotFound("replaces", what=Word("subject.device"))
        await store.insert_code(
            conn,
            id=code.id,
            digest=codes.digest_of(made),
            account=new.account,
            replaces=new.replaces,
            at=moment,
            by=actor.account,
            expires_at=code.expires_at,
        )
        await note(conn, actor, ACTION, subject_kind="account", subject=new.account, code=str(code.id))
    return code


async def enrol(pool: Pool, sent: Enrolment, address: str) -> Enrolled:
    """Bind a phone's key to the driver for whom the code was made. Sent again by the same phone, it gets a fresh token.

    Raises TooManyAttempts, WrongEnrolmentCode, WrongKey, NoProofOfKey, KeyEnrolled.
    """
    await _count_guess(pool, address)
    moment = now()
    try:
        key = keys.public_key(sent.key)
    except keys.NotAKey:
        raise no.WrongKey("key") from None
    async with pool.acquire() as conn, conn.transaction():
        code = await store.find_code(conn, digest=codes.digest_of(sent.code), now=moment)
        if code is None or (code.kid is not None and code.kid != keys.kid(key)):
            raise no.WrongEnrolmentCode("code")
        try:
            keys.verify(sent.proof, keys.canonical({"enrol": codes.meant(sent.code)}), key)
        except keys.NotSigned:
            raise no.NoProofOfKey("proof") from None
        device = code.device or await _bind(conn, code, sent, key, moment)
        made = Enrolled(device, keys.kid(key), access.new_secret(), moment + timedelta(days=settings().device_days))
        await store.insert_credential(
            conn,
            digest=access.digest_of(made.secret),
            id=new_id(),
            account=code.account,
            label=sent.label,
            expires_at=made.valid_until,
            device=device,
        )
        guess = _guess(address)
        await people.forget_attempts(conn, key=guess, address_key=guess, now=moment, stale=moment - timedelta(days=1))
    return made


async def revoke(pool: Pool, actor: Actor, device: UUID, end: Revocation) -> None:
    """From then on it opens nothing and its signatures do not count.

    Raises NotFound, RevokedAlready, RevokedInFuture.
    """
    org, moment = whose(actor), now()
    if end.as_of is not None and end.as_of > moment:
        raise no.RevokedInFuture("as_of")
    async with pool.acquire() as conn, conn.transaction():
        if not await _end(conn, actor, device, org, end, moment):
            if await store.is_revoked(conn, id=device, org=org) is None:
                raise NotFound("id", what=Word("subject.device"))
            raise no.RevokedAlready("id")


# --- what they share ---------------------------------------------------------------------------------------


async def _bind(conn: Connection, code: store.FoundCode, sent: Enrolment, key: keys.Key, moment: datetime) -> UUID:
    device, jwk = new_id(), keys.public_jwk(key)
    try:
        await store.insert_device(
            conn,
            id=device,
            account=code.account,
            org=code.org,
            label=sent.label,
            kid=jwk.pop("kid"),
            jwk=jwk,
            at=moment,
            by=code.made_by,
            valid_until=moment + timedelta(days=settings().device_days),
        )
    except asyncpg.UniqueViolationError:
        raise no.KeyEnrolled("key") from None
    await store.use_code(conn, id=code.id, at=moment, device=device)
    driver = Actor(code.account, code.person, Role.DRIVER, org=code.org)
    if code.replaces is not None:
        await _end(conn, driver, code.replaces, code.org, Revocation(reason=Reason.REPLACED), moment)
    await note(conn, driver, "device:enrol", subject_kind="device", subject=device, kid=keys.kid(key))
    return device


async def _end(
    conn: Connection, actor: Actor, device: UUID, org: UUID | None, end: Revocation, moment: datetime
) -> bool:
    account = await store.revoke(
        conn,
        id=device,
        as_of=end.as_of or moment,
        at=moment,
        by=actor.account,
        reason=end.reason,
        note=end.note,
        org=org,
    )
    if account is None:
        return False
    await note(conn, actor, ACTION, subject_kind="device", subject=device, revoked=end.reason)
    access.forget(account=account)
    return True


async def _count_guess(pool: Pool, address: str) -> None:
    """Counted as wrong before it is looked at, so that a hundred at once are not one. Raises TooManyAttempts."""
    guess = _guess(address)
    async with pool.acquire() as conn:
        while not await people.count_attempt(conn, key=guess, now=now(), free=FREE_GUESSES):
            until, moment = await people.not_before(conn, key=guess), now()
            if until is not None and until > moment:  # else another began a moment later and was counted first
                raise TooManyAttempts("code", seconds=max(1, ceil((until - moment).total_seconds())))


def _guess(address: str) -> str:
    return hashlib.sha256(f"enrol\x1f{address}".encode()).hexdigest()
