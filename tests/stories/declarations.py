"""Stories of ledgers and of what is declared from them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import httpx

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, proposal, records
from wasteflow.core import clock
from wasteflow.core.clock import BAY_AREA


def ledger(site: str, *links: str) -> Act:
    """A person reads a site's ledger, and it has these rows; each goes on from one before it."""

    async def act(tale: Tale, who: str) -> None:
        of = getattr(tale.bay, site)
        rows = (await tale.get(who, f"/sites/{of}/ledger"))["items"]
        assert [row["link"] for row in rows] == list(links), rows
        known = {row["code"] for row in rows}
        assert all(set(row["previous"]) <= known for row in rows)
        assert sum(Decimal(row["stock_kg"]) for row in rows) == 0, "all that came went"

    return act


async def _first_code(tale: Tale, who: str) -> None:
    row = (await tale.get(who, f"/sites/{tale.bay.factory_site}/ledger?kind=generated"))["items"][0]
    assert row["code"] == f"HWCS{clock.local_date(clock.now()):%Y%m%d}001"


LEDGER = Story(
    "A ledger nobody keeps",
    "HJ 1259 asks for a row at every link: made, into store, out of store, treated or sent away, each naming the row"
    " before it. Nobody writes them: they are read from what was recorded anyway, at both ends of the road.",
    (
        fills("1000"),
        Step("clerk", "finds the drum in her ledger, numbered HWCS, the day and 001.", _first_code),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "recovers the metal.", records("drum", e.Treated("cn_utilisation:R4", Decimal(1000)))),
        Step(
            "clerk",
            "reads the works' ledger: made, stored, taken out, sent away to be used.",
            ledger("factory_site", "generated", "stored", "taken_out", "outsourced_use"),
        ),
        Step(
            "gate",
            "reads the plant's: stored, taken out, used.",
            ledger("plant_site", "stored", "taken_out", "own_use"),
        ),
        Step(
            "regulator",
            "reads the same rows as the works.",
            ledger("factory_site", "generated", "stored", "taken_out", "outsourced_use"),
        ),
    ),
)


# --- a month is declared -------------------------------------------------------------------------------------


def _last_month() -> date:
    """Its first day."""
    return (clock.local_date(clock.now()).replace(day=1) - timedelta(days=1)).replace(day=1)


def _enters(kg: str, *drums: str) -> Act:
    """What was made last month and is entered only now: taken, with a warning."""

    async def act(tale: Tale, who: str) -> None:
        day = _last_month()
        at = datetime(day.year, day.month, day.day, 10, tzinfo=BAY_AREA)
        for drum in drums:
            answer = await tale.send(who, proposal(tale.bay.drum(kg), at=at))
            assert answer.status_code == 201, answer.text
            tale.things[drum] = answer.json()["subject"]

    return act


def _month(tale: Tale) -> str:
    return f"/sites/{tale.bay.factory_site}/declarations/month/{_last_month()}"


def stands(state: str | None, *figures: str) -> Act:
    """The month's declaration is filed or not; its figures: opening, generated, closing."""

    async def act(tale: Tale, who: str) -> None:
        draft = await tale.get(who, _month(tale))
        (line,) = draft["figures"]["lines"]
        assert tuple(line[name] for name in ("opening", "generated", "closing")) == figures
        assert bool(draft["filed"]) is (state is not None)
        assert draft["changed"] is (state == "changed")
        tale.sent["seen"] = draft["figures_sha256"]

    return act


def files(status: int, code: str = "", reason: str = "") -> Act:
    """Files what was last looked at."""

    async def act(tale: Tale, who: str) -> None:
        answer = await _file(tale, who, reason)
        assert answer.status_code == status, answer.text
        assert answer.json().get("code", "") == code

    return act


async def _file(tale: Tale, who: str, reason: str) -> httpx.Response:
    body = {"duty": "month", "first": _last_month().isoformat(), "figures_sha256": tale.sent["seen"], "reason": reason}
    path = f"/sites/{tale.bay.factory_site}/declarations"
    return await tale.client.post(path, json=body, headers=await tale.headers(who))


async def _classed(tale: Tale, who: str) -> None:
    found = (await tale.get(who, f"/sites/{tale.bay.factory_site}/declarations"))["class"]
    assert (found["class"], found["reason"], found["tonnes"]) == ("key", "tonnes", "120")


async def _both_versions(tale: Tale, who: str) -> None:
    first, second = (await tale.get(who, _month(tale)))["filed"]
    assert [x["figures"]["lines"][0]["generated"] for x in (first, second)] == ["120000", "121000"]
    assert (first["reason"], second["reason"], second["version"]) == ("", "补录一桶", 2)


MONTH = Story(
    "A month is declared",
    "Who makes 100 tonnes a year or more declares every month by the 15th. The figures are there already: the clerk"
    " looks at them and files them. What is recorded late changes custody, never what was filed: she amends it, and"
    " says why.",
    (
        Step("clerk", "enters what was made last month: 120 t.", _enters("30000", "a", "b", "c", "d")),
        Step("clerk", "reads that the works is a key generator, and why.", _classed),
        Step("clerk", "looks at last month: nothing before, 120 t made.", stands(None, "0", "120000", "120000")),
        Step("regulator", "cannot file it for her.", files(403, "may_not_file_declaration")),
        Step("clerk", "files it.", files(201)),
        Step("clerk", "files it once more, and is told that it is filed.", files(409, "filed_already")),
        Step("clerk", "finds one more drum of that month: 1,000 kg.", _enters("1000", "e")),
        Step("clerk", "cannot file figures that are not those of today.", files(409, "figures_changed")),
        Step("clerk", "looks at them again.", stands("changed", "0", "121000", "121000")),
        Step("clerk", "is asked why.", files(422, "reason_needed")),
        Step("clerk", "amends it and says why.", files(201, reason="补录一桶")),
        Step("regulator", "reads both versions, and who filed them when.", _both_versions),
    ),
)

DECLARED = (LEDGER, MONTH)
