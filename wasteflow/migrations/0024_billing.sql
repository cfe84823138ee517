-- Hong Kong's construction waste is charged by the tonne to a billing account. What a load costs is posted in the
-- transaction of the step it follows from; the key keeps one step from being posted twice.

create table billing_account (
    id uuid primary key,
    org uuid not null constraint billing_account_org references organisation (id),
    number text not null constraint billing_account_number unique check (number ~ '^[A-Za-z0-9-]{3,30}$'),
    contract text not null,
    value_hkd numeric not null check (value_hkd >= 0),
    government boolean not null default false,
    awarded_on date not null,
    opened_on date not null,
    closed_on date,
    entered_at timestamptz not null,
    constraint billing_account_period check (awarded_on <= opened_on)
);
comment on table billing_account is 'The account that pays for a contract''s construction waste in Hong Kong (Cap. 354N).';
comment on column billing_account.number is 'As the department gave it.';
comment on column billing_account.contract is 'What the contract is called.';
comment on column billing_account.value_hkd is 'Value of the contract in Hong Kong dollars.';
comment on column billing_account.government is 'A Government contract: its loads carry a printed trip ticket.';
comment on column billing_account.closed_on is 'First day on which it no longer pays for new loads.';
create index billing_account_of_org on billing_account (org, id);

create table disposal_charge (
    manifest uuid not null,
    seq int not null,
    facility text not null,
    kind text not null check (kind in ('charge', 'reversal')),
    account uuid not null,
    posted_on date not null,
    number text not null,
    plate text not null,
    site uuid not null,
    kg numeric not null check (kg <> 0),
    rate_hkd numeric not null check (rate_hkd > 0),
    hkd numeric not null,
    primary key (manifest, seq, facility, kind),
    constraint disposal_charge_sign check ((kind = 'charge') = (kg > 0))
);
comment on table disposal_charge is 'What a load costs at a facility; what is corrected or refused later is reversed, never changed.';
comment on column disposal_charge.seq is 'The step of the manifest that it follows from.';
comment on column disposal_charge.facility is 'public_fill, sorting or landfill.';
comment on column disposal_charge.posted_on is 'The day on which it became known: a month that was stated stays as stated.';
comment on column disposal_charge.kg is 'Weighed at the facility''s gate; negative where it is reversed.';
comment on column disposal_charge.rate_hkd is 'HKD per tonne, as it held when the load arrived.';
comment on column disposal_charge.hkd is 'The amount; negative where it is reversed.';
create index disposal_charge_of_account on disposal_charge (account, posted_on, manifest, seq);
revoke update, delete, truncate on disposal_charge from wasteflow_app;
