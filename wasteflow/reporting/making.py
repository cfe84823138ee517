"""A report on demand: a city's office and the console make it as the clock does."""

from datetime import date
from uuid import UUID

from reports import commands
from reports.model import Span
from wasteflow.core.db import Pool
from wasteflow.core.settings import Settings
from wasteflow.people.model import Actor
from wasteflow.reporting.beside import beside


async def make(
    pool: Pool,
    settings: Settings,
    actor: Actor,
    *,
    city: str,
    month: date,
    language: str,
    first: date | None = None,
    against: Span | None = None,
) -> UUID:
    """The month's report of a city, or of the Bay Area (BAY), whole; or of several months, or beside another period.
    Raises what `commands.make_monthly` raises."""
    return await commands.make_monthly(
        pool, settings, actor, city=city, month=month, language=language, look=beside, first=first, against=against
    )
