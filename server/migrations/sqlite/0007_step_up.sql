-- When a session last showed a proof by one of the account's ways (I3).
ALTER TABLE session ADD COLUMN proved INTEGER;

-- When an account was last signed in to: from then on, a browser that it does not know is asked for a code, too (S9).
ALTER TABLE account ADD COLUMN signed_in INTEGER;
UPDATE account SET signed_in = (SELECT max(auth_time) FROM session WHERE account = account.id);
UPDATE account SET signed_in = created WHERE signed_in IS NULL AND EXISTS (SELECT 1 FROM known_browser WHERE account = account.id);

-- When the account was last in use in a browser that it knows: a month later it is a stranger's.
ALTER TABLE known_browser ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
UPDATE known_browser SET used = (SELECT seen FROM browser WHERE id = browser);
CREATE INDEX known_browser_used ON known_browser (used);

-- The cookie before the last step-up works for a minute more, should the answer with the new one be lost. It has none of its rights.
ALTER TABLE browser ADD COLUMN old_secret BLOB;
ALTER TABLE browser ADD COLUMN old_until INTEGER;
