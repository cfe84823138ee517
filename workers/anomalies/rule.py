"""What a rule is: one file in `rules/` that ends in `RULE = Rule(...)`. Its docstring is its card."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from wasteflow.people.model import Department, Role
from wasteflow.people.permissions import TABLE
from workers.anomalies import rules
from workers.anomalies.finding import Finding, Limit
from workers.anomalies.groups import Group
from workers.anomalies.situation import Situation


@dataclass(frozen=True)
class Threshold:
    """A number a rule decides by. A city or province may depart from it (table `rule_threshold`)."""

    name: str
    value: Decimal
    unit: str
    origin: str


@dataclass(frozen=True)
class Departure:
    """What a jurisdiction put in place of a threshold, from one day until before another."""

    rule: str
    name: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    value: Decimal
    origin: str

    def holds(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Rule:
    """What rules of all kinds have in common. `check` is pure: the same situation, the same finding; `fires` and
    `quiet` are situations that show what it does.

    An *event rule* listens to kinds of event and looks at a `Situation`. With `due` it is a *deadline rule* besides:
    `due` says when its clock runs out for this subject as it stands (null: nothing is owed), and `check` is asked again
    then.
    A *set rule* names `over` which groups it looks at (see `groups`), and looks at one `Group`.

    `family` is its number in the rule table (W1): departments have their rights by it. Raise `version` whenever
    `check` may decide differently.
    """

    family: str
    version: int
    severity: int  # the gravest it finds
    citation: str  # id in the catalogue's citations
    thresholds: tuple[Threshold, ...]
    says: tuple[str, ...]  # its explanations in the locale
    check: Callable[[Any], Finding | None]
    fires: Callable[[], Iterable[Any]]
    quiet: Callable[[], Iterable[Any]]
    listens: frozenset[str] = frozenset()  # kinds of event
    due: Callable[[Situation], datetime | None] | None = None
    over: type[Group] | None = None
    scored: str = ""  # the threshold that a finding's score is a multiple of; empty: none, or several
    id: str = ""  # the name of its file
    card: str = ""  # the docstring of its file

    @property
    def kind(self) -> str:
        """event, deadline or set."""
        return "set" if self.over else "deadline" if self.due else "event"

    @property
    def defaults(self) -> dict[str, Limit]:
        """The thresholds where nobody departs from them."""
        return {t.name: Limit(t.value, t.origin) for t in self.thresholds}

    def limits(self, departures: Iterable[Departure], places: Iterable[str], on: date) -> dict[str, Limit]:
        """The thresholds in force; of several places (city before province) the first that departs decides."""
        standing = [d for d in departures if d.rule == self.id and d.holds(on)]
        found = self.defaults
        for place in reversed(list(places)):
            found |= {d.name: Limit(d.value, f"{d.origin} ({place})") for d in standing if d.jurisdiction == place}
        return found


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every file of the folder, by name."""
    found = []
    for module in pkgutil.iter_modules(rules.__path__):
        loaded = importlib.import_module(f"{rules.__name__}.{module.name}")
        found.append(replace(loaded.RULE, id=module.name, card=inspect.cleandoc(loaded.__doc__ or "")))
    return tuple(found)


def departments(rule: Rule) -> list[Department]:
    """The authorities that may act on what it finds, whatever the waste; the permission table says so."""
    return [
        row.department
        for row in TABLE
        if row.role is Role.REGULATOR
        and row.department is not None
        and "case:decide" in row.actions
        and row.alerts is not None
        and row.alerts.cover(rule.family, None, None, rule.severity)
    ]
