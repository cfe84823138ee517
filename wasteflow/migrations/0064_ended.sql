-- A chain asks what became of its lots, which are few among all that a province treated.
set local lock_timeout = '10s';

create index rollup_load_ended on rollup_load (subject) where measure in ('used', 'disposed', 'other_treatment');
