"""The page `docs/indicators.md`: every indicator with formula, inputs and example, the life of a value, its targets."""

from decimal import Decimal

from wasteflow.catalog.indicators import Computed, Formula, IndicatorSet, indicator_set
from wasteflow.core.i18n import text
from workers.indicators.city import Amount, value_of
from workers.indicators.indicator import all_indicators
from workers.targets.track import Standing
from workers.values.lifecycle import TABLE


def set_markdown() -> list[str]:
    """The whole set: each indicator with its formula over figures, and where each figure comes from."""
    known = indicator_set()
    lines = [
        "## The whole set",
        "",
        "From `wasteflow/catalog/data/indicators_*.toml`, one file an edition, and `zero_waste_indicators.csv`.",
        "`GET /indicator-set` computes it for a city and a year or month: the place's own, then everybody's. A figure",
        "in *italics* is counted from custody, any other is entered. A newer edition takes over for the periods that",
        "end after it began; what an older one computed keeps its ids and stays. *Owner* is the kind of office that",
        "answers for the figures, by our own reading: each city shares that out itself.",
        "",
    ]
    for edition in known.editions.values():
        lines += [
            f"### Edition {edition.id}, since {edition.since}{edition.place and f', of {edition.place}'}",
            "",
            f"Source: {edition.source} ({edition.confidence}).",
            "",
            "| indicator | what it is | formula | figures | better | owner | example |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *_rows(known, edition.id),
            "",
        ]
    return lines


def _rows(known: IndicatorSet, edition: str) -> list[str]:
    lines = []
    for one in known.indicators.values():
        if one.edition != edition:
            continue
        figures = [known.figures[id] for id in one.figures]
        said = " / ".join(f"*{f.names['en']}*" if f.custody else f.names["en"] for f in figures)
        units = ", ".join(dict.fromkeys(known.units[f.unit]["en"] for f in figures))
        lines.append(
            f"| {one.id} | {one.names['en']} | {one.formula} | {said}{units and f' ({units})'} | {one.direction} |"
            f" {known.owner(one.id, 'en')} | {_example(one)} |"
        )
    return lines


def _example(one: Computed) -> str:
    """With 30 above the line, 120 below it or in the base year: as the program computes it."""
    amounts = (Amount("a", Decimal(30), "custody"), Amount("b", Decimal(120), "custody"))
    now = dict(zip((one.above or "", one.below or ""), amounts, strict=True))
    value = value_of(one, now, {one.above or "": amounts[1]}, 2020).value
    if value is None:
        return ""
    given = "120 in the base year, 30 now" if one.formula in (Formula.DECLINE, Formula.GROWTH) else "30"
    return f"{given}{' / 120' if one.below else ''}: {value:f}"


def life_markdown() -> list[str]:
    """Who owns a value, how it gets from computed to published, and how it is held to a target."""
    steps = [f"| {status} | {kind} | {after} |" for (status, kind), after in TABLE.items()]
    return [
        "## The life of a value",
        "",
        "A value belongs to the city it is of: its office enters statistics, targets and statements, one of its people",
        "reviews a value and another publishes it (`value:review`, `value:publish` in [permissions](permissions.md)).",
        "Until then it is provisional. `moved` is recorded by the program when a late, corrected or cancelled load, or",
        "another statistic, changes what people stand for; the published version stays to be read beside it, and a",
        "new one takes its place with a reason. Every step is kept with its person, time and figures.",
        "",
        "| stands | what happens | then |",
        "| --- | --- | --- |",
        *steps,
        "",
        "## Targets",
        "",
        "A city sets a base, milestones and a target per indicator, each version with its source. Between two points",
        "the way is straight; a value is held to what the way asks at the end of its period. An amount is of a whole",
        "year.",
        "",
        "| stands | when |",
        "| --- | --- |",
        *(f"| {standing} | {_WHEN[standing]} |" for standing in Standing),
    ]


_WHEN = {
    Standing.MET: "the value reaches the target already",
    Standing.ON_TRACK: "it is what the way asks by now, or better",
    Standing.AT_RISK: "it is behind the way, but the pace since the base would still reach the target",
    Standing.OFF_TRACK: "it is behind the way, and the pace does not reach the target",
    Standing.UNKNOWN: "there is no value, or the period is not over for an amount",
}


def indicators_markdown() -> str:
    """The page about indicators, made from their files."""
    lines = [
        "# Indicators",
        "",
        "Generated from `workers/indicators/catalogue/`; one file is one indicator. Each value comes with its",
        "numerator, denominator, the share of either that rests on weighed, estimated and declared weights, and the",
        "position up to which custody is counted; `GET /indicators/{code}/loads` lists the loads behind it.",
        "",
    ]
    for indicator in all_indicators().values():
        balance, rate = indicator.example
        lines += [
            f"## {indicator.code} {text(f'indicators.{indicator.id}.title', 'en')}",
            "",
            indicator.card,
            "",
            f"- File `{indicator.id}`; unit {indicator.unit}; better when it goes {indicator.direction}",
            f"- Formula: {indicator.formula}",
            f"- Streams: {', '.join(f'`{s}`' for s in indicator.streams)}"
            + (f", without {', '.join(indicator.without_categories)}" if indicator.without_categories else ""),
            f"- Example: {balance.generated} generated, {balance.used} used, {balance.used_from_stock} of it from"
            f" earlier stock: {rate} %",
            "",
        ]
    return "\n".join([*lines, *set_markdown(), *life_markdown()]).rstrip() + "\n"
