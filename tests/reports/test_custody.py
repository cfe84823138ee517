"""The custody certificate: the chain of a batch with the batches it came from and went into, for who may see it."""

from decimal import Decimal

import pytest

from manifests.life import events as e
from manifests.life.model import Basis, Container, Weight
from reports.documents import custody
from tests.bay import Bay
from tests.reports.test_http import signed_in
from tests.reports.test_paper import text_of
from wasteflow.catalog.book import open_book
from wasteflow.people.model import Actor
from wasteflow.web.papers import certificate

pytestmark = pytest.mark.anyio
D = Decimal


async def facts_of(bay: Bay, actor: Actor, batch) -> custody.Custody:
    async with bay.pool.acquire() as conn:
        return await certificate(conn, await open_book(bay.pool), actor, batch, public_url="https://waste.example")


async def test_what_was_grouped_refused_in_part_and_treated_stands_in_one_certificate(client, bay: Bay) -> None:
    first, second = await bay.batch("400"), await bay.batch("600")
    output = e.Output(Weight(D(1000), Basis.WEIGHED), Container("drum", D(1000)))
    put = e.Regrouped(bay.factory_site, (e.Input(first, D(400)), e.Input(second, D(600))), (output,))
    whole = (await bay.tell(bay.clerk, put)).subject
    other = await bay.batch("50")
    manifest = await bay.at_the_gate(other, whole)
    refusal = e.PartlyAccepted((e.LineRefused(1, D(5)), e.LineRefused(2, D(100))), "一桶包装破损")
    await bay.tell(bay.gate, refusal, manifest)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", D(900)), whole)

    assert (await facts_of(bay, bay.gate, whole)).hidden == 2  # what it was made of is the factory's
    facts = await facts_of(bay, bay.clerk, whole)
    assert facts.hidden == 0
    assert {life.batch for life in facts.lives if life.relation == "before"} == {first, second}
    assert facts.life.treated == 900
    (part,) = [life for life in facts.lives if life.relation == "after"]
    assert part.began.kg == 100
    assert (part.acts[0].kind, part.acts[0].notes[0].key) == ("partly_accepted", "split")
    kinds = [act.kind for act in facts.life.acts]
    assert kinds[0] == "regrouped"
    assert kinds[-1] == "treated"
    assert {"departed", "arrived", "partly_accepted"} <= set(kinds)
    assert all(len(act.sha256) == 64 and act.received_at >= act.at for life in facts.lives for act in life.acts)

    clerk = await signed_in(bay, "clerk")
    answer = await client.get(f"/batches/{whole}/custody.pdf?language=en", headers=clerk)
    assert answer.status_code == 200, answer.text
    said = text_of(answer.content)
    assert "900 kg of 1,000 kg treated" in said
    assert "一桶包装破损" in said
    number = answer.headers["Content-Disposition"].split('"')[1].removesuffix(".pdf")
    told = (await client.get(f"/verification/{number}")).json()
    assert (told["verdict"], told["kind"], told["version"]) == ("genuine", "custody", 1)
    gate = await signed_in(bay, "gate")  # who sees less holds another paper; neither makes the other stale
    assert (await client.get(f"/batches/{whole}/custody.pdf?language=en", headers=gate)).status_code == 200
    assert (await client.get(f"/verification/{number}")).json()["verdict"] == "genuine"


async def test_an_earlier_batch_is_told_up_to_where_this_one_came_from_it(bay: Bay) -> None:
    drum = await bay.batch("1000")
    output = e.Output(Weight(D(300), Basis.WEIGHED), Container("drum", D(200)))
    part = (await bay.tell(bay.clerk, e.Regrouped(bay.factory_site, (e.Input(drum, D(300)),), (output,)))).subject
    await bay.tell(bay.clerk, e.Reweighed(Weight(D(690), Basis.WEIGHED)), drum)
    facts = await facts_of(bay, bay.clerk, part)
    (before,) = [life for life in facts.lives if life.relation == "before"]
    assert before.cut
    assert "reweighed" not in [act.kind for act in before.acts]
    whole = await facts_of(bay, bay.clerk, drum)
    assert "reweighed" in [act.kind for act in whole.life.acts]
    assert [life.relation for life in whole.lives] == ["itself", "after"]


async def test_a_certificate_of_somebody_elses_batch_does_not_exist(client, bay: Bay) -> None:
    batch = await bay.batch()
    stranger = await signed_in(bay, "outsider")
    assert (await client.get(f"/batches/{batch}/custody.pdf", headers=stranger)).status_code == 404
    clerk = await signed_in(bay, "clerk")
    wrong = await client.get(f"/batches/{batch}/custody.pdf?language=fr", headers=clerk)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_language")
