-- Zero-waste cells: units that apply with evidence, are scored, awarded and expire.

create table zero_waste_cell (
    id uuid primary key,
    seq int not null,
    state jsonb not null,
    city text not null generated always as (state ->> 'city') stored,
    status text not null generated always as (state ->> 'status') stored,
    touched_at timestamptz not null
);
create index zero_waste_cell_of_city on zero_waste_cell (city, status, id);
comment on table zero_waste_cell is 'The fold of a zero-waste cell''s events: a unit, its evidence, points and award.';
comment on column zero_waste_cell.seq is 'The latest of its events.';
comment on column zero_waste_cell.state is 'As the program folds it.';
comment on column zero_waste_cell.city is 'code6.';
comment on column zero_waste_cell.status is 'draft, submitted, scored, awarded, rejected, revoked.';
comment on column zero_waste_cell.touched_at is 'When its latest event happened.';

create table zero_waste_cell_event (
    cell uuid not null,
    seq int not null,
    kind text not null,
    at timestamptz not null,
    account uuid not null,
    person text not null,
    body jsonb not null,
    primary key (cell, seq)
);
comment on table zero_waste_cell_event is 'What happened to a zero-waste cell: never changed.';
comment on column zero_waste_cell_event.seq is 'From 1 for each cell.';
comment on column zero_waste_cell_event.kind is 'applied, evidenced, submitted, scored, returned, awarded, rejected, renewed, revoked.';
comment on column zero_waste_cell_event.person is 'The name of who did it, as it was then.';
comment on column zero_waste_cell_event.body is 'The fact.';

create table zero_waste_cell_evidence (
    cell uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    media_type text not null,
    bytes bytea not null,
    primary key (cell, sha256)
);
comment on table zero_waste_cell_evidence is 'The files that speak for a zero-waste cell.';
comment on column zero_waste_cell_evidence.sha256 is 'Of the bytes, hexadecimal.';
comment on column zero_waste_cell_evidence.media_type is 'application/pdf, image/jpeg or image/png.';

revoke update, delete, truncate on zero_waste_cell_event, zero_waste_cell_evidence from wasteflow_app;
revoke delete, truncate on zero_waste_cell from wasteflow_app;
