"""A case about a short weight, and officers who might work on it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import msgspec
import pytest

from tests.bay import Bay
from tests.workers.conftest import work  # noqa: F401 - the fixture is used by name
from wasteflow.core.db import Pool
from wasteflow.people.model import Actor, Department
from workers.cases import commands, queries
from workers.cases.events import Proposable
from workers.cases.model import UNSETTLED, CaseFile

Work = Callable[[], Awaitable[int]]


@dataclass
class Desk:
    """The officers' desk: a bay with one case."""

    bay: Bay
    case: UUID
    manifest: UUID

    @property
    def pool(self) -> Pool:
        return self.bay.pool

    def officer(self, **changes: object) -> Actor:
        """Shenzhen's ecology officer, or another one with an account of their own."""
        return msgspec.structs.replace(self.bay.regulator, **changes)

    @property
    def police(self) -> Actor:
        return self.officer(department=Department.POLICE)

    async def step(self, actor: Actor, fact: Proposable, **more: object) -> commands.Written:
        return await commands.record(self.pool, actor, self.case, commands.Proposal(fact=fact, **more))  # type: ignore[arg-type]

    async def now(self) -> CaseFile:
        found = await queries.case(self.pool, id=self.case, scopes=None)
        assert found is not None
        return found


@pytest.fixture
async def desk(bay: Bay, pool: Pool, work: Work) -> Desk:  # noqa: F811
    _, manifest = await bay.delivered(sent="1000", weighed="800")
    await work()
    (case,) = await queries.queue(pool, bay.regulator, queries.Wanted(UNSETTLED))
    return Desk(bay, case.id, manifest)
