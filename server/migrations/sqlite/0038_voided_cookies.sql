-- Cookies that a sign-in has voided, for a minute. They never work again: a sign-in that comes with one is asked to try again (S13).
CREATE TABLE voided_cookie (
    secret  BLOB PRIMARY KEY,          -- SHA-256 of the cookie's secret
    browser INTEGER NOT NULL,          -- no reference, because it can be deleted meanwhile
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX voided_cookie_expires ON voided_cookie (expires);
