"""Stories of ledgers and of what is declared from them."""

from decimal import Decimal

from manifests import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records
from wasteflow.core import clock


def ledger(site: str, *links: str) -> Act:
    """A person reads a site's ledger, and it has these rows; each goes on from one before it."""

    async def act(tale: Tale, who: str) -> None:
        of = getattr(tale.bay, site)
        rows = (await tale.get(who, f"/sites/{of}/ledger"))["items"]
        assert [row["link"] for row in rows] == list(links), rows
        known = {row["code"] for row in rows}
        assert all(set(row["previous"]) <= known for row in rows)
        assert sum(Decimal(row["stock_kg"]) for row in rows) == 0, "all that came went"

    return act


async def _first_code(tale: Tale, who: str) -> None:
    row = (await tale.get(who, f"/sites/{tale.bay.factory_site}/ledger?kind=generated"))["items"][0]
    assert row["code"] == f"HWCS{clock.local_date(clock.now()):%Y%m%d}001"


LEDGER = Story(
    "A ledger nobody keeps",
    "HJ 1259 asks for a row at every link: made, into store, out of store, treated or sent away, each naming the row"
    " before it. Nobody writes them: they are read from what was recorded anyway, at both ends of the road.",
    (
        fills("1000"),
        Step("clerk", "finds the drum in her ledger, numbered HWCS, the day and 001.", _first_code),
        *leaves(),
        Step("gate", "accepts it.", records("load", e.Accepted())),
        Step("gate", "recovers the metal.", records("drum", e.Treated("cn_utilisation:R4", Decimal(1000)))),
        Step(
            "clerk",
            "reads the works' ledger: made, stored, taken out, sent away to be used.",
            ledger("factory_site", "generated", "stored", "taken_out", "outsourced_use"),
        ),
        Step(
            "gate",
            "reads the plant's: stored, taken out, used.",
            ledger("plant_site", "stored", "taken_out", "own_use"),
        ),
        Step(
            "regulator",
            "reads the same rows as the works.",
            ledger("factory_site", "generated", "stored", "taken_out", "outsourced_use"),
        ),
    ),
)

DECLARED = (LEDGER,)
