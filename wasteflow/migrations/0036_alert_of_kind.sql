-- Which alerts a row of the permission table speaks of, for every statement that asks.

create function alert_of_kind(a alert, kinds jsonb) returns boolean
language sql stable as $$
    select kinds is null or exists (
        select from jsonb_to_recordset(kinds) as k (rules text[], streams text[], categories text[], severity int)
         where (cardinality(k.rules) = 0 or a.family = any(k.rules) or left(a.family, 1) = any(k.rules))
           and (cardinality(k.streams) = 0 or a.stream = any(k.streams))
           and (cardinality(k.categories) = 0 or a.categories && k.categories)
           and a.severity >= k.severity)
$$;
comment on function alert_of_kind is
    'Is the alert among these rows of the permission table (people.permissions.Alerts)? kinds null: of every kind.';
