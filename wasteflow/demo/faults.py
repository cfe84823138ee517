"""What goes wrong on purpose, so that detection can be scored: chosen by a seed of its own, and written down.

`weight_gap` is what the rules of today can see; the other kinds wait for theirs and say so.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from manifests.life.model import Basis
from wasteflow.demo import walk
from wasteflow.demo.flows import Drop, Load, on_scale, timed_id

KINDS = {
    "weight_gap": "W1",  # 10 % or more: serious; 3 % and 200 kg or more: warning
    "late_receipt": "T1",  # received many days after it left
    "never_received": "T1",  # left and never came
    "duplicate": "W6",  # one batch entered twice
}
SEEN_NOW = ("weight_gap",)
RATES = {
    "weight_gap:3": 0.011,
    "weight_gap:2": 0.007,
    "late_receipt": 0.002,
    "never_received": 0.001,
    "duplicate": 0.001,
}
PINNED = 4  # lie in the last weeks of the city of the demo's people


@dataclass
class Fault:
    """One injected fault. `number` is filled in from the database once it is written."""

    kind: str
    rule: str  # the rule meant to find it, as numbered in the domain's list
    seen_now: bool  # whether a rule for it exists already
    severity: int  # 2 warning, 3 serious
    subject_kind: str
    subject: UUID
    city: str  # of the consignee; of the maker for a batch
    at: datetime
    size: str  # percent, days or kilograms, as `unit` says
    unit: str
    line: int | None = None
    batch: UUID | None = None
    number: str | None = None


def inject(seed: int, loads: Sequence[Load], drops: list[Drop], end: datetime) -> list[Fault]:
    """Spoil some loads in place, add doubled batches to `drops`; what was done, oldest first."""
    random = Random(f"{seed}:faults")
    open_ = [x for x in loads if _spoilable(x, end)]
    random.shuffle(open_)
    recent = [x for x in open_ if x.consignee.city == walk.CITY and x.times["weighed"] > end - timedelta(days=20)]
    found = [_gap(random, x, 3 if n % 2 == 0 else 2) for n, x in enumerate(_with_room(recent)[:PINNED])]
    done = {f.subject for f in found}
    rest = [x for x in open_ if x.id not in done]
    for name, rate in RATES.items():
        count = max(1, round(rate * len(loads)))
        if name.startswith("weight_gap"):
            severity = int(name[-1])
            chosen = (rest if severity == 3 else _with_room(rest))[:count]
            found += [_gap(random, x, severity) for x in chosen]
        elif name == "duplicate":
            chosen = [x for x in rest if x.begins < end - timedelta(days=1)][:count]
            found += [_doubled(x, drops, seed) for x in chosen]
        else:
            chosen = [x for x in rest if x.times["departed"] < end - timedelta(days=16)][:count]
            found += [_delayed(random, x, name) for x in chosen]
        taken = {x.id for x in chosen}
        rest = [x for x in rest if x.id not in taken]
    return sorted(found, key=lambda f: (f.at, f.subject))


def write(faults: Sequence[Fault], folder: Path) -> Path:
    """`demo-faults.csv` and the same as JSON, in the data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(f) | {"at": f.at.isoformat()} for f in faults]
    path = folder / "demo-faults.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(Fault.__dataclass_fields__))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "demo-faults.json").write_text(json.dumps(rows, ensure_ascii=False, default=str, indent=1), "utf-8")
    return path


def _spoilable(load: Load, end: datetime) -> bool:
    """Weighed in both places, over before the last day, and nothing else unusual about it."""
    return (
        load.fate == "accepted"
        and load.waste.stream in ("hazardous", "general_industrial", "construction", "household")
        and not load.consignee.collects
        and not load.consignor.collects
        and all(d.basis is Basis.WEIGHED for d in load.drops)
        and load.times["accepted"] < end - timedelta(hours=6)
    )


def _with_room(loads: Sequence[Load]) -> list[Load]:
    """Loads heavy enough for 3 to 10 percent to be more than 200 kg."""
    return [x for x in loads if max(x.sent) >= 6000]


def _gap(random: Random, load: Load, severity: int) -> Fault:
    line = max(range(len(load.sent)), key=lambda n: load.sent[n])
    sent = load.sent[line]
    share = random.uniform(0.12, 0.3) if severity == 3 else random.uniform(0.045, 0.085)
    if random.random() < 0.12:
        share = -share  # now and then more arrives than was sent
    load.gate[line] = on_scale(float(sent) * (1 - share))
    percent = (sent - load.gate[line]) / sent * 100
    return _fault(load, "weight_gap", severity, "weighed", f"{percent:.1f}", "percent", line + 1, load.drops[line].id)


def _delayed(random: Random, load: Load, kind: str) -> Fault:
    if kind == "never_received":
        load.fate = "lost"
        return _fault(load, kind, 3, "departed", str(load.kg), "kg")
    days = random.randint(9, 13)
    for step in ("arrived", "weighed", "accepted", "treated"):
        load.times[step] += timedelta(days=days)
    return _fault(load, kind, 3, "accepted", str(days), "days")


def _doubled(load: Load, drops: list[Drop], seed: int) -> Fault:
    first = load.drops[0]
    at = first.at + timedelta(minutes=4)
    again = Drop(timed_id(at, seed, "again", first.id), first.waste, first.maker, at, first.kg, first.basis)
    drops.append(again)
    return Fault(
        "duplicate", KINDS["duplicate"], False, 2, "batch", again.id, first.maker.city, at, str(first.kg), "kg",
        batch=first.id,
    )  # fmt: skip


def _fault(
    load: Load, kind: str, severity: int, step: str, size: str, unit: str, line: int | None = None,
    batch: UUID | None = None,
) -> Fault:  # fmt: skip
    return Fault(
        kind, KINDS[kind], kind in SEEN_NOW, severity, "manifest", load.id, load.consignee.city, load.times[step],
        size, unit, line, batch,
    )  # fmt: skip
