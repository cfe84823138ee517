"""What is asked of a load that is charged, and what is posted for it. Pure.

The charge of a manifest is a function of its state: the net weight at the gate times the rate of the day on which it
arrived there. A step that changes it reverses what was posted before and posts it anew, so weighing again, refusing a
part or the whole, and whatever corrects a weight later need no rule of their own; and since a step is written once, it
is posted once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal
from uuid import UUID

from manifests.billing import refusals as no
from manifests.billing.model import Account, Posting
from manifests.life import events as e
from manifests.life.model import Batch, Billed, Manifest, ManifestStatus
from wasteflow.catalog.charges import charging
from wasteflow.core.errors import Refusal, Refusals, Warn

Accounts = Mapping[UUID, Account]
_THERE = (ManifestStatus.ARRIVED, ManifestStatus.ACCEPTED, ManifestStatus.PARTLY_ACCEPTED, ManifestStatus.CLOSED)


def accounts_named(fact: e.AnyEvent, state: object) -> set[UUID]:
    """The accounts whose cards will be asked for: only loads that are charged name one."""
    match fact:
        case e.Created(billing_account=UUID() as account):
            return {account}
        case e.Amended() if isinstance(state, Manifest) and state.ticket and state.ticket.account:
            return {state.ticket.account.id}
        case _:
            return set()


def billed(
    fact: e.Created, regime: str, loads: Sequence[Batch], payers: Sequence[UUID], accounts: Accounts, today: date
) -> tuple[Billed | None, list[Refusal], list[Warn]]:
    """The account a new load is charged to, what keeps it from going, and what is odd."""
    rule = charging().get(regime)
    charged = rule is not None and any(rule.facility(b.code.scheme, b.code.code) for b in loads)
    if rule is None or not charged:
        stray = [no.NothingToCharge("fact.billing_account")] if fact.billing_account else []
        return None, list[Refusal](stray), []
    if fact.billing_account is None:
        if rule.without_account == "refused":
            return None, [no.NoBillingAccount("fact.billing_account")], []
        return None, [], [no.LoadWithoutAccount("fact.billing_account")]
    account = accounts.get(fact.billing_account)
    if account is None or account.org not in payers:
        return None, [no.NotAccountOfParty("fact.billing_account")], []
    if account.closed(today):
        return None, [no.BillingAccountClosed("fact.billing_account", number=account.number)], []
    named = Billed(account.id, account.number)
    if account.government and not fact.paper_ticket:
        if rule.unprinted == "refused":
            return named, [no.NoPrintedTicket("fact.paper_ticket", contract=account.contract)], []
        return named, [], [no.PrintedTicketMissing("fact.paper_ticket", contract=account.contract)]
    return named, [], []


def check_weighed(manifest: Manifest) -> None:
    """Raises where a load that is charged is to be accepted unweighed."""
    if manifest.ticket and manifest.ticket.account and not all(line.weighed for line in manifest.lines):
        raise Refusals([no.WeighFirst("fact.kind")])


# --- what is posted --------------------------------------------------------------------------------------


def posted(before: object, after: object, on: date, zone: tzinfo) -> list[Posting]:
    """What a step posts; `on`: the day it became known; `zone`: whose days rates go by."""
    if not isinstance(after, Manifest) or after.ticket is None or after.ticket.account is None:
        return []
    was = _charges(before, zone) if isinstance(before, Manifest) else {}
    now = _charges(after, zone)
    found: list[Posting] = []
    for facility in dict.fromkeys((*was, *now)):
        if was.get(facility) == now.get(facility):
            continue
        if old := was.get(facility):
            found.append(_posting(after, facility, "reversal", on, -old[0], old[1], -old[2]))
        if new := now.get(facility):
            found.append(_posting(after, facility, "charge", on, *new))
    return found


def _charges(manifest: Manifest, zone: tzinfo) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Facility -> kilograms, rate, amount, as the manifest stands."""
    rule, arrived = charging().get(manifest.regime), manifest.carriers[-1].arrived_at
    if rule is None or manifest.status not in _THERE or arrived is None or manifest.is_return:
        return {}
    sums: dict[str, Decimal] = {}
    rates: dict[str, Decimal] = {}
    for line in manifest.lines:
        facility = rule.facility(line.code.scheme, line.code.code)
        rate = facility.rate(arrived.astimezone(zone).date()) if facility else None
        if facility is None or rate is None or line.weighed is None:
            continue
        kg = line.weighed.kg if line.accepted_kg is None else line.accepted_kg
        sums[facility.id] = sums.get(facility.id, Decimal(0)) + kg
        rates[facility.id] = rate.hkd
    return {id: (kg, rates[id], rule.amount(kg, rates[id])) for id, kg in sums.items() if kg}


def _posting(
    manifest: Manifest, facility: str, kind: str, on: date, kg: Decimal, rate: Decimal, hkd: Decimal
) -> Posting:
    assert manifest.ticket is not None
    assert manifest.ticket.account is not None
    return Posting(
        manifest=manifest.id,
        seq=manifest.seq,
        facility=facility,
        kind=kind,
        account=manifest.ticket.account.id,
        posted_on=on,
        number=manifest.number or "",
        plate=manifest.leg.plate or "",
        site=manifest.consignee.site,
        kg=kg,
        rate_hkd=rate,
        hkd=hkd,
    )
