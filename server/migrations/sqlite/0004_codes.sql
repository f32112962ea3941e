-- Browsers in which an account was signed in. All others are strangers, which have separate budgets (S8).
CREATE TABLE known_browser (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    browser INTEGER NOT NULL REFERENCES browser ON DELETE CASCADE,
    PRIMARY KEY (account, browser)
) WITHOUT ROWID;
CREATE INDEX known_browser_browser ON known_browser (browser);
INSERT INTO known_browser (account, browser) SELECT account, browser FROM session;

-- Codes sent in messages, and decoys for names without an account.
CREATE TABLE challenge (
    id              INTEGER PRIMARY KEY,
    subject         BLOB NOT NULL,             -- keyed hash of the typed name and contact
    owner           BLOB NOT NULL,             -- keyed hash of the account; for a decoy, of the typed name and contact
    account         TEXT REFERENCES account ON DELETE CASCADE, -- NULL for a decoy
    code            BLOB NOT NULL,             -- keyed hash
    state           INTEGER NOT NULL,          -- 0 open, 1 replaced, 2 used
    wrong_strangers INTEGER NOT NULL,
    wrong_known     INTEGER NOT NULL,
    expires         INTEGER NOT NULL,
    message         INTEGER NOT NULL,          -- its ID in the outbox
    stage           INTEGER NOT NULL           -- 0 waiting, 1 handed over, 2 bounced, 3 delivered
);
CREATE INDEX challenge_subject ON challenge (subject, id);
CREATE INDEX challenge_owner ON challenge (owner, id);
CREATE INDEX challenge_message ON challenge (message);
CREATE INDEX challenge_account ON challenge (account) WHERE account IS NOT NULL;

-- Emails, texts and messages for nobody wait in separate lanes.
ALTER TABLE outbox ADD COLUMN lane INTEGER NOT NULL DEFAULT 0; -- 0 emails, 1 texts, 2 for nobody
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (lane, due);

-- Messages that were given up, which are kept for the operator for some time. The body is deleted if it is no longer useful.
ALTER TABLE outbox ADD COLUMN given_up INTEGER;
ALTER TABLE outbox ADD COLUMN cause TEXT;

-- Counts of texts to blocks of ten thousand numbers, and of their codes that were entered (U9).
CREATE TABLE text_traffic (
    block   TEXT PRIMARY KEY,
    sent    INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    stopped INTEGER
) WITHOUT ROWID;
CREATE INDEX text_traffic_since ON text_traffic (since);
