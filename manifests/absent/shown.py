"""A site shows its signing code on a screen of its own; whose phone scans it signs for it, with no signal.

The code counts at the moment of the tap, as the phone says it, and is looked at when the event comes. It needs no lock:
nobody guesses a signature. `manifests.codes.shown` says what stands in it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from manifests.absent import refusals as no
from manifests.absent.commands import own_site
from manifests.codes import issuing, shown
from manifests.life import events as e
from manifests.life.lifecycle import CLOCK_SKEW
from manifests.life.model import Manifest
from manifests.proposals import Proposal
from manifests.signed.looking import Signatures, told
from wasteflow.catalog.limits import limit
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.edge import MissingField
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor
from wasteflow.places.model import SiteCard


class Showing(Struct, frozen=True):
    """A code as it is put on a screen now."""

    site: SiteCard
    text: str
    made_at: datetime
    ends_at: datetime


async def show(pool: Pool, settings: Settings, actor: Actor, site: UUID) -> Showing:
    """A fresh code of one of one's own sites. Raises NotYourPlace, the action's refusal."""
    card = await own_site(pool, actor, site)
    now = clock.now().replace(microsecond=0)
    said = shown.Shown(site, actor.account, actor.name, now, timedelta(minutes=int(limit("qr", "shown_minutes"))))
    issuer = issuing.issuer(settings, now)
    return Showing(card, shown.text_of(said, key_id=issuer.key_id, sign=issuer.sign), now, said.ends_at)


def proved(fact: e.Signed, manifest: Manifest, p: Proposal, signatures: Signatures | None, now: datetime) -> e.Signed:
    """The signature with the name of who showed the code.

    Raises MissingField, CodeNotShown, CodeOfAnotherSite, CodeNotShownThen, CodeShownLongAgo.
    """
    if p.attached is None or p.attached.shown is None:
        raise MissingField("attached.shown")
    if signatures is None or p.device_signature is None:  # the time is the phone's word, so that it has to sign it
        raise MissingField("device_signature")
    party = manifest.consignor
    try:
        said = shown.read(p.attached.shown, issuing.known_keys(signatures.keys.jwks()))
    except shown.NotShown:
        raise no.CodeNotShown("attached.shown") from None
    if said.site != party.site:
        raise no.CodeOfAnotherSite("attached.shown", name=party.name)
    if not said.made_at - CLOCK_SKEW <= p.occurred_at < said.ends_at + CLOCK_SKEW:
        raise no.CodeNotShownThen("occurred_at", made=told(said.made_at), ends=told(said.ends_at))
    days = int(limit("qr", "shown_days"))
    if now >= said.ends_at + timedelta(days=days):
        raise no.CodeShownLongAgo("attached.shown", days=days)
    return e.Signed(fact.box, said.name, fact.mode, absent=party.org)
