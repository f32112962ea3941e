-- Limits slide. Up to a hundred attempts: `since` is the last one, and `earlier` is how many milliseconds before it each other one was.
-- More: `since` is the start of the last slot, and `slots` has the attempts in the last thirteen slots. Both are numbers of four bytes,
-- the least significant first; the newest attempt is first. Neither: `tries` attempts at `since`.
ALTER TABLE attempt ADD COLUMN earlier BLOB;
ALTER TABLE attempt ADD COLUMN slots BLOB;
