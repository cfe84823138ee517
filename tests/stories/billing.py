"""Hong Kong's construction waste: the account that pays, the ticket of each truck, what the gate's weight costs."""

import asyncio
import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from tests.hong_kong import HONG_KONG as HK
from tests.stories.hong_kong import copies_with, draws, holds, leaves, made, numbered, refuses, there
from tests.stories.story import Act, Step, Story, Tale, proposal, records, sees
from wasteflow.core import clock
from wasteflow.core.ids import new_id


def _today() -> date:
    return clock.local_date(clock.now())


def opens(
    key: str, *, awarded: int, opened: int, warns: str = "", government: bool = False, value: int = 5_000_000
) -> Act:
    """Enter an account whose contract was awarded and which was opened so many days ago."""

    async def act(tale: Tale, who: str) -> None:
        body = {
            "id": str(new_id()), "number": f"7{new_id().int % 10**6:06}", "contract": "啟德地基工程",
            "value_hkd": str(value), "awarded_on": str(_today() - timedelta(days=awarded)),
            "opened_on": str(_today() - timedelta(days=opened)), "government": government,
        }  # fmt: skip
        answer = await tale.client.post("/billing-accounts", json=body, headers=await tale.headers(who))
        assert answer.status_code == 201, answer.text
        assert [w["code"] for w in answer.json()["warnings"]] == ([warns] if warns else []), answer.text
        tale.things[key] = body["id"]  # type: ignore[assignment]

    return act


def paid_by(key: str, batch: str = "load_waste", **changes: Any) -> Callable[[Tale], e.AnyEvent]:
    """A load charged to an account of the story."""
    return lambda tale: draws(batch, billing_account=tale.things[key], **changes)(tale)


def rubble(code: str, kg: str) -> Callable[[Tale], e.AnyEvent]:
    return made("hk-cd", code, "hk_construction", kg, "建築廢物")


def weighs(kg: str) -> e.Weighed:
    return e.Weighed((e.LineWeighed(1, Decimal(kg)),))


async def _statement(tale: Tale, who: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = await tale.get(who, f"/billing-accounts/{{{key}}}/statement?month={_today():%Y-%m}")
    return found


def stated(*amounts: str, key: str = "account") -> Act:
    """The month's lines, and their sum."""

    async def act(tale: Tale, who: str) -> None:
        found = await _statement(tale, who, key)
        assert [Decimal(x["hkd"]) for x in found["lines"]] == [Decimal(x) for x in amounts], found
        assert Decimal(found["hkd"]) == sum(map(Decimal, amounts)), found

    return act


async def _as_csv(tale: Tale, who: str) -> None:
    path = f"/billing-accounts/{tale.things['account']}/statement?month={_today():%Y-%m}&format=csv"
    answer = await tale.client.get(path, headers=await tale.headers(who))
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[-1][-1] == "1065.00", rows
    assert len(rows) == 3, "a head, a load, the sum"
    assert [rows[1][6], rows[1][7], rows[1][8]] == ["15000", "71", "1065.00"], rows


async def _no_outsider(tale: Tale, who: str) -> None:
    path = f"/billing-accounts/{tale.things['account']}/statement?month={_today():%Y-%m}"
    assert (await tale.client.get(path, headers=await tale.headers("clerk"))).status_code == 404


KNOWN = (
    Step("wasteflow", "knows a site, a haulier and a facility in Hong Kong.", there(HK)),
    Step("wasteflow", "knows that the facility takes all kinds of construction waste.",
         holds("reception", "operate", ("hk-cd", "CD"))),
)  # fmt: skip


def on_the_way(load: str = "load") -> tuple[Step, ...]:
    return (
        Step("hk_clerk", "publishes it: the truck's ticket has its number.", records(load, e.Published())),
        Step("hk_clerk", "signs.", records(load, e.Signed(name="何文員"))),
        Step("hk_collector", "leaves.", records(load, leaves)),
        Step("hk_collector", "stands at the gate.", records(load, e.Arrived())),
    )


CHARGED = Story(
    "Hong Kong: a truck of rubble and what it costs",
    "A main contractor opens a billing account for its contract. Each truck goes with a ticket that names the account;"
    " the gate's weight times the charge per tonne of that kind of facility is posted to it. Nothing is charged before"
    " the load was weighed, and nothing is taken in unweighed.",
    (
        *KNOWN,
        Step("hk_clerk", "loads 15 t of inert rubble.", records("load_waste", rubble("CD-01", "15000"))),
        Step("hk_clerk", "cannot send it without an account.",
             refuses(draws("load_waste"), "no_billing_account", says="缴费账户")),
        Step("hk_clerk", "enters the account of the contract, opened a week after the award.",
             opens("account", awarded=30, opened=23)),
        Step("hk_clerk", "draws up the load.", records("load", paid_by("account"))),
        *on_the_way(),
        Step("hk_clerk", "finds it by its number.", numbered("HKCD", "hk_construction_ticket")),
        Step("hk_clerk", "has been charged nothing yet.", stated()),
        Step("hk_gate", "cannot take it in unweighed.",
             records("load", e.Accepted(), status=422, code="weigh_first")),
        Step("hk_gate", "weighs it: 15 t.", records("load", weighs("15000"))),
        Step("hk_clerk", "is charged 15 t at HK$71.", stated("1065.00")),
        Step("hk_gate", "accepts it.", records("load", e.Accepted())),
        Step("hk_clerk", "is charged nothing more.", stated("1065.00")),
        Step("hk_clerk", "reads who keeps the copies.", copies_with("consignor", "carrier", "consignee", kept=3)),
        Step("hk_clerk", "takes the statement into a spreadsheet.", _as_csv),
        Step("hk_officer", "reads the same statement.", stated("1065.00")),
        Step("clerk", "of another company finds no such account.", _no_outsider),
        Step("hk_gate", "fills land with it.", records("load_waste", e.Treated("basel_recovery:R5", Decimal(15000)))),
        Step("hk_clerk", "finds the trip closed.", sees("/manifests/{load}", status="closed")),
    ),
)  # fmt: skip


# --- what is refused or corrected ------------------------------------------------------------------------------


async def _at_once(tale: Tale, who: str) -> None:
    """Two scales send different weights for the same step: one is recorded, the other told; one charge stands."""
    load, step = tale.things["load"], (await tale.get(who, "/manifests/{load}"))["seq"]
    answers = await asyncio.gather(*(
        tale.send(who, proposal(weighs(kg), load) | {"expected": step}) for kg in ("12000", "12100")
    ))  # fmt: skip
    assert sorted(a.status_code for a in answers) == [201, 409]
    (line,) = (await _statement(tale, "hk_clerk", "account"))["lines"]
    state = await tale.get(who, "/manifests/{load}")
    assert Decimal(line["kg"]) == Decimal(state["lines"][0]["weighed"]["kg"])


async def _again(tale: Tale, who: str) -> None:
    """The same request once more, as after a lost answer."""
    body = proposal(weighs("12345"), tale.things["load"])
    first, second = await tale.send(who, body), await tale.send(who, body)
    assert (first.status_code, second.json()["status"]) == (201, "repeated")


def sums(hkd: str, lines: int, kg: str) -> Act:
    """What the account owes for the month, over how many lines, for how many kilograms."""

    async def act(tale: Tale, who: str) -> None:
        found = await _statement(tale, who, "account")
        assert (Decimal(found["hkd"]), len(found["lines"])) == (Decimal(hkd), lines), found
        assert sum(Decimal(t["kg"]) for t in found["totals"]) == Decimal(kg), found

    return act


REVERSED = Story(
    "Hong Kong: weighed again, refused in part, refused",
    "What was posted is never changed. A second weighing, a part that is turned away, a whole load that is turned away:"
    " each reverses what stood and posts what holds now, once, also when two people are at it at the same time.",
    (
        *KNOWN,
        Step("hk_clerk", "enters the account.", opens("account", awarded=30, opened=23)),
        Step("hk_clerk", "loads mixed waste for the landfill.", records("load_waste", rubble("CD-03", "12000"))),
        Step("hk_clerk", "draws up the load.", records("load", paid_by("account"))),
        *on_the_way(),
        Step("hk_gate", "weighs it, and a colleague does so in the same second.", _at_once),
        Step("hk_gate", "weighs again: 12,345 kg, sent twice.", _again),
        Step("hk_clerk", "finds the first charge reversed, and HK$2,469.00.", sums("2469.00", 3, "12345")),
        Step("hk_gate", "turns 345 kg away.",
             records("load", e.PartlyAccepted((e.LineRefused(1, Decimal(345)),), "含金屬"))),
        Step("hk_clerk", "owes for 12 t.", sums("2400.00", 5, "12000")),
        Step("hk_clerk", "loads another truck for the sorting facility.",
             records("more_waste", rubble("CD-02", "8000"))),
        Step("hk_clerk", "draws it up.", records("other", paid_by("account", "more_waste"))),
        *on_the_way("other"),
        Step("hk_gate", "weighs it: 8,004 kg at HK$175.", records("other", weighs("8004"))),
        Step("hk_clerk", "owes HK$1,400.70 more.", sums("3800.70", 6, "20004")),
        Step("hk_gate", "refuses it: less than half is inert.", records("other", e.Refused("惰性物料不足一半"))),
        Step("hk_clerk", "owes nothing for it.", sums("2400.00", 7, "12000")),
    ),
)  # fmt: skip


def closes(key: str) -> Act:
    async def act(tale: Tale, who: str) -> None:
        answer = await tale.client.post(
            f"/billing-accounts/{tale.things[key]}/closing", json={"on": str(_today())}, headers=await tale.headers(who)
        )
        assert answer.status_code == 204, answer.text

    return act


async def _late(tale: Tale, who: str) -> None:
    found = await tale.get(who, "/billing-accounts/{late}")
    assert found["late"]
    assert date.fromisoformat(found["open_by"]) == _today() - timedelta(days=19)


ACCOUNTS = Story(
    "Hong Kong: accounts opened late, of Government contracts, closed",
    "For a contract of HK$1 million or more the account is opened within 21 days of the award; later it is an account"
    " all the same, with a mark the authority sees. Loads of Government contracts carry a printed trip ticket. A closed"
    " account pays for nothing new.",
    (
        *KNOWN,
        Step("hk_clerk", "enters an account opened 30 days after the award.",
             opens("late", awarded=40, opened=10, warns="opened_late")),
        Step("hk_officer", "sees that it was late.", _late),
        Step("hk_clerk", "enters one of a small contract, just as late: no mark.",
             opens("small", awarded=40, opened=10, value=999_999)),
        Step("hk_clerk", "enters the account of a Government contract.",
             opens("public", awarded=20, opened=10, government=True)),
        Step("hk_clerk", "loads a truck.", records("load_waste", rubble("CD-01", "15000"))),
        Step("hk_clerk", "draws it up without the printed number, and is warned.",
             records("load", paid_by("public"), warns="printed_ticket_missing")),
        Step("hk_clerk", "publishes it.", records("load", e.Published())),
        Step("hk_clerk", "notes the printed number.", records("load", e.TicketNoted(paper_ticket="DD1-2026-000817"))),
        Step("hk_clerk", "closes the small account.", closes("small")),
        Step("hk_clerk", "loads another truck.", records("more_waste", rubble("CD-01", "9000"))),
        Step("hk_clerk", "cannot charge it to the closed account.",
             refuses(paid_by("small", "more_waste"), "billing_account_closed")),
        Step("hk_clerk", "cannot use a printed number twice.",
             records("again", paid_by("public", "more_waste", paper_ticket="DD1-2026-000817"), status=409,
                     code="number_taken")),
        Step("hk_clerk", "finds her truck as it was.", sees("/manifests/{load}", status="published")),
    ),
)  # fmt: skip

CORRECTED = Story(
    "Hong Kong: a weight put right, and its charge",
    "The facility copied the scale's slip wrongly and took the load in. All who signed agree to the right weight; with"
    " the last agreement what had been charged is reversed and posted anew, on that day, and nothing is rewritten.",
    (
        *KNOWN,
        Step("hk_clerk", "enters the account.", opens("account", awarded=30, opened=23)),
        Step("hk_clerk", "loads mixed waste for the landfill.", records("load_waste", rubble("CD-03", "12000"))),
        Step("hk_clerk", "draws up the load.", records("load", paid_by("account"))),
        *on_the_way(),
        Step("hk_gate", "weighs it and writes 12,000 kg.", records("load", weighs("12000"))),
        Step("hk_gate", "accepts it.", records("load", e.Accepted())),
        Step("hk_clerk", "is charged 12 t at HK$200.", stated("2400.00")),
        Step("hk_clerk", "asks for 10,200 kg, as on her copy of the slip.",
             records("load", e.RevisionRequested("磅單抄錯", lines=(e.LineRevised(1, received_kg=Decimal(10200)),)))),
        Step("hk_collector", "agrees.", records("load", e.RevisionApproved())),
        Step("hk_clerk", "is charged as before while the facility has not answered.", stated("2400.00")),
        Step("hk_gate", "agrees.", records("load", e.RevisionApproved())),
        Step("hk_clerk", "finds the charge reversed, and HK$2,040.00.", sums("2040.00", 3, "10200")),
    ),
)  # fmt: skip

BILLING = (CHARGED, REVERSED, CORRECTED, ACCOUNTS)
