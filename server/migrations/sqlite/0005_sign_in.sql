-- From now on, 2 is bounced and 3 is delivered, because a delivered message stays delivered, whatever is reported later.
UPDATE challenge SET stage = 5 - stage WHERE stage IN (2, 3);

-- Whether a code opens anything: an account, or a new one. The others are decoys.
ALTER TABLE challenge ADD COLUMN genuine INTEGER NOT NULL DEFAULT 0;
UPDATE challenge SET genuine = account IS NOT NULL;

-- The number of tries before an operator retried the message, which then gets as many again.
ALTER TABLE outbox ADD COLUMN retried_at INTEGER NOT NULL DEFAULT 0;
