-- The sign-in methods of an account (I1), numbered within it.
CREATE TABLE way (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    kind    INTEGER NOT NULL,          -- 0 email, 1 phone, 2 authenticator app, 3 passkey
    contact TEXT,                      -- of an email or a phone
    added   INTEGER NOT NULL,
    proven  INTEGER NOT NULL,          -- when it was first verified
    first   INTEGER NOT NULL,          -- whether the account was created with it, so that it is established at once
    used    INTEGER,
    PRIMARY KEY (account, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX way_contact ON way (account, contact) WHERE contact IS NOT NULL;

-- The highest number that a method of the account has had. No number is used twice.
ALTER TABLE account ADD COLUMN ways_made INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN two_step INTEGER NOT NULL DEFAULT 0;

-- Until now, the sign-in names were the sign-in methods.
INSERT INTO way (account, number, kind, contact, added, proven, first)
SELECT account, row_number() OVER (PARTITION BY account ORDER BY name GLOB '+*', proven, name),
       name GLOB '+*', name, proven, proven, 1
FROM sign_in_name;
UPDATE account SET ways_made = (SELECT count(*) FROM way WHERE account = account.id);
