-- What phones signed, beside the events they signed; and what of it the server did not take.

create table device_signature (
    subject uuid not null,
    event uuid not null,
    kid text not null,
    counter int not null check (counter > 0),
    previous bytea check (length(previous) = 32),
    payload text not null,
    digest bytea not null check (length(digest) = 32),
    jws text not null,
    receipt text not null,
    primary key (subject, event)
);
comment on table device_signature is 'The signature a device gave an event, and the signed receipt the server gave for it; written with the event, never changed.';
comment on column device_signature.kid is 'The device''s key.';
comment on column device_signature.counter is 'Of the events this device ever signed, the how-manieth.';
comment on column device_signature.previous is 'Digest of what the device signed before this; null: its first.';
comment on column device_signature.payload is 'What was signed: subject, id, time, fact, device, counter and previous digest as canonical JSON (RFC 8785).';
comment on column device_signature.digest is 'SHA-256 of the payload.';
comment on column device_signature.jws is 'Detached JWS by the device over the payload.';
comment on column device_signature.receipt is 'Detached JWS by the server over what it stored: place in the chain, time, digests.';
create index device_signature_order on device_signature (kid, counter);

create trigger device_signature_append_only before update or delete on device_signature
    for each row execute function refuse_change();
create trigger device_signature_no_truncate before truncate on device_signature
    for each statement execute function refuse_change();
revoke update, delete, truncate on device_signature from wasteflow_app;

create table refused_event (
    subject uuid not null,
    event uuid not null,
    org uuid not null,
    account uuid not null,
    kid text not null,
    counter int not null,
    digest bytea check (length(digest) = 32),
    item jsonb not null,
    reasons jsonb not null,
    occurred_at timestamptz not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    times int not null default 1,
    outcome text check (outcome in ('recorded', 'corrected', 'discarded')),
    settled_at timestamptz,
    settled_by uuid,
    note text not null default '',
    corrected_by uuid,
    primary key (subject, event),
    constraint refused_event_settled check ((outcome is null) = (settled_at is null))
);
comment on table refused_event is 'What a driver''s phone recorded and the server refused: a case for the dispatcher until it is settled.';
comment on column refused_event.digest is 'SHA-256 of what was signed, where the signature is right.';
comment on column refused_event.item is 'The event as it was sent.';
comment on column refused_event.reasons is 'Why it was refused the last time: field, code, facts.';
comment on column refused_event.times is 'How often it was sent in vain.';
comment on column refused_event.outcome is 'recorded: sent again, it was taken; corrected: another event stands for it; discarded: it counts for nothing.';
comment on column refused_event.settled_by is 'Null where it settled itself.';
create index refused_event_open on refused_event (org, first_at) where outcome is null;
create index refused_event_order on refused_event (kid, counter) where digest is not null;

-- How an event hangs on what its device signed before: a device counts also what was refused.
create function device_link(of_kid text, at int, before bytea, own uuid) returns text
language sql stable as $$
    with signed as (
        select counter, digest, event from device_signature where kid = of_kid and counter between at - 1 and at
        union
        select counter, digest, event from refused_event
         where kid = of_kid and digest is not null and counter between at - 1 and at
    )
    select case
        when exists (select from signed where counter = at and event <> own) then 'twice'
        when at = 1 then case when before is null then 'whole' else 'broken' end
        when not exists (select from signed where counter = at - 1) then 'gap'
        when exists (select from signed where counter = at - 1 and digest = before) then 'whole'
        else 'broken' end
$$;
comment on function device_link is 'whole; gap: what it signed before has not come; broken: something else came before; twice: two events bear this number.';
