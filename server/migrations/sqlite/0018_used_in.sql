-- The browser in which a code was entered: there, another one can be sent at once.
ALTER TABLE challenge ADD COLUMN used_in INTEGER;
