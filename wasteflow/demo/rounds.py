"""Today's round of the demo's carrier, planned: small makers of its city that let it fill in their papers."""

from datetime import timedelta
from uuid import UUID

from manifests.absent import commands as absent
from manifests.absent.schemas import NewAuthorisation
from manifests.rounds import planning, store
from manifests.rounds.schemas import NewCall, NewContainer, NewRound
from wasteflow.core import clock
from wasteflow.core.db import Pool
from wasteflow.core.ids import derived_id
from wasteflow.demo import walk
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.journeys import Fleet
from wasteflow.demo.setting import setting
from wasteflow.people.model import Actor, Role

CALLS = 6
CODE = "336-054-17"
DAYS = 330  # of leave, from before the demo's end on


def producers(companies: Companies) -> list[Company]:
    """The factory of the demo's clerk and a few other makers of its city."""
    first = walk.factory(companies)
    others = [c for c in companies.all.values() if c.city == walk.CITY and c.role is Role.GENERATOR and c is not first]
    return [first, *sorted(others, key=lambda c: c.key)][:CALLS]


async def plan(
    pool: Pool, companies: Companies, fleet: Fleet, actors: dict[str, Actor], dispatcher: UUID, seed: int
) -> None:
    """Leave from each, and the round; again, nothing is doubled."""
    collector, taker, makers = walk.carrier(companies), walk.receiver(companies), producers(companies)
    today = clock.local_date(clock.now())
    sites = [maker.site.id for maker in makers]
    given = await store.leave(pool, collector=collector.org.id, stream="hazardous", sites=sites, on=today)
    for maker in makers:
        if maker.site.id not in given:
            await absent.authorise(
                pool,
                actors[maker.key],
                NewAuthorisation(
                    id=derived_id("demo", seed, "leave", maker.key), site=maker.site.id, carrier=collector.org.id,
                    stream="hazardous", valid_from=today - timedelta(days=30), valid_to=today + timedelta(days=DAYS),
                    fills=True,
                ),
            )  # fmt: skip
    id = derived_id("demo", seed, "round")
    if await store.read(pool, id=id):
        return
    waste = next(w for w in setting().wastes if w.code == CODE)
    lorry = min(fleet.lorries, key=lambda x: (x.vehicle.licensed_kg, x.vehicle.plate))
    calls = [
        NewCall(
            site=site, scheme="cn-hw", code=CODE, name=waste.name, form=waste.form, method="cn_utilisation:R4",
            container=NewContainer(kind="drum", litres=200),
        )
        for site in sites
    ]  # fmt: skip
    new = NewRound(
        id=id, day=today, plate=lorry.vehicle.plate, driver=lorry.driver, stream="hazardous",
        consignee_site=taker.site.id, calls=calls,
    )  # fmt: skip
    who = Actor(account=dispatcher, name="梁丽娟", role=Role.DISPATCHER, org=collector.org.id)
    await planning.plan(pool, who, new)
