-- How an approval came about: applied for, asked, answered, decided, each in its time.

create table application (
    id uuid primary key,
    kind text not null check (kind ~ '^[a-z_]{2,40}$'),
    from_site uuid not null constraint application_from references site (id),
    to_site uuid not null constraint application_to references site (id),
    scheme text not null,
    code text not null,
    tonnes numeric not null check (tonnes > 0),
    methods text[] not null default '{}',
    valid_from date not null,
    valid_to date not null,
    shipments int check (shipments > 0),
    state text not null,
    seq int not null default 1,
    due date,
    approval uuid constraint application_approval references approval (id),
    constraint application_period check (valid_from <= valid_to and valid_to <= valid_from + interval '12 months')
);
comment on table application is 'An approval somebody asks for: what is asked, and where the procedure stands.';
comment on column application.state is 'As procedures.toml names it for this kind.';
comment on column application.seq is 'Steps so far: who moves it says which one they saw.';
comment on column application.due is 'Last day on which what it waits for is in time; null: no limit.';
comment on column application.approval is 'What it was granted, once it was.';
create index application_from_site on application (from_site);
create index application_to_site on application (to_site);

create table application_step (
    application uuid not null references application (id),
    seq int not null,
    state text not null,
    at timestamptz not null,
    account uuid not null,
    person text not null,
    reason text not null default '',
    due date,
    primary key (application, seq)
);
comment on table application_step is 'What happened to an application, by whom and when; only ever grows.';
comment on column application_step.due is 'Until when the next step is in time.';
revoke update, delete, truncate on application_step from wasteflow_app;

alter table approval add column conditions text not null default '';
comment on column approval.conditions is 'On which conditions it was granted, in words.';
