-- Control on the road: who looked, links that show a load without signing in, and loads by the plate they are on.
set local lock_timeout = '10s';

create table road_link (
    id uuid primary key,
    digest bytea not null constraint road_link_digest unique check (length(digest) = 32),
    manifest uuid not null,
    leg int not null check (leg > 0),
    account uuid not null,
    org uuid not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
comment on table road_link is 'Links by which a carrier shows the leg under way to whoever stands at the vehicle, without signing in.';
comment on column road_link.digest is 'SHA-256 of the secret in the link; the secret itself is nowhere.';
comment on column road_link.leg is 'Which leg of the journey it shows, from 1; with the leg it ends.';
comment on column road_link.org is 'The carrier whose driver or office made it.';
create index road_link_manifest on road_link (manifest, org, expires_at);
revoke delete, truncate on road_link from wasteflow_app;

create table road_look (
    id uuid primary key,
    at timestamptz not null,
    account uuid,
    city text,
    department text,
    link uuid,
    asked text not null check (length(asked) <= 60),
    purpose text not null check (length(purpose) <= 300),
    manifests uuid[] not null,
    shown jsonb not null,
    watermark bigint not null,
    attestation text constraint road_look_attestation unique,
    constraint road_look_by check ((account is null) <> (link is null)),
    constraint road_look_empty check (attestation is null or manifests = '{}')
);
comment on table road_look is 'Every look at a load on the road: by an officer, or through a link. An empty search is its own attestation.';
comment on column road_look.city is 'The officer''s jurisdiction at that moment; null through a link.';
comment on column road_look.asked is 'The plate or number as it was looked for; empty through a link.';
comment on column road_look.purpose is 'Why, in the officer''s words; empty through a link.';
comment on column road_look.manifests is 'The manifests that were shown.';
comment on column road_look.shown is 'Of each: its step and what the answer said of it.';
comment on column road_look.watermark is 'All that transactions before this one had written was looked at.';
comment on column road_look.attestation is 'Number of the attestation that nothing was known; null where something was.';
create index road_look_manifests on road_look using gin (manifests);
create index road_look_account on road_look (account, id);
create trigger road_look_append_only before update or delete on road_look
    for each row execute function refuse_change();
create trigger road_look_no_truncate before truncate on road_look
    for each statement execute function refuse_change();
revoke update, delete, truncate on road_look from wasteflow_app;

alter table manifest add column plates jsonb generated always as (
    case when state->>'status' in ('published', 'signed', 'in_transit', 'at_stop', 'in_temporary_storage', 'arrived')
         then jsonb_path_query_array(state, '$.carriers[*].plate') end) stored;
comment on column manifest.plates is 'Plates of its carriers, while it is about to leave, on the road or at the gate; null before and after.';
create index manifest_plates on manifest using gin (plates) where plates is not null;
