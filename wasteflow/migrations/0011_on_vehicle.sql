-- What was turned away and stands on a vehicle still is looked for by the manifest that brought it to the gate.
create index batch_refused_by on batch ((state->>'refused_by')) where state->>'refused_by' is not null;
