"""The edge of the HTTP interface: bodies of bearable size without NUL bytes, and wrong input told in one manner.

What msgspec and pydantic say of wrong input becomes refusals of ours: with the field's path, a code and a sentence in
the reader's language.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from wasteflow.core.errors import Malformed, Refusal, Refusals, TooLarge, every_notice

Scope = dict[str, Any]


class MissingField(Refusal):
    """This field is missing."""


class WrongType(Refusal):
    """This must be {expected}."""


class UnknownField(Refusal):
    """There is no such field here."""


class UnknownValue(Refusal):
    """\"{value}\" is not one of the values known here."""


class OutOfRange(Refusal):
    """This value is outside its range: {problem}."""


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


class Limits:
    """ASGI middleware: reads the whole body first, refuses what is too large or holds NUL bytes, anywhere.

    `refuse(scope, refusal)` makes the answer. File uploads are binary: only their size is looked at.
    """

    def __init__(self, app: Any, *, limit: int, refuse: Any) -> None:
        self.app = app
        self.limit = limit
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
            await self.refuse(scope, refusal)(scope, receive, send)
            return
        await self.app(scope, receive if body is None else _replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Any) -> bytes:
        headers = dict(scope["headers"])
        if int(headers.get(b"content-length", b"0") or 0) > self.limit:
            raise TooLarge("", limit=self.limit)
        chunks, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise Malformed("", problem="the connection ended early")
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.limit:
                raise TooLarge("", limit=self.limit)
            chunks.append(chunk)
            more = message.get("more_body", False)
        body = b"".join(chunks)
        kind = headers.get(b"content-type", b"")
        if not kind.startswith(b"multipart/"):
            check_bytes(body, self.limit)
            if b"%00" in body and kind.startswith(b"application/x-www-form-urlencoded"):
                raise NulByte("")
        return body


def _replay(body: bytes, receive: Any) -> Any:
    sent = False

    async def again() -> Any:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


# --- telling what is wrong -------------------------------------------------------------------------------

_AT = re.compile(r"^(.*?)(?: - at `\$?(.*)`)?$", re.DOTALL)


def from_msgspec(error: Exception) -> Refusal:
    """What msgspec found wrong, as ours. msgspec stops at the first fault."""
    if not isinstance(error, msgspec.ValidationError):
        return Malformed("", problem=str(error))
    match = _AT.match(str(error))
    assert match is not None
    message, path = match[1], (match[2] or "").lstrip(".").replace("[...]", "[]")
    quoted = re.findall(r"`([^`]*)`", message)
    if message.startswith("Object missing required field"):
        return MissingField(f"{path}.{quoted[0]}" if path else quoted[0])
    if message.startswith("Object contains unknown field"):
        return UnknownField(f"{path}.{quoted[0]}" if path else quoted[0])
    if "timezone" in message:
        return NaiveTime(path)
    if message.startswith(("Invalid enum value", "Invalid value")):
        value = message.split(" ", 3)[-1].strip("'\"")
        return UnknownValue(path, value=value[:80])
    if message.startswith("Expected") and any(op in message for op in ("<=", ">=", "length", "matching")):
        return OutOfRange(path, problem=message)
    if message.startswith("Expected"):
        return WrongType(path, expected=quoted[0] if quoted else message)
    if message.startswith("Invalid") and len(message.split()) == 2:
        return WrongType(path, expected=message.split()[1])
    return OutOfRange(path, problem=message)


_TYPES = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a decimal number",
    "bool": "true or false",
    "uuid": "an id (UUID)",
    "datetime": "a time",
    "date": "a date",
    "list": "a list",
    "dict": "an object",
}


def from_pydantic(errors: Sequence[Any]) -> Refusals:
    """What pydantic found wrong, as ours; all of it. A validator raises PydanticCustomError with a refusal's code."""
    return Refusals(_of_pydantic(e) for e in errors)


def _of_pydantic(error: Any) -> Refusal:
    kind = str(error["type"])
    where = [str(p) for p in error["loc"]]
    if where and where[0] in ("body", "query", "path", "header", "form", "cookie"):
        where = where[1:]
    path = ".".join(where)
    if (ours := next((c for c in every_notice(Refusal) if c.code == kind), None)) is not None:
        return ours(path, **error.get("ctx", {}))  # type: ignore[return-value]
    if kind == "missing":
        return MissingField(path)
    if kind == "extra_forbidden":
        return UnknownField(path)
    if kind == "json_invalid":
        return Malformed("", problem="this is not JSON")
    if kind in ("timezone_aware", "timezone_naive"):
        return NaiveTime(path)
    if kind in ("enum", "literal_error"):
        return UnknownValue(path, value=str(error.get("input"))[:80])
    stem = kind.split("_")[0]
    if kind.endswith(("_type", "_parsing", "_from_date_parsing", "_from_datetime_parsing")):
        return WrongType(path, expected=_TYPES.get(stem, stem))
    return OutOfRange(path, problem=str(error["msg"]))
