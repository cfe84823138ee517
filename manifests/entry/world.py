"""What stands outside custody, and what of it each kind of fact is checked against."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from manifests import refusals as r
from manifests.billing.charging import Accounts
from manifests.entry import scale
from manifests.entry.approvals import Known as Approvals
from manifests.entry.batteries import Codes
from manifests.entry.errand import Errand
from manifests.life import events as e
from manifests.life import restating
from manifests.life.model import NOT_STATED, Batch, Filled, Manifest
from wasteflow.catalog.book import Book
from wasteflow.catalog.model import Treatment
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal
from wasteflow.places.model import OrgCard, SiteCard


class World(msgspec.Struct, frozen=True):
    """What stands outside custody, as of today (Bay Area calendar)."""

    book: Book
    sites: Mapping[UUID, SiteCard]
    orgs: Mapping[UUID, OrgCard]
    plans: Mapping[UUID, frozenset[tuple[str, str]]]  # site -> (scheme, code) of its plan lines of the year
    taken: scale.Taken  # by sites that take in: what they received this year
    today: date
    approvals: Approvals = {}  # of the routes that need one
    accounts: Accounts = {}  # that are to pay for loads
    treated: Mapping[UUID, tuple[restating.Treatment, ...]] = {}  # of batches under correction
    codes: Codes = {}  # of batteries: where those that are named are known
    errand: Errand | None = None  # where a round does several things at once
    held: Mapping[UUID, Decimal] = {}  # kg in those stores filled whose limit is known
    coming: scale.Taken = scale.NOTHING  # by sites whose permits are far used: what is on the road to them

    def filled(self, site: UUID) -> Filled | UnsetType:
        """Who writes this in the place of the site's company, if anybody."""
        return self.errand.filled(site) if self.errand else UNSET


def open_site(world: World, site: UUID, path: str) -> SiteCard:
    """The card of a site that is on the register and open today."""
    card = world.sites.get(site)
    if card is None:
        raise r.UnknownSite(path)
    if card.closed(world.today):
        raise r.SiteClosed(path, name=card.site_name)
    return card


def own_site(world: World, site: UUID, org: UUID | None) -> SiteCard:
    """The card of a site that is this company's own."""
    card = open_site(world, site, "fact.site")
    if card.org != org:
        raise r.NotYourSite("fact.site")
    return card


def treatment(world: World, method: str, path: str) -> Treatment:
    """A way of treatment, by `scheme:code`."""
    found = world.book.treatment(method)
    if found is None:
        raise r.UnknownTreatment(path, method=method[:40])
    return found


def missing(fact: e.AnyEvent, state: Batch | Manifest | None, book: Book) -> list[Refusal]:
    """The fields that the stream requires at this step and that are empty."""
    stream = state.stream if state else fact.stream if isinstance(fact, e.Generated) else None
    if isinstance(fact, e.Created) and fact.written:
        stream = fact.written.stream
    if stream not in book.streams:
        return []
    step = "brought_back" if isinstance(fact, e.Created) and fact.is_return else fact.kind
    required = book.streams[stream].required.get(step, ())
    if not required or _all_there(fact, required):
        return []
    return [MissingField(path) for field in required if not _there(fact, field) for path in _empty(fact, field, "fact")]


def _all_there(fact: e.AnyEvent, fields: tuple[str, ...]) -> bool:
    """Whether they are plainly filled in, looked at together: almost always."""
    of_fact, of_line = _getters(fields)
    try:
        found = of_fact(fact)
        if of_line:
            lines = getattr(fact, "lines", None) or (None,)
            found += tuple(get(line) for line in lines for get in of_line)
    except AttributeError:  # there are none, or it stands somewhere else
        return False
    return all(map(_filled, found))


def _there(fact: e.AnyEvent, field: str) -> bool:
    """Whether it is plainly filled in, and nobody need look closer."""
    return _all_there(fact, (field,))


def _filled(found: object) -> bool:
    return bool(found) and not (isinstance(found, str) and found.isspace())


_Getter = Callable[[object], object]


@cache
def _getters(fields: tuple[str, ...]) -> tuple[Callable[[object], tuple[object, ...]], list[_Getter]]:
    """What is asked of the fact itself (beside its kind, so that it is always several), and what of each line."""
    of_line = [field for field in fields if field.startswith("lines.")]
    of_fact = [field for field in fields if field not in of_line]
    return attrgetter("kind", "about", *of_fact), [attrgetter(field.removeprefix("lines.")) for field in of_line]


def _empty(value: object, field: str, path: str) -> list[str]:
    """Paths under `value` at which `field` (with dots) is empty; a list is looked at item by item."""
    if isinstance(value, tuple):
        return [found for n, item in enumerate(value) for found in _empty(item, field, f"{path}[{n}]")]
    name, _, rest = field.partition(".")
    inner = getattr(value, name, None)
    if inner in (None, (), UNSET) or inner is NOT_STATED or (isinstance(inner, str) and not inner.strip()):
        return [f"{path}.{name}"]
    return _empty(inner, rest, f"{path}.{name}") if rest else []
