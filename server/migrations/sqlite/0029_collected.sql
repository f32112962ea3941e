-- When a device has collected its tokens, which it can have again for some seconds.
ALTER TABLE device_authorization ADD COLUMN collected INTEGER;
