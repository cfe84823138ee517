"""Ids that repeat and still lie in time."""

from datetime import UTC, datetime, timedelta

from wasteflow.core.ids import derived_id_at, in_order, new_id

AT = datetime(2026, 11, 22, 9, 10, tzinfo=UTC)


def test_a_run_of_ids_sorts_in_its_order_and_is_the_same_again():
    first = new_id()
    run = [in_order(first, n) for n in range(200)]
    assert sorted(run) == run == [in_order(first, n) for n in range(200)]
    assert len({first, *run}) == 201
    assert {(id.version, id.variant) for id in run} == {(7, first.variant)}


def test_the_same_moment_and_parts_give_the_same_uuid_of_version_7() -> None:
    id = derived_id_at(AT, "a", 1)
    assert (id, id.version, id.variant) == (derived_id_at(AT, "a", 1), 7, new_id().variant)
    assert id != derived_id_at(AT, "a", 2)


def test_they_sort_by_their_moment_and_among_fresh_ones() -> None:
    later = derived_id_at(AT + timedelta(milliseconds=1), "a", 1)
    assert derived_id_at(AT, "z") < later < new_id()
    assert derived_id_at(datetime(1950, 1, 1, tzinfo=UTC)) < later
