"""Numbers beside its own by which a manifest is known: a provincial platform gives them, wasteflow finds by them.
Pure.

How each is written and where it is given stands in `numbers.toml`; the alias table keeps each to one load.
"""

import re

from msgspec.structs import replace

from manifests import stream_refusals as s
from manifests.life import events as e
from manifests.life.model import Manifest, ManifestStatus, Numbered
from wasteflow.catalog.numbers import of_platforms

M = ManifestStatus
UNNAMED = (M.DRAFT, M.CANCELLED)
TABLE: dict[tuple[M | None, str], M] = {(status, "number_given"): status for status in M if status not in UNNAMED}


def completed(fact: e.NumberGiven, manifest: Manifest) -> e.NumberGiven:
    """The number as it is written. Raises a Refusal where no platform gives such a one there, or it has one."""
    known = of_platforms()
    scheme = known.get(fact.scheme)
    if scheme is None:
        raise s.NoSuchNumberScheme("fact.scheme", scheme=fact.scheme[:40], known=", ".join(known))
    if scheme.provinces and manifest.consignor.city[:2] not in scheme.provinces:
        raise s.NumberNotGivenHere("fact.scheme", name=scheme.names)
    if any(one.scheme == fact.scheme for one in manifest.numbers or ()):
        raise s.NumberedAlready("fact.scheme", name=scheme.names)
    number = re.sub(r"\s", "", fact.number).upper()
    if not re.fullmatch(scheme.pattern, number):
        raise s.NumberMalformed("fact.number", number=number[:60], name=scheme.names, written=scheme.written)
    return replace(fact, number=number)


def fold(manifest: Manifest, fact: e.NumberGiven) -> Manifest:
    """The manifest with one number more."""
    return replace(manifest, numbers=(*(manifest.numbers or ()), Numbered(fact.scheme, fact.number)))
