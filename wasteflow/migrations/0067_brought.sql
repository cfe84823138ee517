-- A manifest waits for what it brought wherever that goes on to, so its batches are read with all that brought them.
create function came_by(batch jsonb) returns setof uuid
language sql immutable as $$
    select (batch->>'arrived_by')::uuid where batch->>'arrived_by' is not null
    union all
    select id::uuid from jsonb_array_elements_text(batch->'earlier') earlier (id)
$$;
comment on function came_by is 'The manifests that brought a batch, as it stands, to the stores it was in.';

-- An interim step ends a line for good: what was treated of it afterwards in part had opened it again on manifests that
-- stayed closed. Those of a return never waited for anything.
update manifest m
   set state = jsonb_set(m.state, '{lines}', (
           select jsonb_agg(case when (line->>'accepted_kg')::numeric > 0 then line || '{"done": true}' else line end
                            order by n)
             from jsonb_array_elements(m.state->'lines') with ordinality as all_lines (line, n)))
 where m.status = 'closed' and m.state->'gives_back' is null
   and (m.state->>'onward_of' is null or m.state->'consignee'->>'site' <> m.state->'consignor'->>'site')
   and exists (select from jsonb_array_elements(m.state->'lines') line
                where (line->>'accepted_kg')::numeric > 0 and not (line->>'done')::boolean);
