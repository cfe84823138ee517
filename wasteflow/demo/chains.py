"""What the views of chains show: plastics, traction batteries, slurry, sites' plans, marine litter; and barges.

Planned after everything else, by companies registered after all others, so that the rest of the Bay Area is what it
would be without; one battery load is lost and one notice unanswered where things may go wrong at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from manifests.life.model import Battery
from manifests.notices import commands as notices
from manifests.notices import events as e
from manifests.notices.model import Ending, Place, Position, Tide
from wasteflow.catalog.law import streams
from wasteflow.core.clock import local_date
from wasteflow.core.db import Pool
from wasteflow.core.ids import derived_id
from wasteflow.demo import walk
from wasteflow.demo.anchors import Target
from wasteflow.demo.companies import Companies, Company
from wasteflow.demo.faults import Fault
from wasteflow.demo.flows import Flows, Load, timed_id
from wasteflow.demo.journeys import Journeys
from wasteflow.demo.spoiling.world import fault_of
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers.chains.commands import file_plan
from workers.chains.schemas import NewSitePlan

BATTERY, SOIL = "traction_battery", ("spoil", "slurry", "construction")
PACK_KG = 450  # of one battery
AGAIN = "cn_utilisation:R15"  # in use again
LOST_AFTER = timedelta(days=18)
_ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXY"


class Chains:
    """The loads and batches, with the codes of batteries; `found` what goes wrong with them."""

    def __init__(
        self, companies: Companies, targets: Sequence[Target], journeys: Journeys, start: datetime, end: datetime,
        *, wrong: bool,
    ) -> None:  # fmt: skip
        flows = Flows(companies, targets, start, end)
        self.loads = journeys.run(flows.loads)
        self.drops = flows.drops
        self.found: list[Fault] = []
        packs = sorted((x for x in self.loads if x.waste.stream == BATTERY), key=lambda x: (x.begins, x.id))
        if wrong:
            self._lose(packs, end)
        _name(companies.seed, packs)
        _second_lives(packs, end)

    def _lose(self, packs: Sequence[Load], end: datetime) -> None:
        """One load of the demo's city left and was never heard of again."""
        mine = [x for x in packs if x.consignor.city == walk.CITY and x.times["departed"] < end - LOST_AFTER]
        if mine:
            load = mine[len(mine) // 2]
            load.fate = "lost"
            self.found.append(fault_of("never_received", 3, load, "departed", load.kg, "kg"))


# --- batteries -----------------------------------------------------------------------------------------------


def _name(seed: int, packs: Iterable[Load]) -> None:
    """Each pack gets its code, as many as the batch weighs."""
    for load in packs:
        for drop in load.drops:
            count = max(1, round(float(drop.kg) / PACK_KG))
            drop.batteries = tuple(Battery(_code(seed, drop.id, n)) for n in range(count))


def _code(seed: int, batch: UUID, n: int) -> str:
    """24 characters as `batteries.toml` writes them: maker, product, chemistry, specification, trace, day, serial."""
    random = Random(f"{seed}:battery:{batch}:{n}")
    trace, serial = ("".join(random.choices(_ALPHABET, k=7)) for _ in range(2))
    made = random.choice("9ABC") + random.choice("123456789ABC") + random.choice("123456789")
    kind = f"{random.choice(('04Q', '07X', '0JA'))}P{random.choice('BE')}{random.choice(('11', '2A'))}"
    return kind + trace + made + serial


def _second_lives(packs: Sequence[Load], end: datetime) -> None:
    """Now and then a unit comes back that was in use again: a shorter code, with the one it had before.

    From the day after its treatment on: within a day the demo records what is sent before what is treated.
    """
    spent = [
        (x.times["treated"], battery)
        for x in packs
        if x.method == AGAIN and x.fate == "accepted" and x.times["treated"] < end
        for battery in x.drops[0].batteries[:1]
    ]
    for load in packs:
        drop = load.drops[0]
        earlier = next((x for x in spent if local_date(x[0]) < local_date(drop.at)), None)
        if earlier is not None and load.method != AGAIN:
            spent.remove(earlier)
            was = earlier[1].code
            drop.batteries = (Battery(was[:7] + was[14:], was), *drop.batteries[1:])


# --- building sites' plans -----------------------------------------------------------------------------------


async def file_plans(
    pool: Pool, loads: Sequence[Load], actors: Mapping[str, Actor], seed: int, start: datetime, end: datetime
) -> None:
    """What each building site carries, with some to spare; every fourth plan is too small, every seventh missing."""
    carried: dict[tuple[str, str], Decimal] = {}
    tips: dict[tuple[str, str], Company] = {}
    for load in loads:
        if load.waste.stream in SOIL and load.consignor.city[:2] == "44":
            key = load.consignor.key, load.waste.stream
            carried[key] = carried.get(key, Decimal(0)) + load.kg
            tips.setdefault(key, load.consignee)
    for n, (key, kg) in enumerate(sorted(carried.items())):
        density = streams()[key[1]].density
        if n % 7 == 6 or density is None:
            continue
        share = Decimal("0.9") if n % 4 == 3 else Decimal("1.3")
        new = NewSitePlan(
            id=derived_id("demo", seed, "site plan", *key),
            site=actors[key[0]].site or tips[key].site.id,
            stream=key[1],
            m3=max((kg / 1000 / density.value * share).quantize(Decimal(1)), Decimal(1)),
            valid_from=local_date(start),
            valid_to=local_date(end) + timedelta(days=60),
            tip=tips[key].site.id if n == 0 else None,
            number=f"（演示）渣土 {n + 1} 号",
        )
        await file_plan(pool, actors[key[0]], new)


# --- marine litter -------------------------------------------------------------------------------------------

OFFICES = ("440300", "440400", "810000", "820000")
_PEOPLE = {"440300": "周海洋", "440400": "何海澄", "810000": "陳海岸", "820000": "馬海清"}
# From, to, days ago, shore, hours until the reply (null: none), whether it was closed.
_LITTER = (
    ("440300", "810000", 60, "深圳湾红树林岸段", 30, True),
    ("810000", "440300", 47, "白泥海岸", 50, True),
    ("440400", "820000", 33, "情侣路岸段", 96, True),
    ("810000", "440300", 21, "沙洲北岸", 20, False),
    ("440300", "810000", 9, "大鹏东涌", 44, False),
    ("820000", "440400", 1, "黑沙海灘", None, False),
    ("810000", "440300", 6, "吉澳海面", None, False),  # overdue: only where things may go wrong
)


def officers() -> list[NewAccount]:
    """Who writes notices: no password, nobody signs in as them."""
    return [
        NewAccount(
            name=f"demo-office-{city}", person=_PEOPLE[city], role=Role.REGULATOR, city=city,
            department=Department.ECOLOGY,
        )
        for city in OFFICES
    ]  # fmt: skip


async def report_litter(
    pool: Pool, accounts: Mapping[str, UUID], seed: int, start: datetime, end: datetime, *, wrong: bool
) -> None:
    """Notices between the four shores with their replies; again, nothing is doubled."""
    actors = {
        city: Actor(accounts[f"demo-office-{city}"], _PEOPLE[city], Role.REGULATOR, city=city,
                    department=Department.ECOLOGY)
        for city in OFFICES
    }  # fmt: skip
    for n, (origin, receiver, days, shore, hours, closed) in enumerate(_LITTER if wrong else _LITTER[:-1]):
        at = end - timedelta(days=days)
        if at < start:
            continue
        said: list[tuple[str, datetime, e.Proposable]] = [(origin, at, _found(n, origin, receiver, shore))]
        if hours is not None:
            replied = at + timedelta(hours=hours)
            findings = "已查明为渔排和码头散落物" if n % 2 else "现场核查，未发现新的倾倒"
            said.append((receiver, replied, e.Replied(findings=findings, measures="已组织清理并加强巡查")))
            if closed:
                said.append((origin, replied + timedelta(hours=20), e.Closed(ending=Ending.CLEARED)))
        subject = timed_id(at, seed, "notice", n)
        for place, moment, fact in said:
            proposal = notices.Proposal(
                fact=fact, occurred_at=moment, id=derived_id("demo", subject, type(fact).__name__), subject=subject
            )
            await notices.record(pool, actors[place], proposal, now=moment + timedelta(minutes=4))


def _found(n: int, origin: str, receiver: str, shore: str) -> e.Reported:
    lat, lon = (("22.5021", "113.9437"), ("22.2410", "113.5830"), ("22.4120", "113.9010"), ("22.1190", "113.5700"))[
        OFFICES.index(origin)
    ]
    return e.Reported(
        city=origin,
        receiver=receiver,
        place=Place(Position(Decimal(lat), Decimal(lon)), shore),
        tide=(Tide.FALLING, Tide.RISING)[n % 2],
        kinds=(("ML-01", "ML-03"), ("ML-01",), ("ML-03",))[n % 3],
        kg=Decimal(120 + 90 * n),
        remark="潮水带来的包装物和渔网",
        suspected="包装印刷与潮向指向对岸",
    )
