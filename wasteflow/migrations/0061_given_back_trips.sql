-- A load that was accepted and given back counts no more where it had been taken in: trips tell what went back, and which
-- of them are ways back.
set local lock_timeout = '10s';

alter table rollup_trip add column given_back_kg numeric, add column gives_back boolean not null default false;
comment on column rollup_trip.given_back_kg is 'What of it its consignor has again after it had been accepted; null: nothing.';
comment on column rollup_trip.gives_back is 'It is such a way back itself.';
update rollup_trip t
   set given_back_kg = (l.said->>'given_back_kg')::numeric, gives_back = m.state ? 'gives_back'
  from manifest m cross join lateral jsonb_array_elements(m.state->'lines') with ordinality as l (said, line)
 where m.id = t.manifest and l.line = t.line and (m.state ? 'gives_back' or l.said ? 'given_back_kg');
