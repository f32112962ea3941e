-- The cookie that a step-up was made with, if another one had replaced it before. It works as long as the one in old_secret.
ALTER TABLE browser ADD COLUMN older_secret BLOB;
