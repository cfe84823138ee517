"""What is where, by what people said alone: an account that knows the trade and nothing of the program's own.

It hears what the parties tell (of what *follows* only the names of new batches and what was agreed by all), moves
kilograms from hand to hand as the trade does, and knows of each store and city: what was generated, came, was sent,
treated, lost by name and found by a scale. The laws compare it with the states and with the program's own sums.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from manifests.life import events as e
from tests.manifests.balance.cast import Cast

ZERO = Decimal(0)
COLUMNS = {  # of a store: what it adds to its stock
    "generated": 1,
    "received": 1,  # for good
    "returned": 1,  # brought home again
    "deposited": 1,  # on its way
    "scale": 1,  # found to be more or less than was written
    "sent": -1,
    "treated": -1,
    "lost": -1,
}


@dataclass
class Trip:
    """A manifest, as its papers say."""

    start: UUID
    end: UUID
    lines: list[UUID]
    carriers: list[UUID]
    onward: bool
    undoes: bool = False  # it gives back what had been accepted
    legs: int = 0
    signed: bool = False
    weighed: dict[int, Decimal] = field(default_factory=dict)
    refused: dict[UUID, Decimal] = field(default_factory=dict)  # parts that are to go on by themselves


class Books:
    """Stock by batch, hands by batch, and a page for each store."""

    def __init__(self, cast: Cast) -> None:
        self.sites = {card.site: card.org for card in cast.world.sites.values()}
        self.stock: dict[UUID, Decimal] = {}
        self.hands: dict[UUID, UUID] = {}  # the site of the store it is in, or the company whose vehicle it is on
        self.pages: dict[UUID, dict[str, Decimal]] = {site: dict.fromkeys(COLUMNS, ZERO) for site in self.sites}
        self.undone: dict[UUID, Decimal] = defaultdict(Decimal)  # by store: received for good, and given back after all
        self.road = ZERO  # what scales found on the road: at a gate, or by agreement; less what was lost there
        self.held: dict[UUID, Decimal] = defaultdict(Decimal)  # stock by hand
        self.trips: dict[UUID, Trip] = {}
        self.ways: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)  # batch -> trips, stores it left under them
        self.gone: set[UUID] = set()  # with a load on the road
        self.touched: set[UUID] = set()

    # --- kilograms --------------------------------------------------------------------------------------

    def _put(self, batch: UUID, hand: UUID, kg: Decimal, column: str | None = None) -> None:
        """So many kilograms more of a batch are in this hand, and why; less where they are negative."""
        assert self.hands.setdefault(batch, hand) == hand, "exactly one holder"
        self.stock[batch] = self.stock.get(batch, ZERO) + kg
        assert self.stock[batch] >= 0, "nothing gives more than there is"
        self.held[hand] += kg
        self.touched.add(batch)
        if column is None:
            return
        if hand in self.pages:
            self.pages[hand][column] += kg * COLUMNS[column]
        else:
            assert column in ("scale", "lost"), "on the road nothing is made or treated"
            self.road += kg

    def _hand(self, batch: UUID, giver: UUID, taker: UUID, column: str | None = None) -> None:
        """All of it goes from one hand into the next."""
        assert self.hands[batch] == giver, "it is given by who has it"
        kg = self.stock[batch]
        self.held[giver] -= kg
        if giver in self.pages:
            self.pages[giver]["sent"] += kg
        self.hands[batch] = taker
        self.held[taker] += kg
        if taker in self.pages:
            assert column
            self.pages[taker][column] += kg
        self.touched.add(batch)

    # --- what is told -----------------------------------------------------------------------------------

    def enter(self, x: e.Envelope) -> None:
        """Hear one fact."""
        match x.fact:
            case e.Generated(site=site, weight=weight):
                self._put(x.subject, site, weight.kg, "generated")
            case e.Reweighed(weight=weight):
                self._put(x.subject, self.hands[x.subject], weight.kg - self.stock[x.subject], "scale")
            case e.Treated(kg=kg, final=True, residues=()):
                self._put(x.subject, self.hands[x.subject], -kg, "treated")
            case e.Lost(kg=kg) | e.LostOnRoad(kg=kg) as fact:
                self._put(x.subject, self.hands[x.subject], -kg, "lost")
                self.gone |= {x.subject} if isinstance(fact, e.LostOnRoad) else set()
            case e.Regrouped(first=None) | e.Transformed(first=None) as fact:
                self._remade(fact)
            case e.Ungrouped(freed=freed):
                assert sum((x.kg for x in freed), ZERO) == self.stock[x.subject], "all of it goes back"
                for source in freed:
                    self._put(source.batch, self.hands[x.subject], source.kg)
                    self._put(x.subject, self.hands[x.subject], -source.kg)
            case e.SplitOff(parent=parent, manifest=manifest, weight=weight):
                assert self.trips[manifest].refused.pop(parent) == weight.kg, "the part that was refused"
                self._put(x.subject, self._vehicle(self.trips[manifest]), weight.kg)
            case e.Corrected() as fact:
                self._corrected(x.subject, fact)
            case e.Reclassified(was_final=was, final=final, kg=kg) if was is not final:
                self._put(x.subject, self.hands[x.subject], kg if was else -kg, "treated")
            case _:
                self._of_trip(x)

    def _remade(self, fact: e.Regrouped | e.Transformed) -> None:
        lost = sum((loss.kg for loss in fact.losses), ZERO)
        went = sum((given.kg for given in fact.inputs), ZERO)
        assert went == lost + sum((x.weight.kg for x in fact.outputs), ZERO), "what goes in comes out, or has a name"
        ends = isinstance(fact, e.Transformed) and fact.final
        for given in fact.inputs:
            self._put(given.batch, fact.site, -given.kg, "treated" if ends else None)
        for made, filled in zip(fact.made, fact.outputs, strict=True):
            assert made.batch
            self._put(made.batch, fact.site, filled.weight.kg, "generated" if ends else None)
        if not ends:
            self.pages[fact.site]["lost"] += lost

    def _corrected(self, batch: UUID, fact: e.Corrected) -> None:
        """All agreed that it was another weight: at the gate that took it in, or when it was sent."""
        hand, more = self.hands[batch], fact.left.kg - self.stock[batch]
        if fact.of is None:
            for trip, site in self.ways[batch]:
                if trip == fact.manifest:  # the store held, and sent, more or less than was written
                    self.pages[site]["scale"] += more
                    self.pages[site]["sent"] += more
                    self.road -= more
        else:
            self.road += more  # so much more had come
        self._put(batch, hand, more, "scale" if fact.of is None else "received")

    # --- a trip -----------------------------------------------------------------------------------------

    def _of_trip(self, x: e.Envelope) -> None:
        trip = self.trips.get(x.subject)
        match x.fact:
            case e.Created() as fact:
                self.trips[x.subject] = _drawn(fact)
            case _ if trip is None:
                return
            case e.Amended(whole=e.Created() as whole):
                drawn = _drawn(whole)
                trip.end, trip.lines, trip.carriers = drawn.end, drawn.lines, drawn.carriers
            case e.Signed(box="consignor"):
                trip.signed = True
            case e.CarrierAdded(carrier=carrier):
                trip.carriers.append(carrier)
            case e.Departed() | e.HandedOver():
                self._taken_over(x, trip)
            case e.Resumed():
                self._load(x, trip)
            case e.StopWeighed():
                for batch in trip.lines:
                    store = next(site for site, org in self.sites.items() if org == x.org)
                    if self.hands[batch] != store:  # weighed again it is there already
                        self._hand(batch, self._vehicle(trip), store, "deposited")
            case e.Weighed(lines=lines):
                trip.weighed |= {line.line: line.kg for line in lines}
            case e.Accepted():
                self._received(x, trip, {})
            case e.PartlyAccepted(lines=lines):
                self._received(x, trip, {line.line: line.refused_kg for line in lines})

    def _vehicle(self, trip: Trip) -> UUID:
        return trip.carriers[trip.legs - 1]

    def _taken_over(self, x: e.Envelope, trip: Trip) -> None:
        """Who takes it signs, and who gives it has signed: the works its box, a carrier when it took it itself."""
        assert trip.signed, "nothing leaves unsigned"
        assert x.org == trip.carriers[trip.legs], "the carrier whose turn it is"
        trip.legs += 1
        self._load(x, trip)

    def _load(self, x: e.Envelope, trip: Trip) -> None:
        assert x.org == self._vehicle(trip)
        for batch in trip.lines:
            giver = self.hands[batch]
            self.ways[batch] += [(x.subject, giver)] if giver in self.pages else []
            self._hand(batch, giver, x.org)

    def _received(self, x: e.Envelope, trip: Trip, refused: dict[int, Decimal]) -> None:
        """Into the store what the scale said, less what was refused; what is refused stays on the vehicle."""
        assert x.org == self.sites[trip.end], "taken in by whose gate it is"
        for n, batch in enumerate(trip.lines, 1):
            there, back = trip.weighed.get(n, self.stock[batch]), refused.get(n, ZERO)
            assert back <= there, "no more is refused than came"
            if back == there:
                self.touched.add(batch)
                continue
            if back:
                trip.refused[batch] = back
            vehicle = self._vehicle(trip)
            self.road += there - self.stock[batch]
            self.held[vehicle] += there - back - self.stock[batch]
            self.stock[batch] = there - back
            home = trip.undoes or (trip.onward and trip.start == trip.end)
            self._hand(batch, vehicle, trip.end, "returned" if home else "received")
            if trip.undoes:
                self.undone[trip.start] += there - back


def _drawn(fact: e.Created) -> Trip:
    lines = [line.batch for line in fact.lines]
    carriers = [fact.carrier, *fact.more_carriers]
    onward, undoes = fact.onward_of is not None, fact.gives_back is not None
    return Trip(fact.consignor_site, fact.consignee_site, lines, carriers, onward, undoes)
