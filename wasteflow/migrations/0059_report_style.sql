-- How a city's reports look: its crest, whose office they come from, whom to ask, in which order their sections stand.
set local lock_timeout = '10s';

create table report_style (
    city text not null,
    version int not null check (version > 0),
    office jsonb not null,
    contact text not null,
    sections text[] not null,
    crest jsonb,
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (city, version)
);
comment on table report_style is 'A city''s template of the monthly report; the latest version holds, a report keeps the one it was made with.';
comment on column report_style.city is 'code6; GBA: the report of the whole Bay Area.';
comment on column report_style.office is 'Language -> the office''s name, as it stands on the cover.';
comment on column report_style.contact is 'Whom to ask, as it stands on the cover and the last page.';
comment on column report_style.sections is 'All sections between the first page and the last, in their order.';
comment on column report_style.crest is 'kind (png, svg) and its bytes, checked and drawn anew; null: none.';
revoke update, delete, truncate on report_style from wasteflow_app;
create trigger report_style_append_only before update or delete on report_style
    for each row execute function refuse_change();
create trigger report_style_no_truncate before truncate on report_style
    for each statement execute function refuse_change();

create index issued_paper_document on issued_paper (document) where document is not null;
