"""May this actor make or read the reports of this city?"""

from reports.refusals import ReportOfAnotherCity
from wasteflow.catalog.model import Jurisdiction
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes


def may_report(actor: Actor, city: Jurisdiction, action: str = "report:make") -> None:
    """Raises the action's refusal where the role may not, ReportOfAnotherCity outside the actor's jurisdiction."""
    require(actor, action)
    own = scopes(actor)
    if own is not None and not {f"city:{city.code6}", f"province:{city.province or city.code6}"} & set(own):
        raise ReportOfAnotherCity("city")
