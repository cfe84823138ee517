"""Trip tickets: who holds which copy, until when; what is odd or refused on the paper."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from manifests.life import events as e
from manifests.life import lifecycle
from manifests.life.model import Manifest, ManifestStatus, SubjectKind
from manifests.tickets import paper
from manifests.tickets import refusals as no
from manifests.tickets.copies import copies
from tests.manifests.facts import AT, SAMPLES, created, envelope
from wasteflow.catalog import law
from wasteflow.catalog.tickets import tickets
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import Refusals

CHEMICAL = tickets()["hk_trip_ticket"]


def published(regime: str = "hk_trip_ticket", stream: str = "hk_chemical") -> Manifest:
    state = lifecycle.evolve(None, envelope(created(), 1))
    assert isinstance(state, Manifest)
    return replace(state, status=ManifestStatus.PUBLISHED, regime=regime, stream=stream)


def after(*steps: str) -> Manifest:
    state = published()
    for step in steps:
        state = lifecycle.evolve(state, envelope(SAMPLES[step], state.seq + 1))
        assert isinstance(state, Manifest)
    return state


@pytest.mark.parametrize(
    ("steps", "holders", "kept"),
    [
        ((), ["consignor"] * 3, 0),
        (("signed",), ["consignor"] * 3, 1),
        (("signed", "departed"), ["consignor", "carrier", "carrier"], 2),
        (("signed", "departed", "arrived"), ["consignor", "carrier", "carrier"], 2),
        (("signed", "departed", "arrived", "accepted"), ["consignor", "carrier", "consignee"], 3),
        (("signed", "departed", "arrived", "refused"), ["consignor", "carrier", "consignee"], 3),
    ],
)
def test_copies_travel_with_the_load_until_they_are_signed(steps, holders, kept):
    found = copies(after(*steps), CHEMICAL, BAY_AREA)
    assert [copy.holder for copy in found] == holders
    assert [copy.keep_until for copy in found if copy.keep_until] == [date(2027, 11, 20)] * kept


def test_the_days_are_hong_kongs():
    """Signed at four in the morning of the 21st, which is still the 20th in Greenwich."""
    signed = envelope(SAMPLES["signed"], 2, at=AT + timedelta(hours=19))
    state = lifecycle.evolve(published(), signed)
    assert isinstance(state, Manifest)
    assert copies(state, CHEMICAL, BAY_AREA)[0].keep_until == date(2027, 11, 21)


def test_a_draft_has_no_copies():
    assert copies(replace(published(), status=ManifestStatus.DRAFT), CHEMICAL, BAY_AREA) == ()


@pytest.mark.parametrize(("regime", "stream", "hours"), [("hk_trip_ticket", "hk_chemical", 48),
                                                         ("hk_clinical_ticket", "medical", 24)])  # fmt: skip
def test_later_than_the_clock_is_odd(regime, stream, hours):
    state = published(regime, stream)
    state = replace(state, carriers=(replace(state.carriers[0], departed_at=AT),))
    assert paper.deliver_by(state) == AT + timedelta(hours=hours)
    assert paper.odd(state, AT + timedelta(hours=hours)) == []
    (late,) = paper.odd(state, AT + timedelta(hours=hours + 1))
    assert (late.code, late.facts["hours"], late.facts["limit"]) == ("delivered_late", hours + 1, hours)


def test_on_the_mainland_there_is_no_such_clock():
    state = published("within_city", "hazardous")
    state = replace(state, carriers=(replace(state.carriers[0], departed_at=AT),))
    assert paper.odd(state, AT + timedelta(days=9)) == []
    assert "ticket_noted" not in lifecycle.possible(state, SubjectKind.MANIFEST)
    with pytest.raises(no.NoTripTicket):
        paper.noted(e.TicketNoted("A-0001"), state)


@pytest.mark.parametrize(
    ("fact", "paths"),
    [
        (e.TicketNoted(), ["fact"]),
        (e.TicketNoted("A"), ["fact.paper_ticket"]),
        (e.TicketNoted("號碼壹"), ["fact.paper_ticket"]),
        (e.TicketNoted("A-0001", "xyz"), ["fact.scan"]),
    ],
)
def test_what_can_be_no_number_or_digest_is_refused_with_its_path(fact, paths):
    with pytest.raises(Refusals) as told:
        lifecycle.judge(published(), fact, AT, AT)
    assert [x.path for x in told.value.refusals] == paths


def test_scans_are_added_and_the_number_stays():
    state = lifecycle.evolve(published(), envelope(e.TicketNoted("A-0001", "a" * 64), 2))
    state = lifecycle.evolve(state, envelope(e.TicketNoted(scan="b" * 64), 3))
    assert isinstance(state, Manifest)
    assert state.ticket
    assert (state.ticket.paper, state.ticket.scans) == ("A-0001", ("a" * 64, "b" * 64))
    with pytest.raises(no.TicketNumberStands):
        paper.noted(e.TicketNoted("A-0002"), state)


@pytest.mark.parametrize("rule", tickets().values(), ids=tickets().keys())
def test_a_ticket_is_of_a_regime_with_a_ticket_and_cites_what_there_is(rule):
    (regime,) = [x.regime for x in law.regime_rules() if x.regime.id == rule.regime]
    assert regime.paper == "ticket"
    assert {rule.citation, *(licence.citation for licence in rule.licences)} <= law.citations().keys()
    if rule.clock:
        assert any(rule.clock in stream.clocks for stream in law.streams().values())


def test_every_regime_with_a_ticket_has_its_rule():
    assert {x.regime.id for x in law.regime_rules() if x.regime.paper == "ticket"} == tickets().keys()
    assert len({rule.scheme for rule in tickets().values()}) == len(tickets())
