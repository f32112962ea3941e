-- What has happened to accounts, as their owners see it.
CREATE TABLE activity (
    account TEXT NOT NULL,    -- empty for a name that no account has: an entry costs the same with and without an account
    id      INTEGER NOT NULL, -- starts with the time
    kind    TEXT NOT NULL,
    outcome TEXT NOT NULL,
    method  TEXT,
    client  TEXT,
    device  INTEGER,
    in_browser BOOLEAN NOT NULL,
    product TEXT,             -- the browser's name
    system  TEXT,
    network TEXT,             -- the first address of the network
    PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX activity_id ON activity (id);

-- Lines for the operator's audit log, until they are in its file.
CREATE TABLE audit (
    id   INTEGER PRIMARY KEY,
    line TEXT NOT NULL
);
