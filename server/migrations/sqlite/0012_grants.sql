-- What an account has granted a client. Tokens belong to a grant; a revoked grant has no row.
-- A linked device is one origin of a grant, and has its grant's ID.
ALTER TABLE device RENAME TO device_before;
ALTER TABLE refresh_family RENAME TO refresh_family_before;

CREATE TABLE oauth_grant (
    id        INTEGER PRIMARY KEY,
    account   TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    client    TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
    scopes    TEXT NOT NULL,          -- separated by spaces
    auth_time INTEGER NOT NULL,       -- when the account's owner signed in
    methods   INTEGER NOT NULL,       -- how, in the numbers of 0011_methods.sql
    granted   INTEGER NOT NULL,
    used      INTEGER,                -- NULL until its first tokens have been collected
    used_from TEXT
);
INSERT INTO oauth_grant (id, account, client, scopes, auth_time, methods, granted, used, used_from)
SELECT id, account, client, scopes, auth_time, methods, linked, used, used_from FROM device_before;

CREATE TABLE device (
    id      INTEGER PRIMARY KEY REFERENCES oauth_grant ON DELETE CASCADE,
    name    TEXT,                     -- the owner's name for it
    claim   TEXT,                     -- the device's name for itself
    address TEXT NOT NULL             -- where its code was requested from
);
INSERT INTO device (id, name, claim, address) SELECT id, name, claim, address FROM device_before;

-- The refresh tokens of a grant, which share its ID: see 0003_tokens.sql.
CREATE TABLE refresh_family (
    id         INTEGER PRIMARY KEY REFERENCES oauth_grant ON DELETE CASCADE,
    seed       BLOB NOT NULL,
    generation INTEGER NOT NULL,
    rotated    INTEGER NOT NULL
);
INSERT INTO refresh_family (id, seed, generation, rotated)
SELECT device, seed, generation, rotated FROM refresh_family_before;

DROP TABLE refresh_family_before;
DROP TABLE device_before;
CREATE INDEX oauth_grant_account ON oauth_grant (account, granted);
CREATE INDEX oauth_grant_client ON oauth_grant (client);
CREATE INDEX oauth_grant_unused ON oauth_grant (granted) WHERE used IS NULL;
CREATE INDEX refresh_family_rotated ON refresh_family (rotated);

-- An approval makes a grant, which has these.
ALTER TABLE device_authorization DROP COLUMN account;
ALTER TABLE device_authorization DROP COLUMN auth_time;
ALTER TABLE device_authorization DROP COLUMN methods;
