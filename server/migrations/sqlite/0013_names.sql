-- One word for one thing: a sign-in method is a method. `amr` has the methods that a token reports (RFC 8176), which were "methods".
ALTER TABLE way RENAME TO method;
DROP INDEX way_contact;
CREATE UNIQUE INDEX method_contact ON method (account, contact) WHERE contact IS NOT NULL;
DROP INDEX passkey_way;
CREATE UNIQUE INDEX passkey_method ON passkey (account, number);
ALTER TABLE account RENAME COLUMN ways_made TO methods_made;
ALTER TABLE browser RENAME COLUMN pending_way TO pending_method;
ALTER TABLE session RENAME COLUMN methods TO amr;
ALTER TABLE oauth_grant RENAME COLUMN methods TO amr;
