"""A party ends while its load is under way; a rule changes while a load is under way."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, proposal, records, sees
from wasteflow.core import clock


def ends(what: str, thing: Callable[[Tale], object]) -> Act:
    """From today on it does not count any more."""

    async def act(tale: Tale, who: str) -> None:
        body = {"on": clock.local_date(clock.now()).isoformat()}
        path = f"/{what}/{thing(tale)}/closing"
        answer = await tale.client.post(path, json=body, headers=await tale.headers(who))
        assert answer.status_code == 204, answer.text

    return act


async def _permit_ends(tale: Tale, who: str) -> None:
    permit = await tale.bay.pool.fetchval("select id from permit where site = $1", tale.bay.plant_site)
    await ends("permits", lambda _: permit)(tale, who)


def draws(drum: str, *codes: str) -> Act:
    """Draw up a new load, and be refused with all of these."""

    async def act(tale: Tale, who: str) -> None:
        answer = await tale.send(who, proposal(tale.bay.load(tale.things[drum])))
        told: dict[str, Any] = answer.json()
        assert (answer.status_code, sorted(x["code"] for x in told["errors"])) == (422, sorted(codes)), answer.text

    return act


ENDED = Story(
    "The works closes and the plant's permit ends while a load is under way",
    "The load has left when the works closes for good, and the same day the plant's permit is withdrawn. What moves"
    " must be able to arrive: every step that is left can be signed, with a mark where a permit is missing. No new load"
    " can name either of them.",
    (
        fills("500"),
        fills("200", "spare"),
        *leaves()[:3],
        Step("registrar", "enters that the works has closed.", ends("organisations", lambda t: t.bay.factory)),
        Step("registrar", "enters that the plant's permit has ended.", _permit_ends),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it; the mark says which permit has ended.",
             records("load", e.Accepted(), warns="consignee_lapsed")),
        Step("gate", "may still treat what it took in.", records("drum", e.Treated("cn_utilisation:R4", Decimal(500)))),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
        Step("clerk", "cannot send anything new: her works is closed, the plant has no permit.",
             draws("spare", "site_closed")),
    ),
)  # fmt: skip


# --- a rule that changes -------------------------------------------------------------------------------------


async def _code_ends(tale: Tale, who: str) -> None:
    yesterday = clock.local_date(clock.now()) - timedelta(days=1)
    answer = await tale.client.post(
        "/catalog/codes/cn-hw/336-054-17/close",
        json={"last_day": yesterday.isoformat(), "source": "生态环境部令"},
        headers=await tale.headers(who),
    )
    assert answer.status_code == 200, answer.text


CHANGED = Story(
    "A new list comes out while a load is under way",
    "The hazardous catalogue has a new edition, and the code of a load on the road is not on it any more. History does"
    " not change with the law: what was drawn up before is finished as it was begun, under its old code. Only new waste"
    " can no longer take it.",
    (
        fills("500"),
        *leaves()[:3],
        Step("registrar", "closes the code in the catalogue as of yesterday.", _code_ends),
        Step("driver", "stands at the plant's gate.", records("load", e.Arrived())),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "recovers the metal.", records("drum", e.Treated("cn_utilisation:R4", Decimal(500)))),
        Step("clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
        Step("clerk", "cannot fill another drum under that code.",
             records("more", lambda t: t.bay.drum("100"), status=422, code="waste_code_closed")),
    ),
)  # fmt: skip

LAPSED = (ENDED, CHANGED)
