"""Ledger of a site on paper (HJ 1259-2022): what was made, stored, taken out, treated and sent away in a period.

One table for each link of the ledger, in the order a drum goes through them, each with its sum. The rows are those of
the ledger on screen and in its files; a period of more rows than a reader turns over is refused, with what to do, as
soon as so many were read (`reports.holdings.routes`).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET

from manifests.life import volumes
from manifests.sites.links import Link
from manifests.sites.sheet import Row
from reports import figures
from reports.model import Names
from reports.page import Align, Paper
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import LANDSCAPE, Sheets
from reports.table import Column
from wasteflow.catalog.book import Book
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.i18n import text
from wasteflow.places.model import SiteCard

MOST = 10_000  # rows of one print-out
_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("code", 31.0, "left"),
    ("at", 20.0, "left"),
    ("waste", 38.0, "left"),
    ("t", 17.0, "right"),
    ("basis", 18.0, "left"),
    ("container", 38.0, "left"),
    ("before", 31.0, "left"),
    ("person", 16.0, "left"),
    ("where", 0.0, "left"),
)


class Ledger(PaperFacts, frozen=True):
    """The rows of a site's period."""

    site: UUID
    site_name: str
    org_name: str
    credit_code: str
    city: Names
    first: date
    last: date
    hazardous: bool
    rows: tuple[Row, ...]
    methods: dict[str, Names]
    public_url: str
    form: int = 1


def load(
    book: Book, card: SiteCard, rows: Sequence[Row], *, first: date, last: date, hazardous: bool, public_url: str
) -> Ledger:
    """The ledger of a period (`manifests.sites.reading`)."""
    place = book.jurisdictions.get(card.city)
    return Ledger(
        site=card.site,
        site_name=card.site_name,
        org_name=card.org_name,
        credit_code=card.credit_code,
        city=place.names if place else {},
        first=first,
        last=last,
        hazardous=hazardous,
        rows=tuple(rows),
        methods={m: found.names for m in sorted({row.method for row in rows}) if (found := book.treatment(m))},
        public_url=public_url,
    )


def issue(facts: Ledger, language: str) -> Issue:
    """Its place in the archive: rows that came in later make another version of the same period."""
    waste = "hazardous" if facts.hazardous else "general"
    key = f"{facts.site.hex[-8:].upper()}-{facts.first:%Y%m%d}-{facts.last:%Y%m%d}"
    number = numbered("LG", key, language, facts.digest)
    series = f"ledger:{facts.site}:{waste}:{facts.first}:{facts.last}:{language}"
    return Issue("ledger", series, number, language, facts.digest, len(facts.rows))


def draw(facts: Ledger, language: str) -> bytes:
    """The ledger as a PDF, laid across."""
    return _Drawn(facts, language).render()


class _Drawn:
    def __init__(self, facts: Ledger, language: str) -> None:
        self.facts, self.language = facts, language
        issued = issue(facts, language)
        self.title = self.say("title" if facts.hazardous else "title_general")
        self.period = f"{figures.day(facts.first, language)} – {figures.day(facts.last, language)}"
        foot = strip(issued, self.say("rests", count=len(facts.rows)), facts.public_url)
        head = (self.title, self.period, issued.number)
        self.sheets = Sheets(
            Paper(f"{self.title} {facts.site_name} {self.period}", language, head, number=issued.number, foot=foot),
            LANDSCAPE,
        )

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.ledger.{key}", self.language, **facts)

    def render(self) -> bytes:
        facts, sheets = self.facts, self.sheets
        unit = " · ".join(filter(None, (facts.org_name, facts.credit_code, facts.city.get(self.language, ""))))
        sheets.opening(self.title, f"{facts.site_name} · {self.period}", unit)
        for link in Link:
            if rows := [row for row in facts.rows if row.link is link]:
                self._link(link, rows)
        if not facts.rows:
            sheets.paragraph(self.say("none"))
        sheets.gap(6)
        sheets.room(16)
        sheets.fields([(self.say(f"sign.{name}"), "") for name in ("made", "checked", "day")], across=3)
        return sheets.paper.render()

    def _link(self, link: Link, rows: list[Row]) -> None:
        total = sum((row.kg for row in rows), Decimal(0))
        said = self.say("sum", count=len(rows), t=self._t(total))
        name = text(f"ledger.link.{link}", self.language)
        self.sheets.heading(name[:1].upper() + name[1:], said, keep=24)
        columns = [Column(self.say(f"columns.{name}"), wide, align) for name, wide, align in _COLUMNS]
        self.sheets.grid(columns, [self._row(row) for row in rows])
        self.sheets.gap(4)

    def _row(self, row: Row) -> list[str]:
        container = text(f"words.container.{row.container}", self.language)
        if row.containers > 1:
            container += f" × {row.containers}"
        return [
            row.code or figures.NONE,
            f"{row.at.astimezone(BAY_AREA):%Y-%m-%d %H:%M}",
            " ".join(filter(None, (row.name, row.waste_code, row.hazards))),
            self._t(row.kg),
            self._basis(row),
            " ".join(filter(None, (container, row.container_code))),
            " ".join(row.previous),
            row.person,
            self._where(row),
        ]

    def _where(self, row: Row) -> str:
        code = row.method.partition(":")[2]
        method = f"{code} {self.facts.methods.get(row.method, {}).get(self.language, '')}".strip()
        return " · ".join(filter(None, (row.party, row.permit, row.number, row.carrier, row.plate, method)))

    def _basis(self, row: Row) -> str:
        said = text(f"words.basis.{row.basis}", self.language)
        return said if row.volume is UNSET else f"{said} ({volumes.written(row.volume, self.language)})"

    def _t(self, kg: Decimal) -> str:
        """Tonnes as exact as the kilograms, three decimals at least."""
        places = max(3, -int((kg / 1000).normalize().as_tuple().exponent)) if kg else 3
        return figures.tonnes(kg, self.language, min(places, 6))
