"""Stories of chains: a building site from its plan to the tip; a battery sent and never received."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Basis, Battery, Code, Container, Volume, Weight
from tests.stories.story import Act, Step, Story, Tale, later, records
from wasteflow.core import clock
from workers.anomalies import trips
from workers.indicators.rollup import catch_up

SHENZHEN = "440300"
PACK, LOST, AGAIN = "04QPE11ABCDEFG8B30000001", "04QPE11ABCDEFG8B30000002", "07XPE2291K0000001"


async def _counted(tale: Tale) -> None:
    await catch_up(tale.bay.pool)
    await trips.catch_up(tale.bay.pool)


async def _chain(tale: Tale, who: str, view: str) -> Any:
    return await tale.get(who, f"/chains/{view}?city={SHENZHEN}&period={tale.sent['year']}")


def _begins(tale: Tale) -> Tale:
    """The year it happened in: some steps look back from the next one."""
    tale.sent.setdefault("year", clock.local_date(clock.now()).year)
    return tale


def files(m3: str, *, status: int = 201, code: str = "", **changes: Any) -> Act:
    async def act(tale: Tale, who: str) -> None:
        today = clock.local_date(clock.now())
        body = {
            "site": str(tale.bay.factory_site), "stream": "spoil", "m3": m3, "valid_from": str(today),
            "valid_to": str(today + timedelta(days=90)), "tip": str(tale.bay.plant_site), **changes,
        }  # fmt: skip
        answer = await tale.client.post("/chains/site-plans", json=body, headers=await tale.headers(who))
        assert answer.status_code == status, answer.text
        assert not code or answer.json()["errors"][0]["code"] == code, answer.text

    return act


def heap(stream: str, code: str, name: str, m3: str, form: str = "solid") -> Any:
    return lambda tale: _begins(tale).bay.drum(
        stream=stream, code=Code("cn-sw", code, ""), name=name, form=form, container=Container("bulk"),
        weight=Weight(volume=Volume(Decimal(m3))),
    )  # fmt: skip


async def _truck(tale: Tale, thing: str, weight: e.LineWeighed | None) -> None:
    """A ticket: drawn up, signed, left; tipped where a weight is named."""
    load = f"ticket_{thing}"
    await records(load, lambda t: t.bay.load(t.things[thing]))(tale, "clerk")
    for person, fact in (
        ("clerk", e.Published()),
        ("clerk", e.Signed(name="李姐")),
        ("driver", e.Departed(plate="粤B12345", driver="王师傅")),
    ):
        await records(load, fact)(tale, person)
    if weight is not None:
        for person, fact in (("driver", e.Arrived()), ("gate", e.Weighed((weight,))), ("gate", e.Accepted())):
            await records(load, fact)(tale, person)


def truck(thing: str, kg: str | None = None) -> Act:
    async def act(tale: Tale, who: str) -> None:
        del who
        await _truck(tale, thing, e.LineWeighed(1, Decimal(kg)) if kg else None)

    return act


def stands(stream: str, **expected: Any) -> Act:
    """What the office reads of the site's stream."""

    async def act(tale: Tale, who: str) -> None:
        await _counted(tale)
        rows = {row["stream"]: row for row in (await _chain(tale, who, "construction"))["items"]}
        assert {key: rows[stream][key] for key in expected} == expected, rows[stream]

    return act


async def _takes_the_file(tale: Tale, who: str) -> None:
    path = f"/chains/construction.csv?city={SHENZHEN}&period={tale.sent['year']}"
    file = await tale.client.get(path, headers=await tale.headers(who))
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "沙井厂区" in lines[1]
    refused = await tale.client.get(path, headers=await tale.headers("gate"))
    assert (refused.status_code, refused.json()["code"]) == (403, "may_not_see_building_sites")


BUILDING_SITE = Story(
    "A building site: plan, trucks, tip",
    "A contractor files how many cubic metres of earth its site is to carry away and where to. Each truck runs on its"
    " ticket; the tip weighs what comes. The city's office reads planned, carried and tipped in one line, in tonnes and"
    " cubic metres with the density beside them, spoil and slurry apart, and the tickets that never came to an end.",
    (
        Step(
            "clerk", "files the plan: 20 m3 of spoil, of a density that nobody has tested.",
            files("20"),
        ),
        Step(
            "clerk", "states a density of her own for slurry and is asked where it is from.",
            files("20", stream="slurry", density="1.3", status=422, code="density_without_source"),
        ),
        Step("outsider", "cannot file for a site that is not theirs.", files("5", status=403)),
        Step(
            "clerk", "loads 10 m3 of spoil,",
            records("first", heap("spoil", "900-001-S70", "工程渣土", "10"), warns="unknown_general_code"),
        ),
        Step("driver", "tips it: 17.8 t on the scale.", truck("first", "17800")),
        Step(
            "clerk", "and 6 m3 of slurry, by itself.",
            records("mud", heap("slurry", "900-001-S71", "工程泥浆", "6", "liquid"), warns="unknown_general_code"),
        ),
        Step("driver", "tips that too: 7.5 t.", truck("mud", "7500")),
        Step(
            "clerk", "sends 11 m3 more;",
            records("second", heap("spoil", "900-001-S70", "工程渣土", "11"), warns="unknown_general_code"),
        ),
        Step("driver", "leaves with it, and is not heard of again.", truck("second")),
        Step(
            "regulator",
            "reads three weeks on: 36 t planned, 37.8 t carried (105 %), 17.8 t tipped, one ticket open and missing.",
            later(
                stands(
                    "spoil", planned={"t": "36.000", "m3": "20"}, carried={"t": "37.800", "m3": "21.000"},
                    tipped={"t": "17.800", "m3": "9.889"}, between={"t": "19.800", "m3": "11.000"},
                    carried_percent_of_plan="105.0", over_plan=True, open_tickets=1, missing_tickets=1,
                ),
                24 * 21,
            ),
        ),
        Step(
            "regulator", "and sees that the slurry had no plan.",
            stands("slurry", plan=None, carried={"t": "7.500", "m3": "6.000"}, open_tickets=0),
        ),
        Step("regulator", "takes the list away as a file; the tip's gatekeeper may not.", _takes_the_file),
    ),
)  # fmt: skip


def pack(*batteries: Battery) -> Any:
    return lambda tale: _begins(tale).bay.drum(
        stream="traction_battery", code=Code("cn-sw", "900-012-S17", ""), name="退役动力电池", form="solid",
        container=Container("box"), batteries=batteries, weight=Weight(Decimal(400), Basis.WEIGHED),
    )  # fmt: skip


def codes(**expected: tuple[str, str | None]) -> Act:
    """State of each code, and the one it goes by now."""

    async def act(tale: Tale, who: str) -> None:
        await _counted(tale)
        found = await _chain(tale, who, "batteries")
        names = {"pack": PACK, "lost": LOST, "again": AGAIN}
        seen = {x["code"]: (x["state"], x["became"]) for x in found["items"]}
        assert seen == {names[name]: value for name, value in expected.items()}, seen

    return act


MISSING_BATTERY = Story(
    "A battery that was sent and never received",
    "Two spent traction batteries stand in a rack, each known by its 24 characters. One is repurposed and later comes"
    " back under a shorter code, which keeps the old one. The other is sent to a recycler and never arrives: the"
    " ecology bureau sees it by its code, with the vehicle it left on.",
    (
        Step("clerk", "enters the first battery with its code,", records("pack", pack(Battery(PACK)))),
        Step("clerk", "and the second.", records("lost", pack(Battery(LOST)))),
        Step(
            "clerk", "repurposes the first: it is in use again.",
            records("pack", e.Treated("cn_utilisation:R15", Decimal(400))),
        ),
        Step("driver", "leaves with the second.", truck("lost")),
        Step(
            "regulator", "sees one in its second life, one on the way.",
            codes(pack=("second_life", None), lost=("on_way", None)),
        ),
        Step(
            "regulator", "and three weeks on that the second one is missing.",
            later(codes(pack=("second_life", None), lost=("missing", None)), 24 * 21),
        ),
        Step(
            "clerk", "takes the first one back, worn out, under its new code.",
            records("again", pack(Battery(AGAIN, PACK))),
        ),
        Step(
            "regulator", "finds the old code still, and where it leads.",
            codes(pack=("succeeded", AGAIN), lost=("on_way", None), again=("waiting", None)),
        ),
    ),
)  # fmt: skip

CHAINS = (BUILDING_SITE, MISSING_BATTERY)
