"""Signing for a company that is not there: the code, the lock, and leave given beforehand."""

import asyncio
import re
from datetime import timedelta

import pytest

from manifests import queries, replay
from manifests import refusals as r
from manifests.absent import commands as absent
from manifests.absent import refusals as no
from manifests.absent.schemas import NewAuthorisation, NewSigningCode
from manifests.commands import Declined, Proposal, Recorded, record, record_one
from manifests.life import events as e
from manifests.life.model import SigningMode
from manifests.store import APPEND
from tests.bay import ADMINISTRATOR
from wasteflow.core import clock
from wasteflow.core.edge import MissingField, UnknownField
from wasteflow.core.errors import NotFound, Refusal, Refusals
from wasteflow.core.ids import new_id
from wasteflow.core.log import logger
from wasteflow.people import passwords
from wasteflow.people.commands import open_accounts
from wasteflow.people.model import Actor, Role
from wasteflow.people.refusals import MayNotDelegateSignature
from wasteflow.people.schemas import NewAccount
from wasteflow.places.refusals import NotYourPlace, WrongPeriod

pytestmark = pytest.mark.anyio

CODE, WRONG = "271828", "314159"
NOW = clock.now()
TODAY = clock.local_date(NOW)
SIGNED = e.Signed(name="王师傅", mode=SigningMode.SITE_CODE)
BY_LEAVE = e.Signed(name="王师傅", mode=SigningMode.PRE_AUTHORISED)


def after(seconds: float):
    return NOW + timedelta(seconds=seconds)


def typed(manifest, code=CODE, fact=SIGNED, **more) -> Proposal:
    return Proposal(fact=fact, occurred_at=NOW, id=new_id(), subject=manifest, code=code, **more)


async def published(bay):
    manifest = (await bay.tell(bay.clerk, bay.load(await bay.batch("10")))).subject
    await bay.tell(bay.clerk, e.Published(), manifest)
    return manifest


async def set_code(bay, code=CODE):
    await absent.set_code(bay.pool, bay.clerk, bay.factory_site, NewSigningCode(code=code))


async def refused(awaitable) -> Refusal:
    with pytest.raises((Refusal, Refusals)) as told:
        await awaitable
    (refusal,) = getattr(told.value, "refusals", [told.value])
    return refusal


async def tries(bay, proposal, at=0.0, actor=None) -> Recorded:
    return await record_one(bay.pool, actor or bay.driver, proposal, now=after(at))


async def state_of(bay, manifest):
    async with bay.pool.acquire() as conn:
        return await queries.manifest(conn, id=manifest, scopes=None)


async def colleague(bay) -> Actor:
    """Another driver of the same carrier."""
    account = NewAccount(name="driver.two", person="刘师傅", role=Role.DRIVER, org=bay.carrier)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return Actor(account=account.id, name=account.person, role=account.role, org=bay.carrier)


# --- by code -------------------------------------------------------------------------------------------------


async def test_the_signature_names_both(bay):
    await set_code(bay)
    manifest = await published(bay)
    await tries(bay, typed(manifest))
    state = await state_of(bay, manifest)
    (mark,) = state.signatures
    assert state.status == "signed"
    assert (mark.box, mark.mode, mark.account, mark.signer, mark.absent) == (
        "consignor", SigningMode.SITE_CODE, bay.driver.account, bay.carrier, bay.factory,
    )  # fmt: skip
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), manifest)
    assert (await replay.check(bay.pool)).ok


async def test_an_own_signature_is_stored_as_before(bay):
    manifest = await published(bay)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
    stored = await bay.pool.fetchval("select state->'signatures'->0 from manifest where id = $1", manifest)
    assert set(stored) == {"box", "account", "name", "at"}


async def test_the_code_stands_nowhere(bay, capsys):
    """Neither in clear nor as a digest that a million tries would open."""
    await set_code(bay)
    manifest = await published(bay)
    with_code, without = typed(manifest), typed(manifest, code=None)
    assert CODE not in repr(with_code)
    assert CODE not in f"{with_code}"
    logger("test").warning("sent", proposal=with_code)
    receipt = await tries(bay, with_code)
    same = Proposal(fact=SIGNED, occurred_at=NOW, id=with_code.id, subject=manifest, code=WRONG)
    again = await tries(bay, same)
    assert (again.repeated, again.digest) == (True, receipt.digest)
    assert without.code is None
    tables = await bay.pool.fetch(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    for (table,) in tables:
        rows = await bay.pool.fetch(f'select t::text as row from "{table}" t')
        assert not [row["row"] for row in rows if re.search(rf"(?<![0-9a-f.]){CODE}(?![0-9a-f])", row["row"])], table
    assert CODE not in "".join(capsys.readouterr())


async def test_a_repeated_signature_is_no_try(bay):
    """Sent again with a wrong code after it was recorded: the same answer, nothing counted."""
    await set_code(bay)
    sent = typed(await published(bay))
    first = await tries(bay, sent)
    for _ in range(4):
        again = await tries(bay, Proposal(fact=SIGNED, occurred_at=NOW, id=sent.id, subject=sent.subject, code=WRONG))
        assert (again.repeated, again.seq) == (True, first.seq)
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_a_signature_without_code_asks_nothing_more(bay, monkeypatch):
    """The queries of an own signature are the same whether or not anybody may sign by code."""

    async def queries_of_one() -> list[str]:
        manifest, asked = await published(bay), []
        conns = [await bay.pool.acquire() for _ in range(bay.pool.get_size())]
        for conn in conns:
            conn.add_query_logger(lambda record: asked.append(record.query))
        for conn in conns:
            await bay.pool.release(conn)
        await bay.tell(bay.clerk, e.Signed(name="李姐"), manifest)
        return asked

    await queries_of_one()
    await set_code(bay)
    monkeypatch.setattr(passwords, "fits", None)
    assert await queries_of_one() == [APPEND]


async def test_only_the_carrier_signs_by_code(bay):
    await set_code(bay)
    manifest = await published(bay)
    assert isinstance(await refused(tries(bay, typed(manifest), actor=bay.clerk)), r.NotYourStep)
    assert isinstance(await refused(tries(bay, typed(manifest), actor=bay.outsider)), r.UnknownSubject)
    assert isinstance(await refused(tries(bay, typed(manifest, fact=e.Signed()))), UnknownField)
    assert isinstance(await refused(tries(bay, typed(manifest, None, e.Signed()))), r.NotYourStep)
    assert isinstance(await refused(tries(bay, typed(manifest, None))), MissingField)
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_a_step_out_of_order_tries_no_code(bay):
    """Who cannot sign anyway learns nothing of the code, and loses no try."""
    await set_code(bay)
    manifest = await bay.on_the_road(await bay.batch())
    assert isinstance(await refused(tries(bay, typed(manifest, WRONG))), r.NotPossibleNow)
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_a_site_without_code_says_so(bay):
    assert isinstance(await refused(tries(bay, typed(await published(bay)))), no.NoSigningCode)
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_a_withdrawn_or_changed_code_counts_no_more(bay):
    await set_code(bay)
    manifest = await published(bay)
    await set_code(bay, WRONG)
    assert isinstance(await refused(tries(bay, typed(manifest))), no.WrongSigningCode)
    await absent.withdraw_code(bay.pool, bay.clerk, bay.factory_site)
    assert isinstance(await refused(tries(bay, typed(manifest, WRONG))), no.NoSigningCode)
    with pytest.raises(NotFound):
        await absent.withdraw_code(bay.pool, bay.clerk, bay.factory_site)
    kept = await bay.pool.fetch("select action, detail from audit where action like 'signature:%' order by id")
    assert [x["detail"].get("signing_code", "wrong") for x in kept] == ["set", "set", "wrong", "withdrawn"]


@pytest.mark.parametrize("code", ["000000", "777777", "123456", "987654", "012345"])
async def test_a_code_that_is_tried_first_is_refused(bay, code):
    assert isinstance(await refused(set_code(bay, code)), no.GuessableCode)


async def test_nobody_else_sets_it(bay):
    for actor, cls in (
        (bay.gate, NotYourPlace),
        (bay.outsider, NotYourPlace),
        (bay.driver, MayNotDelegateSignature),
        (bay.regulator, MayNotDelegateSignature),
        (ADMINISTRATOR, MayNotDelegateSignature),
    ):
        told = await refused(absent.set_code(bay.pool, actor, bay.factory_site, NewSigningCode(code=CODE)))
        assert isinstance(told, cls)


# --- the lock ------------------------------------------------------------------------------------------------


async def test_three_wrong_codes_lock_and_the_wait_doubles(bay):
    await set_code(bay)
    manifest = await published(bay)
    first = await refused(tries(bay, typed(manifest, WRONG)))
    second = await refused(tries(bay, typed(manifest, WRONG)))
    assert [x.facts["left"] for x in (first, second)] == [2, 1]
    at, wait = 0.0, 10
    for _ in range(10):
        told = await refused(tries(bay, typed(manifest, WRONG), at))
        assert isinstance(told, no.SigningLocked)
        until = after(at + wait).astimezone(clock.BAY_AREA)
        assert told.facts["until"] == f"{until:%Y-%m-%d %H:%M:%S}"
        right = await refused(tries(bay, typed(manifest), at + wait - 0.5))
        assert (type(right), right.facts, right.path) == (no.SigningLocked, told.facts, told.path), "tells nothing"
        at, wait = at + wait, min(2 * wait, 1800)
    assert wait == 1800
    await tries(bay, typed(manifest), at)
    assert await bay.pool.fetchval("select count(*) from signing_try") == 0


async def test_while_locked_no_code_is_looked_at(bay, monkeypatch):
    """Hence a right one cannot take longer than a wrong one."""
    await set_code(bay)
    manifest = await published(bay)
    for _ in range(3):
        await refused(tries(bay, typed(manifest, WRONG)))
    looked = []
    monkeypatch.setattr(passwords, "fits", lambda *given: looked.append(given))
    assert isinstance(await refused(tries(bay, typed(manifest), 5)), no.SigningLocked)
    assert looked == []


async def test_a_right_code_begins_anew_and_so_does_a_day_of_silence(bay):
    await set_code(bay)
    one, two = await published(bay), await published(bay)
    await refused(tries(bay, typed(one, WRONG)))
    await refused(tries(bay, typed(one, WRONG)))
    await tries(bay, typed(one))
    for day in (0, 2):
        assert (await refused(tries(bay, typed(two, WRONG), day * 86400))).facts["left"] == 2


async def test_the_lock_is_of_one_user_and_one_company(bay):
    """Another driver of the same carrier may still sign there; and this one elsewhere."""
    await set_code(bay)
    await absent.set_code(bay.pool, bay.gate, bay.plant_site, NewSigningCode(code=CODE))
    one, two = await published(bay), await published(bay)
    for _ in range(3):
        await refused(tries(bay, typed(one, WRONG)))
    assert isinstance(await refused(tries(bay, typed(two), 1)), no.SigningLocked)
    await tries(bay, typed(two), 1, actor=await colleague(bay))
    locked = await bay.pool.fetch("select account, org from signing_try where locked_until is not null")
    assert [tuple(x) for x in locked] == [(bay.driver.account, bay.factory)]


async def test_wrong_tries_at_once_are_each_counted(bay):
    """From two requests, and from ten: no more than three codes are ever compared."""
    await set_code(bay)
    one, two = await published(bay), await published(bay)
    told = await asyncio.gather(*(refused(tries(bay, typed(m, WRONG))) for m in (one, two)))
    assert sorted(x.facts["left"] for x in told) == [1, 2]
    codes = [f"31415{n}" for n in range(10)]
    told = await asyncio.gather(*(refused(tries(bay, typed(one, code))) for code in codes))
    assert {type(x) for x in told} == {no.SigningLocked}
    assert await bay.pool.fetchval("select wrong from signing_try") == 3


async def test_a_request_full_of_guesses_is_three_tries(bay, monkeypatch):
    await set_code(bay)
    manifest = await published(bay)
    guesses = [typed(manifest, f"{n:06}") for n in range(200000, 200200)] + [typed(manifest)]
    outcomes = await record(bay.pool, bay.driver, guesses, now=NOW)
    codes = [x.problems[0].code for x in outcomes if isinstance(x, Declined)]
    assert codes == ["wrong_signing_code"] * 2 + ["signing_locked"] * 199
    assert await bay.pool.fetchval("select wrong from signing_try") == 3


async def test_one_code_for_a_queue_is_one_try(bay):
    """A phone's afternoon, late: each is judged when it arrives, and the code is compared once."""
    await set_code(bay)
    loads = [await published(bay) for _ in range(3)]
    outcomes = await record(bay.pool, bay.driver, [typed(m, WRONG) for m in loads], now=NOW)
    assert {x.problems[0].facts["left"] for x in outcomes} == {2}
    queue = [x for m in loads for x in (typed(m), Proposal(e.Departed("粤B12345", "王"), after(1), new_id(), m))]
    outcomes = await record(bay.pool, bay.driver, queue, now=after(4 * 3600))
    assert all(isinstance(x, Recorded) for x in outcomes)


async def test_the_lock_outlives_the_process(bay):
    """It stands in the database: another process, with nothing kept, refuses the same."""
    await set_code(bay)
    manifest = await published(bay)
    for _ in range(3):
        await refused(tries(bay, typed(manifest, WRONG)))
    rows = await bay.pool.fetch("select wrong, locked_until from signing_try")
    assert [(x["wrong"], x["locked_until"]) for x in rows] == [(3, after(10))]


# --- leave given beforehand ----------------------------------------------------------------------------------


def leave(bay, **changes) -> NewAuthorisation:
    values = {
        "site": bay.factory_site,
        "carrier": bay.carrier,
        "stream": "hazardous",
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=30),
    }
    return NewAuthorisation(**(values | changes))


async def test_a_carrier_with_leave_signs_and_the_signature_names_both(bay):
    id = await absent.authorise(bay.pool, bay.clerk, leave(bay))
    manifest = await published(bay)
    await tries(bay, typed(manifest, None, BY_LEAVE))
    (mark,) = (await state_of(bay, manifest)).signatures
    assert (mark.mode, mark.signer, mark.absent, mark.authorisation) == (
        SigningMode.PRE_AUTHORISED, bay.carrier, bay.factory, id,
    )  # fmt: skip
    assert (await replay.check(bay.pool)).ok


async def test_what_a_client_says_it_rests_on_is_not_believed(bay):
    manifest = await published(bay)
    forged = e.Signed(mode=SigningMode.PRE_AUTHORISED, absent=bay.factory, authorisation=new_id())
    assert isinstance(await refused(tries(bay, typed(manifest, None, forged))), no.NotAuthorised)
    own = e.Signed(name="李姐", absent=bay.plant, authorisation=new_id())
    await bay.tell(bay.clerk, own, manifest)
    (mark,) = (await state_of(bay, manifest)).signatures
    assert (mark.mode, mark.absent, mark.authorisation) == (SigningMode.OWN, None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"stream": "medical"},
        {"valid_from": TODAY + timedelta(days=1)},
        {
            "valid_from": clock.local_date(NOW) - timedelta(days=9),
            "valid_to": clock.local_date(NOW - timedelta(days=1)),
        },
    ],
)
async def test_leave_counts_for_its_stream_and_period(bay, changes):
    await absent.authorise(bay.pool, bay.clerk, leave(bay, **changes))
    assert isinstance(await refused(tries(bay, typed(await published(bay), None, BY_LEAVE))), no.NotAuthorised)


async def test_leave_of_another_site_or_carrier_or_withdrawn_does_not_count(bay):
    manifest = await published(bay)
    await absent.authorise(bay.pool, bay.clerk, leave(bay, carrier=bay.plant))
    await absent.authorise(bay.pool, bay.gate, leave(bay, site=bay.plant_site))
    assert isinstance(await refused(tries(bay, typed(manifest, None, BY_LEAVE))), no.NotAuthorised)
    id = await absent.authorise(bay.pool, bay.clerk, leave(bay))
    with pytest.raises(NotFound):
        await absent.withdraw(bay.pool, bay.gate, id, clock.local_date(NOW))
    await absent.withdraw(bay.pool, bay.clerk, id, clock.local_date(NOW))
    assert isinstance(await refused(tries(bay, typed(manifest, None, BY_LEAVE))), no.NotAuthorised)
    kept = await bay.pool.fetch("select detail from audit where subject = $1 order by id", str(id))
    assert ["closed_on" in x["detail"] for x in kept] == [False, True]


async def test_leave_is_given_for_what_exists(bay):
    for changes, cls in (
        ({"site": bay.plant_site}, NotYourPlace),
        ({"site": new_id()}, NotYourPlace),
        ({"carrier": new_id()}, r.UnknownCarrier),
        ({"stream": "gold"}, r.UnknownStream),
        ({"valid_to": TODAY - timedelta(days=1)}, WrongPeriod),
    ):
        assert isinstance(await refused(absent.authorise(bay.pool, bay.clerk, leave(bay, **changes))), cls)
