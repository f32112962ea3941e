-- What requests with an ID have decided, so that the same request again gets the same answer. A row is kept for a minute.
CREATE TABLE operation (
    hash    BLOB PRIMARY KEY,          -- keyed hash of the whole request, with its ID
    cookies BLOB,                      -- SHA-256 of the hashes of the cookies that it came with
    browser INTEGER NOT NULL,          -- no references, because they can be deleted meanwhile
    account TEXT NOT NULL,
    issued  BLOB,                      -- SHA-256 of the secret of the cookie in the last answer
    device  INTEGER,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX operation_expires ON operation (expires);
