"""Whose step is it? The applicant's, or an authority's at one end of the route."""

from wasteflow.catalog.procedures import Office
from wasteflow.core.errors import Word
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import require
from wasteflow.places import policy
from wasteflow.places.applications import refusals as no
from wasteflow.places.applications.model import Application


def sees(actor: Actor, application: Application) -> bool:
    """May this actor read it?"""
    return any(
        policy.own(actor, org=org, cities=frozenset((city,)))
        for org, city in (
            (application.from_org, application.from_city),
            (application.to_org, application.to_city),
        )
    )


def require_office(actor: Actor, application: Application, office: Office) -> None:
    """Raises the action's refusal, or OtherOffice, where this office is not the actor's.

    An administrator enters what an office without an account has answered.
    """
    require(actor, "approval:apply" if office == "applicant" else "approval:grant")
    if not _holds(actor, application, office):
        raise no.OtherOffice("to", office=Word(f"office.{office}"))


def _holds(actor: Actor, application: Application, office: Office) -> bool:
    if office == "applicant":
        return policy.own(actor, org=application.from_org, cities=frozenset())
    city = application.to_city if office == "destination" else application.from_city
    if not policy.own(actor, org=None, cities=frozenset((city,))):
        return False
    return office != "origin_province" or actor.whole_province or actor.role is Role.ADMINISTRATOR
