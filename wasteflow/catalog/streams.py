"""The page docs/streams.md: stream x verb x regime, as `streams.toml` and `regimes.toml` say it."""

from collections.abc import Iterator, Mapping

from wasteflow.catalog import law
from wasteflow.catalog.batteries import forms
from wasteflow.catalog.exemptions import effects
from wasteflow.catalog.model import Stream, Value
from wasteflow.catalog.numbers import number_schemes
from wasteflow.catalog.regimes import PLACES, cell
from wasteflow.core.i18n import text

_ROUTES = {
    "within a city": ("440300", "440300"),
    "to another city": ("440300", PLACES["another city of its province"]),
    "to another province": ("440300", PLACES["another province"]),
    "mainland to Hong Kong": ("440300", "810000"),
    "mainland to Macao": ("440300", "820000"),
    "Hong Kong to mainland": ("810000", "440300"),
    "Macao to mainland": ("820000", "440300"),
    "within Hong Kong": ("810000", "810000"),
    "within Macao": ("820000", "820000"),
}


def streams_markdown() -> str:
    """docs/streams.md"""
    streams = law.streams()
    common = _common(streams)
    return "\n".join([
        "# Streams",
        "",
        "Generated from `wasteflow/catalog/data/streams.toml` and `regimes.toml`; edit the blocks there. A stream is a",
        "block and nothing else: `tests/stories/test_new_stream.py` adds one and runs it. Each has its story in",
        "[stories](stories.md).",
        "",
        "## What every stream asks of a step",
        "",
        "| step | fields that must be there |",
        "| --- | --- |",
        *(f"| `{step}` | {_fields(fields)} |" for step, fields in common.items()),
        "",
        "## Stream by step",
        "",
        "What a stream asks beyond that; the steps it adds nothing to are left out.",
        "",
        *_by_step(streams, common),
        "",
        "Signatures seal " + _sealing(streams) + " ([who signs, and what that seals](signatures.md)).",
        "",
        "## Stream by regime",
        "",
        "Which law governs each way; **no**: not lawful; *kind*: with an approval of this kind"
        " ([what each says](regimes.md)).",
        "",
        "| stream | " + " | ".join(_ROUTES) + " |",
        "| --- |" + " --- |" * len(_ROUTES),
        *(_by_regime(name) for name in streams),
        "",
        "## Each block in words",
        "",
        *(line for stream in streams.values() for line in _block(stream)),
        "## Numbers a load is known by",
        "",
        "One alias table, `(scheme, value)`; `GET /numbers/{value}` and `/M/{number}` find by any of them.",
        "",
        "| scheme | name | written | given by | source (confidence) |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| `{x.id}` | {x.names['en']} | {x.written} | {x.given_by} | {x.source} ({x.confidence}) |"
            for x in number_schemes().values()
        ),
        "",
        "The code of a battery: "
        + "; ".join(f"{n} characters, {' '.join(f.segments)} ({f.source}; {f.confidence})" for n, f in forms().items())
        + ".",
        "",
        "## What an exemption lifts",
        "",
        "Claimed on a line of the manifest, by the row of the exemption list; the other steps stay hazardous, and the",
        "ledger is kept.",
        "",
        "| step | lifts | source (confidence) |",
        "| --- | --- | --- |",
        *(f"| {step} | {_words(x.lifts)} | {x.source} ({x.confidence}) |" for step, x in effects().items()),
        "",
    ])  # fmt: skip


def _words(lifts: tuple[str, ...]) -> str:
    return ", ".join(text(f"words.lifted.{one}", "en") for one in lifts)


def _common(streams: Mapping[str, Stream]) -> dict[str, tuple[str, ...]]:
    """What all of them ask."""
    first, *others = streams.values()
    found: dict[str, tuple[str, ...]] = {}
    for step, fields in first.required.items():
        shared = tuple(f for f in fields if all(f in other.required.get(step, ()) for other in others))
        if shared:
            found[step] = shared
    return found


def _by_step(streams: Mapping[str, Stream], common: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield "| stream | step | further fields |"
    yield "| --- | --- | --- |"
    for name, stream in streams.items():
        for step, fields in stream.required.items():
            if further := [f for f in fields if f not in common.get(step, ())]:
                yield f"| {name} | `{step}` | {_fields(further)} |"


def _fields(fields: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


def _sealing(streams: Mapping[str, Stream]) -> str:
    usual = next(iter(streams.values())).sealed
    odd = [name for name, stream in streams.items() if stream.sealed != usual]
    return "the same fields in every stream" if not odd else f"the same fields but in {', '.join(odd)}"


def _by_regime(stream: str) -> str:
    cells = (cell(law.regime(origin, destination, stream)) for origin, destination in _ROUTES.values())
    return f"| {stream} | " + " | ".join(cells) + " |"


def _block(stream: Stream) -> list[str]:
    kinds = ", ".join(stream.categories) or "all" + (
        f" but {', '.join(stream.not_categories)}" if stream.not_categories else ""
    )
    lines = [
        f"### {stream.names['en']} (`{stream.id}`)",
        "",
        f"{stream.names['zh-Hans']} · {stream.names['zh-Hant']} · {stream.names['pt']}"
        + (f". {stream.note[0].upper()}{stream.note[1:]}." if stream.note else ""),
        "",
        f"- codes: {', '.join(stream.code_schemes)} ({kinds}); law of {', '.join(stream.law)}",
        f"- paper: {stream.paper}, label: {stream.label}, reported in {stream.unit}"
        + ("; hazardous" if stream.hazardous else ""),
    ]
    if stream.density:
        lines.append(f"- usual density: {_value(stream.density)}")
    if stream.never_with:
        lines.append(f"- never mixed with {', '.join(stream.never_with)}")
    for title, values in (("clock", stream.clocks), ("ceiling", stream.ceilings), ("tolerance", stream.tolerances)):
        lines += [f"- {title} `{name}`: {_value(value)}" for name, value in values.items()]
    lines.append(f"- kept for at least {_value(stream.retention)}")
    lines += [f"- law: {law.cited(id)}" for id in stream.citations]
    return [*lines, ""]


def _value(value: Value) -> str:
    return f"{value.value} {value.unit} ({value.source}; {value.confidence})"
