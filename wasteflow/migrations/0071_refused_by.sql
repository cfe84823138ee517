-- An index on an expression of the state had every step of a batch write all its indexes anew, since PostgreSQL looks at
-- the column and not at what the expression gives. Drawn out as the other columns are, a step that leaves the batch in
-- its store writes the row alone.
set local lock_timeout = '10s';
alter table batch add column refused_by uuid;
comment on column batch.refused_by is 'The manifest under which it was turned away, while it stands on the vehicle.';
update batch set refused_by = (state->>'refused_by')::uuid where state->>'refused_by' is not null;
drop index batch_refused_by;
create index batch_refused_by on batch (refused_by) where refused_by is not null;

create or replace function append_custody(at timestamptz, doc jsonb) returns jsonb
language plpgsql as $$
declare
    numbers jsonb;  -- subject -> {the field it stands in: number}
    draw record;
begin
    if doc ? 'given' then
        with asked as (
            select g->>0 as scheme, g->>1 as prefix, (g->>2)::int as digits, (g->>3)::uuid as subject, g->>4 as kind,
                   row_number() over (partition by g->>0, g->>1 order by nth)::int as place
              from jsonb_array_elements(doc->'given') with ordinality x (g, nth)
        ), took as (
            -- in the order of the names, so that two writers cannot wait for each other
            insert into counter (name, last)
            select scheme || ':' || prefix, count(*)::int from asked group by 1 order by 1
            on conflict (name) do update set last = counter.last + excluded.last
            returning name, last
        ), numbered as (
            select a.*, t.last > 10 ^ a.digits - 1 as used_up,
                   a.prefix || lpad((t.last - max(a.place) over (partition by t.name) + a.place)::text, a.digits, '0') as value
              from asked a join took t on t.name = a.scheme || ':' || a.prefix
        ), named as (
            insert into alias (scheme, value, subject, subject_kind)
            select scheme, value, subject, kind from numbered where not used_up
        )
        select jsonb_object_agg(subject, jsonb_build_object(case kind when 'batch' then 'digital_code' else 'number' end, value))
          into numbers from numbered
        having not bool_or(used_up);
        if numbers is null then
            raise check_violation using message = 'this series holds no further serial', constraint = 'serials_used_up';
        end if;
    end if;
    insert into custody_event
        (subject, seq, id, subject_kind, kind, occurred_at, received_at, account, org, cause, body, digest)
    select (e->>0)::uuid, (e->>1)::int, (e->>2)::uuid, e->>3, e->>4, (e->>5)::timestamptz, (e->>6)::timestamptz,
           (e->>7)::uuid, (e->>8)::uuid, (e->>9)::uuid,
           case when numbers is not null and e->>4 in ('generated', 'published')
                then coalesce((e->10) || (numbers->(e->>0)), e->10) else e->10 end,
           decode(e->>11, 'hex')
      from jsonb_array_elements(doc->'events') e;
    if doc ? 'batches' then
        insert into batch (id, seq, state, updated_at, status, site, refused_by)
        select (s->>'id')::uuid, (s->>'seq')::int, coalesce(s || (numbers->(s->>'id')), s), at,
               s->>'status', (s->>'holder_site')::uuid, (s->>'refused_by')::uuid
          from jsonb_array_elements(doc->'batches') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at,
               status = excluded.status, site = excluded.site, refused_by = excluded.refused_by;
    end if;
    if doc ? 'manifests' then
        insert into manifest (id, seq, state, updated_at, status, revision_due, plates)
        select (s->>'id')::uuid, (s->>'seq')::int, coalesce(s || (numbers->(s->>'id')), s), at,
               s->>'status', s->'revision'->>'due', plates_on_the_road(s)
          from jsonb_array_elements(doc->'manifests') s
        on conflict (id) do update set seq = excluded.seq, state = excluded.state, updated_at = excluded.updated_at,
               status = excluded.status, revision_due = excluded.revision_due, plates = excluded.plates;
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
    if doc ? 'drawn' then
        -- one by one in the order of the key, for the same reason; what is given back needs no valid approval
        for draw in
            select (d->>0)::uuid as approval, sum((d->>1)::numeric) as kg, sum((d->>2)::int) as shipments,
                   max(d->>3)::date as day, bool_or((d->>1)::numeric > 0) as takes
              from jsonb_array_elements(doc->'drawn') d group by 1 order by 1
        loop
            update approval set used_t = used_t + draw.kg * 0.001, shipments_used = shipments_used + draw.shipments
             where id = draw.approval
               and (not draw.takes or (draw.day between valid_from and valid_to and coalesce(draw.day < closed_on, true)));
            if not found then
                raise check_violation using message = 'this approval does not hold', constraint = 'approval_holds';
            end if;
        end loop;
    end if;
    insert into outbox (topic, body) values ('custody', doc->'announcement');
    return numbers;
end $$;
