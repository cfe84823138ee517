-- The bytes of files that steps of a case name: companies' answers, inspectors' photos.
set local lock_timeout = '10s';

create table case_attachment (
    case_file uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    kind text not null,
    data bytea not null,
    received_at timestamptz not null,
    account uuid not null,
    primary key (case_file, sha256)
);
comment on table case_attachment is 'The very bytes of a file that a step of this case names; its name stands in the step.';
comment on column case_attachment.kind is 'Media type, as its first bytes say.';
comment on column case_attachment.account is 'Who sent it in.';
alter table case_attachment alter column data set storage external;
create trigger case_attachment_append_only before update or delete on case_attachment
    for each row execute function refuse_change();
create trigger case_attachment_no_truncate before truncate on case_attachment
    for each statement execute function refuse_change();
revoke update, delete, truncate on case_attachment from wasteflow_app;
