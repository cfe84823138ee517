"""A driver's work put together: read in one snapshot, a dozen statements whatever there is to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from manifests.absent import queries as absent
from manifests.codes.issuing import Issuer, of_manifest
from manifests.driving import queries, view
from manifests.life.model import Manifest
from manifests.rounds import queries as rounds
from manifests.rounds import view as rounds_view
from manifests.rounds.view import RoundView
from wasteflow.core import clock
from wasteflow.core.db import Connection, Pool
from wasteflow.core.ids import first_at
from wasteflow.people.model import Actor

BACK = timedelta(days=180)  # a manifest drawn up earlier and still not delivered is no day's work
AHEAD = timedelta(days=7)
MOST_LEAVE = 500
Asked = tuple[UUID, str]  # site, stream


async def work(pool: Pool, actor: Actor, *, whole: bool, now: datetime, issuer: Issuer) -> view.Work:
    """What lies ahead of a driver; `whole`: of all the company's drivers, for who stands in for another; `issuer` signs
    the codes of the loads."""
    me = view.Me(actor.account, actor.name, actor.org)
    if actor.org is None:
        return view.Work(me, (), None, (), ())
    today = clock.local_date(now)
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        company, known = await queries.known_as(conn, account=actor.account, org=actor.org)
        me, names = msgspec.structs.replace(me, company=company), {actor.name} | known
        found = _ahead(await queries.loads(conn, org=actor.org, since=first_at(now - BACK)), actor, names, whole, now)
        trips = await queries.rounds(conn, org=actor.org, first=today - timedelta(days=1), last=today + AHEAD)
        ids = [slip for trip in trips for call in trip.calls for slip in call.slips]
        slips = await rounds.slips(conn, ids=ids)
        shown = [rounds_view.view(trip, slips) for trip in trips if whole or trip.driver.strip() in names]
        sites = await queries.sites(conn, ids=_sites([m for m, _ in found], shown))
        seqs = await queries.seqs(conn, batches=[line.batch for m, _ in found for line in m.lines])
        asked = {(m.consignor.site, m.stream) for m, _ in found}
        asked |= {(call.producer.site, one.round.stream) for one in shown for call in one.round.calls}
        signs = await _signs(conn, actor.org, asked, now)
        plates = await queries.plates(conn, org=actor.org, on=today)
    loads = tuple(
        view.load(
            m,
            actor,
            mine=mine,
            sites=sites,
            seqs=seqs,
            absent=signs[m.consignor.site, m.stream],
            now=now,
            sheet=issuer.text(of_manifest(m, m.last_at)) if m.number else "",
        )
        for m, mine in found
    )
    ahead = tuple(view.round_ahead(one, names, sites, signs) for one in shown)
    return view.Work(me, _mine_first(plates, loads, ahead, actor.org), view.first(loads, ahead), loads, ahead)


def _ahead(
    loads: Sequence[Manifest], actor: Actor, names: set[str], whole: bool, now: datetime
) -> list[tuple[Manifest, bool | None]]:
    found = []
    for manifest in loads:
        legs = view.theirs(manifest, actor.org)
        mine = view.whose(legs, names)
        late = manifest.window is not None and manifest.window.first > now + AHEAD
        if legs and (whole or mine is not False) and not (late and manifest.legs == 0):
            found.append((manifest, mine))
    return found


def _sites(loads: Sequence[Manifest], rounds: Sequence[RoundView]) -> list[UUID]:
    parties = [p for m in loads for p in (m.consignor, m.consignee, *((m.stop.party,) if m.stop else ()))]
    parties += [p for r in rounds for p in (r.round.consignee, *(call.producer for call in r.round.calls))]
    return list({party.site for party in parties})


async def _signs(conn: Connection, org: UUID, asked: set[Asked], now: datetime) -> Mapping[Asked, view.Absent]:
    """How the consignor's box may be signed for it, by its site and the stream."""
    codes = await absent.codes(conn, sites=[site for site, _ in asked])
    today = clock.local_date(now)
    given = {
        (row["site"], row["stream"])
        for row in await absent.authorisations(conn, scopes=[f"org:{org}"], after=None, limit=MOST_LEAVE)
        if row["signs"]
        and row["carrier"] == org
        and row["valid_from"] <= today <= row["valid_to"]
        and (row["closed_on"] is None or row["closed_on"] > today)
    }
    return {one: view.Absent(code=one[0] in codes, leave=one in given) for one in asked}


def _mine_first(
    plates: Sequence[str], loads: Sequence[view.Load], rounds: Sequence[view.RoundAhead], org: UUID
) -> tuple[str, ...]:
    written = [c.plate for x in loads if x.mine for c in x.carriers if c.org == org and c.plate]
    written += [trip.plate for trip in rounds if trip.mine]
    return tuple(dict.fromkeys([*written, *plates]))
