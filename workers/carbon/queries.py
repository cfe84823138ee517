"""SQL for screens: what was treated how, landfilled when, moved by whom. A province is the sum of its cities."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from wasteflow.catalog.book import Book
from wasteflow.catalog.carbon import FAMILIES, landfill
from wasteflow.catalog.transport import transport
from wasteflow.core.clock import begins
from wasteflow.core.db import Connection
from wasteflow.core.months import next_month
from workers.anomalies.queries import point
from workers.carbon.inventory import Account, Amount, account
from workers.carbon.landfill import Methane, methane
from workers.carbon.moves import Leg, Moves, moves
from workers.statistics.model import Period

TREATED = """
    select stream, code, method, basis, sum(kg) as kg from rollup_cell
     where city in (select * from cities_of($1)) and month between $2 and $3
       and measure in ('used', 'disposed', 'other_treatment')
     group by stream, code, method, basis order by stream, code, method, basis"""
# Landfills lie where the waste was treated.
LANDFILLED = """
    select treat_city as city, extract(year from month)::int as year, stream, sum(kg) / 1000 as t from rollup_cell
     where treat_city in (select * from cities_of($1))
       and measure = 'disposed' and method = any($2)
     group by 1, 2, 3"""
ENTERED_YEARS = """
    select distinct on (city, kind, year) city, kind, year, value from landfill_year
     where city in (select * from cities_of($1))
     order by city, kind, year, entered_at desc, id desc"""
ENTERED = """
    select distinct on (year, kind) year, kind, value, source from landfill_year where city = $1
     order by year desc, kind, entered_at desc, id desc"""
# Of the vehicle as it was registered on the load's day.
LEGS = """
    select v.energy, f.lat as from_lat, f.lon as from_lon, o.lat as to_lat, o.lon as to_lon, count(*) as loads,
           sum(coalesce(t.gate_kg, t.sent_kg)) as kg
      from rollup_trip t join site f on f.id = t.from_site join site o on o.id = t.to_site
      left join lateral registration(t.carrier, t.plate, t.departed_at) v on true
     where t.from_city in (select * from cities_of($1))
       and t.departed_at >= $2 and t.departed_at < $3
     group by 1, 2, 3, 4, 5"""
NEW_VEHICLES = """
    select v.energy, count(*) as vehicles from vehicle v join organisation o on o.id = v.org
     where o.jurisdiction in (select * from cities_of($1))
       and v.created_at >= $2 and v.created_at < $3
     group by 1"""
CAPTURED = "captured"


@dataclass(frozen=True)
class Carbon:
    """A city's period. `accounts` by family: they have no sum."""

    accounts: dict[str, Account]
    methane: Methane
    moves: Moves
    new_vehicles: Decimal | None  # share of new energy among the vehicles registered in the period, in percent


async def carbon(conn: Connection, book: Book, *, city: str, period: Period) -> Carbon:
    """Everything about a city (or province) and period: five statements."""
    rows = await conn.fetch(TREATED, city, period.first, period.last)
    amounts = [Amount(**dict(row)) for row in rows]
    edges = (begins(period.first), begins(next_month(period.last)))
    known = transport()
    legs = [
        Leg(
            energy=row["energy"],
            start=point(row["from_lat"], row["from_lon"]),
            end=point(row["to_lat"], row["to_lon"]),
            loads=row["loads"],
            kg=row["kg"],
        )
        for row in await conn.fetch(LEGS, city, *edges)
    ]
    deposits, captured = await _deposits(conn, city)
    year = period.first.year
    vehicles = {row["energy"]: row["vehicles"] for row in await conn.fetch(NEW_VEHICLES, city, *edges)}
    new = sum(n for energy, n in vehicles.items() if known.energies[energy].new)
    return Carbon(
        accounts={family: account(family, amounts, book.factors, period.last) for family in FAMILIES},
        methane=methane(deposits, year, book.landfill, captured.get(year, Decimal(0))),
        moves=moves(legs, known),
        new_vehicles=(Decimal(new) / sum(vehicles.values()) * 100).quantize(Decimal("0.1")) if vehicles else None,
    )


@dataclass(frozen=True)
class EnteredYear:
    """What stands on record of a year's deposits. `value`: tonnes; of methane drawn off a share."""

    year: int
    kind: str
    value: Decimal
    source: str


async def entered(conn: Connection, *, city: str) -> list[EnteredYear]:
    """What a city entered, as it counts: the latest of each year and material."""
    return [EnteredYear(**dict(row)) for row in await conn.fetch(ENTERED, city)]


async def _deposits(conn: Connection, city: str) -> tuple[Mapping[str, Mapping[int, Decimal]], Mapping[int, Decimal]]:
    """Material -> year -> tonnes, and year -> share drawn off. What a city entered stands before what custody saw."""
    chosen = landfill()
    material_of = {stream: name for name, m in chosen.materials.items() for stream in m.streams}
    of_city: defaultdict[tuple[str, str, int], Decimal] = defaultdict(Decimal)  # city, material, year
    for row in await conn.fetch(LANDFILLED, city, list(chosen.methods)):
        if (material := material_of.get(row["stream"])) is not None:
            of_city[row["city"], material, row["year"]] += row["t"]
    captured: defaultdict[int, list[Decimal]] = defaultdict(list)
    for row in await conn.fetch(ENTERED_YEARS, city):
        if row["kind"] == CAPTURED:
            captured[row["year"]].append(row["value"])
        elif row["kind"] in chosen.materials:
            of_city[row["city"], row["kind"], row["year"]] = row["value"]
    found: defaultdict[str, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for (_, material, year), t in of_city.items():
        found[material][year] += t
    # Of a province the mean of its cities.
    return found, {year: sum(shares, Decimal(0)) / len(shares) for year, shares in captured.items()}
