"""A sending in its reader's language and time zone: a mail's text and HTML, or the JSON of a webhook.

It says that something happened and where to read it, never who: a mail is read by servers on its way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text
from workers.messages.model import BAY, Contact, Message, News, What

CASES = (News.NEW, News.GRAVER, News.AGAIN, News.JOINED, News.OVERDUE, News.PASSED, News.ASSIGNED, News.ANSWERED)
REPORTS = (News.REPORT_MADE, News.REPORT_FAILS)
QUESTIONS = (News.ASKED, News.WITHDRAWN)


@dataclass(frozen=True)
class Line:
    """One message as it reads."""

    headline: str
    details: tuple[str, ...]
    link: str


@dataclass(frozen=True)
class Mail:
    subject: str
    plain: str
    html: str


class Wording:
    """Says messages to one reader."""

    def __init__(self, contact: Contact, book: Book, house: str) -> None:
        self.language = contact.language
        self.zone = ZoneInfo(contact.time_zone)
        self.book = book
        self.house = house.rstrip("/")

    def say(self, key: str, **facts: object) -> str:
        return text(f"messages.{key}", self.language, **facts)

    def mail(self, messages: Sequence[Message], code: str) -> Mail:
        """Of one or several; a test shows its code."""
        lines = [self.line(one, code) for one in messages]
        subject = lines[0].headline if len(lines) == 1 else self.say("several", n=len(lines))
        told: dict[str, Any] = {
            "lines": lines,
            "subject": subject,
            "language": self.language,
            "read_on": self.say("read_on"),
            "why": self.say("why"),
            "settings": f"{self.house}/console/messages",
            "change": self.say("change"),
        }
        plain, html = (_templates().get_template(name).render(**told) for name in ("mail.txt", "mail.html"))
        return Mail(f"[wasteflow] {subject}", plain, html)

    def line(self, one: Message, code: str = "") -> Line:
        """One message in words."""
        if one.news is News.TEST:
            return Line(self.say("news.test"), (self.say("code", code=code),), self.link(one))
        headline = self.say(f"news.{one.news.value}", reference=one.facts.get("reference", ""))
        if one.news in CASES:
            headline = f"{text(f'alerts.severity.{one.severity}', self.language)} · {headline}"
        return Line(headline, tuple(self._details(one)), self.link(one))

    def _details(self, one: Message) -> list[str]:
        said = []
        if rule := one.facts.get("rule"):
            said.append(text(f"rules.{rule}.title", self.language))
        if (city := one.facts.get("city")) and city in self.book.jurisdictions:
            said.append(self.book.jurisdictions[city].names[self.language])
        elif city == BAY:
            said.append(text("reports.month.bay", self.language))
        if due := one.facts.get("due"):
            said.append(self.say("answer_by" if one.news in QUESTIONS else "due", moment=self.moment(due)))
        return said

    def moment(self, written: str) -> str:
        """In the reader's time zone, which is named."""
        at = datetime.fromisoformat(written).astimezone(self.zone)
        return f"{at:%Y-%m-%d %H:%M} ({self.zone.key})"

    def link(self, one: Message) -> str:
        """Where to read it."""
        if one.news is News.TEST:
            return f"{self.house}/console/messages"
        if one.news is News.REFUSED:
            return f"{self.house}/console/refused-events/{one.subject}/{one.facts['event']}"
        if one.news in REPORTS:
            return f"{self.house}/console/reports?city={one.facts['city']}&month={one.facts['reference']}"
        page = "questions" if one.news in QUESTIONS else f"cases/{one.subject}"
        return f"{self.house}/console/{page}"

    def body(self, messages: Sequence[tuple[Message, str | None]], sent_at: datetime) -> dict[str, Any]:
        """What a webhook gets."""
        return {
            "type": "messages",
            "timestamp": sent_at.isoformat(),
            "data": {"messages": [self._told(one, what) for one, what in messages]},
        }

    def _told(self, one: Message, what: str | None) -> dict[str, Any]:
        line = self.line(one)
        shown: dict[str, Any] = {
            "id": one.id,
            "what": what,
            "news": one.news,
            "subject": one.subject,
            "at": one.at.isoformat(),
            "facts": one.facts,
            "text": " · ".join((line.headline, *(line.details if one.news is not News.TEST else ()))),
            "link": line.link,
        }
        return shown | ({"severity": one.severity} if what in (What.CASES, What.MY_CASES) else {})


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("workers.messages"),
        autoescape=select_autoescape(),  # of .html
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
