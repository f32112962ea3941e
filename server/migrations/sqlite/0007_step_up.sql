-- The time of a session's last verification with one of the account's sign-in methods (I3).
ALTER TABLE session ADD COLUMN proved INTEGER;

-- The time of an account's last sign-in. After the first one, a browser that the account doesn't know also needs a verification code (S9).
ALTER TABLE account ADD COLUMN signed_in INTEGER;
UPDATE account SET signed_in = (SELECT max(auth_time) FROM session WHERE account = account.id);
UPDATE account SET signed_in = created WHERE signed_in IS NULL AND EXISTS (SELECT 1 FROM known_browser WHERE account = account.id);

-- The time when the account was last used in a browser that it knows. A month later, the browser is a stranger's.
ALTER TABLE known_browser ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
UPDATE known_browser SET used = (SELECT seen FROM browser WHERE id = browser);
CREATE INDEX known_browser_used ON known_browser (used);

-- The cookie before the last step-up works for another minute, without its rights, in case the response with the new one was lost.
ALTER TABLE browser ADD COLUMN old_secret BLOB;
ALTER TABLE browser ADD COLUMN old_until INTEGER;
