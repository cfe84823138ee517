"""Whatever happens to batches, in whatever order it is told: a site's ledger closes, by waste and month."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from manifests.life import events as e
from manifests.life.lifecycle import evolve
from manifests.life.model import Batch, BatchStatus, Code, Gone
from manifests.sites.balance import Amounts, amounts_of, waste_of
from manifests.sites.moves import Way, moves_of
from manifests.sites.reading import begins, months
from tests.manifests.facts import (
    AT,
    BATCH,
    CARRIER,
    FACTORY,
    FACTORY_SITE,
    MANIFEST,
    PLANT,
    PLANT_SITE,
    envelope,
    generated,
    kg,
)
from wasteflow.core.clock import local_date

S = BatchStatus
WAYS = {
    S.STORED: ("reweighed", "lost", "treated", "part", "interim", "assigned", "corrected"),
    S.ASSIGNED: ("loaded", "released"),
    S.IN_TRANSIT: ("received", "returned", "turned_away", "sent_corrected"),
    S.TREATED: ("corrected", "reclassified", "reopened"),
    S.REFUSED: ("assigned",),
    S.REASSIGNED: ("loaded", "released"),
}


@st.composite
def lives(draw: st.DrawFn, subject: UUID) -> list[e.Envelope]:
    """One batch's life over some months; declared times may run backwards."""
    code = draw(st.sampled_from(["336-054-17", "900-252-12"]))
    born = replace(generated(str(draw(_kg))), code=Code("cn-hw", code, "2021"), category=f"HW{code[-2:]}")
    life = [envelope(born, 1, subject, AT)]
    batch = evolve(None, life[0])
    for seq in range(2, 2 + draw(st.integers(0, 12))):
        assert isinstance(batch, Batch)
        if not (ways := WAYS.get(batch.status)):
            break
        fact = _fact(draw(st.sampled_from(ways)), batch, draw(_kg), draw(st.booleans()))
        life.append(envelope(fact, seq, subject, AT + timedelta(hours=draw(st.integers(-2000, 4000)))))
        batch = evolve(batch, life[-1])
    return life


def _otherwise(batch: Batch, method: str, final: bool) -> e.Reclassified:
    return e.Reclassified(MANIFEST, UUID(int=301), AT, batch.treated_kg, "cn_utilisation:R4", True, method, final)


_kg = st.decimals("0.001", "2000", places=3)


def _fact(kind: str, batch: Batch, amount: Decimal, home: bool) -> e.AnyEvent:
    org, site = (FACTORY, FACTORY_SITE) if home else (PLANT, PLANT_SITE)
    match kind:
        case "reweighed":
            return e.Reweighed(kg(str(amount)))
        case "lost":
            return e.Lost(min(amount, batch.weight.kg), Gone.MISSING, "?")
        case "treated":
            return e.Treated("cn_utilisation:R4", batch.weight.kg, final=True)
        case "part":
            return e.Treated("cn_disposal:D10", min(amount, batch.weight.kg), final=True)
        case "interim":
            return e.Treated("basel_recovery:R12", batch.weight.kg, final=False)
        case "sent_corrected":
            return e.Corrected(MANIFEST, kg(str(amount)))
        case "corrected":
            return e.Corrected(MANIFEST, kg(str(amount)), amount - batch.weight.kg, of=AT, site=PLANT_SITE)
        case "reclassified":
            return _otherwise(batch, "cn_disposal:D10", final=True)
        case "reopened":
            return _otherwise(batch, "basel_recovery:R12", final=False)
        case "assigned":
            return e.Assigned(MANIFEST)
        case "released":
            return e.Released(MANIFEST)
        case "loaded":
            return e.Loaded(MANIFEST, CARRIER)
        case "received":
            return e.Received(MANIFEST, org, site, "440300", kg(str(amount)))
        case "returned":
            return e.Returned(MANIFEST, org, site, kg(str(amount)))
        case _:
            return e.TurnedAway(MANIFEST, "含水")


@given(st.data())
@settings(max_examples=300)
def test_opening_and_what_came_less_what_went_is_closing(data: st.DataObject) -> None:
    told = [data.draw(lives(UUID(int=1000 + n))) for n in range(data.draw(st.integers(1, 4)))]
    moves = [move for life in told for move in moves_of(life)]
    days = [local_date(x.occurred_at) for life in told for x in life]
    for site in (FACTORY_SITE, PLANT_SITE):
        here = [move for move in moves if move.site == site]
        last: dict[tuple[str, ...], Decimal] = {}
        for first, end in months(min(days), max(days)):
            sums = amounts_of(here, [], begins(first), begins(end + timedelta(days=1)), lambda m: "R" in m)
            assert all(line.balanced for line in sums.values()), sums
            assert {w: x.opening for w, x in sums.items() if x.opening} == last
            last = {w: x.closing for w, x in sums.items() if x.closing}
        assert last == _standing(told, site), "the books say what stands there"


def _standing(told: list[list[e.Envelope]], site: UUID) -> dict[tuple[str, ...], Decimal]:
    found: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for life in told:
        batch = None
        for one in life:
            batch = evolve(batch, one)
        assert isinstance(batch, Batch)
        if batch.holder_site == site and batch.weight.kg:
            found[waste_of(batch)] += batch.weight.kg
    return found


def test_an_unbalanced_line_is_noticed() -> None:
    assert not Amounts(opening=Decimal(1), generated=Decimal(2), sent=Decimal(1), closing=Decimal(3)).balanced


def _life(*facts: e.AnyEvent) -> list[e.Envelope]:
    return [envelope(fact, seq, BATCH, AT + timedelta(hours=seq)) for seq, fact in enumerate(facts, 1)]


def test_a_drums_moves() -> None:
    moves = moves_of(
        _life(
            generated("1000"),
            e.Reweighed(kg("990")),
            e.Assigned(MANIFEST),
            e.Loaded(MANIFEST, CARRIER),
            e.Received(MANIFEST, PLANT, PLANT_SITE, "440300", kg("985")),
            e.Treated("basel_recovery:R12", Decimal(985), final=False),
            e.Treated("cn_utilisation:R4", Decimal(400), final=True),
        )
    )
    assert [(m.site == FACTORY_SITE, m.way, m.kg, m.stock) for m in moves] == [
        (True, Way.GENERATED, 1000, 1000),
        (True, Way.CORRECTED, -10, -10),
        (True, Way.SENT, 990, -990),
        (False, Way.RECEIVED, 985, 985),
        (False, Way.INTERIM, 985, 0),
        (False, Way.TREATED, 400, -400),
    ]
    assert moves[2].came == moves[0]
    assert moves[5].came == moves[3]


@pytest.mark.parametrize("fact", [e.Returned(MANIFEST, FACTORY, FACTORY_SITE, kg("1000"))])
def test_what_comes_back_is_no_new_waste(fact: e.AnyEvent) -> None:
    moves = moves_of(_life(generated(), e.Assigned(MANIFEST), e.Loaded(MANIFEST, CARRIER), fact))
    assert [m.way for m in moves] == [Way.GENERATED, Way.SENT, Way.RETURNED]
    assert moves[2].came == moves[1]
