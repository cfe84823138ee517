"""Marine litter between two places: a notice, its clock, its answer, and what became of the litter."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from manifests.life import events as custody
from manifests.life.model import Basis, Code, Container, Weight
from manifests.notices import events as e
from manifests.notices.model import Ending, Place, Position, Tide
from tests.bay import ADMINISTRATOR
from tests.border import authority_in, works_in
from tests.manifests.notices.conftest import photo
from tests.stories.story import Act, Step, Story, Tale, later, proposal
from wasteflow.core import clock, jobs
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.schemas import NewAccount
from workers import tasks
from workers.app import HANDLERS

SHENZHEN, HONG_KONG = "440300", "810000"


def tells(fact: e.Proposable, *, status: int = 201, code: str = "", hours_ago: int = 0) -> Act:
    """One step of the notice, over HTTP."""

    async def act(tale: Tale, who: str) -> None:
        body: dict[str, Any] = {"id": new_id(), "occurred_at": clock.now() - timedelta(hours=hours_ago), "fact": fact}
        if "notice" in tale.things:
            body["subject"] = tale.things["notice"]
        headers = {**await tale.headers(who), "content-type": "application/json"}
        answer = await tale.client.post("/notices/events", content=msgspec.json.encode(body), headers=headers)
        assert answer.status_code == status, answer.text
        if status == 201:
            tale.things["notice"] = answer.json()["subject"]
        else:
            assert answer.json()["code"] == code, answer.text

    return act


async def _people(tale: Tale, who: str) -> None:
    del who
    bay = tale.bay
    tale.others["department"] = await authority_in(bay, HONG_KONG, "陈主任")
    given = {"role": Role.REGULATOR, "city": SHENZHEN, "department": Department.MARITIME}
    account = NewAccount(name="patrol", person="马船长", **given)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    tale.others["patrol"] = Actor(account=account.id, name="马船长", **given)
    tale.things["shore_base"], tale.others["cleaner"] = await works_in(bay, SHENZHEN, "洪班长")


FOUND = e.Reported(
    city=SHENZHEN,
    receiver=HONG_KONG,
    place=Place(Position(Decimal("22.4861"), Decimal("113.9437")), "深圳湾红树林岸段"),
    tide=Tide.FALLING,
    kinds=("ML-01", "ML-03"),
    kg=Decimal(600),
    remark="繁体字包装和渔网",
    suspected="包装印有香港商户，落潮方向相符",
    internal="现场联系人 马船长 13812345678",
)


async def _photo(tale: Tale, who: str) -> None:
    answer = await tale.client.post(
        f"/notices/{tale.things['notice']}/photos",
        files={"file": ("shore.jpg", photo(), "image/jpeg")},
        headers=await tale.headers(who),
    )
    assert answer.status_code == 201, answer.text


async def _sees_no_person(tale: Tale, who: str) -> None:
    notice, chain = await tale.get(who, "/notices/{notice}"), await tale.get(who, "/notices/{notice}/events")
    assert (notice["place"]["shore"], notice["tide"], notice["kg"]) == ("深圳湾红树林岸段", "falling", "600")
    assert [x["who"]["person"] for x in chain["events"] if x["who"]["city"] == SHENZHEN] == [None, None]
    assert "马船长" not in str((notice, chain))
    picture = f"/notices/{tale.things['notice']}/photos/{notice['photos'][0]['sha256']}"
    assert (await tale.client.get(picture, headers=await tale.headers(who))).headers["content-type"] == "image/jpeg"


async def _workers_look(tale: Tale, who: str) -> None:
    del who
    async with tale.bay.pool.acquire() as conn:
        job = await jobs.enqueue(conn, "notice_due", {"notice": str(tale.things["notice"])})
    assert job is not None
    await tasks.look_at(tale.bay.pool, job, HANDLERS, 60)


async def _told_once(tale: Tale, who: str) -> None:
    found = (await tale.get(who, "/cases"))["items"]
    assert [[a["rule"] for a in c["alerts"]] for c in found] == [["reply_overdue"]], found
    assert [n["overdue"] for n in (await tale.get(who, "/notices?overdue=true"))["items"]] == [True]


async def _clears(tale: Tale, who: str) -> None:
    fact = custody.Generated(
        site=tale.things["shore_base"],
        stream="household",
        code=Code("cn-sw", "900-099-S64", "2024"),
        name="岸滩清理垃圾",
        form="solid",
        weight=Weight(Decimal(540), Basis.WEIGHED),
        container=Container("bag"),
    )
    answer = await tale.send(who, proposal(fact))
    assert answer.status_code == 201, answer.text
    tale.things["bags"] = answer.json()["subject"]


async def _links(tale: Tale, who: str) -> None:
    await tells(e.PickedUp(batch=tale.things["bags"]))(tale, who)
    (carried,) = (await tale.get(who, "/notices/{notice}"))["carried"]
    assert carried == {"stream": "household", "kg": "540"}


async def _closed(tale: Tale, who: str) -> None:
    notice = await tale.get(who, "/notices/{notice}")
    assert (notice["status"], notice["ending"], notice["late"]) == ("closed", "cleared", True)


LITTER = (
    Story(
        "Litter that came across the water",
        "The tide leaves nets and packaging on a shore of Shenzhen, and the print on them is of Hong Kong. Nothing is"
        " moved, so there is no manifest: a notice goes to the authority of the place it is thought to come from, with"
        " a clock for the reply (regime `marine_notice`). Offices speak to each other across the border; who the"
        " persons are stays on their own side. What is cleared away is a batch like any other from then on.",
        (
            Step("wasteflow", "knows the offices on both shores.", _people),
            Step(
                "patrol",
                "reports it: where, when, the tide, about 600 kg, which kinds, why it may come from Hong Kong;"
                " names and telephone go into the line for the own files.",
                tells(FOUND, hours_ago=1),
            ),
            Step("patrol", "adds a photo; what the camera wrote into it is not kept.", _photo),
            Step("department", "reads it and sees the picture, and no person of the other side.", _sees_no_person),
            Step(
                "clerk",
                "has no part in it.",
                tells(e.Remarked(remark="?"), status=403, code="may_not_report_litter"),
            ),
            Step("department", "takes it up.", tells(e.Acknowledged())),
            Step("wasteflow", "looks when the time for the reply is over: there is none.", later(_workers_look)),
            Step("patrol", "is told so, once,", later(_told_once)),
            Step("department", "and so is the office that was asked.", later(_told_once)),
            Step(
                "patrol",
                "cannot close it as cleared while no reply is there.",
                tells(e.Closed(ending=Ending.CLEARED), status=422, code="no_reply_yet"),
            ),
            Step(
                "department",
                "tries to name the skipper with his telephone, and is told that this does not cross a border.",
                tells(e.Replied(findings="船主 +852 9123 4567"), status=422, code="personal_number"),
            ),
            Step(
                "department",
                "replies: what was found out, what was done.",
                later(tells(e.Replied(findings="屯门一处渔排堆放不当", measures="已发出警告并清理"))),
            ),
            Step("cleaner", "clears the shore: 540 kg in bags, household waste from here on.", _clears),
            Step("patrol", "writes the batch into the notice.", _links),
            Step("patrol", "closes it: cleared away.", tells(e.Closed(ending=Ending.CLEARED, remark="岸段已清理"))),
            Step("department", "sees the end of it, and that its reply was late.", _closed),
        ),
    ),
)
