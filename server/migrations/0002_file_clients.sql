-- Whether the configuration file names a client: then it goes when the file no longer does.
ALTER TABLE client ADD COLUMN from_file INTEGER NOT NULL DEFAULT 0;
