"""A site's code as a phone keeps it until there is a signal: sealed for this server, with the event it is for."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace

from manifests.proposals import SigningCode
from wasteflow.core.keys import NotSealed, SigningKeys


class _Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: SigningCode
    event: UUID


class Coded(Protocol):
    """What may bear a site's code."""

    @property
    def id(self) -> UUID | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def sealed_code(self) -> str | None: ...


C = TypeVar("C", bound=Coded)


async def opened(keys: SigningKeys, sent: Sequence[C]) -> list[C]:
    """The events with the codes that were sealed for them; one that was not keeps its seal, and is refused for it."""
    return await asyncio.to_thread(lambda: [_opened(keys, p) for p in sent])


def _opened(keys: SigningKeys, p: C) -> C:
    if p.sealed_code is None or p.code is not None:
        return p
    try:
        within = msgspec.json.decode(keys.opened(p.sealed_code), type=_Within)
    except (NotSealed, msgspec.DecodeError, UnicodeDecodeError):
        return p
    if within.event != p.id:
        return p
    return cast(C, replace(cast(Any, p), code=within.code, sealed_code=None))
