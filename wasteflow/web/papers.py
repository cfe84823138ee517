"""HTTP of papers whose facts come from several floors: the custody certificate of a batch, the certificate of a
zero-waste cell.

They stand on this floor because they bring together what the console draws or workers keep, and what is drawn on paper.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from manifests import queries as custody
from manifests.chain import queries as chains
from manifests.life import events as e
from manifests.life.following import part_of
from manifests.life.model import Batch
from reports.answering import answered
from reports.answering import language as spoken
from reports.documents import cell as cell_paper
from reports.documents import custody as paper
from reports.model import Names
from wasteflow.catalog.book import Book, open_book
from wasteflow.catalog.cells import cell_sheets
from wasteflow.core.clock import local_date, now
from wasteflow.core.db import Connection
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.i18n import LANGUAGES
from wasteflow.people.access import SignedIn
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes
from wasteflow.places.model import SiteCard
from wasteflow.places.queries import site_cards
from wasteflow.web.console import chain
from wasteflow.web.console.related import Related
from workers.zero_waste_cells import policy as cell_policy
from workers.zero_waste_cells import queries as cells
from workers.zero_waste_cells.model import Cell

router = APIRouter()
MOST = 30  # batches in one certificate


@router.get("/batches/{id}/custody.pdf", tags=["custody"], response_class=Response)
async def get_custody_certificate(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The custody certificate of a batch: its chain, and that of the batches it came from and went into, as far as
    you may see them; each act with the digest and the key that it can be checked by."""
    require(actor, "custody:see")
    state = request.app.state
    chosen = spoken(request, actor, language)
    book = await open_book(state.pool)
    async with state.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        facts = await certificate(conn, book, actor, id, public_url=state.settings.public_url)
    issue = paper.issue(facts, chosen)
    return await answered(request, actor, issue, paper.draw, facts)


@router.get("/zero-waste-cells/{id}/certificate.pdf", tags=["zero-waste cells"], response_class=Response)
async def get_cell_certificate(request: Request, actor: SignedIn, id: UUID, language: str | None = None) -> Response:
    """The certificate of a zero-waste cell, as long as its award is in force."""
    require(actor, cell_policy.SEE)
    state = request.app.state
    chosen = spoken(request, actor, language)
    async with state.pool.acquire() as conn:
        found = await cells.cell(conn, id=id)
    if found is None or not cell_policy.sees(actor, found) or not found.in_force(local_date(now())):
        raise NotFound("id", what=Word("subject.cell_certificate"))
    facts = cell_paper.load(_awarded(await open_book(state.pool), found), public_url=state.settings.public_url)
    issue = cell_paper.issue(facts, chosen)
    return await answered(request, actor, issue, cell_paper.draw, facts)


def _awarded(book: Book, cell: Cell) -> cell_paper.Cell:
    assert cell.valid_from is not None
    assert cell.valid_to is not None
    sheets, place = cell_sheets(), book.jurisdictions.get(cell.city)
    kind = sheets.kinds[cell.kind]
    return cell_paper.Cell(
        cell=cell.id,
        seq=cell.seq,
        name=cell.name,
        address=cell.address,
        kind=kind.names,
        city=place.names if place else {},
        number=cell.number,
        valid_from=cell.valid_from,
        valid_to=cell.valid_to,
        total=cell.total,
        mark=f"{sheets.mark.value.normalize():f}",
        edition=cell.edition,
        scores=tuple(
            cell_paper.Scored(sheets.criteria[x.criterion], cell.scores.get(x.criterion, 0), x.points, x.needed)
            for x in kind.sheet
        ),
        public_url="",
    )


async def certificate(conn: Connection, book: Book, actor: Actor, id: UUID, *, public_url: str) -> paper.Custody:
    """The facts of a batch's certificate, as this actor may see them. Raises NotFound."""
    walk = _Walk(conn, book, actor)
    if not await walk.read([id]):
        raise NotFound("id", what=Word("subject.batch"))
    before = await walk.along(id, up=True)
    after = await walk.along(id, up=False)
    order = [*reversed(before), id, *after]
    cards = await site_cards(conn, ids=list(walk.places()))
    digests = await chains.digests(conn, links=[node.link for one in order for node in walk.nodes[one]])
    lives = [
        _life(walk, one, "itself" if one == id else "before" if one in before else "after", cards, digests)
        for one in order
    ]
    reader = ",".join(sorted(walk.scopes)) if walk.scopes is not None else "all"
    return paper.load(book, id, lives, public_url=public_url, hidden=len(walk.hidden), reader=reader)


class _Walk:
    """Batches and their chains, read step by step along what each came from and went into."""

    def __init__(self, conn: Connection, book: Book, actor: Actor) -> None:
        self.conn, self.book, self.scopes = conn, book, scopes(actor)
        self.batches: dict[UUID, Batch] = {}
        self.nodes: dict[UUID, list[chain.Node]] = {}
        self.hidden: set[UUID] = set()
        self.began: dict[UUID, datetime] = {}  # of an earlier batch: when the last of those that came from it began

    async def read(self, ids: Sequence[UUID]) -> list[UUID]:
        """Those of them that may be seen, with their chains."""
        found = await custody.batches(self.conn, ids=ids, scopes=self.scopes)
        wanted = [chains.Asked(id, self.scopes) for id in found]
        for (id, batch), links in zip(found.items(), await chains.of_batches(self.conn, wanted), strict=True):
            self.batches[id] = batch
            nodes = chain.of_batch(links, id, self.book.stream(batch.stream).scales_differ)
            self.nodes[id] = nodes[_beginning(nodes, id) :]
        return [id for id in ids if id in found]

    async def along(self, start: UUID, *, up: bool) -> list[UUID]:
        """All before a batch, or after it, the nearest first."""
        found: list[UUID] = []
        next_ = [start]
        while next_:
            wanted = dict.fromkeys(x for id in next_ for x in (self._before(id) if up else self._after(id)))
            if not up:
                wanted |= dict.fromkeys(await self._parts(next_))
            fresh = [x for x in wanted if x not in self.batches and x not in self.hidden]
            next_ = await self.read(fresh[: max(0, MOST - len(self.batches))])
            self.hidden |= set(fresh) - set(next_)
            found += next_
        return found

    def _before(self, id: UUID) -> Iterable[UUID]:
        batch, began = self.batches[id], self.nodes[id][0].link.received_at
        for one in (batch.parent, *(x.batch for x in batch.sources), *batch.residue_of):
            if one is not None:
                self.began[one] = max(self.began.get(one, began), began)
                yield one

    def _after(self, id: UUID) -> Iterable[UUID]:
        yield from (portion.batch for portion in self.batches[id].portions)
        yield from (x for node in self.nodes[id] if isinstance(node.fact, e.Treated) for x in node.fact.residues)

    async def _parts(self, ids: Sequence[UUID]) -> list[UUID]:
        """What was split off these at a gate: named by the partial acceptance and its line, whosever batch that was."""
        named = [
            part_of(node.link.occurred_at, node.link.id, line.line)
            for id in ids
            for node in self.nodes[id]
            if isinstance(node.fact, e.PartlyAccepted)
            for line in node.fact.lines
        ]
        found = await custody.batches(self.conn, ids=named, scopes=None) if named else {}
        return [part.id for part in found.values() if part.parent in ids]

    def places(self) -> set[UUID]:
        """The sites that are named."""
        named = {node.place[1] for nodes in self.nodes.values() for node in nodes if node.place}
        return {site for site in named if site} | {batch.site for batch in self.batches.values()}


def _beginning(nodes: Sequence[chain.Node], id: UUID) -> int:
    """Where its own life begins: what a manifest went through before a part was split off is told with the whole."""
    own = (n for n, node in enumerate(nodes) if any(link.subject == id for link in (node.link, *node.followers)))
    return next(own, 0)


def _life(
    walk: _Walk, id: UUID, relation: str, cards: dict[UUID, SiteCard], digests: dict[tuple[UUID, int], str]
) -> paper.Life:
    batch, nodes = walk.batches[id], walk.nodes[id]
    until = walk.began.get(id) if relation == "before" else None
    shown = [node for node in nodes if until is None or node.link.received_at <= until]
    category = walk.book.category(batch.code.scheme, batch.category, local_date(batch.generated_at))
    return paper.Life(
        batch=id,
        relation=relation,
        name=batch.name,
        code=batch.code.code,
        category=category.names if category else {},
        digital_code=batch.digital_code or "",
        status=batch.status.value,
        began=next((node.weight for node in nodes if node.weight), batch.generated),
        treated=batch.treated_in_all,
        acts=tuple(_act(walk.book, node, cards, digests) for node in shown),
        cut=len(shown) < len(nodes),
    )


def _act(book: Book, node: chain.Node, cards: dict[UUID, SiteCard], digests: dict[tuple[UUID, int], str]) -> paper.Act:
    link, mark = node.link, node.link.signed
    city, site = node.place or ("", None)
    card = cards.get(site) if site else None
    place = book.jurisdictions.get(card.city if card else city)
    return paper.Act(
        event=link.id,
        kind=node.said,
        at=link.occurred_at,
        received_at=link.received_at,
        sha256=digests[link.subject, link.seq],
        person=link.person or "",
        org=link.org_name or "",
        city=place.names if place else {},
        site=card.site_name if card else "",
        part=node.holder,
        holder=node.holder_name if node.changes_holder else "",
        flag=node.flag,
        weight=node.weight,
        change=node.change,
        percent=node.percent,
        left=node.left,
        refused=node.branch,
        details=tuple((word, _everywhere(said)) for word, said in node.details),
        notes=tuple(_note(one) for one in node.related),
        signed=node.absent.mode if node.absent else node.signed,
        signed_by=(link.org_name or "", node.absent.name, node.absent_name) if node.absent else ("", "", ""),
        device=mark.label if mark else "",
        kid=mark.kid if mark else "",
        counter=mark.counter if mark else 0,
        link=mark.link if mark else "",
    )


def _everywhere(said: str) -> Names:
    """What is the same in every language."""
    return dict.fromkeys(LANGUAGES, said)


def _note(one: Related) -> paper.Note:
    return paper.Note(one.key, one.kg, one.name, one.id if one.to == "batches" else None)
