-- What was taken in under permits, kept as it is recorded: whether a permit's yearly scale is used up is asked at every
-- new manifest, and a year of custody cannot be read through for it.

create table taken_in (
    site uuid not null,
    year int not null,
    scheme text not null,
    code text not null,
    category text not null,
    kg numeric not null,
    primary key (site, year, scheme, code, category)
);
comment on table taken_in is 'Kilograms a site received in a calendar year (Bay Area calendar), by waste; written with the receipt itself.';

insert into taken_in (site, year, scheme, code, category, kg)
select (e.body->>'site')::uuid, extract(year from e.occurred_at at time zone 'Asia/Shanghai')::int,
       b.state->'code'->>'scheme', b.state->'code'->>'code', b.state->>'category',
       sum((e.body->'weight'->>'kg')::numeric)
  from custody_event e join batch b on b.id = e.subject
 where e.kind = 'received' and e.body->>'site' <> b.state->>'site' group by 1, 2, 3, 4, 5;

create or replace function append_custody(at timestamptz, doc jsonb) returns void
language plpgsql as $$
declare
    taken jsonb;
begin
    for taken in select * from jsonb_array_elements(doc->'serials') loop
        update counter set last = last + (taken->>2)::int where name = taken->>0 and last = (taken->>1)::int - 1;
        if not found and (taken->>1)::int = 1 then
            insert into counter (name, last) values (taken->>0, (taken->>2)::int) on conflict do nothing;
        end if;
        if not found then
            raise unique_violation using message = 'another writer took this serial', constraint = 'counter_pkey';
        end if;
    end loop;
    insert into custody_event
        (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body, digest)
    select e.subject, e.seq, e.id, e.subject_kind, e.body->>'kind', e.occurred_at, e.received_at,
           e.account, e.org, e.cause, e.body, decode(e.digest, 'hex')
      from jsonb_to_recordset(doc->'events') as e (
           subject uuid, seq int, id uuid, subject_kind text, occurred_at timestamptz, received_at timestamptz,
           account uuid, org uuid, cause uuid, body jsonb, digest text);
    if doc ? 'batches' then
        insert into batch (id, seq, state, updated_at)
        select (s->>'id')::uuid, (s->>'seq')::int, s, at from jsonb_array_elements(doc->'batches') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at;
    end if;
    if doc ? 'manifests' then
        insert into manifest (id, seq, state, updated_at)
        select (s->>'id')::uuid, (s->>'seq')::int, s, at from jsonb_array_elements(doc->'manifests') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at;
    end if;
    if doc ? 'aliases' then
        insert into alias (scheme, value, subject, subject_kind)
        select a->>0, a->>1, (a->>2)::uuid, a->>3 from jsonb_array_elements(doc->'aliases') a;
    end if;
    if doc ? 'reach' then
        insert into reach (scope, subject_kind, subject)
        select r->>0, r->>1, (r->>2)::uuid from jsonb_array_elements(doc->'reach') r
        on conflict do nothing;
    end if;
    if doc ? 'taken_in' then
        -- in the order of the key, so that two writers cannot wait for each other
        insert into taken_in (site, year, scheme, code, category, kg)
        select (t->>0)::uuid, (t->>1)::int, t->>2, t->>3, t->>4, sum((t->>5)::numeric)
          from jsonb_array_elements(doc->'taken_in') t group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
        on conflict (site, year, scheme, code, category) do update set kg = taken_in.kg + excluded.kg;
    end if;
    insert into outbox (topic, body) values ('custody', doc->'announcement');
end $$;
