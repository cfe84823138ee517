"""The inspection list: what stands apart comes first and says why; the same loads give the same list."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from tests.bay import Bay
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES, texts
from workers.anomalies import store, trips
from workers.anomalies.ranking import forest, graph, listing, queries
from workers.anomalies.ranking.graph import Edge
from workers.anomalies.ranking.queries import Ranked

AT = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)


USUAL = Edge(60, 30, 0, 400, 120, 130, 400, 120, 12)


def load(
    n: int, *, edge: Edge = USUAL, kg: int = 10_000, gate: int | None = None, hours: float = 1.5, late: float = 0.2
) -> Ranked:
    random = Random(n)
    left = AT + timedelta(hours=24 * (n % 60), minutes=random.randint(0, 300))
    came = left + timedelta(hours=hours + random.uniform(0, 0.4))
    return Ranked(
        manifest=UUID(int=n),
        number=str(n),
        now=AT + timedelta(days=70),
        departed_at=left,
        arrived_at=came,
        taken_at=came + timedelta(minutes=random.randint(10, 40)),
        sent_kg=Decimal(kg + random.randint(-800, 800)),
        gate_kg=Decimal(gate) if gate else Decimal(kg + random.randint(-60, 60)),
        tare_kg=None,
        usual_tare_kg=None,
        licensed_kg=Decimal(20_000),
        from_at=(22.6, 114.0),
        to_at=(23.0, 113.8),
        equal_share=Decimal("0.1"),
        late_hours=late + random.uniform(0, 0.3),
        edge=edge,
    )


def test_the_few_that_stand_apart_head_the_list_with_their_reasons() -> None:
    usual = [load(n) for n in range(400)]
    odd = [load(1000, hours=200), load(1001, late=150), load(1002, gate=5_000, hours=60)]
    first = listing.rank([*usual, *odd])[:3]
    assert {suspect.number for suspect in first} == {"1000", "1001", "1002"}
    reasons = {suspect.number: suspect.reasons for suspect in first}
    assert reasons["1000"][0] == "way"
    assert reasons["1001"][0] == "late"
    assert set(reasons["1002"][:2]) == {"gap", "way"}


def test_the_same_loads_give_the_same_list_and_none_an_empty_one() -> None:
    loads = [load(n) for n in range(60)]
    assert listing.rank(loads) == listing.rank(loads)
    assert listing.rank([]) == []
    assert len(listing.rank(loads[:1])) == 1


def test_a_row_like_all_others_is_deep_in_the_forest_and_a_far_one_is_soon_alone() -> None:
    random = Random(1)
    rows = [(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(500)]
    grown = forest.grow(rows, 1)
    assert grown.score((0.0, 0.0)) < 0.5 < 0.7 < grown.score((9.0, 9.0))


@pytest.mark.parametrize("feature", [*listing.NAMES, *listing.LOW.values()])
def test_a_reason_is_said_in_four_languages(feature: str) -> None:
    assert {*LANGUAGES} <= texts()[f"ranking.{feature}"].keys()


def test_each_oddness_of_an_edge_is_said_and_together_they_lift_a_load() -> None:
    usual = [load(n) for n in range(400)]
    odd = Edge(60, 0, 40, 400, 1, 130, 400, 380, 1)
    ranked = listing.rank([*usual, load(1000, edge=odd), load(1001)])
    place = {suspect.number: n for n, suspect in enumerate(ranked)}
    assert place["1000"] < 20 < place["1001"]
    assert len(ranked[place["1000"]].reasons) == listing.REASONS
    assert {*ranked[place["1000"]].reasons} <= {*graph.FEATURES}
    for name, edge in {
        "edge_new": Edge(60, 0, 0, 400, 120, 130, 400, 120, 12),
        "edge_back": Edge(60, 30, 40, 400, 120, 130, 400, 120, 12),
        "edge_unusual": Edge(60, 30, 0, 400, 10, 130, 400, 10, 12),
        "edge_bound": Edge(60, 30, 0, 400, 120, 130, 400, 380, 12),
        "edge_few": Edge(60, 30, 0, 400, 120, 130, 400, 120, 1),
    }.items():
        (mine,) = [s for s in listing.rank([*usual, load(1000, edge=edge)]) if s.number == "1000"]
        assert mine.reasons == (name,)


@pytest.mark.anyio
async def test_edges_are_counted_by_day_and_reading_twice_changes_nothing(bay: Bay) -> None:
    first = [(await bay.delivered(sent="1000", weighed="1000"))[1] for _ in range(2)]
    await trips.catch_up(bay.pool)
    async with bay.pool.acquire() as conn:
        now = clock.now() + timedelta(minutes=1)
        assert await conn.fetchval("select sum(loads) from rollup_edge") == 2
        await store.add_trips(conn, manifests=first)
        assert await conn.fetchval("select sum(loads) from rollup_edge") == 2
        known = await queries.ranked(conn, since=now - timedelta(days=1), now=now)
        assert {(x.edge.pair_before, x.edge.community_here, x.edge.back, x.edge.senders) for x in known} == {
            (0, 2, 0, 1)
        }


@pytest.mark.anyio
async def test_loads_are_read_with_what_their_features_need(bay: Bay) -> None:
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await trips.catch_up(bay.pool)
    async with bay.pool.acquire() as conn:
        now = clock.now() + timedelta(minutes=1)
        (suspect,) = await listing.inspection_list(conn, since=now - timedelta(days=1), now=now)
        assert suspect.manifest == manifest
        assert await listing.inspection_list(conn, since=now, now=now) == []


@pytest.mark.anyio
async def test_the_sums_of_the_graph_are_joined_without_looping_over_each_other(bay: Bay) -> None:
    """A planner that guesses one row of each makes minutes of a blink."""
    day = AT.date()
    async with bay.pool.acquire() as conn, conn.transaction():
        await conn.execute(
            "insert into rollup_edge select md5((n % 40)::text)::uuid, md5((n % 7)::text)::uuid,"
            " md5((n % 90)::text)::uuid, '440300', 'hazardous', $1::date - (n % 30)::int, 1"
            " from generate_series(1, 2000) n on conflict do nothing",
            day,
        )
        asked = (day - timedelta(days=30), day, day - timedelta(days=400))
        await conn.execute(queries.BY_HASH)
        plan = [row[0] for row in await conn.fetch(f"explain {queries.EDGES}", *asked)]
    assert "Nested Loop" not in "".join(plan), plan
