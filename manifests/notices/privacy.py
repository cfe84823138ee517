"""What must not cross a border in a text: numbers that belong to one person. Pure.

A net, not a proof: it finds what has a form (identity numbers, mobile numbers, addresses of mail), not names or faces.
Names have no field, and what is meant for one's own files has `internal`.
"""

import re
from collections.abc import Iterable

from manifests.notices import refusals as no
from wasteflow.core.errors import Refusal

PERSONAL = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"  # mainland identity number
    r"|\b[A-Z]{1,2}\d{6}[(（][0-9A][)）]"  # Hong Kong
    r"|(?<!\d)[157]\d{6}[(（/]\d[)）]?"  # Macao
    r"|(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"  # mainland mobile
    r"|\+?(?:852|853)[ -]\d{4}[ -]?\d{4}(?!\d)"  # Hong Kong and Macao, with their codes
    r"|[\w.+-]+@[\w-]+\.[\w.-]+",
    re.ASCII,
)


def persons_named(texts: Iterable[tuple[str, str]]) -> list[Refusal]:
    """A refusal for each text that holds such a number; `texts`: (field, text)."""
    return [no.PersonalNumber(f"fact.{field}") for field, text in texts if PERSONAL.search(text)]
