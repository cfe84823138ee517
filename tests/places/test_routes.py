"""The register over HTTP: who sees what, and every fault named."""

from uuid import uuid4

import httpx
import pytest

from tests.people.conftest import SignsIn
from tests.places.conftest import Make, credit_code, permit, vehicle
from wasteflow.core.db import Pool
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.model import HOUSE, Department, Role
from wasteflow.places import commands
from wasteflow.places.schemas import NewDriver

pytestmark = pytest.mark.anyio

COMPANY = {"name": "宝安电镀厂", "jurisdiction": "440300", "credit_code": credit_code(900), "generates": True}


def mistyped(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


async def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(e["path"], e["code"]) for e in answer.json()["errors"]]


async def test_a_company_is_registered_found_and_named_by_everybody(as_role: SignsIn, new_org: Make) -> None:
    admin = await as_role(Role.ADMINISTRATOR)
    made = await admin.post("/organisations", json=COMPANY)
    assert made.status_code == 201
    org = made.json()["id"]
    site = {"org": org, "name": "沙井厂", "city": "440300", "lat": 22.73, "lon": 113.8}
    assert (await admin.post("/sites", json=site)).status_code == 201
    grant = {
        "org": org, "number": "440300260101", "kind": "operate", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "yearly_t": "20000.5", "items": [{"scheme": "cn-hw", "code": "hw17", "methods": ["cn_utilisation:R4"]}],
    }  # fmt: skip
    assert (await admin.post("/permits", json=grant)).status_code == 201
    stranger = await as_role(Role.GENERATOR, org=await new_org())
    found = (await stranger.get("/organisations", params={"q": "电镀"})).json()["items"]
    assert [o["id"] for o in found] == [org]
    full = (await stranger.get(f"/organisations/{org}")).json()
    assert [s["name"] for s in full["sites"]] == ["沙井厂"]
    assert full["permits"][0]["items"] == [{"scheme": "cn-hw", "code": "HW17", "methods": ["cn_utilisation:R4"]}]
    assert full["permits"][0]["yearly_t"] == "20000.5"
    one = (await stranger.get(f"/sites/{full['sites'][0]['id']}")).json()
    assert len(one["permits"]) == 1
    assert (await stranger.get(f"/sites/{uuid4()}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (
            {"credit_code": credit_code(900)[:-1] + ("0" if credit_code(900)[-1] != "0" else "1")},
            "credit_code",
            "wrong_check_digit",
        ),
        ({"credit_code": "1"}, "credit_code", "wrong_credit_code"),
        ({"jurisdiction": "123"}, "jurisdiction", "wrong_city_code"),
        ({"name": ""}, "name", "wrong_length"),
        ({"name": "a\tb"}, "name", "control_character"),
        ({"nmae": "x"}, "nmae", "unknown_field"),
        ({"id": "x"}, "id", "wrong_type"),
    ],
)
async def test_each_fault_is_named_in_four_languages(
    as_role: SignsIn, change: dict[str, object], path: str, code: str
) -> None:
    admin = await as_role(Role.ADMINISTRATOR)
    said = set()
    for language in LANGUAGES:
        answer = await admin.post("/organisations", json={**COMPANY, **change}, headers={"accept-language": language})
        assert answer.status_code == 422
        assert await errors(answer) == [(path, code)]
        said.add(answer.json()["detail"])
    assert len(said) >= 2


@pytest.mark.parametrize("kg", ["-1", "0", "NaN", "Infinity", "1e999", "600000", "1.0001"])
async def test_absurd_weights_are_refused(as_role: SignsIn, new_org: Make, kg: str) -> None:
    admin = await as_role(Role.ADMINISTRATOR)
    lorry = {"org": str(await new_org()), "plate": "粤B12345", "energy": "diesel", "licensed_kg": kg}
    answer = await admin.post("/vehicles", json=lorry)
    assert answer.status_code == 422
    assert (await errors(answer))[0][0] == "licensed_kg"


async def test_vehicles_and_drivers_are_shown_to_their_own(as_role: SignsIn, new_org: Make, pool: Pool) -> None:
    mine, theirs = await new_org(carries=True), await new_org(carries=True)
    await commands.register_vehicles(pool, HOUSE, [vehicle(mine), vehicle(theirs, "粤B54321")])
    await commands.register_drivers(pool, HOUSE, [NewDriver(org=mine, name="王"), NewDriver(org=theirs, name="陈")])
    office = await as_role(Role.DISPATCHER, org=mine)
    transport = {"city": "440300", "department": Department.TRANSPORT}
    cases = [
        (office, ["粤B12345"], ["王"]),
        (await as_role(Role.REGULATOR, **transport), ["粤B12345", "粤B54321"], ["王", "陈"]),
        (await as_role(Role.REGULATOR, **{**transport, "city": "440100"}), [], []),
        (await as_role(Role.REGULATOR, **{**transport, "city": "440000"}), ["粤B12345", "粤B54321"], ["王", "陈"]),
    ]
    for client, plates, names in cases:
        vehicles = (await client.get("/vehicles")).json()["items"]
        drivers = (await client.get("/drivers")).json()["items"]
        assert [v["plate"] for v in vehicles] == plates
        assert sorted(d["name"] for d in drivers) == sorted(names)
    looks = await pool.fetch("select person from audit where action = 'driver:see'")
    assert len(looks) == 2  # the authorities' looks, not the company's own
    health = await as_role(Role.REGULATOR, city="440300", department=Department.HEALTH)
    assert (await health.get("/drivers")).json()["code"] == "may_not_see_drivers"


async def test_plans_are_filed_whole_and_shown_to_their_own(as_role: SignsIn, new_org: Make, new_site: Make) -> None:
    org = await new_org()
    site = str(await new_site(org))
    client = await as_role(Role.GENERATOR, org=org)
    good = {"site": site, "year": 2026, "scheme": "cn-hw", "code": "336-054-17", "tonnes": "12.5"}
    refused = await client.post("/plans", json=[good, {**good, "tonnes": "-1"}])
    assert await errors(refused) == [("[1].tonnes", "out_of_range")]
    assert (await client.get("/plans")).json()["items"] == []
    assert (await client.post("/plans", json=[good])).status_code == 204
    assert [p["tonnes"] for p in (await client.get("/plans")).json()["items"]] == ["12.5"]
    other = await as_role(Role.GENERATOR, org=await new_org())
    assert (await other.get("/plans")).json()["items"] == []
    assert await errors(await other.post("/plans", json=[good])) == [("site", "not_your_place")]


async def test_lists_are_walked_by_cursor(as_role: SignsIn, new_org: Make) -> None:
    for name in ("甲", "乙", "丙", "乙"):
        await new_org(name)
    client = await as_role(Role.AUDITOR)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (await client.get("/organisations", params={"limit": 2, **({"after": after} if after else {})})).json()
        seen += [o["id"] for o in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize("path", ["/organisations", "/sites", "/vehicles", "/drivers", "/plans", "/approvals"])
async def test_strangers_see_nothing_and_bad_questions_are_refused(
    client: httpx.AsyncClient, as_role: SignsIn, path: str
) -> None:
    assert (await client.get(path)).status_code == 401
    auditor = await as_role(Role.AUDITOR)
    assert (await auditor.get(path)).status_code == 200
    for query in ({"limit": "0"}, {"limit": "x"}, {"after": "x"}, {"after": "bnVsbA"}):
        assert (await auditor.get(path, params=query)).status_code == 422
    assert 400 <= (await auditor.get(path + "?q=%00&after=%00")).status_code < 500


async def test_a_permit_is_revoked_by_its_own_city(as_role: SignsIn, new_org: Make, pool: Pool) -> None:
    org = await new_org()
    (granted,) = await commands.grant_permits(pool, HOUSE, [permit(org)])
    for city, status in (("440100", 403), ("440300", 204), ("440300", 404)):
        authority = await as_role(Role.REGULATOR, city=city, department=Department.ECOLOGY)
        answer = await authority.post(f"/permits/{granted}/closing", json={"on": "2026-06-01"})
        assert answer.status_code == status
    left = (await authority.get("/permits", params={"org": str(org), "on": "2026-06-01"})).json()
    assert left == []
