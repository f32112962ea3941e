-- Browsers that an account has been signed in in: strangers have budgets of their own (S8).
CREATE TABLE known_browser (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    browser INTEGER NOT NULL REFERENCES browser ON DELETE CASCADE,
    PRIMARY KEY (account, browser)
) WITHOUT ROWID;
CREATE INDEX known_browser_browser ON known_browser (browser);
INSERT INTO known_browser (account, browser) SELECT account, browser FROM session;

-- Codes that messages bring, and decoys for names that nobody has.
CREATE TABLE challenge (
    id              INTEGER PRIMARY KEY,
    subject         BLOB NOT NULL,             -- keyed hash of what was typed: name and address
    owner           BLOB NOT NULL,             -- keyed hash of the account; of a decoy, of what was typed
    account         TEXT REFERENCES account ON DELETE CASCADE, -- none: a decoy
    code            BLOB NOT NULL,             -- keyed hash
    state           INTEGER NOT NULL,          -- 0 open, 1 replaced, 2 used
    wrong_strangers INTEGER NOT NULL,
    wrong_known     INTEGER NOT NULL,
    expires         INTEGER NOT NULL,
    message         INTEGER NOT NULL,          -- in the outbox
    stage           INTEGER NOT NULL           -- 0 waiting, 1 handed over, 2 delivered, 3 bounced
);
CREATE INDEX challenge_subject ON challenge (subject, id);
CREATE INDEX challenge_owner ON challenge (owner, id);
CREATE INDEX challenge_message ON challenge (message);
CREATE INDEX challenge_account ON challenge (account) WHERE account IS NOT NULL;

-- Mails, texts and messages for nobody wait beside each other.
ALTER TABLE outbox ADD COLUMN lane INTEGER NOT NULL DEFAULT 0; -- 0 mails, 1 texts, 2 for nobody
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (lane, due);

-- Messages that were given up: kept a while for the operator. The body of one that has lost its meaning is wiped.
ALTER TABLE outbox ADD COLUMN given_up INTEGER;
ALTER TABLE outbox ADD COLUMN cause TEXT;

-- Texts to a block of ten thousand numbers, and codes of theirs that came back (U9).
CREATE TABLE text_traffic (
    block   TEXT PRIMARY KEY,
    sent    INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    stopped INTEGER
) WITHOUT ROWID;
CREATE INDEX text_traffic_since ON text_traffic (since);
