-- What the demo Bay Area rests on, so that pages can say which of its figures are invented.

create table demo_target (
    city text not null check (city ~ '^[0-9]{6}$'),
    stream text not null,
    yearly_t numeric not null check (yearly_t > 0),
    share numeric not null check (share > 0 and share <= 1),
    planned_kg numeric not null,
    anchor text,
    source text not null,
    primary key (city, stream)
);
comment on table demo_target is 'How much of a stream a city makes in the demo, and on which published figure that rests; empty where no demo was loaded.';
comment on column demo_target.yearly_t is 'Tonnes a year of the whole city.';
comment on column demo_target.share is 'Part of it that the demo carries, beside its scale.';
comment on column demo_target.planned_kg is 'What the demo was to make of it in all its days.';
comment on column demo_target.anchor is 'The published figure; null: synthetic, no anchor.';
