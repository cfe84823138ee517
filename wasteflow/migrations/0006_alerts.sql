-- What the rules saw, and what people did about it.

create table alert (
    id uuid primary key,
    fingerprint text not null constraint alert_once unique,
    rule text not null,
    rule_version int not null,
    severity smallint not null check (severity between 1 and 4),
    family text not null,
    stream text not null,
    categories text[] not null,
    scopes text[] not null,
    citation text not null,
    subject_kind text not null check (subject_kind in ('batch', 'manifest')),
    subject uuid not null,
    says text not null,
    facts jsonb not null,
    evidence jsonb not null,
    evidence_sha256 text not null,
    happened_at timestamptz not null,
    raised_at timestamptz not null default now(),
    status text not null default 'open' check (status in ('open', 'acknowledged', 'confirmed', 'dismissed')),
    seq int not null default 1,
    touched_at timestamptz not null default now(),
    touched_by uuid
);
comment on table alert is 'One finding of one rule, raised once, with the evidence as it stood; status is folded from alert_event.';
comment on column alert.fingerprint is 'Rule and what it is about: the same finding again is the same alert.';
comment on column alert.family is 'The rule''s number in the rule table (W1); rights of departments are written by it.';
comment on column alert.severity is '1 info, 2 warning, 3 serious, 4 suspected crime.';
comment on column alert.scopes is 'Who may see it: city:<code6> and province:<code6> of every place concerned.';
comment on column alert.citation is 'The article of law it rests on: id of a citation of the catalogue.';
comment on column alert.says is 'Which of the rule''s explanations holds; filled with facts, in the reader''s language.';
comment on column alert.evidence is 'Events, inputs, thresholds with origin and the rule''s version: enough to run the rule again.';
comment on column alert.happened_at is 'Declared time of the event that gave rise to it.';
create index alert_scopes on alert using gin (scopes);
create index alert_subject on alert (subject);
create index alert_unsettled on alert (id) where status in ('open', 'acknowledged');

create table alert_event (
    alert uuid not null,
    seq int not null check (seq > 0),
    kind text not null check (kind in ('raised', 'acknowledged', 'confirmed', 'dismissed')),
    account uuid,
    org uuid,
    reason text not null default '',
    at timestamptz not null default now(),
    primary key (alert, seq)
);
comment on table alert_event is 'What was done about an alert, by whom and why; never changed afterwards.';
create function refuse_alert_change() returns trigger language plpgsql as $$
begin
    raise exception 'what was done about an alert is never changed or deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger alert_event_append_only before update or delete on alert_event
    for each row execute function refuse_alert_change();
create trigger alert_event_no_truncate before truncate on alert_event
    for each statement execute function refuse_alert_change();
revoke update, delete, truncate on alert_event from wasteflow_app;

-- The evidence of an alert is frozen: the application may move its status along and nothing else.
revoke update, delete, truncate on alert from wasteflow_app;
grant update (status, seq, touched_at, touched_by) on alert to wasteflow_app;

create table rule_threshold (
    rule text not null,
    name text not null,
    jurisdiction text not null,
    valid_from date not null,
    valid_to date,
    value numeric not null,
    origin text not null,
    primary key (rule, name, jurisdiction, valid_from)
);
comment on table rule_threshold is 'Where a city or province departs from a rule''s own thresholds: code6, dates, and where the figure comes from.';
comment on column rule_threshold.valid_to is 'First day it no longer holds; null: holds on.';
