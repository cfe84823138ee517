-- Rules of more kinds: clocks that run, groups of loads, shadow; an alert knows its matter.

set lock_timeout = '5s';

alter table alert drop constraint alert_subject_kind_check;
alter table alert add constraint alert_subject_kind_check
    check (subject_kind in ('batch', 'manifest', 'notice', 'site', 'organisation', 'vehicle'));
alter table alert add column matter text not null default '';
alter table alert add column score numeric;
alter table alert add column also jsonb not null default '[]';
update alert set matter = encode(sha256(convert_to(subject_kind || ':' || subject, 'UTF8')), 'hex');
comment on column alert.matter is 'What it is about beyond one rule: findings with the same matter belong to one case.';
comment on column alert.score is 'How far over its limit, where the rule can say; it orders, and decides nothing.';
comment on column alert.also is 'Whom else it speaks of: kind and id of further subjects.';
create index alert_matter on alert (matter);

create table obligation (
    subject uuid not null,
    rule text not null,
    seq int not null,
    seen int not null,
    due_at timestamptz not null,
    primary key (subject, rule)
);
comment on table obligation is 'A clock that runs for a batch or manifest: when a rule is to look at it again. Gone once met or told.';
comment on column obligation.seq is 'The event that started the clock.';
comment on column obligation.seen is 'Step of the subject this was concluded from: an older conclusion never undoes a newer one.';
create index obligation_due on obligation (due_at);

create table rule_mode (
    rule text not null,
    at timestamptz not null default now(),
    mode text not null check (mode in ('on', 'shadow', 'off')),
    reason text not null default '',
    primary key (rule, at)
);
comment on table rule_mode is 'How a rule stands, the latest row of each holding: on (none: on), shadow (its findings are kept and told to nobody), off.';

create table shadow_finding (
    fingerprint text primary key,
    rule text not null,
    rule_version int not null,
    severity smallint not null check (severity between 1 and 4),
    subject_kind text not null,
    subject uuid not null,
    says text not null,
    facts jsonb not null,
    evidence jsonb not null,
    happened_at timestamptz not null,
    found_at timestamptz not null default now()
);
comment on table shadow_finding is 'What a rule in shadow would have raised.';
create index shadow_finding_rule on shadow_finding (rule, happened_at);

create table rollup_trip (
    manifest uuid not null,
    line int not null,
    batch uuid not null,
    status text not null,
    number text,
    stream text not null,
    scheme text not null,
    code text not null,
    category text not null,
    from_org uuid not null,
    from_site uuid not null,
    from_city text not null,
    to_org uuid not null,
    to_site uuid not null,
    to_city text not null,
    carrier uuid not null,
    plate text not null,
    sent_kg numeric not null,
    sent_basis text not null,
    gate_kg numeric,
    gate_basis text,
    gross_kg numeric,
    tare_kg numeric,
    departed_at timestamptz,
    arrived_at timestamptz,
    taken_at timestamptz,
    known_at timestamptz not null,
    primary key (manifest, line)
);
comment on table rollup_trip is 'A line of a manifest as set rules look at it, read from custody behind the watermark `trips`; made anew it is the same.';
comment on column rollup_trip.plate is 'Of the leg that has it, or carried it last; empty where none is named.';
comment on column rollup_trip.gross_kg is 'The vehicle full and empty, where it was weighed whole at the gate.';
comment on column rollup_trip.taken_at is 'When the consignee decided: took it, a part, or nothing.';
comment on column rollup_trip.known_at is 'When we learned of its latest step on the road or at the gate: a sweep looks at the groups of what is new.';
create index rollup_trip_known on rollup_trip (known_at);
create index rollup_trip_plate on rollup_trip (plate, departed_at);
create index rollup_trip_from on rollup_trip (from_site, departed_at);
create index rollup_trip_to on rollup_trip (to_site, arrived_at);

create table rollup_lot (
    batch uuid primary key,
    site uuid not null,
    org uuid not null,
    city text not null,
    stream text not null,
    scheme text not null,
    code text not null,
    category text not null,
    form text not null,
    kg numeric not null,
    basis text not null,
    residue boolean not null,
    account uuid,
    generated_at timestamptz not null,
    entered_at timestamptz not null
);
comment on table rollup_lot is 'Waste that came into being, as set rules look at it: a batch when it was generated, or was left by a treatment.';
comment on column rollup_lot.residue is 'A treatment left it behind.';
comment on column rollup_lot.entered_at is 'When we learned of it.';
create index rollup_lot_entered on rollup_lot (entered_at);
create index rollup_lot_site on rollup_lot (site, generated_at);

insert into rollup_watermark (name) values ('trips');

create table rule_sweep (
    name text primary key,
    known_to timestamptz not null,
    swept_at timestamptz not null default now()
);
comment on table rule_sweep is 'Up to where set rules have looked, by the kind of group; its row is the sweep''s lock.';
