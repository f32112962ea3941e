-- Accounts that their owners have closed (I9): when each is deleted.
CREATE TABLE closing (
    account TEXT PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    started INTEGER NOT NULL,
    ends    INTEGER NOT NULL,
    due     INTEGER NOT NULL           -- the end; while a server works on it, when another one may
) WITHOUT ROWID;
CREATE INDEX closing_due ON closing (due);
