"""The page docs/regimes.md: which law governs a movement, as `regimes.toml` says it."""

from wasteflow.catalog import law
from wasteflow.catalog.model import Regime, Value
from wasteflow.catalog.papers import Papers, papers
from wasteflow.catalog.procedures import Procedure, State, procedures
from wasteflow.core.i18n import text

# From and to of the second table, with a code that stands for each.
PLACES = {
    "a mainland city": "440300",
    "another city of its province": "440100",
    "another province": "450100",
    "Hong Kong": "810000",
    "Macao": "820000",
    "abroad": "abroad",
}
_CLASSES = ("use", "disposal", "other")


def regimes_markdown() -> str:
    """docs/regimes.md"""
    lines = [
        "# Regimes",
        "",
        "Generated from `wasteflow/catalog/data/regimes.toml`; edit the blocks there. The first block that fits a",
        "movement governs it. *Approval* names the classes of treatment that need one, and its kind; a load that needs",
        "one draws on it when it is published ([why](decisions/approvals.md)). *Source* says where we read it; the law",
        "that is cited on a given day stands below.",
        "",
        "| regime | from | to | streams | lawful | approval | paper | source (confidence) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *map(_row, law.regime_rules()),
        "",
        "## What each says",
        "",
        *(f"- `{rule.regime.id}`: {rule.regime.sentence['en']}" for rule in law.regime_rules()),
        "",
        "## The law each cites",
        "",
        "A refusal names the version that holds on the day of the load, from `wasteflow/catalog/data/citations.toml`.",
        "",
        "| law, with its days and our confidence | regimes, prohibitions, mismatch rules, procedures |",
        "| --- | --- |",
        *(f"| {law.cited(id)} | {', '.join(users)} |" for id, users in _citing().items()),
        "",
        "## What may not come in",
        "",
        "Asked of every line of a new manifest, after the regime.",
        "",
        "| prohibition | from | into | of what | effect | source (confidence) |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_entry_row, law.entry_rules()),
        "",
        "## A load that is not what its manifest says",
        "",
        "Stated at loading, at a hand-over or at the gate ([why](decisions/mismatch.md)); the first that fits holds.",
        "",
        "| rule | where | streams | kind | time | weight | source (confidence) |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *map(_mismatch_row, law.mismatch_rules()),
        "",
        "## Papers of a border",
        "",
        "From `wasteflow/catalog/data/papers.toml` ([why](decisions/papers.md)): each load under an approval is a",
        "numbered shipment; where the paper is a movement document or a notice, the facility certifies twice.",
        "",
        *_papers(),
        "## How an approval comes about",
        "",
        "From `wasteflow/catalog/data/procedures.toml`. Who applied may withdraw until it is decided.",
        "",
        *(line for procedure in procedures().values() for line in _procedure(procedure)),
        "## From here to there",
        "",
        "Which regime governs each stream. **no**: not lawful; *kind*: with an approval of this kind; with (classes)",
        "behind it only for these.",
        "",
    ]
    for origin in ("a mainland city", "Hong Kong", "Macao"):
        lines += _from(origin)
    return "\n".join(lines).rstrip() + "\n"


def _citing() -> dict[str, list[str]]:
    """Citation -> the blocks of this page that rest on it."""
    blocks = [(rule.regime.citation, rule.regime.id) for rule in law.regime_rules()]
    blocks += [(rule.prohibition.citation, rule.prohibition.id) for rule in law.entry_rules()]
    blocks += [(rule.mismatch.citation, rule.mismatch.id) for rule in law.mismatch_rules()]
    blocks += [(procedure.citation, procedure.kind) for procedure in procedures().values()]
    found: dict[str, list[str]] = {}
    for citation, id in blocks:
        found.setdefault(citation, []).append(f"`{id}`")
    return found


def _row(rule: law.RegimeRule) -> str:
    regime = rule.regime
    within = f" (one {rule.within})" if rule.within else " (crossing)" if rule.crossing else ""
    cells = (
        f"`{regime.id}`",
        _places(rule.origin),
        _places(rule.destination) + within,
        ", ".join(rule.streams) or "all",
        "yes" if regime.lawful else "**no**",
        _approval(regime) or "none",
        regime.paper.replace("_", " ") + (f", by {regime.vehicle}" if regime.vehicle else ""),
        f"{regime.source} ({regime.confidence})",
    )
    return "| " + " | ".join(cells) + " |"


def _entry_row(rule: law.EntryRule) -> str:
    what = rule.prohibition
    parts = (
        ("lists", what.schemes),
        ("treated for", what.classes),
        ("treated by", what.methods),
        ("hazards", what.hazards),
    )
    cells = (
        f"`{what.id}`",
        _places(rule.origin),
        f"province {rule.into}" if rule.into.isdecimal() else _places((rule.into,)),
        "; ".join(f"{name} {', '.join(values)}" for name, values in parts if values),
        what.effect,
        f"{what.source} ({what.confidence})",
    )
    return "| " + " | ".join(cells) + " |"


def _mismatch_row(rule: law.MismatchRule) -> str:
    what = rule.mismatch
    weight = f"{what.weight} beyond {what.weight_beyond.value * 100:.0f} % ({what.weight_beyond.confidence})"
    where = f"either end in province {', '.join(rule.provinces)}" if rule.provinces else "everywhere else"
    streams = ", ".join(rule.streams) or "all"
    sure = f"{what.source} ({what.confidence})"
    return f"| `{what.id}` | {where} | {streams} | {what.kind} | {what.time} | {weight} | {sure} |"


def _papers() -> list[str]:
    known = papers()
    clocks = [
        ("certificate of receipt", known.certificates["receipt"].clock, "acceptance or refusal"),
        ("certificate of completion", known.certificates["completion"].clock, "the last treatment"),
        ("certificate of completion, at the latest", known.certificates["completion"].outer, "acceptance"),
        *((f"take-back of what is {reason}", clock, "its start") for reason, clock in known.take_back.items()),
    ]
    return [
        "| what | within | counted from | source (confidence) |",
        "| --- | --- | --- | --- |",
        *(f"| {what} | {_value(v)} | {since} | {v.source} ({v.confidence}) |" for what, v, since in clocks if v),
        "",
        "| copy of the movement notice | holder | since |",
        "| --- | --- | --- |",
        *(f"| {copy.copy} | {copy.holder} | {copy.since} |" for copy in known.copies),
        "",
        f"Notice: {known.notice.source} ({known.notice.confidence}).",
        "",
        "| block | notification | movement document |",
        "| --- | --- | --- |",
        *_blocks(known),
        "",
    ]


def _blocks(known: Papers) -> list[str]:
    one, other = (
        {b.block: b.name["en"] for b in form.blocks} for form in (known.notification, known.movement_document)
    )
    numbers = sorted({*one, *other}, key=int)
    return [f"| {n} | {one.get(n, '')} | {other.get(n, '')} |" for n in numbers]


def _value(value: Value) -> str:
    return f"{value.value} {value.unit}s"


def _procedure(procedure: Procedure) -> list[str]:
    return [
        f"### `{procedure.kind}`",
        "",
        f"{procedure.source} ({procedure.confidence}).",
        "",
        "| state | waits for | clock | then |",
        "| --- | --- | --- | --- |",
        *(_state_row(procedure, state) for state in procedure.states.values()),
        "",
    ]


def _state_row(procedure: Procedure, state: State) -> str:
    then = [procedure.states[id].name["en"] for id in state.next] or ["the approval"] * state.approves
    return f"| {state.name['en']} | {_office(state.waits_for)} | {_clock(state)} | {', '.join(then)} |"


def _office(office: str | None) -> str:
    return text(f"words.office.{office}", "en") if office else ""


def _clock(state: State) -> str:
    if state.clock is None:
        return ""
    return f"{state.clock.value} {state.clock.unit}s: {state.clock.source} ({state.clock.confidence})"


def _places(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _approval(regime: Regime) -> str:
    if not regime.approval:
        return ""
    some = [c for c in _CLASSES if c in regime.approval] if len(regime.approval) < len(_CLASSES) else []
    limits = ", ".join((*some, *regime.approval_categories))
    filed = f"; *{regime.filing_kind}* ({', '.join(regime.filing)}, {regime.filing_effect})" if regime.filing else ""
    return f"*{regime.approval_kind}*" + (f" ({limits})" if limits else "") + filed


def _from(origin: str) -> list[str]:
    """One table: streams that fare alike share a row."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for stream in law.streams():
        cells = tuple(cell(law.regime(PLACES[origin], code, stream)) for code in _goals(origin).values())
        rows.setdefault(cells, []).append(stream)
    return [
        f"### From {origin}",
        "",
        "| streams | " + " | ".join(_goals(origin)) + " |",
        "| --- |" + " --- |" * len(_goals(origin)),
        *(f"| {', '.join(streams)} | " + " | ".join(cells) + " |" for cells, streams in rows.items()),
        "",
    ]


def _goals(origin: str) -> dict[str, str]:
    """Where it may be asked to go: from the mainland all distances, from elsewhere the mainland as one."""
    if origin == "a mainland city":
        return {"the same city": PLACES[origin]} | {name: c for name, c in PLACES.items() if name != origin}
    return {name: PLACES[name] for name in ("a mainland city", "Hong Kong", "Macao", "abroad")}


def cell(regime: Regime) -> str:
    """One regime, as it stands in a table."""
    said = "**no**" if not regime.lawful else _approval(regime)
    return f"`{regime.id}`" + (f" {said}" if said else "")
