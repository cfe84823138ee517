"""The trip ticket of a load: who must be licensed, what is printed on it, how soon it must be delivered. Pure.

The ticket is the paper of a regime (`catalog/data/tickets.toml`). Its copies carry the same facts as the manifest, so
only what the paper adds is kept: the number printed on it, and digests of scanned copies.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from manifests.life import events as e
from manifests.life.model import Batch, Manifest, ManifestStatus, Ticket
from manifests.tickets import refusals as no
from wasteflow.catalog import law
from wasteflow.catalog.editions import holding
from wasteflow.catalog.model import Names
from wasteflow.catalog.tickets import Licence, TicketRule, tickets
from wasteflow.core.errors import Refusal, Warn
from wasteflow.places.model import OrgCard, PermitCard, SiteCard

M = ManifestStatus
# The paper may be noted from the day it is binding, also when all is long done: scans come in later.
TABLE: dict[tuple[M | None, str], M] = {
    (status, "ticket_noted"): status for status in M if status not in (M.DRAFT, M.CANCELLED)
}
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{2,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REFUSED = {
    "consignor": no.ProducerNotRegistered,
    "carrier": no.CollectorNotLicensed,
    "consignee": no.ReceptionNotLicensed,
}


def rule_of(manifest: Manifest) -> TicketRule | None:
    """The ticket this manifest runs under, where it runs under one."""
    return tickets().get(manifest.regime)


# --- who must be licensed --------------------------------------------------------------------------------


def unlicensed(
    regime: str,
    loads: Sequence[Batch],
    consignor: SiteCard,
    carriers: Sequence[OrgCard],
    consignee: SiteCard,
    today: date,
) -> list[Refusal]:
    """What a party lacks for waste of a new load; once for each party and code."""
    rule = tickets().get(regime)
    if rule is None:
        return []
    problems: list[Refusal] = []
    for licence in rule.licences:
        for name, permits, path in _holders(licence, consignor, carriers, consignee):
            for code, category in {(b.code.code, b.category): None for b in loads if b.code.scheme in licence.schemes}:
                if not _held(licence, permits, code, category, today):
                    problems.append(
                        _REFUSED[licence.party](path, name=name, code=code, law=law_of(licence.citation, today))
                    )
    return problems


def _holders(
    licence: Licence, consignor: SiteCard, carriers: Sequence[OrgCard], consignee: SiteCard
) -> Iterator[tuple[str, Sequence[PermitCard], str]]:
    """Those who must hold it: name, what they hold, where they stand in the fact."""
    match licence.party:
        case "consignor":
            yield consignor.org_name, consignor.permits, "fact.consignor_site"
        case "carrier":
            for n, carrier in enumerate(carriers):
                yield carrier.name, carrier.permits, f"fact.more_carriers[{n - 1}]" if n else "fact.carrier"
        case "consignee":
            yield consignee.site_name, consignee.permits, "fact.consignee_site"


def _held(licence: Licence, permits: Sequence[PermitCard], code: str, category: str, today: date) -> bool:
    """A permit that lists nothing is for all waste of its kind."""
    fits = (p for p in permits if p.kind in licence.kinds and p.valid_on(today))
    return any(not p.items or p.covers(scheme, code, category) for p in fits for scheme in licence.schemes)


def law_of(citation: str, on: date) -> Names:
    """The name of the law a rule of a ticket rests on."""
    found = holding(law.citations()[citation], on)
    return found.law if found else {}


# --- the printed number and scans ------------------------------------------------------------------------


def number_problem(number: str, path: str) -> list[Refusal]:
    """Whether a printed number can be one."""
    return [] if _NUMBER.fullmatch(number) else [no.WrongTicketNumber(path)]


def noted(fact: e.TicketNoted, manifest: Manifest) -> e.TicketNoted:
    """What is added to the ticket. Raises where there is no ticket, or another number stands on it."""
    if rule_of(manifest) is None:
        raise no.NoTripTicket("fact.kind")
    there = manifest.ticket.paper if manifest.ticket else None
    if fact.paper_ticket is not None and there not in (None, fact.paper_ticket):
        raise no.TicketNumberStands("fact.paper_ticket", number=there)
    return replace(fact, paper_ticket=None) if fact.paper_ticket == there else fact


def problems(fact: e.TicketNoted) -> list[Refusal]:
    """What of it cannot be."""
    found = number_problem(fact.paper_ticket, "fact.paper_ticket") if fact.paper_ticket is not None else []
    if fact.scan is not None and not _SHA256.fullmatch(fact.scan):
        found.append(no.WrongScan("fact.scan"))
    return found if fact.paper_ticket or fact.scan else [no.NothingNoted("fact")]


def fold(manifest: Manifest, fact: e.TicketNoted) -> Manifest:
    """The manifest with what was noted."""
    ticket = manifest.ticket or Ticket()
    scans = (*ticket.scans, fact.scan) if fact.scan and fact.scan not in ticket.scans else ticket.scans
    return replace(manifest, ticket=replace(ticket, paper=fact.paper_ticket or ticket.paper, scans=scans))


# --- how soon it must be delivered -----------------------------------------------------------------------


def deliver_by(manifest: Manifest) -> datetime | None:
    """Until when the load must be at the reception point; null before it is collected, and where no clock is known."""
    hours, collected = delivery_hours(manifest), manifest.carriers[0].departed_at
    return collected + timedelta(hours=hours) if hours is not None and collected else None


def delivery_hours(manifest: Manifest) -> int | None:
    """The stream's clock that the ticket names."""
    rule, stream = rule_of(manifest), law.streams().get(manifest.stream)
    if rule is None or rule.clock is None or stream is None or rule.clock not in stream.clocks:
        return None
    return int(stream.clocks[rule.clock].value)


def odd(manifest: Manifest, at: datetime) -> list[Warn]:
    """Of a load that arrives: whether it comes too late."""
    by, collected = deliver_by(manifest), manifest.carriers[0].departed_at
    if by is None or collected is None or at <= by:
        return []
    rule = rule_of(manifest)
    assert rule is not None
    hours = int((at - collected).total_seconds() // 3600)
    facts = {"hours": hours, "limit": delivery_hours(manifest), "law": law_of(rule.citation, at.date())}
    return [no.DeliveredLate("occurred_at", **facts)]
