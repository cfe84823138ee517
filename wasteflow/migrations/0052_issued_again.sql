-- What stood before may stand again: a paper of facts that came back is the newest version once more, under its number.
set local lock_timeout = '10s';
alter table issued_paper drop constraint issued_paper_pkey;
alter table issued_paper drop constraint issued_paper_version;
alter table issued_paper add primary key (series, version);
create index issued_paper_number on issued_paper (number, version);
