"""Whether somebody may sign in another's place: asked of the database only once all else about the step is in order.

A signature for an absent company is first judged as though it were proved; what then is left to prove is settled here,
once per request, and the request judged again. So who has no part in a load learns nothing of its site's code, a step
out of order costs no try, and one code sent with a queue of manifests is one try.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from manifests.absent import refusals as no
from manifests.absent import store
from manifests.life import events as e
from manifests.life.model import Manifest, SigningMode, Value
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal
from wasteflow.people import passwords
from wasteflow.people.audit import note
from wasteflow.people.model import Actor

FREE_TRIES = 3  # the statement COUNT_TRY counts them


class Claim(Value, frozen=True):
    """Somebody's word that they may sign for a company at one of its sites."""

    mode: SigningMode
    org: UUID
    site: UUID
    name: str
    carrier: UUID | None
    stream: str
    code: str | None

    def __repr__(self) -> str:
        return f"Claim({self.mode}, {self.site})"  # never the code


@dataclass
class Proofs:
    """What was proved for one request: of each claim the authorisation it rests on, or why it does not stand."""

    known: dict[Claim, UUID | Refusal | None] = field(default_factory=dict)
    locked: dict[UUID, Refusal] = field(default_factory=dict)  # by company, once it is so within this request
    asked: list[Claim] = field(default_factory=list)

    def shown(self, fact: e.Signed, manifest: Manifest, carrier: UUID | None, code: str | None) -> e.Signed:
        """The signature with what it rests on, or as though it were proved where that is yet to be asked.

        Raises the refusal of a claim that does not stand.
        """
        if fact.mode is SigningMode.SITE_CODE and code is None:
            raise MissingField("code")
        party = manifest.consignor
        claim = Claim(fact.mode, party.org, party.site, party.name, carrier, manifest.stream, code)
        if claim not in self.known:
            if claim.code is not None and claim.org in self.locked:
                raise self.locked[claim.org]
            self.asked.append(claim)
            return fact
        answer = self.known[claim]
        if isinstance(answer, Refusal):
            raise answer
        return e.Signed(fact.box, fact.name, fact.mode, absent=party.org, authorisation=answer)

    async def settle(self, pool: Pool, actor: Actor, now: datetime) -> None:
        """Find out about all that was asked."""
        for claim in self.asked:
            if claim in self.known or (claim.code is not None and claim.org in self.locked):
                continue
            try:
                self.known[claim] = await _prove(pool, actor, claim, now)
            except no.SigningLocked as locked:
                self.locked[claim.org] = locked
            except Refusal as refusal:
                self.known[claim] = refusal
        self.asked.clear()


async def _prove(pool: Pool, actor: Actor, claim: Claim, now: datetime) -> UUID | None:
    if claim.mode is SigningMode.SITE_CODE:
        await _try_code(pool, actor, claim, now)
        return None
    assert claim.carrier is not None
    found = await store.authorised(
        pool, site=claim.site, org=claim.org, carrier=claim.carrier, stream=claim.stream, on=clock.local_date(now)
    )
    if found is None:
        raise no.NotAuthorised("fact.mode", name=claim.name)
    return found


async def _try_code(pool: Pool, actor: Actor, claim: Claim, now: datetime) -> None:
    """While locked the code is not even looked at, so a right one takes as long and tells as little as a wrong one."""
    tried = await store.count_try(pool, account=actor.account, org=claim.org, site=claim.site, now=now)
    if tried is None:
        until = await store.locked_until(pool, account=actor.account, org=claim.org, now=now)
        raise _locked(claim, until) if until else no.NoSigningCode("fact.mode", name=claim.name)
    if await passwords.fits(tried.hash, claim.code or ""):
        await store.forget_tries(pool, account=actor.account, org=claim.org, now=now)
        return
    await note(pool, actor, "signature:refused", subject_kind="site", subject=claim.site, wrong_codes=tried.wrong)
    if tried.locked_until is not None:
        raise _locked(claim, tried.locked_until)
    raise no.WrongSigningCode("code", name=claim.name, left=FREE_TRIES - tried.wrong)


def _locked(claim: Claim, until: datetime) -> no.SigningLocked:
    return no.SigningLocked("code", name=claim.name, until=f"{until.astimezone(clock.BAY_AREA):%Y-%m-%d %H:%M:%S}")
