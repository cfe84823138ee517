-- What facilities ask for a tonne, as they state it: the matching of what waits with free capacity counts it where known.

create table gate_price (
    id uuid primary key,
    site uuid not null,
    scheme text not null,
    code text not null,
    price numeric not null check (price >= 0),
    currency text not null check (currency in ('CNY', 'HKD', 'MOP')),
    valid_from date not null,
    valid_to date,
    source text not null,
    entered_by uuid not null,
    entered_at timestamptz not null,
    constraint gate_price_period check (valid_from <= valid_to)
);
create index gate_price_by_site on gate_price (site, scheme, code);
comment on table gate_price is 'What a facility asks for a tonne of a waste, as it states it itself; nothing is overwritten, the latest that holds counts.';
comment on column gate_price.id is 'Of this statement.';
comment on column gate_price.site is 'The facility.';
comment on column gate_price.scheme is 'List of waste codes.';
comment on column gate_price.code is 'A code, or a whole category.';
comment on column gate_price.price is 'For a tonne.';
comment on column gate_price.currency is 'CNY, HKD or MOP.';
comment on column gate_price.valid_from is 'First day it holds.';
comment on column gate_price.valid_to is 'Last day it holds; null: until further notice.';
comment on column gate_price.source is 'Where it stands: a price list, a contract, a letter.';
comment on column gate_price.entered_by is 'Account.';
comment on column gate_price.entered_at is 'When.';

revoke update, delete, truncate on gate_price from wasteflow_app;
