-- The name and network of a browser at each account's last sign-in there, in place of those at the last account's: another account's sign-in in
-- the same browser changes neither, because nobody may see where others sign in. The next sign-in notes them.
ALTER TABLE session ADD COLUMN product TEXT;
ALTER TABLE session ADD COLUMN system TEXT;
ALTER TABLE session ADD COLUMN network TEXT;
-- The same for a known browser, because it can stay trusted when its session has ended.
ALTER TABLE known_browser ADD COLUMN product TEXT;
ALTER TABLE known_browser ADD COLUMN system TEXT;
ALTER TABLE known_browser ADD COLUMN network TEXT;
ALTER TABLE browser DROP COLUMN product;
ALTER TABLE browser DROP COLUMN system;
ALTER TABLE browser DROP COLUMN network;
