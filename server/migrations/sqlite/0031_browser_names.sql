-- What people call a browser, and its network at its last sign-in: IPv4 /24 or IPv6 /56. Its place is looked up when it is shown.
ALTER TABLE browser ADD COLUMN product TEXT;
ALTER TABLE browser ADD COLUMN system TEXT;
ALTER TABLE browser ADD COLUMN network TEXT;
