"""HTTP shapes of chains; the same rows as a file, whose first line names its columns in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wasteflow.catalog.chains import Chains, HeavyMetals
from wasteflow.core.cells import inert
from wasteflow.core.i18n import text
from wasteflow.people.once import fresh_id
from workers.chains.balance import Balance
from workers.chains.batteries import State
from workers.chains.construction import Amount, SiteBalance
from workers.chains.litter import Authority, Turn
from workers.chains.metals import Generator
from workers.chains.model import Battery, Incident, Plan, Site, Tickets

KILO = Decimal("0.001")

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 12, 31))]


class NewSitePlan(BaseModel):
    """What a building site is to carry away."""

    model_config = ConfigDict(extra="forbid")
    id: UUID = Field(default_factory=fresh_id)
    site: UUID
    stream: str = Field(max_length=30, examples=["spoil"])
    m3: Decimal = Field(gt=0, le=1_000_000_000, max_digits=15, decimal_places=3, description="Cubic metres in all.")
    density: Decimal | None = Field(
        None, gt=0, le=20, decimal_places=3, description="t/m3; without it the usual one of the stream, marked so."
    )
    density_source: str = Field("", max_length=300, description="Asked for with a density: a test, a note.")
    valid_from: Day
    valid_to: Day
    tip: UUID | None = Field(None, description="The site it is to go to.")
    number: str = Field("", max_length=100, description="Under which the authority has it on file.")


class Filed(BaseModel):
    """The plan that was kept."""

    id: UUID


def tonnes(kg: Decimal) -> Decimal:
    """To the kilogram."""
    return (kg / 1000).quantize(KILO)


# --- balances ----------------------------------------------------------------------------------------------


def balance(found: Balance) -> dict[str, Any]:
    """Step by step, with what did not come on."""
    return {
        "lots": found.lots,
        "recycled_percent": found.recycled,
        "recycled_where_made_t": tonnes(found.own_used),
        "steps": [
            {"step": step.name, "t": tonnes(step.kg), "gaps_t": {name: tonnes(kg) for name, kg in step.gaps}}
            for step in found.steps()
        ],
    }


STEPS = ("generated", "own", "here", "sent", "on_way", "missing", "refused", "accepted", "used", "disposed", "other",
         "waiting")  # fmt: skip


def balance_table(found: Mapping[tuple[str, str], Balance], language: str) -> list[list[str]]:
    """(what, place) -> balance, a line each, in tonnes."""
    heads = [_head("part", language), _head("city", language), *(f"{_head(s, language)} (t)" for s in STEPS)]
    lines = [[*map(_cell, key), *(str(tonnes(getattr(one, s))) for s in STEPS)] for key, one in found.items()]
    return [heads, *lines]


# --- batteries -----------------------------------------------------------------------------------------------


def battery(one: Battery, state: State) -> dict[str, Any]:
    """A code and where it is."""
    return {
        "code": one.code,
        "state": state.value,
        "was": one.was,
        "became": one.became,
        "batch": one.batch,
        "city": one.city,
        "site": {"id": one.site, "name": one.site_name},
        "since": one.generated_at,
        "method": one.method,
        "manifest": one.manifest and {"id": one.manifest, "number": one.number, "plate": one.plate},
        "to": one.to_name,
        "left_at": one.departed_at,
        "taken_at": one.taken_at,
    }


def battery_table(rows: Iterable[tuple[Battery, State]], language: str) -> list[list[str]]:
    """A line for each code."""
    columns = (
        "code",
        "state",
        "was",
        "became",
        "city",
        "site",
        "since",
        "number",
        "plate",
        "to",
        "left_at",
        "taken_at",
    )
    lines = (
        (
            x.code, text(f"chains.battery.{state}", language), x.was, x.became, x.city, x.site_name, x.generated_at,
            x.number, x.plate, x.to_name, x.departed_at, x.taken_at,
        )
        for x, state in rows
    )  # fmt: skip
    return _table(columns, lines, language)


# --- construction --------------------------------------------------------------------------------------------


def amount(one: Amount | None) -> dict[str, Any] | None:
    """Tonnes, and cubic metres where a density is known."""
    return None if one is None else {"t": one.t, "m3": one.m3}


def plan(one: Plan) -> dict[str, Any]:
    """As it was filed."""
    return {
        "id": one.id,
        "number": one.number,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "tip": one.tip and {"site": one.tip, "name": one.tip_name},
        "filed_at": one.filed_at,
    }


def site_balance(one: SiteBalance, site: Site, known: Chains) -> dict[str, Any]:
    """One stream of one site."""
    return {
        "site": {"id": site.id, "name": site.name, "company": site.org_name, "city": site.city},
        "stream": one.stream,
        "plan": one.plan and plan(one.plan),
        "density": one.density and {
            "t_per_m3": one.density.value, "source": one.density.source, "usual": one.density.usual,
        },
        "planned": amount(one.planned),
        "carried": amount(one.carried),
        "tipped": amount(one.tipped),
        "refused": amount(one.refused),
        "between": amount(one.between),
        "carried_percent_of_plan": one.share,
        "over_plan": one.over(known.over.value),
        "loads": one.loads,
        "open_tickets": one.open,
        "missing_tickets": one.missing,
        "oldest_open": one.oldest,
        "tips": [
            {"site": x.to_site, "name": x.to_name, "loads": x.loads, "t": tonnes(x.accepted)} for x in one.tips
        ],
        "not_as_planned": [x.to_site for x in one.elsewhere],
    }  # fmt: skip


def tickets(one: Tickets) -> dict[str, Any]:
    """Trip tickets of a billing account."""
    return {
        "account": one.number,
        "contract": one.contract,
        "company": one.org_name,
        "facility": one.facility,
        "tickets": one.loads,
        "t": tonnes(one.kg),
        "hkd": one.hkd,
    }


def site_table(rows: Iterable[SiteBalance], sites: Mapping[UUID, Site], language: str) -> list[list[str]]:
    """A line for each site and stream."""
    columns = (
        "city", "company", "site", "stream", "number", "valid_from", "valid_to", "density", "density_source",
        "planned_m3", "planned_t", "carried_m3", "carried_t", "tipped_m3", "tipped_t", "refused_t", "between_t",
        "share", "loads", "open", "missing_loads",
    )  # fmt: skip
    lines = (
        (
            sites[x.site].city, sites[x.site].org_name, sites[x.site].name, text(f"chains.stream.{x.stream}", language),
            x.plan and x.plan.number, x.plan and x.plan.valid_from, x.plan and x.plan.valid_to,
            x.density and x.density.value, x.density and x.density.source, x.planned and x.planned.m3,
            x.planned and x.planned.t, x.carried.m3, x.carried.t, x.tipped.m3, x.tipped.t, x.refused.t, x.between.t,
            x.share, x.loads, x.open, x.missing,
        )
        for x in rows
    )  # fmt: skip
    return _table(columns, lines, language)


# --- heavy metals ----------------------------------------------------------------------------------------------


def generator(one: Generator, site: Site, now: datetime) -> dict[str, Any]:
    """A site with its wastes."""
    return {
        "site": {"id": site.id, "name": site.name, "company": site.org_name, "city": site.city},
        "metals": one.metals,
        "made_t": tonnes(one.made),
        "lying_t": tonnes(one.lying),
        "oldest_days": one.since and (now - one.since).days,
        "wastes": [
            {
                "scheme": line.scheme,
                "code": line.code,
                "category": line.category,
                "metals": line.metals,
                "made_t": tonnes(line.made),
                "lying_t": tonnes(line.lying),
                "oldest_days": line.since and (now - line.since).days,
                "fate": [{"measure": m, "method": way, "t": tonnes(kg)} for m, way, kg in line.fate],
            }
            for line in one.lines
        ],
    }


def metals_basis(known: HeavyMetals) -> dict[str, Any]:
    """Which codes the list follows from, and where that stands."""
    return {
        "edition": known.edition,
        "metals": [
            {
                "metal": m.id,
                "symbol": m.symbol,
                "key": m.key,
                "categories": sorted(m.categories),
                "codes": sorted(m.codes),
                "source": m.source,
                "confidence": m.confidence,
            }
            for m in known.metals.values()
        ],
        "unnamed": {
            "categories": sorted(known.unnamed.categories),
            "source": known.unnamed.source,
            "confidence": known.unnamed.confidence,
        },
    }


def generator_table(
    rows: Iterable[Generator], sites: Mapping[UUID, Site], known: HeavyMetals, now: datetime, language: str
) -> list[list[str]]:
    """A line for each waste of each generator."""
    columns = ("city", "company", "site", "category", "code", "metals", "made_t", "lying_t", "days", "fate_t", "fate")
    lines = (
        (
            sites[x.site].city, sites[x.site].org_name, sites[x.site].name, line.category, line.code,
            " ".join(known.names(m)[language] for m in line.metals), tonnes(line.made), tonnes(line.lying),
            line.since and (now - line.since).days, tonnes(line.ended),
            " ".join(f"{method}={tonnes(kg)}" for _, method, kg in line.fate),
        )
        for x in rows
        for line in x.lines
    )  # fmt: skip
    return _table(columns, lines, language)


# --- marine litter -----------------------------------------------------------------------------------------------


def authority(one: Authority) -> dict[str, Any]:
    """How one authority answers."""
    return {name: getattr(one, name) for name in Authority.__dataclass_fields__}


def incident(one: Incident, turn: Turn | None, now: datetime) -> dict[str, Any]:
    """A notice, with the turn that is open or was the last."""
    return {
        "id": one.id,
        "number": one.number,
        "city": one.city,
        "receiver": one.receiver,
        "status": one.status,
        "ending": one.ending,
        "reported_at": one.reported_at,
        "kg": one.kg,
        "kinds": one.kinds,
        "due": turn and turn.due,
        "overdue": turn is not None and turn.overdue(now),
        "hours_to_reply": turn and turn.took and round(turn.took.total_seconds() / 3600, 1),
    }


def incident_table(
    rows: Iterable[Incident], last: Mapping[UUID, Turn], now: datetime, language: str
) -> list[list[str]]:
    """A line for each notice."""
    columns = ("number", "city", "receiver", "state", "reported_at", "due", "hours", "overdue")
    lines = []
    for x in rows:
        turn = last.get(x.id)
        hours = turn and turn.took and round(turn.took.total_seconds() / 3600, 1)
        late = turn is not None and turn.overdue(now)
        said = text(f"words.notice_status.{x.status}", language)
        lines.append((x.number, x.city, x.receiver, said, x.reported_at, turn and turn.due, hours, int(late)))
    return _table(columns, lines, language)


# --- files ---------------------------------------------------------------------------------------------------------


def _table(columns: Sequence[str], lines: Iterable[Sequence[object]], language: str) -> list[list[str]]:
    return [[_head(c, language) for c in columns], *([*map(_cell, line)] for line in lines)]


def _head(column: str, language: str) -> str:
    return text(f"chains.column.{column}", language)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return inert(value) if isinstance(value, str) else str(value)
