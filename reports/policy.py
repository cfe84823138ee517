"""May this actor make or read the reports of this city?"""

from reports.model import BAY
from reports.refusals import NoReportOfPlace, ReportOfAnotherCity
from wasteflow.catalog.book import Book
from wasteflow.catalog.model import Jurisdiction
from wasteflow.people.model import Actor
from wasteflow.people.permissions import require, scopes

PROVINCE = "440000"  # whose people answer for the Bay Area's report


def answers_for(book: Book, city: str) -> Jurisdiction:
    """Whose people answer for the reports of a city (BAY: of all). Raises NoSuchJurisdiction, NoReportOfPlace."""
    place = book.jurisdiction(PROVINCE if city == BAY else city)
    if city != BAY and not place.tile:
        raise NoReportOfPlace("city", code=city)
    return place


def may_report(actor: Actor, city: Jurisdiction, action: str = "report:make") -> None:
    """Raises the action's refusal where the role may not, ReportOfAnotherCity outside the actor's jurisdiction."""
    require(actor, action)
    own = scopes(actor)
    if own is not None and not {f"city:{city.code6}", f"province:{city.province or city.code6}"} & set(own):
        raise ReportOfAnotherCity("city")
