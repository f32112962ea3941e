-- Sign-ins that wait for their second step while the same browser signs in to other accounts (S13). The newest one is in the browser's row.
CREATE TABLE waiting_sign_in (
    browser  INTEGER NOT NULL REFERENCES browser ON DELETE CASCADE,
    account  TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    since    INTEGER NOT NULL,
    method   INTEGER,                  -- the first step; NULL: the password
    password TEXT,                     -- the hash of the new password that waits with it
    PRIMARY KEY (browser, account)
) WITHOUT ROWID;
CREATE INDEX waiting_sign_in_account ON waiting_sign_in (account);
CREATE INDEX waiting_sign_in_since ON waiting_sign_in (since);
