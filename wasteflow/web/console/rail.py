"""The rail: at most seven entries a role; pages of one kind share an entry and are its tabs. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from wasteflow.catalog.law import zone
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import allowed


@dataclass(frozen=True)
class Page:
    """A page with its name in `console.nav`, the action it needs, and whose it is beyond that."""

    name: str
    to: str
    action: str = ""
    whose: Callable[[Actor], bool] = lambda _: True

    def open_to(self, actor: Actor) -> bool:
        return (not self.action or allowed(actor, self.action)) and self.whose(actor)


@dataclass(frozen=True)
class Entry:
    """What stands in the rail; `here`: the page shown is one of its; `tabs`: drawn where it is one of these lists."""

    name: str
    to: str
    here: bool
    tabs: list[Page]


def _under(*zones: str) -> Callable[[Actor], bool]:
    """Companies and authorities under one of these laws, and who looks at all places."""

    def whose(actor: Actor) -> bool:
        place = actor.registered or actor.city
        return place is None or zone(place) in zones

    return whose


_MAINLAND, _HONG_KONG = _under("mainland"), _under("hong_kong")


def _overdue(actor: Actor) -> bool:
    """For who looks at companies from outside."""
    return actor.org is None and _MAINLAND(actor)


def _at_a_desk(actor: Actor) -> bool:
    return actor.role is not Role.DRIVER


def _of_a_company(actor: Actor) -> bool:
    return actor.org is not None


def _builds(actor: Actor) -> bool:
    """Where building sites file plans."""
    return actor.role is Role.GENERATOR and _MAINLAND(actor)


# An entry of several pages has a name of its own, or that of the first page one may open.
GROUPS: tuple[tuple[str, tuple[Page, ...]], ...] = (
    ("", (Page("home", "/console"),)),
    ("", (Page("stock", "/console/stock", "batch:weigh"), Page("batches", "/console/batches", "custody:see"))),
    (
        "",
        (
            Page("manifests", "/console/manifests", "custody:see"),
            Page("corrections", "/console/corrections", "custody:see"),
            Page("leave", "/console/leave", "signature:delegate"),
            Page("road", "/console/road", "road:look"),
        ),
    ),
    ("", (Page("rounds", "/console/rounds", "round:collect"),)),
    (
        "",
        (
            Page("devices", "/console/devices", "device:manage", _of_a_company),
            Page("refused_events", "/console/refused-events", "refused:settle", _of_a_company),
        ),
    ),
    (
        "filings",
        (
            Page("declarations", "/console/declarations", "declaration:file", _MAINLAND),
            Page("overdue", "/console/declarations/overdue", "custody:see", _overdue),
            Page("ledger", "/console/ledger", "ledger:import"),
            Page("registers", "/console/registers", "custody:see", _at_a_desk),
            Page("approvals", "/console/approvals", "custody:see", _at_a_desk),
            Page("codes", "/console/codes", "", _at_a_desk),
            Page("billing", "/console/billing", "billing:see", _HONG_KONG),
            Page("site_plans", "/console/site-plans", "plan:file", _builds),
            Page("gate_prices", "/console/gate-prices", "capacity:offer"),
        ),
    ),
    (
        "topics",
        (
            Page("notices", "/console/notices", "notice:see"),
            Page("litter", "/console/chains/marine-litter", "notice:see"),
            Page("plastics", "/console/chains/plastics", "plastics:see"),
            Page("batteries", "/console/chains/batteries", "battery:see"),
            Page("construction", "/console/chains/construction", "construction:see"),
            Page("heavy_metals", "/console/chains/heavy-metals", "metal:see"),
        ),
    ),
    (
        "",
        (
            Page("cases", "/console/cases", "case:see"),
            Page("overview", "/console/overview", "case:see"),
            Page("companies", "/console/companies", "company:inspect"),
            Page("suspects", "/console/suspects", "company:inspect"),
            Page("rules", "/console/rules", "case:see"),
        ),
    ),
    ("", (Page("questions", "/console/questions", "case:answer"),)),
    (
        "",
        (
            Page("indicators", "/console/indicators", "indicator:see"),
            Page("standing", "/console/standing", "indicator:see"),
            Page("indicator_set", "/console/indicator-set", "indicator:see"),
            Page("statistics", "/console/statistics", "statistic:review"),
            Page("reports", "/console/reports", "indicator:see"),
            Page("bay", "/console/bay", "indicator:see"),
            Page("capacity", "/console/capacity", "capacity:see"),
            Page("carbon", "/console/carbon", "indicator:see"),
            Page("landfill_years", "/console/landfill-years", "statistic:enter"),
            Page("cells", "/console/cells", "cell:see"),
            Page("releases", "/console/releases", "release:see"),
        ),
    ),
)


def rail(actor: Actor, path: str) -> list[Entry]:
    """The entries of a person on the page at this address."""
    found = []
    for name, pages in GROUPS:
        mine = [page for page in pages if page.open_to(actor)]
        if mine:
            here = any(path == page.to or (path.startswith(f"{page.to}/") and page.to != "/console") for page in mine)
            tabs = mine if len(mine) > 1 and path in [page.to for page in mine] else []
            found.append(Entry(name if name and len(mine) > 1 else mine[0].name, mine[0].to, here, tabs))
    return found
