"""The papers of a border: numbered shipments, two certificates, four copies, and the way back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import TakeBackReason
from tests.bay import PLATE
from tests.stories.borders import applies, authority, draws, grants, plant, takes_on, waits_for
from tests.stories.story import Act, Step, Story, Tale, alerts_told, fills, later, proposal, records, sees
from wasteflow.core import clock
from workers.anomalies import sweep

TREATED = "cn_utilisation:R4"
KOWLOON = Step("wasteflow", "knows a plant in Hong Kong.", plant("kowloon", "810000", "郭磅房"))
DEPARTMENT = Step("wasteflow", "knows the department in Hong Kong.", authority("department", "810000", "陈主任"))
RECEIPT, COMPLETION = e.ReceiptCertified("郭磅房"), e.CompletionCertified("郭磅房")


def crosses(to: str, drum: str = "drum", load: str = "load") -> tuple[Step, ...]:
    """From the manifest to the gate on the other side."""
    return (
        Step("clerk", "draws up the load under it.", draws(to, drum, load)),
        Step("clerk", "publishes it.", records(load, e.Published())),
        Step("clerk", "signs: the declaration of the exporter.", records(load, e.Signed(name="李姐"))),
        Step("driver", "takes it over and leaves.", records(load, e.Departed(plate=PLATE, driver="王师傅"))),
        Step("driver", "arrives on the other side.", records(load, e.Arrived())),
    )


def paper(check: Any, load: str = "load") -> Act:
    """Read the movement document and look at it: `check(document, blocks)`."""

    async def act(tale: Tale, who: str) -> None:
        found = await tale.get(who, f"/manifests/{{{load}}}/movement-document")
        (document,) = found["documents"]
        check(found, {block["id"]: block["value"] for block in document["blocks"]})

    return act


def shipments(*expected: tuple[int, str], late: int = 0) -> Act:
    """The approval's loads: which number, which state."""

    async def act(tale: Tale, who: str) -> None:
        found = await tale.get(who, "/approvals/{approval}")
        assert [(x["shipment"], x["status"]) for x in found["shipments"]] == list(expected), found["shipments"]
        assert sum(x["late"] for x in found["shipments"]) == late

    return act


def _on_the_way(found: Any, blocks: Any) -> None:
    assert (found["paper"], blocks["serial"]["shipment"]) == ("notice", 1)
    assert [copy["copy"] for copy in found["copies"] if copy["since"]] == [1, 2, 3]
    assert blocks["carriers"][0]["taken_over_at"]
    assert blocks["codes"][0]["suggested"][0]["code"] == "Y17"
    assert blocks["codes"][0]["stated"] == {}, "a suggestion is never filled in"
    assert blocks["declaration"]["by"] == "李姐"
    assert (found["certificates"], blocks["receipt"]["kg"]) == ([], None)


def _received(found: Any, blocks: Any) -> None:
    receipt, completion = found["certificates"]
    assert (receipt["by"], receipt["late"], completion["issued_at"]) == ("郭磅房", False, None)
    assert (Decimal(blocks["receipt"]["accepted_kg"]), blocks["receipt"]["by"]) == (Decimal(2000), "郭磅房")
    assert [copy["copy"] for copy in found["copies"] if copy["since"]] == [1, 2, 3, 4]


def _completed(found: Any, blocks: Any) -> None:
    assert [one["late"] for one in found["certificates"]] == [False, False]
    assert (Decimal(blocks["completion"]["treated_kg"]), blocks["completion"]["by"]) == (Decimal(2000), "郭磅房")


NOTIFIED = {
    "technology": "湿法冶金",
    "reason": "移入地有富余能力",
    "composition": "铜 8%，镍 2%，水 60%",
    "un_number": "3077",
    "states": [{"role": "export", "code": "CN", "exit": "拱北"}, {"role": "import", "code": "MO", "entry": "关闸"}],
    "contract": "HT-2026-11",
    "insurance": "BX-881",
}
TAKE_BACK = e.TakeBackStarted(TakeBackReason.ILLEGAL, "环保署要求退运")


async def _states(tale: Tale, who: str) -> None:
    found = await tale.get(who, "/approvals/{approval}")
    steps = found["application"]["steps"]
    assert [step["state"] for step in steps] == [
        "drafted", "submitted", "acknowledged", "consented_with_conditions", "checked", "authorised",
    ]  # fmt: skip
    assert [step["due"] is not None for step in steps] == [False, True, True, False, False, False]
    assert not any(step["late"] for step in steps)
    assert found["approval"]["conditions"] == "仅限工作日入境"


async def _blocks(tale: Tale, who: str) -> None:
    found = await tale.get(who, "/approvals/{approval}/notification")
    blocks = {block["block"]: block["value"] for block in found["blocks"]}
    assert [block["block"] for block in found["blocks"]] == [str(n) for n in range(1, 22)]
    assert (blocks["3"]["number"], blocks["11"]["technology"], blocks["15"][1]["code"]) == (
        "CN-MO-2026-3", "湿法冶金", "MO",
    )  # fmt: skip
    assert blocks["14"]["stated"] == {"un_number": "3077"}
    assert found["contract"] == "HT-2026-11"


def _abroad(found: Any, blocks: Any) -> None:
    assert (found["paper"], found["copies"]) == ("movement_document", [])
    assert (blocks["notification"]["number"], blocks["serial"]["shipment"]) == ("CN-MO-2026-3", 1)
    assert blocks["composition"]["composition"] == "铜 8%，镍 2%，水 60%"
    assert Decimal(blocks["quantity"]["kg"]) == 2000


def _home(tale: Tale) -> e.AnyEvent:
    line = e.LineDraft(tale.things["drum"])
    return tale.bay.load(onward_of=tale.things["load"], consignee_site=tale.bay.factory_site, lines=(line,))


def _given_back(tale: Tale) -> e.AnyEvent:
    line = e.LineDraft(tale.things["drum"])
    sites = {"consignor_site": tale.things["tokyo"], "consignee_site": tale.bay.factory_site}
    return tale.bay.load(gives_back=tale.things["load"], lines=(line,), **sites)


async def _accepted_days_ago(tale: Tale, who: str) -> None:
    body = proposal(e.Accepted(), tale.things["load"], clock.now() - timedelta(days=5))
    answer = await tale.send(who, body)
    assert answer.status_code == 201, answer.text


def _overdue(count: int) -> Act:
    async def act(tale: Tale, who: str) -> None:
        items = (await tale.get(who, "/shipments?late=true"))["items"]
        assert [UUID(x["manifest"]) for x in items] == [tale.things["load"]] * count

    return act


def _came_late(found: Any, _: Any) -> None:
    receipt, _ = found["certificates"]
    assert receipt["late"]
    assert receipt["issued_at"]


def _thirty_days(found: Any, _: Any) -> None:
    back = found["take_back"]
    assert (back["reason"], back["came_back"], back["late"]) == ("illegal", False, False)
    assert date.fromisoformat(back["due"]) == clock.local_date(clock.now()) + timedelta(days=30)


async def _came_back(tale: Tale, who: str) -> None:
    (one,) = (await tale.get(who, "/approvals/{approval}"))["shipments"]
    assert (one["take_back"]["came_back"], one["late"]) == (True, False)


CERTIFICATES = Story(
    "Two certificates for one shipment",
    "Sludge goes to Hong Kong under an approval of the arrangement of 2000, with a notice in four copies. Each load is"
    " a numbered shipment. The facility certifies twice, and these are two different things: that it received the load,"
    " and that it has treated it to the end.",
    (
        KOWLOON,
        DEPARTMENT,
        fills("2000"),
        Step("regulator", "grants an approval for five loads.",
             grants("kowloon", "10", kind="export_hong_kong", shipments=5)),
        *crosses("kowloon"),
        Step("clerk", "reads the notice: shipment 1 of 5, three copies are out.", paper(_on_the_way)),
        Step("kowloon_gate", "accepts the load.", records("load", e.Accepted())),
        Step("clerk", "cannot certify for the facility.",
             records("load", RECEIPT, status=403, code="not_your_step")),
        Step("kowloon_gate", "cannot certify a completion before anything is treated.",
             records("load", COMPLETION, status=409, code="not_possible_now")),
        Step("kowloon_gate", "certifies the receipt; the authority has its copy.", records("load", RECEIPT)),
        Step("department", "reads what was received.", paper(_received)),
        Step("kowloon_gate", "recovers the metal.", records("drum", e.Treated(TREATED, Decimal(2000)))),
        Step("kowloon_gate", "certifies the completion.", records("load", COMPLETION)),
        Step("clerk", "reads both certificates.", paper(_completed)),
        Step("kowloon_gate", "cannot issue one twice.",
             records("load", COMPLETION, status=409, code="certified_already")),
        fills("500", "second"),
        Step("clerk", "draws up the next load.", draws("kowloon", "second", "later")),
        Step("clerk", "publishes it: shipment 2.", records("later", e.Published())),
        Step("clerk", "calls it off; its number is not given out again.", records("later", e.Cancelled("改期"))),
        Step("clerk", "draws it up once more.", draws("kowloon", "second", "third")),
        Step("clerk", "publishes it: shipment 3.", records("third", e.Published())),
        Step("department", "reads the shipments of the approval.",
             shipments((1, "closed"), (2, "cancelled"), (3, "published"))),
    ),
)  # fmt: skip


CONSENT = Story(
    "Abroad, with prior informed consent",
    "Sludge is to be recovered in Macao, which counts as abroad. The exporter notifies, the other side acknowledges and"
    " consents under conditions, contract and insurance are checked, and the movement is authorised. The approval shows"
    " every state with its clock; the first load goes with its movement document.",
    (
        Step("wasteflow", "knows a plant in Macao.", plant("macao", "820000", "马磅房")),
        Step("wasteflow", "knows the authority in Macao.", authority("dspa", "820000", "李处长")),
        fills("2000"),
        Step("clerk", "drafts the notification with its blocks.",
             applies("macao", "10", "export", notification=NOTIFIED)),
        Step("clerk", "submits it.", takes_on("submitted")),
        Step("clerk", "sees that Macao has to acknowledge it in time.", waits_for("destination", clock_=True)),
        Step("dspa", "acknowledges it.", takes_on("acknowledged")),
        Step("dspa", "consents with a condition.", takes_on("consented_with_conditions", "仅限工作日入境")),
        Step("regulator", "has checked contract and insurance.", takes_on("checked")),
        Step("regulator", "authorises the movement.", takes_on("authorised", number="CN-MO-2026-3")),
        Step("clerk", "reads on the approval how it came about.", _states),
        Step("dspa", "reads the notification, block by block.", _blocks),
        *crosses("macao"),
        Step("dspa", "reads the movement document of shipment 1.", paper(_abroad)),
        Step("macao_gate", "accepts the load.", records("load", e.Accepted())),
        Step("macao_gate", "certifies the receipt.", records("load", RECEIPT)),
        Step("macao_gate", "recovers it.", records("drum", e.Treated(TREATED, Decimal(2000)))),
        Step("macao_gate", "certifies the completion.", records("load", COMPLETION)),
        Step("dspa", "reads the shipments of the approval.", shipments((1, "closed"))),
    ),
)  # fmt: skip


# --- what is overdue is told ---------------------------------------------------------------------------------


async def _day_goes_by(tale: Tale, who: str) -> None:
    await sweep.run(tale.bay.pool)


async def _not_told(tale: Tale, who: str) -> None:
    assert (await tale.get(who, "/cases"))["items"] == []


ABROAD = ("department", "dspa", "hk_officer", "mo_officer")  # officers in Hong Kong and Macao


def told_of(rule: str, says: str) -> Act:
    """One alert of this rule, whatever else there is."""

    async def act(tale: Tale, who: str) -> None:
        (alert,) = await alerts_told(tale, who, rule)
        if who in ABROAD:  # across the border it is known that there is something, and not what
            assert "explanation" not in alert
        else:
            assert says in alert["explanation"], alert

    return act


BACK = Story(
    "Taken back",
    "A plant in Hong Kong turns a load away: it should not have crossed. The works must take it back within thirty"
    " days. The way home needs no new approval, although no waste may otherwise enter the mainland; the shipment of the"
    " approval shows how far it is.",
    (
        KOWLOON,
        DEPARTMENT,
        fills("2000"),
        Step("regulator", "grants an approval over 10 t.", grants("kowloon", "10", kind="export_hong_kong")),
        *crosses("kowloon"),
        Step("kowloon_gate", "refuses it.", records("load", e.Refused("与通知书不符"))),
        Step("kowloon_gate", "starts the way back, as the department asked.", records("load", TAKE_BACK)),
        Step("clerk", "cannot start it a second time.",
             records("load", TAKE_BACK, status=409, code="taken_back_already")),
        Step("clerk", "sees until when she has.", paper(_thirty_days)),
        Step("wasteflow", "looks at what is overdue when the thirty days are over.", later(_day_goes_by, 24 * 31)),
        Step("department", "is told that it has not come back.", told_of("border_paper_missing", "运回")),
        Step("clerk", "draws up the way home.", records("home", _home)),
        Step("clerk", "publishes it.", records("home", e.Published())),
        Step("clerk", "signs.", records("home", e.Signed(name="李姐"))),
        Step("driver", "leaves.", records("home", e.Departed(plate=PLATE, driver="王师傅"))),
        Step("driver", "is back.", records("home", e.Arrived())),
        Step("clerk", "takes it in.", records("home", e.Accepted())),
        Step("clerk", "finds the regime of the way out on it.",
             sees("/manifests/{home}", regime="notice_2000", status="closed")),
        Step("department", "sees on the approval that it came back.", _came_back),
    ),
)  # fmt: skip

LATE = Story(
    "A certificate that is late",
    "The facility accepted a load five days ago and has not certified the receipt. The load stands on the list of what"
    " is overdue until the certificate is there; then the paper says that it came late.",
    (
        KOWLOON,
        DEPARTMENT,
        fills("2000"),
        Step("regulator", "grants an approval over 10 t.", grants("kowloon", "10", kind="export_hong_kong")),
        *crosses("kowloon"),
        Step("kowloon_gate", "enters that it accepted the load five days ago.", _accepted_days_ago),
        Step("department", "finds it on the list of what is overdue.", _overdue(1)),
        Step("wasteflow", "looks through what borders ask for, two days running.", _day_goes_by),
        Step("wasteflow", "finds what it found before.", later(_day_goes_by, 24)),
        Step("department", "is told once.", told_of("border_paper_missing", "收到证明")),
        Step("regulator", "is told once, too.", told_of("border_paper_missing", "收到证明")),
        Step("kowloon_gate", "certifies the receipt.", records("load", RECEIPT)),
        Step("department", "finds the list empty.", _overdue(0)),
        Step("department", "reads that the certificate came late.", paper(_came_late)),
    ),
)  # fmt: skip

UNANSWERED = Story(
    "An authority that does not answer",
    "A notification is submitted to Macao, which has three working days to acknowledge it and does not. The authorities"
    " at both ends are told, once; the application waits on, for silence decides nothing, and the answer that comes in"
    " the end is taken.",
    (
        Step("wasteflow", "knows a plant in Macao.", plant("macao", "820000", "马磅房")),
        Step("wasteflow", "knows the authority in Macao.", authority("dspa", "820000", "李处长")),
        Step("clerk", "drafts the notification with its blocks.",
             applies("macao", "10", "export", notification=NOTIFIED)),
        Step("clerk", "submits it.", takes_on("submitted")),
        Step("wasteflow", "looks at what waits, two days later.", later(_day_goes_by, 48)),
        Step("regulator", "is told of nothing yet.", _not_told),
        Step("wasteflow", "looks again a fortnight later, and the day after.", later(_day_goes_by, 24 * 14)),
        Step("wasteflow", "finds what it found before.", later(_day_goes_by, 24 * 15)),
        Step("dspa", "is told once.", told_of("border_answer_missing", "移入地主管部门应于")),
        Step("regulator", "is told once, too.", told_of("border_answer_missing", "移入地主管部门应于")),
        Step("dspa", "acknowledges it after all.", takes_on("acknowledged")),
    ),
)  # fmt: skip


def _japan(found: Any, blocks: Any) -> None:
    """The facility abroad is the importer and the disposer, by its name and country."""
    assert found["paper"] == "movement_document", found
    for block in ("importer", "facility"):
        assert (blocks[block]["city"], blocks[block]["registered"]) == ("JP", ""), blocks[block]


OVERSEAS = Story(
    "To a facility overseas",
    "Sludge goes to a plant in Japan, outside the three jurisdictions. It is registered under its country, with no"
    " number of ours; the movement document names it as importer and disposer, its gate accepts and certifies as any"
    " other, and a load found afterwards to be illegal traffic comes home the way every load comes home.",
    (
        Step("wasteflow", "knows a plant in Japan, permitted by its own authority.", plant("tokyo", "JP", "田中")),
        fills("2000"),
        Step("clerk", "cannot send it there: no export approval is on record.",
             draws("tokyo", status=422, code="no_approval")),
        Step("regulator", "grants the export of 10 t.", grants("tokyo", "10", kind="export", shipments=2)),
        *crosses("tokyo"),
        Step("clerk", "reads the movement document of shipment 1.", paper(_japan)),
        Step("tokyo_gate", "accepts the load.", records("load", e.Accepted())),
        Step("tokyo_gate", "certifies the receipt.", records("load", RECEIPT)),
        Step("tokyo_gate", "cannot just send it back.",
             records("home", _given_back, status=409, code="take_back_first")),
        Step("tokyo_gate", "starts the way back: illegal traffic.", records("load", TAKE_BACK)),
        Step("tokyo_gate", "gives it back.", records("home", _given_back)),
        Step("tokyo_gate", "publishes it.", records("home", e.Published())),
        Step("tokyo_gate", "signs.", records("home", e.Signed(name="田中"))),
        Step("driver", "leaves.", records("home", e.Departed(plate=PLATE, driver="王师傅"))),
        Step("driver", "is back.", records("home", e.Arrived())),
        Step("clerk", "takes it in.", records("home", e.Accepted())),
        Step("clerk", "finds both manifests closed.", sees("/manifests/{load}", status="closed")),
    ),
)  # fmt: skip

PAPERS = (OVERSEAS, CERTIFICATES, CONSENT, BACK, LATE, UNANSWERED)
