"""The token of a shared value: what it opens and until when, signed by this server. Pure."""

from datetime import date

import msgspec

from wasteflow.core import keys
from workers.shares import refusals as no

LONGEST = 900
TYPE = "wf-share"  # what else this server signs opens nothing


class Shared(msgspec.Struct, frozen=True):
    """Which value, until the end of which day."""

    city: str
    period: str
    indicator: str
    until: date


def written(shared: Shared, signing: keys.SigningKeys) -> str:
    """As it stands in an address."""
    payload = msgspec.json.encode(shared)
    return f"{keys.encoded(payload)}~{keys.sign(payload, signing.current(), typ=TYPE)}"


def read(token: str, signing: keys.SigningKeys, today: date) -> Shared:
    """Raises ShareUnknown where this server did not sign it, ShareOver where its day has passed."""
    body, _, jws = token.partition("~")
    try:
        payload = keys.decoded(body)
        header = keys.header_of(jws)
        key = signing.find(str(header.get("kid")))
        if key is None or header.get("typ") != TYPE:
            raise no.ShareUnknown("token")
        keys.verify(jws, payload, key)
        shared = msgspec.json.decode(payload, type=Shared)
    except (ValueError, msgspec.DecodeError):
        raise no.ShareUnknown("token") from None
    if today > shared.until:
        raise no.ShareOver("token", day=shared.until)
    return shared
