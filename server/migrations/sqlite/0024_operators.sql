-- The time when an operator disabled the account; NULL if it is enabled. Nobody can sign in to it, and its tokens are inactive.
ALTER TABLE account ADD COLUMN disabled INTEGER;
-- The language of the page at the last sign-in, for messages that no request causes.
ALTER TABLE account ADD COLUMN language TEXT;

-- An operator's commands about accounts, until the server has logged them and told the accounts' contacts.
CREATE TABLE account_command (
    id       INTEGER PRIMARY KEY,
    account  TEXT NOT NULL,            -- no reference, because the command can have deleted it
    command  TEXT NOT NULL,
    contacts TEXT NOT NULL,            -- a line each
    language TEXT
);
