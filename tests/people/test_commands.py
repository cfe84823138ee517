"""Signing in, accounts and tokens against a real database."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

import argon2
import asyncpg
import pytest

from tests.people.conftest import PASSWORD, Opens
from wasteflow.core.db import Pool
from wasteflow.core.errors import NotFound, Refusals
from wasteflow.people import access, commands, passwords, queries
from wasteflow.people import refusals as no
from wasteflow.people.audit import note
from wasteflow.people.model import HOUSE, Actor, Department, Role
from wasteflow.people.schemas import NewAccount, NewToken, Person

pytestmark = pytest.mark.anyio
DRIVER = Actor(account=uuid4(), name="王师傅", role=Role.DRIVER, org=uuid4())


async def recognised(pool: Pool, opened: commands.Opened) -> bool:
    digest = access.digest_of(opened.secret)
    return await queries.recognise(pool, digest=digest, now=datetime.now(UTC)) is not None


async def test_a_password_opens_a_session_that_is_stored_as_a_digest_only(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    opened = await commands.sign_in(pool, "Regulator", PASSWORD, "10.0.0.1")
    found = await queries.recognise(pool, digest=access.digest_of(opened.secret), now=datetime.now(UTC))
    assert found is not None
    assert (found.actor.account, found.actor.department) == (account, Department.ECOLOGY)
    stored = str(await pool.fetch("select * from credential")) + str(await pool.fetch("select * from audit"))
    assert opened.secret not in stored
    assert PASSWORD not in str(await pool.fetch("select * from account"))


async def test_wrong_and_unknown_names_get_the_same_answer(pool: Pool, new_account: Opens) -> None:
    await new_account()
    told = []
    for name in ("regulator", "nobody"):
        with pytest.raises(no.WrongPassword) as refused:
            await commands.sign_in(pool, name, "guess", "10.0.0.1")
        told.append((refused.value.path, refused.value.facts))
    assert told[0] == told[1]


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []
    monkeypatch.setattr(passwords, "_hasher", counting := _Counting(hashes))
    assert not await passwords.fits(None, "guess")
    assert not await passwords.fits(counting.hash("right"), "guess")
    assert len(hashes) == 2
    assert all(h.startswith("$argon2id$") for h in hashes)


class _Counting(argon2.PasswordHasher):
    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self._seen = seen

    def verify(self, *given: str | bytes) -> Literal[True]:
        self._seen.append(str(given[0]))
        return super().verify(*given)


async def test_guessing_becomes_slow_even_when_it_comes_all_at_once(
    pool: Pool, new_account: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    await new_account()
    moment = datetime.now(UTC)
    monkeypatch.setattr(commands, "now", lambda: moment)
    guesses = [commands.sign_in(pool, "regulator", "guess", "10.0.0.1") for _ in range(12)]
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(r, no.WrongPassword) for r in results) == commands.FREE_TRIES
    with pytest.raises(no.TooManyAttempts) as refused:  # even with the right password
        await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    assert str(refused.value.facts["seconds"]) >= "1"
    await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.2")  # its owner elsewhere is not locked out


async def test_one_address_cannot_try_all_accounts(pool: Pool) -> None:
    await pool.execute(
        "insert into sign_in_attempt values ($1, 60, now() + interval '1 minute')", commands._key("", "10.0.0.9")
    )
    with pytest.raises(no.TooManyAttempts):
        await commands.sign_in(pool, "anybody", "guess", "10.0.0.9")


async def test_success_forgets_the_failures_before(pool: Pool, new_account: Opens) -> None:
    await new_account()
    for _ in range(commands.FREE_TRIES - 1):
        with pytest.raises(no.WrongPassword):
            await commands.sign_in(pool, "regulator", "guess", "10.0.0.1")
    await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    with pytest.raises(no.WrongPassword):
        await commands.sign_in(pool, "regulator", "guess", "10.0.0.1")


async def test_an_old_hash_is_renewed_at_sign_in(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    await pool.execute("update account set password = $2 where id = $1", account, weak)
    await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    now = await pool.fetchval("select password from account where id = $1", account)
    assert now != weak
    assert not passwords.outdated(now)


async def test_signing_out_everywhere_ends_every_session_but_no_token(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    sessions = [await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1") for _ in range(2)]
    token = await commands.make_token(pool, HOUSE, NewToken(account=account, label="weighbridge"))
    actor = Actor(account=account, name="周监管", role=Role.REGULATOR)
    await commands.sign_out_everywhere(pool, actor)
    assert not any([await recognised(pool, s) for s in sessions])
    assert await recognised(pool, token)


async def test_a_closed_account_is_let_in_no_more(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    session = await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    await commands.close_account(pool, HOUSE, account)
    assert not await recognised(pool, session)
    with pytest.raises(no.WrongPassword):
        await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    with pytest.raises(NotFound):
        await commands.make_token(pool, HOUSE, NewToken(account=account, label="later"))


async def test_a_session_expires(pool: Pool, new_account: Opens) -> None:
    await new_account()
    session = await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    later = datetime.now(UTC) + timedelta(days=2)
    assert await queries.recognise(pool, digest=access.digest_of(session.secret), now=later) is None


async def test_a_new_password_ends_the_sessions_opened_with_the_old(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    session = await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    actor = Actor(account=account, name="周监管", role=Role.REGULATOR)
    with pytest.raises(no.PasswordNeeded):
        await commands.change_own_password(pool, actor, "not this one", "another good password")
    with pytest.raises(no.WeakPassword):
        await commands.change_own_password(pool, actor, PASSWORD, "short")
    await commands.change_own_password(pool, actor, PASSWORD, "another good password")
    assert not await recognised(pool, session)
    await commands.sign_in(pool, "regulator", "another good password", "10.0.0.1")


async def test_accounts_are_opened_all_or_none(pool: Pool) -> None:
    good = NewAccount(name="office", person="专班", role=Role.CITY_OFFICE, city="440300")
    bad = NewAccount(name="x", person="专班", role=Role.REGULATOR, password="short")
    with pytest.raises(Refusals) as refused:
        await commands.open_accounts(pool, HOUSE, [good, bad])
    told = {(r.path, r.code) for r in refused.value.refusals}
    assert told == {
        ("1.city", "role_needs"),
        ("1.department", "role_needs"),
        ("1.name", "wrong_account_name"),
        ("1.password", "weak_password"),
    }
    assert await pool.fetchval("select count(*) from account") == 0


async def test_a_name_is_given_once_whatever_its_case(pool: Pool, new_account: Opens) -> None:
    await new_account("regulator")
    with pytest.raises(no.AccountNameTaken) as refused:
        await new_account("REGULATOR")
    assert refused.value.path == "name"


async def test_an_account_of_an_unregistered_company_is_refused(pool: Pool, new_account: Opens) -> None:
    with pytest.raises(no.UnknownCompany) as refused:
        await new_account("clerk", Role.GENERATOR, org=uuid4())
    assert refused.value.path == "org"


async def test_changed_rights_are_felt_without_signing_in_again(pool: Pool, new_account: Opens) -> None:
    account = await new_account()
    session = await commands.sign_in(pool, "regulator", PASSWORD, "10.0.0.1")
    person = Person(person="周监管", role=Role.CITY_OFFICE, city="440100")
    await commands.change_account(pool, HOUSE, account, person)
    found = await queries.recognise(pool, digest=access.digest_of(session.secret), now=datetime.now(UTC))
    assert found is not None
    assert (found.actor.role, found.actor.city, found.actor.department) == (Role.CITY_OFFICE, "440100", None)


async def test_only_an_administrator_edits_accounts(pool: Pool) -> None:
    with pytest.raises(no.MayNotEditAccounts):
        await commands.open_accounts(pool, DRIVER, [])
    with pytest.raises(no.MayNotEditAccounts):
        await commands.make_token(pool, DRIVER, NewToken(account=DRIVER.account, label="mine"))


async def test_the_audit_log_cannot_be_changed(pool: Pool, owner: asyncpg.Connection) -> None:
    await note(pool, HOUSE, "driver:see", subject_kind="driver", subject="x")
    for statement in ("update audit set person = ''", "delete from audit", "truncate audit"):
        for by in (pool, owner):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await by.execute(statement)
