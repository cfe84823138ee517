-- What a site may hold, and whether it is a storage point; told of, never refused: waste that is there is recorded.
alter table site
    add column store text not null default 'facility' check (store in ('facility', 'point')),
    add column store_t numeric check (store_t > 0 and store_t <= 10000000);

comment on column site.store is 'facility, or point: a small storage point, which GB 18597-2023 lets hold 3 t.';
comment on column site.store_t is 'Tonnes of hazardous waste its store may hold; null: what its permits say, if they say it.';
