-- The link that also undoes this device: that of another device, in a merged message that no longer lists this one.
ALTER TABLE undo ADD COLUMN undone_by_link INTEGER;
CREATE INDEX undo_undone_by_link ON undo (undone_by_link) WHERE undone_by_link IS NOT NULL;
