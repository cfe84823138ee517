"""Registers on paper: volumes that are signed and archived by themselves, memory that does not grow with the rows."""

import io
import tracemalloc
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest

from manifests.registers import commands
from manifests.registers.model import Cell, Kind, RegisterFile
from manifests.registers.writing import Sink
from reports import volumes
from reports.documents import register
from tests.bay import Bay
from tests.manifests.registers.test_registers import ordered, settled
from tests.reports.papers import AT, volume
from tests.reports.test_paper import text_of
from wasteflow.core.ids import new_id
from wasteflow.core.settings import Settings
from wasteflow.works import HANDLERS
from workers import tasks


def a_register() -> RegisterFile:
    day, id = date(2026, 1, 1), new_id()
    return RegisterFile(id, Kind.STOCK, "pdf", "en", None, None, day, day, id, id, AT, 0, 0, None, None, AT, 0)


def rows(first: int, count: int) -> list[list[Cell]]:
    return [
        [
            AT + timedelta(minutes=n),
            1,
            "hazardous waste",
            "336-054-17",
            "HW17",
            "sludge",
            Decimal(n),
            "weighed",
            "S",
            None,
        ]
        for n in range(first, first + count)
    ]


def write(sink: Sink, count: int, most: int) -> tuple[volumes.Volumes, bytes]:
    writer = volumes.Volumes(sink, a_register(), "Works", Settings(public_url="https://waste.example"), rows=most)
    content = b""
    for start in range(1, count + 1, 20):
        writer.add(rows(start, 20))
        content += sink.taken()
    writer.close()
    return writer, content + sink.taken()


def test_rows_go_into_volumes_in_order_and_none_is_lost() -> None:
    writer, content = write(Sink(), 100, 40)
    assert writer.volumes == 3
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said = [text_of(archive.read(name)) for name in archive.namelist()]
    assert ["rows 1 to 40" in said[0], "rows 41 to 80" in said[1], "rows 81 to 100" in said[2]] == [True] * 3
    assert "ends here, after 100 rows" in said[2]
    assert "goes on after row 40" in said[0]
    assert f"{sum(range(41, 81)):,}" in said[1]  # what the second adds up to
    assert [issue.watermark for issue in writer.unsettled] == [40, 80, 100]


def test_one_volume_is_a_file_by_itself_even_when_it_is_just_full() -> None:
    writer, content = write(Sink(), 40, 40)
    assert (writer.volumes, content[:5]) == (1, b"%PDF-")


def test_ten_times_the_rows_need_no_more_memory() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        write(Sink(), count, 40)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(80)  # fonts and caches
    few, many = peak(80), peak(400)
    assert many - few < few / 2 + 3_000_000  # the archive's own table and the text of what was written


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_columns_and_nothing_runs_over(kind: Kind) -> None:
    said = text_of(register.draw(volume(kind), "zh-Hans"))
    assert "…" not in said
    assert said.count("336-054-17") == 24


@pytest.mark.anyio
async def test_a_register_on_paper_is_ordered_like_any_other_and_can_be_checked(client, bay: Bay) -> None:
    await bay.delivered("1000", "950")
    await settled(bay)
    file, secret = await ordered(bay, Kind.INCOMING, "pdf", language="en")
    assert await tasks.look_at(bay.pool, file.job, HANDLERS, 60)
    whole, parts = await commands.fetch(bay.pool, file.id, secret)
    content = b"".join([part async for part in parts])
    assert (whole.volumes, whole.name.rpartition(".")[2], whole.bytes) == (1, "pdf", len(content))
    said = text_of(content)
    assert "深圳宝安处置中心" in said
    assert "−50" in said
    number = next(word for word in said.split() if word.startswith("WF-RG-INC-"))
    told = (await client.get(f"/verification/{number}")).json()
    assert (told["verdict"], told["kind"]) == ("genuine", "register")
