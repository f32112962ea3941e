-- Passkeys (WebAuthn).
CREATE TABLE passkey (
    id         BLOB PRIMARY KEY,       -- the credential ID
    account    TEXT NOT NULL,
    number     INTEGER NOT NULL,
    credential TEXT NOT NULL,          -- public key, counter, flags: JSON
    FOREIGN KEY (account, number) REFERENCES way ON DELETE CASCADE
) WITHOUT ROWID;
CREATE UNIQUE INDEX passkey_way ON passkey (account, number);

-- Finds new passwords whose sign-in was never completed, which are deleted.
CREATE INDEX browser_pending_password ON browser (pending_since) WHERE pending_password IS NOT NULL;
