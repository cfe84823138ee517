-- Who makes chemical waste in Hong Kong registers first (Cap. 354C): on record like a permit, with what it covers.
alter table permit drop constraint permit_kind_check;
alter table permit add constraint permit_kind_check check (kind in ('operate', 'transport', 'collect', 'produce'));
comment on table permit is 'The right to operate, transport or collect, or the registration as a producer; for one site or the whole organisation.';
