-- When the owner of an account last confirmed its security info (R1); before that, NULL: the time of the account's creation counts. When the
-- reminder was first shown that isn't answered yet, and when it was last skipped (R2).
ALTER TABLE account ADD COLUMN confirmed INTEGER;
ALTER TABLE account ADD COLUMN reminder_shown INTEGER;
ALTER TABLE account ADD COLUMN reminder_skipped INTEGER;
-- The time of the sign-in before the last one.
ALTER TABLE account ADD COLUMN signed_in_before INTEGER;
-- Otherwise, an upgrade would ask the owners of all older accounts at once.
UPDATE account SET confirmed = signed_in;
