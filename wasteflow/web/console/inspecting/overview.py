"""How things stand in a city, and in the bay: what is open, how old, with whom; volumes; clocks that run out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from wasteflow.catalog.book import Book
from wasteflow.core import clock
from wasteflow.people.permissions import alerts_of, require, scopes
from wasteflow.web.console.inspecting import queries
from wasteflow.web.console.inspecting.queries import Cell, Whose
from wasteflow.web.console.page import Here, PageRoute, Visit, render
from wasteflow.web.console.tiles import laid_out
from workers.cases import policy
from workers.cases.measured import Outcome, summed
from workers.cases.queries import outcomes

router = APIRouter(prefix="/overview", route_class=PageRoute)
LATELY = timedelta(days=30)
RULES = 12
AGES = ("week", "month", "quarter", "longer")


@router.get("")
async def get_overview(visit: Here, city: str = "") -> Response:
    """Of one's own city; of any of them, and of all together, for who looks at several."""
    require(visit.me, policy.SEE)
    book, me, now = await visit.book(), visit.me, clock.now()
    within = cities_of(visit, book)
    chosen = city if city in within else within[0] if len(within) == 1 else ""
    kinds = alerts_of(me, policy.SEE)
    whose = Whose(scopes(me), None if kinds is None else msgspec.to_builtins(list(kinds)), me.department or "")
    month = clock.local_date(now).replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    asked = [f"city:{chosen}"] if chosen else scopes(me)
    async with visit.pool.acquire() as conn:
        cells = await queries.open_cases(conn, whose, now=now, city=chosen or None)
        cities = await queries.open_by_city(conn, whose) if len(within) > 1 else {}
        pace = await queries.pace(conn, whose, since=now - LATELY, city=chosen or None)
        volumes = await queries.volumes(conn, cities=[chosen] if chosen else within, month=month, before=before)
        due = await queries.falling_due(conn, scopes=asked, now=now)
        judged = await outcomes(conn, me, since=date(month.year - 1, month.month, 1))
    return render(
        visit,
        "overview.html",
        city=chosen,
        cities=within,
        cells=cells,
        sums=_sums(cells),
        kinds=_by_kind(cells),
        departments=_by_department(cells),
        tiles=_tiles(visit, book, cities, chosen),
        pace=pace,
        volumes=_by_stream(volumes),
        month=month,
        due=due,
        rules=_rules(judged),
        ages=AGES,
        book=book,
    )


def cities_of(visit: Visit, book: Book) -> list[str]:
    """The cities the reader looks at, in the order of the catalogue."""
    own = scopes(visit.me)
    places = [j for j in book.jurisdictions.values() if j.tile]
    if own is None:
        return [j.code6 for j in places]
    return [j.code6 for j in places if {f"city:{j.code6}", f"province:{j.province}"} & set(own)]


def _sums(cells: Iterable[Cell]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for c in cells:
        named = {"open": True, "late": c.late, "serious": c.severity >= 3, "escalated": c.escalated}
        named |= {"asked": c.status == "asked", "nobody": c.status == "open"}
        counts.update({name: c.cases for name, holds in named.items() if holds})
    return {name: counts[name] for name in ("open", "late", "serious", "escalated", "asked", "nobody")}


def _by_kind(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """A row for each rule: how many of which severity, and since when the oldest."""
    rows = []
    for rule, of in groupby(sorted(cells, key=lambda c: c.rule), key=lambda c: c.rule):
        mine = list(of)
        counts = {n: sum(c.cases for c in mine if c.severity == n) for n in (1, 2, 3, 4)}
        rows.append({
            "rule": rule, "severities": counts, "cases": sum(counts.values()), "oldest": min(c.oldest for c in mine),
            "late": sum(c.cases for c in mine if c.late),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (-row["cases"], row["rule"]))


def _by_department(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """A row for each department that has some, and for those nobody has taken: how many of which age."""
    rows = []
    for name in sorted({c.department for c in cells}):
        mine = [c for c in cells if c.department == name]
        ages = [sum(c.cases for c in mine if c.age == n) for n in range(len(AGES))]
        rows.append({"department": name, "ages": ages, "cases": sum(ages)})
    return sorted(rows, key=lambda row: -row["cases"])


def _by_stream(found: Iterable[queries.Volume]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for v in found:
        rows.setdefault(v.stream, {"stream": v.stream})[v.measure] = v
    return sorted(rows.values(), key=lambda row: -(row["generated"].kg if "generated" in row else 0))


def _rules(judged: Sequence[Outcome]) -> list[Outcome]:
    """The rules that raised most in the last year."""
    each = [summed(list(months)) for _, months in groupby(judged, key=lambda o: o.rule)]
    return sorted(each, key=lambda o: (-o.raised, o.rule))[:RULES]


def _tiles(visit: Visit, book: Book, counts: dict[str, tuple[int, int]], here: str) -> list[dict[str, Any]]:
    """A hexagon for each city with its open cases, the darker the more."""
    if not counts:
        return []
    most = max(n for n, _ in counts.values())
    tiles = laid_out(visit, book, here)
    for tile in tiles:
        cases, serious = counts.get(tile["code"], (0, 0))
        shade = 0 if not cases else 1 + min(int(4 * cases / (most + 1)), 3)
        tile |= {"cases": cases, "serious": serious, "shade": shade}
    return tiles
