-- Devices that were unlinked by something other than their accounts, until the server has logged them.
CREATE TABLE unlinked_device (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,             -- no references, because they can be deleted meanwhile
    client  TEXT NOT NULL,
    reason  TEXT NOT NULL
);
