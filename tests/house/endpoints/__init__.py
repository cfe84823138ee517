"""Every endpoint with what it asks of who calls it: the table that the permission walk holds the application to."""

from tests.house.endpoints.custody import CUSTODY
from tests.house.endpoints.facts import proposal
from tests.house.endpoints.model import MONTH, PUBLIC, SIGNED_IN, Endpoint
from tests.house.endpoints.offices import OFFICES
from tests.house.endpoints.registers import REGISTERS

__all__ = ["API", "MONTH", "PUBLIC", "SIGNED_IN", "Endpoint", "proposal"]

API: dict[tuple[str, str], Endpoint] = {
    ("get", "/healthz"): Endpoint(PUBLIC),
    ("get", "/readyz"): Endpoint(PUBLIC),
    ("get", "/.well-known/jwks.json"): Endpoint(PUBLIC),
    **REGISTERS,
    **CUSTODY,
    **OFFICES,
}
