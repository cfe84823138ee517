"""The pages of drivers and storers: handed over, stored on the way, one more carrier, signed for who is not there."""

import re
from uuid import UUID

import httpx
import pytest

from manifests import queries
from manifests.absent import commands as absent
from manifests.absent.schemas import NewAuthorisation, NewSigningCode
from manifests.life.model import Manifest, ManifestStatus, SigningMode
from tests.bay import ADMINISTRATOR, PLATE, Bay, credit_code
from tests.stories.stops import storehouse
from tests.web.conftest import Enter
from tests.web.test_forms import hidden
from wasteflow.core import clock
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.schemas import NewAccount
from wasteflow.places import commands as places
from wasteflow.places import schemas as s

pytestmark = pytest.mark.anyio
CODE = "480213"


async def another_carrier(bay: Bay, n: int = 90, name: str = "莞运危货") -> Actor:
    """The driver of one more carrier."""
    company = s.NewOrganisation(name=name, jurisdiction="441900", credit_code=credit_code(n), carries=True)
    (org,) = await places.register_organisations(bay.pool, ADMINISTRATOR, [company])
    today = clock.local_date(clock.now())
    permit = s.NewPermit(org=org, number=f"粤交运-{n:04}", kind="transport", valid_from=today, valid_to=today)
    await places.grant_permits(bay.pool, ADMINISTRATOR, [permit])
    account = NewAccount(name=f"driver{n}", person="何师傅", role=Role.DRIVER, org=org)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name="何师傅", role=Role.DRIVER, org=org)


async def read(bay: Bay, id: UUID) -> Manifest:
    found = await queries.manifest(bay.pool, id=id, scopes=None)
    assert found is not None
    return found


async def take(browser: httpx.AsyncClient, id: UUID, step: str, **typed: str) -> httpx.Response:
    """Open the page the step stands on, fill in its form, send it."""
    own = step in ("carrier_added", "stop_added")
    page = await browser.get(f"/console/manifests/{id}{f'/{step}' if own else ''}")
    assert page.status_code == 200, page.text[-400:]
    sent = hidden(page, step) | {name.replace("__", "."): value for name, value in typed.items()}
    return await browser.post(f"/console/manifests/{id}/{step}", data=sent)


async def done(browser: httpx.AsyncClient, id: UUID, step: str, **typed: str) -> None:
    answer = await take(browser, id, step, **typed)
    assert answer.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)|<li>(.*?)</li>', answer.text)


async def test_a_load_is_stored_on_the_way_and_handed_over_by_page(bay: Bay, enter: Enter) -> None:
    things, people = await storehouse(bay)
    second = await another_carrier(bay)
    manifest = await bay.on_the_road(await bay.batch("1000"), await bay.batch("500"))
    driver, storer, other = [await enter(who) for who in (bay.driver, people["storer"], second)]
    await done(driver, manifest, "stop_added", fact__site=str(things["store"]))
    await done(driver, manifest, "carrier_added", fact__carrier=str(second.org))
    await done(driver, manifest, "stopped")
    lines = {"fact.lines[0].kg": "1010-60", "fact.lines[1].kg": "", "fact__name": "孙库管"}
    await done(storer, manifest, "stop_weighed", **lines)
    page = (await storer.get(f"/console/manifests/{manifest}")).text
    assert "最多 72 小时" in page
    assert re.search(r'class="change gap".*?−50.0 kg \(−5.0 %\)', page, re.DOTALL), "over what two scales differ by"
    await done(storer, manifest, "resealed", fact__seal="DG-0417")
    await done(other, manifest, "handed_over", fact__plate="粤S00001", fact__driver="何师傅")
    load = await read(bay, manifest)
    assert (load.status, load.leg.org, load.stops[0].seal) == (ManifestStatus.IN_TRANSIT, second.org, "DG-0417")
    assert [w and w.kg for w in load.stops[0].weights] == [950, None]


async def test_the_same_carrier_leaves_the_stop_again(bay: Bay, enter: Enter) -> None:
    things, _ = await storehouse(bay)
    manifest = await bay.on_the_road(await bay.batch("1000"))
    driver = await enter(bay.driver)
    await done(driver, manifest, "stop_added", fact__site=str(things["store"]))
    await done(driver, manifest, "stopped")
    await done(driver, manifest, "resumed", fact__plate=PLATE, fact__driver="王师傅")
    assert (await read(bay, manifest)).stop is None


async def test_a_stop_is_dropped_with_its_reason(bay: Bay, enter: Enter) -> None:
    things, _ = await storehouse(bay)
    manifest = await bay.on_the_road(await bay.batch("1000"))
    driver, clerk = await enter(bay.driver), await enter(bay.clerk)
    await done(clerk, manifest, "stop_added", fact__site=str(things["store"]))
    nowhere = await driver.get(f"/console/manifests/{manifest}/stop_added")
    assert nowhere.headers["location"] == f"/console/manifests/{manifest}", "one is planned already"
    await done(driver, manifest, "stop_dropped", fact__reason="绕行")
    assert "绕行" in (await driver.get(f"/console/manifests/{manifest}")).text


async def test_several_carriers_and_a_stop_are_named_when_it_is_drawn_up(bay: Bay, enter: Enter) -> None:
    things, _ = await storehouse(bay)
    second = await another_carrier(bay)
    batch = await bay.batch("1000")
    clerk = await enter(bay.clerk)
    page = await clerk.get(f"/console/manifests/new?batch={batch}")
    sent = hidden(page, "new") | {
        "batch": str(batch),
        "fact.consignee_site": str(bay.plant_site),
        "fact.carrier": str(bay.carrier),
        "fact.more_carriers": ["", str(bay.carrier), ""],
        "fact.stop": str(things["store"]),
        "method": "cn_utilisation:R4",
    }
    answer = await clerk.post("/console/manifests/new", data=sent)
    assert answer.status_code == 422
    assert 'id="fact.more_carriers[1]-wrong"' in answer.text, "beside the second of three fields"
    sent["fact.more_carriers"] = ["", str(second.org), ""]
    answer = await clerk.post("/console/manifests/new", data=sent)
    load = await read(bay, UUID(answer.headers["location"].rsplit("/", 1)[1]))
    assert [c.org for c in load.carriers] == [bay.carrier, second.org]
    assert load.stops[0].party.site == things["store"]


async def test_a_carrier_that_never_signed_is_a_visible_gap(bay: Bay, enter: Enter) -> None:
    second = await another_carrier(bay)
    manifest = await bay.on_the_road(await bay.batch("1000"))
    driver, gate = await enter(bay.driver), await enter(bay.gate)
    await done(driver, manifest, "carrier_added", fact__carrier=str(second.org))
    await done(driver, manifest, "arrived")
    await done(gate, manifest, "accepted")
    page = (await gate.get(f"/console/manifests/{manifest}")).text
    assert re.search(r'class="skipped".*?莞运危货.*?从未签字', page, re.DOTALL)


# --- signing for who is not there ------------------------------------------------------------------------


async def published(bay: Bay) -> UUID:
    from manifests.life import events as e

    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("100")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


async def test_the_driver_signs_by_the_sites_code_and_both_are_named(bay: Bay, enter: Enter) -> None:
    await absent.set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code=CODE))
    manifest = await published(bay)
    driver = await enter(bay.driver)
    await done(driver, manifest, "signed_absent", fact__mode="site_code", code=CODE, fact__name="王师傅")
    page = (await driver.get(f"/console/manifests/{manifest}")).text
    assert "深圳危运物流的王师傅凭场所签字码代深圳镀艺电镀厂签字" in page
    assert (await read(bay, manifest)).signatures[0].mode is SigningMode.SITE_CODE


async def test_wrong_codes_lock_and_the_page_says_for_how_long(bay: Bay, enter: Enter) -> None:
    await absent.set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code=CODE))
    manifest = await published(bay)
    driver = await enter(bay.driver)
    typed = {"fact__mode": "site_code", "code": "111222", "fact__name": "王师傅"}
    answers = [await take(driver, manifest, "signed_absent", **typed) for _ in range(3)]
    assert [a.status_code for a in answers] == [422] * 3
    assert all("111222" not in a.text for a in answers), "a code is never shown again"
    assert "还需等待" not in answers[1].text
    assert re.search(r"还需等待 \d+ 秒", answers[2].text)
    short = await take(driver, manifest, "signed_absent", **(typed | {"code": "12"}))
    assert "签字码为六位数字" in short.text


async def test_the_driver_signs_by_leave_given(bay: Bay, enter: Enter) -> None:
    manifest = await published(bay)
    driver = await enter(bay.driver)
    assert "没有给贵公司代签授权" in (await driver.get(f"/console/manifests/{manifest}")).text
    today = clock.local_date(clock.now())
    leave = NewAuthorisation(
        site=bay.factory_site, carrier=bay.carrier, stream="hazardous", valid_from=today, valid_to=today
    )
    await absent.authorise(bay.pool, bay.clerk, leave)
    page = await driver.get(f"/console/manifests/{manifest}")
    assert re.search(r'value="pre_authorised" checked', page.text)
    await done(driver, manifest, "signed_absent", fact__mode="pre_authorised", fact__name="王师傅")
    assert "经事先授权代深圳镀艺电镀厂签字" in (await driver.get(f"/console/manifests/{manifest}")).text


async def test_nonsense_is_refused_kindly(bay: Bay, enter: Enter) -> None:
    things, _ = await storehouse(bay)
    manifest = await bay.on_the_road(await bay.batch("1000"))
    driver, clerk = await enter(bay.driver), await enter(bay.clerk)
    waiting = await published(bay)
    for browser, id, step, typed in (
        (driver, waiting, "signed_absent", {"fact.mode": "☃", "code": "1", "fact.name": ""}),
        (driver, manifest, "carrier_added", {"fact.carrier": "☃"}),
        (driver, manifest, "stop_added", {"fact.site": str(things["shed"])}),
        (driver, manifest, "handed_over", {"fact.plate": "☃", "fact.driver": "x"}),
        (clerk, waiting, "amended", {"writes.lines": "1", "batch": "☃", "fact.more_carriers": "☃"}),
        (clerk, manifest, "stop_weighed", {"lines": "9999", "fact.lines[0].kg": "1e999"}),
    ):
        answer = await browser.post(f"/console/manifests/{id}/{step}", data={"once": f"{id}-{step}", **typed})
        assert answer.status_code in (303, 409, 422, 403), (step, answer.status_code)
    assert (await driver.get(f"/console/manifests/{manifest}/nonsense")).status_code in (303, 404)


async def test_a_site_sets_its_code_by_page_and_nobody_reads_it(bay: Bay, enter: Enter) -> None:
    clerk = await enter(bay.clerk)
    to = f"/console/leave/codes/{bay.factory_site}"
    for wrong, said in (("12", "签字码为六位数字"), ("123456", "最先")):
        answer = await clerk.post(to, data={"code": wrong})
        assert answer.status_code == 422
        assert said in answer.text or "签字码" in answer.text
        assert f'value="{wrong}"' not in answer.text
    assert (await clerk.post(to, data={"code": CODE})).status_code == 303
    page = (await clerk.get("/console/leave")).text
    assert "更换签字码" in page
    assert CODE not in page
    manifest = await published(bay)
    await done(
        await enter(bay.driver), manifest, "signed_absent", fact__mode="site_code", code=CODE, fact__name="王师傅"
    )
    assert (await clerk.post(to, data={"withdraw": "1"})).status_code == 303
    assert await bay.pool.fetchval("select count(*) from signing_code") == 0
    stranger = await enter(bay.gate)
    assert (await stranger.post(to, data={"code": CODE})).status_code == 403
