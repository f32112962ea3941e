-- The epoch of an account, and the one in which a grant was made. A device can collect its tokens only while the two are the same.
ALTER TABLE account ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE oauth_grant ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
