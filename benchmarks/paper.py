"""How fast paper is made, and in how much memory: the month's report of a city, 1,000 labels, 1,000 manifest sheets, a
register of a million rows, and one of ten thousand on paper.

Beside each document stands the bare page: the same texts at the same places and the same QR symbols, put on a reportlab
canvas with nothing else, in the same run. Each part is a process of its own, so that its peak memory is its own.
`BENCH_PAPERS`, `BENCH_ROWS` and `BENCH_SET_ROWS` make it smaller.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from benchmarks import _servers
from manifests.registers import commands as registers
from manifests.registers import queries
from manifests.registers.model import Kind
from manifests.registers.writing import WRITERS
from reports import qr, typeface, volumes
from reports.documents import label, manifest, monthly_city
from reports.page import Page
from reports.proof import certificate, pades
from tests.bay import build_bay
from tests.reports.facts import monthly, sheet
from tests.reports.test_label import facts as label_facts
from wasteflow.core import clock, jobs
from wasteflow.core.db import open_pool
from wasteflow.core.settings import Settings

PAPERS = int(os.environ.get("BENCH_PAPERS", "1000"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
SET_ROWS = int(os.environ.get("BENCH_SET_ROWS", "10000"))  # of a register on paper, ten volumes
# A year of loads into one plant; only for benchmarks: nothing else writes the read model past the roll-up.
FILL = """
insert into rollup_trip (manifest, line, batch, status, number, stream, scheme, code, category, from_org, from_site,
    from_city, to_org, to_site, to_city, carrier, plate, sent_kg, sent_basis, gate_kg, gate_basis, departed_at,
    arrived_at, taken_at, known_at)
select gen_random_uuid(), 1, gen_random_uuid(), 'accepted', to_char(20264403000000 + n, 'FM99999999999999'),
       'hazardous', 'cn-hw', '336-054-17', 'HW17', $2, $3, '440300', $4, $5, '440300', $6,
       '粤B' || lpad((n % 99999)::text, 5, '0'),
       1000 + n % 500, 'weighed', 999 + n % 500, 'weighed', $7::timestamptz + n * interval '31 s',
       $7::timestamptz + n * interval '31 s', $7::timestamptz + n * interval '31 s', now()
  from generate_series(1, $1::int) n
"""


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(PARTS[sys.argv[1]]()))
        return
    found = {name: _process(name) for name in PARTS}
    figures = _figures(found)
    print(f"{'':28}{'seconds':>9}{'pages/s':>9}{'bare':>9}{'ratio':>7}{'peak MB':>9}")
    for one in found.values():
        bare = f"{one['bare']:9.1f}{one['rate'] / one['bare']:7.2f}" if "bare" in one else " " * 16
        print(f"{one['what']:28}{one['seconds']:9.2f}{one['rate']:9.1f}{bare}{one['peak_mb']:9.0f}")
    with _servers.postgres() as server:
        version = asyncio.run(_version(server))
    print(json.dumps({"bench": "paper", "figures": figures, "machine": _servers.machine(version)}))


def _figures(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    report, labels, sheets, register, on_paper = (found[name] for name in PARTS)
    return {
        "report_seconds": round(report["seconds"], 3),
        "report_ratio": round(report["rate"] / report["bare"], 2),
        "label_ratio": round(labels["rate"] / labels["bare"], 2),
        "labels_per_second": round(labels["rate"], 1),
        "sheet_ratio": round(sheets["rate"] / sheets["bare"], 2),
        "sheets_per_second": round(sheets["rate"], 1),
        "register_rows_per_second": round(register["rate"], 0),
        "register_peak_mb": round(register["peak_mb"], 0),
        "register_grown_mb": round(register["grown_mb"], 0),
        "paper_register_rows_per_second": round(on_paper["rate"], 0),
        "paper_register_peak_mb": round(on_paper["peak_mb"], 0),
        "paper_register_grown_mb": round(on_paper["grown_mb"], 0),
    }


def _process(name: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.paper", name], check=True, capture_output=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


# --- the bare page -----------------------------------------------------------------------------------------


class Recorded:
    """What a document puts on its pages: texts at their places, QR symbols by what they hold."""

    def __init__(self) -> None:
        self.pages: dict[int, list[tuple[Any, ...]]] = {}
        self.keep: list[Page] = []

    def __enter__(self) -> "Recorded":
        self.text, self.symbol = Page.text, Page.symbol
        recorded = self

        def text(page: Page, x: float, y: float, string: str, **how: Any) -> float:
            recorded._on(page).append(("text", x, page.height - y, string, how.get("size", 10), how.get("bold", False)))
            return recorded.text(page, x, y, string, **how)

        def symbol(page: Page, x: float, y: float, side: float, code: qr.Symbol) -> None:
            recorded._on(page).append(("symbol", x, page.height - y - side, side, code.payload))
            recorded.symbol(page, x, y, side, code)

        Page.text, Page.symbol = text, symbol  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        Page.text, Page.symbol = self.text, self.symbol  # type: ignore[method-assign]

    def _on(self, page: Page) -> list[tuple[Any, ...]]:
        if id(page) not in self.pages:
            self.keep.append(page)
        return self.pages.setdefault(id(page), [])


def bare(recorded: Recorded) -> bytes:
    """The same texts and symbols, and nothing else."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName=typeface.REGULAR)  # type: ignore[arg-type]
    for page in recorded.keep:
        canvas.setPageSize((page.width * mm, page.height * mm))
        for kind, x, y, *rest in recorded.pages[id(page)]:
            if kind == "text":
                string, size, bold = rest
                canvas.setFont(typeface.face(bold=bold), size)
                canvas.drawString(x * mm, y * mm, string)
            else:
                side, payload = rest
                code = qr.symbol(payload)
                module = side / code.side
                path = canvas.beginPath()
                for column, row, length in code.runs():
                    path.rect((x + column * module) * mm, (y - row * module) * mm, length * module * mm, module * mm)
                canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# --- the parts ---------------------------------------------------------------------------------------------


def _document(what: str, draw: Callable[[], object]) -> dict[str, Any]:
    """Drawn as it is and bare, in turn; the fonts are read before."""
    typeface.load()
    with Recorded() as recorded:
        draw()
    bare(recorded)
    times = [(_timed(draw), _timed(partial(bare, recorded))) for _ in range(3)]
    own, plain = (sorted(column)[1] for column in zip(*times, strict=True))
    pages = len(recorded.keep)
    return {"what": what, "seconds": own, "rate": pages / own, "bare": pages / plain, "peak_mb": _peak_mb()}


def report() -> dict[str, Any]:
    """Drawn and signed, as it leaves."""
    with tempfile.TemporaryDirectory() as folder:
        facts, by = monthly(), certificate.signer(Settings(data_dir=Path(folder)))

        def made() -> None:
            pades.sign(monthly_city.draw(facts, "zh-Hans"), by, number=facts.number("zh-Hans"))

        return _document("report of a city, signed", made)


def labels() -> dict[str, Any]:
    """One file, as a day's drums are labelled."""
    one = label_facts()
    head, code = one.digital_code[:-3], one.digital_code
    many = []
    for n in range(PAPERS):
        own = f"{head}{n % 999 + 1:03}"
        many.append(msgspec.structs.replace(one, digital_code=own, payload=one.payload.replace(code, own)))
    return _document(f"{PAPERS} labels", partial(label.draw_all, many, "zh-Hans"))


def sheets() -> dict[str, Any]:
    """Each a file of its own."""
    one = sheet()
    return _document(f"{PAPERS} manifest sheets", lambda: [manifest.draw(one, "zh-Hans") for _ in range(PAPERS)])


def register() -> dict[str, Any]:
    """A million rows as a workbook, by the worker's own function."""
    return asyncio.run(_register("xlsx", ROWS))


def set_register() -> dict[str, Any]:
    """On paper: volume after volume, each signed."""
    return asyncio.run(_register("pdf", SET_ROWS))


async def _register(form: str, count: int) -> dict[str, Any]:
    with _servers.postgres() as server:
        url = await _servers.fresh_database(server)
        pool = await open_pool(url, 3)
        bay = await build_bay(pool)
        today = clock.local_date(clock.now())
        first = today - timedelta(days=370)
        async with pool.acquire() as conn:
            sites = (bay.factory, bay.factory_site, bay.plant, bay.plant_site, bay.dispatcher.org)
            await conn.execute(FILL, count, *sites, clock.now() - timedelta(days=368), timeout=1200)
        order, _ = await registers.order(
            pool, bay.gate, kind=Kind.INCOMING, form=form, first=first, last=today, language="zh-Hans"
        )
        before = _peak_mb()
        job = await jobs.take(pool, order.job, 600)
        assert job is not None
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            writers = WRITERS | {"pdf": volumes.opening(Settings(data_dir=Path(folder)))}
            await registers.write(pool, job, writers=writers)
        seconds = time.perf_counter() - start
        rows = await _rows(pool, order.id)
        assert rows == count, rows
        await _servers.drop(pool, server, url)
    peak = _peak_mb()
    what = f"register of {count:,} rows{' on paper' if form == 'pdf' else ''}"
    told = {"what": what, "seconds": seconds, "rate": count / seconds}
    return {**told, "peak_mb": peak, "grown_mb": peak - before}


async def _rows(pool: Any, id: UUID) -> int:
    async with pool.acquire() as conn:
        file = await queries.file(conn, id=id)
    assert file is not None
    return file.rows


async def _version(server: str) -> str:
    import asyncpg

    conn = await asyncpg.connect(server)
    try:
        return str(await conn.fetchval("show server_version"))
    finally:
        await conn.close()


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "report": report,
    "labels": labels,
    "sheets": sheets,
    "register": register,
    "set_register": set_register,
}


if __name__ == "__main__":
    main()
