-- Documents that were made: kept whole, so that anybody may ask later whether a file is the one we made.

create table document (
    id uuid primary key,
    number text not null constraint document_number unique,
    kind text not null,
    city text not null,
    period date not null,
    language text not null,
    status text not null check (status in ('provisional', 'published', 'revised')),
    facts jsonb not null,
    facts_sha256 text not null check (facts_sha256 ~ '^[0-9a-f]{64}$'),
    content bytea not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    made_at timestamptz not null,
    made_by uuid,
    constraint document_once unique (kind, city, period, language, facts_sha256)
);
comment on table document is 'Reports as they were made; the same figures are the same document, and none is ever changed.';
comment on column document.number is 'Printed on every page: city, month, language and the first of the figures'' digest.';
comment on column document.period is 'First day of the month it is about.';
comment on column document.status is 'provisional: the month was not over; revised: a published one had other figures.';
comment on column document.facts is 'All the report rests on; drawing them again gives the same bytes.';
comment on column document.facts_sha256 is 'Digest of the facts: the fingerprint on its last page.';
comment on column document.sha256 is 'Digest of the file.';
create index document_newest on document (city, id desc);
revoke update, delete, truncate on document from wasteflow_app;
