"""The one permission table, and the page made from it."""

from pathlib import Path
from uuid import UUID

import pytest

from wasteflow.core.i18n import LANGUAGES, english, text, texts
from wasteflow.people.model import HOUSE, Actor, Department, Role
from wasteflow.people.permissions import (
    ACTIONS,
    TABLE,
    actions_of,
    alerts_of,
    allowed,
    allowed_case,
    permissions_markdown,
    require,
    require_case,
    scopes,
)
from wasteflow.people.refusals import MayNotReceive, MayNotSeeCases

ID = UUID(int=7)


def actor(role: Role, department: Department | None = None, **more: object) -> Actor:
    return Actor(account=ID, name="x", role=role, department=department, **more)  # type: ignore[arg-type]


def test_every_action_is_given_to_somebody() -> None:
    assert {action for row in TABLE for action in row.actions} == set(ACTIONS)


def test_every_role_and_department_may_do_something_of_its_own() -> None:
    assert {row.role for row in TABLE} == set(Role)
    assert {row.department for row in TABLE if row.department} == set(Department)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(MayNotReceive, match="receiving site"):
        require(actor(Role.DRIVER), "manifest:receive")


def test_an_unknown_action_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        allowed(HOUSE, "manifest:recieve")


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.GENERATOR, "manifest:create"),
        (Role.DRIVER, "manifest:depart"),
        (Role.RECEIVER, "batch:treat"),
        (Role.CITY_OFFICE, "report:make"),
        (Role.AUDITOR, "audit:see"),
        (Role.ADMINISTRATOR, "catalog:edit"),
    ],
)
def test_what_each_role_is_there_for(role: Role, action: str) -> None:
    require(actor(role), action)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.REGULATOR, Role.CITY_OFFICE])
def test_who_watches_has_no_part_in_custody(role: Role) -> None:
    writes = ("custody:generate", "batch:", "manifest:")
    for department in (None, *Department):
        assert not [a for a in actions_of(actor(role, department)) if a.startswith(writes)]


def test_departments_work_on_their_own_alerts() -> None:
    transport = actor(Role.REGULATOR, Department.TRANSPORT)
    assert allowed_case(transport, "case:decide", rule="W7", severity=3)
    assert not allowed_case(transport, "case:see", rule="W1", severity=3)
    with pytest.raises(MayNotSeeCases):
        require_case(transport, "case:see", rule="W1", severity=4)


def test_ecology_sees_all_and_decides_on_waste() -> None:
    ecology = actor(Role.REGULATOR, Department.ECOLOGY)
    assert alerts_of(ecology) is None
    assert allowed_case(ecology, "case:decide", rule="W1", severity=2)
    assert allowed_case(ecology, "case:act", rule="R4", severity=2)
    assert not allowed_case(ecology, "case:decide", rule="R4", severity=2)


def test_police_takes_whatever_is_grave() -> None:
    police = actor(Role.REGULATOR, Department.POLICE)
    assert allowed_case(police, "case:decide", rule="Q5", severity=4)
    assert not allowed_case(police, "case:decide", rule="Q5", severity=3)


def test_a_department_is_bound_to_streams_and_categories() -> None:
    health = actor(Role.REGULATOR, Department.HEALTH)
    assert allowed_case(health, "case:act", rule="T3", severity=3, stream="medical")
    assert not allowed_case(health, "case:act", rule="T3", severity=3, stream="hazardous")
    emergency = actor(Role.REGULATOR, Department.EMERGENCY)
    assert allowed_case(emergency, "case:act", rule="C2", severity=3, category="HW06")
    assert not allowed_case(emergency, "case:act", rule="C2", severity=3, category="HW17")


def test_scopes_end_at_what_is_ones_own() -> None:
    assert scopes(actor(Role.GENERATOR, org=ID)) == [f"org:{ID}"]
    assert scopes(actor(Role.REGULATOR, city="440300")) == ["city:440300"]
    assert scopes(actor(Role.REGULATOR, city="440000")) == ["province:440000"]
    assert scopes(actor(Role.REGULATOR, city="810000")) == ["city:810000"]
    assert scopes(actor(Role.REGULATOR, city="820000")) == ["city:820000"]
    assert scopes(actor(Role.INTEGRATOR)) == []
    assert scopes(actor(Role.AUDITOR)) is None


@pytest.mark.parametrize("key", [*(f"words.role.{r}" for r in Role), *(f"words.department.{d}" for d in Department)])
def test_roles_and_departments_have_a_name_in_every_language(key: str) -> None:
    assert set(texts()[key]) == set(LANGUAGES)
    assert text(key, "pt") != key


def test_every_refusal_has_its_own_sentence() -> None:
    sentences = [english(cls) for cls in ACTIONS.values()]
    assert len(set(sentences)) == len(sentences)


def test_the_page_is_fresh() -> None:
    page = Path(__file__).parents[2] / "docs" / "permissions.md"
    assert page.read_text(encoding="utf-8") == permissions_markdown(), "run `wasteflow docs`"
