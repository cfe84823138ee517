"""Importing a ledger: every good row becomes a batch, every bad one comes back with what to do.

A batch code names its batch within the site for good. So a file may be sent twice: what is there already is counted
as repeated, and where its contents differ the row is refused, never overwritten.
"""

from collections.abc import Sequence
from uuid import UUID

import anyio.to_thread

from manifests import commands
from manifests.commands import Declined, Proposal, Recorded
from manifests.entry.serials import ledger_scheme
from manifests.ledger import queries, reading
from manifests.ledger import refusals as no
from manifests.ledger.columns import BadRow, Entry, check_header, read_row
from manifests.ledger.outcome import ImportOutcome, Remark, rows_to_mend
from manifests.ledger.reading import Table
from manifests.life import events as e
from manifests.life.model import Code, Container, Weight
from manifests.refusals import LateEntry, NumberTaken
from wasteflow.core.db import Pool
from wasteflow.core.errors import Conflict, NotFound, Notice, RepeatedKey, Word
from wasteflow.core.i18n import DEFAULT
from wasteflow.core.ids import derived_id, new_id
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require
from wasteflow.places.queries import site_cards

AT_ONCE = 500  # rows in one transaction

# Where the column is that a field of the event came from.
_FIELDS = {
    "fact.code": "code",
    "fact.hazards": "hazards",
    "fact.stream": "code",
    "fact.weight": "amount",
    "fact.name": "name",
    "fact.form": "form",
    "fact.container.kind": "container",
    "fact.container.litres": "litres",
    "fact.container": "count",
    "fact.constituents": "constituents",
    "occurred_at": "at",
}


async def import_ledger(
    pool: Pool, actor: Actor, *, site: UUID, name: str, data: bytes, language: str | None = None
) -> ImportOutcome:
    """Import a ledger of produced batches for one of the actor's sites; `name` is the file's.

    Good rows are recorded even where others are bad. Raises what concerns the whole file (`ledger.refusals`).
    """
    require(actor, "ledger:import")
    await _own(pool, actor, site)
    table, entries, bad = await anyio.to_thread.run_sync(_read, name, data)
    outcome = ImportOutcome(rows=len(table.rows), names=dict(table.layout.names))
    outcome.errors = [Remark(b.row, key, problem) for b in bad for key, problem in b.problems]
    for n in range(0, len(entries), AT_ONCE):
        await _import(pool, actor, site, entries[n : n + AT_ONCE], outcome)
    outcome.errors.sort(key=lambda x: x.row)
    if outcome.errors:
        spoken = language or actor.language or DEFAULT
        outcome.error_file = await anyio.to_thread.run_sync(rows_to_mend, table, outcome, name, spoken)
    return outcome


async def _own(pool: Pool, actor: Actor, site: UUID) -> None:
    async with pool.acquire() as conn:
        card = (await site_cards(conn, ids=[site])).get(site)
    if card is None:
        raise NotFound("site", what=Word("subject.site"))
    if card.org != actor.org:
        raise no.NotYourLedger("site")


def _read(name: str, data: bytes) -> tuple[Table, list[Entry], list[BadRow]]:
    table = reading.read(name, data)
    check_header(table.layout)
    good: dict[str, Entry] = {}
    bad: list[BadRow] = []
    for number, cells in table.rows:
        row = read_row(table.layout, number, cells)
        if isinstance(row, BadRow):
            bad.append(row)
        elif row.batch in good:
            bad.append(BadRow(number, [("batch", no.BatchCodeTwice("batch", row=good[row.batch].row))]))
        else:
            good[row.batch] = row
    return table, list(good.values()), bad


async def _import(pool: Pool, actor: Actor, site: UUID, entries: Sequence[Entry], outcome: ImportOutcome) -> None:
    """One transaction; done again where the same ledger is being imported by somebody else at this moment."""
    for attempt in range(3):
        async with pool.acquire() as conn:
            known = await queries.known_batches(conn, scheme=ledger_scheme(site), codes=[x.batch for x in entries])
        proposals = [_proposal(site, x, known.get(x.batch)) for x in entries]
        try:
            answers = await commands.record(pool, actor, proposals)
        except (Conflict, NumberTaken):  # somebody was quicker: what they recorded is known now
            if attempt == 2:
                raise
            continue
        for entry, answer in zip(entries, answers, strict=True):
            _note(entry, answer, outcome)
        return


def _proposal(site: UUID, x: Entry, known: UUID | None) -> Proposal:
    fact = e.Generated(
        site=site,
        stream="medical" if x.code.endswith("-01") else "hazardous",
        code=Code("cn-hw", x.code, ""),
        name=x.name,
        form=x.form,
        weight=Weight(x.kg, x.basis),
        container=Container(x.container, x.litres, x.count),
        hazards=x.hazards,
        constituents=x.constituents,
        ledger_code=x.batch,
    )
    event = derived_id("hj1259", site, x.batch)
    return Proposal(fact=fact, occurred_at=x.at, id=event, subject=known or new_id())


def _note(entry: Entry, answer: Recorded | Declined, outcome: ImportOutcome) -> None:
    if isinstance(answer, Declined):
        outcome.errors += [_placed(entry, p) for p in answer.problems]
    elif answer.repeated:
        outcome.repeated += 1
    else:
        outcome.accepted += 1
        # a ledger is entered later than it was kept: that says nothing about this row
        outcome.warnings += [_placed(entry, w) for w in answer.warnings if not isinstance(w, LateEntry)]


def _placed(entry: Entry, notice: Notice) -> Remark:
    if isinstance(notice, RepeatedKey):
        return Remark(entry.row, "batch", no.BatchChanged("batch"))
    found = [key for path, key in _FIELDS.items() if notice.path.startswith(path)]
    return Remark(entry.row, found[0] if found else "batch", notice)
