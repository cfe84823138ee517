-- A plate may have been registered more than once. What rules and lists know of a load's vehicle is what held on its day.
create function registration(of_org uuid, of_plate text, at timestamptz) returns setof vehicle
language sql stable as $$
    select v.* from vehicle v
     where v.org = of_org and v.plate = of_plate
       and coalesce(v.closed_on, 'infinity') > (at at time zone 'Asia/Shanghai')::date
     order by v.closed_on nulls last limit 1
$$;
comment on function registration is 'The registration of a company''s vehicle that held on the day of a moment, by the clock of the Bay Area; none where none did.';
