-- Whether a browser is on a shared computer: its cookie ends with it, and no account knows it (S11).
ALTER TABLE browser ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX browser_shared ON browser (seen) WHERE shared;
