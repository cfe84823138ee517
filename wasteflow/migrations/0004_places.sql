-- Places: companies, their sites, permits, vehicles, drivers, plans and approvals.

create table organisation (
    id uuid primary key,
    name text not null,
    name_en text not null default '',
    jurisdiction text not null check (jurisdiction ~ '^[0-9]{6}$'),
    credit_scheme text not null check (credit_scheme in ('cn_credit_code', 'hk_business_number', 'mo_company_number')),
    credit_code text not null,
    generates boolean not null default false,
    carries boolean not null default false,
    receives boolean not null default false,
    created_at timestamptz not null default now(),
    closed_on date,
    constraint organisation_credit_code unique (credit_scheme, credit_code)
);
comment on table organisation is 'A company or public body that makes, carries or receives waste.';
comment on column organisation.credit_code is 'Unified social credit code (18 characters), or the Hong Kong or Macao number.';
comment on column organisation.closed_on is 'First day on which it no longer takes part.';
create index organisation_by_name on organisation (name, id);

create table site (
    id uuid primary key,
    org uuid not null constraint site_org references organisation (id),
    name text not null,
    name_en text not null default '',
    address text not null default '',
    city text not null check (city ~ '^[0-9]{6}$'),
    lat double precision check (lat between -90 and 90),
    lon double precision check (lon between -180 and 180),
    created_at timestamptz not null default now(),
    closed_on date,
    constraint site_of_org unique (id, org)
);
comment on table site is 'A place of an organisation where waste is made, stored or treated.';
comment on column site.city is 'GB/T 2260 code of the city, six digits; Hong Kong 810000, Macao 820000.';
create index site_by_org on site (org, id);
create index site_by_name on site (name, id);

create table permit (
    id uuid primary key,
    org uuid not null constraint permit_org references organisation (id),
    site uuid,
    number text not null,
    kind text not null check (kind in ('operate', 'transport', 'collect')),
    valid_from date not null,
    valid_to date not null,
    yearly_t numeric check (yearly_t > 0),
    storage_t numeric check (storage_t > 0),
    created_at timestamptz not null default now(),
    closed_on date,
    constraint permit_number unique (kind, number),
    constraint permit_site foreign key (site, org) references site (id, org),
    constraint permit_period check (valid_from <= valid_to)
);
comment on table permit is 'The right to operate, transport or collect, for one site or the whole organisation.';
comment on column permit.site is 'The site it was granted for; null: all sites of the organisation.';
comment on column permit.yearly_t is 'Tonnes a year it allows; null: no ceiling stated.';
comment on column permit.storage_t is 'Tonnes that may be stored at once; null: no limit stated.';
comment on column permit.closed_on is 'Revoked: the first day on which it no longer counts.';
create index permit_by_org on permit (org);
create index permit_by_site on permit (site);

create table permit_item (
    permit uuid not null constraint permit_item_permit references permit (id),
    scheme text not null,
    code text not null,
    methods text[] not null default '{}',
    primary key (permit, scheme, code)
);
comment on table permit_item is 'What a permit covers: a waste code or a whole category, and by which methods.';
comment on column permit_item.methods is 'scheme:code of treatments, as cn_utilisation:R4; empty: none is named.';

create table vehicle (
    id uuid primary key,
    org uuid not null constraint vehicle_org references organisation (id),
    plate text not null,
    plate_form text not null,
    energy text not null check (energy in ('diesel', 'petrol', 'gas', 'hybrid', 'electric', 'hydrogen')),
    licensed_kg numeric not null check (licensed_kg > 0),
    permit_number text not null default '',
    permit_valid_to date,
    created_at timestamptz not null default now(),
    closed_on date
);
comment on table vehicle is 'A vehicle of a carrier.';
comment on column vehicle.plate is 'Without dots, dashes and spaces, letters upper case.';
comment on column vehicle.licensed_kg is 'The load it may carry.';
comment on column vehicle.permit_number is 'Number of its operating certificate.';
create unique index vehicle_plate on vehicle (plate) where closed_on is null;
create index vehicle_by_org on vehicle (org, plate);

create table driver (
    id uuid primary key,
    org uuid not null constraint driver_org references organisation (id),
    name text not null,
    account uuid constraint driver_account references account (id),
    certificate text not null default '',
    certificate_valid_to date,
    created_at timestamptz not null default now(),
    closed_on date
);
comment on table driver is 'A person who drives for a carrier. Personal: each look is written to the audit log.';
comment on column driver.certificate is 'Number of the certificate to carry dangerous goods.';
create index driver_by_org on driver (org, name);
create unique index driver_of_account on driver (account) where closed_on is null;

create table plan_line (
    id uuid primary key,
    site uuid not null constraint plan_line_site references site (id),
    year int not null check (year between 2000 and 2200),
    scheme text not null,
    code text not null,
    method text not null default '',
    tonnes numeric not null check (tonnes > 0),
    filed_at timestamptz not null default now(),
    constraint plan_line_once unique (site, year, scheme, code, method)
);
comment on table plan_line is 'One waste of a site''s yearly management plan; manifest lines trace to it.';
comment on column plan_line.method is 'Intended treatment, scheme:code; empty where the plan names none.';

create table cross_province_approval (
    id uuid primary key,
    number text not null constraint approval_number unique,
    from_site uuid not null constraint approval_from references site (id),
    to_site uuid not null constraint approval_to references site (id),
    scheme text not null,
    code text not null,
    tonnes numeric not null check (tonnes > 0),
    used_t numeric not null default 0,
    valid_from date not null,
    valid_to date not null,
    created_at timestamptz not null default now(),
    closed_on date,
    constraint approval_period check (valid_from <= valid_to and valid_to <= valid_from + interval '12 months'),
    constraint approval_balance check (used_t >= 0 and used_t <= tonnes)
);
comment on table cross_province_approval is 'Leave to move one hazardous waste between two sites in different provinces.';
comment on column cross_province_approval.used_t is 'Tonnes already sent under it; never more than were approved.';
create index approval_of_sites on cross_province_approval (from_site, to_site, scheme, code);

-- People stand on the floor below places, so their ties are made here.
alter table account
    add constraint account_org_known foreign key (org) references organisation (id),
    add constraint account_site_known foreign key (site) references site (id);
