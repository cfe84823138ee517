"""SQL that reads the catalogue into memory; screens read the `Book`."""

from typing import Any

import msgspec

from wasteflow.catalog import model as m
from wasteflow.core.db import Connection

VERSION = "select version from catalogue_version"


async def version(conn: Connection) -> int:
    """Grows with each change of the catalogue."""
    return int(await conn.fetchval(VERSION))


JURISDICTIONS = """
select code6, code4, province, level, name_zh_hans, name_zh_hant, name_en, name_pt, abroad, tile_column, tile_row,
       plate_prefixes, has_districts, law, languages, time_zone, note, edition, valid_from, valid_to, source, confidence
from jurisdiction order by code6
"""


async def jurisdictions(conn: Connection) -> list[m.Jurisdiction]:
    rows = [_named(row) for row in await conn.fetch(JURISDICTIONS)]
    for row in rows:
        column, line = row.pop("tile_column"), row.pop("tile_row")
        row["tile"] = None if column is None else (column, line)
    return msgspec.convert(rows, list[m.Jurisdiction])


CATEGORIES = """
select scheme, code, edition, group_id as group, name_zh_hans, name_zh_hant, name_en, name_pt,
       valid_from, valid_to, source, confidence
from waste_category order by scheme, code, valid_from
"""


async def categories(conn: Connection) -> list[m.Category]:
    return msgspec.convert([_named(row) for row in await conn.fetch(CATEGORIES)], list[m.Category])


CODES = """
select scheme, code, edition, category, industry, hazards, name_zh, name_zh_hant, name_en, name_pt,
       valid_from, valid_to, source, confidence
from waste_code order by scheme, code, valid_from
"""


async def codes(conn: Connection) -> list[m.WasteCode]:
    return [m.WasteCode(**row) for row in await conn.fetch(CODES)]


EXEMPTIONS = """
select seq, item, codes, step, subject_zh, condition_zh, edition, valid_from, valid_to, source, confidence
from waste_exemption order by valid_from, seq
"""


async def exemptions(conn: Connection) -> list[m.Exemption]:
    return msgspec.convert([dict(row) for row in await conn.fetch(EXEMPTIONS)], list[m.Exemption])


TREATMENTS = """
select scheme, code, edition, name_zh_hans, name_zh_hant, name_en, name_pt, recovery, interim, class as class_,
       valid_from, valid_to, source, confidence
from treatment order by scheme, left(code, 1), length(code), code, valid_from
"""


async def treatments(conn: Connection) -> list[m.Treatment]:
    return msgspec.convert([_named(row) for row in await conn.fetch(TREATMENTS)], list[m.Treatment])


CROSSWALK = """
select category, match, basel_y, basel_annex8, eu_list, un_class, hk_hint, note,
       edition, valid_from, valid_to, source, confidence
from basel_crosswalk order by category, valid_from
"""


async def crosswalk(conn: Connection) -> list[m.Crosswalk]:
    return [m.Crosswalk(**row) for row in await conn.fetch(CROSSWALK)]


FACTORS = """
select route, material, family, kg_co2e_per_t, basis, edition, valid_from, valid_to, source, confidence
from emission_factor order by family, route, material, valid_from
"""


async def factors(conn: Connection) -> list[m.EmissionFactor]:
    return [m.EmissionFactor(**row) for row in await conn.fetch(FACTORS)]


LANDFILL = """
select parameter, material, climate, value, printed_range, unit, edition, valid_from, valid_to, source, confidence
from landfill_parameter order by parameter, climate, material, valid_from
"""


async def landfill(conn: Connection) -> list[m.LandfillParameter]:
    return [m.LandfillParameter(**row) for row in await conn.fetch(LANDFILL)]


FIGURES = """
select place, code6, year, metric, value, value_text, unit, note, source, confidence
from published_figure order by place, year, metric
"""


async def figures(conn: Connection) -> list[m.Figure]:
    return [m.Figure(**row) for row in await conn.fetch(FIGURES)]


INDICATORS = """
select id, level1, level2, name_zh, mandatory, unit, kind, formula, note,
       edition, valid_from, valid_to, source, confidence
from zero_waste_indicator order by id, valid_from
"""


async def indicators(conn: Connection) -> list[m.ZeroWasteIndicator]:
    return [m.ZeroWasteIndicator(**row) for row in await conn.fetch(INDICATORS)]


DAYS = "select law, day, working, name from calendar_day order by law, day"


async def days(conn: Connection) -> list[m.CalendarDay]:
    return [m.CalendarDay(**row) for row in await conn.fetch(DAYS)]


def _named(row: Any) -> dict[str, Any]:
    found = dict(row)
    columns = {"zh-Hans": "name_zh_hans", "zh-Hant": "name_zh_hant", "en": "name_en", "pt": "name_pt"}
    found["names"] = {language: found.pop(column) for language, column in columns.items()}
    return found
