-- What was accepted may be given back; then its batch is again what an earlier manifest brought, if any did. Batches
-- that came into a second store remember those manifests; the rows are folded anew from their events.
set local lock_timeout = '10s';
update batch b
   set state = jsonb_set(b.state, '{earlier}', came.before)
  from (select subject, jsonb_agg(body->>'manifest' order by seq) - (count(*)::int - 1) as before
          from custody_event where kind = 'received' group by subject having count(*) > 1) came
 where b.id = came.subject;
