-- A notice that waits to be merged with others: the keyed hash of the mailbox or phone. Whether a notice was counted, so that it can be sent.
ALTER TABLE outbox ADD COLUMN held BLOB;
ALTER TABLE outbox ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_held ON outbox (held) WHERE held IS NOT NULL;
