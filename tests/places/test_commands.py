"""The register against a real database: all or none, each refusal at its field."""

from datetime import date
from decimal import Decimal
from time import monotonic
from uuid import UUID, uuid4

import pytest

from tests.places.conftest import Make, credit_code, permit, vehicle
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Refusal, Refusals
from wasteflow.people.model import HOUSE, Actor, Department, Role
from wasteflow.people.refusals import MayNotGrantPermit
from wasteflow.places import commands, queries
from wasteflow.places import refusals as no
from wasteflow.places.schemas import (
    NewApproval,
    NewDriver,
    NewOrganisation,
    NewPlanLine,
    NewSite,
)

pytestmark = pytest.mark.anyio


def clerk(org: UUID, role: Role = Role.GENERATOR) -> Actor:
    return Actor(account=uuid4(), name="李姐", role=role, org=org)


def ecology(city: str) -> Actor:
    return Actor(account=uuid4(), name="周监管", role=Role.REGULATOR, city=city, department=Department.ECOLOGY)


def organisation(code: str, jurisdiction: str = "440300") -> NewOrganisation:
    return NewOrganisation(name="公司", jurisdiction=jurisdiction, credit_code=code)


def line(site: UUID, tonnes: str = "12.5") -> NewPlanLine:
    return NewPlanLine(site=site, year=2026, scheme="cn-hw", code="336-054-17", tonnes=Decimal(tonnes))


async def test_many_are_registered_or_none_and_each_fault_is_told(pool: Pool) -> None:
    items = [
        organisation(credit_code(1)),
        organisation("12345"),
        organisation(credit_code(2)[:-1] + "I"),
        organisation("12345678", "810000"),
        organisation("x", "820000"),
        organisation(credit_code(3), "990000"),
    ]
    with pytest.raises(Refusals) as refused:
        await commands.register_organisations(pool, HOUSE, items)
    assert [(r.path, r.code) for r in refused.value.refusals] == [
        ("1.credit_code", "wrong_credit_code"),
        ("2.credit_code", "wrong_credit_character"),
        ("4.credit_code", "wrong_company_number"),
        ("5.jurisdiction", "wrong_city_code"),
    ]
    assert await pool.fetchval("select count(*) from organisation") == 0


async def test_one_credit_code_is_one_organisation(pool: Pool) -> None:
    items = [organisation(credit_code(n)) for n in (1, 2)]
    await commands.register_organisations(pool, HOUSE, items)
    again = [organisation(credit_code(n)) for n in (5, 2)]
    with pytest.raises(no.CreditCodeTaken) as refused:
        await commands.register_organisations(pool, HOUSE, again)
    assert refused.value.path == "1.credit_code"
    assert await pool.fetchval("select count(*) from organisation") == 2


async def test_what_stands_on_something_unregistered_is_refused_at_its_field(
    pool: Pool, new_org: Make, new_site: Make
) -> None:
    org, other = await new_org(), await new_org()
    site = await new_site(other)
    nobody = uuid4()
    cases: list[tuple[object, str, str]] = [
        (
            commands.open_sites(pool, HOUSE, [NewSite(org=nobody, name="x", city="440300")]),
            "org",
            "unknown_organisation",
        ),
        (commands.grant_permits(pool, HOUSE, [permit(nobody)]), "org", "unknown_organisation"),
        (commands.grant_permits(pool, HOUSE, [permit(org, site=nobody)]), "site", "unregistered_site"),
        (commands.grant_permits(pool, HOUSE, [permit(org, site=site)]), "site", "unregistered_site"),
        (commands.register_vehicles(pool, HOUSE, [vehicle(nobody)]), "org", "unknown_organisation"),
        (commands.register_vehicles(pool, HOUSE, [vehicle(org, "ABC")]), "plate", "wrong_plate"),
        (commands.register_drivers(pool, HOUSE, [NewDriver(org=nobody, name="x")]), "org", "unknown_organisation"),
        (
            commands.register_drivers(pool, HOUSE, [NewDriver(org=org, name="x", account=nobody)]),
            "account",
            "unknown_account",
        ),
        (commands.file_plan(pool, HOUSE, [line(nobody)]), "site", "unregistered_site"),
    ]
    for command, path, code in cases:
        with pytest.raises((Refusal, Refusals)) as refused:
            await command  # type: ignore[misc]
        refusals = getattr(refused.value, "refusals", [refused.value])
        assert [(r.path, r.code) for r in refusals] == [(path, code)]


async def test_a_plate_is_free_again_once_its_vehicle_is_retired(pool: Pool, new_org: Make) -> None:
    org = await new_org(carries=True)
    (first,) = await commands.register_vehicles(pool, HOUSE, [vehicle(org)])
    with pytest.raises(no.PlateTaken) as refused:
        await commands.register_vehicles(pool, HOUSE, [vehicle(org, "粤b 12345")])
    assert refused.value.path == "plate"
    await commands.retire_vehicle(pool, HOUSE, first, date(2026, 6, 1))
    await commands.register_vehicles(pool, HOUSE, [vehicle(org)])
    with pytest.raises(NotFound):
        await commands.retire_vehicle(pool, HOUSE, first, date(2026, 6, 2))


async def test_companies_keep_only_their_own(pool: Pool, new_org: Make, new_site: Make) -> None:
    mine, theirs = await new_org(), await new_org()
    site = await new_site(theirs)
    me = clerk(mine)
    await commands.open_sites(pool, me, [NewSite(org=mine, name="二厂", city="441900")])
    for command in (
        commands.open_sites(pool, me, [NewSite(org=theirs, name="x", city="440300")]),
        commands.file_plan(pool, me, [line(site)]),
    ):
        with pytest.raises(Refusals, match="another company"):
            await command
    with pytest.raises(no.NotYourPlace):
        await commands.close_site(pool, me, site, date(2026, 6, 1))
    assert await pool.fetchval("select closed_on from site where id = $1", site) is None
    with pytest.raises(MayNotGrantPermit):
        await commands.grant_permits(pool, me, [permit(mine)])


async def test_authorities_grant_within_their_own_city(pool: Pool, new_org: Make, new_site: Make) -> None:
    org = await new_org()
    site = await new_site(org)
    with pytest.raises(Refusals, match="another authority"):
        await commands.grant_permits(pool, ecology("440100"), [permit(org, site=site)])
    (granted,) = await commands.grant_permits(pool, ecology("440300"), [permit(org, site=site)])
    with pytest.raises(no.NotYourPlace):
        await commands.revoke_permit(pool, ecology("440100"), granted, date(2026, 6, 1))
    await commands.revoke_permit(pool, ecology("440000"), granted, date(2026, 6, 1))


async def test_a_plan_line_filed_again_replaces_its_tonnes(pool: Pool, new_site: Make) -> None:
    site = await new_site()
    await commands.file_plan(pool, HOUSE, [line(site, "10")])
    await commands.file_plan(pool, HOUSE, [line(site, "12.5")])
    lines = await queries.plan_lines(pool, scopes=None, after=None, site=site, year=2026, limit=10)
    assert [entry.tonnes for entry in lines] == [Decimal("12.5")]


def approval(from_site: UUID, to_site: UUID, **more: object) -> NewApproval:
    values: dict[str, object] = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), **more}
    return NewApproval(
        number="粤环跨2026-1", from_site=from_site, to_site=to_site, scheme="cn-hw", code="336-054-17",
        tonnes=Decimal(100), **values,
    )  # fmt: skip


async def test_approvals_join_two_provinces_for_a_year_only(pool: Pool, new_site: Make) -> None:
    here, near = await new_site(), await new_site(city="440100")
    far = await new_site(city="450100")
    with pytest.raises(Refusals, match="one province"):
        await commands.grant_approvals(pool, HOUSE, [approval(here, near)])
    with pytest.raises(Refusals, match="first day"):
        await commands.grant_approvals(pool, HOUSE, [approval(here, far, valid_to=date(2025, 1, 1))])
    with pytest.raises(no.ApprovalTooLong):
        await commands.grant_approvals(pool, HOUSE, [approval(here, far, valid_to=date(2027, 6, 1))])
    (granted,) = await commands.grant_approvals(pool, ecology("440300"), [approval(here, far)])
    ((card,),) = (await queries.approvals_between(pool, routes=[(here, far)])).values()
    assert (card.id, card.kind, card.left_t) == (granted, "cross_province", 100)


async def test_an_approval_is_of_a_kind_the_route_asks_for(pool: Pool, new_site: Make) -> None:
    here, far, hong_kong = await new_site(), await new_site(city="450100"), await new_site(city="810000")
    with pytest.raises(Refusals, match="no export approval is asked for; here it would be: cross-province"):
        await commands.grant_approvals(pool, HOUSE, [approval(here, far, kind="export")])
    with pytest.raises(Refusals, match="no cross-province approval is asked for"):
        await commands.grant_approvals(pool, HOUSE, [approval(here, hong_kong)])
    await commands.grant_approvals(pool, HOUSE, [approval(here, hong_kong, kind="export_hong_kong")])


async def test_an_approval_ends_at_the_latest_with_the_permit_of_the_consignee(
    pool: Pool, new_org: Make, new_site: Make
) -> None:
    here, org = await new_site(), await new_org()
    far = await new_site(org=org, city="450100")
    await commands.grant_permits(pool, HOUSE, [permit(org, site=far, valid_to=date(2026, 11, 30))])
    with pytest.raises(Refusals, match="ends on 2026-11-30"):
        await commands.grant_approvals(pool, HOUSE, [approval(here, far)])
    await commands.grant_approvals(pool, HOUSE, [approval(here, far, valid_to=date(2026, 11, 30))])


async def test_a_permit_covers_something_and_ends_after_it_begins(pool: Pool, new_org: Make) -> None:
    org = await new_org()
    with pytest.raises(Refusals, match="at least one waste code"):
        await commands.grant_permits(pool, HOUSE, [permit(org, items=())])
    with pytest.raises(Refusals, match="first day"):
        await commands.grant_permits(pool, HOUSE, [permit(org, valid_to=date(2025, 1, 1))])
    await commands.grant_permits(pool, HOUSE, [permit(org, kind="transport", items=())])


async def test_each_act_is_in_the_audit_log(pool: Pool, new_org: Make) -> None:
    org = await new_org()
    await commands.close_organisation(pool, HOUSE, org, date(2026, 6, 1))
    rows = await pool.fetch("select action, subject, person from audit order by id")
    assert [(r["action"], r["subject"]) for r in rows] == [("organisation:register", str(org))] * 2


async def test_a_bay_area_is_registered_in_seconds(pool: Pool) -> None:
    start = monotonic()
    orgs = [organisation(credit_code(n)) for n in range(1500)]
    await commands.register_organisations(pool, HOUSE, orgs)
    await commands.open_sites(pool, HOUSE, [NewSite(org=o.id, name="厂", city="440300") for o in orgs])
    await commands.grant_permits(pool, HOUSE, [permit(o.id, number=str(n)) for n, o in enumerate(orgs)])
    await commands.register_vehicles(pool, HOUSE, [vehicle(o.id, f"粤B{n:05}") for n, o in enumerate(orgs)])
    assert monotonic() - start < 15
