-- Waiting periods before the last established method of an account is removed, or all are replaced (H1): one of each account at most.
CREATE TABLE hold (
    account TEXT PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    change  INTEGER NOT NULL,          -- 0 removal, 1 replacement, 2 recovery
    method  INTEGER,                   -- the method that is removed
    contact TEXT,                      -- the contact that replaces all methods
    started INTEGER NOT NULL,
    ends    INTEGER NOT NULL,
    warned  INTEGER NOT NULL,          -- the number of warnings that are over
    due     INTEGER NOT NULL           -- the next warning, or the end; while a server works on it, when another one may
) WITHOUT ROWID;
CREATE INDEX hold_due ON hold (due);
-- Since when changes are blocked, and when a hold was last canceled.
ALTER TABLE account ADD COLUMN blocked INTEGER;
ALTER TABLE account ADD COLUMN hold_canceled INTEGER;

-- What an account's contacts are to be told, until the messages are written.
CREATE TABLE change_notice (
    id       INTEGER PRIMARY KEY,
    account  TEXT NOT NULL,            -- no reference, because it can be deleted meanwhile
    kind     TEXT NOT NULL,
    about    INTEGER NOT NULL,         -- the time of the change; of a hold, when that began
    ends     INTEGER,                  -- the end of a hold
    contacts TEXT NOT NULL             -- a line each; + before those that get a link, - before the others
);
