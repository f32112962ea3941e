-- 0: added by a command. 1: named by the configuration file. 2: no longer named by it; rests until it is again.
ALTER TABLE client ADD COLUMN from_file INTEGER NOT NULL DEFAULT 0;
