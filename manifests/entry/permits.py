"""Which waste a site's permits let it take in, and how treat it. Pure."""

from datetime import date

from manifests import refusals as r
from manifests.life.model import Batch, Line
from wasteflow.catalog.tickets import tickets
from wasteflow.core.errors import Refusal
from wasteflow.places.model import PermitCard, SiteCard

HAZARDOUS = "cn-hw"


def asked_for(regime: str) -> set[str]:
    """The lists of whose waste a receiver needs a permit: hazardous waste, and what the regime's ticket names."""
    ticket = tickets().get(regime)
    named = {scheme for x in ticket.licences if x.party == "consignee" for scheme in x.schemes} if ticket else set()
    return {HAZARDOUS} | named


def takes(site: SiteCard, waste: Batch | Line, today: date, path: str) -> list[Refusal]:
    """Why a site may not take a waste in today; nothing where it may."""
    return takes_code(site, waste.code.scheme, waste.code.code, waste.category, today, path)


def takes_code(site: SiteCard, scheme: str, code: str, category: str, today: date, path: str) -> list[Refusal]:
    """Only hazardous waste needs the receiver's permit; a permit names full codes or whole categories."""
    if scheme != HAZARDOUS:
        return []
    covering = [p for p in site.permits if p.takes_in and p.covers(scheme, code, category)]
    if not covering:
        return [r.NoPermit(path, name=site.site_name, code=code)]
    if any(p.valid_on(today) for p in covering):
        return []
    latest = max(covering, key=lambda p: p.valid_to)
    facts = {"number": latest.number, "name": site.site_name, "code": code}
    if latest.valid_to < today:
        return [r.PermitExpired(path, on=latest.valid_to, **facts)]
    return [r.PermitNotYetValid(path, on=latest.valid_from, **facts)]


def treats(site: SiteCard, waste: Batch, method: str | None, today: date, path: str) -> list[Refusal]:
    """Of hazardous waste the receiver's permit names the ways of treatment, code by code; some name none."""
    code = (waste.code.scheme, waste.code.code, waste.category)
    covering = [p for p in site.permits if p.takes_in and p.valid_on(today) and p.covers(*code)]
    if waste.code.scheme != HAZARDOUS or not covering or any(p.covers(*code, method) for p in covering):
        return []
    return [r.MethodNotPermitted(path, name=site.site_name, method=method)]


def allows(site: SiteCard, waste: Batch | Line, method: str) -> bool:
    """Also under a permit that ran out since: what was taken in has to be treated. Of a waste that none of them names
    any more, any permit's ways count."""
    code = (waste.code.scheme, waste.code.code, waste.category)
    operating = [p for p in site.permits if p.takes_in]
    if waste.code.scheme != HAZARDOUS:
        return True
    if any(p.covers(*code) for p in operating):
        return any(p.covers(*code, method) for p in operating)
    return any(not p.methods or method in p.methods for p in operating)


def number(site: SiteCard, batch: Batch | Line, today: date) -> str | None:
    """Of the permit under which a site takes a waste in."""

    def fits(p: PermitCard) -> bool:
        return p.valid_on(today) and p.covers(batch.code.scheme, batch.code.code, batch.category)

    return next((p.number for p in site.permits if fits(p)), None)
