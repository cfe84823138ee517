"""Every rule of the folder is documented, translated, cites an article, and its own examples hold."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from manifests.life.model import Basis
from wasteflow.catalog import law
from wasteflow.core.errors import Notice
from wasteflow.core.i18n import LANGUAGES, texts
from workers.anomalies import examples
from workers.anomalies.finding import SERIOUS, WARNING, Limit
from workers.anomalies.rule import Departure, Rule, all_rules, departments
from workers.anomalies.rule_pages import rows, rules_markdown
from workers.anomalies.rules import weight_gap
from workers.anomalies.situation import Situation

# Rows of each family in the domain's tables; T6 and T7 are our own.
FAMILIES = {"W": 7, "T": 7, "R": 9, "Q": 5, "C": 4, "M": 4, "G": 4, "F": 29}
RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
LIMITS = {t.name: Limit(t.value, t.origin) for t in weight_gap.THRESHOLDS}


@RULES
def test_the_examples_of_a_rule_fire_or_are_quiet_as_they_say(rule: Rule) -> None:
    fires, quiet = list(rule.fires()), list(rule.quiet())
    assert fires
    assert quiet
    assert all(rule.check(situation) for situation in fires)
    assert not any(rule.check(situation) for situation in quiet)


@RULES
def test_what_a_rule_says_is_said_in_four_languages_with_all_its_facts(rule: Rule) -> None:
    findings = [rule.check(situation) for situation in rule.fires()]
    for key in ("title", *rule.says):
        assert set(texts()[f"rules.{rule.id}.{key}"]) == set(LANGUAGES)
    for finding in findings:
        assert finding is not None
        assert finding.says in rule.says
        assert finding.severity <= rule.severity
        for template in texts()[f"rules.{rule.id}.{finding.says}"].values():
            assert "{" not in template.format_map(finding.facts)


@RULES
def test_a_rule_is_documented_cites_an_article_and_somebody_decides(rule: Rule) -> None:
    assert rule.card in rules_markdown()
    assert rule.citation in law.citations()
    assert departments(rule)
    assert all(t.origin for t in rule.thresholds)


def gap(sent: str, weighed: str, basis: Basis = Basis.WEIGHED, at_gate: Basis = Basis.WEIGHED) -> int | None:
    """The severity of what `weight_gap` finds in one line."""
    finding = weight_gap.check(
        examples.at_gate(examples.load(sent, basis=basis), weighed, limits=LIMITS, basis=at_gate)
    )
    return finding.severity if finding else None


@pytest.mark.parametrize(
    ("sent", "weighed", "severity"),
    [
        ("1000", "1100", None),  # exactly 10 % is not more than 10 %
        ("1000", "1100.001", SERIOUS),
        ("1000", "899.999", SERIOUS),
        ("5000", "5200", None),  # exactly 0.2 t
        ("5000", "5200.001", WARNING),
        ("20000", "20500", None),  # 2.5 %: 3 % is larger than 0.2 t here
        ("20000", "20601", WARNING),
        ("10", "8", None),  # two scales and a small drum
        ("10", "7.9", SERIOUS),
    ],
)
def test_the_limits_are_exact(sent: str, weighed: str, severity: int | None) -> None:
    assert gap(sent, weighed) == severity


def test_a_weight_that_was_not_weighed_makes_at_most_a_warning() -> None:
    assert gap("1000", "500", basis=Basis.DECLARED) == WARNING
    assert gap("1000", "500", at_gate=Basis.ESTIMATED) == WARNING
    assert gap("20000", "21000", basis=Basis.ESTIMATED) is None


def test_the_worst_line_is_told_and_every_line_over_a_limit_is_evidence() -> None:
    finding = weight_gap.check(examples.at_gate(examples.load("200", "300", "50"), "170", "200", "50", limits=LIMITS))
    assert finding is not None
    assert (finding.facts["line"], finding.facts["gap"], finding.facts["percent"]) == ("2", "100", "33.3")
    assert [line["line"] for line in finding.inputs["lines"]] == [1, 2]


def test_a_city_departs_from_a_threshold_and_a_province_stands_behind_it() -> None:
    (rule,) = (r for r in all_rules() if r.id == "weight_gap")
    since = date(2026, 1, 1)
    departures = [
        Departure("weight_gap", "serious_percent", "440000", since, None, Decimal(8), "provincial notice"),
        Departure("weight_gap", "serious_percent", "441300", since, date(2026, 7, 1), Decimal(5), "city notice"),
        Departure("another_rule", "serious_percent", "441300", since, None, Decimal(1), "not ours"),
    ]
    places = ["441300", "440000"]
    assert rule.limits(departures, places, date(2026, 3, 1))["serious_percent"].value == 5
    assert rule.limits(departures, places, date(2026, 7, 1))["serious_percent"].value == 8
    assert rule.limits(departures, ["820000"], date(2026, 7, 1))["serious_percent"].value == 10
    assert rule.limits(departures, places, since)["serious_percent"].origin == "city notice (441300)"


def test_a_rule_is_not_bothered_by_other_events() -> None:
    situation = next(iter(weight_gap.fires()))
    other = examples.situation(examples.load("100"), type(situation.event.fact)(()), LIMITS)
    assert weight_gap.check(other) is None
    assert isinstance(other, Situation)


def test_every_row_of_the_table_says_what_becomes_of_it_and_names_what_there_is() -> None:
    expected = [f"{family}{n}" for family, many in FAMILIES.items() for n in range(1, many + 1)]
    assert [row.id for row in rows()] == expected
    known, codes = {rule.id for rule in all_rules()}, set(_codes(Notice))
    for row in rows():
        assert row.rules or row.entry or row.shown or row.missing, row
        assert bool(row.missing) == bool(row.comes_in), row
        assert set(row.rules) <= known, row
        assert set(row.entry) <= codes, row


def test_every_rule_stands_in_the_table_under_its_family() -> None:
    at = {row.id: row.rules for row in rows()}
    assert [rule.id for rule in all_rules() if rule.id not in at.get(rule.family, ())] == []


def _codes(of: type[Notice]) -> Iterator[str]:
    for each in of.__subclasses__():
        yield each.code
        yield from _codes(each)
