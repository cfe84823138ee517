"""The law as data: citations, lists of codes, streams and regimes, read once per process from `data/*.toml`."""

import hashlib
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import msgspec

from wasteflow.catalog.model import (
    ApprovalKind,
    Citation,
    Mismatch,
    Names,
    Prohibition,
    Regime,
    Scheme,
    Stream,
    Value,
)

FILES = (
    "batteries",
    "bay",
    "carbon",
    "cells",
    "chains",
    "charges",
    "citations",
    "currencies",
    "duties",
    "exemptions",
    "heavy_metals",
    "indicators_2021",
    "indicators_hong_kong",
    "indicators_macao",
    "limits",
    "numbers",
    "open_data",
    "papers",
    "regimes",
    "schemes",
    "signs",
    "streams",
    "tickets",
    "trade_words",
    "transport",
    "zones",
)


class RegimeRule(msgspec.Struct, frozen=True):
    """A regime with the movements it is for."""

    regime: Regime
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    within: str | None  # city, province; null: any distance
    crossing: bool  # only between two different places
    streams: tuple[str, ...]  # empty: all


def _read(name: str) -> bytes:
    return (resources.files("wasteflow.catalog") / "data" / f"{name}.toml").read_bytes()


def parse(name: str) -> dict[str, Any]:
    """One file, its numbers exact."""
    return tomllib.loads(_read(name).decode(), parse_float=Decimal)


@cache
def digest() -> str:
    """Changes when a file changes: part of the catalogue's ETag."""
    return hashlib.sha256(b"\0".join(map(_read, FILES))).hexdigest()[:12]


@cache
def citations() -> dict[str, tuple[Citation, ...]]:
    """Id -> its versions, oldest first."""
    file = parse("citations")
    laws: dict[str, Names] = file["laws"]
    places: dict[str, list[str]] = dict(file["binds"])
    hazardous = set(places.pop("hazardous"))
    binds = {law: where for where, of in places.items() for law in of}
    found: dict[str, tuple[Citation, ...]] = {}
    for block in file["citations"]:
        known = {"binds": binds.get(block["law"], ""), "hazardous": block["law"] in hazardous}
        known |= {"law": laws[block["law"]]}
        citation = msgspec.convert({"article": None, "valid_to": None} | block | known, Citation)
        found[citation.id] = tuple(sorted((*found.get(citation.id, ()), citation), key=lambda c: c.valid_from))
    return found


def cited(id: str) -> str:
    """The versions of a citation for a page of the documentation: article, days on which it holds, confidence."""
    return "; ".join(map(_version, citations()[id]))


def _version(citation: Citation) -> str:
    article = f", art. {citation.article}" if citation.article else ""
    until = f" to {citation.valid_to}" if citation.valid_to else ""
    return f"{citation.law['en']}{article} (from {citation.valid_from}{until}; {citation.confidence})"


@cache
def schemes() -> dict[str, Scheme]:
    """Id -> list of waste codes."""
    return {name: msgspec.convert({"id": name, **block}, Scheme) for name, block in parse("schemes")["schemes"].items()}


@cache
def streams() -> dict[str, Stream]:
    """Id -> stream, its block laid over the defaults."""
    return read_streams(parse("streams"))


def read_streams(file: dict[str, Any]) -> dict[str, Stream]:
    """The streams of a file. Raises msgspec.ValidationError where a block has a key that means nothing."""
    return {name: _stream(name, _laid_over(file["defaults"], block)) for name, block in file["streams"].items()}


def _laid_over(defaults: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    merged = defaults | block
    for key, value in defaults.items():
        if isinstance(value, dict) and key != "retention":
            merged[key] = value | block.get(key, {})
    return merged


def _stream(name: str, block: dict[str, Any]) -> Stream:
    shaped = {key: value for key, value in block.items() if key != "name"}
    for table in ("tolerances", "clocks", "ceilings"):
        shaped[table] = {key: value(one) for key, one in block[table].items()}
    for single in ("retention", "density"):
        if single in block:
            shaped[single] = value(block[single])
    return msgspec.convert({"id": name, "names": block["name"], **shaped}, Stream)


def value(block: dict[str, Any]) -> Value:
    """A number with its source."""
    return msgspec.convert(block | {"value": Decimal(block["value"])}, Value)


@cache
def regime_rules() -> tuple[RegimeRule, ...]:
    """All regimes in the order in which they are tried."""
    return tuple(_rule(block) for block in parse("regimes")["regimes"])


@cache
def regime_named(id: str) -> Regime | None:
    """A regime by its id; null where none of today's is called so."""
    return next((rule.regime for rule in regime_rules() if rule.regime.id == id), None)


def _rule(block: dict[str, Any]) -> RegimeRule:
    shaped = {"approval_kind": None} | {k: v for k, v in block.items() if k in Regime.__struct_fields__}
    return RegimeRule(
        regime=msgspec.convert(shaped, Regime),
        origin=tuple(block["from"]),
        destination=tuple(block["to"]),
        within=block.get("within"),
        crossing=block.get("crossing", False),
        streams=tuple(block.get("streams", ())),
    )


@cache
def approval_kinds() -> dict[str, ApprovalKind]:
    """Id -> a kind of approval that some regime asks for."""
    return {
        name: ApprovalKind(id=name, **{key: value(one) for key, one in block.items()})
        for name, block in parse("regimes")["approval_kinds"].items()
    }


class EntryRule(msgspec.Struct, frozen=True):
    """A prohibition with the movements it is for."""

    prohibition: Prohibition
    origin: tuple[str, ...]
    into: str  # a zone, or the first two digits of a province


@cache
def entry_rules() -> tuple[EntryRule, ...]:
    """All prohibitions of what comes in."""
    return tuple(
        EntryRule(
            msgspec.convert({k: v for k, v in block.items() if k not in ("from", "into")}, Prohibition),
            origin=tuple(block["from"]),
            into=block["into"],
        )
        for block in parse("regimes")["prohibitions"]
    )


@lru_cache(maxsize=4096)
def prohibitions_between(origin: str, destination: str) -> tuple[Prohibition, ...]:
    """What may not come from one city to another; nothing is asked within one zone or province."""
    return tuple(
        rule.prohibition
        for rule in entry_rules()
        if zone(origin) in rule.origin
        and rule.into in (zone(destination), destination[:2])
        and rule.into not in (zone(origin), origin[:2])
    )


class MismatchRule(msgspec.Struct, frozen=True):
    """A rule on mismatches with where it holds: either end lies in one of the provinces, and the streams it is for."""

    mismatch: Mismatch
    provinces: tuple[str, ...]  # first two digits; empty: everywhere
    streams: tuple[str, ...]  # empty: all


@cache
def mismatch_rules() -> tuple[MismatchRule, ...]:
    """In the order in which they are tried; the last holds everywhere."""
    return tuple(
        MismatchRule(
            msgspec.convert(
                {k: v for k, v in block.items() if k not in ("provinces", "streams")}
                | {"weight_beyond": value(block["weight_beyond"])},
                Mismatch,
            ),
            provinces=tuple(block.get("provinces", ())),
            streams=tuple(block.get("streams", ())),
        )
        for block in parse("regimes")["mismatches"]
    )


@lru_cache(maxsize=4096)
def mismatch(origin: str, destination: str, stream: str) -> Mismatch:
    """What holds of a load of `stream` between two cities that is not what its manifest says."""
    for rule in mismatch_rules():
        there = not rule.provinces or {origin[:2], destination[:2]} & set(rule.provinces)
        if there and (not rule.streams or stream in rule.streams):
            return rule.mismatch
    raise LookupError(f"no rule on mismatches of {stream} from {origin} to {destination}")


@lru_cache(maxsize=4096)
def zone(city: str) -> str:
    """Whose waste law holds at a six-digit code: mainland, hong_kong, macao or abroad."""
    if city.startswith("81"):
        return "hong_kong"
    if city.startswith("82"):
        return "macao"
    return "mainland" if len(city) == 6 and city.isdecimal() and "11" <= city[:2] <= "65" else "abroad"


@lru_cache(maxsize=4096)
def regime(origin: str, destination: str, stream: str) -> Regime:
    """Which regime governs `stream` from one city to another; a district counts as its city.

    Raises LookupError where no rule fits (a test asks that one always does).
    """
    for rule in _rules_between(origin, destination):
        if not rule.streams or stream in rule.streams:
            return rule.regime
    raise LookupError(f"no regime for {stream} from {origin} to {destination}")


@lru_cache(maxsize=4096)
def approval_kinds_between(origin: str, destination: str) -> frozenset[str]:
    """The kinds of approval that one stream or another needs from one city to another."""
    kinds: set[str] = set()
    for rule in _rules_between(origin, destination):
        kinds |= {kind for kind in (rule.regime.approval_kind, rule.regime.filing_kind) if kind}
        if not rule.streams:  # nothing gets past it
            break
    return frozenset(kinds)


def _rules_between(origin: str, destination: str) -> Iterator[RegimeRule]:
    here, there = zone(origin), zone(destination)
    for rule in regime_rules():
        if here not in rule.origin or there not in rule.destination:
            continue
        if rule.crossing and here == there:
            continue
        if rule.within == "city" and origin[:4] != destination[:4]:
            continue
        if rule.within == "province" and origin[:2] != destination[:2]:
            continue
        yield rule
