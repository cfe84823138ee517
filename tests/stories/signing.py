"""Stories of signing: who signs for whom, in which order, and once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import httpx

from manifests.life import events as e
from manifests.life.model import SigningMode
from tests import collecting as producers
from tests.phone import Phone
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


async def _waits(tale: Tale, who: str) -> None:
    """The time of a lock goes by, told to the clock in the database."""
    await tale.bay.pool.execute("update signing_try set locked_until = now() - interval '1 second'")


async def _longer(tale: Tale, who: str) -> None:
    wait = "select extract(epoch from max(locked_until) - now()) from signing_try"
    await no("other", WRONG, "signing_locked")(tale, who)
    assert 15 < await tale.bay.pool.fetchval(wait) <= 20


async def _another_works(tale: Tale, who: str) -> None:
    """The works next door has a site, a code for it, and a load to go."""
    (works,) = await producers.workshops(tale.bay, 1)
    await producers.set_code(tale.bay, works)
    tale.others["small_producer"], tale.things["next_door"] = works.owner, works.site
    batch = tale.bay.drum("100", site=works.site)
    await records("their_drum", batch)(tale, "small_producer")
    load = tale.bay.load(tale.things["their_drum"], consignor_site=works.site)
    await records("theirs", load, warns="not_in_plan")(tale, "small_producer")
    await records("theirs", e.Published())(tale, "small_producer")


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
        Step("small_producer", "next door has a load to go, and a code of her own.", _another_works),
        Step("driver", "is not locked there, and signs for her.", types("theirs", producers.CODE)),
        Step("driver", "lets the lock run out.", _waits),
        Step("driver", "is wrong once more, and waits twice as long.", _longer),
        Step("dispatcher", "of the same carrier is not locked, and signs.", types("other", CODE)),
    ),
)  # fmt: skip


async def _shows(tale: Tale, who: str) -> None:
    path = f"/sites/{tale.bay.factory_site}/signing-code/shown"
    tale.sent["shown"] = (await _asks(tale, who, "GET", path, None, 200)).json()["text"]


async def _another_shows(tale: Tale, who: str) -> None:
    (works,) = await producers.workshops(tale.bay, 1)
    tale.others["small_producer"] = works.owner
    path = f"/sites/{works.site}/signing-code/shown"
    tale.sent["elsewhere"] = (await _asks(tale, who, "GET", path, None, 200)).json()["text"]


async def _enrols(tale: Tale, who: str) -> None:
    tale.sent["phone"] = await Phone.enrolled(tale.bay.pool, tale.bay.dispatcher, tale.bay.driver)


def scans(shown: str, refused: str = "") -> Act:
    """Sign by the code that was scanned, with no signal; handed in afterwards, twice, since the answer got lost."""

    async def act(tale: Tale, who: str) -> None:
        fact = {"kind": "signed", "mode": "shown_code"}
        event = tale.sent["phone"].event(
            tale.things["load"], fact, clock.now() - timedelta(seconds=2), attached={"shown": tale.sent[shown]}
        )
        for status in ("refused", "refused") if refused else ("recorded", "repeated"):
            (told,) = (await tale.sent["phone"].send(tale.client, event)).json()["outcomes"]
            assert (told["status"], [x["code"] for x in told.get("errors", ())]) == (
                status,
                [refused] if refused else [],
            ), told

    return act


async def _names_who_showed(tale: Tale, who: str) -> None:
    await both("load", SigningMode.SHOWN_CODE)(tale, who)
    (mark,) = (await tale.get(who, "/manifests/{load}"))["signatures"]
    assert mark["name"] == tale.bay.clerk.name


BY_SCREEN = Story(
    "Signing by the code that the site shows",
    "At the works' gate stands a tablet with a code that is fresh each minute. The driver's phone has no signal; it"
    " scans the code, knows by the server's public key that it is good and whose it is, and signs for the works at"
    " the tap. The server looks at it when the phone hands in, by the moment of the tap; the signature bears the name"
    " of who showed the code.",
    (
        fills("100"),
        Step("dispatcher", "has enrolled the driver's phone.", _enrols),
        Step("clerk", "publishes a manifest.", draws("load")),
        Step("clerk", "has the code of her site on the screen at the gate.", _shows),
        Step("small_producer", "next door has hers.", _another_shows),
        Step("driver", "scans the wrong screen, and is told.", scans("elsewhere", "code_of_another_site")),
        Step("driver", "scans the right one and signs; sent twice it is once.", scans("shown")),
        Step("clerk", "reads who signed for whom, and who showed the code.", _names_who_showed),
        Step("driver", "leaves.", LEAVES),
    ),
)

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

# --- what a signature seals ----------------------------------------------------------------------------------


def amends(fact: Callable[[Tale], e.Amended] | e.Amended, *sealed: str) -> Act:
    """Put something right; `sealed`: the paths that are refused."""

    async def act(tale: Tale, who: str) -> None:
        body = proposal(fact(tale) if callable(fact) else fact, tale.things["load"])
        answer = await tale.send(who, body)
        if sealed:
            told = answer.json()
            assert (answer.status_code, [(x["code"], x["path"]) for x in told["errors"]]) == (
                409,
                [("sealed_field", path) for path in sealed],
            ), answer.text
        else:
            assert answer.status_code == 201, answer.text

    return act


def _lines(*drums: str, packages: int = 1) -> Callable[[Tale], e.Amended]:
    return lambda tale: e.Amended(
        lines=tuple(e.LineDraft(tale.things[d], "cn_utilisation:R4", packages) for d in drums)
    )


async def _trail(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    first, second = load["amendments"]
    assert [(c["line"], c["field"], c["before"], c["after"]) for c in first["changes"]] == [
        (2, "batch", None, str(tale.things["second"])),
        (2, "packages", None, 1),
        (2, "method", None, "cn_utilisation:R4"),
    ]
    assert [(c["field"], c["before"], c["after"]) for c in second["changes"]] == [
        ("carriers[0].plate", "粤B12345", "粤B54321")
    ]
    assert [x["account"] for x in load["amendments"]] == [str(tale.bay.clerk.account), str(tale.bay.driver.account)]


async def _same_for_all(tale: Tale, who: str) -> None:
    """All three read the same net weight."""
    for reader in ("clerk", "driver", "gate"):
        load = await tale.get(reader, "/manifests/{load}")
        net = sum(Decimal(x["accepted_kg"]) for x in load["lines"])
        boxes = [mark["box"] for mark in load["signatures"]]
        assert (net, boxes) == (10000, ["consignor", "carrier:1", "consignee"])


async def _treats(tale: Tale, who: str) -> None:
    for drum, kg in (("drum", 6000), ("second", 4000)):
        await records(drum, e.Treated("cn_utilisation:R4", Decimal(kg)))(tale, who)


async def _number(tale: Tale, who: str) -> None:
    tale.things["number"] = (await tale.get(who, "/manifests/{load}"))["number"]


async def _keeps_number(tale: Tale, who: str) -> None:
    await sees("/manifests/{load}", number=tale.things["number"])(tale, who)


SEALED = Story(
    "Each signature seals its box",
    "A manifest of 10 t goes straight from a works to a plant. Before it signs the works puts its part right, and the"
    " number stays; the carrier its plate. What a signature has sealed is refused with the field's path and the way"
    " on. The history says who changed what, when, and what stood there before.",
    (
        fills("6000"),
        fills("4000", "second"),
        Step("clerk", "publishes a manifest of 6 t.", draws("load")),
        Step("clerk", "notes its number.", _number),
        Step("clerk", "adds the other 4 t.", amends(_lines("drum", "second"))),
        Step("clerk", "finds the number as it was.", _keeps_number),
        Step("clerk", "finds the drum on it.", sees("/batches/{second}", status="assigned")),
        Step("gate", "does not write on it.", not_his(e.Amended(remark="x"), 403, "not_your_step")),
        Step("clerk", "signs.", OWN),
        Step(
            "clerk",
            "cannot change the packages any more.",
            amends(_lines("drum", "second", packages=2), "fact.lines[0].packages", "fact.lines[1].packages"),
        ),
        Step("driver", "comes with another lorry.", amends(e.Amended(plate="粤B54321"))),
        Step("driver", "signs and leaves.", records("load", e.Departed(driver="王师傅"), warns="plate_unknown")),
        Step("driver", "cannot change the plate any more.", amends(e.Amended(plate="粤B12345"), "fact.plate")),
        Step("driver", "arrives.", records("load", e.Arrived())),
        Step("gate", "accepts.", records("load", e.Accepted())),
        Step("regulator", "reads what stood there before.", _trail),
        Step("gate", "finds the same 10 t as the others.", _same_for_all),
        Step("gate", "recovers all of it.", _treats),
        Step("clerk", "sees that it was treated.", sees("/manifests/{load}", status="closed")),
    ),
)

SIGNING = (SEALED, ORDER, BY_CODE, BY_SCREEN, LEAVE)
