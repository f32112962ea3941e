-- The time when the trust in a browser began, so that a stricter setting ends it for good (S4). An older row has only its end, thirty days later
-- unless another time was set. If that beginning is after the browser's last use, the setting or the clock was another one, and the trust ends.
ALTER TABLE known_browser ADD COLUMN trusted_since INTEGER;
UPDATE known_browser SET trusted_until = NULL WHERE trusted_until - 2592000000 > used;
UPDATE known_browser SET trusted_since = trusted_until - 2592000000 WHERE trusted_until IS NOT NULL;
CREATE INDEX known_browser_trusted ON known_browser (trusted_since) WHERE trusted_since IS NOT NULL;
