-- Registers as files: written by a worker, row by row, and fetched by a link that ends.
set local lock_timeout = '10s';

create table register_file (
    id uuid primary key,
    kind text not null,
    form text not null check (form in ('csv', 'xlsx')),
    language text not null,
    org uuid,
    cities text[],
    first date not null,
    last date not null,
    secret bytea not null check (length(secret) = 32),
    job uuid not null,
    ordered_by uuid not null,
    ordered_at timestamptz not null,
    rows bigint not null default 0,
    bytes bigint not null default 0,
    finished_at timestamptz,
    cancelled_at timestamptz,
    expires_at timestamptz not null,
    check (first <= last)
);
comment on table register_file is 'A register somebody asked for as a file: what of, how far it is, until when its link works.';
comment on column register_file.kind is 'incoming, outgoing, transported, treated, refused, stock.';
comment on column register_file.org is 'Whose register; null: of all companies in the cities.';
comment on column register_file.cities is 'code6 of the cities the reader may see; null: of all.';
comment on column register_file.secret is 'SHA-256 of the secret in the link; the secret itself is nowhere.';
comment on column register_file.rows is 'Rows written so far.';
comment on column register_file.cancelled_at is 'When its reader called it off; what was written then is thrown away.';
comment on column register_file.expires_at is 'From then on the link is dead and the file is thrown away.';
create index register_file_mine on register_file (ordered_by, ordered_at desc);

create table register_part (
    register uuid not null,
    n int not null check (n > 0),
    content bytea not null,
    primary key (register, n)
);
comment on table register_part is 'The bytes of a register, a megabyte each, so that neither who writes nor who sends holds all of it.';
comment on column register_part.n is 'Order, from 1.';
revoke truncate on register_file, register_part from wasteflow_app;
