"""That a search at the road-side found nothing: what was looked for, by which office, when, as of which transaction.

The search itself is the record; the sheet is drawn from it whenever it is asked for. It names the office, not the
officer, and says of nobody that they did wrong: only what was known here at that moment.
"""

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct

from manifests.roadside.model import Look
from reports import figures, qr
from reports.model import Names
from reports.page import ACCENT, BASELINE, CONTEXT, MARGIN, QUIET, Paper
from reports.proof.model import Issue
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import LANGUAGES, text


class Attestation(Struct, frozen=True):
    """All the sheet rests on."""

    number: str
    asked: str
    at: datetime
    city: Names
    department: str
    purpose: str
    watermark: int
    public_url: str

    @property
    def digest(self) -> str:
        """Fingerprint of the facts, whichever address they are printed for."""
        facts = (self.number, self.asked, self.at, self.city, self.department, self.purpose, self.watermark)
        return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()


def load(book: Book, look: Look, *, public_url: str) -> Attestation:
    """The facts of an empty search."""
    assert look.attestation is not None
    place = book.jurisdictions.get(look.city or "")
    return Attestation(
        number=look.attestation,
        asked=look.asked,
        at=look.at,
        city=place.names if place else dict.fromkeys(LANGUAGES, look.city or figures.NONE),
        department=look.department or "",
        purpose=look.purpose,
        watermark=look.watermark,
        public_url=public_url,
    )


def office(facts: Attestation, language: str) -> str:
    """Who looked: the city and its department."""
    name = text(f"words.department.{facts.department}", language) if facts.department else ""
    return " · ".join(filter(None, (facts.city.get(language, ""), name)))


def issue(facts: Attestation, language: str) -> Issue:
    """Its place in the archive: one search is one paper, in whichever language."""
    return Issue("attestation", f"attestation:{facts.number}", facts.number, language, facts.digest, facts.watermark)


def draw(facts: Attestation, language: str) -> bytes:
    """One sheet."""

    def say(key: str, **more: object) -> str:
        return text(f"reports.attestation.{key}", language, **more)

    head = (say("title"), "", facts.number)
    paper = Paper(f"{say('title')} {facts.number}", language, head, number=facts.number)
    page = paper.page()
    wide = page.span(12)
    page.text(page.column(0), page.row(1.5), say("title"), size=22, bold=True, limit=wide)
    page.text(page.column(0), page.row(3.2), facts.number, size=12, bold=True, colour=ACCENT)
    y = page.paragraph(
        page.column(0), page.row(5.5), wide, say("result", asked=facts.asked), size=14, bold=True, leading=8
    )
    y = page.paragraph(page.column(0), y + 3, wide, say("meaning"), size=10.5, colour=QUIET) + 6
    rows = (
        ("asked", facts.asked),
        ("at", figures.minute(facts.at, language)),
        ("office", office(facts, language)),
        ("purpose", facts.purpose),
        ("watermark", say("before", number=facts.watermark)),
    )
    for name, value in rows:
        page.text(page.column(0), y, say(f"fields.{name}"), size=9, colour=QUIET, limit=page.span(3))
        y = page.paragraph(page.column(3), y, page.span(9), value, size=10.5, bold=True, limit=6)
        page.line(page.column(0), y - 3, page.width - MARGIN, y - 3)
        y += 3
    address = f"{facts.public_url.rstrip('/')}/R/{facts.number}"
    side, top = page.span(3), y + 4
    page.symbol(page.column(0) + 6, top + 6, side, qr.symbol(address.upper()))
    page.link(page.column(0) + 6, top + 6, side, side, address)
    left, room = page.column(4), page.span(8) - 6
    y = page.paragraph(left, top + 11, room, say("check"), size=10) + 2
    fingerprint = " ".join(facts.digest[i : i + 8] for i in range(0, 64, 8))
    for key, value in (("address", address.replace("/R/", "\n/R/")), ("fingerprint", fingerprint)):
        page.text(left, y, text(f"reports.check.{key}", language), size=8.5, colour=QUIET)
        y = page.paragraph(left, y + BASELINE - 1, room, value, size=9.5, bold=True) + 1
    page.rect(page.column(0), top, wide, max(side + 12, y - top), stroke=CONTEXT, radius=1.5)
    return paper.render()
