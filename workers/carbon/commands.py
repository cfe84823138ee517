"""Enter deposits of years before custody was kept, and how much methane was drawn off."""

from wasteflow.catalog.book import open_book
from wasteflow.catalog.carbon import landfill
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.carbon import refusals as no
from workers.carbon import store
from workers.carbon.queries import CAPTURED
from workers.carbon.schemas import LandfillYear
from workers.statistics.policy import own
from workers.statistics.refusals import CityUnknown, FigureOfAnotherCity


async def enter_years(pool: Pool, actor: Actor, years: list[LandfillYear]) -> int:
    """All or none; what was entered before stays, the latest counts. Raises Refusals, each with its line."""
    require(actor, "statistic:enter")
    book = await open_book(pool)
    this_year = clock.local_date(clock.now()).year
    problems: list[Refusal] = []
    for n, one in enumerate(years):
        if one.city not in book.jurisdictions:
            problems.append(CityUnknown(f"years[{n}].city", text=one.city))
        elif not own(actor, book, one.city):
            problems.append(FigureOfAnotherCity(f"years[{n}].city"))
        problems += _problems(n, one, this_year)
    if problems:
        raise Refusals(problems)
    rows = [(new_id(), y.city, y.year, y.kind, y.value, y.source) for y in years]
    async with pool.acquire() as conn, conn.transaction():
        await store.insert(conn, rows=rows, by=actor.account, at=clock.now())
        await note(
            conn, actor, "statistic:enter", subject_kind="landfill_year", subject=years[0].city, years=len(years)
        )
    return len(rows)


def _problems(n: int, one: LandfillYear, this_year: int) -> list[Refusal]:
    found: list[Refusal] = []
    if one.kind != CAPTURED and one.kind not in landfill().materials:
        known = ", ".join(landfill().materials)
        found.append(no.DepositUnknown(f"years[{n}].kind", text=one.kind[:30], known=known))
    if one.kind == CAPTURED and one.value > 1:
        found.append(no.CapturedIsAShare(f"years[{n}].value"))
    if one.year > this_year:
        found.append(no.YearToCome(f"years[{n}].year", year=str(one.year)))
    return found
