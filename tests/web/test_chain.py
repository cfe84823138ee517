"""The chain as a picture: what folds under what, who holds it, where it gapped, where it parted."""

import re
from decimal import Decimal
from typing import get_args
from uuid import UUID

import pytest

from manifests import queries as custody
from manifests.chain import queries as chains
from manifests.life import events as e
from manifests.life.model import Gone
from manifests.life.steps import kind_of_type
from tests.bay import Bay
from tests.hong_kong import HONG_KONG, officer
from tests.web.conftest import Enter
from tests.web.every_kind import every_kind
from tests.web.test_pages import KEY, visible
from wasteflow.core.i18n import LANGUAGES
from wasteflow.web.console import acts, chain

pytestmark = pytest.mark.anyio


async def drawn(bay: Bay, batch: object) -> list[chain.Node]:
    async with bay.pool.acquire() as conn:
        return chain.of_batch(await chains.of_batch(conn, id=batch, scopes=None), batch)  # type: ignore[arg-type]


async def test_a_life_is_drawn_step_by_step_with_its_holders(bay: Bay) -> None:
    batch, _ = await bay.delivered("200", "170")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(100)), batch)
    nodes = await drawn(bay, batch)
    assert [n.kind for n in nodes] == [
        "generated", "created", "published", "signed", "departed", "arrived", "weighed", "accepted", "treated",
    ]  # fmt: skip
    assert [n.holder for n in nodes] == [0, 0, 0, 0, 1, 1, 1, 2, 2]
    assert [n.kind for n in nodes if n.changes_holder] == ["generated", "departed", "accepted"]
    assert [f.kind for n in nodes for f in n.followers] == ["assigned", "loaded", "received", "line_treated"]
    assert [n.signed for n in nodes if n.signed] == ["consignor", "carrier", "consignee"]


async def test_a_gap_at_the_gate_is_marked_with_its_change(bay: Bay) -> None:
    batch, _ = await bay.delivered("200", "170")
    weighed = next(n for n in await drawn(bay, batch) if n.kind == "weighed")
    assert (weighed.mark, weighed.change, weighed.percent) == ("gap", Decimal(-30), Decimal(-15))


async def test_what_was_refused_branches_off(bay: Bay) -> None:
    batch = await bay.batch("200")
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(50)),), "含水率超标"), manifest)
    parted = (await drawn(bay, batch))[-1]
    assert (parted.mark, parted.branch) == ("refused", Decimal(50))
    assert parted.weight is not None
    assert parted.weight.kg == 150


async def test_what_was_turned_away_is_held_by_its_carrier_until_it_is_home(bay: Bay) -> None:
    """Also in the picture of the manifest home, from its drawing up on."""
    batch = await bay.batch("200")
    manifest = await bay.at_the_gate(batch)
    await bay.tell(bay.gate, e.Refused("桶漏"), manifest)
    drawn_up = bay.load(batch, onward_of=manifest, consignee_site=bay.factory_site)
    home = (await bay.tell(bay.clerk, drawn_up)).subject
    async with bay.pool.acquire() as conn:
        nodes = chain.of_manifest(await chains.of_manifest(conn, id=home))
    assert [node.holder for node in nodes] == [chain.CARRIER]


async def test_the_strip_says_how_far_it_came(bay: Bay) -> None:
    batch = await bay.batch("200")
    manifest = await bay.at_the_gate(batch)
    async with bay.pool.acquire() as conn:
        state = await custody.batch(conn, id=batch, scopes=None)
        assert state is not None
        states = [state for _, state in chain.strip_of_batch(state)]
        assert states == ["done", "done", "now", "ahead", "ahead"]
        await bay.tell(bay.gate, e.Refused("含水率超标"), manifest)
        refused = await custody.manifest(conn, id=manifest, scopes=None)
        assert refused is not None
        assert chain.strip_of_manifest(refused)[-1] == ("refused", "broken")


async def test_steps_are_offered_in_the_order_of_the_work(bay: Bay) -> None:
    manifest = await bay.at_the_gate(await bay.batch("200"))
    async with bay.pool.acquire() as conn:
        before = await custody.manifest(conn, id=manifest, scopes=None)
        await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, Decimal(199)),)), manifest)
        after = await custody.manifest(conn, id=manifest, scopes=None)
    assert before is not None
    assert after is not None
    asks = ["revision_requested", "called_off", "difference_found"]
    assert acts.on_manifest(bay.gate, before) == ["weighed", "accepted", "partly_accepted", "refused", *asks]
    assert acts.on_manifest(bay.gate, after) == ["accepted", "partly_accepted", "refused", *asks, "weighed"]
    assert acts.on_manifest(bay.driver, after) == asks[:2]
    assert acts.on_manifest(bay.regulator, after) == []


async def test_every_kind_of_event_is_drawn_and_reads_in_four_languages(bay: Bay, enter: Enter) -> None:
    drawn_kinds: set[str] = set()
    at = await every_kind(bay)
    readers = [await enter(who) for who in (bay.clerk, bay.gate, await officer(bay, HONG_KONG, "陳主任"))]
    for name, address in at.items():
        for language in LANGUAGES:
            for reader in readers:  # the plant's own residue and a ticket of Hong Kong are not the clerk's to see
                reader.cookies.set("wf_lang", language)
                page = await reader.get(address)
                if page.status_code == 200:
                    break
            assert page.status_code == 200, (name, page.text[-300:])
            assert not KEY.findall(visible(page.text)), (name, language, KEY.findall(visible(page.text)))
        subject = UUID(address.rsplit("/", 1)[1])
        async with bay.pool.acquire() as conn:
            if "batches" in address:
                nodes = chain.of_batch(await chains.of_batch(conn, id=subject, scopes=None), subject)
            else:
                nodes = chain.of_manifest(await chains.of_manifest(conn, id=subject))
        drawn_kinds |= {n.kind for n in nodes} | {f.kind for n in nodes for f in n.followers}
    every = {kind_of_type(cls) for cls in get_args(e.AnyEvent)}
    assert every - drawn_kinds == set()


async def test_what_went_where_is_one_click_away(bay: Bay, enter: Enter) -> None:
    at = await every_kind(bay)
    client = await enter(bay.clerk)
    source = (await client.get(at["source"])).text
    assert f'<a href="{at["group"]}">690.0 kg 进入另一批次</a>' in source
    assert re.search(rf'<a href="{at["group"]}">[\d.]+ kg 在另一批次中处置</a>', source), "less what evaporated"
    assert "损耗 5.0 kg：蒸发" in (await client.get(at["group"])).text
    assert f'<a href="{at["parted_batch"]}">150.0 kg 从原批次拆出</a>' in (await client.get(at["split"])).text
    right = (await client.get(at["put_right"])).text
    assert "<del>粤B12345</del>" in right
    assert "<ins>粤B54321</ins>" in right
    assert "珠运危货 从未签字" in (await client.get(at["stored_load"])).text


async def test_the_label_of_a_part_that_was_turned_away_is_there_for_its_producer_and_for_the_gate(
    bay: Bay, enter: Enter
) -> None:
    drum = await bay.batch("1000")
    load = await bay.at_the_gate(drum)
    await bay.tell(bay.gate, e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含水"), load)
    part = await bay.pool.fetchval("select id from batch where state->>'parent' = $1", str(drum))
    for actor, there in ((bay.clerk, True), (bay.gate, True), (bay.driver, False)):
        page = (await (await enter(actor)).get(f"/console/batches/{part}")).text
        assert (f"/batches/{part}/label.pdf" in page) is there
        assert "<dt>产生量</dt>" not in page, "it was generated as what it is a part of"


async def test_what_is_treated_or_lost_needs_no_label(bay: Bay, enter: Enter) -> None:
    treated, _ = await bay.delivered("1000")
    lost = await bay.batch("20")
    for actor, batch, end in (
        (bay.gate, treated, e.Treated("cn_utilisation:R4", Decimal(1000))),
        (bay.clerk, lost, e.Lost(Decimal(20), Gone.MISSING, "盘点时不在")),
    ):
        client, label = await enter(actor), f"/batches/{batch}/label.pdf"
        assert label in (await client.get(f"/console/batches/{batch}")).text
        await bay.tell(actor, end, batch)
        assert label not in (await client.get(f"/console/batches/{batch}")).text
