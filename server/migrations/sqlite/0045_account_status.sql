-- Whether a client learns from introspection until when a hold runs (D4).
ALTER TABLE client ADD COLUMN account_status INTEGER NOT NULL DEFAULT 0;
