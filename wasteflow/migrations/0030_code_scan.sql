-- Where signed codes were looked at, so that a copied label shows: rule C1.

create table code_scan (
    subject uuid not null,
    at timestamptz not null,
    place text not null default '' check (place = '' or place ~ '^-?[0-9]{1,2}\.[0-9]{2} -?[0-9]{1,3}\.[0-9]{2}$'),
    actor text not null,
    times int not null default 1,
    primary key (subject, at, place, actor)
);
comment on table code_scan is 'A signed code was looked at with a signal: one row for ten minutes, a place and a kind of person. No person is named.';
comment on column code_scan.subject is 'The container or load whose code it is.';
comment on column code_scan.at is 'Beginning of the ten minutes.';
comment on column code_scan.place is 'Latitude and longitude to a twentieth of a degree, some five kilometres; empty: not said.';
comment on column code_scan.actor is 'The role of whoever was signed in; public: nobody was.';
comment on column code_scan.times is 'How often within the ten minutes.';
