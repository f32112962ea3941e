-- The newest time that a server whose clock was right has recorded. Until now, the rows tell it.
INSERT INTO meta (name, value)
SELECT 'newest_time', max(at) FROM (
    SELECT max(seen) AS at FROM browser
    UNION ALL SELECT max(id) >> 21 FROM device_authorization
    UNION ALL SELECT max(id) >> 21 FROM challenge
    UNION ALL SELECT max(created) FROM signing_key
    UNION ALL SELECT max(created) FROM account
) HAVING max(at) IS NOT NULL;
