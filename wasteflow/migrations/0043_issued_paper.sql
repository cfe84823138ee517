-- Every paper that left, by number and version: what a copy is held against.
set local lock_timeout = '10s';

create table issued_paper (
    number text primary key check (length(number) <= 90),
    kind text not null,
    series text not null,
    version int not null check (version > 0),
    language text not null,
    facts_sha256 text not null check (facts_sha256 ~ '^[0-9a-f]{64}$'),
    watermark bigint not null,
    document uuid,
    made_at timestamptz not null,
    made_by uuid,
    constraint issued_paper_version unique (series, version)
);
comment on table issued_paper is 'The archive: every paper that left, so that a copy can be told genuine, or superseded by a later version.';
comment on column issued_paper.number is 'Printed on it; ends in the first of the digest of its facts.';
comment on column issued_paper.series is 'What later versions take the place of: kind, subject and language.';
comment on column issued_paper.version is 'Counts from 1 in its series.';
comment on column issued_paper.facts_sha256 is 'Digest of all it rests on.';
comment on column issued_paper.watermark is 'How far the data behind it went: a transaction for reports, the step of a manifest or a batch for theirs.';
comment on column issued_paper.document is 'The document that keeps its file; null: it is drawn again when asked for.';
comment on column issued_paper.made_by is 'Account; null: the house made it.';
revoke update, delete, truncate on issued_paper from wasteflow_app;
