-- What the three governments release together: fixed when it is proposed, open once all have agreed.

create table open_release (
    id uuid primary key,
    period text not null,
    proposed_at timestamptz not null,
    proposed_by uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    rows jsonb not null
);
create index open_release_of_period on open_release (period, proposed_at desc);
comment on table open_release is 'Values that nine cities, Hong Kong and Macao release together; never changed.';
comment on column open_release.period is 'A year (2026) or a month of it (2026-10).';
comment on column open_release.proposed_by is 'Account.';
comment on column open_release.sha256 is 'Of the rows as canonical JSON (RFC 8785).';
comment on column open_release.rows is 'The rows as everybody may read them, what is withheld without its value.';

create table open_release_consent (
    release uuid not null,
    side text not null check (side in ('mainland', 'hong_kong', 'macao')),
    account uuid not null,
    person text not null,
    at timestamptz not null,
    primary key (release, side)
);
comment on table open_release_consent is 'One government''s word that a release may be read by everybody.';
comment on column open_release_consent.side is 'Whose word: mainland (the province), hong_kong or macao.';
comment on column open_release_consent.person is 'The name of who gave it, as it was then.';

revoke update, delete, truncate on open_release, open_release_consent from wasteflow_app;
