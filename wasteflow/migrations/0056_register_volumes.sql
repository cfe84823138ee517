-- Registers on paper, in volumes.
set local lock_timeout = '10s';

alter table register_file drop constraint register_file_form_check;
alter table register_file add constraint register_file_form_check check (form in ('csv', 'xlsx', 'pdf'));
alter table register_file add column volumes int not null default 0;
comment on column register_file.volumes is 'Volumes it came to; 0 until it is whole.';
