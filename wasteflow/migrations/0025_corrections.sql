-- Corrections by agreement: one of them changes what was treated from one method to another, perhaps within one measure; and
-- the open ones are looked for by when an answer is due.
set local lock_timeout = '10s';
alter table rollup_load drop constraint rollup_load_pkey,
    add primary key (city, month, stream, measure, subject, seq, method);

alter table manifest add column revision_due text generated always as (state->'revision'->>'due') stored;
comment on column manifest.revision_due is 'Until when the other parties are to answer an open correction (UTC, as in the state); null: none is open.';
create index manifest_revision_due on manifest (revision_due, id) where revision_due is not null;
