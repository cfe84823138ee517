"""A batch and a manifest for every kind of event there is, made through commands: to draw, and to look at."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, Difference, Differs, Gone, TakeBackReason, Weight
from manifests.rounds import kerb
from manifests.rounds.lapsing import lapse
from manifests.rounds.schemas import NewSlip
from tests.bay import PLATE, Bay
from tests.border import approved, plant_in
from tests.collecting import give_leave, planned, workshops
from tests.hong_kong import charged
from tests.manifests.test_brought import refused_by_the_works
from tests.manifests.test_giving_back import back, take_home
from tests.stories.stops import storehouse
from wasteflow.core import clock
from wasteflow.core.ids import new_id


async def every_kind(bay: Bay) -> dict[str, str]:
    """Address by what is to be seen there."""
    found: dict[str, str] = {}
    for part in (
        _grouped, _burnt, _lost, _refused, _stored, _put_right, _corrected, _crossed, _sent_back, _given_back, _parted,
        _ticket, _lapsed,
    ):  # fmt: skip
        found |= await part(bay)
    return found


def _batch(id: UUID) -> str:
    return f"/console/batches/{id}"


def _manifest(id: UUID) -> str:
    return f"/console/manifests/{id}"


async def _grouped(bay: Bay) -> dict[str, str]:
    """Two drums into one, taken apart again, the first with a new label; then into one that is treated elsewhere, of
    which there was more."""
    first, second = await bay.batch("700"), await bay.batch("300")
    await bay.tell(bay.clerk, e.Reweighed(Weight(Decimal(690), Basis.WEIGHED)), first)
    await bay.tell(bay.clerk, e.Moved("2号库 B-03"), first)
    await bay.tell(bay.clerk, e.Relabelled("标签被腐蚀"), first)

    async def together(kg: str, lost: str) -> UUID:
        fact = e.Regrouped(
            site=bay.factory_site,
            inputs=(e.Input(first, Decimal(690)), e.Input(second, Decimal(200))),
            outputs=(e.Output(Weight(Decimal(kg), Basis.WEIGHED), Container("tank", Decimal(1000))),),
            losses=(e.Loss("蒸发", Decimal(lost)),) if lost else (),
        )
        return (await bay.tell(bay.clerk, fact)).subject

    apart = await together("890", "")
    await bay.tell(bay.clerk, e.Ungrouped(), apart)
    group = await together("885", "5")
    manifest = await bay.at_the_gate(group)
    await bay.tell(bay.gate, e.Accepted(), manifest)
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(885)), group)
    more = (e.LineRevised(1, received_kg=Decimal(890)),)
    await bay.tell(bay.gate, e.RevisionRequested("磅单抄错", lines=more), manifest)
    await bay.tell(bay.clerk, e.RevisionApproved(), manifest)
    await bay.tell(bay.driver, e.RevisionApproved(), manifest)
    return {"apart": _batch(apart), "group": _batch(group), "source": _batch(first)}


async def _burnt(bay: Bay) -> dict[str, str]:
    """Burnt, with ash and slag left."""
    drum, manifest = await bay.delivered("1000")
    ash = e.Residue(
        "hazardous", Code("cn-hw", "772-003-18", "2021"), "飞灰", "solid", Weight(Decimal(40), Basis.WEIGHED),
        Container("bag"),
    )  # fmt: skip
    burnt = e.Transformed(
        site=bay.plant_site,
        method="cn_disposal:D10",
        inputs=(e.Input(drum, Decimal(1000)),),
        outputs=(ash,),
        losses=(e.Loss("烟气和蒸发", Decimal(960)),),
    )
    left = (await bay.tell(bay.gate, burnt)).subject
    return {"burnt": _batch(drum), "ash": _batch(left), "closed": _manifest(manifest)}


async def _lost(bay: Bay) -> dict[str, str]:
    """Leaked in the works' store; what two were put together into is stolen from the plant's; a load burns."""
    first, second = await bay.batch("500"), await bay.batch("300")
    await bay.tell(bay.clerk, e.Lost(Decimal(20), Gone.LEAKED, "桶底渗漏，已清理"), first)
    both = e.Regrouped(
        site=bay.factory_site,
        inputs=(e.Input(first, Decimal(480)), e.Input(second, Decimal(300))),
        outputs=(e.Output(Weight(Decimal(780), Basis.WEIGHED), Container("tank", Decimal(1000))),),
    )
    group = (await bay.tell(bay.clerk, both)).subject
    load = await bay.at_the_gate(group)
    await bay.tell(bay.gate, e.Accepted(), load)
    for kg in (80, 700):
        await bay.tell(bay.gate, e.Lost(Decimal(kg), Gone.STOLEN, "夜间库门被撬，已报警"), group)
    fire = await bay.on_the_road(drum := await bay.batch("100"))
    await bay.tell(bay.driver, e.LoadLost(Gone.BURNT, "车辆起火，货物全部烧毁"), fire)
    return {
        "leaked": _batch(first),
        "stolen": _batch(group),
        "stolen_load": _manifest(load),
        "burnt_load": _manifest(fire),
        "burnt_drum": _batch(drum),
    }


async def _refused(bay: Bay) -> dict[str, str]:
    """A part of one drum and the whole of another refused; both brought home."""
    whole, part = await bay.batch("400"), await bay.batch("600")
    manifest = await bay.at_the_gate(part, whole)
    lines = (e.LineRefused(1, Decimal(150)), e.LineRefused(2, Decimal(400)))
    await bay.tell(bay.gate, e.PartlyAccepted(lines, "含水率超标"), manifest)
    rows = await bay.pool.fetch("select id from batch where refused_by = $1 order by id", manifest)
    home = (
        await bay.tell(
            bay.clerk,
            bay.load(*[r["id"] for r in rows], consignee_site=bay.factory_site, onward_of=manifest),
        )
    ).subject
    await bay.tell(bay.clerk, e.Published(), home)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), home)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), home)
    await bay.tell(bay.driver, e.Arrived(), home)
    await bay.tell(bay.clerk, e.Accepted(), home)
    refused = await bay.at_the_gate(other := await bay.batch("90"))
    await bay.tell(bay.gate, e.Refused("桶漏"), refused)
    split = next(r["id"] for r in rows if r["id"] != whole)
    return {
        "parted": _manifest(manifest),
        "parted_batch": _batch(part),
        "split": _batch(split),
        "home": _manifest(home),
        "whole": _batch(whole),
        "refused": _batch(other),
    }


async def _stored(bay: Bay) -> dict[str, str]:
    """Stored on the way, one stop dropped, handed over, a carrier that never signed."""
    from tests.web.test_on_the_way import another_carrier

    things, people = await storehouse(bay)
    second = await another_carrier(bay)
    third = await another_carrier(bay, 91, "珠运危货")
    drum = await bay.batch("1000")
    load = await bay.on_the_road(drum)
    for fact in (
        e.StopAdded(things["store"]),
        e.StopDropped("改道"),
        e.StopAdded(things["store"]),
        e.CarrierAdded(second.org or new_id()),
        e.CarrierAdded(third.org or new_id()),
        e.Stopped(),
    ):
        await bay.tell(bay.driver, fact, load)
    await bay.tell(people["storer"], e.StopWeighed((e.LineWeighed(1, Decimal(950)),), "孙库管"), load)
    await bay.tell(people["storer"], e.Resealed("DG-0417"), load)
    await bay.tell(bay.driver, e.Resumed(PLATE, "王师傅"), load)
    await bay.tell(bay.driver, e.GivenOver(PLATE, "王师傅"), load)
    await bay.tell(second, e.HandedOver("粤S00001", "何师傅"), load)
    await bay.tell(second, e.Arrived(), load)
    await bay.tell(bay.gate, e.Weighed((e.LineWeighed(1, Decimal(948)),)), load)
    await bay.tell(bay.gate, e.Accepted(), load)
    return {"stored_load": _manifest(load), "stored_drum": _batch(drum)}


async def _put_right(bay: Bay) -> dict[str, str]:
    """Amended before it was signed, corrected after, found to differ, called off."""
    first, second = await bay.batch("100"), await bay.batch("200")
    load = (await bay.tell(bay.clerk, bay.load(first))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    lines = (e.LineDraft(second, "cn_utilisation:R4", 2),)
    await bay.tell(bay.clerk, e.Amended(lines=lines, remark="雨天加盖"), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.DifferenceFound((Difference(Differs.PACKAGES, "少一桶", 1),)), load)
    await bay.tell(bay.driver, e.DifferenceFound(()), load)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load)
    asked = e.RevisionRequested("车牌写错", plate="粤B54321", lines=(e.LineRevised(1, packages=1),))
    await bay.tell(bay.clerk, asked, load)
    await bay.tell(bay.driver, e.RevisionApproved(), load)
    await bay.tell(bay.gate, e.RevisionApproved(), load)
    await bay.tell(bay.clerk, e.RevisionRequested("写错", remark="无"), load)
    await bay.tell(bay.gate, e.RevisionRefused("属实"), load)
    await bay.tell(bay.clerk, e.RevisionRequested("写错", remark="无"), load)
    await bay.tell(bay.clerk, e.RevisionWithdrawn(), load)
    await bay.tell(bay.clerk, e.NumberGiven("gd_provincial", "GD2026-0000017"), load)
    off = (await bay.tell(bay.clerk, bay.load(first))).subject
    await bay.tell(bay.clerk, e.Cancelled("改期"), off)
    return {"put_right": _manifest(load), "called_off": _manifest(off), "released": _batch(first)}


async def _corrected(bay: Bay) -> dict[str, str]:
    """After receipt: another weight, and that what was recorded as final was an interim step."""
    drum, load = await bay.delivered("400", "400")
    await bay.tell(bay.gate, e.Treated("cn_utilisation:R4", Decimal(400)), drum)
    for line in (e.LineRevised(1, treated_by="basel_recovery:R12"), e.LineRevised(1, received_kg=Decimal(390))):
        await bay.tell(bay.gate, e.RevisionRequested("抄错", lines=(line,)), load)
        await bay.tell(bay.clerk, e.RevisionApproved(), load)
        await bay.tell(bay.driver, e.RevisionApproved(), load)
    return {"corrected_drum": _batch(drum), "corrected_load": _manifest(load)}


async def _to_hong_kong(bay: Bay) -> tuple[UUID, UUID, Any]:
    """A drum at a plant over there, its load, and that plant's gate."""
    site, gate = await plant_in(bay, "810000", "郭磅房")
    await approved(bay, site, "10", kind="export_hong_kong", shipments=6)
    drum = await bay.batch("1000")
    load = (await bay.tell(bay.clerk, bay.load(drum, consignee_site=site))).subject
    await bay.tell(bay.clerk, e.Published(), load)
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load)
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load)
    await bay.tell(bay.driver, e.Arrived(), load)
    return drum, load, gate


async def _crossed(bay: Bay) -> dict[str, str]:
    """Over the border, with both certificates."""
    drum, load, gate = await _to_hong_kong(bay)
    await bay.tell(gate, e.Accepted(), load)
    await bay.tell(gate, e.ReceiptCertified("郭磅房"), load)
    await bay.tell(gate, e.Treated("cn_utilisation:R4", Decimal(1000)), drum)
    await bay.tell(gate, e.CompletionCertified("郭磅房"), load)
    return {"crossed": _manifest(load), "crossed_drum": _batch(drum)}


async def _sent_back(bay: Bay) -> dict[str, str]:
    """Over the border, and ordered back."""
    _, load, gate = await _to_hong_kong(bay)
    await bay.tell(gate, e.Refused("与通知书不符"), load)
    await bay.tell(gate, e.TakeBackStarted(TakeBackReason.ILLEGAL, "环保署要求退运"), load)
    return {"sent_back": _manifest(load)}


async def _given_back(bay: Bay) -> dict[str, str]:
    """Accepted, found to be something else, and home again."""
    batch, load = await bay.delivered("1000")
    home = await take_home(bay, back(bay, batch, load))
    return {"given_back": _manifest(load), "gives_back": _manifest(home)}


async def _parted(bay: Bay) -> dict[str, str]:
    """Accepted, given back, and refused in part by who had sent it."""
    batch, load = await bay.delivered("1000")
    part = await refused_by_the_works(bay, batch, load, "400")
    return {"parted": _manifest(load), "refused_at_home": _batch(part.id)}


async def _ticket(bay: Bay) -> dict[str, str]:
    """A trip ticket of Hong Kong whose printed number was noted afterwards."""
    there = await charged(bay)
    await bay.tell(there.trip.producer.actor, e.TicketNoted("DD1-2026-000817"), there.load)
    return {"ticket": _manifest(there.load)}


async def _lapsed(bay: Bay) -> dict[str, str]:
    """A slip of a round that nobody signed in its five days."""
    (producer,) = await workshops(bay, 1)
    await give_leave(bay, producer)
    trip = (await planned(bay, [producer])).round.id
    await kerb.fill(bay.pool, bay.driver, trip, 1, NewSlip(kg=Decimal(41), occurred_at=clock.now() - timedelta(days=6)))
    filled = "select (body->>'manifest')::uuid from round_event where subject = $1 and kind = 'slip_filled'"
    slip = await bay.pool.fetchval(filled, trip)

    async def nothing(_: Any) -> None:
        return None

    await lapse(bay.pool, trip=trip, call=1, manifest=slip, days=5, then=nothing)
    return {"lapsed": _manifest(slip)}
