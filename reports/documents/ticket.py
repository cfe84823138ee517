"""Trip ticket of Hong Kong and Macao in its copies: producer, collector and reception point keep one each.

Every copy says the same and names whose it is, until when it must be kept and shown, and which is the original. What
nobody has signed yet stays empty, with room to sign by hand: the paper travels with the load.
"""

from datetime import date, datetime
from decimal import Decimal

from manifests.life import volumes
from manifests.life.model import Manifest, Weight
from manifests.tickets.commands import Sheet
from manifests.tickets.copies import Copy
from manifests.tickets.paper import law_of
from reports import figures
from reports.model import Names
from reports.page import ACCENT, SHADE, Paper
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import Sheets
from reports.table import Column
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text


class Ticket(PaperFacts, frozen=True):
    """The manifest with what its ticket adds."""

    manifest: Manifest
    stream: Names
    law: Names
    cities: dict[str, Names]
    methods: dict[str, Names]
    paper: str  # the number printed on the paper, where it is noted
    copies: tuple[Copy, ...]
    deliver_by: datetime | None
    public_url: str
    form: int = 1


def load(book: Book, manifest: Manifest, sheet: Sheet, *, on: date, public_url: str) -> Ticket:
    """The ticket as it stands (`manifests.tickets.commands.sheet_of`), with the names its codes stand for."""
    methods = sorted({x.method for x in manifest.lines if x.method})
    cities = {manifest.consignor.city, manifest.consignee.city}
    return Ticket(
        manifest=manifest,
        stream=book.stream(manifest.stream).names,
        law=law_of(sheet.citation, on),
        cities={city: book.jurisdictions[city].names for city in sorted(cities) if city in book.jurisdictions},
        methods={method: found.names for method in methods if (found := book.treatment(method))},
        paper=sheet.paper or "",
        copies=sheet.copies,
        deliver_by=sheet.deliver_by,
        public_url=public_url,
    )


def issue(facts: Ticket, language: str) -> Issue:
    """Its place in the archive: that of a later step takes its place."""
    manifest = facts.manifest
    number = numbered("TT", manifest.number or manifest.id.hex[-12:].upper(), language, facts.digest)
    return Issue("ticket", f"ticket:{manifest.id}:{language}", number, language, facts.digest, manifest.seq)


def draw(facts: Ticket, language: str) -> bytes:
    """All copies, one after the other."""
    issued = issue(facts, language)
    title = text("reports.ticket.title", language, what=facts.stream.get(language, ""))
    foot = strip(issued, text("reports.proof.step", language, count=facts.manifest.seq), facts.public_url)
    head = (title, facts.manifest.number or "", issued.number)
    paper = Paper(f"{title} {facts.manifest.number or ''}", language, head, number=issued.number, foot=foot)
    for n, copy in enumerate(facts.copies, 1):
        _Copy(facts, language, Sheets(paper), title, n, copy).draw()
    return paper.render()


class _Copy:
    """One copy on its sheet."""

    def __init__(self, facts: Ticket, language: str, sheets: Sheets, title: str, n: int, copy: Copy) -> None:
        self.facts, self.language, self.sheets = facts, language, sheets
        self.title, self.n, self.copy = title, n, copy

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.ticket.{key}", self.language, **facts)

    def draw(self) -> None:
        manifest, copy = self.facts.manifest, self.copy
        whose = self.say("copy", n=self.n, of=len(self.facts.copies), whose=self.say(f"part.{copy.box}"))
        self.sheets.opening(self.title, f"{manifest.number or ''} · {whose}", self.facts.law.get(self.language, ""))
        kept = self.say("kept", day=figures.day(copy.keep_until, self.language)) if copy.keep_until else ""
        self.sheets.fields(
            [
                (self.say("fields.printed"), self.facts.paper),
                (self.say("fields.keep"), " · ".join(filter(None, (self._original(), kept or self.say("keep"))))),
                (self.say("fields.status"), text(f"words.manifest_status.{manifest.status}", self.language)),
                (self.say("fields.deliver_by"), self._moment(self.facts.deliver_by)),
            ]
        )
        self._producer()
        for n in range(len(manifest.carriers)):
            self._collector(n)
        self._reception()

    def _original(self) -> str:
        return self.say("original") if self.copy.original else ""

    def _producer(self) -> None:
        party = self.facts.manifest.consignor
        self._part("consignor", "A", keep=60)
        self.sheets.fields(
            [(self.say("fields.name"), party.name), (self.say("fields.place"), self._city(party.city)),
             (self.say("fields.permit"), party.permit or ""), *self._signed("consignor")]
        )  # fmt: skip
        rows = [
            [
                str(n), f"{x.name} {x.code.code}", x.hazards, self._form(x.form), str(x.packages), self._weight(x.sent),
            ]
            for n, x in enumerate(self.facts.manifest.lines, 1)
        ]  # fmt: skip
        total = sum((x.sent.kg for x in self.facts.manifest.lines), Decimal(0))
        rows.append(["", self.say("total"), "", "", "", figures.kilograms(total, self.language)])
        columns = (("no", 8.0), ("waste", 0.0), ("hazards", 20.0), ("form", 24.0), ("packages", 22.0), ("sent", 38.0))
        self._grid(*columns, rows=rows)

    def _collector(self, n: int) -> None:
        carrier = self.facts.manifest.carriers[n]
        self._part("carrier", "B" if not n else f"B{n + 1}", keep=44)
        self.sheets.fields(
            [(self.say("fields.name"), carrier.name), (self.say("fields.plate"), carrier.plate or ""),
             (self.say("fields.driver"), carrier.driver or ""),
             (self.say("fields.collected"), self._moment(carrier.departed_at)), *self._signed(f"carrier:{n + 1}")]
        )  # fmt: skip

    def _reception(self) -> None:
        manifest = self.facts.manifest
        party = manifest.consignee
        self._part("consignee", "C", keep=60)
        arrived = manifest.carriers[-1].arrived_at
        self.sheets.fields(
            [(self.say("fields.name"), party.name), (self.say("fields.place"), self._city(party.city)),
             (self.say("fields.permit"), party.permit or ""), (self.say("fields.arrived"), self._moment(arrived)),
             *self._signed("consignee"), (self.say("fields.reason"), manifest.refusal_reason)]
        )  # fmt: skip
        rows = [
            [
                str(n), x.code.code, self._weight(x.weighed) if x.weighed else "", self._kg(x.accepted_kg),
                self._kg(x.refused_kg), self._method(x.method or ""),
            ]
            for n, x in enumerate(manifest.lines, 1)
        ]  # fmt: skip
        columns = (
            ("no", 8.0),
            ("code", 28.0),
            ("weighed", 38.0),
            ("accepted", 28.0),
            ("refused", 26.0),
            ("method", 0.0),
        )
        self._grid(*columns, rows=rows)

    # --- bones -------------------------------------------------------------------------------------------

    def _part(self, box: str, letter: str, *, keep: float) -> None:
        sheets = self.sheets
        sheets.gap(3)
        sheets.room(keep)
        page, y = sheets.page, sheets.y
        page.rect(sheets.left, y - 4.6, sheets.wide, 7, fill=SHADE)
        page.rect(sheets.left, y - 4.6, 1.4, 7, fill=ACCENT)
        page.text(sheets.left + 4, y, f"{letter}  {self.say(f'part.{box}')}", size=10.5, bold=True)
        sheets.gap(8)

    def _grid(self, *columns: tuple[str, float], rows: list[list[str]]) -> None:
        left = ("no", "waste", "hazards", "form", "code", "method")
        self.sheets.gap(2)
        self.sheets.grid(
            [Column(self.say(f"columns.{x}"), wide, "left" if x in left else "right") for x, wide in columns], rows
        )
        self.sheets.gap(5)

    def _signed(self, box: str) -> list[tuple[str, str]]:
        mark = next((x for x in self.facts.manifest.signatures if x.box == box), None)
        return [(self.say("fields.signed"), f"{mark.name} · {self._moment(mark.at)}" if mark else "")]

    def _city(self, code: str) -> str:
        return self.facts.cities.get(code, {}).get(self.language, code)

    def _moment(self, at: datetime | None) -> str:
        return figures.minute(at, self.language) if at else ""

    def _form(self, form: str) -> str:
        return text(f"words.form.{form}", self.language) if form else ""

    def _kg(self, kg: Decimal | None) -> str:
        return "" if kg is None else figures.kilograms(kg, self.language)

    def _weight(self, weight: Weight) -> str:
        basis = text(f"words.basis.{weight.basis}", self.language)
        rests = volumes.written(weight.volume, self.language) if weight.volume else basis
        return f"{figures.kilograms(weight.kg, self.language)} {rests}"

    def _method(self, method: str) -> str:
        return f"{method.partition(':')[2]} {self.facts.methods.get(method, {}).get(self.language, '')}".strip()
