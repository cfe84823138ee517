"""The papers of a border, block by block, as the record fills them in. Pure: from values to JSON.

A movement document goes with each load of an approval; a notification says what was agreed for all of them. What the
record does not know (technology, composition, states, customs code) stands as it was stated with the application.
Foreign codes are suggestions with their grade: a person writes the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from manifests.borders import certificates
from manifests.life.model import Approved, Line, Manifest, Party
from wasteflow.catalog import law
from wasteflow.catalog.book import Book
from wasteflow.catalog.editions import holding
from wasteflow.catalog.papers import Block, Form, Suggestion, papers
from wasteflow.core.clock import local_date
from wasteflow.places.model import ApprovalCard, SiteCard

Values = Mapping[str, object]


@dataclass(frozen=True)
class Known:
    """What stands around a load when its papers are drawn up."""

    book: Book
    language: str
    now: datetime
    sites: Mapping[UUID, SiteCard]
    cards: Mapping[UUID, ApprovalCard]
    notifications: Mapping[UUID, Mapping[str, Any]]
    treated_at: datetime | None = None


def papers_of(manifest: Manifest, known: Known) -> dict[str, object]:
    """The paper of each approval this load goes under, and where it stands."""
    regime = law.regime_named(manifest.regime)
    approvals = {line.approval.id: line.approval for line in manifest.lines if line.approval}
    paper = regime.paper if regime else ""
    notice = papers().notice
    return {
        "manifest": manifest.id,
        "number": manifest.number,
        "regime": manifest.regime,
        "paper": paper,
        "documents": [_document(manifest, approval, known) for approval in approvals.values()],
        "certificates": certified(manifest, known.treated_at, known.now),
        "copies": _copies(manifest) if paper == "notice" else [],
        "take_back": taken_back(manifest, known.now),
        "source": notice.source if paper == "notice" else papers().movement_document.source,
        "confidence": notice.confidence if paper == "notice" else papers().movement_document.confidence,
    }


def _document(manifest: Manifest, approval: Approved, known: Known) -> dict[str, object]:
    return {
        "approval": approval.id,
        "notification": approval.number,
        "shipment": approval.shipment,
        "blocks": filled(papers().movement_document, _movement(manifest, approval, known), known.language),
    }


def filled(form: Form, values: Values, language: str) -> list[dict[str, object]]:
    """The blocks of a form in their order, with their labels."""
    return [_block(block, values.get(block.id), language) for block in form.blocks]


def _block(block: Block, value: object, language: str) -> dict[str, object]:
    return {"block": block.block, "id": block.id, "name": block.name[language], "value": value}


def _movement(manifest: Manifest, approval: Approved, known: Known) -> Values:
    lines = [line for line in manifest.lines if line.approval and line.approval.id == approval.id]
    card, stated = known.cards.get(approval.id), known.notifications.get(approval.id, {})
    declared = certificates.issued(manifest, "consignor")
    marks = {one["certificate"]: one for one in certified(manifest, known.treated_at, known.now)}
    return {
        "notification": {"number": approval.number, "approval": approval.id},
        "serial": {"shipment": approval.shipment, "of": card.shipments if card else None},
        "exporter": _party(manifest.consignor, known),
        "importer": _party(manifest.consignee, known),
        "quantity": {
            "kg": sum((line.sent.kg for line in lines), Decimal(0)),
            "basis": sorted({line.sent.basis for line in lines}),
        },
        "departure": manifest.carriers[0].departed_at,
        "packages": {"count": sum(line.packages for line in lines), "packaging": stated.get("packaging", "")},
        "carriers": [
            {
                "order": n,
                "name": carrier.name,
                "vehicle": carrier.plate,
                "taken_over_at": carrier.departed_at,
                "on_annex": n > papers().carriers.value,
            }
            for n, carrier in enumerate(manifest.carriers, 1)
        ],
        "generator": _party(manifest.consignor, known),
        "facility": _party(manifest.consignee, known) | {"permit": manifest.consignee.permit},
        "operation": [_operation(line, known) for line in lines],
        "composition": {"names": [line.name for line in lines], "composition": stated.get("composition", "")},
        "physical": {"forms": sorted({line.form for line in lines}), "physical": stated.get("physical", "")},
        "codes": [
            _codes(manifest.stream, line.code.scheme, line.code.code, line.category, known)
            | {"hazards": line.hazards, "stated": _stated_codes(stated)}
            for line in lines
        ],
        "declaration": {"by": declared.name, "at": declared.at} if declared else None,
        "receipt": marks.get(certificates.RECEIPT, {})
        | {
            "kg": _sum(lines, "accepted_kg", "refused_kg"),
            "accepted_kg": _sum(lines, "accepted_kg"),
            "refused_kg": _sum(lines, "refused_kg"),
        },
        "completion": marks.get(certificates.COMPLETION, {})
        | {"treated_kg": sum((line.treated_kg for line in lines), Decimal(0))},
    }


def notification(card: ApprovalCard, stream: str, known: Known) -> dict[str, object]:
    """The notification an approval rests on; `stream`: for the suggestions of codes."""
    stated = known.notifications.get(card.id, {})
    start, end = known.sites[card.from_site], known.sites[card.to_site]
    category = f"HW{card.code[-2:]}" if card.scheme == "cn-hw" else ""
    values: Values = {
        "exporter": _site(start, known),
        "importer": _site(end, known),
        "number": {
            "number": card.number,
            "kind": "single" if card.shipments == 1 else "multiple",
            "preconsented": stated.get("preconsented", False),
        },
        "shipments": card.shipments,
        "quantity": {"tonnes": card.tonnes},
        "period": {"first": card.valid_from, "last": card.valid_to},
        "packaging": {"packaging": stated.get("packaging", ""), "handling": stated.get("handling", "")},
        "carriers": stated.get("carriers", []),
        "generator": _site(start, known) | {"process": stated.get("process", "")},
        "facility": _site(end, known),
        "operation": {
            "methods": [_method(method, known) for method in card.methods],
            "technology": stated.get("technology", ""),
            "reason": stated.get("reason", ""),
        },
        "composition": stated.get("composition", ""),
        "physical": stated.get("physical", ""),
        "codes": _codes(stream, card.scheme, card.code, category, known) | {"stated": _stated_codes(stated)},
        "states": stated.get("states", []),
        "consent": {"number": card.number, "first": card.valid_from, "last": card.valid_to},
        "conditions": card.conditions,
    }
    return {
        "approval": card.id,
        "kind": card.kind,
        "blocks": filled(papers().notification, values, known.language),
        "contract": stated.get("contract", ""),
        "insurance": stated.get("insurance", ""),
        "conditions": card.conditions,
    }


# --- where it stands -------------------------------------------------------------------------------------------


def certified(manifest: Manifest, treated_at: datetime | None, now: datetime) -> list[dict[str, Any]]:
    """Both certificates, as far as there is something to certify: until when, and issued when and by whom."""
    found = []
    for box in (certificates.RECEIPT, certificates.COMPLETION):
        until = certificates.due(manifest, box, treated_at)
        if until is None:
            continue
        mark = certificates.issued(manifest, box)
        last = local_date(until)
        found.append(
            {
                "certificate": box,
                "due": last,
                "issued_at": mark.at if mark else None,
                "by": mark.name if mark else None,
                "late": local_date(mark.at if mark else now) > last,
            }
        )
    return found


def taken_back(manifest: Manifest, now: datetime, came_back: bool = False) -> dict[str, Any] | None:
    """The way back, where it was started."""
    back = manifest.take_back
    if back is None:
        return None
    last = local_date(back.due)
    late = not came_back and local_date(now) > last
    return {
        "reason": back.reason, "said": back.said, "at": back.at, "due": last, "came_back": came_back, "late": late
    }  # fmt: skip


def _copies(manifest: Manifest) -> list[dict[str, object]]:
    """Who holds which copy of the notice, and since when."""
    since: dict[str, datetime | None] = {
        "signed": _at(manifest, "consignor"),
        "departed": manifest.carriers[0].departed_at,
        "arrived": manifest.leg.arrived_at,
        "receipt": _at(manifest, certificates.RECEIPT),
    }
    holders = {"consignor": manifest.consignor.name, "carrier": manifest.leg.name, "consignee": manifest.consignee.name}
    return [
        {"copy": one.copy, "holder": one.holder, "name": holders.get(one.holder), "since": since[one.since]}
        for one in papers().copies
    ]


def _at(manifest: Manifest, box: str) -> datetime | None:
    mark = certificates.issued(manifest, box)
    return mark.at if mark else None


# --- single blocks ---------------------------------------------------------------------------------------------


def _party(party: Party, known: Known) -> dict[str, object]:
    site = known.sites.get(party.site)
    return {"name": party.name, "site": site.site_name if site else "", "city": party.city} | _registered(site)


def _site(site: SiteCard, known: Known) -> dict[str, object]:
    city = known.book.jurisdictions.get(site.city)
    return {
        "name": site.org_name,
        "site": site.site_name,
        "city": site.city,
        "place": city.names[known.language] if city else site.city,
    } | _registered(site)


def _registered(site: SiteCard | None) -> dict[str, object]:
    return {"registered": site.credit_code} if site else {}


def _operation(line: Line, known: Known) -> dict[str, object]:
    return _method(line.method or "", known) | {"line": line.name}


def _method(method: str, known: Known) -> dict[str, object]:
    found = known.book.treatment(method)
    return {"method": method, "name": found.names[known.language] if found else ""}


def _codes(stream: str, scheme: str, code: str, category: str, known: Known) -> dict[str, object]:
    on: date = local_date(known.now)
    found = suggested(known.book, stream, scheme, code, category, on)
    return {
        "scheme": scheme,
        "code": code,
        "suggested": [
            {"code": one.code, "grade": one.grade, "source": one.source, "confidence": one.confidence} for one in found
        ],
    }


def _stated_codes(stated: Mapping[str, Any]) -> dict[str, object]:
    names = ("annex_code", "y_code", "h_codes", "un_number", "un_class", "un_name", "hs_code")
    return {name: stated[name] for name in names if stated.get(name)}


def _sum(lines: list[Line], *names: str) -> Decimal | None:
    """Null before the facility has decided."""
    if any(getattr(line, name) is None for line in lines for name in names):
        return None
    return sum((getattr(line, name) for line in lines for name in names), Decimal(0))


def suggested(book: Book, stream: str, scheme: str, code: str, category: str, on: date) -> list[Suggestion]:
    """Basel codes that may fit: of the hazardous category's crosswalk, and of Annex II."""
    found = [one for one in papers().suggestions if one.fits(stream, scheme, code)]
    known = holding(book.crosswalk.get(category, ()), on) if scheme == "cn-hw" else None
    if known and known.match != "none":
        grade: Literal["exact", "close", "partial"] = known.match
        names = [name for name in (known.basel_y, known.basel_annex8) if name]
        found = [Suggestion(name, grade, known.source, known.confidence) for name in names] + found
    return found
