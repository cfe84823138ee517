-- A plate that was corrected afterwards holds for its carrier's last leg.
set local lock_timeout = '10s';

update rollup_leg l set plate = c.said->>'plate'
  from manifest m cross join lateral jsonb_array_elements(m.state->'carriers') as c (said)
 where m.id = l.manifest and (c.said->>'org')::uuid = l.carrier and c.said->>'plate' <> l.plate
   and not exists (select from rollup_leg later
                    where later.manifest = l.manifest and later.carrier = l.carrier and later.seq > l.seq);
