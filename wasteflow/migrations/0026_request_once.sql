-- Requests that were sent with a key of their own: sent again, they are answered again and done once.

create table request_once (
    account uuid not null,
    key text not null check (length(key) between 1 and 200),
    digest bytea not null,
    first_at timestamptz not null default now(),
    lease_until timestamptz not null,
    status int,
    headers jsonb,
    body bytea,
    primary key (account, key)
);
comment on table request_once is 'A request with an Idempotency-Key, and the answer it got; kept for thirty days. What was refused leaves no row.';
comment on column request_once.digest is 'SHA-256 of address and body: tells a repeated request from a reused key.';
comment on column request_once.first_at is 'Ids that the request did not bring are made from this moment and the key.';
comment on column request_once.lease_until is 'Until then whoever claimed it is thought to be at work.';
comment on column request_once.status is 'Null: not answered yet.';
