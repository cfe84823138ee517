"""Refusals and warnings: a class each, with a code, a status, facts and a sentence.

The docstring of a class is its English sentence, with `{facts}` in braces; the other languages stand in
`wasteflow/locale/*.toml` under `errors.<code>`. `docs/errors.md` is generated from both.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Word(str):
    """A fact that is itself a word of the trade: a key under `words.` in the locale, told in the reader's language."""

    __slots__ = ()


class Notice:
    """Something to tell a person about one field of what they sent."""

    code: ClassVar[str] = "notice"
    status: ClassVar[int] = 200
    source: ClassVar[str] = ""  # id of the citation it rests on; empty: a rule of the record itself

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = _snake(cls.__name__)

    def __init__(self, path: str = "", **facts: object) -> None:
        self.path = path
        self.facts = facts

    def at(self, prefix: str) -> "Notice":
        """The same notice, its path placed under `prefix`."""
        self.path = f"{prefix}.{self.path}" if self.path else prefix
        return self


class Warn(Notice):
    """Accepted, but odd. Subclass it; returned in the `warnings` list of an answer."""


class Refusal(Notice, Exception):
    """Not done, and nothing was changed. Subclass it; raise it anywhere, one handler answers."""

    status: ClassVar[int] = 422

    def __init__(self, path: str = "", **facts: object) -> None:
        Notice.__init__(self, path, **facts)
        Exception.__init__(self, self.code)

    @property
    def refusals(self) -> "list[Refusal]":
        """Itself: one is told as several are."""
        return [self]

    def __str__(self) -> str:
        from wasteflow.core.i18n import sentence  # the sentence needs the locale, the locale needs no errors

        return sentence(self, "en")


class Refusals(Exception):
    """Several refusals at once, each with its field path."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("; ".join(map(str, self.refusals)))


def every_notice(base: type[Notice] = Notice) -> Iterator[type[Notice]]:
    """All concrete warnings and refusals that were imported, for the catalogue and its tests."""
    for cls in base.__subclasses__():
        if cls not in (Warn, Refusal):
            yield cls
        yield from every_notice(cls)


# --- refusals that belong to no floor above -------------------------------------------------------------


class NotFound(Refusal):
    """There is no {what} with this address, or it is not yours to see."""

    status = 404


class Malformed(Refusal):
    """The request cannot be read: {problem}."""

    status = 400


class WrongValue(Refusal):
    """This value does not fit: {problem}."""


class TooLarge(Refusal):
    """The request is larger than {limit} bytes; send it in parts."""

    status = 413


class Conflict(Refusal):
    """Somebody else changed this in the meantime; read it again, then repeat your change."""

    status = 409


class RepeatedKey(Refusal):
    """This id or idempotency key was used before for something different; use a fresh one."""

    status = 409


class NotAvailable(Refusal):
    """The service cannot answer for the moment; try again in a few seconds."""

    status = 503


class DiskFull(Refusal):
    """The server's disk is full, so nothing was recorded; keep it, tell who runs the server, send it again later."""

    status = 503


class OurFault(Refusal):
    """This could not be done; the fault is ours, and it has been written down."""

    status = 500
