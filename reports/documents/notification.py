"""Notification of shipments across a border, block by block as the Basel Convention's form numbers them.

It says what was agreed for all loads of an approval. Blocks 16 to 19 are for others to fill in; 20 and 21 say what the
approval says. States, authorities and crossing points stand in block 15 as they were stated with the application.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from reports import blocks
from reports.model import Names
from reports.page import Paper
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import Sheets
from wasteflow.core.i18n import text


class Notified(PaperFacts, frozen=True):
    """The notification, in one language."""

    approval: UUID
    number: str
    kind: str
    blocks: tuple[blocks.Block, ...]
    contract: str
    insurance: str
    public_url: str
    form: int = 1


def load(names: Mapping[str, Names], found: Mapping[str, Any], *, language: str, public_url: str) -> Notified:
    """The notification as `manifests.borders.document` fills it, made words; `names` of the places."""
    return Notified(
        approval=found["approval"],
        number=next(one["value"]["number"] for one in found["blocks"] if one["id"] == "number"),
        kind=found["kind"],
        blocks=blocks.blocks_of(found["blocks"], names, language),
        contract=found["contract"],
        insurance=found["insurance"],
        public_url=public_url,
    )


def issue(facts: Notified, language: str) -> Issue:
    """Its place in the archive. Nothing counts its changes but the papers themselves."""
    number = numbered("BN", facts.approval.hex[-12:].upper(), language, facts.digest)
    return Issue("notification", f"notification:{facts.approval}:{language}", number, language, facts.digest, 0)


def draw(facts: Notified, language: str) -> bytes:
    """The notification as a PDF."""
    issued = issue(facts, language)
    title = text("reports.basel.notification", language)
    foot = strip(issued, text("reports.basel.rests", language), facts.public_url)
    paper = Paper(f"{title} {facts.number}", language, (title, "", issued.number), number=issued.number, foot=foot)
    sheets = Sheets(paper)
    sheets.opening(title, facts.number, text(f"words.approval_kind.{facts.kind}", language))
    blocks.lay(sheets, facts.blocks)
    sheets.gap(8)
    names = ("contract", "insurance")
    sheets.fields([(text(f"reports.basel.{name}", language), getattr(facts, name)) for name in names])
    return paper.render()
