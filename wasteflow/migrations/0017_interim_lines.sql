-- What a manifest's line had treated counts final treatments alone: after an interim step the same kilograms are treated
-- once more. The rows are folded anew from their events.

update manifest m
   set state = jsonb_set(m.state, '{lines}', (
        select jsonb_agg(
                   case when told.batch is null then line
                        else jsonb_set(line, '{treated_kg}', to_jsonb(coalesce(told.kg, 0)::text)) end order by n)
          from jsonb_array_elements(m.state->'lines') with ordinality x (line, n)
          left join (select e.body->>'batch' as batch,
                            sum((e.body->>'kg')::numeric) filter (where e.body->>'final' = 'true') as kg
                       from custody_event e
                      where e.subject = m.id and e.kind = 'line_treated' group by 1) told
            on told.batch = line->>'batch'))
 where m.id in (select subject from custody_event where kind = 'line_treated' and body->>'final' = 'false');
