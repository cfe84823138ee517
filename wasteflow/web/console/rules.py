"""Rules: how each stands, how often it was right in this place, and the limit that its outcomes suggest."""

from datetime import date
from itertools import groupby

from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.core import clock
from wasteflow.people.permissions import require
from wasteflow.web.console.page import Here, PageRoute, render
from workers.anomalies import store
from workers.anomalies.rule import all_rules
from workers.cases import policy, queries
from workers.cases.measured import suggestion, summed

router = APIRouter(prefix="/rules", route_class=PageRoute)
MONTHS = 12


@router.get("")
async def get_rules(visit: Here) -> Response:
    """Which rules are not on, and the last twelve months: volume, outcome, precision with its interval, by rule."""
    require(visit.me, policy.SEE)
    today = clock.local_date(clock.now())
    since = date(today.year - 1, today.month, 1)
    async with visit.pool.acquire() as conn:
        outcomes = await queries.outcomes(conn, visit.me, since=since)
        scores = await queries.judged_scores(conn, visit.me, since=since)
        standings = await store.standings(conn)
    known = {rule.id: rule for rule in all_rules()}
    rows = []
    for name, months in groupby(outcomes, key=lambda o: o.rule):
        each = list(months)
        rows.append((known.get(name), summed(each), suggestion(*scores.get(name, ([], []))), each))
    silent = [rule for rule in all_rules() if rule.id not in {name for name, _ in groupby(o.rule for o in outcomes)}]
    apart = [(rule, how) for rule in all_rules() if (how := standings.get(rule.id)) and how.mode != "on"]
    modes = {rule.id: standings.get(rule.id, store.Standing()).mode for rule in all_rules()}
    return render(visit, "rules.html", rows=rows, since=since, silent=silent, apart=apart, modes=modes)
