-- When the last access token of a grant without refresh tokens expires. NULL with refresh tokens, and before the tokens are collected.
ALTER TABLE oauth_grant ADD COLUMN expires INTEGER;
-- The longest that the settings permit: an hour, and a minute in which a lost answer is repeated.
UPDATE oauth_grant SET expires = used + 3660000
WHERE used IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refresh_family WHERE refresh_family.id = oauth_grant.id);
CREATE INDEX oauth_grant_expires ON oauth_grant (expires) WHERE expires IS NOT NULL;
