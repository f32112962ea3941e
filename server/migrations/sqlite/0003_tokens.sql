-- The keyed hash of the client secret; NULL for a public client.
ALTER TABLE client ADD COLUMN secret BLOB;
-- The `aud` of the client's access tokens, if they are for another server.
ALTER TABLE client ADD COLUMN audience TEXT;
-- Whether people see a warning and must verify before they link it (L5).
ALTER TABLE client ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0;

-- The name that its owner gave it, and the network address of its last use.
ALTER TABLE device ADD COLUMN name TEXT;
ALTER TABLE device ADD COLUMN used_from TEXT;
-- When the person who linked it had signed in, for the `auth_time` of its tokens.
ALTER TABLE device ADD COLUMN auth_time INTEGER NOT NULL DEFAULT 0;

-- The refresh tokens of a device. They are derived from the sealed seed and a number, so none is stored.
CREATE TABLE refresh_family (
    device     INTEGER PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    seed       BLOB NOT NULL,
    generation INTEGER NOT NULL,
    rotated    INTEGER NOT NULL
);
CREATE INDEX refresh_family_rotated ON refresh_family (rotated);

-- The time from which a key signs. It is published earlier.
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
UPDATE signing_key SET signs_from = created;

-- The undo links in messages about new devices: the button "This wasn't me".
CREATE TABLE undo (
    id      INTEGER PRIMARY KEY,
    secret  BLOB NOT NULL,            -- SHA-256 of 256 random bits
    device  INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    client  TEXT NOT NULL,
    address TEXT NOT NULL,
    linked  INTEGER NOT NULL,
    undone  INTEGER                   -- when an undo link was used
);
CREATE INDEX undo_device ON undo (device);
CREATE INDEX undo_account ON undo (account);
