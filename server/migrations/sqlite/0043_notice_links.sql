-- The links in messages about changes: "This wasn't me" (I8), and canceling a hold (H2). Only old contacts get one.
CREATE TABLE notice_link (
    id      INTEGER PRIMARY KEY,
    secret  BLOB NOT NULL,             -- SHA-256 of 256 random bits
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    purpose INTEGER NOT NULL,          -- 0 unlinks a device, 1 this wasn't me, 2 cancels a hold
    kind    TEXT NOT NULL,             -- the kind of the notice
    contact TEXT NOT NULL,             -- the contact that got the message
    about   INTEGER NOT NULL,          -- the time of the change; of a hold, when that began
    sent    INTEGER NOT NULL,          -- when the message was written
    used    INTEGER
);
CREATE INDEX notice_link_account ON notice_link (account);

-- The contact in whose message changes were blocked.
ALTER TABLE account ADD COLUMN blocked_by TEXT;
