"""Lists as files that desks open in their spreadsheet: the filter of the page, more lines than the page."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from starlette.responses import Response

from manifests.life.model import Batch, Manifest
from wasteflow.core.cells import inert
from wasteflow.core.clock import BAY_AREA
from wasteflow.web.console.page import HEADERS, Visit

MOST = 5000  # lines of one file


def batches(visit: Visit, rows: Sequence[Batch], names: Mapping[UUID, str]) -> Response:
    """Batches, a line each; weights in kilograms with their basis beside them."""
    heads = ("batch.waste", "batch.code", "batch.category", "state", "batch.weight", "batch.basis", "batch.holder")
    more = ("batch.made", "batch.digital_code")
    lines = (
        (
            b.name,
            b.code.code,
            b.category,
            visit.reader.word("batch_status", b.status),
            b.weight.kg,
            visit.reader.word("basis", b.weight.basis),
            names.get(b.holder_org, ""),
            _time(b.generated_at),
            b.digital_code or "",
        )
        for b in rows
    )
    return _file(visit, "batches", (*heads, *more), lines)


def manifests(visit: Visit, rows: Sequence[Manifest]) -> Response:
    """Manifests, a line for each of their lines."""
    heads = ("manifest.number", "state", "batch.waste", "batch.code", "manifest.sent", "batch.basis")
    more = ("manifest.weighed", "manifest.accepted", "detail.consignee", "detail.carrier", "detail.plate")
    lines = (
        (
            m.number or "",
            visit.reader.word("manifest_status", m.status),
            line.name,
            line.code.code,
            line.sent.kg,
            visit.reader.word("basis", line.sent.basis),
            line.weighed.kg if line.weighed else "",
            "" if line.accepted_kg is None else line.accepted_kg,
            m.consignee.name,
            m.leg.name,
            m.leg.plate or "",
            _time(m.last_at),
        )
        for m in rows
        for line in m.lines
    )
    return _file(visit, "manifests", (*heads, *more, "manifest.last"), lines)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(BAY_AREA):%Y-%m-%d %H:%M}"


def _file(visit: Visit, name: str, heads: Iterable[str], lines: Iterable[Iterable[object]]) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([visit.t(f"console.{head}") for head in heads])
    writer.writerows([_cell(value) for value in line] for line in lines)
    return Response(
        "\ufeff" + text.getvalue(),  # without the mark, spreadsheets read Chinese as something else
        media_type="text/csv; charset=utf-8",
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _cell(value: object) -> str:
    return inert(str(value))
