-- 0: added by a command. 1: in the configuration file. 2: removed from the configuration file, and suspended until it is back.
ALTER TABLE client ADD COLUMN from_file INTEGER NOT NULL DEFAULT 0;
