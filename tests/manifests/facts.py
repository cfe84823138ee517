"""Facts for the pure tests of custody: a plating works, a carrier, a treatment plant, one drum."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from manifests.life import events as e
from manifests.life.model import Basis, Code, Container, Difference, Differs, Gone, Source, TakeBackReason, Weight

FACTORY, CARRIER, PLANT, STORER = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=5)
FACTORY_SITE, PLANT_SITE, STOP_SITE = UUID(int=11), UUID(int=13), UUID(int=15)
BATCH, OTHER_BATCH, MANIFEST = UUID(int=101), UUID(int=102), UUID(int=201)
SLUDGE = Code("cn-hw", "336-054-17", "2021")
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def kg(amount: str, basis: Basis = Basis.WEIGHED) -> Weight:
    return Weight(Decimal(amount), basis)


def generated(amount: str = "1000") -> e.Generated:
    return e.Generated(
        site=FACTORY_SITE,
        stream="hazardous",
        code=SLUDGE,
        name="电镀污泥",
        form="semi_solid",
        weight=kg(amount),
        container=Container("drum", Decimal(200)),
        hazards="T",
        category="HW17",
        org=FACTORY,
        city="440300",
    )


def created(*batches: UUID, amount: str = "1000") -> e.Created:
    batches = batches or (BATCH,)
    return e.Created(
        consignor_site=FACTORY_SITE,
        consignee_site=PLANT_SITE,
        carrier=CARRIER,
        lines=tuple(e.LineDraft(b) for b in batches),
        plate="粤B12345",
        written=e.Written(
            stream="hazardous",
            regime="within_city",
            consignor=e.PartyWritten(FACTORY, FACTORY_SITE, "电镀厂", "440300"),
            consignee=e.PartyWritten(PLANT, PLANT_SITE, "处置中心", "440300", "440300-001"),
            carrier_name="运输公司",
            lines=tuple(
                e.LineWritten(b, SLUDGE, "电镀污泥", "HW17", "T", "semi_solid", kg(amount), 1, None) for b in batches
            ),
        ),
    )


EVENT, RECOVERED, SHREDDED = UUID(int=301), "cn_utilisation:R4", "basel_recovery:R12"
GROUP, RESIDUE = UUID(int=103), UUID(int=104)
_GROUPED = e.Made(generated("1000"), GROUP, AT, AT, (Source(BATCH, Decimal(1000)),))
_LEFT = e.Made(generated("300"), RESIDUE, residue_of=(BATCH,))

SAMPLES: dict[str, e.AnyEvent] = {
    "generated": generated(),
    "moved": e.Moved("2号库 B-03"),
    "relabelled": e.Relabelled(
        "标签被腐蚀", "91440300777777777X3360541720260302002", "91440300777777777X3360541720260301001"
    ),
    "reweighed": e.Reweighed(kg("990")),
    "treated": e.Treated("cn_utilisation:R4", Decimal(1000), final=True),
    "treated_in_part": e.Treated("cn_utilisation:R4", Decimal(400), final=True),
    "treated_interim": e.Treated("basel_recovery:R12", Decimal(1000), final=False),
    "treated_rest": e.Treated("cn_utilisation:R4", Decimal(1000), final=True),
    "lost": e.Lost(Decimal(1000), Gone.STOLEN, "夜间被盗"),
    "lost_in_part": e.Lost(Decimal(400), Gone.LEAKED, "桶底渗漏"),
    "lost_rest": e.Lost(Decimal(1000), Gone.BURNT, "库房起火"),
    "lost_on_road": e.LostOnRoad(MANIFEST, Decimal(1000), Gone.BURNT, "车辆起火"),
    "rest_lost_on_road": e.LostOnRoad(MANIFEST, Decimal(1000), Gone.BURNT, "车辆起火"),
    "load_lost": e.LoadLost(Gone.BURNT, "车辆起火"),
    "regrouped": e.Regrouped(
        FACTORY_SITE,
        (e.Input(BATCH, Decimal(1000)),),
        (e.Output(kg("1000"), Container("tank")),),
        org=FACTORY,
        made=(_GROUPED,),
    ),
    "transformed": e.Transformed(
        FACTORY_SITE,
        "cn_disposal:D10",
        (e.Input(BATCH, Decimal(1000)),),
        (e.Residue("hazardous", SLUDGE, "炉渣", "solid", kg("300"), Container("bag")),),
        (e.Loss("烟气", Decimal(700)),),
        org=FACTORY,
        final=True,
        made=(_LEFT,),
    ),
    "ungrouped": e.Ungrouped((Source(BATCH, Decimal(1000)),)),
    "portion_taken": e.PortionTaken(Decimal(400), (Source(GROUP, Decimal(400)),)),
    "last_portion_taken": e.PortionTaken(Decimal(1000), (Source(GROUP, Decimal(1000)),)),
    "portion_treated": e.PortionTreated(GROUP, "cn_utilisation:R4", Decimal(100), done=False),
    "last_portion_treated": e.PortionTreated(GROUP, "cn_utilisation:R4", Decimal(900), done=True),
    "portion_left": e.PortionLeft(GROUP, done=False),
    "last_portion_left": e.PortionLeft(GROUP, done=True),
    "last_portion_lost": e.PortionLeft(GROUP, done=True, lost=True),
    "portion_freed": e.PortionFreed(GROUP, Decimal(400)),
    "assigned": e.Assigned(MANIFEST),
    "released": e.Released(MANIFEST),
    "loaded": e.Loaded(MANIFEST, CARRIER),
    "received": e.Received(MANIFEST, PLANT, PLANT_SITE, "440300", kg("1000")),
    "returned": e.Returned(MANIFEST, PLANT, PLANT_SITE, kg("1000")),
    "turned_away": e.TurnedAway(MANIFEST, "含水"),
    "corrected": e.Corrected(MANIFEST, kg("900"), Decimal(-100), of=AT),
    "corrected_away": e.Corrected(MANIFEST, kg("0"), Decimal(-1000), of=AT),
    "corrected_into_others": e.Corrected(MANIFEST, kg("0"), Decimal(-1000), of=AT),
    "reclassified": e.Reclassified(MANIFEST, EVENT, AT, Decimal(1000), RECOVERED, True, "cn_disposal:D10", True),
    "reopened": e.Reclassified(MANIFEST, EVENT, AT, Decimal(1000), RECOVERED, True, SHREDDED, False),
    "ended": e.Reclassified(MANIFEST, EVENT, AT, Decimal(1000), SHREDDED, False, RECOVERED, True),
    "split_off": e.SplitOff(BATCH, MANIFEST, kg("400"), "含水", generated(), AT, CARRIER),
    "created": created(),
    "amended": e.Amended(remark="易碎"),
    "published": e.Published(),
    "number_given": e.NumberGiven("gd_provincial", "GD2026-000001"),
    "signed": e.Signed(name="李"),
    "departed": e.Departed(plate="粤B12345", driver="王"),
    "handed_over": e.HandedOver(plate="粤B54321", driver="张"),
    "given_over": e.GivenOver(plate="粤B12345", driver="王"),
    "carrier_added": e.CarrierAdded(UUID(int=4), "第二运输公司"),
    "stop_added": e.StopAdded(STOP_SITE, e.PartyWritten(STORER, STOP_SITE, "暂存库", "440300")),
    "stop_dropped": e.StopDropped("直达"),
    "stopped": e.Stopped(hours=72),
    "stop_weighed": e.StopWeighed((e.LineWeighed(1, Decimal(990)),), "孙"),
    "deposited": e.Deposited(MANIFEST, STORER, STOP_SITE),
    "resealed": e.Resealed("S-1"),
    "resumed": e.Resumed(plate="粤B12345", driver="王"),
    "arrived": e.Arrived(),
    "weighed": e.Weighed((e.LineWeighed(1, Decimal(850)),)),
    "accepted": e.Accepted(),
    "partly_accepted": e.PartlyAccepted((e.LineRefused(1, Decimal(400)),), "含水"),
    "refused": e.Refused("不符"),
    "difference_found": e.DifferenceFound((Difference(Differs.FORM, "液态", 1),)),
    "receipt_certified": e.ReceiptCertified("赵"),
    "completion_certified": e.CompletionCertified("赵"),
    "take_back_started": e.TakeBackStarted(TakeBackReason.ILLEGAL, "无批准", 30),
    "cancelled": e.Cancelled("改期"),
    "revision_requested": e.RevisionRequested("车牌写错", plate="粤B54321"),
    "revision_approved": e.RevisionApproved(),
    "revision_refused": e.RevisionRefused("不同意"),
    "revision_withdrawn": e.RevisionWithdrawn(),
    "ticket_noted": e.TicketNoted("A-0001"),
    "cancelled_by_agreement": e.RevisionApproved(cancels=True),
    "line_left": e.LineLeft(BATCH, Decimal(100), Decimal(0)),
    "part_left": e.LineLeft(BATCH, Decimal(100), Decimal(0)),
    "last_line_left": e.LineLeft(BATCH, Decimal(0), Decimal(100)),
    "brought_back": e.Accepted(),
    "sent_on": e.SentOn(MANIFEST),
    "lapsed": e.Lapsed(5),
    "line_parted": e.LineParted(BATCH, OTHER_BATCH),
    "line_given_back": e.LineGivenBack(OTHER_BATCH, Decimal(1000), MANIFEST),
    "last_line_given_back": e.LineGivenBack(BATCH, Decimal(1000), MANIFEST),
    "line_treated": e.LineTreated(BATCH, "cn_utilisation:R4", Decimal(400), True, Decimal(600)),
    "last_line_treated": e.LineTreated(BATCH, "cn_utilisation:R4", Decimal(1000), True, Decimal(0)),
}


def envelope(fact: e.AnyEvent, seq: int, subject: UUID | None = None, at: datetime = AT) -> e.Envelope:
    about = subject or (BATCH if fact.about == "batch" else MANIFEST)
    return e.Envelope(about, seq, UUID(int=1000 + seq), at, at, None, None, None, fact)
