-- The name that its owner gave to a method other than a contact.
ALTER TABLE way ADD COLUMN name TEXT;

-- Authenticator apps (RFC 6238).
CREATE TABLE authenticator (
    account   TEXT NOT NULL,
    number    INTEGER NOT NULL,
    seed      BLOB NOT NULL,           -- sealed
    last_step INTEGER NOT NULL,        -- the newest time step whose code was used: no code works twice
    PRIMARY KEY (account, number),
    FOREIGN KEY (account, number) REFERENCES way ON DELETE CASCADE
) WITHOUT ROWID;

-- Unused recovery codes (I5).
CREATE TABLE recovery_code (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    hash    BLOB NOT NULL,             -- keyed hash
    PRIMARY KEY (account, hash)
) WITHOUT ROWID;

-- The first step of the waiting sign-in (NULL for the password), and the hash of the new password that waits with it (S6).
ALTER TABLE browser ADD COLUMN pending_way INTEGER;
ALTER TABLE browser ADD COLUMN pending_password TEXT;

-- The time until which a browser is trusted and skips the second step (S4).
ALTER TABLE known_browser ADD COLUMN trusted_until INTEGER;

-- Finished ceremonies, so that none is finished twice.
CREATE TABLE spent_ceremony (
    hash    BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX spent_ceremony_expires ON spent_ceremony (expires);
