"""How numbers, times, codes and states read in one language."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from manifests.borders.certificates import COMPLETION, RECEIPT
from manifests.life import volumes
from manifests.life.model import Code, Exempt, Volume, Weight
from wasteflow.catalog.book import Book
from wasteflow.catalog.exemptions import steps_of
from wasteflow.catalog.model import Exemption
from wasteflow.catalog.numbers import number_schemes
from wasteflow.core import i18n
from wasteflow.core.clock import BAY_AREA
from wasteflow.core.errors import Notice

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HAZARDS = re.compile(r"In|[TCIR]")


@dataclass(frozen=True)
class Reader:
    """One reader's language, and everything that depends on it."""

    language: str

    def t(self, key: str, **facts: object) -> str:
        """The text of a key, filled with facts."""
        return i18n.text(key, self.language, **facts)

    def word(self, kind: str, value: object) -> str:
        """The word for a state, a step, a basis ...: `word("basis", Basis.WEIGHED)`."""
        return self.t(f"words.{kind}.{value}") if value else ""

    def number(self, value: Decimal | int, least: int = 0, most: int = 3) -> str:
        """A number with separators as this language writes them, and at least `least` decimals."""
        plain = Decimal(value).normalize()
        exponent = plain.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        shown = f"{plain:,.{min(max(decimals, least), most)}f}"
        if self.language == "pt":
            return shown.replace(",", " ").replace(".", ",")
        return shown

    def kg(self, value: Decimal | int) -> str:
        """Kilograms: one decimal at least, so that columns stand under each other."""
        return f"{self.number(value, least=1)} kg"

    def signed_kg(self, value: Decimal) -> str:
        """A change: its sign is always written."""
        return f"{'+' if value > 0 else '−' if value < 0 else '±'}{self.kg(abs(value))}"

    def weight(self, weight: Weight) -> str:
        """With its basis: `118.0 kg 已称重`."""
        shown = f"{self.kg(weight.kg)} {self.word('basis', weight.basis)}"
        return f"{shown} ({self.volume(weight.volume)})" if weight.volume else shown

    def exempt(self, claimed: Exempt) -> str:
        """An exemption: from what, at which step, why."""
        comma = "、" if self.language.startswith("zh") else ", "
        steps = comma.join(self.word("exempt_step", step) for step in claimed.steps)
        lifts = comma.join(self.word("lifted", one) for one in claimed.lifts)
        facts = {"item": claimed.item, "steps": steps, "lifts": lifts, "reference": claimed.reference}
        return i18n.text("console.manifest.exempt", self.language, **facts)

    def exemption(self, row: Exemption) -> str:
        """A row of the exemption list: its item, for which waste, at which steps, if what."""
        comma = "、" if self.language.startswith("zh") else ", "
        steps = comma.join(self.word("exempt_step", step) for step in steps_of(row))
        facts = {"item": row.item, "waste": row.subject_zh, "steps": steps, "condition": row.condition_zh}
        return i18n.text("console.exempt.item", self.language, **facts)

    def box(self, box: str) -> str:
        """Who signed, by the box of the signature; the facility signs its two certificates."""
        return self.word("party", "consignee" if box in (RECEIPT, COMPLETION) else box)

    def number_scheme(self, scheme: str) -> str:
        """What a number beside the manifest's own is called."""
        return number_schemes()[scheme].names[self.language]

    def volume(self, volume: Volume) -> str:
        """Cubic metres with the density beside them."""
        return volumes.written(volume, self.language)

    def percent(self, value: Decimal | None, decimals: int = 1) -> str:
        """A share; a dash where there is none."""
        return "—" if value is None else f"{self.number(round(value, decimals), decimals, decimals)} %"

    def day(self, day: date | datetime) -> str:
        """A calendar day of the Bay Area."""
        if isinstance(day, datetime):
            day = day.astimezone(BAY_AREA).date()
        match self.language:
            case "en":
                return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
            case "pt":
                return f"{day:%d/%m/%Y}"
            case _:
                return f"{day:%Y-%m-%d}"

    def moment(self, moment: datetime) -> str:
        """Day and time of day, UTC+8."""
        return f"{self.day(moment)} {moment.astimezone(BAY_AREA):%H:%M}"

    def month(self, month: date) -> str:
        """A month: 2026年11月, Nov 2026, 11/2026."""
        match self.language:
            case "en":
                return f"{_MONTHS[month.month - 1]} {month.year}"
            case "pt":
                return f"{month:%m/%Y}"
            case _:
                return f"{month.year}年{month.month}月"

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long since, in words; only ever shown beside the absolute time."""
        seconds = max((now - moment).total_seconds(), 0)
        for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if seconds >= size:
                return self.t(f"console.ago.{unit}", n=int(seconds // size))
        return self.t("console.ago.now")

    def received(self, declared: datetime, received: datetime) -> str:
        """When the server learned of it: the time of day, with its day where that is another one."""
        same = declared.astimezone(BAY_AREA).date() == received.astimezone(BAY_AREA).date()
        return f"{received.astimezone(BAY_AREA):%H:%M}" if same else self.moment(received)

    def late(self, declared: datetime, received: datetime) -> str:
        """How much later the server learned of it; empty within ten minutes."""
        behind = (received - declared).total_seconds()
        if behind < 600:
            return ""
        return self.t("console.chain.late", span=self.span(behind))

    def span(self, seconds: float, *, days: bool = True) -> str:
        """A length of time in its largest unit; without `days` in hours at most, for a clock that counts hours."""
        for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if seconds >= size and (days or unit != "days"):
                return self.t(f"console.span.{unit}", n=int(seconds // size))
        return self.t("console.span.seconds", n=int(seconds))

    def city(self, book: Book, code6: str) -> str:
        """The city's name; the code where it is not ours."""
        found = book.jurisdictions.get(code6)
        return found.names[self.language] if found else code6

    def stream(self, book: Book, id: str) -> str:
        """The stream's name."""
        found = book.streams.get(id)
        return found.names[self.language] if found else id

    def category(self, book: Book, code: Code, category: str, on: date) -> str:
        """The category with its name: `HW17 表面处理废物`."""
        found = book.category(code.scheme, category, on)
        return f"{category} {found.names[self.language]}" if found else category

    def method(self, book: Book, method: str | None) -> str:
        """A treatment in words with its code."""
        found = book.treatment(method or "")
        return f"{found.names[self.language]} {found.code}" if found else method or ""

    def hazards(self, notation: str) -> list[str]:
        """The hazards a notation names, in words."""
        return [self.word("hazard", letter) for letter in dict.fromkeys(HAZARDS.findall(notation))]

    def said(self, notice: Notice) -> str:
        """A refusal or warning, its numbers and dates as this language writes them."""
        facts = {name: self._fact(value) for name, value in notice.facts.items()}
        return i18n.sentence(type(notice)(notice.path, **facts), self.language)

    def _fact(self, value: object) -> object:
        if isinstance(value, Decimal):
            return self.number(value)
        return self.day(value) if isinstance(value, date) else value


_GENERAL = ("cn_utilisation", "cn_disposal", "cn_medical", "cn_other", "local")


def ways(book: Book) -> list[str]:
    """Every way of treatment a mainland site may name, as scheme:code."""
    return [f"{scheme}:{code}" for scheme, code in book.treatments if scheme in _GENERAL]
