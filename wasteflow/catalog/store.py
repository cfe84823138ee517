"""SQL that changes the catalogue: loading the released tables, and what an administrator adds or closes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wasteflow.catalog.model import WasteCode
from wasteflow.core.db import Connection

LOAD_JURISDICTIONS = """
insert into jurisdiction select * from jsonb_populate_recordset(null::jurisdiction, $1)
on conflict (code6) do update set
    code4 = excluded.code4, province = excluded.province, level = excluded.level,
    name_zh_hans = excluded.name_zh_hans, name_zh_hant = excluded.name_zh_hant,
    name_en = excluded.name_en, name_pt = excluded.name_pt, abroad = excluded.abroad,
    tile_column = excluded.tile_column, tile_row = excluded.tile_row,
    plate_prefixes = excluded.plate_prefixes, has_districts = excluded.has_districts, law = excluded.law,
    languages = excluded.languages, time_zone = excluded.time_zone, note = excluded.note,
    edition = excluded.edition, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    source = excluded.source, confidence = excluded.confidence
where jurisdiction.* is distinct from excluded.*
"""

LOAD_CATEGORIES = """
insert into waste_category select * from jsonb_populate_recordset(null::waste_category, $1)
on conflict (scheme, code, edition) do update set
    group_id = excluded.group_id, name_zh_hans = excluded.name_zh_hans, name_zh_hant = excluded.name_zh_hant,
    name_en = excluded.name_en, name_pt = excluded.name_pt, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, source = excluded.source, confidence = excluded.confidence
where waste_category.* is distinct from excluded.*
"""

LOAD_CODES = """
insert into waste_code select * from jsonb_populate_recordset(null::waste_code, $1)
on conflict (scheme, code, edition) do update set
    category = excluded.category, industry = excluded.industry, hazards = excluded.hazards,
    name_zh = excluded.name_zh, name_zh_hant = excluded.name_zh_hant, name_en = excluded.name_en,
    name_pt = excluded.name_pt, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    source = excluded.source, confidence = excluded.confidence
where waste_code.changed_by is null and waste_code.* is distinct from excluded.*
"""

LOAD_EXEMPTIONS = """
insert into waste_exemption select * from jsonb_populate_recordset(null::waste_exemption, $1)
on conflict (edition, seq) do update set
    item = excluded.item, codes = excluded.codes, step = excluded.step, subject_zh = excluded.subject_zh,
    condition_zh = excluded.condition_zh, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    source = excluded.source, confidence = excluded.confidence
where waste_exemption.* is distinct from excluded.*
"""

LOAD_TREATMENTS = """
insert into treatment select * from jsonb_populate_recordset(null::treatment, $1)
on conflict (scheme, code, edition) do update set
    name_zh_hans = excluded.name_zh_hans, name_zh_hant = excluded.name_zh_hant, name_en = excluded.name_en,
    name_pt = excluded.name_pt, recovery = excluded.recovery, interim = excluded.interim, class = excluded.class,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    confidence = excluded.confidence
where treatment.* is distinct from excluded.*
"""

LOAD_CROSSWALK = """
insert into basel_crosswalk select * from jsonb_populate_recordset(null::basel_crosswalk, $1)
on conflict (category, edition) do update set
    basel_y = excluded.basel_y, match = excluded.match, basel_annex8 = excluded.basel_annex8,
    eu_list = excluded.eu_list, un_class = excluded.un_class, hk_hint = excluded.hk_hint, note = excluded.note,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    confidence = excluded.confidence
where basel_crosswalk.* is distinct from excluded.*
"""

LOAD_FACTORS = """
insert into emission_factor select * from jsonb_populate_recordset(null::emission_factor, $1)
on conflict (route, material, family, edition) do update set
    kg_co2e_per_t = excluded.kg_co2e_per_t, basis = excluded.basis, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, source = excluded.source, confidence = excluded.confidence
where emission_factor.* is distinct from excluded.*
"""

LOAD_LANDFILL = """
insert into landfill_parameter select * from jsonb_populate_recordset(null::landfill_parameter, $1)
on conflict (parameter, material, climate, edition) do update set
    value = excluded.value, printed_range = excluded.printed_range, unit = excluded.unit,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    confidence = excluded.confidence
where landfill_parameter.* is distinct from excluded.*
"""

LOAD_FIGURES = """
insert into published_figure select * from jsonb_populate_recordset(null::published_figure, $1)
on conflict (place, year, metric, unit, edition) do update set
    code6 = excluded.code6, value = excluded.value, value_text = excluded.value_text, note = excluded.note,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    confidence = excluded.confidence
where published_figure.* is distinct from excluded.*
"""

LOAD_INDICATORS = """
insert into zero_waste_indicator select * from jsonb_populate_recordset(null::zero_waste_indicator, $1)
on conflict (id, edition) do update set
    level1 = excluded.level1, level2 = excluded.level2, name_zh = excluded.name_zh, mandatory = excluded.mandatory,
    unit = excluded.unit, kind = excluded.kind, formula = excluded.formula, note = excluded.note,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    confidence = excluded.confidence
where zero_waste_indicator.* is distinct from excluded.*
"""

LOAD_DAYS = """
insert into calendar_day select * from jsonb_populate_recordset(null::calendar_day, $1)
on conflict (law, day) do update set
    working = excluded.working, name = excluded.name, source = excluded.source, confidence = excluded.confidence
where calendar_day.changed_by is null and calendar_day.* is distinct from excluded.*
"""

TABLES = {
    "jurisdictions": LOAD_JURISDICTIONS,
    "categories": LOAD_CATEGORIES,
    "hazardous_codes": LOAD_CODES,
    "general_codes": LOAD_CODES,
    "local_codes": LOAD_CODES,
    "exemptions": LOAD_EXEMPTIONS,
    "treatments": LOAD_TREATMENTS,
    "crosswalk": LOAD_CROSSWALK,
    "emission_factors": LOAD_FACTORS,
    "landfill_parameters": LOAD_LANDFILL,
    "bay_area_figures": LOAD_FIGURES,
    "zero_waste_indicators": LOAD_INDICATORS,
    "calendar_days": LOAD_DAYS,
}


async def load_table(conn: Connection, *, name: str, rows: Sequence[dict[str, Any]]) -> int:
    """Bring one table to its released rows; answers how many were new or different."""
    return int((await conn.execute(TABLES[name], list(rows))).split()[-1])


LOCK_VERSION = "select version from catalogue_version for update"


async def lock_version(conn: Connection) -> int:
    """The catalogue's version; whoever wants to change the catalogue waits here until we are done."""
    return int(await conn.fetchval(LOCK_VERSION))


BUMP_VERSION = "update catalogue_version set version = version + 1, changed_at = now() returning version"


async def bump_version(conn: Connection) -> int:
    """Tell every process to read the catalogue again."""
    return int(await conn.fetchval(BUMP_VERSION))


ADD_CODE = """
insert into waste_code (scheme, code, edition, category, industry, hazards, name_zh, name_zh_hant, name_en, name_pt,
                        valid_from, valid_to, source, confidence, changed_by, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
"""


async def add_code(conn: Connection, *, code: WasteCode, account: UUID, at: datetime) -> None:
    """A code that no release brought. Raises UniqueViolationError where that edition has it."""
    await conn.execute(
        ADD_CODE,
        code.scheme,
        code.code,
        code.edition,
        code.category,
        code.industry,
        code.hazards,
        code.name_zh,
        code.name_zh_hant,
        code.name_en,
        code.name_pt,
        code.valid_from,
        code.valid_to,
        code.source,
        code.confidence,
        account,
        at,
    )


CLOSE_CODE = """
update waste_code set valid_to = $4, changed_by = $5, changed_at = $6
where scheme = $1 and code = $2 and edition = $3
"""


async def close_code(conn: Connection, *, code: WasteCode, last_day: date, account: UUID, at: datetime) -> None:
    """`last_day` is the last day on which the code may be used."""
    await conn.execute(CLOSE_CODE, code.scheme, code.code, code.edition, last_day, account, at)


SET_DAY = """
insert into calendar_day (law, day, working, name, source, confidence, changed_by, changed_at)
values ($1, $2, $3, $4, 'an administrator', 'verified', $5, $6)
on conflict (law, day) do update set
    working = excluded.working, name = excluded.name, source = excluded.source, confidence = excluded.confidence,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""


async def set_day(
    conn: Connection, *, law: str, day: date, working: bool, name: str, account: UUID, at: datetime
) -> None:
    """Make a day a holiday, or a week-end day a working day."""
    await conn.execute(SET_DAY, law, day, working, name, account, at)
