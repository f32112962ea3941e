-- Whether a person has typed the user code: an ended one is then kept for a day, otherwise for an hour. Unknown for earlier rows.
ALTER TABLE device_authorization ADD COLUMN typed INTEGER NOT NULL DEFAULT 1;
