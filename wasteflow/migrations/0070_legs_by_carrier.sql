-- What a company carried is read by its legs: a load it handed over is among that too.
set local lock_timeout = '10s';

create index rollup_leg_carrier on rollup_leg (carrier, departed_at);
