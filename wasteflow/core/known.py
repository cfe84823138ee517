"""Which values a field knows, so that whoever sent another is told what to send instead. Pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

_STEP = re.compile(r"\[[^]]*\]|[^.\[]+")
MOST = 12  # that are told: of more, those that are most like what was sent


def values_at(of: Any, path: str) -> list[str]:
    """The values that may stand at a path (`[0].fact.weight.basis`) in what is read as the type `of`; none where they
    are not to be counted."""
    types = [of]
    for step in _STEP.findall(path):
        types = [inner for one in types for inner in _inside(one, step)]
    return sorted({value for one in types for value in _values(one)})


def told(values: Iterable[str], sent: str) -> str:
    """Them, as a sentence lists them: the likest first, where there are too many for all."""
    known = list(values)
    if len(known) > MOST:
        likest = sorted(known, key=lambda value: SequenceMatcher(None, value, sent).ratio(), reverse=True)
        known = [*likest[:MOST], "…"]
    return ", ".join(known) or "…"


def _alternatives(of: Any) -> Iterator[Any]:
    origin = get_origin(of)
    if origin in (Union, UnionType):
        for part in get_args(of):
            yield from _alternatives(part)
    elif origin is Annotated:
        yield from _alternatives(get_args(of)[0])
    else:
        yield of


def _inside(of: Any, step: str) -> Iterator[Any]:
    for one in _alternatives(of):
        if step.startswith("["):
            yield from (part for part in get_args(one) if part is not Ellipsis)
        elif isinstance(one, type) and issubclass(one, Struct):
            if one.__struct_config__.tag_field == step:
                yield Literal[one.__struct_config__.tag]
            yield from (field.type for field in fields(one) if field.encode_name == step)


def _values(of: Any) -> Iterator[str]:
    for one in _alternatives(of):
        if isinstance(one, type) and issubclass(one, Enum):
            yield from (str(member.value) for member in one)
        elif get_origin(one) is Literal:
            yield from (str(value) for value in get_args(one))
