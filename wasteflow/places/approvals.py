"""What an approval must be before it is entered. Pure."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from wasteflow.catalog import law
from wasteflow.core.errors import Word
from wasteflow.places import identity
from wasteflow.places import refusals as no
from wasteflow.places.model import SiteCard
from wasteflow.places.schemas import NewApproval


def check(item: NewApproval, sites: Mapping[UUID, SiteCard]) -> None:
    """Raises the first thing that keeps it from being granted."""
    check_period(item.valid_from, item.valid_to)
    for field in ("from_site", "to_site"):
        if getattr(item, field) not in sites:
            raise no.UnregisteredSite(field)
    start, end = sites[item.from_site], sites[item.to_site]
    known = law.approval_kinds_between(start.city, end.city)
    if not known and identity.province_of(start.city) == identity.province_of(end.city):
        raise no.SameProvince("to_site")
    if item.kind not in known:
        raise no.OtherApprovalKind("kind", kind=_word(item.kind), known=tuple(map(_word, sorted(known))))
    _within_permit(item, end)


def check_period(first: date, last: date) -> None:
    """A period ends on the day it begins, or later."""
    if first > last:
        raise no.WrongPeriod("valid_to")


def _within_permit(item: NewApproval, consignee: SiteCard) -> None:
    """An approval ends at the latest with the consignee's permit (Transfer Measures, Order 23 of 2021, arts. 21-28).

    Where no permit is on record there is no end to compare with; custody refuses the load itself.
    """
    category = f"HW{item.code[-2:]}" if item.scheme == "cn-hw" else None
    covering = [p for p in consignee.permits if p.takes_in and p.covers(item.scheme, item.code, category)]
    if covering and item.valid_to > (last := max(p.valid_to for p in covering)):
        raise no.ApprovalPastPermit("valid_to", name=consignee.site_name, code=item.code, on=last)


def _word(kind: str) -> Word | str:
    return Word(f"approval_kind.{kind}") if kind in law.approval_kinds() else kind
