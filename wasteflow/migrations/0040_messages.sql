-- Messages: what people are told beyond the console, by mail or webhook, as they have subscribed to it.
set local lock_timeout = '10s';

create table contact (
    id uuid primary key,
    account uuid not null references account (id),
    channel text not null check (channel in ('mail', 'webhook')),
    address text not null,
    language text not null,
    time_zone text not null,
    quiet_from time,
    quiet_to time,
    urgent boolean not null default false,
    code text not null,
    tries int not null default 0,
    created_at timestamptz not null default now(),
    confirmed_at timestamptz,
    ended_at timestamptz,
    check ((quiet_from is null) = (quiet_to is null))
);
comment on table contact is 'Where a person is told things: a mail address or a webhook of theirs, when not, in which language.';
comment on column contact.time_zone is 'IANA name: quiet hours and the hour of a daily summary are those of its clocks.';
comment on column contact.quiet_from is 'From this time of day until quiet_to nothing is sent; it is sent at their end.';
comment on column contact.urgent is 'A suspected crime is told during quiet hours too.';
comment on column contact.code is 'What the test message says and its reader types: shows that the address is theirs.';
comment on column contact.tries is 'Wrong codes typed since the last test.';
comment on column contact.confirmed_at is 'Null: nothing but a test is sent there.';
comment on column contact.ended_at is 'Taken away by its owner, or the webhook answered that it is gone.';
create unique index contact_once on contact (account, channel, lower(address)) where ended_at is null;

create table subscription (
    id uuid primary key,
    contact uuid not null references contact (id),
    what text not null check (what in ('cases', 'my_cases', 'questions', 'refused_events')),
    severity smallint not null default 1 check (severity between 1 and 4),
    at_hour smallint check (at_hour between 0 and 23),
    created_at timestamptz not null default now(),
    ended_at timestamptz
);
comment on table subscription is 'What a person wants to be told at a contact of theirs. Rights are asked for when it is told, not here.';
comment on column subscription.severity is 'Of cases: this grave or graver.';
comment on column subscription.at_hour is 'Hour of the daily summary in the contact''s time zone; null: told at once.';
create unique index subscription_once on subscription (contact, what) where ended_at is null;

create table sending (
    id uuid primary key,
    contact uuid not null references contact (id),
    due_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
    tries int not null default 0,
    said text not null default '',
    tried_at timestamptz,
    ended_at timestamptz,
    constraint sending_moment unique (contact, due_at)
);
comment on table sending is 'One mail or one request of a webhook: all messages of a contact that fall due at the same moment.';
comment on column sending.id is 'Stands in the Message-ID or the webhook-id: the same at every try, so that a receiver knows a second one.';
comment on column sending.state is 'waiting: messages may join; sending: tried, maybe several times; dropped: nothing in it may be told any more.';
comment on column sending.said is 'What the other side answered last.';
create index sending_failed on sending (ended_at desc) where state = 'failed';

create table message (
    id uuid primary key,
    sending uuid not null references sending (id),
    subscription uuid references subscription (id),
    news text not null,
    subject uuid not null,
    facts jsonb not null,
    severity smallint not null default 1,
    at timestamptz not null,
    withheld boolean not null default false
);
comment on table message is 'One thing a person is told. Says that and where, never who: what leaves the house is read by others.';
comment on column message.id is 'Follows from the subscription and what happened: the same is never told twice.';
comment on column message.subscription is 'Null: the test of a contact.';
comment on column message.withheld is 'When it was to be sent the person had lost the right to know it.';
create index message_sending on message (sending);
