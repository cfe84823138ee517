--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: confidence; Type: DOMAIN; Schema: public; Owner: -
--

CREATE DOMAIN public.confidence AS text
	CONSTRAINT confidence_check CHECK ((VALUE = ANY (ARRAY['verified'::text, 'secondary'::text, 'derived'::text, 'assumed'::text])));


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alert; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alert (
    id uuid NOT NULL,
    fingerprint text NOT NULL,
    rule text NOT NULL,
    rule_version integer NOT NULL,
    severity smallint NOT NULL,
    family text NOT NULL,
    stream text NOT NULL,
    categories text[] NOT NULL,
    scopes text[] NOT NULL,
    citation text NOT NULL,
    subject_kind text NOT NULL,
    subject uuid NOT NULL,
    says text NOT NULL,
    facts jsonb NOT NULL,
    evidence jsonb NOT NULL,
    evidence_sha256 text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone DEFAULT now() NOT NULL,
    matter text DEFAULT ''::text NOT NULL,
    score numeric,
    also jsonb DEFAULT '[]'::jsonb NOT NULL,
    case_file uuid NOT NULL,
    verdict text,
    verdict_at timestamp with time zone,
    CONSTRAINT alert_severity_check CHECK (((severity >= 1) AND (severity <= 4))),
    CONSTRAINT alert_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['batch'::text, 'manifest'::text, 'notice'::text, 'site'::text, 'organisation'::text, 'vehicle'::text]))),
    CONSTRAINT alert_verdict_check CHECK ((verdict = ANY (ARRAY['confirmed'::text, 'dismissed'::text])))
);


--
-- Name: TABLE alert; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.alert IS 'What one rule saw, kept once with the evidence as it stood; what is done about it is its case''s.';


--
-- Name: COLUMN alert.fingerprint; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.fingerprint IS 'Rule and what it is about: the same finding again is the same alert.';


--
-- Name: COLUMN alert.severity; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.severity IS '1 info, 2 warning, 3 serious, 4 suspected crime.';


--
-- Name: COLUMN alert.family; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.family IS 'The rule''s number in the rule table (W1); rights of departments are written by it.';


--
-- Name: COLUMN alert.scopes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.scopes IS 'Who may see it: city:<code6> and province:<code6> of every place concerned.';


--
-- Name: COLUMN alert.citation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.citation IS 'The article of law it rests on: id of a citation of the catalogue.';


--
-- Name: COLUMN alert.says; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.says IS 'Which of the rule''s explanations holds; filled with facts, in the reader''s language.';


--
-- Name: COLUMN alert.evidence; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.evidence IS 'Events, inputs, thresholds with origin and the rule''s version: enough to run the rule again.';


--
-- Name: COLUMN alert.happened_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.happened_at IS 'Declared time of the event that gave rise to it.';


--
-- Name: COLUMN alert.matter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.matter IS 'What it is about beyond one rule: findings with the same matter belong to one case.';


--
-- Name: COLUMN alert.score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.score IS 'How far over its limit, where the rule can say; it orders, and decides nothing.';


--
-- Name: COLUMN alert.also; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.also IS 'Whom else it speaks of: kind and id of further subjects.';


--
-- Name: COLUMN alert.case_file; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.case_file IS 'The case it joined when it was raised.';


--
-- Name: COLUMN alert.verdict; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.alert.verdict IS 'What its case came to: rules are measured by it. Null while that is open.';


--
-- Name: alert_of_kind(public.alert, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.alert_of_kind(a public.alert, kinds jsonb) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select of_kind(a.family, a.stream, a.categories, a.severity, kinds) $$;


--
-- Name: FUNCTION alert_of_kind(a public.alert, kinds jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.alert_of_kind(a public.alert, kinds jsonb) IS 'Is the alert among these rows of the permission table (people.permissions.Alerts)? kinds null: of every kind.';


--
-- Name: append_custody(timestamp with time zone, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.append_custody(at timestamp with time zone, doc jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: FUNCTION append_custody(at timestamp with time zone, doc jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.append_custody(at timestamp with time zone, doc jsonb) IS 'Writes what requests add to custody and answers the numbers it gave; fails whole where another writer came first to a subject.';


--
-- Name: came_by(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.came_by(batch jsonb) RETURNS SETOF uuid
    LANGUAGE sql IMMUTABLE
    AS $$
    select (batch->>'arrived_by')::uuid where batch->>'arrived_by' is not null
    union all
    select id::uuid from jsonb_array_elements_text(batch->'earlier') earlier (id)
$$;


--
-- Name: FUNCTION came_by(batch jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.came_by(batch jsonb) IS 'The manifests that brought a batch, as it stands, to the stores it was in.';


--
-- Name: cities_of(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cities_of(place text) RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
    select code6 from jurisdiction where code6 = place or province = place
$$;


--
-- Name: FUNCTION cities_of(place text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.cities_of(place text) IS 'The city itself; of a province its cities (and the province, for what stands under its own code).';


--
-- Name: device_link(text, integer, bytea, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.device_link(of_kid text, at integer, before bytea, own uuid) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    with signed as (
        select counter, digest, event from device_signature where kid = of_kid and counter between at - 1 and at
        union
        select counter, digest, event from refused_event
         where kid = of_kid and digest is not null and counter between at - 1 and at
    )
    select case
        when exists (select from signed where counter = at and event <> own) then 'twice'
        when at = 1 then case when before is null then 'whole' else 'broken' end
        when not exists (select from signed where counter = at - 1) then 'gap'
        when exists (select from signed where counter = at - 1 and digest = before) then 'whole'
        else 'broken' end
$$;


--
-- Name: FUNCTION device_link(of_kid text, at integer, before bytea, own uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.device_link(of_kid text, at integer, before bytea, own uuid) IS 'whole; gap: what it signed before has not come; broken: something else came before; twice: two events bear this number.';


--
-- Name: keep_job_history(integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_job_history(ahead integer, keep integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
declare
    this_month date := date_trunc('month', now() at time zone 'UTC');
    month date;
    part text;
begin
    for i in 0..ahead loop
        month := this_month + make_interval(months => i);
        part := 'job_history_' || to_char(month, 'YYYYMM');
        continue when to_regclass(part) is not null;
        execute format('create table %I (like job_history including defaults)', part);
        execute format(
            'with late as (delete from job_history_default
                           where finished_at >= %2$L::timestamptz and finished_at < %3$L::timestamptz returning *)
             insert into %1$I select * from late',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
        execute format('alter table job_history attach partition %I for values from (%L) to (%L)',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
    end loop;
    for part in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
        where h.inhparent = 'job_history'::regclass and c.relname ~ '^job_history_[0-9]{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') < this_month - make_interval(months => keep)
    loop
        execute format('drop table %I', part);
    end loop;
end $_$;


--
-- Name: FUNCTION keep_job_history(ahead integer, keep integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.keep_job_history(ahead integer, keep integer) IS 'Makes the partitions of this month and the next `ahead`, drops those older than `keep` months.';


--
-- Name: keep_trails(integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_trails(ahead integer, keep integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
declare
    this_month date := date_trunc('month', now() at time zone 'UTC');
    month date;
    part text;
begin
    for i in 0..ahead loop
        month := this_month + make_interval(months => i);
        part := 'trail_hour_' || to_char(month, 'YYYYMM');
        continue when to_regclass(part) is not null;
        execute format('create table %I (like trail_hour including defaults including constraints)', part);
        execute format(
            'with late as (delete from trail_hour_default
                           where hour >= %2$L::timestamptz and hour < %3$L::timestamptz returning *)
             insert into %1$I select * from late',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
        execute format('alter table trail_hour attach partition %I for values from (%L) to (%L)',
            part, month || ' UTC', month + interval '1 month' || ' UTC');
    end loop;
    for part in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
        where h.inhparent = 'trail_hour'::regclass and c.relname ~ '^trail_hour_[0-9]{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') < this_month - make_interval(months => keep)
    loop
        execute format('drop table %I', part);
    end loop;
    delete from trail_hour_default where hour < (this_month - make_interval(months => keep))::timestamp at time zone 'UTC';
end $_$;


--
-- Name: FUNCTION keep_trails(ahead integer, keep integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.keep_trails(ahead integer, keep integer) IS 'Makes the partitions of this month and the next `ahead`, drops positions older than `keep` months.';


--
-- Name: of_kind(text, text, text[], integer, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.of_kind(family text, stream text, categories text[], severity integer, kinds jsonb) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    select kinds is null or exists (
        select from jsonb_to_recordset(kinds) as k (rules text[], streams text[], categories text[], severity int)
         where (cardinality(k.rules) = 0 or $1 = any(k.rules) or left($1, 1) = any(k.rules))
           and (cardinality(k.streams) = 0 or $2 = any(k.streams))
           and (cardinality(k.categories) = 0 or $3 && k.categories)
           and $4 >= k.severity)
$_$;


--
-- Name: FUNCTION of_kind(family text, stream text, categories text[], severity integer, kinds jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.of_kind(family text, stream text, categories text[], severity integer, kinds jsonb) IS 'Is a finding of this rule (its number, W1), waste and severity among these rows of the permission table (people.permissions.Alerts)? kinds null: of every kind.';


--
-- Name: plates_on_the_road(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.plates_on_the_road(state jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select case when state->>'status' in ('published', 'signed', 'in_transit', 'at_stop', 'in_temporary_storage', 'arrived')
           then jsonb_path_query_array(state, '$.carriers[*].plate') end
$_$;


--
-- Name: FUNCTION plates_on_the_road(state jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.plates_on_the_road(state jsonb) IS 'The plates by which a manifest is found at the road-side, of its state; null where it is not about to travel or on the road.';


--
-- Name: refuse_audit_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the audit log is never changed or deleted' using errcode = 'insufficient_privilege';
end $$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'custody events are never changed or deleted' using errcode = 'insufficient_privilege';
end $$;


--
-- Name: vehicle; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vehicle (
    id uuid NOT NULL,
    org uuid NOT NULL,
    plate text NOT NULL,
    plate_form text NOT NULL,
    energy text NOT NULL,
    licensed_kg numeric NOT NULL,
    permit_number text DEFAULT ''::text NOT NULL,
    permit_valid_to date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_on date,
    CONSTRAINT vehicle_energy_check CHECK ((energy = ANY (ARRAY['diesel'::text, 'petrol'::text, 'gas'::text, 'hybrid'::text, 'electric'::text, 'hydrogen'::text]))),
    CONSTRAINT vehicle_licensed_kg_check CHECK ((licensed_kg > (0)::numeric))
);


--
-- Name: TABLE vehicle; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.vehicle IS 'A vehicle of a carrier.';


--
-- Name: COLUMN vehicle.plate; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.vehicle.plate IS 'Without dots, dashes and spaces, letters upper case.';


--
-- Name: COLUMN vehicle.licensed_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.vehicle.licensed_kg IS 'The load it may carry.';


--
-- Name: COLUMN vehicle.permit_number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.vehicle.permit_number IS 'Number of its operating certificate.';


--
-- Name: registration(uuid, text, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.registration(of_org uuid, of_plate text, at timestamp with time zone) RETURNS SETOF public.vehicle
    LANGUAGE sql STABLE
    AS $$
    select v.* from vehicle v
     where v.org = of_org and v.plate = of_plate
       and coalesce(v.closed_on, 'infinity') > (at at time zone 'Asia/Shanghai')::date
     order by v.closed_on nulls last limit 1
$$;


--
-- Name: FUNCTION registration(of_org uuid, of_plate text, at timestamp with time zone); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.registration(of_org uuid, of_plate text, at timestamp with time zone) IS 'The registration of a company''s vehicle that held on the day of a moment, by the clock of the Bay Area; none where none did.';


--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id uuid NOT NULL,
    name text NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    org uuid,
    site uuid,
    city text,
    department text,
    language text,
    password text,
    password_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT account_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
    CONSTRAINT account_name_check CHECK (((name = lower(name)) AND (name <> ''::text)))
);


--
-- Name: TABLE account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.account IS 'A person or system that signs in.';


--
-- Name: COLUMN account.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.name IS 'What is typed to sign in; lower case.';


--
-- Name: COLUMN account.person; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.person IS 'The name others see: of the person, or of the system.';


--
-- Name: COLUMN account.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.org IS 'The company it acts for; null for authorities and the house itself.';


--
-- Name: COLUMN account.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.city IS 'The jurisdiction it works for; 440000 is the whole province.';


--
-- Name: COLUMN account.password; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.password IS 'argon2id, with its parameters and salt; null: cannot sign in by password.';


--
-- Name: COLUMN account.closed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.closed_at IS 'From then on it cannot sign in, and what it was recognised by is gone.';


--
-- Name: alias; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alias (
    scheme text NOT NULL,
    value text NOT NULL,
    subject uuid NOT NULL,
    subject_kind text NOT NULL,
    CONSTRAINT alias_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['batch'::text, 'manifest'::text, 'notice'::text])))
);


--
-- Name: TABLE alias; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.alias IS 'Numbers people know a batch, manifest or notice by (14-digit number, 37-character code, ...); never keys.';


--
-- Name: application; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.application (
    id uuid NOT NULL,
    kind text NOT NULL,
    from_site uuid NOT NULL,
    to_site uuid NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    tonnes numeric NOT NULL,
    methods text[] DEFAULT '{}'::text[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    shipments integer,
    state text NOT NULL,
    seq integer DEFAULT 1 NOT NULL,
    due date,
    approval uuid,
    notification jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT application_kind_check CHECK ((kind ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT application_period CHECK (((valid_from <= valid_to) AND (valid_to <= (valid_from + '1 year'::interval)))),
    CONSTRAINT application_shipments_check CHECK ((shipments > 0)),
    CONSTRAINT application_tonnes_check CHECK ((tonnes > (0)::numeric))
);


--
-- Name: TABLE application; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.application IS 'An approval somebody asks for: what is asked, and where the procedure stands.';


--
-- Name: COLUMN application.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application.state IS 'As procedures.toml names it for this kind.';


--
-- Name: COLUMN application.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application.seq IS 'Steps so far: who moves it says which one they saw.';


--
-- Name: COLUMN application.due; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application.due IS 'Last day on which what it waits for is in time; null: no limit.';


--
-- Name: COLUMN application.approval; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application.approval IS 'What it was granted, once it was.';


--
-- Name: COLUMN application.notification; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application.notification IS 'Blocks of the notification as the applicant states them.';


--
-- Name: application_step; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.application_step (
    application uuid NOT NULL,
    seq integer NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    person text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    due date
);


--
-- Name: TABLE application_step; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.application_step IS 'What happened to an application, by whom and when; only ever grows.';


--
-- Name: COLUMN application_step.due; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.application_step.due IS 'Until when the next step is in time.';


--
-- Name: approval; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.approval (
    id uuid CONSTRAINT cross_province_approval_id_not_null NOT NULL,
    number text CONSTRAINT cross_province_approval_number_not_null NOT NULL,
    from_site uuid CONSTRAINT cross_province_approval_from_site_not_null NOT NULL,
    to_site uuid CONSTRAINT cross_province_approval_to_site_not_null NOT NULL,
    scheme text CONSTRAINT cross_province_approval_scheme_not_null NOT NULL,
    code text CONSTRAINT cross_province_approval_code_not_null NOT NULL,
    tonnes numeric CONSTRAINT cross_province_approval_tonnes_not_null NOT NULL,
    used_t numeric DEFAULT 0 CONSTRAINT cross_province_approval_used_t_not_null NOT NULL,
    valid_from date CONSTRAINT cross_province_approval_valid_from_not_null NOT NULL,
    valid_to date CONSTRAINT cross_province_approval_valid_to_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT cross_province_approval_created_at_not_null NOT NULL,
    closed_on date,
    kind text NOT NULL,
    methods text[] DEFAULT '{}'::text[] NOT NULL,
    shipments integer,
    shipments_used integer DEFAULT 0 NOT NULL,
    conditions text DEFAULT ''::text NOT NULL,
    notification jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT approval_balance CHECK (((used_t >= (0)::numeric) AND (used_t <= tonnes))),
    CONSTRAINT approval_kind_check CHECK ((kind ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT approval_period CHECK (((valid_from <= valid_to) AND (valid_to <= (valid_from + '1 year'::interval)))),
    CONSTRAINT approval_shipments CHECK (((shipments_used >= 0) AND ((shipments IS NULL) OR (shipments_used <= shipments)))),
    CONSTRAINT approval_shipments_check CHECK ((shipments > 0)),
    CONSTRAINT cross_province_approval_tonnes_check CHECK ((tonnes > (0)::numeric))
);


--
-- Name: TABLE approval; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.approval IS 'Leave to move one waste from one site to another under a regime that asks for it.';


--
-- Name: COLUMN approval.used_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.used_t IS 'Tonnes already sent under it; never more than were approved.';


--
-- Name: COLUMN approval.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.kind IS 'cross_province, export, ...: as regimes.toml names it.';


--
-- Name: COLUMN approval.methods; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.methods IS 'Treatments it allows, scheme:code; empty: none is named.';


--
-- Name: COLUMN approval.shipments; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.shipments IS 'How many loads it allows; null: any number.';


--
-- Name: COLUMN approval.shipments_used; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.shipments_used IS 'Loads published under it and not cancelled.';


--
-- Name: COLUMN approval.conditions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.conditions IS 'On which conditions it was granted, in words.';


--
-- Name: COLUMN approval.notification; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.approval.notification IS 'Blocks of the notification as it was approved.';


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    account uuid,
    person text NOT NULL,
    org uuid,
    action text NOT NULL,
    subject_kind text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: TABLE audit; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit IS 'Who looked at what is personal, and who did what outside custody; never changed.';


--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: basel_crosswalk; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.basel_crosswalk (
    category text NOT NULL,
    edition text NOT NULL,
    basel_y text,
    match text NOT NULL,
    basel_annex8 text,
    eu_list text,
    un_class text,
    hk_hint text,
    note text,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT basel_crosswalk_match_check CHECK ((match = ANY (ARRAY['exact'::text, 'close'::text, 'partial'::text, 'none'::text])))
);


--
-- Name: TABLE basel_crosswalk; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.basel_crosswalk IS 'Suggestions for a Chinese category on foreign forms, with the grade of the match; never filled in by itself.';


--
-- Name: batch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batch (
    id uuid NOT NULL,
    seq integer NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    status text NOT NULL,
    site uuid,
    refused_by uuid
)
WITH (fillfactor='50', toast_tuple_target='8160');


--
-- Name: TABLE batch; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.batch IS 'The fold of a batch''s events: who holds how much of which waste now.';


--
-- Name: COLUMN batch.refused_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.batch.refused_by IS 'The manifest under which it was turned away, while it stands on the vehicle.';


--
-- Name: billing_account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.billing_account (
    id uuid NOT NULL,
    org uuid NOT NULL,
    number text NOT NULL,
    contract text NOT NULL,
    value_hkd numeric NOT NULL,
    government boolean DEFAULT false NOT NULL,
    awarded_on date NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT billing_account_number_check CHECK ((number ~ '^[A-Za-z0-9-]{3,30}$'::text)),
    CONSTRAINT billing_account_period CHECK ((awarded_on <= opened_on)),
    CONSTRAINT billing_account_value_hkd_check CHECK ((value_hkd >= (0)::numeric))
);


--
-- Name: TABLE billing_account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.billing_account IS 'The account that pays for a contract''s construction waste in Hong Kong (Cap. 354N).';


--
-- Name: COLUMN billing_account.number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.billing_account.number IS 'As the department gave it.';


--
-- Name: COLUMN billing_account.contract; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.billing_account.contract IS 'What the contract is called.';


--
-- Name: COLUMN billing_account.value_hkd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.billing_account.value_hkd IS 'Value of the contract in Hong Kong dollars.';


--
-- Name: COLUMN billing_account.government; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.billing_account.government IS 'A Government contract: its loads carry a printed trip ticket.';


--
-- Name: COLUMN billing_account.closed_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.billing_account.closed_on IS 'First day on which it no longer pays for new loads.';


--
-- Name: calendar_day; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.calendar_day (
    law text NOT NULL,
    day date NOT NULL,
    working boolean NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone,
    CONSTRAINT calendar_day_law_check CHECK ((law = ANY (ARRAY['mainland'::text, 'hong_kong'::text, 'macao'::text])))
);


--
-- Name: TABLE calendar_day; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.calendar_day IS 'Exceptions to Monday-to-Friday: holidays, and week-end days that are worked.';


--
-- Name: case_attachment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_attachment (
    case_file uuid NOT NULL,
    sha256 text NOT NULL,
    kind text NOT NULL,
    data bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    CONSTRAINT case_attachment_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY public.case_attachment ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: TABLE case_attachment; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.case_attachment IS 'The very bytes of a file that a step of this case names; its name stands in the step.';


--
-- Name: COLUMN case_attachment.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_attachment.kind IS 'Media type, as its first bytes say.';


--
-- Name: COLUMN case_attachment.account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_attachment.account IS 'Who sent it in.';


--
-- Name: case_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_event (
    case_file uuid NOT NULL,
    seq integer NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid,
    org uuid,
    city text DEFAULT ''::text NOT NULL,
    department text DEFAULT ''::text NOT NULL,
    body jsonb NOT NULL,
    digest bytea,
    CONSTRAINT case_event_seq_check CHECK ((seq > 0))
);


--
-- Name: TABLE case_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.case_event IS 'An immutable fact in the life of a case: an alert that joined it, what people did about it.';


--
-- Name: COLUMN case_event.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_event.id IS 'Minted by who sent it; the same id again is the same step.';


--
-- Name: COLUMN case_event.account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_event.account IS 'Who took the step; null: wasteflow itself.';


--
-- Name: COLUMN case_event.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_event.digest IS 'SHA-256 of what was sent: tells a repeated step from a reused id; null where wasteflow speaks.';


--
-- Name: case_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_file (
    id uuid NOT NULL,
    seq integer NOT NULL,
    matter text NOT NULL,
    state jsonb NOT NULL,
    scopes text[] NOT NULL,
    touched_at timestamp with time zone DEFAULT now() NOT NULL,
    status text GENERATED ALWAYS AS ((state ->> 'status'::text)) STORED NOT NULL,
    severity smallint GENERATED ALWAYS AS (((state ->> 'severity'::text))::smallint) STORED NOT NULL,
    officer text GENERATED ALWAYS AS ((state ->> 'officer'::text)) STORED,
    department text GENERATED ALWAYS AS (COALESCE((state ->> 'department'::text), ''::text)) STORED NOT NULL
);


--
-- Name: TABLE case_file; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.case_file IS 'The fold of a case''s events.';


--
-- Name: COLUMN case_file.matter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_file.matter IS 'Fingerprint of what it is about: alerts with the same one join this case.';


--
-- Name: COLUMN case_file.scopes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_file.scopes IS 'Who may see it: city:<code6> and province:<code6> of every place concerned.';


--
-- Name: COLUMN case_file.department; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.case_file.department IS 'Whose it is since it was taken or passed on; empty: any that may act on one of its alerts.';


--
-- Name: case_question; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_question (
    case_file uuid NOT NULL,
    event uuid NOT NULL,
    org uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone
);


--
-- Name: TABLE case_question; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.case_question IS 'Which company was asked in which case: a company finds its questions here, and sees nothing else of a case.';


--
-- Name: catalogue_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.catalogue_version (
    one boolean DEFAULT true NOT NULL,
    version bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT catalogue_version_one_check CHECK (one)
);


--
-- Name: TABLE catalogue_version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.catalogue_version IS 'One row; the version grows with each change of any catalogue table.';


--
-- Name: code_scan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.code_scan (
    subject uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    place text DEFAULT ''::text NOT NULL,
    actor text NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    CONSTRAINT code_scan_place_check CHECK (((place = ''::text) OR (place ~ '^-?[0-9]{1,2}\.[0-9]{2} -?[0-9]{1,3}\.[0-9]{2}$'::text)))
);


--
-- Name: TABLE code_scan; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.code_scan IS 'A signed code was looked at with a signal: one row for ten minutes, a place and a kind of person. No person is named.';


--
-- Name: COLUMN code_scan.subject; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.code_scan.subject IS 'The container or load whose code it is.';


--
-- Name: COLUMN code_scan.at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.code_scan.at IS 'Beginning of the ten minutes.';


--
-- Name: COLUMN code_scan.place; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.code_scan.place IS 'Latitude and longitude to a twentieth of a degree, some five kilometres; empty: not said.';


--
-- Name: COLUMN code_scan.actor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.code_scan.actor IS 'The role of whoever was signed in; public: nobody was.';


--
-- Name: COLUMN code_scan.times; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.code_scan.times IS 'How often within the ten minutes.';


--
-- Name: contact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact (
    id uuid NOT NULL,
    account uuid NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    language text NOT NULL,
    time_zone text NOT NULL,
    quiet_from time without time zone,
    quiet_to time without time zone,
    urgent boolean DEFAULT false NOT NULL,
    code text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT contact_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'webhook'::text]))),
    CONSTRAINT contact_check CHECK (((quiet_from IS NULL) = (quiet_to IS NULL)))
);


--
-- Name: TABLE contact; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.contact IS 'Where a person is told things: a mail address or a webhook of theirs, when not, in which language.';


--
-- Name: COLUMN contact.time_zone; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.time_zone IS 'IANA name: quiet hours and the hour of a daily summary are those of its clocks.';


--
-- Name: COLUMN contact.quiet_from; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.quiet_from IS 'From this time of day until quiet_to nothing is sent; it is sent at their end.';


--
-- Name: COLUMN contact.urgent; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.urgent IS 'A suspected crime is told during quiet hours too.';


--
-- Name: COLUMN contact.code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.code IS 'What the test message says and its reader types: shows that the address is theirs.';


--
-- Name: COLUMN contact.tries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.tries IS 'Wrong codes typed since the last test.';


--
-- Name: COLUMN contact.confirmed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.confirmed_at IS 'Null: nothing but a test is sent there.';


--
-- Name: COLUMN contact.ended_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.contact.ended_at IS 'Taken away by its owner, or the webhook answered that it is gone.';


--
-- Name: corridor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.corridor (
    id uuid NOT NULL,
    from_site uuid NOT NULL,
    to_site uuid NOT NULL,
    line jsonb NOT NULL,
    most_kmh integer,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT corridor_most_kmh_check CHECK (((most_kmh >= 10) AND (most_kmh <= 130)))
);


--
-- Name: TABLE corridor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.corridor IS 'The way between two sites that was approved for waste; several may stand side by side.';


--
-- Name: COLUMN corridor.line; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.corridor.line IS 'Points [latitude, longitude], WGS-84.';


--
-- Name: COLUMN corridor.most_kmh; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.corridor.most_kmh IS 'Where the approval limits the speed more than the law does.';


--
-- Name: counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counter (
    name text NOT NULL,
    last integer NOT NULL
);


--
-- Name: TABLE counter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.counter IS 'Last serial given out per number series (a city''s manifests of a year, a unit''s containers of a day); locked until what took it is committed, so that none repeats or is skipped.';


--
-- Name: credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.credential (
    digest bytea NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    account uuid NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    device uuid,
    CONSTRAINT credential_device CHECK (((kind = 'device'::text) = (device IS NOT NULL))),
    CONSTRAINT credential_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT credential_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'token'::text, 'device'::text])))
);


--
-- Name: TABLE credential; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.credential IS 'What a client shows to be recognised: a person''s session or a system''s token.';


--
-- Name: COLUMN credential.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.credential.digest IS 'SHA-256 of the random secret; the secret itself is nowhere.';


--
-- Name: COLUMN credential.label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.credential.label IS 'What the token is for, in its maker''s words.';


--
-- Name: COLUMN credential.device; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.credential.device IS 'The device that shows it, where it is one''s.';


--
-- Name: custody_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custody_event (
    subject uuid NOT NULL,
    seq integer NOT NULL,
    id uuid NOT NULL,
    subject_kind text NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid,
    org uuid,
    cause uuid,
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT custody_event_seq_check CHECK ((seq > 0)),
    CONSTRAINT custody_event_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['batch'::text, 'manifest'::text])))
);


--
-- Name: TABLE custody_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.custody_event IS 'An immutable fact in the life of a batch or manifest. The key is also the lock.';


--
-- Name: COLUMN custody_event.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.id IS 'Minted by who sent it; the same id again is the same event.';


--
-- Name: COLUMN custody_event.occurred_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.occurred_at IS 'When it happened, as declared by the device.';


--
-- Name: COLUMN custody_event.received_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.received_at IS 'When the server learned of it.';


--
-- Name: COLUMN custody_event.cause; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.cause IS 'The event that this one follows from; null where a person or system sent it.';


--
-- Name: COLUMN custody_event.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.digest IS 'SHA-256 of what the sender proposed: tells a repeated event from a reused id.';


--
-- Name: COLUMN custody_event.xid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.custody_event.xid IS 'Transaction that wrote it: commit order for watermarks (a sequence would show gaps).';


--
-- Name: declaration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.declaration (
    id uuid NOT NULL,
    site uuid NOT NULL,
    duty text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    version integer NOT NULL,
    due_on date NOT NULL,
    nil boolean NOT NULL,
    figures jsonb NOT NULL,
    figures_sha256 text NOT NULL,
    counted_to bigint NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_on date NOT NULL,
    account uuid,
    person text NOT NULL,
    org uuid,
    CONSTRAINT declaration_figures_sha256_check CHECK ((figures_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT declaration_period CHECK ((first <= last)),
    CONSTRAINT declaration_version_check CHECK ((version > 0))
);


--
-- Name: TABLE declaration; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.declaration IS 'A declaration as it was filed: its figures never change, a further version amends it.';


--
-- Name: COLUMN declaration.duty; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.duty IS 'Which duty of the catalogue it answers: day, month, quarter, year, ...';


--
-- Name: COLUMN declaration.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.version IS '1 the first time; each further one amends the one before, with a reason.';


--
-- Name: COLUMN declaration.nil; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.nil IS 'Nothing moved in the period: a nil report.';


--
-- Name: COLUMN declaration.figures; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.figures IS 'Kilograms by waste, as they were read from custody in one snapshot.';


--
-- Name: COLUMN declaration.counted_to; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.counted_to IS 'Every transaction below this one is in the figures.';


--
-- Name: COLUMN declaration.filed_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.declaration.filed_on IS 'The Bay Area day: in time is up to due_on.';


--
-- Name: demo_target; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.demo_target (
    city text NOT NULL,
    stream text NOT NULL,
    yearly_t numeric NOT NULL,
    share numeric NOT NULL,
    planned_kg numeric NOT NULL,
    anchor text,
    source text NOT NULL,
    CONSTRAINT demo_target_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
    CONSTRAINT demo_target_share_check CHECK (((share > (0)::numeric) AND (share <= (1)::numeric))),
    CONSTRAINT demo_target_yearly_t_check CHECK ((yearly_t > (0)::numeric))
);


--
-- Name: TABLE demo_target; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.demo_target IS 'How much of a stream a city makes in the demo, and on which published figure that rests; empty where no demo was loaded.';


--
-- Name: COLUMN demo_target.yearly_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.demo_target.yearly_t IS 'Tonnes a year of the whole city.';


--
-- Name: COLUMN demo_target.share; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.demo_target.share IS 'Part of it that the demo carries, beside its scale.';


--
-- Name: COLUMN demo_target.planned_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.demo_target.planned_kg IS 'What the demo was to make of it in all its days.';


--
-- Name: COLUMN demo_target.anchor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.demo_target.anchor IS 'The published figure; null: synthetic, no anchor.';


--
-- Name: device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device (
    id uuid NOT NULL,
    account uuid NOT NULL,
    org uuid NOT NULL,
    label text NOT NULL,
    kid text NOT NULL,
    jwk jsonb NOT NULL,
    enrolled_at timestamp with time zone NOT NULL,
    enrolled_by uuid NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    revoked_as_of timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    reason text,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT device_reason_check CHECK ((reason = ANY (ARRAY['lost'::text, 'stolen'::text, 'replaced'::text, 'left'::text, 'misused'::text, 'other'::text]))),
    CONSTRAINT device_revocation CHECK ((((revoked_at IS NULL) = (revoked_as_of IS NULL)) AND ((revoked_at IS NULL) = (reason IS NULL)) AND (revoked_as_of <= revoked_at)))
);


--
-- Name: TABLE device; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.device IS 'A phone that signs what its driver records, with a key that never leaves it.';


--
-- Name: COLUMN device.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.org IS 'The company it was enrolled for; a driver who goes to another enrols anew.';


--
-- Name: COLUMN device.kid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.kid IS 'RFC 7638 thumbprint of its public key.';


--
-- Name: COLUMN device.jwk; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.jwk IS 'Its public key, P-256 or Ed25519 (RFC 7517).';


--
-- Name: COLUMN device.enrolled_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.enrolled_by IS 'The account that made the code.';


--
-- Name: COLUMN device.revoked_as_of; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.revoked_as_of IS 'What it signed with an earlier time still counts; null: not revoked.';


--
-- Name: COLUMN device.revoked_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device.revoked_at IS 'When it was revoked; never before revoked_as_of.';


--
-- Name: device_signature; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_signature (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    kid text NOT NULL,
    counter integer NOT NULL,
    previous bytea,
    payload text NOT NULL,
    digest bytea NOT NULL,
    jws text NOT NULL,
    receipt text NOT NULL,
    CONSTRAINT device_signature_counter_check CHECK ((counter > 0)),
    CONSTRAINT device_signature_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT device_signature_previous_check CHECK ((length(previous) = 32))
);


--
-- Name: TABLE device_signature; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.device_signature IS 'The signature a device gave an event, and the signed receipt the server gave for it; written with the event, never changed.';


--
-- Name: COLUMN device_signature.kid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.kid IS 'The device''s key.';


--
-- Name: COLUMN device_signature.counter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.counter IS 'Of the events this device ever signed, the how-manieth.';


--
-- Name: COLUMN device_signature.previous; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.previous IS 'Digest of what the device signed before this; null: its first.';


--
-- Name: COLUMN device_signature.payload; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.payload IS 'What was signed: subject, id, time, fact, device, counter and previous digest as canonical JSON (RFC 8785).';


--
-- Name: COLUMN device_signature.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.digest IS 'SHA-256 of the payload.';


--
-- Name: COLUMN device_signature.jws; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.jws IS 'Detached JWS by the device over the payload.';


--
-- Name: COLUMN device_signature.receipt; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.device_signature.receipt IS 'Detached JWS by the server over what it stored: place in the chain, time, digests.';


--
-- Name: disposal_charge; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.disposal_charge (
    manifest uuid NOT NULL,
    seq integer NOT NULL,
    facility text NOT NULL,
    kind text NOT NULL,
    account uuid NOT NULL,
    posted_on date NOT NULL,
    number text NOT NULL,
    plate text NOT NULL,
    site uuid NOT NULL,
    kg numeric NOT NULL,
    rate_hkd numeric NOT NULL,
    hkd numeric NOT NULL,
    CONSTRAINT disposal_charge_kg_check CHECK ((kg <> (0)::numeric)),
    CONSTRAINT disposal_charge_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'reversal'::text]))),
    CONSTRAINT disposal_charge_rate_hkd_check CHECK ((rate_hkd > (0)::numeric)),
    CONSTRAINT disposal_charge_sign CHECK (((kind = 'charge'::text) = (kg > (0)::numeric)))
);


--
-- Name: TABLE disposal_charge; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.disposal_charge IS 'What a load costs at a facility; what is corrected or refused later is reversed, never changed.';


--
-- Name: COLUMN disposal_charge.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.seq IS 'The step of the manifest that it follows from.';


--
-- Name: COLUMN disposal_charge.facility; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.facility IS 'public_fill, sorting or landfill.';


--
-- Name: COLUMN disposal_charge.posted_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.posted_on IS 'The day on which it became known: a month that was stated stays as stated.';


--
-- Name: COLUMN disposal_charge.kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.kg IS 'Weighed at the facility''s gate; negative where it is reversed.';


--
-- Name: COLUMN disposal_charge.rate_hkd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.rate_hkd IS 'HKD per tonne, as it held when the load arrived.';


--
-- Name: COLUMN disposal_charge.hkd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.disposal_charge.hkd IS 'The amount; negative where it is reversed.';


--
-- Name: document; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document (
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    city text NOT NULL,
    period date NOT NULL,
    language text NOT NULL,
    status text NOT NULL,
    facts jsonb NOT NULL,
    facts_sha256 text NOT NULL,
    content bytea NOT NULL,
    sha256 text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    CONSTRAINT document_facts_sha256_check CHECK ((facts_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT document_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT document_status_check CHECK ((status = ANY (ARRAY['provisional'::text, 'published'::text, 'revised'::text])))
);


--
-- Name: TABLE document; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.document IS 'Reports as they were made; the same figures are the same document, and none is ever changed.';


--
-- Name: COLUMN document.number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.number IS 'Printed on every page: city, month, language and the first of the figures'' digest.';


--
-- Name: COLUMN document.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.period IS 'First day of the month it is about.';


--
-- Name: COLUMN document.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.status IS 'provisional: the month was not over; revised: a published one had other figures.';


--
-- Name: COLUMN document.facts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.facts IS 'All the report rests on; drawing them again gives the same bytes.';


--
-- Name: COLUMN document.facts_sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.facts_sha256 IS 'Digest of the facts: the fingerprint on its last page.';


--
-- Name: COLUMN document.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document.sha256 IS 'Digest of the file.';


--
-- Name: driver; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.driver (
    id uuid NOT NULL,
    org uuid NOT NULL,
    name text NOT NULL,
    account uuid,
    certificate text DEFAULT ''::text NOT NULL,
    certificate_valid_to date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_on date
);


--
-- Name: TABLE driver; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.driver IS 'A person who drives for a carrier. Personal: each look is written to the audit log.';


--
-- Name: COLUMN driver.certificate; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.driver.certificate IS 'Number of the certificate to carry dangerous goods.';


--
-- Name: emission_factor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.emission_factor (
    route text NOT NULL,
    material text NOT NULL,
    family text NOT NULL,
    edition text NOT NULL,
    kg_co2e_per_t numeric,
    basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT emission_factor_family_check CHECK ((family = ANY (ARRAY['attributional'::text, 'consequential'::text, 'direct'::text, 'none'::text])))
);


--
-- Name: TABLE emission_factor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.emission_factor IS 'Kilograms of CO2 equivalent per tonne. The families answer different questions and are never added up together.';


--
-- Name: COLUMN emission_factor.kg_co2e_per_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.emission_factor.kg_co2e_per_t IS 'Null where no open default was found; then nothing is computed.';


--
-- Name: enrolment_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.enrolment_code (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    account uuid NOT NULL,
    replaces uuid,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    device uuid,
    CONSTRAINT enrolment_code_digest_check CHECK ((length(digest) = 32))
);


--
-- Name: TABLE enrolment_code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.enrolment_code IS 'A code that enrols one phone of one driver, once and soon.';


--
-- Name: COLUMN enrolment_code.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.enrolment_code.digest IS 'SHA-256 of the code; the code itself is nowhere.';


--
-- Name: COLUMN enrolment_code.replaces; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.enrolment_code.replaces IS 'The device that is revoked when this one is enrolled.';


--
-- Name: COLUMN enrolment_code.device; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.enrolment_code.device IS 'What was enrolled by it; null while it is unused.';


--
-- Name: event_photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_photo (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    sha256 text NOT NULL,
    CONSTRAINT event_photo_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: TABLE event_photo; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.event_photo IS 'Which photos an event names; written with the event, never changed.';


--
-- Name: COLUMN event_photo.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.event_photo.sha256 IS 'Of the file''s bytes, which come later where there was no signal.';


--
-- Name: event_position; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_position (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    lat numeric(8,6) NOT NULL,
    lon numeric(9,6) NOT NULL,
    accuracy_m integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT event_position_accuracy_m_check CHECK ((accuracy_m >= 0)),
    CONSTRAINT event_position_lat_check CHECK (((lat >= ('-90'::integer)::numeric) AND (lat <= (90)::numeric))),
    CONSTRAINT event_position_lon_check CHECK (((lon >= ('-180'::integer)::numeric) AND (lon <= (180)::numeric)))
);


--
-- Name: TABLE event_position; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.event_position IS 'Where the person was who recorded an event, where they agreed to say so. Kept for a time and then gone: it is about a person.';


--
-- Name: COLUMN event_position.accuracy_m; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.event_position.accuracy_m IS 'Metres around the point, as the device estimates them.';


--
-- Name: event_shown; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_shown (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    code text NOT NULL,
    CONSTRAINT event_shown_code_check CHECK ((length(code) <= 300))
);


--
-- Name: TABLE event_shown; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.event_shown IS 'The code on the consignor''s screen by which a driver''s phone signed for it; written with the event, never changed.';


--
-- Name: COLUMN event_shown.code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.event_shown.code IS 'As it was scanned: site, who showed it, from when and how long, signed by this server (manifests/codes/shown.py).';


--
-- Name: gate_price; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.gate_price (
    id uuid NOT NULL,
    site uuid NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    price numeric NOT NULL,
    currency text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT gate_price_currency_check CHECK ((currency = ANY (ARRAY['CNY'::text, 'HKD'::text, 'MOP'::text]))),
    CONSTRAINT gate_price_period CHECK ((valid_from <= valid_to)),
    CONSTRAINT gate_price_price_check CHECK ((price >= (0)::numeric))
);


--
-- Name: TABLE gate_price; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.gate_price IS 'What a facility asks for a tonne of a waste, as it states it itself; nothing is overwritten, the latest that holds counts.';


--
-- Name: COLUMN gate_price.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.id IS 'Of this statement.';


--
-- Name: COLUMN gate_price.site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.site IS 'The facility.';


--
-- Name: COLUMN gate_price.scheme; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.scheme IS 'List of waste codes.';


--
-- Name: COLUMN gate_price.code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.code IS 'A code, or a whole category.';


--
-- Name: COLUMN gate_price.price; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.price IS 'For a tonne.';


--
-- Name: COLUMN gate_price.currency; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.currency IS 'CNY, HKD or MOP.';


--
-- Name: COLUMN gate_price.valid_from; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.valid_from IS 'First day it holds.';


--
-- Name: COLUMN gate_price.valid_to; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.valid_to IS 'Last day it holds; null: until further notice.';


--
-- Name: COLUMN gate_price.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.source IS 'Where it stands: a price list, a contract, a letter.';


--
-- Name: COLUMN gate_price.entered_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.entered_by IS 'Account.';


--
-- Name: COLUMN gate_price.entered_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gate_price.entered_at IS 'When.';


--
-- Name: generator_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.generator_entry (
    id uuid NOT NULL,
    site uuid NOT NULL,
    year integer NOT NULL,
    class text,
    assessed_t numeric,
    reason text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    account uuid,
    person text NOT NULL,
    CONSTRAINT generator_entry_assessed_t_check CHECK ((assessed_t >= (0)::numeric)),
    CONSTRAINT generator_entry_class_check CHECK ((class = ANY (ARRAY['key'::text, 'simplified'::text, 'registered'::text]))),
    CONSTRAINT generator_entry_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT generator_entry_year_check CHECK (((year >= 2000) AND (year <= 2200)))
);


--
-- Name: TABLE generator_entry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.generator_entry IS 'What an authority entered of a site''s generator class; the latest of a year counts, none is changed.';


--
-- Name: COLUMN generator_entry.class; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.generator_entry.class IS 'Null: as computed again.';


--
-- Name: COLUMN generator_entry.assessed_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.generator_entry.assessed_t IS 'Tonnes a year of the environmental impact assessment; null: none known.';


--
-- Name: indicator_base; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_base (
    city text NOT NULL,
    base_year integer NOT NULL,
    source text NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT indicator_base_base_year_check CHECK (((base_year >= 2000) AND (base_year <= 2100)))
);


--
-- Name: TABLE indicator_base; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_base IS 'The year that declines and growth of a city are measured against.';


--
-- Name: COLUMN indicator_base.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_base.city IS 'code6.';


--
-- Name: COLUMN indicator_base.base_year; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_base.base_year IS 'A calendar year.';


--
-- Name: COLUMN indicator_base.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_base.source IS 'The plan that sets it.';


--
-- Name: COLUMN indicator_base.set_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_base.set_by IS 'Account.';


--
-- Name: COLUMN indicator_base.set_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_base.set_at IS 'When.';


--
-- Name: indicator_stale; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_stale (
    city text NOT NULL,
    period text NOT NULL
);


--
-- Name: TABLE indicator_stale; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_stale IS 'Periods with values that people vouched for, in which something was counted or approved since: to be compared anew.';


--
-- Name: COLUMN indicator_stale.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_stale.city IS 'code6.';


--
-- Name: COLUMN indicator_stale.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_stale.period IS 'A year or a month.';


--
-- Name: indicator_statement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_statement (
    id uuid NOT NULL,
    city text NOT NULL,
    indicator text NOT NULL,
    period text NOT NULL,
    version integer NOT NULL,
    met text NOT NULL,
    words text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    verdict text,
    verdict_reason text DEFAULT ''::text NOT NULL,
    verdict_by uuid,
    verdict_at timestamp with time zone,
    CONSTRAINT indicator_statement_check CHECK ((verdict_by <> entered_by)),
    CONSTRAINT indicator_statement_check1 CHECK ((((verdict IS NULL) = (verdict_by IS NULL)) AND ((verdict IS NULL) = (verdict_at IS NULL)))),
    CONSTRAINT indicator_statement_met_check CHECK ((met = ANY (ARRAY['met'::text, 'partly'::text, 'not_met'::text]))),
    CONSTRAINT indicator_statement_period_check CHECK ((period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'::text)),
    CONSTRAINT indicator_statement_verdict_check CHECK ((verdict = ANY (ARRAY['approved'::text, 'returned'::text]))),
    CONSTRAINT indicator_statement_version_check CHECK ((version > 0))
);


--
-- Name: TABLE indicator_statement; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_statement IS 'What a city says of an indicator in words; nothing is overwritten, a change is a further version.';


--
-- Name: COLUMN indicator_statement.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.id IS 'Of this version.';


--
-- Name: COLUMN indicator_statement.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.city IS 'code6.';


--
-- Name: COLUMN indicator_statement.indicator; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.indicator IS 'Its id in the set: ZW21-38.';


--
-- Name: COLUMN indicator_statement.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.period IS 'A year or a month of it.';


--
-- Name: COLUMN indicator_statement.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.version IS 'Counts from 1 for each city, indicator and period.';


--
-- Name: COLUMN indicator_statement.met; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.met IS 'How far it is met, in the judgement of who entered it.';


--
-- Name: COLUMN indicator_statement.words; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.words IS 'What was done.';


--
-- Name: COLUMN indicator_statement.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.reason IS 'Why it changes; asked for where the version before was approved.';


--
-- Name: COLUMN indicator_statement.entered_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.entered_by IS 'Account.';


--
-- Name: COLUMN indicator_statement.entered_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.entered_at IS 'When the server got it.';


--
-- Name: COLUMN indicator_statement.verdict; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.verdict IS 'What a second person said; null: nobody has looked at it.';


--
-- Name: COLUMN indicator_statement.verdict_reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.verdict_reason IS 'Why it was returned.';


--
-- Name: COLUMN indicator_statement.verdict_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.verdict_by IS 'Account, never the one that entered it.';


--
-- Name: COLUMN indicator_statement.verdict_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_statement.verdict_at IS 'When.';


--
-- Name: indicator_target; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_target (
    city text NOT NULL,
    indicator text NOT NULL,
    version integer NOT NULL,
    points jsonb NOT NULL,
    source text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT indicator_target_points_check CHECK ((jsonb_array_length(points) >= 2)),
    CONSTRAINT indicator_target_version_check CHECK ((version > 0))
);


--
-- Name: TABLE indicator_target; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_target IS 'What a city has set itself: from the base year over milestones to the target year. The highest version is in force.';


--
-- Name: COLUMN indicator_target.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.city IS 'code6.';


--
-- Name: COLUMN indicator_target.indicator; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.indicator IS 'Its id in the set.';


--
-- Name: COLUMN indicator_target.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.version IS 'Counts from 1; nothing is overwritten.';


--
-- Name: COLUMN indicator_target.points; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.points IS 'Years with the value at their end, ascending: the first is the base, the last the target.';


--
-- Name: COLUMN indicator_target.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.source IS 'The plan that sets it.';


--
-- Name: COLUMN indicator_target.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.reason IS 'Why it replaces the version before.';


--
-- Name: COLUMN indicator_target.set_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.set_by IS 'Account.';


--
-- Name: COLUMN indicator_target.set_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_target.set_at IS 'When.';


--
-- Name: indicator_value; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_value (
    city text NOT NULL,
    period text NOT NULL,
    indicator text NOT NULL,
    seq integer NOT NULL,
    first_month date NOT NULL,
    last_month date NOT NULL,
    state jsonb NOT NULL,
    status text GENERATED ALWAYS AS ((state ->> 'status'::text)) STORED NOT NULL
);


--
-- Name: TABLE indicator_value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_value IS 'The fold of a value''s events. A value nobody has looked at has no row: it is provisional.';


--
-- Name: COLUMN indicator_value.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.city IS 'code6.';


--
-- Name: COLUMN indicator_value.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.period IS 'A year or a month.';


--
-- Name: COLUMN indicator_value.indicator; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.indicator IS 'Its id in the set.';


--
-- Name: COLUMN indicator_value.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.seq IS 'Of the last event folded.';


--
-- Name: COLUMN indicator_value.first_month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.first_month IS 'First month of the period, as its first day.';


--
-- Name: COLUMN indicator_value.last_month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.last_month IS 'Last month of the period, as its first day.';


--
-- Name: COLUMN indicator_value.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.state IS 'Status, versions and figures.';


--
-- Name: COLUMN indicator_value.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value.status IS 'provisional, reviewed, published or revised.';


--
-- Name: indicator_value_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicator_value_event (
    city text NOT NULL,
    period text NOT NULL,
    indicator text NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid,
    body jsonb NOT NULL,
    CONSTRAINT indicator_value_event_check CHECK (((kind = 'moved'::text) = (account IS NULL))),
    CONSTRAINT indicator_value_event_kind_check CHECK ((kind = ANY (ARRAY['reviewed'::text, 'returned'::text, 'published'::text, 'moved'::text]))),
    CONSTRAINT indicator_value_event_period_check CHECK ((period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'::text)),
    CONSTRAINT indicator_value_event_seq_check CHECK ((seq > 0))
);


--
-- Name: TABLE indicator_value_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.indicator_value_event IS 'An immutable fact in the life of an indicator''s value: who looked at it, who released it, that it moved since.';


--
-- Name: COLUMN indicator_value_event.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.city IS 'code6 of the city or province it is of.';


--
-- Name: COLUMN indicator_value_event.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.period IS 'A year (2026) or a month of it (2026-10).';


--
-- Name: COLUMN indicator_value_event.indicator; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.indicator IS 'Its id in the set: ZW21-16.';


--
-- Name: COLUMN indicator_value_event.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.seq IS 'Counts from 1 within a value; the key is also the lock.';


--
-- Name: COLUMN indicator_value_event.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.kind IS 'reviewed, returned, published by a person; moved: what it rests on changed, told by wasteflow itself.';


--
-- Name: COLUMN indicator_value_event.at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.at IS 'When the server got it.';


--
-- Name: COLUMN indicator_value_event.account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.account IS 'Who; null: wasteflow itself.';


--
-- Name: COLUMN indicator_value_event.body; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.indicator_value_event.body IS 'The reason, and the figures as they stood: value, amounts with coverage, position up to which custody was counted.';


--
-- Name: installation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.installation (
    name text NOT NULL,
    value text NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE installation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.installation IS 'What was done to this database as a whole: whether the demo Bay Area was begun, and completed.';


--
-- Name: issued_paper; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.issued_paper (
    number text NOT NULL,
    kind text NOT NULL,
    series text NOT NULL,
    version integer NOT NULL,
    language text NOT NULL,
    facts_sha256 text NOT NULL,
    watermark bigint NOT NULL,
    document uuid,
    made_at timestamp with time zone NOT NULL,
    made_by uuid,
    CONSTRAINT issued_paper_facts_sha256_check CHECK ((facts_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT issued_paper_number_check CHECK ((length(number) <= 90)),
    CONSTRAINT issued_paper_version_check CHECK ((version > 0))
);


--
-- Name: TABLE issued_paper; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.issued_paper IS 'The archive: every paper that left, so that a copy can be told genuine, or superseded by a later version.';


--
-- Name: COLUMN issued_paper.number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.number IS 'Printed on it; ends in the first of the digest of its facts.';


--
-- Name: COLUMN issued_paper.series; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.series IS 'What later versions take the place of: kind, subject and language.';


--
-- Name: COLUMN issued_paper.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.version IS 'Counts from 1 in its series.';


--
-- Name: COLUMN issued_paper.facts_sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.facts_sha256 IS 'Digest of all it rests on.';


--
-- Name: COLUMN issued_paper.watermark; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.watermark IS 'How far the data behind it went: a transaction for reports, the step of a manifest or a batch for theirs.';


--
-- Name: COLUMN issued_paper.document; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.document IS 'The document that keeps its file; null: it is drawn again when asked for.';


--
-- Name: COLUMN issued_paper.made_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.issued_paper.made_by IS 'Account; null: the house made it.';


--
-- Name: job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job (
    id uuid NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    key text,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    send_at timestamp with time zone DEFAULT now() NOT NULL,
    sends integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease_token uuid,
    lease_until timestamp with time zone,
    progress real DEFAULT 0 NOT NULL,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE job; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.job IS 'Work still to be done. A lease says who works on it until when; the broker only says: look at job N.';


--
-- Name: COLUMN job.key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.job.key IS 'At most one open job of a kind has a given key; null: any number.';


--
-- Name: COLUMN job.run_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.job.run_at IS 'Not to be worked on before.';


--
-- Name: COLUMN job.send_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.job.send_at IS 'When the relay tells the broker (again): at run_at, when a message seems lost, when a lease has lapsed.';


--
-- Name: COLUMN job.sends; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.job.sends IS 'Messages sent since it was last worked on; each doubles the wait for the next.';


--
-- Name: job_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_history (
    id uuid NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    outcome text NOT NULL,
    note text,
    attempts integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (finished_at);


--
-- Name: TABLE job_history; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.job_history IS 'Work that ended (done, failed), by month; old months are dropped whole.';


--
-- Name: job_history_default; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_history_default (
    id uuid CONSTRAINT job_history_id_not_null NOT NULL,
    kind text CONSTRAINT job_history_kind_not_null NOT NULL,
    body jsonb CONSTRAINT job_history_body_not_null NOT NULL,
    outcome text CONSTRAINT job_history_outcome_not_null NOT NULL,
    note text,
    attempts integer CONSTRAINT job_history_attempts_not_null NOT NULL,
    created_at timestamp with time zone CONSTRAINT job_history_created_at_not_null NOT NULL,
    finished_at timestamp with time zone DEFAULT now() CONSTRAINT job_history_finished_at_not_null NOT NULL
);


--
-- Name: jurisdiction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.jurisdiction (
    code6 text NOT NULL,
    code4 text NOT NULL,
    province text,
    level text NOT NULL,
    name_zh_hans text NOT NULL,
    name_zh_hant text NOT NULL,
    name_en text NOT NULL,
    name_pt text NOT NULL,
    abroad boolean NOT NULL,
    tile_column integer,
    tile_row integer,
    plate_prefixes text[] NOT NULL,
    has_districts boolean,
    law text NOT NULL,
    languages text[] NOT NULL,
    time_zone text NOT NULL,
    note text,
    edition text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT jurisdiction_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT jurisdiction_code4_check CHECK ((code4 ~ '^\d{4}$'::text)),
    CONSTRAINT jurisdiction_code6_check CHECK ((code6 ~ '^\d{6}$'::text)),
    CONSTRAINT jurisdiction_law_check CHECK ((law = ANY (ARRAY['mainland'::text, 'hong_kong'::text, 'macao'::text]))),
    CONSTRAINT jurisdiction_level_check CHECK ((level = ANY (ARRAY['province'::text, 'city'::text, 'region'::text])))
);


--
-- Name: TABLE jurisdiction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.jurisdiction IS 'The eleven cities of the Bay Area and the province above nine of them.';


--
-- Name: COLUMN jurisdiction.abroad; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jurisdiction.abroad IS 'Abroad for waste law: exports to it need an export procedure.';


--
-- Name: COLUMN jurisdiction.tile_column; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jurisdiction.tile_column IS 'Place of its hexagon on the tile map; null: not drawn.';


--
-- Name: COLUMN jurisdiction.law; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jurisdiction.law IS 'Whose waste law and whose working days apply.';


--
-- Name: landfill_parameter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.landfill_parameter (
    parameter text NOT NULL,
    material text NOT NULL,
    climate text DEFAULT ''::text NOT NULL,
    edition text NOT NULL,
    value numeric NOT NULL,
    printed_range text,
    unit text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL
);


--
-- Name: TABLE landfill_parameter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.landfill_parameter IS 'Parameters of first-order decay of landfilled waste, and global warming potentials.';


--
-- Name: landfill_year; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.landfill_year (
    id uuid NOT NULL,
    city text NOT NULL,
    year integer NOT NULL,
    kind text NOT NULL,
    value numeric NOT NULL,
    source text NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT landfill_year_kind_check CHECK ((kind ~ '^[a-z_]{1,30}$'::text)),
    CONSTRAINT landfill_year_value_check CHECK ((value >= (0)::numeric)),
    CONSTRAINT landfill_year_year_check CHECK (((year >= 1950) AND (year <= 2100)))
);


--
-- Name: TABLE landfill_year; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.landfill_year IS 'A year of a city''s landfills as its office enters it; nothing is overwritten, the latest counts.';


--
-- Name: COLUMN landfill_year.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.id IS 'Of this entry.';


--
-- Name: COLUMN landfill_year.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.city IS 'code6 of the city the landfills are in.';


--
-- Name: COLUMN landfill_year.year; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.year IS 'Calendar year of the deposit.';


--
-- Name: COLUMN landfill_year.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.kind IS 'A material of carbon.toml (tonnes deposited), or captured: the share of methane drawn off that year.';


--
-- Name: COLUMN landfill_year.value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.value IS 'Tonnes, or a share from 0 to 1.';


--
-- Name: COLUMN landfill_year.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.source IS 'Where the number was found.';


--
-- Name: COLUMN landfill_year.entered_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.entered_by IS 'Account.';


--
-- Name: COLUMN landfill_year.entered_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.landfill_year.entered_at IS 'When.';


--
-- Name: manifest; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.manifest (
    id uuid NOT NULL,
    seq integer NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    status text NOT NULL,
    revision_due text,
    plates jsonb
)
WITH (fillfactor='50', toast_tuple_target='8160');


--
-- Name: TABLE manifest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.manifest IS 'The fold of a manifest''s events: one consignor''s waste on one vehicle trip.';


--
-- Name: COLUMN manifest.revision_due; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.manifest.revision_due IS 'Until when the other parties are to answer an open correction (UTC, as in the state); null: none is open.';


--
-- Name: COLUMN manifest.plates; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.manifest.plates IS 'Plates of its carriers, while it is about to leave, on the road or at the gate; null before and after.';


--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    id uuid NOT NULL,
    sending uuid NOT NULL,
    subscription uuid,
    news text NOT NULL,
    subject uuid NOT NULL,
    facts jsonb NOT NULL,
    severity smallint DEFAULT 1 NOT NULL,
    at timestamp with time zone NOT NULL,
    withheld boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE message; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.message IS 'One thing a person is told. Says that and where, never who: what leaves the house is read by others.';


--
-- Name: COLUMN message.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.message.id IS 'Follows from the subscription and what happened: the same is never told twice.';


--
-- Name: COLUMN message.subscription; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.message.subscription IS 'Null: the test of a contact.';


--
-- Name: COLUMN message.withheld; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.message.withheld IS 'When it was to be sent the person had lost the right to know it.';


--
-- Name: notice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notice (
    id uuid NOT NULL,
    seq integer NOT NULL,
    state jsonb NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    status text GENERATED ALWAYS AS ((state ->> 'status'::text)) STORED NOT NULL
);


--
-- Name: TABLE notice; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.notice IS 'The fold of a notice''s events: what both sides of a border see. No person is named in it.';


--
-- Name: notice_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notice_event (
    notice uuid NOT NULL,
    seq integer NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid,
    city text NOT NULL,
    department text NOT NULL,
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT notice_event_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
    CONSTRAINT notice_event_seq_check CHECK ((seq > 0))
);


--
-- Name: TABLE notice_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.notice_event IS 'An immutable fact in the life of a notice. Who recorded it and what is internal are told to their own side alone.';


--
-- Name: COLUMN notice_event.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.id IS 'Minted by who sent it; the same id again is the same event.';


--
-- Name: COLUMN notice_event.occurred_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.occurred_at IS 'When it happened, as declared; of the report: when the litter was found.';


--
-- Name: COLUMN notice_event.received_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.received_at IS 'When the server learned of it; the reply clock runs from here.';


--
-- Name: COLUMN notice_event.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.city IS 'Code of the place whose office recorded it.';


--
-- Name: COLUMN notice_event.department; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.department IS 'The office: ecology, maritime, ...';


--
-- Name: COLUMN notice_event.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.digest IS 'SHA-256 of what the sender proposed: tells a repeated event from a reused id.';


--
-- Name: COLUMN notice_event.xid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_event.xid IS 'Transaction that wrote it: commit order for watermarks.';


--
-- Name: notice_photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notice_photo (
    notice uuid NOT NULL,
    sha256 text NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT notice_photo_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY public.notice_photo ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: TABLE notice_photo; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.notice_photo IS 'The bytes of a notice''s photos: JPEG drawn anew from the pixels, without what the camera wrote beside them.';


--
-- Name: COLUMN notice_photo.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.notice_photo.sha256 IS 'Of the bytes; the event that added the photo names it.';


--
-- Name: obligation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.obligation (
    subject uuid NOT NULL,
    rule text NOT NULL,
    seq integer NOT NULL,
    seen integer NOT NULL,
    due_at timestamp with time zone NOT NULL
);


--
-- Name: TABLE obligation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.obligation IS 'A clock that runs for a batch or manifest: when a rule is to look at it again. Gone once met or told.';


--
-- Name: COLUMN obligation.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.obligation.seq IS 'The event that started the clock.';


--
-- Name: COLUMN obligation.seen; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.obligation.seen IS 'Step of the subject this was concluded from: an older conclusion never undoes a newer one.';


--
-- Name: open_release; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.open_release (
    id uuid NOT NULL,
    period text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    proposed_by uuid NOT NULL,
    sha256 text NOT NULL,
    rows jsonb NOT NULL,
    CONSTRAINT open_release_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: TABLE open_release; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.open_release IS 'Values that nine cities, Hong Kong and Macao release together; never changed.';


--
-- Name: COLUMN open_release.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release.period IS 'A year (2026) or a month of it (2026-10).';


--
-- Name: COLUMN open_release.proposed_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release.proposed_by IS 'Account.';


--
-- Name: COLUMN open_release.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release.sha256 IS 'Of the rows as canonical JSON (RFC 8785).';


--
-- Name: COLUMN open_release.rows; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release.rows IS 'The rows as everybody may read them, what is withheld without its value.';


--
-- Name: open_release_consent; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.open_release_consent (
    release uuid NOT NULL,
    side text NOT NULL,
    account uuid NOT NULL,
    person text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT open_release_consent_side_check CHECK ((side = ANY (ARRAY['mainland'::text, 'hong_kong'::text, 'macao'::text])))
);


--
-- Name: TABLE open_release_consent; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.open_release_consent IS 'One government''s word that a release may be read by everybody.';


--
-- Name: COLUMN open_release_consent.side; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release_consent.side IS 'Whose word: mainland (the province), hong_kong or macao.';


--
-- Name: COLUMN open_release_consent.person; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.open_release_consent.person IS 'The name of who gave it, as it was then.';


--
-- Name: organisation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisation (
    id uuid NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    jurisdiction text NOT NULL,
    credit_scheme text NOT NULL,
    credit_code text NOT NULL,
    generates boolean DEFAULT false NOT NULL,
    carries boolean DEFAULT false NOT NULL,
    receives boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_on date,
    CONSTRAINT organisation_credit_scheme_check CHECK ((credit_scheme = ANY (ARRAY['cn_credit_code'::text, 'hk_business_number'::text, 'mo_company_number'::text, 'foreign_number'::text]))),
    CONSTRAINT organisation_jurisdiction_check CHECK (((jurisdiction ~ '^[0-9]{6}$'::text) OR ((jurisdiction ~ '^[A-Z]{2}$'::text) AND (credit_scheme = 'foreign_number'::text))))
);


--
-- Name: TABLE organisation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.organisation IS 'A company or public body that makes, carries or receives waste.';


--
-- Name: COLUMN organisation.jurisdiction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisation.jurisdiction IS 'Where it is registered: six-digit city code, or the two letters of a country abroad.';


--
-- Name: COLUMN organisation.credit_code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisation.credit_code IS 'Unified social credit code (18 characters), or the Hong Kong or Macao number.';


--
-- Name: COLUMN organisation.closed_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisation.closed_on IS 'First day on which it no longer takes part.';


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    topic text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE outbox; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.outbox IS 'What happened and has not been handed to the workers yet; written in the transaction of the act.';


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: permit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.permit (
    id uuid NOT NULL,
    org uuid NOT NULL,
    site uuid,
    number text NOT NULL,
    kind text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    yearly_t numeric,
    storage_t numeric,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_on date,
    CONSTRAINT permit_kind_check CHECK ((kind = ANY (ARRAY['operate'::text, 'transport'::text, 'collect'::text, 'produce'::text]))),
    CONSTRAINT permit_period CHECK ((valid_from <= valid_to)),
    CONSTRAINT permit_storage_t_check CHECK ((storage_t > (0)::numeric)),
    CONSTRAINT permit_yearly_t_check CHECK ((yearly_t > (0)::numeric))
);


--
-- Name: TABLE permit; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.permit IS 'The right to operate, transport or collect, or the registration as a producer; for one site or the whole organisation.';


--
-- Name: COLUMN permit.site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.permit.site IS 'The site it was granted for; null: all sites of the organisation.';


--
-- Name: COLUMN permit.yearly_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.permit.yearly_t IS 'Tonnes a year it allows; null: no ceiling stated.';


--
-- Name: COLUMN permit.storage_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.permit.storage_t IS 'Tonnes that may be stored at once; null: no limit stated.';


--
-- Name: COLUMN permit.closed_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.permit.closed_on IS 'Revoked: the first day on which it no longer counts.';


--
-- Name: permit_item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.permit_item (
    permit uuid NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    methods text[] DEFAULT '{}'::text[] NOT NULL
);


--
-- Name: TABLE permit_item; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.permit_item IS 'What a permit covers: a waste code or a whole category, and by which methods.';


--
-- Name: COLUMN permit_item.methods; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.permit_item.methods IS 'scheme:code of treatments, as cn_utilisation:R4; empty: none is named.';


--
-- Name: photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.photo (
    subject uuid NOT NULL,
    sha256 text NOT NULL,
    kind text NOT NULL,
    data bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    CONSTRAINT photo_kind_check CHECK ((kind = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text]))),
    CONSTRAINT photo_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY public.photo ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: TABLE photo; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.photo IS 'The bytes of a photo that an event of this subject names, as they were taken.';


--
-- Name: COLUMN photo.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.photo.kind IS 'What its first bytes say it is.';


--
-- Name: COLUMN photo.account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.photo.account IS 'Who sent it in.';


--
-- Name: plan_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.plan_line (
    id uuid NOT NULL,
    site uuid NOT NULL,
    year integer NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    method text DEFAULT ''::text NOT NULL,
    tonnes numeric NOT NULL,
    filed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT plan_line_tonnes_check CHECK ((tonnes > (0)::numeric)),
    CONSTRAINT plan_line_year_check CHECK (((year >= 2000) AND (year <= 2200)))
);


--
-- Name: TABLE plan_line; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.plan_line IS 'One waste of a site''s yearly management plan; manifest lines trace to it.';


--
-- Name: COLUMN plan_line.method; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.plan_line.method IS 'Intended treatment, scheme:code; empty where the plan names none.';


--
-- Name: published_figure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.published_figure (
    place text NOT NULL,
    year integer NOT NULL,
    metric text NOT NULL,
    unit text NOT NULL,
    edition text NOT NULL,
    code6 text,
    value numeric,
    value_text text,
    note text,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL
);


--
-- Name: TABLE published_figure; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.published_figure IS 'What cities and the province published about their waste: anchors of the demo and outside check of indicators.';


--
-- Name: reach; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reach (
    scope text NOT NULL,
    subject_kind text NOT NULL,
    subject uuid NOT NULL,
    CONSTRAINT reach_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['batch'::text, 'manifest'::text, 'round'::text, 'notice'::text])))
);


--
-- Name: TABLE reach; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.reach IS 'Who may see a subject: org:<uuid>, city:<code6>, province:<code6>. Lists and rights both read it.';


--
-- Name: refused_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refused_event (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    org uuid NOT NULL,
    account uuid NOT NULL,
    kid text NOT NULL,
    counter integer NOT NULL,
    digest bytea,
    item jsonb NOT NULL,
    reasons jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    outcome text,
    settled_at timestamp with time zone,
    settled_by uuid,
    note text DEFAULT ''::text NOT NULL,
    corrected_by uuid,
    CONSTRAINT refused_event_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT refused_event_outcome_check CHECK ((outcome = ANY (ARRAY['recorded'::text, 'corrected'::text, 'discarded'::text]))),
    CONSTRAINT refused_event_settled CHECK (((outcome IS NULL) = (settled_at IS NULL)))
);


--
-- Name: TABLE refused_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.refused_event IS 'What a driver''s phone recorded and the server refused: a case for the dispatcher until it is settled.';


--
-- Name: COLUMN refused_event.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.digest IS 'SHA-256 of what was signed, where the signature is right.';


--
-- Name: COLUMN refused_event.item; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.item IS 'The event as it was sent.';


--
-- Name: COLUMN refused_event.reasons; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.reasons IS 'Why it was refused the last time: field, code, facts.';


--
-- Name: COLUMN refused_event.times; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.times IS 'How often it was sent in vain.';


--
-- Name: COLUMN refused_event.outcome; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.outcome IS 'recorded: sent again, it was taken; corrected: another event stands for it; discarded: it counts for nothing.';


--
-- Name: COLUMN refused_event.settled_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_event.settled_by IS 'Null where it settled itself.';


--
-- Name: refused_photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refused_photo (
    subject uuid NOT NULL,
    event uuid NOT NULL,
    sha256 text NOT NULL,
    kind text NOT NULL,
    data bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    CONSTRAINT refused_photo_kind_check CHECK ((kind = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text]))),
    CONSTRAINT refused_photo_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY public.refused_photo ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: TABLE refused_photo; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.refused_photo IS 'Photos of refused events, for who settles the case; they go to the table of photos where the event is recorded after all.';


--
-- Name: COLUMN refused_photo.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.refused_photo.sha256 IS 'The event names it by this digest of its bytes.';


--
-- Name: register_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_file (
    id uuid NOT NULL,
    kind text NOT NULL,
    form text NOT NULL,
    language text NOT NULL,
    org uuid,
    cities text[],
    first date NOT NULL,
    last date NOT NULL,
    secret bytea NOT NULL,
    job uuid NOT NULL,
    ordered_by uuid NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    rows bigint DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    finished_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    volumes integer DEFAULT 0 NOT NULL,
    CONSTRAINT register_file_check CHECK ((first <= last)),
    CONSTRAINT register_file_form_check CHECK ((form = ANY (ARRAY['csv'::text, 'xlsx'::text, 'pdf'::text]))),
    CONSTRAINT register_file_secret_check CHECK ((length(secret) = 32))
);


--
-- Name: TABLE register_file; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.register_file IS 'A register somebody asked for as a file: what of, how far it is, until when its link works.';


--
-- Name: COLUMN register_file.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.kind IS 'incoming, outgoing, transported, treated, refused, stock.';


--
-- Name: COLUMN register_file.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.org IS 'Whose register; null: of all companies in the cities.';


--
-- Name: COLUMN register_file.cities; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.cities IS 'code6 of the cities the reader may see; null: of all.';


--
-- Name: COLUMN register_file.secret; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.secret IS 'SHA-256 of the secret in the link; the secret itself is nowhere.';


--
-- Name: COLUMN register_file.rows; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.rows IS 'Rows written so far.';


--
-- Name: COLUMN register_file.cancelled_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.cancelled_at IS 'When its reader called it off; what was written then is thrown away.';


--
-- Name: COLUMN register_file.expires_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.expires_at IS 'From then on the link is dead and the file is thrown away.';


--
-- Name: COLUMN register_file.volumes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_file.volumes IS 'Volumes it came to; 0 until it is whole.';


--
-- Name: register_part; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_part (
    register uuid NOT NULL,
    n integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT register_part_n_check CHECK ((n > 0))
);


--
-- Name: TABLE register_part; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.register_part IS 'The bytes of a register, a megabyte each, so that neither who writes nor who sends holds all of it.';


--
-- Name: COLUMN register_part.n; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.register_part.n IS 'Order, from 1.';


--
-- Name: report_run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_run (
    city text NOT NULL,
    month date NOT NULL,
    languages text[] NOT NULL,
    reviewed boolean NOT NULL,
    job uuid NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    documents jsonb DEFAULT '{}'::jsonb NOT NULL,
    finished_at timestamp with time zone,
    troubled_at timestamp with time zone
);


--
-- Name: TABLE report_run; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.report_run IS 'The report of a city''s month that was made by itself: one a city and month, whoever looked at the clock, and how often.';


--
-- Name: COLUMN report_run.month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_run.month IS 'First day of the month it is about.';


--
-- Name: COLUMN report_run.reviewed; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_run.reviewed IS 'Whether its figures had been reviewed when it was begun.';


--
-- Name: COLUMN report_run.job; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_run.job IS 'The job that makes it: how far it is, how often it was tried.';


--
-- Name: COLUMN report_run.documents; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_run.documents IS 'Language -> document.';


--
-- Name: COLUMN report_run.troubled_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_run.troubled_at IS 'When somebody was told that it fails; told once.';


--
-- Name: report_schedule; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_schedule (
    city text NOT NULL,
    version integer NOT NULL,
    active boolean NOT NULL,
    day integer NOT NULL,
    wait_days integer NOT NULL,
    languages text[] NOT NULL,
    since date NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT report_schedule_day_check CHECK (((day >= 1) AND (day <= 28))),
    CONSTRAINT report_schedule_languages_check CHECK ((cardinality(languages) > 0)),
    CONSTRAINT report_schedule_version_check CHECK ((version > 0)),
    CONSTRAINT report_schedule_wait_days_check CHECK (((wait_days >= 0) AND (wait_days <= 60)))
);


--
-- Name: TABLE report_schedule; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.report_schedule IS 'From which day of the next month on a city''s report is made by itself. The latest version holds.';


--
-- Name: COLUMN report_schedule.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_schedule.city IS 'code6; GBA: the report of the whole Bay Area.';


--
-- Name: COLUMN report_schedule.day; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_schedule.day IS 'Day of the month after: from then on the report is made as soon as its figures were reviewed.';


--
-- Name: COLUMN report_schedule.wait_days; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_schedule.wait_days IS 'So many days it waits for the review; then it is made without.';


--
-- Name: COLUMN report_schedule.since; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_schedule.since IS 'What fell due before this day is not made up for.';


--
-- Name: report_style; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_style (
    city text NOT NULL,
    version integer NOT NULL,
    office jsonb NOT NULL,
    contact text NOT NULL,
    sections text[] NOT NULL,
    crest jsonb,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT report_style_version_check CHECK ((version > 0))
);


--
-- Name: TABLE report_style; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.report_style IS 'A city''s template of the monthly report; the latest version holds, a report keeps the one it was made with.';


--
-- Name: COLUMN report_style.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_style.city IS 'code6; GBA: the report of the whole Bay Area.';


--
-- Name: COLUMN report_style.office; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_style.office IS 'Language -> the office''s name, as it stands on the cover.';


--
-- Name: COLUMN report_style.contact; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_style.contact IS 'Whom to ask, as it stands on the cover and the last page.';


--
-- Name: COLUMN report_style.sections; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_style.sections IS 'All sections between the first page and the last, in their order.';


--
-- Name: COLUMN report_style.crest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.report_style.crest IS 'kind (png, svg) and its bytes, checked and drawn anew; null: none.';


--
-- Name: request_once; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.request_once (
    account uuid NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    first_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    CONSTRAINT request_once_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);


--
-- Name: TABLE request_once; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.request_once IS 'A request with an Idempotency-Key, and the answer it got; kept for thirty days. What was refused leaves no row.';


--
-- Name: COLUMN request_once.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.request_once.digest IS 'SHA-256 of address and body: tells a repeated request from a reused key.';


--
-- Name: COLUMN request_once.first_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.request_once.first_at IS 'Ids that the request did not bring are made from this moment and the key.';


--
-- Name: COLUMN request_once.lease_until; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.request_once.lease_until IS 'Until then whoever claimed it is thought to be at work.';


--
-- Name: COLUMN request_once.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.request_once.status IS 'Null: not answered yet.';


--
-- Name: road_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.road_link (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    manifest uuid NOT NULL,
    leg integer NOT NULL,
    account uuid NOT NULL,
    org uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT road_link_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT road_link_leg_check CHECK ((leg > 0))
);


--
-- Name: TABLE road_link; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.road_link IS 'Links by which a carrier shows the leg under way to whoever stands at the vehicle, without signing in.';


--
-- Name: COLUMN road_link.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_link.digest IS 'SHA-256 of the secret in the link; the secret itself is nowhere.';


--
-- Name: COLUMN road_link.leg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_link.leg IS 'Which leg of the journey it shows, from 1; with the leg it ends.';


--
-- Name: COLUMN road_link.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_link.org IS 'The carrier whose driver or office made it.';


--
-- Name: road_look; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.road_look (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid,
    city text,
    department text,
    link uuid,
    asked text NOT NULL,
    purpose text NOT NULL,
    manifests uuid[] NOT NULL,
    shown jsonb NOT NULL,
    watermark bigint NOT NULL,
    attestation text,
    CONSTRAINT road_look_asked_check CHECK ((length(asked) <= 60)),
    CONSTRAINT road_look_by CHECK (((account IS NULL) <> (link IS NULL))),
    CONSTRAINT road_look_empty CHECK (((attestation IS NULL) OR (manifests = '{}'::uuid[]))),
    CONSTRAINT road_look_purpose_check CHECK ((length(purpose) <= 300))
);


--
-- Name: TABLE road_look; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.road_look IS 'Every look at a load on the road: by an officer, or through a link. An empty search is its own attestation.';


--
-- Name: COLUMN road_look.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.city IS 'The officer''s jurisdiction at that moment; null through a link.';


--
-- Name: COLUMN road_look.asked; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.asked IS 'The plate or number as it was looked for; empty through a link.';


--
-- Name: COLUMN road_look.purpose; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.purpose IS 'Why, in the officer''s words; empty through a link.';


--
-- Name: COLUMN road_look.manifests; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.manifests IS 'The manifests that were shown.';


--
-- Name: COLUMN road_look.shown; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.shown IS 'Of each: its step and what the answer said of it.';


--
-- Name: COLUMN road_look.watermark; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.watermark IS 'All that transactions before this one had written was looked at.';


--
-- Name: COLUMN road_look.attestation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.road_look.attestation IS 'Number of the attestation that nothing was known; null where something was.';


--
-- Name: rollup_cell; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_cell (
    city text NOT NULL,
    month date NOT NULL,
    stream text NOT NULL,
    measure text NOT NULL,
    origin_month date NOT NULL,
    treat_city text NOT NULL,
    category text NOT NULL,
    code text NOT NULL,
    method text NOT NULL,
    basis text NOT NULL,
    kg numeric NOT NULL,
    loads bigint NOT NULL
);


--
-- Name: TABLE rollup_cell; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_cell IS 'Sums of rollup_load by everything an indicator asks for; moved in the transaction of the watermark.';


--
-- Name: rollup_edge; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_edge (
    from_org uuid NOT NULL,
    carrier uuid NOT NULL,
    to_org uuid NOT NULL,
    from_city text NOT NULL,
    stream text NOT NULL,
    day date NOT NULL,
    loads integer NOT NULL
);


--
-- Name: TABLE rollup_edge; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_edge IS 'Loads by sender, carrier and receiver, read with rollup_trip and counted from it; made anew it is the same.';


--
-- Name: COLUMN rollup_edge.from_org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.from_org IS 'The consignor''s organisation.';


--
-- Name: COLUMN rollup_edge.carrier; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.carrier IS 'The organisation of the leg that has the load, or carried it last.';


--
-- Name: COLUMN rollup_edge.to_org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.to_org IS 'The consignee''s organisation.';


--
-- Name: COLUMN rollup_edge.from_city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.from_city IS 'With the stream: whose neighbours the sender is compared with.';


--
-- Name: COLUMN rollup_edge.stream; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.stream IS 'Of the manifest.';


--
-- Name: COLUMN rollup_edge.day; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.day IS 'On which the load left, by the clock of the Bay Area.';


--
-- Name: COLUMN rollup_edge.loads; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_edge.loads IS 'Manifests.';


--
-- Name: rollup_leg; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_leg (
    manifest uuid NOT NULL,
    seq integer NOT NULL,
    carrier uuid NOT NULL,
    plate text NOT NULL,
    from_site uuid,
    departed_at timestamp with time zone NOT NULL,
    to_site uuid,
    arrived_at timestamp with time zone
);


--
-- Name: TABLE rollup_leg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_leg IS 'A vehicle''s part of a load''s way, read with rollup_trip; made anew it is the same.';


--
-- Name: COLUMN rollup_leg.manifest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.manifest IS 'The load.';


--
-- Name: COLUMN rollup_leg.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.seq IS 'Of the event it begins with: departed, handed_over, resumed.';


--
-- Name: COLUMN rollup_leg.carrier; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.carrier IS 'Whose leg it is.';


--
-- Name: COLUMN rollup_leg.plate; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.plate IS 'Of the vehicle.';


--
-- Name: COLUMN rollup_leg.from_site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.from_site IS 'Where it took the load: its consignor''s, or where it was stored on the way; null: on the road.';


--
-- Name: COLUMN rollup_leg.departed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.departed_at IS 'When it left with it.';


--
-- Name: COLUMN rollup_leg.to_site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.to_site IS 'Where it brought the load, or is to: its consignee''s, or where it is stored on the way; null: it gave it over on the road.';


--
-- Name: COLUMN rollup_leg.arrived_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_leg.arrived_at IS 'When it came there, or gave the load over; null: it has the load.';


--
-- Name: rollup_load; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_load (
    city text NOT NULL,
    month date NOT NULL,
    stream text NOT NULL,
    measure text NOT NULL,
    subject uuid NOT NULL,
    seq integer NOT NULL,
    origin_month date NOT NULL,
    treat_city text NOT NULL,
    category text NOT NULL,
    code text NOT NULL,
    method text NOT NULL,
    basis text NOT NULL,
    kg numeric NOT NULL,
    xid bigint NOT NULL,
    site uuid
);


--
-- Name: TABLE rollup_load; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_load IS 'What one custody event adds to the figures: the load behind a cell.';


--
-- Name: COLUMN rollup_load.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.city IS 'Where the waste was generated (code6); figures belong to that city.';


--
-- Name: COLUMN rollup_load.month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.month IS 'Bay Area calendar month in which it happened, as its first day.';


--
-- Name: COLUMN rollup_load.measure; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.measure IS 'generated, received, refused, used, disposed, other_treatment (final), interim_treatment; reweighed: what a later scale found more than was written (less: negative), or was lost by name.';


--
-- Name: COLUMN rollup_load.origin_month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.origin_month IS 'Month in which the batch was generated: earlier than the period means taken from stock.';


--
-- Name: COLUMN rollup_load.treat_city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.treat_city IS 'Where it was received or treated; the city itself for what was generated.';


--
-- Name: COLUMN rollup_load.code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.code IS 'scheme:code of the waste.';


--
-- Name: COLUMN rollup_load.method; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.method IS 'scheme:code of the treatment; empty for what is no treatment.';


--
-- Name: COLUMN rollup_load.basis; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.basis IS 'What the weight rests on: weighed, estimated or declared.';


--
-- Name: COLUMN rollup_load.xid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.xid IS 'Transaction that wrote its event: with subject and seq its place in commit order.';


--
-- Name: COLUMN rollup_load.site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_load.site IS 'Where the waste was made.';


--
-- Name: rollup_lot; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_lot (
    batch uuid NOT NULL,
    site uuid NOT NULL,
    org uuid NOT NULL,
    city text NOT NULL,
    stream text NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    category text NOT NULL,
    form text NOT NULL,
    kg numeric NOT NULL,
    basis text NOT NULL,
    residue boolean NOT NULL,
    account uuid,
    generated_at timestamp with time zone NOT NULL,
    entered_at timestamp with time zone NOT NULL
);


--
-- Name: TABLE rollup_lot; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_lot IS 'Waste that came into being, as set rules look at it: a batch when it was generated, or was left by a treatment.';


--
-- Name: COLUMN rollup_lot.residue; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_lot.residue IS 'A treatment left it behind.';


--
-- Name: COLUMN rollup_lot.entered_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_lot.entered_at IS 'When we learned of it.';


--
-- Name: rollup_trip; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_trip (
    manifest uuid NOT NULL,
    line integer NOT NULL,
    batch uuid NOT NULL,
    status text NOT NULL,
    number text,
    stream text NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    category text NOT NULL,
    from_org uuid NOT NULL,
    from_site uuid NOT NULL,
    from_city text NOT NULL,
    to_org uuid NOT NULL,
    to_site uuid NOT NULL,
    to_city text NOT NULL,
    carrier uuid NOT NULL,
    plate text NOT NULL,
    sent_kg numeric NOT NULL,
    sent_basis text NOT NULL,
    gate_kg numeric,
    gate_basis text,
    gross_kg numeric,
    tare_kg numeric,
    departed_at timestamp with time zone,
    arrived_at timestamp with time zone,
    taken_at timestamp with time zone,
    known_at timestamp with time zone NOT NULL,
    sent_m3 numeric,
    accepted_kg numeric,
    refused_kg numeric,
    given_back_kg numeric,
    gives_back boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE rollup_trip; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_trip IS 'A line of a manifest as set rules look at it, read from custody behind the watermark `trips`; made anew it is the same.';


--
-- Name: COLUMN rollup_trip.plate; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.plate IS 'Of the leg that has it, or carried it last; empty where none is named.';


--
-- Name: COLUMN rollup_trip.gross_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.gross_kg IS 'The vehicle full and empty, where it was weighed whole at the gate.';


--
-- Name: COLUMN rollup_trip.departed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.departed_at IS 'When the load left its consignor.';


--
-- Name: COLUMN rollup_trip.arrived_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.arrived_at IS 'When it came to its consignee; null: not yet, also while it is stored on the way.';


--
-- Name: COLUMN rollup_trip.taken_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.taken_at IS 'When the consignee decided: took it, a part, or nothing.';


--
-- Name: COLUMN rollup_trip.known_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.known_at IS 'When we learned of its latest step on the road or at the gate: a sweep looks at the groups of what is new.';


--
-- Name: COLUMN rollup_trip.sent_m3; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.sent_m3 IS 'What was sent, where it was stated in cubic metres.';


--
-- Name: COLUMN rollup_trip.accepted_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.accepted_kg IS 'What the consignee took; null: it has not decided.';


--
-- Name: COLUMN rollup_trip.refused_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.refused_kg IS 'What it turned away.';


--
-- Name: COLUMN rollup_trip.given_back_kg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.given_back_kg IS 'What of it its consignor has again after it had been accepted; null: nothing.';


--
-- Name: COLUMN rollup_trip.gives_back; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rollup_trip.gives_back IS 'It is such a way back itself.';


--
-- Name: rollup_watermark; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rollup_watermark (
    name text NOT NULL,
    xid bigint DEFAULT 0 NOT NULL,
    subject uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    seq integer DEFAULT 0 NOT NULL,
    counted bigint DEFAULT 0 NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE rollup_watermark; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rollup_watermark IS 'Up to which custody event, in commit order, the roll-up has counted; its row is the roll-up''s lock.';


--
-- Name: round; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.round (
    id uuid NOT NULL,
    seq integer NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    status text GENERATED ALWAYS AS ((state ->> 'status'::text)) STORED NOT NULL
);


--
-- Name: TABLE round; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.round IS 'The fold of a round''s events: one vehicle''s calls at small producers on one day.';


--
-- Name: COLUMN round.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round.seq IS 'Its latest event.';


--
-- Name: COLUMN round.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round.state IS 'As manifests/rounds/model.py has it; what became of a slip stands on its manifest.';


--
-- Name: COLUMN round.updated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round.updated_at IS 'When the server last wrote it.';


--
-- Name: COLUMN round.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round.status IS 'planned, under_way, arrived, closed, cancelled.';


--
-- Name: round_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.round_event (
    subject uuid NOT NULL,
    seq integer NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    account uuid,
    org uuid,
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT round_event_seq_check CHECK ((seq > 0))
);


--
-- Name: TABLE round_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.round_event IS 'An immutable fact in the life of a round. The key is also the lock.';


--
-- Name: COLUMN round_event.subject; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.subject IS 'The round.';


--
-- Name: COLUMN round_event.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.seq IS 'From 1, without gaps.';


--
-- Name: COLUMN round_event.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.id IS 'The same id again is the same event.';


--
-- Name: COLUMN round_event.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.kind IS 'As the table of manifests/rounds/lifecycle.py names it.';


--
-- Name: COLUMN round_event.occurred_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.occurred_at IS 'When it happened, as declared.';


--
-- Name: COLUMN round_event.received_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.received_at IS 'When the server learned of it.';


--
-- Name: COLUMN round_event.account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.account IS 'Who sent it; null: wasteflow itself.';


--
-- Name: COLUMN round_event.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.org IS 'The company of who sent it.';


--
-- Name: COLUMN round_event.body; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.body IS 'The fact.';


--
-- Name: COLUMN round_event.digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.round_event.digest IS 'SHA-256 of what was asked: tells a repeated request from a reused id.';


--
-- Name: rule_limit_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rule_limit_event (
    id uuid NOT NULL,
    rule text NOT NULL,
    name text NOT NULL,
    jurisdiction text NOT NULL,
    kind text NOT NULL,
    value numeric NOT NULL,
    before numeric NOT NULL,
    trial uuid,
    at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    department text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT rule_limit_event_kind_check CHECK ((kind = ANY (ARRAY['accepted'::text, 'withdrawn'::text])))
);


--
-- Name: TABLE rule_limit_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rule_limit_event IS 'Who put a limit in force or took it back, why, and after which trial; never changed. What holds stands in rule_threshold.';


--
-- Name: COLUMN rule_limit_event.value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_limit_event.value IS 'The limit from here on.';


--
-- Name: COLUMN rule_limit_event.before; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_limit_event.before IS 'The limit until then.';


--
-- Name: rule_mode; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rule_mode (
    rule text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    mode text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    person text DEFAULT ''::text NOT NULL,
    CONSTRAINT rule_mode_mode_check CHECK ((mode = ANY (ARRAY['on'::text, 'shadow'::text, 'off'::text])))
);


--
-- Name: TABLE rule_mode; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rule_mode IS 'How a rule stands, the latest row of each holding: on (none: on), shadow (its findings are kept and told to nobody), off.';


--
-- Name: COLUMN rule_mode.person; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_mode.person IS 'Who decided it, as given when it was switched; empty: not on record.';


--
-- Name: rule_sweep; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rule_sweep (
    name text NOT NULL,
    known_to timestamp with time zone NOT NULL,
    swept_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE rule_sweep; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rule_sweep IS 'Up to where set rules have looked, by the kind of group; its row is the sweep''s lock.';


--
-- Name: rule_threshold; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rule_threshold (
    rule text NOT NULL,
    name text NOT NULL,
    jurisdiction text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    value numeric NOT NULL,
    origin text NOT NULL
);


--
-- Name: TABLE rule_threshold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rule_threshold IS 'Where a city or province departs from a rule''s own thresholds: code6, dates, and where the figure comes from.';


--
-- Name: COLUMN rule_threshold.valid_to; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_threshold.valid_to IS 'First day it no longer holds; null: holds on.';


--
-- Name: rule_trial; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rule_trial (
    id uuid NOT NULL,
    rule text NOT NULL,
    name text NOT NULL,
    jurisdiction text NOT NULL,
    value numeric NOT NULL,
    since date NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    looked_at integer DEFAULT 0 NOT NULL,
    result jsonb,
    CONSTRAINT rule_trial_jurisdiction_check CHECK ((jurisdiction ~ '^[0-9]{6}$'::text))
);


--
-- Name: TABLE rule_trial; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rule_trial IS 'What a rule would have raised in a place with another limit: its run over history, done by a worker.';


--
-- Name: COLUMN rule_trial.since; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_trial.since IS 'First day looked at.';


--
-- Name: COLUMN rule_trial.looked_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_trial.looked_at IS 'How many loads and batches so far.';


--
-- Name: COLUMN rule_trial.result; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rule_trial.result IS 'Counts before and after, and what falls away or comes in; null while it runs.';


--
-- Name: saved_filter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.saved_filter (
    account uuid NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_filter_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
    CONSTRAINT saved_filter_query_check CHECK ((length(query) <= 500))
);


--
-- Name: TABLE saved_filter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.saved_filter IS 'Filters of the queue of cases that an officer keeps; the address of the page, under a name.';


--
-- Name: COLUMN saved_filter.query; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.saved_filter.query IS 'What stands behind the question mark of the address, known fields only.';


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: sending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sending (
    id uuid NOT NULL,
    contact uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    said text DEFAULT ''::text NOT NULL,
    tried_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT sending_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'dropped'::text])))
);


--
-- Name: TABLE sending; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.sending IS 'One mail or one request of a webhook: all messages of a contact that fall due at the same moment.';


--
-- Name: COLUMN sending.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sending.id IS 'Stands in the Message-ID or the webhook-id: the same at every try, so that a receiver knows a second one.';


--
-- Name: COLUMN sending.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sending.state IS 'waiting: messages may join; sending: tried, maybe several times; dropped: nothing in it may be told any more.';


--
-- Name: COLUMN sending.said; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sending.said IS 'What the other side answered last.';


--
-- Name: shadow_finding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shadow_finding (
    fingerprint text NOT NULL,
    rule text NOT NULL,
    rule_version integer NOT NULL,
    severity smallint NOT NULL,
    subject_kind text NOT NULL,
    subject uuid NOT NULL,
    says text NOT NULL,
    facts jsonb NOT NULL,
    evidence jsonb NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    stream text DEFAULT ''::text NOT NULL,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT shadow_finding_severity_check CHECK (((severity >= 1) AND (severity <= 4)))
);


--
-- Name: TABLE shadow_finding; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.shadow_finding IS 'What a rule in shadow would have raised.';


--
-- Name: COLUMN shadow_finding.stream; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.shadow_finding.stream IS 'As of an alert; with the categories, the department''s rights are written by it.';


--
-- Name: COLUMN shadow_finding.scopes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.shadow_finding.scopes IS 'Who may see it, as of an alert. Empty where it was kept before this was, and is about no load: only those without a place see it.';


--
-- Name: sign_in_attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_attempt (
    key text NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone NOT NULL
);


--
-- Name: TABLE sign_in_attempt; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.sign_in_attempt IS 'Sign-ins tried without success, and when the next one may be tried.';


--
-- Name: COLUMN sign_in_attempt.key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sign_in_attempt.key IS 'Digest of account name and address, or of the address alone.';


--
-- Name: signing_authorisation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_authorisation (
    id uuid NOT NULL,
    org uuid NOT NULL,
    site uuid NOT NULL,
    carrier uuid NOT NULL,
    stream text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    granted_by uuid NOT NULL,
    closed_on date,
    signs boolean DEFAULT true NOT NULL,
    fills boolean DEFAULT false NOT NULL,
    CONSTRAINT signing_authorisation_period CHECK ((valid_from <= valid_to)),
    CONSTRAINT signing_authorisation_something CHECK ((signs OR fills))
);


--
-- Name: TABLE signing_authorisation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.signing_authorisation IS 'A carrier that may sign the consignor''s box at one site, or fill in its papers, for one stream.';


--
-- Name: COLUMN signing_authorisation.closed_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.signing_authorisation.closed_on IS 'First day on which it no longer counts; null: until valid_to.';


--
-- Name: COLUMN signing_authorisation.signs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.signing_authorisation.signs IS 'It may sign the consignor''s box.';


--
-- Name: COLUMN signing_authorisation.fills; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.signing_authorisation.fills IS 'It may fill in batches and manifests in the producer''s place.';


--
-- Name: signing_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_code (
    site uuid NOT NULL,
    hash text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by uuid NOT NULL
);


--
-- Name: TABLE signing_code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.signing_code IS 'The code a driver types at a site where nobody is, to sign in its company''s name.';


--
-- Name: COLUMN signing_code.hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.signing_code.hash IS 'argon2id; the code itself is kept nowhere.';


--
-- Name: signing_try; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_try (
    account uuid NOT NULL,
    org uuid NOT NULL,
    wrong integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone
);


--
-- Name: TABLE signing_try; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.signing_try IS 'Signing codes of a company tried by an account since its last right one.';


--
-- Name: COLUMN signing_try.locked_until; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.signing_try.locked_until IS 'Until then no code of this company is looked at from this account; null: the next may be tried.';


--
-- Name: site; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.site (
    id uuid NOT NULL,
    org uuid NOT NULL,
    name text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    city text NOT NULL,
    lat double precision,
    lon double precision,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_on date,
    store text DEFAULT 'facility'::text NOT NULL,
    store_t numeric,
    CONSTRAINT site_city_check CHECK ((city ~ '^([0-9]{6}|[A-Z]{2})$'::text)),
    CONSTRAINT site_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT site_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT site_store_check CHECK ((store = ANY (ARRAY['facility'::text, 'point'::text]))),
    CONSTRAINT site_store_t_check CHECK (((store_t > (0)::numeric) AND (store_t <= (10000000)::numeric)))
);


--
-- Name: TABLE site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.site IS 'A place of an organisation where waste is made, stored or treated.';


--
-- Name: COLUMN site.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site.city IS 'Six-digit city code, or the two letters of a country abroad.';


--
-- Name: COLUMN site.store; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site.store IS 'facility, or point: a small storage point, which GB 18597-2023 lets hold 3 t.';


--
-- Name: COLUMN site.store_t; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site.store_t IS 'Tonnes of hazardous waste its store may hold; null: what its permits say, if they say it.';


--
-- Name: site_plan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.site_plan (
    id uuid NOT NULL,
    site uuid NOT NULL,
    stream text NOT NULL,
    m3 numeric NOT NULL,
    density numeric NOT NULL,
    density_source text NOT NULL,
    usual boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    tip uuid,
    number text NOT NULL,
    filed_by uuid NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    CONSTRAINT site_plan_density_check CHECK ((density > (0)::numeric)),
    CONSTRAINT site_plan_m3_check CHECK ((m3 > (0)::numeric)),
    CONSTRAINT site_plan_period CHECK ((valid_from <= valid_to))
);


--
-- Name: TABLE site_plan; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.site_plan IS 'What a building site plans to carry away, as its contractor files it; nothing is overwritten, the latest of a site and stream counts.';


--
-- Name: COLUMN site_plan.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.id IS 'Of this filing.';


--
-- Name: COLUMN site_plan.site; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.site IS 'The building site.';


--
-- Name: COLUMN site_plan.stream; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.stream IS 'spoil, slurry, construction or hk_construction.';


--
-- Name: COLUMN site_plan.m3; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.m3 IS 'Cubic metres in all.';


--
-- Name: COLUMN site_plan.density; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.density IS 't/m3, by which its tonnes are told.';


--
-- Name: COLUMN site_plan.density_source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.density_source IS 'Where the density is from: a test; of the usual one as the catalogue says it.';


--
-- Name: COLUMN site_plan.usual; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.usual IS 'Filled in: nobody stated a density.';


--
-- Name: COLUMN site_plan.valid_from; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.valid_from IS 'First day of carrying.';


--
-- Name: COLUMN site_plan.valid_to; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.valid_to IS 'Last day of carrying.';


--
-- Name: COLUMN site_plan.tip; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.tip IS 'Site that it is to go to; null: not fixed.';


--
-- Name: COLUMN site_plan.number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.number IS 'Under which the authority has it on file; may be empty.';


--
-- Name: COLUMN site_plan.filed_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.filed_by IS 'Account.';


--
-- Name: COLUMN site_plan.filed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.site_plan.filed_at IS 'When.';


--
-- Name: statement_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.statement_file (
    statement uuid NOT NULL,
    sha256 text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT statement_file_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY public.statement_file ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: TABLE statement_file; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.statement_file IS 'The evidence of a statement: the very bytes that were sent.';


--
-- Name: COLUMN statement_file.statement; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statement_file.statement IS 'Version it belongs to.';


--
-- Name: COLUMN statement_file.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statement_file.sha256 IS 'Of the bytes.';


--
-- Name: COLUMN statement_file.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statement_file.name IS 'As it was called where it came from.';


--
-- Name: COLUMN statement_file.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statement_file.kind IS 'Media type, told by the first bytes.';


--
-- Name: COLUMN statement_file.data; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statement_file.data IS 'The bytes.';


--
-- Name: statistic; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.statistic (
    id uuid NOT NULL,
    city text NOT NULL,
    figure text NOT NULL,
    period text NOT NULL,
    version integer NOT NULL,
    value numeric NOT NULL,
    source text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    file_name text,
    file_sha256 text,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    verdict text,
    verdict_reason text DEFAULT ''::text NOT NULL,
    verdict_by uuid,
    verdict_at timestamp with time zone,
    CONSTRAINT statistic_check CHECK ((verdict_by <> entered_by)),
    CONSTRAINT statistic_check1 CHECK ((((verdict IS NULL) = (verdict_by IS NULL)) AND ((verdict IS NULL) = (verdict_at IS NULL)))),
    CONSTRAINT statistic_figure_check CHECK ((figure ~ '^[a-z][a-z0-9_]{1,60}$'::text)),
    CONSTRAINT statistic_period_check CHECK ((period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'::text)),
    CONSTRAINT statistic_value_check CHECK ((value >= (0)::numeric)),
    CONSTRAINT statistic_verdict_check CHECK ((verdict = ANY (ARRAY['approved'::text, 'returned'::text]))),
    CONSTRAINT statistic_version_check CHECK ((version > 0))
);


--
-- Name: TABLE statistic; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.statistic IS 'A figure of a city and period as entered from statistics; nothing is overwritten, a change is a further version.';


--
-- Name: COLUMN statistic.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.id IS 'Of this version.';


--
-- Name: COLUMN statistic.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.city IS 'code6 of the jurisdiction it is of.';


--
-- Name: COLUMN statistic.figure; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.figure IS 'A key of figures in indicators.toml.';


--
-- Name: COLUMN statistic.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.period IS 'A year (2026) or a month of it (2026-10).';


--
-- Name: COLUMN statistic.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.version IS 'Counts from 1 for each city, figure and period.';


--
-- Name: COLUMN statistic.value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.value IS 'In the unit of the figure.';


--
-- Name: COLUMN statistic.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.source IS 'Where the number was found, in the words of who entered it.';


--
-- Name: COLUMN statistic.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.reason IS 'Why it changes; asked for where the version before was approved.';


--
-- Name: COLUMN statistic.file_name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.file_name IS 'The file it came in; null: entered by hand.';


--
-- Name: COLUMN statistic.file_sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.file_sha256 IS 'Digest of that file.';


--
-- Name: COLUMN statistic.entered_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.entered_by IS 'Account.';


--
-- Name: COLUMN statistic.entered_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.entered_at IS 'When the server got it.';


--
-- Name: COLUMN statistic.verdict; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.verdict IS 'What a second person said; null: nobody has looked at it.';


--
-- Name: COLUMN statistic.verdict_reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.verdict_reason IS 'Why it was returned.';


--
-- Name: COLUMN statistic.verdict_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.verdict_by IS 'Account, never the one that entered it.';


--
-- Name: COLUMN statistic.verdict_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.statistic.verdict_at IS 'When.';


--
-- Name: subscription; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subscription (
    id uuid NOT NULL,
    contact uuid NOT NULL,
    what text NOT NULL,
    severity smallint DEFAULT 1 NOT NULL,
    at_hour smallint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    attach boolean DEFAULT false NOT NULL,
    CONSTRAINT subscription_at_hour_check CHECK (((at_hour >= 0) AND (at_hour <= 23))),
    CONSTRAINT subscription_severity_check CHECK (((severity >= 1) AND (severity <= 4))),
    CONSTRAINT subscription_what_check CHECK ((what = ANY (ARRAY['cases'::text, 'my_cases'::text, 'questions'::text, 'refused_events'::text, 'reports'::text, 'failed_reports'::text])))
);


--
-- Name: TABLE subscription; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.subscription IS 'What a person wants to be told at a contact of theirs. Rights are asked for when it is told, not here.';


--
-- Name: COLUMN subscription.severity; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.subscription.severity IS 'Of cases: this grave or graver.';


--
-- Name: COLUMN subscription.at_hour; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.subscription.at_hour IS 'Hour of the daily summary in the contact''s time zone; null: told at once.';


--
-- Name: COLUMN subscription.attach; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.subscription.attach IS 'Of reports: the file comes with the mail; else the mail only says where it is.';


--
-- Name: taken_in; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.taken_in (
    site uuid NOT NULL,
    year integer NOT NULL,
    scheme text NOT NULL,
    code text NOT NULL,
    category text NOT NULL,
    kg numeric NOT NULL
);


--
-- Name: TABLE taken_in; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.taken_in IS 'Kilograms a site received in a calendar year (Bay Area calendar), by waste; written with the receipt itself.';


--
-- Name: trail_hour; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trail_hour (
    vehicle uuid NOT NULL,
    hour timestamp with time zone NOT NULL,
    datum text DEFAULT 'wgs84'::text NOT NULL,
    terminal text DEFAULT ''::text NOT NULL,
    count integer NOT NULL,
    points bytea NOT NULL,
    known_at timestamp with time zone NOT NULL,
    CONSTRAINT trail_hour_count_check CHECK ((count > 0)),
    CONSTRAINT trail_hour_datum_check CHECK ((datum = 'wgs84'::text)),
    CONSTRAINT trail_hour_hour_check CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text)))
)
PARTITION BY RANGE (hour);


--
-- Name: TABLE trail_hour; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.trail_hour IS 'Positions of one vehicle within one hour, packed; by month, and old months are dropped whole.';


--
-- Name: COLUMN trail_hour.hour; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_hour.hour IS 'Its first moment (UTC).';


--
-- Name: COLUMN trail_hour.datum; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_hour.datum IS 'The coordinate system of all its points. Others (GCJ-02) are refused when they are sent, never converted.';


--
-- Name: COLUMN trail_hour.terminal; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_hour.terminal IS 'Number of the terminal that sent the last of them.';


--
-- Name: COLUMN trail_hour.points; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_hour.points IS 'Columns of differences, deflated (manifests/trails/pack.py); one point a second at most.';


--
-- Name: COLUMN trail_hour.known_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_hour.known_at IS 'When the last of them came: rules look at what is new.';


--
-- Name: trail_hour_default; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trail_hour_default (
    vehicle uuid CONSTRAINT trail_hour_vehicle_not_null NOT NULL,
    hour timestamp with time zone CONSTRAINT trail_hour_hour_not_null NOT NULL,
    datum text DEFAULT 'wgs84'::text CONSTRAINT trail_hour_datum_not_null NOT NULL,
    terminal text DEFAULT ''::text CONSTRAINT trail_hour_terminal_not_null NOT NULL,
    count integer CONSTRAINT trail_hour_count_not_null NOT NULL,
    points bytea CONSTRAINT trail_hour_points_not_null NOT NULL,
    known_at timestamp with time zone CONSTRAINT trail_hour_known_at_not_null NOT NULL,
    CONSTRAINT trail_hour_count_check CHECK ((count > 0)),
    CONSTRAINT trail_hour_datum_check CHECK ((datum = 'wgs84'::text)),
    CONSTRAINT trail_hour_hour_check CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text)))
);


--
-- Name: trail_look; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trail_look (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    org uuid,
    city text,
    department text,
    manifest uuid,
    vehicle uuid,
    from_at timestamp with time zone,
    to_at timestamp with time zone,
    reason text NOT NULL,
    refused text,
    CONSTRAINT trail_look_reason CHECK (((refused IS NOT NULL) OR (reason <> ''::text))),
    CONSTRAINT trail_look_reason_check CHECK ((length(reason) <= 300))
);


--
-- Name: TABLE trail_look; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.trail_look IS 'Every look at a trail, and every look that was refused for want of a reason.';


--
-- Name: COLUMN trail_look.org; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_look.org IS 'Of a carrier that looks at its own.';


--
-- Name: COLUMN trail_look.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_look.city IS 'The officer''s jurisdiction at that moment.';


--
-- Name: COLUMN trail_look.manifest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_look.manifest IS 'The load whose way was asked for; null where a vehicle and a time were.';


--
-- Name: COLUMN trail_look.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_look.reason IS 'Why, in the words of who looks.';


--
-- Name: COLUMN trail_look.refused; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.trail_look.refused IS 'Code of the refusal; null where the trail was shown.';


--
-- Name: treatment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.treatment (
    scheme text NOT NULL,
    code text NOT NULL,
    edition text NOT NULL,
    name_zh_hans text NOT NULL,
    name_zh_hant text NOT NULL,
    name_en text NOT NULL,
    name_pt text NOT NULL,
    recovery boolean,
    interim boolean NOT NULL,
    class text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT treatment_class_check CHECK ((class = ANY (ARRAY['use'::text, 'disposal'::text, 'other'::text])))
);


--
-- Name: TABLE treatment; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.treatment IS 'Ways of treatment; Chinese R1 or D1 are not Basel''s, so the scheme is part of the key.';


--
-- Name: COLUMN treatment.recovery; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.treatment.recovery IS 'Counts as recovery; null where the list does not say.';


--
-- Name: COLUMN treatment.interim; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.treatment.interim IS 'The chain goes on after it: not a final treatment.';


--
-- Name: waste_category; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.waste_category (
    scheme text NOT NULL,
    code text NOT NULL,
    edition text NOT NULL,
    group_id text NOT NULL,
    name_zh_hans text NOT NULL,
    name_zh_hant text NOT NULL,
    name_en text NOT NULL,
    name_pt text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT waste_category_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT waste_category_group_id_check CHECK ((group_id = ANY (ARRAY['hazardous'::text, 'industrial'::text, 'household'::text, 'construction'::text, 'agricultural'::text, 'other'::text])))
);


--
-- Name: TABLE waste_category; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.waste_category IS 'Kinds of waste that codes belong to: HW01 ... HW50, SW01 ... SW92, and Hong Kong''s.';


--
-- Name: waste_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.waste_code (
    scheme text NOT NULL,
    code text NOT NULL,
    edition text NOT NULL,
    category text NOT NULL,
    industry text,
    hazards text DEFAULT ''::text NOT NULL,
    name_zh text NOT NULL,
    name_zh_hant text,
    name_en text,
    name_pt text,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone,
    CONSTRAINT waste_code_dates CHECK ((valid_to >= valid_from))
);


--
-- Name: TABLE waste_code; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.waste_code IS 'Waste codes of every scheme; a code means something only with its scheme and edition.';


--
-- Name: COLUMN waste_code.hazards; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.waste_code.hazards IS 'As the list prints it: `T,I` is not `T/I`, and neither is ever rearranged.';


--
-- Name: COLUMN waste_code.changed_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.waste_code.changed_by IS 'Account of the administrator who added or closed it; a release never overwrites such a row.';


--
-- Name: waste_exemption; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.waste_exemption (
    edition text NOT NULL,
    seq integer NOT NULL,
    item integer NOT NULL,
    codes text[] NOT NULL,
    step text NOT NULL,
    subject_zh text NOT NULL,
    condition_zh text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL
);


--
-- Name: TABLE waste_exemption; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.waste_exemption IS 'A hazardous waste is exempted at one step under a condition; at the other steps it stays hazardous.';


--
-- Name: COLUMN waste_exemption.codes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.waste_exemption.codes IS 'Codes or whole categories; * where the item names a situation instead.';


--
-- Name: COLUMN waste_exemption.step; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.waste_exemption.step IS 'collection, transport, recovery, disposal (several with ;) or all.';


--
-- Name: zero_waste_cell; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.zero_waste_cell (
    id uuid NOT NULL,
    seq integer NOT NULL,
    state jsonb NOT NULL,
    city text GENERATED ALWAYS AS ((state ->> 'city'::text)) STORED NOT NULL,
    status text GENERATED ALWAYS AS ((state ->> 'status'::text)) STORED NOT NULL,
    touched_at timestamp with time zone NOT NULL
);


--
-- Name: TABLE zero_waste_cell; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.zero_waste_cell IS 'The fold of a zero-waste cell''s events: a unit, its evidence, points and award.';


--
-- Name: COLUMN zero_waste_cell.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell.seq IS 'The latest of its events.';


--
-- Name: COLUMN zero_waste_cell.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell.state IS 'As the program folds it.';


--
-- Name: COLUMN zero_waste_cell.city; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell.city IS 'code6.';


--
-- Name: COLUMN zero_waste_cell.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell.status IS 'draft, submitted, scored, awarded, rejected, revoked.';


--
-- Name: COLUMN zero_waste_cell.touched_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell.touched_at IS 'When its latest event happened.';


--
-- Name: zero_waste_cell_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.zero_waste_cell_event (
    cell uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    account uuid NOT NULL,
    person text NOT NULL,
    body jsonb NOT NULL
);


--
-- Name: TABLE zero_waste_cell_event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.zero_waste_cell_event IS 'What happened to a zero-waste cell: never changed.';


--
-- Name: COLUMN zero_waste_cell_event.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_event.seq IS 'From 1 for each cell.';


--
-- Name: COLUMN zero_waste_cell_event.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_event.kind IS 'applied, evidenced, submitted, scored, returned, awarded, rejected, renewed, revoked.';


--
-- Name: COLUMN zero_waste_cell_event.person; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_event.person IS 'The name of who did it, as it was then.';


--
-- Name: COLUMN zero_waste_cell_event.body; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_event.body IS 'The fact.';


--
-- Name: zero_waste_cell_evidence; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.zero_waste_cell_evidence (
    cell uuid NOT NULL,
    sha256 text NOT NULL,
    media_type text NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT zero_waste_cell_evidence_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: TABLE zero_waste_cell_evidence; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.zero_waste_cell_evidence IS 'The files that speak for a zero-waste cell.';


--
-- Name: COLUMN zero_waste_cell_evidence.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_evidence.sha256 IS 'Of the bytes, hexadecimal.';


--
-- Name: COLUMN zero_waste_cell_evidence.media_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zero_waste_cell_evidence.media_type IS 'application/pdf, image/jpeg or image/png.';


--
-- Name: zero_waste_indicator; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.zero_waste_indicator (
    id text NOT NULL,
    edition text NOT NULL,
    level1 text NOT NULL,
    level2 text NOT NULL,
    name_zh text NOT NULL,
    mandatory boolean NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    formula text,
    note text,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    confidence public.confidence NOT NULL,
    CONSTRAINT zero_waste_indicator_kind_check CHECK ((kind = ANY (ARRAY['quantitative'::text, 'qualitative'::text])))
);


--
-- Name: TABLE zero_waste_indicator; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.zero_waste_indicator IS 'The national indicator set for zero-waste cities, as far as it is known.';


--
-- Name: zone; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.zone (
    id text NOT NULL,
    city text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    shape jsonb NOT NULL,
    reach_m integer DEFAULT 0 NOT NULL,
    closed boolean DEFAULT false NOT NULL,
    from_hour smallint,
    to_hour smallint,
    streams text[] DEFAULT '{}'::text[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT zone_from_hour_check CHECK (((from_hour >= 0) AND (from_hour <= 23))),
    CONSTRAINT zone_hours CHECK (((from_hour IS NULL) = (to_hour IS NULL))),
    CONSTRAINT zone_id_check CHECK ((id ~ '^[a-z0-9-]{1,60}$'::text)),
    CONSTRAINT zone_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT zone_reach_m_check CHECK (((reach_m >= 0) AND (reach_m <= 20000))),
    CONSTRAINT zone_to_hour_check CHECK (((to_hour >= 0) AND (to_hour <= 23)))
);


--
-- Name: TABLE zone; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.zone IS 'Places that trails are held against, beside those of catalog/data/zones.toml; the same id takes the place of one there.';


--
-- Name: COLUMN zone.shape; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zone.shape IS 'Points [latitude, longitude], WGS-84: one is a place, two or more a line, closed by its first point again an area.';


--
-- Name: COLUMN zone.reach_m; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zone.reach_m IS 'How far around the shape it counts as inside.';


--
-- Name: COLUMN zone.closed; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zone.closed IS 'Whether vehicles with the streams named (none named: any waste) may not be inside.';


--
-- Name: COLUMN zone.from_hour; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zone.from_hour IS 'Closed from this hour of local time to `to_hour`, over midnight too; null: always.';


--
-- Name: COLUMN zone.valid_to; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.zone.valid_to IS 'The last day on which it holds.';


--
-- Name: job_history_default; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_history ATTACH PARTITION public.job_history_default DEFAULT;


--
-- Name: trail_hour_default; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trail_hour ATTACH PARTITION public.trail_hour_default DEFAULT;


--
-- Name: account account_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_name UNIQUE (name);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- Name: alert alert_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT alert_once UNIQUE (fingerprint);


--
-- Name: alert alert_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);


--
-- Name: alias alias_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alias
    ADD CONSTRAINT alias_pkey PRIMARY KEY (scheme, value);


--
-- Name: application application_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (id);


--
-- Name: application_step application_step_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application_step
    ADD CONSTRAINT application_step_pkey PRIMARY KEY (application, seq);


--
-- Name: approval approval_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_number UNIQUE (number);


--
-- Name: approval approval_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (id);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);


--
-- Name: basel_crosswalk basel_crosswalk_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.basel_crosswalk
    ADD CONSTRAINT basel_crosswalk_pkey PRIMARY KEY (category, edition);


--
-- Name: batch batch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);


--
-- Name: billing_account billing_account_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.billing_account
    ADD CONSTRAINT billing_account_number UNIQUE (number);


--
-- Name: billing_account billing_account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.billing_account
    ADD CONSTRAINT billing_account_pkey PRIMARY KEY (id);


--
-- Name: calendar_day calendar_day_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.calendar_day
    ADD CONSTRAINT calendar_day_pkey PRIMARY KEY (law, day);


--
-- Name: case_attachment case_attachment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_attachment
    ADD CONSTRAINT case_attachment_pkey PRIMARY KEY (case_file, sha256);


--
-- Name: case_event case_event_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_once UNIQUE (case_file, id);


--
-- Name: case_event case_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_pkey PRIMARY KEY (case_file, seq);


--
-- Name: case_file case_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_file
    ADD CONSTRAINT case_file_pkey PRIMARY KEY (id);


--
-- Name: case_file case_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_file
    ADD CONSTRAINT case_once UNIQUE (matter);


--
-- Name: case_question case_question_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_question
    ADD CONSTRAINT case_question_pkey PRIMARY KEY (case_file, event);


--
-- Name: catalogue_version catalogue_version_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalogue_version
    ADD CONSTRAINT catalogue_version_pkey PRIMARY KEY (one);


--
-- Name: code_scan code_scan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.code_scan
    ADD CONSTRAINT code_scan_pkey PRIMARY KEY (subject, at, place, actor);


--
-- Name: contact contact_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);


--
-- Name: corridor corridor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.corridor
    ADD CONSTRAINT corridor_pkey PRIMARY KEY (id);


--
-- Name: counter counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);


--
-- Name: credential credential_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_id UNIQUE (id);


--
-- Name: credential credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (digest);


--
-- Name: custody_event custody_event_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custody_event
    ADD CONSTRAINT custody_event_once UNIQUE (subject, id);


--
-- Name: custody_event custody_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custody_event
    ADD CONSTRAINT custody_event_pkey PRIMARY KEY (subject, seq);


--
-- Name: declaration declaration_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_once UNIQUE (site, duty, first, version);


--
-- Name: declaration declaration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_pkey PRIMARY KEY (id);


--
-- Name: demo_target demo_target_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.demo_target
    ADD CONSTRAINT demo_target_pkey PRIMARY KEY (city, stream);


--
-- Name: device device_kid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_kid UNIQUE (kid);


--
-- Name: device device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);


--
-- Name: device_signature device_signature_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_signature
    ADD CONSTRAINT device_signature_pkey PRIMARY KEY (subject, event);


--
-- Name: disposal_charge disposal_charge_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.disposal_charge
    ADD CONSTRAINT disposal_charge_pkey PRIMARY KEY (manifest, seq, facility, kind);


--
-- Name: document document_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_number UNIQUE (number);


--
-- Name: document document_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_once UNIQUE (kind, city, period, language, facts_sha256);


--
-- Name: document document_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id);


--
-- Name: driver driver_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.driver
    ADD CONSTRAINT driver_pkey PRIMARY KEY (id);


--
-- Name: emission_factor emission_factor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emission_factor
    ADD CONSTRAINT emission_factor_pkey PRIMARY KEY (route, material, family, edition);


--
-- Name: enrolment_code enrolment_code_digest; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_digest UNIQUE (digest);


--
-- Name: enrolment_code enrolment_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_pkey PRIMARY KEY (id);


--
-- Name: event_photo event_photo_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_photo
    ADD CONSTRAINT event_photo_pkey PRIMARY KEY (subject, event, sha256);


--
-- Name: event_position event_position_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_position
    ADD CONSTRAINT event_position_pkey PRIMARY KEY (subject, event);


--
-- Name: event_shown event_shown_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_shown
    ADD CONSTRAINT event_shown_pkey PRIMARY KEY (subject, event);


--
-- Name: gate_price gate_price_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gate_price
    ADD CONSTRAINT gate_price_pkey PRIMARY KEY (id);


--
-- Name: generator_entry generator_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.generator_entry
    ADD CONSTRAINT generator_entry_pkey PRIMARY KEY (id);


--
-- Name: indicator_base indicator_base_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_base
    ADD CONSTRAINT indicator_base_pkey PRIMARY KEY (city);


--
-- Name: indicator_stale indicator_stale_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_stale
    ADD CONSTRAINT indicator_stale_pkey PRIMARY KEY (city, period);


--
-- Name: indicator_statement indicator_statement_city_indicator_period_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_statement
    ADD CONSTRAINT indicator_statement_city_indicator_period_version_key UNIQUE (city, indicator, period, version);


--
-- Name: indicator_statement indicator_statement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_statement
    ADD CONSTRAINT indicator_statement_pkey PRIMARY KEY (id);


--
-- Name: indicator_target indicator_target_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_target
    ADD CONSTRAINT indicator_target_pkey PRIMARY KEY (city, indicator, version);


--
-- Name: indicator_value_event indicator_value_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_value_event
    ADD CONSTRAINT indicator_value_event_pkey PRIMARY KEY (city, period, indicator, seq);


--
-- Name: indicator_value indicator_value_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicator_value
    ADD CONSTRAINT indicator_value_pkey PRIMARY KEY (city, period, indicator);


--
-- Name: installation installation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (name);


--
-- Name: issued_paper issued_paper_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.issued_paper
    ADD CONSTRAINT issued_paper_pkey PRIMARY KEY (series, version);


--
-- Name: job_history job_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_history
    ADD CONSTRAINT job_history_pkey PRIMARY KEY (finished_at, id);


--
-- Name: job_history_default job_history_default_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_history_default
    ADD CONSTRAINT job_history_default_pkey PRIMARY KEY (finished_at, id);


--
-- Name: job job_key_open; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_key_open UNIQUE (kind, key);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);


--
-- Name: jurisdiction jurisdiction_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jurisdiction
    ADD CONSTRAINT jurisdiction_pkey PRIMARY KEY (code6);


--
-- Name: landfill_parameter landfill_parameter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.landfill_parameter
    ADD CONSTRAINT landfill_parameter_pkey PRIMARY KEY (parameter, material, climate, edition);


--
-- Name: landfill_year landfill_year_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.landfill_year
    ADD CONSTRAINT landfill_year_pkey PRIMARY KEY (id);


--
-- Name: manifest manifest_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manifest
    ADD CONSTRAINT manifest_pkey PRIMARY KEY (id);


--
-- Name: message message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);


--
-- Name: notice_event notice_event_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notice_event
    ADD CONSTRAINT notice_event_once UNIQUE (notice, id);


--
-- Name: notice_event notice_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notice_event
    ADD CONSTRAINT notice_event_pkey PRIMARY KEY (notice, seq);


--
-- Name: notice_photo notice_photo_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notice_photo
    ADD CONSTRAINT notice_photo_pkey PRIMARY KEY (notice, sha256);


--
-- Name: notice notice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);


--
-- Name: obligation obligation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.obligation
    ADD CONSTRAINT obligation_pkey PRIMARY KEY (subject, rule);


--
-- Name: open_release_consent open_release_consent_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.open_release_consent
    ADD CONSTRAINT open_release_consent_pkey PRIMARY KEY (release, side);


--
-- Name: open_release open_release_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.open_release
    ADD CONSTRAINT open_release_pkey PRIMARY KEY (id);


--
-- Name: organisation organisation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: permit_item permit_item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit_item
    ADD CONSTRAINT permit_item_pkey PRIMARY KEY (permit, scheme, code);


--
-- Name: permit permit_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_number UNIQUE (kind, number);


--
-- Name: permit permit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_pkey PRIMARY KEY (id);


--
-- Name: photo photo_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.photo
    ADD CONSTRAINT photo_pkey PRIMARY KEY (subject, sha256);


--
-- Name: plan_line plan_line_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan_line
    ADD CONSTRAINT plan_line_once UNIQUE (site, year, scheme, code, method);


--
-- Name: plan_line plan_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan_line
    ADD CONSTRAINT plan_line_pkey PRIMARY KEY (id);


--
-- Name: published_figure published_figure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.published_figure
    ADD CONSTRAINT published_figure_pkey PRIMARY KEY (place, year, metric, unit, edition);


--
-- Name: reach reach_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reach
    ADD CONSTRAINT reach_pkey PRIMARY KEY (scope, subject_kind, subject);


--
-- Name: refused_event refused_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refused_event
    ADD CONSTRAINT refused_event_pkey PRIMARY KEY (subject, event);


--
-- Name: refused_photo refused_photo_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refused_photo
    ADD CONSTRAINT refused_photo_pkey PRIMARY KEY (subject, event, sha256);


--
-- Name: register_file register_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_file
    ADD CONSTRAINT register_file_pkey PRIMARY KEY (id);


--
-- Name: register_part register_part_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_part
    ADD CONSTRAINT register_part_pkey PRIMARY KEY (register, n);


--
-- Name: report_run report_run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_run
    ADD CONSTRAINT report_run_pkey PRIMARY KEY (city, month);


--
-- Name: report_schedule report_schedule_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_schedule
    ADD CONSTRAINT report_schedule_pkey PRIMARY KEY (city, version);


--
-- Name: report_style report_style_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_style
    ADD CONSTRAINT report_style_pkey PRIMARY KEY (city, version);


--
-- Name: request_once request_once_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.request_once
    ADD CONSTRAINT request_once_pkey PRIMARY KEY (account, key);


--
-- Name: road_link road_link_digest; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.road_link
    ADD CONSTRAINT road_link_digest UNIQUE (digest);


--
-- Name: road_link road_link_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.road_link
    ADD CONSTRAINT road_link_pkey PRIMARY KEY (id);


--
-- Name: road_look road_look_attestation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.road_look
    ADD CONSTRAINT road_look_attestation UNIQUE (attestation);


--
-- Name: road_look road_look_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.road_look
    ADD CONSTRAINT road_look_pkey PRIMARY KEY (id);


--
-- Name: rollup_cell rollup_cell_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_cell
    ADD CONSTRAINT rollup_cell_pkey PRIMARY KEY (city, month, stream, measure, origin_month, treat_city, category, code, method, basis);


--
-- Name: rollup_edge rollup_edge_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_edge
    ADD CONSTRAINT rollup_edge_pkey PRIMARY KEY (from_org, carrier, to_org, from_city, stream, day);


--
-- Name: rollup_leg rollup_leg_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_leg
    ADD CONSTRAINT rollup_leg_pkey PRIMARY KEY (manifest, seq);


--
-- Name: rollup_load rollup_load_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_load
    ADD CONSTRAINT rollup_load_pkey PRIMARY KEY (city, month, stream, measure, subject, seq, method);


--
-- Name: rollup_lot rollup_lot_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_lot
    ADD CONSTRAINT rollup_lot_pkey PRIMARY KEY (batch);


--
-- Name: rollup_trip rollup_trip_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_trip
    ADD CONSTRAINT rollup_trip_pkey PRIMARY KEY (manifest, line);


--
-- Name: rollup_watermark rollup_watermark_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rollup_watermark
    ADD CONSTRAINT rollup_watermark_pkey PRIMARY KEY (name);


--
-- Name: round_event round_event_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.round_event
    ADD CONSTRAINT round_event_once UNIQUE (subject, id);


--
-- Name: round_event round_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.round_event
    ADD CONSTRAINT round_event_pkey PRIMARY KEY (subject, seq);


--
-- Name: round round_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.round
    ADD CONSTRAINT round_pkey PRIMARY KEY (id);


--
-- Name: rule_limit_event rule_limit_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_limit_event
    ADD CONSTRAINT rule_limit_event_pkey PRIMARY KEY (id);


--
-- Name: rule_mode rule_mode_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_mode
    ADD CONSTRAINT rule_mode_pkey PRIMARY KEY (rule, at);


--
-- Name: rule_sweep rule_sweep_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_sweep
    ADD CONSTRAINT rule_sweep_pkey PRIMARY KEY (name);


--
-- Name: rule_threshold rule_threshold_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_threshold
    ADD CONSTRAINT rule_threshold_pkey PRIMARY KEY (rule, name, jurisdiction, valid_from);


--
-- Name: rule_trial rule_trial_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_trial
    ADD CONSTRAINT rule_trial_pkey PRIMARY KEY (id);


--
-- Name: saved_filter saved_filter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_filter
    ADD CONSTRAINT saved_filter_pkey PRIMARY KEY (account, name);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);


--
-- Name: sending sending_moment; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_moment UNIQUE (contact, due_at);


--
-- Name: sending sending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_pkey PRIMARY KEY (id);


--
-- Name: shadow_finding shadow_finding_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shadow_finding
    ADD CONSTRAINT shadow_finding_pkey PRIMARY KEY (fingerprint);


--
-- Name: sign_in_attempt sign_in_attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (key);


--
-- Name: signing_authorisation signing_authorisation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_authorisation
    ADD CONSTRAINT signing_authorisation_pkey PRIMARY KEY (id);


--
-- Name: signing_code signing_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_code
    ADD CONSTRAINT signing_code_pkey PRIMARY KEY (site);


--
-- Name: signing_try signing_try_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_try
    ADD CONSTRAINT signing_try_pkey PRIMARY KEY (account, org);


--
-- Name: site site_of_org; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_of_org UNIQUE (id, org);


--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);


--
-- Name: site_plan site_plan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site_plan
    ADD CONSTRAINT site_plan_pkey PRIMARY KEY (id);


--
-- Name: statement_file statement_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statement_file
    ADD CONSTRAINT statement_file_pkey PRIMARY KEY (statement, sha256);


--
-- Name: statistic statistic_city_figure_period_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statistic
    ADD CONSTRAINT statistic_city_figure_period_version_key UNIQUE (city, figure, period, version);


--
-- Name: statistic statistic_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statistic
    ADD CONSTRAINT statistic_pkey PRIMARY KEY (id);


--
-- Name: subscription subscription_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (id);


--
-- Name: taken_in taken_in_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.taken_in
    ADD CONSTRAINT taken_in_pkey PRIMARY KEY (site, year, scheme, code, category);


--
-- Name: trail_hour trail_hour_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trail_hour
    ADD CONSTRAINT trail_hour_pkey PRIMARY KEY (vehicle, hour);


--
-- Name: trail_hour_default trail_hour_default_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trail_hour_default
    ADD CONSTRAINT trail_hour_default_pkey PRIMARY KEY (vehicle, hour);


--
-- Name: trail_look trail_look_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trail_look
    ADD CONSTRAINT trail_look_pkey PRIMARY KEY (id);


--
-- Name: treatment treatment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.treatment
    ADD CONSTRAINT treatment_pkey PRIMARY KEY (scheme, code, edition);


--
-- Name: vehicle vehicle_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_pkey PRIMARY KEY (id);


--
-- Name: waste_category waste_category_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.waste_category
    ADD CONSTRAINT waste_category_pkey PRIMARY KEY (scheme, code, edition);


--
-- Name: waste_code waste_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.waste_code
    ADD CONSTRAINT waste_code_pkey PRIMARY KEY (scheme, code, edition);


--
-- Name: waste_exemption waste_exemption_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.waste_exemption
    ADD CONSTRAINT waste_exemption_pkey PRIMARY KEY (edition, seq);


--
-- Name: zero_waste_cell_event zero_waste_cell_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.zero_waste_cell_event
    ADD CONSTRAINT zero_waste_cell_event_pkey PRIMARY KEY (cell, seq);


--
-- Name: zero_waste_cell_evidence zero_waste_cell_evidence_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.zero_waste_cell_evidence
    ADD CONSTRAINT zero_waste_cell_evidence_pkey PRIMARY KEY (cell, sha256);


--
-- Name: zero_waste_cell zero_waste_cell_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.zero_waste_cell
    ADD CONSTRAINT zero_waste_cell_pkey PRIMARY KEY (id);


--
-- Name: zero_waste_indicator zero_waste_indicator_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.zero_waste_indicator
    ADD CONSTRAINT zero_waste_indicator_pkey PRIMARY KEY (id, edition);


--
-- Name: zone zone_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.zone
    ADD CONSTRAINT zone_pkey PRIMARY KEY (id);


--
-- Name: account_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_org ON public.account USING btree (org);


--
-- Name: alert_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alert_case ON public.alert USING btree (case_file);


--
-- Name: alert_judged; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alert_judged ON public.alert USING btree (rule, verdict_at) WHERE (verdict IS NOT NULL);


--
-- Name: alert_matter; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alert_matter ON public.alert USING btree (matter);


--
-- Name: alert_scopes; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alert_scopes ON public.alert USING gin (scopes);


--
-- Name: alert_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alert_subject ON public.alert USING btree (subject);


--
-- Name: alias_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX alias_subject ON public.alias USING btree (subject);


--
-- Name: application_from_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_from_site ON public.application USING btree (from_site);


--
-- Name: application_to_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX application_to_site ON public.application USING btree (to_site);


--
-- Name: approval_of_sites; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX approval_of_sites ON public.approval USING btree (from_site, to_site, scheme, code);


--
-- Name: audit_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_account ON public.audit USING btree (account, id);


--
-- Name: audit_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_subject ON public.audit USING btree (subject_kind, subject, id);


--
-- Name: batch_refused_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX batch_refused_by ON public.batch USING btree (refused_by) WHERE (refused_by IS NOT NULL);


--
-- Name: batch_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX batch_site ON public.batch USING btree (site, id);


--
-- Name: billing_account_of_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX billing_account_of_org ON public.billing_account USING btree (org, id);


--
-- Name: case_file_scopes; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_file_scopes ON public.case_file USING gin (scopes);


--
-- Name: case_file_touched; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_file_touched ON public.case_file USING btree (touched_at);


--
-- Name: case_file_unsettled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_file_unsettled ON public.case_file USING btree (severity DESC, id) WHERE (status = ANY (ARRAY['open'::text, 'in_hand'::text, 'asked'::text]));


--
-- Name: case_question_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_question_org ON public.case_question USING btree (org, asked_at DESC);


--
-- Name: contact_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX contact_once ON public.contact USING btree (account, channel, lower(address)) WHERE (ended_at IS NULL);


--
-- Name: corridor_sites; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX corridor_sites ON public.corridor USING btree (from_site, to_site);


--
-- Name: credential_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX credential_account ON public.credential USING btree (account);


--
-- Name: credential_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX credential_expiry ON public.credential USING btree (expires_at);


--
-- Name: credential_of_device; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX credential_of_device ON public.credential USING btree (device) WHERE (device IS NOT NULL);


--
-- Name: custody_event_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX custody_event_order ON public.custody_event USING btree (xid, subject, seq);


--
-- Name: device_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_account ON public.device USING btree (account);


--
-- Name: device_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_org ON public.device USING btree (org, id);


--
-- Name: device_signature_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_signature_order ON public.device_signature USING btree (kid, counter);


--
-- Name: disposal_charge_of_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX disposal_charge_of_account ON public.disposal_charge USING btree (account, posted_on, manifest, seq);


--
-- Name: document_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_newest ON public.document USING btree (city, id DESC);


--
-- Name: driver_by_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX driver_by_org ON public.driver USING btree (org, name);


--
-- Name: driver_of_account; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX driver_of_account ON public.driver USING btree (account) WHERE (closed_on IS NULL);


--
-- Name: enrolment_code_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX enrolment_code_account ON public.enrolment_code USING btree (account);


--
-- Name: enrolment_code_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX enrolment_code_expiry ON public.enrolment_code USING btree (expires_at);


--
-- Name: event_position_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_position_age ON public.event_position USING btree (received_at);


--
-- Name: gate_price_by_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX gate_price_by_site ON public.gate_price USING btree (site, scheme, code);


--
-- Name: generator_entry_of_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX generator_entry_of_site ON public.generator_entry USING btree (site, year, entered_at DESC);


--
-- Name: issued_paper_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX issued_paper_document ON public.issued_paper USING btree (document) WHERE (document IS NOT NULL);


--
-- Name: issued_paper_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX issued_paper_number ON public.issued_paper USING btree (number, version);


--
-- Name: job_history_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_history_id ON ONLY public.job_history USING btree (id);


--
-- Name: job_history_default_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_history_default_id_idx ON public.job_history_default USING btree (id);


--
-- Name: job_send_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_send_at ON public.job USING btree (send_at);


--
-- Name: landfill_year_of_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX landfill_year_of_city ON public.landfill_year USING btree (city, kind, year, entered_at);


--
-- Name: manifest_plates; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX manifest_plates ON public.manifest USING gin (plates) WHERE (plates IS NOT NULL);


--
-- Name: manifest_revision_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX manifest_revision_due ON public.manifest USING btree (revision_due, id) WHERE (revision_due IS NOT NULL);


--
-- Name: message_sending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_sending ON public.message USING btree (sending);


--
-- Name: notice_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notice_newest ON public.notice USING btree (reported_at DESC, id DESC);


--
-- Name: obligation_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX obligation_due ON public.obligation USING btree (due_at);


--
-- Name: open_release_of_period; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX open_release_of_period ON public.open_release USING btree (period, proposed_at DESC);


--
-- Name: organisation_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organisation_by_name ON public.organisation USING btree (name, id);


--
-- Name: organisation_credit_code; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX organisation_credit_code ON public.organisation USING btree (credit_scheme, credit_code) WHERE (credit_code <> ''::text);


--
-- Name: permit_by_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX permit_by_org ON public.permit USING btree (org);


--
-- Name: permit_by_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX permit_by_site ON public.permit USING btree (site);


--
-- Name: refused_event_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refused_event_open ON public.refused_event USING btree (org, first_at) WHERE (outcome IS NULL);


--
-- Name: refused_event_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refused_event_order ON public.refused_event USING btree (kid, counter) WHERE (digest IS NOT NULL);


--
-- Name: register_file_mine; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_file_mine ON public.register_file USING btree (ordered_by, ordered_at DESC);


--
-- Name: road_link_manifest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX road_link_manifest ON public.road_link USING btree (manifest, org, expires_at);


--
-- Name: road_look_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX road_look_account ON public.road_look USING btree (account, id);


--
-- Name: road_look_manifests; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX road_look_manifests ON public.road_look USING gin (manifests);


--
-- Name: rollup_edge_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_edge_day ON public.rollup_edge USING btree (day);


--
-- Name: rollup_leg_carrier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_leg_carrier ON public.rollup_leg USING btree (carrier, departed_at);


--
-- Name: rollup_leg_plate; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_leg_plate ON public.rollup_leg USING btree (plate, departed_at);


--
-- Name: rollup_load_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_load_ended ON public.rollup_load USING btree (subject) WHERE (measure = ANY (ARRAY['used'::text, 'disposed'::text, 'other_treatment'::text]));


--
-- Name: rollup_lot_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_lot_city ON public.rollup_lot USING btree (city, stream, generated_at);


--
-- Name: rollup_lot_code; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_lot_code ON public.rollup_lot USING btree (city, (((scheme || ':'::text) || code)), generated_at);


--
-- Name: rollup_lot_entered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_lot_entered ON public.rollup_lot USING btree (entered_at);


--
-- Name: rollup_lot_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_lot_site ON public.rollup_lot USING btree (site, generated_at);


--
-- Name: rollup_trip_batch; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_batch ON public.rollup_trip USING btree (batch, departed_at);


--
-- Name: rollup_trip_carrier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_carrier ON public.rollup_trip USING btree (carrier, departed_at);


--
-- Name: rollup_trip_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_city ON public.rollup_trip USING btree (from_city, stream, departed_at);


--
-- Name: rollup_trip_from; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_from ON public.rollup_trip USING btree (from_site, departed_at);


--
-- Name: rollup_trip_known; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_known ON public.rollup_trip USING btree (known_at);


--
-- Name: rollup_trip_tare; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_tare ON public.rollup_trip USING btree (plate) WHERE (tare_kg IS NOT NULL);


--
-- Name: rollup_trip_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rollup_trip_to ON public.rollup_trip USING btree (to_site, arrived_at);


--
-- Name: rule_limit_event_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rule_limit_event_newest ON public.rule_limit_event USING btree (rule, jurisdiction, at DESC);


--
-- Name: rule_trial_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rule_trial_newest ON public.rule_trial USING btree (rule, jurisdiction, asked_at DESC);


--
-- Name: sending_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sending_failed ON public.sending USING btree (ended_at DESC) WHERE (state = 'failed'::text);


--
-- Name: shadow_finding_rule; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX shadow_finding_rule ON public.shadow_finding USING btree (rule, happened_at);


--
-- Name: sign_in_attempt_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_attempt_age ON public.sign_in_attempt USING btree (not_before);


--
-- Name: signing_authorisation_of_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signing_authorisation_of_site ON public.signing_authorisation USING btree (site, carrier, stream);


--
-- Name: signing_try_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signing_try_age ON public.signing_try USING btree (last_at);


--
-- Name: site_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX site_by_name ON public.site USING btree (name, id);


--
-- Name: site_by_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX site_by_org ON public.site USING btree (org, id);


--
-- Name: site_plan_by_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX site_plan_by_site ON public.site_plan USING btree (site, stream, filed_at DESC);


--
-- Name: statistic_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX statistic_waiting ON public.statistic USING btree (entered_at, id) WHERE (verdict IS NULL);


--
-- Name: subscription_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX subscription_once ON public.subscription USING btree (contact, what) WHERE (ended_at IS NULL);


--
-- Name: trail_hour_known; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trail_hour_known ON ONLY public.trail_hour USING btree (known_at);


--
-- Name: trail_hour_default_known_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trail_hour_default_known_at_idx ON public.trail_hour_default USING btree (known_at);


--
-- Name: trail_look_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trail_look_account ON public.trail_look USING btree (account, id);


--
-- Name: trail_look_manifest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trail_look_manifest ON public.trail_look USING btree (manifest, id) WHERE (manifest IS NOT NULL);


--
-- Name: trail_look_vehicle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trail_look_vehicle ON public.trail_look USING btree (vehicle, id) WHERE (vehicle IS NOT NULL);


--
-- Name: vehicle_by_org; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vehicle_by_org ON public.vehicle USING btree (org, plate);


--
-- Name: vehicle_plate; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX vehicle_plate ON public.vehicle USING btree (plate) WHERE (closed_on IS NULL);


--
-- Name: zero_waste_cell_of_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX zero_waste_cell_of_city ON public.zero_waste_cell USING btree (city, status, id);


--
-- Name: job_history_default_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.job_history_id ATTACH PARTITION public.job_history_default_id_idx;


--
-- Name: job_history_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.job_history_pkey ATTACH PARTITION public.job_history_default_pkey;


--
-- Name: trail_hour_default_known_at_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.trail_hour_known ATTACH PARTITION public.trail_hour_default_known_at_idx;


--
-- Name: trail_hour_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.trail_hour_pkey ATTACH PARTITION public.trail_hour_default_pkey;


--
-- Name: audit audit_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_change();


--
-- Name: audit audit_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_change();


--
-- Name: case_attachment case_attachment_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_attachment_append_only BEFORE DELETE OR UPDATE ON public.case_attachment FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: case_attachment case_attachment_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_attachment_no_truncate BEFORE TRUNCATE ON public.case_attachment FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: case_event case_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_event_append_only BEFORE DELETE OR UPDATE ON public.case_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: case_event case_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON public.case_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: custody_event custody_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER custody_event_append_only BEFORE DELETE OR UPDATE ON public.custody_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: custody_event custody_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER custody_event_no_truncate BEFORE TRUNCATE ON public.custody_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: device_signature device_signature_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER device_signature_append_only BEFORE DELETE OR UPDATE ON public.device_signature FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: device_signature device_signature_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER device_signature_no_truncate BEFORE TRUNCATE ON public.device_signature FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: event_photo event_photo_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_photo_append_only BEFORE DELETE OR UPDATE ON public.event_photo FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: event_photo event_photo_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_photo_no_truncate BEFORE TRUNCATE ON public.event_photo FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: event_shown event_shown_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_shown_append_only BEFORE DELETE OR UPDATE ON public.event_shown FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: event_shown event_shown_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_shown_no_truncate BEFORE TRUNCATE ON public.event_shown FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: gate_price gate_price_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER gate_price_append_only BEFORE DELETE OR UPDATE ON public.gate_price FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: gate_price gate_price_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER gate_price_no_truncate BEFORE TRUNCATE ON public.gate_price FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_statement indicator_statement_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_statement_append_only BEFORE DELETE ON public.indicator_statement FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_statement indicator_statement_as_stated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_statement_as_stated BEFORE UPDATE OF id, city, indicator, period, version, met, words, reason, entered_by, entered_at ON public.indicator_statement FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_statement indicator_statement_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_statement_no_truncate BEFORE TRUNCATE ON public.indicator_statement FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_target indicator_target_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_target_append_only BEFORE DELETE OR UPDATE ON public.indicator_target FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_target indicator_target_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_target_no_truncate BEFORE TRUNCATE ON public.indicator_target FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_value_event indicator_value_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_value_event_append_only BEFORE DELETE OR UPDATE ON public.indicator_value_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: indicator_value_event indicator_value_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER indicator_value_event_no_truncate BEFORE TRUNCATE ON public.indicator_value_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: issued_paper issued_paper_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER issued_paper_append_only BEFORE DELETE OR UPDATE ON public.issued_paper FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: issued_paper issued_paper_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER issued_paper_no_truncate BEFORE TRUNCATE ON public.issued_paper FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: landfill_year landfill_year_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER landfill_year_append_only BEFORE DELETE OR UPDATE ON public.landfill_year FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: landfill_year landfill_year_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER landfill_year_no_truncate BEFORE TRUNCATE ON public.landfill_year FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: notice_event notice_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER notice_event_append_only BEFORE DELETE OR UPDATE ON public.notice_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: notice_event notice_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER notice_event_no_truncate BEFORE TRUNCATE ON public.notice_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: notice_photo notice_photo_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER notice_photo_append_only BEFORE DELETE OR UPDATE ON public.notice_photo FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: open_release open_release_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER open_release_append_only BEFORE DELETE OR UPDATE ON public.open_release FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: open_release_consent open_release_consent_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER open_release_consent_append_only BEFORE DELETE OR UPDATE ON public.open_release_consent FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: open_release_consent open_release_consent_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER open_release_consent_no_truncate BEFORE TRUNCATE ON public.open_release_consent FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: open_release open_release_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER open_release_no_truncate BEFORE TRUNCATE ON public.open_release FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: photo photo_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER photo_append_only BEFORE DELETE OR UPDATE ON public.photo FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: photo photo_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER photo_no_truncate BEFORE TRUNCATE ON public.photo FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: report_schedule report_schedule_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER report_schedule_append_only BEFORE DELETE OR UPDATE ON public.report_schedule FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: report_schedule report_schedule_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER report_schedule_no_truncate BEFORE TRUNCATE ON public.report_schedule FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: report_style report_style_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER report_style_append_only BEFORE DELETE OR UPDATE ON public.report_style FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: report_style report_style_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER report_style_no_truncate BEFORE TRUNCATE ON public.report_style FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: road_look road_look_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER road_look_append_only BEFORE DELETE OR UPDATE ON public.road_look FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: road_look road_look_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER road_look_no_truncate BEFORE TRUNCATE ON public.road_look FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: round_event round_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER round_event_append_only BEFORE DELETE OR UPDATE ON public.round_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: round_event round_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER round_event_no_truncate BEFORE TRUNCATE ON public.round_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: rule_limit_event rule_limit_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER rule_limit_event_append_only BEFORE DELETE OR UPDATE ON public.rule_limit_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: rule_limit_event rule_limit_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER rule_limit_event_no_truncate BEFORE TRUNCATE ON public.rule_limit_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: site_plan site_plan_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER site_plan_append_only BEFORE DELETE OR UPDATE ON public.site_plan FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: site_plan site_plan_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER site_plan_no_truncate BEFORE TRUNCATE ON public.site_plan FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: statement_file statement_file_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER statement_file_append_only BEFORE DELETE OR UPDATE ON public.statement_file FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: statement_file statement_file_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER statement_file_no_truncate BEFORE TRUNCATE ON public.statement_file FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: trail_look trail_look_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER trail_look_append_only BEFORE DELETE OR UPDATE ON public.trail_look FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: trail_look trail_look_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER trail_look_no_truncate BEFORE TRUNCATE ON public.trail_look FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: zero_waste_cell_event zero_waste_cell_event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER zero_waste_cell_event_append_only BEFORE DELETE OR UPDATE ON public.zero_waste_cell_event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: zero_waste_cell_event zero_waste_cell_event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER zero_waste_cell_event_no_truncate BEFORE TRUNCATE ON public.zero_waste_cell_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: zero_waste_cell_evidence zero_waste_cell_evidence_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER zero_waste_cell_evidence_append_only BEFORE DELETE OR UPDATE ON public.zero_waste_cell_evidence FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: zero_waste_cell_evidence zero_waste_cell_evidence_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER zero_waste_cell_evidence_no_truncate BEFORE TRUNCATE ON public.zero_waste_cell_evidence FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: account account_org_known; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_org_known FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: account account_site_known; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_site_known FOREIGN KEY (site) REFERENCES public.site(id);


--
-- Name: application application_approval; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_approval FOREIGN KEY (approval) REFERENCES public.approval(id);


--
-- Name: application application_from; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_from FOREIGN KEY (from_site) REFERENCES public.site(id);


--
-- Name: application_step application_step_application_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application_step
    ADD CONSTRAINT application_step_application_fkey FOREIGN KEY (application) REFERENCES public.application(id);


--
-- Name: application application_to; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_to FOREIGN KEY (to_site) REFERENCES public.site(id);


--
-- Name: approval approval_from; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_from FOREIGN KEY (from_site) REFERENCES public.site(id);


--
-- Name: approval approval_to; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approval
    ADD CONSTRAINT approval_to FOREIGN KEY (to_site) REFERENCES public.site(id);


--
-- Name: billing_account billing_account_org; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.billing_account
    ADD CONSTRAINT billing_account_org FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: contact contact_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: corridor corridor_from_site_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.corridor
    ADD CONSTRAINT corridor_from_site_fkey FOREIGN KEY (from_site) REFERENCES public.site(id);


--
-- Name: corridor corridor_to_site_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.corridor
    ADD CONSTRAINT corridor_to_site_fkey FOREIGN KEY (to_site) REFERENCES public.site(id);


--
-- Name: credential credential_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: declaration declaration_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_site FOREIGN KEY (site) REFERENCES public.site(id);


--
-- Name: device device_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: driver driver_account; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.driver
    ADD CONSTRAINT driver_account FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: driver driver_org; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.driver
    ADD CONSTRAINT driver_org FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: enrolment_code enrolment_code_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: generator_entry generator_entry_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.generator_entry
    ADD CONSTRAINT generator_entry_site FOREIGN KEY (site) REFERENCES public.site(id);


--
-- Name: jurisdiction jurisdiction_province_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jurisdiction
    ADD CONSTRAINT jurisdiction_province_fkey FOREIGN KEY (province) REFERENCES public.jurisdiction(code6);


--
-- Name: message message_sending_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_sending_fkey FOREIGN KEY (sending) REFERENCES public.sending(id);


--
-- Name: message message_subscription_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_subscription_fkey FOREIGN KEY (subscription) REFERENCES public.subscription(id);


--
-- Name: permit_item permit_item_permit; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit_item
    ADD CONSTRAINT permit_item_permit FOREIGN KEY (permit) REFERENCES public.permit(id);


--
-- Name: permit permit_org; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_org FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: permit permit_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_site FOREIGN KEY (site, org) REFERENCES public.site(id, org);


--
-- Name: plan_line plan_line_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan_line
    ADD CONSTRAINT plan_line_site FOREIGN KEY (site) REFERENCES public.site(id);


--
-- Name: published_figure published_figure_code6_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.published_figure
    ADD CONSTRAINT published_figure_code6_fkey FOREIGN KEY (code6) REFERENCES public.jurisdiction(code6);


--
-- Name: rule_limit_event rule_limit_event_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rule_limit_event
    ADD CONSTRAINT rule_limit_event_trial_fkey FOREIGN KEY (trial) REFERENCES public.rule_trial(id);


--
-- Name: saved_filter saved_filter_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_filter
    ADD CONSTRAINT saved_filter_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: sending sending_contact_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sending
    ADD CONSTRAINT sending_contact_fkey FOREIGN KEY (contact) REFERENCES public.contact(id);


--
-- Name: signing_authorisation signing_authorisation_carrier; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_authorisation
    ADD CONSTRAINT signing_authorisation_carrier FOREIGN KEY (carrier) REFERENCES public.organisation(id);


--
-- Name: signing_authorisation signing_authorisation_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_authorisation
    ADD CONSTRAINT signing_authorisation_site FOREIGN KEY (site, org) REFERENCES public.site(id, org);


--
-- Name: signing_code signing_code_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_code
    ADD CONSTRAINT signing_code_site FOREIGN KEY (site) REFERENCES public.site(id);


--
-- Name: site site_org; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_org FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: statement_file statement_file_statement_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statement_file
    ADD CONSTRAINT statement_file_statement_fkey FOREIGN KEY (statement) REFERENCES public.indicator_statement(id);


--
-- Name: subscription subscription_contact_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_contact_fkey FOREIGN KEY (contact) REFERENCES public.contact(id);


--
-- Name: vehicle vehicle_org; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vehicle
    ADD CONSTRAINT vehicle_org FOREIGN KEY (org) REFERENCES public.organisation(id);


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO wasteflow_app;


--
-- Name: TABLE alert; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.alert TO wasteflow_app;


--
-- Name: COLUMN alert.verdict; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict) ON TABLE public.alert TO wasteflow_app;


--
-- Name: COLUMN alert.verdict_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_at) ON TABLE public.alert TO wasteflow_app;


--
-- Name: FUNCTION keep_job_history(ahead integer, keep integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.keep_job_history(ahead integer, keep integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_job_history(ahead integer, keep integer) TO wasteflow_app;


--
-- Name: FUNCTION keep_trails(ahead integer, keep integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.keep_trails(ahead integer, keep integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_trails(ahead integer, keep integer) TO wasteflow_app;


--
-- Name: TABLE vehicle; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.vehicle TO wasteflow_app;


--
-- Name: TABLE account; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account TO wasteflow_app;


--
-- Name: TABLE alias; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.alias TO wasteflow_app;


--
-- Name: TABLE application; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.application TO wasteflow_app;


--
-- Name: TABLE application_step; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.application_step TO wasteflow_app;


--
-- Name: TABLE approval; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.approval TO wasteflow_app;


--
-- Name: TABLE audit; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.audit TO wasteflow_app;


--
-- Name: SEQUENCE audit_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE public.audit_id_seq TO wasteflow_app;


--
-- Name: TABLE basel_crosswalk; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.basel_crosswalk TO wasteflow_app;


--
-- Name: TABLE batch; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.batch TO wasteflow_app;


--
-- Name: TABLE billing_account; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_account TO wasteflow_app;


--
-- Name: TABLE calendar_day; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calendar_day TO wasteflow_app;


--
-- Name: TABLE case_attachment; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.case_attachment TO wasteflow_app;


--
-- Name: TABLE case_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.case_event TO wasteflow_app;


--
-- Name: TABLE case_file; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.case_file TO wasteflow_app;


--
-- Name: TABLE case_question; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.case_question TO wasteflow_app;


--
-- Name: TABLE catalogue_version; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalogue_version TO wasteflow_app;


--
-- Name: TABLE code_scan; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.code_scan TO wasteflow_app;


--
-- Name: TABLE contact; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact TO wasteflow_app;


--
-- Name: TABLE corridor; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.corridor TO wasteflow_app;


--
-- Name: TABLE counter; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.counter TO wasteflow_app;


--
-- Name: TABLE credential; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.credential TO wasteflow_app;


--
-- Name: TABLE custody_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.custody_event TO wasteflow_app;


--
-- Name: TABLE declaration; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.declaration TO wasteflow_app;


--
-- Name: TABLE demo_target; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.demo_target TO wasteflow_app;


--
-- Name: TABLE device; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.device TO wasteflow_app;


--
-- Name: TABLE device_signature; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.device_signature TO wasteflow_app;


--
-- Name: TABLE disposal_charge; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.disposal_charge TO wasteflow_app;


--
-- Name: TABLE document; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.document TO wasteflow_app;


--
-- Name: TABLE driver; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.driver TO wasteflow_app;


--
-- Name: TABLE emission_factor; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.emission_factor TO wasteflow_app;


--
-- Name: TABLE enrolment_code; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.enrolment_code TO wasteflow_app;


--
-- Name: TABLE event_photo; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.event_photo TO wasteflow_app;


--
-- Name: TABLE event_position; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.event_position TO wasteflow_app;


--
-- Name: TABLE event_shown; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.event_shown TO wasteflow_app;


--
-- Name: TABLE gate_price; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.gate_price TO wasteflow_app;


--
-- Name: TABLE generator_entry; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.generator_entry TO wasteflow_app;


--
-- Name: TABLE indicator_base; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.indicator_base TO wasteflow_app;


--
-- Name: TABLE indicator_stale; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.indicator_stale TO wasteflow_app;


--
-- Name: TABLE indicator_statement; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.indicator_statement TO wasteflow_app;


--
-- Name: COLUMN indicator_statement.verdict; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict) ON TABLE public.indicator_statement TO wasteflow_app;


--
-- Name: COLUMN indicator_statement.verdict_reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_reason) ON TABLE public.indicator_statement TO wasteflow_app;


--
-- Name: COLUMN indicator_statement.verdict_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_by) ON TABLE public.indicator_statement TO wasteflow_app;


--
-- Name: COLUMN indicator_statement.verdict_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_at) ON TABLE public.indicator_statement TO wasteflow_app;


--
-- Name: TABLE indicator_target; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.indicator_target TO wasteflow_app;


--
-- Name: TABLE indicator_value; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.indicator_value TO wasteflow_app;


--
-- Name: TABLE indicator_value_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.indicator_value_event TO wasteflow_app;


--
-- Name: TABLE installation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.installation TO wasteflow_app;


--
-- Name: TABLE issued_paper; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.issued_paper TO wasteflow_app;


--
-- Name: TABLE job; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO wasteflow_app;


--
-- Name: TABLE job_history; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job_history TO wasteflow_app;


--
-- Name: TABLE job_history_default; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job_history_default TO wasteflow_app;


--
-- Name: TABLE jurisdiction; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jurisdiction TO wasteflow_app;


--
-- Name: TABLE landfill_parameter; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.landfill_parameter TO wasteflow_app;


--
-- Name: TABLE landfill_year; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.landfill_year TO wasteflow_app;


--
-- Name: TABLE manifest; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.manifest TO wasteflow_app;


--
-- Name: TABLE message; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message TO wasteflow_app;


--
-- Name: TABLE notice; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notice TO wasteflow_app;


--
-- Name: TABLE notice_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.notice_event TO wasteflow_app;


--
-- Name: TABLE notice_photo; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.notice_photo TO wasteflow_app;


--
-- Name: TABLE obligation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.obligation TO wasteflow_app;


--
-- Name: TABLE open_release; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.open_release TO wasteflow_app;


--
-- Name: TABLE open_release_consent; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.open_release_consent TO wasteflow_app;


--
-- Name: TABLE organisation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organisation TO wasteflow_app;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO wasteflow_app;


--
-- Name: SEQUENCE outbox_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE public.outbox_id_seq TO wasteflow_app;


--
-- Name: TABLE permit; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.permit TO wasteflow_app;


--
-- Name: TABLE permit_item; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.permit_item TO wasteflow_app;


--
-- Name: TABLE photo; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.photo TO wasteflow_app;


--
-- Name: TABLE plan_line; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.plan_line TO wasteflow_app;


--
-- Name: TABLE published_figure; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.published_figure TO wasteflow_app;


--
-- Name: TABLE reach; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reach TO wasteflow_app;


--
-- Name: TABLE refused_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refused_event TO wasteflow_app;


--
-- Name: TABLE refused_photo; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.refused_photo TO wasteflow_app;


--
-- Name: TABLE register_file; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.register_file TO wasteflow_app;


--
-- Name: TABLE register_part; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.register_part TO wasteflow_app;


--
-- Name: TABLE report_run; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.report_run TO wasteflow_app;


--
-- Name: TABLE report_schedule; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.report_schedule TO wasteflow_app;


--
-- Name: TABLE report_style; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.report_style TO wasteflow_app;


--
-- Name: TABLE request_once; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.request_once TO wasteflow_app;


--
-- Name: TABLE road_link; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.road_link TO wasteflow_app;


--
-- Name: TABLE road_look; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.road_look TO wasteflow_app;


--
-- Name: TABLE rollup_cell; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_cell TO wasteflow_app;


--
-- Name: TABLE rollup_edge; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_edge TO wasteflow_app;


--
-- Name: TABLE rollup_leg; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_leg TO wasteflow_app;


--
-- Name: TABLE rollup_load; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_load TO wasteflow_app;


--
-- Name: TABLE rollup_lot; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_lot TO wasteflow_app;


--
-- Name: TABLE rollup_trip; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_trip TO wasteflow_app;


--
-- Name: TABLE rollup_watermark; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rollup_watermark TO wasteflow_app;


--
-- Name: TABLE round; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.round TO wasteflow_app;


--
-- Name: TABLE round_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.round_event TO wasteflow_app;


--
-- Name: TABLE rule_limit_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.rule_limit_event TO wasteflow_app;


--
-- Name: TABLE rule_mode; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rule_mode TO wasteflow_app;


--
-- Name: TABLE rule_sweep; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rule_sweep TO wasteflow_app;


--
-- Name: TABLE rule_threshold; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rule_threshold TO wasteflow_app;


--
-- Name: TABLE rule_trial; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rule_trial TO wasteflow_app;


--
-- Name: TABLE saved_filter; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.saved_filter TO wasteflow_app;


--
-- Name: TABLE schema_migration; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.schema_migration TO wasteflow_app;


--
-- Name: TABLE sending; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sending TO wasteflow_app;


--
-- Name: TABLE shadow_finding; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shadow_finding TO wasteflow_app;


--
-- Name: TABLE sign_in_attempt; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_attempt TO wasteflow_app;


--
-- Name: TABLE signing_authorisation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signing_authorisation TO wasteflow_app;


--
-- Name: TABLE signing_code; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signing_code TO wasteflow_app;


--
-- Name: TABLE signing_try; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signing_try TO wasteflow_app;


--
-- Name: TABLE site; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.site TO wasteflow_app;


--
-- Name: TABLE site_plan; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.site_plan TO wasteflow_app;


--
-- Name: TABLE statement_file; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.statement_file TO wasteflow_app;


--
-- Name: TABLE statistic; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.statistic TO wasteflow_app;


--
-- Name: COLUMN statistic.verdict; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict) ON TABLE public.statistic TO wasteflow_app;


--
-- Name: COLUMN statistic.verdict_reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_reason) ON TABLE public.statistic TO wasteflow_app;


--
-- Name: COLUMN statistic.verdict_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_by) ON TABLE public.statistic TO wasteflow_app;


--
-- Name: COLUMN statistic.verdict_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(verdict_at) ON TABLE public.statistic TO wasteflow_app;


--
-- Name: TABLE subscription; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.subscription TO wasteflow_app;


--
-- Name: TABLE taken_in; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.taken_in TO wasteflow_app;


--
-- Name: TABLE trail_hour; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trail_hour TO wasteflow_app;


--
-- Name: TABLE trail_hour_default; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trail_hour_default TO wasteflow_app;


--
-- Name: TABLE trail_look; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.trail_look TO wasteflow_app;


--
-- Name: TABLE treatment; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.treatment TO wasteflow_app;


--
-- Name: TABLE waste_category; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waste_category TO wasteflow_app;


--
-- Name: TABLE waste_code; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waste_code TO wasteflow_app;


--
-- Name: TABLE waste_exemption; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waste_exemption TO wasteflow_app;


--
-- Name: TABLE zero_waste_cell; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.zero_waste_cell TO wasteflow_app;


--
-- Name: TABLE zero_waste_cell_event; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.zero_waste_cell_event TO wasteflow_app;


--
-- Name: TABLE zero_waste_cell_evidence; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.zero_waste_cell_evidence TO wasteflow_app;


--
-- Name: TABLE zero_waste_indicator; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.zero_waste_indicator TO wasteflow_app;


--
-- Name: TABLE zone; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.zone TO wasteflow_app;


--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE wasteflow IN SCHEMA public GRANT SELECT,USAGE ON SEQUENCES TO wasteflow_app;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE wasteflow IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES TO wasteflow_app;


--
-- PostgreSQL database dump complete
--
