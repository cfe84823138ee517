"""The manifest on one sheet of paper: consignor, carriers, consignee, each with its lines, weights and signature.

What is not known yet stays empty, with room to write: the sheet also serves where a signal does not.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial

import msgspec
from msgspec import Struct

from manifests.codes.issuing import Issuer, of_manifest
from manifests.life import volumes
from manifests.life.model import Carrier, Line, Manifest, ManifestStatus, Party, Weight
from reports import figures, qr
from reports.model import Names
from reports.page import ACCENT, BASELINE, INK, MARGIN, QUIET, RULE, SHADE, Page, Paper
from reports.proof.model import Issue, fingerprint, numbered
from reports.proof.strip import strip
from reports.table import Column, table
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text


class Sheet(Struct, frozen=True):
    """A manifest with the names its codes stand for."""

    manifest: Manifest
    stream: Names
    cities: dict[str, Names]
    methods: dict[str, Names]  # scheme:code -> name
    payload: str  # of the QR; empty while it has no number
    public_url: str = ""

    @property
    def digest(self) -> str:
        """Fingerprint of what it says; the moment its QR was signed is no part of it."""
        return fingerprint(msgspec.structs.replace(self, payload="", public_url=""))


def load(book: Book, manifest: Manifest, *, issuer: Issuer) -> Sheet:
    """The names come from the catalogue; the rest stands on the manifest as it was written."""
    methods = {}
    for line in manifest.lines:
        if known := book.treatment(line.method or ""):
            methods[line.method or ""] = known.names
    return Sheet(
        manifest=manifest,
        stream=book.stream(manifest.stream).names,
        cities={
            p.city: book.jurisdictions[p.city].names
            for p in (manifest.consignor, manifest.consignee)
            if p.city in book.jurisdictions
        },
        methods=methods,
        payload=issuer.text(of_manifest(manifest, issuer.now)) if manifest.number else "",
        public_url=issuer.public_url,
    )


def issue(sheet: Sheet, language: str) -> Issue:
    """Its place in the archive: the sheet of a later step takes its place."""
    manifest, digest = sheet.manifest, sheet.digest
    number = numbered("M", manifest.number or manifest.id.hex[-12:].upper(), language, digest)
    return Issue("manifest", f"manifest:{manifest.id}:{language}", number, language, digest, manifest.seq)


def draw(sheet: Sheet, language: str) -> bytes:
    """The sheet as a PDF of one page, more where the lines need it."""
    return _Drawn(sheet, language).render()


_QR = 36  # mm: it carries the parties and the lines, for the road-side
_LINES = 8  # at most on the first page; what goes beyond stands on pages of its own
_FOOT = 270.0  # mm: below it stands how the sheet proves itself


class _Drawn:
    def __init__(self, sheet: Sheet, language: str) -> None:
        self.sheet, self.manifest, self.language = sheet, sheet.manifest, language
        number = self.manifest.number or self.say("draft")
        title = self.say("title", what=sheet.stream.get(language, ""))
        self.title = title
        issued = issue(sheet, language)
        rests = text("reports.proof.step", language, count=issued.watermark)
        foot = strip(issued, rests, sheet.public_url)
        self.paper = Paper(f"{title} {number}", language, (title, "", number), number=issued.number, foot=foot)

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.sheet.{key}", self.language, **facts)

    def render(self) -> bytes:
        lines = self.manifest.lines
        shown = self._shown()
        page = self.paper.page()
        self._head(page)
        y = page.row(7.5)
        for block in self._blocks(lines[:shown]):
            if y + block(Page(), 0.0) > _FOOT:
                page = self.paper.page()
                y = page.row(3)
            y = block(page, y) + 4
        for start in range(shown, len(lines), 2 * _LINES):
            more = self.paper.page()
            part = lines[start : start + 2 * _LINES]
            y = self._sent(more, more.row(3), part, start + 1)
            self._received(more, y + 8, part, start + 1)
        return self.paper.render()

    def _shown(self) -> int:
        """How many lines the first page has room for beside the parties; where for none, parties go on a second."""
        most = min(len(self.manifest.lines), _LINES)
        for count in range(most, 0, -1):
            tall = sum(block(Page(), 0.0) + 4 for block in self._blocks(self.manifest.lines[:count]))
            if Page.row(7.5) + tall - 4 <= _FOOT:
                return count
        return most

    def _blocks(self, lines: tuple[Line, ...]) -> list[Callable[[Page, float], float]]:
        """What stands on the sheet, from top to foot; each is drawn from a baseline on and answers the one after it."""
        carriers = range(1, len(self.manifest.carriers) + 1)
        return [
            lambda page, y: self._consignor(page, y, lines),
            *(partial(self._carrier_part, number) for number in carriers),
            lambda page, y: self._consignee(page, y, lines),
        ]

    # --- parts -------------------------------------------------------------------------------------------

    def _head(self, page: Page) -> None:
        manifest, edge = self.manifest, page.width - MARGIN
        page.text(page.column(0), page.row(1), self.title, size=20, bold=True, limit=page.span(9))
        status = text(f"words.manifest_status.{manifest.status}", self.language)
        if manifest.number is None:
            page.text(page.column(0), page.row(3), self.say("draft"), size=14, bold=True, colour=QUIET)
            page.text(page.column(0), page.row(4.3), str(manifest.id), size=9, colour=QUIET)
            return
        grouped = " ".join((manifest.number[:4], manifest.number[4:8], manifest.number[8:]))
        page.text(page.column(0), page.row(3), grouped, size=18, bold=True, colour=ACCENT)
        page.text(page.column(0), page.row(4.3), f"{status} · {self.say('kept')}", size=9, colour=QUIET)
        page.symbol(edge - _QR, page.row(-0.6), _QR, qr.symbol(self.sheet.payload))
        page.link(edge - _QR, page.row(-0.6), _QR, _QR, self.sheet.payload)

    def _consignor(self, page: Page, y: float, lines: tuple[Line, ...]) -> float:
        party, signed = self.manifest.consignor, self._signature("consignor")
        y = self._bar(page, y, "consignor")
        y = self._fields(page, y, [*self._party(party), ("signed", signed[0]), ("handed_over", signed[1])])
        return self._sent(page, y + 2, lines, 1)

    def _sent(self, page: Page, y: float, lines: tuple[Line, ...], first: int) -> float:
        columns = self._columns(page, no=8, waste=60, hazards=20, form=20, packages=16, sent=0)
        rows = [
            [
                str(number),
                f"{line.name} {line.code.code}",
                line.hazards,
                text(f"words.form.{line.form}", self.language) if line.form else "",
                str(line.packages),
                self._weight(line.sent),
            ]
            for number, line in enumerate(lines, first)
        ]
        if first == 1 and len(lines) == len(self.manifest.lines):
            packages = sum(line.packages for line in lines)
            total = sum((line.sent.kg for line in lines), Decimal(0))
            rows.append(["", self.say("total"), "", "", str(packages), figures.kilograms(total, self.language)])
            return table(page, page.column(0), y, columns, rows, total=True)
        return table(page, page.column(0), y, columns, rows)

    def _carrier_part(self, number: int, page: Page, y: float) -> float:
        several = len(self.manifest.carriers) > 1
        y = self._bar(page, y, "carrier", f" {number}" if several else "")
        return self._fields(page, y, self._carrier(self.manifest.carriers[number - 1], number)) - 2

    def _consignee(self, page: Page, y: float, lines: tuple[Line, ...]) -> float:
        party, signed = self.manifest.consignee, self._signature("consignee")
        y = self._bar(page, y, "consignee")
        opinion = ""
        if self.manifest.status in _OPINIONS:
            opinion = text(f"words.manifest_status.{self.manifest.status}", self.language)
        if self.manifest.refusal_reason:
            opinion = f"{opinion} · {self.manifest.refusal_reason}"
        fields = [*self._party(party), ("signed", signed[0]), ("received", signed[1]), ("opinion", opinion)]
        return self._received(page, self._fields(page, y, fields) + 2, lines, 1)

    def _received(self, page: Page, y: float, lines: tuple[Line, ...], first: int) -> float:
        columns = self._columns(page, no=8, code=22, weighed=32, difference=20, accepted=20, refused=20, method=0)
        rows = [
            [
                str(number),
                line.code.code,
                self._weight(line.weighed) if line.weighed else "",
                self._difference(line),
                figures.kilograms(line.accepted_kg, self.language) if line.accepted_kg is not None else "",
                figures.kilograms(line.refused_kg, self.language) if line.refused_kg else "",
                self._method(line.method),
            ]
            for number, line in enumerate(lines, first)
        ]
        return table(page, page.column(0), y, columns, rows)

    # --- words -------------------------------------------------------------------------------------------

    def _party(self, party: Party) -> list[tuple[str, str]]:
        city = self.sheet.cities.get(party.city, {}).get(self.language, party.city)
        return [("name", party.name), ("city", city), ("permit", party.permit or "")]

    def _carrier(self, carrier: Carrier, number: int) -> list[tuple[str, str]]:
        return [
            ("name", carrier.name),
            ("plate", carrier.plate or ""),
            ("driver", carrier.driver or ""),
            ("departed", self._moment(carrier.departed_at)),
            ("arrived", self._moment(carrier.arrived_at)),
            ("signed", self._signature(f"carrier:{number}")[0]),
        ]

    def _signature(self, box: str) -> tuple[str, str]:
        for signature in self.manifest.signatures:
            if signature.box == box:
                how = text(f"words.signing_mode.{signature.mode}", self.language) if signature.absent else ""
                return " · ".join(filter(None, (signature.name, how))), self._moment(signature.at)
        return "", ""

    def _moment(self, at: datetime | None) -> str:
        return figures.minute(at, self.language) if at else ""

    def _weight(self, weight: Weight) -> str:
        basis = text(f"words.basis.{weight.basis}", self.language)
        rests = volumes.written(weight.volume, self.language) if weight.volume else basis
        return f"{figures.kilograms(weight.kg, self.language)} {rests}"

    def _difference(self, line: Line) -> str:
        if line.weighed is None:
            return ""
        change = line.weighed.kg - line.sent.kg
        sign = "+" if change > 0 else ""
        return sign + figures.kilograms(change, self.language)

    def _method(self, method: str | None) -> str:
        name = self.sheet.methods.get(method or "", {}).get(self.language, "")
        return f"{(method or '').partition(':')[2]} {name}".strip()

    # --- bones -------------------------------------------------------------------------------------------

    def _bar(self, page: Page, y: float, part: str, more: str = "") -> float:
        page.rect(page.column(0), y - 4.6, page.span(12), 7, fill=SHADE)
        page.rect(page.column(0), y - 4.6, 1.4, 7, fill=ACCENT)
        page.text(page.column(0) + 4, y, self.say(f"parts.{part}") + more, size=10.5, bold=True)
        return y + BASELINE + 2

    def _fields(self, page: Page, y: float, fields: list[tuple[str, str]]) -> float:
        """Three to a row; an empty one keeps a line to write on."""
        for start in range(0, len(fields), 3):
            for i, (name, value) in enumerate(fields[start : start + 3]):
                x, room = page.column(4 * i), page.span(4)
                page.text(x, y, self.say(f"fields.{name}"), size=7.5, colour=QUIET)
                page.text(x, y + 5, value, size=9.5, bold=True, limit=room)
                page.line(x, y + 6.6, x + room, y + 6.6, colour=RULE if value else INK)
            y += 12
        return y

    def _columns(self, page: Page, **wanted: float) -> list[Column]:
        """Columns by their widths; 0 takes what is left."""
        rest = page.span(12) - sum(wanted.values())
        left = {"no", "waste", "hazards", "form", "code", "method"}
        return [
            Column(self.say(f"columns.{name}"), width or rest, "left" if name in left else "right")
            for name, width in wanted.items()
        ]


_OPINIONS = {ManifestStatus.ACCEPTED, ManifestStatus.PARTLY_ACCEPTED, ManifestStatus.REFUSED, ManifestStatus.CLOSED}
