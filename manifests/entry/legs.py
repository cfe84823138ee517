"""The carriers of one journey, checked against the register: named in their order, added on the road, taking over.

Who is newly named must be open and hold its permit. Who was named and finds the load on the road takes it over even
when its permit has ended since: what is closed or expired never stops a moving load, it leaves a mark.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from manifests import refusals as r
from manifests.borders import refusals as no
from manifests.entry import exemptions
from manifests.entry.world import World
from manifests.life import events as e
from manifests.life.model import Batch, Manifest
from wasteflow.catalog import law
from wasteflow.catalog.model import Stream
from wasteflow.core.errors import Refusal, Warn
from wasteflow.places.identity import plate as plate_of
from wasteflow.places.identity import plate_spelled
from wasteflow.places.model import VESSEL, OrgCard

Orgs = Mapping[UUID, OrgCard]
TakesOver = e.HandedOver | e.Resumed


def named(fact: e.Created, orgs: Orgs, today: date) -> list[OrgCard]:
    """The cards of a new manifest's carriers, the first one first."""
    paths = ["fact.carrier", *(f"fact.more_carriers[{n}]" for n in range(len(fact.more_carriers)))]
    seen: set[UUID] = set()
    cards: list[OrgCard] = []
    for carrier, path in zip((fact.carrier, *fact.more_carriers), paths, strict=True):
        if carrier in seen:
            raise r.CarrierTwice(path)
        seen.add(carrier)
        cards.append(_open(carrier, orgs, today, path))
    return cards


def unpermitted(
    cards: Sequence[OrgCard],
    loads: Sequence[Batch],
    exempt: Sequence[exemptions.Claimed],
    before: Manifest | None,
    today: date,
) -> Iterator[Refusal]:
    """The carriers of a new manifest that may not carry it; who has it on its vehicle already takes it on or home."""
    claims = zip(loads, exempt, strict=True)
    if all(x.code.scheme != "cn-hw" or exemptions.lifted(claimed, "carrier_permit") for x, claimed in claims):
        return
    there = {leg.org for leg in before.carriers} if before else set()
    for n, card in enumerate(cards):
        if card.id not in there and not permitted("cn-hw", card, today):
            yield r.NoCarrierPermit(f"fact.more_carriers[{n - 1}]" if n else "fact.carrier", name=card.name)


def added(fact: e.CarrierAdded, manifest: Manifest, orgs: Orgs, today: date) -> e.CarrierAdded:
    """One more carrier, named on the road."""
    if any(leg.org == fact.carrier for leg in manifest.carriers):
        raise r.CarrierTwice("fact.carrier")
    card = _open(fact.carrier, orgs, today, "fact.carrier")
    if not may_carry(manifest, card, today):
        raise r.NoCarrierPermit("fact.carrier", name=card.name)
    return replace(fact, name=card.name)


def handed_over(fact: TakesOver, manifest: Manifest, world: World) -> tuple[TakesOver, list[Warn]]:
    """The next carrier takes over, or the same goes on after a stop, with the plate of its leg."""
    leg = manifest.leg if isinstance(fact, e.Resumed) else manifest.next_carrier
    assert leg is not None, "there is a next carrier: the step is its own"
    card, today = world.orgs[leg.org], world.today
    if not (written := fact.plate or leg.plate or ""):
        raise r.PlateMissing("fact.plate")
    number, odd = plate(written, card, "fact.plate")
    fitting(manifest, number, world.book.stream(manifest.stream), "fact.plate")
    if _closed(card, today) or not may_carry(manifest, card, today):
        odd.append(r.LapsedUnderWay("fact.kind", name=card.name))
    return replace(fact, plate=number, driver=fact.driver or leg.driver or ""), odd


def may_carry(manifest: Manifest, carrier: OrgCard, today: date) -> bool:
    """Only hazardous waste needs the carrier's permit, and not where its carriage is exempt."""
    guarded = any(x.code.scheme == "cn-hw" and not exemptions.lifted(x, "carrier_permit") for x in manifest.lines)
    return not guarded or permitted("cn-hw", carrier, today)


def permitted(scheme: str, carrier: OrgCard, today: date) -> bool:
    """Whether it may carry waste of this list of codes."""
    if scheme != "cn-hw":
        return True
    return any(p.kind == "transport" and p.valid_on(today) for p in carrier.permits)


def plate(written: str, carrier: OrgCard, path: str) -> tuple[str, list[Warn]]:
    """The plate as it is written properly; odd where it is not among the carrier's vehicles."""
    number = plate_of(path, written).value
    known = number in carrier.plates
    return number, [] if known else [r.PlateUnknown(path, plate=number, name=carrier.name)]


def afloat(plate: str | None) -> bool:
    """Whether it names a barge, however it is spelled."""
    return plate is not None and plate_spelled(plate).startswith(VESSEL)


def by_barge(regime: str, plate: str, path: str) -> None:
    """Raises BargeNeeded where a regime lets the load go by tracked barge only and this is none."""
    rule = law.regime_named(regime)
    if rule is not None and rule.vehicle == "barge" and not plate.startswith(VESSEL):
        raise no.BargeNeeded(path, rule=rule.rule)


def fitting(manifest: Manifest, plate: str, stream: Stream, path: str) -> None:
    """Raises BargeNeeded; and TooHeavy where a lorry would take over what was drawn up for a barge."""
    by_barge(manifest.regime, plate, path)
    kg, limit = sum((line.sent.kg for line in manifest.lines), Decimal(0)), stream.ceiling_kg
    if limit is not None and kg > limit and not plate.startswith(VESSEL):
        raise r.TooHeavy(path, kg=kg, limit=limit)


def _open(carrier: UUID, orgs: Orgs, today: date, path: str) -> OrgCard:
    card = orgs.get(carrier)
    if card is None:
        raise r.UnknownCarrier(path)
    if _closed(card, today):
        raise r.SiteClosed(path, name=card.name)
    return card


def _closed(card: OrgCard, today: date) -> bool:
    return card.closed_on is not None and card.closed_on <= today
