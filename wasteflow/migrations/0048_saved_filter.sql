-- Filters of the queue that an officer keeps under a name; and a carrier's loads by time.

set lock_timeout = '5s';

create table saved_filter (
    account uuid not null references account,
    name text not null check (length(name) between 1 and 40),
    query text not null check (length(query) <= 500),
    saved_at timestamptz not null,
    primary key (account, name)
);
comment on table saved_filter is 'Filters of the queue of cases that an officer keeps; the address of the page, under a name.';
comment on column saved_filter.query is 'What stands behind the question mark of the address, known fields only.';

create index rollup_trip_carrier on rollup_trip (carrier, departed_at);
