-- The catalogue: what the law names. Few rows, read into memory by every process; `catalogue_version` says when to
-- read again. `valid_to` is the last day a row holds; null: until further notice.
-- `confidence`: verified (read in the source), secondary (a copy), derived (computed), assumed (own knowledge).

create domain confidence as text check (value in ('verified', 'secondary', 'derived', 'assumed'));

create table catalogue_version (
    one boolean primary key default true check (one),
    version bigint not null,
    changed_at timestamptz not null default now()
);
comment on table catalogue_version is 'One row; the version grows with each change of any catalogue table.';
insert into catalogue_version (version) values (0);

create table jurisdiction (
    code6 text primary key check (code6 ~ '^\d{6}$'),
    code4 text not null check (code4 ~ '^\d{4}$'),
    province text references jurisdiction (code6),
    level text not null check (level in ('province', 'city', 'region')),
    name_zh_hans text not null,
    name_zh_hant text not null,
    name_en text not null,
    name_pt text not null,
    abroad boolean not null,
    tile_column int,
    tile_row int,
    plate_prefixes text[] not null,
    has_districts boolean,
    law text not null check (law in ('mainland', 'hong_kong', 'macao')),
    languages text[] not null,
    time_zone text not null,
    note text,
    edition text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    check (valid_to >= valid_from)
);
comment on table jurisdiction is 'The eleven cities of the Bay Area and the province above nine of them.';
comment on column jurisdiction.abroad is 'Abroad for waste law: exports to it need an export procedure.';
comment on column jurisdiction.tile_column is 'Place of its hexagon on the tile map; null: not drawn.';
comment on column jurisdiction.law is 'Whose waste law and whose working days apply.';

create table waste_category (
    scheme text not null,
    code text not null,
    edition text not null,
    group_id text not null check (group_id in
        ('hazardous', 'industrial', 'household', 'construction', 'agricultural', 'other')),
    name_zh_hans text not null,
    name_zh_hant text not null,
    name_en text not null,
    name_pt text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (scheme, code, edition),
    check (valid_to >= valid_from)
);
comment on table waste_category is 'Kinds of waste that codes belong to: HW01 ... HW50, SW01 ... SW92, and Hong Kong''s.';

create table waste_code (
    scheme text not null,
    code text not null,
    edition text not null,
    category text not null,
    industry text,
    hazards text not null default '',
    name_zh text not null,
    name_zh_hant text,
    name_en text,
    name_pt text,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    changed_by uuid,
    changed_at timestamptz,
    primary key (scheme, code, edition),
    constraint waste_code_dates check (valid_to >= valid_from)
);
comment on table waste_code is 'Waste codes of every scheme; a code means something only with its scheme and edition.';
comment on column waste_code.hazards is 'As the list prints it: `T,I` is not `T/I`, and neither is ever rearranged.';
comment on column waste_code.changed_by is 'Account of the administrator who added or closed it; a release never overwrites such a row.';

create table waste_exemption (
    edition text not null,
    seq int not null,
    item int not null,
    codes text[] not null,
    step text not null,
    subject_zh text not null,
    condition_zh text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (edition, seq)
);
comment on table waste_exemption is 'A hazardous waste is exempted at one step under a condition; at the other steps it stays hazardous.';
comment on column waste_exemption.codes is 'Codes or whole categories; * where the item names a situation instead.';
comment on column waste_exemption.step is 'collection, transport, recovery, disposal (several with ;) or all.';

create table treatment (
    scheme text not null,
    code text not null,
    edition text not null,
    name_zh_hans text not null,
    name_zh_hant text not null,
    name_en text not null,
    name_pt text not null,
    recovery boolean,
    interim boolean not null,
    class text not null check (class in ('use', 'disposal', 'other')),
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (scheme, code, edition)
);
comment on table treatment is 'Ways of treatment; Chinese R1 or D1 are not Basel''s, so the scheme is part of the key.';
comment on column treatment.recovery is 'Counts as recovery; null where the list does not say.';
comment on column treatment.interim is 'The chain goes on after it: not a final treatment.';

create table basel_crosswalk (
    category text not null,
    edition text not null,
    basel_y text,
    match text not null check (match in ('exact', 'close', 'partial', 'none')),
    basel_annex8 text,
    eu_list text,
    un_class text,
    hk_hint text,
    note text,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (category, edition)
);
comment on table basel_crosswalk is 'Suggestions for a Chinese category on foreign forms, with the grade of the match; never filled in by itself.';

create table emission_factor (
    route text not null,
    material text not null,
    family text not null check (family in ('attributional', 'consequential', 'direct', 'none')),
    edition text not null,
    kg_co2e_per_t numeric,
    basis text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (route, material, family, edition)
);
comment on table emission_factor is 'Kilograms of CO2 equivalent per tonne. The families answer different questions and are never added up together.';
comment on column emission_factor.kg_co2e_per_t is 'Null where no open default was found; then nothing is computed.';

create table landfill_parameter (
    parameter text not null,
    material text not null,
    climate text not null default '',
    edition text not null,
    value numeric not null,
    printed_range text,
    unit text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (parameter, material, climate, edition)
);
comment on table landfill_parameter is 'Parameters of first-order decay of landfilled waste, and global warming potentials.';

create table published_figure (
    place text not null,
    year int not null,
    metric text not null,
    unit text not null,
    edition text not null,
    code6 text references jurisdiction (code6),
    value numeric,
    value_text text,
    note text,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (place, year, metric, unit, edition)
);
comment on table published_figure is 'What cities and the province published about their waste: anchors of the demo and outside check of indicators.';

create table zero_waste_indicator (
    id text not null,
    edition text not null,
    level1 text not null,
    level2 text not null,
    name_zh text not null,
    mandatory boolean not null,
    unit text not null,
    kind text not null check (kind in ('quantitative', 'qualitative')),
    formula text,
    note text,
    valid_from date not null,
    valid_to date,
    source text not null,
    confidence confidence not null,
    primary key (id, edition)
);
comment on table zero_waste_indicator is 'The national indicator set for zero-waste cities, as far as it is known.';

create table calendar_day (
    law text not null check (law in ('mainland', 'hong_kong', 'macao')),
    day date not null,
    working boolean not null,
    name text not null,
    source text not null,
    confidence confidence not null,
    changed_by uuid,
    changed_at timestamptz,
    primary key (law, day)
);
comment on table calendar_day is 'Exceptions to Monday-to-Friday: holidays, and week-end days that are worked.';
