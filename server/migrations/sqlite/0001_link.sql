-- Times are in milliseconds since 1970. IDs of rows that are often added start with the time, so that new rows append to their tree.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE client (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    format    TEXT NOT NULL,
    scopes    TEXT NOT NULL,          -- separated by spaces
    logo      BLOB,
    logo_type TEXT
) WITHOUT ROWID;

CREATE TABLE account (
    id       TEXT PRIMARY KEY,
    password TEXT,                    -- argon2id, PHC string
    created  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sign_in_name (
    name    TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    proven  INTEGER NOT NULL          -- when a code sent to it was entered, or an operator added it
) WITHOUT ROWID;
CREATE INDEX sign_in_name_account ON sign_in_name (account);

-- The browser of a cookie. Its sessions are the accounts signed in in it.
CREATE TABLE browser (
    id      INTEGER PRIMARY KEY,
    secret  BLOB NOT NULL,            -- SHA-256 of 256 random bits
    current TEXT,
    seen    INTEGER NOT NULL
);
CREATE INDEX browser_seen ON browser (seen);

CREATE TABLE session (
    browser   INTEGER NOT NULL REFERENCES browser ON DELETE CASCADE,
    account   TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    auth_time INTEGER NOT NULL,
    PRIMARY KEY (browser, account)
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account);

CREATE TABLE device_authorization (
    id        INTEGER PRIMARY KEY,    -- the ID in the device code
    secret    BLOB NOT NULL,          -- SHA-256 of the device code's secret
    user_code BLOB NOT NULL UNIQUE,   -- keyed hash
    client    TEXT NOT NULL,
    scopes    TEXT NOT NULL,
    state     INTEGER NOT NULL,       -- 0 pending, 1 approved, 2 declined, 3 collected
    asked     INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    address   TEXT NOT NULL,
    claim     TEXT,                   -- the name that the device gave
    account   TEXT,
    auth_time INTEGER
);

CREATE TABLE device (
    id      INTEGER PRIMARY KEY,      -- the ID of its authorization
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    client  TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
    scopes  TEXT NOT NULL,
    claim   TEXT,
    address TEXT NOT NULL,
    linked  INTEGER NOT NULL,
    used    INTEGER                   -- NULL until it has collected its tokens
);
CREATE INDEX device_account ON device (account, linked);
CREATE INDEX device_client ON device (client);
CREATE INDEX device_uncollected ON device (linked) WHERE used IS NULL;

CREATE TABLE attempt (
    purpose TEXT NOT NULL,
    key     BLOB NOT NULL,            -- keyed hash of an account, a sign-in name or a network address
    tries   INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (purpose, key)
) WITHOUT ROWID;
CREATE INDEX attempt_since ON attempt (since);

CREATE TABLE signing_key (
    id      TEXT PRIMARY KEY,         -- RFC 7638 thumbprint
    sealed  BLOB NOT NULL,            -- PKCS #8
    created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY,
    sealed  BLOB NOT NULL,            -- the whole message
    tries   INTEGER NOT NULL DEFAULT 0,
    due     INTEGER NOT NULL
);
CREATE INDEX outbox_due ON outbox (due);
