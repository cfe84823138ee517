-- What two scales make of one batch is counted by its name, so that stock and what was generated come to what was treated
-- and is left. What was counted before is counted anew.
set local lock_timeout = '10s';

comment on column rollup_load.measure is 'generated, received, refused, used, disposed, other_treatment (final), interim_treatment; reweighed: what a later scale found more than was written (less: negative), or was lost by name.';
delete from rollup_load;
delete from rollup_cell;
update rollup_watermark
   set xid = 0, subject = '00000000-0000-0000-0000-000000000000', seq = 0, counted = 0, moved_at = clock_timestamp()
 where name = 'custody';
