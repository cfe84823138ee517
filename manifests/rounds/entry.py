"""What a plan is checked against: leave, register, catalogue, permits, and what may go into one container.

No database here: `planning` reads what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from manifests import refusals as r
from manifests.entry import legs
from manifests.entry.batch_entry import as_written
from manifests.entry.errand import Leave
from manifests.entry.permits import takes_code
from manifests.life.model import Basis, Code, Container, Party, Weight
from manifests.rounds import events as e
from manifests.rounds import refusals as no
from manifests.rounds.model import Expected
from manifests.rounds.schemas import NewCall, NewContainer, NewRound
from wasteflow.catalog.book import Book
from wasteflow.catalog.codes import check_code
from wasteflow.catalog.model import Stream
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal, Refusals, Warn
from wasteflow.places.model import OrgCard, SiteCard


@dataclass
class Planning:
    """What stands around a plan; `odd` collects what is strange about it."""

    book: Book
    stream: Stream
    sites: Mapping[UUID, SiteCard]
    leave: Mapping[UUID, Leave]
    collector: OrgCard
    today: date
    odd: list[Warn] = field(default_factory=list)

    def planned(self, new: NewRound) -> e.RoundPlanned:
        """The plan as it is kept. Raises Refusal or Refusals."""
        consignee = self._site(new.consignee_site, "consignee_site")
        plate, odd = legs.plate(new.plate, self.collector, "plate")
        if odd:
            raise no.NotYourVehicle("plate", plate=plate)
        calls = self.calls(new.calls, consignee)
        if self.stream.hazardous and not legs.permitted("cn-hw", self.collector, self.today):
            raise r.NoCarrierPermit("plate", name=self.collector.name)
        container = _container(new.container) if new.container else None
        self.together(calls, container)
        return e.RoundPlanned(
            day=new.day,
            stream=self.stream.id,
            carrier=self.collector.id,
            carrier_name=self.collector.name,
            plate=plate,
            driver=new.driver,
            consignee=_party(consignee),
            calls=tuple(calls),
            container=container,
        )

    def calls(self, new: Sequence[NewCall], consignee: SiteCard) -> list[e.CallPlanned]:
        """Each call by itself. Raises Refusals with the paths of all that is wrong."""
        found: list[e.CallPlanned] = []
        problems: list[Refusal] = []
        for n, call in enumerate(new):
            try:
                found.append(self._call(call, consignee, f"calls[{n}]"))
            except Refusals as several:
                problems += several.refusals
            except Refusal as refusal:
                problems.append(refusal)
        if problems:
            raise Refusals(problems)
        return found

    def together(self, calls: Sequence[e.CallPlanned], container: Container | None) -> None:
        """All calls of a round: none twice, no heavier than one vehicle, and what may go into one container.

        Raises CalledTwice, TooHeavy, MergingForbidden, OtherCodeInContainer.
        """
        seen: set[tuple[UUID, str, UUID | None]] = set()
        for n, call in enumerate(calls):
            key = (call.producer.site, call.expected.code.code, call.expected.batch)
            if key in seen:
                raise no.CalledTwice(f"calls[{n}].site")
            seen.add(key)
        too_heavy(self.stream, sum((c.expected.weight.kg for c in calls if c.expected.weight), Decimal(0)), "calls")
        if container is not None:
            self._merged(calls)

    def _merged(self, calls: Sequence[e.CallPlanned]) -> None:
        rule = self.stream.merging
        if rule.rule == "never":
            raise no.MergingForbidden("container", stream=self.stream.names, rule=rule.source)
        first = calls[0].expected.code.code
        for n, call in enumerate(calls):
            code = call.expected.code.code
            if rule.rule == "one_code" and code != first:
                raise no.OtherCodeInContainer(f"calls[{n}].code", stream=self.stream.names, code=code, first=first)

    def _call(self, new: NewCall, consignee: SiteCard, path: str) -> e.CallPlanned:
        producer = self._site(new.site, f"{path}.site")
        if new.site not in self.leave:
            raise no.NoLeaveToFill(f"{path}.site", name=producer.org_name)
        code, odd = check_code(self.book, new.scheme, new.code, self.today, f"{path}.code")
        self.odd += odd
        if not self.stream.takes(code):
            raise r.CodeNotOfStream(f"{path}.code", code=code.code, scheme=code.scheme, stream=self.stream.names)
        as_written(code.scheme, new.form, new.hazards, path)
        regime = self.book.regime(producer.city, consignee.city, self.stream.id)
        if not regime.lawful:
            raise r.UnlawfulRoute(f"{path}.site", rule=regime.rule)
        if problems := takes_code(consignee, code.scheme, code.code, code.category, self.today, "consignee_site"):
            raise Refusals(problems)
        self._method(new.method, f"{path}.method")
        expected = Expected(
            code=Code(code.scheme, code.code, code.edition),
            name=new.name,
            form=new.form,
            container=_container(new.container),
            hazards=new.hazards or code.hazards,
            method=new.method,
            weight=Weight(new.kg, Basis.DECLARED) if new.kg else None,
            batch=new.batch,
        )
        return e.CallPlanned(_party(producer), expected)

    def _method(self, method: str | None, path: str) -> None:
        if method is None:
            if "lines.method" in self.stream.required.get("created", ()):
                raise MissingField(path)
        elif self.book.treatment(method) is None:
            raise r.UnknownTreatment(path, method=method[:40])

    def _site(self, site: UUID, path: str) -> SiteCard:
        card = self.sites.get(site)
        if card is None:
            raise r.UnknownSite(path)
        if card.closed(self.today):
            raise r.SiteClosed(path, name=card.site_name)
        return card


def too_heavy(stream: Stream, kg: Decimal, path: str) -> None:
    """Raises TooHeavy over what one road vehicle may carry."""
    limit = stream.ceiling_kg
    if limit is not None and kg > limit:
        raise r.TooHeavy(path, kg=kg, limit=limit)


def _party(card: SiteCard) -> Party:
    return Party(org=card.org, site=card.site, name=card.org_name, city=card.city)


def _container(new: NewContainer) -> Container:
    return Container(new.kind, new.litres)
