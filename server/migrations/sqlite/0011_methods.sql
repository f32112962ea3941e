-- The methods of the sign-in, for the tokens of devices linked in it: 1 password, 2 code, 4 text, 8 passkey, 16 two steps.
ALTER TABLE session ADD COLUMN methods INTEGER NOT NULL DEFAULT 1;
ALTER TABLE device_authorization ADD COLUMN methods INTEGER;
ALTER TABLE device ADD COLUMN methods INTEGER NOT NULL DEFAULT 1;
