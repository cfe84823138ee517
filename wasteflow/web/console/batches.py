"""Batches: the list, a new one, one with its chain, and what its holder does with it."""

import re
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from starlette.responses import Response

from manifests import queries as custody
from manifests.chain import queries as chains
from manifests.commands import Declined, Proposable, Proposal, Recorded, record, record_one
from manifests.entry.batch_entry import FORMS
from manifests.life import events as e
from manifests.life.model import Basis, Batch, BatchStatus, Battery, Code, Container, Gone, Volume, Weight
from wasteflow.catalog.book import Book
from wasteflow.catalog.codes import SCHEMES, check_code, normal
from wasteflow.core import clock
from wasteflow.core.errors import NotFound, Refusal, Refusals, RepeatedKey, Word
from wasteflow.core.ids import new_id
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.model import SiteCard
from wasteflow.places.queries import site_cards
from wasteflow.web.console import acts, chain, export, queries, stock
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import EXPECTED, ONCE, Form, decimal, read
from wasteflow.web.console.page import HOME, Here, PageRoute, Visit, go, render
from wasteflow.web.console.words import ways

router = APIRouter(prefix="/batches", route_class=PageRoute)
PAGE = 25
MOST_AT_ONCE = 200  # containers in one form
CONTAINERS = ("drum", "bag", "box", "tank", "bin", "bulk")
Words = Annotated[str, Query(max_length=60)]


def scope_of(visit: Visit) -> str | None:
    """The one scope a person has; null: everything."""
    mine = scopes(visit.me)
    return None if mine is None else next(iter(mine), "nobody")


# --- the list --------------------------------------------------------------------------------------------


@router.get("")
async def get_batches(
    visit: Here,
    status: str = "",
    q: Words = "",
    before: UUID | None = None,
    file: bool = False,
    batch: Annotated[list[UUID] | None, Query(max_length=MOST_AT_ONCE)] = None,
) -> Response:
    """What I may see, newest first; filters stand in the address. `file`: as a table for a spreadsheet; `batch`: those
    ticked already."""
    require(visit.me, "custody:see")
    wanted = status if status in set(BatchStatus) else None
    ticked = frozenset(batch or ())
    page = max(PAGE, len(ticked))
    limit = export.MOST if file else page + 1
    async with visit.pool.acquire() as conn:
        rows = await queries.batches(
            conn, scope=scope_of(visit), before=before, status=wanted, q=q.strip() or None, limit=limit
        )
        names = await queries.org_names(conn, ids=list({b.holder_org for b in rows} | {b.org for b in rows}))
    if file:
        return export.batches(visit, rows, names)
    sendable = allowed(visit.me, "manifest:create")
    return render(
        visit,
        "batches.html",
        rows=rows[:page],
        more=rows[page - 1].id if len(rows) > page else None,
        ticked=ticked,
        labels=allowed(visit.me, "batch:label"),
        age=stock.age,
        names=names,
        statuses=list(BatchStatus),
        status=wanted or "",
        q=q,
        book=await visit.book(),
        sendable={b.id for b in rows if sendable and _free(visit, b)},
    )


def _free(visit: Visit, batch: Batch) -> bool:
    return batch.status is BatchStatus.STORED and batch.holder_org == visit.me.org


# --- a new one -------------------------------------------------------------------------------------------


@router.get("/new")
async def get_new(visit: Here, like: UUID | None = None) -> Response:
    """The form, started from an earlier batch where one is named."""
    require(visit.me, "custody:generate")
    return await _new_form(visit, Form(), like=like)


@router.post("/new")
async def post_new(request: Request, visit: Here) -> Response:
    """Record the batch; what is wrong is said beside the fields and nothing typed is lost."""
    form = await read(request)
    book = await visit.book()
    try:
        proposals = _generated(form, book)
        form.check()
        outcomes = await record(visit.pool, visit.me, proposals, key=form.once)
        if refused := next((o for o in outcomes if isinstance(o, Declined)), None):
            raise Refusals(refused.problems)
    except Refusals as several:
        form.problems = several.refusals
        if any(isinstance(p, RepeatedKey) for p in form.problems):
            return go(f"{HOME}/batches/{form.begins}", [("warn", visit.t("console.said.twice"))])
        return await _new_form(visit, form, status=422)
    made = [o for o in outcomes if isinstance(o, Recorded)]
    if len(made) == 1:
        return go(f"{HOME}/batches/{made[0].subject}", said(visit, made[0], "generated"))
    chosen = "&".join(f"batch={o.subject}" for o in made)
    done = [("done", visit.t("console.said.generated_many", n=len(made)))]
    odd = {w.code: w for o in made for w in o.warnings}  # each kind once, as the last of them tells it
    return go(
        f"{HOME}/batches?status=stored&{chosen}", [*done, *(("warn", visit.reader.said(w)) for w in odd.values())]
    )


def said(visit: Visit, done: Recorded, step: str) -> list[tuple[str, str]]:
    """What to tell on the next page: done (or done before), and what was odd about it."""
    if done.repeated:
        return [("warn", visit.t("console.said.twice"))]
    name = next(iter(done.names.values()), "")
    first = visit.t(f"console.said.{step}", name=name)
    return [("done", first), *(("warn", visit.reader.said(w)) for w in done.warnings)]


def _batteries(form: Form) -> tuple[Battery, ...] | UnsetType:
    """Codes with spaces or commas between them; of a second life the new one, an equals sign, and the one before."""
    name = "fact.batteries"
    pairs = [
        typed.partition("=") for typed in re.split(r"[\s,;，；、]+", form.get(name).replace("＝", "=").strip()) if typed
    ]
    found = tuple(Battery(code[:60], was[:60] or None) for code, _, was in pairs)
    form.renamed |= {f"{name}[{n}]": name for n in range(len(found))}
    return found or UNSET


def _weights(form: Form) -> list[Weight]:
    """What is in each container: cubic metres, or kilograms."""
    at = "fact.weight.volume"
    if form.text(f"{at}.m3"):
        density = form.number(f"{at}.density", needed=False) or None
        source = form.text(f"{at}.source", most=200)
        return [Weight(volume=Volume(m3, density, source)) for m3 in _of_each(form, f"{at}.m3")]
    basis = basis_of(form, "fact.weight.basis")
    return [Weight(kg, basis) for kg in _of_each(form, "fact.weight.kg")]


def _of_each(form: Form, name: str) -> list[Decimal]:
    """One number per container: as many as are typed, or one for the number of containers given."""
    typed = re.split(r"\s*[;；、\n]\s*", form.get(name).strip(" ;；、\n"))
    count = form.number("containers", needed=False) or Decimal(len(typed))
    if not 1 <= count <= MOST_AT_ONCE or count != int(count) or len(typed) not in (1, count):
        form.problems.append(r.HowMany("containers", typed=len(typed), most=MOST_AT_ONCE))
        return []
    if len(typed) == 1:
        return [form.number(name)] * int(count)
    weights = [decimal(one) for one in typed]
    if None in weights:
        form.problems.append(r.NotANumber(name))
    return [one or Decimal(0) for one in weights]


def _generated(form: Form, book: Book) -> list[Proposal]:
    """A batch per container: one container, one batch, one code."""
    code = code_of(form, "fact.code")
    litres = form.number("fact.container.litres", needed=False)
    weights = _weights(form)
    fact = e.Generated(
        site=form.id("fact.site"),
        stream=stream_of(form, book, code, "fact.stream"),
        code=code,
        name=form.text("fact.name", needed=True, most=100),
        form=form.choice("fact.form", FORMS),
        weight=weights[0] if weights else Weight(),
        container=Container(form.choice("fact.container.kind", CONTAINERS), litres or None),
        constituents=form.text("fact.constituents", most=200),
        batteries=_batteries(form),
    )
    at = form.moment("occurred_at", clock.now())
    return [
        Proposal(fact=replace(fact, weight=weight), occurred_at=at, subject=form.begin(n, len(weights)))
        for n, weight in enumerate(weights)
    ]


def basis_of(form: Form, name: str) -> Basis:
    """What a weight rests on, as chosen."""
    chosen = form.choice(name, [b.value for b in Basis])
    return Basis(chosen) if chosen in set(Basis) else Basis.DECLARED


def code_of(form: Form, name: str) -> Code:
    """The code that begins what stands in the field; the words after it are for people."""
    typed = form.text(name, needed=True)
    found = written(typed)
    if typed and found is None:
        form.problems.append(r.NotACode(name))
    return found or Code("", "", "")


def written(typed: str) -> Code | None:
    """The code that begins a text, in whichever list has its form."""
    first = normal(typed.split()[0]) if typed.split() else ""
    for scheme in SCHEMES.values():
        if re.fullmatch(scheme.pattern, first):
            return Code(scheme.id, first, "")
    return None


def stream_of(form: Form, book: Book, code: Code, name: str) -> str:
    """The only stream that takes this code; where several do, the one chosen."""
    fitting = streams_of(book, code)
    chosen = form.get(name)
    if chosen in fitting:
        return chosen
    if len(fitting) > 1:
        form.problems.append(r.WhichStream(name))
    return fitting[0] if fitting else "hazardous"


def streams_of(book: Book, code: Code) -> list[str]:
    """The streams that a code may stand for, by its category where our part of the list has it not; soil is only meant
    where somebody says so."""
    try:
        found, _ = check_code(book, code.scheme, code.code, clock.local_date(clock.now()))
    except Refusal:
        return [s.id for s in book.streams.values() if code.scheme in s.code_schemes][:1]
    fitting = [s.id for s in book.streams.values() if s.takes(found)]
    plain = [s for s in fitting if s != "contaminated_soil"]
    return plain or fitting


async def _new_form(visit: Visit, form: Form, *, like: UUID | None = None, status: int = 200) -> Response:
    book = await visit.book()
    org = visit.me.org or UUID(int=0)
    async with visit.pool.acquire() as conn:
        sites = await queries.sites_of_org(conn, org=org)
        last = await queries.last_wastes(conn, org=org)
    if like and (model := next((b for b in last if b.id == like), None)):
        form = Form(_as_typed(visit, model))
    chosen = written(form.get("fact.code"))
    fitting = streams_of(book, chosen) if chosen else []
    return render(
        visit,
        "batch_new.html",
        http=status,
        form=form,
        told=form.told(visit.reader),
        once=form.get(ONCE) or new_id(),
        sites=sites,
        site=form.get("fact.site") or str(visit.me.site or ""),
        last=last,
        like=like,
        schemes=schemes_of(book, {s.city for s in sites}),
        forms=FORMS,
        containers=CONTAINERS,
        bases=list(Basis),
        book=book,
        fitting=fitting if len(fitting) > 1 else [],
    )


def schemes_of(book: Book, cities: set[str]) -> list[str]:
    """The lists of codes that hold where the company is."""
    laws = {book.jurisdictions[c].law for c in cities if c in book.jurisdictions}
    return sorted({x for s in book.streams.values() if laws & set(s.law) for x in s.code_schemes})


def _as_typed(visit: Visit, model: Batch) -> list[tuple[str, str]]:
    litres = model.container.litres
    return [
        ("fact.site", str(model.site)),
        ("fact.code", model.code.code),
        ("fact.stream", model.stream),
        ("fact.name", model.name),
        ("fact.form", model.form),
        ("fact.container.kind", model.container.kind),
        ("fact.container.litres", visit.reader.number(litres) if litres else ""),
        ("fact.weight.basis", model.generated.basis.value),
        ("fact.constituents", model.constituents),
    ]


# --- one batch -------------------------------------------------------------------------------------------


@router.get("/{id}")
async def get_batch(visit: Here, id: UUID) -> Response:
    """What it is, where it is, its chain, and what may be done now."""
    return await _page(visit, id, Form(), "")


def _relabelled(form: Form) -> e.Relabelled:
    form.renamed["fact.reason"] = "label_reason"  # on the same page as why something was lost
    return e.Relabelled(form.text("label_reason", needed=True))


def _lost(form: Form) -> e.Lost:
    form.renamed["fact.kg"] = "lost_kg"  # on the same page as what is treated
    kg, how = form.number("lost_kg"), form.member("fact.how", Gone)
    return e.Lost(kg, how, form.text("fact.reason", needed=True))


BATCH_FORMS: dict[str, Callable[[Form], Proposable]] = {
    "reweighed": lambda form: e.Reweighed(Weight(form.number("fact.weight.kg"), Basis.WEIGHED)),
    "treated": lambda form: e.Treated(form.text("fact.method", needed=True), form.number("fact.kg")),
    "ungrouped": lambda _: e.Ungrouped(),
    "moved": lambda form: e.Moved(form.text("fact.place", needed=True)),
    "relabelled": _relabelled,
    "lost": _lost,
}


@router.post("/{id}/{step}")
async def post_step(request: Request, visit: Here, id: UUID, step: str) -> Response:
    """Weigh it, treat it, take it apart, put it elsewhere, give it a new label, say that it is gone.

    What is wrong opens the form again.
    """
    form = await read(request)
    if step not in acts.BATCH_STEPS:
        raise NotFound("step", what=Word("subject.page"))
    fact = BATCH_FORMS[step](form)
    try:
        form.check()
        proposal = Proposal(fact=fact, occurred_at=clock.now(), subject=id, expected=form.expected)
        done = await record_one(visit.pool, visit.me, proposal, key=form.once)
    except Refusals as several:
        return await not_done(
            visit, several.refusals, form, f"{HOME}/batches/{id}", lambda: _page(visit, id, form, step)
        )
    return go(f"{HOME}/batches/{id}", said(visit, done, step))


async def not_done(
    visit: Visit, problems: list[Refusal], form: Form, back: str, again: Callable[[], Awaitable[Response]]
) -> Response:
    """The page once more with what is wrong; a form sent twice goes to what it recorded the first time."""
    if any(isinstance(p, RepeatedKey) for p in problems):
        return go(back, [("warn", visit.t("console.said.twice"))])
    form.problems = problems
    return await again()


async def _page(visit: Visit, id: UUID, form: Form, step: str) -> Response:
    require(visit.me, "custody:see")
    book = await visit.book()
    async with visit.pool.acquire() as conn:
        batch = await custody.batch(conn, id=id, scopes=scopes(visit.me))
        if batch is None:
            raise NotFound("id", what=Word("subject.batch"))
        links = await chains.of_batch(conn, id=id, scopes=scopes(visit.me))
        nodes = chain.with_attached(chain.of_batch(links, id, book.stream(batch.stream).scales_differ), visit.me)
        ids = {n.place[1] for n in nodes if n.place and n.place[1]} | {batch.site} | ({batch.holder_site} - {None})
        cards = await site_cards(conn, ids=[i for i in ids if i])
    steps = acts.on_batch(visit.me, batch)
    return render(
        visit,
        "batch.html",
        http=422 if form.problems else 200,
        batch=batch,
        nodes=nodes,
        strip=chain.strip_of_batch(batch),
        sites=cards,
        steps=steps,
        label=acts.may_label(visit.me, batch),
        methods=methods_of(book, batch, cards.get(batch.holder_site) if batch.holder_site else None),
        form=form,
        told=form.told(visit.reader),
        open=step,
        ways_lost=[(how, visit.reader.word("gone", how)) for how in Gone],
        once=new_id(),
        book=book,
        today=clock.local_date(clock.now()),
        aged=stock.age(batch, book, clock.now()),
        until=stock.until(batch, book),
        fields=(ONCE, EXPECTED),
    )


def methods_of(book: Book, batch: Batch, site: SiteCard | None) -> Sequence[str]:
    """How its holder may treat it: what its permits name for this waste, interim steps at the end; else every way."""
    permitted = {
        method
        for permit in (site.permits if site else ())
        for item in permit.items
        if item.scheme == batch.code.scheme and item.code in (batch.code.code, batch.category)
        for method in item.methods
    }
    every = ways(book)
    return [m for m in every if m in permitted] or every
