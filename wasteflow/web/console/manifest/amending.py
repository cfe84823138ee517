"""Putting a manifest right before it is sealed: only what its author may still write is a field, the rest says whose
signature sealed it."""

from uuid import UUID

from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life import sealing
from manifests.life.model import Manifest, Signature
from wasteflow.core import clock
from wasteflow.web.console import queries
from wasteflow.web.console.destinations import ways
from wasteflow.web.console.forms import Form
from wasteflow.web.console.holdings import queries as holdings
from wasteflow.web.console.manifest import exempting
from wasteflow.web.console.manifest.part import Case, Facts

CHOICES = 200
MOST_MORE = 40  # batches offered beside those that stand on it


def amended(form: Form) -> Proposable:
    """What the form showed as fields; what is sealed was none, and stays as it is."""

    def typed(name: str, most: int) -> str | None:
        return form.text(name, most=most) if form.every(name) else None

    more = form.ids("fact.more_carriers")
    return e.Amended(
        lines=_lines(form) if form.get("writes.lines") else None,
        consignee_site=form.id("fact.consignee_site") if form.every("fact.consignee_site") else None,
        carrier=form.id("fact.carrier") if form.every("fact.carrier") else None,
        more_carriers=tuple(more) if form.every("fact.more_carriers") else None,
        plate=typed("fact.plate", 20),
        driver=typed("fact.driver", 40),
        remark=typed("fact.remark", 300),
    )


def _lines(form: Form) -> tuple[e.LineDraft, ...]:
    chosen = form.ids("batch")
    form.renamed |= {f"fact.lines[{n}]": f"line:{batch}" for n, batch in enumerate(chosen)}
    return tuple(_line(form, batch) for batch in chosen)


def _line(form: Form, batch: UUID) -> e.LineDraft:
    at = f"line:{batch}"
    return e.LineDraft(
        batch, form.get(f"{at}.method") or None, form.count(f"{at}.packages"), exempting.claims(form, at)
    )


async def fields(case: Case) -> Facts:
    """What may be written, with the choices there are; and of the rest, who sealed it."""
    manifest, me, book = case.manifest, case.visit.me, await case.visit.book()
    mine = me.org == manifest.consignor.org
    leg = sealing.own_leg(manifest, me.org)
    seals = book.stream(manifest.stream).sealed
    today = clock.local_date(clock.now())
    by = {field: sealing.seal(manifest, field, seals, leg) for field in sealing.AUTHORS}
    party = "consignor" if mine else "carrier"
    writes = {field for field, authors in sealing.AUTHORS.items() if party in authors and by[field] is None}
    return {
        "writes": writes,
        "sealed": _told(by, mine),
        "leg": manifest.carriers[leg],
        **(await _choices(case, manifest) if mine and "consignee" in writes else _NO_CHOICES),
        "exempt": lambda x: exempting.rows_for(book, today, manifest.stream, x.code, x.category),
        "carriers": await _carriers(case, manifest) if "carriers.org" in writes else [],
    }


_NO_CHOICES: Facts = {"receivers": [], "more": [], "methods": []}


def _told(by: dict[str, Signature | None], mine: bool) -> dict[str, Signature]:
    """Of what this party wrote, what is sealed."""
    party = "consignor" if mine else "carrier"
    return {field: seal for field, seal in by.items() if seal is not None and party in sealing.AUTHORS[field]}


async def _choices(case: Case, manifest: Manifest) -> Facts:
    receivers = await queries.receivers(
        case.conn,
        codes=[(line.code.scheme, line.code.code, line.category) for line in manifest.lines],
        today=clock.local_date(clock.now()),
        sender=manifest.consignor.site,
        city=manifest.consignor.city,
        ways=ways(await case.visit.book(), manifest.consignor.city, manifest.stream),
        q=None,
        limit=CHOICES,
    )
    codes = list({line.code.code: line.code for line in manifest.lines}.values())
    onward = manifest.onward_of is not None  # what stands on a vehicle is not joined by what lies in store
    more = [] if onward else await holdings.free(
        case.conn, site=manifest.consignor.site, org=manifest.consignor.org, codes=codes, limit=MOST_MORE
    )  # fmt: skip
    named = {method for site in receivers for method in site.methods}
    named |= {line.method for line in manifest.lines if line.method}
    return {"receivers": receivers, "more": more, "methods": sorted(named)}


async def _carriers(case: Case, manifest: Manifest) -> list[queries.Carrier]:
    return await queries.carriers(
        case.conn,
        hazardous=any(line.code.scheme == "cn-hw" for line in manifest.lines),
        today=clock.local_date(clock.now()),
        city=manifest.consignor.city,
        limit=CHOICES,
    )
