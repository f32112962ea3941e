-- Sign-in methods were "ways". The methods that a token reports were "methods", and are named `amr` like the claim (RFC 8176).
ALTER TABLE way RENAME TO method;
DROP INDEX way_contact;
CREATE UNIQUE INDEX method_contact ON method (account, contact) WHERE contact IS NOT NULL;
DROP INDEX passkey_way;
CREATE UNIQUE INDEX passkey_method ON passkey (account, number);
ALTER TABLE account RENAME COLUMN ways_made TO methods_made;
ALTER TABLE browser RENAME COLUMN pending_way TO pending_method;
ALTER TABLE session RENAME COLUMN methods TO amr;
ALTER TABLE oauth_grant RENAME COLUMN methods TO amr;
