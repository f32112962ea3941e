-- The time of an account's first sign-in in a browser that it knows. A browser's ID starts with the time of its own first sign-in.
ALTER TABLE known_browser ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE known_browser SET since = browser >> 21;
