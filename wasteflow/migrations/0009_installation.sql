-- What was done to this database as a whole.

create table installation (
    name text primary key,
    value text not null,
    written_at timestamptz not null default now()
);
comment on table installation is 'What was done to this database as a whole: whether the demo Bay Area was begun, and completed.';
