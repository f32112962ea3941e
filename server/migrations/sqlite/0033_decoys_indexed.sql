-- Decoys are indexed like the codes of accounts, so that writing either costs the same (U2).
DROP INDEX challenge_account;
CREATE INDEX challenge_account ON challenge (account);
