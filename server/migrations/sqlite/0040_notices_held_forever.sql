-- Notices that were merged with one that had been given up got its due time, never. They are due, and no later ones are merged with them.
UPDATE outbox SET due = 0 WHERE held IS NOT NULL AND given_up IS NULL AND due = 9223372036854775807;
