"""The page docs/signatures.md: whose step is whose, and which signature seals what, from the tables the code uses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import msgspec

from manifests.life import events as e
from manifests.life.lifecycle import MANIFEST, PROPOSABLE
from manifests.life.model import Carrier, Code, Line, Manifest, ManifestStatus, Party, SigningMode, Stop, Weight
from manifests.life.policy import whose
from manifests.life.revising import FIELDS
from manifests.life.sealing import AUTHORS
from manifests.life.steps import kind_of_type
from manifests.proposals import Proposable
from wasteflow.catalog import law
from wasteflow.core.i18n import text

PARTIES = ("consignor", "carrier", "next_carrier", "storer", "consignee")
BOXES = ("consignor", "carrier", "consignee")
_NOON = datetime(2026, 1, 1, tzinfo=UTC)


def signatures_markdown() -> str:
    """The page, whole."""
    name = [text(f"words.party.{party}", "en") for party in PARTIES]
    return "\n".join([
        "# Who signs, and what that seals",
        "",
        "Generated from `manifests/life/lifecycle.py`, `policy.py`, `sealing.py` and `revising.py` and from",
        "`wasteflow/catalog/data/streams.toml`; edit them there.",
        "",
        "## Each step is somebody's",
        "",
        "| step | possible while | " + " | ".join(name) + " |",
        "| --- | --- |" + " :-: |" * len(PARTIES),
        *_steps(),
        "",
        "A carrier is the one whose leg it is; where a load stands at a stop, the storer is that stop's. Who has no",
        "part in the load is not even told that it exists.",
        "",
        "## What is corrected by agreement",
        "",
        "Any party that is bound may ask: both ends, and each carrier and storer that has signed. All the others must",
        "agree; one refusal ends it, and who asked may take it back. One request at a time.",
        "",
        "| field | while | |",
        "| --- | --- | --- |",
        *_corrections(),
        "",
        "Before the first signature its author amends a field, and the consignor alone calls a manifest off.",
        "",
        "## Each signature seals fields",
        "",
        "Until then who writes a field amends it (`amended`); afterwards it is refused with `sealed_field` and the",
        "field's path, and a revision changes it. A carrier's box is that of its own leg; who carries is sealed by the",
        "first of them.",
        "",
        "| field | written by | " + " | ".join(text(f"words.party.{box}", "en") for box in BOXES) + " |",
        "| --- | --- |" + " :-: |" * len(BOXES),
        *_fields(),
        "",
        "● sealed from this signature on" + _other_streams(),
        "",
    ])  # fmt: skip


def _steps() -> Iterator[str]:
    sample = _sample()
    for cls in get_args(Proposable):
        kind = kind_of_type(cls)
        if kind not in PROPOSABLE or all(step != kind for _, step in MANIFEST) or cls is e.Created:
            continue
        yield _step(kind, kind, cls, sample)
        if cls is e.Signed:
            yield _step("signed for the absent", kind, cls, sample, mode=SigningMode.SITE_CODE)


def _step(label: str, kind: str, cls: Any, sample: Manifest, **values: object) -> str:
    needed = {f.name: None for f in msgspec.structs.fields(cls) if f.required}
    _, orgs = whose(cls(**(needed | values)), sample)
    cells = ["●" if UUID(int=n) in orgs else "" for n in range(1, len(PARTIES) + 1)]
    while_ = ", ".join(f"`{at}`" for at, step in MANIFEST if step == kind)
    return f"| **{label}** | {while_} | " + " | ".join(cells) + " |"


def _sample() -> Manifest:
    """A load under way whose parties are the companies 1 to 5, in the order of PARTIES."""
    consignor, storer, consignee = (Party(UUID(int=n), UUID(int=n + 10), "", "") for n in (1, 4, 5))
    line = Line(UUID(int=9), Code("", "", ""), "", "", "", "", Weight(Decimal(1), None))  # type: ignore[arg-type]
    return Manifest(
        id=UUID(int=8),
        seq=1,
        status=ManifestStatus.IN_TRANSIT,
        stream="",
        regime="",
        consignor=consignor,
        consignee=consignee,
        carriers=(Carrier(UUID(int=2), "", departed_at=_NOON), Carrier(UUID(int=3), "")),
        lines=(line,),
        created_at=_NOON,
        last_at=_NOON,
        stops=(Stop(party=storer, planned_at=_NOON, received_at=_NOON),),
    )


def _corrections() -> Iterator[str]:
    for field, statuses in FIELDS.items():
        while_ = ", ".join(f"`{status}`" for status in statuses)
        yield f"| `{field}` | {while_} | {_MEANS.get(field, '')} |"


_MEANS = {
    "lines.sent_kg": "the batch on the vehicle changes with it, and what its approval gave",
    "lines.received_kg": "the batch in the consignee's store changes with it, never below what has gone of it since",
    "lines.refused_kg": "while what was turned away stands on the vehicle",
    "lines.treated_by": "a final treatment instead of an interim one ends the batch; the other way round it is back",
    "cancel": "by itself: what has not left is free again, what is on the road stays on its vehicle",
}


def _fields() -> Iterator[str]:
    sealed = law.streams()["hazardous"].sealed
    for field in dict.fromkeys(f for box in BOXES for f in sealed.get(box, ())):
        by = ", ".join(text(f"words.party.{party}", "en") for party in AUTHORS.get(field, ())) or "its step"
        cells = ("●" if field in sealed.get(box, ()) else "" for box in BOXES)
        yield f"| `{field}` | {by} | " + " | ".join(cells) + " |"


def _other_streams() -> str:
    """Those that seal otherwise than the table says."""
    usual = law.streams()["hazardous"].sealed
    odd = [name for name, stream in law.streams().items() if stream.sealed != usual]
    return f"; otherwise for {', '.join(odd)}, see `streams.toml`." if odd else ", in every stream."
