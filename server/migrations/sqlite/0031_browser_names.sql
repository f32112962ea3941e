-- What people call a browser, and its network, at an account's last sign-in there: IPv4 /24 or IPv6 /56. Its place is looked up when it is
-- shown. Another account's sign-in in the same browser changes neither, because nobody may see where others sign in.
ALTER TABLE session ADD COLUMN product TEXT;
ALTER TABLE session ADD COLUMN system TEXT;
ALTER TABLE session ADD COLUMN network TEXT;
-- The same for a known browser, because it can stay trusted when its session has ended.
ALTER TABLE known_browser ADD COLUMN product TEXT;
ALTER TABLE known_browser ADD COLUMN system TEXT;
ALTER TABLE known_browser ADD COLUMN network TEXT;
