-- What companies declare of their waste, and what an authority enters of a generator's class. Figures come from custody;
-- here stands what was said of them, when and by whom.

create table declaration (
    id uuid primary key,
    site uuid not null constraint declaration_site references site (id),
    duty text not null,
    first date not null,
    last date not null,
    version int not null check (version > 0),
    due_on date not null,
    nil boolean not null,
    figures jsonb not null,
    figures_sha256 text not null check (figures_sha256 ~ '^[0-9a-f]{64}$'),
    counted_to bigint not null,
    reason text not null default '',
    filed_at timestamptz not null,
    filed_on date not null,
    account uuid,
    person text not null,
    org uuid,
    constraint declaration_once unique (site, duty, first, version),
    constraint declaration_period check (first <= last)
);
comment on table declaration is 'A declaration as it was filed: its figures never change, a further version amends it.';
comment on column declaration.duty is 'Which duty of the catalogue it answers: day, month, quarter, year, ...';
comment on column declaration.version is '1 the first time; each further one amends the one before, with a reason.';
comment on column declaration.nil is 'Nothing moved in the period: a nil report.';
comment on column declaration.figures is 'Kilograms by waste, as they were read from custody in one snapshot.';
comment on column declaration.counted_to is 'Every transaction below this one is in the figures.';
comment on column declaration.filed_on is 'The Bay Area day: in time is up to due_on.';
revoke update, delete, truncate on declaration from wasteflow_app;

create table generator_entry (
    id uuid primary key,
    site uuid not null constraint generator_entry_site references site (id),
    year int not null check (year between 2000 and 2200),
    class text check (class in ('key', 'simplified', 'registered')),
    assessed_t numeric check (assessed_t >= 0),
    reason text not null check (reason <> ''),
    entered_at timestamptz not null,
    account uuid,
    person text not null
);
comment on table generator_entry is 'What an authority entered of a site''s generator class; the latest of a year counts, none is changed.';
comment on column generator_entry.class is 'Null: as computed again.';
comment on column generator_entry.assessed_t is 'Tonnes a year of the environmental impact assessment; null: none known.';
create index generator_entry_of_site on generator_entry (site, year, entered_at desc);
revoke update, delete, truncate on generator_entry from wasteflow_app;
