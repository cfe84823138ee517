-- Values of indicators that people vouch for: reviewed, published, and visibly revised when what they rest on moves.

create table indicator_value_event (
    city text not null,
    period text not null check (period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'),
    indicator text not null,
    seq int not null check (seq > 0),
    kind text not null check (kind in ('reviewed', 'returned', 'published', 'moved')),
    at timestamptz not null,
    account uuid,
    body jsonb not null,
    primary key (city, period, indicator, seq),
    check ((kind = 'moved') = (account is null))
);
comment on table indicator_value_event is 'An immutable fact in the life of an indicator''s value: who looked at it, who released it, that it moved since.';
comment on column indicator_value_event.city is 'code6 of the city or province it is of.';
comment on column indicator_value_event.period is 'A year (2026) or a month of it (2026-10).';
comment on column indicator_value_event.indicator is 'Its id in the set: ZW21-16.';
comment on column indicator_value_event.seq is 'Counts from 1 within a value; the key is also the lock.';
comment on column indicator_value_event.kind is 'reviewed, returned, published by a person; moved: what it rests on changed, told by wasteflow itself.';
comment on column indicator_value_event.at is 'When the server got it.';
comment on column indicator_value_event.account is 'Who; null: wasteflow itself.';
comment on column indicator_value_event.body is 'The reason, and the figures as they stood: value, amounts with coverage, position up to which custody was counted.';

create table indicator_value (
    city text not null,
    period text not null,
    indicator text not null,
    seq int not null,
    first_month date not null,
    last_month date not null,
    state jsonb not null,
    status text not null generated always as (state->>'status') stored,
    primary key (city, period, indicator)
);
comment on table indicator_value is 'The fold of a value''s events. A value nobody has looked at has no row: it is provisional.';
comment on column indicator_value.city is 'code6.';
comment on column indicator_value.period is 'A year or a month.';
comment on column indicator_value.indicator is 'Its id in the set.';
comment on column indicator_value.seq is 'Of the last event folded.';
comment on column indicator_value.first_month is 'First month of the period, as its first day.';
comment on column indicator_value.last_month is 'Last month of the period, as its first day.';
comment on column indicator_value.state is 'Status, versions and figures.';
comment on column indicator_value.status is 'provisional, reviewed, published or revised.';

create table indicator_stale (
    city text not null,
    period text not null,
    primary key (city, period)
);
comment on table indicator_stale is 'Periods with values that people vouched for, in which something was counted or approved since: to be compared anew.';
comment on column indicator_stale.city is 'code6.';
comment on column indicator_stale.period is 'A year or a month.';

-- which transaction a load came with (what moved a figure since a position), and whose site made the waste
alter table rollup_load add column xid bigint, add column site uuid;
comment on column rollup_load.xid is 'Transaction that wrote its event: with subject and seq its place in commit order.';
comment on column rollup_load.site is 'Where the waste was made.';
update rollup_load l set xid = e.xid, site = (b.state->>'site')::uuid
  from custody_event e, batch b where e.subject = l.subject and e.seq = l.seq and b.id = l.subject;
alter table rollup_load alter column xid set not null;

-- a roll-up reads in this order; by transaction alone, each part of a large one would be sorted anew
create index custody_event_order on custody_event (xid, subject, seq);
drop index custody_event_xid;

revoke update, delete, truncate on indicator_value_event from wasteflow_app;
revoke delete, truncate on indicator_value from wasteflow_app;
