"""Stories of signing: who signs for whom, in which order, and once."""

from datetime import timedelta

import httpx

from manifests import events as e
from manifests.model import SigningMode
from tests.stories.story import Act, Step, Story, Tale, fills, proposal, records, sees
from wasteflow.core import clock

CODE, WRONG = "271828", "314159"
SIGNED = e.Signed(name="王师傅", mode=SigningMode.SITE_CODE)
BY_LEAVE = e.Signed(name="王师傅", mode=SigningMode.PRE_AUTHORISED)


async def _asks(tale: Tale, who: str, method: str, path: str, body: object, status: int) -> httpx.Response:
    answer = await tale.client.request(method, path, json=body, headers=await tale.headers(who))
    assert answer.status_code == status, answer.text
    return answer


def sets(code: str, status: int = 204) -> Act:
    async def act(tale: Tale, who: str) -> None:
        path = f"/sites/{tale.bay.factory_site}/signing-code"
        await _asks(tale, who, "PUT", path, {"code": code}, status)
        if status == 204:
            told = await tale.get(who, path)
            assert code not in str(told)

    return act


def draws(thing: str, drum: str = "drum") -> Act:
    async def act(tale: Tale, who: str) -> None:
        await records(thing, tale.bay.load(tale.things[drum]))(tale, who)
        await records(thing, e.Published())(tale, who)

    return act


def types(thing: str, code: str | None, *, fact: e.Signed = SIGNED, status: int = 201, refused: str = "") -> Act:
    """Sign for the absent consignor; `code`: what is typed."""

    async def act(tale: Tale, who: str) -> None:
        body = proposal(fact, tale.things[thing]) | ({"code": code} if code else {})
        answer = await tale.send(who, body)
        assert (answer.status_code, answer.json().get("code", "")) == (status, refused), answer.text
        if refused == "signing_locked":
            assert f"{clock.now().astimezone(clock.BAY_AREA):%Y-%m-%d}" in answer.json()["detail"]

    return act


def no(thing: str, code: str | None, refused: str, fact: e.Signed = SIGNED) -> Act:
    """Try to sign for the absent consignor, and be refused."""
    return types(thing, code, fact=fact, status=429 if refused == "signing_locked" else 403, refused=refused)


def both(thing: str, mode: SigningMode) -> Act:
    """The signature names who signed and for whom."""

    async def act(tale: Tale, who: str) -> None:
        (mark,) = (await tale.get(who, f"/manifests/{{{thing}}}"))["signatures"]
        assert (mark["box"], mark["mode"], mark["account"], mark["signer"], mark["absent"]) == (
            "consignor",
            mode,
            str(tale.bay.driver.account),
            str(tale.bay.carrier),
            str(tale.bay.factory),
        )

    return act


async def _gives_leave(tale: Tale, who: str) -> None:
    today = clock.local_date(clock.now())
    body = {
        "site": str(tale.bay.factory_site),
        "carrier": str(tale.bay.carrier),
        "stream": "hazardous",
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=30)).isoformat(),
    }
    tale.things["leave"] = (await _asks(tale, who, "POST", "/authorisations", body, 201)).json()["id"]


async def _reads_leave(tale: Tale, who: str) -> None:
    (one,) = (await tale.get(who, "/authorisations"))["items"]
    assert (one["id"], one["org"], one["carrier"]) == (
        tale.things["leave"],
        str(tale.bay.factory),
        str(tale.bay.carrier),
    )


async def _withdraws(tale: Tale, who: str) -> None:
    body = {"on": clock.local_date(clock.now()).isoformat()}
    await _asks(tale, who, "POST", f"/authorisations/{tale.things['leave']}/closing", body, 204)


DEPARTED = e.Departed(plate="粤B12345", driver="王师傅")
LEAVES = records("load", DEPARTED)


def too_early(fact: e.AnyEvent) -> Act:
    """Or too late: not from where the load stands."""
    return records("load", fact, status=409, code="not_possible_now")


def not_his(fact: e.AnyEvent, status: int, code: str) -> Act:
    """A step that belongs to somebody else."""
    return records("load", fact, status=status, code=code)


BY_CODE = Story(
    "Signing for the absent, by a code",
    "Nobody is at the works when the lorry comes. The works has given its site a code of six digits; the driver types"
    " it on his phone and signs for the works, and the signature names both. Three wrong codes lock: for this driver"
    " and this company only, and while it is locked even the right code tells nothing.",
    (
        fills("100"),
        fills("100", "second"),
        Step("clerk", "publishes two manifests.", draws("load")),
        Step("clerk", "and the other.", draws("other", "second")),
        Step(
            "driver",
            "cannot sign for a site without a code.",
            no("load", CODE, "no_signing_code"),
        ),
        Step("driver", "cannot set one for the works.", sets(CODE, 403)),
        Step("clerk", "chooses 123456, and is told to choose another.", sets("123456", 422)),
        Step("clerk", "sets a code; nobody is shown it again.", sets(CODE)),
        Step("gate", "cannot sign with it: it carries nothing.", no("load", CODE, "not_your_step")),
        Step("driver", "types the code; the signature names him and the works.", types("load", CODE)),
        Step("clerk", "reads who signed for whom.", both("load", SigningMode.SITE_CODE)),
        Step("driver", "leaves.", LEAVES),
        Step("driver", "mistypes it on the other manifest.", no("other", WRONG, "wrong_signing_code")),
        Step("driver", "again.", no("other", WRONG, "wrong_signing_code")),
        Step("driver", "a third time, and has to wait.", no("other", WRONG, "signing_locked")),
        Step("driver", "types the right one, and learns nothing.", no("other", CODE, "signing_locked")),
        Step("dispatcher", "of the same carrier is not locked, and signs.", types("other", CODE)),
    ),
)  # fmt: skip

LEAVE = Story(
    "Signing for the absent, by leave given beforehand",
    "The works lets a carrier sign its box at one site, for one stream and a month. Both companies see the leave; it is"
    " withdrawn as easily.",
    (
        fills("100"),
        fills("100", "second"),
        Step("clerk", "publishes a manifest.", draws("load")),
        Step(
            "driver",
            "cannot sign for the works.",
            no("load", None, "not_authorised", BY_LEAVE),
        ),
        Step("clerk", "gives the carrier leave.", _gives_leave),
        Step("dispatcher", "reads it.", _reads_leave),
        Step("driver", "signs for the works.", types("load", None, fact=BY_LEAVE)),
        Step("clerk", "reads who signed for whom.", both("load", SigningMode.PRE_AUTHORISED)),
        Step("driver", "leaves.", LEAVES),
        Step("clerk", "withdraws the leave.", _withdraws),
        Step("clerk", "publishes another manifest.", draws("other", "second")),
        Step(
            "driver",
            "cannot sign for the works any more.",
            no("other", None, "not_authorised", BY_LEAVE),
        ),
    ),
)


async def _twice(tale: Tale, who: str) -> None:
    """The same signed request once more, with its id: same answer, one event."""
    before = await tale.bay.pool.fetchval("select count(*) from custody_event")
    answer = await tale.send(who, tale.sent["load"])
    assert (answer.status_code, answer.json()["status"]) == (201, "repeated")
    assert await tale.bay.pool.fetchval("select count(*) from custody_event") == before


async def _early(tale: Tale, who: str) -> None:
    await records("load", tale.bay.load(tale.things["drum"]))(tale, who)
    await records("load", e.Signed(name="李姐"), status=409, code="not_possible_now")(tale, who)
    await records("load", e.Published())(tale, who)


OWN = records("load", e.Signed(name="李姐"))
ORDER = Story(
    "Each signs its own box, in turn, once",
    "The consignor signs first, then the carrier, then the site that receives. Who signs out of turn, in another's box,"
    " twice, or without a part in the load is refused, and nothing changes; the same signature sent again is answered"
    " again and stored once.",
    (
        fills("100"),
        Step("clerk", "cannot sign a draft: it is not published.", _early),
        Step("driver", "cannot leave before the consignor has signed.", too_early(DEPARTED)),
        Step("driver", "cannot sign in the consignor's box.", not_his(e.Signed(), 403, "not_your_step")),
        Step("outsider", "cannot sign at all.", not_his(e.Signed(), 404, "unknown_subject")),
        Step("clerk", "signs.", OWN),
        Step("clerk", "sends the same signature again: same answer, one event.", _twice),
        Step("clerk", "cannot sign a second time.", too_early(e.Signed(name="李姐"))),
        Step("gate", "cannot accept what has not arrived.", too_early(e.Accepted())),
        Step("driver", "signs and leaves.", LEAVES),
        Step("driver", "cannot leave twice.", too_early(DEPARTED)),
        Step("driver", "arrives.", records("load", e.Arrived())),
        Step("driver", "cannot accept in the plant's name.", not_his(e.Accepted(), 403, "may_not_receive")),
        Step("gate", "accepts.", records("load", e.Accepted())),
        Step("gate", "cannot accept twice.", too_early(e.Accepted())),
        Step("clerk", "finds it accepted.", sees("/manifests/{load}", status="accepted")),
    ),
)  # fmt: skip

SIGNING = (ORDER, BY_CODE, LEAVE)
