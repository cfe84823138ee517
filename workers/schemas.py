"""HTTP shapes of alerts and indicators: what stands in an answer."""

from datetime import date
from typing import Any

import msgspec

from wasteflow.core.i18n import text
from workers.indicators.engine import IndicatorValue
from workers.queries import AlertCard, AlertRow, LoadRow


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """Why an alert is moved along; `seq` is the step last seen, from its card."""

    reason: str = ""
    seq: int | None = None


def alert(row: AlertRow, language: str) -> dict[str, Any]:
    """An alert in a list."""
    return {
        "id": row.id,
        "rule": row.rule,
        "family": row.family,
        "severity": row.severity,
        "status": row.status,
        "seq": row.seq,
        "title": row.title(language),
        "explanation": row.explanation(language),
        "facts": row.facts,
        "citation": row.citation,
        "stream": row.stream,
        "categories": row.categories,
        "scopes": row.scopes,
        "subject_kind": row.subject_kind,
        "subject": row.subject,
        "happened_at": row.happened_at,
        "raised_at": row.raised_at,
        "touched_at": row.touched_at,
    }


def card(found: AlertCard, language: str) -> dict[str, Any]:
    """An alert with its evidence and history."""
    return {
        **alert(found, language),
        "rule_version": found.rule_version,
        "evidence": found.evidence,
        "evidence_sha256": found.evidence_sha256,
        "steps": found.steps,
    }


def indicator(value: IndicatorValue, language: str) -> dict[str, Any]:
    """One figure and what it is made of."""
    return {
        "code": value.code,
        "title": text(f"indicators.{value.id}.title", language),
        "city": value.city,
        "from": month(value.start),
        "to": month(value.end),
        "unit": value.unit,
        "value": value.value,
        "numerator": {
            "kg": value.numerator,
            "loads": value.numerator_loads,
            "coverage": value.coverage["numerator"],
        },
        "denominator": {
            "kg": value.denominator,
            "loads": value.denominator_loads,
            "coverage": value.coverage["denominator"],
        },
        "balance": value.balance,
        "direction": value.direction,
        "status": value.status,
        "watermark": value.watermark,
    }


def load(row: LoadRow) -> dict[str, Any]:
    """One load behind a figure."""
    return {**msgspec.to_builtins(row), "month": month(row.month), "origin_month": month(row.origin_month)}


def month(first_day: date) -> str:
    """2026-10."""
    return f"{first_day:%Y-%m}"
