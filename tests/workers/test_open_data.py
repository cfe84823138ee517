"""Open data: published values only, none that tells of one company, released by three governments together."""

import csv
import hashlib
import io
from decimal import Decimal
from typing import Any

import asyncpg
import httpx
import pytest
import rfc8785

from tests.bay import ADMINISTRATOR, SHENZHEN, Bay
from tests.collecting import workshops
from tests.workers.test_values import MONTH, USE, in_month
from wasteflow.catalog.open_data import open_data
from wasteflow.core.errors import NotFound
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Department, Role
from wasteflow.people.refusals import NotAllowed
from wasteflow.people.schemas import NewAccount
from workers.indicators.rollup import catch_up
from workers.open_data import commands
from workers.open_data import refusals as no
from workers.open_data.withholding import why_withheld, with_sums
from workers.values import commands as values

RULES = open_data()


def side(*kg: int) -> dict[str, Decimal]:
    return {f"company {n}": Decimal(x) for n, x in enumerate(kg)}


@pytest.mark.parametrize(
    ("sides", "why"),
    [
        ([side(1, 1, 1)], None),
        ([side(5, 5)], "few_companies"),
        ([side(5, 5, 0)], "few_companies"),  # who has nothing is nobody
        ([side(86, 7, 7)], "one_dominates"),
        ([side(85, 8, 7)], None),
        ([side(-86, 7, 7)], "one_dominates"),  # a correction tells of its company too
        ([side(1, 1, 1), side(9)], "few_companies"),  # each side for itself
        ([side(1, 1, 1), {}], None),
        ([], None),  # from statistics
    ],
)
def test_when_a_figure_would_give_a_company_away(sides: list[dict[str, Decimal]], why: str | None) -> None:
    assert why_withheld(sides, RULES) == why


def test_a_sum_that_would_tell_the_one_withheld_city_is_withheld_too() -> None:
    provinces = {"440300": "440000", "440100": "440000", "440000": None, "810000": None}
    found: dict[Any, Any] = {("440300", "2026", "X"): "few_companies", ("440100", "2026", "X"): None}
    found |= {("440000", "2026", "X"): None, ("440000", "2026", "Y"): None}
    told = with_sums(found, provinces)
    assert (told["440000", "2026", "X"], told["440000", "2026", "Y"]) == ("derivable", None)
    both = found | {("440100", "2026", "X"): "one_dominates"}
    assert with_sums(both, provinces)["440000", "2026", "X"] is None


def test_the_one_withheld_month_is_not_told_by_its_year_and_the_others() -> None:
    """Nor the year withheld for that by its province and the other cities."""
    found: dict[Any, Any] = {("440300", f"2026-{n:02}", "X"): None for n in range(1, 13)}
    found |= {("440300", "2026", "X"): None, ("440100", "2026", "X"): None, ("440000", "2026", "X"): None}
    provinces = {"440300": "440000", "440100": "440000"}
    assert set(with_sums(found, provinces).values()) == {None}
    found["440300", "2026-05", "X"] = "few_companies"
    told = with_sums(found, provinces)
    assert [key for key, why in told.items() if why == "derivable"] == [
        ("440300", "2026", "X"),
        ("440000", "2026", "X"),
    ]
    found["440300", "2026-06", "X"] = "few_companies"
    assert "derivable" not in with_sums(found, provinces).values()


def test_every_column_is_told_in_four_languages() -> None:
    assert all(set(names) == set(LANGUAGES) for names in RULES.columns.values())
    assert RULES.licence.id


async def a_month(bay: Bay, *kg: str) -> None:
    """Workshops that generated so much last month; the city published what that comes to."""
    for workshop, amount in zip(await workshops(bay, len(kg)), kg, strict=True):
        drum = bay.drum(amount, site=workshop.site)
        await bay.tell(workshop.owner, drum, at=in_month())
    await catch_up(bay.pool)
    await values.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=[USE])


async def publish(bay: Bay) -> None:
    await values.publish(bay.pool, bay.regulator, city=SHENZHEN, of=MONTH, indicators=[USE])


async def given(client: httpx.AsyncClient, kind: str = "json") -> Any:
    answer = await client.get(f"/open-data/values.{kind}?period={MONTH}")
    assert answer.status_code == 200
    return answer


@pytest.mark.anyio
async def test_only_what_was_published_is_given(bay: Bay, client: httpx.AsyncClient) -> None:
    await a_month(bay, "1000", "1100", "1200")
    assert (await given(client)).json()["items"] == []
    await publish(bay)
    (one,) = (await given(client)).json()["items"]
    assert list(one) == list(RULES.columns)
    assert (one["city_name"], one["indicator"], one["value"], one["withheld"]) == ("深圳市", USE, "0.00", None)
    rows = list(csv.DictReader(io.StringIO((await given(client, "csv")).content.decode("utf-8-sig"))))
    assert [(r["city"], r["value"], r["unit"]) for r in rows] == [(SHENZHEN, "0.00", one["unit"])]
    page = await client.get(f"/open?period={MONTH}")
    assert (page.status_code, "0.00" in page.text) == (200, True)


@pytest.mark.anyio
@pytest.mark.parametrize(("kg", "why"), [(("1000", "1100"), "few_companies"), (("90000", "10", "9"), "one_dominates")])
async def test_what_tells_of_a_company_is_withheld_everywhere(
    bay: Bay, client: httpx.AsyncClient, kg: tuple[str, ...], why: str
) -> None:
    await a_month(bay, *kg)
    await publish(bay)
    (one,) = (await given(client)).json()["items"]
    assert (one["value"], one["weighed"], one["withheld"]) == (None, None, why)
    released = await commands.propose(bay.pool, bay.office, MONTH)
    assert [(row["value"], row["withheld"]) for row in released.rows] == [(None, why)]
    assert "不公开" in (await client.get(f"/open?period={MONTH}")).text


async def authority(bay: Bay, city: str) -> Actor:
    account = NewAccount(
        name=f"release-{city}", person="主管", role=Role.REGULATOR, city=city, department=Department.ECOLOGY
    )
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account.id, account.person, account.role, city=city, department=Department.ECOLOGY)


@pytest.mark.anyio
async def test_a_release_is_open_with_the_third_governments_word(bay: Bay, client: httpx.AsyncClient) -> None:
    with pytest.raises(no.NothingPublished):
        await commands.propose(bay.pool, bay.office, MONTH)
    await a_month(bay, "1000", "1100", "1200")
    await publish(bay)
    made = await commands.propose(bay.pool, bay.office, MONTH)
    assert made.sha256 == hashlib.sha256(rfc8785.dumps(made.rows)).hexdigest()
    at = f"/open-data/releases/{made.id}.json"
    with pytest.raises(no.ConsentNotYours):  # a city is no government of the nine
        await commands.agree(bay.pool, bay.regulator, made.id)
    with pytest.raises(NotAllowed):
        await commands.agree(bay.pool, bay.office, made.id)
    for city, missing in (("440000", 2), ("810000", 1), ("820000", 0)):
        assert (await client.get(at)).status_code == 404
        government = await authority(bay, city)
        assert len((await commands.agree(bay.pool, government, made.id)).missing) == missing
        with pytest.raises(no.AlreadyAgreed):
            await commands.agree(bay.pool, government, made.id)
    body = (await client.get(at)).json()
    assert (body["release"]["open"], [row["value"] for row in body["items"]]) == (True, ["0.00"])
    assert [one["id"] for one in (await client.get("/open-data")).json()["releases"]] == [str(made.id)]
    with pytest.raises(NotFound):
        await commands.agree(bay.pool, government, new_id())


@pytest.mark.anyio
async def test_what_was_proposed_is_never_changed(bay: Bay) -> None:
    for act in ("update open_release set period = '2020'", "delete from open_release_consent"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(act)
