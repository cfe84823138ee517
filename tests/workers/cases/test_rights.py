"""Every department, kind of alert, place and verb, walked by one test against the table as the trade writes it."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from wasteflow.core.ids import new_id
from wasteflow.people.model import Actor, Department, Role
from workers.cases import lifecycle, policy
from workers.cases.model import AlertRef, CaseFile, CaseStatus

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
FAMILIES = [
    *(f"W{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 6)),
    *(f"R{n}" for n in range(1, 10)),
    *(f"Q{n}" for n in range(1, 6)),
    *(f"C{n}" for n in range(1, 5)),
    *(f"M{n}" for n in range(1, 5)),
    *(f"G{n}" for n in range(1, 5)),
]
WASTES = [
    ("hazardous", "HW17"), ("hazardous", "HW08"), ("medical", "HW01"), ("construction", "SW70"), ("kitchen", "SW61"),
    ("traction_battery", "SW17"), ("sludge", "SW07"), ("marine_litter", "ML"),
]  # fmt: skip
NOTHING, SEE, ACT, DECIDE = range(4)
BUILDING = ("construction", "kitchen")


def by_the_table(department: Department, family: str, severity: int, stream: str, category: str) -> int:
    """Bay Area, who takes part: what a department may do with an alert, wherever it lies in its place."""
    match department:
        case Department.ECOLOGY:
            return DECIDE if family[0] in "WTQCMG" or family == "R8" else ACT
        case Department.TRANSPORT:
            return DECIDE if family in ("W7", "R1", "R2", "R4", "R6", "R7", "Q4") else NOTHING
        case Department.POLICE:
            return DECIDE if family in ("R2", "R3", "R4", "R5", "C3") or severity == 4 else NOTHING
        case Department.EMERGENCY:
            return DECIDE if family in ("Q2", "T3") or category in ("HW15", "HW06", "HW08") else NOTHING
        case Department.HEALTH:
            return DECIDE if family == "G4" or (family in ("T3", "C2") and stream == "medical") else NOTHING
        case Department.CONSTRUCTION:
            return DECIDE if family in ("R5", "R8", "C2") and stream in BUILDING else NOTHING
        case Department.MARITIME:
            return DECIDE if family == "R9" or stream == "marine_litter" else NOTHING
        case Department.CUSTOMS:
            return DECIDE if family == "Q5" else NOTHING
        case Department.MARKET:
            return DECIDE if family in ("W5", "G2", "G3") else NOTHING
        case Department.INDUSTRY:
            return SEE if stream == "traction_battery" else NOTHING
        case Department.RESOURCES:
            return ACT if family == "R3" or stream == "sludge" else NOTHING
        case Department.JUSTICE:
            return SEE if severity == 4 else NOTHING


@dataclass(frozen=True)
class Place:
    """Where the officer sits, where the case lies; `most` is what may be done at most."""

    name: str
    city: str
    scopes: tuple[str, ...]
    most: int


SHENZHEN = ("city:440300", "province:440000")
PLACES = [
    Place("in the own city", "440300", SHENZHEN, DECIDE),
    Place("of the province", "440000", SHENZHEN, DECIDE),
    Place("elsewhere", "440100", SHENZHEN, NOTHING),
    Place("Hong Kong, across the border", "810000", ("city:810000", *SHENZHEN), SEE),
    Place("Macao, across the border", "820000", ("city:440400", "city:820000", "province:440000"), SEE),
    Place("Hong Kong and Macao", "820000", ("city:810000", "city:820000"), SEE),
    Place("Hong Kong, its own", "810000", ("city:810000",), DECIDE),
    Place("the mainland's side of a border", "440300", ("city:810000", *SHENZHEN), DECIDE),
    Place("Hong Kong, nothing of it", "810000", SHENZHEN, NOTHING),
]
NEEDED = {
    **dict.fromkeys(("taken", "released", "assigned", "passed", "asked", "question_withdrawn"), ACT),
    **dict.fromkeys(("inspected", "remarked", "closed"), ACT),
    **dict.fromkeys(("confirmed", "dismissed", "decided", "reopened"), DECIDE),
}


def case_of(family: str, severity: int, stream: str, category: str, scopes: tuple[str, ...]) -> CaseFile:
    alert = AlertRef(
        alert=new_id(), rule="weight_gap", version=1, family=family, severity=severity, says="less", facts={},
        citation="x", stream=stream, categories=(category,), subject_kind="manifest", subject=new_id(),
        happened_at=NOON, sha256="0" * 64,
    )  # fmt: skip
    return CaseFile(new_id(), 1, "m", CaseStatus.OPEN, severity, scopes, (alert,), NOON, due=NOON)


def test_every_department_kind_place_and_verb() -> None:
    wrong, walked = [], 0
    kinds = itertools.product(FAMILIES, (2, 3, 4), WASTES)
    for (family, severity, (stream, category)), place in itertools.product(kinds, PLACES):
        case = case_of(family, severity, stream, category, place.scopes)
        for department in Department:
            actor = Actor(new_id(), "x", Role.REGULATOR, city=place.city, department=department)
            right = min(by_the_table(department, family, severity, stream, category), place.most)
            if policy.sees(actor, case) is not (right >= SEE):
                wrong.append(("see", department, family, severity, stream, place.name))
            for verb, needed in NEEDED.items():
                walked += 1
                may = policy._refusal(actor, verb, case) is None
                if may is not (right >= needed):
                    wrong.append((verb, department, family, severity, stream, place.name))
            if policy.minimum(actor, case.scopes) is not (place.most == SEE):
                wrong.append(("minimum", department, place.name))
    assert wrong[:5] == []
    assert walked > 1_000_000 // 2


def test_the_walk_knows_every_verb() -> None:
    assert NEEDED.keys() | {"recalled", "answered"} == policy.RIGHTS.keys()
    assert policy.RIGHTS.keys() | {"alerted", "escalated"} == {step for _, step in lifecycle.TABLE}


def test_what_is_passed_on_is_that_departments_as_far_as_it_may_do_such_things_at_all() -> None:
    case = case_of("W1", 3, "hazardous", "HW17", SHENZHEN)
    for department in Department:
        passed = CaseFile(**{f: getattr(case, f) for f in case.__struct_fields__} | {"department": department})
        there = Actor(new_id(), "x", Role.REGULATOR, city="440300", department=department)
        elsewhere = Actor(new_id(), "x", Role.REGULATOR, city="440100", department=department)
        decides = department not in (Department.INDUSTRY, Department.RESOURCES, Department.JUSTICE)
        assert policy.sees(there, passed)
        assert (policy._refusal(there, "confirmed", passed) is None) is decides, department
        assert not policy.sees(elsewhere, passed)
        if department is not Department.ECOLOGY:
            ecology = Actor(new_id(), "x", Role.REGULATOR, city="440300", department=Department.ECOLOGY)
            assert policy.steps(ecology, passed) == ["remarked"], "it reads on and may add a remark"


def test_offices_and_auditors_read_and_companies_see_nothing() -> None:
    case = case_of("W1", 3, "hazardous", "HW17", SHENZHEN)
    for role, reads in ((Role.CITY_OFFICE, True), (Role.AUDITOR, True), (Role.GENERATOR, False), (Role.DRIVER, False)):
        org = new_id() if role in (Role.GENERATOR, Role.DRIVER) else None
        actor = Actor(new_id(), "x", role, org=org, city=None if org or role is Role.AUDITOR else "440300")
        assert policy.sees(actor, case) is reads, role
        assert policy.steps(actor, case) == []
