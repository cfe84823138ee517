"""Adding a stream needs a block in streams.toml and no code: here one is added, and its waste goes all the way."""

from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from manifests.life import events as e
from manifests.life.model import Basis, Code, Weight
from tests.bay import Bay
from tests.stories.story import Step, Tale, records
from tests.stories.streams import Way, direct
from wasteflow.catalog import book, law
from wasteflow.core.db import Pool

pytestmark = pytest.mark.anyio

BLOCK = """
[streams.oyster_shells]
name = { "zh-Hans" = "蚝壳", "zh-Hant" = "蠔殼", en = "Oyster shells", pt = "Conchas de ostra" }
law = ["mainland"]
code_schemes = ["cn-sw"]
categories = ["SW82"]
citations = ["general-duty"]
never_with = ["kitchen"]
density = { value = 1.1, unit = "t/m3", source = "own choice", confidence = "assumed" }

[streams.oyster_shells.required]
generated = ["site", "stream", "code.scheme", "code.code", "name", "form", "constituents"]

[streams.oyster_shells.tolerances]
weight_relative = { value = 0.20, unit = "share", source = "own choice: they drip", confidence = "assumed" }

[streams.oyster_shells.ceilings]
load = { value = 30000, unit = "kg", source = "own choice", confidence = "assumed" }
"""


@pytest.fixture
async def with_block(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> Iterator[None]:
    """The real loader reads streams.toml with one block more."""
    read = law._read
    monkeypatch.setattr(law, "_read", lambda name: read(name) + BLOCK.encode() * (name == "streams"))
    law.streams.cache_clear()
    law.digest.cache_clear()
    book._shelf(pool).book = None
    book.put_away(pool)
    yield
    monkeypatch.undo()
    law.streams.cache_clear()
    law.digest.cache_clear()
    book._shelf(pool).book = None
    book.put_away(pool)


SHELLS = Way(
    "oyster_shells",
    "",
    "",
    "030-001-S82",
    "蚝壳",
    "",
    "cn_utilisation:R5",
    weight=Weight(Decimal(10000), Basis.WEIGHED),
    gate=e.LineWeighed(1, Decimal(9000)),  # 10 % less: within what this stream takes for nothing
    batch={"constituents": "碳酸钙"},
)


async def told(bay: Bay, client: httpx.AsyncClient, *steps: Step) -> None:
    tale = Tale(bay, client)
    for step in steps:
        await step.act(tale, step.who)


@pytest.mark.usefixtures("with_block")
async def test_a_new_block_is_a_new_stream(bay: Bay, client: httpx.AsyncClient) -> None:
    def shells(kg: int, **changes: object) -> Step:
        return Step("clerk", "", records("more", lambda tale: _batch(tale, kg, **changes), **changes.pop("told", {})))

    await told(
        bay,
        client,
        shells(1000, constituents="", told={"status": 422, "code": "missing_field"}),
        shells(30001),
        Step("clerk", "", records("heavy", _load, status=422, code="too_heavy")),
        *direct(SHELLS).steps,
    )
    answer = await client.get("/catalog/streams")
    assert "oyster_shells" in answer.text


def _batch(tale: Tale, kg: int, **changes: object) -> e.Generated:
    values = {"stream": "oyster_shells", "code": Code("cn-sw", "030-001-S82", ""), "constituents": "碳酸钙"}
    return tale.bay.drum(str(kg), **(values | changes))


def _load(tale: Tale) -> e.Created:
    return tale.bay.load(lines=(e.LineDraft(tale.things["more"]),))


async def test_without_its_block_there_is_no_such_stream(bay: Bay, client: httpx.AsyncClient) -> None:
    step = Step("clerk", "", records("more", lambda tale: _batch(tale, 5), status=422, code="unknown_stream"))
    await told(bay, client, step)
