"""Temporary storage on the way: who holds it, what the three scales say, how long it may stand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from manifests import queries, replay
from manifests.life import events as e
from manifests.life import lifecycle, policy, revising, stops
from manifests.life.model import Batch, BatchStatus, Manifest, ManifestStatus
from tests.bay import ADMINISTRATOR, PLATE, Bay
from tests.manifests.facts import (
    AT,
    BATCH,
    CARRIER,
    FACTORY,
    OTHER_BATCH,
    PLANT,
    SAMPLES,
    STOP_SITE,
    STORER,
    created,
    envelope,
    kg,
)
from tests.stories.stops import storehouse
from wasteflow.catalog.law import streams
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes
from wasteflow.places import commands as places


def folded(*facts: e.AnyEvent, hours: float = 0) -> Manifest:
    """A manifest of two lines after these; `hours` lie before the last."""
    state = None
    for seq, fact in enumerate((created(BATCH, OTHER_BATCH), *facts), 1):
        at = AT + timedelta(hours=hours) if seq == len(facts) + 1 else AT
        state = lifecycle.evolve(state, envelope(fact, seq, at=at))
    assert isinstance(state, Manifest)
    return state


def on_the_way(*steps: str) -> list[e.AnyEvent]:
    return [SAMPLES[step] for step in ("published", "signed", "departed", "stop_added", *steps)]


def warned(state: Manifest, fact: e.AnyEvent, hours: float = 0) -> list[str]:
    at = AT + timedelta(hours=hours)
    return [w.code for w in lifecycle.judge(state, fact, at, at)]


def test_what_the_storer_did_not_weigh_stands_as_sent():
    state = folded(*on_the_way("stopped", "stop_weighed"))
    assert [stop.weights for stop in state.stops] == [(kg("990"), None)]
    again = e.StopWeighed((e.LineWeighed(2, Decimal(995)),))
    state = lifecycle.evolve(state, envelope(again, state.seq + 1))
    assert state.stops[0].weights == (kg("990"), kg("995"))
    assert [line.sent for line in state.lines] == [kg("1000"), kg("1000")]
    assert [mark.box for mark in state.signatures if mark.box.startswith("storer")] == ["storer:1"], "signs once"


def test_the_gate_is_compared_with_the_stop_too():
    state = folded(*on_the_way("stopped", "stop_weighed", "resumed", "arrived"))
    gate = e.Weighed((e.LineWeighed(1, Decimal(1025)), e.LineWeighed(2, Decimal(1025))))
    tolerances = streams()["hazardous"].tolerances
    told = [w.code for w in stops.gaps(state, gate, tolerances)]
    assert told == ["differs_from_stop"], "only the first line was weighed at the stop"
    assert stops.gaps(state, e.Weighed((e.LineWeighed(1, Decimal(1000)),)), tolerances) == []


@pytest.mark.parametrize(("hours", "told"), [(72, []), (72.5, ["stopped_too_long"])])
@pytest.mark.parametrize("step", ["resumed", "handed_over"])
def test_a_stay_over_the_clock_is_told_at_departure(hours, told, step):
    assert warned(folded(*on_the_way("stopped", "stop_weighed")), SAMPLES[step], hours) == told


def test_a_stop_that_is_passed_by_is_told_at_the_gate_and_stays_on_the_manifest():
    state = folded(*on_the_way())
    assert warned(state, e.Arrived()) == ["stop_passed_by"]
    state = folded(*on_the_way("arrived", "accepted"))
    assert (state.status, state.stops[0].arrived_at) == (ManifestStatus.ACCEPTED, None)


def test_the_same_carrier_goes_on_in_the_same_leg():
    state = folded(*on_the_way("stopped", "stop_weighed", "resealed", "resumed"), hours=10)
    (leg,), (stop,) = state.carriers, state.stops
    assert (leg.departed_at, leg.arrived_at, stop.left_at) == (AT, None, AT + timedelta(hours=10))
    assert (stop.seal, state.stop, state.leg.org) == ("S-1", None, CARRIER)


def test_the_storer_is_a_party_once_named_and_asked_once_it_signed():
    named = folded(*on_the_way())
    assert STORER in policy.parties(named)
    assert STORER not in revising.bound(named)
    assert revising.bound(folded(*on_the_way("stopped", "stop_weighed"))) == {FACTORY, CARRIER, PLANT, STORER}
    assert STORER not in policy.parties(folded(*on_the_way("stop_dropped")))
    assert STORER not in policy.parties(folded(SAMPLES["published"])), "nobody without a stop"


def test_a_line_the_manifest_does_not_have_cannot_be_weighed():
    state = folded(*on_the_way("stopped"))
    with pytest.raises(Refusals):
        lifecycle.judge(state, e.StopWeighed((e.LineWeighed(3, Decimal(1)),)), AT, AT)
    with pytest.raises(Refusals):
        lifecycle.judge(state, e.StopWeighed(()), AT, AT)


def test_events_from_before_there_were_stops_fold_as_they_did():
    state = folded(*(SAMPLES[step] for step in ("published", "signed", "departed", "arrived")), hours=3)
    assert (state.stops, state.stop, state.leg.arrived_at) == ((), None, AT + timedelta(hours=3))


# --- against the register --------------------------------------------------------------------------------


async def stored(bay: Bay) -> tuple[Manifest, Batch, Actor]:
    things, people = await storehouse(bay)
    batch = await bay.batch()
    manifest = (await bay.tell(bay.clerk, bay.load(batch, stop=things["store"]))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), manifest)
    await bay.tell(bay.driver, e.Stopped(), manifest)
    await bay.tell(people["storer"], e.StopWeighed((e.LineWeighed(1, Decimal(1000)),)), manifest)
    async with bay.pool.acquire() as conn:
        seen = scopes(people["storer"])
        load = await queries.manifest(conn, id=manifest, scopes=seen)
        drum = await queries.batch(conn, id=batch, scopes=seen)
    assert load is not None
    assert drum is not None
    return load, drum, people["storer"]


@pytest.mark.anyio
async def test_the_storer_holds_it_at_its_site_and_replay_says_the_same(bay):
    load, drum, storer = await stored(bay)
    assert (drum.status, drum.holder_org) == (BatchStatus.IN_TEMPORARY_STORAGE, storer.org)
    assert drum.holder_site == load.stops[0].party.site == storer.site
    assert (load.stops[0].hours, load.stops[0].party.permit) == (72, "440300-70")
    await bay.tell(bay.driver, e.Resumed(plate=PLATE, driver="王师傅"), load.id)
    async with bay.pool.acquire() as conn:
        gone = await queries.batch(conn, id=drum.id, scopes=None)
    assert (gone.status, gone.holder_org, gone.holder_site) == (BatchStatus.IN_TRANSIT, bay.carrier, None)
    report = await replay.check(bay.pool)
    assert report.ok, report.different


@pytest.mark.anyio
async def test_a_storer_that_closed_before_publication_is_refused(bay, monkeypatch):
    monkeypatch.setattr("wasteflow.places.cards.KEPT_SECONDS", 0.0)
    things, _ = await storehouse(bay)
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch(), stop=things["store"]))).subject
    await places.close_site(bay.pool, ADMINISTRATOR, things["store"], AT.date())
    with pytest.raises((Refusal, Refusals)) as told:
        await bay.tell(bay.clerk, e.Published(), manifest)
    assert [x.code for x in getattr(told.value, "refusals", [told.value])] == ["site_closed"]


def test_the_sample_names_the_stop():
    assert folded(*on_the_way()).stops[0].party.site == STOP_SITE
