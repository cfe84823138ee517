"""Movement document of a load across a border, block by block as the Basel Convention's form numbers them.

One for each approval the load goes under. Receipt and completion of treatment are blocks of their own (18, 19), issued
by the facility alone; customs and further information (16, 17, 20 to 22) stay empty for who fills them by hand.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from reports import blocks
from reports.model import Names
from reports.page import Paper
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import Sheets
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text


class Document(Struct, frozen=True):
    """One document, in one language."""

    notification: str
    shipment: int | None
    blocks: tuple[blocks.Block, ...]


class Movement(PaperFacts, frozen=True):
    """The papers of a load; `paper`: movement_document, or the notice between the mainland and Hong Kong."""

    manifest: UUID
    number: str
    seq: int
    paper: str
    documents: tuple[Document, ...]
    copies: tuple[tuple[int, str], ...]  # of a notice: which one, and whose; empty: the authority's
    public_url: str
    form: int = 1


def cities_of(book: Book) -> dict[str, Names]:
    """The names of all places."""
    return {code: place.names for code, place in book.jurisdictions.items()}


def load(
    names: Mapping[str, Names], papers: Mapping[str, Any], *, seq: int, language: str, public_url: str
) -> Movement:
    """The papers of a load as `manifests.borders.routes.papers_of` answers them, made words; `names` of the places."""
    return Movement(
        manifest=papers["manifest"],
        number=papers["number"] or "",
        seq=seq,
        paper=papers["paper"],
        documents=tuple(
            Document(one["notification"], one["shipment"], blocks.blocks_of(one["blocks"], names, language))
            for one in papers["documents"]
        ),
        copies=tuple((copy["copy"], copy["name"] or "") for copy in papers["copies"]),
        public_url=public_url,
    )


def issue(facts: Movement, language: str) -> Issue:
    """Its place in the archive: that of a later step takes its place."""
    number = numbered("BM", facts.number or facts.manifest.hex[-12:].upper(), language, facts.digest)
    return Issue("movement", f"movement:{facts.manifest}:{language}", number, language, facts.digest, facts.seq)


def draw(facts: Movement, language: str) -> bytes:
    """The papers as a PDF: each document begins a sheet of its own."""
    issued = issue(facts, language)
    title = text(f"console.paper.{facts.paper}", language)
    foot = strip(issued, text("reports.proof.step", language, count=facts.seq), facts.public_url)
    paper = Paper(f"{title} {facts.number}", language, (title, "", issued.number), number=issued.number, foot=foot)
    for document in facts.documents:
        sheets = Sheets(paper)
        beside = text("reports.basel.load", language, number=facts.number)
        shipment = text("console.paper.shipment", language, n=document.shipment) if document.shipment else ""
        sheets.opening(title, " · ".join(filter(None, (document.notification, shipment))), beside)
        blocks.lay(sheets, document.blocks)
        if facts.copies:
            sheets.gap(8)
            said = [
                (text("reports.basel.copy", language, n=n), holder or text("console.paper.authority", language))
                for n, holder in facts.copies
            ]
            sheets.fields(said, across=4)
    return paper.render()
