-- A browser that has only begun a sign-in is deleted an hour later.
CREATE INDEX browser_begun ON browser (pending_since) WHERE pending_since IS NOT NULL;
