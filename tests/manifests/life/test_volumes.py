"""Cubic metres: the kilograms computed of them are exact, and what they were computed with stands beside them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests import replay
from manifests.life import events as e
from manifests.life import volumes
from manifests.life.model import Basis, Code, Volume, Weight
from tests.bay import Bay
from wasteflow.catalog import law
from wasteflow.core.errors import Refusal, Refusals

pytestmark = pytest.mark.anyio
SPOIL = law.streams()["spoil"]
thousandths = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(8), places=3)


@given(m3=st.decimals(min_value=Decimal("0.001"), max_value=Decimal(999_999), places=3), density=thousandths)
def test_kilograms_are_exact_to_the_gram(m3: Decimal, density: Decimal) -> None:
    made = volumes.weight(Weight(volume=Volume(m3, density, "实验室")), SPOIL, "w")
    assert made.kg == m3 * density * 1000
    assert made.kg == made.kg.quantize(Decimal("0.001"))
    assert (made.basis, made.volume) == (Basis.COMPUTED, Volume(m3, density, "实验室"))


def test_the_usual_density_is_marked_as_such_with_its_source() -> None:
    made = volumes.weight(Weight(volume=Volume(Decimal(10))), SPOIL, "w")
    assert made.kg == 18000
    assert made.volume.density == Decimal("1.8")
    assert made.volume.usual
    assert "loose moist soil" in made.volume.source
    assert volumes.weight(made, SPOIL, "w") == made, "nothing changes where it is looked at twice"


@pytest.mark.parametrize(
    ("stated", "stream", "told"),
    [
        (Weight(volume=Volume(Decimal(10))), "hazardous", ("not_in_cubic_metres", "w.volume")),
        (Weight(Decimal(1), volume=Volume(Decimal(10))), "spoil", ("volume_differs", "w.kg")),
        (Weight(basis=Basis.WEIGHED, volume=Volume(Decimal(10))), "spoil", ("computed_from_volume", "w.basis")),
        (Weight(volume=Volume(Decimal(10), Decimal(2))), "spoil", ("density_without_source", "w.volume.source")),
        (Weight(volume=Volume(Decimal(10), Decimal(9), "x")), "spoil", ("wrong_volume", "w.volume.density")),
        (Weight(volume=Volume(Decimal("0.0001"))), "spoil", ("wrong_volume", "w.volume.m3")),
        (Weight(volume=Volume(Decimal("NaN"))), "spoil", ("wrong_volume", "w.volume.m3")),
        (Weight(basis=Basis.WEIGHED), "spoil", ("missing_field", "w.kg")),
    ],
)
def test_what_is_no_volume_is_refused(stated: Weight, stream: str, told: tuple[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        volumes.weight(stated, law.streams()[stream], "w")
    assert (refused.value.code, refused.value.path) == told


def earth(bay: Bay, stream: str = "spoil", code: str = "900-001-S70", **changes: Any) -> e.Generated:
    values: dict[str, Any] = {
        "stream": stream,
        "code": Code("cn-sw", code, ""),
        "name": "渣土",
        "form": "solid",
        "weight": Weight(volume=Volume(Decimal(10))),
    }
    return bay.drum(**(values | changes))


async def test_what_was_stated_goes_with_the_load(bay: Bay) -> None:
    heap = (await bay.tell(bay.clerk, earth(bay))).subject
    load = (await bay.tell(bay.clerk, bay.load(heap, lines=(e.LineDraft(heap),)))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), load)
    await bay.tell(bay.driver, e.Arrived(), load)
    gate = e.Weighed((e.LineWeighed(1, volume=Volume(Decimal("9.9"))),))
    assert not (await bay.tell(bay.gate, gate, load)).warnings
    await bay.tell(bay.gate, e.Accepted(), load)
    weight = await bay.pool.fetchval("select state->'weight' from batch where id = $1", heap)
    assert (weight["kg"], weight["basis"], weight["volume"]["m3"]) == ("17820", "computed", "9.9")


@pytest.mark.parametrize(
    ("kg", "left"),
    [
        ("10800", ("10800", "computed", "6")),  # six cubic metres at the usual 1.8
        ("10801", ("10801", "declared", None)),  # no number of litres at that density
    ],
)
async def test_a_volume_follows_kilograms_put_right_or_is_left_out(
    bay: Bay, kg: str, left: tuple[str, str, str | None]
) -> None:
    heap = (await bay.tell(bay.clerk, earth(bay))).subject
    load = (await bay.tell(bay.clerk, bay.load(heap, lines=(e.LineDraft(heap),)))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate="粤B12345", driver="王师傅"), load)

    async def put_right(**line: Decimal) -> None:
        await bay.tell(bay.clerk, e.RevisionRequested("抄错", lines=(e.LineRevised(1, **line),)), load)
        await bay.tell(bay.driver, e.RevisionApproved(), load)
        await bay.tell(bay.gate, e.RevisionApproved(), load)

    async def weights() -> set[tuple[str, str, str | None]]:
        """Of the batch, and of what the manifest says was sent and received."""
        row = await bay.pool.fetchrow(
            "select (select state->'weight' from batch where id = $1) as batch,"
            " (select state->'lines'->0 from manifest where id = $2) as line",
            heap,
            load,
        )
        seen = row["line"].get("weighed") or row["line"]["sent"]
        return {(w["kg"], w["basis"], w.get("volume", {}).get("m3")) for w in (row["batch"], seen)}

    await put_right(sent_kg=Decimal(kg))
    assert await weights() == {left}
    await bay.tell(bay.driver, e.Arrived(), load)
    await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, volume=Volume(Decimal(10))),)), load)
    await bay.tell(bay.gate, e.Accepted(), load)
    await put_right(received_kg=Decimal(kg))
    assert await weights() == {left}
    assert (await replay.check(bay.pool)).ok


async def test_a_computed_weight_without_a_volume_is_refused(bay: Bay) -> None:
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, earth(bay, weight=Weight(Decimal(5), Basis.COMPUTED)))
    assert [x.code for x in refused.value.refusals] == ["computed_from_volume"]


async def test_spoil_and_other_construction_waste_never_share_a_manifest(bay: Bay) -> None:
    heap = (await bay.tell(bay.clerk, earth(bay))).subject
    rubble = (await bay.tell(bay.clerk, earth(bay, "construction", "900-001-S72"))).subject
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, bay.load(heap, rubble, lines=(e.LineDraft(heap), e.LineDraft(rubble))))
    (told,) = refused.value.refusals
    assert (told.code, told.path, told.source) == (
        "never_together",
        "fact.lines[1].batch",
        "construction-no-mixing",
    )
    mixed = e.Regrouped(
        bay.factory_site,
        (e.Input(heap, Decimal(1000)), e.Input(rubble, Decimal(1000))),
        (e.Output(Weight(Decimal(2000), Basis.WEIGHED), bay.drum().container),),
    )
    with pytest.raises(Refusals) as refused:
        await bay.tell(bay.clerk, mixed)
    assert [x.code for x in refused.value.refusals] == ["never_together"]


async def test_packages_counted_otherwise_are_told(bay: Bay) -> None:
    load = await bay.at_the_gate(await bay.batch())
    counted = e.Weighed((e.LineWeighed(1, Decimal(1000), packages=3),))
    (odd,) = (await bay.tell(bay.gate, counted, load)).warnings
    assert (odd.code, odd.path) == ("packages_differ", "fact.lines[0].packages")
