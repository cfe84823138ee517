-- Approvals of every kind the regimes ask for stand in one register, and custody draws on them where it is appended:
-- the last tonnes of an approval go to one load.

alter table cross_province_approval rename to approval;
alter table approval rename constraint cross_province_approval_pkey to approval_pkey;
alter table approval
    add column kind text not null default 'cross_province' check (kind ~ '^[a-z_]{2,40}$'),
    add column methods text[] not null default '{}',
    add column shipments int check (shipments > 0),
    add column shipments_used int not null default 0,
    add constraint approval_shipments check (shipments_used >= 0 and (shipments is null or shipments_used <= shipments));
alter table approval alter column kind drop default;
comment on table approval is 'Leave to move one waste from one site to another under a regime that asks for it.';
comment on column approval.kind is 'cross_province, export, ...: as regimes.toml names it.';
comment on column approval.methods is 'Treatments it allows, scheme:code; empty: none is named.';
comment on column approval.shipments is 'How many loads it allows; null: any number.';
comment on column approval.shipments_used is 'Loads published under it and not cancelled.';

create or replace function append_custody(at timestamptz, doc jsonb) returns void
language plpgsql as $$
declare
    taken jsonb;
    draw record;
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
end $$;
