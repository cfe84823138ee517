"""The import: good rows in, bad ones back, twice the same."""

import asyncio
import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from manifests import queries
from manifests.ledger import refusals as no
from manifests.ledger.commands import import_ledger
from tests.bay import Bay
from tests.manifests.ledger.sheets import HEADER, csv_bytes, day, good, xlsx_bytes
from wasteflow.core.errors import NotFound
from wasteflow.core.ids import new_id
from wasteflow.people.refusals import NotAllowed

pytestmark = pytest.mark.anyio


async def send(bay: Bay, rows: list[list[str]], encoding: str = "gbk", language: str = "en"):  # type: ignore[no-untyped-def]
    data = csv_bytes([HEADER, *rows], encoding)
    return await import_ledger(
        bay.pool, bay.clerk, site=bay.factory_site, name="十一月.csv", data=data, language=language
    )


async def generated(bay: Bay) -> int:
    count: int = await bay.pool.fetchval("select count(*) from custody_event where kind = 'generated'")
    return count


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
async def test_good_rows_become_batches_known_by_their_code(bay: Bay, encoding: str) -> None:
    outcome = await send(bay, [good(1), good(2, amount="0.3")], encoding)
    assert (outcome.accepted, outcome.repeated, outcome.refused) == (2, 0, 0)
    assert outcome.error_file is None
    async with bay.pool.acquire() as conn:
        subject = await queries.subject_of(conn, value="HWCS20261101002")
        assert subject
        batch = await queries.batch(conn, id=subject[0], scopes=[f"org:{bay.factory}"])
    assert batch
    assert batch.weight.kg == Decimal(300)
    assert batch.weight.basis == "declared"
    assert batch.container.count == 2
    assert batch.digital_code
    assert batch.code.code == "336-054-17"


async def test_the_same_file_twice_is_recorded_once(bay: Bay) -> None:
    rows = [good(n) for n in range(1, 8)]
    first = await send(bay, rows)
    again = await send(bay, rows, encoding="utf-8")
    assert (first.accepted, first.repeated) == (7, 0)
    assert (again.accepted, again.repeated, again.refused) == (0, 7, 0)
    assert await generated(bay) == 7


async def test_twice_at_the_same_moment_too(bay: Bay) -> None:
    rows = [good(n) for n in range(1, 30)]
    one, two = await asyncio.gather(send(bay, rows), send(bay, rows))
    assert one.accepted + two.accepted == 29
    assert one.repeated + two.repeated == 29
    assert await generated(bay) == 29


async def test_bad_rows_come_back_and_good_ones_stay(bay: Bay) -> None:
    rows = [
        good(1),
        good(2, code="336-999-17"),  # no such code
        good(3, at="明天"),
        good(4, amount="0"),
        good(5, at=day(-3)),  # in the future
        good(1),  # its batch code again
        good(6),
        good(7, amount="-1.25"),  # a number, but no weight
    ]
    outcome = await send(bay, rows)
    assert (outcome.accepted, outcome.refused) == (2, 6)
    told = {x.row: (x.column, x.notice.code) for x in outcome.errors}
    assert told == {
        3: ("code", "unknown_hazardous_code"),
        4: ("at", "date_unknown"),
        5: ("amount", "wrong_weight"),
        6: ("at", "in_the_future"),
        7: ("batch", "batch_code_twice"),
        9: ("amount", "wrong_weight"),
    }
    assert await generated(bay) == 2


async def test_the_error_file_can_be_mended_and_sent(bay: Bay) -> None:
    """Same encoding, same columns, in front the row and what to do."""
    outcome = await send(bay, [good(1), good(2, amount="很多"), good(3, code="900-000-99")], language="zh-Hans")
    made = outcome.error_file
    assert made
    assert made.name.startswith("十一月-")
    rows = list(csv.reader(io.StringIO(made.content.decode("gbk"))))
    assert rows[0] == ["原行号", "如何改正", *HEADER]
    assert [r[0] for r in rows[1:]] == ["3", "4"]
    assert "产生量" in rows[1][1]
    assert "很多" in rows[1][1]
    mended = made.content.replace("很多".encode("gbk"), b"0.75").replace(b"900-000-99", b"336-062-17")
    # the remedy still names what was wrong; it stands in a column that is not read
    again = await import_ledger(bay.pool, bay.clerk, site=bay.factory_site, name=made.name, data=mended)
    assert (again.accepted, again.repeated, again.refused) == (2, 0, 0)


async def test_an_xlsx_comes_back_as_xlsx_and_formulas_stay_text(bay: Bay) -> None:
    row = good(1, name="=HYPERLINK(1)")
    data = xlsx_bytes([HEADER, row, good(2)])
    outcome = await import_ledger(bay.pool, bay.clerk, site=bay.factory_site, name="a.xlsx", data=data, language="en")
    assert (outcome.accepted, outcome.refused) == (1, 1)
    made = outcome.error_file
    assert made
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert sheet["B2"].value.startswith("危险废物名称: This cell holds a formula")
    assert sheet["E2"].value == "=HYPERLINK(1)"
    assert sheet["E2"].data_type == "s" or sheet["E2"].quotePrefix is False
    assert sheet["E2"].fill.fgColor.rgb.endswith("FFF2CC")


async def test_a_changed_batch_is_refused_not_overwritten(bay: Bay) -> None:
    await send(bay, [good(1)])
    outcome = await send(bay, [good(1, amount="9")])
    assert [x.notice.code for x in outcome.errors] == ["batch_changed"]
    assert await generated(bay) == 1


async def test_unlisted_waste_says_its_hazards_and_is_warned_about(bay: Bay) -> None:
    outcome = await send(bay, [good(1, code="900-000-17")])
    assert [(x.row, x.column, x.notice.code) for x in outcome.errors] == [(2, "hazards", "missing_field")]
    data = csv_bytes([[*HEADER, "危险特性"], [*good(1, code="900-000-17"), "T，C"]])
    outcome = await import_ledger(bay.pool, bay.clerk, site=bay.factory_site, name="a.csv", data=data)
    assert outcome.accepted == 1
    assert [(x.row, x.column, x.notice.code) for x in outcome.warnings] == [(2, "code", "unlisted_hazardous_code")]


async def test_an_old_ledger_is_no_late_entry(bay: Bay) -> None:
    outcome = await send(bay, [good(1, at=day(40))])
    assert outcome.accepted == 1
    assert not outcome.warnings


async def test_only_ones_own_site(bay: Bay) -> None:
    with pytest.raises(no.NotYourLedger):
        await import_ledger(bay.pool, bay.clerk, site=bay.plant_site, name="a.csv", data=csv_bytes([HEADER, good(1)]))
    with pytest.raises(NotFound):
        await import_ledger(bay.pool, bay.clerk, site=new_id(), name="a.csv", data=csv_bytes([HEADER, good(1)]))
    with pytest.raises(NotAllowed):
        await import_ledger(bay.pool, bay.driver, site=bay.factory_site, name="a.csv", data=b"x")


async def test_no_unit_nothing_imported(bay: Bay) -> None:
    header = ["产生量" if h == "产生量（吨）" else h for h in HEADER]
    with pytest.raises(no.UnitUnknown):
        await import_ledger(bay.pool, bay.clerk, site=bay.factory_site, name="a.csv", data=csv_bytes([header, good(1)]))
    assert await generated(bay) == 0


async def test_batch_codes_are_known_within_their_site_only(bay: Bay) -> None:
    """Two companies may both have an HWCS20261101001."""
    await send(bay, [good(1)])
    outcome = await import_ledger(
        bay.pool, bay.gate, site=bay.plant_site, name="a.csv", data=csv_bytes([HEADER, good(1)])
    )
    assert (outcome.accepted, outcome.repeated) == (1, 0)
