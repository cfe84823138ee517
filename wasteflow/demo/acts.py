"""The plan as proposed events: who records what, when. Ids are derived, so that sending again repeats nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET, UnsetType

from manifests.commands import Proposal
from manifests.life import events as e
from manifests.life.model import Code, Container, Weight
from wasteflow.core.ids import derived_id
from wasteflow.demo.companies import Company
from wasteflow.demo.flows import Drop, Load, on_scale
from wasteflow.demo.journeys import STEPS
from wasteflow.demo.registers import billing_account

SENDING, CARRYING, RECEIVING = 0, 1, 2  # within a day, one after the other


@dataclass(frozen=True)
class Act:
    """One proposed event, its author's company, and its place in the day."""

    at: datetime  # when it is entered; when it happened says the proposal
    phase: int
    company: Company
    proposal: Proposal


def of_drop(drop: Drop) -> Iterator[Act]:
    """A batch is made; where it is treated by its maker, that too."""
    waste = drop.waste
    fact = e.Generated(
        site=drop.maker.site.id,
        stream=waste.stream,
        code=Code(waste.scheme, waste.code, ""),
        name=waste.name,
        form=waste.form,
        weight=Weight(drop.kg, drop.basis),
        container=Container(waste.container.kind, waste.container.litres, pieces(drop)),
        batteries=drop.batteries or UNSET,
    )
    yield _act(drop.at, SENDING, drop.maker, fact, drop.id, entered=drop.entered)
    if drop.own and drop.own_at:
        yield _act(drop.own_at, SENDING, drop.maker, e.Treated(drop.own, drop.kg), drop.id)


def of_load(load: Load) -> Iterator[Act]:
    """A manifest from its draft to the treatment of what it brought, as far as the plan lets it go."""
    sender, taker = load.consignor, load.consignee
    created = e.Created(
        consignor_site=sender.site.id,
        consignee_site=taker.site.id,
        carrier=load.carrier.org.id,
        lines=tuple(e.LineDraft(d.id, load.method, pieces(d)) for d in load.drops),
        billing_account=billing_account(sender) if load.waste.scheme == "hk-cd" else None,
    )
    facts: dict[str, tuple[int, Company, e.AnyEvent]] = {
        "created": (SENDING, sender, created),
        "published": (SENDING, sender, e.Published()),
        "cancelled": (SENDING, sender, e.Cancelled(load.reason)),
        "signed": (SENDING, sender, e.Signed(name=sender.clerk)),
        "departed": (CARRYING, load.carrier, e.Departed(load.plate, load.driver)),
        "arrived": (RECEIVING, taker, e.Arrived()),
        "weighed": (RECEIVING, taker, _weighed(load)),
        "accepted": (RECEIVING, taker, _judged(load)),
    }
    for step in steps(load):
        at = load.times[step]
        if step == "treated":
            yield from _treatments(load, at)
        else:
            phase, company, fact = facts[step]
            yield _act(at, phase, company, fact, load.id, entered=load.late.get(step))
    for who, at, fact in load.more:
        phase, company = (SENDING, sender) if who == "sender" else (RECEIVING, taker)
        yield _act(at, phase, company, fact, load.id)


def steps(load: Load) -> tuple[str, ...]:
    """Those it comes to."""
    if load.fate == "cancelled":
        return tuple(step for step in ("created", "published", "signed", "cancelled") if step in load.times)
    last = load.last or {"lost": "departed", "refused": "accepted"}.get(load.fate, "treated")
    return STEPS[: STEPS.index(last) + 1]


def _weighed(load: Load) -> e.Weighed:
    if load.tare is not None:
        return e.Weighed(vehicle=e.VehicleWeighed(load.gate[0] + load.tare, load.tare))
    counted: tuple[int | UnsetType, ...] = load.counted or (UNSET,) * len(load.gate)
    lines = zip(load.gate, counted, strict=True)
    return e.Weighed(tuple(e.LineWeighed(n, kg, packages=count) for n, (kg, count) in enumerate(lines, 1)))


def _refused_kg(load: Load) -> Decimal:
    """Of the first line of a load that is taken in part."""
    return on_scale(float(load.gate[0]) * 0.3)


def _judged(load: Load) -> e.AnyEvent:
    if load.fate == "refused":
        return e.Refused(load.reason)
    if load.fate == "partly":
        return e.PartlyAccepted((e.LineRefused(1, _refused_kg(load)),), load.reason)
    return e.Accepted()


def _treatments(load: Load, at: datetime) -> Iterator[Act]:
    for n, (drop, kg) in enumerate(zip(load.drops, load.gate, strict=True)):
        left = kg - _refused_kg(load) if load.fate == "partly" and n == 0 else kg
        treated, entered = e.Treated(load.method, left), load.late.get("treated")
        yield _act(at, RECEIVING, load.consignee, treated, drop.id, load.id, entered=entered)


def pieces(drop: Drop) -> int:
    """Containers of one kind that a batch fills."""
    litres = drop.waste.container.litres
    if drop.waste.container.kind not in ("drum", "bag", "box", "bin") or litres is None:
        return 1
    each = {"drum": 190, "bin": 60}.get(drop.waste.container.kind, 900)
    return max(1, round(float(drop.kg) / each))


def _act(
    at: datetime, phase: int, company: Company, fact: e.AnyEvent, subject: UUID, *more: object,
    entered: datetime | None = None,
) -> Act:  # fmt: skip
    event = derived_id("demo", subject, type(fact).__name__, *more)
    proposal = Proposal(fact=fact, occurred_at=at, id=event, subject=subject)  # type: ignore[arg-type]
    return Act(entered or at, phase, company, proposal)
