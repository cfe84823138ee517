"""The page docs/rules.md: what others detect, row by row with its state here, then every rule's card."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from wasteflow.core.i18n import text
from workers.anomalies.rule import Rule, all_rules, departments


@dataclass(frozen=True)
class Row:
    """A row of `table.toml`: something to be detected, and what becomes of it here."""

    id: str
    what: str
    rules: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    shown: str = ""
    missing: str = ""
    comes_in: str = ""


@cache
def rows() -> tuple[Row, ...]:
    """In the order of the table."""
    said = (resources.files("workers.anomalies") / "table.toml").read_text(encoding="utf-8")
    found: list[Row] = msgspec.convert(tomllib.loads(said)["rows"], list[Row])
    return tuple(found)


def rules_markdown() -> str:
    """The page about rules, made from the table and from the rules' files."""
    lines = [
        "# Rules",
        "",
        "Generated from `workers/anomalies/table.toml` and `workers/anomalies/rules/`; one file is one rule. How well",
        "each finds what was hidden: [detection](detection.md). How to write one: [a new rule](howto/rule.md).",
        "",
        "## Every row, and what becomes of it",
        "",
        "W to G are the Bay Area's rows (a number of our own is marked), F the rules of the French inspectors' tools.",
        "*Rule*: raises alerts afterwards. *At entry*: refused or told where it is entered, one place for both.",
        "*Shown*: on a page, without an alert. *Missing*: an input nobody sends yet, and how it would come in.",
        "",
        "| Row | What | Rule | At entry | Shown, missing |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_line(row) for row in rows()]
    lines += [
        "",
        "Thresholds below are starting values with their origin; a city or province may depart from them in the table",
        "`rule_threshold`. Severity: 1 info, 2 warning, 3 serious, 4 suspected crime.",
        "",
    ]
    for rule in all_rules():
        lines += _card(rule)
    return "\n".join(lines).rstrip() + "\n"


def _line(row: Row) -> str:
    rules = ", ".join(f"[`{id}`](#{id.replace('_', '-')})" for id in row.rules)
    entry = ", ".join(f"`{code}`" for code in row.entry)
    rest = [row.shown] if row.shown else []
    if row.missing:
        rest.append(f"missing: {row.missing}; comes in through {row.comes_in}")
    return f"| {row.id} | {row.what} | {rules} | {entry} | {'; '.join(rest)} |"


def _card(rule: Rule) -> list[str]:
    lines = [
        f'<a id="{rule.id.replace("_", "-")}"></a>',
        "",
        f"## {rule.family} {text(f'rules.{rule.id}.title', 'en')}",
        "",
        rule.card,
        "",
        f"- File `{rule.id}`, version {rule.version}; up to severity {rule.severity}",
        f"- {_looks_at(rule)}",
        f"- Citation `{rule.citation}`",
        f"- Decided by {', '.join(text(f'words.department.{d}', 'en') for d in departments(rule))}",
        "",
    ]
    if rule.thresholds:
        lines += ["| Threshold | Value | Unit | Origin |", "| --- | ---: | --- | --- |"]
        lines += [f"| `{t.name}` | {t.value} | {t.unit} | {t.origin} |" for t in rule.thresholds]
        lines.append("")
    lines += ["What it says:", ""]
    lines += [f"- {text(f'rules.{rule.id}.{says}', 'en')}" for says in rule.says]
    return [*lines, ""]


def _looks_at(rule: Rule) -> str:
    if rule.over:
        return f"Looks at groups: `{rule.over.__name__}`"
    heard = ", ".join(f"`{kind}`" for kind in sorted(rule.listens))
    return f"Listens to {heard}{', and looks again when its clock has run out' if rule.due else ''}"
