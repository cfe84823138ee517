"""What goes wrong on purpose, so that detection can be scored: chosen by a seed of its own, and written down.

`spoiling` holds one function for each kind; this file says which rules are to find it, how often it comes, and keeps
the list that nobody who detects may look at.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID

# Kind -> its number in the rule table, the rules that are to find it, and those it may rightly set off besides.
KINDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "weight_gap": ("W1", ("weight_gap",), ("difference_unexplained",)),
    "unexplained": ("W4", ("weight_gap", "difference_unexplained"), ()),
    "pieces": ("W2", ("piece_count",), ()),
    "difference": ("W3", ("found_difference",), ("untreated", "stored_too_long")),
    "round": ("W6", ("round_weights",), ()),
    "overload": ("W7", ("overloaded",), ()),
    "late_receipt": ("T1", ("not_received", "long_on_the_road"), ("impossible_travel", "delivered_late")),
    "never_received": ("T1", ("not_received", "long_on_the_road"), ("no_reply", "impossible_travel")),
    "late_hong_kong": ("T1", ("delivered_late", "not_received"), ("impossible_travel",)),
    "never_left": ("T1", ("never_left",), ("stored_too_long",)),
    "unconfirmed": ("T1", ("receipt_unconfirmed",), ("stored_too_long",)),
    "stored": ("T3", ("stored_too_long",), ()),
    "late_entry": ("T5", ("entered_late",), ("untreated", "stored_too_long")),
    "bulk": ("T5", ("bulk_entry",), ("entered_late", "stored_too_long", "duplicate_entry")),
    "correction": ("T6", ("correction_unanswered",), ()),
    "called_off": ("T7", ("cancelled_after_signature",), ()),
    "untreated": ("C2", ("untreated",), ("stored_too_long",)),
    "turned_away": ("C2", ("untreated",), ("stored_too_long",)),
    "relabelled": (
        "C3",
        ("hazardous_to_general",),
        ("residue_ratio", "declared_drift", "gone_silent"),
    ),
    "duplicate": ("C4", ("duplicate_entry",), ("stored_too_long",)),
    "double_load": ("C4", ("duplicate_load",), ("duplicate_entry", "stored_too_long")),
    "two_places": ("R7", ("impossible_travel",), ()),
    "residues": ("M2", ("residue_ratio",), ("declared_drift", "gone_silent")),
    "drift": ("M3", ("declared_drift",), ("gone_silent", "residue_ratio", "hazardous_to_general")),
    "silent": ("M4", ("gone_silent",), ("declared_drift", "residue_ratio")),
    "triangle": ("G1", ("colluding_triangle",), ("duplicate_load", "duplicate_entry", "declared_drift", "gone_silent")),
    "shell": ("G3", ("new_shell",), ()),
    "tare": ("W5", ("tare_drift",), ()),
    "over_pace": ("Q2", ("over_pace",), ()),
    "over_plan": ("Q1", ("over_plan",), ()),
    "off_route": ("R1", ("off_corridor",), ()),
    "stop": ("R2", ("unplanned_stop",), ("stop_near_sensitive",)),
    "stop_near": ("R3", ("stop_near_sensitive",), ()),
    "speeding": ("R4", ("over_speed",), ()),
    "closed": ("R5", ("closed_zone",), ()),
    "signal": ("R6", ("signal_lost",), ()),
    "jump": ("R7", ("trail_contradicts",), ()),
    "elsewhere": ("R7", ("trail_contradicts",), ()),
    "no_papers": ("R8", ("trip_without_manifest",), ()),
    "barge": ("R9", ("barge_off_lane",), ()),
}
# How many of a thousand loads; at least one where any can be. What is not named here comes in the benchmark only.
USUAL: dict[str, float] = {
    "weight_gap": 18,
    "late_receipt": 2,
    "never_received": 1,
    "duplicate": 1,
    "pieces": 0.5,
    "tare": 0.5,
    "overload": 0.5,
    "late_entry": 0.5,
    "unconfirmed": 0.5,
    "untreated": 0.5,
    "stored": 0.5,
    "called_off": 0.5,
    "two_places": 0.5,
    "double_load": 0.5,
    "off_route": 0.5,
    "stop": 0.5,
    "stop_near": 0.5,
    "speeding": 0.5,
    "closed": 0.5,
    "signal": 0.5,
    "jump": 0.5,
    "no_papers": 0.5,
    "barge": 0.5,
}
NONE: dict[str, float] = {}


@dataclass
class Fault:
    """One injected fault. `number` is filled in from the database once it is written."""

    kind: str
    rule: str  # as numbered in the rule table
    severity: int  # 1 info, 2 warning, 3 serious, 4 suspected crime
    subject_kind: str
    subject: UUID
    city: str  # of the consignee; of the maker for a batch or site
    at: datetime
    size: str  # percent, days or kilograms, as `unit` says
    unit: str
    line: int | None = None
    batch: UUID | None = None
    number: str | None = None
    touches: tuple[UUID, ...] = ()  # whatever else a rule may name when it has found it

    @property
    def expects(self) -> tuple[str, ...]:
        """The rules that are to find it."""
        return KINDS[self.kind][1]

    @property
    def allows(self) -> tuple[str, ...]:
        """The rules that it may rightly set off, itself among them."""
        return (*KINDS[self.kind][1], *KINDS[self.kind][2])


def numbers(rates: Mapping[str, float], loads: int) -> dict[str, int]:
    """How many of each kind among so many loads."""
    return {kind: max(1, round(rate * loads / 1000)) for kind, rate in rates.items()}


def chance(seed: int, kind: str) -> Random:
    """Each kind has its own, so that one more kind changes no other."""
    return Random(f"{seed}:faults:{kind}")


def write(faults: Sequence[Fault], folder: Path) -> Path:
    """`demo-faults.csv` and the same as JSON, in the data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {**asdict(f), "at": f.at.isoformat(), "touches": " ".join(map(str, f.touches)), "found_by": " ".join(f.expects)}
        for f in faults
    ]
    path = folder / "demo-faults.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*Fault.__dataclass_fields__, "found_by"])
        writer.writeheader()
        writer.writerows(rows)
    (folder / "demo-faults.json").write_text(json.dumps(rows, ensure_ascii=False, default=str, indent=1), "utf-8")
    return path
