"""Exemptions as waste x step x condition: whom a row of the table is for, and what it lifts (`exemptions.toml`)."""

from functools import cache

import msgspec

from wasteflow.catalog import law
from wasteflow.catalog.model import Confidence, Exemption


class Effect(msgspec.Struct, frozen=True):
    """What an exemption at one step lifts."""

    lifts: tuple[str, ...]
    source: str
    confidence: Confidence


@cache
def effects() -> dict[str, Effect]:
    """Step -> what it lifts."""
    return msgspec.convert(law.parse("exemptions")["steps"], dict[str, Effect])


@cache
def _situations() -> dict[int, tuple[str, ...]]:
    """Row -> the streams that may claim it."""
    blocks = law.parse("exemptions")["situations"]
    return {int(seq): tuple(streams) for seq, streams in blocks.items() if seq.isdecimal()}


def steps_of(row: Exemption) -> tuple[str, ...]:
    """The steps it is for."""
    return tuple(row.step.split(";"))


def lifts(row: Exemption) -> tuple[str, ...]:
    """What need not be there: collector_permit, carrier_permit, receiver_permit, manifest."""
    return tuple(dict.fromkeys(one for step in steps_of(row) for one in effects()[step].lifts))


def is_for(row: Exemption, stream: str, code: str, category: str) -> bool:
    """Whether this waste is meant: by its code, its category, or as the situation the row tells of."""
    if "*" in row.codes:
        return stream in _situations().get(row.seq, ())
    return bool({code, category} & set(row.codes))
