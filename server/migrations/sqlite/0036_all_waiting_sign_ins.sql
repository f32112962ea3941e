-- All sign-ins that wait for their second step are in one table; the newest of a browser was in its row (S13). A number says which one began
-- later, whatever the clock said then.
ALTER TABLE waiting_sign_in ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE waiting_sign_in SET number = (
    SELECT count(*) FROM waiting_sign_in AS other
    WHERE other.browser = waiting_sign_in.browser AND other.since < waiting_sign_in.since
);
INSERT INTO waiting_sign_in (browser, account, number, since, method, password)
SELECT id, pending, (SELECT count(*) FROM waiting_sign_in WHERE waiting_sign_in.browser = browser.id),
       pending_since, pending_method, pending_password
FROM browser WHERE pending IS NOT NULL;
DROP INDEX browser_pending;
DROP INDEX browser_pending_password;
ALTER TABLE browser DROP COLUMN pending;
ALTER TABLE browser DROP COLUMN pending_method;
ALTER TABLE browser DROP COLUMN pending_password;
-- The time when the last sign-in that had to wait began there. It stays when that one has ended: for an hour, it says in which browsers any can
-- wait, and which have only begun one.
ALTER TABLE browser RENAME COLUMN pending_since TO begun;
