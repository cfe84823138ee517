"""Whose step is it, and what does the other side see? Roles stand in `wasteflow.people.permissions`. Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from manifests import refusals as r
from manifests.notices import events as e
from manifests.notices import lifecycle
from manifests.notices import refusals as no
from manifests.notices.model import Notice
from wasteflow.core.errors import Word
from wasteflow.people.model import Actor
from wasteflow.people.permissions import allowed, require, scopes
from wasteflow.places.refusals import NotYourPlace

REPORT, ANSWER = "notice:report", "notice:answer"
_RIGHT = {  # a step that is not named here is taken by either side
    **dict.fromkeys(("reported", "asked", "closed"), REPORT),
    **dict.fromkeys(("acknowledged", "forwarded", "replied"), ANSWER),
}


def holds(actor: Actor, city: str) -> bool:
    """Whether a place is the actor's own: their city, or one of their province."""
    if actor.city is None:
        return False
    return actor.city == city or (actor.whole_province and actor.city[:2] == city[:2])


def sees(actor: Actor, notice: Notice) -> bool:
    """May this actor read it? Both sides may, and who was asked once; auditors see all."""
    return scopes(actor) is None or any(holds(actor, city) for city in (notice.city, *notice.asked))


def right(step: str) -> str | None:
    """The permission a step needs; null: that of either side."""
    return _RIGHT.get(step)


def steps(actor: Actor, notice: Notice) -> list[str]:
    """The steps that are this actor's to take now."""
    places = {REPORT: notice.city, ANSWER: notice.receiver}
    sides = {right for right, city in places.items() if holds(actor, city) and allowed(actor, right)}
    return [step for step in lifecycle.possible(notice) if ({_RIGHT[step]} if step in _RIGHT else sides) & sides]


def may(actor: Actor, fact: e.Fact, notice: Notice | None) -> None:
    """Is this the actor's step?

    Raises the action's refusal, NotYourPlace, UnknownSubject (to hold an id is no right), OtherSide.
    """
    needed = right(e.kind_of(fact))
    for_either = needed is None and (allowed(actor, REPORT) or allowed(actor, ANSWER))
    if not for_either:
        require(actor, needed or REPORT)
    if isinstance(fact, e.Reported):
        if not holds(actor, fact.city):
            raise NotYourPlace("fact.city")
        return
    if notice is None or not sees(actor, notice):
        raise r.UnknownSubject("subject", subject=Word("subject.notice"))
    whose = {REPORT: notice.city, ANSWER: notice.receiver}
    own = [whose[needed]] if needed else [*whose.values()]
    if not any(holds(actor, city) for city in own):
        raise no.OtherSide("fact.kind", who=Word("notice_side." + (needed or REPORT).partition(":")[2]))


def reach(notice: Notice, provinces: dict[str, str | None]) -> set[str]:
    """The scopes that may see it: the cities of both sides and their provinces."""
    found = set()
    for city in (notice.city, *notice.asked):
        found.add(f"province:{city}" if city.endswith("0000") and city not in ABROAD else f"city:{city}")
        if above := provinces.get(city):
            found.add(f"province:{above}")
    return found


ABROAD = ("810000", "820000")  # end like a province, and are none


def shared(envelopes: Iterable[tuple[e.Envelope, str | None]], actor: Actor) -> list[tuple[e.Envelope, str | None]]:
    """(event, who recorded it) as this actor sees them: of other offices the office, never a person nor their files."""
    return [
        (x, person) if holds(actor, x.city) else (replace(x, account=None, fact=_bare(x.fact)), None)
        for x, person in envelopes
    ]


def _bare(fact: e.Fact) -> e.Fact:
    if isinstance(fact, e.PickedUp):
        return replace(fact, internal="", batch=None)
    return replace(fact, internal="")
