"""People to test with, their accounts opened through the commands."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import argon2
import httpx
import pytest

from wasteflow.core.db import Pool
from wasteflow.people import commands, passwords
from wasteflow.people.model import HOUSE, Department, Role
from wasteflow.people.schemas import NewAccount, NewToken

PASSWORD = "correct horse battery"
NewClient = Callable[[], Awaitable[httpx.AsyncClient]]
Opens = Callable[..., Awaitable[UUID]]
SignsIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2 is slow on purpose; the tests need not be."""
    monkeypatch.setattr(passwords, "_hasher", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()


@pytest.fixture
def new_account(pool: Pool) -> Opens:
    """Opens an account; a Shenzhen ecology regulator unless told otherwise."""

    async def make(name: str = "regulator", role: Role = Role.REGULATOR, **more: object) -> UUID:
        values: dict[str, object] = {"person": "周监管", "password": PASSWORD, **more}
        if role is Role.REGULATOR:
            values = {"city": "440300", "department": Department.ECOLOGY, **values}
        item = NewAccount(name=name, role=role, **values)
        return (await commands.open_accounts(pool, HOUSE, [item]))[0]

    return make


@pytest.fixture
def as_role(pool: Pool, new_account: Opens, new_client: NewClient) -> SignsIn:
    """A client that is signed in by token as a fresh account of this role."""
    count = iter(range(1000))

    async def make(role: Role, **more: object) -> httpx.AsyncClient:
        account = await new_account(f"{role}.{next(count)}", role, password=None, **more)
        made = await commands.make_token(pool, HOUSE, NewToken(account=account, label="test"))
        client = await new_client()
        client.headers["authorization"] = f"Bearer {made.secret}"
        return client

    return make
