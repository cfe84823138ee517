"""Is this company, site or city the actor's own? (What the role may do at all stands in people.permissions.)"""

from uuid import UUID

from wasteflow.people.model import Actor
from wasteflow.people.permissions import scopes
from wasteflow.places.identity import province_of


def own(actor: Actor, *, org: UUID | None, cities: frozenset[str]) -> bool:
    """May this actor keep the records of a company that is registered, or has the site in question, in `cities`?"""
    mine = scopes(actor)
    if mine is None:
        return True
    theirs = {f"org:{org}", *(f"city:{c}" for c in cities), *(f"province:{province_of(c)}" for c in cities)}
    return not theirs.isdisjoint(mine)
