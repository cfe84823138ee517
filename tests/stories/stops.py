"""Stories of temporary storage on the way."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Basis
from tests.bay import ADMINISTRATOR, PLATE, Bay, credit_code, grant
from tests.stories.journeys import PLATES
from tests.stories.story import Act, Step, Story, Tale, chain, fills, proposal, records, sees
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s


async def storehouse(bay: Bay) -> tuple[dict[str, UUID], dict[str, Actor]]:
    """A company that stores hazardous waste on its way, and one whose store may not."""
    today = clock.local_date(clock.now())
    things: dict[str, UUID] = {}
    people: dict[str, Actor] = {}
    for n, (key, name) in enumerate((("store", "东莞中转暂存库"), ("shed", "无证仓库")), 70):
        company = s.NewOrganisation(
            name=name, jurisdiction="441900", credit_code=credit_code(n, "441900"), receives=True
        )
        (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
        (site,) = await places.open_sites(bay.pool, ADMINISTRATOR, [s.NewSite(org=org, name=name, city="441900")])
        things[key], things[f"{key}_org"] = site, org
    await grant(bay.pool, things["store_org"], things["store"], today, number="70")
    account = NewAccount(
        name="storer", person="孙库管", role=Role.RECEIVER, org=things["store_org"], site=things["store"]
    )
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    people["storer"] = Actor(account=account.id, name="孙库管", role=account.role, org=account.org, site=account.site)
    return things, people


def _draws(stop: str | None, **told: Any) -> Act:
    async def act(tale: Tale, who: str) -> None:
        site = tale.bay.plant_site if stop == "plant" else tale.things[stop] if stop else None
        fact = tale.bay.load(tale.things["drum"], stop=site, more_carriers=(tale.things["second"],))
        await records("never" if told else "load", fact, **told)(tale, who)

    return act


def _adds(stop: str, **told: Any) -> Act:
    return records("load", lambda tale: e.StopAdded(tale.things[stop]), **told)


def _weighs(kg: str, basis: Basis = Basis.WEIGHED, **told: Any) -> Act:
    return records("load", e.StopWeighed((e.LineWeighed(1, Decimal(kg), basis),), "孙库管"), **told)


def _gate_weighs(kg: str, **told: Any) -> Act:
    return records("load", e.Weighed((e.LineWeighed(1, Decimal(kg)),)), **told)


def _sets_out(stop: str | None) -> tuple[Step, ...]:
    named = "that names the store on the way" if stop else "that goes straight to the plant"
    return (
        fills("1000"),
        Step("clerk", f"draws up a manifest {named}.", _draws(stop)),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("clerk", "signs as consignor.", records("load", e.Signed(name="李姐"))),
        Step("driver", "signs and leaves.", records("load", e.Departed(plate=PLATE, driver="王师傅"))),
    )


def _holds(key: str, status: str, site: str | None = None) -> Act:
    async def act(tale: Tale, who: str) -> None:
        org = tale.things.get(key) or getattr(tale.bay, key)
        where = str(tale.things[site]) if site else None
        await sees("/batches/{drum}", status=status, holder_org=str(org), holder_site=where)(tale, who)

    return act


async def _three_weights(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    (line,), (stop,) = load["lines"], load["stops"]
    assert [line["sent"]["kg"], stop["weights"][0]["kg"], line["weighed"]["kg"]] == ["1000", "950", "948"]
    assert (stop["weights"][0]["basis"], stop["seal"], stop["late"]) == ("weighed", "DG-0417", False)
    assert stop["arrived_at"] <= stop["received_at"] < stop["left_at"]
    first, second = load["carriers"]
    assert (first["arrived_at"], second["departed_at"]) == (stop["arrived_at"], stop["left_at"])
    boxes = [mark["box"] for mark in load["signatures"]]
    assert boxes == ["consignor", "carrier:1", "storer:1", "carrier:2", "consignee"]


PLANNED = Story(
    "Stored on the way",
    "A load is too late for the plant's gate and spends the night in a permitted store half way. The storer takes it"
    " in, puts it on its scale, seals it anew and hands it to another carrier. While it stands there the storer holds"
    " it, at its own site. Three weights stand side by side: sent, at the stop, at the gate; what differs is told.",
    (
        fills("1000"),
        Step(
            "clerk",
            "names a store without a permit for this waste, and is refused.",
            _draws("shed", status=422, code="no_permit"),
        ),
        Step("clerk", "names the plant itself, and is refused.", _draws("plant", status=422, code="stop_at_an_end")),
        *_sets_out("store")[1:],
        Step("storer", "sees what is coming.", sees("/manifests/{load}", status="in_transit")),
        Step("storer", "cannot weigh what is not there.", _weighs("950", status=409, code="not_possible_now")),
        Step("driver", "stands at the store's gate.", records("load", e.Stopped())),
        Step("regulator", "finds the drum with the driver still.", _holds("carrier", "in_transit")),
        Step(
            "gate",
            "cannot weigh in the storer's name.",
            _weighs("1000", status=403, code="not_your_step"),
        ),
        Step(
            "storer",
            "takes it in and weighs it: 950 kg, and is told that 1,000 kg were sent.",
            _weighs("950", warns="stop_weight_differs"),
        ),
        Step("regulator", "finds the drum in the store.", _holds("store_org", "in_temporary_storage", "store")),
        Step(
            "storer",
            "cannot treat what only rests there.",
            records("drum", e.Treated("cn_utilisation:R4", Decimal(950)), status=409, code="not_possible_now"),
        ),
        Step("storer", "seals it anew.", records("load", e.Resealed("DG-0417"))),
        Step(
            "second_driver", "takes over.", records("load", e.HandedOver(plate=PLATES["second"], driver="何师傅"))
        ),
        Step("regulator", "finds the drum with the second carrier.", _holds("second", "in_transit")),
        Step("storer", "is done with it.", _weighs("951", status=409, code="not_possible_now")),
        Step("second_driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step(
            "gate",
            "weighs 948 kg: less than was sent, but what the stop's scale said.",
            _gate_weighs("948", warns="weight_differs"),
        ),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "reads three weights and five signatures.", _three_weights),
        Step(
            "regulator",
            "reads who held the drum when.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "stopped",
                "stop_weighed", "deposited", "resealed", "handed_over", "loaded", "arrived", "weighed", "accepted",
                "received",
            ),
        ),
        Step("clerk", "asks for a correction.", records("load", e.RevisionRequested("漏写", remark="夜间暂存"))),
        Step("storer", "is asked too, as one who signed, and agrees.", records("load", e.RevisionApproved())),
    ),
)  # fmt: skip


def _late(hours_ago: float, fact: e.AnyEvent, warns: list[str]) -> Act:
    """What a phone sends of some hours ago."""

    async def act(tale: Tale, who: str) -> None:
        at = clock.now() - timedelta(hours=hours_ago)
        answer = await tale.send(who, proposal(fact, tale.things["load"], at))
        assert answer.status_code == 201, answer.text
        assert [w["code"] for w in answer.json()["warnings"]] == warns

    return act


async def _all_at_once(tale: Tale, who: str) -> None:
    """The phone's queue: three days on the road, sent at once."""
    now, load = clock.now(), tale.things["load"]
    queue = [
        proposal(e.StopAdded(tale.things["store"]), load, now - timedelta(hours=80)),
        proposal(e.Stopped(), load, now - timedelta(hours=79)),
        proposal(e.Resumed(plate=PLATE, driver="王师傅"), load, now - timedelta(hours=1)),
    ]
    answer = await tale.send(who, queue)
    assert [x["status"] for x in answer.json()["outcomes"]] == ["recorded"] * 3, answer.text
    *_, resumed = answer.json()["outcomes"]
    assert "stopped_too_long" in [w["code"] for w in resumed["warnings"]]


async def _stops(tale: Tale, who: str) -> None:
    dropped, made = (await tale.get(who, "/manifests/{load}"))["stops"]
    assert (dropped["dropped"], dropped["late"], dropped["arrived_at"]) == ("路通了", True, None)
    assert (made["dropped"], made["late"], made["received_at"]) == (None, True, None)
    assert made["arrived_at"] < made["left_at"]


LATE = Story(
    "A stop added on the road, dropped, and added again",
    "The road is closed, so the carrier names a store on the way; it opens again, and the stop is dropped. In the end"
    " the lorry does stand at the store, for more than three days, and nobody there takes the load in: it goes on with"
    " the same carrier, and is told that it stood too long. The history says all of it.",
    (
        *_sets_out(None),
        Step(
            "driver",
            "cannot stop where no stop is planned.",
            records("load", e.Stopped(), status=409, code="no_stop_planned"),
        ),
        Step("driver", "tries a store without a permit.", _adds("shed", status=422, code="no_permit")),
        Step("storer", "does not know of it yet.", _weighs("1000", status=404, code="unknown_subject")),
        Step("driver", "names the store.", _adds("store")),
        Step("storer", "sees it now.", sees("/manifests/{load}", status="in_transit")),
        Step("clerk", "names it too, and is refused.", _adds("store", status=409, code="stop_planned")),
        Step("clerk", "drops the stop: the road is open.", records("load", e.StopDropped("路通了"))),
        Step("driver", "comes out of the valley: stop added, arrived, left after 78 hours.", _all_at_once),
        Step("regulator", "finds the drum with the carrier.", _holds("carrier", "in_transit")),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "reads of the stop that was dropped and of the one that was made.", _stops),
        Step(
            "regulator",
            "reads it in the chain.",
            chain(
                "/manifests/{load}/chain",
                "created", "published", "signed", "departed", "stop_added", "stop_dropped", "stop_added", "stopped",
                "resumed", "arrived", "accepted",
            ),
        ),
    ),
)  # fmt: skip


async def _closes(tale: Tale, who: str) -> None:
    """The store closes while the load is on its way to it."""
    today = clock.local_date(clock.now())
    await places.close_site(tale.bay.pool, ADMINISTRATOR, tale.things["store"], today)


CLOSED = Story(
    "The store closes while the load is on its way; the plant turns the load away",
    "A closed store can be named no more, but it stops nothing that is moving: it takes the load in, with a mark. The"
    " same carrier goes on, the plant refuses, and the load goes home on an onward manifest as any other.",
    (
        *_sets_out("store"),
        Step("wasteflow", "is told that the store closes.", _closes),
        Step("driver", "stands at the store's gate.", records("load", e.Stopped())),
        Step(
            "storer", "takes it in all the same; the mark says why that is odd.", _weighs("1000", warns="storer_lapsed")
        ),
        Step("driver", "goes on.", records("load", e.Resumed(plate=PLATE, driver="王师傅"))),
        Step("clerk", "cannot add it again.", _adds("store", status=422, code="site_closed")),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step(
            "gate",
            "weighs 900 kg, and is told that both scales said 1,000.",
            _late(0, e.Weighed((e.LineWeighed(1, Decimal(900)),)), ["weight_differs", "differs_from_stop"]),
        ),
        Step("gate", "refuses it.", records("load", e.Refused("桶漏"))),
        Step("clerk", "finds the drum on the vehicle.", _holds("carrier", "refused")),
        Step(
            "clerk",
            "draws up the way home.",
            records(
                "home",
                lambda t: t.bay.load(t.things["drum"], onward_of=t.things["load"], consignee_site=t.bay.factory_site),
            ),
        ),
    ),
)

STOPS = (PLANNED, LATE, CLOSED)
