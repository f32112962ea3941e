-- The link of a merged message that also undoes this device, which the message no longer lists.
ALTER TABLE undo ADD COLUMN with_link INTEGER;
CREATE INDEX undo_with_link ON undo (with_link) WHERE with_link IS NOT NULL;
