"""Loads within Hong Kong and within Macao: their trip tickets."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from manifests.life.model import Volume, Weight
from tests.hong_kong import HONG_KONG as HK
from tests.hong_kong import MACAO, Firm, Trip, licence, officer, trip
from tests.stories.story import Act, Step, Story, Tale, proposal, records, sees
from wasteflow.core import clock
from wasteflow.places.model import PermitKind
from wasteflow.places.schemas import NewApproval

SCAN = hashlib.sha256("掃描本".encode()).hexdigest()


def there(city: str) -> Act:
    """Producer, collector, reception point and authority of the place enter the register."""
    prefix = "hk" if city == HK else "mo"

    async def act(tale: Tale, who: str) -> None:
        tale.sent["trip"] = found = await trip(tale.bay, city)
        tale.others |= {
            f"{prefix}_clerk": found.producer.actor,
            f"{prefix}_collector": found.collector.actor,
            f"{prefix}_gate": found.reception.actor,
            f"{prefix}_officer": await officer(tale.bay, city, "陳主任" if city == HK else "馬主任"),
        }

    return act


def holds(party: str, kind: PermitKind, *items: tuple[str, str]) -> Act:
    """The authority enters a licence or registration of a party."""

    async def act(tale: Tale, who: str) -> None:
        of: Firm = getattr(tale.sent["trip"], party)
        await licence(tale.bay, of, kind, *items)

    return act


def made(*drum: str, **changes: Any) -> Callable[[Tale], e.AnyEvent]:
    return lambda tale: tale.sent["trip"].drum(*drum, **changes)


def draws(drum: str = "drum", **changes: Any) -> Callable[[Tale], e.AnyEvent]:
    def fact(tale: Tale) -> e.AnyEvent:
        found: Trip = tale.sent["trip"]
        return found.load(tale.things[drum], **changes)

    return fact


def leaves(tale: Tale) -> e.AnyEvent:
    return e.Departed(plate=tale.sent["trip"].plate, driver="阿強")


def refuses(fact: Callable[[Tale], e.AnyEvent], *codes: str, says: str = "") -> Act:
    """Everything that is missing is told at once."""

    async def act(tale: Tale, who: str) -> None:
        answer = await tale.send(who, proposal(fact(tale)))
        assert answer.status_code == 422, answer.text
        assert [x["code"] for x in answer.json()["errors"]] == list(codes), answer.text
        assert says in answer.text

    return act


def numbered(prefix: str, scheme: str, thing: str = "load") -> Act:
    """The load has a number of its own scheme, and is found by it."""

    async def act(tale: Tale, who: str) -> None:
        number = (await tale.get(who, f"/manifests/{{{thing}}}"))["number"]
        assert number.startswith(f"{prefix}{clock.local_date(clock.now()).year}"), number
        known = await tale.get(who, f"/numbers/{number}")
        assert (known["subject"], known["scheme"]) == (str(tale.things[thing]), scheme)

    return act


def found_by(value: str, scheme: str) -> Act:
    """What is printed on the paper leads to the load too."""

    async def act(tale: Tale, who: str) -> None:
        known = await tale.get(who, f"/numbers/{value}")
        assert (known["subject"], known["scheme"]) == (str(tale.things["load"]), scheme)

    return act


def copies_with(*holders: str, kept: int = 0) -> Act:
    """Who has the three copies in hand; how many must be kept until a day, a year from today."""

    async def act(tale: Tale, who: str) -> None:
        sheet = await tale.get(who, "/manifests/{load}/ticket")
        assert [x["holder"] for x in sheet["copies"]] == list(holders), sheet
        assert [x["original"] for x in sheet["copies"]] == [False, False, True]
        until = [date.fromisoformat(x["keep_until"]) for x in sheet["copies"] if x["keep_until"]]
        assert len(until) == kept, sheet
        now = clock.local_date(clock.now())
        assert all(timedelta(365 - 4) <= day - now <= timedelta(366) for day in until), until

    return act


def demands(copy: str, status: int = 201, code: str = "") -> Act:
    """An authority asks for a copy."""

    async def act(tale: Tale, who: str) -> None:
        answer = await tale.client.post(
            f"/manifests/{tale.things['load']}/ticket/showings",
            json={"copy_of": copy},
            headers=await tale.headers(who),
        )
        assert (answer.status_code, answer.json().get("code", "")) == (status, code), answer.text
        if status == 201:
            assert answer.json()["keep_until"]

    return act


async def _was_shown(tale: Tale, who: str) -> None:
    shown = (await tale.get(who, "/manifests/{load}/ticket"))["shown"]
    assert [(x["person"], x["copy"]) for x in shown] == [("陳主任", "consignor")], shown


CHEMICAL_WASTE = ("hk-cw", "CW-01", "hk_chemical", "1800", "廢潤滑油")
OIL = ("hk-cw", "CW-OIL")
KNOWN = Step("wasteflow", "knows a producer, a collector and a reception point in Hong Kong.", there(HK))

CHEMICAL = Story(
    "Hong Kong: chemical waste with its three copies",
    "A workshop gives spent oil to a collector. It must be registered as a producer, the collector and the reception"
    " point licensed; the trip ticket has three copies, each kept for twelve months and shown on demand (Cap. 354C)."
    " The paper stays: its printed number and a scan are noted beside the electronic number.",
    (
        KNOWN,
        Step("hk_clerk", "fills drums with spent oil.", records("drum", made(*CHEMICAL_WASTE, form="liquid"))),
        Step(
            "hk_clerk",
            "cannot send it: it is not registered, the collector and the reception point are not licensed.",
            refuses(
                draws(), "producer_not_registered", "collector_not_licensed", "reception_not_licensed",
                says="《废物处置（化学废物）",
            ),
        ),
        Step("wasteflow", "learns that the works is registered,", holds("producer", "produce", OIL)),
        Step("wasteflow", "the collector licensed,", holds("collector", "transport", ("hk-cw", "CW-OIL"))),
        Step("wasteflow", "and the reception point too.", holds("reception", "operate", OIL)),
        Step(
            "hk_clerk",
            "draws up the load and copies the number printed on the paper.",
            records("load", draws(paper_ticket="TT-558812")),
        ),
        Step("hk_clerk", "publishes it.", records("load", e.Published())),
        Step("hk_clerk", "finds it by its electronic number,", numbered("HKCW", "hk_trip_ticket")),
        Step("hk_clerk", "and by the printed one.", found_by("TT-558812", "hk_trip_ticket_paper")),
        Step("hk_clerk", "has all three copies in hand.", copies_with("consignor", "consignor", "consignor")),
        Step("hk_clerk", "signs and keeps hers.", records("load", e.Signed(name="何文員"))),
        Step("hk_collector", "signs and leaves with two.", records("load", leaves)),
        Step("hk_officer", "sees where they are.", copies_with("consignor", "carrier", "carrier", kept=2)),
        Step("hk_collector", "arrives.", records("load", e.Arrived())),
        Step("hk_gate", "accepts it and completes the original.", records("load", e.Accepted())),
        Step("hk_gate", "holds the original for a year.", copies_with("consignor", "carrier", "consignee", kept=3)),
        Step("hk_gate", "notes the digest of a scan.", records("load", e.TicketNoted(scan=SCAN))),
        Step(
            "hk_collector",
            "cannot give the paper another number afterwards.",
            records("load", e.TicketNoted(paper_ticket="TT-1"), status=409, code="ticket_number_stands"),
        ),
        Step("hk_clerk", "cannot demand a copy of others.", demands("carrier", 403, "may_not_demand_ticket")),
        Step("hk_officer", "has the producer's copy shown.", demands("consignor")),
        Step("hk_clerk", "sees that it was shown, to whom and when.", _was_shown),
        Step("hk_gate", "refines the oil.", records("drum", e.Treated("basel_recovery:R9", Decimal(1800)))),
        Step("hk_clerk", "finds the trip closed.", sees("/manifests/{load}", status="closed")),
    ),
)  # fmt: skip


# --- delivered late, and what must be notified -----------------------------------------------------------------


def at(thing: str, fact: Callable[[Tale], e.AnyEvent], hours_ago: int, *warns: str) -> Act:
    """A step that happened some hours ago."""

    async def act(tale: Tale, who: str) -> None:
        body = proposal(fact(tale), tale.things.get(thing), clock.now() - timedelta(hours=hours_ago))
        answer = await tale.send(who, body)
        assert answer.status_code == 201, answer.text
        assert [w["code"] for w in answer.json()["warnings"]] == list(warns), answer.text
        tale.things[thing] = answer.json()["subject"]

    return act


async def _was_late(tale: Tale, who: str) -> None:
    sheet = await tale.get(who, "/manifests/{load}/ticket")
    times = [datetime.fromisoformat(sheet[name]) for name in ("deliver_by", "delivered_at")]
    assert sheet["late"], sheet
    assert times[0] < times[1]


LICENSED = (
    Step("wasteflow", "knows that the works is registered for all chemical waste.",
         holds("producer", "produce", OIL, ("hk-cw", "CW-NOTIFY"))),
    Step("wasteflow", "knows that the collector is licensed.", holds("collector", "transport")),
    Step("wasteflow", "knows that the reception point is licensed.",
         holds("reception", "operate", OIL, ("hk-cw", "CW-NOTIFY"))),
)  # fmt: skip

LATE = Story(
    "Hong Kong: chemical waste later than 48 hours",
    "A collector delivers within 48 hours of collection. What comes later is taken all the same, since it stands at the"
    " gate; the arrival carries a warning, and the authority sees the deadline that was missed.",
    (
        KNOWN,
        *LICENSED,
        Step("hk_clerk", "fills drums.", at("drum", made(*CHEMICAL_WASTE, form="liquid"), 60)),
        Step("hk_clerk", "draws up the load.", at("load", draws(), 58)),
        Step("hk_clerk", "publishes it.", at("load", lambda _: e.Published(), 57)),
        Step("hk_clerk", "signs.", at("load", lambda _: e.Signed(name="何文員"), 56)),
        Step("hk_collector", "leaves.", at("load", leaves, 55)),
        Step("hk_collector", "arrives 50 hours later, and is warned.",
             at("load", lambda _: e.Arrived(), 5, "delivered_late")),
        Step("hk_gate", "accepts it.", records("load", e.Accepted())),
        Step("hk_officer", "sees the deadline and that it was missed.", _was_late),
    ),
)  # fmt: skip


async def _notifies(tale: Tale, who: str) -> None:
    """The directions of the department stand on record as an approval of this kind."""
    found: Trip = tale.sent["trip"]
    today = clock.local_date(clock.now())
    item = NewApproval(
        kind="disposal_notice", number="EPD-N-26-17", from_site=found.producer.site, to_site=found.reception.site,
        scheme="hk-cw", code="CW-90", tonnes=2, valid_from=today, valid_to=today + timedelta(days=90),
    )  # fmt: skip
    answer = await tale.client.post(
        "/approvals",
        content=item.model_dump_json(),
        headers={**await tale.headers(who), "content-type": "application/json"},
    )
    assert answer.status_code == 201, answer.text


NOTIFIED = Story(
    "Hong Kong: asbestos is notified first",
    "Some chemical wastes, asbestos and PCB among them, are notified to the department before they are disposed of. Oil"
    " needs no such notice. That the department's directions name an amount is our own understanding.",
    (
        KNOWN,
        *LICENSED,
        Step("hk_clerk", "packs asbestos sheets.",
             records("drum", made("hk-cw", "CW-90", "hk_chemical", "900", "石棉瓦"))),
        Step("hk_clerk", "cannot send them: the department has not been told.",
             refuses(draws(), "no_approval", says="处置前通知")),
        Step("hk_officer", "enters the notice with its directions.", _notifies),
        Step("hk_clerk", "draws up the load.", records("load", draws())),
        Step("hk_clerk", "publishes it.", records("load", e.Published())),
    ),
)  # fmt: skip


# --- clinical waste, other waste, Macao ------------------------------------------------------------------------


def goes(prefix: str, number: str, scheme: str, regime: str) -> tuple[Step, ...]:
    """From the draft to acceptance, all in order."""
    clerk, collector, gate = f"{prefix}_clerk", f"{prefix}_collector", f"{prefix}_gate"
    return (
        Step(clerk, "draws up the load.", records("load", draws())),
        Step(clerk, "publishes it.", records("load", e.Published())),
        Step(clerk, "reads which law governs it.", sees("/manifests/{load}", regime=regime)),
        Step(clerk, "finds it by its number.", numbered(number, scheme)),
        Step(clerk, "signs.", records("load", e.Signed(name="何文員"))),
        Step(collector, "leaves.", records("load", leaves)),
        Step(collector, "arrives.", records("load", e.Arrived())),
        Step(gate, "accepts it.", records("load", e.Accepted())),
    )


CLINICAL = Story(
    "Hong Kong: clinical waste has a ticket of its own",
    "Clinical waste runs under its own regulation (Cap. 354O): a licensed collector, a licensed reception point, a trip"
    " ticket. Who makes it is not registered as for chemical waste. The details are our own knowledge and stand in the"
    " data as such.",
    (
        KNOWN,
        Step("hk_clerk", "packs infectious waste of a clinic.",
             records("drum", made("cn-hw", "841-001-01", "medical", "60", "感染性廢物", hazards="In"))),
        Step("hk_clerk", "cannot send it with collectors and sites that are not licensed.",
             refuses(draws(), "collector_not_licensed", "reception_not_licensed", says="医疗废物")),
        Step("wasteflow", "learns that the collector is licensed,",
             holds("collector", "transport", ("cn-hw", "HW01"))),
        Step("wasteflow", "and the reception point.", holds("reception", "operate", ("cn-hw", "HW01"))),
        *goes("hk", "HKCL", "hk_clinical_ticket", "hk_clinical_ticket"),
        Step("hk_officer", "sees three copies.", copies_with("consignor", "carrier", "consignee", kept=3)),
    ),
)  # fmt: skip

WITHIN_HONG_KONG = Story(
    "Within Hong Kong",
    "Household waste goes to a landfill under the Waste Disposal Ordinance. No licence of this kind is asked for, and"
    " it runs under a ticket number of Hong Kong, not under a mainland manifest's.",
    (
        KNOWN,
        Step("hk_clerk", "weighs a skip of refuse.",
             records("drum", made("cn-sw", "900-099-S64", "household", "4200", "家居廢物"))),
        *goes("hk", "HKMW", "hk_ticket", "within_hong_kong"),
    ),
)  # fmt: skip

IN_MACAO = Step("wasteflow", "knows a site, a haulier and a plant in Macao.", there(MACAO))

WITHIN_MACAO = Story(
    "Within Macao",
    "Household refuse and hospital waste go to Macao's incinerator, each under a number of Macao. Solid waste of Macao"
    " may not go to the mainland, and the refusal says so in the reader's language, Portuguese too.",
    (
        IN_MACAO,
        Step("mo_clerk", "weighs a skip of refuse.",
             records("drum", made("cn-sw", "900-099-S64", "household", "3100", "家居垃圾"))),
        *goes("mo", "MO", "mo_ticket", "within_macao"),
        Step("mo_clerk", "packs hospital waste.",
             records("special", made("cn-hw", "841-001-01", "medical", "40", "感染性廢物", hazards="In"))),
        Step("wasteflow", "learns that the haulier is permitted.", holds("collector", "transport")),
        Step("mo_clerk", "cannot send it to a plant without a permit for it.",
             refuses(draws("special"), "no_permit")),
        Step("wasteflow", "learns that the plant is permitted.", holds("reception", "operate", ("cn-hw", "HW01"))),
        Step("mo_clerk", "draws up the load.", records("special_load", draws("special"))),
        Step("mo_clerk", "publishes it.", records("special_load", e.Published())),
        Step("mo_clerk", "fills another skip.",
             records("skip", made("cn-sw", "900-099-S64", "household", "3000", "家居垃圾"))),
        Step("mo_clerk", "cannot send it to the mainland; the answer is in Portuguese when asked for so.",
             lambda tale, who: _in_portuguese(tale, who)),
    ),
)  # fmt: skip


def _rubble(tale: Tale) -> e.AnyEvent:
    """Twelve cubic metres, with the density of the site's own test."""
    tested = Volume(Decimal(12), Decimal("1.45"), "工地試驗報告 T-26-031")
    fact: e.AnyEvent = made("cn-sw", "900-001-S72", "construction", "1", "拆建物料", weight=Weight(volume=tested))(tale)
    return fact


async def _in_cubic_metres(tale: Tale, who: str) -> None:
    """What was sent and what was received, each with its volume, its density and where that is from."""
    line = (await tale.get(who, "/manifests/{load}"))["lines"][0]
    told = [(w["kg"], w["basis"], w["volume"]["m3"], w["volume"]["usual"]) for w in (line["sent"], line["weighed"])]
    assert told == [("17400", "computed", "12", False), ("17110", "computed", "11.8", False)], line
    assert line["accepted_kg"] == "17110"


def _measures(tale: Tale) -> e.AnyEvent:
    return e.Weighed((e.LineWeighed(1, volume=Volume(Decimal("11.8"), Decimal("1.45"), "工地試驗報告 T-26-031")),))


MACAO_VOLUME = Story(
    "Within Macao: demolition rubble in cubic metres",
    "Macao counts construction waste in cubic metres. The site states twelve of them with the density of its own test,"
    " the plant 11.8 with the same; kilograms are computed of both and say so, and both stay beside them.",
    (
        IN_MACAO,
        Step(
            "mo_clerk",
            "loads 12 m3 of rubble at a tested 1.45 t/m3; its code is missing from our part of the list.",
            records("drum", _rubble, warns="unknown_general_code"),
        ),
        Step("mo_clerk", "draws up the load.", records("load", draws())),
        Step("mo_clerk", "publishes it.", records("load", e.Published())),
        Step("mo_clerk", "finds it by a number of Macao.", numbered("MO", "mo_ticket")),
        Step("mo_clerk", "signs.", records("load", e.Signed(name="何文員"))),
        Step("mo_collector", "leaves.", records("load", leaves)),
        Step("mo_collector", "arrives.", records("load", e.Arrived())),
        Step("mo_gate", "measures 11.8 m3 in the skip.", records("load", _measures)),
        Step("mo_gate", "accepts it.", records("load", e.Accepted())),
        Step("mo_officer", "reads what was stated at both ends.", _in_cubic_metres),
    ),
)


async def _in_portuguese(tale: Tale, who: str) -> None:
    found: Trip = tale.sent["trip"]
    body = proposal(found.load(tale.things["skip"], consignee_site=tale.bay.plant_site))
    answer = await tale.send(who, body, **{"accept-language": "pt-PT"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unlawful_route"), answer.text
    assert "nem de Hong Kong ou Macau" in answer.json()["detail"], answer.text


HONG_KONG = (CHEMICAL, LATE, NOTIFIED, CLINICAL, WITHIN_HONG_KONG, WITHIN_MACAO, MACAO_VOLUME)
