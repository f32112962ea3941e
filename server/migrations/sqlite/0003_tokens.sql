-- A confidential client's secret, as a keyed hash; none makes it public.
ALTER TABLE client ADD COLUMN secret BLOB;
-- Whose access tokens are for somebody else than this server: the `aud` that they name.
ALTER TABLE client ADD COLUMN audience TEXT;
-- Whether its codes may be linked only after a warning (L5).
ALTER TABLE client ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0;

-- What its owner calls it; where it last showed itself from.
ALTER TABLE device ADD COLUMN name TEXT;
ALTER TABLE device ADD COLUMN used_from TEXT;
-- When the owner had signed in who linked it: what its tokens tell.
ALTER TABLE device ADD COLUMN auth_time INTEGER NOT NULL DEFAULT 0;

-- The refresh tokens of a device. They are made from the seed and a number, so none is stored; the seed is sealed.
CREATE TABLE refresh_family (
    device     INTEGER PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    seed       BLOB NOT NULL,
    generation INTEGER NOT NULL,
    rotated    INTEGER NOT NULL
);
CREATE INDEX refresh_family_rotated ON refresh_family (rotated);

-- When a key begins to sign: it is published before.
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
UPDATE signing_key SET signs_from = created;

-- The links in messages with one button, "this wasn't me".
CREATE TABLE undo (
    id      INTEGER PRIMARY KEY,
    secret  BLOB NOT NULL,            -- SHA-256 of 256 random bits
    device  INTEGER NOT NULL,         -- what it undoes
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    client  TEXT NOT NULL,            -- its id
    address TEXT NOT NULL,
    linked  INTEGER NOT NULL,
    undone  INTEGER                   -- when the button was pressed
);
CREATE INDEX undo_device ON undo (device);
CREATE INDEX undo_account ON undo (account);
