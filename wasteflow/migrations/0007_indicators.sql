-- Weights counted once per event: loads (every figure can be followed to them) and cells (their sums).

create table rollup_watermark (
    name text primary key,
    xid bigint not null default 0,
    subject uuid not null default '00000000-0000-0000-0000-000000000000',
    seq int not null default 0,
    counted bigint not null default 0,
    moved_at timestamptz not null default now()
);
comment on table rollup_watermark is 'Up to which custody event, in commit order, the roll-up has counted; its row is the roll-up''s lock.';
insert into rollup_watermark (name) values ('custody');

create table rollup_load (
    city text not null,
    month date not null,
    stream text not null,
    measure text not null,
    subject uuid not null,
    seq int not null,
    origin_month date not null,
    treat_city text not null,
    category text not null,
    code text not null,
    method text not null,
    basis text not null,
    kg numeric not null,
    primary key (city, month, stream, measure, subject, seq)
);
comment on table rollup_load is 'What one custody event adds to the figures: the load behind a cell.';
comment on column rollup_load.city is 'Where the waste was generated (code6); figures belong to that city.';
comment on column rollup_load.month is 'Bay Area calendar month in which it happened, as its first day.';
comment on column rollup_load.measure is 'generated, received, refused, used, disposed, other_treatment (final), interim_treatment.';
comment on column rollup_load.origin_month is 'Month in which the batch was generated: earlier than the period means taken from stock.';
comment on column rollup_load.treat_city is 'Where it was received or treated; the city itself for what was generated.';
comment on column rollup_load.code is 'scheme:code of the waste.';
comment on column rollup_load.method is 'scheme:code of the treatment; empty for what is no treatment.';
comment on column rollup_load.basis is 'What the weight rests on: weighed, estimated or declared.';

create table rollup_cell (
    city text not null,
    month date not null,
    stream text not null,
    measure text not null,
    origin_month date not null,
    treat_city text not null,
    category text not null,
    code text not null,
    method text not null,
    basis text not null,
    kg numeric not null,
    loads bigint not null,
    primary key (city, month, stream, measure, origin_month, treat_city, category, code, method, basis)
);
comment on table rollup_cell is 'Sums of rollup_load by everything an indicator asks for; moved in the transaction of the watermark.';
