"""Journeys with more than one carrier."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from manifests.life import events as e
from tests.bay import ADMINISTRATOR, PLATE, Bay, credit_code
from tests.stories.story import Act, Step, Story, Tale, chain, fills, records, sees
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

PLATES = {"second": "粤B20002", "third": "粤B30003"}


async def relay(bay: Bay) -> tuple[dict[str, UUID], dict[str, Actor]]:
    """Two more carriers of dangerous goods, each with a lorry and a driver."""
    today = clock.local_date(clock.now())
    things: dict[str, UUID] = {}
    people: dict[str, Actor] = {}
    for n, (key, name, person) in enumerate((("second", "东莞危运", "何师傅"), ("third", "惠州危运", "梁师傅")), 60):
        company = s.NewOrganisation(name=name, jurisdiction="440300", credit_code=credit_code(n), carries=True)
        (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
        until = today + timedelta(days=900)
        permit = s.NewPermit(org=org, number=f"T-{n}", kind="transport", valid_from=today, valid_to=until)
        await places.grant_permits(bay.pool, ADMINISTRATOR, [permit])
        lorry = s.NewVehicle(org=org, plate=PLATES[key], energy="electric", licensed_kg=Decimal(15000))
        await places.register_vehicles(bay.pool, ADMINISTRATOR, [lorry])
        account = NewAccount(name=f"{key}.driver", person=person, role=Role.DRIVER, org=org)
        await open_accounts(bay.pool, ADMINISTRATOR, [account])
        things[key] = org
        people[f"{key}_driver"] = Actor(account=account.id, name=person, role=account.role, org=org)
    return things, people


def _draws(*more: str, drum: str = "drum", **refused: Any) -> Act:
    """A manifest whose first carrier is followed by these."""

    async def act(tale: Tale, who: str) -> None:
        carriers = tuple(tale.things.get(key) or getattr(tale.bay, key, None) or uuid4() for key in more)
        thing = "never" if refused else "load"
        await records(thing, tale.bay.load(tale.things[drum], more_carriers=carriers), **refused)(tale, who)

    return act


def _adds(key: str, **refused: Any) -> Act:
    return records("load", lambda tale: e.CarrierAdded(tale.things[key]), **refused)


def _takes(key: str, **more: Any) -> Act:
    return records("load", e.HandedOver(plate=PLATES[key], driver=key), **more)


def _journey(*legs: str, skipped: tuple[str, ...] = ()) -> Act:
    """Each leg has its plate, begins where the one before it ends, and every carrier signed its own box."""

    async def act(tale: Tale, who: str) -> None:
        load = await tale.get(who, "/manifests/{load}")
        assert [leg["plate"] for leg in load["carriers"]] == list(legs)
        assert [leg["name"] for leg in load["skipped"]] == list(skipped)
        for leg, following in zip(load["carriers"], load["carriers"][1:], strict=False):
            assert leg["arrived_at"] == following["departed_at"] is not None
        boxes = [mark["box"] for mark in load["signatures"] if mark["box"].startswith("carrier")]
        assert boxes == [f"carrier:{n}" for n in range(1, len(legs) + 1)]

    return act


def _held_by(key: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        org = tale.things.get(key) or getattr(tale.bay, key)
        await sees("/batches/{drum}", status="in_transit", holder_org=str(org), holder_site=None)(tale, who)

    return act


def _sets_out(*more: str) -> tuple[Step, ...]:
    return (
        Step("clerk", "draws up a manifest that names the carriers in their order.", _draws(*more)),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("clerk", "signs as consignor.", records("load", e.Signed(name="李姐"))),
    )


LEAVES = Step("driver", "signs and leaves.", records("load", e.Departed(plate=PLATE, driver="王师傅")))

RELAY = Story(
    "Three carriers, one of them named on the road",
    "A load changes lorries twice. The second carrier stood on the manifest from the beginning, the third is named on"
    " the road. Each signs when its turn comes and not before, nobody signs twice, and at every moment exactly one"
    " carrier holds the drum.",
    (
        fills("800"),
        Step("clerk", "names a carrier twice, and is refused.", _draws("carrier", status=422, code="carrier_twice")),
        Step("clerk", "names one nobody knows, and is refused.", _draws("no", status=422, code="unknown_carrier")),
        *_sets_out("second"),
        Step(
            "second_driver",
            "cannot take over what the first has not signed for.",
            _takes("second", status=403, code="not_your_step"),
        ),
        LEAVES,
        Step("regulator", "finds the drum with the first carrier.", _held_by("carrier")),
        Step("outsider", "cannot sign.", _takes("third", status=403, code="may_not_depart")),
        Step("third_driver", "does not know of it yet.", _takes("third", status=404, code="unknown_subject")),
        Step("driver", "names the third carrier, to follow the second.", _adds("third")),
        Step("clerk", "names it again, and is refused.", _adds("third", status=422, code="carrier_twice")),
        Step(
            "third_driver",
            "sees the load now, but its turn is after the second.",
            _takes("third", status=403, code="not_your_step"),
        ),
        Step("second_driver", "takes over.", _takes("second")),
        Step("regulator", "finds the drum with the second carrier.", _held_by("second")),
        Step("second_driver", "cannot sign twice.", _takes("second", status=403, code="not_your_step")),
        Step("driver", "no longer has it.", records("load", e.Arrived(), status=403, code="not_your_step")),
        Step("third_driver", "takes over.", _takes("third")),
        Step("regulator", "finds the drum with the third carrier.", _held_by("third")),
        Step("third_driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "reads three legs without a gap.", _journey(PLATE, *PLATES.values())),
        Step(
            "regulator",
            "reads who held the drum when.",
            chain(
                "/batches/{drum}/chain",
                "generated", "created", "assigned", "published", "signed", "departed", "loaded", "carrier_added",
                "handed_over", "loaded", "handed_over", "loaded", "arrived", "accepted", "received",
            ),
        ),
    ),
)  # fmt: skip

SKIPPED = Story(
    "A carrier that never took over",
    "Two carriers stand on the manifest, but the first one drives all the way. The plant takes the load in; the second"
    " is no longer among those who carried it, and the manifest goes on saying that it was named and never signed.",
    (
        fills("300"),
        *_sets_out("second"),
        LEAVES,
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("second_driver", "comes too late.", _takes("second", status=409, code="not_possible_now")),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("clerk", "sees one leg, and who was left out.", _journey(PLATE, skipped=("东莞危运",))),
    ),
)


async def _closes(tale: Tale, who: str) -> None:
    today = clock.local_date(clock.now())
    await places.close_organisation(tale.bay.pool, ADMINISTRATOR, tale.things["second"], today)


VANISHED = Story(
    "A carrier closes while the load is under way",
    "The second carrier closes after the load has left. What moves must be able to arrive: it takes the load over, and"
    " the step bears a mark. No new load can name it.",
    (
        fills("300"),
        *_sets_out("second"),
        LEAVES,
        Step("wasteflow", "learns that the second carrier has closed.", _closes),
        Step("second_driver", "takes over all the same; it is marked.", _takes("second", warns="lapsed_under_way")),
        Step("second_driver", "arrives.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        fills("200", "spare"),
        Step("clerk", "cannot name it for a new load.", _draws("second", drum="spare", status=422, code="site_closed")),
    ),
)

JOURNEYS = (RELAY, SKIPPED, VANISHED)
