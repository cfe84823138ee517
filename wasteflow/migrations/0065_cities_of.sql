-- A place is asked for as one city or as a province, in many queries: said once.
create function cities_of(place text) returns setof text
language sql stable as $$
    select code6 from jurisdiction where code6 = place or province = place
$$;
comment on function cities_of is 'The city itself; of a province its cities (and the province, for what stands under its own code).';
