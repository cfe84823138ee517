"""What the tables of endpoints are written with."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wasteflow.core import clock

PUBLIC = "public"  # anybody, also without signing in
SIGNED_IN = "signed in"  # everybody of themselves
TODAY = clock.local_date(clock.now())
MONTH = f"{TODAY:%Y-%m}"
LATER = {"on": "2040-01-01"}


@dataclass(frozen=True)
class Endpoint:
    """`needs`: PUBLIC, SIGNED_IN or an action of the permission table. `{...}` is filled from a world's facts.

    `mine`: what it shows or changes belongs to a company or a city, so strangers of the same role get nothing.
    """

    needs: str
    path: str = ""  # with its query, where the path alone is not enough
    body: Any = None
    mine: bool = False
    also: str = ""  # another action that opens it too
    file: bool = False  # the body is a form with a file
    ends_itself: bool = False  # signs the caller out: walked by anonymous only


def closing(action: str) -> Endpoint:
    return Endpoint(action, body={"on": TODAY.isoformat()})


YEAR = {"valid_from": TODAY.isoformat(), "valid_to": (TODAY + timedelta(days=300)).isoformat()}
FROM = {"valid_from": TODAY.isoformat()}
PERIOD = f"city=440300&from={MONTH}&to={MONTH}"
OF = f"city=440300&period={MONTH}"
VALUES = {"city": "440300", "period": MONTH}
CODE = {"scheme": "cn-hw", "code": "336-054-17"}
CALL = {
    "site": "{factory_site}",
    **CODE,
    "name": "电镀污泥",
    "form": "semi_solid",
    "container": {"kind": "drum"},
    "method": "cn_utilisation:R4",
}
REMARK = {"fact": {"kind": "remarked", "remark": "?"}}
LITTER = {
    "id": "{event}",
    "occurred_at": clock.now().isoformat(),
    "fact": {
        "kind": "reported",
        "city": "440300",
        "receiver": "810000",
        "place": {"shore": "深圳湾"},
        "kinds": ["ML-01"],
    },
}
