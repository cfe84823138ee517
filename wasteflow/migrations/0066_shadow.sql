-- What a rule in shadow would have raised is shown to whom it would have been told; who switched a rule is on record.
set local lock_timeout = '10s';

alter table rule_mode add column person text not null default '';
comment on column rule_mode.person is 'Who decided it, as given when it was switched; empty: not on record.';

alter table shadow_finding
    add column stream text not null default '',
    add column categories text[] not null default '{}',
    add column scopes text[] not null default '{}';
comment on column shadow_finding.scopes is 'Who may see it, as of an alert. Empty where it was kept before this was, and is about no load: only those without a place see it.';
comment on column shadow_finding.stream is 'As of an alert; with the categories, the department''s rights are written by it.';

update shadow_finding f
   set scopes = array(select r.scope from reach r
                       where r.subject = f.subject and r.subject_kind = f.subject_kind and r.scope not like 'org:%'
                       order by 1)
 where f.subject_kind in ('batch', 'manifest');
update shadow_finding f
   set stream = b.state->>'stream', categories = array[b.state->>'category']
  from batch b where f.subject_kind = 'batch' and b.id = f.subject;
update shadow_finding f
   set stream = m.state->>'stream',
       categories = array(select distinct l->>'category' from jsonb_array_elements(m.state->'lines') l order by 1)
  from manifest m where f.subject_kind = 'manifest' and m.id = f.subject;

-- One rule for what was told and what would have been.
create function of_kind(family text, stream text, categories text[], severity int, kinds jsonb) returns boolean
language sql stable as $$
    select kinds is null or exists (
        select from jsonb_to_recordset(kinds) as k (rules text[], streams text[], categories text[], severity int)
         where (cardinality(k.rules) = 0 or $1 = any(k.rules) or left($1, 1) = any(k.rules))
           and (cardinality(k.streams) = 0 or $2 = any(k.streams))
           and (cardinality(k.categories) = 0 or $3 && k.categories)
           and $4 >= k.severity)
$$;
comment on function of_kind is
    'Is a finding of this rule (its number, W1), waste and severity among these rows of the permission table (people.permissions.Alerts)? kinds null: of every kind.';
create or replace function alert_of_kind(a alert, kinds jsonb) returns boolean
language sql stable as $$ select of_kind(a.family, a.stream, a.categories, a.severity, kinds) $$;
