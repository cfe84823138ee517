"""A store holds more hazardous waste than it may.

What may stand there is what its site stated or its permits say; 3 t in a storage point (`limits.toml`). Whoever brings
something in is told at entry and not stopped, since waste that is there has to be on record; this looks once a day and
tells the authorities, and again in another month where nothing was done. By how much, and of which categories, stands
in it: what burns or explodes is the emergency department's. What a store held on an earlier day is not kept, so nothing
is said of the past.
"""

from collections.abc import Iterable
from decimal import Decimal

from wasteflow.core.clock import local_date
from workers.anomalies import examples, wording
from workers.anomalies.finding import SERIOUS, Finding, Limit
from workers.anomalies.groups import Store
from workers.anomalies.rule import Rule, Threshold

THRESHOLDS = (
    Threshold("most_percent", Decimal(100), "%", "the store's own limit; a storage point: GB 18597-2023, 8.3.5"),
)
NAMED = 3  # categories, those it holds most of


def check(group: Store) -> Finding | None:
    """Over its limit."""
    percent = group.kg / (group.limit_t * 10)
    if percent <= group.limit("most_percent"):
        return None
    most = sorted(group.held, key=lambda held: (-held[1], held[0]))[:NAMED]
    return Finding(
        key=f"store {local_date(group.now):%Y-%m}",
        severity=SERIOUS,
        says="point" if group.point else "over",
        facts={
            "site": group.site_name,
            "held": wording.tonnes(group.kg),
            "limit": wording.plain(group.limit_t),
            "percent": f"{percent:.0f}",
            "most": ", ".join(f"{category} {wording.tonnes(kg)} t" for category, kg in most),
        },
        inputs={"held": dict(group.held), "limit_t": group.limit_t},
        score=percent / 100,
    )


def _example(held_t: str, limit_t: str = "50", *, point: bool = False) -> Store:
    return examples.store({t.name: Limit(t.value, t.origin) for t in THRESHOLDS}, held_t, limit_t, point=point)


def fires() -> Iterable[Store]:
    """Two tonnes over; a storage point with a drum too many."""
    yield _example("52")
    yield _example("3.2", "3", point=True)


def quiet() -> Iterable[Store]:
    """Full to the tonne; a storage point as it may be."""
    yield _example("50")
    yield _example("2.9", "3", point=True)


RULE = Rule(
    family="Q2",
    version=1,
    severity=SERIOUS,
    citation="storage-site",
    thresholds=THRESHOLDS,
    says=("over", "point"),
    check=check,
    fires=fires,
    quiet=quiet,
    over=Store,
)
