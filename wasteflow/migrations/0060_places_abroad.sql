-- Companies and sites outside the three jurisdictions, at the other end of a movement under the Basel Convention: their
-- place is the two letters of their country (ISO 3166-1), their number that of their own register, if they have one.
set local lock_timeout = '10s';
alter table organisation drop constraint organisation_credit_scheme_check;
alter table organisation add constraint organisation_credit_scheme_check
    check (credit_scheme in ('cn_credit_code', 'hk_business_number', 'mo_company_number', 'foreign_number'));
alter table organisation drop constraint organisation_jurisdiction_check;
alter table organisation add constraint organisation_jurisdiction_check
    check (jurisdiction ~ '^[0-9]{6}$' or (jurisdiction ~ '^[A-Z]{2}$' and credit_scheme = 'foreign_number'));
alter table organisation drop constraint organisation_credit_code;
create unique index organisation_credit_code on organisation (credit_scheme, credit_code) where credit_code <> '';
alter table site drop constraint site_city_check;
alter table site add constraint site_city_check check (city ~ '^([0-9]{6}|[A-Z]{2})$');
comment on column organisation.jurisdiction is 'Where it is registered: six-digit city code, or the two letters of a country abroad.';
comment on column site.city is 'Six-digit city code, or the two letters of a country abroad.';
