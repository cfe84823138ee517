"""The two tables, walked whole; arithmetic of weights; and random lives that must always balance."""

from datetime import timedelta
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from manifests import refusals as r
from manifests.life import arithmetic, lifecycle
from manifests.life import events as e
from manifests.life.following import consequences
from manifests.life.lifecycle import BATCH as BATCH_TABLE
from manifests.life.lifecycle import MANIFEST as MANIFEST_TABLE
from manifests.life.model import Batch, BatchStatus, Gone, Manifest, ManifestStatus, Portion, Revision, SubjectKind
from manifests.life.steps import kind_of
from tests.manifests.facts import (
    AT,
    BATCH,
    CARRIER,
    GROUP,
    MANIFEST,
    PLANT_SITE,
    SAMPLES,
    created,
    envelope,
    generated,
    kg,
)
from wasteflow.catalog.law import streams
from wasteflow.core.errors import Refusal, Refusals

BORN = lifecycle.evolve(None, envelope(generated(), 1))
DRAFTED = lifecycle.evolve(None, envelope(created(), 1))
assert isinstance(BORN, Batch)
assert isinstance(DRAFTED, Manifest)


def pairs(table, statuses):
    return [(status, step) for status in [None, *statuses] for step in sorted({s for _, s in table})]


def judged(state, step) -> str:
    fact = SAMPLES[step]
    try:
        lifecycle.judge(state, fact, AT, AT)
    except (Refusal, Refusals) as refusal:
        return getattr(refusal, "code", "refusals")
    after = lifecycle.evolve(state, envelope(fact, (state.seq if state else 0) + 1))
    return after.status.value


# What a batch must hold for the amount of the step to mean that row of the table.
_ELSEWHERE = {"portions": (Portion(GROUP, Decimal(1000)),)}
_STANDING = {
    "treated_rest": _ELSEWHERE,
    "lost_rest": _ELSEWHERE,
    "rest_lost_on_road": _ELSEWHERE,
    "corrected_into_others": _ELSEWHERE,
    "last_portion_treated": {**_ELSEWHERE, "weight": kg("0")},
    "last_portion_left": {**_ELSEWHERE, "weight": kg("0")},
    "last_portion_lost": {**_ELSEWHERE, "weight": kg("0")},
}


@pytest.mark.parametrize(("status", "step"), pairs(BATCH_TABLE, BatchStatus))
def test_every_pair_of_the_batch_table(status, step):
    """A pair in the table leads to its status; any other pair is refused by name."""
    state = replace(BORN, status=status, manifest=MANIFEST, **_STANDING.get(step, {})) if status else None
    if (expected := BATCH_TABLE.get((status, step))) is not None:
        assert judged(state, step) == expected.value
    else:
        assert judged(state, step) in {"unknown_subject", "already_there", "not_possible_now"}


@pytest.mark.parametrize(("status", "step"), pairs(MANIFEST_TABLE, ManifestStatus))
def test_every_pair_of_the_manifest_table(status, step):
    """The same for manifests; the line accepted in full so that its treatment may close it."""
    state = None
    if status:
        line = replace(DRAFTED.lines[0], accepted_kg=Decimal(1000), refused_kg=Decimal(0))
        state = replace(DRAFTED, status=status, lines=(line,))
        if step == "part_left":
            state = replace(state, lines=(replace(line, refused_kg=Decimal(1)),))
        if step == "brought_back":
            home = replace(DRAFTED.consignee, site=DRAFTED.consignor.site)
            state = replace(state, onward_of=MANIFEST, consignee=home)
    if (expected := MANIFEST_TABLE.get((status, step))) is not None:
        assert judged(state, step) == expected.value
    else:
        assert judged(state, step) in {"unknown_subject", "already_there", "not_possible_now"}


def test_each_step_has_a_sample_and_each_event_a_step():
    steps = {s for _, s in BATCH_TABLE} | {s for _, s in MANIFEST_TABLE}
    assert steps == set(SAMPLES)
    assert {kind_of(f) for f in SAMPLES.values()} >= lifecycle.PROPOSABLE


def at_gate(*, weighed: str | None = None) -> Manifest:
    state = replace(DRAFTED, status=ManifestStatus.ARRIVED)
    if weighed:
        fact = e.Weighed((e.LineWeighed(1, Decimal(weighed)),))
        state = lifecycle.evolve(state, envelope(fact, state.seq + 1))
    assert isinstance(state, Manifest)
    return state


@pytest.mark.parametrize("refused", ["0", "1000", "1000.001", "-5"])
def test_a_partial_refusal_is_a_real_part(refused):
    """Neither nothing nor everything can be refused in part."""
    with pytest.raises(Refusals):
        lifecycle.judge(at_gate(), e.PartlyAccepted((e.LineRefused(1, Decimal(refused)),), "含水"), AT, AT)


def test_the_part_is_measured_against_what_was_weighed_not_what_was_sent():
    with pytest.raises(Refusals) as told:
        lifecycle.judge(at_gate(weighed="300"), SAMPLES["partly_accepted"], AT, AT)
    assert isinstance(told.value.refusals[0], r.MoreThanThereIs)
    assert told.value.refusals[0].path == "fact.lines[0].refused_kg"


def test_partial_acceptance_splits_the_batch():
    """10 t arrive, 4 t are refused: 6 t are the plant's, 4 t live on as a batch the carrier holds."""
    before = at_gate()
    env = envelope(SAMPLES["partly_accepted"], before.seq + 1)
    after = lifecycle.evolve(before, env)
    batch = replace(BORN, status=BatchStatus.IN_TRANSIT, manifest=MANIFEST, holder_org=CARRIER, holder_site=None)
    (kept, received), (off, part) = consequences(after, env, {BATCH: batch})
    stays = lifecycle.evolve(batch, envelope(received, 2))
    leaves = lifecycle.evolve(None, envelope(part, 1, off))
    assert isinstance(stays, Batch)
    assert isinstance(leaves, Batch)
    assert (kept, stays.weight.kg, stays.holder_site) == (BATCH, 600, PLANT_SITE)
    assert (leaves.weight.kg, leaves.parent, leaves.holder_org, leaves.status) == (400, BATCH, CARRIER, "refused")
    assert leaves.generated.kg == 0, "its kilograms were counted when its parent was generated"


@pytest.mark.parametrize("amount", ["0", "-1", "50000000.001", "1.0001", "NaN", "Infinity", "1E+99999", "1E-99999"])
def test_absurd_weights_are_refused_with_their_path(amount):
    with pytest.raises(Refusals) as told:
        lifecycle.judge(None, replace(generated(), weight=kg(amount)), AT, AT)
    assert [x.path for x in told.value.refusals] == ["fact.weight.kg"]


def test_the_future_is_refused_and_the_distant_past_is_odd():
    with pytest.raises(r.InTheFuture):
        lifecycle.judge(None, generated(), AT + timedelta(minutes=6), AT)
    assert lifecycle.judge(None, generated(), AT + timedelta(minutes=4), AT) == []
    (late,) = lifecycle.judge(None, generated(), AT, AT + timedelta(hours=73))
    assert isinstance(late, r.LateEntry)


def test_a_gap_at_the_gate_is_odd_not_refused():
    assert lifecycle.judge(at_gate(), SAMPLES["weighed"], AT, AT) == []
    (odd,) = arithmetic.gaps(at_gate(), SAMPLES["weighed"], streams()["hazardous"].tolerances)
    assert (odd.code, odd.path, odd.facts["percent"]) == ("weight_differs", "fact.lines[0].kg", "15.0")


def test_an_interim_step_is_for_the_whole_batch():
    with pytest.raises(Refusals):
        lifecycle.judge(BORN, e.Treated("basel_recovery:R12", Decimal(10), final=False), AT, AT)


weights = st.decimals("0.001", "2000", places=3)


@settings(max_examples=300, deadline=None)
@given(
    made=weights,
    steps=st.lists(
        st.one_of(
            st.builds(e.Treated, st.just("cn_utilisation:R4"), weights, st.just(True)),
            st.builds(e.Lost, weights, st.sampled_from(Gone), st.just("?")),
            st.builds(e.Reweighed, st.builds(lambda k: kg(str(k)), weights)),
            st.sampled_from([SAMPLES["treated_interim"], SAMPLES["assigned"], SAMPLES["loaded"], SAMPLES["received"]]),
        ),
        max_size=12,
    ),
)
def test_whatever_is_tried_nothing_is_treated_that_was_not_there(made, steps):
    """Random steps, legal and not: what is left is never negative, and a treated or lost batch is empty."""
    state = lifecycle.evolve(None, envelope(generated(str(made)), 1))
    for step in steps:
        try:
            lifecycle.judge(state, step, AT, AT)
        except (Refusal, Refusals):
            continue
        before = state
        state = lifecycle.evolve(state, envelope(step, state.seq + 1))
        assert isinstance(before, Batch)
        assert isinstance(state, Batch)
        assert state.weight.kg >= 0
        if isinstance(step, e.Lost) or (isinstance(step, e.Treated) and step.final):
            assert state.weight.kg + step.kg == before.weight.kg
        assert (state.status in (BatchStatus.TREATED, BatchStatus.LOST)) == (state.weight.kg == 0)
        assert state.seq == before.seq + 1


def test_possible_names_only_what_people_may_propose():
    assert lifecycle.possible(None, SubjectKind.BATCH) == ["generated", "regrouped", "transformed"]
    assert "assigned" not in lifecycle.possible(BORN, SubjectKind.BATCH)
    assert lifecycle.possible(DRAFTED, SubjectKind.MANIFEST) == ["published", "cancelled", "amended"]


def test_possible_leaves_out_what_there_is_nothing_for():
    """An answer where nothing was asked, a stop to drop where none is planned, a border's paper within a city."""
    departed = lifecycle.evolve(replace(DRAFTED, status=ManifestStatus.SIGNED), envelope(SAMPLES["departed"], 2))
    steps = lifecycle.possible(departed, SubjectKind.MANIFEST)
    assert steps == [
        "carrier_added",
        "arrived",
        "load_lost",
        "revision_requested",
        "stop_added",
        "number_given",
        "difference_found",
    ]
    asked = Revision(CARRIER, "车牌写错", AT, AT, (), ())
    crossing = replace(departed, revision=asked, regime="export_approval")
    more = set(lifecycle.possible(crossing, SubjectKind.MANIFEST))
    assert {"revision_approved", "revision_refused", "revision_withdrawn", "take_back_started"} <= more
    assert "revision_requested" not in more


def test_a_part_of_nothing_is_refused_at_its_own_field():
    with pytest.raises(Refusals) as told:
        lifecycle.judge(at_gate(), e.PartlyAccepted((e.LineRefused(1, Decimal(0)),), "含水"), AT, AT)
    assert [(x.code, x.path) for x in told.value.refusals] == [("wrong_weight", "fact.lines[0].refused_kg")]
