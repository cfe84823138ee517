"""Signs at a store of hazardous waste (HJ 1276-2022): the zone sign within it, the sign of the facility at its door.

Yellow with black text as tall as the distance asks from which they are read; the page is the sign, or it is spread over
sheets of A4 or A3 to be cut and put together at full size. The warning picture is drawn by us. A zone sign names what
lies there with its hazards; what one sign has no room for stands on a second one.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Literal
from uuid import UUID

from msgspec import Struct
from reportlab.lib.colors import Color

from manifests.codes.labels import hazard_letters
from manifests.life.model import Batch
from reports import figures, qr, signs, typeface
from reports.page import A4, BLACK, PAPER, QUIET, Align, Page, Paper, width, wrap
from reports.proof.model import Issue, PaperFacts, numbered
from wasteflow.catalog.signs import Rgb, SignForm, sign_forms
from wasteflow.core.i18n import text
from wasteflow.places.model import SiteCard

Kind = Literal["zone", "storage", "recovery", "disposal"]
Sheet = Literal["sign", "a4", "a3"]
SHEETS = {"a4": A4, "a3": (A4[1], 2 * A4[0])}
_PT = 72 / 25.4
MOST = 5000  # batches in store that are looked through
_EDGE = 10.0  # mm that a printer leaves white


class Waste(Struct, frozen=True):
    """What lies in a zone."""

    name: str
    code: str
    hazards: tuple[str, ...]


class Sign(PaperFacts, frozen=True):
    """All that stands on it."""

    site: UUID
    kind: Kind
    size: SignForm
    unit: str
    place: str
    facility: str  # its code, where it has one
    answers: str  # who answers for it, and how to reach them
    wastes: tuple[Waste, ...]
    sheet: Sheet
    public_url: str
    form: int = 1


def load(
    card: SiteCard,
    stock: Sequence[Batch],
    *,
    kind: Kind,
    size: int,
    sheet: Sheet,
    facility: str,
    answers: str,
    codes: Sequence[str],
    public_url: str,
) -> Sign:
    """A sign of a site; a zone's wastes are those in store, only those of `codes` where any are named. `size`: which of
    the standard's, from 1, the smallest; the largest where there are not so many."""
    forms = sign_forms().zone if kind == "zone" else sign_forms().facility
    found = {
        batch.code.code: Waste(batch.name, batch.code.code, hazard_letters(batch.hazards))
        for batch in sorted(stock, key=lambda batch: batch.id)
        if not codes or batch.code.code in codes
    }
    return Sign(
        site=card.site,
        kind=kind,
        size=forms[min(size, len(forms)) - 1],
        unit=card.org_name,
        place=card.site_name,
        facility=facility,
        answers=answers,
        wastes=tuple(found[code] for code in sorted(found)) if kind == "zone" else (),
        sheet=sheet,
        public_url=public_url,
    )


def issue(facts: Sign, language: str) -> Issue:
    """Its place in the archive: what lies in a zone changes, and so does its sign."""
    key = f"{facts.site.hex[-8:].upper()}-{facts.kind[:3].upper()}-{facts.size.width}-{facts.sheet.upper()}"
    number = numbered("SG", key, language, facts.digest)
    series = f"sign:{facts.site}:{facts.kind}:{facts.facility}:{facts.size.width}:{facts.sheet}:{language}"
    return Issue("sign", series[:200], number, language, facts.digest, len(facts.wastes))


def draw(facts: Sign, language: str) -> bytes:
    """The sign as a PDF: a page of its size, or as many sheets as it takes."""
    number = issue(facts, language).number
    title = text(f"reports.sign.kind.{facts.kind}", language)
    paper = Paper(f"{title} {facts.place}", language, number=number)
    drawn = _Sign(facts, language, f"{facts.public_url.rstrip('/')}/R/{number}")
    for one in drawn.zone() if facts.kind == "zone" else [drawn.facility()]:
        if facts.sheet == "sign":
            paper.page(one.width, one.height).inset(0, 0, one)
        else:
            _spread(paper, one, SHEETS[facts.sheet])
    return paper.render()


def _spread(paper: Paper, one: Page, sheet: tuple[float, float]) -> None:
    """The sign at full size over as few sheets as there can be, each with the place where it is cut."""
    width, height = min((sheet, sheet[::-1]), key=lambda size: _count(one, size))
    wide, tall = width - 2 * _EDGE, height - 2 * _EDGE
    across, down = ceil(one.width / wide), ceil(one.height / tall)
    left, top = (across * wide - one.width) / 2, (down * tall - one.height) / 2
    for n in range(across * down):
        column, row = n % across, n // across
        page = paper.page(width, height)
        x, y = _EDGE + left - column * wide, _EDGE + top - row * tall
        page.inset(x, y, one)
        for mask in ((0, 0, width, _EDGE), (0, height - _EDGE, width, _EDGE), (0, 0, _EDGE, height),
                     (width - _EDGE, 0, _EDGE, height)):  # fmt: skip
            page.rect(*mask, fill=PAPER)
        for corner_x, out_x in ((_EDGE, -1), (width - _EDGE, 1)):
            for corner_y, out_y in ((_EDGE, -1), (height - _EDGE, 1)):
                page.line(corner_x, corner_y + out_y, corner_x, corner_y + 4 * out_y, width=0.15, colour=BLACK)
                page.line(corner_x + out_x, corner_y, corner_x + 4 * out_x, corner_y, width=0.15, colour=BLACK)
        page.text(width / 2, 6.5, f"{n + 1}/{across * down}", size=7, colour=QUIET, align="centre")


def _count(one: Page, sheet: tuple[float, float]) -> int:
    return ceil(one.width / (sheet[0] - 2 * _EDGE)) * ceil(one.height / (sheet[1] - 2 * _EDGE))


class _Sign:
    def __init__(self, facts: Sign, language: str, address: str) -> None:
        self.facts, self.form, self.language, self.address = facts, facts.size, language, address
        colours = sign_forms().colours
        self.ground, self.panel = _colour(colours["ground"]), _colour(colours["panel"])

    def say(self, key: str) -> str:
        return text(f"reports.sign.{key}", self.language)

    @staticmethod
    def size(tall: float) -> float:
        """The font size at which a Chinese character stands so many millimetres tall."""
        return tall / typeface.IDEOGRAPH * _PT

    def line(self, page: Page, x: float, y: float, said: str, tall: float, room: float, *, bold: bool = False,
             align: Align = "left") -> None:  # fmt: skip
        """One line. The standard's heights are of Chinese characters, so Chinese never gets smaller than it asks, and
        ends in an ellipsis where it must; other scripts are longer, and are set smaller."""
        size = self.size(tall)
        least = min(size, self.size(self.form.text)) if self.language.startswith("zh") else size / 2
        size = max(least, min(size, size * room / max(width(said, size, bold=bold), 0.1)))
        page.text(x, y, wrap(said, room * 1.001, size=size, bold=bold, limit=1)[0], size=size, bold=bold, colour=BLACK,
                  align=align)  # fmt: skip

    def _blank(self) -> Page:
        """The ground with its border."""
        form = self.form
        page = Page(form.width, form.height)
        page.rect(0, 0, form.width, form.height, fill=self.ground)
        inset = form.height / 60
        page.rect(inset, inset, form.width - 2 * inset, form.height - 2 * inset, stroke=BLACK, width=form.height / 120,
                  radius=form.height / 40)  # fmt: skip
        return page

    # --- the zone ----------------------------------------------------------------------------------------

    def zone(self) -> list[Page]:
        """As many signs as the wastes need; one with an empty panel where nothing lies there."""
        form = self.form
        top, foot = form.title * 2.6, form.height * 0.2
        row = max(form.text * 3.2, min(form.title * 1.9, (form.height - top - foot) / max(1, len(self.facts.wastes))))
        fits = max(1, int((form.height - top - foot) / row))
        parts = [self.facts.wastes[at : at + fits] for at in range(0, len(self.facts.wastes), fits)] or [()]
        return [self._zone(part, top, foot, row) for part in parts]

    def _zone(self, wastes: Sequence[Waste], top: float, foot: float, row: float) -> Page:
        form, page = self.form, self._blank()
        edge = form.width / 18
        title = self.say("kind.zone")
        room = form.width - 2 * edge
        self.line(page, form.width / 2, form.title * 1.9, title, form.title, room, bold=True, align="centre")
        page.rect(edge, top, form.width - 2 * edge, form.height - top - foot, fill=self.panel, stroke=BLACK,
                  width=form.height / 300)  # fmt: skip
        for n, waste in enumerate(wastes):
            self._waste(page, waste, edge, top + n * row, row)
        self._foot(page, edge, form.height - foot, foot)
        return page

    def _waste(self, page: Page, waste: Waste, x: float, y: float, row: float) -> None:
        """One row: its signs, its name and code."""
        half = row * 0.4
        left = x + row * 0.15
        for letter in waste.hazards:
            signs.hazard(page, letter, left + half, y + row / 2, half)
            left += 2 * half + row * 0.06
        room = self.form.width - 2 * x + x - left - row * 0.2
        tall = max(self.form.text, row * 0.3)
        words = figures.comma(self.language).join(
            text(f"words.hazard.{letter}", self.language) for letter in waste.hazards
        )
        self.line(page, left + row * 0.1, y + row * 0.46, waste.name, tall, room, bold=True)
        said = " ".join(filter(None, (waste.code, words)))
        self.line(page, left + row * 0.1, y + row * 0.85, said, self.form.text, room)

    def _foot(self, page: Page, edge: float, y: float, tall: float) -> None:
        side = tall * 0.78
        page.symbol(self.form.width - edge - side, y + tall * 0.1, side, qr.symbol(self.address.upper()))
        room = self.form.width - 2 * edge - side - edge / 2
        lines = [f"{self.facts.unit} · {self.facts.place}", self._field("answers"), self._field("code")]
        at = y + self.form.text * 2
        for line in filter(None, lines):
            self.line(page, edge, at, line, self.form.text, room)
            at += self.form.text * 1.75

    def _field(self, name: str) -> str:
        value = self.facts.answers if name == "answers" else self.facts.facility
        return f"{self.say(f'fields.{name}')}{figures.colon(self.language)}{value}" if value else ""

    # --- the facility ------------------------------------------------------------------------------------

    def facility(self) -> Page:
        """The triangle at the left, what it is and whose at the right."""
        form, page = self.form, self._blank()
        middle, high = form.triangle / 2 + form.width * 0.045, form.triangle * sqrt(3) / 2
        top = (form.height - high - form.title * 1.7) / 2
        self._triangle(page, middle, top, high)
        word = self.say("word")
        below = top + high + form.title * 1.5
        self.line(page, middle, below, word, form.title, form.triangle, bold=True, align="centre")
        x = middle + form.triangle / 2 + form.width * 0.025
        room = form.width - x - form.width * 0.04
        y = form.height * 0.12 + form.title
        for line in wrap(self.say(f"kind.{self.facts.kind}"), room, size=self.size(form.title), bold=True):
            self.line(page, x, y, line, form.title, room, bold=True)
            y += form.title * 1.35
        side = max(36.0, form.height * 0.13)  # it is scanned from close by
        below = form.height * 0.94 - side
        tall, lines = self._lines(room, below - y)
        leading = max(1.2 * tall, min(1.45 * tall, (below - y) / max(1, len(lines))))
        fits = int((below - y) / leading) + 1
        for line in lines if len(lines) <= fits else [*lines[: fits - 1], lines[fits - 1][:-1] + "…"]:
            self.line(page, x, y, line, tall, room)
            y += leading
        page.symbol(form.width * 0.96 - side, below, side, qr.symbol(self.address.upper()))
        return page

    def _lines(self, room: float, high: float) -> tuple[float, list[str]]:
        """What is said, with its height: as the standard asks for in Chinese, smaller in longer scripts."""
        for share in (1.0,) if self.language.startswith("zh") else (1.0, 0.9, 0.8, 0.7, 0.6):
            tall = self.form.text * share
            lines = [line for said in self._said() for line in wrap(said, room, size=self.size(tall))]
            if len(lines) * 1.2 * tall <= high:
                break
        return tall, lines

    def _said(self) -> list[str]:
        """What the standard asks for; whose store of the company's it is stands in the zone signs."""
        unit = f"{self.say('fields.unit')}{figures.colon(self.language)}{self.facts.unit}"
        return [said for said in (unit, self._field("code"), self._field("answers")) if said]

    def _triangle(self, page: Page, middle: float, top: float, high: float) -> None:
        """Black with a yellow field, and in it a drum with a skull: what lies here is dangerous."""
        half = self.form.triangle / 2
        page.shape([(middle, top), (middle + half, top + high), (middle - half, top + high)], fill=BLACK)
        inner = self.form.inner / self.form.triangle
        centre = top + high * 2 / 3
        page.shape(
            [(middle, centre - high * 2 / 3 * inner), (middle + half * inner, centre + high / 3 * inner),
             (middle - half * inner, centre + high / 3 * inner)],
            fill=self.ground,
        )  # fmt: skip
        signs.skull(page, middle, centre + high * 0.04, high * 0.19, self.ground)


def _colour(rgb: Rgb) -> Color:
    return Color(*(part / 255 for part in rgb))
