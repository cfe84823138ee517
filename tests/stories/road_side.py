"""Stories of control on the road: the load, and the code on a drum."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pypdfium2
import zxingcpp

from manifests.life import events as e
from manifests.life.model import Basis, Weight
from tests.stories.no_signal import looked_at
from tests.stories.story import Act, Step, Story, Tale, alerts_told, fills, leaves, records

WHY = "例行检查"


async def _looks(tale: Tale, who: str, asked: str) -> Any:
    body = {"asked": asked, "purpose": WHY}
    answer = await tale.client.post("/road/looks", json=body, headers=await tale.headers(who))
    assert answer.status_code == 201, answer.text
    return answer.json()


def by(what: str, road: str) -> Act:
    """An officer looks it up, by the plate or by what the symbol on the sheet says, and this is where it is."""

    async def act(tale: Tale, who: str) -> None:
        number = (await tale.get("clerk", "/manifests/{load}"))["number"]
        found = await _looks(tale, who, {"plate": "粤B12345", "symbol": f"HTTP://T/M/{number}"}[what])
        (one,) = [x for x in found["told"] if x["manifest"] == str(tale.things["load"])]
        assert (one["road"], one["leg"] is not None) == (road, road == "under_way")
        if one["leg"]:
            assert [line["code"] for line in one["leg"]["lines"]] == ["336-054-17"]
            assert one["leg"]["plate"] == "粤B12345"

    return act


async def _shows(tale: Tale, who: str) -> None:
    answer = await tale.client.post(f"/manifests/{tale.things['load']}/showing", headers=await tale.headers(who))
    assert answer.status_code == 201, answer.text
    tale.sent["link"] = answer.json()["address"].rpartition("/S/")[2]


def opens(status: int) -> Act:
    """Anybody who scans it, without signing in."""

    async def act(tale: Tale, _: str) -> None:
        page = await tale.client.get(f"/S/{tale.sent['link']}")
        assert (page.status_code, "电镀污泥" in page.text) == (status, status == 200)

    return act


async def _half_an_hour_later(tale: Tale, _: str) -> None:
    await tale.bay.pool.execute("update road_link set expires_at = made_at")


async def _nothing(tale: Tale, who: str) -> None:
    found = await _looks(tale, who, "粤Z99999")
    number = found["attestation"]
    assert found["told"] == []
    paper = await tale.client.get(f"/road/attestations/{number}.pdf", headers=await tale.headers(who))
    assert paper.content.startswith(b"%PDF-")
    check = await tale.client.get(f"/R/{number}", headers={"accept-language": "zh-CN"})
    assert "粤Z99999" in check.text
    assert "生态环境" in check.text


async def _reads_who(tale: Tale, who: str) -> None:
    looks = (await tale.get(who, "/manifests/{load}/looks"))["items"]
    officers = [x for x in looks if x["department"]]
    assert [x["purpose"] for x in officers] == [WHY] * 4
    assert {x["person"] for x in looks} == {None}
    assert [UUID(x["link"]) for x in looks if x["link"]], "and once through the link"


# --- a code by itself ----------------------------------------------------------------------------------------


async def prints_label(tale: Tale, who: str) -> None:
    """The label on paper; what a phone reads of it is kept."""
    answer = await tale.client.get("/batches/{drum}/label.pdf".format(**tale.things), headers=await tale.headers(who))
    assert answer.status_code == 200, answer.text
    image = pypdfium2.PdfDocument(answer.content)[0].render(scale=300 / 72).to_pil().convert("RGB")
    (found,) = zxingcpp.read_barcodes(np.asarray(image))
    tale.sent["label"] = found.text


def scans(verdict: str, *, change: Callable[[str], str] = str, place: tuple[float, float] | None = None) -> Act:
    """Hold a phone against the label, signed in or not; and what one is told of it."""

    async def act(tale: Tale, who: str) -> None:
        headers = {} if who == "outsider" else await tale.headers(who)
        body: dict[str, Any] = {"text": change(tale.sent["label"])}
        if place:
            body["place"] = {"lat": place[0], "lon": place[1]}
        told = (await tale.client.post("/qr/checks", json=body, headers=headers)).json()
        assert told["verdict"] == verdict, told
        assert ("says" in told) == (verdict in ("genuine", "older", "revoked")), "of an altered code nothing is shown"

    return act


def _altered(text: str) -> str:
    """As though somebody had written another number of the same length into it."""
    head, mark, payload = text.partition("#")
    return head + mark + payload[:20] + ("A" if payload[20] != "A" else "B") + payload[21:]


CODES = Story(
    "What a label says by itself",
    "The symbol on a label is signed: whoever holds a phone against it learns, with no account, whether the label is"
    " genuine, whether the drum has changed since it was printed, and whether anybody wrote into it. Of an altered code"
    " nothing is shown that stands in it.",
    (
        fills("400"),
        Step("clerk", "prints the label.", prints_label),
        Step("outsider", "scans it without signing in: genuine.", scans("genuine")),
        Step(
            "outsider", "scans one with a letter changed: altered, and nothing else.", scans("altered", change=_altered)
        ),
        Step(
            "clerk", "weighs the drum again: 390 kg.", records("drum", e.Reweighed(Weight(Decimal(390), Basis.WEIGHED)))
        ),
        Step("regulator", "scans the old label: genuine, of an older state.", scans("older")),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "recovers the metal.", records("drum", e.Treated("cn_utilisation:R4", Decimal(390)))),
        Step("regulator", "finds the label on another drum: worth nothing any more.", scans("revoked")),
    ),
)

# --- a copied label ------------------------------------------------------------------------------------------


async def _told(tale: Tale, who: str) -> None:
    (alert,) = await alerts_told(tale, who, "cloned_code")
    assert (alert["subject"], alert["severity"]) == (str(tale.things["drum"]), 4), alert


async def _nothing_yet(tale: Tale, who: str) -> None:
    assert await alerts_told(tale, who, "cloned_code") == []


CLONED = Story(
    "The same label at two places",
    "A signed code cannot be forged, but a whole label can be copied. The driver scans a drum in Shenzhen; minutes"
    " later an officer in Huizhou, eighty kilometres away, scans the same code. No lorry goes so fast: there are two"
    " drums under one label, and the authority is told.",
    (
        fills("400"),
        Step("clerk", "prints the label.", prints_label),
        *leaves()[:3],
        Step("driver", "scans the drum in Shenzhen.", scans("older", place=(22.551, 113.912))),
        Step("wasteflow", "looks at it.", looked_at),
        Step("regulator", "finds nothing odd.", _nothing_yet),
        Step(
            "regulator", "controls a lorry near Huizhou and scans the same code.", scans("older", place=(23.10, 114.41))
        ),
        Step("wasteflow", "looks at it again.", looked_at),
        Step("regulator", "finds the alert: one code at two places.", _told),
    ),
)

ROAD_SIDE = Story(
    "Control on the road",
    "An officer stops a lorry. The plate, or the symbol on the sheet in the cab, shows what is on board now: the waste,"
    " its dangers, who sent it, where it goes, whose permits hold. Where the load is not under way it says so. The"
    " driver can hold out a link that shows the same for half an hour to whoever has no account. A plate nothing is"
    " known of leaves a dated paper that says just that. Whoever looked can be read by those whose load it is.",
    (
        fills("400"),
        *leaves()[:2],
        Step(
            "regulator",
            "scans the sheet before the lorry leaves, and is told that it has not.",
            by("symbol", "not_left"),
        ),
        Step("driver", "scans, signs and leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("regulator", "stops the lorry and types its plate: the leg under way.", by("plate", "under_way")),
        Step("driver", "holds out a link.", _shows),
        Step("outsider", "opens it without signing in, and sees what is on board.", opens(200)),
        Step("wasteflow", "lets half an hour pass.", _half_an_hour_later),
        Step("outsider", "opens it again: the link shows nothing any more.", opens(404)),
        Step("regulator", "types the plate of a lorry nobody has told of, and has it attested.", _nothing),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("regulator", "types the plate once more: arrived.", by("plate", "arrived")),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("regulator", "scans the sheet: accepted, and no longer on the road.", by("symbol", "received")),
        Step("clerk", "reads who looked at the load: the office and why, not the person.", _reads_who),
    ),
)

ON_THE_ROAD = (ROAD_SIDE, CODES, CLONED)
