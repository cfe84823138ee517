-- Alerts of one matter are one case, which departments work through; an alert itself stays as it was raised.

set lock_timeout = '5s';

create table case_event (
    case_file uuid not null,
    seq int not null check (seq > 0),
    id uuid not null,
    kind text not null,
    at timestamptz not null,
    account uuid,
    org uuid,
    city text not null default '',
    department text not null default '',
    body jsonb not null,
    digest bytea,
    primary key (case_file, seq),
    constraint case_event_once unique (case_file, id)
);
comment on table case_event is 'An immutable fact in the life of a case: an alert that joined it, what people did about it.';
comment on column case_event.id is 'Minted by who sent it; the same id again is the same step.';
comment on column case_event.account is 'Who took the step; null: wasteflow itself.';
comment on column case_event.digest is 'SHA-256 of what was sent: tells a repeated step from a reused id; null where wasteflow speaks.';

create table case_file (
    id uuid primary key,
    seq int not null,
    matter text not null constraint case_once unique,
    state jsonb not null,
    scopes text[] not null,
    touched_at timestamptz not null default now(),
    status text not null generated always as (state->>'status') stored,
    severity smallint not null generated always as ((state->>'severity')::smallint) stored,
    officer text generated always as (state->>'officer') stored,
    department text not null generated always as (coalesce(state->>'department', '')) stored
);
comment on table case_file is 'The fold of a case''s events.';
comment on column case_file.matter is 'Fingerprint of what it is about: alerts with the same one join this case.';
comment on column case_file.scopes is 'Who may see it: city:<code6> and province:<code6> of every place concerned.';
comment on column case_file.department is 'Whose it is since it was taken or passed on; empty: any that may act on one of its alerts.';
create index case_file_scopes on case_file using gin (scopes);
create index case_file_unsettled on case_file (severity desc, id) where status in ('open', 'in_hand', 'asked');
create index case_file_touched on case_file (touched_at);

create table case_question (
    case_file uuid not null,
    event uuid not null,
    org uuid not null,
    asked_at timestamptz not null,
    answered_at timestamptz,
    primary key (case_file, event)
);
comment on table case_question is 'Which company was asked in which case: a company finds its questions here, and sees nothing else of a case.';
create index case_question_org on case_question (org, asked_at desc);

-- What was raised before: one case of each matter, its steps in the order they were taken.
alter table alert add column case_file uuid;
update alert a set case_file = first.id
  from (select distinct on (matter) matter, id from alert order by matter, raised_at, id) first
 where first.matter = a.matter;

create temporary table told on commit drop as
    select a.id as alert, a.case_file, a.raised_at as at, null::uuid as account, null::uuid as org, 'alerted' as kind, '' as reason
      from alert a
    union all
    select a.id, a.case_file, s.at, s.account, s.org, case s.kind when 'acknowledged' then 'taken' else s.kind end, s.reason
      from alert_event s join alert a on a.id = s.alert where s.kind <> 'raised';
create temporary table ref on commit drop as
    select a.id, jsonb_strip_nulls(jsonb_build_object(
        'alert', a.id, 'rule', a.rule, 'version', a.rule_version, 'family', a.family, 'severity', a.severity,
        'says', a.says, 'facts', a.facts, 'citation', a.citation, 'stream', a.stream, 'categories', a.categories,
        'subject_kind', a.subject_kind, 'subject', a.subject, 'happened_at', a.happened_at,
        'sha256', a.evidence_sha256, 'score', a.score::text)) as body
      from alert a;
insert into case_event (case_file, seq, id, kind, at, account, org, body)
    select t.case_file, row_number() over (partition by t.case_file order by t.at, t.kind, t.alert),
           gen_random_uuid(), t.kind, t.at, t.account, t.org,
           case t.kind
               when 'alerted' then jsonb_build_object('kind', 'alerted', 'matter', a.matter, 'alert', ref.body,
                                                      'scopes', a.scopes, 'due', a.raised_at + interval '14 days')
               when 'taken' then '{"kind": "taken"}'::jsonb
               else jsonb_build_object('kind', t.kind, 'reason', t.reason) end
      from told t join alert a on a.id = t.alert join ref on ref.id = a.id;
insert into case_file (id, seq, matter, state, scopes, touched_at)
    select c.id, c.seq, c.matter,
           jsonb_strip_nulls(jsonb_build_object(
               'id', c.id, 'seq', c.seq, 'matter', c.matter, 'severity', c.severity, 'scopes', c.scopes,
               'alerts', c.alerts, 'opened_at', c.opened_at, 'due', c.opened_at + interval '14 days',
               'status', case c.last when 'taken' then 'in_hand' when 'alerted' then 'open' else c.last end,
               'score', c.score::text, 'officer', c.officer, 'settled_at', c.settled_at)),
           c.scopes, c.touched_at
      from (select a.case_file as id, a.matter, max(a.severity) as severity, min(a.raised_at) as opened_at,
                   max(a.score) as score,
                   (select array_agg(distinct s order by s) from alert x, unnest(x.scopes) s
                     where x.case_file = a.case_file) as scopes,
                   (select jsonb_agg(ref.body order by x.raised_at, x.id) from alert x join ref on ref.id = x.id
                     where x.case_file = a.case_file) as alerts,
                   (select max(e.seq) from case_event e where e.case_file = a.case_file) as seq,
                   (select max(e.at) from case_event e where e.case_file = a.case_file) as touched_at,
                   (select e.kind from case_event e where e.case_file = a.case_file order by e.seq desc limit 1) as last,
                   (select e.account from case_event e where e.case_file = a.case_file and e.kind = 'taken'
                     order by e.seq desc limit 1) as officer,
                   (select max(e.at) from case_event e
                     where e.case_file = a.case_file and e.kind in ('confirmed', 'dismissed')) as settled_at
              from alert a group by a.case_file, a.matter) c;

alter table alert alter column case_file set not null;
alter table alert add column verdict text check (verdict in ('confirmed', 'dismissed'));
alter table alert add column verdict_at timestamptz;
update alert set verdict = status, verdict_at = touched_at where status in ('confirmed', 'dismissed');
drop table alert_event;
drop function refuse_alert_change();
alter table alert drop column status, drop column seq, drop column touched_at, drop column touched_by;
grant update (verdict, verdict_at) on alert to wasteflow_app;
comment on table alert is 'What one rule saw, kept once with the evidence as it stood; what is done about it is its case''s.';
comment on column alert.case_file is 'The case it joined when it was raised.';
comment on column alert.verdict is 'What its case came to: rules are measured by it. Null while that is open.';
create index alert_case on alert (case_file);
create index alert_judged on alert (rule, verdict_at) where verdict is not null;

create trigger case_event_append_only before update or delete on case_event
    for each row execute function refuse_change();
create trigger case_event_no_truncate before truncate on case_event
    for each statement execute function refuse_change();
revoke update, delete, truncate on case_event from wasteflow_app;
