-- A sign-in whose password was right, and which waits for a verification code (S9).
ALTER TABLE browser ADD COLUMN pending TEXT REFERENCES account ON DELETE SET NULL;
ALTER TABLE browser ADD COLUMN pending_since INTEGER;
CREATE INDEX browser_pending ON browser (pending) WHERE pending IS NOT NULL;
-- The country that a known browser was last used in: ISO 3166-1 alpha-2.
ALTER TABLE known_browser ADD COLUMN country TEXT;
