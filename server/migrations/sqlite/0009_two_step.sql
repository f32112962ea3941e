-- What a person calls a way that is no contact.
ALTER TABLE way ADD COLUMN name TEXT;

-- Authenticator apps (RFC 6238).
CREATE TABLE authenticator (
    account   TEXT NOT NULL,
    number    INTEGER NOT NULL,
    seed      BLOB NOT NULL,           -- sealed
    last_step INTEGER NOT NULL,        -- the newest time step whose code was accepted: none is twice
    PRIMARY KEY (account, number),
    FOREIGN KEY (account, number) REFERENCES way ON DELETE CASCADE
) WITHOUT ROWID;

-- Recovery codes that are left (I5).
CREATE TABLE recovery_code (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    hash    BLOB NOT NULL,             -- keyed
    PRIMARY KEY (account, hash)
) WITHOUT ROWID;

-- A sign-in whose first step was right: which way that was (none: the password), and the new password that waits with it (S6).
ALTER TABLE browser ADD COLUMN pending_way INTEGER;
ALTER TABLE browser ADD COLUMN pending_password TEXT;

-- Until when two-step verification spares a browser (S4).
ALTER TABLE known_browser ADD COLUMN trusted_until INTEGER;

-- What was begun and finished: it is finished once.
CREATE TABLE spent_ceremony (
    hash    BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX spent_ceremony_expires ON spent_ceremony (expires);
