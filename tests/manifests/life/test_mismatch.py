"""A load that is not what its manifest says: told everywhere, not carried and not accepted in Guangdong."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from manifests.life import events as e
from manifests.life import lifecycle
from manifests.life.model import Change, Difference, Differs, Manifest, ManifestStatus, Revision, Window
from tests.manifests.facts import AT, CARRIER, MANIFEST, PLANT, created, envelope
from wasteflow.catalog import law
from wasteflow.core.errors import Refusal, Refusals

M = ManifestStatus
DRAFTED = lifecycle.evolve(None, envelope(created(), 1))
assert isinstance(DRAFTED, Manifest)
LIQUID = Difference(Differs.FORM, "液态", 1)
GUANGXI = {
    "consignor": replace(DRAFTED.consignor, city="450100"),
    "consignee": replace(DRAFTED.consignee, city="450200"),
}
ELSEWHERE = {"in Guangdong": {}, "from Guangxi into it": {"consignor": GUANGXI["consignor"]}}


def load(status: M, *found: Difference, **changes) -> Manifest:
    state = replace(DRAFTED, status=status, **changes)
    if found:
        state = lifecycle.evolve(state, envelope(e.DifferenceFound(found), state.seq + 1))
    assert isinstance(state, Manifest)
    return state


def told(state: Manifest, fact: e.AnyEvent, at=AT) -> tuple[list[str], list[str]]:
    """Codes of refusals, codes of warnings."""
    try:
        return [], [w.code for w in lifecycle.judge(state, fact, at, at)]
    except Refusals as several:
        return [x.code for x in several.refusals], []
    except Refusal as one:
        return [one.code], []


GOES = e.Departed(plate="粤B12345", driver="王")
PART = e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含水")


@pytest.mark.parametrize("where", ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize("kind", [d for d in Differs if d is not Differs.WEIGHT])
def test_under_the_guangdong_rule_it_is_neither_carried_nor_accepted(where, kind):
    found = Difference(kind, "与标签不同", 1)
    assert told(load(M.SIGNED, found, **where), GOES)[0] == ["may_not_be_carried"]
    assert told(load(M.ARRIVED, found, **where), e.Accepted())[0] == ["may_not_be_accepted"]
    assert told(load(M.ARRIVED, found, **where), PART)[0] == ["may_not_be_accepted"]
    assert told(load(M.ARRIVED, found, **where), e.Refused("不符")) == ([], []), "refusing is always possible"


def test_elsewhere_it_is_told():
    assert told(load(M.SIGNED, LIQUID, **GUANGXI), GOES) == ([], ["differs_from_manifest"])
    assert told(load(M.ARRIVED, LIQUID, **GUANGXI), e.Accepted()) == ([], ["differs_from_manifest"])


def test_ordinary_waste_is_not_under_the_guangdong_rule():
    assert told(load(M.ARRIVED, LIQUID, stream="general_industrial"), e.Accepted())[0] == []


def test_what_differs_is_refused_and_the_rest_accepted():
    two = replace(DRAFTED.lines[0], batch=PLANT)
    state = load(M.ARRIVED, LIQUID, lines=(*DRAFTED.lines, two))
    whole = e.PartlyAccepted((e.LineRefused(1, Decimal(1000)),), "不符")
    assert told(state, whole) == ([], [])
    assert told(state, PART)[0] == ["may_not_be_accepted"], "a part of the line that differs would be taken"


def test_nothing_differs_any_more():
    state = lifecycle.evolve(load(M.ARRIVED, LIQUID), envelope(e.DifferenceFound(), 9))
    assert told(state, e.Accepted()) == ([], [])
    assert told(load(M.ARRIVED), e.DifferenceFound())[0] == ["nothing_found"]


def corrected(line: int | None, field: str, after: timedelta) -> Revision:
    return Revision(PLANT, "更正", AT + after, AT, (), (Change(line, field, "", "液态"),))


@pytest.mark.parametrize(
    ("correction", "refused"),
    [
        (corrected(None, "remark", timedelta(hours=1)), []),
        (corrected(1, "packages", timedelta(hours=1)), []),
        (corrected(2, "packages", timedelta(hours=1)), ["may_not_be_accepted"]),
        (corrected(None, "plate", timedelta(hours=1)), ["may_not_be_accepted"]),
        (corrected(None, "remark", timedelta(hours=-1)), ["may_not_be_accepted"]),
    ],
    ids=["remark", "this line", "another line", "the plate", "before it was found"],
)
def test_a_correction_that_all_agreed_to_since_opens_the_way(correction, refused):
    assert told(load(M.ARRIVED, LIQUID, corrections=(correction,)), e.Accepted())[0] == refused


@pytest.mark.parametrize(
    ("weighed", "refused"),
    [("1000", []), ("800", []), ("500", []), ("499", ["may_not_be_accepted"]), ("1501", ["may_not_be_accepted"])],
)
def test_a_weight_refuses_from_the_share_on_that_the_catalogue_names(weighed, refused):
    """The drum of the README's walk, a fifth short, can be accepted."""
    assert law.mismatch("440300", "440300", "hazardous").weight_beyond.value == Decimal("0.5")
    state = lifecycle.evolve(load(M.ARRIVED), envelope(e.Weighed((e.LineWeighed(1, Decimal(weighed)),)), 9))
    assert told(state, e.Accepted())[0] == refused
    assert told(replace(state, **GUANGXI), e.Accepted())[0] == []


def test_stating_a_weight_costs_nothing():
    """Who says what the scale says is not worse off than who does not."""
    short = Difference(Differs.WEIGHT, "少 200 千克", 1)
    assert told(load(M.ARRIVED, short), e.Accepted()) == ([], ["differs_from_manifest"])


@pytest.mark.parametrize(("hours", "refused"), [(-1, ["may_not_be_carried"]), (1, []), (5, ["may_not_be_carried"])])
def test_it_leaves_within_the_hours_it_states(hours, refused):
    state = load(M.SIGNED, window=Window(AT, AT + timedelta(hours=4)))
    assert told(state, GOES, AT + timedelta(hours=hours))[0] == refused
    elsewhere = told(replace(state, **GUANGXI), GOES, AT + timedelta(hours=hours))
    assert elsewhere[0] == []
    assert ("differs_from_manifest" in elsewhere[1]) == bool(refused)


def test_a_return_comes_home_as_it_is():
    home = replace(DRAFTED.consignee, site=DRAFTED.consignor.site)
    assert told(load(M.ARRIVED, LIQUID, consignee=home, onward_of=MANIFEST), e.Accepted()) == ([], [])


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ((Difference(Differs.FORM, "液态", 2),), "unknown_line"),
        ((Difference(Differs.FORM, " "),), "say_what_was_found"),
        ((Difference(Differs.FORM, "长" * 301),), "say_what_was_found"),
        ((LIQUID,) * 51, "too_many_differences"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused(differences, code):
    assert told(load(M.ARRIVED), e.DifferenceFound(differences))[0] == [code]


@pytest.mark.anyio
async def test_who_has_the_load_before_them_states_it(bay):
    """At loading the carrier, at the gate the consignee; it is kept with who found it."""
    assert bay.carrier != CARRIER
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch()))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    with pytest.raises(Refusals) as not_theirs:
        await bay.tell(bay.gate, e.DifferenceFound((LIQUID,)), manifest)
    assert [x.code for x in not_theirs.value.refusals] == ["not_your_step"]
    await bay.tell(bay.driver, e.DifferenceFound((LIQUID,)), manifest)
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.driver, GOES, manifest)
    assert "art. 40" in str(refused.value)
    await bay.tell(bay.driver, e.DifferenceFound(), manifest)
    await bay.tell(bay.driver, GOES, manifest)
    await bay.tell(bay.driver, e.Arrived(), manifest)
    await bay.tell(bay.gate, e.DifferenceFound((LIQUID,)), manifest)
    with pytest.raises(Refusals):
        await bay.tell(bay.gate, e.Accepted(), manifest)
    await bay.tell(bay.gate, e.Refused("与标签不符"), manifest)


@pytest.mark.parametrize(("first", "last"), [(AT, AT), (AT, AT - timedelta(hours=1))])
def test_a_window_ends_after_it_begins(first, last):
    assert told(None, replace(created(), window=Window(first, last)))[0] == ["wrong_window"]
