-- The method of a session's last verification: NULL for the password, a recovery code, or a contact that isn't a method. Only a method that
-- was old when a hold began cancels it (H2).
ALTER TABLE session ADD COLUMN stepped_up_with INTEGER;
