"""An inspection sheet put together: what the registers say of a company, and what custody shows of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from reports.inspection import queries
from reports.inspection.model import (
    EDGES,
    ZERO,
    Bucket,
    Flow,
    Matter,
    Measure,
    Part,
    Place,
    Sheet,
    Stock,
    TurnedAway,
    Used,
    Waste,
)
from wasteflow.catalog.book import Book
from wasteflow.core.clock import BAY_AREA, local_date
from wasteflow.core.db import Connection
from wasteflow.core.i18n import LANGUAGES
from wasteflow.places import queries as places
from wasteflow.places.model import OrgLine, PermitCard, SiteLine, TakenIn

MOST_TURNED_AWAY = 60


async def load(
    conn: Connection,
    book: Book,
    *,
    org: OrgLine,
    sites: Sequence[SiteLine],
    carrying: bool,
    first: date,
    last: date,
    now: datetime,
    matters: Sequence[Matter] = (),
    abroad: bool = False,
) -> Sheet:
    """The sheet of a company at these of its sites. Run it in one repeatable-read transaction.

    `carrying`: also what its vehicles moved. `abroad`: the reader sits in Hong Kong or Macao and is not told who is at
    the other end across the border.
    """
    begin, end, today = _begins(first), _begins(last + timedelta(days=1)), local_date(now)
    ids, year = [site.id for site in sites], _begins(date(today.year, 1, 1))
    parts = tuple(part for part in Part if getattr(org, part.value))
    carrier = org.id if carrying and org.carries else None
    flows = await queries.flows(conn, sites=ids, carrier=carrier, first=begin, after=end)
    stock = await queries.stock(conn, sites=ids, now=now)
    plan = await queries.plan(conn, sites=ids, year=today.year, begun=year)
    permits = await places.permits(conn, org=org.id)
    taken = await places.taken_in(conn, sites=ids, year=today.year) if ids else {}
    compared = await queries.compared(
        conn, org=org.id, part=parts[0] if parts else "", first=begin, after=end, law=org.jurisdiction[:2], edges=EDGES
    )
    away = await queries.turned_away(conn, org=org.id, first=begin, after=end, limit=MOST_TURNED_AWAY)
    named = {site.id: site.name for site in sites}

    def waste(row: Any) -> Waste:
        return Waste(row["scheme"], row["code"], _names(book, row["scheme"], row["code"], row["category"], last))

    return Sheet(
        org=org.id,
        name=org.name,
        credit_code=org.credit_code,
        city=_city(book, org.jurisdiction),
        parts=parts,
        sites=tuple(Place(site.id, site.name, _city(book, site.city), site.address) for site in sites),
        first=first,
        last=last,
        made_at=now,
        flows=tuple(Flow(waste(row), **_of(row, "made came left treated carried loads weighed")) for row in flows),
        stock=tuple(Stock(waste(row), **_of(row, "books containers scales oldest long")) for row in stock),
        permits=tuple(_permit(p, named, taken, today) for p in permits if p.site is None or p.site in named),
        plan=tuple(Used(row["code"], named[row["site"]], row["yearly"], row["kg"]) for row in plan),
        gaps=_buckets(compared),
        peers=max((row["peers"] for row in compared if ":" not in row["name"]), default=0),
        measures=_measures(compared),
        turned_away=tuple(_away(row, abroad=abroad) for row in away),
        matters=tuple(matters),
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), BAY_AREA)


def _of(row: Any, names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split()}


def _city(book: Book, code6: str) -> dict[str, str]:
    found = book.jurisdictions.get(code6)
    return found.names if found else dict.fromkeys(LANGUAGES, code6)


def _names(book: Book, scheme: str, code: str, category: str, on: date) -> dict[str, str]:
    found = book.category(scheme, category, on)
    return found.names if found else dict.fromkeys(LANGUAGES, category or code)


def _permit(p: PermitCard, named: dict[UUID, str], taken: dict[UUID, tuple[TakenIn, ...]], today: date) -> Used:
    """What was taken in this year under it; a permit that names no site speaks for all of them."""
    # what is read for one site holds that of all the company's: any of them will do
    rows = {(row.site, row.scheme, row.code): row for of_site in taken.values() for row in of_site}
    kg = sum((r.kg for r in rows.values() if p.site in (None, r.site) and p.covers(r.scheme, r.code, r.category)), ZERO)
    return Used(
        title=p.number,
        site=named.get(p.site, "") if p.site else "",
        yearly=p.yearly_t * 1000 if p.yearly_t is not None and p.takes_in else None,
        kg=kg if p.takes_in else ZERO,
        kind=p.kind,
        valid_from=p.valid_from,
        valid_to=p.valid_to,
        valid=p.valid_on(today),
        codes=tuple(sorted(item.code for item in p.items)),
    )


def _buckets(rows: Sequence[Any]) -> tuple[Bucket, ...]:
    counts = {int(row["name"][4:]): (int(row["own"]), row["peers"]) for row in rows if row["name"].startswith("gap:")}
    if not counts:
        return ()
    ends = [None, *EDGES, None]
    return tuple(Bucket(ends[n], ends[n + 1], *counts.get(n, (0, 0))) for n in range(len(EDGES) + 1))


def _measures(rows: Sequence[Any]) -> tuple[Measure, ...]:
    known = {row["name"]: row for row in rows if ":" not in row["name"] and row["peers"]}
    names = ("low", "middle", "high", "below")
    return tuple(
        Measure(name, row["own"], *(Decimal(str(row[n])) for n in names))
        for name in ("kg", "loads", "refused", "gap", "weighed")
        if (row := known.get(name))
    )


def _away(row: Any, *, abroad: bool) -> TurnedAway:
    crosses = len({_side(row["from_city"]), _side(row["to_city"])}) > 1
    other = row["consignor"] if row["side"] == "consignee" else row["consignee"]
    return TurnedAway(
        manifest=row["manifest"],
        number=row["number"],
        at=row["at"],
        kg=row["kg"] or ZERO,
        reason="" if abroad and crosses else row["reason"],
        side=row["side"],
        other="" if abroad and crosses else other,
        codes=tuple(row["codes"]),
    )


def _side(city: str) -> str:
    return city[:2] if city[:2] in ("81", "82") else "mainland"
