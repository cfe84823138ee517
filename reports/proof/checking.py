"""Is this file ours, as it left, and is it still the newest? Of a number alone, only the last can be told."""

import asyncio

from reports.proof import certificate, pades, queries
from reports.proof.certificate import Known
from reports.proof.model import Archived, Checked, Verdict
from wasteflow.core.db import Connection
from wasteflow.core.settings import Settings


async def of_file(conn: Connection, settings: Settings, content: bytes) -> Checked:
    """What is to be thought of a file, held against the archive."""
    found = await asyncio.to_thread(offline, content, certificate.known(settings))
    if found.verdict is not Verdict.GENUINE:
        return found
    paper = await queries.archived(conn, number=found.number)
    return Checked(_standing(paper), found.number, paper, found.signed_at)


async def of_number(conn: Connection, number: str) -> Checked:
    """What the archive knows of a number."""
    written = number.strip().upper()[:90]
    paper = await queries.archived(conn, number=written)
    return Checked(_standing(paper), written, paper)


def offline(content: bytes, known: Known) -> Checked:
    """What the file says by itself: no archive is asked, so whether it was superseded stays open."""
    try:
        signed = pades.look(content, known)
    except pades.Altered:
        return Checked(Verdict.ALTERED)
    except pades.NotOurs:
        return Checked(Verdict.UNKNOWN)
    return Checked(Verdict.GENUINE, signed.number, signed_at=signed.signed_at)


def _standing(paper: Archived | None) -> Verdict:
    if paper is None:
        return Verdict.UNKNOWN
    return Verdict.GENUINE if paper.version == paper.newest else Verdict.SUPERSEDED
