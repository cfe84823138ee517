"""Who may record a fact, and who may see a subject. Roles stand in `wasteflow.people.permissions`; here it is about
the company's part in this very load."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from manifests import refusals as r
from manifests.life import events as e
from manifests.life import mismatch, revising, stops
from manifests.life.model import Batch, Manifest, ManifestStatus, SigningMode
from wasteflow.core.errors import Word
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed

# The row of the one permission table that each fact needs.
_ACTION = {
    "generated": "custody:generate",
    "moved": "batch:keep",
    "relabelled": "batch:label",
    "reweighed": "batch:weigh",
    "treated": "batch:treat",
    "lost": "batch:keep",
    "regrouped": "batch:regroup",
    "ungrouped": "batch:regroup",
    "transformed": "batch:treat",
    "created": "manifest:create",
    "amended": "manifest:depart",
    "published": "manifest:create",
    "number_given": "manifest:create",
    "cancelled": "manifest:cancel",
    "signed": "manifest:sign",
    "departed": "manifest:depart",
    "handed_over": "manifest:depart",
    "given_over": "manifest:depart",
    "carrier_added": "manifest:depart",
    "stop_added": "manifest:depart",
    "stop_dropped": "manifest:depart",
    "stopped": "manifest:depart",
    "stop_weighed": "manifest:receive",
    "resealed": "manifest:receive",
    "resumed": "manifest:depart",
    "load_lost": "manifest:depart",
    "arrived": "manifest:depart",
    "weighed": "manifest:receive",
    "accepted": "manifest:receive",
    "partly_accepted": "manifest:receive",
    "refused": "manifest:receive",
    "difference_found": "manifest:depart",
    "ticket_noted": "manifest:sign",
    "receipt_certified": "manifest:receive",
    "completion_certified": "manifest:receive",
    "take_back_started": "manifest:create",
    **dict.fromkeys(revising.STEPS, "manifest:revise"),
}


_DRAFT = ManifestStatus.DRAFT  # to look a member up in its enumeration takes longer than to compare it
_OWN = SigningMode.OWN

# At either end of the trip other people take these steps than a carrier's: at the gate, or who draws up manifests.
_AT_AN_END = {
    "arrived": "manifest:receive",
    "difference_found": "manifest:receive",
    "amended": "manifest:create",
    "carrier_added": "manifest:create",
    "stop_added": "manifest:create",
    "stop_dropped": "manifest:create",
}


def action(actor: Actor, fact: e.AnyEvent, state: Batch | Manifest | None) -> str:
    """The permission this fact needs. Arrival is told by the driver, or at a gate by either end of the trip; one
    more carrier or a stop is named by the driver, or by who draws up manifests at the consignor; so is what is put
    right before it is sealed. A company at an end that carries with its own trucks has both kinds of people; but what
    is amended before it leaves is the paper itself, never its driver's."""
    carriers, there = _ACTION[fact.kind], _AT_AN_END.get(fact.kind)
    if there is None or not isinstance(state, Manifest) or actor.org not in (state.consignor.org, state.consignee.org):
        return carriers
    carries = not isinstance(fact, e.Amended) and any(carrier.org == actor.org for carrier in state.carriers)
    return carriers if carries and allowed(actor, carriers) else there


def right(cls: type[e.Event]) -> str:
    """The permission that a type of fact needs."""
    return _ACTION[cls.kind]


def may(org: UUID | None, fact: e.AnyEvent, state: Batch | Manifest | None) -> None:
    """Is this company the party whose step this is?

    Raises UnknownSubject for outsiders (to hold an id is no right), NotYourStep for another party. Facts that begin a
    subject are checked against their site at entry.
    """
    if state is None:
        return
    who, orgs = whose(fact, state)
    if org in orgs and state.status is not _DRAFT:
        return  # almost always; whose step it is, is a party of it
    if org not in parties(state):
        raise r.UnknownSubject("subject", subject=Word(f"subject.{fact.about.value}"))
    if org not in orgs:
        raise r.NotYourStep("fact.kind", who=Word(f"party.{who}"))


def whose(fact: e.AnyEvent, state: Batch | Manifest) -> tuple[str, Collection[UUID]]:
    """The party whose step this is, as a word and as companies."""
    if isinstance(state, Batch):
        return "holder", (state.holder_org,)
    match fact:  # the frequent ones first
        case e.Signed(mode=mode):
            return ("consignor", (state.consignor.org,)) if mode is _OWN else ("carrier", (state.leg.org,))
        case e.Departed() | e.Stopped() | e.Resumed() | e.GivenOver() | e.LoadLost():
            return "carrier", (state.leg.org,)
        case e.Arrived():
            return "carrier", (state.leg.org, state.consignee.org)
        case e.Weighed() | e.Accepted() | e.PartlyAccepted() | e.Refused():
            return "consignee", (state.consignee.org,)
        case e.HandedOver():
            return "next_carrier", (state.next_carrier.org,) if state.next_carrier else ()
        case e.Amended():  # which fields each of them may write, `sealing` says
            return "consignor", (state.consignor.org, *(c.org for c in state.carriers))
        case e.CarrierAdded() | e.StopAdded() | e.StopDropped():
            return "carrier", (state.leg.org, state.consignor.org)
        case e.StopWeighed() | e.Resealed():
            return "storer", [storer.org for storer in ((state.stop.party,) if state.stop else stops.named(state))]
        case e.ReceiptCertified() | e.CompletionCertified():
            return "consignee", (state.consignee.org,)
        case e.TakeBackStarted():
            return "consignor", (state.consignor.org, state.consignee.org)
        case e.DifferenceFound():
            return mismatch.finder(state)
        case e.TicketNoted():  # each keeps a copy
            return "party", parties(state)
        case e.RevisionRequested():
            return "revision_other", revising.bound(state)
        case e.RevisionApproved() | e.RevisionRefused() | e.RevisionWithdrawn():
            return revising.asked_of(state, fact)
        case _:
            return "consignor", (state.consignor.org,)


def parties(state: Batch | Manifest) -> set[UUID]:
    """The companies with a part in it. A draft concerns its maker alone."""
    if isinstance(state, Batch):
        return {state.org, state.holder_org}
    if state.status is ManifestStatus.DRAFT:
        return {state.consignor.org}
    storers = (storer.org for storer in stops.named(state))
    return {state.consignor.org, state.consignee.org, *(c.org for c in state.carriers), *storers}


def reach(state: Batch | Manifest, provinces: dict[str, str | None]) -> set[str]:
    """The scopes that may see it: its companies, the cities it touches and their provinces.

    `provinces` maps a city to its province (none for Hong Kong and Macao).
    """
    cities = {state.city} if isinstance(state, Batch) else {state.consignor.city, state.consignee.city}
    if isinstance(state, Manifest):
        cities |= {storer.city for storer in stops.named(state)}
        cities = set() if state.status is ManifestStatus.DRAFT else cities
    above = {p for c in cities if (p := provinces.get(c))}
    return (
        {_scope(org) for org in parties(state)}
        | {f"city:{city}" for city in cities}
        | {f"province:{province}" for province in above}
    )


@lru_cache(maxsize=10_000)  # to write a UUID takes longer than to find what was written of it before
def _scope(org: UUID) -> str:
    return f"org:{org}"
