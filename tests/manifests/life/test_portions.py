"""Shares to the gram, and the portions a batch keeps in others. Pure."""

from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import given

from manifests.life import lifecycle, portions
from manifests.life.model import Batch, BatchStatus, Portion
from tests.manifests.facts import AT, BATCH, SAMPLES, envelope, generated

amounts = st.decimals("0.001", "9000", places=3)


@given(kg=amounts, weights=st.lists(amounts, min_size=1, max_size=8))
def test_shares_are_to_the_gram_and_sum_to_the_whole(kg, weights):
    parts = portions.shares(kg, weights)
    assert sum(parts) == kg
    assert all(part >= 0 and part == part.quantize(portions.GRAM) for part in parts)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - kg * weight / sum(weights)) <= len(weights) * portions.GRAM


@given(weights=st.lists(amounts, min_size=1, max_size=8))
def test_of_the_whole_each_has_what_it_put_in(weights):
    assert portions.shares(sum(weights), weights) == weights


def test_where_nothing_was_put_in_the_last_takes_it():
    assert portions.shares(Decimal(3), [Decimal(0), Decimal(0)]) == [0, 3]


def batch(**changes) -> Batch:
    born = lifecycle.evolve(None, envelope(generated(), 1))
    assert isinstance(born, Batch)
    return lifecycle.replace(born, **changes)


def test_what_waits_in_others_is_left_even_where_more_of_it_was_treated_than_was_put_there():
    half = batch(portions=(Portion(BATCH, Decimal(400), Decimal(150)),))
    assert portions.left_of(half) == 1250
    over = batch(portions=(Portion(BATCH, Decimal(400), Decimal(500)),))
    assert portions.left_of(over) > 1000
    done = batch(portions=(Portion(BATCH, Decimal(400), Decimal(390), done=True),))
    assert portions.left_of(done) == 1000


def test_a_source_is_treated_when_its_last_portion_is():
    rest = lifecycle.evolve(batch(), envelope(SAMPLES["last_portion_taken"], 2))
    assert (rest.status, rest.weight.kg) == (BatchStatus.GROUPED, 0)
    part = lifecycle.evolve(rest, envelope(SAMPLES["portion_treated"], 3))
    assert part.status is BatchStatus.GROUPED
    whole = lifecycle.evolve(part, envelope(SAMPLES["last_portion_treated"], 4))
    assert whole.status is BatchStatus.TREATED
    assert whole.treated_kg == 0, "these kilograms were treated as another batch"


def test_what_is_taken_out_comes_back_to_the_gram():
    taken = lifecycle.evolve(batch(), envelope(SAMPLES["portion_taken"], 2))
    assert taken.weight.kg == 600
    freed = lifecycle.evolve(taken, envelope(SAMPLES["portion_freed"], 3))
    assert (freed.weight, freed.portions, freed.last_at) == (batch().weight, (), AT)
