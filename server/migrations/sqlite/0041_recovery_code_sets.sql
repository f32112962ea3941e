-- The number of the newest set of recovery codes, which alone works. The page names the set that it has shown when that was saved (I5).
ALTER TABLE account ADD COLUMN recovery_code_sets INTEGER NOT NULL DEFAULT 0;
