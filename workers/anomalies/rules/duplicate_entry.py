"""One batch was entered twice: same site, waste and weight, made and entered minutes apart.

Mostly a double click or an import repeated; until one of the two is called off the ledger holds waste that is not
there. Only weights from a scale are compared (guesses are round and alike), and none below a few kilograms.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from workers.anomalies import examples, wording
from workers.anomalies.finding import WARNING, Finding, Limit, Subject
from workers.anomalies.groups import Entries, Lot
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("within_minutes", Decimal(10), "min", "our choice: nobody fills and weighs the same twice in that time"),
    Threshold("least_kg", Decimal(20), "kg", "our choice: small containers are alike"),
)


def check(group: Entries) -> Finding | None:
    """The first pair that is alike."""
    known = sorted(group.lots, key=lambda lot: (lot.code, lot.form, lot.kg, lot.generated_at, str(lot.batch)))
    for first, then in pairwise(known):
        if _alike(group, first, then):
            return _finding(group, first, then)
    return None


def _alike(group: Entries, first: Lot, then: Lot) -> bool:
    return (
        (first.code, first.form, first.kg) == (then.code, then.form, then.kg)
        and first.weighed
        and then.weighed
        and first.kg >= group.limit("least_kg")
        and then.generated_at - first.generated_at <= timedelta(minutes=float(group.limit("within_minutes")))
    )


def _finding(group: Entries, first: Lot, then: Lot) -> Finding:
    return Finding(
        key=f"twice {first.batch} {then.batch}",
        severity=WARNING,
        says="twice",
        facts={
            "site": group.site_name,
            "code": first.code,
            "kg": wording.plain(first.kg),
            "minutes": str((then.generated_at - first.generated_at) // timedelta(minutes=1)),
            "made": wording.local(first.generated_at),
        },
        inputs={"first": first, "then": then},
        about=Subject("batch", then.batch),
        also=(Subject("batch", first.batch),),
        at=then.generated_at,
    )


def _example(*rows: tuple[int, int, str]) -> Entries:
    return examples.lots({t.name: Limit(t.value, t.origin) for t in THRESHOLDS}, *rows)


def fires() -> Iterable[Entries]:
    """187.5 kg, and four minutes later 187.5 kg."""
    yield _example((0, 0, "187.5"), (4, 0, "187.5"))


def quiet() -> Iterable[Entries]:
    """Half a kilogram more; an hour later; small ones."""
    yield _example((0, 0, "187.5"), (4, 0, "188"))
    yield _example((0, 0, "187.5"), (60, 0, "187.5"))
    yield _example((0, 0, "5"), (4, 0, "5"))


RULE = Rule(
    family="C4",
    version=1,
    severity=WARNING,
    citation="ledger",
    thresholds=THRESHOLDS,
    says=("twice",),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Entries,
)
