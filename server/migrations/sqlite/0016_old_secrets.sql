-- A client's secret before the last one, and when it stops working.
ALTER TABLE client ADD COLUMN old_secret BLOB;          -- keyed hash
ALTER TABLE client ADD COLUMN old_secret_until INTEGER;
