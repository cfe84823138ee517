"""What a party may do on a manifest's page: one entry a step, in the order the buttons stand.

A new step: an entry here, `console.act.<step>`, `console.act_hint.<step>` and `console.said.<step>` in the locale and,
where it has fields, `templates/manifest/step_<step>.html`, in which `own` is what `load` gave and `mine` what is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life.model import Gone, Manifest, SigningMode, TakeBackReason
from wasteflow.web.console import weighing
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest import amending, border, correcting, numbering, on_the_way, signing
from wasteflow.web.console.manifest.part import Load, always


@dataclass(frozen=True)
class Step:
    """`shape`: to ask whose step it is, its values do not matter; `make`: the fact from what was typed; `load`: what
    its fields need to be drawn; `code`: the signing code that goes with it.

    `when`: whether the manifest has use for it, beyond what its status says; `whose`: whether it is this company's
    turn, beyond what its part in the load says; `again`: it was done and may be done once more, which is no longer what
    comes next. `danger`: it turns something away or calls it off; `waits`: it may be what a person is waited for, else
    it is only possible (what waits for an answer the first page lists by itself); `page`: on a page of its own, since
    most who could do it seldom do; `wide`: its fields are a table.
    """

    shape: e.AnyEvent
    make: Callable[[Form], Proposable]
    load: Load = always
    code: Callable[[Form], str | None] = lambda _: None
    when: Callable[[Manifest], bool] = lambda _: True
    whose: Callable[[Manifest, UUID | None], bool] = lambda _, __: True
    again: Callable[[Manifest], bool] = lambda _: False
    danger: bool = False
    waits: bool = True
    page: bool = False
    wide: bool = False


def _has_stop(manifest: Manifest) -> bool:
    return manifest.stop is not None


def _weighed_at_stop(manifest: Manifest) -> bool:
    return manifest.stop is not None and manifest.stop.received_at is not None


def _weighed(manifest: Manifest) -> bool:
    return all(line.weighed for line in manifest.lines)


def _reason(form: Form) -> str:
    return form.text("fact.reason", needed=True)


def _noted(form: Form) -> Proposable:
    printed, scan = form.text("fact.paper_ticket", most=60), form.text("fact.scan", most=80)
    return e.TicketNoted(printed or None, scan.lower() or None)


STEPS: dict[str, Step] = {
    "published": Step(e.Published(), lambda _: e.Published()),
    "signed": Step(e.Signed(), lambda form: e.Signed(name=form.text("fact.name", needed=True, most=40))),
    "signed_absent": Step(
        e.Signed(mode=SigningMode.SITE_CODE), signing.signed_absent, signing.leave, signing.code, waits=False
    ),
    "departed": Step(
        e.Departed(), lambda form: e.Departed(*on_the_way.vehicle(form)), on_the_way.vehicle_of(lambda m: m.leg)
    ),
    "given_over": Step(
        e.GivenOver(),
        lambda form: e.GivenOver(*on_the_way.vehicle(form)),
        on_the_way.vehicle_of(lambda m: m.leg),
        when=lambda manifest: manifest.next_carrier is not None,
        waits=False,
        page=True,
    ),
    "handed_over": Step(
        e.HandedOver(),
        lambda form: e.HandedOver(*on_the_way.vehicle(form)),
        on_the_way.vehicle_of(lambda m: m.next_carrier or m.leg),
    ),
    "resumed": Step(
        e.Resumed(), lambda form: e.Resumed(*on_the_way.vehicle(form)), on_the_way.vehicle_of(lambda m: m.leg)
    ),
    "stop_weighed": Step(e.StopWeighed(()), weighing.stop_weighed, again=_weighed_at_stop, wide=True),
    "resealed": Step(
        e.Resealed(""), lambda form: e.Resealed(form.text("fact.seal", needed=True, most=60)), waits=False
    ),
    "stopped": Step(e.Stopped(), lambda _: e.Stopped(), when=_has_stop),
    "arrived": Step(e.Arrived(), lambda _: e.Arrived()),
    "weighed": Step(e.Weighed(()), weighing.weighed, again=_weighed, wide=True),
    "accepted": Step(e.Accepted(), lambda _: e.Accepted()),
    "partly_accepted": Step(e.PartlyAccepted((), ""), weighing.partly_accepted, wide=True),
    "refused": Step(e.Refused(""), lambda form: e.Refused(_reason(form)), danger=True),
    "amended": Step(e.Amended(), amending.amended, amending.fields, waits=False, page=True),
    "carrier_added": Step(
        e.CarrierAdded(on_the_way.NOBODY), on_the_way.carrier_added, on_the_way.carriers, waits=False, page=True
    ),
    "stop_added": Step(
        e.StopAdded(on_the_way.NOBODY),
        on_the_way.stop_added,
        on_the_way.storers,
        when=lambda manifest: manifest.stop is None,
        waits=False,
        page=True,
    ),
    "stop_dropped": Step(
        e.StopDropped(""), lambda form: e.StopDropped(_reason(form)), when=_has_stop, danger=True, waits=False
    ),
    "load_lost": Step(e.LoadLost(Gone.MISSING, ""), on_the_way.load_lost, danger=True, waits=False, page=True),
    "revision_approved": Step(
        e.RevisionApproved(),
        lambda _: e.RevisionApproved(),
        when=correcting.is_open,
        whose=correcting.awaited,
        waits=False,
    ),
    "revision_refused": Step(
        e.RevisionRefused(""),
        lambda form: e.RevisionRefused(_reason(form)),
        when=correcting.is_open,
        whose=correcting.awaited,
        danger=True,
        waits=False,
    ),
    "revision_withdrawn": Step(
        e.RevisionWithdrawn(),
        lambda _: e.RevisionWithdrawn(),
        when=correcting.is_open,
        whose=correcting.authored,
        waits=False,
    ),
    "revision_requested": Step(
        e.RevisionRequested(""),
        correcting.requested,
        correcting.fields,
        when=correcting.askable,
        waits=False,
        page=True,
    ),
    "called_off": Step(
        e.RevisionRequested("", cancel=True),
        lambda form: e.RevisionRequested(_reason(form), cancel=True),
        when=correcting.can_be_called_off,
        danger=True,
        waits=False,
        page=True,
    ),
    "ticket_noted": Step(e.TicketNoted(), _noted, waits=False, page=True),
    "receipt_certified": Step(e.ReceiptCertified(""), border.receipt_certified, when=border.to_receive),
    "completion_certified": Step(e.CompletionCertified(""), border.completion_certified, when=border.to_complete),
    "number_given": Step(
        e.NumberGiven("", ""), numbering.given, numbering.schemes, when=numbering.wanted, waits=False, page=True
    ),
    "difference_found": Step(e.DifferenceFound(), border.difference_found, waits=False, page=True),
    "take_back_started": Step(
        e.TakeBackStarted(TakeBackReason.INCOMPLETE, ""),
        border.take_back_started,
        when=border.to_take_back,
        danger=True,
        waits=False,
        page=True,
    ),
    "cancelled": Step(e.Cancelled(""), lambda form: e.Cancelled(_reason(form)), danger=True, waits=False),
}
