-- A folded row is written anew with each event of its subject. Half of each page is left free for that: the new version
-- stands beside the old one and no index is touched. Rows up to a page stay as they are: to compress 2 kB at each event
-- costs more than it saves.
alter table batch set (fillfactor = 50, toast_tuple_target = 8160);
alter table manifest set (fillfactor = 50, toast_tuple_target = 8160);
