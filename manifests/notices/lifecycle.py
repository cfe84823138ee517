"""The life of a notice. Two functions: `judge` refuses by today's rules, `evolve` folds and never refuses. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from msgspec.structs import replace

from manifests import refusals as r
from manifests.notices import events as e
from manifests.notices import privacy
from manifests.notices import refusals as no
from manifests.notices.events import kind_of
from manifests.notices.model import Carried, Ending, Notice, NoticeStatus
from wasteflow.catalog import law
from wasteflow.core.errors import Refusal, Refusals, Word

STREAM = "marine_litter"
MOST_PHOTOS = 20
CLOCK_SKEW = timedelta(minutes=5)

NEW, TAKEN_UP, REPLIED, CLOSED = NoticeStatus
_ANY_TIME = ("remarked", "photographed", "picked_up")

TABLE: Mapping[tuple[NoticeStatus | None, str], NoticeStatus] = {
    (None, "reported"): NEW,
    (NEW, "acknowledged"): TAKEN_UP,
    (NEW, "replied"): REPLIED,
    (NEW, "forwarded"): NEW,
    (NEW, "closed"): CLOSED,
    (TAKEN_UP, "replied"): REPLIED,
    (TAKEN_UP, "forwarded"): NEW,
    (TAKEN_UP, "closed"): CLOSED,
    (REPLIED, "replied"): REPLIED,
    (REPLIED, "asked"): NEW,
    (REPLIED, "closed"): CLOSED,
    **{(status, step): status for status in (NEW, TAKEN_UP, REPLIED) for step in _ANY_TIME},
    (CLOSED, "picked_up"): CLOSED,
}


def possible(notice: Notice | None) -> list[str]:
    """The steps from where it stands."""
    at = notice.status if notice else None
    return [step for status, step in TABLE if status is at]


def judge(notice: Notice | None, fact: e.Fact, *, occurred_at: datetime, now: datetime) -> None:
    """Whether this may happen. Raises a Refusal, or Refusals with all that is wrong, each with its field."""
    if occurred_at > now + CLOCK_SKEW:
        raise r.InTheFuture("occurred_at")
    if notice is None and not isinstance(fact, e.Reported):
        raise r.UnknownSubject("subject", subject=Word("subject.notice"))
    if notice is not None and isinstance(fact, e.Reported):
        raise r.AlreadyThere("subject", subject=Word("subject.notice"))
    if kind_of(fact) not in possible(notice):
        assert notice is not None
        raise r.NotPossibleNow(
            "fact.kind",
            step=Word(f"notice_step.{kind_of(fact)}"),
            subject=Word("subject.notice"),
            status=Word(f"notice_status.{notice.status.value}"),
            possible=tuple(Word(f"notice_step.{step}") for step in possible(notice)),
        )
    if wrong := [*_wrong(notice, fact), *privacy.persons_named(e.texts_shared(fact))]:
        raise Refusals(wrong)


def _wrong(notice: Notice | None, fact: e.Fact) -> list[Refusal]:
    match fact:
        case e.Reported():
            return [*_where(fact), *_way(fact.city, fact.receiver), *_amount(fact.kg)]
        case e.Forwarded(receiver=receiver):
            assert notice is not None
            known = [no.AskedAlready("fact.receiver")] if receiver in notice.asked else []
            return [*known, *_way(notice.city, receiver), *_said("reason", fact.reason)]
        case e.Replied(findings=text):
            return _said("findings", text)
        case e.Asked(question=text):
            return _said("question", text)
        case e.Remarked(remark=text):
            return _said("remark", text)
        case e.Photographed():
            assert notice is not None
            return [no.TooManyPhotos("file", limit=MOST_PHOTOS)] if len(notice.photos) >= MOST_PHOTOS else []
        case e.Closed(ending=ending):
            assert notice is not None
            early = ending is not Ending.WITHDRAWN and notice.status is not REPLIED
            return [no.NoReplyYet("fact.ending")] if early else []
        case e.Acknowledged() | e.PickedUp():
            return []
        case _:
            assert_never(fact)


def _where(fact: e.Reported) -> list[Refusal]:
    at, wrong = fact.place.position, list[Refusal]()
    if at is None and not fact.place.shore.strip():
        wrong.append(no.WhereMissing("fact.place"))
    if len(fact.place.shore) > 200:
        wrong.append(no.TooLong("fact.place.shore", limit=200))
    if at is not None and not (_within(at.lat, 90) and _within(at.lon, 180)):
        wrong.append(no.NoSuchPosition("fact.place.position"))
    return wrong


def _within(degrees: Decimal, most: int) -> bool:
    return degrees.is_finite() and abs(degrees) <= most


def _way(origin: str, receiver: str) -> list[Refusal]:
    """A notice goes to another place, and only where the law knows notices."""
    if origin == receiver or law.regime(origin, receiver, STREAM).paper != "notice":
        return [no.NotAnotherPlace("fact.receiver")]
    return []


def _amount(kg: Decimal | None) -> list[Refusal]:
    if kg is not None and not (kg.is_finite() and 0 < kg < Decimal(10**9)):
        return [no.NoSuchAmount("fact.kg")]
    return []


def _said(name: str, text: str) -> list[Refusal]:
    return [] if text.strip() else [no.NothingSaid(f"fact.{name}")]


# --- evolve ----------------------------------------------------------------------------------------------


def evolve(notice: Notice | None, x: e.Envelope) -> Notice:
    """The notice after a stored fact."""
    if isinstance(x.fact, e.Reported):
        return _begun(x, x.fact)
    assert notice is not None
    after = replace(notice, seq=x.seq, status=TABLE.get((notice.status, kind_of(x.fact)), notice.status))
    match x.fact:
        case e.Acknowledged():
            return replace(after, acknowledged_at=x.received_at)
        case e.Forwarded(receiver=receiver, due=due):
            return replace(after, asked=(*notice.asked, receiver), due=due, acknowledged_at=None)
        case e.Replied():
            late = notice.late or notice.overdue(x.received_at)
            return replace(after, replied_at=x.received_at, due=None, late=late)
        case e.Asked(due=due):
            return replace(after, due=due, acknowledged_at=None)
        case e.Photographed(photo=photo):
            return replace(after, photos=(*notice.photos, photo))
        case e.PickedUp(stream=stream, kg=kg):
            return replace(after, carried=(*notice.carried, Carried(stream, kg)))
        case e.Closed(ending=ending):
            return replace(after, ending=ending, closed_at=x.received_at, due=None)
        case e.Remarked():
            return after
        case _:
            assert_never(x.fact)


def _begun(x: e.Envelope, fact: e.Reported) -> Notice:
    return Notice(
        id=x.notice,
        seq=x.seq,
        number=fact.number,
        status=NEW,
        city=fact.city,
        department=x.department,
        asked=(fact.receiver,),
        found_at=x.occurred_at,
        reported_at=x.received_at,
        place=fact.place,
        tide=fact.tide,
        kinds=fact.kinds,
        kg=fact.kg,
        remark=fact.remark,
        suspected=fact.suspected,
        due=fact.due,
    )
