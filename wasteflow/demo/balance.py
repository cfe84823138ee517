"""Every kilogram accounted for: for each site and city, opening + generated + received = treated + sent + closing.

Sent counts as the sender's store had it, received as the receiver took it in; what two scales make of one load stands
between them, on the road. The left side and `treated`, `sent` come from the events, `closing` from the folded rows:
they agree only if neither lost anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from wasteflow.core.db import Connection
from wasteflow.demo import queries
from wasteflow.demo.queries import Entry

NOTHING = Decimal(0)


@dataclass
class Balance:
    """Kilograms of one site or city from a moment until now."""

    opening: Decimal = NOTHING
    generated: Decimal = NOTHING
    received: Decimal = NOTHING
    corrected: Decimal = NOTHING  # weighed again in store
    treated: Decimal = NOTHING
    sent: Decimal = NOTHING
    closing: Decimal = NOTHING

    @property
    def gap(self) -> Decimal:
        """Zero, to the gram."""
        came = self.opening + self.generated + self.received + self.corrected
        return came - self.treated - self.sent - self.closing

    def __iadd__(self, other: "Balance") -> "Balance":
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))
        return self


class OutOfBalance(AssertionError):
    """A site's or city's kilograms do not add up."""


async def check(conn: Connection, start: datetime) -> tuple[dict[UUID, Balance], dict[str, Balance]]:
    """The balances of every site and city since `start`. Raises OutOfBalance where one has a gap."""
    sites = of_sites(await queries.batch_events(conn), await queries.stock(conn), start)
    cities = of_cities(sites, await queries.cities(conn))
    wrong = {str(k): b.gap for k, b in [*sites.items(), *cities.items()] if b.gap}
    if wrong:
        raise OutOfBalance(wrong)
    return sites, cities


def of_sites(entries: Iterable[Entry], stock: Mapping[UUID, Decimal], start: datetime) -> dict[UUID, Balance]:
    """Site -> balance. Entries come batch by batch, in the order of each batch's life."""
    found: defaultdict[UUID, Balance] = defaultdict(Balance)
    batch, site, kg = None, None, NOTHING
    for x in entries:
        if x.batch != batch:
            batch, site, kg = x.batch, None, NOTHING
        match x.kind:
            case "generated":
                site, kg = UUID(x.body["site"]), Decimal(x.body["weight"]["kg"])
                _book(found, site, "generated", kg, x.at < start)
            case "received":
                site, kg = UUID(x.body["site"]), Decimal(x.body["weight"]["kg"])
                _book(found, site, "received", kg, x.at < start)
            case "reweighed" if site:
                after = Decimal(x.body["weight"]["kg"])
                _book(found, site, "corrected", after - kg, x.at < start)
                kg = after
            case "treated" if site and x.body.get("final") is not False:
                _book(found, site, "treated", x.kg, x.at < start)
                kg -= x.kg
            case "loaded" if site:
                _book(found, site, "sent", kg, x.at < start)
                site = None
    for site_id, left in stock.items():
        found[site_id].closing = left
    return dict(found)


def of_cities(sites: Mapping[UUID, Balance], cities: Mapping[UUID, str]) -> dict[str, Balance]:
    """City -> the sum of its sites."""
    found: defaultdict[str, Balance] = defaultdict(Balance)
    for site, balance in sites.items():
        found[cities[site]] += balance
    return dict(found)


def _book(found: defaultdict[UUID, Balance], site: UUID, what: str, kg: Decimal, before: bool) -> None:
    balance = found[site]
    if before:
        balance.opening += -kg if what in ("treated", "sent") else kg
    else:
        setattr(balance, what, getattr(balance, what) + kg)
