"""The program's own sums beside the books: a store's ledger, the indicators' cells, the use of a permit."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Batch
from manifests.life.steps import kind_of
from manifests.sites.balance import Amounts, amounts_of
from manifests.sites.moves import Move, moves_of
from tests.manifests.balance.books import ZERO
from wasteflow.core import clock
from workers.indicators.balance import Part, balance_of
from workers.indicators.cells import COUNTED, Counted, cells_of, loads_of

if TYPE_CHECKING:
    from tests.manifests.balance.custody import Custody


def ledgers(custody: "Custody") -> None:
    """Each store's ledger adds up, column by column, to its page in the books."""
    by_site: dict[UUID, list[Move]] = defaultdict(list)
    lives: dict[UUID, list[e.Envelope]] = defaultdict(list)
    for x in custody.events:
        if isinstance(custody.states[x.subject], Batch):
            lives[x.subject].append(x)
    for life in lives.values():
        for move in moves_of(life):
            by_site[move.site].append(move)
    now = clock.now()
    for site, page in custody.books.pages.items():
        found = amounts_of(by_site[site], (), now - timedelta(days=1), now + timedelta(days=1), lambda _: True)
        total = {name: sum((getattr(a, name) for a in found.values()), ZERO) for name in Amounts.__struct_fields__}
        assert all(amounts.balanced for amounts in found.values())
        assert total["generated"] == page["generated"]
        assert total["received"] + total["returned"] == page["received"] + page["returned"] + page["deposited"]
        assert total["sent"] == page["sent"]
        assert total["used"] + total["disposed"] == page["treated"]
        assert total["corrected"] == page["scale"] - page["lost"]
        assert total["closing"] == custody.books.held[site]


def indicators(custody: "Custody") -> None:
    """What the cells say of each city is what its stores did; all together they close on what is left."""
    book, cities, books = custody.cast.world.book, custody.cast.cities, custody.books

    def class_of(method: str) -> str:
        treatment = book.treatment(method)
        return treatment.class_ if treatment else "other"

    cells = cells_of(load for event in _counted(custody) for load in loads_of(event, class_of))
    figures: Counter[tuple[str, str]] = Counter()
    for key, (kg, _) in cells.items():
        final = key.measure in ("used", "disposed", "other_treatment")
        where = key.treat_city if key.measure == "received" or final else key.city
        figures[where, "treated" if final else key.measure] += kg  # type: ignore[assignment]
    for city in set(cities.values()):
        pages = [books.pages[site] for site, there in cities.items() if there == city]
        undone = sum((books.undone[site] for site, there in cities.items() if there == city), ZERO)
        for column, less in (("generated", ZERO), ("received", undone), ("treated", ZERO)):
            assert figures[city, column] == sum(page[column] for page in pages) - less, f"{column} in {city}"
    whole = balance_of(Part(key.measure, from_stock=False, kg=kg) for key, (kg, _) in cells.items())
    assert whole.reweighed == books.road + sum((page["scale"] - page["lost"] for page in books.pages.values()), ZERO)
    assert whole.closing(ZERO) == sum(books.stock.values(), ZERO)


class _Scales:
    """What each batch is written to weigh, and what a later weight finds beyond that."""

    def __init__(self) -> None:
        self.written: dict[UUID, Decimal] = {}
        self.away: set[UUID] = set()

    def more(self, batch: UUID, fact: e.AnyEvent) -> Decimal:
        """Hear a fact, in the order of the batch's life."""
        before = self.written.get(batch, ZERO)
        match fact:
            case e.Generated(weight=weight):
                self.written[batch] = weight.kg
            case e.Regrouped() | e.Transformed():
                (made,) = fact.made[:1]
                self.written[batch] = made.origin.weight.kg
                if isinstance(fact, e.Regrouped) or fact.final is False:
                    return made.origin.weight.kg - sum((x.kg for x in made.sources), ZERO)
            case e.SplitOff(weight=weight):
                self.written[batch] = weight.kg
                return weight.kg
            case (
                e.Reweighed(weight=weight)
                | e.Received(weight=weight)
                | e.Returned(weight=weight)
                | e.Corrected(left=weight)
            ):
                self.written[batch] = weight.kg
                if isinstance(fact, e.Received | e.Returned):
                    self.away.discard(batch)
                return weight.kg - before
            case e.Loaded():
                self.away.add(batch)
            case e.Treated(kg=kg, final=final):
                self.written[batch] = before - (kg if final is not False else ZERO)
            case e.Lost(kg=kg) | e.LostOnRoad(kg=kg):
                self.written[batch] = before - kg
                return -kg
            case e.PortionTaken(kg=kg):
                self.written[batch] = before - (ZERO if batch in self.away else kg)
            case e.PortionFreed(kg=kg):
                self.written[batch] = before + kg
            case e.Reclassified(was_final=was, final=final, kg=kg):
                self.written[batch] = before + kg * (was - final)
        return ZERO


def _counted(custody: "Custody") -> list[Counted]:
    """The events as the roll-up reads them (READ_SETTLED)."""
    found, received_in, scales = [], dict[UUID, str](), _Scales()
    for x in custody.events:
        fact, batch = x.fact, custody.states[x.subject]
        more = scales.more(x.subject, fact)
        if kind_of(fact) not in COUNTED:
            continue
        assert isinstance(batch, Batch)
        made = fact.made[0].origin.weight if isinstance(fact, e.Transformed | e.Regrouped) else None
        weight = made or getattr(fact, "weight", None)
        undoes = getattr(fact, "undoes", None)
        place = getattr(fact, "city", "") or (undoes.city if undoes else "") or received_in.get(x.subject) or batch.city
        if isinstance(fact, e.Received):
            received_in[x.subject] = fact.city
        final = getattr(fact, "final", None)
        found.append(
            Counted(
                subject=x.subject,
                seq=x.seq,
                kind=kind_of(fact),
                occurred_at=getattr(fact, "of", None) or (undoes.at if undoes else x.occurred_at),
                kg=weight.kg if weight else getattr(fact, "kg", ZERO),
                basis=weight.basis if weight else "",
                refused_kg=getattr(fact, "refused_kg", ZERO),
                method=getattr(fact, "method", "") or "",
                final=final if final is not None else not (isinstance(fact, e.PortionTaken) and fact.method),
                place=place,
                city=batch.city,
                stream=batch.stream,
                category=batch.category,
                code=f"{batch.code.scheme}:{batch.code.code}",
                generated_at=batch.generated_at,
                shared=bool(batch.sources),
                was=getattr(fact, "was", ""),
                was_final=getattr(fact, "was_final", True),
                undoes=undoes is not None,
                more=more,
            )
        )
    return found


def permits(custody: "Custody") -> None:
    """What a permit's yearly scale is charged with is what came for good from elsewhere."""
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    for (site, *_), kg in custody.taken.items():
        taken[site] += kg
    for site, page in custody.books.pages.items():
        assert taken[site] == page["received"] - custody.books.undone[site]
