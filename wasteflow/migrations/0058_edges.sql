-- Who sends by whom to whom, counted by day: what the inspection list knows of the graph.

create table rollup_edge (
    from_org uuid not null,
    carrier uuid not null,
    to_org uuid not null,
    from_city text not null,
    stream text not null,
    day date not null,
    loads int not null,
    primary key (from_org, carrier, to_org, from_city, stream, day)
);
comment on table rollup_edge is 'Loads by sender, carrier and receiver, read with rollup_trip and counted from it; made anew it is the same.';
comment on column rollup_edge.from_org is 'The consignor''s organisation.';
comment on column rollup_edge.carrier is 'The organisation of the leg that has the load, or carried it last.';
comment on column rollup_edge.to_org is 'The consignee''s organisation.';
comment on column rollup_edge.from_city is 'With the stream: whose neighbours the sender is compared with.';
comment on column rollup_edge.stream is 'Of the manifest.';
comment on column rollup_edge.day is 'On which the load left, by the clock of the Bay Area.';
comment on column rollup_edge.loads is 'Manifests.';
create index rollup_edge_day on rollup_edge (day);

insert into rollup_edge (from_org, carrier, to_org, from_city, stream, day, loads)
select from_org, carrier, to_org, from_city, stream, (departed_at at time zone 'Asia/Shanghai')::date, count(distinct manifest)
from rollup_trip where departed_at is not null
group by 1, 2, 3, 4, 5, 6;
