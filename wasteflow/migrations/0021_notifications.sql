-- What a Basel notification says beyond what the application says already: packaging, carriers, technology, states, codes.

alter table application add column notification jsonb not null default '{}';
comment on column application.notification is 'Blocks of the notification as the applicant states them.';
alter table approval add column notification jsonb not null default '{}';
comment on column approval.notification is 'Blocks of the notification as it was approved.';
