"""Set a target: a version more, never an overwritten one."""

from collections.abc import Sequence

from asyncpg import UniqueViolationError

from wasteflow.catalog.book import open_book
from wasteflow.catalog.indicators import Formula, indicator_set
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.errors import Conflict
from wasteflow.people.audit import note
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from workers.statistics.policy import require_own
from workers.statistics.refusals import SourceMissing
from workers.targets import refusals as no
from workers.targets import store
from workers.targets.store import Target
from workers.targets.track import Point
from workers.values.refusals import IndicatorUnknown

LONGEST = 500
IN_WORDS = (Formula.DECLARED, Formula.UNKNOWN)


async def set_target(
    pool: Pool, actor: Actor, *, city: str, indicator: str, points: Sequence[Point], source: str, reason: str = ""
) -> Target:
    """From the base year over milestones to the target year. The same again changes nothing."""
    require(actor, "statistic:enter")
    book = await open_book(pool)
    require_own(actor, book, city)
    if not indicator_set().concerns(indicator, city):
        raise IndicatorUnknown("indicator", indicator=indicator[:20])
    computed = indicator_set().indicators[indicator]
    if computed.formula in IN_WORDS:
        raise no.NoNumberToAim("indicator", indicator=indicator)
    years = [year for year, _ in points]
    if len(years) < 2 or years != sorted(set(years)):
        raise no.YearsOutOfOrder("points")
    if not source.strip():
        raise SourceMissing("source")
    try:
        async with pool.acquire() as conn, conn.transaction():
            before = (await store.latest(conn, city=city, indicator=indicator)).get(indicator)
            told = (tuple(points), source.strip()[:LONGEST])
            if before and (before.points, before.source) == told:
                return before
            if before and not reason.strip():
                raise no.TargetReasonMissing("reason", indicator=indicator)
            version = before.version + 1 if before else 1
            target = Target(city, indicator, version, *told, reason.strip()[:LONGEST], actor.account, clock.now())
            await store.insert(conn, target)
            subject = f"{city} {indicator}"
            await note(conn, actor, "statistic:enter", subject_kind="indicator_target", subject=subject)
            return target
    except UniqueViolationError:
        raise Conflict("indicator") from None
