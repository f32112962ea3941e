-- A message that was delivered once has arrived, whatever is said of it later: 2 is bounced from now on, and 3 delivered.
UPDATE challenge SET stage = 5 - stage WHERE stage IN (2, 3);

-- Whether a code opens anything; those of new accounts have none yet. The others are decoys.
ALTER TABLE challenge ADD COLUMN genuine INTEGER NOT NULL DEFAULT 0;
UPDATE challenge SET genuine = account IS NOT NULL;

-- How often a message had been tried when an operator sent it after all: it is tried as often again.
ALTER TABLE outbox ADD COLUMN retried_at INTEGER NOT NULL DEFAULT 0;
