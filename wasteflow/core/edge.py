"""The edge of the HTTP interface: bodies of bearable size without NUL bytes, and wrong input told in one manner.

What msgspec and pydantic say of wrong input becomes refusals of ours: with the field's path, a code and a sentence in
the reader's language.
"""

import re
from ast import literal_eval
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from wasteflow.core import known
from wasteflow.core.errors import Malformed, Refusal, Refusals, TooLarge, Word, every_notice

Scope = dict[str, Any]
T = TypeVar("T")


class MissingField(Refusal):
    """This field is missing."""


class WrongType(Refusal):
    """This must be {expected}."""


class UnknownField(Refusal):
    """There is no such field here."""


class UnknownValue(Refusal):
    """\"{value}\" is not one of the values known here: {known}."""


class OutOfRange(Refusal):
    """This value is outside its range ({range})."""


class WrongLength(Refusal):
    """The length of this does not fit ({range})."""


class WrongForm(Refusal):
    """This is not written as it has to be: {form}."""


class TooManyDigits(Refusal):
    """This number has more than {most} digits."""


class TooManyDecimals(Refusal):
    """This number has more than {most} digits after the point."""


class WrongMethod(Refusal):
    """This address does not take such a request."""

    status = 405


class NaiveTime(Refusal):
    """Give the time with its offset from UTC, for example 2026-11-22T09:10:00+08:00."""


class NulByte(Refusal):
    """The text contains a NUL byte; remove it."""


class WrongEncoding(Refusal):
    """The text is not valid UTF-8."""

    status = 400


# --- reading a request -----------------------------------------------------------------------------------


def check_bytes(body: bytes, limit: int) -> None:
    """Raises TooLarge or NulByte. PostgreSQL cannot store a NUL in text, and no honest text holds one."""
    if len(body) > limit:
        raise TooLarge("", limit=limit)
    if b"\x00" in body or b"\\u0000" in body:
        raise NulByte("")


_PATIENCE = 64 << 20  # bytes of a body that is too large, before the line is cut


class Limits:
    """ASGI middleware: reads the whole body first, refuses what is too large or holds NUL bytes, anywhere.

    `refuse(scope, refusal)` makes the answer. File uploads are binary: only their size is looked at. `uploads`: ends of
    the addresses that take larger files, each with its limit.
    """

    def __init__(self, app: Any, *, limit: int, refuse: Any, uploads: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.uploads = uploads or {}
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
                raise NulByte("")
            body = await self._body(scope, receive) if scope["method"] in ("POST", "PUT", "PATCH") else None
        except Refusal as refusal:
            if isinstance(refusal, TooLarge):
                await _thrown_away(receive)
            await self.refuse(scope, refusal)(scope, receive, send)
            return
        await self.app(scope, receive if body is None else _replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Any) -> bytes:
        headers = dict(scope["headers"])
        kind = headers.get(b"content-type", b"")
        limit = self._limit(scope["path"]) if kind.startswith(b"multipart/") else self.limit
        if int(headers.get(b"content-length", b"0") or 0) > limit:
            raise TooLarge("", limit=limit)
        chunks, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise Malformed("", problem=Word("problem.ended_early"))
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise TooLarge("", limit=limit)
            chunks.append(chunk)
            more = message.get("more_body", False)
        body = b"".join(chunks)
        if not kind.startswith(b"multipart/"):
            check_bytes(body, self.limit)
            if b"%00" in body and kind.startswith(b"application/x-www-form-urlencoded"):
                raise NulByte("")
        return body

    def _limit(self, path: str) -> int:
        return next((most for end, most in self.uploads.items() if path.endswith(end)), self.limit)


async def _thrown_away(receive: Any) -> None:
    """Lets the rest come in, within reason: a browser reads no answer before it has sent everything."""
    size, more = 0, True
    while more and size < _PATIENCE:
        message = await receive()
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


def _replay(body: bytes, receive: Any) -> Any:
    sent = False

    async def again() -> Any:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def without_body(send: Any) -> Any:
    """For HEAD: what GET would answer, status and headers, and nothing after them (RFC 9110, 9.3.2)."""
    over = False

    async def head(message: Any) -> None:
        nonlocal over
        if message["type"] == "http.response.start":
            await send(message)
        elif not over:
            over = True  # the server then tells a stream that nobody listens any more
            await send({"type": "http.response.body", "body": b""})

    return head


# --- telling what is wrong -------------------------------------------------------------------------------

_AT = re.compile(r"^(.*?)(?: - at `\$?(.*)`)?$", re.DOTALL)
_BOUND = re.compile(r"(<=|>=|<|>) *(-?[0-9.]+)")
_DESCRIBED = Word("problem.described")
_MATCHING = re.compile(r"matching regex (.*)$", re.DOTALL)
_SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">"}

# What msgspec and pydantic call a type -> our word for it. A null beside it only says that it may be left out.
_KINDS = {
    "str": "text",
    "string": "text",
    "int": "whole_number",
    "float": "number",
    "decimal": "decimal",
    "bool": "yes_or_no",
    "uuid": "id",
    "UUID": "id",
    "datetime": "time",
    "RFC3339": "time",
    "date": "date",
    "array": "list",
    "list": "list",
    "set": "list",
    "tuple": "list",
    "object": "object",
    "dict": "object",
    "model": "object",
    "object | array": "object_or_list",
}


def _kind(name: str) -> Word:
    return Word(f"kind.{_KINDS.get(name.removesuffix(' | null'), 'other')}")


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """The value a body is. Raises what `from_msgspec` makes of one that is no such thing."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise from_msgspec(error, decoder.type) from None


def from_msgspec(error: Exception, of: Any) -> Refusal:
    """What msgspec could not read as the type `of`, or found wrong, as ours. msgspec stops at the first fault."""
    if isinstance(error, UnicodeDecodeError):
        return WrongEncoding("")
    if isinstance(error, RecursionError):
        return Malformed("", problem=Word("problem.too_deep"))
    if not isinstance(error, msgspec.ValidationError):
        return Malformed("", problem=Word("problem.not_json"))
    match = _AT.match(str(error))
    assert match is not None
    return _of_msgspec(match[1], (match[2] or "").lstrip(".").replace("[...]", "[]"), of)


def _of_msgspec(message: str, path: str, of: Any) -> Refusal:
    quoted = re.findall(r"`([^`]*)`", message)
    if message.startswith("Object missing required field"):
        return MissingField(f"{path}.{quoted[0]}" if path else quoted[0])
    if message.startswith("Object contains unknown field"):
        return UnknownField(f"{path}.{quoted[0]}" if path else quoted[0])
    if "timezone" in message:
        return NaiveTime(path)
    if message.startswith(("Invalid enum value", "Invalid value")):
        value = message.split(" ", 3 if "enum" in message else 2)[-1].strip("'\"")[:80]
        return UnknownValue(path, value=value, known=known.told(known.values_at(of, path), value))
    if bound := _BOUND.search(message):
        shown = f"{_SIGNS[bound[1]]} {bound[2]}"
        return WrongLength(path, range=shown) if "length" in message else OutOfRange(path, range=shown)
    if match := _MATCHING.search(message):
        return WrongForm(path, form=literal_eval(match[1]))
    if message.startswith(("Expected", "Invalid")):
        return WrongType(path, expected=_kind(quoted[0] if quoted else message.split()[1]))
    return OutOfRange(path, range="< 2^63") if "range" in message else WrongForm(path, form=_DESCRIBED)


def strict(of: Any, made: dict[type, Any] | None = None) -> Any:
    """The same type for reading requests: it and all Structs in it refuse fields they do not have, a slip of the pen.

    Stored facts are read by the lenient types, for they may bring fields of a newer release; what the strict ones read
    are instances of those.
    """
    made = {} if made is None else made
    if isinstance(of, type) and issubclass(of, msgspec.Struct):
        if of not in made:
            fields = [
                (f.name, strict(f.type, made), msgspec.field(default=f.default)) for f in msgspec.structs.fields(of)
            ]
            made[of] = msgspec.defstruct(
                of.__name__,
                fields,
                bases=(of,),
                module=of.__module__,
                forbid_unknown_fields=True,
                kw_only=len(of.__match_args__) < len(fields),
            )
        return made[of]
    if not (parts := get_args(of)):
        return of
    if get_origin(of) is Annotated:
        return Annotated[strict(parts[0], made), *of.__metadata__]
    inner = tuple(part if part is Ellipsis else strict(part, made) for part in parts)
    if get_origin(of) in (Union, UnionType):
        return reduce(or_, inner)
    return get_origin(of)[inner]


def from_pydantic(errors: Sequence[Any]) -> Refusals:
    """What pydantic found wrong, as ours; all of it. A validator raises PydanticCustomError with a refusal's code."""
    return Refusals(_of_pydantic(e) for e in errors)


_SIMPLE: dict[str, type[Refusal]] = {
    "missing": MissingField,
    "extra_forbidden": UnknownField,
    "timezone_aware": NaiveTime,
    "timezone_naive": NaiveTime,
    "string_unicode": WrongEncoding,
}
_COMPARED = {"less_than": "<", "less_than_equal": "≤", "greater_than": ">", "greater_than_equal": "≥"}
_BOUNDS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥"}


def _of_pydantic(error: Any) -> Refusal:
    kind, facts = str(error["type"]), error.get("ctx", {})
    path = _path(error["loc"])
    if (ours := next((c for c in every_notice(Refusal) if c.code == kind), None)) is not None:
        return ours(path, **facts)  # type: ignore[return-value]
    if kind in _SIMPLE:
        return _SIMPLE[kind](path)
    if kind == "string_pattern_mismatch":
        return WrongForm(path, form=facts["pattern"])
    if kind == "json_invalid":
        return Malformed("", problem=Word("problem.not_json"))
    if kind in ("enum", "literal_error"):
        value = str(error.get("input"))[:80]
        return UnknownValue(path, value=value, known=known.told(re.findall(r"'([^']*)'", facts["expected"]), value))
    if kind in _COMPARED:
        return OutOfRange(path, range=f"{_COMPARED[kind]} {next(facts[b] for b in _BOUNDS if b in facts)}")
    if kind.endswith(("too_short", "too_long")):
        return WrongLength(path, range=_span(facts))
    if kind in ("decimal_max_digits", "decimal_whole_digits"):
        return TooManyDigits(path, most=facts.get("max_digits", facts.get("whole_digits")))
    if kind == "decimal_max_places":
        return TooManyDecimals(path, most=facts["decimal_places"])
    if kind == "finite_number" or kind.endswith("_size"):
        return OutOfRange(path, range="< 2^63")
    if kind == "int_from_float":
        return WrongType(path, expected=_kind("int"))
    if kind.endswith(("_type", "_parsing", "_invalid", "_inexact")):
        return WrongType(path, expected=_kind(kind.split("_")[0]))
    return WrongForm(path, form=_DESCRIBED)


def _path(where: Sequence[str | int]) -> str:
    """As msgspec writes it: `lines[0].kg`; without the part of the request it stands in."""
    if where and where[0] in ("body", "query", "path", "header", "form", "cookie"):
        where = where[1:]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")


def _span(facts: dict[str, Any]) -> str:
    return f"≥ {facts['min_length']}" if "min_length" in facts else f"≤ {facts['max_length']}"
