"""Writes the simulated Bay Area through the commands everyone uses, day by day, as it would have been recorded."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

from manifests.billing.commands import open_account
from manifests.commands import Declined, record
from manifests.trails import commands as trails
from manifests.trails.model import Sent, Zone
from wasteflow.catalog.book import Book, open_book
from wasteflow.core import clock
from wasteflow.core import store as core_store
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.db import Pool
from wasteflow.core.i18n import sentence
from wasteflow.core.ids import derived_id
from wasteflow.core.settings import settings
from wasteflow.demo import (
    accounts,
    acts,
    aims,
    chains,
    declaring,
    driving,
    faults,
    queries,
    registers,
    rounds,
    store,
    walk,
)
from wasteflow.demo.acts import Act
from wasteflow.demo.anchors import Target, targets
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.faults import Fault
from wasteflow.demo.flows import Drop, Flows, Load
from wasteflow.demo.journeys import Journeys
from wasteflow.demo.spoiling import spoil, spoil_afloat
from wasteflow.demo.spoiling.world import World
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.reporting.commands import set_schedule
from workers.anomalies import store as rules

Progress = Callable[[str, int, int], None]
MOST = 900  # events in one request


class DemoRefused(Exception):
    """The program refused an event that the demo proposed: the plan and the rules disagree."""


@dataclass(frozen=True)
class Plan:
    """Everything that will be written."""

    seed: int
    start: datetime
    end: datetime
    companies: Companies
    journeys: Journeys
    targets: list[Target]
    drops: list[Drop]
    loads: list[Load]
    faults: list[Fault]
    tight_plans: dict[tuple[UUID, str], Decimal]  # site, code -> t, where less was planned than is made
    tight_permits: dict[str, Decimal]  # company -> t a year, where less is licensed than is taken in
    zones: list[Zone]
    unwritten: list[Load]  # driven, and no manifest says so


async def build(
    pool: Pool,
    *,
    days: int,
    scale: float,
    seed: int,
    progress: Progress | None = None,
    folder: Path | None = None,
    end: datetime | None = None,
    wrong: Mapping[str, float] = faults.USUAL,
) -> Plan:
    """Fill the database with `days` of custody up to this moment, `scale` of the real tonnage.

    The same seed and moment give the same Bay Area; started again after it was cut short, it goes on where it was.
    The injected faults are listed in `folder` (the data folder). `end`: another moment than this one; `wrong`: how many
    of a thousand loads go wrong in which way, none at all where it is empty. Raises DemoRefused.
    """
    tell = _throttled(progress)
    end = end or await _end(pool, days, scale, seed)
    book = await open_book(pool)
    tell("plan", 0, 1)
    plan = make_plan(book, days=days, scale=scale, seed=seed, end=end, wrong=wrong)
    actors = await _register(pool, plan, tell)
    await _try_out(pool, plan)
    await _record(pool, plan, actors, tell)
    await _drive(pool, plan, actors)
    await _round(pool, plan, actors)
    await _chains(pool, plan, actors, wrong=bool(wrong))
    await _schedule(pool)
    await _declarations(pool, plan, actors)
    async with pool.acquire() as conn:
        await store.insert_targets(conn, targets=plan.targets)
        numbers = await queries.numbers_of(conn, ids=[f.subject for f in plan.faults])
    for fault in plan.faults:
        fault.number = numbers.get(fault.subject)
    faults.write(plan.faults, folder or settings().data_dir)
    tell("done", 1, 1)
    return plan


def make_plan(
    book: Book, *, days: int, scale: float, seed: int, end: datetime, wrong: Mapping[str, float] = faults.USUAL
) -> Plan:
    """All companies, batches, loads and faults; nothing is written."""
    first = (end.astimezone(BAY_AREA) - timedelta(days=days)).date()
    start = datetime(first.year, first.month, first.day, tzinfo=BAY_AREA) + timedelta(days=1)
    wanted = targets(days, scale)
    companies = Companies(seed)
    open_ = walk.plan(companies, end)
    flows = Flows(companies, [x for x in wanted if not x.apart], start, end, open_.made())
    plates = {j.code6: j.plate_prefixes for j in book.jurisdictions.values()}
    journeys = Journeys(seed, plates, turned_away=bool(wrong))
    world = World(seed, start, end, companies, journeys, journeys.run(flows.loads), flows.drops)
    counts = faults.numbers(wrong, len(world.loads))
    found = spoil(world, counts)
    open_loads = walk.set_out(open_, journeys, end)
    apart = chains.Chains(companies, [x for x in wanted if x.apart], journeys, start, end, wrong=bool(wrong))
    found = [*found, *apart.found, *spoil_afloat(world, apart.loads, counts)]
    loads = world.loads + open_loads + apart.loads
    drops = world.drops + open_.drops + apart.drops
    tight = world.tight_plans, world.tight_permits
    roads = world.zones, world.unwritten
    return Plan(seed, start, end, companies, journeys, wanted, drops, loads, found, *tight, *roads)


async def _end(pool: Pool, days: int, scale: float, seed: int) -> datetime:
    """This moment; where the same demo was begun before, the moment then."""
    wanted = [days, scale, seed]
    async with pool.acquire() as conn:
        begun = await core_store.read_mark(conn, name="demo_plan")
        if begun and (known := json.loads(begun))[:3] == wanted:
            return datetime.fromisoformat(known[3])
        end = clock.now().replace(microsecond=0)
        await core_store.set_mark(conn, name="demo_plan", value=json.dumps([*wanted, end.isoformat()]))
    return end


# --- registering -------------------------------------------------------------------------------------------


async def _register(pool: Pool, plan: Plan, tell: Progress) -> dict[str, Actor]:
    """Companies, permits, plans, fleets and accounts; company -> who records for it."""
    keeper = _keeper(plan)
    everyone = list(plan.companies.all.values())
    newcomers = [*accounts.people(plan.companies), *chains.officers(), *aims.officers()]
    async with pool.acquire() as conn:
        there = await queries.registered(conn, orgs=[c.org.id for c in everyone])
    if "organisations" not in there:
        tell("companies", 0, 3)
        await places.register_organisations(pool, keeper, [c.org for c in everyone])
    if "sites" not in there:
        await places.open_sites(pool, keeper, [c.site for c in everyone])
    if "permits" not in there:
        tell("companies", 1, 3)
        await places.grant_permits(
            pool, keeper, registers.permits(plan.companies, plan.loads, plan.start, plan.end, plan.tight_permits)
        )
    if "drivers" not in there:  # the last of the registers: a plan may be filed twice
        filed = registers.plans(plan.drops, plan.start, plan.end, plan.tight_plans)
        await places.file_plan(pool, keeper, filed)
        tell("companies", 2, 3)
    names = await _open_accounts(pool, keeper, newcomers, tell)
    if "vehicles" not in there:
        tell("vehicles", 0, 1)
        fleets = plan.journeys.fleets.values()
        await places.register_vehicles(pool, keeper, [x.vehicle for f in fleets for x in f.lorries])
    if "drivers" not in there:
        await places.register_drivers(pool, keeper, registers.drivers(plan, names))
    await aims.set_all(pool, names)
    actors = {c.key: _actor(c, names[c.login]) for c in everyone}
    billing = registers.billing_accounts(plan.loads, plan.start)
    async with pool.acquire() as conn:
        opened = await queries.billing_accounts(conn, ids=[new.id for new in billing.values()])
    for company, new in billing.items():
        if new.id not in opened:
            await open_account(pool, actors[company.key], new)
    return actors


async def _open_accounts(pool: Pool, keeper: Actor, newcomers: Sequence[NewAccount], tell: Progress) -> dict[str, UUID]:
    """Name -> account, of those that stand already too. Passwords take their time, so these go one by one."""
    async with pool.acquire() as conn:
        names = await queries.accounts_by_name(conn, names=[a.name for a in newcomers])
    missing = [a for a in newcomers if a.name not in names]
    with_password = [a for a in missing if a.password]
    parts = [[a] for a in with_password] + [[a for a in missing if not a.password]]
    for n, part in enumerate(parts):
        tell("accounts", n, len(parts))
        if part:
            opened = await open_accounts(pool, keeper, part)
            names |= dict(zip((a.name for a in part), opened, strict=True))
    return names


# Of American law, and nothing is hidden for it alone: its matters are those that another rule has told of already.
TRIED_OUT = "difference_unexplained"


async def _try_out(pool: Pool, plan: Plan) -> None:
    """A rule that is looked at for a while before it tells anybody."""
    async with pool.acquire() as conn:
        if (await rules.standings(conn)).get(TRIED_OUT) is None:
            why = "期限出自美国法规，本地未作规定；先看一个季度会告知多少，再定是否启用"
            await rules.set_mode(
                conn, rule=TRIED_OUT, at=plan.start, mode="shadow", reason=why, person=_keeper(plan).name
            )


def _actor(company: Company, account: UUID) -> Actor:
    return Actor(account=account, name=company.clerk, role=company.role, org=company.org.id, site=company.site.id)


async def _round(pool: Pool, plan: Plan, actors: dict[str, Actor]) -> None:
    async with pool.acquire() as conn:
        names = await queries.accounts_by_name(conn, names=["dispatcher"])
    fleet = plan.journeys.fleets[walk.carrier(plan.companies).key]
    await rounds.plan(pool, plan.companies, fleet, actors, names["dispatcher"], plan.seed)


async def _schedule(pool: Pool) -> None:
    """The city's report makes itself: from the tenth of the next month on, after ten days of waiting at most."""
    async with pool.acquire() as conn:
        names = await queries.accounts_by_name(conn, names=["office"])
    office = Actor(account=names["office"], name="office", role=Role.CITY_OFFICE, city=walk.CITY)
    await set_schedule(pool, office, city=walk.CITY, active=True, day=10, wait_days=10, languages=("zh-Hans", "en"))


async def _chains(pool: Pool, plan: Plan, actors: dict[str, Actor], *, wrong: bool) -> None:
    async with pool.acquire() as conn:
        names = await queries.accounts_by_name(conn, names=[a.name for a in chains.officers()])
    await chains.file_plans(pool, plan.loads, actors, plan.seed, plan.start, plan.end)
    await chains.report_litter(pool, names, plan.seed, plan.start, plan.end, wrong=wrong)


async def _declarations(pool: Pool, plan: Plan, actors: dict[str, Actor]) -> None:
    async with pool.acquire() as conn:
        names = await queries.accounts_by_name(conn, names=["ecology"])
    people = next(a for a in accounts.ACCOUNTS if a.name == "ecology")
    ecology = Actor(
        account=names["ecology"], name=people.person, role=people.role, city=people.city, department=people.department
    )
    late = rounds.producers(plan.companies)[-1]
    await declaring.leave_open(pool, _keeper(plan), ecology, late, actors[late.key])


# --- recording ---------------------------------------------------------------------------------------------


async def _record(pool: Pool, plan: Plan, actors: dict[str, Actor], tell: Progress) -> None:
    """Day by day: senders, then carriers, then receivers. Cities side by side, within a city one after the other,
    so that its numbers come in the same order every time."""
    by_day = _by_day(plan)
    for n, day in enumerate(sorted(by_day)):
        tell("days", n, len(by_day))
        for phase in (acts.SENDING, acts.CARRYING, acts.RECEIVING):
            cities = _by_city([a for a in by_day[day] if a.phase == phase])
            await asyncio.gather(*(_record_city(pool, plan, actors, todo) for todo in cities))
    tell("days", len(by_day), len(by_day))


def _by_day(plan: Plan) -> dict[date, list[Act]]:
    days: defaultdict[date, list[Act]] = defaultdict(list)
    every = [a for d in plan.drops for a in acts.of_drop(d)] + [a for x in plan.loads for a in acts.of_load(x)]
    for act in sorted(every, key=lambda a: a.at):
        if act.at <= plan.end:
            days[clock.local_date(act.at)].append(act)
    return days


def _by_city(todo: Sequence[Act]) -> list[list[list[Act]]]:
    """City -> company -> its acts in the order of time."""
    cities: defaultdict[str, defaultdict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in todo:
        cities[act.company.city][act.company.key].append(act)
    return [list(companies.values()) for companies in cities.values()]


async def _record_city(pool: Pool, plan: Plan, actors: dict[str, Actor], companies: list[list[Act]]) -> None:
    for todo in companies:
        for n in range(0, len(todo), MOST):
            await _send(pool, plan, actors[todo[0].company.key], todo[n : n + MOST])


async def _send(pool: Pool, plan: Plan, actor: Actor, todo: Sequence[Act]) -> None:
    """One request, received a few minutes after the last of its events."""
    wait = Random(f"{plan.seed}:{todo[0].proposal.id}").randint(20, 600)
    now = min(todo[-1].at + timedelta(seconds=wait), plan.end)
    for act, outcome in zip(todo, await record(pool, actor, [a.proposal for a in todo], now=now), strict=True):
        if isinstance(outcome, Declined):
            why = "; ".join(f"{p.path}: {sentence(p, 'en')}" for p in outcome.problems)
            raise DemoRefused(f"{type(act.proposal.fact).__name__} by {act.company.key} at {act.at}: {why}")


# --- where vehicles were -----------------------------------------------------------------------------------

KEPT_MONTHS = 120  # what the demo sends is history


def _keeper(plan: Plan) -> Actor:
    return Actor(account=derived_id("demo", plan.seed, "keeper"), name="演示数据", role=Role.ADMINISTRATOR)


async def _drive(pool: Pool, plan: Plan, actors: dict[str, Actor]) -> None:
    """Approved ways and closed zones, then every carrier's positions."""
    for zone in plan.zones:
        await trails.draw_zone(pool, _keeper(plan), zone)
    for way in driving.corridors(plan.loads, plan.start):
        await trails.approve_corridor(pool, _keeper(plan), way)
    sending = driving.by_carrier([*plan.loads, *plan.unwritten], plan.end)
    await asyncio.gather(*(_send_trails(pool, actors[carrier], many) for carrier, many in sending.items()))


async def _send_trails(pool: Pool, actor: Actor, many: Sequence[tuple[datetime, Sent]]) -> None:
    for now, sent in many:
        receipt = await trails.receive(pool, actor, [sent], keep_months=KEPT_MONTHS, now=now)
        if receipt.left_out:
            raise DemoRefused(sentence(receipt.left_out[0], "en"))


def _throttled(progress: Progress | None) -> Progress:
    """Tells about twice a second, and always when a stage begins or ends."""
    told: tuple[str, float] = ("", 0.0)

    def tell(stage: str, done: int, of: int) -> None:
        nonlocal told
        moment = time.monotonic()
        if progress and (stage != told[0] or done == of or moment - told[1] > 0.5):
            told = (stage, moment)
            progress(stage, done, of)

    return tell
