-- The link in the message to the contact of a recovery, which confirms it.
ALTER TABLE hold ADD COLUMN link INTEGER;
ALTER TABLE hold ADD COLUMN secret BLOB;           -- its SHA-256
CREATE UNIQUE INDEX hold_link ON hold (link);
