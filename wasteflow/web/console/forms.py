"""What people type, and what is wrong with it.

A field's name is the path of the value it becomes (`fact.weight.kg`), so a refusal finds its field by itself, and
what was typed is shown again as it was.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from wasteflow.core.clock import BAY_AREA
from wasteflow.core.edge import NulByte
from wasteflow.core.errors import Malformed, Refusal, Refusals, Word
from wasteflow.core.ids import in_order, new_id
from wasteflow.web.console import refusals as r
from wasteflow.web.console.words import Reader

Member = TypeVar("Member", bound=StrEnum)
ONCE = "once"
EXPECTED = "expected"
MOST_LINES = 200
_GROUPED = re.compile(r"\d{1,3}([ ,]\d{3})+(\.\d+)?")


class Form:
    """One post of one form. Reading a field that does not fit notes why and goes on: all is told at once."""

    def __init__(self, values: Sequence[tuple[str, str]] = (), problems: Sequence[Refusal] = ()) -> None:
        self._values = list(values)
        self.problems = list(problems)
        self.renamed: dict[str, str] = {}  # path in the fact -> field, where empty lines were left out

    # --- as typed

    def get(self, name: str, default: str = "") -> str:
        """What stands in a field, as typed."""
        return next((v for n, v in self._values if n == name), default)

    def every(self, name: str) -> list[str]:
        """All values of a field that may be chosen several times."""
        return [v for n, v in self._values if n == name]

    def without(self, name: str) -> "Form":
        """The same form as if this field had not been there."""
        return Form([(n, v) for n, v in self._values if n != name], self.problems)

    @property
    def once(self) -> str:
        """The form's token: sent twice, it is recorded once."""
        return self.get(ONCE)[:64] or str(new_id())

    @property
    def begins(self) -> UUID:
        """The id of what this form begins, minted with it: sorts by time, and is the same when sent twice."""
        try:
            return UUID(self.get(ONCE))
        except ValueError:
            return new_id()

    def begin(self, n: int, of: int) -> UUID:
        """The id of the n-th of the things this form begins, from 0: in this order, and the same when sent twice."""
        return self.begins if of == 1 else in_order(self.begins, n)

    @property
    def expected(self) -> int | None:
        """The step the page showed."""
        seen = self.get(EXPECTED)
        return int(seen) if seen.isdecimal() and len(seen) < 10 else None

    @property
    def lines(self) -> int:
        """How many lines the form showed."""
        shown = self.get("lines")
        return min(int(shown), MOST_LINES) if shown.isdecimal() and len(shown) < 5 else 0

    # --- as values

    def text(self, name: str, *, needed: bool = False, most: int = 500) -> str:
        """One line of text."""
        typed = " ".join(self.get(name).split())[:most]
        if needed and not typed:
            self.problems.append(r.FillIn(name))
        return typed

    def choice(self, name: str, known: Sequence[str]) -> str:
        """One of a list."""
        chosen = self.get(name)
        if chosen not in known:
            self.problems.append(r.ChooseOne(name))
        return chosen

    def member(self, name: str, of: type[Member]) -> Member:
        """One of an enumeration; where it is none, the first stands in for it until the form is sent again."""
        known = {one.value: one for one in of}
        return known.get(self.choice(name, list(known)), next(iter(of)))

    def id(self, name: str) -> UUID:
        """One of a list of things with keys."""
        try:
            return UUID(self.get(name))
        except ValueError:
            self.problems.append(r.ChooseOne(name))
            return UUID(int=0)

    def ids(self, name: str) -> list[UUID]:
        """All things chosen of a list; an empty choice is none."""
        found = []
        for typed in filter(None, self.every(name)):
            try:
                found.append(UUID(typed))
            except ValueError:
                self.problems.append(r.ChooseOne(name))
        return found

    def count(self, name: str) -> int:
        """A number of things."""
        value = self.number(name)
        if value != int(value) or not 0 <= value < 10**9:
            self.problems.append(r.NotANumber(name))
            return 1
        return int(value)

    def number(self, name: str, *, needed: bool = True) -> Decimal:
        """A number as people write it: full-width digits, separators of thousands, a decimal comma."""
        typed = self.text(name, needed=needed)
        if not typed:
            return Decimal(0)
        value = decimal(typed)
        if value is None:
            self.problems.append(r.NotANumber(name))
            return Decimal(0)
        return value

    def moment(self, name: str, now: datetime) -> datetime:
        """A time of the Bay Area as the browser's field gives it; now where it is left empty."""
        typed = self.get(name).strip().replace(" ", "T")
        if not typed:
            return now
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=BAY_AREA).astimezone(UTC)
        except (ValueError, OverflowError):  # the ends of the calendar overflow
            self.problems.append(r.NotATime(name))
            return now

    def check(self) -> None:
        """Raises Refusals with everything that was wrong."""
        if self.problems:
            raise Refusals(self.problems)

    # --- for the template

    def told(self, reader: Reader) -> "Told":
        """What is wrong, by field, in the reader's words."""
        return Told([(self._field(p.path), reader.said(p)) for p in self.problems])

    def _field(self, path: str) -> str:
        for before, after in self.renamed.items():
            if path.startswith(before):
                return after + path.removeprefix(before)
        return path


class Told:
    """Sentences by field; what belongs to no field stands in the summary alone."""

    def __init__(self, sentences: list[tuple[str, str]]) -> None:
        self.all = sentences

    def at(self, name: str) -> list[str]:
        """The sentences of one field; of a field's parts too (`fact.code` takes `fact.code.code`)."""
        return [s for path, s in self.all if path == name or path.startswith(f"{name}.")]

    def __bool__(self) -> bool:
        return bool(self.all)


def decimal(typed: str) -> Decimal | None:
    """The number somebody wrote; None where it is none."""
    plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("kg").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    plain = plain.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10**12) else None


@dataclass(frozen=True)
class Sent:
    """A file of a form: in which field, under which name."""

    field: str
    name: str
    data: bytes


def _typed(items: Sequence[tuple[str, object]]) -> list[tuple[str, str]]:
    """The fields without the files. Raises NulByte: a body with files is let through unseen (`edge.Limits`)."""
    typed = [(name, value) for name, value in items if isinstance(value, str)]
    for name, value in typed:
        if "\x00" in name + value:
            raise NulByte("")
    return typed


async def read_with_sent(request: Request, most: int) -> tuple[Form, list[Sent]]:
    """The post of a form with files in any of its fields; a field left empty sends none. Raises Malformed."""
    try:
        async with request.form(max_files=most, max_fields=500) as posted:
            items = posted.multi_items()
            sent = [Sent(n, x.filename, await x.read()) for n, x in items if isinstance(x, UploadFile) and x.filename]
            return Form(_typed(items)), sent
    except HTTPException:
        raise Malformed("", problem=Word("problem.not_a_request")) from None


async def read_with_files(request: Request, name: str, most: int) -> tuple[Form, list[bytes]]:
    """The post of a form with files in one field; a field left empty sends none. Raises Malformed."""
    try:
        async with request.form(max_files=most, max_fields=500) as posted:
            files = [await x.read() for x in posted.getlist(name) if isinstance(x, UploadFile) and x.filename]
            return Form(_typed(posted.multi_items())), files
    except HTTPException:
        raise Malformed("", problem=Word("problem.not_a_request")) from None


async def read(request: Request) -> Form:
    """The post of a form. Raises Malformed where it is none."""
    try:
        async with request.form(max_files=0, max_fields=500) as posted:
            return Form(_typed(posted.multi_items()))
    except HTTPException:
        raise Malformed("", problem=Word("problem.not_a_request")) from None


async def upload(request: Request, fields: int = 20) -> tuple[Form, str, bytes | None]:
    """What was typed, the file's name and its bytes; none where no file was chosen."""
    try:
        async with request.form(max_files=1, max_fields=fields) as posted:
            typed = _typed(posted.multi_items())
            file = posted.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                return Form(typed), "", None
            return Form(typed), file.filename, await file.read()
    except HTTPException:
        raise Malformed("", problem=Word("problem.not_a_request")) from None
